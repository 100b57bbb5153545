package shipments

import (
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

// emptyFoot keeps the place of the pane's buttons, so that nothing jumps when they come.
func emptyFoot() fyne.CanvasObject { return kit.Gap(0, theme.ButtonSmall) }

// showLoading names the order while its details are on their way; the row says what is known already.
func (p *page) showLoading(h view.ShipmentRow) {
	p.showHeader(h)
	var lines []fyne.CanvasObject
	for _, width := range []float32{180, 240, 120, 260, 200, 150} {
		lines = append(lines, kit.Across(0, kit.Sized(width, 8, kit.NewBox(theme.Track, theme.None, theme.RadiusTag, nil))))
	}
	p.pane.SetBody(kit.Down(16, lines...))
	p.pane.SetFoot(emptyFoot())
}

func (p *page) showHeader(h view.ShipmentRow) {
	if h.Number == "" {
		p.pane.SetHeader(kit.PaneHeader{Title: "Shipment"})
		return
	}
	at := standingOf(h)
	p.pane.SetHeader(kit.PaneHeader{Title: "Order " + h.Number, Aside: h.Store, State: at.state, Icon: at.icon, Word: at.word, Value: unitsOf(h) + " units"})
}

// showFault says that the order could not be read.
func (p *page) showFault(again func()) {
	title, line := fault(nil)
	p.pane.SetBody(kit.NewEmpty(kit.EmptyState{Title: title, Line: line, Button: "Try again", Tapped: again}))
	p.pane.SetFoot(emptyFoot())
}

// showOrder fills the pane with one order, seen from one of its notes.
func (p *page) showOrder(h view.ShipmentRow, d view.OrderDetail, tab string, now time.Time, send, open func()) {
	p.showHeader(h)
	p.pane.Tabs().SetCount(paneNotes, len(d.Shipments))
	p.pane.Tabs().SetCount(paneHistory, len(d.Timeline))
	switch tab {
	case paneText:
		p.pane.SetBody(textBody(d))
	case paneHistory:
		p.pane.SetBody(historyBody(d.Timeline, now))
	default:
		p.pane.SetBody(notesBody(h, d, now))
	}
	button := kit.NewButton("Send now", kit.Secondary, send).Small().WithIcon("send")
	if len(parcels(d.Shipments)) == 0 {
		button.Disable()
		button.SetTip("EKM knows everything about this order already")
	}
	p.pane.SetFoot(kit.Across(theme.Space2, button, kit.NewButton("Open order", kit.Secondary, open).Small().WithIcon("shopping-bag")))
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
