package shipments

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
)

func (s *Screen) goOrder(h view.ShipmentRow) {
	s.o.Nav.Go(screen.Route{Screen: screen.Orders, Tab: "all", Text: h.Number, Select: strconv.FormatInt(int64(h.OrderID), 10)})
}

// brightpearl is the address of a note's sales order in the browser, "" when it is not known.
func (s *Screen) brightpearl(h view.ShipmentRow) string {
	if s.page == "" || h.SalesOrderID == 0 {
		return ""
	}
	return s.page + strconv.FormatInt(h.SalesOrderID, 10)
}

// menu is what a right click on a row offers.
func (s *Screen) menu(h view.ShipmentRow) []kit.MenuItem {
	items := []kit.MenuItem{
		{Label: say.T("Show notes of the order"), Note: say.T("Enter"), Tapped: func() { s.Show(placeOf(h).key()) }},
		{Label: say.T("Open order"), Icon: "shopping-bag", Tapped: func() { s.goOrder(h) }},
	}
	if address := s.brightpearl(h); address != "" {
		items = append(items, kit.MenuItem{Label: say.T("Open in Brightpearl"), Icon: "external-link", Tapped: func() { s.o.Nav.OpenURL(address) }})
	}
	if numbers := numbersIn(h.Tracking); len(numbers) > 0 {
		text := strings.Join(numbers, ", ")
		items = append(items, kit.MenuItem{Label: say.T("Copy tracking"), Icon: "copy", Tapped: func() {
			fyne.CurrentApp().Clipboard().SetContent(text)
			s.o.Nav.Toast(say.T("Copied {text}", text))
		}})
	}
	items = append(items, kit.MenuItem{}, kit.MenuItem{Label: say.T("Send now"), Icon: "send", Disabled: !untold(h), Tapped: func() { s.sendOne(parcelOf(h)) }})
	return append(items, s.further(parcelOf(h), tracked(h), open(h), reversed(h))...)
}

// further are the wishes for one order beside sending it, as far as they make sense.
func (s *Screen) further(p parcel, tracked, open, reversed bool) []kit.MenuItem {
	items := []kit.MenuItem{
		{Label: say.T("Send tracking only"), Icon: "truck", Disabled: !tracked, Tapped: func() { s.sendTracking(p) }},
		{Label: say.Of(recheckLabel), Icon: "refresh-cw", Tapped: func() { s.recheck(p) }},
		{},
		{Label: say.T("Mark as handled"), Icon: "check", Disabled: !open, Tapped: func() { s.askHandled([]parcel{p}) }},
	}
	if reversed {
		items = append(items, kit.MenuItem{Label: say.T("Step back in EKM"), Icon: "undo-2", Tapped: func() { s.stepBack(p) }})
	}
	return items
}

// sendOne tells a store of one order.
func (s *Screen) sendOne(p parcel) {
	s.Do(say.T("Send order {order} to EKM", p.number), func(ctx context.Context) (string, error) {
		return say.T("Order {order} is being sent to EKM", p.number), s.o.Actions.SendNow(ctx, p.store, p.order)
	})
}

// sendTracking tells a store of one order's parcels and leaves the status alone.
func (s *Screen) sendTracking(p parcel) {
	s.Do(say.T("Send the tracking of order {order} to EKM", p.number), func(ctx context.Context) (string, error) {
		return say.T("The tracking of order {order} was sent to EKM, its status stays", p.number), s.o.Actions.SendTracking(ctx, p.order)
	})
}

// recheck reads the notes of orders again.
func (s *Screen) recheck(list ...parcel) {
	doing, done := say.T("Re-check the notes of order {order}", list[0].number), say.T("The notes of order {order} were re-checked in Brightpearl", list[0].number)
	if n := len(list); n > 1 {
		doing = say.N(n, "Re-check the notes of {n} order", "Re-check the notes of {n} orders")
		done = say.N(n, "The notes of {n} order were re-checked in Brightpearl", "The notes of {n} orders were re-checked in Brightpearl")
	}
	ids := make([]commerce.OrderID, len(list))
	for i, p := range list {
		ids[i] = p.order
	}
	s.Do(doing, func(ctx context.Context) (string, error) {
		return done, s.o.Actions.Recheck(ctx, ids...)
	})
}

// recheckAll reads the notes of all orders of late again. It takes some seconds, which its button says.
func (s *Screen) recheckAll() {
	s.check.SetLabel(say.T("Re-checking"))
	s.check.Disable()
	listing.Do(s.o.Feed, s.o.Nav, say.T("Re-check the notes in Brightpearl"), func(ctx context.Context) (string, error) {
		return say.T("All recent notes were re-checked in Brightpearl"), s.o.Actions.Recheck(ctx)
	}, func() {
		s.check.SetLabel(say.Of(recheckLabel))
		s.check.Enable()
		s.Reload()
	})
}

// askHandled asks for the reason, without which nobody could tell later why EKM was never told.
func (s *Screen) askHandled(list []parcel) {
	title := say.T("Mark order {order} as handled?", list[0].number)
	if n := len(list); n > 1 {
		title = say.N(n, "Mark {n} order as handled?", "Mark {n} orders as handled?")
	}
	s.askReason(kit.DialogOptions{Title: title, Confirm: say.T("Mark as handled"),
		Text: say.T("EKM stays as it is. Nothing more is sent for notes that wait, are held or were taken back; a new note is told as usual."),
	}, say.T("For example: told the shopper by phone"), func(why string) {
		if len(list) == 1 {
			s.Do(say.T("Mark order {order}", list[0].number), func(ctx context.Context) (string, error) {
				return say.T("Order {order} is marked as handled", list[0].number), s.o.Actions.Handle(ctx, list[0].order, why)
			})
			return
		}
		s.each(list, deed{func(order string) string { return say.T("Mark order {order}", order) },
			func(n int) string {
				return say.N(n, "{n} order is marked as handled", "{n} orders are marked as handled")
			}}, func(ctx context.Context, p parcel) error { return s.o.Actions.Handle(ctx, p.order, why) })
	})
}

// askReason asks a question that is answered with a reason, below the body that the question may have.
func (s *Screen) askReason(o kit.DialogOptions, example string, yes func(why string)) {
	reason := kit.NewEntry(example)
	field := kit.NewField(say.T("Reason"), reason).WithHelp(say.T("It is kept with the notes and in the activity log."))
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

// deed is the words of one thing that is done for several orders: what could not be done for one, and for how many it was done.
type deed struct {
	failed func(order string) string
	done   func(n int) string
}

// each does one thing for the orders behind the ticks and stops at the first that refuses: what is done stays done.
func (s *Screen) each(list []parcel, words deed, wish func(context.Context, parcel) error) {
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
				s.o.Nav.Toast(words.done(n))
			}
			if err != nil {
				s.o.Nav.Failed(words.failed(list[n].number), err)
			}
			s.Table().ClearChecks()
			s.Reload()
		})
	})
}
