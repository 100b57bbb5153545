package dbtest

import (
	"math"
	"slices"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

// exposureIsWeighed follows a sum that can be done by hand: 4 on hand and four stores that show 4 each are 12 units too many; 6 sold in
// an hour times a stock delay of 90 s are 0.15 expected sales.
func exposureIsWeighed(t *testing.T, w *World) {
	w.Product(501, "KIT-MUG")
	w.Stock(501, map[int64]int64{mainWarehouse: 4})
	four := []commerce.StoreID{w.Garden, w.Kitchen, w.Paws, w.store("Barn", 0)}
	for i, id := range four {
		w.Listing(id, int64(i+1), "KIT-MUG", commerce.Matched, 501, 4, &commerce.Terms{OnHand: 4})
	}
	for n := range 72 { // two units each: 144 in 24 hours
		w.Order(w.Garden, string(rune('A'+n%26))+string(rune('A'+n/26)), "Anyone", 10_00, time.Duration(n)*15*time.Minute, "KIT-MUG")
	}
	w.Clock.Set(Start.Add(90 * time.Second))
	for i, id := range four {
		w.Sent(id, int64(i+1))
	}
	if err := w.DB.Sample(w.ctx); err != nil {
		t.Fatal(err)
	}
	o := must[view.Overview](t)(w.DB.Overview(w.ctx, 0))
	if o.ExposedUnits != 12 || o.SoldPerHour != 6 || o.StockDelayP95 != 90*time.Second || math.Abs(o.ExpectedInDelay()-0.15) > 0.001 || o.SoldAt.IsZero() {
		t.Errorf("exposed %d, %v sold an hour, delay %v, expected %v", o.ExposedUnits, o.SoldPerHour, o.StockDelayP95, o.ExpectedInDelay())
	}
	if o.RiskUnits != 0 || o.RiskSKU != "" {
		t.Errorf("all stores show what they should, yet %d units of %q are shown too high", o.RiskUnits, o.RiskSKU)
	}
	// A store alone lists no more than is free.
	if g := must[view.Overview](t)(w.DB.Overview(w.ctx, w.Garden)); g.ExposedUnits != 0 || g.SoldPerHour != 0 {
		t.Errorf("Garden alone has %d units exposed and sells %v an hour of them", g.ExposedUnits, g.SoldPerHour)
	}
	w.Clock.Set(Start.Add(5 * time.Hour))
	if o := must[view.Overview](t)(w.DB.Overview(w.ctx, 0)); !o.SoldAt.IsZero() {
		t.Error("a rate of hours ago is told as if it were of now")
	}
}

// samplesAreKept: an hour keeps the most units that were shown too high, and what is old goes.
func samplesAreKept(t *testing.T, w *World) {
	sample := func() {
		t.Helper()
		if err := w.DB.Sample(w.ctx); err != nil {
			t.Fatal(err)
		}
	}
	last := func(store commerce.StoreID, days int) view.TrendPoint {
		t.Helper()
		points := must[view.Trend](t)(w.DB.Trend(w.ctx, store, days)).Points
		return points[len(points)-1]
	}
	if p := last(0, 1); p.Sampled {
		t.Error("an hour counts as sampled before anybody looked")
	}
	sample()
	if p := last(0, 1); !p.Sampled || p.Units != 0 {
		t.Errorf("a quiet hour says %+v", p)
	}
	shelf(w)
	sample()
	o := must[view.Overview](t)(w.DB.Overview(w.ctx, 0))
	// DRIFT, QUEUED and REFUSED show 30 and should show 4.
	if o.RiskUnits != 78 || o.RiskSKUs != 3 || o.RiskMoney != 78*12_99 || o.RiskSKU != "DRIFT" {
		t.Errorf("%d units of %d SKUs worth %d are too many, the worst is %q", o.RiskUnits, o.RiskSKUs, o.RiskMoney, o.RiskSKU)
	}
	w.Write(func(tx *db.Tx) error { return tx.SetListingStock(w.Garden, 3, 0, 4) })
	w.Clock.Set(Start.Add(20 * time.Minute))
	sample()
	if p := last(w.Garden, 1); p.Units != 78 || p.Money != 78*12_99 {
		t.Errorf("the hour had 78 units at most, it says %+v", p)
	}
	if p := last(w.Kitchen, 1); !p.Sampled || p.Units != 0 {
		t.Errorf("Kitchen's hour says %+v", p)
	}
	w.Clock.Set(Start.Add(time.Hour))
	sample()
	if p := last(0, 1); p.Units != 52 {
		t.Errorf("the next hour has 52, it says %+v", p)
	}
	if p := last(0, 7); p.Units != 78 {
		t.Errorf("the day had 78 at most, it says %+v", p)
	}
	w.Clock.Set(Start.AddDate(0, 0, 41))
	sample()
	if old := must[view.Trend](t)(w.DB.Trend(w.ctx, 0, 60)).Points; slices.ContainsFunc(old[:50], func(p view.TrendPoint) bool { return p.Sampled }) {
		t.Error("a sample of 41 days ago is still there")
	}
}

// daysAddUp: sales and trends by days that begin at local midnight, also where the clocks change.
func daysAddUp(t *testing.T, w *World) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Skip("this computer has no zones")
	}
	now := time.Date(2026, 10, 26, 9, 20, 0, 0, london)
	w.Clock.Set(now)
	order := func(store commerce.StoreID, number string, total commerce.Pence, day, hour int) commerce.OrderID {
		return w.Order(store, number, "Anyone", total, Start.Sub(time.Date(2026, 10, day, hour, 30, 0, 0, london)))
	}
	order(w.Garden, "1", 6_00, 24, 23)
	order(w.Garden, "2", 12_00, 25, 0) // half past eleven of the 24th in UTC
	order(w.Garden, "3", 24_00, 25, 23)
	posted := order(w.Garden, "4", 48_00, 26, 0)
	order(w.Kitchen, "5", 96_00, 26, 9)
	gone := order(w.Kitchen, "6", 500_00, 26, 9)
	w.Write(func(tx *db.Tx) error {
		return tx.Advance(gone, db.Progress{Stage: commerce.Received, State: commerce.OrderCancelled})
	})
	w.Post(posted, 208_001)
	rows := must[[]view.SalesDay](t)(w.DB.SalesDays(w.ctx, now.AddDate(0, 0, -2), 3))
	if len(rows) != 9 || rows[0].Store != "Garden" || !rows[0].Day.Equal(time.Date(2026, 10, 26, 0, 0, 0, 0, london)) {
		t.Fatalf("%d rows, first %+v", len(rows), rows[0])
	}
	var gross []commerce.Pence
	for _, r := range rows {
		gross = append(gross, r.Gross)
	}
	if want := []commerce.Pence{48_00, 96_00, 0, 36_00, 0, 0, 6_00, 0, 0}; !slices.Equal(gross, want) {
		t.Errorf("the days come to %v, want %v", gross, want)
	}
	if r := rows[3]; r.Orders != 2 || r.Tax != 6_00 || r.Currency != "GBP" {
		t.Errorf("Garden's Sunday is %+v", r)
	}
	// Garden went live two days before Start, after the order was placed: until then nobody was there to post it.
	if r := rows[0]; r.Posted != 1 || r.Delay != 0 {
		t.Errorf("Garden's posting is %+v", r)
	}
	week := must[view.Trend](t)(w.DB.Trend(w.ctx, 0, 7))
	if n := len(week.Points); n != 7 || week.Points[6].Orders != 3 || week.Points[5].Orders != 2 || week.Points[4].Orders != 1 || week.Points[0].Orders != 0 {
		t.Errorf("the week is %+v", week.Points)
	}
	today := must[view.Trend](t)(w.DB.Trend(w.ctx, w.Garden, 1))
	if n := len(today.Points); n != 10 || today.Points[0].Orders != 1 || today.Points[9].Orders != 0 {
		t.Errorf("today is %+v", today.Points)
	}
	if all := must[view.Trend](t)(w.DB.Trend(w.ctx, 0, 1)); all.Points[9].Orders != 2 {
		t.Errorf("all of today is %+v", all.Points)
	}
}

