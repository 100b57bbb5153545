package main

import (
	"context"
	"errors"
	"os"
	"os/user"
	"time"

	"stockbridge/core/engine"
	"stockbridge/ui/live"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/shell"
)

// session is one engine at work with the screens over it.
type session struct {
	engine *engine.Engine
	demo   *engine.Demo // nil for the real engine
	feed   *live.Feed   // of the screens, ends with the session

	inFlight   func() flight // work that has begun and not ended; any goroutine
	stopEngine context.CancelFunc
	ended      chan struct{} // closed when Run has returned, with err
	err        error
	former     []*live.Feed // of screens that the window showed before it was built anew; what they began is waited for at the end
	frame      *shell.Shell // nil until shown
	stopShell  func()       // nil until shown; called on the UI goroutine or after it has gone
}

// kind keeps what a person was told of the demo apart from what they were told of their own data.
func (s *session) kind() string {
	if s.demo != nil {
		return "demo"
	}
	return "real"
}

// newSession sets the engine to work. Nothing is shown yet.
func newSession(p *program, e *engine.Engine, demo *engine.Demo) *session {
	running, stop := context.WithCancel(p.ctx)
	s := &session{engine: e, demo: demo, feed: p.newFeed(p.ctx), inFlight: func() flight { return flightOf(e) }, stopEngine: stop, ended: make(chan struct{})}
	p.feed.Go(func(context.Context) {
		s.err = e.Run(running)
		close(s.ended)
		if s.err != nil {
			p.log.Error("the engine stopped by itself", "error", s.err)
			p.feed.Do(func() { p.broke(s, s.err) })
		}
	})
	return s
}

// show fills the window with the shell and its screens, a named one first. UI goroutine.
func (s *session) show(p *program, first string) {
	o := shell.Options{Canvas: p.window.Canvas(), Feed: s.feed, News: s.engine.DB.Hub(), Pages: s.engine.DB, Actions: frameActions{s.engine},
		Live: newMachinery(s.engine, time.Now), Now: time.Now, Foot: foot(s.demo != nil),
		Screens: func(nav screen.Navigator) []shell.Entry { return s.entries(p, nav) },
		OpenURL: p.openURL, Stands: p.stands, Quit: p.wishQuit}
	if s.demo != nil {
		o.Leave = func() { p.leave(s, false) }
	}
	p.shown = s
	s.frame = shell.New(o)
	p.window.SetContent(s.frame.Content())
	s.stopShell = s.frame.Start(first)
	startNotices(p, s)
}

// leave closes this session and opens the other kind. UI goroutine.
func (p *program) leave(s *session, demo bool) {
	s.hide()
	p.open(demo)
}

// hide ends everything that draws. UI goroutine, or after it has gone.
func (s *session) hide() {
	if s.stopShell != nil {
		s.stopShell()
		s.stopShell = nil
	}
	s.feed.Close()
}

// close stops the engine, waits for what is in flight, and closes the database. Blocking; not on the UI goroutine.
func (s *session) close() error {
	s.feed.Close()
	s.stopEngine()
	<-s.ended
	err := s.err
	for _, feed := range append(s.former, s.feed) {
		feed.Wait()
	}
	if s.demo != nil {
		return errors.Join(err, s.demo.Close())
	}
	return errors.Join(err, s.engine.Close())
}

// foot says what this computer is for, at the foot of the rail.
func foot(demo bool) shell.Foot {
	if demo {
		return shell.Foot{Role: say.T("Demo stores"), Line: say.T("Made up, on this PC only")}
	}
	line, _ := os.Hostname()
	if u, err := user.Current(); err == nil && u.Username != "" {
		if line != "" {
			line += ", "
		}
		line += u.Username
	}
	return shell.Foot{Role: say.T("This PC does the work"), Line: line}
}
