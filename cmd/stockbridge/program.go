package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/engine"
	"stockbridge/ui/live"
)

const (
	windowTitle = "Stockbridge"
	demoTitle   = "Stockbridge (demo)"
	// quitPatience is how long work in flight may take after the window has gone.
	quitPatience = 30 * time.Second
)

// The demo: small enough to be there in seconds, busy enough to see it work.
var demoSize = engine.DemoOptions{Stores: 3, Products: 250, OrdersPerMinute: 6, Speed: 4, History: 20, Trade: true}

// program is the window and what it shows. Its methods are called on the UI goroutine, close after the window has gone.
type program struct {
	ctx    context.Context
	app    fyne.App
	window fyne.Window
	feed   *live.Feed // of the window, outlives sessions
	o      options
	log    *slog.Logger

	opening chan struct{} // closed when the newest opening has ended, well or not
	session *session      // what was opened last; read after opening is closed, or on the UI goroutine between two openings
	shown   *session      // what the window shows
}

func newProgram(ctx context.Context, a fyne.App, w fyne.Window, o options, log *slog.Logger) *program {
	return &program{ctx: ctx, app: a, window: w, feed: live.New(ctx), o: o, log: log}
}

// open opens the data folder, or the demo, beside the window and shows it.
func (p *program) open(demo bool) {
	p.window.SetTitle(windowTitle)
	notice := newNotice("Opening your data", "One moment.")
	if demo {
		p.window.SetTitle(demoTitle)
		notice = newNotice("Starting the demo stores", "Three made-up EKM stores and a made-up Brightpearl account start on this PC. Your own data is not touched.")
	}
	p.window.SetContent(notice)
	old := p.session
	p.session, p.shown = nil, nil
	done := make(chan struct{})
	p.opening = done
	p.feed.Go(func(context.Context) {
		defer close(done)
		if old != nil {
			if err := old.close(); err != nil {
				p.log.Error("the former session did not end well", "error", err)
			}
		}
		s, err := p.begin(demo)
		if err != nil {
			p.log.Error("the data could not be opened", "error", err)
			p.feed.Do(func() { p.refused(demo, err) })
			return
		}
		p.session = s
		p.feed.Do(func() { s.show(p) })
	})
}

// begin opens an engine, real or demo, and runs it. Blocking.
func (p *program) begin(demo bool) (*session, error) {
	o := engine.Options{Folder: p.o.folder, Log: p.log}
	if !demo {
		e, err := engine.Open(p.ctx, o)
		if err != nil {
			return nil, err
		}
		return newSession(p, e, nil), nil
	}
	d, err := engine.OpenDemo(p.ctx, o, demoSize)
	if err != nil {
		return nil, err
	}
	return newSession(p, d.Engine, d), nil
}

// refused says in the window why the data cannot be opened, and offers to try again.
func (p *program) refused(demo bool, err error) {
	title, remark := "Stockbridge could not start", "What happened is also in "+filepath.Join(p.o.folder, "stockbridge.log")+"."
	if _, ok := errors.AsType[*engine.InUseError](err); ok {
		title, remark = "Stockbridge is already running", ""
	}
	if _, ok := errors.AsType[*engine.FolderError](err); ok {
		title, remark = "The data folder cannot be used", ""
	}
	p.window.SetContent(newRefusal(title, sentence(err.Error()), remark, func() { p.open(demo) }, p.quit))
}

// broke says in the window that a session's engine stopped by itself.
func (p *program) broke(s *session, err error) {
	if p.shown != s {
		return
	}
	s.hide()
	p.window.SetContent(newRefusal("The work has stopped", "Stored work is safe and goes on at the next start. "+sentence(err.Error()),
		"What happened is also in "+filepath.Join(p.o.folder, "stockbridge.log")+".", func() { p.open(s.demo != nil) }, p.quit))
}

// quit takes the window away at once; close then ends what it showed.
func (p *program) quit() {
	if p.shown != nil {
		p.shown.hide()
	}
	p.window.Hide()
	p.app.Quit()
}

// close ends the session after the window has gone. Work in flight gets its time; a second wish to quit does not wait.
func (p *program) close() error {
	again := make(chan os.Signal, 1)
	signal.Notify(again, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(again)
	ended := make(chan error, 1)
	p.feed.Go(func(context.Context) {
		if p.opening != nil {
			<-p.opening
		}
		if p.session == nil {
			ended <- nil
			return
		}
		ended <- p.session.close()
	})
	limit := time.NewTimer(quitPatience)
	defer limit.Stop()
	defer p.feed.Close()
	select {
	case err := <-ended:
		return err
	case <-again:
		return errors.New("asked to stop twice")
	case <-limit.C:
		return errors.New("work in flight took too long; it goes on at the next start")
	}
}
