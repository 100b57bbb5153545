package ledger_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"stockbridge/core/fault"
	"stockbridge/core/ledger"
)

func TestIdleWaitsForDueWorkAndNotForLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, log := newShelf("order"), newDiary()
		s.put("1", time.Now(), func(context.Context) error {
			<-time.After(3 * time.Second)
			s.put("2", time.Now(), func(context.Context) error { <-time.After(time.Second); return nil })
			return nil
		})
		s.put("later", time.Now().Add(time.Hour), ok)
		lane := ledger.New(ledger.LaneOptions{Name: "ekm/1", Sources: []ledger.Source{s}})
		run(t, lane)
		if err := lane.Idle(t.Context()); err != nil {
			t.Errorf("Idle: %v", err)
		}
		log.note("idle")
		log.expect(t, "4s idle")
		if s.left() != 1 {
			t.Errorf("%d rows left, want the later one", s.left())
		}
	})
}

func TestIdleSaysWhatTheLaneWaitsFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, sky := newShelf("order"), &weather{}
		sky.set(&fault.Error{Kind: fault.Offline, Remote: "ekm/garden"})
		s.put("1", time.Now(), func(context.Context) error { return sky.call() })
		lane := ledger.New(ledger.LaneOptions{Name: "ekm/1", Sources: []ledger.Source{s}})
		run(t, lane)
		began := time.Now()
		err := lane.Idle(t.Context())
		stopped, ok := errors.AsType[*ledger.StoppedError](err)
		if !ok || stopped.Lane != "ekm/1" || stopped.Until.Sub(began) != 10*time.Second || !fault.Is(err, fault.Offline) {
			t.Errorf("offline: %v", err)
		}
		sky.set(&fault.Error{Kind: fault.SignIn, Remote: "ekm/garden"})
		pass(10 * time.Second)
		err = lane.Idle(t.Context())
		if stopped, ok := errors.AsType[*ledger.StoppedError](err); !ok || !stopped.Until.IsZero() || !fault.Is(err, fault.SignIn) {
			t.Errorf("sign-in: %v", err)
		}
		s.put("1", time.Now().Add(time.Hour), nil)
		if err := lane.Idle(t.Context()); err != nil {
			t.Errorf("a stopped lane without due work is idle, got %v", err)
		}
	})
}

func TestIdleShowsAFailureThatCouldNotBeStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, boom := newShelf("order"), errors.New("boom")
		s.put("1", time.Now(), func(context.Context) error { return boom })
		lane := ledger.New(ledger.LaneOptions{Name: "ekm/1", Sources: []ledger.Source{s}})
		run(t, lane)
		if err := lane.Idle(t.Context()); !errors.Is(err, boom) {
			t.Errorf("Idle: %v", err)
		}
	})
}

func TestIdleEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lane := ledger.New(ledger.LaneOptions{Name: "ekm/1"})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := lane.Idle(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Idle of a lane that never began: %v", err)
		}
	})
}

// Lanes give work to each other: one that was idle may have work again because of another one.
func TestHubIsIdleWhenAllLanesAreTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		orders, shipments := newShelf("order"), newShelf("shipment")
		hub := ledger.NewHub()
		add(t, hub, ledger.New(ledger.LaneOptions{Name: "a", Sources: []ledger.Source{shipments}}),
			ledger.New(ledger.LaneOptions{Name: "b", Sources: []ledger.Source{orders}}))
		tries := 0
		orders.put("1", time.Now(), func(context.Context) error {
			<-time.After(time.Second)
			shipments.put("1", time.Now(), func(context.Context) error {
				if tries++; tries == 1 {
					return &fault.Error{Kind: fault.Throttled, NotBefore: time.Now().Add(20 * time.Second)}
				}
				return nil
			})
			hub.Wake("a")
			return nil
		})
		run(t, hub)
		err := hub.Idle(t.Context(), 10*time.Second)
		if _, ok := errors.AsType[*ledger.StoppedError](err); !ok {
			t.Errorf("with little patience: %v", err)
		}
		if err := hub.Idle(t.Context(), time.Minute); err != nil {
			t.Errorf("with patience: %v", err)
		}
		if orders.left()+shipments.left() != 0 {
			t.Errorf("%d orders and %d shipments left", orders.left(), shipments.left())
		}
	})
}
