package ledger

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"stockbridge/core/fault"
)

// gateLook is how often a poller looks whether its lane is ours.
const gateLook = time.Second

// PollerOptions describe a poller.
type PollerOptions struct {
	// Name is unique within a hub, for example "orders/3".
	Name string
	// Lane is the lane whose remote is asked: the poller polls only while the lane is ours and goes with it. Nil for none.
	Lane *Lane
	// Every is the pause between the end of one poll and the next; it is asked after each poll. Zero or less means that
	// the poller only polls when it is nudged.
	Every func() time.Duration
	// Poll asks once and stores what it learned. It has to obey ctx, which ends as soon as the poller is asked to stop.
	Poll func(ctx context.Context) error
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// Log receives failures; nil means nobody.
	Log *slog.Logger
	// Changed is told after every poll; nil means nobody. It must not block.
	Changed func(PollerState)
}

// PollerState is what a poller is doing at one moment.
type PollerState struct {
	Name    string
	Running bool
	// Ended is when the last poll ended, OK when the last good one did; zero before the first.
	Ended, OK time.Time
	// Fault is why the last poll failed; nil when it did not.
	Fault *fault.Error
	// Next is when the next poll begins; zero when it waits for a nudge.
	Next time.Time
}

// Poller asks a remote for news, again and again and never twice at the same time. Create it with NewPoller, run it with a
// Hub or Run.
type Poller struct {
	o     PollerOptions
	halt  halt
	turn  chan struct{} // holds one token: whoever has it polls
	nudge chan struct{}
	moved chan struct{} // Next changed
	begun atomic.Bool

	mu    sync.Mutex
	state PollerState
}

// NewPoller describes a poller. It does nothing before Run or Round.
func NewPoller(o PollerOptions) *Poller {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Changed == nil {
		o.Changed = func(PollerState) {}
	}
	return &Poller{o: o, turn: make(chan struct{}, 1), nudge: make(chan struct{}, 1), moved: make(chan struct{}, 1),
		state: PollerState{Name: o.Name}}
}

// Name is the poller's name.
func (p *Poller) Name() string { return p.o.Name }

// State is what the poller is doing now.
func (p *Poller) State() PollerState {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.state
}

// Nudge asks for a poll at once, whatever the poller waits for. A nudge during a poll asks for another one after it. It
// never blocks; nudges may be merged.
func (p *Poller) Nudge() { signal(p.nudge) }

// Run polls until ctx ends and returns when the last poll has ended. A poller runs once.
func (p *Poller) Run(ctx context.Context) error {
	if !p.begun.CompareAndSwap(false, true) {
		return errors.New("a poller runs only once")
	}
	if p.o.Every() > 0 && p.State().Ended.IsZero() {
		p.plan(p.o.Now())
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for ctx.Err() == nil {
		now, next := p.o.Now(), p.State().Next
		timer.Stop()
		if !next.IsZero() {
			timer.Reset(next.Sub(now))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-p.moved:
			continue
		case <-p.nudge:
		case <-timer.C:
		}
		if p.o.Lane != nil && !p.o.Lane.Holds() {
			p.plan(p.o.Now().Add(gateLook))
			continue
		}
		p.poll(ctx)
	}
	return nil
}

// Round makes one poll now and returns its error, after one that is under way has ended. It works whether or not the poller
// runs; the pause to the next poll begins anew. ErrElsewhere means that another computer owns the lane.
func (p *Poller) Round(ctx context.Context) error {
	if p.o.Lane != nil {
		if err := p.o.Lane.claimed(ctx); err != nil {
			return err
		}
	}
	err := p.poll(ctx)
	signal(p.moved)
	return err
}

func (p *Poller) poll(ctx context.Context) error {
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	p.set(func(s *PollerState) { s.Running, s.Next = true, time.Time{} })
	if p.o.Lane != nil {
		ctx = context.WithValue(ctx, leaseKey{}, p.o.Lane.lease)
	}
	err := guard(func() error { return p.o.Poll(ctx) })
	p.ended(ctx, err)
	return err
}

// ended notes how a poll ended and plans the next one.
func (p *Poller) ended(ctx context.Context, err error) {
	now, f := p.o.Now(), fault.Of(err)
	var next time.Time
	if every := p.o.Every(); every > 0 {
		next = now.Add(every)
	}
	switch {
	case err == nil:
		p.halt.lift()
	case ctx.Err() != nil:
		f = nil // we asked for it
	case isTrouble(f):
		if p.halt.at(now).fault != nil && p.halt.at(now).fault.Kind != f.Kind {
			p.halt.lift()
		}
		p.halt.hit(f, now)
		next = p.halt.at(now).until // zero for a sign-in
		p.o.Log.Warn("a poll waits", "poller", p.o.Name, "kind", string(f.Kind), "code", f.Code, "until", next, "error", f)
	default:
		p.halt.lift()
		about := []any{"poller", p.o.Name, "kind", string(f.Kind), "code", f.Code, "error", f}
		if c, ok := errors.AsType[*crash](err); ok {
			about = append(about, "stack", c)
		}
		p.o.Log.Error("a poll failed", about...)
	}
	p.set(func(s *PollerState) {
		s.Running, s.Ended, s.Fault, s.Next = false, now, f, next
		if err == nil {
			s.OK = now
		}
	})
	p.o.Changed(p.State())
}

func (p *Poller) plan(next time.Time) { p.set(func(s *PollerState) { s.Next = next }) }

func (p *Poller) set(change func(*PollerState)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change(&p.state)
}

// signal leaves a mark in a channel of capacity one.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
