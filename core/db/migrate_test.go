package db_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/db/dbtest"
	"stockbridge/core/view"
)

// olderDatabase is a small trade as schema 3 stored it.
const olderDatabase = `
insert into store (id, name, name_key, username, base_url, auth_kind, currency, state, created_at) values (1, 'Garden', 'garden', 'g', 'https://example.test', 'oauth', 'GBP', 'live', 1);
insert into orders (id, store_id, ekm_id, number, state, stage, placed_at, seen_at, customer, total, tax, lines, lines_tied, wanted, reserved, sales_order_id, currency, document) values
  (1, 1, 11, 'A1', 'posted', 'verified', 1795000000000, 1, 'Siobhan O''Brien', 1000, 200, 1, 1, 3, 2, 208001, 'GBP', '{"customer":{"delivery":{"country":" ie "}},"customer_note":"Ring twice"}'),
  (2, 1, 12, 'A2', 'held', 'received', 1795100000000, 1, 'Lee Ng', 2000, 400, 1, 0, 1, 0, 0, 'GBP', '{"customer":{"delivery":{"country":"France"}}}'),
  (3, 1, 13, 'A3', 'excluded', 'received', 1795200000000, 1, 'Ann Other', 3000, 600, 1, 0, 0, 0, 0, 'GBP', '{}');
insert into order_row (order_id, position, kind, sku, stocked_id, wanted, reserved, settled, tax_code) values
  (1, 1, 'goods', 'GDN-HOS', 5, 3, 2, false, 'T20'), (1, 2, 'delivery', '', 0, 0, 0, false, 'T0'), (2, 1, 'goods', 'KIT-TWL', 6, 1, 0, false, 'T20');
insert into product (id, sku, sku_key, name, seen_at) values (5, 'GDN-HOS', 'GDN-HOS', 'A long hose', 1);
insert into listing (store_id, product_id, sku, sku_key, name, price, stock, seen_at) values (1, 7, 'GDN-HOS', 'GDN-HOS', 'Garden hose', 1299, 30, 1), (1, 8, 'ODD', 'ODD', 'Odd thing', 500, 2, 1);
insert into sku_link (store_id, product_id, sku, state, bp_product_id, since) values (1, 7, 'GDN-HOS', 'matched', 5, 1), (1, 8, 'ODD', 'ekm_only', 0, 1);
insert into level (store_id, product_id, bp_product_id, sku, wanted, published, sent_rev, on_hand, changed_at, writes) values (1, 7, 5, 'GDN-HOS', 4, 4, 1, 6, 1, 3);
insert into shipment (kind, note_id, store_id, order_id, sales_order_id, ekm_id, state, shipped_at, seen_at) values ('goods_out', 1, 1, 1, 208001, 11, 'sent', 1, 1);
insert into activity (id, at, level, store_id, kind, text) values (1, 1, 'info', 1, 'order', 'Posted')`

// olderDatabaseIsFilled opens a database of schema 3, takes it back there, and opens it again.
func olderDatabaseIsFilled(t *testing.T, place db.Options) {
	place.Now = func() time.Time { return dbtest.Start }
	old, err := db.OpenAt(t.Context(), place, 3)
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range strings.Split(olderDatabase, ";\n") {
		if _, err := db.Raw(old).Exec(statement); err != nil {
			t.Fatalf("%v in %s", err, statement)
		}
	}
	old.Close()
	openOptions(t, place).Close()
	if old, err = db.OpenAt(t.Context(), place, 3); err != nil {
		t.Fatalf("take back: %v", err)
	}
	old.Close()
	d := openOptions(t, place)
	compareCounts(t, d, "after the migration")
	for name, c := range map[string]struct {
		filter view.Filter
		want   []string
	}{
		"to do":       {view.Filter{Tab: "todo"}, []string{"A2", "A1"}},
		"short":       {view.Filter{Has: []string{"short"}}, []string{"A1"}},
		"note":        {view.Filter{Has: []string{"note"}}, []string{"A1"}},
		"country":     {view.Filter{Country: "IE"}, []string{"A1"}},
		"tax code":    {view.Filter{TaxCode: "T20"}, []string{"A2", "A1"}},
		"name":        {view.Filter{Text: "brien"}, []string{"A1"}},
		"SKU":         {view.Filter{Text: "kit-t"}, []string{"A2"}},
		"Brightpearl": {view.Filter{Text: "8001"}, []string{"A1"}},
	} {
		p, err := d.OrderPage(t.Context(), c.filter, view.Window{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, o := range p.Rows {
			got = append(got, o.Number)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: orders %v, want %v", name, got, c.want)
		}
	}
	links, err := d.LinkPage(t.Context(), view.Filter{Text: "odd thing"}, view.Window{})
	if err != nil || links.Total != 1 || links.Rows[0].SKU != "ODD" {
		t.Errorf("the listing is found as %+v, %v", links, err)
	}
	levels, err := d.LevelPage(t.Context(), view.Filter{Text: "long hose", Tab: "drift"}, view.Window{})
	if err != nil || levels.Total != 1 || levels.Rows[0].Listed != 30 {
		t.Errorf("the drifting level is found as %+v, %v", levels, err)
	}
	o, err := d.Overview(t.Context(), 0)
	if err != nil || o.ExposedUnits != 24 || o.ExposedMoney != 24*12_99 || o.HeldMoney != 20_00 || o.Drift != 1 {
		t.Errorf("the overview says %+v, %v", o, err)
	}
	// The triggers go on where the migration ended.
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		return tx.Advance(2, db.Progress{Stage: commerce.Placed, State: commerce.OrderPosted})
	}); err != nil {
		t.Fatal(err)
	}
	compareCounts(t, d, "after an order")
	if place.DSN == "" {
		return
	}
	// What connections counted that have ended is gathered by whoever opens the database next.
	for _, table := range []string{"order_tally", "order_day", "taxes_tally", "asked_tally", "link_tally", "level_tally", "exposure_tally"} {
		if _, err := db.Raw(d).Exec(`update ` + table + ` set writer = 2147483647 where writer = 0`); err != nil {
			t.Fatal(err)
		}
	}
	d = openOptions(t, place)
	compareCounts(t, d, "after others have counted")
	var left int
	if err := db.Raw(d).QueryRow(`select (select count(*) from order_tally where writer = 2147483647) + (select count(*) from exposure_tally where writer = 2147483647)`).
		Scan(&left); err != nil || left != 0 {
		t.Errorf("%d counts of an ended connection are left, %v", left, err)
	}
}

