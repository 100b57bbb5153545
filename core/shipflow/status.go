package shipflow

import (
	"encoding/json"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/settings"
)

// wishedStatus is the EKM status that a store's settings ask for, "" for "leave it as it is". Parts give an order the status for
// parts, when one is chosen; without one the policy decides: the last shipment leaves the status alone until all is
// shipped, the first and each give the status for everything at once.
func wishedStatus(s settings.Store, whole bool) string {
	switch {
	case whole || s.ShippedPolicy == settings.ShippedFirst:
		return s.ShippedStatus
	case s.PartShippedStatus != "":
		return s.PartShippedStatus
	case s.ShippedPolicy == settings.ShippedEach:
		return s.ShippedStatus
	}
	return ""
}

// move is what to do about an order's status.
type move int

const (
	leave   move = iota // nothing is asked for
	set                 // write it
	already             // the order has it
	beyond              // the order is further on; a write would move it back
	closed              // the order was called off in EKM
)

// nextMove decides what to do about an order that EKM shows in a status. shipped is the status of everything shipped, which a
// part never takes back.
func nextMove(current, wished, shipped string) move {
	now, next := commerce.UpperStatus(current), commerce.UpperStatus(wished)
	switch {
	case calledOff(now):
		return closed
	case now == next:
		return already
	case now == "COMPLETE" || now == "COMPLETED" || now == commerce.UpperStatus(shipped):
		return beyond
	case next == "":
		return leave
	}
	return set
}

// calledOff reports a status in which an order should not have been shipped.
func calledOff(status string) bool {
	switch commerce.UpperStatus(status) {
	case "CANCELLED", "CANCELED", "REFUNDED", "DECLINED", "FAILED":
		return true
	}
	return false
}

// spelling finds a status among those that a shop has, as the shop spells it. A shop whose statuses were never read has every
// status.
func spelling(options, status string) (string, bool) {
	names := statusNames(options)
	for _, name := range names {
		if commerce.UpperStatus(name) == commerce.UpperStatus(status) {
			return strings.TrimSpace(name), true
		}
	}
	return strings.TrimSpace(status), len(names) == 0
}

// statusNames reads the statuses out of a store's lists; a list of another shape holds none.
func statusNames(options string) []string {
	var lists struct {
		Statuses json.RawMessage `json:"statuses"`
	}
	var rows []json.RawMessage
	if json.Unmarshal([]byte(options), &lists) != nil || json.Unmarshal(lists.Statuses, &rows) != nil {
		return nil
	}
	var names []string
	for _, raw := range rows {
		var named struct {
			Name string `json:"name"`
		}
		var plain string
		switch {
		case json.Unmarshal(raw, &named) == nil && named.Name != "":
			names = append(names, named.Name)
		case json.Unmarshal(raw, &plain) == nil && plain != "":
			names = append(names, plain)
		}
	}
	return names
}
