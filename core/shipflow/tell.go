package shipflow

import (
	"context"
	"errors"
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

// tell makes EKM show what the order's notes say. It reads the order first, since the order may have been called off or moved on
// meanwhile; then nothing at all is written. The tracking goes first and the status last, so that whoever looks at a dispatched
// order sees all of it.
func (d *Desk) tell(ctx context.Context, t *task) error {
	if err := d.readOrder(ctx, t); err != nil {
		return err
	}
	s := t.store.Settings
	wished := wishedStatus(s, t.whole())
	move := func() move { return nextMove(string(t.order.Status), wished, s.ShippedStatus) }
	switch m := move(); {
	case m == closed:
		return fault.Hold(cancelled(t, string(t.order.Status)))
	case (m == already || m == beyond) && !t.ours(string(t.order.Status)):
		return d.superseded(ctx, t, wished)
	}
	if err := d.show(ctx, t); err != nil {
		return err
	}
	switch move() { // by the last answer
	case closed:
		return fault.Hold(cancelled(t, string(t.order.Status)))
	case leave:
		told := t.telling(commerce.ShipmentSent)
		told.Status = t.given()
		return d.commit(ctx, t, told, "The status waits for the rest of the order.", nil)
	case already:
		told := t.telling(commerce.ShipmentSent)
		told.Status = commerce.UpperStatus(string(t.order.Status))
		return d.commit(ctx, t, told, "", nil)
	case beyond:
		told := t.telling(commerce.ShipmentSent)
		told.Status = t.given() // the further one was another hand's
		return d.commit(ctx, t, told, "", nil)
	}
	return d.setStatus(ctx, t, wished)
}

// readOrder looks at the order in EKM.
func (d *Desk) readOrder(ctx context.Context, t *task) (err error) {
	if t.order, err = t.shop.Orders.Get(ctx, t.ekmID()); err != nil {
		return err
	}
	t.seen = []bool{bool(t.order.Emailed)}
	return t.lost()
}

// show writes everything but the status: the tracking, then the internal notes.
func (d *Desk) show(ctx context.Context, t *task) error {
	if err := d.track(ctx, t); err != nil {
		return err
	}
	_, err := d.annotate(ctx, t, t.order)
	return err
}

// track makes EKM hold the tracking of all notes. What it shows already, or was told the last time, is not written again.
func (d *Desk) track(ctx context.Context, t *task) error {
	parcels := trackingOf(t.store.Settings, t.notes)
	wanted, short, now := parcels.fields(limitOf(t.store)), parcels.fields(shortest), shown(t.order)
	t.text = lastTold(t.all)
	switch {
	case parcels.empty() || t.text == told(wanted) || t.text == told(short):
		return nil
	case now == wanted || now == short:
		t.text = told(now)
		return nil
	}
	return d.putTracking(ctx, t, wanted, short)
}

// putTracking writes tracking, and the short form of it where the shop refuses or cuts the long one: how much EKM holds is not documented.
func (d *Desk) putTracking(ctx context.Context, t *task, wanted, short ekm.Tracking) error {
	put := func(fields ekm.Tracking) (ekm.Order, error) {
		return d.write(ctx, t, callTracking, "", func() (ekm.Order, error) { return t.shop.Orders.SetTracking(ctx, t.ekmID(), fields) })
	}
	order, err := put(wanted)
	refused := err != nil && statusRefused(fault.Of(err))
	if err != nil && !refused {
		if errors.As(err, new(mailed)) {
			t.text = told(wanted)
		}
		return err
	}
	t.text = told(wanted)
	if refused || cut(wanted, order) {
		if short == wanted {
			return err
		}
		if order, err = put(short); err != nil && !errors.As(err, new(mailed)) {
			return err
		}
		t.text = told(short)
		if !t.store.TrackingShort && tooLong(wanted) {
			t.store.TrackingShort = true
			if failed := d.db.Write(ctx, func(tx *db.Tx) error { return tx.SetTrackingShort(t.store.ID) }); failed != nil {
				return failed
			}
		}
	}
	if !t.queued || err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *db.Tx) error { return tx.Written(t.placed.ID, t.text) })
}

