package db

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"stockbridge/core/view"
)

// TestPagesWalkIndexes holds the lists to the indexes that their comments name: the keys of a page come out of one index in
// the order that is shown, so a page costs the same in a list of any length.
func TestPagesWalkIndexes(t *testing.T) {
	d, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "plans.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	orders := func(f view.Filter, win view.Window) (string, []any, error) {
		w, err := orderFilter(f)
		if err != nil {
			return "", nil, err
		}
		query, _, args, _, err := orderList.keys(w, win)
		return query, args, err
	}
	links := func(f view.Filter, win view.Window) (string, []any, error) {
		w, err := d.linkFilter(f)
		if err != nil {
			return "", nil, err
		}
		query, _, args, _, err := linkList.keys(w, win)
		return query, args, err
	}
	levels := func(f view.Filter, win view.Window) (string, []any, error) {
		w, err := d.levelFilter(f)
		if err != nil {
			return "", nil, err
		}
		query, _, args, _, err := levelList.keys(w, win)
		return query, args, err
	}
	shipments := func(f view.Filter, win view.Window) (string, []any, error) {
		w, err := d.shipmentFilter(t.Context(), f)
		if err != nil {
			return "", nil, err
		}
		query, _, args, _, err := shipmentList.keys(w, win)
		return query, args, err
	}
	imports := func(f view.Filter, _ view.Window) (string, []any, error) {
		query, args := importQuery(f.Store, ImportListing{SKU: "M"})
		return query, args, nil
	}
	activities := func(f view.Filter, win view.Window) (string, []any, error) {
		query, _, args, _, err := activityList.keys(activityFilter(f), win)
		return query, args, err
	}
	held := []string{"held"}
	cursor := encodeCursor([]any{1, 1})
	for _, c := range []struct {
		name  string
		ask   func(view.Filter, view.Window) (string, []any, error)
		f     view.Filter
		win   view.Window
		index string
	}{
		{"orders", orders, view.Filter{}, view.Window{}, "orders_newest"},
		{"orders, walked", orders, view.Filter{}, view.Window{After: cursor}, "orders_newest"},
		{"orders of a state", orders, view.Filter{States: held}, view.Window{}, "orders_state_placed"},
		{"orders to do", orders, view.Filter{Tab: "todo"}, view.Window{}, "orders_todo"},
		{"orders of a store", orders, view.Filter{Store: 1}, view.Window{}, "orders_store_placed"},
		{"orders of a store and state", orders, view.Filter{Store: 1, States: held}, view.Window{}, "orders_list"},
		{"orders by state", orders, view.Filter{}, view.Window{Sort: "state"}, "orders_state_placed"},
		{"orders by number", orders, view.Filter{}, view.Window{Sort: "number", Desc: true}, "orders_count"},
		{"orders by placing", orders, view.Filter{}, view.Window{Sort: "placed"}, "orders_newest"},
		{"orders by customer", orders, view.Filter{}, view.Window{Sort: "customer"}, "orders_customer"},
		{"orders by total", orders, view.Filter{}, view.Window{Sort: "total", Desc: true}, "orders_total"},
		{"orders by Brightpearl number", orders, view.Filter{}, view.Window{Sort: "brightpearl"}, "orders_sales"},
		{"links", links, view.Filter{}, view.Window{}, "sku_link_all"},
		{"links of a state", links, view.Filter{Tab: "near_match"}, view.Window{}, "sku_link_state_sku"},
		{"links of a store", links, view.Filter{Store: 1}, view.Window{}, "sku_link_store"},
		{"links of a store and state", links, view.Filter{Store: 1, Tab: "matched"}, view.Window{}, "sku_link_list"},
		{"links of a store and likeness", links, view.Filter{Store: 1, Code: "case"}, view.Window{}, "sku_link_kind"},
		{"links by state", links, view.Filter{}, view.Window{Sort: "state", Desc: true}, "sku_link_state_sku"},
		{"listings to import", imports, view.Filter{}, view.Window{}, "sku_link_state_sku"},
		{"listings of a store to import", imports, view.Filter{Store: 1}, view.Window{}, "sku_link_list"},
		{"levels", levels, view.Filter{}, view.Window{}, "level_all"},
		{"levels of a state", levels, view.Filter{Tab: "queued"}, view.Window{}, "level_state"},
		{"levels of a store", levels, view.Filter{Store: 1}, view.Window{}, "level_sku"},
		{"risky levels of a store", levels, view.Filter{Store: 1, Tab: "risky"}, view.Window{}, "level_risky"},
		{"frozen levels", levels, view.Filter{Tab: "frozen"}, view.Window{}, "level_frozen"},
		{"frozen levels of a store", levels, view.Filter{Store: 1, Tab: "frozen"}, view.Window{}, "level_frozen"},
		{"levels of a cause", levels, view.Filter{Code: "SB-STK-510"}, view.Window{}, "level_cause"},
		{"levels by writing", levels, view.Filter{}, view.Window{Sort: "written", Desc: true}, "level_written"},
		{"shipments", shipments, view.Filter{}, view.Window{}, "shipment_shipped"},
		{"shipments to do", shipments, view.Filter{Tab: "todo"}, view.Window{}, "shipment_state"},
		{"shipments of a store", shipments, view.Filter{Store: 1}, view.Window{}, "shipment_store"},
		{"shipments of a kind", shipments, view.Filter{Has: []string{"drop_ship"}}, view.Window{}, "shipment_kind"},
		{"shipments of a carrier", shipments, view.Filter{Carrier: "DPD"}, view.Window{}, "shipment_carrier"},
		{"shipments of parts", shipments, view.Filter{Tab: "part"}, view.Window{}, "shipment_part"},
		{"shipments without tracking", shipments, view.Filter{Has: []string{"untracked"}}, view.Window{}, "shipment_untracked"},
		{"activity", activities, view.Filter{}, view.Window{}, "sqlite_autoindex_activity_1"},
		{"activity of a store", activities, view.Filter{Store: 1}, view.Window{}, "activity_store"},
		{"activity of a kind", activities, view.Filter{States: []string{"order"}}, view.Window{}, "activity_kind"},
	} {
		t.Run(c.name, func(t *testing.T) {
			query, args, err := c.ask(c.f, c.win)
			if err != nil {
				t.Fatal(err)
			}
			plan := explain(t, d, query, args...)
			if !strings.Contains(plan, "INDEX "+c.index+"\n") && !strings.Contains(plan, "INDEX "+c.index+" ") {
				t.Errorf("does not walk %s:\n%s", c.index, plan)
			}
			// Sorting the last column only is sorting within ties, which are few.
			if strings.Contains(plan, "USE TEMP B-TREE FOR ORDER BY") {
				t.Errorf("sorts in memory:\n%s", plan)
			}
		})
	}
}

