package db

import (
	"context"
	"database/sql"
	"fmt"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/view"
)

// claimsShown bounds how many orders a shortfall lists.
const claimsShown = 100

// owedQuery lists the products of a posted order with what posted orders of all stores are owed of each. The owed units come out of
// the index of unsettled rows, order_row_pending: most products have none, and nothing else is read for them.
const owedQuery = `select m.stocked_id, m.sku, m.name, m.store_id, (select sum(r.wanted - r.reserved) from order_row r
		join orders p on p.id = r.order_id where r.stocked_id = m.stocked_id and not r.settled and p.state = 'posted' and not p.shipped_all)
	from (select r.stocked_id, min(r.sku) as sku, min(r.name) as name, o.store_id, min(r.position) as position from orders o join order_row r on r.order_id = o.id
		where o.id = $1 and o.state = 'posted' and not o.shipped_all and r.stocked_id > 0 and r.wanted > 0 group by r.stocked_id, o.store_id) m
	order by m.position`

// competing are the orders that want a product and have not left, found through order_row_product.
const competing = ` from order_row r join orders o on o.id = r.order_id join store s on s.id = o.store_id
	left join shortfall_wait w on w.product_id = r.stocked_id and w.order_id = o.id
	where r.stocked_id = $1 and r.stocked_id > 0 and r.wanted > 0 and o.state in ('waiting', 'working', 'held', 'posted') and not o.shipped_all`

// claimsQuery lists them in order of payment. EKM tells no time of it: a shopper pays at the check-out, so the time of the order stands
// for it, and orders that EKM shows unpaid come last.
const claimsQuery = `select o.id, o.number, s.name, o.state, o.sales_order_id, o.placed_at, o.await_payment, sum(r.wanted), sum(r.reserved),
		sum(case when o.state = 'posted' and not r.settled then r.wanted - r.reserved else 0 end), coalesce(w.at, 0), coalesce(w.actor, ''), coalesce(w.reason, '')` + competing + `
	group by o.id, o.number, s.name, o.state, o.sales_order_id, o.placed_at, o.await_payment, w.at, w.actor, w.reason
	order by o.await_payment, o.placed_at, o.id limit $2`

// Shortfalls returns the products of an order of which posted orders of any store are owed units: those of this order, or of one
// that competes with it. It is empty for an order that is not posted, or has left.
func (d *DB) Shortfalls(ctx context.Context, id commerce.OrderID) ([]view.Shortfall, error) {
	rows, err := d.reader.QueryContext(ctx, owedQuery, id)
	var store commerce.StoreID
	all, err := collect(rows, err, func(r *sql.Rows) (s view.Shortfall, err error) {
		var short sql.NullInt64
		err = r.Scan(&s.ProductID, &s.SKU, &s.Name, &store, &short)
		s.Short = short.Int64
		return s, err
	})
	var out []view.Shortfall
	for _, s := range all {
		if err == nil && s.Short > 0 {
			if err = d.fillShortfall(ctx, &s, store); err == nil {
				out = append(out, s)
			}
		}
	}
	if err != nil {
		return nil, fmt.Errorf("read what order %d is short of: %w", id, err)
	}
	return out, nil
}

// fillShortfall adds the stock in the store's warehouse and the orders that compete.
func (d *DB) fillShortfall(ctx context.Context, s *view.Shortfall, store commerce.StoreID) error {
	owner, _, err := d.Store(ctx, store)
	if err != nil {
		return err
	}
	// Warehouse 0 marks that the product was asked for: no row in the warehouse then means no unit.
	if _, err := found(d.reader.QueryRowContext(ctx, `select a.at, coalesce((select w.on_hand from availability w where w.product_id = a.product_id and w.warehouse_id = $2), 0)
		from availability a where a.product_id = $1 and a.warehouse_id = 0`, s.ProductID, owner.Settings.Warehouse()).Scan(moment{&s.OnHandAt}, &s.OnHand)); err != nil {
		return err
	}
	rows, err := d.reader.QueryContext(ctx, claimsQuery, s.ProductID, claimsShown)
	s.Claims, err = collect(rows, err, func(r *sql.Rows) (c view.Claim, err error) {
		return c, r.Scan(&c.OrderID, &c.Number, &c.Store, &c.State, &c.SalesOrderID, moment{&c.PlacedAt}, &c.Unpaid, &c.Wanted, &c.Reserved, &c.Short,
			moment{&c.WaitsSince}, &c.WaitsBy, &c.WaitsWhy)
	})
	if err != nil || len(s.Claims) < claimsShown {
		return err
	}
	err = d.reader.QueryRowContext(ctx, `select count(distinct o.id)`+competing, s.ProductID).Scan(&s.More)
	s.More -= len(s.Claims)
	return err
}

// LetWait keeps a person's choice that an order waits for a product; ok is false when the order does not want it any more.
func (t *Tx) LetWait(product int64, order commerce.OrderID, reason, actor string) (ok bool, err error) {
	t.Notify(events.Orders)
	n, err := t.exec(`insert into shortfall_wait (product_id, order_id, actor, reason, at)
			select cast($1 as bigint), o.id, cast($3 as text), cast($4 as text), cast($5 as bigint) from orders o where o.id = $2 and o.state in ('waiting', 'working', 'held', 'posted') and not o.shipped_all
				and exists (select 1 from order_row r where r.order_id = o.id and r.stocked_id = $1 and r.wanted > 0)
			on conflict (product_id, order_id) do update set actor = excluded.actor, reason = excluded.reason, at = excluded.at`,
		product, order, actor, reason, t.now)
	return n > 0, err
}

// StopWaiting takes that choice back; ok is false when there is none.
func (t *Tx) StopWaiting(product int64, order commerce.OrderID) (ok bool, err error) {
	t.Notify(events.Orders)
	n, err := t.exec(`delete from shortfall_wait where product_id = $1 and order_id = $2`, product, order)
	return n > 0, err
}
