package orders

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/theme"
)

// fixBlock is the choices of one row.
type fixBlock struct {
	x       *fixSheet
	d       decided
	product bool // shows the choice of a product: a person asked, or it is missing
	code    bool // the same of a tax code
	picker  *listing.ProductPicker
	tax     *kit.Select
	picked  view.Choice
}

func newFixBlock(x *fixSheet, d decided) *fixBlock {
	b := &fixBlock{x: x, d: d, product: x.f.lacksProduct(d) || productFixed(x.f.fix, d.line), code: x.f.lacksCode(d) || x.f.fix.TaxCodes[d.line] != ""}
	b.picker = listing.NewProductPicker(listing.ProductPickerOptions{Feed: x.s.o.Feed, Nav: x.s.o.Nav, Find: x.s.o.Fixer.FindProducts,
		Open: func() bool { return x.sheet.Open() }, Changed: x.show, Pick: b.pick})
	b.tax = kit.NewSelect(nil, b.chooseCode).Small()
	b.setCodes(x.codes)
	return b
}

// setCodes offers Brightpearl's tax codes; the first choice leaves the row to the rules.
func (b *fixBlock) setCodes(codes []view.Choice) {
	byRule := say.T("By the rules")
	if code := b.d.row.TaxCode; code != "" && b.x.f.fix.TaxCodes[b.d.line] == "" {
		byRule = say.T("By the rules: {code}", code)
	}
	var choices []kit.Choice
	if b.d.row.TaxCode != "" {
		choices = append(choices, kit.Choice{Label: byRule})
	}
	for _, c := range codes {
		choices = append(choices, kit.Choice{Value: c.Code, Label: c.Code, Note: c.Name})
	}
	b.tax.WithPlaceholder(say.T("Choose a tax code")).SetChoices(choices)
	b.tax.SetValue(b.x.f.fix.TaxCodes[b.d.line])
}

func (b *fixBlock) chooseCode(code string) {
	b.x.f.setTaxCode(b.d.line, code)
	b.x.changed()
}

func (b *fixBlock) pick(c view.Choice) {
	b.picked = c
	b.x.f.setProduct(b.d.line, c.ID)
	b.x.changed()
}

func (b *fixBlock) draw() fyne.CanvasObject {
	name := b.d.row.Name
	if b.d.goods() { // the other rows say by their names what they are
		name = b.d.label + ": " + name
	}
	lines := []fyne.CanvasObject{kit.AcrossTop(8, kit.Grow(kit.NewParagraph(name, theme.BodyMedium, theme.Text)),
		kit.Height(20, kit.NewText(say.Money(b.d.row.Net+b.d.row.Tax, b.x.f.order.Currency), theme.Body, theme.Text)))}
	if b.d.row.SKU != "" {
		lines = append(lines, kit.NewParagraph(b.d.row.SKU, theme.Code, theme.Text2))
	}
	if b.d.goods() {
		product := say.T("A text row without a product")
		if b.d.row.ProductID != 0 {
			product = say.T("Product {id}", digits(b.d.row.ProductID))
		}
		lines = append(lines, b.part(&b.product, product, b.drawProduct))
	}
	return kit.Down(4, append(lines, b.part(&b.code, say.T("Tax code {code}", orNone(b.d.row.TaxCode)), b.drawCode), kit.Gap(0, 4), kit.LineDivider())...)
}

// part is one choice, or what the rules have chosen with a way to choose otherwise.
func (b *fixBlock) part(open *bool, chosen string, draw func() fyne.CanvasObject) fyne.CanvasObject {
	if *open {
		return draw()
	}
	return kit.Across(8, kit.NewElided(chosen, theme.Small, theme.Text2), kit.NewLink(say.T("Change"), theme.SmallMedium, func() {
		*open = true
		b.x.show()
	}))
}

