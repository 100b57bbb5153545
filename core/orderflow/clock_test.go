package orderflow_test

import (
	"strings"
	"testing"
	"time"

	"stockbridge/core/db"
	"stockbridge/core/orderflow"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/settings"
)

// lookedBack is how far behind the present the newest look for changes began.
func (r *rig) lookedBack() time.Duration {
	r.t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := len(r.asked) - 1; i >= 0; i-- {
		if _, since, ok := strings.Cut(r.asked[i], "last_updated ge "); ok {
			at, err := time.Parse(time.RFC3339, since[:len("2006-01-02T15:04:05Z")])
			if err != nil {
				r.t.Fatal(err)
			}
			return r.now.Sub(at)
		}
	}
	r.t.Fatal("nobody looked for changes")
	return 0
}

// trade lets two and a half hours pass with an order every ten minutes and a poll every two, and returns the orders.
func (r *rig) trade() (ids []int64) {
	r.t.Helper()
	r.poll()
	for minute := 0; minute < 150; minute += 2 {
		r.advance(time.Minute)
		if minute%10 == 0 {
			ids = append(ids, r.place(basket(r.goods[0])))
		}
		r.advance(time.Minute)
		r.poll()
	}
	return ids
}

func (r *rig) shopClock() db.ShopClock {
	r.t.Helper()
	s, ok, err := r.db.Store(r.t.Context(), r.store)
	if err != nil || !ok {
		r.t.Fatal(ok, err)
	}
	return s.Clock
}

// TestShopClock: every poll looks back two hours until the shop's stamps and its searches are proven, then a quarter of an hour. No
// order is missed whatever the Z behind a stamp means.
func TestShopClock(t *testing.T) {
	for trouble, want := range map[string]struct {
		shift  time.Duration
		proven bool
	}{"": {0, true}, "local_time_z": {time.Hour, true}, "search_hour_late": {0, false}, "last_updated_null": {0, false}} {
		t.Run(trouble, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			if trouble != "" {
				if err := r.sim.EKM.SetFaults([]ekmsim.Fault{{Name: trouble}}); err != nil {
					t.Fatal(err)
				}
			}
			ids := r.trade()
			if errs := r.work(); len(errs) > 0 {
				t.Fatal(errs)
			}
			for _, id := range ids {
				r.posted(id)
			}
			c := r.shopClock()
			if c.Shift != want.shift || trouble != "last_updated_null" && c.At.IsZero() || want.proven == c.Reach.IsZero() && trouble != "last_updated_null" {
				t.Errorf("the clock is %+v", c)
			}
			if got := r.lookedBack(); want.proven && got > 20*time.Minute || !want.proven && got < 2*time.Hour {
				t.Errorf("a poll looks back %s", got)
			}
		})
	}
}

func TestProofsOfAClockEnd(t *testing.T) {
	seen := time.Date(2026, 3, 28, 12, 0, 0, 0, time.UTC) // a Saturday; the clocks change in the night
	for later, want := range map[time.Duration]time.Duration{
		time.Hour: 15 * time.Minute, 12 * time.Hour: 15 * time.Minute, 14 * time.Hour: 2 * time.Hour,
	} {
		if got := orderflow.LookBack(db.ShopClock{At: seen, Reach: seen}, seen.Add(later)); got != want {
			t.Errorf("%s later: %s, want %s", later, got, want)
		}
	}
	summer := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	if got := orderflow.LookBack(db.ShopClock{At: summer, Reach: summer}, summer.Add(8*24*time.Hour)); got != 2*time.Hour {
		t.Errorf("a proof of last week: %s", got)
	}
	if got := orderflow.LookBack(db.ShopClock{At: summer}, summer); got != 2*time.Hour {
		t.Errorf("half a proof: %s", got)
	}
	for day, want := range map[string]bool{"2026-03-29T00:59:59Z": false, "2026-03-29T01:00:00Z": true, "2026-10-25T00:59:59Z": true, "2026-10-25T01:00:00Z": false, "2027-03-28T01:00:00Z": true} {
		at, _ := time.Parse(time.RFC3339, day)
		if orderflow.Summer(at) != want {
			t.Errorf("summer at %s: %v", day, !want)
		}
	}
}

// TestUnstampedChangesAreSeen: EKM does not promise that a change moves last_updated, and orders without one must not be read in
// full at every poll.
func TestUnstampedChangesAreSeen(t *testing.T) {
	r := newRig(t)
	if err := r.sim.EKM.SetFaults([]ekmsim.Fault{{Name: "last_updated_null"}, {Name: "writes_not_stamped"}}); err != nil {
		t.Fatal(err)
	}
	b := basket(r.goods[0])
	b.PaymentStatus = "UNKNOWN"
	var ids []int64
	for range 5 {
		ids = append(ids, r.place(b))
	}
	r.run()
	before := r.sim.EKM.Books().Shops[0].Counters.Requests
	r.advance(time.Minute)
	r.poll()
	if n := r.sim.EKM.Books().Shops[0].Counters.Requests - before; n != 1 {
		t.Errorf("a poll that finds nothing new makes %d requests", n)
	}
	if err := r.sim.EKM.PayOrder(r.user.Username, ids[2]); err != nil {
		t.Fatal(err)
	}
	r.run()
	r.posted(ids[2])
}

// TestOrderTypeMayBeEmpty: what is paid is an order whatever its type says.
func TestOrderTypeMayBeEmpty(t *testing.T) {
	r := newRig(t)
	b := basket(r.goods[0])
	b.Status = "SYSTEMHIDDEN"
	id := r.place(b)
	if err := r.sim.EKM.SetOrderStatus(r.user.Username, id, "PENDING"); err != nil {
		t.Fatal(err)
	}
	r.run()
	r.stands(id, "waiting", "SB-ORD-124") // no type and no payment: nobody's order yet
	if err := r.sim.EKM.PayOrder(r.user.Username, id); err != nil {
		t.Fatal(err)
	}
	r.run()
	r.posted(id)
}

// TestMovedBackGoLive: orders from before are taken once go-live is moved back, and only then.
func TestMovedBackGoLive(t *testing.T) {
	r := newRig(t)
	old := r.place(basket(r.goods[0]))
	r.advance(3 * time.Hour)
	from := r.clock()
	r.set(func(s *settings.Store) { s.OrdersFrom = from })
	r.advance(time.Minute)
	fresh := r.place(basket(r.goods[0]))
	r.run()
	r.posted(fresh)
	if known, err := r.db.KnownOrders(t.Context(), r.store, []int64{old}); err != nil || len(known) > 0 {
		t.Fatalf("an order from before go-live was taken: %v, %v", known, err)
	}
	r.set(func(s *settings.Store) { s.OrdersFrom = from.Add(-4 * time.Hour) })
	if err := r.desk.Reset(t.Context(), r.store); err != nil {
		t.Fatal(err)
	}
	r.run()
	r.posted(old)
}
