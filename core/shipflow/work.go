package shipflow

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
	"stockbridge/core/ledger"
)

// task is one order that a store has to be told of.
type task struct {
	store   db.StoreRow
	shop    *ekm.Client
	order   db.PlacedOrder
	rows    []db.OrderRow
	notes   []db.Shipment // all that count by now, oldest first
	untold  []db.Shipment // those that this telling settles
	attempt int           // counts this one
}

// Work tells a store everything about one order's shipments: the tracking, then the status. It returns what the lane has to know:
// nil and ledger.Recorded mean that the outcome is stored with the notes, anything else is the lane's own trouble. It may be
// repeated at any time; an order with nothing to tell costs no request.
func (d *Desk) Work(ctx context.Context, id commerce.OrderID) error {
	t, due, err := d.load(ctx, id)
	if err != nil || !due {
		return err
	}
	if err := d.tell(ctx, t); err != nil {
		return d.settle(ctx, t, err)
	}
	return nil
}

// load reads what there is to tell; due is false when that is nothing.
func (d *Desk) load(ctx context.Context, id commerce.OrderID) (t task, due bool, err error) {
	order, ok, err := d.db.PlacedOrder(ctx, id)
	if err != nil || !ok {
		return t, false, err
	}
	store, ok, err := d.db.Store(ctx, order.Store)
	if err != nil || !ok || !tells(store, d.o.Now()) {
		return t, false, err
	}
	all, err := d.db.ShipmentsOf(ctx, id)
	if err != nil {
		return t, false, err
	}
	t = task{store: store, order: order}
	now := d.o.Now()
	for _, n := range all {
		if inGrace(n, now) {
			continue
		}
		t.notes = append(t.notes, n)
		switch n.State {
		case commerce.ShipmentWaiting:
			due, t.attempt = true, max(t.attempt, n.Attempts+1)
			t.untold = append(t.untold, n)
		case commerce.ShipmentHeld:
			t.untold = append(t.untold, n) // what held it may be over: the new telling says it all
		}
	}
	if !due {
		return t, false, nil
	}
	if t.rows, err = d.db.OrderRows(ctx, id); err != nil {
		return t, false, err
	}
	t.shop, err = d.shop(store)
	return t, true, err
}

// may reports whether the next write is still ours to make: the lane may have been lost, and the store may have been stopped by
// the alarm of another order.
func (d *Desk) may(ctx context.Context, t task) error {
	if !ledger.Holds(ctx) {
		return context.Canceled
	}
	store, ok, err := d.db.Store(ctx, t.store.ID)
	if err != nil {
		return err
	}
	if !ok || !tells(store, d.o.Now()) {
		return errStopped
	}
	return nil
}

// errStopped says that the store takes no part any more; the notes wait.
var errStopped = errors.New("the store's shipments were switched off")

// settle decides what a failed telling waits for, and stores it.
func (d *Desk) settle(ctx context.Context, t task, err error) error {
	if errors.Is(err, errStopped) {
		return nil
	}
	f := fault.Of(err)
	if ctx.Err() != nil || f.Kind == fault.Cancelled {
		return err
	}
	next := ledger.After(err, t.attempt, d.o.Now())
	switch {
	case next.Lane:
		return next.Err
	case f.Kind == fault.NotFound:
		return d.hold(ctx, t, gone(t))
	case next.Hold != nil:
		cause := fault.CauseOf(err)
		if t.attempt > 1 {
			cause.Text = fmt.Sprintf("Failed %d times. %s", t.attempt, cause.Text)
		}
		return d.hold(ctx, t, cause)
	}
	stored := d.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Log(db.Activity{Level: "warning", Store: t.store.ID, Kind: "shipment", Subject: t.subject(), Ref: orderRef(t.order.ID),
			Text: "The store could not be told of a shipment: " + f.Error(), Result: "again at " + next.Retry.UTC().Format(time.RFC3339)}); err != nil {
			return err
		}
		return tx.RetryShipments(t.order.ID, f.Error(), next.Retry)
	})
	if stored != nil {
		return stored
	}
	return ledger.Recorded(err)
}

func (d *Desk) hold(ctx context.Context, t task, cause fault.Cause) error {
	return d.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Log(db.Activity{Level: "warning", Store: t.store.ID, Kind: "shipment", Subject: t.subject(), Ref: orderRef(t.order.ID),
			Text: cause.Text, Result: "held, " + cause.Code}); err != nil {
			return err
		}
		return tx.HoldShipments(t.order.ID, cause)
	})
}

func (t task) subject() string { return "order " + t.order.Number }

func (t task) ekmID() ekm.ID { return ekm.ID(t.order.EKMID) }

// shippedWhole reports whether everything of the order is shipped, by our rows or by Brightpearl's word.
func (t task) shippedWhole() bool { return t.order.ShippedAll || whole(t.rows, t.notes) }

func gone(t task) fault.Cause {
	return fault.Cause{Code: "SB-SHP-405", Text: fmt.Sprintf("Order %s is shipped, but EKM does not have it any more.", t.order.Number),
		Fix: "If it was deleted on purpose, nothing is left to do here. Otherwise retry."}
}

func cancelled(t task, status string) fault.Cause {
	return fault.Cause{Code: "SB-SHP-401", Text: fmt.Sprintf("Order %s is shipped, but it is %s in EKM. The status in EKM was left alone.",
		t.order.Number, commerce.UpperStatus(status)),
		Fix: "Decide with the shopper: set the order in EKM to an open status and retry, or have the parcel back."}
}

func noStatus(t task, status, said string) fault.Cause {
	text := fmt.Sprintf("EKM has no order status %q, so the order keeps the one it has.", status)
	if said != "" {
		text += " It said: " + said
	}
	return fault.Cause{Code: "SB-SHP-402", Text: text,
		Fix: "Choose a status that the shop has in the settings of " + t.store.Name + " (Shipments), then retry."}
}

// statusRefused reports whether EKM refused the status itself.
func statusRefused(f *fault.Error) bool {
	return f.Kind == fault.Refused && (f.Status == http.StatusBadRequest || f.Status == http.StatusUnprocessableEntity)
}
