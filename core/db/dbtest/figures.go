package dbtest

import (
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/view"
)

func storesAreShown(t *testing.T, w *World) {
	queue(w)
	shelf(w)
	w.Listing(w.Garden, 90, "ODD", commerce.NearMatch, 0, 1, nil)
	w.Listing(w.Garden, 91, "PARENT", commerce.ParentListing, 0, 0, nil)
	w.Order(w.Garden, "7", "Anyone", 60_00, 3*24*time.Hour)
	w.Order(w.Garden, "8", "Anyone", 500_00, 20*24*time.Hour)
	w.Order(w.Garden, "9", "Anyone", 900_00, 200*24*time.Hour)
	w.Write(func(tx *db.Tx) error {
		if err := tx.Raise(db.Problem{Key: "a", Severity: "attention", Store: w.Garden, Title: "Drift", Text: "d", Fix: "f"}); err != nil {
			return err
		}
		return tx.Raise(db.Problem{Key: "b", Severity: "error", Store: w.Garden, Title: "The brake stopped a push", Text: "d", Fix: "f"})
	})
	cards := must[[]view.StoreCard](t)(w.DB.StoreCards(w.ctx))
	if len(cards) != 3 || cards[0].Name != "Garden" || cards[1].Channel != "EKM Kitchen" || cards[2].Channel != "" || cards[2].State != commerce.StoreSetup {
		t.Fatalf("cards are %+v", cards)
	}
	g := cards[0]
	placed := 0
	for _, n := range g.Orders24h {
		placed += n
	}
	if placed != 4 || g.Orders24h[22] != 1 || g.Orders24h[21] != 1 {
		t.Errorf("orders by hour are %v", g.Orders24h)
	}
	// Two orders of today and three older ones wait; one level is queued.
	if g.Due != 6 || g.Matched != 4 || g.Listings != 5 || g.Problem != "The brake stopped a push" {
		t.Errorf("due %d, matched %d of %d, problem %q", g.Due, g.Matched, g.Listings, g.Problem)
	}
	if !g.LastStockAt.Equal(Start) || !g.LastContactAt.Equal(Start) || !cards[1].LastStockAt.IsZero() {
		t.Errorf("times are %v, %v", g.LastStockAt, g.LastContactAt)
	}
	sales := must[[]view.SalesRow](t)(w.DB.Sales(w.ctx))
	// Garden today: 92.95, 20.00 and the excluded 19.00, without the cancelled 5.00. Kitchen: 142.30; 29.10 was yesterday.
	if s := sales[0]; s.Orders != 3 || s.Today != 131_95 || s.Week != 191_95 || s.Month != 691_95 || s.TaxToday == 0 || s.Currency != "GBP" {
		t.Errorf("Garden's sales are %+v", s)
	}
	if s := sales[1]; s.Orders != 1 || s.Today != 142_30 || s.Week != 171_40 {
		t.Errorf("Kitchen's sales are %+v", s)
	}
	if s := sales[2]; s.Store != "Paws" || s.Month != 0 || s.Orders != 0 {
		t.Errorf("Paws sold %+v", s)
	}
}

func overviewAddsUp(t *testing.T, w *World) {
	queue(w)
	shelf(w)
	w.Listing(w.Garden, 90, "ODD", commerce.NearMatch, 0, 1, nil)
	o := must[view.Overview](t)(w.DB.Overview(w.ctx, 0))
	if o.Placed != 5 || o.Placed != o.Posted+o.Waiting+o.Held+o.Excluded || o.Posted != 1 || o.Waiting != 2 || o.Held != 0 || o.Excluded != 2 {
		t.Errorf("today's orders are %d = %d + %d + %d + %d", o.Placed, o.Posted, o.Waiting, o.Held, o.Excluded)
	}
	if o.PlacedMoney != 279_25 || o.HeldMoney != 29_10 || o.Currency != "GBP" {
		t.Errorf("placed %d, held %d %s", o.PlacedMoney, o.HeldMoney, o.Currency)
	}
	if !o.OldestUnposted.Equal(Start.Add(-26*time.Hour)) || !o.LastPosted.Equal(Start) || o.OrderDelayP95 != time.Hour {
		t.Errorf("oldest unposted %v, last posted %v, delay %v", o.OldestUnposted, o.LastPosted, o.OrderDelayP95)
	}
	if len(o.OrderDelays) != 24 || o.OrderDelays[23] != 3600 || o.OrderDelays[0] != 0 {
		t.Errorf("delays by hour are %v", o.OrderDelays)
	}
	// Three SKUs are listed with 30 and have 6 on hand; the one in step shows 4 of its 6.
	if o.ExposedSKUs != 3 || o.ExposedUnits != 72 || o.ExposedMoney != 72*12_99 || o.Drift != 1 {
		t.Errorf("exposed %d units of %d SKUs worth %d, drift %d", o.ExposedUnits, o.ExposedSKUs, o.ExposedMoney, o.Drift)
	}
	if o.Unmatched != 1 || o.Listings != 5 {
		t.Errorf("%d of %d listings have no product", o.Unmatched, o.Listings)
	}
	if k := must[view.Overview](t)(w.DB.Overview(w.ctx, w.Kitchen)); k.Placed != 1 || k.ExposedUnits != 0 || k.Listings != 0 || k.HeldMoney != 29_10 {
		t.Errorf("Kitchen alone is %+v", k)
	}
}

