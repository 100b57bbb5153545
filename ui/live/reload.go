package live

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// Subscribe is how a source of events is handed in: it calls notify for every event, on any
// goroutine, until the returned function is called.
type Subscribe func(notify func()) (cancel func())

// Channel makes a Subscribe of a source whose events come through a channel; interesting may be
// nil for all of them. A closed channel ends the subscription.
//
//	live.Channel(hub.Subscribe, func(c events.Change) bool { return c.Has(events.OrderKind) })
func Channel[E any](open func() (<-chan E, func()), interesting func(E) bool) Subscribe {
	return func(notify func()) func() {
		incoming, cancel := open()
		done := make(chan struct{})
		go func() {
			for {
				select {
				case e, ok := <-incoming:
					if !ok {
						return
					}
					if interesting == nil || interesting(e) {
						notify()
					}
				case <-done:
					return
				}
			}
		}()
		var once sync.Once
		return func() {
			once.Do(func() {
				close(done)
				cancel()
			})
		}
	}
}

// OnChange runs reload on the UI goroutine after events: 150 ms after the last of a burst, and
// one second after the first at the latest. The returned function ends it, as Close does; a
// screen calls it when it is hidden.
func (f *Feed) OnChange(subscribe Subscribe, reload func()) (stop func()) {
	d := &debounce{feed: f, run: reload}
	cancel := subscribe(d.notify)
	stop = sync.OnceFunc(func() {
		cancel()
		d.end()
	})
	f.closing(stop)
	return stop
}

// debounce merges events that come close together.
type debounce struct {
	feed *Feed
	run  func()

	mu       sync.Mutex
	ended    bool
	stopSoon func() // the timer that waits for quiet
	stopLast func() // the timer that ends a long burst
}

func (d *debounce) notify() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ended {
		return
	}
	if d.feed.inline {
		d.feed.Do(d.run)
		return
	}
	if d.stopSoon != nil {
		d.stopSoon()
	}
	d.stopSoon = d.feed.after(quiet, d.fire)
	if d.stopLast == nil {
		d.stopLast = d.feed.after(patience, d.fire)
	}
}

// fire runs the reload once for all events so far. Both timers may come at the same moment; the
// second finds nothing to do.
func (d *debounce) fire() {
	d.mu.Lock()
	waiting := d.stopSoon != nil
	d.stopTimers()
	ended := d.ended
	d.mu.Unlock()
	if waiting && !ended {
		d.feed.Do(d.run)
	}
}

func (d *debounce) stopTimers() {
	for _, stop := range []func(){d.stopSoon, d.stopLast} {
		if stop != nil {
			stop()
		}
	}
	d.stopSoon, d.stopLast = nil, nil
}

func (d *debounce) end() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ended = true
	d.stopTimers()
}

// Sample looks at counters four times a second, off the UI goroutine, and shows them only when
// they have changed. An inline feed looks once. The returned function ends it.
func Sample[T comparable](f *Feed, look func(ctx context.Context) T, show func(T)) (stop func()) {
	ctx, cancel := context.WithCancel(f.ctx)
	stop = sync.OnceFunc(cancel)
	f.closing(stop)
	if f.inline {
		v := look(ctx)
		f.Do(func() { show(v) })
		return stop
	}
	f.Go(func(context.Context) {
		ticker := time.NewTicker(SampleEvery)
		defer ticker.Stop()
		sample(ctx, ticker.C, look, func(v T) { f.Do(func() { show(v) }) })
	})
	return stop
}

func sample[T comparable](ctx context.Context, ticks <-chan time.Time, look func(context.Context) T, show func(T)) {
	last := look(ctx)
	show(last)
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks:
			if v := look(ctx); v != last {
				last = v
				show(v)
			}
		}
	}
}

// Clock is the clock of toasts and tooltips (kit.Clock): its functions run on the UI goroutine.
type Clock struct{ feed *Feed }

// Clock gives the feed's clock. An inline feed's clock never fires by itself.
func (f *Feed) Clock() Clock { return Clock{f} }

// After runs a function later on the UI goroutine, unless it is stopped first.
func (c Clock) After(d time.Duration, run func()) (stop func()) {
	if c.feed.inline {
		return func() {}
	}
	var stopped atomic.Bool
	stopTimer := c.feed.after(d, func() {
		// The timer may fire while the UI goroutine is stopping it, so the question is asked there.
		c.feed.Do(func() {
			if !stopped.Load() {
				run()
			}
		})
	})
	return func() {
		stopped.Store(true)
		stopTimer()
	}
}
