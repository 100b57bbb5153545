package db

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"

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

// SetFix stores what a person decided for an order; a zero fix takes it back. ok is false when the order is in Brightpearl or done
// with: then nothing is stored.
func (t *Tx) SetFix(id commerce.OrderID, fix view.OrderFix) (ok bool, err error) {
	document := ""
	if !reflect.ValueOf(fix).IsZero() {
		raw, err := json.Marshal(fix)
		if err != nil {
			return false, err
		}
		document = string(raw)
	}
	n, err := t.exec(`update orders set fix = $2 where id = $1 and sales_order_id = 0 and state in ('held', 'waiting', 'working')
		and stage in ('received', 'matched') and intent <> 'sales order'`, id, document)
	t.Notify(events.Orders)
	return n == 1, err
}

// HeldOrders returns the ids of a store's held orders that are not in Brightpearl yet, the newest first.
func (d *DB) HeldOrders(ctx context.Context, store commerce.StoreID, limit int) ([]commerce.OrderID, error) {
	rows, err := d.reader.QueryContext(ctx, `select id from orders where store_id = $1 and state = 'held' and stage in ('received', 'matched')
		order by placed_at desc, id desc limit $2`, store, limit)
	ids, err := collect(rows, err, scanID)
	out := make([]commerce.OrderID, len(ids))
	for i, id := range ids {
		out[i] = commerce.OrderID(id)
	}
	return out, err
}
