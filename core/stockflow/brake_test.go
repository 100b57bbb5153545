package stockflow_test

import (
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/world"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

func tightBrake(s *settings.Store) { s.BrakeMinSKUs = 4 }

// blind has Brightpearl's availability know no product, or see again.
func (r *rig) blind(yes bool) {
	r.t.Helper()
	var faults []brightpearlsim.Fault
	if yes {
		faults = append(faults, brightpearlsim.Fault{Name: brightpearlsim.NoAvailability})
	}
	if err := r.sim.Brightpearl.SetFaults(faults...); err != nil {
		r.t.Fatal(err)
	}
	r.advance(time.Second)
}

func (r *rig) braked(want bool) {
	r.t.Helper()
	for _, store := range r.stores {
		causes, err := r.db.CausePage(r.t.Context(), store)
		if err != nil {
			r.t.Fatal(err)
		}
		n := 0
		for _, c := range causes {
			if c.Code == "SB-STK-501" || c.Code == "SB-STK-502" {
				n++
			}
		}
		if got := n > 0; got != want {
			r.t.Errorf("%s: the brake is on: %t, want %t", r.users[store].Name, got, want)
		}
	}
}

func TestEmptyAnswerStopsBeforeItWrites(t *testing.T) {
	r := newRig(t, tightBrake)
	r.run()
	r.blind(true)
	before := r.writes(r.stores[0])
	r.run()
	r.braked(true)
	// An order of one product does not let its nought slip through, nor the others'.
	r.touch(r.id(r.goods[0]))
	r.push()
	r.braked(true)
	for _, g := range r.goods {
		r.shows(g, 5)
	}
	// The figures are back: nothing needs undoing, and what changed meanwhile follows by itself.
	if err := r.sim.Brightpearl.SetStock(r.goods[1].SKU, world.MainWarehouse, 4); err != nil {
		t.Fatal(err)
	}
	r.blind(false)
	r.run()
	r.braked(false)
	r.shows(r.goods[0], 5)
	r.shows(r.goods[1], 4)
	if n := r.writes(r.stores[0]) - before; n != 1 {
		t.Errorf("%d writes, want one", n)
	}
}

func TestFiguresThatAreBackUnchangedReleaseTheBrake(t *testing.T) {
	r := newRig(t, tightBrake)
	r.run()
	r.blind(true)
	r.run()
	r.braked(true)
	r.blind(false)
	r.run()
	r.braked(false)
}

// TestBrakeAppliedAndDiscarded: a person lets a part go, then the rest; what was discarded is read again.
func TestBrakeAppliedAndDiscarded(t *testing.T) {
	r := newRig(t, tightBrake)
	r.run()
	r.blind(true)
	r.run()
	store := r.stores[0]
	page, err := r.db.BrakedPage(t.Context(), store, view.Window{})
	if err != nil || page.Total != len(r.goods) {
		t.Fatalf("%d figures are stopped, want %d, %v", page.Total, len(r.goods), err)
	}
	first := page.Rows[0]
	if first.Shows != 5 || first.Would != 0 || first.Why != "short" {
		t.Errorf("the first is listed as %+v", first)
	}
	if n, err := r.desk.ApplyBrake(t.Context(), store, []view.LevelKey{first.LevelKey}, "sold at the fair", "You"); n != 1 || err != nil {
		t.Fatalf("%d let go, %v", n, err)
	}
	r.push()
	if got := r.stock(store, first.SKU); got != 0 {
		t.Errorf("the store shows %d of what was let go", got)
	}
	r.run() // the rest waits, also when it is looked at again
	for _, g := range r.goods {
		if g.SKU != first.SKU {
			r.shows(g, 5)
		}
	}
	if n, err := r.desk.ApplyBrake(t.Context(), store, nil, "stocktaking", "You"); n != len(r.goods)-1 || err != nil {
		t.Fatalf("%d let go, %v", n, err)
	}
	r.push()
	if brakes, err := r.db.Brakes(t.Context()); err != nil || len(brakes) != 0 {
		t.Errorf("after everything was believed these brakes are on: %+v, %v", brakes, err)
	}
	for _, g := range r.goods {
		r.shows(g, 0)
	}
}

func TestDiscardedAnswerIsAskedForAgain(t *testing.T) {
	r := newRig(t, tightBrake)
	r.run()
	r.blind(true)
	r.run()
	r.braked(true)
	for _, store := range r.stores {
		if err := r.desk.DiscardBrake(t.Context(), store, "Brightpearl was being repaired", "You"); err != nil {
			t.Fatal(err)
		}
	}
	r.braked(false)
	r.blind(false)
	r.run()
	r.braked(false)
	r.shows(r.goods[0], 5)
}

func TestFirstFiguresAreExempt(t *testing.T) {
	r := newRig(t, tightBrake)
	for _, g := range r.goods {
		if err := r.sim.Brightpearl.SetStock(g.SKU, world.MainWarehouse, 0); err != nil {
			t.Fatal(err)
		}
	}
	r.run()
	r.braked(false)
	r.shows(r.goods[0], 0)
}

func TestAFewSoldOutGoodsAreNoAlarm(t *testing.T) {
	r := newRig(t, tightBrake)
	r.run()
	for _, g := range r.goods[:3] {
		if err := r.sim.Brightpearl.SetStock(g.SKU, world.MainWarehouse, 0); err != nil {
			t.Fatal(err)
		}
	}
	r.advance(time.Second)
	r.run()
	r.braked(false)
	r.shows(r.goods[2], 0)
}

func TestTerms(t *testing.T) {
	for name, c := range map[string]struct {
		change          func(*settings.Store)
		main, second    int
		pending, expect int64
	}{
		"one warehouse":          {main: 5, second: 9, expect: 5},
		"two warehouses":         {change: func(s *settings.Store) { s.Warehouses = append(s.Warehouses, world.SecondWarehouse) }, main: 5, second: 9, expect: 14},
		"buffer":                 {change: func(s *settings.Store) { s.StockBuffer = 2 }, main: 5, expect: 3},
		"buffer beyond all":      {change: func(s *settings.Store) { s.StockBuffer = 20 }, main: 5, expect: 0},
		"cap":                    {change: func(s *settings.Store) { s.StockCap = 3 }, main: 50, expect: 3},
		"the cap comes last":     {change: func(s *settings.Store) { s.StockBuffer, s.StockCap = 2, 4 }, main: 7, pending: 2, expect: 3},
		"more pending than held": {main: 1, pending: 3, expect: 0},
	} {
		t.Run(name, func(t *testing.T) {
			var change []func(*settings.Store)
			if c.change != nil {
				change = append(change, c.change)
			}
			r := newRig(t, change...)
			g := r.goods[0]
			for warehouse, units := range map[int]int{world.MainWarehouse: c.main, world.SecondWarehouse: c.second} {
				if err := r.sim.Brightpearl.SetStock(g.SKU, warehouse, units); err != nil {
					t.Fatal(err)
				}
			}
			if c.pending > 0 {
				r.order(r.stores[1], 1, commerce.OrderWaiting, r.id(g), g.SKU, c.pending)
			}
			r.run()
			r.shows(g, c.expect)
		})
	}
}

// TestBundle sells a bundle of two and three parts: what is left of the bundle, of its parts and of another bundle with the same
// part follows at once.
func TestBundle(t *testing.T) {
	r := newRig(t)
	first, second, parts := r.goods[2], r.goods[3], r.goods[:2]
	bundle := func(g world.Good, components ...commerce.Component) {
		t.Helper()
		r.write(func(tx *db.Tx) error {
			return tx.SaveProducts(1, []db.Product{{ID: r.id(g), SKU: g.SKU, Status: "LIVE", Bundle: true, Components: components}})
		})
	}
	bundle(first, commerce.Component{ProductID: r.id(parts[0]), Quantity: 2}, commerce.Component{ProductID: r.id(parts[1]), Quantity: 3})
	bundle(second, commerce.Component{ProductID: r.id(parts[1]), Quantity: 1})
	for i, units := range []int{11, 10} {
		if err := r.sim.Brightpearl.SetStock(parts[i].SKU, world.MainWarehouse, units); err != nil {
			t.Fatal(err)
		}
	}
	r.run()
	r.shows(first, 3)
	r.shows(second, 10)
	r.order(r.stores[0], 1, commerce.OrderWaiting, r.id(first), first.SKU, 2)
	r.push()
	r.shows(first, 1)
	r.shows(parts[0], 7)
	r.shows(parts[1], 4)
	r.shows(second, 4)
	r.order(r.stores[1], 2, commerce.OrderWaiting, r.id(parts[1]), parts[1].SKU, 2)
	r.push()
	r.shows(first, 0)
	r.shows(second, 2)
}
