package main

import (
	"context"
	"errors"
	"os"
	"os/user"
	"time"

	"stockbridge/core/engine"
	"stockbridge/ui/live"
	"stockbridge/ui/screen"
	"stockbridge/ui/shell"
)

// session is one engine at work with the screens over it.
type session struct {
	engine *engine.Engine
	demo   *engine.Demo // nil for the real engine
	feed   *live.Feed   // of the screens, ends with the session

	stopEngine context.CancelFunc
	ended      chan error // what Run returned
	stopShell  func()     // nil until shown; called on the UI goroutine or after it has gone
}

// newSession sets the engine to work. Nothing is shown yet.
func newSession(p *program, e *engine.Engine, demo *engine.Demo) *session {
	running, stop := context.WithCancel(p.ctx)
	s := &session{engine: e, demo: demo, feed: live.New(p.ctx), stopEngine: stop, ended: make(chan error, 1)}
	p.feed.Go(func(context.Context) {
		err := e.Run(running)
		if err != nil {
			p.log.Error("the engine stopped by itself", "error", err)
			p.feed.Do(func() { p.broke(s, err) })
		}
		s.ended <- err
	})
	return s
}

// show fills the window with the shell and its screens. UI goroutine.
func (s *session) show(p *program) {
	o := shell.Options{Canvas: p.window.Canvas(), Feed: s.feed, News: s.engine.DB.Hub(), Pages: s.engine.DB, Actions: frameActions{s.engine},
		Live: newMachinery(s.engine, time.Now), Now: time.Now, Foot: foot(s.demo != nil),
		Screens: func(nav screen.Navigator) []shell.Entry { return s.entries(p, nav) },
		OpenURL: p.openURL}
	if s.demo != nil {
		o.Leave = func() { p.leave(s, false) }
	}
	p.shown = s
	frame := shell.New(o)
	p.window.SetContent(frame.Content())
	first := p.o.screen
	p.o.screen = "" // only the first session follows the flag
	if first == "" {
		first = screen.Overview
	}
	s.stopShell = frame.Start(first)
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
	err := <-s.ended
	s.feed.Wait()
	if s.demo != nil {
		return errors.Join(err, s.demo.Close())
	}
	return errors.Join(err, s.engine.Close())
}

// foot says what this computer is for, at the foot of the rail.
func foot(demo bool) shell.Foot {
	if demo {
		return shell.Foot{Role: "Demo stores", Line: "Made up, on this PC only"}
	}
	line, _ := os.Hostname()
	if u, err := user.Current(); err == nil && u.Username != "" {
		if line != "" {
			line += ", "
		}
		line += u.Username
	}
	return shell.Foot{Role: "This PC does the work", Line: line}
}
