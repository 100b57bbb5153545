package stockflow_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/sandbox/world"
	"stockbridge/core/view"
)

// lookRound is what the engine does in a moment: it looks at every store and works what is due.
func (r *rig) lookRound(pause time.Duration) {
	r.t.Helper()
	r.advance(pause)
	for _, store := range r.stores {
		if err := r.desk.Look(r.t.Context(), store); err != nil {
			r.t.Fatal(err)
		}
	}
	r.push()
}

// looked is a rig whose figures were written and read back.
func looked(t *testing.T) *rig {
	t.Helper()
	r := newRigOf(t, 4)
	r.run()
	for range 4 {
		r.lookRound(15 * time.Second)
	}
	return r
}

func (r *rig) typed(store commerce.StoreID, g world.Good, units int64) {
	r.t.Helper()
	if err := r.sim.EKM.SetStockQuietly(r.users[store].Username, g.SKU, units); err != nil {
		r.t.Fatal(err)
	}
}

// row is a SKU's line in the list of drifts.
func (r *rig) drift(store commerce.StoreID, g world.Good) (view.LevelRow, bool) {
	r.t.Helper()
	page, err := r.db.LevelPage(r.t.Context(), view.Filter{Store: store, Tab: "drift"}, view.Window{})
	if err != nil {
		r.t.Fatal(err)
	}
	tabs, err := r.db.LevelTabs(r.t.Context(), store)
	if err != nil || tabs["drift"] != page.Total {
		r.t.Errorf("the tab counts %d drifts and lists %d, %v", tabs["drift"], page.Total, err)
	}
	for _, row := range page.Rows {
		if row.SKU == g.SKU {
			return row, true
		}
	}
	return view.LevelRow{}, false
}

// TestHandEditsAreFound: somebody types 30 where 3 are left, and 700 where 500 are. Nothing but the patrol can tell.
func TestHandEditsAreFound(t *testing.T) {
	for name, faults := range map[string][]ekmsim.Fault{
		"as documented":                     nil,
		"the search refuses long questions": {{Name: "long_or_refused"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRigOf(t, 4)
			few, many, store := r.goods[0], r.goods[1], r.stores[0]
			for g, units := range map[*world.Good]int{&few: 3, &many: 500} {
				if err := r.sim.Brightpearl.SetStock(g.SKU, world.MainWarehouse, units); err != nil {
					t.Fatal(err)
				}
			}
			if err := r.sim.EKM.SetFaults(faults); err != nil {
				t.Fatal(err)
			}
			r.run()
			for range 4 {
				r.lookRound(15 * time.Second)
			}
			agreed := map[string]time.Time{few.SKU: r.level(store, few).ReadBackAt, many.SKU: r.level(store, many).ReadBackAt}
			writes := r.writes(store)
			r.typed(store, few, 30)
			r.typed(store, many, 700)
			began := r.clock()
			for pause := 2 * time.Second; r.stock(store, few.SKU) != 3; r.lookRound(pause) {
				if r.clock().Sub(began) > 10*time.Minute {
					t.Fatalf("after ten minutes the store still shows %d of the SKU with 3 left", r.stock(store, few.SKU))
				}
			}
			for ; r.stock(store, many.SKU) != 500; r.lookRound(time.Minute) {
				if r.clock().Sub(began) > 24*time.Hour {
					t.Fatalf("after a day the store still shows %d of the SKU with 500 left", r.stock(store, many.SKU))
				}
			}
			for g, showed := range map[*world.Good]int64{&few: 30, &many: 700} {
				row, ok := r.drift(store, *g)
				if !ok || row.DriftShown != showed || !row.DriftAt.After(began) {
					t.Errorf("%s is listed as drift: %t, %+v", g.SKU, ok, row)
				}
				// It had been read again since, perhaps, but never after somebody typed.
				if row.AgreedAt.Before(agreed[g.SKU]) || row.AgreedAt.After(began) {
					t.Errorf("%s last agreed at %s; it was read back at %s and typed over at %s", g.SKU, row.AgreedAt, agreed[g.SKU], began)
				}
			}
			if n := r.writes(store) - writes; n != 2 {
				t.Errorf("%d writes for two figures", n)
			}
		})
	}
}

