package kit

import "fyne.io/fyne/v2"

// Slot is a place at the top of a page for what is there at times, such as a note; the page makes room for it.
type Slot struct {
	composite
	body *holder
	page *fyne.Container // set by NewPage
}

// NewSlot makes an empty slot.
func NewSlot() *Slot {
	s := &Slot{body: newHolder(nil)}
	s.content = s.body
	s.ExtendBaseWidget(s)
	s.Hide()
	return s
}

// Set shows something; nil shows nothing and takes no room.
func (s *Slot) Set(o fyne.CanvasObject) {
	s.body.set(o)
	if o == nil {
		s.Hide()
	} else {
		s.Show()
	}
	if s.page != nil {
		s.page.Refresh()
	}
}
