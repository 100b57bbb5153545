package shipflow

import (
	"context"
	"fmt"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
)

// The writes to an order, as people read them.
const (
	callTracking = "tracking"
	callNotes    = "internal notes"
	callStatus   = "status"
)

// mailed says that EKM's flag on the order flipped around one of our writes.
type mailed struct{ call string }

func (m mailed) Error() string { return "EKM marked the order as mailed by the call " + m.call }

// write makes one write to an order, with a look at EKM's flag before and after it. The intent is committed first: a program that was
// killed before the answer would take its own write for somebody else's, and would not know whether the flag flipped by it.
// status is the one that is written, if any. A flip is the error mailed, with the order as EKM then has it.
func (d *Desk) write(ctx context.Context, t *task, call, status string, put func() (ekm.Order, error)) (ekm.Order, error) {
	if err := t.may(ctx, d, *t); err != nil {
		return t.order, err
	}
	if t.queued {
		if err := d.db.Write(ctx, func(tx *db.Tx) error {
			return tx.IntendTelling(t.placed.ID, call, t.seen, commerce.UpperStatus(string(t.order.Status)), commerce.UpperStatus(status))
		}); err != nil {
			return t.order, err
		}
	}
	after, err := put()
	if err != nil {
		return t.order, err
	}
	return after, t.look(after, call)
}

// look takes an answer of EKM's and reports a flip of its flag since the last one.
func (t *task) look(after ekm.Order, call string) error {
	before := bool(t.order.Emailed)
	t.order, t.seen = after, append(t.seen, bool(after.Emailed))
	if bool(after.Emailed) && !before {
		return mailed{call}
	}
	return nil
}

// lost reports a flip around a write whose answer never came: the flag was down before it, and is up now.
func (t *task) lost() error {
	for _, n := range t.untold {
		if n.Writing != "" && len(n.Emailed) > 0 && !n.Emailed[len(n.Emailed)-1] && bool(t.order.Emailed) {
			t.seen = append(append([]bool{}, n.Emailed...), true)
			return mailed{n.Writing}
		}
	}
	return nil
}

// AlarmKey names the problem that is raised when a store's shipments were switched off because of an e-mail. Whoever switches
// them on again heals it.
func AlarmKey(store commerce.StoreID) string { return db.EmailAlarm(store) }

// alarm stops the store's shipments because a shopper seems to have been mailed by our write. The status counts as told; after any other
// call the notes wait.
func (d *Desk) alarm(ctx context.Context, t *task, call string) error {
	d.o.Log.Error("an order's e-mail flag flipped around a write; the store's shipments are switched off",
		"store", int64(t.store.ID), "order", int64(t.placed.ID), "call", call)
	told := t.telling("")
	if call == callStatus && t.queued {
		told.State, told.Status = commerce.ShipmentSent, commerce.UpperStatus(string(t.order.Status))
	}
	return d.commit(ctx, t, told, "EKM mailed the shopper although it was told not to.", func(tx *db.Tx) error { return d.switchOff(tx, t, call) })
}

func (d *Desk) switchOff(tx *db.Tx, t *task, call string) error {
	if err := tx.CountEmail(t.store.ID); err != nil {
		return err
	}
	if err := tx.StopShipments(t.store.ID); err != nil {
		return err
	}
	if err := tx.Log(db.Activity{Level: "error", Store: t.store.ID, Kind: "shipment", Subject: t.store.Name, Ref: orderRef(t.placed.ID),
		Text:   fmt.Sprintf("Shipments were switched off, because EKM seems to have mailed a shopper when the %s of order %s was written.", call, t.placed.Number),
		Result: "SB-SHP-403"}); err != nil {
		return err
	}
	return tx.Raise(db.Problem{Key: AlarmKey(t.store.ID), Code: "SB-SHP-403", Severity: "error", Store: t.store.ID,
		Title: "A shipping update of " + t.store.Name + " may have sent an e-mail",
		Text: fmt.Sprintf("EKM marked order %s as mailed when its %s was written, although nobody is to be mailed. Shipments of this store are switched off; nothing is lost.",
			t.placed.Number, call),
		Fix: "Look for rules in the shop that send e-mails when an order's " + call + " changes. Then switch the store's shipments on again."})
}
