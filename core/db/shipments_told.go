package db

import (
	"context"
	"slices"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/fault"
)

// Telling is what a store was told of an order's notes, and what was seen meanwhile.
type Telling struct {
	State     commerce.ShipmentState // "" leaves the notes as they are
	Text      string                 // the tracking that EKM holds by our doing
	Status    string                 // that we gave the order; "" when it was not we
	StatusNow string                 // that EKM shows; "" when it was not seen
	Emailed   []bool
}

// Told stores what a store was told of an order's notes.
func (t *Tx) Told(order commerce.OrderID, notes []Shipment, told Telling) error {
	t.Notify(events.Shipments, events.Orders)
	for _, n := range notes {
		if err := t.run(`update shipment set state = case when $3 = '' then state else $3 end, told = $4,
				status_told = case when $3 = '' then status_told else $5 end, sent_at = $6, last_error = '', writing = '', emailed = case when $8 = '' then emailed else $8 end,
				attempts = case when $3 = '' then attempts else 0 end, due_at = case when $3 = '' then due_at else 0 end,
				cause_code = case when $3 = '' then cause_code else '' end, cause_text = case when $3 = '' then cause_text else '' end,
				cause_fix = case when $3 = '' then cause_fix else '' end where kind = $1 and note_id = $2 and hash = $7 and gone = ''`,
			n.Kind, n.NoteID, string(told.State), told.Text, told.Status, t.now, n.Hash, emailedText(told.Emailed)); err != nil {
			return err
		}
	}
	return t.showStatus(order, told.StatusNow)
}

// showStatus keeps what EKM shows of an order.
func (t *Tx) showStatus(order commerce.OrderID, status string) error {
	if status == "" {
		return nil
	}
	return t.run(`update orders set ekm_status = $2 where id = $1 and ekm_status <> $2`, order, status)
}

// RetryShipments notes a failed attempt at telling a store of an order's waiting notes.
func (t *Tx) RetryShipments(order commerce.OrderID, reason string, at time.Time) error {
	t.Notify(events.Shipments)
	return t.run(`update shipment set attempts = attempts + 1, last_error = $2, due_at = $3 where order_id = $1 and state = 'waiting'`,
		order, reason, millis(at))
}

// HoldShipments parks an order's waiting notes with their cause, and keeps the status that EKM showed ("": none was seen).
func (t *Tx) HoldShipments(order commerce.OrderID, cause fault.Cause, status string) error {
	t.Notify(events.Shipments, events.Problems)
	if err := t.showStatus(order, status); err != nil {
		return err
	}
	return t.run(`update shipment set state = 'held', cause_code = $2, cause_text = $3, cause_fix = $4, writing = '' where order_id = $1
		and state = 'waiting' and gone = ''`, order, cause.Code, cause.Text, cause.Fix)
}

// EndGrace makes notes due that only wait for a tracking number.
func (t *Tx) EndGrace() error {
	n, err := t.exec(`update shipment set due_at = 0 where state = 'waiting' and attempts = 0 and due_at > $1`, t.now)
	if n > 0 {
		t.Notify(events.Shipments)
	}
	return err
}

// ReleaseShipments makes an order's notes due again (all held ones of a store when order is 0). Those that were taken back stay.
func (t *Tx) ReleaseShipments(store commerce.StoreID, order commerce.OrderID) (int64, error) {
	return t.release(store, `(cast($2 as bigint) = 0 or order_id = $2) and (state = 'held' or cast($2 as bigint) > 0)`, order)
}

// ReleaseCause makes the notes of a store due again that are held for a cause.
func (t *Tx) ReleaseCause(store commerce.StoreID, code string) (int64, error) {
	return t.release(store, `state = 'held' and cause_code = $2`, code)
}

func (t *Tx) release(store commerce.StoreID, which string, arg any) (int64, error) {
	n, err := t.exec(`update shipment set state = 'waiting', due_at = 0, attempts = 0, reason = '', cause_code = '', cause_text = '', cause_fix = ''
		where store_id = $1 and gone = '' and `+which, store, arg)
	if n > 0 {
		t.Notify(events.Shipments, events.Problems)
		t.Wake(LaneOf(store))
	}
	return n, err
}

// TakeBack stores that Brightpearl took a note back, by one of the words above. A note that the store was never told of is forgotten;
// one that it was told of by us becomes reversed, with its cause, and flags its order; any other only counts no more. It
// reports whether the note became reversed.
func (t *Tx) TakeBack(s Shipment, gone string, cause fault.Cause) (bool, error) {
	t.Notify(events.Shipments, events.Orders)
	// The lane may have told it since s was read.
	if ok, err := found(t.row(`select state, told, status_told, writing from shipment where kind = $1 and note_id = $2 and gone = ''`, s.Kind, s.NoteID).
		Scan(&s.State, &s.Told, &s.StatusTold, &s.Writing)); !ok || err != nil {
		return false, err
	}
	switch {
	case s.State == commerce.ShipmentHandled || s.State == commerce.ShipmentSuperseded:
		return false, t.run(`update shipment set gone = $3, gone_at = $4, part = false where kind = $1 and note_id = $2`, s.Kind, s.NoteID, gone, t.now)
	case !s.WasTold():
		return false, t.run(`delete from shipment where kind = $1 and note_id = $2`, s.Kind, s.NoteID)
	}
	if err := t.run(`update shipment set state = 'reversed', gone = $3, gone_at = $4, part = false, due_at = 0, attempts = 0, writing = '',
			cause_code = $5, cause_text = $6, cause_fix = $7 where kind = $1 and note_id = $2`,
		s.Kind, s.NoteID, gone, t.now, cause.Code, cause.Text, cause.Fix); err != nil {
		return false, err
	}
	t.Notify(events.Problems)
	return true, t.flag(s.OrderID, TakenBackFlag, true)
}

