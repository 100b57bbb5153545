package shipments

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
)

func (s *Screen) goOrder(h view.ShipmentRow) {
	s.o.Nav.Go(screen.Route{Screen: screen.Orders, Tab: "all", Text: h.Number, Select: strconv.FormatInt(int64(h.OrderID), 10)})
}

// menu is what a right click on a row offers.
func (s *Screen) menu(h view.ShipmentRow) []kit.MenuItem {
	return []kit.MenuItem{
		{Label: "Show notes of the order", Tapped: func() { s.Show(placeOf(h).key()) }},
		{Label: "Send now", Icon: "send", Disabled: !untold(h), Tapped: func() { s.sendOne(parcel{h.StoreID, h.OrderID, h.Number}) }},
		{Label: "Open order", Icon: "shopping-bag", Tapped: func() { s.goOrder(h) }},
	}
}

// sendOne tells a store of one order.
func (s *Screen) sendOne(p parcel) {
	s.Do("Send order "+p.number+" to EKM", func(ctx context.Context) (string, error) {
		return "Order " + p.number + " is being sent to EKM", s.o.Actions.SendNow(ctx, p.store, p.order)
	})
}

// ticked are the ticked notes that were loaded, and how many were not.
func (s *Screen) ticked() (notes []view.ShipmentRow, unseen int) {
	notes, unseen = s.Ticked()
	return newestFirst(notes), unseen
}

func newestFirst(notes []view.ShipmentRow) []view.ShipmentRow {
	slices.SortFunc(notes, func(a, b view.ShipmentRow) int {
		return cmp.Or(b.ShippedAt.Compare(a.ShippedAt), cmp.Compare(a.NoteID, b.NoteID))
	})
	return notes
}

// checked shows how many notes are ticked, and what sending them does.
func (s *Screen) checked(c kit.Checks) {
	notes, unseen := s.ticked()
	s.send.Enable()
	switch orders := len(parcels(notes)); {
	case unseen > 0:
		s.send.SetLabel("Send all now")
	case orders > 0:
		s.send.SetLabel("Send " + screen.Count(orders) + " now")
	default:
		s.send.SetLabel("Nothing to send")
		s.send.Disable()
	}
	s.bar.Set(c.Count, effect(notes, unseen))
}

// askSend finds the orders behind the ticks, then asks for confirmation.
func (s *Screen) askSend() {
	s.AllTicked("Read the ticked notes", func(notes []view.ShipmentRow) { s.confirm(newestFirst(notes)) })
}

func (s *Screen) confirm(notes []view.ShipmentRow) {
	list := parcels(notes)
	if len(list) == 0 {
		return
	}
	title, text, verb := sendQuestion(len(list), effect(notes, 0))
	kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{Title: title, Text: text, Confirm: verb, Done: func(yes bool) {
		if yes {
			s.sendAll(list)
		}
	}})
}

// sendAll tells the stores of several orders and stops at the first that cannot be queued.
func (s *Screen) sendAll(list []parcel) {
	s.o.Feed.Go(func(ctx context.Context) {
		done := 0
		var err error
		for _, p := range list {
			if err = s.o.Actions.SendNow(ctx, p.store, p.order); err != nil {
				break
			}
			done++
		}
		s.o.Feed.Do(func() {
			if done > 0 {
				s.o.Nav.Toast(screen.Plural(done, "order is", "orders are") + " being sent to EKM")
			}
			if err != nil {
				s.o.Nav.Failed("Send order "+list[done].number+" to EKM", err)
			}
			s.Table().ClearChecks()
			s.Reload()
		})
	})
}
