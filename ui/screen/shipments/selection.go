package shipments

import (
	"cmp"
	"context"
	"slices"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
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
		handle: kit.NewButton("Mark as handled", kit.Secondary, s.askHandleTicked).Small(),
		send:   kit.NewButton("Send now", kit.Primary, s.askSendTicked).Small().WithIcon("send"),
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
		b.send.SetLabel("Send all now")
	case sendable > 0:
		b.send.SetLabel("Send " + screen.Count(sendable) + " now")
	default:
		b.send.SetLabel("Nothing to send")
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
		{Label: "Send tracking only", Icon: "truck", Disabled: unseen == 0 && !slices.ContainsFunc(notes, tracked), Tapped: s.askTrackTicked},
		{Label: recheckLabel, Icon: "refresh-cw", Tapped: func() {
			every := func(view.ShipmentRow) bool { return true }
			s.withTicked(every, "None of the ticked notes is there any more", func(list []parcel, _ []view.ShipmentRow) { s.recheck(list...) })
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
	s.AllTicked("Read the ticked notes", func(notes []view.ShipmentRow) {
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
	s.withTicked(untold, "None of the ticked notes has anything to tell", func(list []parcel, notes []view.ShipmentRow) {
		kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{
			Title:   "Tell EKM of " + screen.Plural(len(list), "order", "orders") + " now?",
			Text:    effect(notes, 0) + " Stockbridge takes no status back by itself. No customer e-mail is sent, the guard is on.",
			Confirm: "Send " + screen.Count(len(list)) + " now",
			Done: func(yes bool) {
				if yes {
					s.sendAll(list)
				}
			},
		})
	})
}

func (s *Screen) sendAll(list []parcel) {
	s.each("Send", list, "being sent to EKM", func(ctx context.Context, p parcel) error { return s.o.Actions.SendNow(ctx, p.store, p.order) })
}

// askTrackTicked asks before tracking alone is sent for several orders.
func (s *Screen) askTrackTicked() {
	s.withTicked(tracked, "None of the ticked notes has tracking", func(list []parcel, _ []view.ShipmentRow) {
		kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{
			Title:   "Send the tracking of " + screen.Plural(len(list), "order", "orders") + "?",
			Text:    "EKM gets the number, the company and the link of each, and the lines of the internal notes. The status of the orders stays, and no customer e-mail is sent.",
			Confirm: "Send tracking of " + screen.Count(len(list)),
			Done: func(yes bool) {
				if yes {
					s.each("Send the tracking of", list, "sent with tracking only", func(ctx context.Context, p parcel) error { return s.o.Actions.SendTracking(ctx, p.order) })
				}
			},
		})
	})
}

func (s *Screen) askHandleTicked() {
	s.withTicked(open, "None of the ticked notes waits for anything", func(list []parcel, _ []view.ShipmentRow) { s.askHandled(list) })
}
