package db_test

import (
	"context"
	"testing"
	"time"

	"stockbridge/core/db/dbtest"
	"stockbridge/core/view"
)

// BenchmarkPages reads what screens ask for from a large database. A page should take 10 ms at most.
//
//	go test -run '^$' -bench Pages -benchtime 20x ./core/db
func BenchmarkPages(b *testing.B) {
	d := largeWorld(b, 1_000_000)
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
	word := func(text string) view.Filter { return view.Filter{Text: text} }
	has := func(name string) view.Filter { return view.Filter{Has: []string{name}} }
	text := word("SKU-01234")
	for _, c := range []struct {
		name string
		run  func() error
	}{
		{"orders/first", order(view.Filter{}, view.Window{})},
		{"orders/offset 500000", order(view.Filter{}, view.Window{Offset: 500_000})},
		{"orders/offset 500000 posted", order(view.Filter{Tab: "posted"}, view.Window{Offset: 500_000})},
		{"orders/offset 500000 by customer", order(view.Filter{}, view.Window{Sort: "customer", Offset: 500_000})},
		{"orders/todo", order(view.Filter{Tab: "todo"}, view.Window{})},
		{"orders/progress", order(view.Filter{Tab: "progress"}, view.Window{})},
		{"orders/posted", order(view.Filter{Tab: "posted"}, view.Window{})},
		{"orders/excluded", order(view.Filter{Tab: "excluded"}, view.Window{})},
		{"orders/store", order(view.Filter{Store: 3}, view.Window{})},
		{"orders/store+state", order(view.Filter{Store: 3, Tab: "posted"}, view.Window{})},
		{"orders/store+todo", order(view.Filter{Store: 3, Tab: "todo"}, view.Window{})},
		{"orders/by state", order(view.Filter{}, view.Window{Sort: "state"})},
		{"orders/by number", order(view.Filter{}, view.Window{Sort: "number"})},
		{"orders/by store", order(view.Filter{}, view.Window{Sort: "store"})},
		{"orders/by placed", order(view.Filter{}, view.Window{Sort: "placed"})},
		{"orders/by customer", order(view.Filter{}, view.Window{Sort: "customer"})},
		{"orders/by total", order(view.Filter{}, view.Window{Sort: "total", Desc: true})},
		{"orders/by brightpearl", order(view.Filter{}, view.Window{Sort: "brightpearl", Desc: true})},
		{"orders/has untied", order(has("untied"), view.Window{})},
		{"orders/has short", order(has("short"), view.Window{})},
		{"orders/has unpaid", order(has("unpaid"), view.Window{})},
		{"orders/has note", order(has("note"), view.Window{})},
		{"orders/has flag", order(has("flag"), view.Window{})},
		{"orders/has changed", order(has("changed"), view.Window{})},
		{"orders/country most", order(view.Filter{Country: "GB"}, view.Window{})},
		{"orders/country few", order(view.Filter{Country: "IE"}, view.Window{})},
		{"orders/tax code most", order(view.Filter{TaxCode: "T20"}, view.Window{})},
		{"orders/tax code few", order(view.Filter{TaxCode: "T5"}, view.Window{})},
		{"orders/total from", order(view.Filter{MinTotal: 200_00}, view.Window{})},
		{"orders/total between", order(view.Filter{MinTotal: 100_00, MaxTotal: 100_10}, view.Window{})},
		{"orders/code", order(view.Filter{Code: "SB-ORD-104"}, view.Window{})},
		{"orders/todo+code", order(view.Filter{Tab: "todo", Code: "SB-ORD-104"}, view.Window{})},
		{"orders/text 1 letter", order(word("p"), view.Window{})},
		{"orders/text 1 digit", order(word("1"), view.Window{})},
		{"orders/text 2 letters", order(word("pr"), view.Window{})},
		{"orders/text 3 letters", order(word("son"), view.Window{})},
		{"orders/text name", order(word("llingworth"), view.Window{})},
		{"orders/text full name", order(word("Moira Ellingworth"), view.Window{})},
		{"orders/text number", order(word("654321"), view.Window{})},
		{"orders/text part of a number", order(word("5432"), view.Window{})},
		{"orders/text SKU", order(word("SKU-012345"), view.Window{})},
		{"orders/text part of all SKUs", order(word("SKU"), view.Window{})},
		{"orders/text Brightpearl", order(word("2654321"), view.Window{})},
		{"orders/text none", order(word("zzqqxx"), view.Window{})},
		{"orders/text name+store+tab", order(view.Filter{Text: "ellingworth", Store: 2, Tab: "posted"}, view.Window{})},
		{"orders/text 3 letters+tab", order(view.Filter{Text: "son", Tab: "posted"}, view.Window{})},
		{"orders/text 3 letters+todo", order(view.Filter{Text: "son", Tab: "todo"}, view.Window{})},
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
