package stockflow

import (
	"context"
	"fmt"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
	"stockbridge/core/ledger"
)

// work tells a store one figure: the one of now, not the one that made the row due.
func (d *Desk) work(ctx context.Context, l db.Level) error {
	for moved := true; moved; { // the figure may move while its orders are read
		if err := d.freshOrders(ctx, l); err != nil {
			return err
		}
		now, ok, err := d.db.Level(ctx, l.Store, l.ProductID, l.VariantID)
		if err != nil || !ok || now.State != commerce.LevelDue {
			return err
		}
		moved = now.MovedAt.After(l.MovedAt)
		l = now
	}
	if !ledger.Holds(ctx) {
		return context.Canceled
	}
	shop := d.o.Shop(l.Store)
	if shop == nil {
		return &fault.Error{Kind: fault.SignIn, Code: "SB-AUTH-003", Op: "write stock", Remote: db.LaneOf(l.Store), Text: "the store is not signed in"}
	}
	if agrees, err := d.agrees(ctx, l); agrees || err != nil {
		return err
	}
	units, err := write(ctx, shop, l)
	if err == nil && units != l.Wanted {
		err = &fault.Error{Op: "write stock", Remote: db.LaneOf(l.Store), Text: fmt.Sprintf("EKM stored %d units instead of %d", units, l.Wanted)}
	}
	if err != nil {
		return d.settle(ctx, l, err)
	}
	return d.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.LevelSent(l, l.Wanted, l.Rev); err != nil {
			return err
		}
		from := "not written before"
		if l.SentRev > 0 {
			from = fmt.Sprintf("%d before", l.Published)
		}
		return tx.Log(db.Activity{Store: l.Store, Kind: "stock", Subject: "SKU " + l.SKU, Ref: ref(l),
			Text: fmt.Sprintf("Shows %d units, %s: on hand %d, pending %d, buffer %d.", l.Wanted, from, l.Terms.OnHand, l.Terms.Pending, l.Terms.Buffer)})
	})
}

// agrees settles a level that needs no write: it was written with this figure, or was never written and shows it anyway.
func (d *Desk) agrees(ctx context.Context, l db.Level) (bool, error) {
	if l.SentRev > 0 {
		return false, nil // whatever made it due wants a write
	}
	listing, ok, err := d.db.Listing(ctx, l.Store, l.ProductID, l.VariantID)
	if err != nil || !ok || listing.Stock != l.Wanted {
		return false, err
	}
	return true, d.db.Write(ctx, func(tx *db.Tx) error { return tx.LevelAgrees(l, l.Wanted) })
}

func write(ctx context.Context, shop *ekm.Client, l db.Level) (int64, error) {
	change := ekm.Up
	if l.SentRev == 0 || l.Wanted < l.Published {
		change = ekm.Down
	}
	if l.VariantID > 0 {
		got, err := shop.Stock.SetVariant(ctx, ekm.ID(l.ProductID), ekm.ID(l.VariantID), l.Wanted, change)
		return int64(got.Stock), err
	}
	got, err := shop.Stock.SetProduct(ctx, ekm.ID(l.ProductID), l.Wanted, change)
	if master, ok := ekm.MasterOf(err); ok {
		// The listing is a variant of that product after all.
		variant, err := shop.Stock.SetVariant(ctx, master, ekm.ID(l.ProductID), l.Wanted, change)
		return int64(variant.Stock), err
	}
	return int64(got.Stock), err
}

// freshOrders makes sure that the store's orders were polled after the figure changed. Several levels that wait share one poll.
func (d *Desk) freshOrders(ctx context.Context, l db.Level) error {
	store, ok, err := d.db.Store(ctx, l.Store)
	if err != nil || !ok || !store.OrdersOn || d.o.PollOrders == nil {
		return err
	}
	poll, err := d.db.Poll(ctx, db.OrdersPoll(l.Store))
	if err != nil || !poll.OKAt.Before(l.MovedAt) {
		return err
	}
	d.mu.Lock()
	at := d.polls[l.Store]
	leader := at == nil
	if leader {
		at = &orderPollAtWork{done: make(chan struct{})}
		d.polls[l.Store] = at
	}
	d.mu.Unlock()
	if leader {
		at.err = d.o.PollOrders(ctx, l.Store)
		d.mu.Lock()
		delete(d.polls, l.Store)
		d.mu.Unlock()
		close(at.done)
	}
	select {
	case <-at.done:
		return at.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// settle stores what a failed write waits for.
func (d *Desk) settle(ctx context.Context, l db.Level, err error) error {
	if ctx.Err() != nil {
		return err
	}
	next := ledger.After(err, l.Attempts+1, d.o.Now())
	switch {
	case next.Lane:
		return next.Err
	case next.Hold != nil:
		cause := fault.CauseOf(err)
		return d.db.Write(ctx, func(tx *db.Tx) error {
			if err := tx.Log(db.Activity{Level: "warning", Store: l.Store, Kind: "stock", Subject: "SKU " + l.SKU, Ref: ref(l), Text: cause.Text, Result: "held, " + cause.Code}); err != nil {
				return err
			}
			return tx.HoldLevel(l, cause, true)
		})
	}
	if stored := d.db.Write(ctx, func(tx *db.Tx) error { return tx.LevelRetry(l, fault.Of(err).Error(), next.Retry) }); stored != nil {
		return stored
	}
	return ledger.Recorded(err)
}

func ref(l db.Level) string { return fmt.Sprintf("sku:%d:%s", l.Store, l.SKU) }