// drawProduct is the choice of what a line is in Brightpearl.
func (b *fixBlock) drawProduct() fyne.CanvasObject {
	undo := func() {
		b.picked = view.Choice{}
		b.x.f.undoProduct(b.d.line)
		b.x.changed()
	}
	done := func(text string) fyne.CanvasObject {
		return kit.AcrossTop(8, kit.Sized(16, 20, kit.NewIcon("circle-check", theme.OK.Text(), theme.IconText)), kit.Grow(kit.NewParagraph(text, theme.Body, theme.Text)),
			kit.NewLink(say.T("Undo"), theme.SmallMedium, undo))
	}
	if id := b.x.f.fix.Products[b.d.line]; id != 0 {
		if b.picked.ID == id {
			return done(strings.TrimSpace(b.picked.Code + ", " + b.picked.Name))
		}
		return done(say.T("Product {id}", digits(id)))
	}
	if productFixed(b.x.f.fix, b.d.line) {
		return done(say.T("A text row without a product"))
	}
	var parts []fyne.CanvasObject
	if b.x.f.lacksProduct(b.d) {
		parts = append(parts, kit.NewSmallState(theme.Attention, "", say.T("No product yet")))
	}
	parts = append(parts, b.picker.Parts()...)
	return kit.Down(4, append(parts, kit.Across(0, kit.NewLink(say.T("Make it a text row"), theme.SmallMedium, func() {
		b.x.f.setTextRow(b.d.line)
		b.x.changed()
	})))...)
}

// drawCode is the choice of a row's tax code.
func (b *fixBlock) drawCode() fyne.CanvasObject {
	label := kit.NewText(say.T("Tax code"), theme.Small, theme.Text2)
	if b.x.f.lacksCode(b.d) {
		label = kit.NewText(say.T("Tax code missing"), theme.SmallMedium, theme.Attention.Text())
	}
	return kit.Across(8, kit.Width(104, label), kit.Grow(b.tax))
}

// fixContact is the choice of who the order is posted to.
type fixContact struct {
	x      *fixSheet
	needed bool // the order is held for it
	open   bool
	number *listing.Search
	fault  bool
}

func newFixContact(x *fixSheet) *fixContact {
	c := &fixContact{x: x, needed: x.f.lacksContact() || x.f.order.Fix.Contact != 0}
	c.open = c.needed
	c.number = listing.NewSearch(say.T("Number of the contact"), x.s.o.Feed.Clock(), c.choose)
	if id := x.f.fix.Contact; id != 0 {
		c.number.Show(strconv.FormatInt(id, 10))
	}
	return c
}

func (c *fixContact) choose(text string) {
	text = strings.TrimSpace(text)
	id, err := strconv.ParseInt(text, 10, 64)
	c.fault = text != "" && (err != nil || id <= 0)
	if c.fault || text == "" {
		id = 0
	}
	c.x.f.setContact(id)
	c.x.changed()
}

func (c *fixContact) draw() fyne.CanvasObject {
	title := kit.NewParagraph(say.T("Contact"), theme.BodyMedium, theme.Text)
	if !c.open {
		return kit.Down(2, title, kit.Across(8, kit.NewElided(say.T("Found by e-mail"), theme.Small, theme.Text2), kit.NewLink(say.T("Change"), theme.SmallMedium, func() {
			c.open = true
			c.x.show()
		})))
	}
	parts := []fyne.CanvasObject{title}
	switch {
	case c.fault:
		parts = append(parts, kit.NewSmallState(theme.Error, "", say.T("Write the contact's number in digits")))
	case c.x.f.lacksContact():
		parts = append(parts, kit.NewSmallState(theme.Attention, "", say.T("No contact yet")))
	}
	return kit.Down(4, append(parts, c.number.Field, kit.NewParagraph(say.T("The number stands in Brightpearl's address bar and on the contact's page. Leave it empty to find the contact by e-mail."), theme.Small, theme.Text2))...)
}
