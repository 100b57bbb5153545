package db_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/db/dbtest"
	"stockbridge/core/fault"
)

// kept are the tables of counts with what they have to say: the same columns, counted.
var kept = map[string]struct {
	tally, counted string
	keys           int // the first columns, which name a sum
}{
	"orders": {`select store_id, state, todo, await_payment, currency, country, sum(n), sum(money) from order_tally group by 1, 2, 3, 4, 5, 6`,
		`select store_id, state, todo, await_payment, currency, country, count(*), sum(total) from orders group by 1, 2, 3, 4, 5, 6`, 6},
	"orders by day": {`select day, store_id, state, todo, sum(n), sum(money), sum(tax) from order_day group by 1, 2, 3, 4`,
		`select placed_at / 86400000, store_id, state, todo, count(*), sum(total), sum(tax) from orders group by 1, 2, 3, 4`, 4},
	"asked rows": {`select store_id, sku, sum(n) from asked_tally group by 1, 2`,
		`select o.store_id, r.sku, count(*) from orders o join order_row r on r.order_id = o.id
			where o.state in ('waiting', 'working', 'held') and r.kind = 'goods' and r.sku <> '' group by 1, 2`, 2},
	"taxes": {`select store_id, state, todo, taxes, sum(n) from taxes_tally group by 1, 2, 3, 4`,
		`select store_id, state, todo, taxes, count(*) from orders group by 1, 2, 3, 4`, 4},
	"activity":  {`select store_id, kind, level, sum(n) from activity_tally group by 1, 2, 3`, `select store_id, kind, level, count(*) from activity group by 1, 2, 3`, 3},
	"links":     {`select store_id, state, sum(n) from link_tally group by 1, 2`, `select store_id, state, count(*) from sku_link group by 1, 2`, 2},
	"shipments": {`select store_id, state, sum(n) from shipment_tally group by 1, 2`, `select store_id, state, count(*) from shipment group by 1, 2`, 2},
	"levels": {`select store_id, state, zero, risky, drifts, sum(n), sum(writes), sum(superseded) from level_tally group by 1, 2, 3, 4, 5`,
		`select v.store_id, v.state, v.wanted = 0, coalesce(n.stock > v.wanted, false),
			v.state = 'idle' and v.sent_rev > 0 and coalesce(n.stock <> v.published, false), count(*), sum(v.writes), sum(v.superseded)
			from level v left join listing n on n.store_id = v.store_id and n.product_id = v.product_id and n.variant_id = v.variant_id group by 1, 2, 3, 4, 5`, 5},
	"exposed units": {`select store_id, sum(n), sum(units) from exposure_tally group by 1`,
		`select store_id, count(*), sum(units) from (
			select 0 as store_id, sum(n.stock) - case when max(v.on_hand - v.pending) > 0 then max(v.on_hand - v.pending) else 0 end as units
			from level v join listing n on n.store_id = v.store_id and n.product_id = v.product_id and n.variant_id = v.variant_id
			where n.live and n.stock > 0 group by v.bp_product_id
			union all select v.store_id, sum(n.stock) - case when max(v.on_hand - v.pending) > 0 then max(v.on_hand - v.pending) else 0 end
			from level v join listing n on n.store_id = v.store_id and n.product_id = v.product_id and n.variant_id = v.variant_id
			where n.live and n.stock > 0 group by v.store_id, v.bp_product_id) e where units > 0 group by 1`, 1},
	"exposed money": {`select store_id, currency, sum(money) from exposure_tally group by 1, 2`,
		`select 0, c.currency, sum(e.units * e.price) from (select distinct currency from store) c join (
			select k.currency, v.bp_product_id, sum(n.stock) - case when max(v.on_hand - v.pending) > 0 then max(v.on_hand - v.pending) else 0 end as units,
				max(case when s.currency = k.currency then n.price else 0 end) as price
			from level v join listing n on n.store_id = v.store_id and n.product_id = v.product_id and n.variant_id = v.variant_id
			join store s on s.id = v.store_id cross join (select distinct currency from store) k
			where n.live and n.stock > 0 group by k.currency, v.bp_product_id) e on e.currency = c.currency where e.units > 0 group by c.currency
		union all select store_id, currency, sum(units * price) from (
			select v.store_id, s.currency, sum(n.stock) - case when max(v.on_hand - v.pending) > 0 then max(v.on_hand - v.pending) else 0 end as units, max(n.price) as price
			from level v join listing n on n.store_id = v.store_id and n.product_id = v.product_id and n.variant_id = v.variant_id
			join store s on s.id = v.store_id where n.live and n.stock > 0 group by v.store_id, s.currency, v.bp_product_id) e where units > 0 group by 1, 2`, 2},
}

