package rest

import (
	"context"
	"sync"
	"time"
)

// Pacer decides when a request may start. It is fed by every answer.
type Pacer interface {
	// Acquire waits for the caller's turn by priority; the returned function must be called with the answer (nil when none
	// came). The error is the context's.
	Acquire(ctx context.Context, p Priority) (done func(*Answer), err error)
	// Remaining is what the remote would still take now and what it takes at most, both as far as is known.
	Remaining() (remaining, limit int)
}

// Clock is time as a pacer sees it.
type Clock interface {
	Now() time.Time
	// AfterFunc calls f in its own goroutine after d; stop prevents that if it is not too late.
	AfterFunc(d time.Duration, f func()) (stop func() bool)
}

type systemClock struct{}

func (systemClock) Now() time.Time { return time.Now() }
func (systemClock) AfterFunc(d time.Duration, f func()) func() bool {
	return time.AfterFunc(d, f).Stop
}

// rule is the arithmetic of one kind of limit. The line calls it with its mutex held, so a rule needs no locking and can
// be reasoned about as a plain state machine.
type rule interface {
	// delay is 0 when a request of this priority may start now, the time after which to ask again, or untilAnswer when only
	// an answer can change the matter.
	delay(now time.Time, p Priority) time.Duration
	// start counts a request that starts now and returns its mark.
	start(now time.Time) mark
	// finish takes the answer of a started request, nil when none came.
	finish(now time.Time, m mark, a *Answer)
	remaining(now time.Time) (remaining, limit int)
}

// mark is what a rule remembers about a request in flight.
type mark struct {
	number uint64 // of the start, counted from 1
	period uint64 // windowRule: in which period it started
}

const untilAnswer = time.Duration(-1)

// Nothing starves: each fairTurn-th start belongs to the request that waits longest, if it has waited at least patience.
const (
	fairTurn = 5
	patience = 10 * time.Second
)

// line lets waiting requests start in order of priority, then of arrival, as soon as its rule allows.
type line struct {
	clock Clock

	mu      sync.Mutex
	rule    rule
	waiting []*waiter // in order of arrival
	turns   int
	stop    func() bool // of the wake-up that is set, or nil
	wakeAt  time.Time
}

type waiter struct {
	priority Priority
	since    time.Time
	turn     chan mark // buffered: granting never blocks
}

func newLine(clock Clock, r func(now time.Time) rule) *line {
	if clock == nil {
		clock = systemClock{}
	}
	return &line{clock: clock, rule: r(clock.Now())}
}

func (l *line) Remaining() (remaining, limit int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.rule.remaining(l.clock.Now())
}

func (l *line) Acquire(ctx context.Context, p Priority) (func(*Answer), error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	w := &waiter{priority: p, turn: make(chan mark, 1)}
	l.mu.Lock()
	w.since = l.clock.Now()
	l.waiting = append(l.waiting, w)
	l.dispatchLocked()
	l.mu.Unlock()

	select {
	case m := <-w.turn:
		return l.done(m), nil
	case <-ctx.Done():
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.removeLocked(w) { // our turn came in the same moment and nothing was sent in it
		l.rule.finish(l.clock.Now(), <-w.turn, nil)
	}
	l.dispatchLocked() // the wake-up may have been set for us
	return nil, ctx.Err()
}

func (l *line) done(m mark) func(*Answer) {
	var once sync.Once
	return func(a *Answer) {
		once.Do(func() {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.rule.finish(l.clock.Now(), m, a)
			l.dispatchLocked()
		})
	}
}

// dispatchLocked starts whoever may start, and sets a wake-up for the rest.
func (l *line) dispatchLocked() {
	now := l.clock.Now()
	for len(l.waiting) > 0 {
		first := l.firstLocked()
		if oldest := l.waiting[0]; oldest != first && l.turns%fairTurn == fairTurn-1 &&
			now.Sub(oldest.since) >= patience && l.rule.delay(now, oldest.priority) == 0 {
			first = oldest
		}
		if d := l.rule.delay(now, first.priority); d != 0 {
			l.wakeLocked(now, d)
			return
		}
		l.turns++
		l.removeLocked(first)
		first.turn <- l.rule.start(now)
	}
}

// firstLocked is the most urgent waiter, the earliest among equals.
func (l *line) firstLocked() *waiter {
	first := l.waiting[0]
	for _, w := range l.waiting[1:] {
		if w.priority < first.priority {
			first = w
		}
	}
	return first
}

func (l *line) removeLocked(w *waiter) bool {
	for i, other := range l.waiting {
		if other == w {
			l.waiting = append(l.waiting[:i], l.waiting[i+1:]...)
			return true
		}
	}
	return false
}

func (l *line) wakeLocked(now time.Time, d time.Duration) {
	if d == untilAnswer {
		return
	}
	at := now.Add(d)
	if l.stop != nil {
		if l.wakeAt.Equal(at) {
			return
		}
		l.stop()
	}
	l.wakeAt = at
	l.stop = l.clock.AfterFunc(d, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.wakeAt.Equal(at) {
			l.stop = nil
		}
		l.dispatchLocked()
	})
}
