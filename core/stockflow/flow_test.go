package stockflow_test

import (
	"context"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/sandbox/world"
)

func TestFiguresFollowBrightpearl(t *testing.T) {
	r := newRig(t)
	g := r.goods[0]
	r.run()
	r.shows(g, 5)
	n := r.writes(r.stores[0])
	r.run() // nothing moved, nothing is written
	if got := r.writes(r.stores[0]); got != n {
		t.Errorf("%d writes without a change", got-n)
	}
	if err := r.sim.Brightpearl.SetStock(g.SKU, world.MainWarehouse, 7); err != nil {
		t.Fatal(err)
	}
	r.advance(time.Second)
	if err := r.desk.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if errs := r.push(); len(errs) > 0 {
		t.Fatal(errs)
	}
	r.shows(g, 7)
}

// TestHeldOrderDeductsInAllStores: on hand 5; an order of the first store for 3 is held; all stores show 2, and still 2 when the
// order is posted and reserved.
func TestHeldOrderDeductsInAllStores(t *testing.T) {
	r := newRig(t)
	g := r.goods[0]
	r.run()
	r.shows(g, 5)
	if _, err := r.sim.EKM.PlaceOrder(r.users[r.stores[0]].Username, ekmsim.Basket{Lines: []ekmsim.Line{{Code: g.SKU, Quantity: 3}}}); err != nil {
		t.Fatal(err)
	}
	id := r.order(r.stores[0], 1, commerce.OrderHeld, r.id(g), g.SKU, 3)
	r.run()
	r.shows(g, 2)
	// Brightpearl reserves the units; our picture follows in the same commit, before Brightpearl is asked again.
	if err := r.sim.Brightpearl.SetStock(g.SKU, world.MainWarehouse, 2); err != nil {
		t.Fatal(err)
	}
	r.write(func(tx *db.Tx) error {
		return tx.Reserve(id, world.MainWarehouse, []db.OrderRow{{Position: 1, Reserved: 3}}, map[int64]int64{r.id(g): 3})
	})
	r.touch(r.id(g))
	r.push()
	r.shows(g, 2)
	r.advance(time.Second)
	r.run()
	r.shows(g, 2)
	for _, store := range r.stores {
		for _, s := range r.books(store).Stock {
			for _, m := range s.Moves {
				if s.Code == g.SKU && m.By == "api" && m.To != 5 && m.To != 2 {
					t.Errorf("%s showed %d for a moment", r.users[store].Name, m.To)
				}
			}
		}
	}
}

func TestOrderThatComesToNothingGivesItsUnitsBack(t *testing.T) {
	r := newRig(t)
	g := r.goods[0]
	id := r.order(r.stores[0], 1, commerce.OrderHeld, r.id(g), g.SKU, 3)
	r.run()
	r.shows(g, 2)
	r.write(func(tx *db.Tx) error { return tx.ExcludeOrder(id, "typed in by hand") })
	r.touch(r.id(g))
	r.push()
	r.shows(g, 5)
}

// TestOversellRace sells in the shop between our decision and our write: EKM has lowered its own figure, our write raises it
// again, and the next poll of the orders puts it right.
func TestOversellRace(t *testing.T) {
	r := newRig(t)
	g, store := r.goods[0], r.stores[0]
	r.beforeWrite(func() {
		if _, err := r.sim.EKM.PlaceOrder(r.users[store].Username, ekmsim.Basket{Lines: []ekmsim.Line{{Code: g.SKU, Quantity: 2}}}); err != nil {
			t.Error(err)
		}
	})
	r.run()
	r.order(store, 1, commerce.OrderWaiting, r.id(g), g.SKU, 2)
	r.push()
	r.shows(g, 3)
}

