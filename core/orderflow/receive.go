package orderflow

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/events"
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
	// paymentPatience is how long an unpaid order is looked at again.
	paymentPatience = 14 * 24 * time.Hour
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
		if err := d.lookAtUnpaid(ctx, store, shop, from); err != nil {
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
		if err := d.receive(ctx, store, shop, page.Rows, from); err != nil {
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

// receive stores one page of orders in one commit, after reading the items of those that are new or changed.
func (d *Desk) receive(ctx context.Context, store db.StoreRow, shop *ekm.Client, rows []ekm.Order, from time.Time) error {
	ids := make([]int64, len(rows))
	for i, o := range rows {
		ids[i] = int64(o.ID)
	}
	known, err := d.db.KnownOrders(ctx, store.ID, ids)
	if err != nil {
		return err
	}
	type arrival struct {
		order  commerce.Order
		header bool // only the header moved, of an order that is done
		id     commerce.OrderID
	}
	arrivals := make([]*arrival, len(rows))
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(6)
	for i, o := range rows {
		k, seen := known[int64(o.ID)]
		if hidden(string(o.Status)) || !seen && o.Date.Before(from) {
			continue
		}
		if seen && k.Status == o.Status.Trim() && k.PaymentStatus == o.PaymentStatus.Trim() && k.UpdatedAt.Equal(o.LastUpdated.Time) && !k.UpdatedAt.IsZero() {
			continue
		}
		if total, err := commerce.ParseAmount(o.TotalCost.String()); seen && err == nil && total.Pence() == k.Total && k.State == commerce.OrderPosted {
			arrivals[i] = &arrival{header: true, id: k.ID, order: commerce.Order{Status: o.Status.Trim(), PaymentStatus: o.PaymentStatus.Trim(), UpdatedAt: o.LastUpdated.Time}}
			continue
		}
		group.Go(func() error {
			order, err := d.readOrder(inner, store, shop, o)
			if err != nil {
				return err
			}
			arrivals[i] = &arrival{order: order}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	claims := make([][]db.OrderRow, len(arrivals))
	var touched []int64
	for i, a := range arrivals {
		if a == nil || a.header {
			continue
		}
		if claims[i], err = d.claim(ctx, a.order); err != nil {
			return err
		}
		touched = append(touched, stocked(claims[i])...)
	}
	if err := d.db.Write(ctx, func(tx *db.Tx) error {
		for i, a := range arrivals {
			switch {
			case a == nil:
			case a.header:
				if err := tx.NoteHeader(a.id, a.order); err != nil {
					return err
				}
			default:
				if err := d.accept(tx, store, a.order, claims[i]); err != nil {
					return err
				}
			}
		}
		return nil
	}); err != nil {
		return err
	}
	return d.touch(ctx, touched)
}

// claim lists the units that an order will need, as far as the codes are known already: from the moment an order is stored its
// units are deducted from what all stores show, even while it waits for its payment, a person or its turn.
func (d *Desk) claim(ctx context.Context, o commerce.Order) ([]db.OrderRow, error) {
	var rows []db.OrderRow
	for _, l := range o.Lines {
		if commerce.NoSKU(l.Code) || l.Quantity <= 0 {
			continue
		}
		products, err := d.db.ProductsBySKU(ctx, l.Code)
		if err != nil {
			return nil, err
		}
		if len(products) == 1 && (products[0].StockTracked || products[0].Bundle) {
			rows = append(rows, db.OrderRow{Kind: "goods", LineID: l.ID, SKU: commerce.TrimSKU(l.Code), Name: l.Name, Quantity: l.Quantity,
				ProductID: products[0].ID, StockedID: products[0].ID, Wanted: l.Quantity})
		}
	}
	return rows, nil
}

func stocked(rows []db.OrderRow) []int64 {
	var out []int64
	for _, r := range rows {
		if r.StockedID > 0 {
			out = append(out, r.StockedID)
		}
	}
	return out
}

func (d *Desk) touch(ctx context.Context, products []int64) error {
	if d.o.Touched == nil || len(products) == 0 {
		return nil
	}
	return d.o.Touched(ctx, products)
}

func (d *Desk) readOrder(ctx context.Context, store db.StoreRow, shop *ekm.Client, o ekm.Order) (commerce.Order, error) {
	items, err := shop.Orders.Items(ctx, o.ID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return commerce.Order{}, err
	}
	if len(items.Bad) > 0 || err == nil && !items.Complete {
		// Importing part of an order would be worse than waiting: the poll fails and is repeated.
		return commerce.Order{}, &fault.Error{Kind: fault.Refused, Code: "SB-ORD-113", Op: "read the lines of order " + o.ID.String(),
			Remote: "ekm/" + store.Name, Text: "EKM did not send all lines of the order in a readable form"}
	}
	var fields []ekm.CustomField
	if extras, _ := commerce.ParseAmount(o.CustomFieldsTotal.String()); extras != 0 {
		if fields, err = shop.Orders.CustomFields(ctx, o.ID); err != nil {
			return commerce.Order{}, err
		}
	}
	return translate(store.ID, store.Currency, o, items.Rows, fields)
}

// accept stores an order with the rules' verdict. It may be called any number of times with the same order.
func (d *Desk) accept(tx *db.Tx, store db.StoreRow, o commerce.Order, claim []db.OrderRow) error {
	v := verdict(o, store.Settings)
	id, stored, err := tx.SaveOrder(o, v)
	if err != nil || stored == db.Unchanged {
		return err
	}
	if stored == db.Stored {
		if err := tx.SaveRows(id, claim); err != nil {
			return err
		}
		for _, r := range claim {
			if err := tx.SoldHere(store.ID, r.SKU); err != nil {
				return err
			}
		}
	}
	tx.Notify(events.Orders, events.Levels)
	text := "Received from EKM, " + o.Total.Pence().Display(o.Currency) + "."
	if !v.Cause.Zero() {
		text += " " + v.Cause.Text
	}
	return tx.Log(db.Activity{Store: store.ID, Kind: "order", Subject: "order " + o.Number, Ref: orderRef(id), Text: text})
}

// lookAtUnpaid asks for every order that waits for its payment, because EKM does not promise that a payment moves any stamp.
func (d *Desk) lookAtUnpaid(ctx context.Context, store db.StoreRow, shop *ekm.Client, from time.Time) error {
	waiting, err := d.db.AwaitingPayment(ctx, store.ID)
	if err != nil {
		return err
	}
	for _, id := range waiting {
		o, err := shop.Orders.Get(ctx, ekm.ID(id))
		if fault.Is(err, fault.NotFound) {
			if err := d.db.Write(ctx, func(tx *db.Tx) error { return tx.OrderGone(store.ID, id) }); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		if d.o.Now().Sub(o.Date.Time) > paymentPatience {
			if err := d.db.Write(ctx, func(tx *db.Tx) error { return tx.OrderNeverPaid(store.ID, id) }); err != nil {
				return err
			}
			continue
		}
		if err := d.receive(ctx, store, shop, []ekm.Order{o}, from); err != nil {
			return err
		}
	}
	return nil
}

// Again reads one order from EKM once more and applies the rules of now to it.
func (d *Desk) Again(ctx context.Context, storeID commerce.StoreID, ekmID int64) error {
	store, shop, err := d.shop(ctx, storeID)
	if err != nil {
		return err
	}
	o, err := shop.Orders.Get(ctx, ekm.ID(ekmID))
	if err != nil {
		return err
	}
	order, err := d.readOrder(ctx, store, shop, o)
	if err != nil {
		return err
	}
	claim, err := d.claim(ctx, order)
	if err != nil {
		return err
	}
	if err := d.db.Write(ctx, func(tx *db.Tx) error { return d.accept(tx, store, order, claim) }); err != nil {
		return err
	}
	return d.touch(ctx, stocked(claim))
}

func (d *Desk) reportUnreadable(ctx context.Context, store db.StoreRow, bad []*ekm.RowError) error {
	for _, b := range bad {
		err := d.db.Write(ctx, func(tx *db.Tx) error {
			return tx.Raise(db.Problem{Key: fmt.Sprintf("order-unreadable/%d/%d", store.ID, b.ID), Code: "SB-ORD-114", Severity: "error", Store: store.ID,
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

func orderRef(id commerce.OrderID) string { return fmt.Sprintf("order:%d", id) }

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// cancelled reports that the program was asked to stop, which is nobody's failure.
func cancelled(ctx context.Context, err error) bool {
	return ctx.Err() != nil || errors.Is(err, context.Canceled)
}
