package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Tipped shows a tooltip while the pointer rests on its content, such as the exact time behind "3 h ago". It takes no focus, so what
// it says must be found elsewhere too.
type Tipped struct {
	composite
	tip string
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

// MouseIn waits to show the tooltip.
func (t *Tipped) MouseIn(*desktop.MouseEvent) {
	if t.tip != "" {
		offerTip(t, t.tip)
	}
}

// MouseMoved is of no interest.
func (t *Tipped) MouseMoved(*desktop.MouseEvent) {}

// MouseOut takes the tooltip away.
func (t *Tipped) MouseOut() { hideTip(t) }

var _ desktop.Hoverable = (*Tipped)(nil)
