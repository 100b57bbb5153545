package db

import (
	"database/sql"

	"stockbridge/core/commerce"
)

// Rival is an order that has units of a product, or waits for some.
type Rival struct {
	ID       commerce.OrderID
	Number   string
	Store    string
	Wanted   int64
	Reserved int64
}

// rivalsShown bounds how many orders a card names.
const rivalsShown = 6

// Rivals returns the newest other orders, not shipped yet, that want the same product, in the order in which they were placed.
func (t *Tx) Rivals(product int64, except commerce.OrderID) ([]Rival, error) {
	rows, err := t.tx.QueryContext(t.ctx, `select o.id, o.number, s.name, sum(r.wanted), sum(r.reserved) from order_row r
		join orders o on o.id = r.order_id join store s on s.id = o.store_id
		where r.stocked_id = $1 and r.stocked_id > 0 and o.id <> $2 and o.state in ('waiting', 'working', 'held', 'posted') and not o.shipped_all
		group by o.id, o.number, s.name, o.placed_at order by o.placed_at desc, o.id desc limit $3`, product, except, rivalsShown)
	all, err := collect(rows, err, func(r *sql.Rows) (v Rival, err error) {
		return v, r.Scan(&v.ID, &v.Number, &v.Store, &v.Wanted, &v.Reserved)
	})
	for i, j := 0, len(all)-1; i < j; i, j = i+1, j-1 {
		all[i], all[j] = all[j], all[i]
	}
	return all, err
}
