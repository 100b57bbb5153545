package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/fault"
)

// Shipment is one shipped warehouse note of an order and what the store was told of it.
type Shipment struct {
	Kind         commerce.NoteKind
	NoteID       int64
	Store        commerce.StoreID
	OrderID      commerce.OrderID
	SalesOrderID int64
	EKMID        int64
	State        commerce.ShipmentState
	MethodID     int64
	Carrier      string
	Tracking     string
	Units        int64
	Rows         map[int64]int64 // units by Brightpearl order row
	ShippedAt    time.Time
	SeenAt       time.Time
	DueAt        time.Time
	SentAt       time.Time // when the store was last told
	Attempts     int
	Told         string
	StatusTold   string // by us; "" when somebody else gave the order its status
	Hash         string
	Gone         string // UnShipped or Destroyed: the note counts no more
	GoneAt       time.Time
	Reason       string // why a person closed it
	Emailed      []bool // EKM's flag on the order, before and after the last writes
	Writing      string // the call that was begun and not answered yet
	CauseCode    string
}

// What Brightpearl did to a note that it took back.
const (
	UnShipped = "un-shipped"
	Destroyed = "destroyed"
)

// Flags that shipments put on orders.
const (
	DiffersFlag   = "Shipped differs from ordered"
	TakenBackFlag = "Shipment taken back after the store was told"
)

// TakenBack names the problem of an order with a note that Brightpearl took back after the store was told.
func TakenBack(id commerce.OrderID) string { return fmt.Sprintf("shipment-back/%d", id) }

// Counts reports whether the note still stands in Brightpearl.
func (s Shipment) Counts() bool { return s.Gone == "" }

// WasTold reports whether the store may show something of the note by our doing.
func (s Shipment) WasTold() bool {
	return s.Told != "" || s.StatusTold != "" || s.Writing != "" || s.State == commerce.ShipmentSent || s.State == commerce.ShipmentReversed
}

// SaveShipment stores a shipped note. A note that is known changes only when its hash does, or when it was taken back and is shipped
// again: an edited tracking number makes it due again, unless a person has closed it.
func (t *Tx) SaveShipment(s Shipment) (bool, error) {
	rows, err := json.Marshal(s.Rows)
	if err != nil {
		return false, err
	}
	n, err := t.exec(`insert into shipment (kind, note_id, store_id, order_id, sales_order_id, ekm_id, state, method_id, carrier, tracking, units,
			rows, shipped_at, seen_at, due_at, hash)
		values ($1, $2, $3, $4, $5, $6, 'waiting', $7, $8, $9, $10, $11, $12, $13, $14, $15)
		on conflict (kind, note_id) do update set method_id = excluded.method_id, carrier = excluded.carrier, tracking = excluded.tracking,
			units = excluded.units, rows = excluded.rows, shipped_at = excluded.shipped_at, hash = excluded.hash,
			state = case when shipment.state = 'handled' and shipment.gone = '' then 'handled' else 'waiting' end,
			reason = case when shipment.state = 'handled' and shipment.gone = '' then shipment.reason else '' end,
			gone = '', gone_at = 0, due_at = 0, attempts = 0, cause_code = '', cause_text = '', cause_fix = ''
		where shipment.hash <> excluded.hash or shipment.gone <> ''`,
		s.Kind, s.NoteID, s.Store, s.OrderID, s.SalesOrderID, s.EKMID, s.MethodID, s.Carrier, s.Tracking, s.Units, string(rows),
		millis(s.ShippedAt), t.now, millis(s.DueAt), s.Hash)
	if n > 0 {
		t.Notify(events.Shipments, events.Orders)
		t.Wake(LaneOf(s.Store))
	}
	return n > 0, err
}

const shipmentColumns = `kind, note_id, store_id, order_id, sales_order_id, ekm_id, state, method_id, carrier, tracking, units, rows,
	shipped_at, seen_at, due_at, sent_at, attempts, told, status_told, hash, gone, gone_at, reason, emailed, writing, cause_code`

