package stockflow_test

import (
	"slices"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/sandbox/world"
	"stockbridge/core/view"
)

// TestTheDearestOversellIsToldFirst: figures that fall go before those that rise, and among them the one that an oversell would cost most.
func TestTheDearestOversellIsToldFirst(t *testing.T) {
	r := newRigOf(t, 5)
	store := r.stores[0]
	price := []commerce.Pence{100, 9000, 100, 5000, 100}
	for i, g := range r.goods {
		r.write(func(tx *db.Tx) error {
			return tx.SaveListings(1, []db.Listing{{Store: store, ProductID: r.listing(store, g.SKU), SKU: g.SKU, Price: price[i], Live: true, Stock: -99}})
		})
	}
	r.run()
	// A seller that is as cheap as the first and falls as far.
	r.order(r.stores[0], 1, commerce.OrderCancelled, r.id(r.goods[2]), r.goods[2].SKU, 70)
	r.push()
	for i, units := range []int{3, 9, 3, 4, 0} {
		if err := r.sim.Brightpearl.SetStock(r.goods[i].SKU, world.MainWarehouse, units); err != nil {
			t.Fatal(err)
		}
	}
	r.advance(time.Second)
	r.learn()
	due, err := r.db.DueLevels(t.Context(), store, r.clock(), 100)
	if err != nil {
		t.Fatal(err)
	}
	var order []int
	last := int64(1) << 60
	for _, l := range due {
		i := slices.IndexFunc(r.goods, func(g world.Good) bool { return g.SKU == l.SKU })
		order = append(order, i)
		if l.Wanted < l.Listed {
			if risk := commerce.Risk(l.Listed, l.Wanted, l.Price, map[bool]float64{true: 10}[i == 2]); l.Risk != risk || risk > last {
				t.Errorf("%s has the risk %d, want %d", l.SKU, l.Risk, risk)
			}
			last = l.Risk
		}
	}
	// 3: one of 50.00 with 4 left (1,000); 4: five of 1.00 with none left (500); 2: two of a fast seller (550), 0: two (50); 1 rises.
	if want := []int{3, 2, 4, 0, 1}; !slices.Equal(order, want) {
		t.Errorf("the figures are told in the order %v, want %v", order, want)
	}
	e, err := r.db.Explain(t.Context(), r.goods[4].SKU, store)
	if err != nil || len(e) != 1 || e[0].Ahead != 2 {
		t.Errorf("two writes go before it, not %+v, %v", e[0].Ahead, err)
	}
}

// TestFiveChangesAreOneWrite: a SKU that changes five times while it waits is written once, and the list says how often it was replaced.
func TestFiveChangesAreOneWrite(t *testing.T) {
	r := newRigOf(t, 4)
	g, store := r.goods[0], r.stores[0]
	r.run()
	before := r.writes(store)
	for _, units := range []int{9, 4, 8, 2, 7} {
		if err := r.sim.Brightpearl.SetStock(g.SKU, world.MainWarehouse, units); err != nil {
			t.Fatal(err)
		}
		r.advance(time.Second)
		r.learn()
	}
	r.push()
	r.shows(g, 7)
	if n := r.writes(store) - before; n != 1 {
		t.Errorf("%d writes for one figure", n)
	}
	page, err := r.db.LevelPage(t.Context(), view.Filter{Store: store, Text: g.SKU}, view.Window{})
	if err != nil || page.Total != 1 || page.Rows[0].Superseded != 4 {
		t.Errorf("the list says %+v, %v", page.Rows, err)
	}
}
