package db

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"stockbridge/core/commerce"
)

// LinksPoll names what tells when all links of a store were last decided.
func LinksPoll(store commerce.StoreID) string { return fmt.Sprintf("links/%d", store) }

// Meant is a product that a person chose for a code: for one listing, or (0) for every listing with it.
type Meant struct {
	SKU              string
	Listing, Variant int64
	Product          int64
}

// Meant returns what people chose for codes of a store, for all of its codes when none are named.
func (d *DB) Meant(ctx context.Context, store commerce.StoreID, skus ...string) ([]Meant, error) {
	return d.verdicts(ctx, store, "means", skus)
}

// Rejected returns the products that people will not have suggested for codes of a store, for all of its codes when none are named.
func (d *DB) Rejected(ctx context.Context, store commerce.StoreID, skus ...string) ([]Meant, error) {
	return d.verdicts(ctx, store, "not", skus)
}

func (d *DB) verdicts(ctx context.Context, store commerce.StoreID, verdict string, skus []string) ([]Meant, error) {
	read := func(chunk []string) ([]Meant, error) {
		var w where
		w.add("store_id = ?", store)
		w.add("verdict = ?", verdict)
		w.in("sku", chunk)
		rows, err := d.reader.QueryContext(ctx, `select sku, listing_id, variant_id, product_id from link_rule`+w.String(), w.args...)
		return collect(rows, err, func(r *sql.Rows) (m Meant, err error) {
			return m, r.Scan(&m.SKU, &m.Listing, &m.Variant, &m.Product)
		})
	}
	if len(skus) == 0 {
		return read(nil)
	}
	return inChunks(skus, read)
}

// DuplicateSKUs counts the codes of a store that stand twice, and names the first.
func (d *DB) DuplicateSKUs(ctx context.Context, store commerce.StoreID) (n int, first string, err error) {
	return n, first, d.reader.QueryRowContext(ctx, `select count(distinct sku), coalesce(min(sku), '') from sku_link where store_id = $1 and state = 'duplicate'`,
		store).Scan(&n, &first)
}

// ChangedProducts returns the listings whose SKU has moved to another product and whose new link nobody believes yet.
func (d *DB) ChangedProducts(ctx context.Context) ([]Link, error) {
	rows, err := d.reader.QueryContext(ctx, `select `+linkColumns+` from sku_link where state = 'changed_product'`)
	return collect(rows, err, scanLink)
}

// LinkAt is the link of one listing.
func (d *DB) LinkAt(ctx context.Context, store commerce.StoreID, p Place) (Link, bool, error) {
	rows, err := d.reader.QueryContext(ctx, `select `+linkColumns+` from sku_link where store_id = $1 and product_id = $2 and variant_id = $3 and product_only = 0`,
		store, p.ProductID, p.VariantID)
	all, err := collect(rows, err, scanLink)
	if err != nil || len(all) == 0 {
		return Link{}, false, err
	}
	return all[0], true, nil
}

// LinkSince is when a listing's link came into its state.
func (d *DB) LinkSince(ctx context.Context, store commerce.StoreID, p Place) (at time.Time, err error) {
	_, err = found(d.reader.QueryRowContext(ctx, `select since from sku_link where store_id = $1 and product_id = $2 and variant_id = $3 and product_only = 0`,
		store, p.ProductID, p.VariantID).Scan(moment{&at}))
	return at, err
}

// BeginRelinkAll forgets what changed until now and asks for everything of a store (0: of all) to be decided again, which covers it.
func (t *Tx) BeginRelinkAll(store commerce.StoreID) error {
	if store == 0 {
		if err := t.run(`delete from relink`); err != nil {
			return err
		}
	}
	return t.Relink(store, "")
}
