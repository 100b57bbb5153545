package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"stockbridge/ui/theme"
)

// Scroll shows content that is higher than its place. The content always gets the full width,
// and wrapping text inside tells its true height for that width. In a narrow window, as at a text size of 200 %, content that
// cannot be as narrow as its place scrolls sideways too.
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
		s.flow.width, s.flow.least, s.inner.Direction = size.Width, 0, container.ScrollVerticalOnly
		if least := s.flow.content(s.inner).MinSize().Width; least > size.Width+1 && inNarrowWindow(s) {
			s.flow.width, s.flow.least, s.inner.Direction = least, least, container.ScrollBoth
		}
		place(s.inner, 0, 0, size.Width, size.Height)
		s.inner.Refresh()
	}
	return newRenderer(s, []fyne.CanvasObject{s.inner},
		func() fyne.Size {
			if inNarrowWindow(s) {
				return fyne.NewSize(32, 32)
			}
			return fyne.NewSize(s.inner.MinSize().Width, 32)
		}, layout, func() {})
}

// inNarrowWindow tells whether an object is in a window in which the rail has collapsed.
func inNarrowWindow(o fyne.CanvasObject) bool {
	c := canvasOf(o)
	return c != nil && c.Size().Width < theme.NarrowWindow
}

// flow reports the height its one object needs at the width of the view.
type flow struct{ width, least float32 }

func (f *flow) content(inner *container.Scroll) fyne.CanvasObject {
	return inner.Content.(*fyne.Container).Objects[0]
}

func (f *flow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if f.width == 0 {
		return objects[0].MinSize()
	}
	return fyne.NewSize(f.least, HeightFor(objects[0], f.width))
}

func (f *flow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place(objects[0], 0, 0, size.Width, fyne.Max(size.Height, HeightFor(objects[0], size.Width)))
}
