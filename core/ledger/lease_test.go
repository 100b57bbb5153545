package ledger_test

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"stockbridge/core/db"
	"stockbridge/core/ledger"
)

// desk gives out leases in memory.
type desk struct {
	mu    sync.Mutex
	owner string
	epoch int64
	until time.Time
	down  bool
}

var errDown = errors.New("no connection")

func (d *desk) AcquireLane(_ context.Context, _, owner string, ttl time.Duration) (int64, bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.down:
		return 0, false, errDown
	case d.owner != owner && time.Now().Before(d.until):
		return 0, false, nil
	case d.owner != owner:
		d.epoch++
	}
	d.owner, d.until = owner, time.Now().Add(ttl)
	return d.epoch, true, nil
}

func (d *desk) RenewLane(_ context.Context, _, owner string, epoch int64, ttl time.Duration) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.down {
		return false, errDown
	}
	if d.owner != owner || d.epoch != epoch {
		return false, nil
	}
	d.until = time.Now().Add(ttl)
	return true, nil
}

func (d *desk) ReleaseLane(_ context.Context, _, owner string, epoch int64) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.owner == owner && d.epoch == epoch {
		d.until = time.Time{}
	}
	return nil
}

// steal hands the lane to somebody else, as happens when the owner slept.
func (d *desk) steal(owner string, ttl time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.owner, d.until = owner, time.Now().Add(ttl)
	d.epoch++
}

func (d *desk) disconnect(down bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.down = down
}

// every is a source with one row that is always due.
type every struct{ work func(context.Context) error }

func (every) Name() string { return "tick" }
func (e every) Due(context.Context, time.Time, int) ([]ledger.Item, error) {
	return []ledger.Item{{Key: "tick:1", Work: e.work}}, nil
}
func (every) NextDue(context.Context) (time.Time, error) { return time.Time{}, nil }

func TestALaneIsLeftToItsOwner(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		leases, log := &desk{}, newDiary()
		leases.steal("pc-2", 8*time.Second) // and killed
		s := newShelf("order")
		s.put("1", time.Now(), func(context.Context) error { log.note("work"); return nil })
		lane := ledger.New(ledger.LaneOptions{Name: "ekm/1", Sources: []ledger.Source{s}, Leaser: leases, Owner: "pc-1"})
		stop := run(t, lane)
		if err := lane.Idle(t.Context()); !errors.Is(err, ledger.ErrElsewhere) {
			t.Errorf("Idle: %v", err)
		}
		pass(500 * time.Millisecond)
		poller := ledger.NewPoller(ledger.PollerOptions{Name: "orders", Lane: lane, Every: always(time.Minute),
			Poll: func(context.Context) error { log.note("poll"); return nil }})
		run(t, poller)
		if err := poller.Round(t.Context()); !errors.Is(err, ledger.ErrElsewhere) {
			t.Errorf("Round: %v", err)
		}
		pass(time.Minute)
		if !lane.State().Ours || !lane.Holds() {
			t.Error("the lane was not taken over")
		}
		stop()
		log.expect(t, "10s work", "10.5s poll")
		if leases.until.After(time.Now()) {
			t.Error("the lease was not released")
		}
	})
}

func TestALostLeaseCancelsWorkInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		leases, log, begun := &desk{}, newDiary(), 0
		lane := ledger.New(ledger.LaneOptions{Name: "ekm/1", Leaser: leases, Owner: "pc-1", Sources: []ledger.Source{
			every{func(ctx context.Context) error {
				log.note("begin")
				begun++
				<-ctx.Done()
				if begun > 1 {
					return ctx.Err() // the end of the test
				}
				log.note("cancelled: " + context.Cause(ctx).Error())
				if ledger.Holds(ctx) {
					t.Error("the work of a lost lane thinks that it holds it")
				}
				return ctx.Err()
			}}}})
		run(t, lane)
		pass(6 * time.Second)
		leases.steal("pc-2", 12*time.Second)
		pass(20 * time.Second)
		log.expect(t, "0s begin", "10s cancelled: another computer works this lane", "20s begin")
		if st := lane.State(); st.Failed != 0 || !st.Ours {
			t.Errorf("state %+v", st)
		}
	})
}

// A lease that cannot be renewed counts until half a second before its end, and not longer.
func TestALeaseRunsOutWithoutRenewal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		leases := &desk{}
		lane := ledger.New(ledger.LaneOptions{Name: "ekm/1", Leaser: leases, Owner: "pc-1"})
		run(t, lane)
		pass(12 * time.Second) // renewed at 10 s
		leases.disconnect(true)
		pass(12400 * time.Millisecond)
		if !lane.Holds() {
			t.Error("the lane is given up too early")
		}
		pass(200 * time.Millisecond)
		if lane.Holds() {
			t.Error("the lane is worked without a lease")
		}
		leases.disconnect(false)
		pass(5 * time.Second)
		if !lane.Holds() {
			t.Error("the lane was not taken back")
		}
	})
}

// The wall clock decides: a laptop that slept may find its monotonic clock where it was.
func TestASleepingOwnerWakesWithoutALease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		leases, log := &desk{}, newDiary()
		var mu sync.Mutex
		var slept time.Duration
		now := func() time.Time {
			mu.Lock()
			defer mu.Unlock()
			return time.Now().Add(slept)
		}
		s := newShelf("order")
		lane := ledger.New(ledger.LaneOptions{Name: "ekm/1", Sources: []ledger.Source{s}, Leaser: leases, Owner: "pc-1", Now: now})
		run(t, lane)
		pass(6 * time.Second)
		mu.Lock()
		slept = time.Minute
		mu.Unlock()
		leases.steal("pc-2", time.Hour)
		s.put("1", time.Now(), func(context.Context) error { log.note("worked by a false owner"); return nil })
		lane.Wake()
		pass(time.Minute)
		log.expect(t)
	})
}

func TestLeasesInTheDatabase(t *testing.T) {
	ctx := t.Context()
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	d, err := db.Open(ctx, db.Options{Path: filepath.Join(t.TempDir(), "stockbridge.db"), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	acquire := func(owner string, wantEpoch int64, wantOK bool) {
		t.Helper()
		epoch, ok, err := d.AcquireLane(ctx, "ekm/1", owner, 15*time.Second)
		if err != nil || ok != wantOK || ok && epoch != wantEpoch {
			t.Errorf("%s acquires: epoch %d, %v, %v; want epoch %d, %v", owner, epoch, ok, err, wantEpoch, wantOK)
		}
	}
	renew := func(owner string, epoch int64, want bool) {
		t.Helper()
		if ok, err := d.RenewLane(ctx, "ekm/1", owner, epoch, 15*time.Second); err != nil || ok != want {
			t.Errorf("%s renews: %v, %v; want %v", owner, ok, err, want)
		}
	}
	acquire("pc-1", 1, true)
	acquire("pc-1", 1, true) // killed and started again: no wait
	acquire("pc-2", 0, false)
	now = now.Add(14 * time.Second)
	renew("pc-1", 1, true)
	now = now.Add(14 * time.Second)
	acquire("pc-2", 0, false)
	now = now.Add(2 * time.Second)
	acquire("pc-2", 2, true)
	renew("pc-1", 1, false)
	if err := d.ReleaseLane(ctx, "ekm/1", "pc-1", 1); err != nil {
		t.Error(err)
	}
	acquire("pc-1", 0, false)
	if err := d.ReleaseLane(ctx, "ekm/1", "pc-2", 2); err != nil {
		t.Error(err)
	}
	acquire("pc-1", 3, true)
}
