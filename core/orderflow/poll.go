package orderflow

import (
	"context"
	"fmt"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
)

const (
	// overlap is how far every poll looks back behind the last one: EKM's stamps may lag, and equal stamps are all read
	// again.
	overlap = 15 * time.Minute
	// sweepEvery is how often a day of orders is read again, for orders whose last_updated never moved: a check-out that took
	// long, a payment that came late.
	sweepEvery = 10 * time.Minute
	sweepBack  = 24 * time.Hour
)

// Poll reads a store's new and changed orders and stores them with what the rules say; due ones wake the Brightpearl lane.
// Only one poll of a store runs at a time. The watermark moves when everything was read and stored, so a poll that fails
// half-way is repeated from where the last good one began.
func (d *Desk) Poll(ctx context.Context, id commerce.StoreID) error {
	unlock, err := d.polls.lock(ctx, db.OrdersPoll(id))
	if err != nil {
		return err
	}
	defer unlock()
	store, shop, err := d.shop(ctx, id)
	if err != nil {
		return err
	}
	began := d.o.Now()
	at, err := d.db.Poll(ctx, db.OrdersPoll(id))
	if err != nil {
		return err
	}
	query := ekm.OrderQuery{}
	from := store.Settings.OrdersFrom
	if from.IsZero() {
		from = store.CreatedAt
	}
	sweep := began.Sub(at.FullAt) >= sweepEvery
	switch {
	case at.At.IsZero():
		query.ChangedSince = from
	case sweep:
		query.PlacedSince = later(from, at.At.Add(-sweepBack))
	default:
		query.ChangedSince = at.At.Add(-overlap)
	}
	newest, err := d.readOrders(ctx, store, shop, query, from)
	if err != nil {
		return err
	}
	if sweep && !at.At.IsZero() {
		// The sweep goes by the order's date; changes of older orders still need the usual look.
		if _, err := d.readOrders(ctx, store, shop, ekm.OrderQuery{ChangedSince: at.At.Add(-overlap)}, from); err != nil {
			return err
		}
	}
	if sweep {
		if err := d.lookAgain(ctx, store, shop, from); err != nil {
			return err
		}
		if err := d.judgeExcluded(ctx, store); err != nil {
			return err
		}
	}
	if !newest.IsZero() {
		at.At = newest
	}
	at.OKAt, at.LastError = began, ""
	if sweep {
		at.FullAt = began
	}
	return d.db.Write(ctx, func(tx *db.Tx) error { return tx.SavePoll(db.OrdersPoll(id), at) })
}

// Reset makes the next poll start from the store's go-live moment again, because that moment was moved.
func (d *Desk) Reset(ctx context.Context, id commerce.StoreID) error {
	return d.db.Write(ctx, func(tx *db.Tx) error { return tx.SavePoll(db.OrdersPoll(id), db.Poll{}) })
}

func (d *Desk) shop(ctx context.Context, id commerce.StoreID) (db.StoreRow, *ekm.Client, error) {
	store, ok, err := d.db.Store(ctx, id)
	if err != nil {
		return store, nil, err
	}
	shop := d.o.Shop(id)
	if !ok || shop == nil {
		return store, nil, &fault.Error{Kind: fault.SignIn, Code: "SB-AUTH-003", Op: "use the store", Remote: "ekm/" + store.Name, Text: "the store is not signed in"}
	}
	return store, shop, nil
}

// readOrders reads every page of a search and returns EKM's clock at the first one.
func (d *Desk) readOrders(ctx context.Context, store db.StoreRow, shop *ekm.Client, query ekm.OrderQuery, from time.Time) (time.Time, error) {
	var first time.Time
	for {
		page, err := shop.Orders.Page(ctx, query)
		if err != nil {
			return first, err
		}
		if first.IsZero() {
			first = page.At
		}
		if err := d.receive(ctx, store, shop, page.Rows, from, false); err != nil {
			return first, err
		}
		if err := d.reportUnreadable(ctx, store, page.Bad); err != nil {
			return first, err
		}
		if !page.More {
			return first, nil
		}
		query.After = page.Next
	}
}

func (d *Desk) reportUnreadable(ctx context.Context, store db.StoreRow, bad []*ekm.RowError) error {
	for _, b := range bad {
		err := d.db.Write(ctx, func(tx *db.Tx) error {
			return tx.Raise(db.Problem{Key: unreadableKey(store.ID, int64(b.ID)), Code: "SB-ORD-114", Severity: "error", Store: store.ID,
				Title: fmt.Sprintf("Order %d of %s cannot be read", b.ID, store.Name),
				Text:  "EKM sent the order in a form that Stockbridge does not understand. It was not imported; all other orders were.",
				Fix:   "Open the order in EKM and save it again, or type it into Brightpearl by hand."})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func unreadableKey(store commerce.StoreID, order int64) string {
	return fmt.Sprintf("order-unreadable/%d/%d", store, order)
}
