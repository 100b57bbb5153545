package db

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

const (
	oneHour    = 60 * 60 * 1000 // in milliseconds
	sampleAge  = 3              // hours for which a rate of sale is still told
	sampleKept = 40 * 24        // hours
)

// Sample notes how the stores stand now, for charts: a row for the hour and each store, and one for all of them together. It may be
// called as often as one likes; an hour keeps the most units that were shown too high, and the newest of everything else. What is
// older than 40 days goes, so the table has 960 rows for each store.
func (d *DB) Sample(ctx context.Context) error {
	stores, err := d.Stores(ctx)
	if err != nil {
		return fmt.Errorf("sample the stores: %w", err)
	}
	rates, err := d.exposedRates(ctx)
	if err != nil {
		return fmt.Errorf("sample the rates of sale: %w", err)
	}
	figures := map[commerce.StoreID]view.Overview{}
	for i := range len(stores) + 1 {
		var id commerce.StoreID
		if i > 0 {
			id = stores[i-1].ID
		}
		o := view.Overview{At: d.Now()}
		for _, read := range []func(context.Context, commerce.StoreID, *view.Overview) error{d.readStoreSums, d.readDelays, d.readRisk} {
			if err := read(ctx, id, &o); err != nil {
				return fmt.Errorf("sample a store: %w", err)
			}
		}
		figures[id] = o
	}
	return d.Write(ctx, func(tx *Tx) error {
		hour := tx.now / oneHour
		for id, o := range figures {
			if err := tx.run(`insert into hour_sample (hour, store_id, units, money, rate, order_ms, stock_ms) values ($1, $2, $3, $4, $5, $6, $7)
				on conflict (hour, store_id) do update set rate = excluded.rate, order_ms = excluded.order_ms, stock_ms = excluded.stock_ms,
				units = case when excluded.units > hour_sample.units then excluded.units else hour_sample.units end,
				money = case when excluded.units > hour_sample.units then excluded.money else hour_sample.money end`,
				hour, id, o.RiskUnits, o.RiskMoney, rates[id], o.OrderDelayP95.Milliseconds(), o.StockDelayP95.Milliseconds()); err != nil {
				return err
			}
		}
		return tx.run(`delete from hour_sample where hour < $1`, hour-sampleKept)
	})
}

// exposedRates is how many thousandths of units of the exposed SKUs are sold in an hour, for each store and under 0 for all of them:
// the faster of the rates of the last day and the last week, as Sold has them. With one store only its own listings are exposed.
func (d *DB) exposedRates(ctx context.Context) (map[commerce.StoreID]int64, error) {
	hour := millis(d.Now()) / oneHour
	rows, err := d.reader.QueryContext(ctx, `select place, cast(sum(case when day * 7 > week then day * 7 else week end) as bigint) from (
		select c.place, c.store_id, c.sku, sum(case when h.hour > $1 then h.units else 0 end) as day, sum(h.units) as week from (
			select distinct x.store_id as place, v.store_id, v.sku from exposure x join level v on v.bp_product_id = x.product_id and v.sells > 0
				and (x.store_id = 0 or x.store_id = v.store_id) where x.lead) c
			join sold_hour h on h.store_id = c.store_id and h.sku = c.sku and h.hour > $2
		group by c.place, c.store_id, c.sku) sold group by place`, hour-24, hour-7*24)
	out := map[commerce.StoreID]int64{}
	return out, each(rows, err, func(r *sql.Rows) error {
		var id commerce.StoreID
		var inWeek int64
		err := r.Scan(&id, &inWeek)
		out[id] = (inWeek*1000 + 84) / 168
		return err
	})
}

