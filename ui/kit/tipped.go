package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"stockbridge/ui/say"
)

// Tipped shows a tooltip while the pointer rests on its content, such as the exact time behind "3 h ago". It takes no focus, so what
// it says must be found elsewhere too.
type Tipped struct {
	composite
	tip   string
	under *Pressable // what it lies on, which stays lit while the pointer is here; nil for nothing
}

// NewTipped wraps the content.
func NewTipped(content fyne.CanvasObject, tip string) *Tipped {
	t := &Tipped{tip: tip}
	t.content = content
	t.ExtendBaseWidget(t)
	return t
}

// SetTip changes the tooltip; empty means none.
func (t *Tipped) SetTip(tip string) { t.tip = tip }

// Tip is the tooltip, "" for none.
func (t *Tipped) Tip() string { return t.tip }

// MouseIn waits to show the tooltip.
func (t *Tipped) MouseIn(e *desktop.MouseEvent) {
	if t.under != nil {
		t.under.MouseIn(e)
	}
	if t.tip != "" {
		offerTip(t, t.tip)
	}
}

// MouseMoved is of no interest.
func (t *Tipped) MouseMoved(*desktop.MouseEvent) {}

// MouseOut takes the tooltip away.
func (t *Tipped) MouseOut() {
	hideTip(t)
	if t.under != nil {
		t.under.MouseOut()
	}
}

var _ desktop.Hoverable = (*Tipped)(nil)

// Exactly wraps what says a moment in short or in relation to now; its tooltip says it in full, with its zone. Of the zero time there
// is nothing to add.
func Exactly(content fyne.CanvasObject, t time.Time) fyne.CanvasObject {
	if t.IsZero() {
		return content
	}
	return NewTipped(content, say.Exact(t))
}

// Moment is Exactly for a cell of a table.
func Moment(text string, t time.Time) Cell {
	c := Cell{Text: text}
	if !t.IsZero() {
		c.Tip = say.Exact(t)
	}
	return c
}

// lieOn finds the tooltips in a pressable's content: the toolkit tells only the topmost part under the pointer of it.
func lieOn(p *Pressable, o fyne.CanvasObject) {
	switch o := o.(type) {
	case *Tipped:
		o.under = p
	case *growing:
		lieOn(p, o.content)
	case *fyne.Container:
		for _, child := range o.Objects {
			lieOn(p, child)
		}
	}
}
