package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Scroll shows content that is higher than its place. The content always gets the full width,
// and wrapping text inside tells its true height for that width.
type Scroll struct {
	widget.BaseWidget
	inner *container.Scroll
	flow  *flow
}

// NewScroll makes a vertical scroll around the content.
func NewScroll(content fyne.CanvasObject) *Scroll {
	f := &flow{}
	s := &Scroll{flow: f}
	s.inner = container.NewVScroll(&fyne.Container{Layout: f, Objects: []fyne.CanvasObject{content}})
	s.ExtendBaseWidget(s)
	return s
}

// SetContent shows something else, from its top.
func (s *Scroll) SetContent(content fyne.CanvasObject) {
	s.inner.Offset = fyne.Position{}
	s.Renew(content)
}

// Renew replaces the content and stays where it is scrolled to, as far as the new content goes.
func (s *Scroll) Renew(content fyne.CanvasObject) {
	s.inner.Content.(*fyne.Container).Objects = []fyne.CanvasObject{content}
	s.inner.Content.Refresh()
	s.Refresh()
}

// ScrollToTop goes back to the beginning.
func (s *Scroll) ScrollToTop() { s.inner.ScrollToTop() }

// ScrollToBottom goes to the end.
func (s *Scroll) ScrollToBottom() { s.inner.ScrollToBottom() }

// Offset is how far down the content is scrolled.
func (s *Scroll) Offset() float32 { return s.inner.Offset.Y }

// CreateRenderer is Fyne's side of the part.
func (s *Scroll) CreateRenderer() fyne.WidgetRenderer {
	s.ExtendBaseWidget(s)
	layout := func(size fyne.Size) {
		s.flow.width = size.Width
		place(s.inner, 0, 0, size.Width, size.Height)
		s.inner.Refresh()
	}
	return newRenderer(s, []fyne.CanvasObject{s.inner},
		func() fyne.Size { return fyne.NewSize(s.inner.MinSize().Width, 32) }, layout, func() {})
}

// flow reports the height its one object needs at the width of the view.
type flow struct{ width float32 }

func (f *flow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if f.width == 0 {
		return objects[0].MinSize()
	}
	return fyne.NewSize(0, HeightFor(objects[0], f.width))
}

func (f *flow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place(objects[0], 0, 0, size.Width, fyne.Max(size.Height, HeightFor(objects[0], size.Width)))
}
