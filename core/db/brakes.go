package db

import (
	"context"
	"database/sql"
	"fmt"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/view"
)

// Braked is one figure that the brake has stopped.
type Braked struct {
	Store     commerce.StoreID
	ProductID int64 // EKM
	VariantID int64
	Product   int64 // Brightpearl
	SKU       string
	Wanted    int64
	Terms     commerce.Terms
	Why       string // zero, wild, short, "" (moves with the rest)
}

// Place is the listing of the figure.
func (b Braked) Place() Place { return Place{b.ProductID, b.VariantID} }

// SaveBrake stores what a store's brake has stopped, in place of what it had stopped before. shown is how many SKUs the store shows
// with stock. The time of a brake that was on already stays.
func (t *Tx) SaveBrake(store commerce.StoreID, why string, shown int, stopped []Braked) error {
	t.Notify(events.Levels, events.Problems)
	if err := t.run(`delete from braked where store_id = $1`, store); err != nil {
		return err
	}
	if err := t.run(`insert into brake (store_id, at, why, shown) values ($1, $2, $3, $4)
		on conflict (store_id) do update set why = excluded.why, shown = excluded.shown`, store, t.now, why, shown); err != nil {
		return err
	}
	for _, b := range stopped {
		if err := t.run(`insert into braked (store_id, product_id, variant_id, bp_product_id, sku, wanted, on_hand, pending, buffer, cap, stop, why)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			store, b.ProductID, b.VariantID, b.Product, b.SKU, b.Wanted, b.Terms.OnHand, b.Terms.Pending, b.Terms.Buffer, b.Terms.Cap, b.Terms.Stop, b.Why); err != nil {
			return err
		}
	}
	return nil
}

// Unbrake lets go of listings that the brake had stopped, of all of the store's when none are named, and tells how many are left.
func (t *Tx) Unbrake(store commerce.StoreID, places []Place) (left int, err error) {
	t.Notify(events.Levels, events.Problems)
	if places == nil {
		err = t.run(`delete from braked where store_id = $1`, store)
	}
	for _, p := range places {
		if err = t.run(`delete from braked where store_id = $1 and product_id = $2 and variant_id = $3`, store, p.ProductID, p.VariantID); err != nil {
			break
		}
	}
	if err != nil {
		return 0, err
	}
	if err := t.row(`select count(*) from braked where store_id = $1`, store).Scan(&left); err != nil || left > 0 {
		return left, err
	}
	return 0, t.run(`delete from brake where store_id = $1`, store)
}

// Braked returns what a store's brake has stopped, by SKU.
func (d *DB) Braked(ctx context.Context, store commerce.StoreID) ([]Braked, error) {
	rows, err := d.reader.QueryContext(ctx, `select store_id, product_id, variant_id, bp_product_id, sku, wanted, on_hand, pending, buffer, cap, stop, why
		from braked where store_id = $1 order by sku, product_id, variant_id`, store)
	return collect(rows, err, func(r *sql.Rows) (b Braked, err error) {
		return b, r.Scan(&b.Store, &b.ProductID, &b.VariantID, &b.Product, &b.SKU, &b.Wanted, &b.Terms.OnHand, &b.Terms.Pending, &b.Terms.Buffer,
			&b.Terms.Cap, &b.Terms.Stop, &b.Why)
	})
}

// Brake says what tripped a store's brake; "" while it is off.
func (d *DB) Brake(ctx context.Context, store commerce.StoreID) (why string, err error) {
	_, err = found(d.reader.QueryRowContext(ctx, `select why from brake where store_id = $1`, store).Scan(&why))
	return why, err
}

// Brakes returns the brakes that are on, the oldest first.
func (d *DB) Brakes(ctx context.Context) ([]view.Brake, error) {
	rows, err := d.reader.QueryContext(ctx, `select b.store_id, s.name, s.currency, b.at, b.why, b.shown, count(*),
			coalesce(sum(case when k.wanted = 0 and coalesce(v.published, 0) > 0 then 1 else 0 end), 0),
			coalesce(sum(case when k.why = 'wild' then 1 else 0 end), 0), coalesce(sum(case when k.why = 'short' then 1 else 0 end), 0),
			coalesce(sum(case when k.wanted > v.published then k.wanted - v.published else 0 end), 0),
			coalesce(sum(case when k.wanted < v.published then v.published - k.wanted else 0 end), 0),
			coalesce(sum(case when k.wanted < v.published then (v.published - k.wanted) * v.price else 0 end), 0),
			coalesce((select p.text from problem p where p.key = 'brake/' || b.store_id), '')
		from brake b join store s on s.id = b.store_id join braked k on k.store_id = b.store_id
			left join level v on v.store_id = k.store_id and v.product_id = k.product_id and v.variant_id = k.variant_id
		where not s.removed group by b.store_id, s.name, s.currency, b.at, b.why, b.shown order by b.at, b.store_id`)
	return collect(rows, err, func(r *sql.Rows) (b view.Brake, err error) {
		return b, r.Scan(&b.StoreID, &b.Store, &b.Currency, moment{&b.At}, &b.Why, &b.Shown, &b.SKUs, &b.Zeroed, &b.Wild, &b.Short, &b.UnitsUp,
			&b.UnitsOff, &b.Money, &b.Text)
	})
}

// brakedList walks braked_sku.
var brakedList = list[view.BrakedRow]{
	table:   "braked b",
	key:     []string{"b.store_id", "b.product_id", "b.variant_id"},
	natural: []string{"b.sku", "b.product_id", "b.variant_id"},
	sorts: map[string][]string{
		"sku": {"b.sku"}, "name": {"lower(coalesce(n.name, ''))"}, "shows": {"coalesce(v.published, 0)"}, "would": {"b.wanted"},
		"change": {"b.wanted - coalesce(v.published, 0)"},
	},
	joined: []string{"name", "shows", "change"},
	joins: ` left join level v on v.store_id = b.store_id and v.product_id = b.product_id and v.variant_id = b.variant_id
		left join listing n on n.store_id = b.store_id and n.product_id = b.product_id and n.variant_id = b.variant_id`,
	columns: `b.store_id, b.product_id, b.variant_id, b.sku, coalesce(n.name, ''), coalesce(n.choice, ''), coalesce(v.listed, v.published, 0), b.wanted,
		b.on_hand, b.pending, b.buffer, b.cap, b.stop, b.why, coalesce(n.price, 0)`,
	scan: func(r *sql.Rows) (b view.BrakedRow, err error) {
		var choice string
		err = r.Scan(&b.Store, &b.ProductID, &b.VariantID, &b.SKU, &b.Name, &choice, &b.Shows, &b.Would, &b.Terms.OnHand, &b.Terms.Pending,
			&b.Terms.Buffer, &b.Terms.Cap, &b.Terms.Stop, &b.Why, &b.Price)
		b.Name = withChoice(b.Name, choice)
		return b, err
	},
	cursor: func(b view.BrakedRow) []any { return []any{b.SKU, b.ProductID, b.VariantID} },
}

// BrakedPage reads one part of what a store's brake has stopped. Sort keys: sku, name, shows, would, change.
func (d *DB) BrakedPage(ctx context.Context, store commerce.StoreID, win view.Window) (view.Page[view.BrakedRow], error) {
	var w where
	w.add("b.store_id = ?", store)
	page, err := brakedList.read(ctx, d, w, win, shortcut{})
	if err != nil {
		err = fmt.Errorf("read what the brake stopped: %w", err)
	}
	return page, err
}