func scanShipment(r *sql.Rows) (Shipment, error) {
	var s Shipment
	var rows, emailed string
	var shipped, seen, due, sent, gone int64
	if err := r.Scan(&s.Kind, &s.NoteID, &s.Store, &s.OrderID, &s.SalesOrderID, &s.EKMID, &s.State, &s.MethodID, &s.Carrier, &s.Tracking,
		&s.Units, &rows, &shipped, &seen, &due, &sent, &s.Attempts, &s.Told, &s.StatusTold, &s.Hash,
		&s.Gone, &gone, &s.Reason, &emailed, &s.Writing, &s.CauseCode); err != nil {
		return s, err
	}
	s.ShippedAt, s.SeenAt, s.DueAt, s.SentAt, s.GoneAt = fromMillis(shipped), fromMillis(seen), fromMillis(due), fromMillis(sent), fromMillis(gone)
	s.Emailed = readEmailed(emailed)
	if rows != "" {
		if err := json.Unmarshal([]byte(rows), &s.Rows); err != nil {
			return s, fmt.Errorf("rows of note %d: %w", s.NoteID, err)
		}
	}
	return s, nil
}

// emailedText is how EKM's flags are kept: a sign for each look.
func emailedText(seen []bool) string {
	out := make([]byte, len(seen))
	for i, mailed := range seen {
		out[i] = '0'
		if mailed {
			out[i] = '1'
		}
	}
	return string(out)
}

func readEmailed(text string) []bool {
	if text == "" {
		return nil
	}
	out := make([]bool, len(text))
	for i := range text {
		out[i] = text[i] == '1'
	}
	return out
}

// DueShipments returns the orders of a store with a note that the store was not told of, oldest first. A store is told of an
// order's notes together, so the unit of work is the order.
func (d *DB) DueShipments(ctx context.Context, store commerce.StoreID, now time.Time, limit int) ([]commerce.OrderID, error) {
	rows, err := d.reader.QueryContext(ctx, `select order_id from shipment where store_id = $1 and state = 'waiting' and due_at <= $2
		group by order_id order by min(shipped_at) limit $3`, store, millis(now), limit)
	return collect(rows, err, func(r *sql.Rows) (commerce.OrderID, error) {
		var id commerce.OrderID
		err := r.Scan(&id)
		return id, err
	})
}

// NextDueShipment is when a shipment of the store becomes due; ok is false when none waits.
func (d *DB) NextDueShipment(ctx context.Context, store commerce.StoreID) (time.Time, bool, error) {
	return d.nextDue(ctx, `select min(due_at) from shipment where store_id = $1 and state = 'waiting'`, store)
}

// ShipmentsOf returns an order's notes, oldest first.
func (d *DB) ShipmentsOf(ctx context.Context, order commerce.OrderID) ([]Shipment, error) {
	rows, err := d.reader.QueryContext(ctx, `select `+shipmentColumns+` from shipment where order_id = $1 order by shipped_at, note_id`, order)
	return collect(rows, err, scanShipment)
}

