package orderflow

import (
	"context"
	"slices"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
	"stockbridge/core/settings"
)

// owingPatience is how long the payment of an order that was posted without a receipt is looked for.
const owingPatience = 90 * 24 * time.Hour

// lookAgain asks for every order that waits for its payment or for better contents, or was posted unpaid, because EKM does not promise that either
// moves any stamp.
func (d *Desk) lookAgain(ctx context.Context, store db.StoreRow, shop *ekm.Client, from time.Time) error {
	unpaid, err := d.db.AwaitingPayment(ctx, store.ID)
	if err != nil {
		return err
	}
	unclear, err := d.db.HeldForContent(ctx, store.ID)
	if err != nil {
		return err
	}
	var owing []int64
	if d.mayLookForPayments(store.ID) {
		if owing, err = d.db.PostedUnpaid(ctx, store.ID, d.o.Now().Add(-owingPatience)); err != nil {
			return err
		}
	}
	for _, id := range slices.Concat(unpaid, unclear, owing) {
		o, err := shop.Orders.Get(ctx, ekm.ID(id))
		if fault.Is(err, fault.NotFound) {
			if err := d.drop(ctx, store.ID, id, func(tx *db.Tx) error { return tx.OrderGone(store.ID, id) }); err != nil {
				return err
			}
			continue
		}
		if odd(err) {
			continue // the others must not wait with it; it is asked for again with the next sweep
		}
		if err != nil {
			return err
		}
		if _, err := d.receive(ctx, store, shop, []ekm.Order{o}, from, true); err != nil {
			return err
		}
		days := max(store.Settings.UnpaidDays, 1)
		if d.o.Now().Sub(o.Date.Time) > time.Duration(days)*24*time.Hour {
			// What is paid by now does not wait any more and is left alone by this.
			if err := d.drop(ctx, store.ID, id, func(tx *db.Tx) error { return tx.OrderNeverPaid(store.ID, id, days) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// mayLookForPayments spaces the looks at a store's orders that were posted unpaid: there can be many, and nothing waits for them.
func (d *Desk) mayLookForPayments(store commerce.StoreID) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.o.Now()
	if last, ok := d.owing[store]; ok && now.Sub(last) < time.Hour {
		return false
	}
	d.owing[store] = now
	return true
}

// drop gives up an unpaid order and gives its units back to the stores.
func (d *Desk) drop(ctx context.Context, store commerce.StoreID, ekmID int64, write func(*db.Tx) error) error {
	known, err := d.db.KnownOrders(ctx, store, []int64{ekmID})
	if err != nil {
		return err
	}
	rows, err := d.db.OrderRows(ctx, known[ekmID].ID)
	if err != nil {
		return err
	}
	if err := d.db.Write(ctx, write); err != nil {
		return err
	}
	return d.touch(ctx, stocked(rows))
}

// judgeExcluded applies the rules of now to the orders whose status was not to be downloaded when they were read.
func (d *Desk) judgeExcluded(ctx context.Context, store db.StoreRow) error {
	kept, err := d.db.ExcludedBy(ctx, store.ID, notDownloaded)
	if err != nil {
		return err
	}
	var back []*arrival
	for _, e := range kept {
		if !downloads(store.Settings, e.Status) {
			continue
		}
		w, err := d.db.Order(ctx, e.ID)
		if err != nil {
			return err
		}
		back = append(back, &arrival{id: e.ID, order: w.Order, verdict: verdict(w.Order, store.Settings)})
	}
	for part := range slices.Chunk(back, 50) {
		if err := d.acceptAll(ctx, store, part); err != nil {
			return err
		}
	}
	return nil
}

// downloads reports whether orders with a status are downloaded at all; no list means every status.
func downloads(s settings.Store, status string) bool {
	return len(s.DownloadStatuses) == 0 ||
		slices.ContainsFunc(s.DownloadStatuses, func(a string) bool { return commerce.UpperStatus(a) == commerce.UpperStatus(status) })
}
