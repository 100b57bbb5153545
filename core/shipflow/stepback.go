package shipflow

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

// stepBack is what EKM would show again after notes were taken back that the store was told of; nil when there are none. Only a
// person has it written: see Desk.StepBack.
func (t *task) stepBack() *view.StepBack {
	var gone []string
	for _, n := range t.all {
		if n.State == commerce.ShipmentReversed {
			gone = append(gone, fmt.Sprintf("%s %d was %s in Brightpearl", kindWord(n.Kind), n.NoteID, n.Gone))
		}
	}
	if len(gone) == 0 {
		return nil
	}
	fields := trackingOf(t.store.Settings, t.notes).fields(limitOf(t.store))
	out := &view.StepBack{Number: fields.Number, Company: fields.Company, URL: fields.URL, Text: "The " + strings.Join(gone, ", the ") + "."}
	// What is left may ask for a status of its own; without one the order goes back to where it was before us.
	wished := ""
	if len(t.notes) > 0 {
		wished = wishedStatus(t.store.Settings, t.whole())
	}
	given := t.given()
	if wished == "" {
		wished = t.placed.Before
	}
	if given != "" && commerce.UpperStatus(wished) != given {
		out.Status = commerce.UpperStatus(wished)
	}
	return out
}

// StepBack writes what Text proposes in Back for an order with notes that were taken back: the tracking of what is left, and the
// status that EKM had before. Nobody is mailed. It refuses when EKM's order has another status by now than the one that we gave
// it. With nothing taken back it does nothing, so it may be repeated. It costs a request to look and one for each write.
func (d *Desk) StepBack(ctx context.Context, id commerce.OrderID, reason, actor string) error {
	free, err := d.writing.take(ctx, id)
	if err != nil {
		return err
	}
	defer free()
	t, err := d.byHand(ctx, id, actor)
	if err != nil {
		return err
	}
	back := t.stepBack()
	if back == nil {
		return nil
	}
	if err := d.readOrder(ctx, t); err != nil {
		return err
	}
	now, given := commerce.UpperStatus(string(t.order.Status)), t.given()
	if given != "" && now != given && now != back.Status {
		return fault.Hold(fault.Cause{Code: "SB-SHP-407", Text: fmt.Sprintf("Order %s is %s in EKM by now, not %s as Stockbridge told it. Nothing was written.",
			t.placed.Number, now, given), Fix: "Somebody decided otherwise in EKM. Put the order right there, then close this with a reason."})
	}
	err = d.goBack(ctx, t, *back, now)
	return d.doneByHand(ctx, t, err, func(tx *db.Tx) error {
		told := t.telling("")
		if told.Status = given; back.Status != "" {
			told.Status = back.Status
		}
		if err := tx.SteppedBack(t.placed.ID, told, reason); err != nil {
			return err
		}
		text := "EKM was set back: " + t.report(told, "") + " Status " + told.StatusNow + ". Reason: " + reason
		return tx.Log(db.Activity{Store: t.store.ID, Kind: "shipment", Subject: t.subject(), Ref: orderRef(id), Text: text, Result: "stepped back", Actor: actor})
	})
}

// goBack makes the writes of a step back.
func (d *Desk) goBack(ctx context.Context, t *task, back view.StepBack, now string) error {
	wanted := ekm.Tracking{Number: back.Number, Company: back.Company, URL: back.URL}
	t.text = told(wanted)
	if shown(t.order) != wanted && lastTold(t.all) != "" {
		if err := d.putTracking(ctx, t, wanted, trackingOf(t.store.Settings, t.notes).fields(shortest)); err != nil {
			return err
		}
	}
	if back.Status == "" || now == back.Status {
		return nil
	}
	name, _ := spelling(t.store.Options, back.Status)
	_, err := d.write(ctx, t, callStatus, name, func() (ekm.Order, error) { return t.shop.Orders.SetStatus(ctx, t.ekmID(), name) })
	return err
}

// SendTracking writes the tracking and the internal notes of an order now, and no status, whatever its notes wait for: those that were
// told by others and held ones included. It may be repeated; what EKM shows already is not written again. It costs a request to look
// and one for each write.
func (d *Desk) SendTracking(ctx context.Context, id commerce.OrderID, actor string) error {
	free, err := d.writing.take(ctx, id)
	if err != nil {
		return err
	}
	defer free()
	t, err := d.byHand(ctx, id, actor)
	if err != nil {
		return err
	}
	if len(t.notes) == 0 {
		return fault.Hold(fault.Cause{Code: "SB-SHP-408", Text: fmt.Sprintf("Nothing of order %s is shipped, so there is no tracking to write.", t.placed.Number),
			Fix: "Wait until it is shipped in Brightpearl, or read its notes again."})
	}
	t.untold = t.notes
	if err := d.readOrder(ctx, t); err != nil {
		return err
	}
	return d.doneByHand(ctx, t, d.show(ctx, t), func(tx *db.Tx) error {
		told := t.telling("")
		if err := tx.Told(id, t.notes, told); err != nil {
			return err
		}
		return tx.Log(db.Activity{Store: t.store.ID, Kind: "shipment", Subject: t.subject(), Ref: orderRef(id),
			Text: "Tracking sent by hand. " + t.report(told, "The status was left alone."), Actor: actor})
	})
}