func statusAddsUp(t *testing.T, w *World) {
	queue(w)
	shelf(w)
	w.Listing(w.Garden, 91, "PARENT", commerce.ParentListing, 0, 0, nil)
	w.Write(func(tx *db.Tx) error {
		return tx.CountAccountTraffic(db.Traffic{Made: 29, Throttled: 2, Remaining: 171, LastContact: w.Clock.Now()})
	})
	// An order of before the store went live: the time until then does not count.
	old := w.Order(w.Garden, "1", "Anyone", 10_00, 30*24*time.Hour)
	w.Post(old, 208_009)
	w.Clock.Set(Start.Add(30 * time.Second))
	w.Sent(w.Garden, 3)
	s := must[view.Status](t)(w.DB.Status(w.ctx))
	if b := s.Brightpearl; b.Account != "acme" || !b.Connected || b.RequestsRemaining != 171 || b.RequestsMade != 29 || b.Throttled != 2 {
		t.Errorf("the account is %+v", b)
	}
	g, k := s.Stores[0], s.Stores[1]
	if want := (view.OrderCounts{Placed: 5, Posted: 1, Waiting: 2, Held: 0, Excluded: 2}); g.Orders != want {
		t.Errorf("Garden's orders are %+v, want %+v", g.Orders, want)
	}
	if want := (view.OrderCounts{Placed: 2, Posted: 1, Held: 1}); k.Orders != want {
		t.Errorf("Kitchen's orders are %+v, want %+v", k.Orders, want)
	}
	if want := (view.LinkCounts{Matched: 4}); g.SKUs != want {
		t.Errorf("Garden's SKUs are %+v, want %+v", g.SKUs, want)
	}
	if want := (view.LevelCounts{Managed: 4, Queued: 0, Written: 3, Drift: 1}); g.Stock != want {
		t.Errorf("Garden's stock is %+v, want %+v", g.Stock, want)
	}
	if g.Requests != (view.RequestCounts{Made: 10, Throttled: 1}) || g.State != "live" || s.Stores[2].State != "setup" {
		t.Errorf("requests %+v, states %s and %s", g.Requests, g.State, s.Stores[2].State)
	}
	if g.Delay.OrdersP95 != 48*3600 || k.Delay.OrdersP50 != 3600 || g.Delay.StockP50 != 0 || g.Delay.StockP95 != 30 {
		t.Errorf("delays are %+v and %+v", g.Delay, k.Delay)
	}
}

func statusFindsItsWord(t *testing.T, w *World) {
	want := func(word, when string) {
		t.Helper()
		if s := must[view.Status](t)(w.DB.Status(w.ctx)); s.State != word {
			t.Errorf("%s: %q, want %q", when, s.State, word)
		}
	}
	want("ok", "right after a sync that left nothing")
	id := w.Order(w.Garden, "1", "Anyone", 10_00, time.Hour)
	want("working", "an order waits")
	w.Clock.Set(Start.Add(6 * time.Minute))
	want("unknown", "an order waits and no store was heard for six minutes")
	w.contact()
	want("working", "the stores were heard again")
	w.Hold(id, "SB-ORD-104", "Tax")
	want("attention", "the order is held")
	w.Post(id, 5)
	want("ok", "the order is posted")
	w.Listing(w.Garden, 1, "TWICE", commerce.Duplicate, 0, 1, nil)
	want("attention", "a duplicate with stock on")
	w.Write(func(tx *db.Tx) error { return tx.SetSwitches(w.Garden, db.Switches{Orders: true}) })
	want("ok", "the same duplicate with stock off")
	w.Write(func(tx *db.Tx) error {
		return tx.Raise(db.Problem{Key: "p", Severity: "attention", Title: "t", Text: "t", Fix: "f"})
	})
	want("attention", "an open problem")
	w.Write(func(tx *db.Tx) error { return tx.Heal("p") })
	want("ok", "the problem healed")
	w.Write(func(tx *db.Tx) error { return tx.SetStoreSignedOut(w.Kitchen) })
	want("attention", "a sign-in is needed")
	w.Write(func(tx *db.Tx) error {
		if err := tx.RemoveStore(w.Kitchen); err != nil {
			return err
		}
		if err := tx.PauseStore(w.Paws, time.Time{}); err != nil {
			return err
		}
		return tx.PauseStore(w.Garden, w.Clock.Now().Add(time.Minute))
	})
	want("paused", "every store is paused")
	w.Clock.Set(Start.Add(8 * time.Minute))
	want("ok", "a pause ran out by itself")
}
