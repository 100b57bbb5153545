package brightpearlsim

import (
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"time"
)

// What people do in Brightpearl behind a connector's back, for tests of what it notices.

// NewContact is a contact that staff typed in.
type NewContact struct {
	FirstName      string `json:"first_name"`
	LastName       string `json:"last_name"`
	Email          string `json:"email"`
	SecondaryEmail string `json:"secondary_email"`
	TertiaryEmail  string `json:"tertiary_email"`
	Kind           string `json:"kind"` // customer, supplier or staff; empty is customer
}

var errMerge = errors.New("a contact can only be merged into another one that exists")

// RemoveSalesOrder deletes a sales order with its reservation and its payments, as staff may: reads and searches do not know it
// any more, and its external reference is free again. An order with goods-out or drop-ship notes is refused.
func (s *Server) RemoveSalesOrder(id int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, err := s.salesOrderLocked(id)
	if err != nil {
		return err
	}
	if len(s.notesOf(id)) > 0 || len(s.dropShipsOf(id)) > 0 {
		return fmt.Errorf("sales order %d has notes and cannot be deleted", id)
	}
	s.unreserveLocked(o, s.cfg.Now())
	s.payments = slices.DeleteFunc(s.payments, func(p *payment) bool { return p.order == id })
	delete(s.orderPayments, id)
	if key := (pair{o.kind, o.external, o.instance}); s.unique[key] == id {
		delete(s.unique, key)
	}
	s.crew.forget(id, slices.Index(s.orderList, id))
	s.orderList = slices.DeleteFunc(s.orderList, func(other int) bool { return other == id })
	delete(s.orders, id)
	return nil
}

// RemovePayments deletes a sales order's payments, as staff do to record them anew.
func (s *Server) RemovePayments(id int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.salesOrderLocked(id); err != nil {
		return err
	}
	s.payments = slices.DeleteFunc(s.payments, func(p *payment) bool { return p.order == id })
	delete(s.orderPayments, id)
	return nil
}

// forget drops an order from the crew's plans; at is where it stood in the order list.
func (c *crew) forget(id, at int) {
	c.watched = slices.DeleteFunc(c.watched, func(other int) bool { return other == id })
	c.jobs = slices.DeleteFunc(c.jobs, func(j job) bool { return j.order == id })
	delete(c.busy, id)
	if at < c.read {
		c.read--
	}
}

// ChangeRow gives one row of an order, counted from 0 as it was sent, other amounts in pence, as a correction by hand does.
func (s *Server) ChangeRow(order, row int, net, tax int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, err := s.salesOrderLocked(order)
	if err != nil {
		return err
	}
	if row < 0 || row >= len(o.rows) {
		return fmt.Errorf("sales order %d has no row %d", order, row)
	}
	o.rows[row].net, o.rows[row].tax = dec(net)*cent, dec(tax)*cent
	s.touchLocked(o, s.cfg.Now())
	return nil
}

// AddContact makes a contact and returns its id. Nothing stops two contacts from having one address, as in Brightpearl.
func (s *Server) AddContact(in NewContact) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	seed := Contact{FirstName: in.FirstName, LastName: in.LastName, Email: in.Email}
	switch in.Kind {
	case "", "customer":
		seed.Customer = true
	case "supplier":
		seed.Supplier = true
	case "staff":
		seed.Staff = true
	default:
		return 0, fmt.Errorf("a contact is a customer, supplier or staff, not %q", in.Kind)
	}
	emails := map[string]string{"PRI": in.Email, "SEC": in.SecondaryEmail, "TER": in.TertiaryEmail}
	for key, email := range emails {
		if _, err := mail.ParseAddress(email); email != "" && err != nil {
			return 0, errors.New("an e-mail address is not valid")
		}
		if email == "" {
			delete(emails, key)
		}
	}
	now := s.cfg.Now()
	p := s.addSeedContact(seed, now)
	p.emails, p.created, p.updated = emails, now, now
	return p.id, nil
}

// MergeContacts moves everything of one contact to another and deletes it, as staff do with duplicates. The kept one keeps its own
// addresses.
func (s *Server) MergeContacts(keep, gone int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	stays, goes := s.people[keep], s.people[gone]
	if stays == nil || goes == nil || keep == gone {
		return errMerge
	}
	now := s.cfg.Now()
	for _, id := range s.orderList {
		o := s.orders[id]
		if o.customer != gone && o.billing != gone {
			continue
		}
		for _, who := range []*int{&o.customer, &o.billing} {
			if *who == gone {
				*who = keep
			}
		}
		s.touchLocked(o, now)
	}
	stays.lastOrder, stays.updated = latest(stays.lastOrder, goes.lastOrder), now
	delete(s.people, gone)
	s.peopleIDs = slices.DeleteFunc(s.peopleIDs, func(id int) bool { return id == gone })
	return nil
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// CancelSalesOrder cancels a sales order and gives its reservation back. Its payments stay, as in Brightpearl.
func (s *Server) CancelSalesOrder(id int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, err := s.salesOrderLocked(id)
	if err != nil {
		return err
	}
	now := s.cfg.Now()
	s.unreserveLocked(o, now)
	o.cancelled = true
	s.touchLocked(o, now)
	return nil
}
