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
	typed string // what was typed and not looked for yet
	due   bool
	quiet bool
}

// NewSearch makes the field; find hears what is looked for.
func NewSearch(placeholder string, clock kit.Clock, find func(text string)) *Search {
	s := &Search{Field: kit.NewSearch(placeholder, "").Small(), find: find, clock: clock, wait: func() {}}
	s.Field.OnChanged = func(text string) { s.changed(text, text == "") }
	s.Field.OnSubmitted = func(text string) { s.changed(text, true) }
	s.Field.OnEscape = func() { s.Field.SetText("") }
	return s
}

// Show makes the field say a text without looking for it.
func (s *Search) Show(text string) {
	s.wait()
	s.due = false
	if s.Field.Text() != text {
		s.quiet = true
		s.Field.SetText(text)
		s.quiet = false
	}
}

// Settle looks for what was typed a moment ago without waiting for the next letter, and reports whether there was anything.
func (s *Search) Settle() bool {
	if !s.due {
		return false
	}
	s.changed(s.typed, true)
	return true
}

func (s *Search) changed(text string, now bool) {
	if s.quiet {
		return
	}
	s.wait()
	s.typed, s.due = text, !now
	if now {
		s.find(text)
		return
	}
	s.wait = s.clock.After(typing, func() {
		s.due = false
		s.find(text)
	})
}
