package db_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"stockbridge/core/db"
	"stockbridge/core/db/dbtest"
)

const (
	benchStores   = 3
	benchProducts = 100_000 // in every store: 300,000 listings, links and levels; a benchmark may have more of them
	benchDays     = 200
)

// largeWorld fills a SQLite file as the program of the first schema would have left it, and opens it, which brings it up to date:
// rows go in without the later indexes and triggers, and the migrations are measured on the way. Customers have names that share
// syllables, one order in a hundred is held for one of five reasons, one in a thousand is short.
func largeWorld(b testing.TB, orders, products int) *db.DB {
	b.Helper()
	return worldAt(b, filepath.Join(b.TempDir(), "large.db"), worldStatements(orders, products), orders)
}

// worldAt is largeWorld for a file of a certain name.
func worldAt(b testing.TB, path string, statements []string, orders int) *db.DB {
	b.Helper()
	began := time.Now()
	old, err := db.OpenAt(b.Context(), db.Options{Path: path}, 1)
	if err != nil {
		b.Fatal(err)
	}
	old.Close()
	raw, err := sql.Open("sqlite", "file:"+path+"?_pragma=synchronous(OFF)&_pragma=cache_size(-262144)&_txlock=immediate")
	if err != nil {
		b.Fatal(err)
	}
	raw.SetMaxOpenConns(1)
	defer raw.Close()
	tx, err := raw.Begin()
	if err != nil {
		b.Fatal(err)
	}
	for _, statement := range statements {
		if _, err := tx.Exec(statement); err != nil {
			b.Fatalf("%v in %s", err, statement)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
	raw.Close()
	filled := time.Now()
	d := openOptions(b, db.Options{Path: path, Now: func() time.Time { return dbtest.Start }})
	b.Logf("%d orders filled in %v, brought up to date in %v; the file has %d MB", orders,
		filled.Sub(began).Round(time.Millisecond), time.Since(filled).Round(time.Millisecond), d.Size(b.Context())>>20)
	return d
}

// BenchmarkFolder writes the data folder that .ci/measure starts the program with, once, to where STOCKBRIDGE_FOLDER says: a million
// orders. Its stores are paused, so that the program asks nobody for anything.
//
//	STOCKBRIDGE_FOLDER=/tmp/large go test -run '^$' -bench Folder -benchtime 1x ./core/db
func BenchmarkFolder(b *testing.B) {
	folder := os.Getenv("STOCKBRIDGE_FOLDER")
	if folder == "" {
		b.Skip("STOCKBRIDGE_FOLDER names no folder")
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		b.Fatal(err)
	}
	const orders = 1_000_000
	for b.Loop() {
		worldAt(b, filepath.Join(folder, "stockbridge.db"), append(worldStatements(orders, benchProducts), "update store set state = 'paused'"), orders)
	}
}

// worldStatements are plain SQL: rows are made from their numbers, the same in every run.
func worldStatements(orders, products int) []string {
	start := dbtest.Start.UnixMilli()
	names := func(table string, words string) string {
		return "create temp table " + table + " (i integer primary key, w text); insert into " + table + " (i, w) values " + numbered(words)
	}
	count := func(n int) string {
		return fmt.Sprintf("with recursive n(i) as (select 1 union all select i + 1 from n where i < %d) ", n)
	}
	// Which of several a row gets: spread evenly, and apart from the row's neighbours.
	pick := func(of string, salt, n int) string {
		return fmt.Sprintf("((%s * 2654435761 + %d) >> 9) %% %d", of, salt*7919, n)
	}
	state := fmt.Sprintf(`case when i > %d then 'waiting' when i %% 100 = 0 then 'held' when i %% 37 = 0 then 'excluded' when i %% 211 = 0 then 'cancelled' else 'posted' end`, orders-60)
	placed := fmt.Sprintf("%d - (%d - i) * %d / %d", start, orders, int64(benchDays)*24*3_600_000, orders)
	return []string{
		names("first", "Priya Gareth Moira Rachel Aisha Joe Anna Oliver Amelia Noah Isla George Ava Harry Mia Jack Ivy Leo Lily Oscar Freya Charlie Florence Henry Willow Theo Elsie Arthur Evie Archie Grace Thomas Poppy William Emily James Ella Joshua Sophia Edward Daisy Ethan Rosie Mohammed Phoebe Lucas Matilda Alfie Sienna Max Erin Isaac Hannah Samuel Zara Logan Eleanor Daniel Maya"),
		names("head", "Wil Har Tho Rob Rich Ed Ander Peter Steven Mac Fitz Black Green White Ash Brad Clay Dal Elling Farn Good Hamil Inger Jack Kings Lang Mort Nor Oak Pem Quar Rams Sander Thorn Under Vin Wal Yar Zell"),
		names("tail", "son ton ley ford worth field man ham by well ridge wick burn croft dale gate hurst land more stone wood berry bury combe den er ers ing lock mere"),
		names("cause", "one two three four five"),
		fmt.Sprintf(`insert into store (id, name, name_key, username, base_url, auth_kind, currency, state, orders_on, stock_on, shipments_on, created_at, live_since, last_contact_at)
			select i, 'Store ' || i, 'store ' || i, 's' || i, 'https://example.test', 'oauth', 'GBP', 'live', true, true, true, 1, 1, %d
			from (`+count(benchStores)+`select i from n)`, start),
		count(orders) + `insert into orders (id, store_id, ekm_id, number, state, stage, placed_at, seen_at, posted_at, customer, total, tax, lines, lines_tied, wanted,
				reserved, sales_order_id, paid, receipt, currency, cause_code, cause_text, cause_fix, flags, document)
			select i, store, i, 100000 + i, state, case when state = 'posted' then 'verified' else 'received' end, placed, placed + 30000,
				case when state = 'posted' then placed + 60000 else 0 end, name, 500 + ` + pick("i", 3, 20000) + `, 200, 2, 2 - (i % 50 = 0), 2, 2,
				case when state = 'posted' then 2000000 + i else 0 end, state = 'posted', state = 'posted', 'GBP',
				case when state = 'held' then 'SB-ORD-104' else '' end,
				case when state = 'held' then 'Tax rate ' || (i / 100 % 5) || ' is not mapped. The order waits here, nothing was written to Brightpearl.' else '' end,
				case when state = 'held' then 'Choose the tax code in the store''s settings; its orders go on by themselves.' else '' end,
				case when i % 20 = 0 then '1 line is a text row' else '' end,
				'{"ekm_id":' || i || ',"number":"' || (100000 + i) || '","currency":"GBP","status":"PENDING","payment_status":"PAID",' ||
				case when i % 20 = 7 then '"customer_note":"Please leave it with the neighbour",' else '' end ||
				'"customer":{"first_name":"' || name || '","billing":{"line1":"1 High Street","town":"Leeds","postcode":"LS1 1AA","country":"GB"},"delivery":{"line1":"1 High Street","town":"Leeds","postcode":"LS1 1AA","country":"' ||
				case ` + pick("i", 4, 50) + ` when 0 then 'IE' when 1 then 'FR' else 'GB' end || '"}},"lines":[{"id":1,"code":"SKU","name":"A thing that was bought","quantity":1},{"id":2,"code":"SKU","name":"Another thing that was bought","quantity":1}]}'
			from (select i, 1 + ` + pick("i", 1, benchStores) + ` as store, ` + state + ` as state, ` + placed + ` as placed,
				(select w from first where first.i = ` + pick("n.i", 5, 59) + `) || ' ' || (select w from head where head.i = ` + pick("n.i", 6, 39) + `)
				|| (select w from tail where tail.i = ` + pick("n.i", 8, 30) + `) as name from n)`,
		count(orders) + fmt.Sprintf(`insert into order_row (order_id, position, kind, line_id, sku, name, quantity, product_id, stocked_id, tax_code, wanted, reserved, settled)
			select i, p, 'goods', p, printf('SKU-%%06d', product), 'A thing', 1, product, product,
				case when (i + p) %% 100 = 0 then 'T5' when (i + p) %% 10 = 0 then 'T0' else 'T20' end, 1, i %% 1000 <> 1, i <= %d and i %% 100 <> 0 and i %% 1000 <> 1
			from (select i, p, 1 + `, orders-60) + pick("(i * 2 + p)", 2, products) + ` as product from n, (select 1 as p union all select 2))`,
		count(orders) + `insert into shipment (kind, note_id, store_id, order_id, sales_order_id, ekm_id, state, tracking, units, shipped_at, seen_at, sent_at)
			select 'goods_out', id, store_id, id, sales_order_id, ekm_id, case when i % 20000 = 3 then 'held' else 'sent' end, 'TRACK' || id, 2,
				placed_at + 3600000, placed_at + 3600000, placed_at + 3660000 from n join orders on id = i where orders.state = 'posted'`,
		count(orders) + `insert into activity (id, at, level, store_id, kind, ref, text)
			select i, placed_at, 'info', store_id, 'order', 'order:' || i, 'Posted' from n join orders on id = i`,
		count(products) + `insert into product (id, sku, sku_key, name, seen_at) select i, printf('SKU-%06d', i), printf('SKU-%06d', i),
			'Product ' || (select w from head where head.i = ` + pick("n.i", 6, 39) + `) || ' ' || (select w from tail where tail.i = ` + pick("n.i", 8, 30) + `) || ' ' || i, 1 from n`,
		`insert into availability (product_id, warehouse_id, on_hand, at) select id, 2, 60, 1 from product`,
		`insert into listing (store_id, product_id, sku, sku_key, name, price, stock, seen_at)
			select s.id, p.id, p.sku, p.sku, p.name, 1299, case when ` + pick("(p.id * 3 + s.id)", 2, 100) + ` = 2 then 90 else 4 end, 1 from store s cross join product p`,
		`insert into sku_link (store_id, product_id, sku, state, bp_product_id, since) select store_id, product_id, sku, state, case when state = 'matched' then product_id else 0 end, 1
			from (select *, case ` + pick("(product_id * 3 + store_id)", 4, 100) + ` when 0 then 'near_match' when 1 then 'ekm_only' else 'matched' end as state from listing)`,
		`insert into level (store_id, product_id, bp_product_id, sku, wanted, published, sent_rev, state, on_hand, changed_at, written_at, delay_ms, writes)
			select store_id, product_id, product_id, sku, 4, 4, 1, case ` + pick("(product_id * 3 + store_id)", 5, 100) + ` when 3 then 'due' else 'idle' end, 60, 1,
			` + fmt.Sprint(start) + ` - (` + pick("(product_id * 3 + store_id)", 6, 1000) + `) * 3600000, ` + pick("product_id", 7, 120000) + `, 1 from listing`,
	}
}

// numbered makes the rows (0, 'word'), (1, 'word') ... of words.
func numbered(words string) string {
	var out []string
	for i, w := range strings.Fields(words) {
		out = append(out, fmt.Sprintf("(%d, '%s')", i, w))
	}
	return strings.Join(out, ", ")
}
