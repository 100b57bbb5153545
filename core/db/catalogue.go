package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
)

// Listing is one thing an EKM store sells: a simple product, a variant, or the parent of variants.
type Listing struct {
	Store     commerce.StoreID
	ProductID int64
	VariantID int64
	SKU       string // as EKM has it
	Name      string
	Choice    string
	GTIN      string
	Price     commerce.Pence
	Taxable   bool
	TaxRateID int64
	Live      bool
	Parent    bool
	Stock     int64
}

// SaveListings stores what a read of the catalogue saw, as part of the given scan. Batches should hold at most 1,000 rows.
func (t *Tx) SaveListings(scan int64, listings []Listing) error {
	for _, l := range listings {
		key := commerce.TrimSKU(l.SKU)
		if err := t.run(`insert into listing (store_id, product_id, variant_id, sku, sku_key, name, choice, gtin, price, taxable,
				tax_rate_id, live, parent, stock, scan, seen_at, loose)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
			on conflict (store_id, product_id, variant_id) do update set sku = excluded.sku, sku_key = excluded.sku_key,
				name = excluded.name, choice = excluded.choice, gtin = excluded.gtin, price = excluded.price,
				taxable = excluded.taxable, tax_rate_id = excluded.tax_rate_id, live = excluded.live,
				parent = excluded.parent, stock = excluded.stock, scan = excluded.scan, seen_at = excluded.seen_at, loose = excluded.loose`,
			l.Store, l.ProductID, l.VariantID, l.SKU, key, l.Name, l.Choice, l.GTIN, int64(l.Price), l.Taxable,
			l.TaxRateID, l.Live, l.Parent, l.Stock, scan, t.now, commerce.LooseSKU(key)); err != nil {
			return err
		}
	}
	return nil
}

// DropVariants removes a product's variants that a read of the whole product did not see.
func (t *Tx) DropVariants(store commerce.StoreID, productID, scan int64) error {
	return t.run(`delete from listing where store_id = $1 and product_id = $2 and scan <> $3`, store, productID, scan)
}

// EndListingScan removes what a complete read did not see any more.
func (t *Tx) EndListingScan(store commerce.StoreID, scan int64) (int64, error) {
	return t.exec(`delete from listing where store_id = $1 and scan <> $2`, store, scan)
}

// Listings returns all of a store's listings.
func (d *DB) Listings(ctx context.Context, store commerce.StoreID) ([]Listing, error) {
	rows, err := d.reader.QueryContext(ctx, `select `+listingColumns+` from listing where store_id = $1 order by product_id, variant_id`, store)
	return collect(rows, err, scanListing)
}

// Listing returns one listing.
func (d *DB) Listing(ctx context.Context, store commerce.StoreID, productID, variantID int64) (Listing, bool, error) {
	rows, err := d.reader.QueryContext(ctx, `select `+listingColumns+` from listing where store_id = $1 and product_id = $2 and variant_id = $3`, store, productID, variantID)
	all, err := collect(rows, err, scanListing)
	if err != nil || len(all) == 0 {
		return Listing{}, false, err
	}
	return all[0], true, nil
}

const listingColumns = `store_id, product_id, variant_id, sku, name, choice, gtin, price, taxable, tax_rate_id, live, parent, stock`

func scanListing(r *sql.Rows) (Listing, error) {
	var l Listing
	err := r.Scan(&l.Store, &l.ProductID, &l.VariantID, &l.SKU, &l.Name, &l.Choice, &l.GTIN, &l.Price, &l.Taxable, &l.TaxRateID,
		&l.Live, &l.Parent, &l.Stock)
	return l, err
}

// HiddenListings returns a store's listings that are not live.
func (d *DB) HiddenListings(ctx context.Context, store commerce.StoreID) (map[Place]bool, error) {
	rows, err := d.reader.QueryContext(ctx, `select product_id, variant_id from listing where store_id = $1 and not live`, store)
	out := map[Place]bool{}
	return out, each(rows, err, func(r *sql.Rows) error {
		var p Place
		err := r.Scan(&p.ProductID, &p.VariantID)
		out[p] = true
		return err
	})
}

// SetListingStock notes what a store shows now.
func (t *Tx) SetListingStock(store commerce.StoreID, productID, variantID, units int64) error {
	return t.run(`update listing set stock = $4 where store_id = $1 and product_id = $2 and variant_id = $3`, store, productID, variantID, units)
}

// Product is one Brightpearl product.
type Product struct {
	ID           int64
	SKU          string
	Name         string
	Barcode      string
	StockTracked bool
	Status       string
	Bundle       bool
	Components   []commerce.Component
}

// Live reports whether the product can be sold and stocked as far as Brightpearl says.
func (p Product) Live() bool { return strings.EqualFold(p.Status, "LIVE") || p.Status == "" }

