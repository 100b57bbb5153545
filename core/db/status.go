package db

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

// contactLimit is how long a live store may be silent before nobody can say how it is.
const contactLimit = 5 * time.Minute

// Status returns the figures that `stockbridgectl status` prints. Its State is the first of these that holds:
//
//   - paused: there is a store, and all of them are paused;
//   - attention: an order, a shipment or a level is held or refused, a SKU is duplicate in a store with stock on, a problem is
//     open, a store's settings are broken, or a sign-in is needed;
//   - unknown: a live store was last heard (or, when it was never heard, went live) more than five minutes ago. Right after a
//     sync this cannot be; later, with no program running, it is the truth;
//   - working: a live store has work of a switched-on kind queued, due or waiting for its next attempt. An order that waits
//     for the shopper's payment is no work;
//   - ok.
func (d *DB) Status(ctx context.Context) (view.Status, error) {
	out := view.Status{At: d.Now().UTC(), Stores: []view.StoreStatus{}}
	account, connected, err := d.Account(ctx)
	if err != nil {
		return out, fmt.Errorf("read the account: %w", err)
	}
	out.Brightpearl = view.BrightpearlStatus{Account: account.Code, Connected: connected && !account.SignedOut,
		RequestsRemaining: account.RequestsRemaining, RequestsMade: account.RequestsMade, Throttled: account.RequestsThrottled}
	stores, err := d.Stores(ctx)
	if err != nil {
		return out, fmt.Errorf("read the stores: %w", err)
	}
	figures, err := d.statusFigures(ctx)
	if err != nil {
		return out, err
	}
	for _, s := range stores {
		out.Stores = append(out.Stores, figures.of(s, out.At))
	}
	out.State = figures.judge(stores, account, out.At)
	return out, nil
}

// statusFigures are the counts behind a status, by store.
type statusFigures struct {
	orders, links, shipments byStore
	awaiting                 byStore // orders that wait for the shopper's payment
	levels                   map[commerce.StoreID]levelFigures
	traffic                  map[commerce.StoreID]view.RequestCounts
	orderDelays, stockDelays map[commerce.StoreID]*delays
	problems                 int
}

func (d *DB) statusFigures(ctx context.Context) (f statusFigures, err error) {
	if f.orders, err = d.tallied(ctx, "order_tally", where{}); err != nil {
		return f, err
	}
	if f.links, err = d.tallied(ctx, "link_tally", where{}); err != nil {
		return f, err
	}
	if f.shipments, err = d.tallied(ctx, "shipment_tally", where{}); err != nil {
		return f, err
	}
	var unpaid where
	unpaid.add("await_payment")
	if f.awaiting, err = d.tallied(ctx, "order_tally", unpaid); err != nil {
		return f, err
	}
	if f.levels, err = d.levelFigures(ctx, 0); err != nil {
		return f, err
	}
	if f.traffic, err = d.requestCounts(ctx); err != nil {
		return f, err
	}
	if f.orderDelays, err = d.orderDelays(ctx, 0, d.dayAgo()); err != nil {
		return f, err
	}
	if f.stockDelays, err = d.stockDelays(ctx, 0, d.dayAgo()); err != nil {
		return f, err
	}
	w := openProblemsOf(0)
	if err := d.reader.QueryRowContext(ctx, `select count(*) from problem p`+w.String(), w.args...).Scan(&f.problems); err != nil {
		return f, fmt.Errorf("count the problems: %w", err)
	}
	return f, nil
}

func (d *DB) requestCounts(ctx context.Context) (map[commerce.StoreID]view.RequestCounts, error) {
	rows, err := d.reader.QueryContext(ctx, `select id, requests_made, requests_throttled from store where not removed`)
	out := map[commerce.StoreID]view.RequestCounts{}
	err = each(rows, err, func(r *sql.Rows) error {
		var id commerce.StoreID
		var c view.RequestCounts
		err := r.Scan(&id, &c.Made, &c.Throttled)
		out[id] = c
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count the requests: %w", err)
	}
	return out, nil
}