// cardsKnowTheirSetup: what a line of Stores says beside its work.
func cardsKnowTheirSetup(t *testing.T, w *World) {
	garden := func() view.StoreCard { return must[[]view.StoreCard](t)(w.DB.StoreCards(w.ctx))[0] }
	if c := garden(); !slices.Equal(c.Warehouses, []string{"Main", "Unit 4"}) || c.OrderPolicy != settings.TextRow || c.SettingsRev != 1 || c.Backlogs != nil {
		t.Errorf("Garden says %+v", c)
	}
	for range 2 { // the second one changes nothing
		w.Write(func(tx *db.Tx) error {
			return tx.ChangeSettings(w.Garden, func(s settings.Store) (settings.Store, error) { return s.Set("stock_buffer", "3") })
		})
	}
	if c := garden(); c.SettingsRev != 2 {
		t.Errorf("after one change the version is %d", c.SettingsRev)
	}
	var ids []commerce.OrderID
	for range 30 {
		ids = append(ids, w.Order(w.Garden, "7", "Anyone", 10_00, time.Hour))
	}
	w.Clock.Set(Start.Add(time.Minute))
	for i, id := range ids[:10] {
		w.Post(id, int64(208_000+i))
	}
	c := garden()
	if len(c.Backlogs) != 1 || c.Backlogs[0] != (view.Backlog{Kind: "orders", Due: 20, Done: 10, Since: c.Backlogs[0].Since}) || !c.Backlogs[0].Since.Equal(Start) {
		t.Errorf("the backlog is %+v", c.Backlogs)
	}
}
