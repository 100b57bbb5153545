// Package diagnostics is the page for whoever has to find a cause: checks of this computer and of every connection in plain words,
// each with what to do about it, and a summary to send to support that names no shopper.
//
// A Screen belongs to the UI goroutine; the checks run beside it and come in one by one. Start reading at Screen; rows.go has the
// words.
package diagnostics

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/ui/live"
	"stockbridge/ui/screen"
)

// Check is how one thing stands. Result is ok, warning or problem; Fix is empty where nothing is wrong.
type Check struct{ Key, Title, Result, Text, Fix string }

// Actions are what the screen asks for. Both may take long and run off the UI goroutine.
type Actions interface {
	// SelfCheck examines everything and tells each result as soon as it is known, on any goroutine.
	SelfCheck(ctx context.Context, tell func(Check)) error
	// OpenFolder shows the data folder in the system's file manager.
	OpenFolder(context.Context) error
}

// Options make the screen; all of them are required.
type Options struct {
	Feed    *live.Feed
	Nav     screen.Navigator
	Actions Actions
	Version string
	Now     func() time.Time
}

// Screen is the Diagnostics page.
type Screen struct {
	o      Options
	state  state
	view   *page
	cancel func() // ends a run; nil while none is under way
}

var _ screen.Screen = (*Screen)(nil)

// New makes the screen; nothing is checked before it is shown.
func New(o Options) *Screen {
	s := &Screen{o: o}
	s.view = newPage(s)
	return s
}

// Content is what the page shows; always the same object.
func (s *Screen) Content() fyne.CanvasObject { return s.view.root }

// stale is how old results may be before showing the page checks again.
const stale = 5 * time.Minute

// Shown checks, unless that was done a moment ago.
func (s *Screen) Shown() {
	if s.cancel == nil && s.o.Now().Sub(s.state.at).Abs() > stale {
		s.Reload()
		return
	}
	s.view.show()
}

// Hidden leaves a run alone: its results are there when the person comes back.
func (s *Screen) Hidden() {}

// Reload checks everything again.
func (s *Screen) Reload() {
	s.stop()
	s.state.begin(s.o.Now())
	run := s.state.run
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	s.view.show()
	s.o.Feed.Go(func(life context.Context) {
		defer context.AfterFunc(life, cancel)()
		err := s.o.Actions.SelfCheck(ctx, func(c Check) {
			s.o.Feed.Do(func() {
				if s.state.add(run, c) {
					s.view.show()
				}
			})
		})
		s.o.Feed.Do(func() {
			cancel()
			if s.state.end(run, s.o.Now(), err) {
				s.cancel = nil
				s.view.show()
			}
		})
	})
}

// stop ends a run; what it found so far stays.
func (s *Screen) stop() {
	if s.cancel != nil {
		s.cancel()
		s.cancel = nil
		s.state.stopped(s.o.Now())
		s.view.show()
	}
}

func (s *Screen) copySummary() {
	fyne.CurrentApp().Clipboard().SetContent(summary(s.state, s.o.Version))
	s.o.Nav.Toast(copied())
}

func (s *Screen) openFolder() {
	s.o.Feed.Go(func(ctx context.Context) {
		if err := s.o.Actions.OpenFolder(ctx); err != nil {
			s.o.Feed.Do(func() { s.o.Nav.Failed(opening(), err) })
		}
	})
}