// shipmentQuery is what asks for a page of notes.
func shipmentQuery(t *testing.T, d *DB, f view.Filter) string {
	w, err := d.shipmentFilter(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	query, _, args, _, err := shipmentList.keys(w, view.Window{})
	if err != nil {
		t.Fatal(err)
	}
	for i := len(args); i > 0; i-- {
		query = strings.ReplaceAll(query, fmt.Sprintf("$%d", i), fmt.Sprintf("'%v'", args[i-1]))
	}
	return strings.NewReplacer("limit '201'", "limit 201", "offset '0'", "offset 0").Replace(query)
}

// TestDetailsSearch holds the queries behind details and figures to the rows that they need.
func TestDetailsSearch(t *testing.T) {
	d, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "plans.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for _, c := range []struct{ name, query, index string }{
		{"a whole page reads only its rows", func() string {
			q, _, _, _ := orderList.statement(where{}, view.Window{})
			return strings.NewReplacer("$1", "200", "$2", "0").Replace(q)
		}(), "INDEX sqlite_autoindex_orders_1"},
		{"history", `select id from activity where ref = 'order:1' order by id desc limit 200`, "INDEX activity_ref"},
		{"pending", `select r.wanted from order_row r where r.stocked_id = 1 and not r.settled`, "INDEX order_row_pending"},
		{"held orders", `select o.cause_text, sum(o.total), min(o.seen_at) from orders o where o.held group by o.store_id, o.cause_code, o.cause_text`, "SCAN o USING INDEX orders_held"},
		{"the oldest order", `select min(o.placed_at) from orders o where o.store_id = 1 and o.unposted`, "INDEX orders_open"},
		{"shipments told today", shipmentQuery(t, d, view.Filter{Tab: "today"}), "INDEX shipment_told"},
		{"shipments of called off orders", shipmentQuery(t, d, view.Filter{Has: []string{"cancelled"}}), "INDEX orders_called_off"},
		{"open problems", `select key from problem p where p.healed_at = 0`, "INDEX problem_open"},
		{"today", `select count(*) filter (where state = 'held'), sum(total) from orders where placed_at >= 1 and store_id not in (select id from store where removed)`, "COVERING INDEX orders_money"},
		{"levels that drifted", levelQuery(t, d, view.Filter{Store: 1, Tab: "drift"}), "INDEX level_drifted"},
		{"levels that drift", levelQuery(t, d, view.Filter{Tab: "drift"}), "INDEX level_drift\n"},
		{"links that orders ask for", linkQuery(t, d, view.Filter{Has: []string{"asked"}}), "SEARCH l USING INDEX sqlite_autoindex_sku_link_1"},
		{"links that somebody chose", linkQuery(t, d, view.Filter{Has: []string{"chosen"}}), "SEARCH l USING INDEX sqlite_autoindex_sku_link_1"},
		{"listings of a barcode", `select sku from listing where store_id + 0 = 1 and gtin in ('5012345678900')`, "INDEX listing_gtin (gtin=?)"},
		{"links of products", `select sku from sku_link where store_id + 0 = 1 and product_only = 0 and state in ('matched', 'bundle') and bp_product_id in (1, 2)`, "INDEX sku_link_product"},
		{"levels that are due", `select sku from level where store_id = 1 and state = 'due' and due_at + 0 <= 5 order by priority, risk desc, changed_at limit 8`, "INDEX level_due (store_id=?)\n"},
		{"figures that fell to zero", `select count(*) from level where store_id = 1 and zeroed_at > 0 and zeroed_at > 5 and wanted = 0`, "INDEX level_zeroed"},
		{"pending units", `select r.stocked_id, sum(r.wanted - r.reserved) from order_row r cross join orders o
			where o.id = r.order_id and not r.settled and r.stocked_id + 0 > 0 and o.state = 'held' group by r.stocked_id`, "INDEX order_row_pending"},
		{"stock delays", `select v.store_id, v.delay_ms from level v where v.written_at >= 1`, "COVERING INDEX level_written"},
		{"order delays", `select o.store_id, o.placed_at from store s cross join orders o where s.id = o.store_id and o.posted_at >= 1`, "COVERING INDEX orders_posted"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if plan := explain(t, d, c.query); !strings.Contains(plan, c.index) {
				t.Errorf("does not use %s:\n%s", c.index, plan)
			}
		})
	}
}

