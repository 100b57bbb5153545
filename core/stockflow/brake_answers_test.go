package stockflow_test

import (
	"slices"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/world"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

func (r *rig) faulty(f ...brightpearlsim.Fault) {
	r.t.Helper()
	if err := r.sim.Brightpearl.SetFaults(f...); err != nil {
		r.t.Fatal(err)
	}
	r.advance(time.Second)
}

func (r *rig) allWrites() (n int) {
	for _, store := range r.stores {
		n += r.writes(store)
	}
	return n
}

// zeroed counts the goods that a store shows none of.
func (r *rig) zeroed(store commerce.StoreID) (n int) {
	for _, s := range r.books(store).Stock {
		for _, g := range r.goods {
			if s.Code == g.SKU && s.Stock == 0 {
				n++
			}
		}
	}
	return n
}

// TestOneWarehouseIsMissing: Brightpearl's answers know nothing of one of two warehouses. No write leaves, there is one card a store, and once
// the warehouse is back nothing needs undoing.
func TestOneWarehouseIsMissing(t *testing.T) {
	r := newRig(t, tightBrake, func(s *settings.Store) { s.Warehouses = []int64{world.MainWarehouse, world.SecondWarehouse} })
	for _, g := range r.goods {
		if err := r.sim.Brightpearl.SetStock(g.SKU, world.SecondWarehouse, 4); err != nil {
			t.Fatal(err)
		}
	}
	r.run()
	r.shows(r.goods[0], 9)
	before := r.allWrites()
	r.faulty(brightpearlsim.Fault{Name: brightpearlsim.NoAvailability, Warehouse: world.SecondWarehouse})
	for range 5 {
		r.advance(20 * time.Second)
		if err := r.desk.Poll(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.push()
	}
	if n := r.allWrites() - before; n != 0 {
		t.Errorf("%d writes left", n)
	}
	for _, store := range r.stores {
		causes, err := r.db.CausePage(t.Context(), store)
		if err != nil || len(causes) != 1 || causes[0].Code != "SB-STK-502" {
			t.Errorf("%s has the cards %+v, %v", r.users[store].Name, causes, err)
		}
	}
	r.faulty()
	r.run()
	r.braked(false)
	if n := r.allWrites() - before; n != 0 {
		t.Errorf("%d writes to undo something", n)
	}
	for _, g := range r.goods {
		r.shows(g, 9)
	}
}

// TestWrongAnswerInSlices: answers of a few products each leave out some, so that each by itself is no alarm. Of all the SKUs no more than
// the brake's share is zeroed, however long the answers stay wrong and nobody does anything.
func TestWrongAnswerInSlices(t *testing.T) {
	r := newRig(t, func(s *settings.Store) { s.BrakeMinSKUs, s.BrakePercent = 2, 20 })
	r.run()
	most := len(r.goods)/5 + 1
	r.faulty(brightpearlsim.Fault{Name: brightpearlsim.HalfAvailable})
	var ids []int64
	for _, g := range r.goods {
		ids = append(ids, r.id(g))
	}
	slice := func() {
		t.Helper()
		for part := range slices.Chunk(ids, 3) {
			if err := r.desk.Read(t.Context(), part); err != nil {
				t.Fatal(err)
			}
			r.push()
		}
	}
	slice()
	r.braked(true)
	for range 6 { // an hour and a half
		r.advance(15*time.Minute + time.Second)
		if err := r.desk.Reckon(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		r.push()
		slice()
	}
	r.braked(true)
	if n := r.zeroed(r.stores[0]); n > most || n == 0 {
		t.Errorf("%d of %d SKUs were zeroed; the brake allows %d", n, len(r.goods), most)
	}
	r.faulty()
	r.run()
	r.braked(false)
	for _, g := range r.goods {
		r.shows(g, 5)
	}
}

// TestBrakeWaitsForAPerson: what tripped the brake was the last of several noughts. A quarter of an hour later it stands alone, and is stopped
// all the same until the figures are back or a person decides.
func TestBrakeWaitsForAPerson(t *testing.T) {
	r := newRig(t, func(s *settings.Store) { s.BrakeMinSKUs, s.BrakePercent = 3, 5 })
	r.run()
	for _, g := range r.goods[:3] {
		r.counted(g, 0)
		r.advance(time.Minute)
	}
	r.braked(true)
	r.shows(r.goods[2], 5)
	for range 4 {
		r.advance(10 * time.Minute)
		r.run()
	}
	r.braked(true)
	r.shows(r.goods[2], 5)
	r.counted(r.goods[3], 4) // other figures go on
	r.shows(r.goods[3], 4)
	if n, err := r.desk.ApplyBrake(t.Context(), r.stores[0], nil, "sold out", "You"); n != 1 || err != nil {
		t.Errorf("%d let go, %v", n, err)
	}
	r.push()
	r.shows(r.goods[2], 0, 5)
	r.counted(r.goods[2], 6)
	r.braked(false)
	r.shows(r.goods[2], 6)
}

// TestTenTimesTheFigures: a unit of measure went wrong in Brightpearl. One such figure is believed, many are not.
func TestTenTimesTheFigures(t *testing.T) {
	r := newRig(t, tightBrake)
	r.run()
	for i, g := range r.goods {
		if err := r.sim.Brightpearl.SetStock(g.SKU, world.MainWarehouse, 500); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			r.advance(time.Second)
			r.run()
			r.shows(g, 500)
		}
	}
	r.advance(time.Second)
	r.run()
	r.braked(true)
	r.shows(r.goods[1], 5)
	brakes, err := r.db.Brakes(t.Context())
	if err != nil || len(brakes) != len(r.stores) || brakes[0].Why != "wild" || brakes[0].Wild != len(r.goods)-1 || brakes[0].Zeroed != 0 {
		t.Errorf("the brakes say %+v, %v", brakes, err)
	}
}

// TestUnitsInAll: a store may say how many units may move at once.
func TestUnitsInAll(t *testing.T) {
	r := newRig(t, func(s *settings.Store) { s.BrakeUnits = 20 })
	r.run()
	a, b := r.goods[0], r.goods[1]
	for g, units := range map[string]int{a.SKU: 15, b.SKU: 16} {
		if err := r.sim.Brightpearl.SetStock(g, world.MainWarehouse, units); err != nil {
			t.Fatal(err)
		}
	}
	r.advance(time.Second)
	r.run()
	r.braked(true)
	r.shows(a, 5)
	r.counted(b, 9) // 14 in all
	r.braked(false)
	r.shows(a, 15)
	r.shows(b, 9)
}

// TestSalesPassTheBrake: while it stops noughts that nobody believes, sold units are deducted.
func TestSalesPassTheBrake(t *testing.T) {
	r := newRig(t, tightBrake)
	r.run()
	r.blind(true)
	r.run()
	r.braked(true)
	g := r.goods[3]
	r.order(r.stores[0], 1, commerce.OrderWaiting, r.id(g), g.SKU, 2)
	r.push()
	r.shows(g, 3)
	r.order(r.stores[1], 2, commerce.OrderHeld, r.id(g), g.SKU, 1)
	r.push()
	r.shows(g, 2)
	r.braked(true)
	r.shows(r.goods[4], 5)
}

// TestPeopleAreNotBraked: freezes of all stock and rules that a person has previewed pass, and do not let a wrong answer through with them.
func TestPeopleAreNotBraked(t *testing.T) {
	r := newRig(t, tightBrake)
	r.run()
	store := r.stores[0]
	r.rule(view.StockRule{StoreID: store, Cap: -1, Freeze: commerce.FreezeAtZero})
	r.braked(false)
	r.shows(r.goods[0], 0, 5)
	r.rule(view.StockRule{StoreID: store, Cap: -1})
	r.shows(r.goods[0], 5)
	var rules []view.StockRule
	for _, g := range r.goods {
		rules = append(rules, view.StockRule{StoreID: store, SKU: g.SKU, Buffer: "100%", Cap: -1})
	}
	r.rule(rules...)
	r.braked(false)
	r.shows(r.goods[0], 0, 5)
	for i := range rules {
		rules[i].Buffer = ""
	}
	r.rule(rules...)
	r.shows(r.goods[0], 5)
	r.blind(true)
	r.run()
	r.rule(view.StockRule{StoreID: store, SKU: r.goods[0].SKU, Buffer: "1", Cap: -1})
	r.braked(true)
	r.shows(r.goods[1], 5)
}
