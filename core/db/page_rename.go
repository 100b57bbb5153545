package db

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

// LinkKinds counts the suggestions of a store (0: of all) by what they are alike in.
func (d *DB) LinkKinds(ctx context.Context, store commerce.StoreID) (map[commerce.Likeness]int, error) {
	var w where
	w.add("kind <> ''")
	w.add("state = ?", string(commerce.NearMatch))
	if store != 0 {
		w.add("store_id = ?", store)
	}
	rows, err := d.reader.QueryContext(ctx, `select kind, count(*) from sku_link`+w.String()+` group by kind`, w.args...)
	out := map[commerce.Likeness]int{}
	return out, each(rows, err, func(r *sql.Rows) error {
		var kind commerce.Likeness
		var n int
		err := r.Scan(&kind, &n)
		out[kind] = n
		return err
	})
}

// suggestionsShown is how many examples a preview names.
const suggestionsShown = 5

// SuggestionsOf tells what accepting every suggestion of a kind would do, in one store or (0) in all.
func (d *DB) SuggestionsOf(ctx context.Context, store commerce.StoreID, kind commerce.Likeness) (view.Suggestions, error) {
	out := view.Suggestions{Kind: kind, Store: store}
	f := view.Filter{Store: store, Tab: string(commerce.NearMatch), Code: string(kind)}
	page, err := d.LinkPage(ctx, f, view.Window{Limit: suggestionsShown})
	if err != nil {
		return out, err
	}
	out.Codes, out.Examples = page.Total, page.Rows
	var w where
	w.add("l.state = ?", string(commerce.NearMatch))
	w.add("l.kind = ?", string(kind))
	if store != 0 {
		w.add("l.store_id = ?", store)
	}
	return out, d.reader.QueryRowContext(ctx, `select count(distinct l.store_id), coalesce(sum((select coalesce(sum(a.n), 0) from asked_tally a
		where a.store_id = l.store_id and a.sku = l.sku)), 0) from sku_link l`+w.String(), w.args...).Scan(&out.Stores, &out.Orders)
}

// renameShown bounds each list of a rename's impact.
const renameShown = 200

// RenameImpact tells what giving the listings with a code another one would touch. Nothing is renamed.
func (d *DB) RenameImpact(ctx context.Context, from, to string) (view.RenameImpact, error) {
	out := view.RenameImpact{From: commerce.TrimSKU(from), To: commerce.TrimSKU(to), Possible: commerce.PossibleSKU(commerce.TrimSKU(to))}
	links := func(condition string, args ...any) ([]view.LinkRow, error) {
		var w where
		w.add("l.product_only = 0")
		w.add(condition, args...)
		page, err := linkList.read(ctx, d, w, view.Window{Limit: renameShown}, shortcut{})
		rows := make([]view.LinkRow, len(page.Rows))
		for i, e := range page.Rows {
			rows[i] = e.LinkRow
		}
		return rows, err
	}
	var err error
	if out.Listings, err = links("l.sku = ?", out.From); err != nil {
		return out, fmt.Errorf("look at a rename: %w", err)
	}
	if out.Taken, err = links("l.sku = ?", out.To); err != nil {
		return out, fmt.Errorf("look at a rename: %w", err)
	}
	products, err := d.ProductsBySKU(ctx, out.To)
	if err != nil {
		return out, err
	}
	old, err := d.ProductsBySKU(ctx, out.From)
	if err != nil {
		return out, err
	}
	if out.Products = len(products); len(products) == 1 {
		out.ProductID, out.Product = products[0].ID, products[0].SKU
	}
	if out.NearMatches, err = links("l.suggestion in (?, ?)", out.From, out.To); err != nil {
		return out, fmt.Errorf("look at a rename: %w", err)
	}
	if err := d.reader.QueryRowContext(ctx, `select count(distinct o.id), count(*) from order_row r join orders o on o.id = r.order_id
		where o.state in `+openOrderStates+` and r.kind = 'goods' and trim(r.sku) = $1`, out.From).Scan(&out.OpenOrders, &out.OpenLines); err != nil {
		return out, fmt.Errorf("look at a rename: %w", err)
	}
	var ids []int64
	for _, p := range old {
		ids = append(ids, p.ID)
	}
	stock, err := d.StockOf(ctx, ids)
	if err != nil {
		return out, err
	}
	for _, rows := range stock {
		for _, s := range rows {
			out.Reserved += s.Allocated
		}
	}
	out.Problem, out.Safer = renameWords(out, len(old))
	return out, nil
}

// renameWords says what speaks against a new code, and on which side of the two it is safer to make the change.
func renameWords(r view.RenameImpact, owners int) (problem, safer string) {
	twice := slices.IndexFunc(r.Taken, func(t view.LinkRow) bool {
		return slices.ContainsFunc(r.Listings, func(l view.LinkRow) bool { return l.StoreID == t.StoreID })
	})
	switch {
	case r.To == "":
		problem = "The new code is empty."
	case r.From == r.To:
		problem = "The new code is the old one."
	case !r.Possible:
		problem = fmt.Sprintf("Brightpearl cannot hold the code: it takes letters, digits, spaces and - _ / only, at most %d characters.", commerce.MaxSKU)
	case r.Products > 1:
		problem = fmt.Sprintf("%d Brightpearl products carry the new code already, so it would be a duplicate.", r.Products)
	case twice >= 0:
		problem = fmt.Sprintf("A listing of %s carries the new code already, so the two would be duplicates there.", r.Taken[twice].Store)
	}
	switch {
	case owners > 0 && r.Products == 0:
		safer = "Rename in EKM and in Brightpearl: a product carries the old code today. Do EKM first; until Brightpearl follows, stock stays as it is shown."
	case r.Products == 1 && owners == 0:
		safer = "Rename in EKM: the product has the new code already, and no order or purchase in Brightpearl is touched."
	case r.Products == 1:
		safer = "Rename in EKM: both codes exist in Brightpearl, so the listing moves from one product to the other. Check that the goods are the same."
	default:
		safer = "Rename in EKM: Brightpearl knows neither code yet."
	}
	return problem, safer
}
