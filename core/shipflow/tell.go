package shipflow

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
)

// So many orders of a store within that time, moved on by somebody else, are a sign that a shipping program still writes to EKM
// itself.
const (
	elsewhereMost   = 3
	elsewhereWithin = 7 * 24 * time.Hour
)

func elsewhereKey(store commerce.StoreID) string { return fmt.Sprintf("shipments-elsewhere/%d", store) }

// AlarmKey names the problem that is raised when a store's shipments were switched off because of an e-mail. Whoever switches
// them on again heals it.
func AlarmKey(store commerce.StoreID) string { return db.EmailAlarm(store) }

// tell writes what EKM does not show yet. The tracking goes first, so that whoever looks at a dispatched order sees its number,
// and because its answer holds the order's present status.
func (d *Desk) tell(ctx context.Context, t task) error {
	order, text, err := d.track(ctx, t)
	if err != nil {
		return err
	}
	s := t.store.Settings
	wished := wishedStatus(s, t.shippedWhole())
	switch nextMove(string(order.Status), wished, s.ShippedStatus) {
	case closed:
		return fault.Hold(cancelled(t, string(order.Status)))
	case leave:
		return d.told(ctx, t, commerce.ShipmentSent, text, "", "The status waits for the rest of the order.")
	case already:
		return d.found(ctx, t, text, wished, wished)
	case beyond:
		return d.found(ctx, t, text, string(order.Status), wished)
	}
	name, exists := spelling(t.store.Options, wished)
	if !exists {
		return fault.Hold(noStatus(t, wished, ""))
	}
	return d.setStatus(ctx, t, order, text, name)
}

// track makes EKM hold the tracking of all notes and returns the order as EKM has it now, with what was written last. Without
// anything new to write it only reads the order.
func (d *Desk) track(ctx context.Context, t task) (ekm.Order, string, error) {
	parcels, before := trackingOf(t.notes), lastTold(t.notes)
	wanted, short := parcels.fields(longest), parcels.fields(shortest)
	nothingNew := parcels.empty() || told(wanted) == before || told(short) == before
	if nothingNew || calledOff(t.order.Status) {
		order, err := t.shop.Orders.Get(ctx, t.ekmID())
		if err != nil || nothingNew || calledOff(string(order.Status)) {
			return order, before, err
		}
	}
	if err := d.may(ctx, t); err != nil {
		return ekm.Order{}, "", err
	}
	order, err := t.shop.Orders.SetTracking(ctx, t.ekmID(), wanted)
	refused := err != nil && statusRefused(fault.Of(err))
	if err != nil && !refused {
		return order, "", err
	}
	if !refused && !cut(wanted, order) {
		return order, told(wanted), nil
	}
	if refused {
		// EKM documents 400 for whatever it dislikes, an order that it does not have included.
		if _, err := t.shop.Orders.Get(ctx, t.ekmID()); err != nil {
			return order, "", err
		}
	}
	// How much EKM holds is not documented: a shop that refuses or cuts the text gets a short one.
	if short == wanted {
		return order, told(wanted), err
	}
	if err := d.may(ctx, t); err != nil {
		return order, "", err
	}
	order, err = t.shop.Orders.SetTracking(ctx, t.ekmID(), short)
	return order, told(short), err
}

// cut reports whether EKM stored less of a field than was sent.
func cut(sent ekm.Tracking, got ekm.Order) bool {
	for _, f := range [][2]string{{sent.Number, string(got.TrackingNumber)}, {sent.Company, string(got.TrackingCompany)}, {sent.URL, string(got.TrackingURL)}} {
		if f[1] != "" && utf8.RuneCountInString(f[1]) < utf8.RuneCountInString(f[0]) && strings.HasPrefix(f[0], f[1]) {
			return true
		}
	}
	return false
}

// setStatus moves the order on and watches that nobody was mailed by it.
func (d *Desk) setStatus(ctx context.Context, t task, before ekm.Order, text, status string) error {
	if err := d.may(ctx, t); err != nil {
		return err
	}
	// Without this commit, a program that was killed before the answer would take its own write for somebody else's.
	if err := d.db.Write(ctx, func(tx *db.Tx) error { return tx.IntendStatus(t.order.ID, commerce.UpperStatus(status)) }); err != nil {
		return err
	}
	after, err := t.shop.Orders.SetStatus(ctx, t.ekmID(), status)
	if err != nil {
		if f := fault.Of(err); statusRefused(f) {
			return fault.Hold(noStatus(t, status, f.Text))
		}
		return err
	}
	if bool(after.Emailed) && !bool(before.Emailed) {
		return d.alarm(ctx, t, text, status)
	}
	return d.told(ctx, t, commerce.ShipmentSent, text, status, "")
}

