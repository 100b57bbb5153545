package db

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

// orderTabs are the tabs that are states; todo is a column.
var orderTabs = map[string][]string{
	"progress": {string(commerce.OrderWaiting), string(commerce.OrderWorking)},
	"posted":   {string(commerce.OrderPosted)},
	"excluded": {string(commerce.OrderExcluded), string(commerce.OrderCancelled)},
}

// notRemoved leaves out what belongs to stores that were removed: their history stays, but it is nobody's work any more.
const notRemoved = `store_id not in (select id from store where removed)`

const orderColumns = `o.id, o.store_id, s.name, o.ekm_id, o.number, o.state, o.stage, o.placed_at, o.posted_at, o.total, o.currency,
	o.customer, o.lines, o.lines_tied, o.wanted, o.reserved, o.paid, o.receipt, o.sales_order_id, o.contact_id,
	(select coalesce(sum(h.units), 0) from shipment h where h.order_id = o.id),
	o.cause_code, o.cause_text, o.cause_fix, o.flags, o.attempts, o.due_at, o.ekm_status, o.await_payment,
	o.changed, o.country`

// orderList: the natural order, newest placed first, walks orders_newest; with one state orders_state_placed, with a store
// orders_store_placed, with both orders_list, with a property the index of that property. The sorts walk orders_state_placed (state), orders_count (number),
// orders_newest (placed), orders_customer, orders_total and orders_sales (brightpearl). Only store sorts in memory.
var orderList = list[view.OrderRow]{
	table:   "orders o",
	key:     []string{"o.id"},
	natural: []string{"o.placed_at", "o.id"},
	newest:  true,
	sorts: map[string][]string{
		"state":       {"o.state", "o.placed_at"},
		"number":      {"length(o.number)", "o.number"},
		"store":       {"s.name_key", "o.placed_at"},
		"placed":      {"o.placed_at"},
		"customer":    {"lower(o.customer)"},
		"total":       {"o.total"},
		"brightpearl": {"o.sales_order_id"},
	},
	joined:  []string{"store"},
	joins:   ` join store s on s.id = o.store_id`,
	columns: orderColumns,
	scan: func(rows *sql.Rows) (view.OrderRow, error) {
		var o view.OrderRow
		err := rows.Scan(orderFields(&o)...)
		return o, finishOrder(&o, err)
	},
	cursor: func(o view.OrderRow) []any { return []any{millis(o.PlacedAt), o.ID} },
}

// OrderPage reads one part of the order queue. Tabs are todo (held, short of stock, or changed in EKM after it was posted; without
// removed stores), progress (the same), posted and excluded. Has knows untied (a line without a product), short, unpaid, note (from
// the shopper), flag and changed. Text looks for a part of the number, of the customer's name, of a line's SKU or of the
// Brightpearl number; with fewer than three letters for the beginning of the number or the name. From and To bound the time of
// placing. The natural order is newest placed first.
func (d *DB) OrderPage(ctx context.Context, f view.Filter, win view.Window) (view.Page[view.OrderRow], error) {
	w, err := orderFilter(f)
	if err != nil {
		return view.Page[view.OrderRow]{}, err
	}
	var quick shortcut
	f.Text = strings.TrimSpace(f.Text)
	if f.TaxCode != "" {
		if quick, err = d.taxedOrders(ctx, &w, f); err != nil {
			return view.Page[view.OrderRow]{}, fmt.Errorf("find the orders of a tax code: %w", err)
		}
	}
	if f.Text != "" {
		quick, err = d.orderSearch(ctx, &w, f)
		if err != nil {
			return view.Page[view.OrderRow]{}, fmt.Errorf("search the orders: %w", err)
		}
	} else if plainOrders(f) {
		quick.total = d.kept("order_tally o", w)
		if f.Country == "" && (win.Sort == "" || win.Sort == "placed") {
			quick.jump = d.jumpToOrders
		}
	}
	return orderList.read(ctx, d, w, win, quick)
}

// manyTaxed is from how many orders on a tax code is met often enough on a walk down the list.
const manyTaxed = 50_000

// taxedOrders narrows w to the orders with a tax code on any row: it finds the combinations that hold it, which are few.
func (d *DB) taxedOrders(ctx context.Context, w *where, f view.Filter) (shortcut, error) {
	rows, err := d.reader.QueryContext(ctx, `select taxes, sum(n) from taxes_tally group by taxes`)
	sets, n := []string{}, 0
	if err := each(rows, err, func(r *sql.Rows) error {
		var taxes string
		var orders int
		err := r.Scan(&taxes, &orders)
		if slices.Contains(fromLines(taxes), f.TaxCode) {
			sets, n = append(sets, taxes), n+orders
		}
		return err
	}); err != nil {
		return shortcut{}, err
	}
	if len(sets) == 0 {
		w.add("1 = 0")
		return shortcut{}, nil
	}
	counted := w.clone()
	counted.in("o.taxes", sets)
	if n > manyTaxed {
		w.in("o.taxes || ''", sets) // not by the code: the list is walked
	} else {
		*w = counted
	}
	f.TaxCode = ""
	if !plainOrders(f) || f.Country != "" {
		return shortcut{}, nil
	}
	return shortcut{total: d.kept("taxes_tally o", counted)}, nil
}

