package stockflow_test

import (
	"testing"

	"stockbridge/core/db"
	"stockbridge/core/sandbox/world"
	"stockbridge/core/settings"
)

// TestHiddenListingsAreLeftAloneWhereTheStoreSaysSo: a listing that is not live keeps what it shows, and follows once it is live.
func TestHiddenListingsAreLeftAloneWhereTheStoreSaysSo(t *testing.T) {
	for name, off := range map[string]bool{"published": false, "left alone": true} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, func(s *settings.Store) { s.HiddenOff = off })
			g, store := r.goods[0], r.stores[0]
			live := func(yes bool) {
				t.Helper()
				id := r.listing(store, g.SKU)
				r.write(func(tx *db.Tx) error {
					return tx.SaveListings(1, []db.Listing{{Store: store, ProductID: id, SKU: g.SKU, Stock: r.stock(store, g.SKU), Live: yes}})
				})
				if err := r.desk.Reckon(t.Context(), nil); err != nil { // as it is done every few minutes
					t.Fatal(err)
				}
			}
			live(true)
			r.run()
			live(false)
			if err := r.sim.Brightpearl.SetStock(g.SKU, world.MainWarehouse, 2); err != nil {
				t.Fatal(err)
			}
			r.run()
			want := int64(2)
			if off {
				want = 5
			}
			if got := r.stock(store, g.SKU); got != want {
				t.Errorf("while it is hidden it shows %d, want %d", got, want)
			}
			live(true)
			r.run()
			if got := r.stock(store, g.SKU); got != 2 {
				t.Errorf("once it is live it shows %d, want 2", got)
			}
		})
	}
}
