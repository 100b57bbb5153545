package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// renderer paints a part from a few functions, so that a part's picture reads in one place.
type renderer struct {
	owner   fyne.CanvasObject
	objects func() []fyne.CanvasObject
	min     func() fyne.Size
	layout  func(fyne.Size)
	paint   func() // re-reads tokens and values
}

func newRenderer(owner fyne.CanvasObject, objects []fyne.CanvasObject, min func() fyne.Size, layout func(fyne.Size), paint func()) *renderer {
	r := &renderer{owner, func() []fyne.CanvasObject { return objects }, min, layout, paint}
	paint()
	return r
}

func (r *renderer) Destroy()                     {}
func (r *renderer) Layout(size fyne.Size)        { r.layout(size) }
func (r *renderer) MinSize() fyne.Size           { return r.min() }
func (r *renderer) Objects() []fyne.CanvasObject { return r.objects() }

func (r *renderer) Refresh() {
	r.paint()
	r.layout(r.owner.Size())
	canvas.Refresh(r.owner)
}

// composite is a part made of other parts; those repaint themselves.
type composite struct {
	widget.BaseWidget
	content fyne.CanvasObject
}

// CreateRenderer shows the content.
func (c *composite) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(c.content)
}

// HeightFor asks the content.
func (c *composite) HeightFor(width float32) float32 { return HeightFor(c.content, width) }

// holder is a composite whose content can be exchanged.
type holder struct {
	widget.BaseWidget
	stack *fyne.Container
}

func newHolder(content fyne.CanvasObject) *holder {
	h := &holder{stack: Stack()}
	if content != nil {
		h.stack.Objects = []fyne.CanvasObject{content}
	}
	h.ExtendBaseWidget(h)
	return h
}

func (h *holder) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(h.stack) }

// HeightFor asks the content.
func (h *holder) HeightFor(width float32) float32 { return HeightFor(h.stack, width) }

func (h *holder) set(content fyne.CanvasObject) {
	h.stack.Objects = nil
	if content != nil {
		h.stack.Objects = []fyne.CanvasObject{content}
	}
	h.stack.Refresh()
	h.Refresh()
}

// unthemed is embedded in parts inside of a theme override that bring their own colours and sizes. The toolkit reads fonts by override:
// the first word drawn in each parses four files anew and keeps them (5 ms and 6.5 MB, most of it emoji), which a page of fields cannot
// afford. It leaves alone what has this method (cache.overrideTheme of Fyne 2.7.1).
type unthemed struct{}

// SetDeviceIsMobile says to the toolkit that overrides stop here; nothing calls it.
func (unthemed) SetDeviceIsMobile(bool) {}

// shield is unthemed around an object of the toolkit.
type shield struct {
	widget.BaseWidget
	unthemed
	content fyne.CanvasObject
}

func newShield(content fyne.CanvasObject) *shield {
	s := &shield{content: content}
	s.ExtendBaseWidget(s)
	return s
}

func (s *shield) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(s.content) }

// lift sets text a little higher than the toolkit's centring, whose rounding leaves words visibly
// lower than the icons beside them.
const lift = 0.7

// place moves and resizes in one go.
func place(o fyne.CanvasObject, x, y, w, h float32) {
	if _, ok := o.(*canvas.Text); ok {
		y -= lift
	}
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}

func canvasOf(o fyne.CanvasObject) fyne.Canvas {
	app := fyne.CurrentApp()
	if app == nil {
		return nil
	}
	return app.Driver().CanvasForObject(o)
}
