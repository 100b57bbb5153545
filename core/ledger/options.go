package ledger

import (
	"cmp"
	"log/slog"
	"time"
)

// LaneOptions describe a lane.
type LaneOptions struct {
	// Name is the remote API budget, as wake-ups call it: "brightpearl", or "ekm/<store id>".
	Name string
	// Sources find the due rows, the most urgent kind first: a later source gets only the workers that the earlier ones
	// leave free.
	Sources []Source
	// Workers is how many rows are worked at the same time; 0 means 4.
	Workers int
	// Sweep is how long the lane trusts that it was woken before it looks again by itself; 0 means 5 s.
	Sweep time.Duration
	// Grace is how long work in flight may take to finish after the lane was asked to stop, before it is cancelled;
	// 0 means 10 s.
	Grace time.Duration
	// Now is the clock; nil means time.Now. Times it returns should carry the monotonic clock.
	Now func() time.Time
	// Log receives troubles and failures, by keys and codes; nil means nobody.
	Log *slog.Logger
	// Leaser shares the lanes among several processes; nil means that this process is the only one.
	Leaser Leaser
	// Owner names this installation to the Leaser. It must be the same after a restart, so that a killed process takes its
	// own lanes back at once, and different on every computer.
	Owner string
	// TTL is how long a lease lasts without renewal; 0 means 15 s.
	TTL time.Duration
	// Changed is told when the lane stops for a trouble, recovers from it, or changes its owner; nil means nobody. Several
	// goroutines may call it at once; it must not block.
	Changed func(State)
}

func (o *LaneOptions) fill() {
	o.Workers = max(o.Workers, 0)
	o.Workers = cmp.Or(o.Workers, 4)
	o.Sweep = cmp.Or(o.Sweep, 5*time.Second)
	o.Grace = cmp.Or(o.Grace, 10*time.Second)
	o.TTL = cmp.Or(o.TTL, 15*time.Second)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Changed == nil {
		o.Changed = func(State) {}
	}
}
