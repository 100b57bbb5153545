package shell

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
)

// bindKeys makes the keys work that belong to the window: the screens, search, reload, the parts of the window, Esc.
func (s *Shell) bindKeys() {
	s.o.Canvas.SetOnTypedKey(s.typed)
	digits := []fyne.KeyName{fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5, fyne.Key6, fyne.Key7, fyne.Key8, fyne.Key9}
	for i, e := range s.entries {
		if i < len(digits) {
			s.bind(digits[i], func() { s.Go(screen.Route{Screen: e.ID}) })
		}
	}
	s.bind(fyne.KeyK, s.focusSearch)
	if s.o.Quit != nil {
		s.bind(fyne.KeyQ, s.o.Quit)
	}
	s.o.Canvas.SetOnTypedRune(func(r rune) {
		if r == '?' && s.o.Canvas.Overlays().Top() == nil {
			s.showKeys()
		}
	})
}

func (s *Shell) bind(key fyne.KeyName, do func()) {
	s.o.Canvas.AddShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault}, func(fyne.Shortcut) {
		if s.o.Canvas.Overlays().Top() == nil { // not behind a dialog
			do()
		}
	})
}

func (s *Shell) typed(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyF1:
		if s.o.Canvas.Overlays().Top() == nil {
			s.showKeys()
		}
	case fyne.KeyF5:
		s.read()
		if s.front != nil {
			s.front.Reload()
		}
	case fyne.KeyF6:
		s.nextPart()
	case fyne.KeyEscape:
		s.escape()
	}
}

// Screens with a pane that Esc closes; both tell whether there was one.
type (
	closer  interface{ ClosePane() bool }
	escaper interface{ Escape() bool }
)

// escape closes what is on top: a menu or dialog, the list of results, the screen's pane, then the search.
func (s *Shell) escape() {
	if kit.CloseTop(s.o.Canvas) {
		return
	}
	if s.hits.Visible() {
		s.leaveSearch()
		return
	}
	if c, ok := s.front.(closer); ok && c.ClosePane() {
		return
	}
	if e, ok := s.front.(escaper); ok && e.Escape() {
		return
	}
	if s.bar.search.Text() != "" {
		s.bar.search.SetText("")
	}
	s.o.Canvas.Unfocus()
}

// focusSearch puts the cursor into the search field and remembers where it was.
func (s *Shell) focusSearch() {
	if f := s.o.Canvas.Focused(); f != s.bar.search.Focusable() {
		s.before = f
	}
	s.bar.search.Focus()
}

// leaveSearch closes the list and gives the keyboard back to whatever had it.
func (s *Shell) leaveSearch() {
	s.hits.Hide()
	if s.before != nil {
		s.o.Canvas.Focus(s.before)
		s.before = nil
	}
}

// searchKeys is what Esc in the search field does; without a list it is the window's.
func (s *Shell) searchKeys() {
	if s.hits.Visible() {
		s.leaveSearch()
		return
	}
	s.escape()
}

// nextPart moves the keyboard from rail to top bar to page and round again. The page's first part is found by going on from
// the last one of the top bar.
func (s *Shell) nextPart() {
	focused := s.o.Canvas.Focused()
	switch {
	case focused == nil:
		s.focusPage()
	case s.inRail(focused):
		s.o.Canvas.Focus(s.bar.search.Focusable())
	case s.inBar(focused):
		s.focusPage()
	default:
		if f := s.rail.focusable(); f != nil {
			s.o.Canvas.Focus(f)
		}
	}
}

func (s *Shell) focusPage() {
	last := s.bar.pause
	if s.bar.resume.Visible() {
		last = s.bar.resume
	}
	if last.Disabled() {
		s.o.Canvas.Focus(s.bar.search.Focusable())
		s.o.Canvas.FocusNext()
		for f := s.o.Canvas.Focused(); f != nil && s.inBar(f) && f != s.bar.search.Focusable(); f = s.o.Canvas.Focused() {
			s.o.Canvas.FocusNext()
		}
		return
	}
	s.o.Canvas.Focus(last)
	s.o.Canvas.FocusNext()
}

func (s *Shell) inRail(f fyne.Focusable) bool {
	for _, i := range s.rail.items {
		if f == fyne.Focusable(i.press) {
			return true
		}
	}
	return false
}

func (s *Shell) inBar(f fyne.Focusable) bool {
	for _, own := range []fyne.Focusable{s.bar.store, s.bar.search.Focusable(), s.bar.status.press, s.bar.sync, s.bar.pause, s.bar.resume} {
		if f == own {
			return true
		}
	}
	return false
}

func (s *Shell) searchChanged(text string) {
	s.stopTyping()
	text = strings.TrimSpace(text)
	s.asked++
	if text == "" {
		s.hits.Hide()
		return
	}
	// Screens and commands are there at once; what has to be read follows.
	own := s.commands(text)
	long := len([]rune(text)) >= 2
	if !long && len(own) == 0 {
		s.hits.Hide()
		return
	}
	s.hits.Hide() // what was chosen belonged to another text
	s.hits.show(text, own, long)
	if len(own) > 0 {
		s.hits.choose(0)
	}
	if long {
		s.typing = s.o.Feed.Clock().After(typingPause, func() { s.search(text) })
	}
}

func (s *Shell) stopTyping() {
	if s.typing != nil {
		s.typing()
		s.typing = nil
	}
}

// search shows what was found, unless something newer was typed meanwhile.
func (s *Shell) search(text string) {
	asked, store := s.asked, s.store
	s.o.Feed.Go(func(ctx context.Context) {
		found := find(ctx, s.o.Pages, text, store)
		s.o.Feed.Do(func() {
			if asked == s.asked {
				s.hits.show(text, append(s.commands(text), found...), false)
			}
		})
	})
}

// searchSubmitted opens what is marked in the list, or takes the text to the Orders screen.
func (s *Shell) searchSubmitted(text string) {
	if s.hits.Visible() && s.hits.at >= 0 {
		s.openHit(s.hits.hits[s.hits.at])
		return
	}
	if text = strings.TrimSpace(text); text != "" {
		s.openHit(hit{route: screen.Route{Screen: screen.Orders, Text: text}})
	}
}

func (s *Shell) openHit(h hit) {
	s.asked++
	s.stopTyping()
	s.hits.Hide()
	if h.do == nil {
		s.Go(h.route)
		return
	}
	s.bar.search.SetText("") // it was the name of a command, and nothing to look for
	s.leaveSearch()
	h.do()
}
