package db

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"sync"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/view"
)

// StockRules returns what people have said about the stock of SKUs in a store and in all stores (store 0: of every store), the
// freezes of whole stores included.
func (d *DB) StockRules(ctx context.Context, store commerce.StoreID) ([]view.StockRule, error) {
	return d.stockRules(ctx, `where cast($1 as bigint) = 0 or store_id in (0, $1) order by sku, store_id`, store)
}

// StockRulesOf returns the rules of SKUs in any store, and those of whole stores.
func (d *DB) StockRulesOf(ctx context.Context, skus []string) ([]view.StockRule, error) {
	return inChunks(append(skus[:len(skus):len(skus)], ""), func(chunk []string) ([]view.StockRule, error) {
		var w where
		w.in("sku", chunk)
		return d.stockRules(ctx, strings.TrimSpace(w.String()), w.args...)
	})
}

func (d *DB) stockRules(ctx context.Context, condition string, args ...any) ([]view.StockRule, error) {
	rows, err := d.reader.QueryContext(ctx, `select store_id, sku, buffer, cap, frozen, until, reason, actor, at from stock_rule `+condition, args...)
	return collect(rows, err, func(r *sql.Rows) (v view.StockRule, err error) {
		return v, r.Scan(&v.StoreID, &v.SKU, &v.Buffer, &v.Cap, &v.Freeze, moment{&v.Until}, &v.Reason, &v.Actor, moment{&v.At})
	})
}

// SaveStockRule stores what a person says about a SKU's stock; a rule that says nothing is dropped.
func (t *Tx) SaveStockRule(r view.StockRule) error {
	t.Notify(events.Levels)
	r.SKU = commerce.TrimSKU(r.SKU)
	if r.Buffer == "" && r.Cap < 0 && r.Freeze == commerce.NotFrozen {
		return t.run(`delete from stock_rule where store_id = $1 and sku = $2`, r.StoreID, r.SKU)
	}
	return t.run(`insert into stock_rule (store_id, sku, buffer, cap, frozen, until, reason, actor, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		on conflict (store_id, sku) do update set buffer = excluded.buffer, cap = excluded.cap, frozen = excluded.frozen, until = excluded.until,
			reason = excluded.reason, actor = excluded.actor, at = excluded.at`,
		r.StoreID, r.SKU, r.Buffer, r.Cap, r.Freeze, millis(r.Until), r.Reason, r.Actor, t.now)
}

// ThawDue ends the freezes whose time has come and returns them as they were. A buffer or cap of the same rule stays.
func (t *Tx) ThawDue() ([]view.StockRule, error) {
	rows, err := t.tx.QueryContext(t.ctx, `select store_id, sku, buffer, cap, frozen, until, reason, actor, at from stock_rule
		where frozen <> '' and until > 0 and until <= $1`, t.now)
	ended, err := collect(rows, err, func(r *sql.Rows) (v view.StockRule, err error) {
		return v, r.Scan(&v.StoreID, &v.SKU, &v.Buffer, &v.Cap, &v.Freeze, moment{&v.Until}, &v.Reason, &v.Actor, moment{&v.At})
	})
	if err != nil {
		return nil, err
	}
	for _, r := range ended {
		r.Freeze, r.Until = commerce.NotFrozen, time.Time{}
		if err := t.SaveStockRule(r); err != nil {
			return nil, err
		}
	}
	return ended, nil
}

// Tags returns the tags of SKUs, of all SKUs that have some when none are named.
func (d *DB) Tags(ctx context.Context, skus []string) (map[string][]string, error) {
	out := map[string][]string{}
	read := func(w where) ([]string, error) {
		rows, err := d.reader.QueryContext(ctx, `select sku, tag from sku_tag`+w.String()+` order by sku, tag`, w.args...)
		return collect(rows, err, func(r *sql.Rows) (tag string, err error) {
			var sku string
			err = r.Scan(&sku, &tag)
			out[sku] = append(out[sku], tag)
			return tag, err
		})
	}
	if skus == nil {
		_, err := read(where{})
		return out, err
	}
	_, err := inChunks(skus, func(chunk []string) ([]string, error) {
		var w where
		w.in("sku", chunk)
		return read(w)
	})
	return out, err
}

