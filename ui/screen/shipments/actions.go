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

// show opens the pane on a note.
func (s *Screen) show(key string) {
	at, ok := placeAt(key)
	if !ok {
		return
	}
	if s.open != at || !s.page.split.Open() {
		s.open = at
		s.page.showLoading(s.seen[key])
	}
	s.page.table.Select(key)
	s.page.split.SetOpen(true)
	s.readOrder()
}

func (s *Screen) readOrder() {
	s.detail++
	question, at := s.detail, s.open
	s.o.Feed.Go(func(ctx context.Context) {
		d, err := s.o.Pages.OrderDetail(ctx, at.order)
		s.o.Feed.Do(func() {
			switch {
			case question != s.detail:
			case err != nil:
				s.page.showFault(s.readOrder)
			default:
				s.order = d
				s.showPane()
			}
		})
	})
}

// note finds the open note among those of its order.
func (s *Screen) note() view.ShipmentRow {
	for _, h := range s.order.Shipments {
		if placeOf(h) == s.open {
			return h
		}
	}
	return s.seen[s.open.key()]
}

func (s *Screen) showPane() {
	h := s.note()
	s.page.showOrder(h, s.order, s.paneTab, s.o.Now(), func() { s.send(parcel{h.StoreID, h.OrderID, h.Number}) }, func() { s.goOrder(s.open, h.Number) })
}

func (s *Screen) setPaneTab(id string) {
	s.paneTab = id
	if s.order.ID == s.open.order && s.page.split.Open() {
		s.showPane()
	}
}

func (s *Screen) closePane() {
	s.detail++ // an answer on its way is not wanted any more
	s.page.split.SetOpen(false)
	s.page.table.Focus()
}

func (s *Screen) goOrder(at place, number string) {
	s.o.Nav.Go(screen.Route{Screen: screen.Orders, Tab: "all", Text: number, Select: strconv.FormatInt(int64(at.order), 10)})
}

// menu is what a right click on a row offers.
func (s *Screen) menu(key string) []kit.MenuItem {
	at, ok := placeAt(key)
	if !ok {
		return nil
	}
	h := s.seen[key]
	return []kit.MenuItem{
		{Label: "Show notes of the order", Tapped: func() { s.show(key) }},
		{Label: "Send now", Icon: "send", Disabled: !untold(h), Tapped: func() { s.send(parcel{at.store, at.order, h.Number}) }},
		{Label: "Open order", Icon: "shopping-bag", Tapped: func() { s.goOrder(at, h.Number) }},
	}
}

// send tells a store of one order.
func (s *Screen) send(p parcel) {
	s.o.Feed.Go(func(ctx context.Context) {
		err := s.o.Actions.SendNow(ctx, p.store, p.order)
		s.o.Feed.Do(func() {
			if err != nil {
				s.o.Nav.Failed("Send order "+p.number+" to EKM", err)
				return
			}
			s.o.Nav.Toast("Order " + p.number + " is being sent to EKM")
			s.Reload()
		})
	})
}

// ticked are the ticked notes that were loaded, and how many were not.
func (s *Screen) ticked(c kit.Checks) (notes []view.ShipmentRow, unseen int) {
	for key, h := range s.seen {
		if slices.Contains(c.Keys, key) != c.All {
			notes = append(notes, h)
		}
	}
	slices.SortFunc(notes, func(a, b view.ShipmentRow) int {
		return cmp.Or(b.ShippedAt.Compare(a.ShippedAt), cmp.Compare(a.NoteID, b.NoteID))
	})
	return notes, max(c.Count-len(notes), 0)
}

func (s *Screen) checked(c kit.Checks) {
	if c.Count == 0 {
		s.page.showTicked(0, "", "")
		return
	}
	notes, unseen := s.ticked(c)
	verb := ""
	if orders := len(parcels(notes)); unseen > 0 {
		verb = "Send all now"
	} else if orders > 0 {
		verb = "Send " + screen.Count(orders) + " now"
	}
	s.page.showTicked(c.Count, effect(notes, unseen), verb)
}

// askSend finds the orders behind the ticks, then asks for confirmation.
func (s *Screen) askSend() {
	c := s.page.table.Checked()
	notes, unseen := s.ticked(c)
	if unseen == 0 {
		s.confirm(notes)
		return
	}
	q, now := s.query, s.o.Now()
	s.o.Feed.Go(func(ctx context.Context) {
		all, err := s.walk(ctx, q.filter(now), c)
		s.o.Feed.Do(func() {
			switch {
			case q != s.query: // the user has moved on
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
			s.page.table.ClearChecks()
			s.Reload()
		})
	})
}
