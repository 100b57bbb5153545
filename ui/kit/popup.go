package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"stockbridge/ui/theme"
)

// popup is a panel on top of the window. A tap beside it, or Esc, closes it.
type popup struct {
	widget.BaseWidget
	canvas fyne.Canvas
	panel  fyne.CanvasObject
	locate func(canvas, panel fyne.Size) (fyne.Position, fyne.Size)
	modal  bool   // dims the window and does not close on a tap beside it
	closed func() // after closing, however it came about
	open   bool
}

func newPopup(c fyne.Canvas, panel fyne.CanvasObject) *popup {
	p := &popup{canvas: c, panel: panel}
	p.ExtendBaseWidget(p)
	return p
}

func (p *popup) show() {
	if p.canvas == nil || p.open {
		return
	}
	p.open = true
	p.canvas.Overlays().Add(p)
	p.Move(fyne.Position{})
	p.Resize(p.canvas.Size())
	p.Refresh()
}

func (p *popup) close() {
	if !p.open {
		return
	}
	p.open = false
	p.canvas.Overlays().Remove(p)
	if p.closed != nil {
		p.closed()
	}
}

// Tapped beside the panel closes it, unless a choice is needed.
func (p *popup) Tapped(*fyne.PointEvent) {
	if !p.modal {
		p.close()
	}
}

// TappedSecondary does the same for the other mouse button.
func (p *popup) TappedSecondary(e *fyne.PointEvent) { p.Tapped(e) }

func (p *popup) CreateRenderer() fyne.WidgetRenderer {
	shade := canvas.NewRectangle(color.Transparent)
	// The blocker keeps taps on the panel's own empty areas from counting as taps beside it.
	block := newBlocker()
	layout := func(size fyne.Size) {
		place(shade, 0, 0, size.Width, size.Height)
		pos, s := p.locate(size, p.panel.MinSize())
		for _, o := range []fyne.CanvasObject{block, p.panel} {
			o.Move(pos)
			o.Resize(s)
		}
	}
	paint := func() {
		shade.FillColor = color.Transparent
		if p.modal {
			shade.FillColor = color.NRGBA{A: 0x66}
		}
		shade.Refresh()
	}
	return newRenderer(p, []fyne.CanvasObject{shade, block, p.panel},
		func() fyne.Size { return fyne.Size{} }, layout, paint)
}

// CloseTop closes the menu or dialog on top of a window; false when there is none. A window's
// key handler calls it first on Esc.
func CloseTop(c fyne.Canvas) bool {
	if c == nil {
		return false
	}
	p, ok := c.Overlays().Top().(*popup)
	if ok {
		p.close()
	}
	return ok
}

// blocker swallows taps and shows nothing.
type blocker struct{ widget.BaseWidget }

func newBlocker() *blocker {
	b := &blocker{}
	b.ExtendBaseWidget(b)
	return b
}

func (b *blocker) Tapped(*fyne.PointEvent)          {}
func (b *blocker) TappedSecondary(*fyne.PointEvent) {}
func (b *blocker) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(color.Transparent))
}

// below places a panel under an anchor, or above it when there is more room, inside the window.
func below(anchor fyne.CanvasObject) func(canvas, panel fyne.Size) (fyne.Position, fyne.Size) {
	return func(window, panel fyne.Size) (fyne.Position, fyne.Size) {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(anchor)
		size := fyne.NewSize(fyne.Max(panel.Width, anchor.Size().Width), panel.Height)
		pos := fyne.NewPos(at.X, at.Y+anchor.Size().Height+theme.Space1)
		if pos.Y+size.Height > window.Height-theme.Space2 && at.Y > window.Height/2 {
			pos.Y = at.Y - size.Height - theme.Space1
		}
		return keepInside(pos, size, window), size
	}
}

func keepInside(pos fyne.Position, size, window fyne.Size) fyne.Position {
	const margin = theme.Space2
	pos.X = fyne.Max(margin, fyne.Min(pos.X, window.Width-size.Width-margin))
	pos.Y = fyne.Max(margin, fyne.Min(pos.Y, window.Height-size.Height-margin))
	return pos
}
