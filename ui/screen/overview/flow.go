package overview

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"stockbridge/ui/kit"
)

// flow puts cards side by side, as many as fit, and the others below.
type flow struct {
	widget.BaseWidget
	least, gap float32   // a card's least width, and the gap between cards
	weights    []float32 // shares of the width when all fit in one line; nil: equal
	cards      []fyne.CanvasObject
	columns    int
	holder     *fyne.Container
}

func newFlow(least, gap float32, weights []float32, cards ...fyne.CanvasObject) *flow {
	f := &flow{least: least, gap: gap, weights: weights, holder: kit.Stack()}
	f.ExtendBaseWidget(f)
	f.set(cards)
	return f
}

func (f *flow) set(cards []fyne.CanvasObject) {
	f.cards, f.columns = cards, 0
	f.arrange(f.columnsAt(f.Size().Width))
}

// columnsAt is how many cards a width takes in one line.
func (f *flow) columnsAt(width float32) int {
	fit := max(1, int((width+f.gap)/(f.least+f.gap)))
	return min(fit, max(1, len(f.cards)))
}

func (f *flow) arrange(columns int) {
	if columns == f.columns {
		return
	}
	f.columns = columns
	f.holder.Objects = []fyne.CanvasObject{f.grid(columns)}
	f.holder.Refresh()
}

// grid arranges weighted cards that do not fit in one line with the first one, which has most to say, in a line of its own.
func (f *flow) grid(columns int) *fyne.Container {
	switch {
	case f.weights == nil:
		return kit.Grid(columns, f.gap, f.cards...)
	case columns == len(f.cards):
		return kit.WeightedGrid(f.weights, f.gap, f.cards...)
	}
	return kit.Down(f.gap, f.cards[0], kit.Grid(min(columns, len(f.cards)-1), f.gap, f.cards[1:]...))
}

// HeightFor tells the height at a width, for the layouts around it.
func (f *flow) HeightFor(width float32) float32 {
	return kit.HeightFor(f.grid(f.columnsAt(width)), width)
}

// Resize arranges the cards for the new width.
func (f *flow) Resize(size fyne.Size) {
	f.arrange(f.columnsAt(size.Width))
	f.BaseWidget.Resize(size)
}

// MinSize is one card's width, so that a narrow window is not forced wide.
func (f *flow) MinSize() fyne.Size {
	return fyne.NewSize(f.least, kit.HeightFor(f.holder, fyne.Max(f.least, f.Size().Width)))
}

// CreateRenderer shows the cards.
func (f *flow) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(f.holder) }
