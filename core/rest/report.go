package rest

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"stockbridge/core/fault"
)

// Stats is what a status line shows of one remote account.
type Stats struct {
	Made        int64 // requests handed to the transport, repeats included
	Throttled   int64 // refusals for pace
	Remaining   int   // requests that the remote would still take now, as far as is known
	Limit       int
	LastContact time.Time  // of the last answer of any kind; zero: none yet
	LastError   fault.Kind // of the last try; meaningful when LastFailed
	LastFailed  bool
}

type stats struct {
	made, throttled atomic.Int64

	mu          sync.Mutex
	lastContact time.Time
	lastError   fault.Kind
	lastFailed  bool
}

// Stats may be called at any time.
func (c *Client) Stats() Stats {
	s := Stats{Made: c.stats.made.Load(), Throttled: c.stats.throttled.Load()}
	if c.o.Pacer != nil {
		s.Remaining, s.Limit = c.o.Pacer.Remaining()
	}
	c.stats.mu.Lock()
	defer c.stats.mu.Unlock()
	s.LastContact, s.LastError, s.LastFailed = c.stats.lastContact, c.stats.lastError, c.stats.lastFailed
	return s
}

// report keeps the statistics and writes one line about one try. The path holds ids only; the query may hold anything,
// so it is left out.
func (c *Client) report(ctx context.Context, o *outgoing, s sent, f *fault.Error) {
	c.stats.mu.Lock()
	if s.answer != nil {
		c.stats.lastContact = c.o.Now()
	}
	if f == nil || f.Kind != fault.Cancelled {
		c.stats.lastFailed = f != nil
		c.stats.lastError = fault.Bug
		if f != nil {
			c.stats.lastError = f.Kind
		}
	}
	c.stats.mu.Unlock()

	level := slog.LevelDebug
	if f != nil {
		if f.Kind == fault.Throttled {
			c.stats.throttled.Add(1)
		}
		if f.Kind != fault.NotFound && f.Kind != fault.Cancelled {
			level = slog.LevelWarn
		}
	}
	if !c.o.Log.Enabled(ctx, level) {
		return
	}
	attrs := []slog.Attr{
		slog.String("remote", c.o.Remote), slog.String("op", o.call.Op),
		slog.String("method", o.method), slog.String("path", o.call.Path), slog.Duration("took", s.took),
	}
	if s.answer != nil {
		attrs = append(attrs, slog.Int("status", s.answer.Status))
		if id := s.answer.Header.Get("Ruid"); id != "" {
			attrs = append(attrs, slog.String("request_id", hide(id, s.request)))
		}
	}
	if c.o.Pacer != nil {
		remaining, _ := c.o.Pacer.Remaining()
		attrs = append(attrs, slog.Int("remaining", remaining))
	}
	if f != nil {
		attrs = append(attrs, slog.String("kind", string(f.Kind)), slog.String("remote_code", f.RemoteCode),
			slog.String("text", f.Text), slog.Bool("unclear", f.Unclear))
	}
	c.o.Log.LogAttrs(ctx, level, "request", attrs...)
}
