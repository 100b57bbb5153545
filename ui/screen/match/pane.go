package match

import (
	"fmt"
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
	paneMatch  = "match"
	paneOrders = "orders"
	paneStores = "stores"
)

// detail is what the pane knows about a code beside its row.
type detail struct {
	link   view.LinkRow    // the row as it is now
	orders []view.OrderRow // unfinished ones of its store that ask for it, the newest first
	more   bool            // there are others, too many to look at
	stores []view.LinkRow  // the same code in every store
}

func paneTabs(l view.LinkRow, d *detail) []kit.Tab {
	first := "Match"
	if l.Suggestion != "" {
		first = "Suggestion"
	}
	orders, stores := kit.NoCount, kit.NoCount
	if d != nil {
		orders, stores = len(d.orders), len(d.stores)
	}
	return []kit.Tab{{ID: paneMatch, Label: first, Count: kit.NoCount}, {ID: paneOrders, Label: "Orders", Count: orders}, {ID: paneStores, Label: "Stores", Count: stores}}
}

func paneTitle(l view.LinkRow) string {
	for _, s := range []string{l.Name, l.ProductName, l.SKU} {
		if strings.TrimSpace(s) != "" {
			return s
		}
	}
	return "Listing without a name"
}

// matchBody is the first tab: evidence, character view, actions, both sides, and what to do.
func matchBody(l view.LinkRow, buttons []fyne.CanvasObject) fyne.CanvasObject {
	var parts []fyne.CanvasObject
	if l.Suggestion != "" {
		parts = append(parts, suggestionPart(l))
	} else if title, text := reasonOf(l); title != "" {
		m := markOf(l.State)
		parts = append(parts, kit.NewNote(m.state, m.icon, title, text))
	}
	if len(buttons) > 0 {
		parts = append(parts, kit.Across(8, buttons...))
	}
	title, text := nextStep(l)
	parts = append(parts, sides(l), kit.NewNote(theme.NoState, "", title, text),
		kit.NewRemark("info", "Nothing here edits a product, in EKM or in Brightpearl."))
	return kit.Down(14, parts...)
}

// reasonOf is the finding of a code without a suggestion.
func reasonOf(l view.LinkRow) (title, text string) {
	switch l.State {
	case commerce.Matched:
		return "The codes agree", l.Reason
	case commerce.IgnoredSKU:
		return "Ignored", l.Reason
	case commerce.BrightpearlOnly:
		return "No listing in " + l.Store, l.Reason
	case commerce.Duplicate:
		return "The code is used twice", l.Reason
	case commerce.InvalidSKU:
		return "Brightpearl cannot hold this code", l.Reason
	case commerce.WithoutSKU:
		return "The listing has no code", ""
	case commerce.EKMOnly:
		return "Not in Brightpearl", l.Reason
	case commerce.NotStockTracked:
		return "Stock is not tracked", l.Reason
	}
	return markOf(l.State).word, l.Reason
}

func suggestionPart(l view.LinkRow) fyne.CanvasObject {
	k := kindOf(l.Reason)
	tag := kit.NewTag("High confidence", "check", theme.OK)
	if !k.sure {
		tag = kit.NewTag("Check by eye", "", theme.Attention)
	}
	parts := []fyne.CanvasObject{
		kit.Down(2, kit.NewSection(k.title, "", tag), kit.NewParagraph(k.text, theme.Body, theme.Text2)),
	}
	a, b := align(l.SKU, l.Suggestion)
	if n := differences(a); 2*n > len(a) {
		// Codes with little in common, as with equal barcodes: a view by characters would be noise.
		parts = append(parts, kit.NewPairs(84, []kit.Pair{{Label: "In EKM", Value: l.SKU, Code: true}, {Label: "In Brightpearl", Value: l.Suggestion, Code: true}}))
		return kit.Down(10, parts...)
	}
	label := func(s string) fyne.CanvasObject { return kit.NewElided(s, theme.Small, theme.Text2) }
	parts = append(parts, kit.Down(4, label("In EKM, "+l.Store), boxes(a)), kit.Down(4, label("In Brightpearl"), boxes(b)))
	if said := evidence(a, b); len(said) > 0 {
		ink := theme.Attention.Text()
		parts = append(parts, kit.AcrossTop(6, kit.Sized(theme.IconSmall, theme.Space4, kit.NewIcon("triangle-alert", ink, theme.IconSmall)),
			kit.Grow(kit.NewParagraph(strings.Join(said, ". "), theme.Small, ink))))
	} else {
		parts = append(parts, kit.NewRemark("info", "The codes agree once outer spaces are taken off."))
	}
	return kit.Down(10, parts...)
}

// boxes draws a code with one box for each character, ten to a line; longer codes get narrower boxes.
func boxes(letters []letter) fyne.CanvasObject {
	width, gap, perLine := float32(30), float32(3), 10
	if len(letters) > perLine {
		width, gap, perLine = 21, 2, 14
	}
	var lines []fyne.CanvasObject
	for len(letters) > 0 {
		n := min(perLine, len(letters))
		line := make([]fyne.CanvasObject, 0, n)
		for _, l := range letters[:n] {
			line = append(line, kit.Sized(width, 28, charBox(l)))
		}
		lines = append(lines, kit.Across(gap, line...))
		letters = letters[n:]
	}
	return kit.Down(gap, lines...)
}

func charBox(l letter) fyne.CanvasObject {
	fill, stroke, style := theme.Sunken, theme.Border, theme.Code
	if l.differs {
		fill, stroke = theme.Attention.Tint(), theme.Attention.Solid()
	}
	if len([]rune(l.drawn())) > 1 {
		style = theme.Caption
	}
	return kit.NewBox(fill, stroke, theme.RadiusTag, kit.NewText(l.drawn(), style, theme.Text).Aligned(fyne.TextAlignCenter))
}

