package stockflow_test

import (
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
)

// TestAProductWithoutAnAnswerIsNotAskedForInEveryPoll: Brightpearl says nothing of a product that is out of use and that nobody holds.
// Unknown is not zero, so its store keeps what it shows; it is asked for again after a while, not with every poll.
func TestAProductWithoutAnAnswerIsNotAskedForInEveryPoll(t *testing.T) {
	r := newRig(t)
	const id = 987_654
	r.write(func(tx *db.Tx) error {
		return tx.SaveProducts(1, []db.Product{{ID: id, SKU: "OLD-HAT", StockTracked: true, Status: "DISCONTINUED"}})
	})
	r.link(r.stores[0], 4711, "OLD-HAT", id, commerce.Matched)
	r.align(r.stores[0])
	r.run()
	poll := func() int {
		t.Helper()
		r.advance(20 * time.Second)
		before := r.sim.Brightpearl.Books().Counters.Requests
		if err := r.desk.Poll(t.Context()); err != nil {
			t.Fatal(err)
		}
		return r.sim.Brightpearl.Books().Counters.Requests - before
	}
	for range 3 {
		poll() // what was changed a moment ago is read twice
	}
	quiet := poll()
	for range 3 {
		if n := poll(); n != quiet {
			t.Errorf("a quiet poll takes %d requests, then %d", quiet, n)
		}
	}
	r.advance(15 * time.Minute)
	if n := poll(); n <= quiet {
		t.Errorf("after a while it is not asked for again: %d requests, %d in a quiet poll", n, quiet)
	}
	if l, ok, err := r.db.Level(t.Context(), r.stores[0], 4711, 0); err != nil || !ok || l.Rev != 0 || l.SentRev != 0 {
		t.Errorf("its figure is %+v, %t, %v", l, ok, err)
	}
}