// told reads rows as text, sorted, without those whose sums are all zero: what they counted is gone.
func told(t *testing.T, d *db.DB, query string, keys int) []string {
	t.Helper()
	rows, err := db.Raw(d).Query(query)
	if err != nil {
		t.Fatalf("%v in %s", err, query)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for rows.Next() {
		values := make([]any, len(columns))
		places := make([]any, len(columns))
		for i := range values {
			places[i] = &values[i]
		}
		if err := rows.Scan(places...); err != nil {
			t.Fatal(err)
		}
		words := make([]string, len(values))
		for i, v := range values {
			switch v := v.(type) {
			case bool:
				words[i] = map[bool]string{false: "0", true: "1"}[v]
			case []byte:
				words[i] = string(v)
			default:
				words[i] = fmt.Sprint(v)
			}
		}
		if !slices.ContainsFunc(words[keys:], func(sum string) bool { return sum != "0" }) {
			continue
		}
		out = append(out, strings.Join(words, " | "))
	}
	slices.Sort(out)
	return out
}

// compareCounts compares every count with the rows.
func compareCounts(t *testing.T, d *db.DB, when string) {
	t.Helper()
	for name, k := range kept {
		if got, want := told(t, d, k.tally, k.keys), told(t, d, k.counted, k.keys); !slices.Equal(got, want) {
			t.Fatalf("%s, %s: kept\n%s\ncounted\n%s", when, name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// countsAddUp does at random what programs and people do, takes some of it back, and compares every count with the rows.
func countsAddUp(t *testing.T, open dbtest.Open) {
	clock := &dbtest.Clock{}
	w := dbtest.NewWorld(t, open(t, clock.Now), clock)
	random := rand.New(rand.NewPCG(7, 11))
	stores := []commerce.StoreID{w.Garden, w.Kitchen, w.Paws}
	store := func() commerce.StoreID { return stores[random.IntN(len(stores))] }
	states := []commerce.LinkState{commerce.Matched, commerce.NearMatch, commerce.EKMOnly, commerce.ParentListing}
	var orders []commerce.OrderID
	some := func() commerce.OrderID {
		if len(orders) == 0 {
			return 0
		}
		return orders[random.IntN(len(orders))]
	}
	raw := func(query string, args ...any) {
		if _, err := db.Raw(w.DB).Exec(query, args...); err != nil {
			t.Fatalf("%v in %s", err, query)
		}
	}
	var rows []db.OrderRow
	acts := []func(tx *db.Tx) error{
		func(tx *db.Tx) error {
			o := commerce.Order{Store: store(), EKMID: int64(random.IntN(60)), Number: fmt.Sprint(random.IntN(60)), Currency: []string{"GBP", "EUR"}[random.IntN(2)],
				PlacedAt: dbtest.Start.Add(-time.Duration(random.IntN(200)) * time.Hour), Total: commerce.FromPence(commerce.Pence(random.IntN(9999))),
				Lines: []commerce.Line{{ID: 1, Code: fmt.Sprint("SKU-", random.IntN(20)), Quantity: 2}}}
			o.Customer.Delivery.Country = []string{"GB", "ie", "France", ""}[random.IntN(4)]
			verdict := db.Verdict{State: []commerce.OrderState{commerce.OrderWaiting, commerce.OrderExcluded, commerce.OrderHeld, commerce.OrderCancelled}[random.IntN(4)]}
			verdict.AwaitPayment = verdict.State == commerce.OrderWaiting && random.IntN(2) == 0
			id, outcome, err := tx.SaveOrder(o, verdict)
			if err == nil && outcome == db.Stored && !slices.Contains(orders, id) {
				orders = append(orders, id)
			}
			return err
		},
		func(tx *db.Tx) error {
			rows = nil
			for i := range random.IntN(4) {
				rows = append(rows, db.OrderRow{Position: i + 1, Kind: []string{"goods", "goods", "delivery"}[random.IntN(3)], SKU: fmt.Sprint("SKU-", random.IntN(20)),
					StockedID: int64(random.IntN(3)), Wanted: int64(random.IntN(4)), TaxCode: fmt.Sprint("T", random.IntN(3))})
			}
			return tx.SaveRows(some(), rows)
		},
		func(tx *db.Tx) error {
			for i := range rows {
				rows[i].Reserved, rows[i].Settled = min(rows[i].Wanted, int64(random.IntN(4))), random.IntN(2) == 0
			}
			return tx.Reserve(some(), 2, rows, nil)
		},
		func(tx *db.Tx) error {
			if id := some(); id != 0 {
				return tx.Advance(id, db.Progress{Stage: commerce.Placed, SalesOrderID: int64(id),
					State: []commerce.OrderState{commerce.OrderPosted, commerce.OrderWorking}[random.IntN(2)]})
			}
			return nil
		},
		func(tx *db.Tx) error { return tx.HoldOrder(some(), fault.Cause{Code: "SB-ORD-104", Text: "because"}) },
		func(tx *db.Tx) error { _, err := tx.ReleaseOrder(some()); return err },
		func(tx *db.Tx) error { _, err := tx.ReleaseHeldOrders(store(), ""); return err },
		func(tx *db.Tx) error { return tx.Reallocate(some()) },
		func(tx *db.Tx) error { return tx.OrderGone(store(), int64(random.IntN(60))) },
		func(tx *db.Tx) error {
			_, err := tx.SaveShipment(db.Shipment{Kind: commerce.GoodsOut, NoteID: int64(random.IntN(40)), Store: store(), OrderID: some(), ShippedAt: dbtest.Start,
				Hash: fmt.Sprint(random.IntN(3))})
			return err
		},
		func(tx *db.Tx) error {
			return tx.Log(db.Activity{Store: store(), Kind: []string{"order", "stock"}[random.IntN(2)], Text: "happened"})
		},
		func(tx *db.Tx) error { return tx.SetShipped(some(), nil, true, false) },
		func(tx *db.Tx) error {
			var listings []db.Listing
			for range 3 {
				listings = append(listings, db.Listing{Store: store(), ProductID: int64(random.IntN(15)), SKU: fmt.Sprint("SKU-", random.IntN(20)), Name: "Thing",
					Price: commerce.Pence(100 * random.IntN(9)), Live: random.IntN(4) > 0, Stock: int64(random.IntN(12) - 2)})
			}
			return tx.SaveListings(1, listings)
		},
		func(tx *db.Tx) error { return tx.DropVariants(store(), int64(random.IntN(15)), 2) },
		func(tx *db.Tx) error {
			l := db.Link{Store: store(), ProductID: int64(random.IntN(15)), SKU: "SKU-1", State: states[random.IntN(len(states))]}
			if random.IntN(4) == 0 {
				return tx.SaveLinks(nil, []db.Link{l})
			}
			return tx.SaveLinks([]db.Link{l}, nil)
		},
		func(tx *db.Tx) error {
			terms := commerce.Terms{OnHand: int64(random.IntN(12)), Pending: int64(random.IntN(4))}
			return tx.WantLevel(db.Level{Store: store(), ProductID: int64(random.IntN(15)), Product: int64(random.IntN(8)), SKU: fmt.Sprint("SKU-", random.IntN(20)),
				Wanted: terms.Publish(), Terms: terms})
		},
		func(tx *db.Tx) error {
			l := db.Level{Store: store(), ProductID: int64(random.IntN(15))}
			switch random.IntN(5) {
			case 0:
				return tx.DropLevel(l)
			case 1:
				return tx.HoldLevel(l, fault.Cause{Code: "SB-STK-009", Text: "no"}, random.IntN(2) == 0)
			case 2:
				return tx.ManageLevel(l)
			case 3:
				return tx.SetListingStock(l.Store, l.ProductID, 0, int64(random.IntN(9)))
			}
			return tx.LevelSent(l, int64(random.IntN(9)), int64(random.IntN(3)))
		},
	}
	taken := fmt.Errorf("taken back")
	for step := range 1500 {
		act := acts[random.IntN(len(acts))]
		before := len(orders)
		err := w.DB.Write(t.Context(), func(tx *db.Tx) error {
			if err := act(tx); err != nil || random.IntN(10) > 0 {
				return err
			}
			return taken
		})
		if err == taken {
			orders = orders[:before]
		} else if err != nil {
			t.Fatal(err)
		}
		switch step {
		case 600:
			raw(`update orders set changed = true where id % 3 = 0`)
			raw(`delete from order_row where order_id % 14 = 0`)
			raw(`delete from orders where id % 7 = 0`)
			raw(`delete from order_row where order_id % 7 = 0`)
			orders = slices.DeleteFunc(orders, func(id commerce.OrderID) bool { return id%7 == 0 })
			raw(`delete from activity where id % 7 = 0`)
			raw(`delete from shipment where note_id % 7 = 0`)
		case 900:
			raw(`update store set currency = 'EUR' where id = $1`, w.Kitchen)
		case 1400:
			w.Write(func(tx *db.Tx) error { return tx.RemoveStore(w.Paws) })
		}
		if step%250 == 249 || step == 600 || step == 900 || step == 1400 {
			compareCounts(t, w.DB, fmt.Sprint("step ", step))
		}
	}
}

func TestCountsAddUp(t *testing.T) { countsAddUp(t, openSQLite) }
