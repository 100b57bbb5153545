package main

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/engine"
	"stockbridge/ui/kit"
	"stockbridge/ui/live"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/shell"
	"stockbridge/ui/theme"
	"stockbridge/ui/tray"
)

const windowTitle = "Stockbridge"

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

	around    *surroundings
	newFeed   func(context.Context) *live.Feed // of screens
	tray      *tray.Tray                       // nil where none can be shown
	hidden    bool                             // the window is, and the tray opens it
	asking    *kit.Dialog
	finishing bool // work in flight is ending, and the program after it
}

// demoTitle is the window's title in the demo.
func demoTitle() string { return say.T("Stockbridge (demo)") }

func newProgram(ctx context.Context, a fyne.App, w fyne.Window, o options, log *slog.Logger) *program {
	p := &program{ctx: ctx, app: a, window: w, feed: live.New(ctx), o: o, log: log, around: lookAround(log), newFeed: live.New}
	p.around.whenTrayGoes(func() {
		p.feed.Do(func() {
			if p.hidden { // nobody could find it again
				p.front()
			}
		})
	})
	return p
}

// open opens the data folder, or the demo, beside the window and shows it.
func (p *program) open(demo bool) {
	p.window.SetTitle(windowTitle)
	title, line := say.T("Opening your data"), say.T("One moment.")
	if demo {
		p.window.SetTitle(demoTitle())
		title, line = say.T("Starting the demo stores"), say.T("Three made-up EKM stores and a made-up Brightpearl account start on this PC. Your own data is not touched.")
	}
	p.window.SetContent(newNotice(title, line))
	p.stands(shell.Standing{State: theme.Unknown, Word: title})
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
		p.feed.Do(func() { s.show(p, p.firstScreen()) })
	})
}

// firstScreen is the one that the command line names; only the first session follows it.
func (p *program) firstScreen() string {
	first := cmp.Or(p.o.screen, screen.Overview)
	p.o.screen = ""
	return first
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
	title, text, remark := say.T("Stockbridge could not start"), sentence(say.Of(err.Error())), p.logRemark()
	if busy, ok := errors.AsType[*engine.InUseError](err); ok {
		title, remark = say.T("Stockbridge is already running"), ""
		text = say.T("Another Stockbridge works on the data folder {folder}. Only one can at a time, so that no order is posted twice. Close it, or name another folder with --data.", busy.Folder)
		if busy.PID > 0 {
			text = say.T("Another Stockbridge (process {number}) works on the data folder {folder}. Only one can at a time, so that no order is posted twice. Close it, or name another folder with --data.",
				strconv.Itoa(busy.PID), busy.Folder)
		}
	}
	if _, ok := errors.AsType[*engine.FolderError](err); ok {
		title, remark = say.T("The data folder cannot be used"), ""
	}
	p.stands(shell.Standing{State: theme.Attention, Word: title})
	p.window.SetContent(newRefusal(title, text, remark, func() { p.open(demo) }, p.quit))
	p.front()
}

// broke says in the window that a session's engine stopped by itself.
func (p *program) broke(s *session, err error) {
	if p.shown != s {
		return
	}
	s.hide()
	p.stands(shell.Standing{State: theme.Attention, Word: say.T("The work has stopped")})
	p.window.SetContent(newRefusal(say.T("The work has stopped"), say.T("Stored work is safe and goes on at the next start. {reason}", sentence(say.Of(err.Error()))),
		p.logRemark(), func() { p.open(s.demo != nil) }, p.quit))
	p.front()
}

func (p *program) logRemark() string {
	return say.T("What happened is also in {file}.", filepath.Join(p.o.folder, "stockbridge.log"))
}

// front brings the window before the others, wherever it was. UI goroutine.
func (p *program) front() {
	p.hidden = false
	p.window.Show()
	p.window.RequestFocus()
}

// trayPatience is how long a program that starts in the tray waits for somebody who shows icons: at a sign-in they come later.
const trayPatience = 20 * time.Second

// firstShow shows the window, unless it shall start in the tray. UI goroutine, or before there is one.
func (p *program) firstShow() {
	c := p.choices()
	if p.hidden = p.o.tray && p.tray != nil && c.StaysInTray(); !p.hidden {
		p.window.Show()
		return
	}
	p.feed.Clock().After(trayPatience, func() {
		if p.hidden && !c.HasTray() {
			p.front()
		}
	})
}

// openAt brings the window to the front at a place, where it has one.
func (p *program) openAt(r screen.Route) {
	p.front()
	if p.shown != nil && p.shown.frame != nil {
		p.shown.frame.Go(r)
	}
}

// stands shows in the tray how things stand.
func (p *program) stands(now shell.Standing) {
	if p.tray != nil {
		p.tray.Show(now)
	}
}

// useTray puts an icon where this computer shows them. Fyne starts it with its loop, so this comes before that.
func (p *program) useTray() {
	host, ok := p.app.(tray.Host)
	if !ok || !p.around.trayWorks() {
		return
	}
	frame := func(do func(*shell.Shell)) {
		if p.shown != nil && p.shown.frame != nil {
			do(p.shown.frame)
		}
	}
	p.tray = tray.New(host, tray.Wishes{Open: p.front, Quit: p.wishQuit,
		Attention: func() { p.openAt(screen.Route{Screen: screen.Attention, Tab: "attention"}) },
		Sync:      func() { frame((*shell.Shell).SyncNow) },
		Pause:     func(until time.Time) { frame(func(s *shell.Shell) { s.Pause(until) }) },
		Resume:    func() { frame((*shell.Shell).Resume) }},
		runtime.GOOS == "darwin", time.Now, p.feed.Clock())
}

// rebuild makes the window anew, in the language of now. The engine does not notice.
func (p *program) rebuild() {
	s := p.shown
	if s == nil || s.frame == nil || p.finishing {
		return
	}
	at := s.frame.Current()
	s.hide()
	s.former, s.feed = append(s.former, s.feed), p.newFeed(p.ctx)
	if s.demo != nil {
		p.window.SetTitle(demoTitle())
	}
	s.show(p, at)
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
