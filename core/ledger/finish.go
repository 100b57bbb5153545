package ledger

import (
	"context"
	"errors"
	"time"

	"stockbridge/core/fault"
)

// finish notes how a piece of work ended. It runs on the lane's goroutine, which alone owns what is in flight.
func (l *Lane) finish(e end) {
	now := l.o.Now()
	delete(l.inflight, e.key)
	l.count(func() {
		l.running--
		l.ends++
		switch {
		case e.err == nil:
			l.done++
		case !e.cancelled:
			l.failed++
		}
	})
	f := fault.Of(e.err)
	switch {
	case e.err == nil:
		l.healthy(e.key, now)
	case isRecorded(e.err):
		l.o.Log.Info("a row failed and waits", l.about(e.key, f)...)
		l.healthy(e.key, now)
	case isTrouble(f):
		l.stop(f, now)
	case e.cancelled:
		// The row is still due, and worked again by whoever owns the lane next.
	default:
		p := l.parked[e.key]
		p.times++
		p.until, p.err = now.Add(doubled(parkFirst, parkMost, p.times)), e.err
		l.parked[e.key] = p
		l.o.Log.Error("a row failed and nothing could be stored; it is left alone for a while", l.about(e.key, f)...)
	}
}

// healthy notes that the remote and the database did their part.
func (l *Lane) healthy(key string, now time.Time) {
	delete(l.parked, key)
	if l.halt.ease(now) {
		l.o.Log.Info("a lane works again", "lane", l.o.Name)
		l.tell()
	}
}

// stop halts the lane for a trouble.
func (l *Lane) stop(f *fault.Error, now time.Time) {
	if f.Kind == fault.DiskFull {
		l.spread(f)
	}
	l.halted(f, now)
}

// halted may be called by any goroutine.
func (l *Lane) halted(f *fault.Error, now time.Time) {
	if !l.halt.hit(f, now) {
		return
	}
	l.o.Log.Warn("a lane waits", "lane", l.o.Name, "kind", string(f.Kind), "code", f.Code, "until", l.halt.at(now).until, "error", f)
	l.tell()
}

// unreadable halts the lane when its own database does not answer.
func (l *Lane) unreadable(ctx context.Context, err error, now time.Time) {
	if ctx.Err() != nil {
		return
	}
	l.reply(err)
	f := fault.Of(err)
	if !isTrouble(f) {
		f = &fault.Error{Kind: f.Kind, Code: f.Code, Op: "look for due work", Cause: err}
	}
	l.stop(f, now)
}

func (l *Lane) about(key string, f *fault.Error) []any {
	about := []any{"lane", l.o.Name, "key", key, "kind", string(f.Kind), "code", f.Code, "error", f}
	if c, ok := errors.AsType[*crash](f); ok {
		about = append(about, "stack", c)
	}
	return about
}