// SaveProducts stores what a read of Brightpearl's products saw. Batches should hold at most 1,000 rows.
func (t *Tx) SaveProducts(scan int64, products []Product) error {
	for _, p := range products {
		components := ""
		if len(p.Components) > 0 {
			raw, err := json.Marshal(p.Components)
			if err != nil {
				return err
			}
			components = string(raw)
		}
		key := commerce.TrimSKU(p.SKU)
		if err := t.run(`insert into product (id, sku, sku_key, loose, name, barcode, stock_tracked, status, bundle, components, scan, seen_at)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
			on conflict (id) do update set sku = excluded.sku, sku_key = excluded.sku_key, loose = excluded.loose,
				name = excluded.name, barcode = excluded.barcode, stock_tracked = excluded.stock_tracked, status = excluded.status,
				bundle = excluded.bundle, components = case when excluded.components = '' and excluded.bundle then product.components
					else excluded.components end, scan = excluded.scan, seen_at = excluded.seen_at`,
			p.ID, p.SKU, key, commerce.LooseSKU(key), p.Name, p.Barcode, p.StockTracked, p.Status, p.Bundle, components, scan, t.now); err != nil {
			return err
		}
		if err := t.saveParts(p); err != nil {
			return err
		}
	}
	return nil
}

// saveParts notes what a bundle consists of; one whose parts were not read keeps those that it had.
func (t *Tx) saveParts(p Product) error {
	if p.Bundle && len(p.Components) == 0 {
		return nil
	}
	if err := t.run(`delete from bundle_part where bundle_id = $1`, p.ID); err != nil {
		return err
	}
	for _, c := range p.Components {
		if err := t.run(`insert into bundle_part (part_id, bundle_id) values ($1, $2) on conflict do nothing`, c.ProductID, p.ID); err != nil {
			return err
		}
	}
	return nil
}

// EndProductScan removes what a complete read did not see any more.
func (t *Tx) EndProductScan(scan int64) (int64, error) {
	return t.exec(`delete from product where scan <> $1`, scan)
}

const productColumns = `id, sku, name, barcode, stock_tracked, status, bundle, components`

func scanProduct(r *sql.Rows) (Product, error) {
	var p Product
	var components string
	if err := r.Scan(&p.ID, &p.SKU, &p.Name, &p.Barcode, &p.StockTracked, &p.Status, &p.Bundle, &components); err != nil {
		return p, err
	}
	if components != "" {
		if err := json.Unmarshal([]byte(components), &p.Components); err != nil {
			return p, fmt.Errorf("components of product %d: %w", p.ID, err)
		}
	}
	return p, nil
}

// Products returns every Brightpearl product we know, by id.
func (d *DB) Products(ctx context.Context) ([]Product, error) {
	rows, err := d.reader.QueryContext(ctx, `select `+productColumns+` from product order by id`)
	return collect(rows, err, scanProduct)
}

// Bundles returns the products that consist of others.
func (d *DB) Bundles(ctx context.Context) ([]Product, error) {
	rows, err := d.reader.QueryContext(ctx, `select `+productColumns+` from product where bundle order by id`)
	return collect(rows, err, scanProduct)
}

// BundlesOf returns the bundles that a product is a part of.
func (d *DB) BundlesOf(ctx context.Context, product int64) ([]Product, error) {
	rows, err := d.reader.QueryContext(ctx, `select `+productColumns+` from product where id in (select bundle_id from bundle_part where part_id = $1)
		order by id`, product)
	return collect(rows, err, scanProduct)
}

// ProductsBySKU returns the products whose trimmed SKU is exactly the given one.
func (d *DB) ProductsBySKU(ctx context.Context, sku string) ([]Product, error) {
	rows, err := d.reader.QueryContext(ctx, `select `+productColumns+` from product where sku_key = $1 order by id`, commerce.TrimSKU(sku))
	return collect(rows, err, scanProduct)
}

// ProductsInAnyCase returns the products whose trimmed SKU differs from the given one in capital letters at most.
func (d *DB) ProductsInAnyCase(ctx context.Context, sku string) ([]Product, error) {
	sku = commerce.TrimSKU(sku)
	rows, err := d.reader.QueryContext(ctx, `select `+productColumns+` from product where loose = $1 order by id`, commerce.LooseSKU(sku))
	all, err := collect(rows, err, scanProduct)
	return slices.DeleteFunc(all, func(p Product) bool { return !strings.EqualFold(commerce.TrimSKU(p.SKU), sku) }), err
}

// ProductByID returns one product.
func (d *DB) ProductByID(ctx context.Context, id int64) (Product, bool, error) {
	rows, err := d.reader.QueryContext(ctx, `select `+productColumns+` from product where id = $1`, id)
	all, err := collect(rows, err, scanProduct)
	if err != nil || len(all) == 0 {
		return Product{}, false, err
	}
	return all[0], true, nil
}