// levelQuery and linkQuery ask for the keys of a first page, with numbers for the marks.
func levelQuery(t *testing.T, d *DB, f view.Filter) string {
	t.Helper()
	w, err := d.levelFilter(f)
	if err != nil {
		t.Fatal(err)
	}
	query, _, _, _, err := levelList.keys(w, view.Window{})
	if err != nil {
		t.Fatal(err)
	}
	return unmarked(query)
}

func linkQuery(t *testing.T, d *DB, f view.Filter) string {
	t.Helper()
	w, err := d.linkFilter(f)
	if err != nil {
		t.Fatal(err)
	}
	query, _, _, _, err := linkList.keys(w, view.Window{})
	if err != nil {
		t.Fatal(err)
	}
	return unmarked(query)
}

func unmarked(query string) string {
	return strings.NewReplacer("$1", "1", "$2", "1", "$3", "1", "$4", "1").Replace(query)
}

func explain(t *testing.T, d *DB, query string, args ...any) string {
	t.Helper()
	rows, err := d.reader.Query(`explain query plan `+query, args...)
	steps, err := collect(rows, err, func(r *sql.Rows) (string, error) {
		var id, parent, unused int
		var step string
		err := r.Scan(&id, &parent, &unused, &step)
		return step, err
	})
	if err != nil {
		t.Fatalf("explain %s: %v", query, err)
	}
	return strings.Join(steps, "\n") + "\n"
}