// TestFigureThatNeverStays: EKM answers every write as if it were stored, and is looked at again and again until a person is told.
func TestFigureThatNeverStays(t *testing.T) {
	for name, units := range map[string]int{"more is shown": 2, "fewer are shown": 9} {
		t.Run(name, func(t *testing.T) {
			r := looked(t)
			g, store := r.goods[0], r.stores[0]
			if err := r.sim.EKM.SetFaults([]ekmsim.Fault{{Name: "stock_lost", Shop: r.users[store].Username}}); err != nil {
				t.Fatal(err)
			}
			if err := r.sim.Brightpearl.SetStock(g.SKU, world.MainWarehouse, units); err != nil {
				t.Fatal(err)
			}
			r.advance(time.Second)
			r.run()
			for range 60 {
				r.lookRound(30 * time.Second)
			}
			l := r.level(store, g)
			if l.State != commerce.LevelFailed || l.Cause != "SB-STK-507" {
				t.Fatalf("the level is %s, %s", l.State, l.Cause)
			}
			r.shows(g, 5, int64(units))
			if row, ok := r.drift(store, g); !ok || row.DriftShown != 5 {
				t.Errorf("it is listed as drift: %t, %+v", ok, row)
			}
			// A person pushes it again once EKM stores what it is told.
			if err := r.sim.EKM.SetFaults(nil); err != nil {
				t.Fatal(err)
			}
			r.write(func(tx *db.Tx) error { return tx.RepeatLevel(l.Store, l.ProductID, l.VariantID) })
			r.push()
			for range 3 {
				r.lookRound(time.Minute)
			}
			r.shows(g, int64(units))
			if l := r.level(store, g); l.State != commerce.LevelIdle || l.Misses != 0 || l.ReadBackAt.IsZero() {
				t.Errorf("the level is %+v", l)
			}
		})
	}
}

// TestFewerIsLookedAtTwice: a lower figure may be an order that EKM's search does not show yet, so it is not raised at the first look.
func TestFewerIsLookedAtTwice(t *testing.T) {
	r := looked(t)
	g, store := r.goods[0], r.stores[0]
	r.typed(store, g, 3)
	found := time.Time{}
	for began := r.clock(); r.stock(store, g.SKU) == 3 && r.clock().Sub(began) < 12*time.Minute; r.lookRound(2 * time.Second) {
		if l := r.level(store, g); l.Misses == 1 && found.IsZero() {
			found = r.clock()
		}
	}
	r.shows(g, 5)
	if raised := r.level(store, g).WrittenAt; found.IsZero() || raised.Sub(found) < 25*time.Second || raised.Sub(found) > time.Minute {
		t.Errorf("it was seen to be lower at %s and raised at %s", found, raised)
	}
}

// TestOrderExplainsALowerFigure: the patrol comes by before the poll of the orders does.
func TestOrderExplainsALowerFigure(t *testing.T) {
	r := looked(t)
	g, store := r.goods[0], r.stores[0]
	if _, err := r.sim.EKM.PlaceOrder(r.users[store].Username, ekmsim.Basket{Lines: []ekmsim.Line{{Code: g.SKU, Quantity: 2}}}); err != nil {
		t.Fatal(err)
	}
	var once sync.Once
	r.poll = func(_ context.Context, id commerce.StoreID) error {
		if id == store {
			once.Do(func() { r.order(store, 1, commerce.OrderWaiting, r.id(g), g.SKU, 2) })
		}
		return nil
	}
	for range 30 {
		r.lookRound(30 * time.Second)
	}
	r.shows(g, 3)
	for _, s := range r.stores {
		if row, ok := r.drift(s, g); ok {
			t.Errorf("%s lists a drift: %+v", r.users[s].Name, row)
		}
	}
	for _, s := range r.books(store).Stock {
		for _, m := range s.Moves {
			if s.Code == g.SKU && m.From < m.To && m.From == 3 {
				t.Errorf("units that were sold were shown again: %+v", m)
			}
		}
	}
}

// TestFewerIsNeverRaisedWithoutOrders: nobody reads the store's orders here, so its own figure may be a sale's. It is shown and left, and
// however often it was seen, a figure that is too high is still put right.
func TestFewerIsNeverRaisedWithoutOrders(t *testing.T) {
	r := looked(t)
	g, store := r.goods[0], r.stores[0]
	r.write(func(tx *db.Tx) error { return tx.SetSwitches(store, db.Switches{Stock: true}) })
	r.typed(store, g, 3)
	for range 48 {
		r.lookRound(30 * time.Minute)
	}
	r.shows(g, 3, 5)
	if row, ok := r.drift(store, g); !ok || row.Listed != 3 || row.Published != 5 {
		t.Errorf("the lower figure is listed: %t, %+v", ok, row)
	}
	r.typed(store, g, 30)
	for range 8 {
		r.lookRound(30 * time.Minute)
	}
	r.shows(g, 5)
	if l := r.level(store, g); l.State != commerce.LevelIdle {
		t.Errorf("the level is %s, %s", l.State, l.Cause)
	}
}

