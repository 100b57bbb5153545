package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
)

// OpenSalesOrders returns sales orders of ours that are placed and not completely shipped, newest first: the ones that may get
// another note.
func (d *DB) OpenSalesOrders(ctx context.Context, since time.Time, limit int) ([]int64, error) {
	rows, err := d.reader.QueryContext(ctx, `select o.sales_order_id from orders o join store s on s.id = o.store_id
		where o.sales_order_id > 0 and o.placed_at >= $1 and s.shipments_on and not s.removed and not o.shipped_all
			and (o.ship_wanted >= 0 or o.wanted > coalesce((select sum(n.units) from shipment n where n.order_id = o.id and n.gone = ''), 0))
		order by o.placed_at desc limit $2`, millis(since), limit)
	return collect(rows, err, scanID)
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

// OrderByEKM tells how an order of a shop stands with us; ok is false when it was never read.
func (d *DB) OrderByEKM(ctx context.Context, store commerce.StoreID, ekmID int64) (state commerce.OrderState, salesOrder int64, ok bool, err error) {
	err = d.reader.QueryRowContext(ctx, `select state, sales_order_id from orders where store_id = $1 and ekm_id = $2`, store, ekmID).Scan(&state, &salesOrder)
	ok, err = found(err)
	return state, salesOrder, ok, err
}