// TagSKU puts a tag on a SKU, or takes it off.
func (t *Tx) TagSKU(sku, tag string, on bool) error {
	t.Notify(events.Levels)
	sku, tag = commerce.TrimSKU(sku), commerce.TagKey(tag)
	if !on {
		return t.run(`delete from sku_tag where sku = $1 and tag = $2`, sku, tag)
	}
	return t.run(`insert into sku_tag (sku, tag) values ($1, $2) on conflict do nothing`, sku, tag)
}

// Sold is how many units of a code a store sold: in the last day, week and 30 days.
type Sold struct{ Day, Week, Month int64 }

// PerHour is the faster of the rates of the last day and the last week.
func (s Sold) PerHour() float64 { return max(float64(s.Day)/24, float64(s.Week)/(7*24)) }

// StoreSKU names a code of a store.
type StoreSKU struct {
	Store commerce.StoreID
	SKU   string
}

// Sold tells what the stores sold of codes, of every code sold in the last 30 days when none are named.
func (d *DB) Sold(ctx context.Context, skus []string) (map[StoreSKU]Sold, error) {
	out := map[StoreSKU]Sold{}
	now := millis(d.Now()) / 3_600_000
	read := func(w where) ([]int64, error) {
		month, week, day := w.arg(now-30*24), w.arg(now-7*24), w.arg(now-24)
		w.parts = append(w.parts, "hour > "+month)
		rows, err := d.reader.QueryContext(ctx, `select store_id, sku, sum(case when hour > `+day+` then units else 0 end),
			sum(case when hour > `+week+` then units else 0 end), sum(units) from sold_hour`+w.String()+` group by store_id, sku`, w.args...)
		return collect(rows, err, func(r *sql.Rows) (n int64, err error) {
			var k StoreSKU
			var s Sold
			err = r.Scan(&k.Store, &k.SKU, &s.Day, &s.Week, &s.Month)
			out[k] = s
			return 0, err
		})
	}
	if skus == nil {
		_, err := read(where{})
		return out, err
	}
	_, err := inChunks(skus, func(chunk []string) ([]int64, error) {
		var w where
		w.add("store_id in (select id from store)") // the key begins with the store
		w.in("sku", slices.Clone(chunk))
		return read(w)
	})
	return out, err
}

// StockDelays is the p95 of each store's stock writes over the last 24 hours, from learning a change to the answer of the write; it may be
// a minute old. The map is shared: nobody changes it.
func (d *DB) StockDelays(ctx context.Context) (map[commerce.StoreID]time.Duration, error) {
	d.written.Lock()
	defer d.written.Unlock()
	now := d.now()
	if age := now.Sub(d.written.at); d.written.delays != nil && age >= 0 && age < delaysKept {
		return d.written.delays, nil
	}
	all, err := d.stockDelays(ctx, 0, d.dayAgo())
	if err != nil {
		return nil, err
	}
	out := map[commerce.StoreID]time.Duration{}
	for id, h := range all {
		out[id] = time.Duration(h.percentile(95) * float64(time.Second))
	}
	d.written.at, d.written.delays = now, out
	return out, nil
}

// delaysKept is how long measured delays are handed out again: a day of writes is long to read, and every page of stock shows them.
const delaysKept = time.Minute

// writeDelays are the stores' delays as they were measured last.
type writeDelays struct {
	sync.Mutex
	at     time.Time
	delays map[commerce.StoreID]time.Duration
}

// ProductsOfLevels returns the Brightpearl products behind the levels of SKUs.
func (d *DB) ProductsOfLevels(ctx context.Context, skus []string) ([]int64, error) {
	return inChunks(skus, func(chunk []string) ([]int64, error) {
		var w where
		w.in("sku", chunk)
		rows, err := d.reader.QueryContext(ctx, `select distinct bp_product_id from level`+w.String(), w.args...)
		return collect(rows, err, scanID)
	})
}
