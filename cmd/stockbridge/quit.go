package main

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/db"
	"stockbridge/core/engine"
	"stockbridge/ui/kit"
	"stockbridge/ui/live"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// There are two ways to leave. A person's wish (the window's close, the tray, Ctrl+Q) asks when work is in flight, and can wait for it.
// A wish of the system (SIGTERM, the end of the session) never asks: Fyne ends the loop, and close gives work in flight its time.

// flight is the work that has begun and not ended: orders on their way to Brightpearl, and writes to stores.
type flight struct{ posting, writing int }

func (f flight) all() int { return f.posting + f.writing }

// words is what happens, as the title of a dialog.
func (f flight) words() string {
	if f.posting > 0 {
		return say.N(f.posting, "{n} order is being posted", "{n} orders are being posted")
	}
	return say.N(f.writing, "{n} update is being written to a store", "{n} updates are being written to stores")
}

// flightOf asks the engine.
func flightOf(e *engine.Engine) (f flight) {
	hub := e.Hub()
	if hub == nil {
		return f
	}
	for _, lane := range hub.Lanes() {
		if s := lane.State(); s.Name == db.BrightpearlLane {
			f.posting += s.Running
		} else {
			f.writing += s.Running
		}
	}
	return f
}

// windowClosed is the window's close: it hides the window where the person chose that and finds it again in the tray.
func (p *program) windowClosed() {
	if p.finishing {
		p.quit()
		return
	}
	if c := p.choices(); p.tray != nil && c.StaysInTray() && c.HasTray() {
		p.hidden = true
		p.window.Hide()
		return
	}
	p.wishQuit()
}

// wishQuit ends the program, after a question when work is in flight.
func (p *program) wishQuit() {
	if p.asking != nil {
		p.front()
		return
	}
	if p.finishing || p.shown == nil || p.shown.inFlight().all() == 0 {
		p.quit()
		return
	}
	p.front()
	s := p.shown
	p.asking = kit.ShowDialog(p.window.Canvas(), kit.DialogOptions{Title: s.inFlight().words(), Wide: true,
		Text:   say.T("Finish first starts nothing new and closes by itself, mostly within seconds. Whatever is left unfinished goes on at the next start; no order is posted twice."),
		Cancel: say.T("Cancel"), Else: say.T("Quit now"), Other: p.quit, Confirm: say.T("Finish first"),
		Done: func(finish bool) {
			p.asking = nil
			if finish {
				p.finish(s)
			}
		}})
}

// finish stops a session's engine, which starts nothing more and lets work in flight end, counts that down in the window, and quits.
func (p *program) finish(s *session) {
	p.finishing = true
	s.hide()
	all := s.inFlight().all()
	line := kit.NewParagraph("", theme.Body, theme.Text2)
	bar := kit.NewProgress(6)
	p.window.SetContent(newFinishing(line, bar, p.quit))
	s.stopEngine()
	stop := live.Sample(p.feed, func(context.Context) int { return s.inFlight().all() }, func(left int) {
		all = max(all, left)
		line.SetText(say.N(all, "{done} of {n} piece of work is finished", "{done} of {n} pieces of work are finished", all-left))
		bar.Set(float64(all-left), float64(all))
	})
	p.feed.Go(func(context.Context) {
		<-s.ended
		p.feed.Do(func() {
			stop()
			p.quit()
		})
	})
}

// newFinishing fills the window while work in flight ends.
func newFinishing(line *kit.Paragraph, bar *kit.Progress, quit func()) fyne.CanvasObject {
	return noticePage(say.T("Finishing what has begun"), say.T("Nothing new is started. The window closes by itself."),
		kit.Gap(0, 16), kit.MaxWidth(560, line), kit.Gap(0, 8), kit.Across(0, kit.Sized(320, 6, bar)),
		kit.Gap(0, 20), kit.Across(theme.Space2, kit.NewButton(say.T("Quit now"), kit.Secondary, quit)))
}

// quit takes the window away at once; close then ends what it showed.
func (p *program) quit() {
	if p.shown != nil {
		p.shown.hide()
	}
	p.window.Hide()
	p.app.Quit()
}

// quitPatience is how long work in flight may take after the window has gone.
const quitPatience = 30 * time.Second
