package shipments

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// The tabs of the details pane.
const (
	paneNotes   = "notes"
	paneText    = "text"
	paneHistory = "history"
)

func paneTabs() []kit.Tab {
	return []kit.Tab{{ID: paneNotes, Label: "Notes", Count: kit.NoCount}, {ID: paneText, Label: "Written to EKM", Count: kit.NoCount},
		{ID: paneHistory, Label: "History", Count: kit.NoCount}}
}

func (s *Screen) read(ctx context.Context, key string, _ view.ShipmentRow) (view.OrderDetail, error) {
	at, _ := placeAt(key) // the keys of this screen can be read back
	return s.o.Pages.OrderDetail(ctx, at.order)
}

// await names the order while its details are on their way; the row says what is known already.
func (s *Screen) await(_ string, h view.ShipmentRow) {
	if h.Number == "" {
		s.Pane().SetHeader(kit.PaneHeader{Title: "Shipment"})
		return
	}
	at := standingOf(h)
	s.Pane().SetHeader(kit.PaneHeader{Title: "Order " + h.Number, Aside: h.Store, State: at.state, Icon: at.icon, Word: at.word, Value: unitsOf(h) + " units"})
}

// draw fills the pane with one order, seen from one of its notes.
func (s *Screen) draw(key string, h view.ShipmentRow, d view.OrderDetail) {
	for _, n := range d.Shipments {
		if placeOf(n).key() == key {
			h = n // as it is now
		}
	}
	s.await(key, h)
	now, tabs := s.o.Now(), s.Pane().Tabs()
	tabs.SetCount(paneNotes, len(d.Shipments))
	tabs.SetCount(paneHistory, len(d.Timeline))
	switch tabs.Current() {
	case paneText:
		s.SetBody(textBody(d))
	case paneHistory:
		s.SetBody(historyBody(d.Timeline, now))
	default:
		s.SetBody(notesBody(h, d, now))
	}
	send := kit.NewButton("Send now", kit.Secondary, func() { s.sendOne(parcel{h.StoreID, h.OrderID, h.Number}) }).Small().WithIcon("send")
	if len(parcels(d.Shipments)) == 0 {
		send.Disable()
		send.SetTip("EKM knows everything about this order already")
	}
	open := kit.NewButton("Open order", kit.Secondary, func() { s.goOrder(h) }).Small().WithIcon("shopping-bag")
	s.SetFoot(kit.Across(theme.Space2, send, open))
}

func notesBody(h view.ShipmentRow, d view.OrderDetail, now time.Time) fyne.CanvasObject {
	var parts []fyne.CanvasObject
	if untold(h) && !h.Cause.Zero() {
		at := standingOf(h)
		parts = append(parts, kit.NewNote(at.state, at.icon, troubleTitle(h), troubleText(h)))
	}
	shipped := int64(0)
	for _, n := range d.Shipments {
		shipped += n.Units
	}
	bar := kit.NewProgress(6)
	bar.Set(float64(shipped), float64(h.UnitsOrdered))
	parts = append(parts, kit.Down(6, kit.NewSection("Shipped", "", kit.NewText(screen.Count(shipped)+" of "+screen.Plural(h.UnitsOrdered, "unit", "units"), theme.Body, theme.Text)), bar))
	for _, n := range d.Shipments {
		parts = append(parts, kit.Divider(), noteBlock(n, now))
	}
	parts = append(parts, kit.Divider(), guardNote(d))
	return kit.Down(theme.Space3, parts...)
}

func troubleTitle(h view.ShipmentRow) string {
	if h.State == commerce.ShipmentHeld {
		return "EKM was not told"
	}
	return "EKM could not be told yet, it is tried again"
}

func troubleText(h view.ShipmentRow) string {
	var parts []string
	for _, p := range []string{h.Cause.Text, h.Cause.Fix} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	if h.Cause.Code != "" {
		parts = append(parts, "Code "+h.Cause.Code+".")
	}
	return strings.Join(parts, " ")
}

func noteBlock(n view.ShipmentRow, now time.Time) fyne.CanvasObject {
	at := standingOf(n)
	told := "Not yet"
	if !n.SentAt.IsZero() {
		told = screen.When(n.SentAt, now)
	}
	numbers := orNone(strings.Join(numbersIn(n.Tracking), ", "))
	return kit.Down(2,
		kit.NewSection(kindWord(n), "", kit.NewSmallState(at.state, at.icon, at.word)),
		kit.NewPairs(84, []kit.Pair{
			{Label: "Units", Value: screen.Count(n.Units)},
			{Label: "Carrier", Value: orNone(n.Carrier)},
			{Label: "Tracking", Value: numbers, Code: numbers != "None"},
			{Label: "Shipped", Value: screen.When(n.ShippedAt, now)},
			{Label: "Told", Value: told},
		}))
}

func guardNote(d view.OrderDetail) fyne.CanvasObject {
	return kit.NewNote(theme.OK, "mail-x", "No e-mail to the shopper", guard(d.Order.Emailed))
}

func textBody(d view.OrderDetail) fyne.CanvasObject {
	t := textOf(d.Shipments)
	line := "This is what EKM holds of the order now."
	if len(parcels(d.Shipments)) > 0 {
		line = "This is what EKM gets next: the tracking first, then the status."
	}
	if calledOff(t.status) {
		line = "EKM has the tracking. Its status is left alone, because the order was called off there."
	}
	return kit.Down(theme.Space3,
		kit.NewParagraph(line, theme.Small, theme.Text2),
		kit.NewPairs(112, []kit.Pair{
			{Label: "Tracking number", Value: orNone(t.numbers), Code: t.numbers != ""},
			{Label: "Company", Value: orNone(t.carriers)},
			{Label: "Order status", Value: t.status},
			{Label: "Customer e-mail", Value: "None"},
		}),
		guardNote(d))
}

func historyBody(list []view.ActivityRow, now time.Time) fyne.CanvasObject {
	if len(list) == 0 {
		return kit.NewEmpty(kit.EmptyState{Title: "Nothing happened to this order yet", Line: "Every step and every answer of EKM appears here."})
	}
	var parts []fyne.CanvasObject
	for i, a := range list {
		if i > 0 {
			parts = append(parts, kit.LineDivider())
		}
		role := theme.Text
		if a.Level == "warning" || a.Level == "error" {
			role = theme.Attention.Text()
		}
		parts = append(parts, kit.Pad(0, 6, kit.AcrossTop(8, kit.Width(84, kit.Height(20, kit.NewText(screen.When(a.At, now), theme.Small, theme.Text2))),
			kit.Grow(kit.NewParagraph(a.Text, theme.Body, role)))))
	}
	return kit.Down(0, parts...)
}
