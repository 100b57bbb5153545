package shipments

import (
	"cmp"
	"context"
	"slices"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// selection is the bar at the foot of the table: what is ticked and what can be done with all of it.
type selection struct {
	*kit.SelectionBar
	handle, send *kit.Button
	all          *kit.Link // ticks everything that the filters show, read or not
}

func newSelection(s *Screen) selection {
	b := selection{
		handle: kit.NewButton(say.T("Mark as handled"), kit.Secondary, s.askHandleTicked).Small(),
		send:   kit.NewButton(say.T("Send now"), kit.Primary, s.askSendTicked).Small().WithIcon("send"),
	}
	b.all = kit.NewLink("", theme.BodyMedium, func() { s.Table().CheckAll() })
	b.SelectionBar = kit.NewSelectionBar(func() { s.Table().ClearChecks() }, b.handle, kit.NewMoreButton(s.tickedMenu).Bordered(), b.send)
	b.Offer(b.all)
	return b
}

// checked shows how many notes are ticked, and what can be done with their orders.
func (s *Screen) checked(c kit.Checks) {
	notes, unseen := s.Ticked()
	sendable := len(parcels(notes, untold))
	b := s.bar
	switch {
	case unseen > 0:
		b.send.SetLabel(say.T("Send all now"))
	case sendable > 0:
		b.send.SetLabel(say.T("Send {n} now", sendable))
	default:
		b.send.SetLabel(say.T("Nothing to send"))
	}
	enable(b.send, unseen > 0 || sendable > 0)
	enable(b.handle, unseen > 0 || slices.ContainsFunc(notes, open))
	s.OfferAll(c, b.all)
	b.Set(c.Count, effect(newestFirst(notes), unseen))
}

// tickedMenu are the wishes for the ticked notes that are rarer.
func (s *Screen) tickedMenu() []kit.MenuItem {
	notes, unseen := s.Ticked()
	return []kit.MenuItem{
		{Label: say.T("Send tracking only"), Icon: "truck", Disabled: unseen == 0 && !slices.ContainsFunc(notes, tracked), Tapped: s.askTrackTicked},
		{Label: say.Of(recheckLabel), Icon: "refresh-cw", Tapped: func() {
			every := func(view.ShipmentRow) bool { return true }
			s.withTicked(every, say.T("None of the ticked notes is there any more"), func(list []parcel, _ []view.ShipmentRow) { s.recheck(list...) })
		}},
	}
}

func enable(b *kit.Button, on bool) {
	if on {
		b.Enable()
	} else {
		b.Disable()
	}
}

func newestFirst(notes []view.ShipmentRow) []view.ShipmentRow {
	slices.SortFunc(notes, func(a, b view.ShipmentRow) int {
		return cmp.Or(b.ShippedAt.Compare(a.ShippedAt), cmp.Compare(a.NoteID, b.NoteID))
	})
	return notes
}

// withTicked finds the orders behind the ticked notes that fit. When none does, it says so in the given words.
func (s *Screen) withTicked(fits func(view.ShipmentRow) bool, none string, take func(list []parcel, notes []view.ShipmentRow)) {
	s.AllTicked(say.T("Read the ticked notes"), func(notes []view.ShipmentRow) {
		notes = newestFirst(notes)
		if list := parcels(notes, fits); len(list) > 0 {
			take(list, notes)
		} else {
			s.o.Nav.Toast(none)
		}
	})
}

// askSendTicked asks before the stores of several orders are told.
func (s *Screen) askSendTicked() {
	s.withTicked(untold, say.T("None of the ticked notes has anything to tell"), func(list []parcel, notes []view.ShipmentRow) {
		kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{
			Title:   say.N(len(list), "Tell EKM of {n} order now?", "Tell EKM of {n} orders now?"),
			Text:    effect(notes, 0) + " " + say.T("Stockbridge takes no status back by itself. No customer e-mail is sent, the guard is on."),
			Confirm: say.T("Send {n} now", len(list)),
			Done: func(yes bool) {
				if yes {
					s.sendAll(list)
				}
			},
		})
	})
}

func (s *Screen) sendAll(list []parcel) {
	words := deed{func(order string) string { return say.T("Send order {order}", order) },
		func(n int) string {
			return say.N(n, "{n} order is being sent to EKM", "{n} orders are being sent to EKM")
		}}
	s.each(list, words, func(ctx context.Context, p parcel) error { return s.o.Actions.SendNow(ctx, p.store, p.order) })
}

// askTrackTicked asks before tracking alone is sent for several orders.
func (s *Screen) askTrackTicked() {
	s.withTicked(tracked, say.T("None of the ticked notes has tracking"), func(list []parcel, _ []view.ShipmentRow) {
		kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{
			Title:   say.N(len(list), "Send the tracking of {n} order?", "Send the tracking of {n} orders?"),
			Text:    say.T("EKM gets the number, the company and the link of each, and the lines of the internal notes. The status of the orders stays, and no customer e-mail is sent."),
			Confirm: say.T("Send tracking of {n}", len(list)),
			Done: func(yes bool) {
				if yes {
					words := deed{func(order string) string { return say.T("Send the tracking of order {order}", order) },
						func(n int) string {
							return say.N(n, "{n} order is sent with tracking only", "{n} orders are sent with tracking only")
						}}
					s.each(list, words, func(ctx context.Context, p parcel) error { return s.o.Actions.SendTracking(ctx, p.order) })
				}
			},
		})
	})
}

func (s *Screen) askHandleTicked() {
	s.withTicked(open, say.T("None of the ticked notes waits for anything"), func(list []parcel, _ []view.ShipmentRow) { s.askHandled(list) })
}
