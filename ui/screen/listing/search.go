package listing

import (
	"time"

	"stockbridge/ui/kit"
)

// typing is how long the search field waits for the next letter before it asks.
const typing = 250 * time.Millisecond

// Search is a search field that waits for a pause in the typing; Enter and an emptied field ask at once.
type Search struct {
	Field *kit.Entry
	find  func(text string)
	clock kit.Clock
	wait  func() // ends the wait for the next letter
	quiet bool
}

// NewSearch makes the field; find hears what is looked for.
func NewSearch(placeholder string, clock kit.Clock, find func(text string)) *Search {
	s := &Search{Field: kit.NewSearch(placeholder, "").Small(), find: find, clock: clock, wait: func() {}}
	s.Field.OnChanged = func(text string) { s.typed(text, text == "") }
	s.Field.OnSubmitted = func(text string) { s.typed(text, true) }
	s.Field.OnEscape = func() { s.Field.SetText("") }
	return s
}

// Show makes the field say a text without looking for it.
func (s *Search) Show(text string) {
	s.wait()
	if s.Field.Text() != text {
		s.quiet = true
		s.Field.SetText(text)
		s.quiet = false
	}
}

func (s *Search) typed(text string, now bool) {
	if s.quiet {
		return
	}
	s.wait()
	if now {
		s.find(text)
		return
	}
	s.wait = s.clock.After(typing, func() { s.find(text) })
}
