package orderflow

import (
	"context"
	"fmt"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/ledger"
)

// Work takes an order through the stages that are left. Every stage ends in a commit. It returns what the lane has to know:
// nil and ledger.Recorded mean that the outcome is stored with the order, anything else is the lane's own trouble.
func (d *Desk) Work(ctx context.Context, id commerce.OrderID) error {
	for {
		if !ledger.Holds(ctx) {
			return context.Canceled
		}
		w, err := d.db.Order(ctx, id)
		if err != nil {
			return err
		}
		if w.State != commerce.OrderWaiting && w.State != commerce.OrderWorking || w.AwaitPayment {
			return nil
		}
		store, ok, err := d.db.Store(ctx, w.Store)
		if err != nil || !ok {
			return err
		}
		err = d.stage(ctx, store, w)
		if err != nil {
			return d.settle(ctx, w, err)
		}
	}
}

// stage does the next stage of an order.
func (d *Desk) stage(ctx context.Context, store db.StoreRow, w db.OrderWork) error {
	if w.Stage == commerce.Received {
		return d.match(ctx, store, w)
	}
	client, err := d.brightpearl()
	if err != nil {
		return err
	}
	switch w.Stage {
	case commerce.MatchedUp:
		return d.place(ctx, client, store, w)
	case commerce.Placed:
		return d.allocate(ctx, client, store, w)
	case commerce.Allocated:
		return d.pay(ctx, client, store, w)
	case commerce.Paid:
		return d.verify(ctx, store, w)
	}
	return &fault.Error{Op: "work on an order", Text: "the stage " + string(w.Stage) + " has no successor"}
}

// settle stores what a failed stage waits for.
func (d *Desk) settle(ctx context.Context, w db.OrderWork, err error) error {
	if cancelled(ctx, err) {
		return err
	}
	now := d.o.Now()
	next := ledger.After(err, w.Attempts+1, now)
	switch {
	case next.Lane:
		return next.Err
	case next.Hold != nil:
		cause := fault.CauseOf(err)
		if w.Attempts > 0 {
			cause.Text = fmt.Sprintf("Failed %d times. %s", w.Attempts+1, cause.Text)
		}
		return d.hold(ctx, w, cause)
	}
	text := fault.Of(err).Error()
	if stored := d.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Log(db.Activity{Level: "warning", Store: w.Store, Kind: "order", Subject: "order " + w.Order.Number, Ref: orderRef(w.ID),
			Text: "A step failed: " + text, Result: "again at " + next.Retry.UTC().Format(time.RFC3339)}); err != nil {
			return err
		}
		return tx.RetryOrderAt(w.ID, text, next.Retry)
	}); stored != nil {
		return stored
	}
	return ledger.Recorded(err)
}

func (d *Desk) hold(ctx context.Context, w db.OrderWork, cause fault.Cause) error {
	return d.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Log(db.Activity{Level: "warning", Store: w.Store, Kind: "order", Subject: "order " + w.Order.Number, Ref: orderRef(w.ID),
			Text: cause.Text, Result: "held, " + cause.Code}); err != nil {
			return err
		}
		return tx.HoldOrder(w.ID, cause)
	})
}

func (d *Desk) intend(ctx context.Context, id commerce.OrderID, what string) error {
	return d.db.Write(ctx, func(tx *db.Tx) error { return tx.Intend(id, what) })
}

