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

// lookAgain asks for every order that waits for its payment or for better contents, because EKM does not promise that either
// moves any stamp.
func (d *Desk) lookAgain(ctx context.Context, store db.StoreRow, shop *ekm.Client, from time.Time) error {
	unpaid, err := d.db.AwaitingPayment(ctx, store.ID)
	if err != nil {
		return err
	}
	odd, err := d.db.HeldForContent(ctx, store.ID)
	if err != nil {
		return err
	}
	for _, id := range slices.Concat(unpaid, odd) {
		o, err := shop.Orders.Get(ctx, ekm.ID(id))
		if fault.Is(err, fault.NotFound) {
			if err := d.drop(ctx, store.ID, id, func(tx *db.Tx) error { return tx.OrderGone(store.ID, id) }); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		if _, err := d.receive(ctx, store, shop, []ekm.Order{o}, from, true); err != nil {
			return err
		}
		if d.o.Now().Sub(o.Date.Time) > paymentPatience {
			// What is paid by now does not wait any more and is left alone by this.
			if err := d.drop(ctx, store.ID, id, func(tx *db.Tx) error { return tx.OrderNeverPaid(store.ID, id) }); err != nil {
				return err
			}
		}
	}
	return nil
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
