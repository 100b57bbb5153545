package db_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/db/dbtest"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

// BenchmarkPages reads what screens ask for from a large database: a page should take 10 ms at most, figures and counts 50, a search
// 200. Then it asks again while orders and levels are written as fast as they go, and measures these writes alone.
//
//	go test -run '^$' -bench Pages -benchtime 20x ./core/db
func BenchmarkPages(b *testing.B) {
	d := largeWorld(b, 1_000_000, benchProducts)
	questions := append(orderQuestions(d), otherQuestions(d)...)
	for _, q := range questions {
		q.measure(b, q.name)
	}
	while := map[string]bool{"orders/first": true, "orders/offset 500000": true, "orders/todo": true, "orders/text name": true, "orders/tabs": true, "counts": true,
		"overview": true, "status": true}
	ctx, stop := context.WithCancel(b.Context())
	done := make(chan error)
	go func() {
		for n := 1; ; n++ {
			if err := postOrder(ctx, d, n); err != nil {
				done <- err
				return
			}
			if err := sendLevel(ctx, d, n); err != nil {
				done <- err
				return
			}
		}
	}()
	for _, q := range questions {
		if while[q.name] {
			q.measure(b, "while lanes write/"+q.name)
		}
	}
	stop()
	if err := <-done; err != nil && ctx.Err() == nil {
		b.Fatal(err)
	}
	written := 1_000_000
	question{run: func() error { written++; return postOrder(b.Context(), d, written) }}.measure(b, "writes/order posted")
	question{run: func() error { written++; return sendLevel(b.Context(), d, written) }}.measure(b, "writes/level sent")
}

// BenchmarkCataloguePages reads the lists of links and stock figures from a database with a million listings, each with its level: a page
// should take 10 ms at most, a search 200. Some levels are stopped by a brake, frozen or drifting, some codes have rules and tags.
//
//	go test -run '^$' -bench CataloguePages -benchtime 20x ./core/db
func BenchmarkCataloguePages(b *testing.B) {
	d := largeWorld(b, 100_000, 1_000_000/benchStores+1)
	ruled(b, d)
	for _, q := range append(linkQuestions(d), levelQuestions(d)...) {
		q.measure(b, q.name)
	}
}

