package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"stockbridge/core/fault"
	"stockbridge/core/ledger"
)

// weather is a remote that fails as it is told.
type weather struct{ now atomic.Pointer[fault.Error] }

func (w *weather) set(f *fault.Error) { w.now.Store(f) }

func (w *weather) call() error {
	if f := w.now.Load(); f != nil {
		return f
	}
	return nil
}

func TestOfflineStopsTheLaneLongerEachTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, other, log, sky := newShelf("order"), newShelf("level"), newDiary(), &weather{}
		sky.set(&fault.Error{Kind: fault.Offline})
		s.put("1", time.Now(), func(context.Context) error { log.note("try"); return sky.call() })
		var changes []bool
		hub := ledger.NewHub()
		lane := ledger.New(ledger.LaneOptions{Name: "ekm/1", Sources: []ledger.Source{s},
			Changed: func(st ledger.State) { changes = append(changes, st.Stopped) }})
		neighbour := ledger.New(ledger.LaneOptions{Name: "ekm/2", Sources: []ledger.Source{other}})
		add(t, hub, lane, neighbour)
		run(t, hub)
		pass(20 * time.Minute)
		log.expect(t, "0s try", "10s try", "30s try", "1m10s try", "2m30s try", "5m10s try", "10m10s try", "15m10s try")

		other.put("1", time.Now(), ok)
		hub.Wake("ekm/2")
		pass(0)
		if other.left() != 0 {
			t.Error("another lane was stopped too")
		}
		if st := lane.State(); !st.Stopped || st.Fault.Kind != fault.Offline || st.NotBefore.Sub(time.Now()) != 10*time.Second {
			t.Errorf("the state says %+v", st)
		}
		sky.set(nil)
		pass(time.Minute)
		if st := lane.State(); s.left() != 0 || st.Fault != nil || st.Stopped {
			t.Errorf("the lane did not recover: %+v", st)
		}
		if want := "[true true true true true true true true false]"; fmt.Sprint(changes) != want {
			t.Errorf("news of stops %v, want %v", changes, want)
		}

		// After a success the waits begin anew.
		sky.set(&fault.Error{Kind: fault.Offline})
		log2 := newDiary()
		s.put("2", time.Now(), func(context.Context) error { log2.note("try"); return sky.call() })
		lane.Wake()
		pass(time.Minute)
		log2.expect(t, "0s try", "10s try", "30s try")
	})
}

func TestWorkInFlightMeetsOneTroubleOnceAndThenOneProbes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, log, sky := newShelf("order"), newDiary(), &weather{}
		sky.set(&fault.Error{Kind: fault.Offline})
		for i := range 6 {
			s.put(fmt.Sprint(i), time.Now(), func(context.Context) error {
				log.note("try")
				<-time.After(time.Second)
				return sky.call()
			})
		}
		run(t, ledger.New(ledger.LaneOptions{Name: "ekm/1", Sources: []ledger.Source{s}, Workers: 3}))
		pass(11500 * time.Millisecond) // the probe of 11 s is under way
		sky.set(nil)
		pass(time.Minute)
		log.expect(t, "0s try", "0s try", "0s try", "11s try", "12s try", "12s try", "12s try", "13s try", "13s try")
		if s.left() != 0 {
			t.Errorf("%d rows left", s.left())
		}
	})
}

func TestThrottledWaitsAsLongAsTheRemoteSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, log := newShelf("order"), newDiary()
		first := true
		s.put("1", time.Now(), func(context.Context) error {
			log.note("try")
			if first {
				first = false
				return &fault.Error{Kind: fault.Throttled, NotBefore: time.Now().Add(47 * time.Second)}
			}
			return nil
		})
		lane := ledger.New(ledger.LaneOptions{Name: "ekm/1", Sources: []ledger.Source{s}})
		run(t, lane)
		pass(time.Second)
		lane.Wake() // a nudge does not shorten it
		pass(2 * time.Minute)
		log.expect(t, "0s try", "47s try")
	})
}

func TestSignInWaitsForAPerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, log, sky := newShelf("order"), newDiary(), &weather{}
		sky.set(&fault.Error{Kind: fault.SignIn})
		s.put("1", time.Now(), func(context.Context) error { log.note("try"); return sky.call() })
		hub := ledger.NewHub()
		lane := ledger.New(ledger.LaneOptions{Name: "ekm/1", Sources: []ledger.Source{s}})
		add(t, hub, lane)
		run(t, hub)
		pass(24 * time.Hour)
		if st := lane.State(); !st.Stopped || !st.NotBefore.IsZero() || st.Fault.Kind != fault.SignIn {
			t.Errorf("the state says %+v", st)
		}
		sky.set(nil)
		hub.Resume("ekm/1")
		pass(time.Second)
		log.expect(t, "0s try", "24h0m0s try")
	})
}

func TestAFullDiskStopsEveryLane(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, other, log, sky := newShelf("order"), newShelf("level"), newDiary(), &weather{}
		sky.set(&fault.Error{Kind: fault.DiskFull})
		s.put("1", time.Now(), func(context.Context) error { log.note("try"); return sky.call() })
		hub := ledger.NewHub()
		add(t, hub, ledger.New(ledger.LaneOptions{Name: "ekm/1", Sources: []ledger.Source{s}}),
			ledger.New(ledger.LaneOptions{Name: "ekm/2", Sources: []ledger.Source{other}}))
		run(t, hub)
		pass(time.Second)
		other.put("1", time.Now(), func(context.Context) error { log.note("try"); return sky.call() })
		hub.Wake("ekm/2")
		pass(28 * time.Second)
		sky.set(nil)
		pass(time.Minute)
		log.expect(t, "0s try", "30s try", "30s try")

		// A lane that had nothing to do is well again, too.
		sky.set(&fault.Error{Kind: fault.DiskFull})
		s.put("2", time.Now(), func(context.Context) error { return sky.call() })
		hub.Wake("ekm/1")
		pass(time.Second)
		if st := hub.Lane("ekm/2").State(); !st.Stopped || st.Fault.Kind != fault.DiskFull {
			t.Errorf("state of the other lane: %+v", st)
		}
		sky.set(nil)
		pass(time.Minute)
		if st := hub.Lane("ekm/2").State(); st.Stopped || st.Fault != nil {
			t.Errorf("state of the other lane a minute later: %+v", st)
		}
	})
}

func TestARecordedFailureStopsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, log := newShelf("order"), newDiary()
		attempts := 0
		s.put("1", time.Now(), func(ctx context.Context) error {
			log.note("try")
			return ledger.Try(ctx, attempts+1, time.Now(), func(context.Context) error { return errors.New("no such product") },
				func(_ context.Context, next ledger.Next) error {
					attempts++
					s.postpone("1", next.Retry)
					return nil
				})
		})
		s.put("2", time.Now(), func(context.Context) error { log.note("next"); return nil })
		lane := ledger.New(ledger.LaneOptions{Name: "ekm/1", Sources: []ledger.Source{s}, Workers: 1})
		run(t, lane)
		pass(30 * time.Second)
		log.expect(t, "0s try", "0s next", "5s try", "25s try")
		if st := lane.State(); st.Done != 1 || st.Failed != 3 || st.Fault != nil {
			t.Errorf("state %+v", st)
		}
	})
}

func TestADatabaseThatDoesNotAnswerStopsTheLane(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShelf("order")
		s.put("1", time.Now(), ok)
		s.fail(errors.New("disk I/O error"))
		lane := ledger.New(ledger.LaneOptions{Name: "ekm/1", Sources: []ledger.Source{s}})
		run(t, lane)
		pass(time.Second)
		if st := lane.State(); !st.Stopped || st.Fault == nil {
			t.Errorf("state %+v", st)
		}
		if err := lane.Idle(t.Context()); err == nil {
			t.Error("Idle says that nothing is due, but nobody knows")
		}
		s.fail(nil)
		pass(10 * time.Second)
		if s.left() != 0 {
			t.Error("the lane did not go on")
		}
	})
}

func add(t testing.TB, hub *ledger.Hub, lanes ...*ledger.Lane) {
	t.Helper()
	for _, l := range lanes {
		if err := hub.AddLane(l); err != nil {
			t.Fatal(err)
		}
	}
}
