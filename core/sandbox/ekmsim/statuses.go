package ekmsim

import (
	"errors"
	"slices"
	"strings"
)

// RenameStatus gives one of a shop's order statuses another name, as the merchant does; an empty name removes it. Orders keep the
// status that they have.
func (s *Server) RenameStatus(shopName, from, to string) error {
	sh, ok := s.byName[shopName]
	if !ok {
		return errNoSuch
	}
	sh.mu.Lock()
	defer sh.mu.Unlock()
	list := sh.statuses()
	at := slices.IndexFunc(list, func(st status) bool { return strings.EqualFold(st.name, from) })
	if at < 0 {
		return errNoSuch
	}
	if to == "" {
		list = slices.Delete(list, at, at+1)
	} else {
		if slices.ContainsFunc(list, func(st status) bool { return strings.EqualFold(st.name, to) }) {
			return errors.New("the shop has a status of that name")
		}
		list[at].name = to
	}
	sh.ownStatuses = list
	return nil
}

// AddStatus adds an order status to a shop's.
func (s *Server) AddStatus(shopName, name string) error {
	sh, ok := s.byName[shopName]
	if !ok {
		return errNoSuch
	}
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if strings.TrimSpace(name) == "" {
		return errors.New("a status has a name")
	}
	sh.ownStatuses = append(sh.statuses(), status{name, "#333333"})
	return nil
}

// SetInternalNotes gives an order internal notes by hand.
func (s *Server) SetInternalNotes(shopName string, id int64, notes string) error {
	return s.change(shopName, id, func(_ *shop, o *order) { o.wire.InternalNotes = ptr(notes) })
}

// Unmail takes the mark from an order that EKM mailed its shopper, so that a test sees the next mail.
func (s *Server) Unmail(shopName string, id int64) error {
	return s.change(shopName, id, func(_ *shop, o *order) { o.wire.Emailed = false })
}

// statusChange is a change of a shop's statuses: a new one without From, none any more without To.
type statusChange struct {
	Shop string `json:"shop"`
	From string `json:"from"`
	To   string `json:"to"`
}

func (s *Server) changeStatus(in statusChange) error {
	if in.From == "" {
		return s.AddStatus(in.Shop, in.To)
	}
	return s.RenameStatus(in.Shop, in.From, in.To)
}
