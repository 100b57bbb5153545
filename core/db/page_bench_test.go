package db_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/db/dbtest"
	"stockbridge/core/view"
)

const (
	benchOrders = 100_000 // over 200 days, 500 a day
	benchLinks  = 300_000 // in 8 stores, one level each
	benchStores = 8
)

// BenchmarkPages reads what screens ask for from a large database. A page should take 10 ms at most.
//
//	go test -run '^$' -bench Pages -benchtime 20x ./core/db
func BenchmarkPages(b *testing.B) {
	d := largeDatabase(b)
	ctx := context.Background()
	order := func(f view.Filter, win view.Window) func() error {
		return func() error { _, err := d.OrderPage(ctx, f, win); return err }
	}
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
	for _, c := range []struct {
		name string
		run  func() error
	}{
		{"orders/first", order(view.Filter{}, view.Window{})},
		{"orders/middle", order(view.Filter{}, view.Window{Offset: 50_000})},
		{"orders/todo", order(view.Filter{Tab: "todo"}, view.Window{})},
		{"orders/store", order(view.Filter{Store: 3}, view.Window{})},
		{"orders/store+state", order(view.Filter{Store: 3, Tab: "posted"}, view.Window{})},
		{"orders/by customer", order(view.Filter{}, view.Window{Sort: "customer"})},
		{"orders/by store", order(view.Filter{}, view.Window{Sort: "store"})},
		{"orders/text", order(view.Filter{Text: "customer 777"}, view.Window{})},
		{"orders/detail", func() error { _, _, err := d.OrderDetail(ctx, 4711); return err }},
		{"orders/tabs", func() error { _, err := d.OrderTabs(ctx, 0); return err }},
		{"ledger/a month of all stores", func() error { _, err := d.LedgerPage(ctx, 0, view.Window{Limit: 31 * benchStores}); return err }},
		{"ledger/store", func() error { _, err := d.LedgerPage(ctx, 3, view.Window{}); return err }},
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
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if err := c.run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// largeDatabase fills a SQLite file past the writing side, which commits as carefully as it should and is too slow for this.
func largeDatabase(b *testing.B) *db.DB {
	b.Helper()
	path := filepath.Join(b.TempDir(), "large.db")
	clock := func() time.Time { return dbtest.Start }
	d := openOptions(b, db.Options{Path: path, Now: clock})
	if err := d.Write(b.Context(), func(tx *db.Tx) error {
		for i := range benchStores {
			id, err := tx.AddStore(db.StoreRow{Store: commerce.Store{Name: fmt.Sprint("Store ", i), Currency: "GBP"}})
			if err != nil {
				return err
			}
			if err := tx.SetSwitches(id, db.Switches{Orders: true, Stock: true, Shipments: true}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	raw, err := sql.Open("sqlite", "file:"+path+"?_pragma=synchronous(OFF)&_txlock=immediate")
	if err != nil {
		b.Fatal(err)
	}
	defer raw.Close()
	tx, err := raw.Begin()
	if err != nil {
		b.Fatal(err)
	}
	fillOrders(b, tx)
	fillCatalogue(b, tx)
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
	return d
}

func fillOrders(b *testing.B, tx *sql.Tx) {
	order := insert(b, tx, `insert into orders (id, store_id, ekm_id, number, state, placed_at, seen_at, posted_at, customer, total, tax, lines, wanted,
		sales_order_id, currency, cause_code, cause_text, document) values ($1, $2, $1, $3, $4, $5, $5, $6, $7, $8, $9, 2, 4, $10, 'GBP', $11, $12, '{}')`)
	row := insert(b, tx, `insert into order_row (order_id, position, kind, sku, stocked_id, wanted, settled) values ($1, $2, 'goods', $3, $4, 1, $5)`)
	note := insert(b, tx, `insert into shipment (kind, note_id, store_id, order_id, sales_order_id, ekm_id, state, tracking, units, shipped_at, seen_at)
		values ('goods_out', $1, $2, $1, $1, $1, $3, $4, 2, $5, $5)`)
	happened := insert(b, tx, `insert into activity (id, at, level, store_id, kind, ref, text) values ($1, $2, 'info', $3, $4, $5, 'something happened')`)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range benchOrders {
		id, store := i+1, random.IntN(benchStores)+1
		placed := dbtest.Start.Add(-time.Duration(benchOrders-i) * 200 * 24 * time.Hour / benchOrders).UnixMilli()
		state, posted, salesOrder, code, cause, told := "posted", placed+60_000, 200_000+id, "", "", "sent"
		if i > benchOrders-60 {
			state, posted, salesOrder, told = "waiting", 0, 0, "waiting"
		} else if i%2_500 == 0 {
			state, posted, salesOrder, code, cause, told = "held", 0, 0, "SB-ORD-104", fmt.Sprintf("Tax rate %d is not mapped.", i%5), "held"
		}
		order(id, store, fmt.Sprint(id), state, placed, posted, fmt.Sprint("Customer ", random.IntN(benchOrders)), 1000+random.IntN(9000), 200, salesOrder, code, cause)
		for position := range 2 {
			row(id, position+1, fmt.Sprintf("SKU-%06d", random.IntN(benchLinks/benchStores)), random.IntN(benchLinks/benchStores)+1, state == "posted")
		}
		note(id, store, told, fmt.Sprint("TRACK", id), placed+3_600_000)
		for step := range 3 {
			happened(i*3+step+1, placed, store, []string{"order", "stock", "shipment"}[step], fmt.Sprint("order:", id))
		}
	}
}

func fillCatalogue(b *testing.B, tx *sql.Tx) {
	product := insert(b, tx, `insert into product (id, sku, sku_key, name, seen_at) values ($1, $2, $2, $3, 1)`)
	stock := insert(b, tx, `insert into availability (product_id, warehouse_id, on_hand, at) values ($1, $2, 6, 1)`)
	listing := insert(b, tx, `insert into listing (store_id, product_id, sku, sku_key, name, price, stock, seen_at) values ($1, $2, $3, $3, $4, 1299, $5, 1)`)
	link := insert(b, tx, `insert into sku_link (store_id, product_id, sku, state, bp_product_id, since) values ($1, $2, $3, $4, $5, 1)`)
	level := insert(b, tx, `insert into level (store_id, product_id, bp_product_id, sku, wanted, published, sent_rev, state, on_hand, changed_at, written_at, delay_ms)
		values ($1, $2, $2, $3, 4, 4, 1, $4, 6, 1, $5, $6)`)
	random := rand.New(rand.NewPCG(3, 4))
	for i := range benchLinks / benchStores {
		id, sku := i+1, fmt.Sprintf("SKU-%06d", i)
		product(id, sku, "Product "+sku)
		stock(id, 2)
		for store := 1; store <= benchStores; store++ {
			state, bp, shown, waits := "matched", id, 4, "idle"
			switch random.IntN(100) {
			case 0:
				state, bp = "near_match", 0
			case 1:
				state, bp = "ekm_only", 0
			case 2:
				shown = 30
			case 3:
				waits = "due"
			}
			listing(store, id, sku, "Listing "+sku, shown)
			link(store, id, sku, state, bp)
			level(store, id, sku, waits, dbtest.Start.Add(-time.Duration(random.IntN(1000))*time.Hour).UnixMilli(), random.IntN(120_000))
		}
	}
}

// insert prepares a statement and returns what runs it.
func insert(b *testing.B, tx *sql.Tx, query string) func(...any) {
	s, err := tx.Prepare(query)
	if err != nil {
		b.Fatal(err)
	}
	return func(args ...any) {
		if _, err := s.Exec(args...); err != nil {
			b.Fatal(err)
		}
	}
}
