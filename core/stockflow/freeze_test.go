package stockflow_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/sandbox/world"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

func (r *rig) rule(rules ...view.StockRule) {
	r.t.Helper()
	if _, err := r.desk.SetRules(r.t.Context(), rules, "You"); err != nil {
		r.t.Fatal(err)
	}
	r.push()
}

func (r *rig) counted(g world.Good, units int) {
	r.t.Helper()
	if err := r.sim.Brightpearl.SetStock(g.SKU, world.MainWarehouse, units); err != nil {
		r.t.Fatal(err)
	}
	r.advance(time.Second)
	r.run()
}

func (r *rig) thaw() {
	r.t.Helper()
	if err := r.desk.Thaw(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	r.push()
}

// TestFreezeHolds: a store keeps what it shows, whatever becomes of the stock, until a person ends it; the others follow.
func TestFreezeHolds(t *testing.T) {
	r := looked(t)
	g, store := r.goods[0], r.stores[0]
	r.rule(view.StockRule{StoreID: store, SKU: g.SKU, Cap: -1, Freeze: commerce.FreezeHold, Reason: "a fair"})
	r.counted(g, 2)
	r.shows(g, 5, 2)
	if l := r.level(store, g); l.State != commerce.LevelHeld || l.Cause != "SB-STK-510" {
		t.Errorf("the level is %s, %s", l.State, l.Cause)
	}
	page, err := r.db.LevelPage(t.Context(), view.Filter{Tab: "frozen"}, view.Window{})
	if err != nil || page.Total != 1 || page.Rows[0].Freeze != commerce.FreezeHold || page.Rows[0].FreezeReason != "a fair" {
		t.Errorf("the frozen list says %+v, %v", page, err)
	}
	r.rule(view.StockRule{StoreID: store, SKU: g.SKU, Cap: -1})
	r.shows(g, 2)
}

// TestFreezeAtZeroEndsByItself, and a buffer of the same rule stays.
func TestFreezeAtZeroEndsByItself(t *testing.T) {
	r := looked(t)
	g := r.goods[0]
	r.rule(view.StockRule{SKU: g.SKU, Cap: -1, Buffer: "1", Freeze: commerce.FreezeAtZero, Until: r.clock().Add(time.Hour)})
	r.shows(g, 0)
	r.counted(g, 9)
	r.advance(59 * time.Minute)
	r.thaw()
	r.shows(g, 0)
	r.advance(time.Minute)
	r.thaw()
	r.shows(g, 8)
	if _, err := r.desk.SetRules(t.Context(), []view.StockRule{{SKU: g.SKU, Cap: -1, Freeze: commerce.FreezeAtZero, Until: r.clock()}}, "You"); fault.CauseOf(err).Code != "SB-STK-520" {
		t.Errorf("a freeze that ends before it begins gives %v", err)
	}
}

// TestStoreWideFreeze: all of one store stands at zero, above what rules of its SKUs say.
func TestStoreWideFreeze(t *testing.T) {
	r := looked(t)
	store := r.stores[0]
	r.rule(view.StockRule{StoreID: store, SKU: r.goods[1].SKU, Cap: 2})
	r.rule(view.StockRule{StoreID: store, Cap: -1, Freeze: commerce.FreezeAtZero, Until: r.clock().Add(time.Hour), Reason: "stocktaking"})
	for _, g := range r.goods {
		r.shows(g, 0, 5)
	}
	r.braked(false)
	r.advance(time.Hour)
	r.thaw()
	r.shows(r.goods[0], 5)
	r.shows(r.goods[1], 2, 5)
}

// TestSoldWhileFrozen: the shop has lowered its own figure meanwhile; after the thaw the figure of then is told.
func TestSoldWhileFrozen(t *testing.T) {
	r := looked(t)
	g, store := r.goods[0], r.stores[0]
	r.rule(view.StockRule{StoreID: store, SKU: g.SKU, Cap: -1, Freeze: commerce.FreezeHold})
	r.typed(store, g, 3) // as EKM does when it sells
	id := r.order(store, 1, commerce.OrderWaiting, r.id(g), g.SKU, 2)
	r.push()
	r.shows(g, 3)
	r.write(func(tx *db.Tx) error { return tx.ExcludeOrder(id, "a joke") })
	r.touch(r.id(g))
	r.push()
	r.shows(g, 3, 5)
	r.rule(view.StockRule{StoreID: store, SKU: g.SKU, Cap: -1})
	for range 4 {
		r.lookRound(time.Minute)
	}
	r.shows(g, 5)
}

// TestRefusedFigureCanBeFrozen: what a store has refused stays unwritten too once a person froze it.
func TestRefusedFigureCanBeFrozen(t *testing.T) {
	r := looked(t)
	g, store := r.goods[0], r.stores[0]
	l := r.level(store, g)
	r.write(func(tx *db.Tx) error {
		return tx.HoldLevel(l, fault.Cause{Code: "SB-STK-507", Text: "EKM does not keep the figure."}, true)
	})
	r.rule(view.StockRule{StoreID: store, SKU: g.SKU, Cap: -1, Freeze: commerce.FreezeHold})
	r.counted(g, 9)
	r.shows(g, 5, 9)
	r.rule(view.StockRule{StoreID: store, SKU: g.SKU, Cap: -1})
	r.shows(g, 9)
}

// TestWhoseBufferCounts: the SKU's own rule, else the largest of its tags, else the larger of the store's two.
func TestWhoseBufferCounts(t *testing.T) {
	r := newRigOf(t, 4, func(s *settings.Store) {
		s.StockBuffer, s.BufferShare = 1, 20
		s.TagBuffers = map[string]commerce.Buffer{"fragile": {Percent: 50}, "dear": {Units: 3}, "free": {}}
	})
	g := r.goods[0]
	r.counted(g, 20)
	tag := func(name string, on bool) {
		t.Helper()
		r.write(func(tx *db.Tx) error { return tx.TagSKU(g.SKU, name, on) })
		if err := r.desk.Reckon(t.Context(), []int64{r.id(g)}); err != nil {
			t.Fatal(err)
		}
		r.push()
	}
	is := func(shows int64, from string) {
		t.Helper()
		r.shows(g, shows)
		if l := r.level(r.stores[0], g); l.BufferFrom != from {
			t.Errorf("the buffer is said to be from %q, want %q", l.BufferFrom, from)
		}
	}
	is(16, "") // a fifth of 20
	tag("Fragile", true)
	is(10, "tag fragile")
	tag("dear", true)
	is(10, "tag fragile") // the larger
	r.counted(g, 4)
	is(1, "tag dear") // now three units are more than half
	r.rule(view.StockRule{SKU: g.SKU, Buffer: "0", Cap: -1})
	is(4, "sku")
	r.rule(view.StockRule{SKU: g.SKU, Buffer: "25%", Cap: 2})
	is(2, "sku")
	r.rule(view.StockRule{SKU: g.SKU, Cap: -1})
	tag("dear", false)
	tag("fragile", false)
	tag("free", true)
	is(4, "tag free") // a tag may keep back nothing where the store would
	tag("free", false)
	is(3, "")
}

// TestBufferFollowsTheDelay: 30 an hour and four minutes make four units in three stores, up to what the store allows; once writes take no
// time again, the base buffer is back.
func TestBufferFollowsTheDelay(t *testing.T) {
	r := newRigOf(t, 4, func(s *settings.Store) { s.AutoBuffer, s.StockBuffer = 3, 1 })
	free := r.stores[2]
	r.write(func(tx *db.Tx) error {
		return tx.ChangeSettings(free, func(s settings.Store) (settings.Store, error) { s.AutoBuffer = 10; return s, nil })
	})
	g := r.goods[0]
	for day := range int64(4) { // 180 sold in each of four parts of a day
		r.order(r.stores[0], day+1, commerce.OrderCancelled, r.id(g), g.SKU, 180)
	}
	r.counted(g, 40)
	r.shows(g, 39)
	slow := func(units int, delay time.Duration) {
		t.Helper()
		for i, other := range r.goods {
			if err := r.sim.Brightpearl.SetStock(other.SKU, world.MainWarehouse, units+i); err != nil {
				t.Fatal(err)
			}
		}
		r.advance(time.Second)
		r.learn()
		r.advance(delay)
		r.push()
		if err := r.desk.Reckon(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		r.push()
	}
	slow(50, 4*time.Minute)
	r.shows(g, 47, 47, 46)
	if l := r.level(free, g); l.BufferFrom != "delay" || l.Terms.Buffer != 4 {
		t.Errorf("the buffer is %d, from %q", l.Terms.Buffer, l.BufferFrom)
	}
	r.advance(25 * time.Hour)
	slow(60, 0)
	r.shows(g, 59)
	if l := r.level(free, g); l.BufferFrom != "" {
		t.Errorf("the buffer is still from %q", l.BufferFrom)
	}
}

// TestPreviewIsWhatHappens draws rules, previews them and sets them: the figures of the preview are those that follow.
func TestPreviewIsWhatHappens(t *testing.T) {
	r := newRigOf(t, 4)
	r.run()
	rng := rand.New(rand.NewPCG(8, 1))
	effective := func(l db.Level) int64 {
		if l.State == commerce.LevelHeld {
			return l.Published
		}
		return l.Wanted
	}
	for range 40 {
		r.counted(r.goods[rng.IntN(4)], rng.IntN(15))
		var rules []view.StockRule
		for _, g := range r.goods[:1+rng.IntN(3)] {
			rule := view.StockRule{SKU: g.SKU, Cap: rng.Int64N(6) - 1}
			rule.StoreID = append(r.stores, 0)[rng.IntN(4)]
			rule.Buffer = []string{"", "2", "40%"}[rng.IntN(3)]
			rule.Freeze = []commerce.Freeze{"", "", commerce.FreezeHold, commerce.FreezeAtZero}[rng.IntN(4)]
			rules = append(rules, rule)
		}
		if rng.IntN(8) == 0 {
			rules = []view.StockRule{{StoreID: r.stores[0], Cap: -1, Freeze: []commerce.Freeze{"", commerce.FreezeAtZero}[rng.IntN(2)]}}
		}
		preview, err := r.desk.PreviewRules(t.Context(), rules)
		if err != nil {
			t.Fatal(err)
		}
		before, err := r.db.Levels(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		r.rule(rules...)
		var did view.Preview
		would := map[view.LevelKey]int64{}
		for _, row := range preview.Changes {
			would[row.Key()] = row.Would.Publish()
		}
		for _, was := range before {
			now, _, err := r.db.Level(t.Context(), was.Store, was.ProductID, 0)
			if err != nil {
				t.Fatal(err)
			}
			diff := effective(now) - effective(was)
			did.Units += diff
			switch {
			case diff > 0:
				did.Up++
			case diff < 0:
				did.Down++
				if effective(now) == 0 {
					did.ToZero++
				}
			}
			to, listed := would[view.LevelKey{Store: was.Store, ProductID: was.ProductID}]
			if diff != 0 && !listed || listed && now.State != commerce.LevelHeld && now.Wanted != to {
				t.Errorf("%+v: %s of store %d went from %d to %d; the preview said %d (listed %t)", rules, was.SKU, was.Store, effective(was), effective(now), to, listed)
			}
			if got := r.stock(was.Store, was.SKU); got != effective(now) {
				t.Errorf("%+v: store %d shows %d of %s, want %d", rules, was.Store, got, was.SKU, effective(now))
			}
		}
		if did.Up != preview.Up || did.Down != preview.Down || did.ToZero != preview.ToZero || did.Units != preview.Units {
			t.Errorf("%+v: the preview said %d up, %d down, %d to zero, %d units; it was %d, %d, %d, %d", rules, preview.Up, preview.Down,
				preview.ToZero, preview.Units, did.Up, did.Down, did.ToZero, did.Units)
		}
	}
}
