package kit

import "fyne.io/fyne/v2"

// Strip is a band among the fixed parts of a page that shows only while it has something to say, such as how far a long reading
// has come. The page makes room for it.
type Strip struct {
	composite
	body *holder
	page *fyne.Container // makes room for the strip; set by NewPage
	high float32         // as the page was last laid out
}

// NewStrip makes a hidden strip.
func NewStrip() *Strip {
	s := &Strip{body: newHolder(nil)}
	s.content = Down(0, Pad(0, 8, PageMargin(s.body)), Divider())
	s.ExtendBaseWidget(s)
	s.Hide()
	return s
}

// Set shows something; nil hides the strip.
func (s *Strip) Set(o fyne.CanvasObject) {
	s.body.set(o)
	high := float32(0)
	if o != nil {
		high = HeightFor(s.content, s.Size().Width)
		s.Show()
	} else {
		s.Hide()
	}
	if s.high != high && s.page != nil {
		s.page.Refresh()
	}
	s.high = high
}