// plainOrders reports whether a filter names nothing but what order_tally has.
func plainOrders(f view.Filter) bool {
	return f.Code == "" && f.Text == "" && f.From.IsZero() && f.To.IsZero() && len(f.Has) == 0 && f.TaxCode == "" && f.MinTotal == 0 && f.MaxTotal == 0
}

// orderHas are the conditions of Filter.Has; each has a small index of its own.
var orderHas = map[string]string{
	"untied":  "o.lines_tied < o.lines",
	"short":   "o.short > 0",
	"unpaid":  "not o.paid",
	"note":    "o.note",
	"flag":    "o.flags <> ''",
	"changed": "o.changed",
}

// orderFilter is every condition but that of Text.
func orderFilter(f view.Filter) (where, error) {
	var w where
	tab := f.Tab
	if tab == "todo" {
		tab = ""
		w.add("o.todo")
	}
	states, err := tabStates(orderTabs, tab)
	if err != nil {
		return w, err
	}
	switch {
	case f.Store != 0 && f.Tab == "todo":
		w.add("+o.store_id = ?", f.Store) // not by the store: what is to do is little, and orders_todo has it
	case f.Store != 0:
		w.add("o.store_id = ?", f.Store)
	case f.Tab == "todo" || f.Tab == "progress":
		w.add("o." + notRemoved)
	}
	w.in("o.state", states)
	w.in("o.state", f.States)
	for _, has := range f.Has {
		condition, ok := orderHas[has]
		if !ok {
			return w, fmt.Errorf("orders cannot be narrowed to %q", has)
		}
		w.add(condition)
	}
	if f.Country != "" {
		w.add("o.country = ?", countryCode(f.Country))
	}
	if f.MinTotal != 0 {
		w.add("o.total >= ?", int64(f.MinTotal))
	}
	if f.MaxTotal != 0 {
		w.add("o.total <= ?", int64(f.MaxTotal))
	}
	switch {
	case f.Code != "" && f.Tab == "todo":
		w.add("o.cause_code = ?", f.Code)
	case f.Code != "":
		w.add("o.cause_code <> '' and o.cause_code = ?", f.Code) // the first half names the index orders_cause
	}
	if !f.From.IsZero() {
		w.add("o.placed_at >= ?", millis(f.From))
	}
	if !f.To.IsZero() {
		w.add("o.placed_at < ?", millis(f.To))
	}
	return w, nil
}

// oneDay is how finely order_day counts, in milliseconds.
const oneDay = 24 * 60 * 60 * 1000

// jumpToOrders begins a page at its day: the days before it are counted in order_day.
func (d *DB) jumpToOrders(ctx context.Context, w where, win view.Window) (where, int, error) {
	direction, condition := " desc", "o.placed_at < ?"
	if win.Sort != "" && !win.Desc {
		direction, condition = "", "o.placed_at >= ?"
	}
	rows, err := d.reader.QueryContext(ctx, `select o.day, sum(o.n) from order_day o`+w.String()+` group by o.day order by o.day`+direction, w.args...)
	skip, day := win.Offset, int64(0)
	reached := false
	err = each(rows, err, func(r *sql.Rows) error {
		var at int64
		var n int
		err := r.Scan(&at, &n)
		if reached = reached || skip < n; !reached {
			skip -= n
			day = at
		}
		return err
	})
	if err != nil || skip == win.Offset {
		return w, win.Offset, err
	}
	bound := day * oneDay
	if direction == "" {
		bound += oneDay
	}
	w = w.clone()
	w.add(condition, bound)
	return w, skip, nil
}

// wholeNumber is the number that text spells, or one that no row has.
func wholeNumber(text string) int64 {
	n, err := strconv.ParseInt(strings.TrimPrefix(text, "#"), 10, 64)
	if err != nil || n <= 0 {
		return -1
	}
	return n
}

// OrderTabs counts the orders behind each tab, and all of them under "all". It reads order_tally.
func (d *DB) OrderTabs(ctx context.Context, store commerce.StoreID) (map[string]int, error) {
	var w where
	if store != 0 {
		w.add("t.store_id = ?", store)
	}
	tabs := map[string]int{"todo": 0, "progress": 0, "posted": 0, "excluded": 0, "all": 0}
	rows, err := d.reader.QueryContext(ctx, `select t.state, t.todo, coalesce(s.removed, true), sum(t.n) from order_tally t
		left join store s on s.id = t.store_id`+w.String()+` group by t.state, t.todo, coalesce(s.removed, true)`, w.args...)
	err = each(rows, err, func(r *sql.Rows) error {
		var state string
		var todo, removed bool
		var n int
		err := r.Scan(&state, &todo, &removed, &n)
		for tab, states := range orderTabs {
			if slices.Contains(states, state) && (!removed || store != 0 || tab != "progress") {
				tabs[tab] += n
			}
		}
		if todo && (!removed || store != 0) {
			tabs["todo"] += n
		}
		tabs["all"] += n
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count orders by state: %w", err)
	}
	return tabs, nil
}
