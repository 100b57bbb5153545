package match

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/theme"
)

// How far a choice reaches.
const (
	thisListing = "listing"
	everyOne    = "code"
)

// choosing is the page on which a person says which product a code means, whatever the SKUs say.
type choosing struct {
	s      *Screen
	link   view.LinkRow
	sheet  *kit.Sheet
	picker *listing.ProductPicker
	reach  *kit.Radio
	reason *kit.Entry
	picked view.Choice
	left   *fyne.Container
	right  *fyne.Container
}

// choose opens the page for a listing.
func (s *Screen) choose(l view.LinkRow) *choosing {
	x := &choosing{s: s, link: l, left: kit.Down(theme.Space2), right: kit.Down(theme.Space4)}
	x.reason = kit.NewEntry(say.T("For example: sold under the maker's number"))
	x.picker = listing.NewProductPicker(listing.ProductPickerOptions{Feed: s.o.Feed, Nav: s.o.Nav, Find: s.o.Pages.FindProducts,
		Open: func() bool { return x.sheet.Open() }, Changed: x.show, Pick: x.pick})
	reaches := []kit.Choice{{Value: thisListing, Label: say.T("This listing only")}}
	if l.SKU != "" {
		reaches = append(reaches, kit.Choice{Value: everyOne, Label: say.T("Every listing of {store} with the code", l.Store)})
	}
	x.reach = kit.NewRadio(reaches, thisListing, func(string) { x.show() })
	x.reason.OnChanged = func(string) { x.show() }
	x.sheet = kit.ShowSheet(s.o.Nav.Canvas(), say.T("Choose the product of {sku}", called(l)), say.T("An exception to the rule that the same SKU is the same product"),
		kit.WeightedGrid([]float32{1, 1}, 28, x.left, x.right), nil)
	x.show()
	x.sheet.Focus(x.picker.Field)
	return x
}

func (x *choosing) pick(c view.Choice) {
	x.picked = c
	x.show()
}

// rule is the decision as it stands in the form; ok is false while something is missing.
func (x *choosing) rule() (r view.LinkRule, ok bool) {
	l := x.link
	r = view.LinkRule{StoreID: l.StoreID, Store: l.Store, SKU: l.SKU, Means: true, ProductID: x.picked.ID, Product: x.picked.Code,
		Reason: strings.TrimSpace(x.reason.Text())}
	if x.reach.Value() == thisListing {
		r.Listing, r.Variant = l.EKMProductID, l.EKMVariantID
	}
	return r, r.ProductID != 0 && r.Reason != ""
}

func (x *choosing) show() {
	parts := []fyne.CanvasObject{kit.NewSection(say.T("Listing in EKM"), "", nil), kit.NewPairs(72, x.listing()), kit.Gap(0, 4),
		kit.NewSection(say.T("Product in Brightpearl"), "", nil)}
	if x.picked.ID != 0 {
		parts = append(parts, kit.AcrossTop(8, kit.Sized(16, 20, kit.NewIcon("circle-check", theme.OK.Text(), theme.IconText)),
			kit.Grow(kit.Down(0, kit.NewParagraph(x.picked.Name, theme.BodyMedium, theme.Text), kit.NewParagraph(x.picked.Code, theme.Code, theme.Text2),
				kit.NewParagraph(say.T("Product {id}", digits(x.picked.ID)), theme.Small, theme.Text2))),
			kit.NewLink(say.T("Choose another"), theme.SmallMedium, func() { x.pick(view.Choice{}) })))
	} else {
		parts = append(parts, x.picker.Parts()...)
	}
	x.left.Objects = parts
	x.left.Refresh()
	x.right.Objects = []fyne.CanvasObject{kit.NewField(say.T("It holds for"), x.reach),
		kit.NewField(say.T("Reason"), x.reason).WithHelp(say.T("It is shown with the code, with your name and the time.")),
		kit.NewNote(theme.NoState, "", say.T("What this does"), x.effect())}
	x.right.Refresh()
	x.sheet.Refresh()
	_, ready := x.rule()
	keep := kit.NewButton(say.T("Link to this product"), kit.Primary, x.keep)
	remark := ""
	if !ready {
		keep.Disable()
		remark = say.T("Choose a product and write the reason")
		switch {
		case x.picked.ID != 0:
			remark = say.T("Write the reason")
		case strings.TrimSpace(x.reason.Text()) != "":
			remark = say.T("Choose a product")
		}
	}
	x.sheet.SetFoot(kit.NewElided(remark, theme.Small, theme.Text2), kit.Spacer(), kit.NewButton(say.T("Cancel"), kit.Secondary, x.sheet.Close), keep)
}

func (x *choosing) listing() []kit.Pair {
	l := x.link
	pairs := []kit.Pair{{Label: say.T("Name"), Value: paneTitle(l), Note: l.Store}}
	if l.SKU != "" {
		pairs = append(pairs, kit.Pair{Label: say.T("SKU"), Value: called(l), Code: true})
	}
	if l.GTIN != "" {
		pairs = append(pairs, kit.Pair{Label: say.T("Barcode"), Value: l.GTIN})
	}
	if l.Suggestion != "" {
		pairs = append(pairs, kit.Pair{Label: say.T("Suggestion"), Value: l.Suggestion, Code: true})
	}
	return pairs
}

// effect says what the choice changes.
func (x *choosing) effect() string {
	l := x.link
	text := say.T("From the next push on {store} shows the stock of the product, and orders of the code are posted with it.", l.Store)
	if l.OpenOrderRows > 0 {
		text += " " + waitingWords(l.OpenOrderRows)
	}
	return text + " " + say.T("The listing is marked as chosen by a person, and you can take it back at any time. No product is edited.")
}

func (x *choosing) keep() {
	r, ok := x.rule()
	if !ok {
		return
	}
	x.sheet.Close()
	x.s.Do(say.T("link {sku}", called(x.link)), func(ctx context.Context) (string, error) {
		return say.T("{sku} means {product}", called(x.link), r.Product), x.s.o.Linker.LinkTo(ctx, r)
	})
}
