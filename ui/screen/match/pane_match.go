package match

import (
	"cmp"
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// matchBody is the first tab: evidence, character view, actions, both sides, what to do and what was decided. The details are nil
// while they are being read.
func (s *Screen) matchBody(l view.LinkRow, d *detail) fyne.CanvasObject {
	var parts []fyne.CanvasObject
	if l.Suggestion != "" {
		parts = append(parts, suggestionPart(l))
	} else {
		m := markOf(l.State)
		title, text := reasonOf(l, d)
		parts = append(parts, kit.NewNote(m.state, m.icon, title, text))
		if letters, said := findings(l.SKU); len(said) > 0 {
			parts = append(parts, kit.Down(10, kit.Down(4, boxLabel(say.T("The code, sign by sign")), boxes(letters)), warning(strings.Join(said, ". "))))
		}
	}
	parts = append(parts, kit.Flow(8, s.buttons(l, d)...), sides(l, d))
	if d != nil {
		for _, r := range d.rules {
			if !r.Means {
				parts = append(parts, s.rejected(r))
			}
		}
	}
	title, text := nextStep(l)
	parts = append(parts, kit.NewNote(theme.NoState, "", title, text))
	if n := s.summary.kinds[l.Kind]; suggested(l) && n > 1 && s.o.Linker != nil {
		parts = append(parts, kit.Across(8, kit.NewIcon("info", theme.Text2, theme.IconSmall),
			kit.NewElided(say.N(n-1, "{n} more suggestion is of this kind.", "{n} more suggestions are of this kind."), theme.Small, theme.Text2),
			kit.NewLink(say.T("Look at all"), theme.SmallMedium, func() { s.askKind(l.Kind, s.Query().OneStore()) })))
	} else {
		parts = append(parts, kit.NewRemark("info", say.T("Nothing here edits a product, in EKM or in Brightpearl.")))
	}
	return kit.Down(14, parts...)
}

// rejected says which product is never suggested again, with the way back.
func (s *Screen) rejected(r view.LinkRule) fyne.CanvasObject {
	line := []fyne.CanvasObject{kit.NewIcon("circle-minus", theme.Text2, theme.IconSmall), kit.NewElided(say.T("Rejected for ever: {product}", ruleProduct(r)), theme.Small, theme.Text2)}
	if s.o.Linker != nil {
		line = append(line, kit.NewLink(say.T("Take back"), theme.SmallMedium, func() { s.takeBack(r) }))
	}
	return kit.Across(8, line...)
}

// reasonOf is the finding of a code without a suggestion.
func reasonOf(l view.LinkRow, d *detail) (title, text string) {
	switch l.State {
	case commerce.Matched, commerce.Bundled:
		switch {
		case l.Chosen:
			return say.T("Chosen by a person"), chosenWords(l, d)
		case l.State == commerce.Bundled:
			return say.T("Matched to a bundle"), strings.TrimSpace(say.T("Product {id} is made of other products in Brightpearl.", digits(l.ProductID)) + " " + say.Of(l.Reason))
		}
		return say.T("The codes agree"), say.Of(l.Reason)
	case commerce.ChangedProduct:
		return say.T("The SKU has moved to another product"), changedWords(l, d)
	case commerce.IgnoredSKU:
		return say.T("Ignored"), say.Of(l.Reason)
	case commerce.BrightpearlOnly:
		return say.T("No listing in {store}", l.Store), say.Of(l.Reason)
	case commerce.Duplicate:
		return say.T("The code is used twice"), say.Of(l.Reason)
	case commerce.InvalidSKU:
		return say.T("Brightpearl cannot hold this code"), say.Of(l.Reason)
	case commerce.WithoutSKU:
		return say.T("The listing has no code"), ""
	case commerce.EKMOnly:
		return say.T("Not in Brightpearl"), say.Of(l.Reason)
	case commerce.NotStockTracked:
		return say.T("Stock is not tracked"), say.Of(l.Reason)
	}
	return markOf(l.State).word, say.Of(l.Reason)
}

// chosenWords says what was decided against the codes, by whom and why.
func chosenWords(l view.LinkRow, d *detail) string {
	text := say.T("It is an exception to the rule that the same SKU is the same product.")
	if d == nil {
		return text
	}
	for _, r := range d.rules {
		if r.Means && r.ProductID == l.ProductID {
			return by(r) + ". " + reach(r) + ". " + text
		}
	}
	return text
}

// changedWords says what the code meant, what it means now and what happens meanwhile.
func changedWords(l view.LinkRow, d *detail) string {
	was, now := view.Choice{ID: l.WasID}, view.Choice{ID: l.ProductID, Code: l.ProductSKU, Name: l.ProductName}
	if d != nil && d.was.ID != 0 {
		was = d.was
	}
	text := say.T("It was {product}. It is now {other}.", productWords(was), productWords(now))
	if l.HasListed {
		text += " " + say.T("Until that is settled, stock is frozen at the {count} that {store} shows.", l.Listed, l.Store)
	} else {
		text += " " + say.T("Until that is settled, its stock is frozen.")
	}
	return text + " " + say.T("One more full check settles it by itself if both have about the same stock; otherwise it waits for you.")
}

// productWords names a product: "product 1377, Casserole, 24 cm".
func productWords(c view.Choice) string {
	if c.Name != "" {
		return say.T("product {id}, {name}", digits(c.ID), c.Name)
	}
	return say.T("product {id}", digits(c.ID))
}

func suggestionPart(l view.LinkRow) fyne.CanvasObject {
	k := kindOf(l)
	tag := kit.NewTag(say.T("High confidence"), "check", theme.OK)
	if !l.Kind.Sure() {
		tag = kit.NewTag(say.T("Check by eye"), "eye", theme.Attention)
	}
	parts := []fyne.CanvasObject{
		kit.Down(2, kit.NewSection(k.title, "", tag), kit.NewParagraph(strings.TrimSpace(claim(l.Reason)+" "+k.hint), theme.Body, theme.Text2)),
	}
	a, b := align(l.SKU, l.Suggestion)
	if n := differences(a); 2*n > len(a) {
		// Codes with little in common, as with equal barcodes: a view by characters would be noise.
		parts = append(parts, kit.NewPairs(84, []kit.Pair{{Label: say.T("In EKM"), Value: l.SKU, Code: true}, {Label: say.T("In Brightpearl"), Value: l.Suggestion, Code: true}}))
		return kit.Down(10, parts...)
	}
	parts = append(parts, kit.Down(4, boxLabel(say.T("In EKM, {store}", l.Store)), boxes(a)), kit.Down(4, boxLabel(say.T("In Brightpearl")), boxes(b)))
	if said := evidence(a, b); len(said) > 0 {
		parts = append(parts, warning(strings.Join(said, ". ")))
	} else {
		parts = append(parts, kit.NewRemark("info", say.T("The codes agree once outer spaces are taken off.")))
	}
	return kit.Down(10, parts...)
}

func boxLabel(s string) fyne.CanvasObject { return kit.NewElided(s, theme.Small, theme.Text2) }

func warning(text string) fyne.CanvasObject {
	ink := theme.Attention.Text()
	return kit.AcrossTop(6, kit.Sized(theme.IconSmall, theme.Space4, kit.NewIcon("triangle-alert", ink, theme.IconSmall)),
		kit.Grow(kit.NewParagraph(text, theme.Small, ink)))
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
func sides(l view.LinkRow, d *detail) fyne.CanvasObject {
	weights := []float32{60, 138, 126}
	head := func(s string) fyne.CanvasObject { return kit.NewElided(s, theme.SmallMedium, theme.Text2) }
	rows := []fyne.CanvasObject{kit.Inset(0, 0, 6, 0, kit.WeightedGrid(weights, 8, kit.Gap(0, 16), head("EKM"), head("Brightpearl"))), kit.Divider()}
	for i, r := range sideRows(l, d) {
		if i > 0 {
			rows = append(rows, kit.LineDivider())
		}
		style, role := theme.Body, theme.Text
		if r.code {
			style = theme.Code
		}
		if r.differs {
			style, role = theme.BodyMedium, theme.Attention.Text()
		}
		if r.alone {
			rows = append(rows, kit.Pad(0, 4, kit.WeightedGrid([]float32{weights[0], weights[1] + 8 + weights[2]}, 8,
				kit.LabelBeside(r.label, style), kit.NewParagraph(r.ekm, style, role))))
			continue
		}
		cell := func(s string) fyne.CanvasObject {
			if s == "" {
				return kit.NewParagraph(none(), theme.Body, theme.Text3)
			}
			return kit.NewParagraph(s, style, role)
		}
		rows = append(rows, kit.Pad(0, 4, kit.WeightedGrid(weights, 8, kit.LabelBeside(r.label, style), cell(r.ekm), cell(r.brightpearl))))
	}
	return kit.Down(0, append(rows, kit.LineDivider())...)
}

// side is one fact of both systems, or of EKM alone.
type side struct {
	label, ekm, brightpearl string
	code, differs, alone    bool
}

// sideRows are the facts of both sides. Facts that neither has are left out.
func sideRows(l view.LinkRow, d *detail) []side {
	var p view.Choice
	if d != nil {
		p = d.product
	}
	sku := side{label: say.T("SKU"), brightpearl: cmp.Or(l.Suggestion, l.ProductSKU, p.Code), code: true}
	if l.State != commerce.BrightpearlOnly {
		sku.ekm, _ = visible(l.SKU)
	} else if sku.brightpearl == "" {
		sku.brightpearl = l.SKU
	}
	same := l.State == commerce.Matched || l.State == commerce.NotStockTracked || l.State == commerce.Duplicate && strings.Contains(l.Reason, "Brightpearl products")
	if sku.brightpearl == "" && same {
		sku.brightpearl = l.SKU
	}
	rows := []side{sku, {label: say.T("Name"), ekm: listingName(l), brightpearl: cmp.Or(l.ProductName, p.Name)}}
	if l.Suggestion != "" {
		rows = rows[1:] // the characters above show both
	}
	if l.GTIN != "" || l.Barcode != "" {
		rows = append(rows, side{label: say.T("Barcode"), ekm: l.GTIN, brightpearl: l.Barcode, differs: barcodesDiffer(l)})
	}
	stock := side{label: say.T("Stock")}
	if l.HasListed {
		stock.ekm = say.T("{count} listed", l.Listed)
	}
	if l.HasOnHand {
		stock.brightpearl = say.T("{count} on hand", l.OnHand)
	}
	rows = append(rows, stock)
	if l.HasPublished {
		rows = append(rows, side{label: say.T("Last sent"), ekm: say.N(l.Published, "{n} unit", "{n} units"), alone: true})
	}
	if l.EKMProductID != 0 {
		sold := say.N(l.SoldMonth, "{n} unit in 30 days", "{n} units in 30 days")
		if l.Price != 0 {
			sold = say.N(l.SoldMonth, "{n} unit in 30 days at {price}", "{n} units in 30 days at {price}", say.Money(l.Price, l.Currency))
		}
		rows = append(rows, side{label: say.T("Sold"), ekm: sold, alone: true})
	}
	number := side{label: say.T("Record")}
	if l.EKMProductID != 0 {
		number.ekm = say.T("Product {id}", digits(l.EKMProductID))
		if l.EKMVariantID != 0 {
			number.ekm = say.T("Variant {variant} of product {id}", digits(l.EKMVariantID), digits(l.EKMProductID))
		}
	}
	if id := cmp.Or(l.ProductID, l.SuggestionID); id != 0 {
		number.brightpearl = say.T("Product {id}", digits(id))
	}
	rows = append(rows, number)
	if suggested(l) && l.ProductName == "" { // the row knows no more of it than its id and code
		for i := range rows {
			if !rows[i].alone && rows[i].brightpearl == "" {
				rows[i].brightpearl = say.T("Not known")
			}
		}
	}
	return rows
}
