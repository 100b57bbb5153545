package engine

import (
	"context"
	"time"
)

const (
	// wakeEvery is how often it is looked whether the computer slept.
	wakeEvery = 3 * time.Second
	// nap is how much time nobody noticed has to be missing before that counts as sleep. A clock that was put forward and a
	// process that was stopped look the same, and are as good a reason to look again.
	nap = 10 * time.Second
)

// sleepWatch notices that the computer slept. On Linux and macOS Go's monotonic clock stands still then while the wall clock goes
// on; on Windows both go on (golang/go#35482), and the next look comes late. The zero value has not looked yet; one goroutine uses it.
type sleepWatch struct {
	begun  bool
	wall   time.Time
	uptime time.Duration
}

// slept reports for how long the computer slept since the last look, which was to be wakeEvery ago; 0 when it did not.
func (w *sleepWatch) slept(wall time.Time, uptime time.Duration) time.Duration {
	before := *w
	*w = sleepWatch{true, wall.Round(0), uptime}
	ran := uptime - before.uptime
	missing := max(w.wall.Sub(before.wall)-ran, ran-wakeEvery)
	if !before.begun || missing < nap {
		return 0
	}
	return missing
}

// watchSleep looks every few seconds whether the computer slept, until ctx ends.
func (e *Engine) watchSleep(ctx context.Context) error {
	tick := time.NewTicker(wakeEvery)
	defer tick.Stop()
	var watch sleepWatch
	for {
		if gap := watch.slept(e.o.Now(), e.o.Uptime()); gap > 0 {
			e.o.Log.Info("the computer slept", "for", gap.Round(time.Second))
			e.noteSleep(gap)
			e.awake(ctx)
			watch = sleepWatch{} // what took its time here is no sleep
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func (e *Engine) noteSleep(gap time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.asleepUntil = e.o.Now()
	e.asleepFrom = e.asleepUntil.Add(-gap)
}

// Asleep is when the computer slept last while the engine was open, by the wall clock and to a few seconds; zero when it did not.
func (e *Engine) Asleep() (from, until time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.asleepFrom, e.asleepUntil
}

// awake is what a computer does first that has slept: it renews the sign-ins, which may be about to end, then asks for
// everything that happened meanwhile. Without it polls would go on where their timers stood.
func (e *Engine) awake(ctx context.Context) {
	e.renewLogins(ctx)
	e.SyncNow()
}