// TestSaleWhileAFigureIsOnItsWay sells in the shop after our write arrived and before its answer was stored, and the order comes to
// nothing for us (it is cancelled at once, say): the shop's own figure is lower all the same, and is written again.
func TestSaleWhileAFigureIsOnItsWay(t *testing.T) {
	r := newRig(t)
	g, store := r.goods[0], r.stores[0]
	r.learn()
	items, err := r.desk.Source(store).Due(t.Context(), r.clock(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	r.afterWrite(func(code string) {
		if code != g.SKU {
			return
		}
		if _, err := r.sim.EKM.PlaceOrder(r.users[store].Username, ekmsim.Basket{Lines: []ekmsim.Line{{Code: g.SKU, Quantity: 2}}}); err != nil {
			t.Error(err)
		}
		r.order(store, 1, commerce.OrderCancelled, r.id(g), g.SKU, 2)
	})
	for _, item := range items {
		if err := item.Work(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	r.afterWrite(nil)
	r.shows(g, 3, r.stock(r.stores[1], g.SKU), r.stock(r.stores[2], g.SKU))
	r.push()
	r.shows(g, 5)
}

// TestOrdersAreReadBeforeAFigureIsWritten sells just before a figure is to be raised: the poll that precedes the write sees it.
func TestOrdersAreReadBeforeAFigureIsWritten(t *testing.T) {
	r := newRig(t)
	g, store := r.goods[0], r.stores[0]
	r.run()
	if err := r.sim.Brightpearl.SetStock(g.SKU, world.MainWarehouse, 6); err != nil {
		t.Fatal(err)
	}
	r.advance(time.Minute)
	polls := 0
	r.poll = func(ctx context.Context, id commerce.StoreID) error {
		if polls++; polls == 1 {
			r.order(store, 1, commerce.OrderWaiting, r.id(g), g.SKU, 4)
		}
		return r.db.Write(ctx, func(tx *db.Tx) error {
			return tx.SavePoll(db.OrdersPoll(id), db.Poll{At: r.clock(), OKAt: r.clock()})
		})
	}
	r.run()
	r.shows(g, 2)
	for _, s := range r.books(store).Stock {
		for _, m := range s.Moves {
			if s.Code == g.SKU && m.To == 6 {
				t.Error("the store showed units that were sold")
			}
		}
	}
	if polls != 3 { // one a store, however many levels wait
		t.Errorf("the orders were polled %d times", polls)
	}
}

func TestWaitingFiguresAreReplaced(t *testing.T) {
	r := newRig(t)
	g, store := r.goods[0], r.stores[0]
	r.run()
	before := r.writes(store)
	for _, units := range []int{9, 4, 8} {
		if err := r.sim.Brightpearl.SetStock(g.SKU, world.MainWarehouse, units); err != nil {
			t.Fatal(err)
		}
		r.advance(time.Second)
		r.learn()
	}
	r.push()
	r.shows(g, 8)
	if n := r.writes(store) - before; n != 1 {
		t.Errorf("%d writes for one figure", n)
	}
}

func TestAnswerOlderThanOurReservationIsNotBelieved(t *testing.T) {
	r := newRig(t)
	g := r.goods[0]
	r.run()
	r.advance(time.Second)
	id := r.order(r.stores[0], 1, commerce.OrderWorking, r.id(g), g.SKU, 3)
	asked := r.clock()
	r.advance(time.Second)
	r.write(func(tx *db.Tx) error {
		return tx.Reserve(id, world.MainWarehouse, []db.OrderRow{{Position: 1, Reserved: 3}}, map[int64]int64{r.id(g): 3})
	})
	var stale []int64
	r.write(func(tx *db.Tx) (err error) {
		stale, err = tx.SaveStock(asked, []int64{r.id(g)}, []db.Stock{{ProductID: r.id(g), WarehouseID: world.MainWarehouse, OnHand: 5}})
		return err
	})
	r.touch(r.id(g))
	r.push()
	r.shows(g, 2)
	if len(stale) != 1 {
		t.Error("nobody was told to read the product again")
	}
}

// TestReservationBeforeTheFirstUnits: goods arrive where there were none, and an order takes some while Brightpearl's answer about them is on
// its way. The answer is older than the reservation, whatever was known before.
func TestReservationBeforeTheFirstUnits(t *testing.T) {
	r := newRigOf(t, 4)
	g := r.goods[0]
	r.counted(g, 0)
	r.shows(g, 0)
	id := r.order(r.stores[0], 1, commerce.OrderWorking, r.id(g), g.SKU, 3)
	r.advance(time.Second)
	asked := r.clock()
	r.advance(time.Second)
	r.write(func(tx *db.Tx) error {
		return tx.Reserve(id, world.MainWarehouse, []db.OrderRow{{Position: 1, Reserved: 3}}, map[int64]int64{r.id(g): 3})
	})
	r.write(func(tx *db.Tx) error {
		stale, err := tx.SaveStock(asked, []int64{r.id(g)}, []db.Stock{{ProductID: r.id(g), WarehouseID: world.MainWarehouse, InStock: 5, OnHand: 5}})
		if len(stale) != 1 {
			t.Error("nobody was told to read the product again")
		}
		return err
	})
	r.touch(r.id(g))
	r.push()
	for i := range r.stores {
		if got := r.stock(r.stores[i], g.SKU); got > 2 {
			t.Errorf("%s shows %d of the two that are left", r.users[r.stores[i]].Name, got)
		}
	}
}

func TestVariantBehindAProduct(t *testing.T) {
	r := newRig(t)
	store := r.stores[0]
	for _, s := range r.books(store).Stock {
		if s.ParentID == 0 {
			continue
		}
		// The listing is known here as a product of its own.
		r.link(store, s.ProductID, s.Code, r.id(r.goods[0]), commerce.Matched)
		r.align(store)
		r.run()
		if got := r.stock(store, s.Code); got != 5 {
			t.Errorf("the variant shows %d", got)
		}
		return
	}
	t.Fatal("the store has no variants")
}

func TestLostAnswerIsRepeated(t *testing.T) {
	r := newRig(t)
	r.learn()
	if err := r.sim.EKM.SetFaults([]ekmsim.Fault{{Name: "cut_after_write", NextN: 2}}); err != nil {
		t.Fatal(err)
	}
	if errs := r.push(); len(errs) != 2 {
		t.Errorf("the lane was told %v", errs)
	}
	if errs := r.push(); len(errs) > 0 {
		t.Error(errs)
	}
	for _, g := range r.goods {
		r.shows(g, 5)
	}
}

func TestDuplicateFreezesAndThaws(t *testing.T) {
	r := newRig(t)
	g, store := r.goods[0], r.stores[0]
	r.run()
	listing := r.listing(store, g.SKU)
	r.link(store, listing, g.SKU, 0, commerce.Duplicate)
	r.align(store)
	if err := r.sim.Brightpearl.SetStock(g.SKU, world.MainWarehouse, 1); err != nil {
		t.Fatal(err)
	}
	r.advance(time.Second)
	r.run()
	r.shows(g, 5, 1, 1)
	r.link(store, listing, g.SKU, r.id(g), commerce.Matched)
	r.align(store)
	r.run()
	r.shows(g, 1)
}

func TestRenamedProductIsAnother(t *testing.T) {
	r := newRig(t)
	g, store := r.goods[0], r.stores[0]
	r.run()
	if err := r.sim.Brightpearl.SetStock(r.goods[1].SKU, world.MainWarehouse, 9); err != nil {
		t.Fatal(err)
	}
	r.advance(time.Second)
	r.learn()
	r.link(store, r.listing(store, g.SKU), g.SKU, r.id(r.goods[1]), commerce.Matched) // the SKU moved
	r.align(store)
	r.push()
	r.shows(g, 9, 5, 5)
	// Taken out of the matching, the store keeps what it shows.
	r.link(store, r.listing(store, g.SKU), g.SKU, 0, commerce.EKMOnly)
	r.align(store)
	r.run()
	r.shows(g, 9, 5, 5)
}

func TestUnknownIsNotZero(t *testing.T) {
	r := newRig(t)
	if err := r.desk.Reckon(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if errs := r.push(); len(errs) > 0 || r.writes(r.stores[0]) > 0 {
		t.Errorf("figures were written before Brightpearl was asked: %v", errs)
	}
}

func TestRefusedLevelIsHeld(t *testing.T) {
	r := newRig(t)
	store := r.stores[0]
	r.learn()
	if err := r.sim.EKM.SetFaults([]ekmsim.Fault{{Name: "plan_restriction", NextN: 1, Shop: r.users[store].Username}}); err != nil {
		t.Fatal(err)
	}
	r.push()
	failed := 0
	for _, g := range r.goods {
		if r.level(store, g).State == commerce.LevelFailed {
			failed++
		}
	}
	if failed != 1 {
		t.Errorf("%d levels failed", failed)
	}
}
