package db_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/db/dbtest"
	"stockbridge/core/view"
)

// BenchmarkPages reads what screens ask for from a large database: a page should take 10 ms at most, figures and counts 50, a search
// 200. Then it asks again while orders and levels are written as fast as they go, and measures these writes alone.
//
//	go test -run '^$' -bench Pages -benchtime 20x ./core/db
func BenchmarkPages(b *testing.B) {
	d := largeWorld(b, 1_000_000)
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

// BenchmarkMigration brings a database of 100,000 orders and 300,000 listings up to date, once for each turn.
func BenchmarkMigration(b *testing.B) {
	for b.Loop() {
		largeWorld(b, 100_000)
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
	link := func(f view.Filter, win view.Window) func() error {
		return func() error { _, err := d.LinkPage(ctx, f, win); return err }
	}
	level := func(f view.Filter, win view.Window) func() error {
		return func() error { _, err := d.LevelPage(ctx, f, win); return err }
	}
	note := func(f view.Filter, win view.Window) func() error {
		return func() error { _, err := d.ShipmentPage(ctx, f, win); return err }
	}
	activity := func(f view.Filter, win view.Window) func() error {
		return func() error { _, err := d.ActivityPage(ctx, f, win); return err }
	}
	text := view.Filter{Text: "SKU-01234"}
	return []question{
		{"links/first", link(view.Filter{}, view.Window{})},
		{"links/middle", link(view.Filter{}, view.Window{Offset: 150_000})},
		{"links/state", link(view.Filter{Tab: "near_match"}, view.Window{})},
		{"links/store+state", link(view.Filter{Store: 3, Tab: "matched"}, view.Window{})},
		{"links/costs", link(view.Filter{Tab: "costs"}, view.Window{})},
		{"links/text", link(text, view.Window{})},
		{"links/by name", link(view.Filter{Store: 3}, view.Window{Sort: "name"})},
		{"links/by on hand", link(view.Filter{Store: 3}, view.Window{Sort: "on_hand"})},
		{"links/tabs", func() error { _, err := d.LinkTabs(ctx, 0); return err }},
		{"levels/first", level(view.Filter{}, view.Window{})},
		{"levels/queued", level(view.Filter{Tab: "queued"}, view.Window{})},
		{"levels/drift", level(view.Filter{Tab: "drift"}, view.Window{})},
		{"levels/risky", level(view.Filter{Tab: "risky"}, view.Window{})},
		{"levels/zero", level(view.Filter{Tab: "zero"}, view.Window{})},
		{"levels/text", level(text, view.Window{})},
		{"levels/by wanted", level(view.Filter{Store: 3}, view.Window{Sort: "wanted"})},
		{"levels/tabs", func() error { _, err := d.LevelTabs(ctx, 0); return err }},
		{"levels/explain", func() error { _, err := d.Explain(ctx, "SKU-001234", 0); return err }},
		{"shipments/first", note(view.Filter{}, view.Window{})},
		{"shipments/todo", note(view.Filter{Tab: "todo"}, view.Window{})},
		{"shipments/text", note(view.Filter{Text: "TRACK777"}, view.Window{})},
		{"activity/first", activity(view.Filter{}, view.Window{})},
		{"activity/store", activity(view.Filter{Store: 3}, view.Window{})},
		{"activity/day", activity(view.Filter{From: dbtest.Start.Add(-24 * time.Hour)}, view.Window{})},
		{"causes", func() error { _, err := d.CausePage(ctx, 0); return err }},
		{"stores", func() error { _, err := d.StoreCards(ctx); return err }},
		{"sales", func() error { _, err := d.Sales(ctx); return err }},
		{"counts", func() error { _, err := d.Counts(ctx, 0); return err }},
		{"overview", func() error { _, err := d.Overview(ctx, 0); return err }},
		{"overview of a store", func() error { _, err := d.Overview(ctx, 3); return err }},
		{"status", func() error { _, err := d.Status(ctx); return err }},
	}
}
