package db

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

// StoreCards returns every store that was not removed, by name, with what its card shows.
func (d *DB) StoreCards(ctx context.Context) ([]view.StoreCard, error) {
	stores, err := d.Stores(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the stores: %w", err)
	}
	channels, err := d.OptionNames(ctx, "channels")
	if err != nil {
		return nil, err
	}
	warehouses, err := d.OptionNames(ctx, "warehouses")
	if err != nil {
		return nil, err
	}
	cards := make([]view.StoreCard, len(stores))
	place := map[commerce.StoreID]*view.StoreCard{}
	for i, s := range stores {
		cards[i] = view.StoreCard{Store: s.Store, Channel: channels[s.Settings.ChannelID], LastOrderAt: s.LastOrder,
			LastContactAt: s.LastContact, LoginUntil: s.LoginUntil, OrderPolicy: s.Settings.UnmatchedPolicy}
		for _, id := range s.Settings.Warehouses {
			cards[i].Warehouses = append(cards[i].Warehouses, warehouses[id])
		}
		place[s.ID] = &cards[i]
	}
	for _, add := range []func(context.Context, map[commerce.StoreID]*view.StoreCard) error{
		d.addStoreRows, d.addHours, d.addDue, d.addDone, d.addMatched, d.addProblem,
	} {
		if err := add(ctx, place); err != nil {
			return nil, fmt.Errorf("read the store cards: %w", err)
		}
	}
	return cards, nil
}

func (d *DB) addStoreRows(ctx context.Context, cards map[commerce.StoreID]*view.StoreCard) error {
	rows, err := d.reader.QueryContext(ctx, `select id, last_stock_at, settings_rev from store where not removed`)
	return each(rows, err, func(r *sql.Rows) error {
		var id commerce.StoreID
		var at time.Time
		var rev int
		err := r.Scan(&id, moment{&at}, &rev)
		if c := cards[id]; c != nil {
			c.LastStockAt, c.SettingsRev = at, rev
		}
		return err
	})
}

// addHours counts the orders placed in each of the last 24 hours; it walks orders_newest. For "store_id + 0" see Sales.
func (d *DB) addHours(ctx context.Context, cards map[commerce.StoreID]*view.StoreCard) error {
	from := millis(d.Now().Add(-24 * time.Hour))
	rows, err := d.reader.QueryContext(ctx, `select store_id + 0, (placed_at - $1) / 3600000, count(*) from orders
		where placed_at >= $1 group by 1, 2`, from)
	return each(rows, err, func(r *sql.Rows) error {
		var id commerce.StoreID
		var hour int64
		var n int
		err := r.Scan(&id, &hour, &n)
		if c := cards[id]; c != nil && hour >= 0 {
			c.Orders24h[min(hour, 23)] += n // a shop's clock may be ahead of ours
		}
		return err
	})
}

const (
	manyDue = 20             // from so much due work on a card says how far it has come
	longDue = 24 * time.Hour // work that is due for longer is stuck: nobody waits for its end, and to count since then takes long
)

// addDue counts the work that could be done now, by orders_state_placed and the partial indexes level_due and shipment_state. A store
// with much of it has it by kind, with the moment at which the oldest came in. For "store_id + 0" see Sales.
func (d *DB) addDue(ctx context.Context, cards map[commerce.StoreID]*view.StoreCard) error {
	rows, err := d.reader.QueryContext(ctx, `
		select 'orders', store_id + 0, count(*), min(seen_at) from orders where state in ('waiting', 'working') and not await_payment and due_at <= $1 group by 2
		union all
		select 'stock', store_id, count(*), min(changed_at) from level where state = 'due' and due_at <= $1 group by store_id
		union all
		select 'shipments', store_id, count(*), min(seen_at) from shipment where state = 'waiting' and due_at <= $1 group by store_id`, millis(d.Now()))
	if err := each(rows, err, func(r *sql.Rows) error {
		var id commerce.StoreID
		var b view.Backlog
		err := r.Scan(&b.Kind, &id, &b.Due, moment{&b.Since})
		if c := cards[id]; c != nil {
			c.Due += b.Due
			c.Backlogs = append(c.Backlogs, b)
		}
		return err
	}); err != nil {
		return err
	}
	for _, c := range cards {
		if c.Due < manyDue {
			c.Backlogs = nil
		}
	}
	return nil
}

