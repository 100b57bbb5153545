package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/view"
)

func readFix(document string) (fix view.OrderFix, err error) {
	if document == "" {
		return fix, nil
	}
	if err := json.Unmarshal([]byte(document), &fix); err != nil {
		return fix, fmt.Errorf("what was decided by hand: %w", err)
	}
	return fix, nil
}

// fixDocument is how a fix is stored: the same fix is the same text.
func fixDocument(fix view.OrderFix) (string, error) {
	if reflect.ValueOf(fix).IsZero() {
		return "", nil
	}
	raw, err := json.Marshal(fix)
	return string(raw), err
}

// SetFix stores what a person decided for an order; a zero fix takes it back. ok is false when the order is in Brightpearl or done
// with: then nothing is stored.
func (t *Tx) SetFix(id commerce.OrderID, fix view.OrderFix) (ok bool, err error) {
	document, err := fixDocument(fix)
	if err != nil {
		return false, err
	}
	n, err := t.exec(`update orders set fix = $2 where id = $1 and sales_order_id = 0 and state in ('held', 'waiting', 'working')
		and stage in ('received', 'matched') and intent <> 'sales order'`, id, document)
	t.Notify(events.Orders)
	return n == 1, err
}

// HeldOrders returns the ids of a store's held orders that are not in Brightpearl yet, of one cause ("": any), the newest first.
func (d *DB) HeldOrders(ctx context.Context, store commerce.StoreID, code string, limit int) ([]commerce.OrderID, error) {
	rows, err := d.reader.QueryContext(ctx, `select id from orders where store_id = $1 and state = 'held' and stage in ('received', 'matched')
		and ($2 = '' or cause_code = $2) order by placed_at desc, id desc limit $3`, store, code, limit)
	ids, err := collect(rows, err, scanID)
	out := make([]commerce.OrderID, len(ids))
	for i, id := range ids {
		out[i] = commerce.OrderID(id)
	}
	return out, err
}

// PostedUnpaid returns the EKM ids of a store's orders since a moment that were posted without a receipt, by a rule of the store.
func (d *DB) PostedUnpaid(ctx context.Context, store commerce.StoreID, since time.Time) ([]int64, error) {
	rows, err := d.reader.QueryContext(ctx, `select ekm_id, flags from orders where store_id = $1 and state = 'posted' and not paid and placed_at >= $2
		order by placed_at`, store, millis(since))
	var ids []int64
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var id int64
		var flags string
		err := r.Scan(&id, &flags)
		if slices.Contains(fromLines(flags), UnpaidFlag) {
			ids = append(ids, id)
		}
		return struct{}{}, err
	})
	return ids, err
}

// PaidLater has the receipt recorded of an order that was posted without one, now that EKM shows the payment. Other orders are left
// alone.
func (t *Tx) PaidLater(id commerce.OrderID, paymentStatus string) error {
	var document, flags string
	ok, err := found(t.row(`select document, flags from orders where id = $1 and state = 'posted' and not paid and payment_id = 0`, id).Scan(&document, &flags))
	list := fromLines(flags)
	if err != nil || !ok || !slices.Contains(list, UnpaidFlag) {
		return err
	}
	var o commerce.Order
	if err := json.Unmarshal([]byte(document), &o); err != nil {
		return fmt.Errorf("order %d: its stored document: %w", id, err)
	}
	o.PaymentStatus = paymentStatus
	raw, err := json.Marshal(o)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(f string) bool { return f == UnpaidFlag })
	t.Notify(events.Orders)
	t.Wake(BrightpearlLane)
	return t.run(`update orders set document = $2, flags = $3, state = 'working', stage = 'allocated', due_at = 0, attempts = 0 where id = $1`,
		id, string(raw), lines(list))
}

// WaitingPaymentTypes returns the payment types of a store's orders that wait for their payment, as EKM names them.
func (d *DB) WaitingPaymentTypes(ctx context.Context, store commerce.StoreID) ([]string, error) {
	rows, err := d.reader.QueryContext(ctx, `select document from orders where store_id = $1 and state = 'waiting' and await_payment order by placed_at desc limit 200`, store)
	var kinds []string
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var document string
		var o struct {
			Type string `json:"type"`
		}
		if err := r.Scan(&document); err != nil {
			return struct{}{}, err
		}
		if json.Unmarshal([]byte(document), &o) == nil && o.Type != "" && !slices.Contains(kinds, o.Type) {
			kinds = append(kinds, o.Type)
		}
		return struct{}{}, nil
	})
	return kinds, err
}
