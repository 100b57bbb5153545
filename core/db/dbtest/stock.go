package dbtest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

func linksAreListed(t *testing.T, w *World) {
	w.Product(501, "GDN-HOS")
	w.Product(502, "GDN-SEC")
	w.Product(503, "ONLY-BP")
	w.Stock(501, map[int64]int64{mainWarehouse: 12, unit4: 2, returns: 40})
	w.Stock(502, map[int64]int64{mainWarehouse: 5, returns: 40})
	w.Listing(w.Garden, 1, "GDN-HOS", commerce.Matched, 501, 9, &commerce.Terms{OnHand: 14, Buffer: 2})
	w.Listing(w.Garden, 2, "GDN-SEC", commerce.Matched, 502, 3, nil)
	w.Listing(w.Garden, 3, "GDN-HOS-25", commerce.NearMatch, 0, 4, nil)
	w.Listing(w.Kitchen, 3, "GDN-HOS-25", commerce.EKMOnly, 0, 4, nil)
	w.Listing(w.Garden, 4, "PARENT", commerce.ParentListing, 0, 0, nil)
	w.Listing(w.Kitchen, 5, "", commerce.WithoutSKU, 0, 1, nil)
	w.Write(func(tx *db.Tx) error {
		return tx.SaveLinks([]db.Link{{Store: w.Garden, ProductOnly: 503, SKU: "ONLY-BP", State: commerce.BrightpearlOnly}}, nil)
	})
	w.Order(w.Garden, "1", "Anyone", 10_00, time.Hour, "GDN-HOS-25", "GDN-HOS")

	skus := func(f view.Filter, win view.Window, total int) []string {
		t.Helper()
		p, err := w.DB.LinkPage(w.ctx, f, win)
		out := []string{}
		for _, l := range page(t, p, err, total) {
			out = append(out, fmt.Sprintf("%s/%s", l.SKU, l.Store))
		}
		return out
	}
	all := []string{"/Kitchen", "GDN-HOS/Garden", "GDN-HOS-25/Garden", "GDN-HOS-25/Kitchen", "GDN-SEC/Garden", "ONLY-BP/Garden"}
	// Engines may order dashes differently; what matters is that nothing is lost and parents are not shown.
	got := skus(view.Filter{}, view.Window{}, 6)
	slices.Sort(all)
	if sorted := slices.Sorted(slices.Values(got)); !slices.Equal(sorted, all) {
		t.Errorf("links are %v, want %v", got, all)
	}
	tabs := must[map[string]int](t)(w.DB.LinkTabs(w.ctx, 0))
	for tab, n := range map[string]int{"all": 6, "unmatched": 3, "matched": 2, "near_match": 1, "ekm_only": 1, "no_sku": 1, "brightpearl_only": 1, "duplicate": 0} {
		if tabs[tab] != n {
			t.Errorf("tab %s counts %d, want %d", tab, tabs[tab], n)
		}
		skus(view.Filter{Tab: tab}, view.Window{}, n)
	}
	if _, parents := tabs["parent"]; parents {
		t.Error("parents are counted")
	}
	// Four units each of the code that is nobody's, and one of the listing without a code.
	for store, units := range map[commerce.StoreID]commerce.Pence{w.Garden: 4, w.Kitchen: 5} {
		for currency, money := range must[map[string]commerce.Pence](t)(w.DB.UnmanagedStock(w.ctx, store)) {
			if money != units*12_99 {
				t.Errorf("store %d shows %d %s of stock that is not managed, want %d units at 12.99", store, money, currency, units)
			}
		}
	}
	if len(must[map[string]commerce.Pence](t)(w.DB.UnmanagedStock(w.ctx, w.Garden))) != 1 {
		t.Error("the stock that is not managed is worth nothing")
	}
	for name, c := range map[string]struct {
		filter view.Filter
		want   []string
	}{
		"costs money now": {view.Filter{Tab: "costs"}, []string{"GDN-HOS-25/Garden"}},
		"part of a SKU":   {view.Filter{Text: "hos-25", Store: w.Kitchen}, []string{"GDN-HOS-25/Kitchen"}},
		"product's name":  {view.Filter{Text: "product only"}, []string{"ONLY-BP/Garden"}},
		"listing's name":  {view.Filter{Text: "listing gdn-sec"}, []string{"GDN-SEC/Garden"}},
		"several states":  {view.Filter{States: []string{"no_sku", "brightpearl_only"}}, []string{"/Kitchen", "ONLY-BP/Garden"}},
	} {
		if got := skus(c.filter, view.Window{}, len(c.want)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	for _, column := range []string{"state", "sku", "name", "store", "on_hand", "listed"} {
		up, down := skus(view.Filter{}, view.Window{Sort: column}, 6), skus(view.Filter{}, view.Window{Sort: column, Desc: true}, 6)
		slices.Reverse(down)
		if !slices.Equal(up, down) {
			t.Errorf("by %s: %v upwards, %v downwards", column, up, down)
		}
	}
	rows := map[string]view.LinkRow{}
	win := view.Window{Limit: 1}
	for {
		p, err := w.DB.LinkPage(w.ctx, view.Filter{Store: w.Garden}, win)
		r := page(t, p, err, 4)[0]
		rows[r.SKU] = r
		if win.After = p.Next; p.Next == "" {
			break
		}
	}
	if r := rows["GDN-HOS"]; r.OnHand != 14 || !r.HasOnHand || r.Listed != 9 || r.HasPublished || r.OpenOrderRows != 1 || r.Name != "Listing GDN-HOS, red" {
		t.Errorf("the managed listing says %+v", r)
	}
	if r := rows["GDN-SEC"]; r.OnHand != 5 || !r.HasOnHand || r.ProductID != 502 {
		t.Errorf("the store does not sell from the returns warehouse, yet its row says %+v", r)
	}
	if r := rows["ONLY-BP"]; r.Name != "Product ONLY-BP" || r.ProductID != 503 || r.HasListed {
		t.Errorf("the product without a listing says %+v", r)
	}
}

// shelf stores four managed SKUs in Garden: one in step, one drifting, one queued and one that EKM refuses.
func shelf(w *World) {
	for i, sku := range []string{"STEP", "DRIFT", "QUEUED", "REFUSED"} {
		id := int64(i + 1)
		w.Product(500+id, sku)
		w.Stock(500+id, map[int64]int64{mainWarehouse: 6})
		w.Listing(w.Garden, id, sku, commerce.Matched, 500+id, 30, &commerce.Terms{OnHand: 6, Buffer: 2})
	}
	w.Sent(w.Garden, 1)
	w.Sent(w.Garden, 2)
	refused := w.Level(w.Garden, 4)
	w.Write(func(tx *db.Tx) error {
		if err := tx.SetListingStock(w.Garden, 2, 0, 30); err != nil {
			return err
		}
		return tx.HoldLevel(refused, fault.Cause{Code: "SB-STK-009", Text: "EKM refuses the figure.", Fix: "Look at the listing."}, true)
	})
}

func levelsAreListed(t *testing.T, w *World) {
	shelf(w)
	skus := func(f view.Filter, win view.Window, total int) []string {
		t.Helper()
		p, err := w.DB.LevelPage(w.ctx, f, win)
		var out []string
		for _, l := range page(t, p, err, total) {
			out = append(out, l.SKU)
		}
		return out
	}
	if got := skus(view.Filter{}, view.Window{}, 4); !slices.Equal(got, []string{"DRIFT", "QUEUED", "REFUSED", "STEP"}) {
		t.Errorf("levels are %v", got)
	}
	tabs := must[map[string]int](t)(w.DB.LevelTabs(w.ctx, w.Garden))
	for tab, want := range map[string][]string{"drift": {"DRIFT"}, "risky": {"DRIFT", "QUEUED", "REFUSED"}, "queued": {"QUEUED"},
		"problems": {"REFUSED"}, "zero": nil} {
		if got := skus(view.Filter{Tab: tab}, view.Window{}, len(want)); !slices.Equal(got, want) || tabs[tab] != len(want) {
			t.Errorf("tab %s shows %v and counts %d, want %v", tab, got, tabs[tab], want)
		}
	}
	for _, column := range []string{"sku", "name", "store", "on_hand", "pending", "wanted", "listed", "written", "state"} {
		up, down := skus(view.Filter{}, view.Window{Sort: column}, 4), skus(view.Filter{}, view.Window{Sort: column, Desc: true}, 4)
		slices.Reverse(down)
		if !slices.Equal(up, down) {
			t.Errorf("by %s: %v upwards, %v downwards", column, up, down)
		}
	}
	skus(view.Filter{Text: "listing ref"}, view.Window{}, 1)
	skus(view.Filter{Code: "SB-STK-009", States: []string{"failed"}}, view.Window{}, 1)
	skus(view.Filter{Store: w.Kitchen}, view.Window{}, 0)
	p, err := w.DB.LevelPage(w.ctx, view.Filter{Tab: "drift"}, view.Window{})
	if d := page(t, p, err, 1)[0]; d.Listed != 30 || d.Published != 4 || !d.HasPublished || d.Wanted != 4 || !d.WrittenAt.Equal(Start) || d.Price != 12_99 {
		t.Errorf("the drifting level says %+v", d)
	}
}

func figureIsExplained(t *testing.T, w *World) {
	w.Product(501, "KIT-TWL")
	w.Stock(501, map[int64]int64{mainWarehouse: 12, unit4: 2, returns: 40})
	w.Listing(w.Garden, 1, "KIT-TWL", commerce.Matched, 501, 9, &commerce.Terms{OnHand: 14, Pending: 4, Buffer: 1})
	w.Listing(w.Kitchen, 8, "KIT-TWL", commerce.Matched, 501, 9, &commerce.Terms{OnHand: 12, Pending: 4})
	for i, number := range []string{"20418", "20421", "20430"} {
		id := w.Order(w.Kitchen, number, "Anyone", 10_00, time.Duration(i)*time.Hour)
		w.Write(func(tx *db.Tx) error {
			return tx.SaveRows(id, []db.OrderRow{{Kind: "goods", SKU: "KIT-TWL", StockedID: 501, Wanted: 2, Settled: number == "20430"}})
		})
		if number == "20418" {
			w.Hold(id, "SB-ORD-104", "Tax rate 7 is not mapped.")
		}
	}
	w.Write(func(tx *db.Tx) error {
		return tx.Log(db.Activity{Store: w.Garden, Kind: "stock", Ref: fmt.Sprintf("sku:%d:KIT-TWL", w.Garden), Text: "Shows 9"})
	})
	all := must[[]view.Explanation](t)(w.DB.Explain(w.ctx, " KIT-TWL ", 0))
	if len(all) != 2 || all[0].Store != "Garden" || all[1].Store != "Kitchen" {
		t.Fatalf("explained %+v", all)
	}
	e := all[0]
	var onHand, pending int64
	for _, u := range e.Warehouses {
		if u.Counts {
			onHand += u.OnHand
		}
	}
	for _, o := range e.Orders {
		pending += o.Units
	}
	if onHand != e.Terms.OnHand || pending != e.Terms.Pending || onHand-pending-e.Terms.Buffer != e.Wanted {
		t.Errorf("the terms do not add up: %d on hand, %d pending, %+v", onHand, pending, e.LevelRow)
	}
	if len(e.Warehouses) != 3 || e.Warehouses[0].Name != "Main" || e.Warehouses[1].Name != "Unit 4" || e.Warehouses[2].Counts || e.Warehouses[2].Name != "Warehouse 9" {
		t.Errorf("warehouses are %+v", e.Warehouses)
	}
	if len(e.Orders) != 2 || e.Orders[0].Number != "20421" || e.Orders[1].State != commerce.OrderHeld {
		t.Errorf("pending orders, oldest first, are %+v", e.Orders)
	}
	if len(e.History) != 1 || len(all[1].History) != 0 {
		t.Errorf("the history belongs to one store: %+v, %+v", e.History, all[1].History)
	}
	if none := must[[]view.Explanation](t)(w.DB.Explain(w.ctx, "KIT-TWL", w.Paws)); len(none) != 0 {
		t.Errorf("a store without the SKU explains %+v", none)
	}
}

func bundleIsExplained(t *testing.T, w *World) {
	w.Product(601, "CUP")
	w.Product(602, "PLATE")
	w.Stock(601, map[int64]int64{mainWarehouse: 9, unit4: 4})
	w.Stock(602, map[int64]int64{mainWarehouse: 3})
	w.Write(func(tx *db.Tx) error {
		return tx.SaveProducts(1, []db.Product{{ID: 600, SKU: "SET", Name: "Tea set", Status: "LIVE", Bundle: true,
			Components: []commerce.Component{{ProductID: 601, Quantity: 2}, {ProductID: 602, Quantity: 1}}}})
	})
	w.Listing(w.Garden, 1, "SET", commerce.Matched, 600, 3, &commerce.Terms{OnHand: 3})
	e := must[[]view.Explanation](t)(w.DB.Explain(w.ctx, "SET", w.Garden))[0]
	if !e.Bundle || len(e.Warehouses) != 2 || e.Warehouses[0].OnHand != 3 || e.Warehouses[1].OnHand != 0 {
		t.Errorf("three sets can be made in Main and none in Unit 4, not %+v", e.Warehouses)
	}
}

// lateAnswersChangeNothing: what a store showed before a newer write, and what Brightpearl had before a reservation of our own, is neither
// taken for news.
func lateAnswersChangeNothing(t *testing.T, w *World) {
	shelf(w)
	old := w.Level(w.Garden, 1)
	w.Clock.Set(Start.Add(time.Minute))
	w.Write(func(tx *db.Tx) error {
		now := old
		now.Wanted, now.Terms.OnHand = 2, 4
		if err := tx.WantLevel(now); err != nil {
			return err
		}
		return tx.LevelSent(old, 2, old.Rev+1)
	})
	told := w.Level(w.Garden, 1)
	w.Clock.Set(Start.Add(2 * time.Minute))
	w.Write(func(tx *db.Tx) error {
		if err := tx.LevelSeen(old, Start.Add(time.Hour)); err != nil {
			return err
		}
		return tx.LevelUnseen(old, Start.Add(time.Hour))
	})
	if got := w.Level(w.Garden, 1); got != told || got.Published != 2 || got.Listed != 2 || !got.ReadBackAt.Before(got.WrittenAt) {
		t.Errorf("an answer of before the write leaves %+v, want %+v", got, told)
	}
	w.Write(func(tx *db.Tx) error { return tx.LevelAstray(told, 1, Start.Add(time.Hour), false) })
	if got := w.Level(w.Garden, 1); got.Misses != 0 || got.Listed != 1 {
		t.Errorf("a difference that is no miss leaves %+v", got)
	}
	w.Write(func(tx *db.Tx) error { return tx.LevelAstray(told, 1, Start.Add(time.Hour), true) })
	if got := w.Level(w.Garden, 1); got.Misses != 1 {
		t.Errorf("a miss leaves %+v", got)
	}
	w.Write(func(tx *db.Tx) error { return tx.LevelSeen(told, Start.Add(time.Hour)) })
	if got := w.Level(w.Garden, 1); got.Misses != 0 || got.Listed != 2 || !got.ReadBackAt.Equal(w.Clock.Now()) {
		t.Errorf("an answer after the write leaves %+v", got)
	}

	w.Product(701, "LATE")
	w.Stock(701, map[int64]int64{unit4: 3}) // none in the main warehouse, so it is not named
	asked := w.Clock.Now()
	w.Clock.Set(asked.Add(time.Second))
	w.Write(func(tx *db.Tx) error { return tx.TakeStock(701, mainWarehouse, 2) })
	w.Write(func(tx *db.Tx) error {
		stale, err := tx.SaveStock(asked, []int64{701}, []db.Stock{{ProductID: 701, WarehouseID: mainWarehouse, InStock: 5, OnHand: 5}})
		if !slices.Equal(stale, []int64{701}) {
			t.Errorf("an answer of before the reservation leaves %v to be read again", stale)
		}
		return err
	})
}

func brakesAreKept(t *testing.T, w *World) {
	shelf(w)
	l := w.Level(w.Garden, 1)
	stopped := []db.Braked{{Store: w.Garden, ProductID: 1, Product: 501, SKU: "STEP", Terms: l.Terms, Why: "zero"},
		{Store: w.Garden, ProductID: 2, Product: 502, SKU: "DRIFT", Wanted: 900, Terms: l.Terms, Why: "wild"}}
	is := func(want string, left int) {
		t.Helper()
		rows := must[[]db.Braked](t)(w.DB.Braked(w.ctx, w.Garden))
		if why := must[string](t)(w.DB.Brake(w.ctx, w.Garden)); why != want || len(rows) != left {
			t.Errorf("the brake is on for %q and stops %+v; want %q and %d", why, rows, want, left)
		}
	}
	is("", 0)
	w.Write(func(tx *db.Tx) error { return tx.SaveBrake(w.Garden, "zero", 4, stopped) })
	is("zero", 2)
	b := must[[]view.Brake](t)(w.DB.Brakes(w.ctx))
	if len(b) != 1 || b[0].SKUs != 2 || b[0].Zeroed != 1 || b[0].Wild != 1 || b[0].UnitsOff != 4 || b[0].UnitsUp != 896 || b[0].Shown != 4 {
		t.Errorf("the brakes are %+v", b)
	}
	w.Write(func(tx *db.Tx) error {
		left, err := tx.Unbrake(w.Garden, []db.Place{{ProductID: 2}})
		if left != 1 {
			t.Errorf("%d are left", left)
		}
		return err
	})
	is("zero", 1)
	w.Write(func(tx *db.Tx) error { _, err := tx.Unbrake(w.Garden, nil); return err })
	is("", 0)
}
