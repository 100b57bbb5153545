package stockflow_test

import (
	"fmt"
	"testing"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/sandbox/world"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

// TestFirstPush tells beforehand what switching a store's stock on writes, with stock that nobody has read yet and with stored figures,
// and writes nothing; what is written then is exactly that.
func TestFirstPush(t *testing.T) {
	r := newRigOf(t, 7, func(s *settings.Store) { s.StockBuffer = 1 })
	store := r.stores[0]
	for _, id := range r.stores {
		r.write(func(tx *db.Tx) error { return tx.SetSwitches(id, db.Switches{}) })
	}
	shows := []int64{9, 2, 4, 30, 12, 0, 6} // 5 on hand and 1 kept back: down, up, same, down, to zero, up from nothing, frozen
	for i, g := range r.goods {
		if err := r.sim.EKM.SetStock(r.users[store].Username, g.SKU, shows[i]); err != nil {
			t.Fatal(err)
		}
		r.write(func(tx *db.Tx) error {
			return tx.SaveListings(1, []db.Listing{{Store: store, ProductID: r.listing(store, g.SKU), SKU: g.SKU, Name: "Thing", Choice: fmt.Sprint(i), Stock: shows[i]}})
		})
	}
	if err := r.sim.Brightpearl.SetStock(r.goods[4].SKU, world.MainWarehouse, 1); err != nil {
		t.Fatal(err)
	}
	const old = 987_654 // out of use, and nobody holds any: its stock is unknown
	r.write(func(tx *db.Tx) error {
		return tx.SaveProducts(1, []db.Product{{ID: old, SKU: "OLD-HAT", StockTracked: true, Status: "DISCONTINUED"}})
	})
	r.link(store, 4711, "OLD-HAT", old, commerce.Matched)
	if _, err := r.desk.SetRules(t.Context(), []view.StockRule{{StoreID: store, SKU: r.goods[6].SKU, Cap: -1, Freeze: commerce.FreezeHold, Reason: "count"}}, "Ann"); err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprint([]view.StockChange{{SKU: r.goods[4].SKU, Name: "Thing, 4", Shown: 12}, {SKU: r.goods[3].SKU, Name: "Thing, 3", Shown: 30, New: 4},
		{SKU: r.goods[0].SKU, Name: "Thing, 0", Shown: 9, New: 4}, {SKU: r.goods[5].SKU, Name: "Thing, 5", New: 4}, {SKU: r.goods[1].SKU, Name: "Thing, 1", Shown: 2, New: 4}})
	look := func(when string, most int) {
		t.Helper()
		before := r.sim.Brightpearl.Books().Counters.Requests
		p, err := r.desk.FirstPush(t.Context(), store)
		if err != nil {
			t.Fatal(err)
		}
		if p.Up != 2 || p.Down != 3 || p.ToZero != 1 || p.Same != 2 || p.Unknown != 1 || fmt.Sprint(p.Rows) != want {
			t.Errorf("%s the preview is %+v\nwant rows %s", when, p, want)
		}
		if n := r.sim.Brightpearl.Books().Counters.Requests - before; n > most || r.writes(store) != 0 {
			t.Errorf("%s it took %d requests and %d writes", when, n, r.writes(store))
		}
	}
	look("before anything was read", 3)
	if l := r.level(store, r.goods[0]); l.Rev != 0 {
		t.Errorf("the preview left a figure: %+v", l)
	}
	r.learn()
	look("with stored figures", 2) // the one that nobody knows is asked for again
	r.write(func(tx *db.Tx) error { return tx.SetSwitches(store, db.Switches{Stock: true}) })
	r.run()
	for i, g := range r.goods {
		if got := r.stock(store, g.SKU); got != []int64{4, 4, 4, 4, 0, 4, 6}[i] {
			t.Errorf("the store shows %d of thing %d", got, i)
		}
	}
	r.write(func(tx *db.Tx) error {
		return tx.ChangeSettings(store, func(s settings.Store) (settings.Store, error) { s.Warehouses = nil; return s, nil })
	})
	if _, err := r.desk.FirstPush(t.Context(), store); err == nil {
		t.Error("a store without a warehouse has a preview")
	}
}
