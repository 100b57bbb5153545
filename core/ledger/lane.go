package ledger

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"stockbridge/core/fault"
)

// ErrElsewhere says that another computer works the lane. Work in flight is cancelled with it as the cause when a lease is
// lost.
var ErrElsewhere = errors.New("another computer works this lane")

// Lane works the due rows of one remote API budget. Create it with New, run it with a Hub or Run.
type Lane struct {
	o        LaneOptions
	lease    *lease
	halt     halt
	wake     chan struct{}
	outcomes chan end
	asks     chan chan error
	ended    chan struct{} // closed when Run has returned
	begun    atomic.Bool
	// spread hands a trouble that concerns every lane to the others; set by the hub before Run.
	spread func(*fault.Error)

	// These belong to the goroutine of Run.
	inflight map[string]bool
	parked   map[string]parking
	waiting  []chan error    // who waits in Idle
	base     context.Context // of Run, without its end
	work     context.Context // of what is started now; a child of base
	cancel   context.CancelCauseFunc

	mu                 sync.Mutex
	running            int
	next               time.Time
	done, failed, ends int64
}

// end is how a piece of work ended.
type end struct {
	key       string
	err       error
	cancelled bool // we asked for it
}

// parking keeps a row whose failure could not be stored away from the workers.
type parking struct {
	until time.Time
	times int
	err   error
}

// How long a row is left alone whose failure could not be stored.
const (
	parkFirst = time.Second
	parkMost  = 5 * time.Minute
)

// New describes a lane. It does nothing before Run.
func New(o LaneOptions) *Lane {
	o.fill()
	l := &Lane{
		o:    o,
		wake: make(chan struct{}, 1), asks: make(chan chan error), ended: make(chan struct{}),
		outcomes: make(chan end, o.Workers),
		inflight: map[string]bool{}, parked: map[string]parking{},
		spread: func(*fault.Error) {},
	}
	l.lease = &lease{leaser: o.Leaser, name: o.Name, owner: o.Owner, ttl: o.TTL, now: o.Now, log: o.Log,
		known: make(chan struct{}), changed: func() { l.tell(); l.Wake() }}
	return l
}

// Name is the lane's name.
func (l *Lane) Name() string { return l.o.Name }

// Wake says that something may be due. It never blocks; wake-ups may be lost or doubled.
func (l *Lane) Wake() { signal(l.wake) }

// Resume lifts whatever stops the lane: somebody signed in, or wants it to try at once.
func (l *Lane) Resume() {
	if l.halt.lift() {
		l.tell()
	}
	l.Wake()
}

// Holds reports whether the lane is ours at this moment.
func (l *Lane) Holds() bool { return l.lease.holds() }

// claimed waits until it is known who owns the lane; nil means that it is ours now.
func (l *Lane) claimed(ctx context.Context) error {
	if l.o.Leaser != nil {
		select {
		case <-l.lease.known:
		case <-l.ended:
			return ErrStopped
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if !l.Holds() {
		return ErrElsewhere
	}
	return nil
}

// Run works the lane until ctx ends. Then it starts nothing more, lets work in flight finish for the grace time, cancels
// what is left, and returns when all of it has returned. A lane runs once.
func (l *Lane) Run(ctx context.Context) error {
	if !l.begun.CompareAndSwap(false, true) {
		return errors.New("a lane runs only once")
	}
	defer close(l.ended)
	l.base = context.WithValue(context.WithoutCancel(ctx), leaseKey{}, l.lease)
	l.work, l.cancel = context.WithCancelCause(l.base)

	var keeper sync.WaitGroup
	leased, unlease := context.WithCancel(context.WithoutCancel(ctx))
	if l.o.Leaser != nil {
		keeper.Go(func() { l.lease.keep(leased) })
	}
	l.loop(ctx)
	l.drain()
	unlease()
	keeper.Wait()
	short, done := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer done()
	l.lease.release(short)
	l.cancel(nil)
	return nil
}

// loop is the life of a lane: note what ended, start what is due, wait for a reason to look again. Ends come first: a row
// that ended between the query and the check of what is in flight would otherwise be worked twice.
func (l *Lane) loop(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for ctx.Err() == nil {
		l.collect()
		timer.Reset(l.pass(ctx))
		select {
		case <-ctx.Done():
		case e := <-l.outcomes:
			l.finish(e)
		case ask := <-l.asks:
			l.waiting = append(l.waiting, ask)
		case <-l.wake:
		case <-timer.C:
		}
	}
}

func (l *Lane) collect() {
	for {
		select {
		case e := <-l.outcomes:
			l.finish(e)
		default:
			return
		}
	}
}

// pass starts what is due, as far as the lane may, and returns how long it is worth waiting for the next look.
func (l *Lane) pass(ctx context.Context) time.Duration {
	if !l.lease.holds() {
		l.passOver()
		return l.o.Sweep
	}
	now := l.o.Now()
	stand := l.halt.at(now)
	free := l.o.Workers - len(l.inflight)
	if stand.probing() {
		free = min(free, 1-len(l.inflight))
	}
	look := l.o.Sweep
	if stand.stopped {
		free = 0
		if !stand.until.IsZero() {
			look = min(look, stand.until.Sub(now))
		}
	}
	if free <= 0 && (len(l.waiting) == 0 || len(l.inflight) > 0) {
		return look
	}

	due, err := l.due(ctx, now, max(free, 1))
	if err != nil {
		l.unreadable(ctx, err, now)
		return 0
	}
	for i, item := range due.items {
		if i == free {
			break
		}
		if !l.lease.holds() {
			return 0
		}
		l.start(item)
	}
	if len(l.inflight) == 0 {
		l.settle(due, stand)
	}
	if free <= 0 || len(due.items) >= free {
		return look
	}
	return l.untilNext(ctx, due, now)
}

// passOver is a pass of a lane that is not ours.
func (l *Lane) passOver() {
	l.cancel(ErrElsewhere)
	if l.lease.claim() == claimTheirs {
		l.reply(ErrElsewhere)
	}
}

func (l *Lane) start(item Item) {
	if l.work.Err() != nil { // the lease was lost and is ours again
		l.work, l.cancel = context.WithCancelCause(l.base)
	}
	l.inflight[item.Key] = true
	l.count(func() { l.running++ })
	ctx := l.work
	go func() {
		// Deferred, and with a failure to begin with, for work that ends its goroutine.
		e := end{key: item.Key, err: &fault.Error{Kind: fault.Bug, Op: "work", Text: "the goroutine ended early"}}
		defer func() {
			e.cancelled = ctx.Err() != nil
			l.outcomes <- e
		}()
		e.err = guard(func() error { return item.Work(ctx) })
	}()
}

func (l *Lane) count(change func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	change()
}

// drain waits for work in flight after the loop has ended.
func (l *Lane) drain() {
	l.reply(ErrStopped)
	grace := time.NewTimer(l.o.Grace)
	defer grace.Stop()
	for len(l.inflight) > 0 {
		select {
		case e := <-l.outcomes:
			l.finish(e)
		case ask := <-l.asks:
			ask <- ErrStopped
		case <-grace.C:
			l.o.Log.Warn("work did not finish in time and is cancelled", "lane", l.o.Name, "running", len(l.inflight))
			l.cancel(context.Canceled)
		}
	}
}
