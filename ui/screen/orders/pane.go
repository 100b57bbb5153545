package orders

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// The tabs of the details pane; those without room are under More.
const (
	paneCompare   = "compare"
	paneShortfall = "shortfall"
	paneLines     = "lines"
	paneMoney     = "money"
	paneCustomer  = "customer"
	paneShipments = "shipments"
	paneTimeline  = "timeline"
	paneRaw       = "raw"
)

func paneTabs(d *view.OrderDetail) []kit.Tab {
	shipments, timeline := kit.NoCount, kit.NoCount
	if d != nil {
		timeline = len(d.Timeline)
		if len(d.Shipments) > 0 {
			shipments = len(d.Shipments)
		}
	}
	tabs := []kit.Tab{{ID: paneCompare, Label: say.T("Side by side"), Count: kit.NoCount}}
	if d != nil && len(d.Shortfalls) > 0 {
		tabs = append(tabs, kit.Tab{ID: paneShortfall, Label: say.T("Shortfall"), Count: len(d.Shortfalls)})
	}
	return append(tabs, []kit.Tab{
		{ID: paneLines, Label: say.T("Lines"), Count: kit.NoCount},
		{ID: paneMoney, Label: say.T("Money"), Count: kit.NoCount},
		{ID: paneCustomer, Label: say.T("Customer"), Count: kit.NoCount},
		{ID: paneTimeline, Label: say.T("Timeline"), Count: timeline},
		{ID: paneShipments, Label: say.T("Shipments"), Count: shipments},
		{ID: paneRaw, Label: say.T("Raw"), Count: kit.NoCount},
	}...)
}

// body draws one tab of the pane.
func (s *Screen) body(tab string, d view.OrderDetail) fyne.CanvasObject {
	now := s.o.Now()
	switch tab {
	case paneLines:
		return s.linesBody(d)
	case paneShortfall:
		return s.shortfallBody(d)
	case paneMoney:
		return moneyBody(d)
	case paneCustomer:
		return customerBody(d)
	case paneShipments:
		return shipmentsBody(d, now)
	case paneTimeline:
		return timelineBody(d, now)
	case paneRaw:
		return rawBody(d)
	}
	return compareBody(d, now, s.buttons(d), s.remark(d.OrderRow))
}

func compareBody(d view.OrderDetail, now time.Time, buttons []fyne.CanvasObject, remark fyne.CanvasObject) fyne.CanvasObject {
	var parts []fyne.CanvasObject
	if n, ok := noticeOf(d, now); ok {
		text := n.text
		if n.fix != "" {
			text = strings.TrimSpace(text + "\n" + n.fix)
		}
		parts = append(parts, kit.NewNote(n.state, n.icon, n.title, text))
	}
	if len(d.Changes) > 0 {
		parts = append(parts, changesTable(d))
	}
	if len(buttons) > 0 {
		parts = append(parts, kit.Flow(8, buttons...))
	}
	parts = append(parts, compareTable(d))
	if remark != nil {
		parts = append(parts, remark)
	}
	return kit.Down(12, parts...)
}

func compareTable(d view.OrderDetail) fyne.CanvasObject {
	target := say.T("Brightpearl would get")
	if d.SalesOrderID != 0 {
		target = say.T("Brightpearl has")
	}
	return sideTable(compare(d), target)
}

func sideTable(sides []comparison, target string) fyne.CanvasObject {
	weights := []float32{57, 142, 125}
	head := func(s string) fyne.CanvasObject { return kit.NewElided(s, theme.SmallMedium, theme.Text2) }
	rows := []fyne.CanvasObject{kit.Inset(0, 0, 6, 0, kit.WeightedGrid(weights, 8, kit.Gap(0, 16), head(say.T("EKM sent")), head(target))), kit.Divider()}
	for i, c := range sides {
		if i > 0 {
			rows = append(rows, kit.LineDivider())
		}
		label := kit.LabelBeside(c.label, theme.Body)
		rows = append(rows, kit.Pad(0, 5, kit.WeightedGrid(weights, 8, label, drawSide(c.ekm), drawSide(c.brightpearl))))
	}
	return kit.Down(0, append(rows, kit.LineDivider())...)
}