// ruled puts into a large world what people and the brake say of some of it, and the drift that a patrol found.
func ruled(b *testing.B, d *db.DB) {
	b.Helper()
	var stopped []db.Braked
	if err := d.Write(b.Context(), func(tx *db.Tx) error {
		for n := 1; n <= 2000; n++ {
			sku, at := fmt.Sprintf("SKU-%06d", n*97), db.Place{ProductID: int64(n * 97)}
			if err := tx.SaveStockRule(view.StockRule{SKU: sku, Buffer: "2", Cap: -1}); err != nil {
				return err
			}
			if err := tx.TagSKU(sku, "summer", n%2 == 0); err != nil {
				return err
			}
			if err := tx.SaveLinkRule(view.LinkRule{StoreID: 1, SKU: sku, Means: true, ProductID: at.ProductID}); err != nil {
				return err
			}
			l, _, err := tx.Level(2, at.ProductID, 0)
			if err != nil {
				return err
			}
			switch n % 3 {
			case 0:
				err = tx.LevelDrifts(l, 3)
			case 1:
				err = tx.HoldLevel(l, fault.Cause{Code: "SB-STK-510", Text: "frozen"}, false)
			}
			if err != nil {
				return err
			}
			stopped = append(stopped, db.Braked{ProductID: at.ProductID, Product: at.ProductID, SKU: sku, Why: "zero"})
		}
		return tx.SaveBrake(3, "zero", 300_000, stopped)
	}); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkMigration brings a database of 100,000 orders and 300,000 listings up to date, once for each turn.
func BenchmarkMigration(b *testing.B) {
	for b.Loop() {
		largeWorld(b, 100_000, benchProducts)
	}
}

// question is one thing that a screen or a program asks for.
type question struct {
	name string
	run  func() error
}

func (q question) measure(b *testing.B, name string) {
	b.Run(name, func(b *testing.B) {
		for b.Loop() {
			if err := q.run(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// postOrder takes a new order from the poll to its posting, in the commits of the flow.
func postOrder(ctx context.Context, d *db.DB, n int) error {
	o := commerce.Order{Store: commerce.StoreID(1 + n%benchStores), EKMID: int64(5_000_000 + n), Number: fmt.Sprint(5_000_000 + n), PlacedAt: dbtest.Start, Currency: "GBP",
		Customer: commerce.Customer{FirstName: "Florence", LastName: fmt.Sprint("Newcomer", n)}, Total: commerce.FromPence(1999)}
	var rows []db.OrderRow
	for i := range 2 {
		sku := fmt.Sprintf("SKU-%06d", 1+(n*7+i)%benchProducts)
		o.Lines = append(o.Lines, commerce.Line{ID: int64(i + 1), Code: sku, Quantity: 1})
		rows = append(rows, db.OrderRow{Position: i + 1, Kind: "goods", SKU: sku, ProductID: int64(1 + (n*7+i)%benchProducts), Wanted: 1, TaxCode: "T20"})
	}
	var id commerce.OrderID
	for _, step := range []func(tx *db.Tx) error{
		func(tx *db.Tx) (err error) {
			id, _, err = tx.SaveOrder(o, db.Verdict{State: commerce.OrderWaiting})
			return err
		},
		func(tx *db.Tx) error {
			if err := tx.SaveRows(id, rows); err != nil {
				return err
			}
			return tx.Advance(id, db.Progress{Stage: commerce.MatchedUp, State: commerce.OrderWorking})
		},
		func(tx *db.Tx) error {
			return tx.Advance(id, db.Progress{Stage: commerce.Placed, State: commerce.OrderWorking, SalesOrderID: int64(6_000_000 + n)})
		},
		func(tx *db.Tx) error {
			return tx.Advance(id, db.Progress{Stage: commerce.Verified, State: commerce.OrderPosted, Paid: true})
		},
	} {
		if err := d.Write(ctx, step); err != nil {
			return err
		}
	}
	return nil
}

// sendLevel gives a store a new figure.
func sendLevel(ctx context.Context, d *db.DB, n int) error {
	l, _, err := d.Level(ctx, commerce.StoreID(1+n%benchStores), int64(1+n*13%benchProducts), 0)
	if err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		l.Terms.OnHand = int64(n % 90)
		l.Wanted = l.Terms.Publish()
		if err := tx.WantLevel(l); err != nil {
			return err
		}
		return tx.LevelSent(l, l.Wanted, l.Rev+1)
	})
}

// otherQuestions are those of the screens beside Orders.
func otherQuestions(d *db.DB) []question {
	ctx := context.Background()
	note := func(f view.Filter, win view.Window) func() error {
		return func() error { _, err := d.ShipmentPage(ctx, f, win); return err }
	}
	activity := func(f view.Filter, win view.Window) func() error {
		return func() error { _, err := d.ActivityPage(ctx, f, win); return err }
	}
	return append(append(linkQuestions(d), levelQuestions(d)...), []question{
		{"shipments/first", note(view.Filter{}, view.Window{})},
		{"shipments/todo", note(view.Filter{Tab: "todo"}, view.Window{})},
		{"shipments/text", note(view.Filter{Text: "TRACK777"}, view.Window{})},
		{"shipments/part", note(view.Filter{Tab: "part"}, view.Window{})},
		{"shipments/today", note(view.Filter{Tab: "today"}, view.Window{})},
		{"shipments/told", note(view.Filter{Tab: "told"}, view.Window{})},
		{"shipments/untracked", note(view.Filter{Has: []string{"untracked"}}, view.Window{})},
		{"shipments/drop-ship", note(view.Filter{Has: []string{"drop_ship"}}, view.Window{})},
		{"shipments/cancelled", note(view.Filter{Has: []string{"cancelled"}}, view.Window{})},
		{"shipments/carrier", note(view.Filter{Carrier: "Royal Mail 48"}, view.Window{})},
		{"shipments/tabs", func() error { _, err := d.ShipmentTabs(ctx, 0); return err }},
		{"shipments/carriers", func() error { _, err := d.ShipmentCarriers(ctx); return err }},
		{"activity/first", activity(view.Filter{}, view.Window{})},
		{"activity/store", activity(view.Filter{Store: 3}, view.Window{})},
		{"activity/day", activity(view.Filter{From: dbtest.Start.Add(-24 * time.Hour)}, view.Window{})},
		{"causes", func() error { _, err := d.CausePage(ctx, 0); return err }},
		{"stores", func() error { _, err := d.StoreCards(ctx); return err }},
		{"sales", func() error { _, err := d.Sales(ctx); return err }},
		{"counts", func() error { _, err := d.Counts(ctx, 0); return err }},
		{"overview", func() error { _, err := d.Overview(ctx, 0); return err }},
		{"trend of today", func() error { _, err := d.Trend(ctx, 0, 1); return err }},
		{"trend of 30 days", func() error { _, err := d.Trend(ctx, 0, 30); return err }},
		{"sales of 30 days", func() error { _, err := d.SalesDays(ctx, d.Now().AddDate(0, 0, -29), 30); return err }},
		{"sample", func() error { return d.Sample(ctx) }},
		{"overview of a store", func() error { _, err := d.Overview(ctx, 3); return err }},
		{"status", func() error { _, err := d.Status(ctx); return err }},
	}...)
}

// largeText finds about a thousand codes of a large world.
var largeText = view.Filter{Text: "SKU-01234"}

// linkQuestions are those of SKU match.
func linkQuestions(d *db.DB) []question {
	ctx := context.Background()
	link := func(f view.Filter, win view.Window) func() error {
		return func() error { _, err := d.LinkPage(ctx, f, win); return err }
	}
	return []question{
		{"links/first", link(view.Filter{}, view.Window{})},
		{"links/middle", link(view.Filter{}, view.Window{Offset: 150_000})},
		{"links/state", link(view.Filter{Tab: "near_match"}, view.Window{})},
		{"links/store+state", link(view.Filter{Store: 3, Tab: "matched"}, view.Window{})},
		{"links/costs", link(view.Filter{Tab: "costs"}, view.Window{})},
		{"links/text", link(largeText, view.Window{})},
		{"links/by name", link(view.Filter{Store: 3}, view.Window{Sort: "name"})},
		{"links/by on hand", link(view.Filter{Store: 3}, view.Window{Sort: "on_hand"})},
		{"links/tabs", func() error { _, err := d.LinkTabs(ctx, 0); return err }},
		{"links/by sold", link(view.Filter{Store: 3, Tab: "ekm_only"}, view.Window{Sort: "sold", Desc: true})},
		{"links/asked", link(view.Filter{Has: []string{"asked"}}, view.Window{})},
		{"links/sold", link(view.Filter{Tab: "unmatched", Has: []string{"sold"}}, view.Window{})},
		{"links/stock", link(view.Filter{Tab: "ekm_only", Has: []string{"stock"}}, view.Window{})},
		{"links/chosen", link(view.Filter{Has: []string{"chosen"}}, view.Window{})},
		{"links/of products", func() error { _, err := d.LinksOfProducts(ctx, 3, []int64{100, 20_000}); return err }},
		{"links/kind", link(view.Filter{Code: "case"}, view.Window{})},
	}
}

// levelQuestions are those of Inventory.
func levelQuestions(d *db.DB) []question {
	ctx := context.Background()
	level := func(f view.Filter, win view.Window) func() error {
		return func() error { _, err := d.LevelPage(ctx, f, win); return err }
	}
	return []question{
		{"levels/first", level(view.Filter{}, view.Window{})},
		{"levels/queued", level(view.Filter{Tab: "queued"}, view.Window{})},
		{"levels/drift", level(view.Filter{Tab: "drift"}, view.Window{})},
		{"levels/risky", level(view.Filter{Tab: "risky"}, view.Window{})},
		{"levels/zero", level(view.Filter{Tab: "zero"}, view.Window{})},
		{"levels/text", level(largeText, view.Window{})},
		{"levels/by wanted", level(view.Filter{Store: 3}, view.Window{Sort: "wanted"})},
		{"levels/tabs", func() error { _, err := d.LevelTabs(ctx, 0); return err }},
		{"levels/explain", func() error { _, err := d.Explain(ctx, "SKU-001234", 0); return err }},
		{"levels/drift of a store", level(view.Filter{Store: 2, Tab: "drift"}, view.Window{})},
		{"levels/risky of a store", level(view.Filter{Store: 2, Tab: "risky"}, view.Window{})},
		{"levels/due", func() error { _, err := d.DueLevels(ctx, 2, dbtest.Start, 8); return err }},
		{"levels/pending", func() error { _, err := d.Pending(ctx); return err }},
		{"levels/of products", func() error { _, err := d.LevelsOf(ctx, []int64{100, 20_000}); return err }},
		{"levels/turn", func() error { _, err := d.StalestStock(ctx, 200); return err }},
		{"levels/braked", level(view.Filter{Tab: "braked"}, view.Window{})},
		{"levels/frozen", level(view.Filter{Tab: "frozen"}, view.Window{})},
		{"levels/frozen of a store", level(view.Filter{Store: 2, Tab: "frozen"}, view.Window{})},
		{"levels/problems", level(view.Filter{Tab: "problems"}, view.Window{})},
		{"levels/bundles", level(view.Filter{Has: []string{"bundle"}}, view.Window{})},
		{"levels/exposed", level(view.Filter{Has: []string{"exposed"}}, view.Window{})},
		{"levels/ruled", level(view.Filter{Has: []string{"rule"}}, view.Window{})},
		{"levels/cause", level(view.Filter{Code: "SB-STK-510"}, view.Window{})},
		{"levels/by exposure", level(view.Filter{Store: 3}, view.Window{Sort: "exposure", Desc: true})},
		{"levels/by written", level(view.Filter{}, view.Window{Sort: "written", Desc: true})},
	}
}
