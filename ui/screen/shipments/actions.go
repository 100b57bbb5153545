package shipments

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
)

func (s *Screen) goOrder(h view.ShipmentRow) {
	s.o.Nav.Go(screen.Route{Screen: screen.Orders, Tab: "all", Text: h.Number, Select: strconv.FormatInt(int64(h.OrderID), 10)})
}

// menu is what a right click on a row offers.
func (s *Screen) menu(h view.ShipmentRow) []kit.MenuItem {
	items := []kit.MenuItem{
		{Label: "Show notes of the order", Note: "Enter", Tapped: func() { s.Show(placeOf(h).key()) }},
		{Label: "Open order", Icon: "shopping-bag", Tapped: func() { s.goOrder(h) }},
	}
	if numbers := numbersIn(h.Tracking); len(numbers) > 0 {
		text := strings.Join(numbers, ", ")
		items = append(items, kit.MenuItem{Label: "Copy tracking", Icon: "copy", Tapped: func() {
			fyne.CurrentApp().Clipboard().SetContent(text)
			s.o.Nav.Toast("Copied " + text)
		}})
	}
	items = append(items, kit.MenuItem{}, kit.MenuItem{Label: "Send now", Icon: "send", Disabled: !untold(h), Tapped: func() { s.sendOne(parcelOf(h)) }})
	return append(items, s.further(parcelOf(h), tracked(h), open(h), reversed(h))...)
}

// further are the wishes for one order beside sending it, as far as they make sense.
func (s *Screen) further(p parcel, tracked, open, reversed bool) []kit.MenuItem {
	items := []kit.MenuItem{
		{Label: "Send tracking only", Icon: "truck", Disabled: !tracked, Tapped: func() { s.sendTracking(p) }},
		{Label: recheckLabel, Icon: "refresh-cw", Tapped: func() { s.recheck(p) }},
		{},
		{Label: "Mark as handled", Icon: "check", Disabled: !open, Tapped: func() { s.askHandled([]parcel{p}) }},
	}
	if reversed {
		items = append(items, kit.MenuItem{Label: "Step back in EKM", Icon: "undo-2", Tapped: func() { s.stepBack(p) }})
	}
	return items
}

// sendOne tells a store of one order.
func (s *Screen) sendOne(p parcel) {
	s.Do("Send order "+p.number+" to EKM", func(ctx context.Context) (string, error) {
		return "Order " + p.number + " is being sent to EKM", s.o.Actions.SendNow(ctx, p.store, p.order)
	})
}

// sendTracking tells a store of one order's parcels and leaves the status alone.
func (s *Screen) sendTracking(p parcel) {
	s.Do("Send the tracking of order "+p.number+" to EKM", func(ctx context.Context) (string, error) {
		return "The tracking of order " + p.number + " was sent to EKM, its status stays", s.o.Actions.SendTracking(ctx, p.order)
	})
}

// recheck reads the notes of orders again.
func (s *Screen) recheck(list ...parcel) {
	orders := "order " + list[0].number
	if len(list) > 1 {
		orders = screen.Count(len(list)) + " orders"
	}
	ids := make([]commerce.OrderID, len(list))
	for i, p := range list {
		ids[i] = p.order
	}
	s.Do("Re-check the notes of "+orders, func(ctx context.Context) (string, error) {
		return "The notes of " + orders + " were re-checked in Brightpearl", s.o.Actions.Recheck(ctx, ids...)
	})
}

// recheckAll reads the notes of all orders of late again. It takes some seconds, which its button says.
func (s *Screen) recheckAll() {
	s.check.SetLabel("Re-checking")
	s.check.Disable()
	listing.Do(s.o.Feed, s.o.Nav, "Re-check the notes in Brightpearl", func(ctx context.Context) (string, error) {
		return "All recent notes were re-checked in Brightpearl", s.o.Actions.Recheck(ctx)
	}, func() {
		s.check.SetLabel(recheckLabel)
		s.check.Enable()
		s.Reload()
	})
}

// askHandled asks for the reason, without which nobody could tell later why EKM was never told.
func (s *Screen) askHandled(list []parcel) {
	title := "Mark order " + list[0].number + " as handled?"
	if len(list) > 1 {
		title = "Mark " + screen.Count(len(list)) + " orders as handled?"
	}
	s.askReason(kit.DialogOptions{Title: title, Confirm: "Mark as handled",
		Text: "EKM stays as it is. Nothing more is sent for notes that wait, are held or were taken back; a new note is told as usual.",
	}, "For example: told the shopper by phone", func(why string) {
		if len(list) == 1 {
			s.Do("Mark order "+list[0].number, func(ctx context.Context) (string, error) {
				return "Order " + list[0].number + " is marked as handled", s.o.Actions.Handle(ctx, list[0].order, why)
			})
			return
		}
		s.each("Mark", list, "marked as handled", func(ctx context.Context, p parcel) error { return s.o.Actions.Handle(ctx, p.order, why) })
	})
}

// askReason asks a question that is answered with a reason, below the body that the question may have.
func (s *Screen) askReason(o kit.DialogOptions, example string, yes func(why string)) {
	reason := kit.NewEntry(example)
	field := kit.NewField("Reason", reason).WithHelp("It is kept with the notes and in the activity log.")
	if o.Body == nil {
		o.Body = field
	} else {
		o.Body = kit.Down(16, o.Body, field)
	}
	o.Done = func(confirmed bool) {
		if why := strings.TrimSpace(reason.Text()); confirmed && why != "" {
			yes(why)
		}
	}
	kit.ShowDialog(s.o.Nav.Canvas(), o).NeedsText(reason)
}

// each does one thing for the orders behind the ticks and stops at the first that refuses: what is done stays done.
func (s *Screen) each(verb string, list []parcel, done string, wish func(context.Context, parcel) error) {
	s.o.Feed.Go(func(ctx context.Context) {
		n := 0
		var err error
		for _, p := range list {
			if err = wish(ctx, p); err != nil {
				break
			}
			n++
		}
		s.o.Feed.Do(func() {
			if n > 0 {
				s.o.Nav.Toast(screen.Plural(n, "order is ", "orders are ") + done)
			}
			if err != nil {
				s.o.Nav.Failed(verb+" order "+list[n].number, err)
			}
			s.Table().ClearChecks()
			s.Reload()
		})
	})
}
