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
	leave, err := d.admit(ctx)
	if err != nil {
		return err
	}
	defer leave()
	d.busy.Add(1)
	defer d.busy.Add(-1)
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
	ctx = brightpearl.WithPatience(ctx, d.patience(client))
	switch w.Stage {
	case commerce.MatchedUp:
		return d.place(ctx, client, store, w)
	case commerce.Placed:
		return d.allocate(ctx, client, store, w)
	case commerce.Allocated:
		return d.pay(ctx, client, store, w)
	case commerce.Paid:
		return d.verify(ctx, w)
	}
	return &fault.Error{Op: "work on an order", Text: "the stage " + string(w.Stage) + " has no successor"}
}

// How long a request waits for others to travel with.
const (
	quickPatience   = 40 * time.Millisecond
	crowdPatience   = 120 * time.Millisecond
	backlogPatience = 1500 * time.Millisecond
	alonePatience   = 8 * time.Second // of reads, in a back-log whose writes go one by one: then an order comes by every few seconds
	crowd           = 8               // orders on their way
)

// patience is short while the request limit has room for the orders that are on their way, even one by one. In a back-log requests
// are what is scarce: then each waits for company, which makes one order slower and all of them together faster.
func (d *Desk) patience(client *brightpearl.Client) time.Duration {
	const alone = 4 // requests of an order without company
	if left := client.Stats().Remaining; int(d.busy.Load())*alone > left/2 {
		if !client.Together() {
			return alonePatience
		}
		return backlogPatience
	}
	if d.busy.Load() >= crowd {
		return crowdPatience
	}
	return quickPatience
}

// loners is how many orders are worked side by side while each of their writes is a request of its own. More of them would only
// begin and not finish: the request limit is spent on first steps, which go before later ones.
const loners = 20

// admit waits until an order may be worked on; leave has to be called when it has been.
func (d *Desk) admit(ctx context.Context) (leave func(), err error) {
	if c := d.o.Brightpearl(); c == nil || c.Together() {
		return func() {}, nil
	}
	select {
	case d.alone <- struct{}{}:
		return func() { <-d.alone }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
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
		if w.Attempts+1 >= ledger.Attempts && !fault.Is(err, fault.NeedsPerson, fault.Refused, fault.NotFound) {
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
		if same, err := tx.Unmoved(w); err != nil || !same {
			return err // it is another order by now, and looked at again
		}
		if err := tx.Log(db.Activity{Level: "warning", Store: w.Store, Kind: "order", Subject: "order " + w.Order.Number, Ref: orderRef(w.ID),
			Text: cause.Text, Result: "held, " + cause.Code}); err != nil {
			return err
		}
		return tx.HoldOrder(w.ID, cause)
	})
}

// intend commits that a write is about to be sent. ok is false when the order is not what it was any more: then nothing may be sent.
func (d *Desk) intend(ctx context.Context, w db.OrderWork, what string) (ok bool, err error) {
	err = d.db.Write(ctx, func(tx *db.Tx) error {
		if ok, err = tx.Unmoved(w); err != nil || !ok {
			return err
		}
		return tx.Intend(w.ID, what)
	})
	return ok && err == nil, err
}

// match decides the rows. Its units are deducted from what stores show from this commit on.
func (d *Desk) match(ctx context.Context, store db.StoreRow, w db.OrderWork) error {
	if ready, err := d.o.Catalog.Ready(ctx); err != nil {
		return err
	} else if !ready {
		return noCatalogue("match an order")
	}
	before, err := d.db.OrderRows(ctx, w.ID)
	if err != nil {
		return err
	}
	out, held := d.decide(ctx, store, w.Order, w.Fix, d.o.Catalog.Find)
	if held != nil && !fault.Is(held, fault.NeedsPerson) {
		return held
	}
	rows := out.rows
	if held != nil && len(rows) == 0 {
		// A held order protects the units of the lines that are known, whatever it is held for.
		if rows, err = d.claim(ctx, store, w.Order); err != nil {
			return err
		}
	}
	if err := d.db.Write(ctx, func(tx *db.Tx) error {
		if same, err := tx.Unmoved(w); err != nil || !same {
			return err // the next look decides what it has become
		}
		if err := tx.SaveRows(w.ID, rows); err != nil || held != nil {
			return err
		}
		if err := tx.SetReading(store.ID, out.money.learned); err != nil {
			return err
		}
		return tx.Advance(w.ID, db.Progress{Stage: commerce.MatchedUp, State: commerce.OrderWorking, Flags: out.flags, MoneyNote: out.money.note, Settled: out.money.settled})
	}); err != nil {
		return err
	}
	if err := d.touch(ctx, append(stocked(before), stocked(rows)...)); err != nil {
		return err
	}
	return held
}