// Link is the outcome of matching: one row a listing, or one a product that the store does not list.
type Link struct {
	Store        commerce.StoreID
	ProductID    int64 // EKM
	VariantID    int64
	ProductOnly  int64 // Brightpearl product that has no listing
	SKU          string
	State        commerce.LinkState
	Product      int64 // Brightpearl
	SuggestionID int64
	Suggestion   string
	Kind         commerce.Likeness // of the suggestion
	Reason       string
	Was          int64 // of a changed product: the one that it was matched to before
}

// Links returns a store's links.
func (d *DB) Links(ctx context.Context, store commerce.StoreID) ([]Link, error) {
	rows, err := d.reader.QueryContext(ctx, `select `+linkColumns+` from sku_link where store_id = $1`, store)
	return collect(rows, err, scanLink)
}

const linkColumns = `store_id, product_id, variant_id, product_only, sku, state, bp_product_id, suggestion_id, suggestion, kind, reason, was_id`

func scanLink(r *sql.Rows) (l Link, err error) {
	return l, r.Scan(&l.Store, &l.ProductID, &l.VariantID, &l.ProductOnly, &l.SKU, &l.State, &l.Product, &l.SuggestionID, &l.Suggestion, &l.Kind,
		&l.Reason, &l.Was)
}

// SaveLinks stores changed links and removes gone ones.
func (t *Tx) SaveLinks(changed, gone []Link) error {
	for _, l := range gone {
		if err := t.run(`delete from sku_link where store_id = $1 and product_id = $2 and variant_id = $3 and product_only = $4`,
			l.Store, l.ProductID, l.VariantID, l.ProductOnly); err != nil {
			return err
		}
	}
	for _, l := range changed {
		if err := t.run(`insert into sku_link (store_id, product_id, variant_id, product_only, sku, state, bp_product_id, suggestion_id,
				suggestion, reason, since, kind, was_id)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
			on conflict (store_id, product_id, variant_id, product_only) do update set sku = excluded.sku,
				since = case when sku_link.state = excluded.state then sku_link.since else excluded.since end,
				state = excluded.state, bp_product_id = excluded.bp_product_id, suggestion_id = excluded.suggestion_id,
				suggestion = excluded.suggestion, reason = excluded.reason, kind = excluded.kind, was_id = excluded.was_id`,
			l.Store, l.ProductID, l.VariantID, l.ProductOnly, l.SKU, l.State, l.Product, l.SuggestionID, l.Suggestion, l.Reason, t.now, l.Kind, l.Was); err != nil {
			return err
		}
	}
	if len(changed)+len(gone) > 0 {
		t.Notify(events.Links)
	}
	return nil
}

// LinksBySKU returns the listings of a store that carry a code, with their link state, so that an order line can say
// why it is or is not tied.
func (d *DB) LinksBySKU(ctx context.Context, store commerce.StoreID, sku string) ([]Link, error) {
	rows, err := d.reader.QueryContext(ctx, `select `+linkColumns+` from sku_link where store_id = $1 and sku = $2`, store, commerce.TrimSKU(sku))
	return collect(rows, err, scanLink)
}

// IgnoredSKUs returns the codes that a person took out of the matching.
func (d *DB) IgnoredSKUs(ctx context.Context, store commerce.StoreID) (map[string]string, error) {
	rows, err := d.reader.QueryContext(ctx, `select sku, reason from ignored_sku where store_id = $1`, store)
	out := map[string]string{}
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var sku, reason string
		err := r.Scan(&sku, &reason)
		out[sku] = reason
		return struct{}{}, err
	})
	return out, err
}

// IgnoreSKU takes a code out of the matching, or back in when reason is empty.
func (t *Tx) IgnoreSKU(store commerce.StoreID, sku, reason string) error {
	if sku = commerce.TrimSKU(sku); sku == "" {
		return nil // no code is without a product already
	}
	if err := t.Relink(store, sku); err != nil {
		return err
	}
	if reason == "" {
		return t.run(`delete from ignored_sku where store_id = $1 and sku = $2`, store, sku)
	}
	return t.run(`insert into ignored_sku (store_id, sku, reason, at) values ($1, $2, $3, $4)
		on conflict (store_id, sku) do update set reason = excluded.reason`, store, sku, reason, t.now)
}

func scanID(r *sql.Rows) (int64, error) {
	var id int64
	err := r.Scan(&id)
	return id, err
}

// chunks cuts a slice into parts of at most n.
func chunks[T any](all []T, n int) func(func([]T) bool) {
	return func(yield func([]T) bool) {
		for len(all) > 0 {
			m := min(n, len(all))
			if !yield(all[:m]) {
				return
			}
			all = all[m:]
		}
	}
}
