package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
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
	StatusTold   string
	Hash         string
}

// SaveShipment stores a shipped note. A note that is known changes only when its hash does: an edited tracking number makes it
// due again.
func (t *Tx) SaveShipment(s Shipment) (bool, error) {
	rows, err := json.Marshal(s.Rows)
	if err != nil {
		return false, err
	}
	n, err := t.exec(`insert into shipment (kind, note_id, store_id, order_id, sales_order_id, ekm_id, state, method_id, carrier, tracking, units,
			rows, shipped_at, seen_at, due_at, hash)
		values ($1, $2, $3, $4, $5, $6, 'waiting', $7, $8, $9, $10, $11, $12, $13, $14, $15)
		on conflict (kind, note_id) do update set method_id = excluded.method_id, carrier = excluded.carrier, tracking = excluded.tracking,
			units = excluded.units, rows = excluded.rows, shipped_at = excluded.shipped_at, hash = excluded.hash, state = 'waiting',
			due_at = 0, attempts = 0, cause_code = '', cause_text = '', cause_fix = ''
		where shipment.hash <> excluded.hash`,
		s.Kind, s.NoteID, s.Store, s.OrderID, s.SalesOrderID, s.EKMID, s.MethodID, s.Carrier, s.Tracking, s.Units, string(rows),
		millis(s.ShippedAt), t.now, millis(s.DueAt), s.Hash)
	if n > 0 {
		t.Notify(events.Shipments, events.Orders)
		t.Wake(LaneOf(s.Store))
	}
	return n > 0, err
}

const shipmentColumns = `kind, note_id, store_id, order_id, sales_order_id, ekm_id, state, method_id, carrier, tracking, units, rows,
	shipped_at, seen_at, due_at, sent_at, attempts, told, status_told, hash`