func drawSide(s side) fyne.CanvasObject {
	style, note := theme.Body, theme.Small
	role, noteRole := theme.Text, theme.Text2
	switch {
	case s.strong:
		style = theme.BodyStrong
	case s.state != theme.NoState:
		style = theme.BodyMedium
	}
	if s.state != theme.NoState {
		role, note, noteRole = s.state.Text(), theme.SmallMedium, s.state.Text()
	}
	if s.code {
		note = theme.Code
	}
	parts := []fyne.CanvasObject{kit.NewParagraph(s.value, style, role)}
	if s.note != "" {
		parts = append(parts, kit.Inset(1, 0, 2, 0, kit.NewParagraph(s.note, note, noteRole)))
	}
	return kit.Down(0, parts...)
}

func (s *Screen) linesBody(d view.OrderDetail) fyne.CanvasObject {
	if len(d.Rows) == 0 {
		return kit.NewEmpty(kit.EmptyState{Title: say.T("The lines are not decided yet"), Line: say.T("Products and tax codes appear here as soon as the order is matched. Side by side shows what EKM sent.")})
	}
	parts := []fyne.CanvasObject{kit.Inset(8, 0, 4, 0, s.pickButtons(d))}
	fixed := fixWords(d)
	for i, r := range d.Rows {
		if i > 0 {
			parts = append(parts, kit.LineDivider())
		}
		parts = append(parts, kit.Pad(0, 8, lineBlock(d, r, fixed[i])))
	}
	return kit.Inset(-8, 0, 0, 0, kit.Down(0, parts...))
}

// lineBlock is one row; fixed says what a person decided about it beside the rules.
func lineBlock(d view.OrderDetail, r view.OrderLine, fixed string) fyne.CanvasObject {
	parts := []fyne.CanvasObject{
		kit.AcrossTop(12, kit.Grow(kit.NewParagraph(r.Name, theme.BodyMedium, theme.Text)),
			kit.Height(20, kit.NewText(say.Money(r.Net+r.Tax, d.Currency), theme.BodyStrong, theme.Text))),
	}
	if r.SKU != "" {
		parts = append(parts, kit.NewParagraph(r.SKU, theme.Code, theme.Text2))
	}
	facts := []kit.Pair{}
	if r.Kind == "goods" {
		product := kit.Pair{Label: say.T("Product"), Value: say.T("Product {id}", digits(r.ProductID))}
		if r.ProductID == 0 {
			product.Value, product.State = say.T("None, a text row"), theme.Attention
		}
		product.Note = say.Of(r.Note)
		facts = append(facts, product)
	}
	tax := kit.Pair{Label: say.T("Tax"), Value: taxValue(r, d.Currency), Note: capital(say.Of(r.TaxRule))}
	if r.TaxCode == "" {
		tax.State = theme.Attention
	}
	facts = append(facts, kit.Pair{Label: say.T("Net"), Value: units(r, d.Currency)}, tax)
	if r.Wanted > 0 {
		reserved := kit.Pair{Label: say.T("Reserved"), Value: say.N(r.Wanted, "{reserved} of {n} unit", "{reserved} of {n} units", r.Reserved)}
		if allocated(d.OrderRow) && r.Reserved < r.Wanted && d.ShippedUnits < d.WantedUnits {
			reserved.State = theme.Attention
		}
		facts = append(facts, reserved)
	}
	if fixed != "" {
		facts = append(facts, kit.Pair{Label: say.T("Decided"), Value: fixed, Note: say.T("By a person, for this order")})
	}
	return kit.Down(0, append(parts, kit.Inset(4, 0, 0, 0, kit.NewPlainPairs(64, facts)))...)
}

func taxValue(r view.OrderLine, currency string) string {
	if r.TaxCode == "" {
		return say.T("{money}, no code", say.Money(r.Tax, currency))
	}
	return say.T("{money}, code {code}", say.Money(r.Tax, currency), r.TaxCode)
}