// TestLookIsOvertakenByAWrite: while a shop's answer is on its way a newer figure is written. What was read speaks of the older one.
func TestLookIsOvertakenByAWrite(t *testing.T) {
	r := looked(t)
	g, store := r.goods[0], r.stores[0]
	var once sync.Once
	r.around = func(q *http.Request) (*http.Response, error) {
		a, err := http.DefaultTransport.RoundTrip(q)
		if q.Method == http.MethodGet && strings.Contains(q.URL.Path, "/products/search") {
			once.Do(func() {
				r.order(store, 1, commerce.OrderWaiting, r.id(g), g.SKU, 2)
				r.advance(time.Second)
				r.push()
				r.advance(time.Second)
			})
		}
		return a, err
	}
	if _, _, err := r.desk.Reconcile(t.Context(), store); err != nil {
		t.Fatal(err)
	}
	r.around = nil
	r.shows(g, 3)
	if row, ok := r.drift(store, g); ok {
		t.Errorf("a figure that the store shows is listed as drift: it lists %d and was told %d", row.Listed, row.Published)
	}
	l := r.level(store, g)
	if l.ReadBackAt.After(l.WrittenAt) {
		t.Errorf("the write of %s counts as read back at %s, by an answer that is older", l.WrittenAt, l.ReadBackAt)
	}
	for range 3 {
		r.lookRound(10 * time.Second)
	}
	if l := r.level(store, g); l.ReadBackAt.Before(l.WrittenAt) || l.Listed != 3 {
		t.Errorf("the write of %s was read back at %s and shows %d", l.WrittenAt, l.ReadBackAt, l.Listed)
	}
}

// TestDeletedListingStopsNoPatrol: EKM does not know one of the listings any more, and the others are looked at all the same.
func TestDeletedListingStopsNoPatrol(t *testing.T) {
	r := looked(t)
	gone, g, store := r.goods[0], r.goods[1], r.stores[0]
	if err := r.sim.EKM.DeleteListing(r.users[store].Username, gone.SKU); err != nil {
		t.Fatal(err)
	}
	r.typed(store, g, 30)
	for range 20 {
		r.lookRound(30 * time.Second)
	}
	r.shows(g, 5)
	rows, err := r.db.LevelPage(t.Context(), view.Filter{Store: store, Tab: "drift"}, view.Window{})
	if err != nil || rows.Total != 1 {
		t.Errorf("%d drifts are listed, %v", rows.Total, err)
	}
}

// TestLookCostsLittle: a look reads twenty figures with one request, and the patrol goes out once in ten seconds however its turns are spread.
func TestLookCostsLittle(t *testing.T) {
	r := newRig(t)
	r.run()
	for range 4 {
		r.lookRound(15 * time.Second)
	}
	store := r.stores[0]
	requests := func() int { return r.books(store).Counters.Requests }
	readBack := func(goods ...world.Good) (checked, drifted int) {
		t.Helper()
		var keys []view.LevelKey
		for _, g := range goods {
			keys = append(keys, view.LevelKey{Store: store, ProductID: r.listing(store, g.SKU)})
		}
		checked, drifted, err := r.desk.ReadBack(t.Context(), keys)
		if err != nil {
			t.Fatal(err)
		}
		return checked, drifted
	}
	for _, g := range r.goods {
		readBack(g)
		r.advance(2 * time.Second)
	}
	before := requests()
	for range 295 {
		r.lookRound(2 * time.Second)
	}
	if n := requests() - before; n == 0 || n > 2+len(r.goods)*2/10 {
		t.Errorf("the patrol asked %d times in ten minutes, its turns lay within %d seconds", n, 2*len(r.goods))
	}
	before = requests()
	r.typed(store, r.goods[0], 30)
	if checked, drifted := readBack(r.goods...); checked != len(r.goods) || drifted != 1 || requests()-before != 1 {
		t.Errorf("%d checked, %d drift, %d requests", checked, drifted, requests()-before)
	}
}