// KnownNotes returns the hashes of the notes that we know among the given ones, "" for those that were taken back.
func (d *DB) KnownNotes(ctx context.Context, kind commerce.NoteKind, notes []int64) (map[int64]string, error) {
	out := map[int64]string{}
	for chunk := range chunks(notes, 500) {
		marks := make([]string, len(chunk))
		for i, id := range chunk {
			marks[i] = fmt.Sprint(id)
		}
		rows, err := d.reader.QueryContext(ctx, `select note_id, case when gone = '' then hash else '' end from shipment where kind = $1 and note_id in (`+join(marks)+`)`, kind)
		if _, err := collect(rows, err, func(r *sql.Rows) (struct{}, error) {
			var id int64
			var hash string
			err := r.Scan(&id, &hash)
			out[id] = hash
			return struct{}{}, err
		}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// OrdersOfNotes returns the orders of the notes that we know among the given ones, each once.
func (d *DB) OrdersOfNotes(ctx context.Context, kind commerce.NoteKind, notes []int64) ([]commerce.OrderID, error) {
	var out []commerce.OrderID
	for chunk := range chunks(notes, 500) {
		marks := make([]string, len(chunk))
		for i, id := range chunk {
			marks[i] = fmt.Sprint(id)
		}
		rows, err := d.reader.QueryContext(ctx, `select distinct order_id from shipment where kind = $1 and note_id in (`+join(marks)+`)`, kind)
		found, err := collect(rows, err, func(r *sql.Rows) (commerce.OrderID, error) {
			var id commerce.OrderID
			err := r.Scan(&id)
			return id, err
		})
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// OpenSalesOrders returns sales orders of ours that are placed and not completely shipped, newest first: the ones that may get
// another note.
func (d *DB) OpenSalesOrders(ctx context.Context, since time.Time, limit int) ([]int64, error) {
	rows, err := d.reader.QueryContext(ctx, `select o.sales_order_id from orders o join store s on s.id = o.store_id
		where o.sales_order_id > 0 and o.placed_at >= $1 and s.shipments_on and not s.removed and not o.shipped_all
			and (o.ship_wanted >= 0 or o.wanted > coalesce((select sum(n.units) from shipment n where n.order_id = o.id and n.gone = ''), 0))
		order by o.placed_at desc limit $2`, millis(since), limit)
	return collect(rows, err, scanID)
}

// RecentShipments returns all notes of the orders that had something shipped since then, those that were taken back included.
func (d *DB) RecentShipments(ctx context.Context, since time.Time) ([]Shipment, error) {
	rows, err := d.reader.QueryContext(ctx, `select `+shipmentColumns+` from shipment where order_id in
		(select n.order_id from shipment n where n.shipped_at >= $1) order by note_id`, millis(since))
	return collect(rows, err, scanShipment)
}

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

// PlacedOrder is what a warehouse note needs to know of the order that it belongs to.
type PlacedOrder struct {
	ID           commerce.OrderID
	Store        commerce.StoreID
	EKMID        int64
	Number       string
	SalesOrderID int64
	Status       string // in EKM, as last seen
	ShippedAll   bool   // every row of Brightpearl's order that needs stock is shipped, as of the last look
	Read         bool   // Brightpearl's order was looked at since its notes came
	Rows         []ShipRow
	Before       string // EKM's status before the first one that we told
}

// ShipRow is a row of Brightpearl's order that needs stock, as the order has it now.
type ShipRow struct {
	RowID int64  `json:"row"`
	SKU   string `json:"sku,omitempty"`
	Name  string `json:"name,omitempty"`
	Units int64  `json:"units"`
}

const placedColumns = `o.id, o.store_id, o.ekm_id, o.number, o.sales_order_id, o.ekm_status, o.shipped_all, o.ship_wanted >= 0,
	o.ship_rows, o.ship_before`

func scanPlaced(r interface{ Scan(...any) error }) (PlacedOrder, error) {
	var p PlacedOrder
	var rows string
	err := r.Scan(&p.ID, &p.Store, &p.EKMID, &p.Number, &p.SalesOrderID, &p.Status, &p.ShippedAll, &p.Read, &rows, &p.Before)
	if err == nil && rows != "" {
		err = json.Unmarshal([]byte(rows), &p.Rows)
	}
	return p, err
}

// PlacedOrder returns one order; ok is false when there is none of that id.
func (d *DB) PlacedOrder(ctx context.Context, id commerce.OrderID) (p PlacedOrder, ok bool, err error) {
	p, err = scanPlaced(d.reader.QueryRowContext(ctx, `select `+placedColumns+` from orders o where o.id = $1`, id))
	ok, err = found(err)
	return p, ok, err
}

// PlacedOrders returns our orders among the given sales orders, by sales order; those of removed stores are not ours.
func (d *DB) PlacedOrders(ctx context.Context, salesOrders []int64) (map[int64]PlacedOrder, error) {
	out := map[int64]PlacedOrder{}
	for chunk := range chunks(salesOrders, 500) {
		marks := make([]string, len(chunk))
		for i, id := range chunk {
			marks[i] = fmt.Sprint(id)
		}
		rows, err := d.reader.QueryContext(ctx, `select `+placedColumns+` from orders o join store s on s.id = o.store_id
			where not s.removed and o.sales_order_id > 0 and o.sales_order_id in (`+join(marks)+`)`)
		placed, err := collect(rows, err, func(r *sql.Rows) (PlacedOrder, error) { return scanPlaced(r) })
		if err != nil {
			return nil, err
		}
		for _, p := range placed {
			out[p.SalesOrderID] = p
		}
	}
	return out, nil
}

// SetShipped stores what Brightpearl's order asks for now and whether its notes hold all of it. An order that has become complete
// makes its newest note due again, since the store may have been told of a part; one that fell back to a part changes nothing in
// EKM. differs flags it for people, because what is shipped is not what was ordered.
func (t *Tx) SetShipped(order commerce.OrderID, rows []ShipRow, all, differs bool) error {
	document, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	wanted := int64(0)
	for _, r := range rows {
		wanted += r.Units
	}
	var store commerce.StoreID
	var before bool
	if ok, err := found(t.row(`select store_id, shipped_all from orders where id = $1`, order).Scan(&store, &before)); !ok || err != nil {
		return err
	}
	n, err := t.exec(`update orders set shipped_all = $2, ship_rows = $3, ship_wanted = $4, short = case when $2 then 0 else short end
		where id = $1 and (shipped_all <> $2 or ship_rows <> $3 or ship_wanted <> $4)`, order, all, string(document), wanted)
	if err != nil {
		return err
	}
	if err := t.flag(order, DiffersFlag, differs); err != nil {
		return err
	}
	parts, err := t.exec(`update shipment set part = not $2 where order_id = $1 and gone = '' and part = $2`, order, all)
	if n+parts > 0 {
		t.Notify(events.Shipments, events.Orders)
	}
	if err != nil || !all || before {
		return err
	}
	t.Wake(LaneOf(store))
	return t.run(`update shipment set state = 'waiting', due_at = 0, attempts = 0 where order_id = $1 and state in ('sent', 'superseded') and gone = ''
		and shipped_at = (select max(n.shipped_at) from shipment n where n.order_id = $1 and n.gone = '')
		and not exists (select 1 from shipment n where n.order_id = $1 and n.state in ('waiting', 'held') and n.gone = '')`, order)
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

// SetNotesAppend remembers that a shop adds to internal notes instead of replacing them.
func (t *Tx) SetNotesAppend(store commerce.StoreID, appends bool) error {
	return t.run(`update store set notes_append = $2 where id = $1`, store, appends)
}

// SetTrackingShort remembers that a shop's tracking fields hold little.
func (t *Tx) SetTrackingShort(store commerce.StoreID) error {
	return t.run(`update store set tracking_short = true where id = $1`, store)
}

// SaveCanary stores what a test order showed, as a document.
func (t *Tx) SaveCanary(store commerce.StoreID, document string) error {
	t.Notify(events.Stores)
	return t.run(`update store set canary = $2, canary_at = $3 where id = $1`, store, document, t.now)
}

// Canary is what the last test order of a store showed, and when; "" when there was none.
func (d *DB) Canary(ctx context.Context, store commerce.StoreID) (document string, at time.Time, err error) {
	var ms int64
	err = d.reader.QueryRowContext(ctx, `select canary, canary_at from store where id = $1`, store).Scan(&document, &ms)
	return document, fromMillis(ms), err
}

// foreignKept is how long notes that are not ours are remembered.
const foreignKept = 90 * 24 * time.Hour

// CountForeign remembers a shipped note on a store's channel whose order we did not make; each counts once.
func (t *Tx) CountForeign(kind commerce.NoteKind, note int64, store commerce.StoreID) error {
	return t.run(`insert into foreign_note (kind, note_id, store_id, seen_at) values ($1, $2, $3, $4) on conflict (kind, note_id) do nothing`,
		kind, note, store, t.now)
}

// ForgetForeign drops the notes that are not ours after a while.
func (t *Tx) ForgetForeign() error {
	return t.run(`delete from foreign_note where seen_at < $1`, t.now-foreignKept.Milliseconds())
}

// ForeignNotes counts the shipped notes since then on a store's channel (0: on all) whose orders we did not make.
func (d *DB) ForeignNotes(ctx context.Context, store commerce.StoreID, since time.Time) (n int, err error) {
	var w where
	w.add("seen_at >= ?", millis(since))
	if store != 0 {
		w.add("store_id = ?", store)
	}
	return n, d.reader.QueryRowContext(ctx, `select count(*) from foreign_note`+w.String(), w.args...).Scan(&n)
}

// Superseded counts the orders of a store that somebody else had moved on before we told the store, since then.
func (d *DB) Superseded(ctx context.Context, store commerce.StoreID, since time.Time) (int, error) {
	var n int
	err := d.reader.QueryRowContext(ctx, `select count(distinct order_id) from shipment where store_id = $1 and state = 'superseded'
		and sent_at >= $2`, store, millis(since)).Scan(&n)
	return n, err
}

// OrderByEKM tells how an order of a shop stands with us; ok is false when it was never read.
func (d *DB) OrderByEKM(ctx context.Context, store commerce.StoreID, ekmID int64) (state commerce.OrderState, salesOrder int64, ok bool, err error) {
	err = d.reader.QueryRowContext(ctx, `select state, sales_order_id from orders where store_id = $1 and ekm_id = $2`, store, ekmID).Scan(&state, &salesOrder)
	ok, err = found(err)
	return state, salesOrder, ok, err
}