// flag puts a flag on an order, or takes it off.
func (t *Tx) flag(order commerce.OrderID, flag string, on bool) error {
	var text string
	if ok, err := found(t.row(`select flags from orders where id = $1`, order).Scan(&text)); !ok || err != nil {
		return err
	}
	flags := fromLines(text)
	if on {
		flags = AddFlag(flags, flag)
	} else {
		flags = slices.DeleteFunc(flags, func(f string) bool { return f == flag })
	}
	if next := lines(flags); next != text {
		t.Notify(events.Orders)
		return t.run(`update orders set flags = $2 where id = $1`, order, next)
	}
	return nil
}

// HealTakenBack ends the trouble of an order of which no note is reversed any more.
func (t *Tx) HealTakenBack(order commerce.OrderID) error {
	var left int
	if err := t.row(`select count(*) from shipment where order_id = $1 and state = 'reversed'`, order).Scan(&left); err != nil || left > 0 {
		return err
	}
	if err := t.Heal(TakenBack(order)); err != nil {
		return err
	}
	return t.flag(order, TakenBackFlag, false)
}

// HandleShipments closes an order's waiting, held and reversed notes with a person's reason, and tells how many those were.
func (t *Tx) HandleShipments(order commerce.OrderID, reason string) (int64, error) {
	n, err := t.exec(`update shipment set state = 'handled', reason = $2, due_at = 0, attempts = 0, writing = '', cause_code = '', cause_text = '',
		cause_fix = '' where order_id = $1 and state in ('waiting', 'held', 'reversed')`, order, reason)
	if n == 0 || err != nil {
		return n, err
	}
	t.Notify(events.Shipments, events.Problems)
	return n, t.HealTakenBack(order)
}

// SteppedBack stores that EKM shows again what the notes say that still stand: the reversed ones are closed with a person's reason,
// and the status that we gave the order is the one of told from now on.
func (t *Tx) SteppedBack(order commerce.OrderID, told Telling, reason string) error {
	t.Notify(events.Shipments, events.Orders, events.Problems)
	if err := t.run(`update shipment set told = $2, emailed = $3, sent_at = $4, status_told = case when gone = '' then $5 else '' end where order_id = $1
			and (status_told <> '' or state = 'reversed')`, order, told.Text, emailedText(told.Emailed), t.now, told.Status); err != nil {
		return err
	}
	if err := t.run(`update orders set ship_before = '' where id = $1 and not exists (select 1 from shipment h where h.order_id = $1 and h.gone = '')`,
		order); err != nil {
		return err
	}
	if err := t.run(`update shipment set state = 'handled', reason = $2, cause_code = '', cause_text = '', cause_fix = '' where order_id = $1
			and state = 'reversed'`, order, reason); err != nil {
		return err
	}
	if err := t.HealTakenBack(order); err != nil {
		return err
	}
	return t.showStatus(order, told.StatusNow)
}

// IntendTelling commits which write an order's waiting notes are about to make, with EKM's flag on the order before it: who finds the outcome
// later, without an answer to the write, knows that the write was ours. With a status it notes the one that the order had and will
// have.
func (t *Tx) IntendTelling(order commerce.OrderID, call string, emailed []bool, before, status string) error {
	if status != "" {
		if err := t.run(`update orders set ship_before = $2 where id = $1 and ship_before = ''`, order, before); err != nil {
			return err
		}
		if err := t.run(`update shipment set status_told = $2 where order_id = $1 and state = 'waiting' and gone = ''`, order, status); err != nil {
			return err
		}
	}
	return t.run(`update shipment set writing = $2, emailed = $3 where order_id = $1 and state = 'waiting' and gone = ''`, order, call, emailedText(emailed))
}

// Written stores the tracking that EKM answered to hold, before anything else is tried.
func (t *Tx) Written(order commerce.OrderID, told string) error {
	return t.run(`update shipment set told = $2, sent_at = $3 where order_id = $1 and state = 'waiting' and gone = ''`, order, told, t.now)
}

// Superseded counts the orders of a store that somebody else had moved on before we told the store, since then.
func (d *DB) Superseded(ctx context.Context, store commerce.StoreID, since time.Time) (int, error) {
	var n int
	err := d.reader.QueryRowContext(ctx, `select count(distinct order_id) from shipment where store_id = $1 and state = 'superseded'
		and sent_at >= $2`, store, millis(since)).Scan(&n)
	return n, err
}
