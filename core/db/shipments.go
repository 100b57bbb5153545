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

// RecentShipments returns all notes of the orders that had something shipped since then, those that were taken back included.
func (d *DB) RecentShipments(ctx context.Context, since time.Time) ([]Shipment, error) {
	rows, err := d.reader.QueryContext(ctx, `select `+shipmentColumns+` from shipment where order_id in
		(select n.order_id from shipment n where n.shipped_at >= $1) order by note_id`, millis(since))
	return collect(rows, err, scanShipment)
}
