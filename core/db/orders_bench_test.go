package db_test

import (
	"context"

	"stockbridge/core/db"
	"stockbridge/core/view"
)

// orderQuestions are those of the Orders screen.
func orderQuestions(d *db.DB) []question {
	ctx := context.Background()
	order := func(f view.Filter, win view.Window) func() error {
		return func() error { _, err := d.OrderPage(ctx, f, win); return err }
	}
	word := func(text string) view.Filter { return view.Filter{Text: text} }
	has := func(name string) view.Filter { return view.Filter{Has: []string{name}} }
	return []question{
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
	}
}
