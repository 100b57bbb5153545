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
	case fyne.KeyF5:
		s.read()
		if s.current.Screen != nil {
			s.current.Screen.Reload()
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
		s.hits.Hide()
		return
	}
	if c, ok := s.current.Screen.(closer); ok && c.ClosePane() {
		return
	}
	if e, ok := s.current.Screen.(escaper); ok && e.Escape() {
		return
	}
	if s.bar.search.Text() != "" {
		s.bar.search.SetText("")
	}
	s.o.Canvas.Unfocus()
}

func (s *Shell) focusSearch() {
	s.bar.search.Focus()
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
	if s.typing != nil {
		s.typing()
		s.typing = nil
	}
	text = strings.TrimSpace(text)
	s.asked++
	if len([]rune(text)) < 2 {
		s.hits.Hide()
		return
	}
	s.typing = s.o.Feed.Clock().After(typingPause, func() { s.search(text) })
}

// search shows what was found, unless something newer was typed meanwhile.
func (s *Shell) search(text string) {
	asked, store := s.asked, s.store
	s.o.Feed.Go(func(ctx context.Context) {
		found := find(ctx, s.o.Pages, text, store)
		s.o.Feed.Do(func() {
			if asked == s.asked {
				s.hits.show(text, found)
			}
		})
	})
}

// searchSubmitted takes the text to the Orders screen.
func (s *Shell) searchSubmitted(text string) {
	if text = strings.TrimSpace(text); text != "" {
		s.goFound(screen.Route{Screen: screen.Orders, Text: text})
	}
}

func (s *Shell) goFound(r screen.Route) {
	s.asked++
	if s.typing != nil {
		s.typing()
		s.typing = nil
	}
	s.hits.Hide()
	s.Go(r)
}
