package db

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/fault"
)

// KnownOrder is what a poll needs to know of an order to decide whether to read it again.
type KnownOrder struct {
	ID           commerce.OrderID
	UpdatedAt    time.Time
	AwaitPayment bool
	State        commerce.OrderState
	Stage        commerce.Stage
	Total        commerce.Pence
	Cause        fault.Cause
	SalesOrderID int64
	Changed      bool
	Header       string // hash of the row that EKM's lists showed last
}

// Placed reports whether the order is in Brightpearl: from then on it is never replaced.
func (k KnownOrder) Placed() bool {
	return k.ID != 0 && k.Stage != commerce.Received && k.Stage != commerce.MatchedUp
}

// KnownOrders returns what is stored of the given EKM orders of a store.
func (d *DB) KnownOrders(ctx context.Context, store commerce.StoreID, ekmIDs []int64) (map[int64]KnownOrder, error) {
	out := map[int64]KnownOrder{}
	for chunk := range chunks(ekmIDs, 500) {
		var w where
		w.add("store_id = ?", store)
		marks := make([]string, len(chunk))
		for i, id := range chunk {
			marks[i] = fmt.Sprint(id)
		}
		rows, err := d.reader.QueryContext(ctx, `select ekm_id, id, ekm_updated_at, await_payment, state, stage, total, cause_code, cause_text,
			cause_fix, sales_order_id, changed, header from orders`+w.String()+` and ekm_id in (`+join(marks)+`)`, w.args...)
		if _, err := collect(rows, err, func(r *sql.Rows) (struct{}, error) {
			var k KnownOrder
			var ekm, updated int64
			err := r.Scan(&ekm, &k.ID, &updated, &k.AwaitPayment, &k.State, &k.Stage, &k.Total, &k.Cause.Code, &k.Cause.Text, &k.Cause.Fix,
				&k.SalesOrderID, &k.Changed, &k.Header)
			k.UpdatedAt = fromMillis(updated)
			out[ekm] = k
			return struct{}{}, err
		}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// NthNewest is when the n-th newest order of a store was placed; ok is false when there are fewer.
func (d *DB) NthNewest(ctx context.Context, store commerce.StoreID, n int) (time.Time, bool, error) {
	var placed int64
	ok, err := found(d.reader.QueryRowContext(ctx, `select placed_at from orders where store_id = $1 order by placed_at desc, id desc limit 1 offset $2`,
		store, n-1).Scan(&placed))
	return fromMillis(placed), ok, err
}

// AwaitingPayment returns the EKM ids of a store's orders that wait for their payment.
func (d *DB) AwaitingPayment(ctx context.Context, store commerce.StoreID) ([]int64, error) {
	rows, err := d.reader.QueryContext(ctx, `select ekm_id from orders where store_id = $1 and state = 'waiting' and await_payment order by ekm_id`, store)
	return collect(rows, err, scanID)
}

// SawHeader remembers the row of a list by its hash, so that a poll which meets it again need not read the order's lines.
func (t *Tx) SawHeader(store commerce.StoreID, ekmID int64, header string) error {
	return t.run(`update orders set header = $3 where store_id = $1 and ekm_id = $2 and header <> $3`, store, ekmID, header)
}

// OrderGone notes that EKM does not have an unpaid order any more.
func (t *Tx) OrderGone(store commerce.StoreID, ekmID int64) error {
	return t.dropUnpaid(store, ekmID, "SB-ORD-125", "Deleted in EKM before it was paid.")
}

// OrderNeverPaid notes that nobody paid for an order within the days that the store waits.
func (t *Tx) OrderNeverPaid(store commerce.StoreID, ekmID, days int64) error {
	var document string
	if ok, err := found(t.row(`select document from orders where store_id = $1 and ekm_id = $2`, store, ekmID).Scan(&document)); err != nil || !ok {
		return err
	}
	var o commerce.Order
	if err := json.Unmarshal([]byte(document), &o); err != nil {
		return err
	}
	return t.dropUnpaid(store, ekmID, "SB-ORD-126", fmt.Sprintf("Cancelled before download: not paid within %d days (payment type: %s, EKM shows the payment as %s). "+
		"It is downloaded after all if EKM shows a payment later.", days, cmp.Or(o.Type, "missing"), cmp.Or(o.PaymentStatus, "missing")))
}

func (t *Tx) dropUnpaid(store commerce.StoreID, ekmID int64, code, text string) error {
	t.Notify(events.Orders, events.Levels)
	return t.run(`update orders set state = 'cancelled', cause_code = $3, cause_text = $4, cause_fix = '' where store_id = $1 and ekm_id = $2
		and state = 'waiting' and await_payment`, store, ekmID, code, text)
}

// ShortOrder is a posted order that Brightpearl could not reserve completely.
type ShortOrder struct {
	ID    commerce.OrderID
	Store commerce.StoreID
	Needs []int64 // products
}

// ShortOrders returns the posted orders that are owed units, oldest first.
func (d *DB) ShortOrders(ctx context.Context) ([]ShortOrder, error) {
	rows, err := d.reader.QueryContext(ctx, `select o.id, o.store_id, r.stocked_id from order_row r join orders o on o.id = r.order_id
		where not r.settled and r.stocked_id > 0 and o.state = 'posted' and not o.shipped_all order by o.placed_at, o.id`)
	var out []ShortOrder
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var s ShortOrder
		var product int64
		err := r.Scan(&s.ID, &s.Store, &product)
		if n := len(out); n == 0 || out[n-1].ID != s.ID {
			out = append(out, s)
		}
		out[len(out)-1].Needs = append(out[len(out)-1].Needs, product)
		return struct{}{}, err
	})
	return out, err
}

// DueBefore counts the work that is due and was known before a moment: orders, levels of stores that publish, shipments.
func (d *DB) DueBefore(ctx context.Context, moment time.Time) (int, error) {
	at, now := millis(moment), millis(d.now())
	var n int
	err := d.reader.QueryRowContext(ctx, `select
		(select count(*) from orders o join store s on s.id = o.store_id where o.state in ('waiting', 'working') and not o.await_payment
			and o.due_at <= $2 and o.seen_at <= $1 and s.orders_on and not s.removed and s.state = 'live')
		+ (select count(*) from level l join store s on s.id = l.store_id where l.state = 'due' and l.due_at <= $2 and l.changed_at <= $1
			and s.stock_on and not s.removed and s.state = 'live')
		+ (select count(*) from shipment n join store s on s.id = n.store_id where n.state = 'waiting' and n.due_at <= $2 and n.seen_at <= $1
			and s.shipments_on and not s.removed and s.state = 'live')`, at, now).Scan(&n)
	return n, err
}
