package shipments

import (
	"cmp"
	"context"
	"reflect"
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
func (s *Screen) ticked(c kit.Checks) (notes []view.ShipmentRow, unseen int) {
	s.Rows().Each(func(key string, h view.ShipmentRow) {
		if slices.Contains(c.Keys, key) != c.All {
			notes = append(notes, h)
		}
	})
	slices.SortFunc(notes, func(a, b view.ShipmentRow) int {
		return cmp.Or(b.ShippedAt.Compare(a.ShippedAt), cmp.Compare(a.NoteID, b.NoteID))
	})
	return notes, max(c.Count-len(notes), 0)
}

// checked shows how many notes are ticked, and what sending them does.
func (s *Screen) checked(c kit.Checks) {
	notes, unseen := s.ticked(c)
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
	c := s.Table().Checked()
	notes, unseen := s.ticked(c)
	if unseen == 0 {
		s.confirm(notes)
		return
	}
	asked := filter(s.Query(), s.o.Now())
	s.o.Feed.Go(func(ctx context.Context) {
		all, err := s.walk(ctx, asked, c)
		s.o.Feed.Do(func() {
			switch {
			case !reflect.DeepEqual(asked, filter(s.Query(), s.o.Now())): // the user has moved on
			case err != nil:
				s.o.Nav.Failed("Read the ticked notes", err)
			default:
				s.confirm(all)
			}
		})
	})
}

// walk reads every note of a question that is ticked, page after page.
func (s *Screen) walk(ctx context.Context, f view.Filter, c kit.Checks) ([]view.ShipmentRow, error) {
	var out []view.ShipmentRow
	for after := ""; ; {
		got, err := s.o.Pages.ShipmentPage(ctx, f, view.Window{Limit: 1000, After: after})
		if err != nil {
			return nil, err
		}
		for _, h := range got.Rows {
			if slices.Contains(c.Keys, placeOf(h).key()) != c.All {
				out = append(out, h)
			}
		}
		if after = got.Next; after == "" {
			return out, nil
		}
	}
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
