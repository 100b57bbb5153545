package db

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

var orderTabs = map[string][]string{
	"todo":     {string(commerce.OrderHeld)},
	"progress": {string(commerce.OrderWaiting), string(commerce.OrderWorking)},
	"posted":   {string(commerce.OrderPosted)},
	"excluded": {string(commerce.OrderExcluded), string(commerce.OrderCancelled)},
}

// notRemoved leaves out what belongs to stores that were removed: their history stays, but it is nobody's work any more.
const notRemoved = `store_id not in (select id from store where removed)`

const orderColumns = `o.id, o.store_id, s.name, o.ekm_id, o.number, o.state, o.stage, o.placed_at, o.posted_at, o.total, o.currency,
	o.customer, o.lines, o.lines_tied, o.wanted, o.reserved, o.paid, o.receipt, o.sales_order_id, o.contact_id,
	(select coalesce(sum(h.units), 0) from shipment h where h.order_id = o.id),
	o.cause_code, o.cause_text, o.cause_fix, o.flags, o.attempts, o.due_at, o.ekm_status, o.await_payment, o.changed`

// orderList: the natural order, newest placed first, walks orders_newest; with one state orders_state_placed, with a store
// orders_store_placed, with both orders_list. The sorts walk orders_state_placed (state), orders_count (number),
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

// OrderPage reads one part of the order queue. Tabs are todo (without removed stores), progress (the same), posted and
// excluded. Text looks for a part of the number, of the customer's name or of a row's SKU, or for the exact Brightpearl
// number; From and To bound the time of placing. The natural order is newest placed first.
func (d *DB) OrderPage(ctx context.Context, f view.Filter, win view.Window) (view.Page[view.OrderRow], error) {
	w, err := orderFilter(f)
	if err != nil {
		return view.Page[view.OrderRow]{}, err
	}
	return orderList.read(ctx, d, w, win)
}

func orderFilter(f view.Filter) (where, error) {
	var w where
	states, err := tabStates(orderTabs, f.Tab)
	if err != nil {
		return w, err
	}
	if f.Store != 0 {
		w.add("o.store_id = ?", f.Store)
	} else if f.Tab == "todo" || f.Tab == "progress" {
		w.add("o." + notRemoved)
	}
	w.in("o.state", states)
	w.in("o.state", f.States)
	if f.Code != "" {
		w.add("o.cause_code = ?", f.Code)
	}
	if !f.From.IsZero() {
		w.add("o.placed_at >= ?", millis(f.From))
	}
	if !f.To.IsZero() {
		w.add("o.placed_at < ?", millis(f.To))
	}
	if text := strings.TrimSpace(f.Text); text != "" {
		w.add(`(lower(o.number) like lower(?) escape '\' or lower(o.customer) like lower(?) escape '\' or o.sales_order_id = ?
			or o.id in (select r.order_id from order_row r where lower(r.sku) like lower(?) escape '\'))`,
			contains(text), contains(text), wholeNumber(text), contains(text))
	}
	return w, nil
}

// wholeNumber is the number that text spells, or one that no row has.
func wholeNumber(text string) int64 {
	n, err := strconv.ParseInt(strings.TrimPrefix(text, "#"), 10, 64)
	if err != nil || n <= 0 {
		return -1
	}
	return n
}

// OrderTabs counts the orders behind each tab, and all of them under "all". It reads orders_list only.
func (d *DB) OrderTabs(ctx context.Context, store commerce.StoreID) (map[string]int, error) {
	var w where
	if store != 0 {
		w.add("store_id = ?", store)
	}
	tabs := map[string]int{"todo": 0, "progress": 0, "posted": 0, "excluded": 0, "all": 0}
	_, err := d.byState(ctx, "orders", w, func(state string, n int, removed bool) {
		for tab, states := range orderTabs {
			for _, s := range states {
				if s == state && (!removed || store != 0 || tab == "posted" || tab == "excluded") {
					tabs[tab] += n
				}
			}
		}
		tabs["all"] += n
	})
	return tabs, err
}

// byState counts the rows of a table per store and state, tells each group to visit when there is one, and returns the sums
// over the stores that were not removed.
func (d *DB) byState(ctx context.Context, table string, w where, visit func(state string, n int, removed bool)) (map[string]int, error) {
	rows, err := d.reader.QueryContext(ctx, `select g.state, g.n, coalesce(s.removed, true)
		from (select store_id, state, count(*) as n from `+table+w.String()+` group by store_id, state) g
		left join store s on s.id = g.store_id`, w.args...)
	sums := map[string]int{}
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var state string
		var n int
		var removed bool
		if err := r.Scan(&state, &n, &removed); err != nil {
			return struct{}{}, err
		}
		if visit != nil {
			visit(state, n, removed)
		}
		if !removed {
			sums[state] += n
		}
		return struct{}{}, nil
	})
	if err != nil {
		return nil, fmt.Errorf("count %s by state: %w", table, err)
	}
	return sums, nil
}
