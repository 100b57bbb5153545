package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

// timelineLength bounds how much history one thing shows.
const timelineLength = 200

// OrderDetail returns everything about one order; ok is false when there is none of that id.
func (d *DB) OrderDetail(ctx context.Context, id commerce.OrderID) (detail view.OrderDetail, ok bool, err error) {
	var document, shown, fix string
	fields := append(orderFields(&detail.OrderRow), &detail.PaymentID, &detail.ContactNote, &detail.MoneyNote, &fix, &document, &shown)
	ok, err = found(d.reader.QueryRowContext(ctx, `select `+orderColumns+`, o.payment_id, o.contact_note, o.money_note, o.fix, o.document, o.shown
		from orders o join store s on s.id = o.store_id where o.id = $1`, id).Scan(fields...))
	if !ok || err != nil {
		return detail, false, err
	}
	if err := finishOrder(&detail.OrderRow, json.Unmarshal([]byte(document), &detail.Order)); err != nil {
		return detail, false, fmt.Errorf("read the document of order %d: %w", id, err)
	}
	detail.Order.Store = detail.StoreID
	if shown != "" {
		var now commerce.Order
		if err := json.Unmarshal([]byte(shown), &now); err != nil {
			return detail, false, fmt.Errorf("read how EKM shows order %d: %w", id, err)
		}
		for _, c := range detail.Order.ChangesTo(now) {
			detail.Changes = append(detail.Changes, view.OrderChange(c))
		}
	}
	if detail.Fix, err = readFix(fix); err != nil {
		return detail, false, fmt.Errorf("order %d: %w", id, err)
	}
	if detail.Rows, err = d.orderLines(ctx, id); err != nil {
		return detail, false, fmt.Errorf("read the rows of order %d: %w", id, err)
	}
	if detail.Shipments, err = d.orderShipments(ctx, id); err != nil {
		return detail, false, fmt.Errorf("read the shipments of order %d: %w", id, err)
	}
	if detail.Shortfalls, err = d.Shortfalls(ctx, id); err != nil {
		return detail, false, err
	}
	detail.Timeline, err = d.history(ctx, fmt.Sprintf("order:%d", id))
	return detail, err == nil, err
}

// orderLines walks the primary key of order_row.
func (d *DB) orderLines(ctx context.Context, id commerce.OrderID) ([]view.OrderLine, error) {
	rows, err := d.reader.QueryContext(ctx, `select kind, line_id, sku, name, quantity, product_id, net, tax, tax_code, tax_rule, row_id,
		wanted, reserved, note from order_row where order_id = $1 order by position`, id)
	return collect(rows, err, func(r *sql.Rows) (view.OrderLine, error) {
		var l view.OrderLine
		return l, r.Scan(&l.Kind, &l.LineID, &l.SKU, &l.Name, &l.Quantity, &l.ProductID, &l.Net, &l.Tax, &l.TaxCode, &l.TaxRule, &l.RowID,
			&l.Wanted, &l.Reserved, &l.Note)
	})
}

// history returns what happened to one thing, newest first, through activity_ref.
func (d *DB) history(ctx context.Context, refs ...string) ([]view.ActivityRow, error) {
	var w where
	w.in("a.ref", refs)
	conditions, most := w.String(), w.arg(timelineLength)
	rows, err := d.reader.QueryContext(ctx, `select `+activityColumns+` from activity a left join store s on s.id = a.store_id`+
		conditions+` order by a.id desc limit `+most, w.args...)
	out, err := collect(rows, err, scanActivity)
	if err != nil {
		return nil, fmt.Errorf("read the history of %s: %w", refs, err)
	}
	return out, nil
}
