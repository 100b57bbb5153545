package listing

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/live"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// mostFound is how many products a search offers; a better word finds what is not among them.
const mostFound = 6

// ProductPicker looks for a Brightpearl product by its words and offers what was found, for a form in which one is chosen.
type ProductPicker struct {
	Field *kit.Entry
	o     ProductPickerOptions

	found    []view.Choice
	looked   string // what the found products were looked for by
	question int    // counts what was asked; older answers are dropped
}

// ProductPickerOptions are what a form says about its picker; all are needed. Find is called beside the window, the others on the
// UI goroutine.
type ProductPickerOptions struct {
	Feed    *live.Feed
	Nav     screen.Navigator
	Find    func(ctx context.Context, text string) ([]view.Choice, error)
	Open    func() bool // the form is still there
	Changed func()      // Parts says something else
	Pick    func(view.Choice)
}

// NewProductPicker makes a picker with an empty field.
func NewProductPicker(o ProductPickerOptions) *ProductPicker {
	p := &ProductPicker{o: o}
	p.Field = NewSearch(say.T("SKU or name of the product"), o.Feed.Clock(), p.Look).Field
	return p
}

// Look looks for products as if a person had typed the text and pressed Enter.
func (p *ProductPicker) Look(text string) {
	p.question++
	question := p.question
	if text = strings.TrimSpace(text); text == "" {
		p.found, p.looked = nil, ""
		p.o.Changed()
		return
	}
	p.o.Feed.Go(func(ctx context.Context) {
		found, err := p.o.Find(ctx, text)
		p.o.Feed.Do(func() {
			switch {
			case question != p.question || !p.o.Open():
			case err != nil:
				p.o.Nav.Failed(say.T("look for products"), err)
			default:
				p.found, p.looked = found, text
				p.o.Changed()
			}
		})
	})
}

// Found are the products that the last text led to.
func (p *ProductPicker) Found() []view.Choice { return p.found }

// Pick chooses a product as if a person had pressed its line.
func (p *ProductPicker) Pick(c view.Choice) {
	p.question++ // an answer on its way is not wanted any more
	p.found, p.looked = nil, ""
	p.o.Pick(c)
}

// Parts are the field and what was found, one below the other.
func (p *ProductPicker) Parts() []fyne.CanvasObject {
	parts := []fyne.CanvasObject{p.Field}
	for _, c := range p.found[:min(len(p.found), mostFound)] {
		parts = append(parts, kit.NewPressable(kit.Pad(8, 4, kit.Down(0, kit.NewElided(c.Code, theme.Code, theme.Text), kit.NewElided(c.Name, theme.Small, theme.Text2))),
			theme.RadiusButton, func() { p.Pick(c) }))
	}
	switch {
	case p.looked != "" && len(p.found) == 0:
		parts = append(parts, kit.NewParagraph(say.T("No product has these words in its SKU or name."), theme.Small, theme.Text2))
	case len(p.found) > mostFound:
		parts = append(parts, kit.NewParagraph(say.N(len(p.found)-mostFound, "{n} more product fits. Write more of it.", "{n} more products fit. Write more of it."), theme.Small, theme.Text2))
	}
	return parts
}
