package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"stockbridge/core/ledger"
)

func TestSourcesAreWorkedInTheirOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		orders, levels, log := newShelf("order"), newShelf("level"), newDiary()
		say := func(what string) func(context.Context) error {
			return func(context.Context) error { log.note(what); return nil }
		}
		now := time.Now()
		levels.put("1", now.Add(-time.Hour), say("level 1"))
		levels.put("2", now.Add(-2*time.Hour), say("level 2"))
		orders.put("1", now, say("order 1"))
		orders.put("2", now, func(context.Context) error {
			orders.put("3", now, say("order 3")) // arrives while levels wait
			log.note("order 2")
			return nil
		})
		run(t, ledger.New(ledger.LaneOptions{Name: "ekm/1", Sources: []ledger.Source{orders, levels}, Workers: 1}))
		pass(0)
		log.expect(t, "0s order 1", "0s order 2", "0s order 3", "0s level 2", "0s level 1")
	})
}

func TestARowIsNeverWorkedTwiceAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShelf("order")
		var starts, most, at atomic.Int64
		for i := range 20 {
			s.put(fmt.Sprint(i), time.Now(), func(ctx context.Context) error {
				starts.Add(1)
				most.Store(max(most.Load(), at.Add(1)))
				defer at.Add(-1)
				<-time.After(time.Second)
				return nil
			})
		}
		lane := ledger.New(ledger.LaneOptions{Name: "ekm/1", Sources: []ledger.Source{s}, Workers: 6})
		run(t, lane)
		for range 100 {
			lane.Wake()
			pass(37 * time.Millisecond)
		}
		pass(time.Minute)
		if s.left() != 0 || starts.Load() != 20 {
			t.Errorf("%d rows left after %d starts, want none after 20", s.left(), starts.Load())
		}
		if most.Load() != 6 {
			t.Errorf("at most %d rows were in flight, want 6", most.Load())
		}
		if st := lane.State(); st.Done != 20 || st.Running != 0 || !st.Ours {
			t.Errorf("state %+v", st)
		}
	})
}

func TestARowStartsWhenItBecomesDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, log := newShelf("order"), newDiary()
		s.put("1", time.Now().Add(1234*time.Millisecond), func(context.Context) error { log.note("1"); return nil })
		s.put("2", time.Now().Add(9*time.Second), func(context.Context) error { log.note("2"); return nil })
		lane := ledger.New(ledger.LaneOptions{Name: "ekm/1", Sources: []ledger.Source{s}})
		run(t, lane)
		pass(time.Second)
		if next := lane.State().Next; next.Sub(time.Now()) != 234*time.Millisecond {
			t.Errorf("the lane says that something is due in %v", next.Sub(time.Now()))
		}
		pass(time.Minute)
		log.expect(t, "1.234s 1", "9s 2")
	})
}

func TestALostWakeUpIsFoundByTheSweep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, log := newShelf("order"), newDiary()
		lane := ledger.New(ledger.LaneOptions{Name: "ekm/1", Sources: []ledger.Source{s}})
		run(t, lane)
		pass(time.Second)
		s.put("1", time.Now(), func(context.Context) error { log.note("unheard"); return nil })
		pass(time.Minute)
		s.put("2", time.Now(), func(context.Context) error { log.note("heard"); return nil })
		lane.Wake()
		pass(time.Minute)
		log.expect(t, "5s unheard", "1m1s heard")
	})
}

func TestAPanicCostsOnlyItsRow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, log, lines := newShelf("order"), newDiary(), &book{}
		s.put("bad", time.Now(), func(context.Context) error {
			log.note("bad")
			panic("Jo Bloggs, jo@example.com")
		})
		s.put("worse", time.Now(), func(context.Context) error {
			log.note("worse")
			var none map[string]int
			none["x"] = 1
			return nil
		})
		s.put("z good", time.Now(), func(context.Context) error { log.note("good"); return nil })
		run(t, ledger.New(ledger.LaneOptions{Name: "ekm/1", Sources: []ledger.Source{s}, Workers: 1, Log: lines.logger()}))
		pass(4 * time.Second)
		log.expect(t, "0s bad", "0s worse", "0s good", "1s bad", "1s worse", "3s bad", "3s worse")
		said := lines.String()
		for _, want := range []string{"order:bad", "panic with a string", "nil map", "lane_test.go", "SB-APP-001"} {
			if !strings.Contains(said, want) {
				t.Errorf("the log does not mention %q", want)
			}
		}
		if strings.Contains(said, "Bloggs") || strings.Contains(said, "example.com") {
			t.Error("the log shows the value of the panic")
		}
	})
}

func TestStoppingLetsWorkFinishAndThenCancelsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, log := newShelf("order"), newDiary()
		s.put("1", time.Now(), func(ctx context.Context) error {
			<-time.After(3 * time.Second)
			log.note(fmt.Sprint("quick ", ctx.Err()))
			return nil
		})
		s.put("2", time.Now(), func(ctx context.Context) error {
			<-ctx.Done()
			log.note(fmt.Sprint("slow ", ctx.Err()))
			return ctx.Err()
		})
		s.put("3", time.Now(), func(ctx context.Context) error { log.note("too late"); return nil })
		lane := ledger.New(ledger.LaneOptions{Name: "ekm/1", Sources: []ledger.Source{s}, Workers: 2, Grace: 5 * time.Second})
		stop := run(t, lane)
		pass(time.Second)
		stop()
		log.note("stopped")
		log.expect(t, "3s quick <nil>", "6s slow context canceled", "6s stopped")
		if err := lane.Idle(context.Background()); !errors.Is(err, ledger.ErrStopped) {
			t.Errorf("Idle of a stopped lane: %v", err)
		}
	})
}

func TestWorkThatEndsItsGoroutineIsAFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, lines := newShelf("order"), &book{}
		var calls atomic.Int64
		s.put("1", time.Now(), func(context.Context) error {
			if calls.Add(1) == 1 {
				leave()
			}
			return nil
		})
		lane := ledger.New(ledger.LaneOptions{Name: "ekm/1", Sources: []ledger.Source{s}, Log: lines.logger()})
		run(t, lane)
		pass(5 * time.Second)
		if s.left() != 0 || calls.Load() != 2 {
			t.Errorf("%d rows left after %d calls", s.left(), calls.Load())
		}
	})
}
