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

func TestPollsFollowTheEndOfTheLastOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := newDiary()
		p := ledger.NewPoller(ledger.PollerOptions{Name: "orders", Every: always(20 * time.Second), Poll: func(context.Context) error {
			log.note("poll")
			<-time.After(30 * time.Second)
			return nil
		}})
		run(t, p)
		pass(2 * time.Minute)
		log.expect(t, "0s poll", "50s poll", "1m40s poll")
		st := p.State()
		if !st.Running || !st.OK.Equal(log.began.Add(80*time.Second)) || st.Fault != nil {
			t.Errorf("state %+v", st)
		}
	})
}

func TestANudgePollsAtOnceAndOnceMoreAfterARunningPoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := newDiary()
		p := ledger.NewPoller(ledger.PollerOptions{Name: "orders", Every: always(time.Minute), Poll: func(context.Context) error {
			log.note("poll")
			<-time.After(2 * time.Second)
			return nil
		}})
		run(t, p)
		pass(10 * time.Second)
		p.Nudge()
		pass(time.Second)
		p.Nudge()
		p.Nudge()
		pass(70 * time.Second)
		log.expect(t, "0s poll", "10s poll", "12s poll", "1m14s poll")
	})
}

func TestOfflinePollsBackOffAndRecover(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, sky := newDiary(), &weather{}
		sky.set(&fault.Error{Kind: fault.Offline})
		p := ledger.NewPoller(ledger.PollerOptions{Name: "orders", Every: always(25 * time.Second), Poll: func(context.Context) error {
			log.note("poll")
			return sky.call()
		}})
		run(t, p)
		pass(31 * time.Second)
		if st := p.State(); st.Fault == nil || st.Fault.Kind != fault.Offline || st.Next.Sub(log.began) != 70*time.Second {
			t.Errorf("state %+v", st)
		}
		sky.set(nil)
		p.Nudge()
		pass(30 * time.Second)
		sky.set(&fault.Error{Kind: fault.SignIn})
		pass(time.Hour)
		sky.set(nil)
		p.Nudge()
		pass(time.Second)
		log.expect(t, "0s poll", "10s poll", "30s poll", "31s poll", "56s poll", "1m21s poll", "1h1m1s poll")
	})
}

func TestARoundReturnsItsErrorAndNeverOverlaps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, boom := newDiary(), errors.New("boom")
		at := 0
		p := ledger.NewPoller(ledger.PollerOptions{Name: "orders", Every: always(10 * time.Second), Poll: func(context.Context) error {
			if at++; at > 1 {
				t.Error("two polls at once")
			}
			log.note("poll")
			<-time.After(4 * time.Second)
			at--
			return boom
		}})
		if err := p.Round(t.Context()); !errors.Is(err, boom) {
			t.Errorf("a round before Run: %v", err)
		}
		run(t, p)
		pass(11 * time.Second) // the poll of 14 s runs
		if err := p.Round(t.Context()); !errors.Is(err, boom) {
			t.Errorf("a round: %v", err)
		}
		pass(11 * time.Second)
		log.expect(t, "0s poll", "14s poll", "18s poll", "32s poll")
	})
}

func TestAPanicInAPollIsAFailedPoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := newDiary()
		p := ledger.NewPoller(ledger.PollerOptions{Name: "orders", Every: always(time.Minute), Poll: func(context.Context) error {
			log.note("poll")
			panic("no")
		}})
		run(t, p)
		pass(90 * time.Second)
		log.expect(t, "0s poll", "1m0s poll")
		if f := p.State().Fault; f == nil || f.Kind != fault.Bug {
			t.Errorf("fault %v", f)
		}
	})
}
