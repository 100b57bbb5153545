package db

import (
	"context"
	"database/sql"
	"strings"
	"time"
)

// Stock is one product's units in one warehouse.
type Stock struct {
	ProductID   int64
	WarehouseID int64
	InStock     int64
	Allocated   int64
	OnHand      int64
	At          time.Time
	Doubtful    bool // the newest answer left it out together with most others of the warehouse; nobody believes that yet
}

// SaveStock stores what Brightpearl said about the given products at a reading that began at the moment began. A product that
// we touched ourselves after that moment is left out: the answer does not know of it. The returned ids are those left out.
// Doubtful units are those that stay as they were, because the answer left them out in a way that nobody believes yet.
func (t *Tx) SaveStock(began time.Time, products []int64, stock []Stock, doubtful ...Stock) (stale []int64, err error) {
	touched := map[int64]bool{}
	for _, id := range products {
		var n int
		if err := t.row(`select count(*) from availability where product_id = $1 and at > $2`, id, millis(began)).Scan(&n); err != nil {
			return nil, err
		}
		if n > 0 {
			touched[id] = true
			stale = append(stale, id)
			continue
		}
		// Warehouse 0 marks that the product was asked for, so that "no row" means "never read" and nothing else.
		if err := t.run(`delete from availability where product_id = $1`, id); err != nil {
			return nil, err
		}
		if err := t.run(`insert into availability (product_id, warehouse_id, at) values ($1, 0, $2)`, id, millis(began)); err != nil {
			return nil, err
		}
	}
	for _, part := range []struct {
		stock    []Stock
		doubtful bool
	}{{stock, false}, {doubtful, true}} {
		for _, s := range part.stock {
			if touched[s.ProductID] {
				continue
			}
			if err := t.run(`insert into availability (product_id, warehouse_id, in_stock, allocated, on_hand, at, doubtful) values ($1, $2, $3, $4, $5, $6, $7)
				on conflict (product_id, warehouse_id) do update set in_stock = excluded.in_stock, allocated = excluded.allocated,
					on_hand = excluded.on_hand, at = excluded.at, doubtful = excluded.doubtful`,
				s.ProductID, s.WarehouseID, s.InStock, s.Allocated, s.OnHand, millis(began), part.doubtful); err != nil {
				return nil, err
			}
		}
	}
	return stale, nil
}

// TakeStock lowers what we believe to be on hand, because we have just reserved units. The next reading corrects it. The mark of the last
// reading moves too, so that an answer that was on its way is not believed even where nothing was on hand before.
func (t *Tx) TakeStock(productID, warehouseID, units int64) error {
	if units == 0 {
		return nil
	}
	if err := t.run(`update availability set at = $2 where product_id = $1 and warehouse_id = 0`, productID, t.now); err != nil {
		return err
	}
	return t.run(`update availability set on_hand = on_hand - $3, allocated = allocated + $3, at = $4
		where product_id = $1 and warehouse_id = $2`, productID, warehouseID, units, t.now)
}

// StockOf returns what is known of the products' units, warehouse 0 being the mark of the last reading.
func (d *DB) StockOf(ctx context.Context, products []int64) (map[int64][]Stock, error) {
	out := map[int64][]Stock{}
	for chunk := range chunks(products, 500) {
		var w where
		marks := make([]string, len(chunk))
		for i, id := range chunk {
			marks[i] = w.arg(id)
		}
		rows, err := d.reader.QueryContext(ctx, `select product_id, warehouse_id, in_stock, allocated, on_hand, at, doubtful from availability
			where product_id in (`+strings.Join(marks, ", ")+`)`, w.args...)
		stock, err := collect(rows, err, func(r *sql.Rows) (Stock, error) {
			var s Stock
			var at int64
			err := r.Scan(&s.ProductID, &s.WarehouseID, &s.InStock, &s.Allocated, &s.OnHand, &at, &s.Doubtful)
			s.At = fromMillis(at)
			return s, err
		})
		if err != nil {
			return nil, err
		}
		for _, s := range stock {
			out[s.ProductID] = append(out[s.ProductID], s)
		}
	}
	return out, nil
}

// ForgetStock makes the units of products unknown, so that they are read again before anybody believes them.
func (t *Tx) ForgetStock(products []int64) error {
	for _, id := range products {
		if err := t.run(`delete from availability where product_id = $1`, id); err != nil {
			return err
		}
	}
	return nil
}

// BelieveStock has the units of products gone that a reading left out, by a person's word.
func (t *Tx) BelieveStock(products []int64) error {
	for _, id := range products {
		if err := t.run(`delete from availability where product_id = $1 and doubtful`, id); err != nil {
			return err
		}
	}
	return nil
}

// StalestStock returns up to limit products that were read and whose turn it is: those read longest ago.
func (d *DB) StalestStock(ctx context.Context, limit int) ([]int64, error) {
	rows, err := d.reader.QueryContext(ctx, `select a.product_id from availability a where a.warehouse_id = 0
		and exists (select 1 from level l where l.bp_product_id = a.product_id) order by a.at, a.product_id limit $1`, limit)
	return collect(rows, err, scanID)
}

// UnreadStock returns up to limit products that levels depend on and whose units nobody has read yet.
func (d *DB) UnreadStock(ctx context.Context, limit int) ([]int64, error) {
	rows, err := d.reader.QueryContext(ctx, `select distinct l.bp_product_id from level l where l.rev = 0 limit $1`, limit)
	return collect(rows, err, scanID)
}
