package engine

import (
	"context"
	"time"
)

const (
	// wakeEvery is how often it is looked whether the computer slept.
	wakeEvery = 3 * time.Second
	// nap is how far the wall clock runs ahead of the monotonic one before that counts as sleep. A clock that was put forward
	// looks the same, and is as good a reason to look again.
	nap = 10 * time.Second
)

// sleepWatch notices that the computer slept: the wall clock went on while the monotonic one stood still. The zero value has
// not looked yet. One goroutine uses it.
type sleepWatch struct {
	begun bool
	wall  time.Time
	since time.Duration
}

// slept reports for how long the computer slept since the last look, 0 when it did not.
func (w *sleepWatch) slept(wall time.Time, uptime time.Duration) time.Duration {
	before := *w
	w.begun, w.wall, w.since = true, wall.Round(0), uptime
	if !before.begun {
		return 0
	}
	if gap := w.wall.Sub(before.wall) - (uptime - before.since); gap >= nap {
		return gap
	}
	return 0
}

// watchSleep looks every few seconds whether the computer slept, until ctx ends.
func (e *Engine) watchSleep(ctx context.Context) error {
	tick := time.NewTicker(wakeEvery)
	defer tick.Stop()
	var watch sleepWatch
	for {
		if gap := watch.slept(e.o.Now(), e.o.Uptime()); gap > 0 {
			e.o.Log.Info("the computer slept", "for", gap.Round(time.Second))
			e.awake(ctx)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// awake is what a computer does first that has slept: it renews the sign-ins, which may be about to end, then asks for
// everything that happened meanwhile. Without it polls would go on where their timers stood.
func (e *Engine) awake(ctx context.Context) {
	e.renewLogins(ctx)
	e.SyncNow()
}
