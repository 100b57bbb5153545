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
	// sweepEvery is how often a day of orders is read again, for orders whose last_updated never moved: a check-out that took
	// long, a payment that came late. Once a day it is a week.
	sweepEvery = 10 * time.Minute
	sweepBack  = 24 * time.Hour
	deepEvery  = 24 * time.Hour
	deepBack   = 7 * 24 * time.Hour
	// A busy shop's day would take longer to read than the time until the next sweep, and new orders would wait for it: no more
	// orders than these are read again, the newest ones.
	sweepMost = 1_000
	deepMost  = 2_000
	// Most polls look back a little only; every fifth minute one looks back as far as EKM's stamps may lag.
	glance    = 2 * time.Minute
	lookEvery = 5 * time.Minute
)

// search is one question of a poll and what it learned.
type search struct {
	query  ekm.OrderQuery
	from   time.Time // orders placed before it are left alone
	before time.Time // EKM's clock at the last poll
	first  time.Time // ... at the first page of this one
	clock  db.ShopClock
}

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
	deep, err := d.db.Poll(ctx, deepPoll(id))
	if err != nil {
		return err
	}
	from := ordersFrom(store)
	r := search{from: from, before: at.At, clock: store.Clock}
	first, sweep := at.At.IsZero(), began.Sub(at.FullAt) >= sweepEvery
	look, wideAt := glance, parseMoment(at.Value)
	if wide := lookBack(store.Clock, began); sweep || began.Sub(wideAt) >= lookEvery || began.Before(wideAt) {
		look, wideAt = wide, began
	}
	if first {
		r.query.ChangedSince = from.Add(-wideOverlap) // by whichever clock; each order's own date decides
	} else {
		r.query.ChangedSince = at.At.Add(-look)
	}
	if err := d.readOrders(ctx, store, shop, &r); err != nil {
		return err
	}
	deepen := sweep && began.Sub(deep.FullAt) >= deepEvery
	if sweep && !first {
		// The sweep goes by the order's date, which every order has.
		back, most := sweepBack, sweepMost
		if deepen {
			back, most = deepBack, deepMost
		}
		since := later(from, at.At.Add(-back)).Add(-wideOverlap)
		if nth, ok, err := d.db.NthNewest(ctx, id, most); err != nil {
			return err
		} else if ok {
			since = later(since, nth)
		}
		by := search{from: from, query: ekm.OrderQuery{PlacedSince: since}}
		if err := d.readOrders(ctx, store, shop, &by); err != nil {
			return err
		}
	}
	if sweep {
		if err := d.sweep(ctx, store, shop, from, first); err != nil {
			return err
		}
		at.FullAt = began
	}
	if !r.first.IsZero() {
		at.At = r.first
	}
	// Whoever moves go-live has the next poll begin anew: this one, which did not know of it, must not undo that.
	now, ok, err := d.db.Store(ctx, id)
	if err != nil || !ok || !ordersFrom(now).Equal(from) {
		return err
	}
	at.OKAt, at.LastError, at.Value = began, "", wideAt.UTC().Format(time.RFC3339)
	return d.db.Write(ctx, func(tx *db.Tx) error {
		if r.clock != store.Clock {
			if err := tx.SetClock(id, r.clock); err != nil {
				return err
			}
		}
		if deepen {
			if err := tx.SavePoll(deepPoll(id), db.Poll{FullAt: began}); err != nil {
				return err
			}
		}
		return tx.SavePoll(db.OrdersPoll(id), at)
	})
}

// sweep looks for what no stamp tells: payments, better contents, statuses that the rules let pass by now, and ids that no list
// showed. From the first poll on, and whenever go-live was moved, the run of ids is looked at anew.
func (d *Desk) sweep(ctx context.Context, store db.StoreRow, shop *ekm.Client, from time.Time, first bool) error {
	if err := d.lookAgain(ctx, store, shop, from); err != nil {
		return err
	}
	if err := d.judgeExcluded(ctx, store); err != nil {
		return err
	}
	if first {
		if err := d.db.Write(ctx, func(tx *db.Tx) error { return tx.SavePoll(gapsPoll(store.ID), db.Poll{}) }); err != nil {
			return err
		}
	}
	return d.lookForGaps(ctx, store, shop, from)
}

// parseMoment is the moment that a text names, zero for any other text.
func parseMoment(text string) time.Time {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return at
}

func deepPoll(store commerce.StoreID) string { return fmt.Sprintf("orders-week/%d", store) }

// ordersFrom is the moment from which a store's orders are downloaded.
func ordersFrom(store db.StoreRow) time.Time {
	if store.Settings.OrdersFrom.IsZero() {
		return store.CreatedAt
	}
	return store.Settings.OrdersFrom
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

// readOrders reads every page of a search and notes EKM's clock at the first one, and how its stamps go.
func (d *Desk) readOrders(ctx context.Context, store db.StoreRow, shop *ekm.Client, r *search) error {
	for {
		page, err := shop.Orders.Page(ctx, r.query)
		if err != nil {
			return err
		}
		if r.first.IsZero() {
			r.first = page.At
		}
		known, err := d.receive(ctx, store, shop, page.Rows, r.from, false)
		if err != nil {
			return err
		}
		r.clock = watch(r.clock, page, r.query.ChangedSince, r.before, known)
		if err := d.reportUnreadable(ctx, store, page.Bad); err != nil {
			return err
		}
		if !page.More {
			return nil
		}
		r.query.After = page.Next
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