// sides sets both systems beside each other.
func sides(l view.LinkRow) fyne.CanvasObject {
	weights := []float32{68, 136, 120}
	cell := func(s string, style theme.Style) fyne.CanvasObject {
		if s == "" {
			return kit.NewParagraph(none, theme.Body, theme.Text3)
		}
		return kit.NewParagraph(s, style, theme.Text)
	}
	head := func(s string) fyne.CanvasObject { return kit.NewElided(s, theme.SmallMedium, theme.Text2) }
	rows := []fyne.CanvasObject{kit.Inset(0, 0, 6, 0, kit.WeightedGrid(weights, 8, kit.Gap(0, 16), head("EKM"), head("Brightpearl"))), kit.Divider()}
	for i, r := range sideRows(l) {
		if i > 0 {
			rows = append(rows, kit.LineDivider())
		}
		style := theme.Body
		if r[0] == "SKU" {
			style = theme.Code
		}
		rows = append(rows, kit.Pad(0, 4, kit.WeightedGrid(weights, 8,
			kit.LabelBeside(r[0], style), cell(r[1], style), cell(r[2], style))))
	}
	return kit.Down(0, append(rows, kit.LineDivider())...)
}

// sideRows are the facts of both sides: label, EKM, Brightpearl.
func sideRows(l view.LinkRow) [][3]string {
	ekm, brightpearl := l.SKU, l.Suggestion
	switch l.State {
	case commerce.BrightpearlOnly:
		ekm, brightpearl = "", l.SKU
	case commerce.Matched, commerce.NotStockTracked:
		brightpearl = l.SKU
	case commerce.Duplicate:
		if strings.Contains(l.Reason, "Brightpearl products") {
			brightpearl = l.SKU
		}
	}
	text, _ := visible(ekm)
	rows := [][3]string{{"SKU", text, brightpearl}, {"Name", listingName(l), l.ProductName}}
	stock := [3]string{"Stock", "", ""}
	if l.HasListed {
		stock[1] = screen.Count(l.Listed) + " listed"
	}
	if l.HasOnHand {
		stock[2] = screen.Count(l.OnHand) + " on hand"
	}
	rows = append(rows, stock)
	if l.HasPublished {
		rows = append(rows, [3]string{"Last sent", screen.Count(l.Published), ""})
	}
	number := [3]string{"Record", "", ""}
	if l.EKMProductID != 0 {
		number[1] = fmt.Sprintf("Product %d", l.EKMProductID)
		if l.EKMVariantID != 0 {
			number[1] = fmt.Sprintf("Variant %d of product %d", l.EKMVariantID, l.EKMProductID)
		}
	}
	if l.ProductID != 0 {
		number[2] = fmt.Sprintf("Product %d", l.ProductID)
	}
	return append(rows, number)
}

func ordersBody(l view.LinkRow, d *detail, now time.Time, open func(view.OrderRow)) fyne.CanvasObject {
	if d == nil {
		return kit.Gap(0, 0)
	}
	if len(d.orders) == 0 {
		return kit.NewEmpty(kit.EmptyState{Title: "No order waits for this code", Line: "Unfinished orders of " + l.Store + " that ask for it stand here."})
	}
	line := screen.Plural(len(d.orders), "unfinished order asks", "unfinished orders ask") + " for this code."
	if l.State != commerce.Matched && l.State != commerce.NotStockTracked {
		line += " What waits for the code goes on by itself once it is matched."
	}
	parts := []fyne.CanvasObject{kit.NewParagraph(line, theme.Body, theme.Text2), kit.Gap(0, 8), kit.LineDivider()}
	for _, o := range d.orders {
		row := kit.Across(8, kit.NewText("Order "+o.Number, theme.BodyMedium, theme.Text), kit.NewElided(o.Customer, theme.Body, theme.Text2), kit.Spacer(),
			kit.NewText(screen.Ago(o.PlacedAt, now), theme.Small, theme.Text2), kit.NewText(screen.Money(o.Total, o.Currency), theme.Body, theme.Text),
			kit.NewIcon("chevron-right", theme.Text2, theme.IconSmall))
		parts = append(parts, kit.NewPressable(kit.Pad(0, 6, row), theme.RadiusTag, func() { open(o) }), kit.LineDivider())
	}
	if d.more {
		parts = append(parts, kit.Gap(0, 8), kit.NewRemark("info", "Older ones are on the Orders screen; search for the code there."))
	}
	return kit.Down(0, parts...)
}

func storesBody(d *detail, show func(view.LinkRow)) fyne.CanvasObject {
	if d == nil {
		return kit.Gap(0, 0)
	}
	var parts []fyne.CanvasObject
	for i, l := range d.stores {
		if i > 0 {
			parts = append(parts, kit.LineDivider())
		}
		m := markOf(l.State)
		listed := "Not listed"
		if l.HasListed {
			listed = screen.Count(l.Listed) + " listed"
		}
		line := kit.Down(0, kit.Across(8, kit.NewElided(l.Store, theme.BodyMedium, theme.Text), kit.Spacer(), kit.NewState(m.state, m.icon, m.word)),
			kit.Across(8, kit.NewElided(paneTitle(l), theme.Small, theme.Text2), kit.Spacer(), kit.NewText(listed, theme.Small, theme.Text2)))
		parts = append(parts, kit.NewPressable(kit.Pad(0, 8, line), theme.RadiusTag, func() { show(l) }))
	}
	return kit.Inset(-8, 0, 0, 0, kit.Down(0, parts...))
}
