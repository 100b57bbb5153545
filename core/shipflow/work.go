package shipflow

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
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
	placed  db.PlacedOrder
	rows    []db.OrderRow
	all     []db.Shipment // oldest first, those that were taken back included
	notes   []db.Shipment // those that count by now
	untold  []db.Shipment // those that this telling settles
	attempt int           // counts this one
	queued  bool          // the lane's work, and no person's
	actor   string
	may     func(context.Context, *Desk, task) error // whether the next write is still ours to make

	order  ekm.Order // as EKM answered last
	seen   []bool    // its flag, before and after each write
	text   string    // the tracking that it holds by our doing
	remark string
}

// Work tells a store everything about one order's shipments: the tracking, the internal notes, then the status. It returns what the
// lane has to know: nil and ledger.Recorded mean that the outcome is stored with the notes, anything else is the lane's own trouble. It
// may be repeated at any time; an order with nothing to tell costs no request, any other one to look and one for each write.
func (d *Desk) Work(ctx context.Context, id commerce.OrderID) error {
	free, err := d.writing.take(ctx, id)
	if err != nil {
		return err
	}
	defer free()
	t, err := d.load(ctx, id)
	if err != nil || t == nil || !tells(t.store, d.o.Now()) || t.attempt == 0 {
		return err
	}
	t.queued, t.may = true, stillOurs
	if t.shop, err = d.shop(t.store); err == nil {
		err = d.tell(ctx, t)
	}
	var flip mailed
	if errors.As(err, &flip) {
		return d.alarm(ctx, t, flip.call)
	}
	if err != nil {
		return d.settle(ctx, t, err)
	}
	return nil
}

// load reads an order with its notes; nil when there is none. Its attempt is 0 when no note waits.
func (d *Desk) load(ctx context.Context, id commerce.OrderID) (*task, error) {
	placed, ok, err := d.db.PlacedOrder(ctx, id)
	if err != nil || !ok {
		return nil, err
	}
	store, ok, err := d.db.Store(ctx, placed.Store)
	if err != nil || !ok {
		return nil, err
	}
	t := &task{store: store, placed: placed}
	if t.all, err = d.db.ShipmentsOf(ctx, id); err != nil {
		return nil, err
	}
	now := d.o.Now()
	for _, n := range t.all {
		if !n.Counts() || inGrace(n, now) {
			continue
		}
		t.notes = append(t.notes, n)
		switch n.State {
		case commerce.ShipmentWaiting:
			t.attempt = max(t.attempt, n.Attempts+1)
			t.untold = append(t.untold, n)
		case commerce.ShipmentHeld:
			t.untold = append(t.untold, n) // what held it may be over: the new telling says it all
		}
	}
	t.rows, err = d.db.OrderRows(ctx, id)
	return t, err
}

// stillOurs reports whether the lane's next write is still ours to make: the lane may have been lost, and the store may have been
// stopped by the alarm of another order.
func stillOurs(ctx context.Context, d *Desk, t task) error {
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
func (d *Desk) settle(ctx context.Context, t *task, err error) error {
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
		if t.attempt > 1 && f.Held == nil {
			cause.Text = fmt.Sprintf("Failed %d times. %s", t.attempt, cause.Text)
		}
		return d.hold(ctx, t, cause)
	}
	stored := d.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Log(db.Activity{Level: "warning", Store: t.store.ID, Kind: "shipment", Subject: t.subject(), Ref: orderRef(t.placed.ID),
			Text: "The store could not be told of a shipment: " + f.Error(), Result: "again at " + next.Retry.UTC().Format(time.RFC3339)}); err != nil {
			return err
		}
		return tx.RetryShipments(t.placed.ID, f.Error(), next.Retry)
	})
	if stored != nil {
		return stored
	}
	return ledger.Recorded(err)
}

func (d *Desk) hold(ctx context.Context, t *task, cause fault.Cause) error {
	return d.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Log(db.Activity{Level: "warning", Store: t.store.ID, Kind: "shipment", Subject: t.subject(), Ref: orderRef(t.placed.ID),
			Text: cause.Text, Result: "held, " + cause.Code}); err != nil {
			return err
		}
		return tx.HoldShipments(t.placed.ID, cause, commerce.UpperStatus(string(t.order.Status)))
	})
}

func (t *task) subject() string { return "order " + t.placed.Number }

func (t *task) ekmID() ekm.ID { return ekm.ID(t.placed.EKMID) }

// whole reports whether everything of the order is shipped by the notes that count: by Brightpearl's order as it was last read, or by
// ours where it never was.
func (t *task) whole() bool {
	if t.placed.Read {
		return covers(t.placed.Rows, t.notes)
	}
	return whole(t.rows, t.notes)
}

// ours reports whether the order has a status by our doing: one that we told it, or one beyond the status of everything shipped, which
// a shop may reach after that.
func (t *task) ours(status string) bool {
	status = commerce.UpperStatus(status)
	shipped := commerce.UpperStatus(t.store.Settings.ShippedStatus)
	return slices.ContainsFunc(t.all, func(n db.Shipment) bool {
		told := commerce.UpperStatus(n.StatusTold)
		return told != "" && (told == status || told == shipped && (status == "COMPLETE" || status == "COMPLETED"))
	})
}

// given is the status that we gave the order last, "" for none.
func (t *task) given() string {
	var at time.Time
	status := ""
	for _, n := range t.all {
		if n.StatusTold != "" && !n.SentAt.Before(at) {
			at, status = n.SentAt, n.StatusTold
		}
	}
	return status
}

func gone(t *task) fault.Cause {
	return fault.Cause{Code: "SB-SHP-405", Text: fmt.Sprintf("Order %s is shipped, but EKM does not have it any more.", t.placed.Number),
		Fix: "If it was deleted on purpose, nothing is left to do here. Otherwise retry."}
}

func cancelled(t *task, status string) fault.Cause {
	return fault.Cause{Code: "SB-SHP-401", Text: fmt.Sprintf("Order %s is shipped, but it is %s in EKM. Nothing was written.",
		t.placed.Number, commerce.UpperStatus(status)),
		Fix: "Decide with the shopper: set the order in EKM to an open status and retry, or have the parcel back."}
}

// statusRefused reports whether EKM refused what was written, and not who wrote it.
func statusRefused(f *fault.Error) bool {
	return f.Kind == fault.Refused && (f.Status == http.StatusBadRequest || f.Status == http.StatusUnprocessableEntity)
}
