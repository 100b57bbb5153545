package orderflow_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/sandbox/ekmsim"
)

// sweep lets the time of a sweep pass and polls.
func (r *rig) sweep() {
	r.t.Helper()
	r.advance(11 * time.Minute)
	r.poll()
}

// unexplained are the ids that the ledger has no outcome for.
func (r *rig) unexplained() (ids []int64) {
	r.t.Helper()
	gaps, err := r.db.OpenGaps(r.t.Context(), r.store)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, g := range gaps {
		ids = append(ids, g.EKMID)
	}
	return ids
}

func (r *rig) problems() []string {
	r.t.Helper()
	problems, err := r.db.OpenProblems(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	return problems
}

// TestOrderThatTheListsHide is the promise of the completeness proof: an order that EKM serves only by its id is imported within
// one sweep.
func TestOrderThatTheListsHide(t *testing.T) {
	r := newRig(t)
	before := r.place(basket(r.goods[0]))
	lost := r.place(basket(r.goods[1]))
	after := r.place(basket(r.goods[0]))
	if err := r.sim.EKM.HideOrder(r.user.Username, lost, true); err != nil {
		t.Fatal(err)
	}
	r.run() // the first poll sweeps as well
	for _, id := range []int64{before, lost, after} {
		r.posted(id)
	}
	for range 3 {
		r.sweep()
	}
	if gaps := r.unexplained(); len(gaps) > 0 || len(r.problems()) > 0 {
		t.Errorf("unexplained: %v, problems %q", gaps, r.problems())
	}
}

// TestVoidID: an id that EKM denies is unexplained until it was denied often and long enough.
func TestVoidID(t *testing.T) {
	r := newRig(t)
	r.place(basket(r.goods[0]))
	void := r.place(basket(r.goods[0]))
	r.place(basket(r.goods[0]))
	if err := r.sim.EKM.DeleteOrder(r.user.Username, void); err != nil {
		t.Fatal(err)
	}
	r.run()
	if got := r.unexplained(); !slices.Equal(got, []int64{void}) {
		t.Fatalf("unexplained: %v, want %d", got, void)
	}
	if p := r.problems(); len(p) != 1 || p[0] != "1 order id of Garden is unexplained" {
		t.Errorf("problems: %q", p)
	}
	made := func() int { return r.sim.EKM.Books().Shops[0].Counters.Requests }
	r.sweep()
	calm := made()
	r.sweep() // asked for again after hours, not at every sweep
	if polls := made() - calm; polls > 3 {
		t.Errorf("a sweep makes %d requests", polls)
	}
	r.advance(3 * time.Hour)
	r.poll()
	if got := r.unexplained(); len(got) != 1 {
		t.Errorf("void after two denials and three hours")
	}
	r.advance(3*time.Hour + time.Minute)
	r.poll()
	if got := r.unexplained(); len(got) != 0 || len(r.problems()) != 0 {
		t.Errorf("unexplained: %v, problems %q", got, r.problems())
	}
}

// TestUnfinishedCheckoutsAreSeen: a check-out that nobody finished takes an id and is no gap; finished late, it is an order whatever
// came after it.
func TestUnfinishedCheckoutsAreSeen(t *testing.T) {
	for _, trouble := range []string{"", "hidden_orders_absent", "last_updated_null"} {
		t.Run(trouble, func(t *testing.T) {
			r := newRig(t)
			if trouble != "" {
				if err := r.sim.EKM.SetFaults([]ekmsim.Fault{{Name: trouble}}); err != nil {
					t.Fatal(err)
				}
			}
			r.place(basket(r.goods[0]))
			b := basket(r.goods[1])
			b.Status = "SYSTEMHIDDEN"
			slow := r.place(b)
			r.place(basket(r.goods[0]))
			r.run()
			if got := r.unexplained(); len(got) != 0 {
				t.Errorf("unexplained: %v", got)
			}
			r.advance(26 * time.Hour) // beyond what the sweep of every ten minutes reads
			r.poll()
			if err := r.sim.EKM.FinishOrder(r.user.Username, slow); err != nil {
				t.Fatal(err)
			}
			r.advance(25 * time.Hour) // the sweep of every day
			r.run()
			r.posted(slow)
		})
	}
}

// TestSparseRun: a shop whose ids are no run is told so once, and only its newest ids are asked for.
func TestSparseRun(t *testing.T) {
	r := newRig(t)
	r.place(basket(r.goods[0]))
	var thrown []int64
	for range 120 {
		thrown = append(thrown, r.place(basket(r.goods[0])))
	}
	for _, id := range thrown {
		if err := r.sim.EKM.DeleteOrder(r.user.Username, id); err != nil {
			t.Fatal(err)
		}
	}
	last := r.place(basket(r.goods[0]))
	r.run()
	r.posted(last)
	gaps := r.unexplained()
	if len(gaps) != 49 || gaps[0] != last-49 {
		t.Errorf("%d ids are asked for, from %d on, of a run to %d", len(gaps), gaps[0], last)
	}
	told := 0
	for range 3 {
		r.place(basket(r.goods[0]))
		r.sweep()
	}
	for _, a := range r.activity() {
		if strings.Contains(a, "does not number the orders") {
			told++
		}
	}
	if told != 1 {
		t.Errorf("told %d times", told)
	}
}

func TestGapsAreForOneStoreAndSweep(t *testing.T) {
	r := newRig(t)
	r.place(basket(r.goods[0]))
	r.write(func(tx *db.Tx) error {
		var gaps []db.Gap
		for id := range int64(30) {
			gaps = append(gaps, db.Gap{EKMID: 1 + id})
		}
		return tx.AddGaps(r.store, gaps)
	})
	before := r.sim.EKM.Books().Shops[0].Counters.Requests
	r.poll()
	if n := r.sim.EKM.Books().Shops[0].Counters.Requests - before; n > 14 {
		t.Errorf("one sweep made %d requests", n)
	}
	due, err := r.db.DueGaps(t.Context(), commerce.StoreID(99), r.clock(), 100)
	if err != nil || len(due) > 0 {
		t.Errorf("another store has the gaps %v, %v", due, err)
	}
}
