package db

import (
	"context"
	"database/sql"
	"fmt"

	"stockbridge/core/commerce"
)

// ImportListing is a listing whose code no Brightpearl product has.
type ImportListing struct {
	SKU       string // trimmed
	Store     string // its name
	ProductID int64
	VariantID int64  // 0 for a product without variants
	Name      string // with its variant
	GTIN      string
	Price     commerce.Pence
	// Doubted: some listing of any store carries the same code, and it stands twice there or is probably another product's. Then
	// nobody can say yet whether Brightpearl misses it.
	Doubted  bool
	storeKey string
}

// importPage is how many listings are read at once.
const importPage = 1000

// ImportListings hands the listings of one store, or of all for 0, whose codes Brightpearl lacks to visit, by SKU and then by
// the stores' names. It holds importPage of them at a time, and no transaction while visit runs: what a page has passed is not
// seen when it changes. The first error of visit ends it.
func (d *DB) ImportListings(ctx context.Context, store commerce.StoreID, visit func(ImportListing) error) error {
	var after ImportListing
	for {
		query, args := importQuery(store, after)
		rows, err := d.reader.QueryContext(ctx, query, args...)
		page, err := collect(rows, err, scanImport)
		if err != nil {
			return fmt.Errorf("read the listings that Brightpearl lacks: %w", err)
		}
		for _, l := range page {
			if err := visit(l); err != nil {
				return err
			}
		}
		if len(page) < importPage {
			return nil
		}
		after = page[len(page)-1]
	}
}

// importQuery walks sku_link_state_sku, for one store sku_link_list; the joins are crossed so that SQLite begins there. A SKU
// that is not empty comes after the zero listing.
func importQuery(store commerce.StoreID, after ImportListing) (string, []any) {
	var w where
	w.add("l.state = ?", string(commerce.EKMOnly))
	if store != 0 {
		w.add("l.store_id = ?", store)
	}
	w.add("l.sku >= ?", after.SKU)
	w.add("(l.sku, s.name_key, l.product_id, l.variant_id) > (?, ?, ?, ?)", after.SKU, after.storeKey, after.ProductID, after.VariantID)
	w.add("s.id = l.store_id and n.store_id = l.store_id and n.product_id = l.product_id and n.variant_id = l.variant_id")
	return `select l.sku, s.name, s.name_key, l.product_id, l.variant_id, n.name, n.choice, n.gtin, n.price,
			exists (select 1 from sku_link o where o.state in ('near_match', 'duplicate') and o.sku = l.sku)
		from sku_link l cross join store s cross join listing n` + w.String() +
		fmt.Sprintf(` order by l.sku, s.name_key, l.product_id, l.variant_id limit %d`, importPage), w.args
}

func scanImport(r *sql.Rows) (ImportListing, error) {
	var l ImportListing
	var choice string
	err := r.Scan(&l.SKU, &l.Store, &l.storeKey, &l.ProductID, &l.VariantID, &l.Name, &choice, &l.GTIN, &l.Price, &l.Doubted)
	l.Name = withChoice(l.Name, choice)
	return l, err
}