func scanShipment(r *sql.Rows) (Shipment, error) {
	var s Shipment
	var rows string
	var shipped, seen, due, sent int64
	if err := r.Scan(&s.Kind, &s.NoteID, &s.Store, &s.OrderID, &s.SalesOrderID, &s.EKMID, &s.State, &s.MethodID, &s.Carrier, &s.Tracking,
		&s.Units, &rows, &shipped, &seen, &due, &sent, &s.Attempts, &s.Told, &s.StatusTold, &s.Hash); err != nil {
		return s, err
	}
	s.ShippedAt, s.SeenAt, s.DueAt, s.SentAt = fromMillis(shipped), fromMillis(seen), fromMillis(due), fromMillis(sent)
	if rows != "" {
		if err := json.Unmarshal([]byte(rows), &s.Rows); err != nil {
			return s, fmt.Errorf("rows of note %d: %w", s.NoteID, err)
		}
	}
	return s, nil
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

// KnownNotes returns the hashes of the notes that we know among the given ones.
func (d *DB) KnownNotes(ctx context.Context, kind commerce.NoteKind, notes []int64) (map[int64]string, error) {
	out := map[int64]string{}
	for chunk := range chunks(notes, 500) {
		marks := make([]string, len(chunk))
		for i, id := range chunk {
			marks[i] = fmt.Sprint(id)
		}
		rows, err := d.reader.QueryContext(ctx, `select note_id, hash from shipment where kind = $1 and note_id in (`+join(marks)+`)`, kind)
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

// OpenSalesOrders returns sales orders of ours that are placed and not told as completely shipped, newest first: the ones whose
// drop-ship notes have to be looked at.
func (d *DB) OpenSalesOrders(ctx context.Context, since time.Time, limit int) ([]int64, error) {
	rows, err := d.reader.QueryContext(ctx, `select o.sales_order_id from orders o join store s on s.id = o.store_id
		where o.sales_order_id > 0 and o.placed_at >= $1 and s.shipments_on and not s.removed
			and o.wanted > coalesce((select sum(n.units) from shipment n where n.order_id = o.id), 0)
		order by o.placed_at desc limit $2`, millis(since), limit)
	return collect(rows, err, scanID)
}

// Told stores what an order's notes told the store.
func (t *Tx) Told(order commerce.OrderID, notes []Shipment, state commerce.ShipmentState, told, status string) error {
	t.Notify(events.Shipments, events.Orders)
	for _, n := range notes {
		if err := t.run(`update shipment set state = $3, told = $4, status_told = $5, sent_at = $6, attempts = 0, last_error = '', due_at = 0,
				cause_code = '', cause_text = '', cause_fix = '' where kind = $1 and note_id = $2 and hash = $7`,
			n.Kind, n.NoteID, state, told, status, t.now, n.Hash); err != nil {
			return err
		}
	}
	if status != "" {
		return t.run(`update orders set ekm_status = $2 where id = $1`, order, status)
	}
	return nil
}

// RetryShipments notes a failed attempt at telling a store of an order's waiting notes.
func (t *Tx) RetryShipments(order commerce.OrderID, reason string, at time.Time) error {
	t.Notify(events.Shipments)
	return t.run(`update shipment set attempts = attempts + 1, last_error = $2, due_at = $3 where order_id = $1 and state = 'waiting'`,
		order, reason, millis(at))
}

// HoldShipments parks an order's waiting notes with their cause.
func (t *Tx) HoldShipments(order commerce.OrderID, cause fault.Cause) error {
	t.Notify(events.Shipments, events.Problems)
	return t.run(`update shipment set state = 'held', cause_code = $2, cause_text = $3, cause_fix = $4 where order_id = $1 and state = 'waiting'`,
		order, cause.Code, cause.Text, cause.Fix)
}

// EndGrace makes notes due that only wait for a tracking number.
func (t *Tx) EndGrace() error {
	n, err := t.exec(`update shipment set due_at = 0 where state = 'waiting' and attempts = 0 and due_at > $1`, t.now)
	if n > 0 {
		t.Notify(events.Shipments)
	}
	return err
}

// ReleaseShipments makes an order's notes due again (all held ones of a store when order is 0).
func (t *Tx) ReleaseShipments(store commerce.StoreID, order commerce.OrderID) (int64, error) {
	n, err := t.exec(`update shipment set state = 'waiting', due_at = 0, attempts = 0, cause_code = '', cause_text = '', cause_fix = ''
		where store_id = $1 and (cast($2 as bigint) = 0 or order_id = $2) and (state = 'held' or cast($2 as bigint) > 0)`, store, order)
	if n > 0 {
		t.Notify(events.Shipments, events.Problems)
		t.Wake(LaneOf(store))
	}
	return n, err
}

// PlacedOrder is what a warehouse note needs to know of the order that it belongs to.
type PlacedOrder struct {
	ID           commerce.OrderID
	Store        commerce.StoreID
	EKMID        int64
	Number       string
	SalesOrderID int64
	Status       string // in EKM, as last seen
	ShippedAll   bool   // Brightpearl says that all that is left of it is shipped
}

const placedColumns = `o.id, o.store_id, o.ekm_id, o.number, o.sales_order_id, o.ekm_status, o.shipped_all`

func scanPlaced(r interface{ Scan(...any) error }) (PlacedOrder, error) {
	var p PlacedOrder
	err := r.Scan(&p.ID, &p.Store, &p.EKMID, &p.Number, &p.SalesOrderID, &p.Status, &p.ShippedAll)
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

// DropShippedOrders returns the sales orders with a drop-ship note that was shipped since then: their tracking may still come.
func (d *DB) DropShippedOrders(ctx context.Context, since time.Time) ([]int64, error) {
	rows, err := d.reader.QueryContext(ctx, `select distinct sales_order_id from shipment where shipped_at >= $1 and kind = $2`,
		millis(since), commerce.DropShip)
	return collect(rows, err, scanID)
}

// PartShippedOrders returns the sales orders with a note that was shipped since then and fewer units on notes than were
// ordered, as long as Brightpearl has not called them complete.
func (d *DB) PartShippedOrders(ctx context.Context, since time.Time) ([]int64, error) {
	rows, err := d.reader.QueryContext(ctx, `select o.sales_order_id from orders o where not o.shipped_all
		and o.id in (select n.order_id from shipment n where n.shipped_at >= $1)
		and o.wanted > (select sum(n.units) from shipment n where n.order_id = o.id)`, millis(since))
	return collect(rows, err, scanID)
}

// SetShippedAll stores that Brightpearl calls an order completely shipped although its notes hold less than was ordered. Its
// newest note becomes due again, since the store may have been told of a part. differs flags the order for people, because
// what was shipped is not what was ordered.
func (t *Tx) SetShippedAll(order commerce.OrderID, differs bool) error {
	var flags string
	var store commerce.StoreID
	if ok, err := found(t.row(`select flags, store_id from orders where id = $1 and not shipped_all`, order).Scan(&flags, &store)); !ok || err != nil {
		return err
	}
	t.Notify(events.Shipments, events.Orders)
	t.Wake(LaneOf(store))
	if differs {
		flags = lines(AddFlag(fromLines(flags), "Shipped differs from ordered"))
	}
	if err := t.run(`update orders set shipped_all = true, short = 0, flags = $2 where id = $1`, order, flags); err != nil {
		return err
	}
	return t.run(`update shipment set state = 'waiting', due_at = 0, attempts = 0 where order_id = $1 and state in ('sent', 'superseded')
		and shipped_at = (select max(n.shipped_at) from shipment n where n.order_id = $1)`, order)
}

// IntendStatus commits which status an order's waiting notes are about to give it. Who finds the order in that status later, without
// an answer to the write, knows that the write was ours.
func (t *Tx) IntendStatus(order commerce.OrderID, status string) error {
	return t.run(`update shipment set status_told = $2 where order_id = $1 and state = 'waiting'`, order, status)
}

// Superseded counts the orders of a store that somebody else had moved on before we told the store, since then.
func (d *DB) Superseded(ctx context.Context, store commerce.StoreID, since time.Time) (int, error) {
	var n int
	err := d.reader.QueryRowContext(ctx, `select count(distinct order_id) from shipment where store_id = $1 and state = 'superseded'
		and sent_at >= $2`, store, millis(since)).Scan(&n)
	return n, err
}
