// Package live connects screens with the work behind them: events become reloads, answers come
// home to the UI goroutine, counters are looked at a few times a second.
//
// It is the only caller of fyne.Do. Every method of Feed may be called from any goroutine; the
// functions given to Do, Reload and Sample run on the UI goroutine, one at a time, and never
// after Close. Start reading at Feed.
package live

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
)

const (
	quiet    = 150 * time.Millisecond // a burst of events is over after this much silence
	patience = time.Second            // and is answered after this at the latest
	// SampleEvery is how often counters are looked at: four times a second.
	SampleEvery = 250 * time.Millisecond
)

// Timer runs a function later on a goroutine of its own, unless stopped.
type Timer func(d time.Duration, run func()) (stop func())

// Feed belongs to one screen or window and ends with it.
type Feed struct {
	ctx    context.Context
	cancel context.CancelFunc
	inline bool
	after  Timer
	home   func(func()) // to the UI goroutine

	mu      sync.Mutex
	closed  bool
	running sync.WaitGroup
	onClose []func()
}

// New makes the feed of a running program. It ends with ctx or with Close.
func New(ctx context.Context) *Feed {
	return newFeed(ctx, false, realTimer, func(show func()) {
		if left.Load() {
			return
		}
		fyne.Do(func() {
			if !left.Load() {
				show()
			}
		})
	})
}

var left atomic.Bool

// Leave says that the UI goroutine ends now, with all feeds of the program: nothing is brought home any more. Without it Fyne would
// run what comes home on the goroutine of whoever brings it, beside others.
func Leave() { left.Store(true) }

// Inline makes a feed for tests: Go, Do and reloads run at once on the caller's goroutine, so
// nothing has to be waited for.
func Inline() *Feed {
	now := func(_ time.Duration, run func()) func() {
		run()
		return func() {}
	}
	return newFeed(context.Background(), true, now, func(f func()) { f() })
}

func newFeed(ctx context.Context, inline bool, after Timer, home func(func())) *Feed {
	f := &Feed{inline: inline, after: after, home: home}
	f.ctx, f.cancel = context.WithCancel(ctx)
	return f
}

func realTimer(d time.Duration, run func()) func() {
	t := time.AfterFunc(d, run)
	return func() { t.Stop() }
}

// Go runs work beside the window. The context ends when the feed closes.
func (f *Feed) Go(work func(ctx context.Context)) {
	f.mu.Lock()
	if f.closed {
		f.mu.Unlock()
		return
	}
	f.running.Add(1)
	f.mu.Unlock()
	run := func() {
		defer f.running.Done()
		work(f.ctx)
	}
	if f.inline {
		run()
		return
	}
	go run()
}

// Do brings a function to the UI goroutine. It does not wait, and drops the function when the
// feed has been closed meanwhile.
func (f *Feed) Do(show func()) {
	if f.over() {
		return
	}
	f.home(func() {
		if !f.over() {
			show()
		}
	})
}

func (f *Feed) over() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.closed
}

// Close ends subscriptions and timers and cancels running work. It does not wait for the work,
// because a window must not hang on a query; Wait does.
func (f *Feed) Close() {
	f.mu.Lock()
	if f.closed {
		f.mu.Unlock()
		return
	}
	f.closed = true
	cleanup := f.onClose
	f.onClose = nil
	f.mu.Unlock()
	f.cancel()
	for _, end := range cleanup {
		end()
	}
}

// Wait returns when the work started by Go has ended, for an orderly quit.
func (f *Feed) Wait() { f.running.Wait() }

// closing notes what has to end with the feed; at once if it has ended.
func (f *Feed) closing(end func()) {
	f.mu.Lock()
	if !f.closed {
		f.onClose = append(f.onClose, end)
		f.mu.Unlock()
		return
	}
	f.mu.Unlock()
	end()
}
