package db

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

// Overview returns the figures of the first screen, for one store or for all of them when store is 0.
//
// Placed, PlacedMoney and the four outcomes are those of the orders placed since midnight in the clock's own time zone, with
// placed = posted + waiting + held + excluded; waiting includes working, excluded includes cancelled. The oldest unposted
// order, held money, exposure and drift are those of now, delays those of the last 24 hours. Stores may have different
// currencies, which cannot be added up: Currency is that of most stores, and money in others is left out of the sums.
func (d *DB) Overview(ctx context.Context, store commerce.StoreID) (view.Overview, error) {
	o := view.Overview{At: d.Now()}
	for _, read := range []func(context.Context, commerce.StoreID, *view.Overview) error{
		d.readStoreSums, d.readToday, d.readOpenOrders, d.readDelays, d.readExposure, d.readRisk, d.readLinks,
	} {
		if err := read(ctx, store, &o); err != nil {
			return o, fmt.Errorf("read the overview: %w", err)
		}
	}
	figures, err := d.levelFigures(ctx, store)
	for _, f := range figures {
		o.Drift += f.drift
	}
	return o, err
}

// readStoreSums finds the currency to add up in, and what only the stores know.
func (d *DB) readStoreSums(ctx context.Context, store commerce.StoreID, o *view.Overview) error {
	var w where
	w.add("not removed")
	if store != 0 {
		w.add("id = ?", store)
	}
	rows, err := d.reader.QueryContext(ctx, `select currency, sum(emails_seen) from store`+w.String()+
		` group by currency order by count(*) desc, currency`, w.args...)
	return each(rows, err, func(r *sql.Rows) error {
		var currency string
		var emails int
		err := r.Scan(&currency, &emails)
		if o.Currency == "" {
			o.Currency = currency
		}
		o.EmailsCaused += emails
		return err
	})
}

// ordersOf narrows to a store's orders, or to those of all stores that were not removed.
func ordersOf(store commerce.StoreID) where {
	var w where
	if store != 0 {
		w.add("store_id = ?", store)
	} else {
		w.add(notRemoved)
	}
	return w
}

// readToday walks orders_money alone. It does not group by state: SQLite would then walk all orders by state.
func (d *DB) readToday(ctx context.Context, store commerce.StoreID, o *view.Overview) error {
	w := ordersOf(store)
	w.add("placed_at >= ?", millis(midnight(o.At)))
	currency := w.arg(o.Currency)
	return d.reader.QueryRowContext(ctx, `select count(*), count(*) filter (where state = 'posted'), count(*) filter (where state = 'held'),
		count(*) filter (where state in ('waiting', 'working')), count(*) filter (where state in ('excluded', 'cancelled')),
		coalesce(sum(case when (select s.currency from store s where s.id = orders.store_id) = `+currency+` then total else 0 end), 0)
		from orders`+w.String(), w.args...).
		Scan(&o.Placed, &o.Posted, &o.Held, &o.Waiting, &o.Excluded, &o.PlacedMoney)
}

// readOpenOrders takes the money from order_tally and the times from the ends of orders_open and orders_posted, store by store.
// Orders that wait for the shopper's payment are not late.
func (d *DB) readOpenOrders(ctx context.Context, store commerce.StoreID, o *view.Overview) error {
	w := ordersOf(store)
	w.add("state = 'held'")
	w.add("currency = ?", o.Currency)
	if err := d.reader.QueryRowContext(ctx, `select coalesce(sum(money), 0) from order_tally`+w.String(), w.args...).Scan(&o.HeldMoney); err != nil {
		return err
	}
	w = where{}
	if store != 0 {
		w.add("s.id = ?", store)
	}
	return d.reader.QueryRowContext(ctx, `select coalesce(min(case when removed then null else oldest end), 0), coalesce(max(posted), 0) from (
		select s.removed, (select min(o.placed_at) from orders o where o.store_id = s.id and o.unposted) as oldest,
			(select max(o.posted_at) from orders o where o.store_id = s.id) as posted
		from store s`+w.String()+`) ends`, w.args...).Scan(moment{&o.OldestUnposted}, moment{&o.LastPosted})
}

