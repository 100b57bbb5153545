package stockflow_test

import (
	"testing"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
)

// TestNothingIsManagedBeforeAllListingsWereRead: a code that is matched now may turn out to stand twice on the next page.
func TestNothingIsManagedBeforeAllListingsWereRead(t *testing.T) {
	r := newRigOf(t, 4)
	store, id := r.stores[0], int64(4711)
	read := func(p db.Poll) { r.write(func(tx *db.Tx) error { return tx.SavePoll(db.ListingsPoll(store), p) }) }
	read(db.Poll{})
	r.link(store, id, "NEW-HAT", r.id(r.goods[0]), commerce.Matched)
	for range 2 {
		r.touch(r.id(r.goods[0]))
		if err := r.desk.Reckon(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	if _, ok, err := r.db.Level(t.Context(), store, id, 0); ok || err != nil {
		t.Errorf("it is managed: %t, %v", ok, err)
	}
	read(db.Poll{FullAt: r.clock()})
	r.align(store)
	if _, ok, err := r.db.Level(t.Context(), store, id, 0); !ok || err != nil {
		t.Errorf("after all was read it is managed: %t, %v", ok, err)
	}
}
