package stockflow_test

import (
	"slices"
	"testing"
	"time"

	"stockbridge/core/db"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/world"
)

// TestMovedUnitsAreNamed: what somebody else moved is named with the moment of which we knew it. What we knew already, what we read for the
// first time and what nobody believes is not.
func TestMovedUnitsAreNamed(t *testing.T) {
	r := newRig(t)
	r.learn()
	if len(r.moved) > 0 {
		t.Errorf("first readings named %v", r.moved)
	}
	known := r.clock()
	r.advance(time.Minute)
	g, own := r.goods[0], r.goods[1]
	for _, s := range []struct {
		good  world.Good
		units int
	}{{g, 9}, {own, 3}} {
		if err := r.sim.Brightpearl.SetStock(s.good.SKU, world.MainWarehouse, s.units); err != nil {
			t.Fatal(err)
		}
	}
	r.write(func(tx *db.Tx) error { return tx.TakeStock(r.id(own), world.MainWarehouse, 2) }) // we reserved two of five ourselves
	r.advance(time.Second)
	if err := r.desk.ReadTold(t.Context(), []int64{r.id(g), r.id(own), r.id(r.goods[2])}); err != nil {
		t.Fatal(err)
	}
	if want := []move{{r.id(g), known}}; !slices.Equal(r.moved, want) {
		t.Errorf("moved %v, want %v", r.moved, want)
	}
	if got := r.level(r.stores[0], g).Wanted; got != 9 {
		t.Errorf("the figure is %d", got)
	}
	// Read once more with the next poll, in case the answer was a moment old.
	if err := r.sim.Brightpearl.SetFaults(brightpearlsim.Fault{Name: brightpearlsim.NoAvailability}); err != nil {
		t.Fatal(err)
	}
	r.moved = nil
	r.advance(time.Second)
	if err := r.desk.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(r.moved) > 0 {
		t.Errorf("an answer that nobody believes named %v", r.moved)
	}
}
