package ledger_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"stockbridge/core/ledger"
)

func TestLanesComeAndGoWhileTheHubRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub, log := ledger.NewHub(), newDiary()
		run(t, hub)
		pass(time.Second)
		s := newShelf("order")
		lane := func() *ledger.Lane {
			return ledger.New(ledger.LaneOptions{Name: "ekm/1", Sources: []ledger.Source{s}})
		}
		first := lane()
		add(t, hub, first)
		if err := hub.AddLane(lane()); err == nil {
			t.Error("two lanes of one name")
		}
		s.put("1", time.Now(), func(context.Context) error {
			log.note("begin")
			<-time.After(2 * time.Second)
			log.note("end")
			return nil
		})
		hub.Wake("ekm/1")
		hub.Wake("nobody")
		pass(500 * time.Millisecond)
		poller := ledger.NewPoller(ledger.PollerOptions{Name: "orders/1", Lane: first, Every: always(10 * time.Second),
			Poll: func(context.Context) error { log.note("poll"); return nil }})
		if err := hub.AddPoller(poller); err != nil {
			t.Fatal(err)
		}
		pass(500 * time.Millisecond)
		if err := hub.RemoveLane(t.Context(), "ekm/1"); err != nil {
			t.Errorf("RemoveLane: %v", err)
		}
		log.note("removed")
		s.put("2", time.Now(), func(context.Context) error { log.note("again"); return nil })
		pass(time.Minute)
		if len(hub.Lanes()) != 0 || len(hub.Pollers()) != 0 {
			t.Errorf("%d lanes and %d pollers left", len(hub.Lanes()), len(hub.Pollers()))
		}
		if err := hub.AddPoller(ledger.NewPoller(ledger.PollerOptions{Name: "orders/1", Lane: first, Every: always(0)})); err == nil {
			t.Error("a poller of a lane that is gone")
		}
		add(t, hub, lane()) // the store is connected again
		pass(time.Second)
		log.expect(t, "1s begin", "1.5s poll", "3s end", "3s removed", "1m3s again")
	})
}

func TestResumeNudgesThePollersOfTheLane(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub, log := ledger.NewHub(), newDiary()
		lane := ledger.New(ledger.LaneOptions{Name: "ekm/1"})
		add(t, hub, lane)
		for _, o := range []ledger.PollerOptions{{Name: "mine", Lane: lane}, {Name: "other"}} {
			o.Every = always(0)
			o.Poll = func(context.Context) error { log.note(o.Name); return nil }
			if err := hub.AddPoller(ledger.NewPoller(o)); err != nil {
				t.Fatal(err)
			}
		}
		run(t, hub)
		pass(time.Hour)
		hub.Resume("ekm/1")
		pass(time.Second)
		hub.Nudge("other")
		pass(time.Second)
		log.expect(t, "1h0m0s mine", "1h0m1s other")
	})
}

func always(d time.Duration) func() time.Duration { return func() time.Duration { return d } }