// Trend tells how orders, delays and what was shown too high went: today by hour, or the last days, today included, each as a whole.
// It is for one store, or for all of them when store is 0. Orders are counted as Overview counts those of today: all of them.
func (d *DB) Trend(ctx context.Context, store commerce.StoreID, days int) (view.Trend, error) {
	now := d.Now()
	out := view.Trend{At: now, Days: max(days, 1)}
	today := midnight(now)
	if out.Days == 1 {
		for at := today; !at.After(now); at = at.Add(time.Hour) {
			out.Points = append(out.Points, view.TrendPoint{From: at})
		}
	} else {
		for i := out.Days - 1; i >= 0; i-- {
			out.Points = append(out.Points, view.TrendPoint{From: today.AddDate(0, 0, -i)})
		}
	}
	fill := []func(context.Context, commerce.StoreID, *view.Trend) error{d.addSamples, d.addDaysOfOrders}
	if out.Days == 1 {
		fill = []func(context.Context, commerce.StoreID, *view.Trend) error{d.addSamples, d.addHoursOfOrders, d.addHoursOfDelays}
	}
	for _, add := range fill {
		if err := add(ctx, store, &out); err != nil {
			return out, fmt.Errorf("read the trend: %w", err)
		}
	}
	return out, nil
}

// addSamples fills in what was noted hour by hour: of a day its last delays and the most units.
func (d *DB) addSamples(ctx context.Context, store commerce.StoreID, t *view.Trend) error {
	rows, err := d.reader.QueryContext(ctx, `select hour * 3600000, units, money, order_ms, stock_ms from hour_sample where hour >= $1 and store_id = $2 order by hour`,
		millis(t.Points[0].From)/oneHour, store)
	return each(rows, err, func(r *sql.Rows) error {
		var at time.Time
		var units, orders, stock int64
		var money commerce.Pence
		if err := r.Scan(moment{&at}, &units, &money, &orders, &stock); err != nil {
			return err
		}
		p := pointAt(t, at)
		if p == nil {
			return nil
		}
		if !p.Sampled || units > p.Units {
			p.Units, p.Money = units, money
		}
		p.Sampled = true
		if t.Days > 1 {
			p.OrderDelay, p.StockDelay = time.Duration(orders)*time.Millisecond, time.Duration(stock)*time.Millisecond
		}
		return nil
	})
}

// pointAt is the hour or day that a moment falls into, nil before the first. A zone with half hours has samples that began before.
func pointAt(t *view.Trend, at time.Time) *view.TrendPoint {
	for i := len(t.Points) - 1; i >= 0; i-- {
		if !at.Before(t.Points[i].From) {
			return &t.Points[i]
		}
	}
	return nil
}

func (d *DB) addHoursOfOrders(ctx context.Context, store commerce.StoreID, t *view.Trend) error {
	w := ordersOf(store)
	w.add("placed_at >= ?", millis(t.Points[0].From))
	from := w.arg(millis(t.Points[0].From))
	rows, err := d.reader.QueryContext(ctx, `select (placed_at - `+from+`) / 3600000, count(*) from orders`+w.String()+` group by 1`, w.args...)
	return each(rows, err, func(r *sql.Rows) error {
		var hour, n int
		err := r.Scan(&hour, &n)
		t.Points[min(hour, len(t.Points)-1)].Orders += n // a shop's clock may be ahead of ours
		return err
	})
}

func (d *DB) addHoursOfDelays(ctx context.Context, store commerce.StoreID, t *view.Trend) error {
	orders, err := d.orderDelays(ctx, store, t.Points[0].From)
	if err != nil {
		return err
	}
	stock, err := d.stockDelays(ctx, store, t.Points[0].From)
	if err != nil {
		return err
	}
	ordered, stocked := together(orders).byHour(), together(stock).byHour()
	for i := range min(len(t.Points), delaySpan) {
		t.Points[i].OrderDelay = time.Duration(ordered[i] * float64(time.Second))
		t.Points[i].StockDelay = time.Duration(stocked[i] * float64(time.Second))
	}
	return nil
}

func (d *DB) addDaysOfOrders(ctx context.Context, store commerce.StoreID, t *view.Trend) error {
	known, err := d.storeIDs(ctx)
	if err != nil {
		return err
	}
	sold, err := d.soldDays(ctx, t.Points[0].From, len(t.Points), true)
	for id, days := range sold {
		if store == 0 && known[id] || id == store {
			for i, day := range days {
				t.Points[i].Orders += day.n
			}
		}
	}
	return err
}
