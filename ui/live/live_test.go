package live

import (
	"context"
	"testing"
	"time"
)

// handTimers are timers a test fires by moving the time.
type handTimers struct{ waiting []*handTimer }

type handTimer struct {
	left    time.Duration
	run     func()
	stopped bool
}

func (h *handTimers) after(d time.Duration, run func()) func() {
	t := &handTimer{left: d, run: run}
	h.waiting = append(h.waiting, t)
	return func() { t.stopped = true }
}

func (h *handTimers) pass(d time.Duration) {
	due := h.waiting
	h.waiting = nil
	for _, t := range due {
		if t.left -= d; t.left > 0 && !t.stopped {
			h.waiting = append(h.waiting, t)
		} else if !t.stopped {
			t.run()
		}
	}
}

func handFeed() (*Feed, *handTimers) {
	h := &handTimers{}
	return newFeed(context.Background(), false, h.after, func(f func()) { f() }), h
}

// source is a Subscribe that a test speaks through.
type source struct {
	notify    func()
	cancelled bool
}

func (s *source) subscribe(notify func()) func() {
	s.notify = notify
	return func() { s.cancelled = true }
}

func TestABurstIsOneReload(t *testing.T) {
	f, timers := handFeed()
	s, reloads := &source{}, 0
	f.OnChange(s.subscribe, func() { reloads++ })
	for range 5 {
		s.notify()
		timers.pass(100 * time.Millisecond)
	}
	if reloads != 0 {
		t.Fatalf("%d reloads in the middle of a burst", reloads)
	}
	timers.pass(quiet)
	if reloads != 1 {
		t.Errorf("%d reloads after the burst", reloads)
	}
}

func TestAnEndlessBurstIsAnsweredAfterASecond(t *testing.T) {
	f, timers := handFeed()
	s, reloads := &source{}, 0
	f.OnChange(s.subscribe, func() { reloads++ })
	for range 21 {
		s.notify()
		timers.pass(100 * time.Millisecond)
	}
	if reloads != 2 {
		t.Errorf("%d reloads in 2.1 seconds of events", reloads)
	}
}

func TestNothingIsShownAfterClose(t *testing.T) {
	f, timers := handFeed()
	s, shown := &source{}, 0
	f.OnChange(s.subscribe, func() { shown++ })
	s.notify()
	f.Clock().After(quiet, func() { shown++ })
	f.Close()
	timers.pass(patience)
	f.Do(func() { shown++ })
	f.Go(func(context.Context) { shown++ })
	if shown != 0 || !s.cancelled {
		t.Errorf("shown %d times, subscription ended: %v", shown, s.cancelled)
	}
}

func TestWorkEndsWithTheFeed(t *testing.T) {
	f, _ := handFeed()
	ended := make(chan error, 1)
	f.Go(func(ctx context.Context) {
		<-ctx.Done()
		ended <- ctx.Err()
	})
	f.Close()
	f.Wait()
	if err := <-ended; err != context.Canceled {
		t.Errorf("the work ended with %v", err)
	}
}

func TestInlineRunsAtOnce(t *testing.T) {
	f := Inline()
	s, order := &source{}, ""
	f.OnChange(s.subscribe, func() { order += "reload " })
	f.Go(func(context.Context) {
		order += "ask "
		f.Do(func() { order += "show " })
	})
	s.notify()
	Sample(f, func(context.Context) int { return 7 }, func(n int) { order += "seven" })
	if order != "ask show reload seven" {
		t.Errorf("ran %q", order)
	}
}

func TestCountersAreShownWhenTheyMove(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	ticks := make(chan time.Time)
	values := []int{1, 1, 2}
	var shown []int
	done := make(chan struct{})
	go func() {
		defer close(done)
		sample(ctx, ticks, func(context.Context) int {
			v := values[0]
			values = values[1:]
			return v
		}, func(v int) { shown = append(shown, v) })
	}()
	ticks <- time.Time{}
	ticks <- time.Time{}
	cancel()
	<-done
	if len(shown) != 2 || shown[0] != 1 || shown[1] != 2 {
		t.Errorf("shown %v", shown)
	}
}

func TestChannelPassesWhatIsInteresting(t *testing.T) {
	events, told := make(chan int), make(chan struct{}, 4)
	subscribe := Channel(func() (<-chan int, func()) { return events, func() {} }, func(e int) bool { return e > 1 })
	cancel := subscribe(func() { told <- struct{}{} })
	events <- 1
	events <- 2
	events <- 1 // received only after 2 was handled
	cancel()
	cancel()
	if len(told) != 1 {
		t.Errorf("told %d times", len(told))
	}
}