// addDone counts what was done since the oldest of a backlog came in, where there is one: by orders_posted, level_written and
// shipment_told. "store_id + 0" keeps SQLite from walking all that a store has.
func (d *DB) addDone(ctx context.Context, cards map[commerce.StoreID]*view.StoreCard) error {
	queries := map[string]string{
		"orders":    `select count(*) from orders where store_id = $1 and posted_at >= $2`,
		"stock":     `select count(*) from level where store_id + 0 = $1 and written_at >= $2`,
		"shipments": `select count(*) from shipment where store_id + 0 = $1 and sent_at >= $2`,
	}
	for id, c := range cards {
		for i := range c.Backlogs {
			b := &c.Backlogs[i]
			if d.Now().Sub(b.Since) > longDue {
				continue
			}
			if err := d.reader.QueryRowContext(ctx, queries[b.Kind], id, millis(b.Since)).Scan(&b.Done); err != nil {
				return err
			}
		}
	}
	return nil
}

// addMatched counts the listings that have a product, and those that could have one.
func (d *DB) addMatched(ctx context.Context, cards map[commerce.StoreID]*view.StoreCard) error {
	links, err := d.tallied(ctx, "link_tally", where{})
	for id, c := range cards {
		c.Matched = total(links[id], string(commerce.Matched), string(commerce.Bundled), string(commerce.NotStockTracked))
		c.Listings = c.Matched + total(links[id], unmatched...)
	}
	return err
}

// addProblem names the oldest grave problem, or else the oldest one.
func (d *DB) addProblem(ctx context.Context, cards map[commerce.StoreID]*view.StoreCard) error {
	rows, err := d.reader.QueryContext(ctx, `select store_id, title from problem where healed_at = 0 and store_id <> 0
		order by case when severity = 'error' then 0 else 1 end, since, key`)
	err = each(rows, err, func(r *sql.Rows) error {
		var id commerce.StoreID
		var title string
		err := r.Scan(&id, &title)
		if c := cards[id]; c != nil && c.Problem == "" {
			c.Problem = title
		}
		return err
	})
	for _, c := range cards {
		if c.Problem == "" && c.State == commerce.StoreSignIn {
			c.Problem = "EKM wants a new sign-in."
		}
	}
	return err
}

// Sales returns each store's sales by the day of placing: today, the last 7 and the last 30 days, all from midnight in the
// clock's own time zone. Orders that were cancelled in EKM before they were placed here are left out. Whole days come from
// order_day, whose days are those of UTC; the hours before the first of them from orders_money.
func (d *DB) Sales(ctx context.Context) ([]view.SalesRow, error) {
	stores, err := d.Stores(ctx)
	if err != nil {
		return nil, fmt.Errorf("add up the sales: %w", err)
	}
	out := make([]view.SalesRow, len(stores))
	place := map[commerce.StoreID]*view.SalesRow{}
	for i, s := range stores {
		out[i] = view.SalesRow{StoreID: s.ID, Store: s.Name, Currency: s.Currency}
		place[s.ID] = &out[i]
	}
	today := midnight(d.Now())
	for _, span := range []struct {
		from time.Time
		sums func(r *view.SalesRow) (n *int, money, tax *commerce.Pence)
	}{
		{today, func(r *view.SalesRow) (*int, *commerce.Pence, *commerce.Pence) {
			return &r.Orders, &r.Today, &r.TaxToday
		}},
		{today.AddDate(0, 0, -6), func(r *view.SalesRow) (*int, *commerce.Pence, *commerce.Pence) {
			return &r.WeekOrders, &r.Week, &r.TaxWeek
		}},
		{today.AddDate(0, 0, -29), func(r *view.SalesRow) (*int, *commerce.Pence, *commerce.Pence) {
			return &r.MonthOrders, &r.Month, &r.TaxMonth
		}},
	} {
		from := millis(span.from)
		whole := (from + oneDay - 1) / oneDay // the first day that lies in the span completely
		// "store_id + 0" is no column: grouped by the column itself, SQLite walks all orders by store.
		rows, err := d.reader.QueryContext(ctx, `select store_id, sum(n), sum(money), sum(tax) from order_day where day >= $1 and state <> 'cancelled' group by store_id
			union all select store_id + 0, count(*), sum(total), sum(tax) from orders where placed_at >= $2 and placed_at < $3 and state <> 'cancelled' group by 1`,
			whole, from, whole*oneDay)
		if err := each(rows, err, func(r *sql.Rows) error {
			var id commerce.StoreID
			var n int
			var money, tax commerce.Pence
			err := r.Scan(&id, &n, &money, &tax)
			if row := place[id]; row != nil {
				sumN, sumMoney, sumTax := span.sums(row)
				*sumN, *sumMoney, *sumTax = *sumN+n, *sumMoney+money, *sumTax+tax
			}
			return err
		}); err != nil {
			return nil, fmt.Errorf("add up the sales: %w", err)
		}
	}
	return out, nil
}

// midnight is the start of the day in the time zone of t.
func midnight(t time.Time) time.Time {
	year, month, day := t.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, t.Location())
}

// each hands every row of a query to visit.
func each(rows *sql.Rows, err error, visit func(*sql.Rows) error) error {
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) { return struct{}{}, visit(r) })
	return err
}