// tooLong reports whether the length of a field may be why a shop disliked it.
func tooLong(t ekm.Tracking) bool {
	return max(utf8.RuneCountInString(t.Number), utf8.RuneCountInString(t.Company), utf8.RuneCountInString(t.URL)) > shortest
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

// setStatus moves the order on. A status that the shop does not have is looked for once more among its statuses as they are now.
func (d *Desk) setStatus(ctx context.Context, t *task, wished string) error {
	name, exists := spelling(t.store.Options, wished)
	if !exists {
		broken, err := d.db.ProblemOpen(ctx, statusKey(t.store.ID))
		if err != nil {
			return err
		}
		if !broken {
			if t.store, err = d.readStatuses(ctx, t.store); err != nil {
				return err
			}
			name, exists = spelling(t.store.Options, wished)
		}
	}
	if !exists {
		return d.broken(ctx, t, wished)
	}
	_, err := d.write(ctx, t, callStatus, name, func() (ekm.Order, error) { return t.shop.Orders.SetStatus(ctx, t.ekmID(), name) })
	if f := fault.Of(err); err != nil && !errors.As(err, new(mailed)) && statusRefused(f) {
		if t.store, err = d.readStatuses(ctx, t.store); err != nil {
			return err
		}
		if _, exists = spelling(t.store.Options, wished); !exists {
			return d.broken(ctx, t, wished)
		}
		return fault.Hold(noStatus(t, wished, f.Text))
	}
	if err != nil {
		return err
	}
	told := t.telling(commerce.ShipmentSent)
	told.Status = commerce.UpperStatus(name)
	return d.commit(ctx, t, told, "", nil)
}

// superseded commits that somebody else had given the order its status, or a further one: nothing was written.
func (d *Desk) superseded(ctx context.Context, t *task, wished string) error {
	others, err := d.db.Superseded(ctx, t.store.ID, d.o.Now().Add(-elsewhereWithin))
	if err != nil {
		return err
	}
	now := commerce.UpperStatus(string(t.order.Status))
	note := "EKM showed the order as " + now + " already; nothing was written."
	if now != commerce.UpperStatus(wished) {
		note = "EKM showed the order as " + now + ", which is further on; nothing was written."
	}
	t.text = lastTold(t.all)
	return d.commit(ctx, t, t.telling(commerce.ShipmentSuperseded), note, func(tx *db.Tx) error {
		if others+1 < elsewhereMost {
			return nil
		}
		return tx.Raise(db.Problem{Key: elsewhereKey(t.store.ID), Code: "SB-SHP-404", Severity: "attention", Store: t.store.ID,
			Title: "Another system updates orders of " + t.store.Name,
			Text:  "Several shipped orders of the last week had their status in EKM before Stockbridge told it.",
			Fix:   "If a shipping program is still connected to EKM directly, cut that connection and tie the program to Brightpearl."})
	})
}

// telling is what was said and seen so far. EKM's flag is kept only when something was written.
func (t *task) telling(state commerce.ShipmentState) db.Telling {
	out := db.Telling{State: state, Text: t.text, StatusNow: commerce.UpperStatus(string(t.order.Status))}
	if len(t.seen) > 1 {
		out.Emailed = t.seen
	}
	return out
}

// commit stores a finished telling with its news.
func (d *Desk) commit(ctx context.Context, t *task, told db.Telling, note string, more func(*db.Tx) error) error {
	return d.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Told(t.placed.ID, t.untold, told); err != nil {
			return err
		}
		result := string(told.State)
		if t.actor != "" {
			result = ""
		}
		if err := tx.Log(db.Activity{Store: t.store.ID, Kind: "shipment", Subject: t.subject(), Ref: orderRef(t.placed.ID), Actor: t.actor,
			Text: t.report(told, note), Result: result}); err != nil || more == nil {
			return err
		}
		return more(tx)
	})
}

// report says in one line what EKM shows now.
func (t *task) report(told db.Telling, note string) string {
	if told.State == commerce.ShipmentSuperseded {
		return note
	}
	parts := []string{"no tracking"}
	if number := toldFields(told.Text).Number; number != "" {
		parts[0] = "tracking " + number
	}
	if told.State == commerce.ShipmentSent && told.Status != "" {
		parts = append(parts, "status "+told.Status)
	}
	out := []string{"EKM has " + strings.Join(parts, ", ") + "."}
	for _, more := range []string{note, t.remark} {
		if more != "" {
			out = append(out, more)
		}
	}
	return strings.Join(out, " ")
}