func (d *DB) readDelays(ctx context.Context, store commerce.StoreID, o *view.Overview) error {
	from := d.dayAgo()
	orders, err := d.orderDelays(ctx, store, from)
	if err != nil {
		return err
	}
	stock, err := d.stockDelays(ctx, store, from)
	if err != nil {
		return err
	}
	ordered, stocked := together(orders), together(stock)
	o.OrderDelayP95 = time.Duration(ordered.percentile(95) * float64(time.Second))
	o.StockDelayP95 = time.Duration(stocked.percentile(95) * float64(time.Second))
	o.OrderDelays, o.StockDelays = ordered.byHour(), stocked.byHour()
	return nil
}

// readExposure tells what could be oversold: for each Brightpearl product, the units that the stores list together beyond those
// that are truly free (on hand less pending), at the dearest listing's price. With one store only its own listings count.
// Listings that are switched off in EKM sell nothing. The sums are kept by the triggers of exposure.
func (d *DB) readExposure(ctx context.Context, store commerce.StoreID, o *view.Overview) error {
	return d.reader.QueryRowContext(ctx, `select coalesce(sum(units), 0), coalesce(sum(n), 0), coalesce(sum(case when currency = $1 then money else 0 end), 0)
		from exposure_tally where store_id = $2`, o.Currency, store).Scan(&o.ExposedUnits, &o.ExposedSKUs, &o.ExposedMoney)
}

// readRisk tells what is shown too high now: units that shoppers can buy beyond what was reckoned for the listing, and the SKU with
// the most money among them. It walks level_risky, which is nearly empty while all stores are in step.
func (d *DB) readRisk(ctx context.Context, store commerce.StoreID, o *view.Overview) error {
	var w where
	w.add("v.risky")
	w.add("v.sells > v.wanted")
	if store != 0 {
		w.add("v.store_id + 0 = ?", store) // by the column itself, SQLite walks all levels of the store
	}
	currency := w.arg(o.Currency)
	if err := d.reader.QueryRowContext(ctx, `with shown as (select v.sku, sum(v.sells - v.wanted) as units,
			sum(case when s.currency = `+currency+` then (v.sells - v.wanted) * v.price else 0 end) as money
			from level v join store s on s.id = v.store_id and not s.removed`+w.String()+` group by v.sku)
		select count(*), coalesce(sum(units), 0), coalesce(sum(money), 0), coalesce((select sku from shown order by money desc, units desc, sku limit 1), '')
		from shown`, w.args...).Scan(&o.RiskSKUs, &o.RiskUnits, &o.RiskMoney, &o.RiskSKU); err != nil {
		return err
	}
	var rate int64
	known, err := found(d.reader.QueryRowContext(ctx, `select rate, hour * 3600000 from hour_sample where store_id = $1 and hour > $2 order by hour desc limit 1`,
		store, millis(o.At)/oneHour-sampleAge).Scan(&rate, moment{&o.SoldAt}))
	if known {
		o.SoldPerHour = float64(rate) / 1000
	}
	return err
}

// readLinks counts listings: Brightpearl's products without a listing and ignored codes are nobody's worry.
func (d *DB) readLinks(ctx context.Context, store commerce.StoreID, o *view.Overview) error {
	tabs, err := d.LinkTabs(ctx, store)
	o.Unmatched = tabs["unmatched"]
	o.Listings = o.Unmatched + total(tabs, string(commerce.Matched), string(commerce.Bundled), string(commerce.NotStockTracked))
	return err
}

// Counts returns the numbers beside the rail's items: stores, listings without a product, held orders, stock figures that
// drift or are parked, shipments that wait or are parked, and cards on the attention screen.
func (d *DB) Counts(ctx context.Context, store commerce.StoreID) (view.Counts, error) {
	var c view.Counts
	if err := d.reader.QueryRowContext(ctx, `select count(*) from store where not removed`).Scan(&c.Stores); err != nil {
		return c, fmt.Errorf("count the stores: %w", err)
	}
	links, err := d.LinkTabs(ctx, store)
	if err != nil {
		return c, err
	}
	orders, err := d.OrderTabs(ctx, store)
	if err != nil {
		return c, err
	}
	shipments, err := d.ShipmentTabs(ctx, store)
	if err != nil {
		return c, err
	}
	figures, err := d.levelFigures(ctx, store)
	if err != nil {
		return c, err
	}
	causes, err := d.CauseBoard(ctx, store, d.Now())
	if err != nil {
		return c, err
	}
	c.Links, c.Orders, c.Shipments = links["unmatched"], orders["todo"], shipments["todo"]+shipments["problems"]
	for _, f := range figures {
		c.Levels += f.drift + f.problems
	}
	c.Attention, c.Snoozed = len(causes.Open), len(causes.Snoozed)
	return c, nil
}
