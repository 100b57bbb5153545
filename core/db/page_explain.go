package db

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

// Explain returns how the stock figures of a SKU come about, one answer for each listing that carries it, in one store or in
// all of them when store is 0. It is found through level_all, by the SKU as it is matched: trimmed, case kept.
//
// For a bundle each warehouse shows how many whole bundles it could make alone, so the parts may add up to less than the
// on-hand figure.
func (d *DB) Explain(ctx context.Context, sku string, store commerce.StoreID) ([]view.Explanation, error) {
	var w where
	w.add("v.sku = ?", commerce.TrimSKU(sku))
	if store != 0 {
		w.add("v.store_id = ?", store)
	}
	rows, err := d.reader.QueryContext(ctx, `select `+levelRowColumns+` from level v`+levelJoins+w.String()+
		` order by s.name_key, v.product_id, v.variant_id`, w.args...)
	levels, err := collect(rows, err, scanLevelRow)
	if err != nil {
		return nil, fmt.Errorf("explain a stock figure: %w", err)
	}
	out := make([]view.Explanation, 0, len(levels))
	if len(levels) == 0 {
		return out, nil
	}
	if err := d.addRules(ctx, levels); err != nil {
		return nil, fmt.Errorf("explain a stock figure: %w", err)
	}
	rules, err := d.StockRulesOf(ctx, []string{commerce.TrimSKU(sku)})
	if err != nil {
		return nil, err
	}
	names, err := d.warehouseNames(ctx)
	if err != nil {
		return nil, err
	}
	chosen, err := d.warehousesOf(ctx)
	if err != nil {
		return nil, err
	}
	waiting := map[int64][]view.PendingUnits{} // stores that list a product share its orders
	for _, level := range levels {
		e := view.Explanation{LevelRow: level, Rule: RuleFor(rules, level.StoreID, level.SKU)}
		if e.Past, err = d.past(ctx, level.Key()); err != nil {
			return nil, fmt.Errorf("explain a stock figure: %w", err)
		}
		if e.Ahead, e.NextLook, err = d.queued(ctx, level.Key()); err != nil {
			return nil, fmt.Errorf("explain a stock figure: %w", err)
		}
		if e.Warehouses, err = d.unitsByWarehouse(ctx, level, names, chosen[level.StoreID]); err != nil {
			return nil, fmt.Errorf("explain a stock figure: %w", err)
		}
		orders, known := waiting[level.ProductID]
		if !known {
			if orders, err = d.pendingOrders(ctx, level.ProductID); err != nil {
				return nil, fmt.Errorf("explain a stock figure: %w", err)
			}
			waiting[level.ProductID] = orders
		}
		e.Orders = orders
		if e.History, err = d.history(ctx, fmt.Sprintf("sku:%d:%s", level.StoreID, level.SKU), "stock:"+level.SKU, fmt.Sprintf("stock:%d", level.StoreID)); err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// How much of a figure's past is shown.
const (
	pastSpan = 30 * 24 * time.Hour
	pastMost = 500
)

// past returns what a figure was, oldest first.
func (d *DB) past(ctx context.Context, at view.LevelKey) ([]view.LevelMoment, error) {
	rows, err := d.reader.QueryContext(ctx, `select at, event, on_hand, pending, buffer, cap, stop, wanted, published, listed, state from level_past
		where store_id = $1 and product_id = $2 and variant_id = $3 and at > $4 order by at desc limit $5`,
		at.Store, at.ProductID, at.VariantID, millis(d.Now().Add(-pastSpan)), pastMost)
	all, err := collect(rows, err, func(r *sql.Rows) (m view.LevelMoment, err error) {
		return m, r.Scan(moment{&m.At}, &m.Event, &m.Terms.OnHand, &m.Terms.Pending, &m.Terms.Buffer, &m.Terms.Cap, &m.Terms.Stop, &m.Wanted,
			&m.Published, &m.Listed, &m.State)
	})
	slices.Reverse(all)
	return all, err
}

// queued tells how many of the store's writes go before a figure that is due, and when the patrol reads it back.
func (d *DB) queued(ctx context.Context, at view.LevelKey) (ahead int, look time.Time, err error) {
	var due bool
	var priority, risk, changed int64
	if _, err := found(d.reader.QueryRowContext(ctx, `select state = 'due', priority, risk, changed_at, patrol_at from level
		where store_id = $1 and product_id = $2 and variant_id = $3`, at.Store, at.ProductID, at.VariantID).Scan(&due, &priority, &risk, &changed, moment{&look})); err != nil || !due {
		return 0, look, err
	}
	return ahead, look, d.reader.QueryRowContext(ctx, `select count(*) from level where store_id = $1 and state = 'due' and (priority < $2
		or priority = $2 and risk > $3 or priority = $2 and risk = $3 and changed_at < $4)`, at.Store, priority, risk, changed).Scan(&ahead)
}

// unitsByWarehouse lists the warehouses that hold the product or count for the store, those that count first.
func (d *DB) unitsByWarehouse(ctx context.Context, level view.LevelRow, names map[int64]string, counts map[int64]bool) ([]view.WarehouseUnits, error) {
	parts := []commerce.Component{{ProductID: level.ProductID, Quantity: 1}}
	if level.Bundle {
		product, ok, err := d.ProductByID(ctx, level.ProductID)
		if err != nil {
			return nil, err
		}
		if ok {
			parts = product.Components
		}
	}
	var ids []int64
	for _, p := range parts {
		ids = append(ids, p.ProductID)
	}
	stock, err := d.StockOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	units := map[int64]*view.WarehouseUnits{}
	at := func(id int64) *view.WarehouseUnits {
		if units[id] == nil {
			units[id] = &view.WarehouseUnits{WarehouseID: id, Name: names[id], Counts: counts[id]}
			if units[id].Name == "" {
				units[id].Name = fmt.Sprintf("Warehouse %d", id)
			}
		}
		return units[id]
	}
	for id := range counts {
		at(id)
	}
	for _, rows := range stock {
		for _, s := range rows {
			if s.WarehouseID == 0 {
				continue // the mark of the last reading
			}
			u := at(s.WarehouseID)
			if u.At.IsZero() || s.At.Before(u.At) {
				u.At = s.At
			}
			if !level.Bundle {
				u.InStock, u.Allocated, u.OnHand = s.InStock, s.Allocated, s.OnHand
			}
		}
	}
	if level.Bundle {
		tracked, err := d.tracked(ctx, ids)
		if err != nil {
			return nil, err
		}
		for id, u := range units {
			u.OnHand = commerce.BundleOnHand(parts, func(product int64) (int64, bool) {
				for _, s := range stock[product] {
					if s.WarehouseID == id {
						return s.OnHand, tracked[product]
					}
				}
				return 0, tracked[product]
			})
		}
	}
	out := make([]view.WarehouseUnits, 0, len(units))
	for _, id := range slices.Sorted(maps.Keys(units)) {
		out = append(out, *units[id])
	}
	slices.SortStableFunc(out, func(a, b view.WarehouseUnits) int {
		if a.Counts != b.Counts {
			if a.Counts {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.WarehouseID, b.WarehouseID)
	})
	return out, nil
}

// tracked tells which of the products Brightpearl keeps stock of.
func (d *DB) tracked(ctx context.Context, ids []int64) (map[int64]bool, error) {
	out := map[int64]bool{}
	for _, id := range ids {
		p, ok, err := d.ProductByID(ctx, id)
		if err != nil {
			return nil, err
		}
		out[id] = ok && p.StockTracked
	}
	return out, nil
}

// pendingOrders lists the orders of any store whose units of a product Brightpearl has not reserved yet, oldest first, those that ask
// for it as a part of a bundle too. It walks the partial index order_row_pending.
func (d *DB) pendingOrders(ctx context.Context, product int64) ([]view.PendingUnits, error) {
	bundles, err := d.BundlesOf(ctx, product)
	if err != nil {
		return nil, err
	}
	each := map[int64]int64{product: 1} // units of the product in one of these
	for _, b := range bundles {
		for _, c := range b.Components {
			if c.ProductID == product {
				each[b.ID] += c.Quantity
			}
		}
	}
	var out []view.PendingUnits
	at := map[commerce.OrderID]int{}
	for _, id := range slices.Sorted(maps.Keys(each)) {
		rows, err := d.reader.QueryContext(ctx, `select o.id, o.number, s.name, sum(r.wanted - r.reserved), o.state
			from order_row r join orders o on o.id = r.order_id join store s on s.id = o.store_id
			where r.stocked_id = $1 and not r.settled and (o.state in `+openOrderStates+` or o.state = 'posted' and not o.shipped_all)
			group by o.id, o.number, s.name, o.state, o.placed_at having sum(r.wanted - r.reserved) > 0 order by o.placed_at, o.id`, id)
		found, err := collect(rows, err, func(r *sql.Rows) (view.PendingUnits, error) {
			var p view.PendingUnits
			return p, r.Scan(&p.OrderID, &p.Number, &p.Store, &p.Units, &p.State)
		})
		if err != nil {
			return nil, err
		}
		for _, p := range found {
			p.Units *= each[id]
			if i, ok := at[p.OrderID]; ok {
				out[i].Units += p.Units
				continue
			}
			at[p.OrderID] = len(out)
			out = append(out, p)
		}
	}
	return out, nil
}

// named is one entry of the lists that Brightpearl offers to choose from.
type named struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// OptionNames returns one list of the account's options by id. A list that cannot be read leaves names out, nothing more:
// the document is Brightpearl's, and no figure depends on it.
func (d *DB) OptionNames(ctx context.Context, list string) (map[int64]string, error) {
	document, _, err := d.AccountOptions(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the account's options: %w", err)
	}
	out := map[int64]string{}
	var lists map[string]json.RawMessage
	if json.Unmarshal([]byte(document), &lists) != nil {
		return out, nil
	}
	var entries []json.RawMessage
	if json.Unmarshal(lists[list], &entries) != nil {
		return out, nil
	}
	for _, raw := range entries {
		var n named
		if json.Unmarshal(raw, &n) == nil && n.ID != 0 {
			out[n.ID] = n.Name
		}
	}
	return out, nil
}

// Warehouses are the account's warehouses by id.
func (d *DB) Warehouses(ctx context.Context) (map[int64]string, error) { return d.warehouseNames(ctx) }

func (d *DB) warehouseNames(ctx context.Context) (map[int64]string, error) {
	return d.OptionNames(ctx, "warehouses")
}