// match decides the rows. Its units are deducted from what stores show from this commit on.
func (d *Desk) match(ctx context.Context, store db.StoreRow, w db.OrderWork) error {
	if ready, err := d.o.Catalog.Ready(ctx); err != nil {
		return err
	} else if !ready {
		return &fault.Error{Kind: fault.Offline, Code: "SB-CAT-001", Op: "match an order", Remote: "brightpearl", Text: "Brightpearl's products have not been read yet"}
	}
	out, err := d.decide(ctx, store, w.Order)
	if err != nil {
		if len(out.rows) > 0 {
			// A held order protects the units of the lines that are known.
			if stored := d.db.Write(ctx, func(tx *db.Tx) error { return tx.SaveRows(w.ID, out.rows) }); stored != nil {
				return stored
			}
		}
		return err
	}
	before, err := d.db.OrderRows(ctx, w.ID)
	if err != nil {
		return err
	}
	if err := d.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.SaveRows(w.ID, out.rows); err != nil {
			return err
		}
		if err := tx.SetReading(store.ID, out.money.reading); err != nil {
			return err
		}
		return tx.Advance(w.ID, db.Progress{Stage: commerce.MatchedUp, State: commerce.OrderWorking, Flags: out.flags, MoneyNote: out.money.note})
	}); err != nil {
		return err
	}
	return d.touch(ctx, append(stocked(before), stocked(out.rows)...))
}

// unsure reports whether an earlier try of this stage may have reached Brightpearl, so that this one has to look first.
func (d *Desk) unsure(w db.OrderWork) bool { return w.Intent != "" || w.Attempts > 0 }

// place makes sure of the contact, then creates the sales order or adopts the one that an earlier try created.
func (d *Desk) place(ctx context.Context, client *brightpearl.Client, store db.StoreRow, w db.OrderWork) error {
	ref := commerce.Reference(store.Username, w.Order.EKMID)
	look := d.unsure(w) || client.InstanceID() == 0
	if look {
		if found, err := d.find(ctx, client, ref); err != nil {
			return err
		} else if found != nil {
			return d.placed(ctx, w, found.ID, int64(found.Customer), "", nil, "Found in Brightpearl, not repeated.")
		}
	}
	rows, err := d.db.OrderRows(ctx, w.ID)
	if err != nil {
		return err
	}
	contact, why, flags, err := d.contact(ctx, client, store, w, w.Intent == "contact" || w.Attempts > 0)
	if err != nil {
		return err
	}
	if err := d.intend(ctx, w.ID, "sales order"); err != nil {
		return err
	}
	id, err := client.SalesOrders.Create(ctx, salesOrder(store, w, rows, contact, ref))
	if fault.Is(err, fault.Refused) && w.Attempts == 0 {
		// The remembered contact may have been merged away: forget it and search the next time.
		if forget := d.db.Write(ctx, func(tx *db.Tx) error { return tx.ForgetContact(contact) }); forget != nil {
			return forget
		}
	}
	if err != nil {
		return err
	}
	if id == 0 {
		found, err := d.find(ctx, client, ref)
		if err != nil {
			return err
		}
		if found == nil {
			return &fault.Error{Kind: fault.Bug, Op: "create sales order", Remote: "brightpearl", Unclear: true,
				Text: "Brightpearl accepted the order but does not name it yet"}
		}
		id = found.ID
	}
	d.mu.Lock()
	d.started[w.ID] = !look
	d.mu.Unlock()
	return d.placed(ctx, w, id, contact, why, flags, "")
}

func (d *Desk) find(ctx context.Context, client *brightpearl.Client, ref string) (*brightpearl.SalesOrderHit, error) {
	hits, err := client.SalesOrders.FindByExternalRef(ctx, ref)
	if err != nil || len(hits) == 0 {
		return nil, err
	}
	return &hits[0], nil
}

func (d *Desk) placed(ctx context.Context, w db.OrderWork, id brightpearl.OrderID, contact int64, why string, flags []string, note string) error {
	all := w.Flags
	for _, f := range flags {
		all = db.AddFlag(all, f)
	}
	text := fmt.Sprintf("Sales order %d in Brightpearl. %s%s", id, why, note)
	return d.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Log(db.Activity{Store: w.Store, Kind: "order", Subject: "order " + w.Order.Number, Ref: orderRef(w.ID), Text: text}); err != nil {
			return err
		}
		return tx.Advance(w.ID, db.Progress{Stage: commerce.Placed, State: commerce.OrderWorking, SalesOrderID: int64(id), ContactID: contact, ContactNote: why, Flags: all})
	})
}