// found commits that the order had a status already: set by us before a crash or for an earlier note, or by somebody else.
func (d *Desk) found(ctx context.Context, t task, text, status, wished string) error {
	for _, n := range t.notes {
		if n.StatusTold != "" && commerce.UpperStatus(n.StatusTold) == commerce.UpperStatus(status) {
			return d.told(ctx, t, commerce.ShipmentSent, text, status, "")
		}
	}
	others, err := d.db.Superseded(ctx, t.store.ID, d.o.Now().Add(-elsewhereWithin))
	if err != nil {
		return err
	}
	note := "EKM showed the order as " + commerce.UpperStatus(status) + " already; its status was not written."
	if commerce.UpperStatus(status) != commerce.UpperStatus(wished) {
		note = "EKM showed the order as " + commerce.UpperStatus(status) + ", which is further on; its status was not moved back."
	}
	return d.commit(ctx, t, commerce.ShipmentSuperseded, text, status, note, func(tx *db.Tx) error {
		if others+1 < elsewhereMost {
			return nil
		}
		return tx.Raise(db.Problem{Key: elsewhereKey(t.store.ID), Code: "SB-SHP-404", Severity: "attention", Store: t.store.ID,
			Title: "Another system updates orders of " + t.store.Name,
			Text:  "Several shipped orders of the last week had their status in EKM before Stockbridge told it.",
			Fix:   "If a shipping program is still connected to EKM directly, cut that connection and tie the program to Brightpearl."})
	})
}

// alarm stops the store's shipments because a shopper seems to have been mailed by our write.
func (d *Desk) alarm(ctx context.Context, t task, text, status string) error {
	now, ok, err := d.db.Store(ctx, t.store.ID)
	if err != nil || !ok {
		return err
	}
	d.o.Log.Error("an order's e-mail flag flipped around a status write; the store's shipments are switched off", "store", int64(t.store.ID), "order", int64(t.order.ID))
	return d.commit(ctx, t, commerce.ShipmentSent, text, status, "EKM mailed the shopper although it was told not to.", func(tx *db.Tx) error {
		if err := tx.CountEmail(t.store.ID); err != nil {
			return err
		}
		if err := tx.SetSwitches(t.store.ID, db.Switches{Orders: now.OrdersOn, Stock: now.StockOn}); err != nil {
			return err
		}
		if err := tx.Log(db.Activity{Level: "error", Store: t.store.ID, Kind: "shipment", Subject: t.store.Name, Ref: orderRef(t.order.ID),
			Text: "Shipments were switched off, because EKM seems to have mailed a shopper when order " + t.order.Number + " was updated.", Result: "SB-SHP-403"}); err != nil {
			return err
		}
		return tx.Raise(db.Problem{Key: AlarmKey(t.store.ID), Code: "SB-SHP-403", Severity: "error", Store: t.store.ID,
			Title: "A shipping update of " + t.store.Name + " may have sent an e-mail",
			Text: fmt.Sprintf("EKM marked order %s as mailed when its status was set, although every update says that nobody is to be mailed. Shipments of this store are switched off; nothing is lost.",
				t.order.Number),
			Fix: "Look for rules in the shop that send e-mails when a status changes. Then switch the store's shipments on again."})
	})
}

// told commits a finished telling.
func (d *Desk) told(ctx context.Context, t task, state commerce.ShipmentState, text, status, note string) error {
	return d.commit(ctx, t, state, text, status, note, func(*db.Tx) error { return nil })
}

func (d *Desk) commit(ctx context.Context, t task, state commerce.ShipmentState, text, status, note string, more func(*db.Tx) error) error {
	return d.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Told(t.order.ID, t.untold, state, text, commerce.UpperStatus(status)); err != nil {
			return err
		}
		if err := tx.Log(db.Activity{Store: t.store.ID, Kind: "shipment", Subject: t.subject(), Ref: orderRef(t.order.ID),
			Text: report(text, status, state, note), Result: string(state)}); err != nil {
			return err
		}
		return more(tx)
	})
}

// report says in one line what EKM shows now.
func report(text, status string, state commerce.ShipmentState, note string) string {
	number, _, _ := strings.Cut(text, "\n")
	parts := []string{"no tracking"}
	if number != "" {
		parts[0] = "tracking " + number
	}
	if status != "" && state == commerce.ShipmentSent {
		parts = append(parts, "status "+commerce.UpperStatus(status))
	}
	out := "EKM has " + strings.Join(parts, ", ") + "."
	if note != "" {
		out += " " + note
	}
	return out
}