// TestBackupIsSearched opens a copy of a database: its index of words has to come along and name the same rows.
func TestBackupIsSearched(t *testing.T) {
	clock := &dbtest.Clock{}
	w := dbtest.NewWorld(t, openSQLite(t, clock.Now), clock)
	for i, sku := range []string{"GONE", "STAYS", "ALSO"} {
		w.Listing(w.Garden, int64(i+1), sku, commerce.EKMOnly, 0, 3, nil)
	}
	w.Order(w.Garden, "1001", "Rachel Hall", 10_00, time.Hour, "STAYS")
	w.Write(func(tx *db.Tx) error { return tx.DropVariants(w.Garden, 1, 2) }) // the copy numbers its rows anew
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := w.DB.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	d := openOptions(t, db.Options{Path: path, Now: clock.Now})
	if p, err := d.OrderPage(t.Context(), view.Filter{Text: "chel"}, view.Window{}); err != nil || p.Total != 1 {
		t.Errorf("the copy finds %d orders, %v", p.Total, err)
	}
	if p, err := d.LinkPage(t.Context(), view.Filter{Text: "listing stay"}, view.Window{}); err != nil || p.Total != 1 || p.Rows[0].SKU != "STAYS" {
		t.Errorf("the copy finds the links %+v, %v", p.Rows, err)
	}
}

func TestOlderDatabaseIsFilled(t *testing.T) {
	olderDatabaseIsFilled(t, db.Options{Path: filepath.Join(t.TempDir(), "old.db")})
}

// TestErasedNameLeavesTheIndex replaces a customer's name, as an erasure does, and looks for what is left of it in the tables of
// the index: neither a search nor the stored bytes may know it.
func TestErasedNameLeavesTheIndex(t *testing.T) {
	clock := &dbtest.Clock{}
	w := dbtest.NewWorld(t, openSQLite(t, clock.Now), clock)
	for i, name := range []string{"Rachel Hall", "Zxqvwyk Jqxzkw", "Joe Thwaite"} {
		w.Order(w.Garden, []string{"1001", "1002", "1003"}[i], name, 10_00, time.Hour, "KIT-TWL")
	}
	raw := db.Raw(w.DB)
	left := func() (pieces int, found int) {
		t.Helper()
		for _, table := range []string{"order_search_data", "order_search_idx"} {
			column := map[string]string{"order_search_data": "block", "order_search_idx": "term"}[table]
			rows, err := raw.Query(`select ` + column + ` from ` + table)
			if err != nil {
				t.Fatal(err)
			}
			for rows.Next() {
				var block []byte
				if err := rows.Scan(&block); err != nil {
					t.Fatal(err)
				}
				// Words that begin alike share their beginning in the index: the ends of the pieces are stored always.
				for _, piece := range []string{"zxq", "xqv", "qvw", "vwy", "jqx", "qxz", "xzk", "zkw"} {
					pieces += strings.Count(string(block), piece)
				}
			}
			rows.Close()
		}
		p, err := w.DB.OrderPage(t.Context(), view.Filter{Text: "qvwy"}, view.Window{})
		if err != nil {
			t.Fatal(err)
		}
		return pieces, p.Total
	}
	if pieces, found := left(); pieces == 0 || found != 1 {
		t.Fatalf("before: %d pieces of the name are stored and %d orders found", pieces, found)
	}
	if _, err := raw.Exec(`update orders set customer = 'Erased', document = '{}' where number = '1002'`); err != nil {
		t.Fatal(err)
	}
	if pieces, found := left(); pieces != 0 || found != 0 {
		t.Errorf("after the erasure %d pieces of the name are stored and %d orders found", pieces, found)
	}
	var words int
	if _, err := raw.Exec(`create virtual table temp.words using fts5vocab('main', 'order_search', 'row')`); err != nil {
		t.Fatal(err)
	}
	if err := raw.QueryRow(`select count(*) from temp.words where term in ('zxq', 'xqv', 'qvw', 'vwy', 'wyk', 'jqx', 'zkw')`).Scan(&words); err != nil || words != 0 {
		t.Errorf("the index still knows %d pieces of the name, %v", words, err)
	}
	if p, err := w.DB.OrderPage(t.Context(), view.Filter{Text: "rache"}, view.Window{}); err != nil || p.Total != 1 {
		t.Errorf("another customer is found %d times, %v", p.Total, err)
	}
}