// Handle closes an order's waiting, held and reversed notes with a person's reason. Nothing is written to EKM. With nothing to close it
// does nothing, so it may be repeated.
func (d *Desk) Handle(ctx context.Context, id commerce.OrderID, reason, actor string) error {
	placed, ok, err := d.db.PlacedOrder(ctx, id)
	if err != nil {
		return err
	}
	if !ok {
		return unknownOrder(id)
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return errors.New("say why, for whoever asks later")
	}
	return d.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.HandleShipments(id, reason)
		if err != nil || n == 0 {
			return err
		}
		return tx.Log(db.Activity{Store: placed.Store, Kind: "shipment", Subject: "order " + placed.Number, Ref: orderRef(id),
			Text: "Handled by a person; nothing is written to EKM. Reason: " + reason, Result: string(commerce.ShipmentHandled), Actor: actor})
	})
}

func unknownOrder(id commerce.OrderID) error {
	return fault.Hold(fault.Cause{Code: "SB-SHP-409", Text: fmt.Sprintf("There is no order %d.", id), Fix: "Look for it by its number."})
}

// byHand reads an order that a person decides about. The store may be switched off, but it has to be signed in.
func (d *Desk) byHand(ctx context.Context, id commerce.OrderID, actor string) (*task, error) {
	t, err := d.load(ctx, id)
	if err != nil {
		return nil, err
	}
	if t == nil {
		return nil, unknownOrder(id)
	}
	t.actor, t.may = actor, func(ctx context.Context, _ *Desk, _ task) error { return ctx.Err() }
	t.untold = nil
	t.shop, err = d.shop(t.store)
	return t, err
}

// doneByHand commits what a person had written, or that EKM mailed somebody by it.
func (d *Desk) doneByHand(ctx context.Context, t *task, err error, done func(*db.Tx) error) error {
	var flip mailed
	switch {
	case errors.As(err, &flip):
		if err := d.alarm(ctx, t, flip.call); err != nil {
			return err
		}
		return fault.Hold(fault.Cause{Code: "SB-SHP-403", Text: fmt.Sprintf("EKM marked order %s as mailed when its %s was written. Shipments of %s are switched off.",
			t.placed.Number, flip.call, t.store.Name), Fix: "Look for rules in the shop that send e-mails. Then switch the store's shipments on again."})
	case err != nil:
		return err
	}
	return d.db.Write(ctx, done)
}

// Text is what EKM is to show of an order by its notes. It only reads what is stored.
func (d *Desk) Text(ctx context.Context, id commerce.OrderID) (view.ShipmentText, error) {
	t, err := d.load(ctx, id)
	if err != nil {
		return view.ShipmentText{}, err
	}
	if t == nil {
		return view.ShipmentText{}, unknownOrder(id)
	}
	s := t.store.Settings
	fields := trackingOf(s, t.notes).fields(limitOf(t.store))
	out := view.ShipmentText{Number: fields.Number, Company: fields.Company, URL: fields.URL, Lines: noteLines(t.store, t.notes),
		StatusNow: commerce.UpperStatus(t.placed.Status), Back: t.stepBack()}
	if shown := strings.SplitN(lastTold(t.all), "\n", 3); out.Back != nil && len(shown) == 3 {
		out.Number, out.Company, out.URL = shown[0], shown[1], shown[2] // what is to be taken back still stands there
	}
	out.Status, out.Why = t.statusToCome(d.o.Now())
	return out, nil
}

// statusToCome is the status that would be written now, and why one is not.
func (t *task) statusToCome(now time.Time) (status, why string) {
	s, shown := t.store.Settings, commerce.UpperStatus(t.placed.Status)
	has := func(state commerce.ShipmentState) bool {
		return slices.ContainsFunc(t.all, func(n db.Shipment) bool { return n.State == state && n.Counts() })
	}
	if len(t.notes) == 0 {
		if slices.ContainsFunc(t.all, func(n db.Shipment) bool { return inGrace(n, now) }) {
			return "", "The shipment has no tracking number yet; the store is told a little later."
		}
		return "", "Nothing of the order is shipped."
	}
	wished := wishedStatus(s, t.whole())
	switch nextMove(shown, wished, s.ShippedStatus) {
	case closed:
		return "", "The order is " + shown + " in EKM, so nothing is written."
	case leave:
		return "", "The status waits for the rest of the order."
	case already:
		if !t.ours(shown) {
			return "", "The order has the status already, by another hand, so nothing is written."
		}
		return "", "The order has the status already."
	case beyond:
		return "", "The order is " + shown + " in EKM, which is further on."
	}
	if _, exists := spelling(t.store.Options, wished); !exists {
		return "", fmt.Sprintf("The shop has no status %q.", wished)
	}
	switch {
	case !has(commerce.ShipmentWaiting) && !has(commerce.ShipmentHeld):
		return "", "Everything that is to be told was told."
	case !tells(t.store, now):
		return commerce.UpperStatus(wished), "Shipments of " + t.store.Name + " are switched off; it waits."
	}
	return commerce.UpperStatus(wished), ""
}
