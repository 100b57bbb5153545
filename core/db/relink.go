package db

import (
	"context"
	"database/sql"
	"iter"
	"slices"
	"strings"

	"stockbridge/core/commerce"
)

// Recoded is one thing that changed in a catalogue since the links were decided: a code of a store's listings (or of products, store
// 0), a folded code or a barcode of products, a product. Field "all" asks for everything to be decided again.
type Recoded struct {
	Store commerce.StoreID
	Field string // code, loose, barcode, product, all
	Value string
	Times int64 // it was noted
}

// Recoded returns up to limit changes; the triggers of both catalogues note them.
func (d *DB) Recoded(ctx context.Context, limit int) ([]Recoded, error) {
	rows, err := d.reader.QueryContext(ctx, `select store_id, field, value, times from relink limit $1`, limit)
	return collect(rows, err, func(r *sql.Rows) (c Recoded, err error) { return c, r.Scan(&c.Store, &c.Field, &c.Value, &c.Times) })
}

// Relink asks for the listings with a code to be decided again, for all of the store's when the code is empty.
func (t *Tx) Relink(store commerce.StoreID, sku string) error {
	field := "code"
	if sku = commerce.TrimSKU(sku); sku == "" {
		field = "all"
	}
	return t.recode(store, field, sku)
}

func (t *Tx) recode(store commerce.StoreID, field, value string) error {
	return t.run(`insert into relink (store_id, field, value) values ($1, $2, $3)
		on conflict (store_id, field, value) do update set times = relink.times + 1`, store, field, value)
}

// Relinked forgets changes that were followed, unless they were noted again meanwhile.
func (t *Tx) Relinked(done []Recoded) error {
	for _, c := range done {
		if err := t.run(`delete from relink where store_id = $1 and field = $2 and value = $3 and times = $4`, c.Store, c.Field, c.Value, c.Times); err != nil {
			return err
		}
	}
	return nil
}

// EachListing walks a store's listings by id, without holding all of them.
func (d *DB) EachListing(ctx context.Context, store commerce.StoreID) iter.Seq2[Listing, error] {
	return stream(ctx, d, `select `+listingColumns+` from listing where store_id = $1 order by product_id, variant_id`, scanListing, store)
}

// EachProduct walks Brightpearl's products by id, without holding all of them. Components are left out.
func (d *DB) EachProduct(ctx context.Context) iter.Seq2[Product, error] {
	return stream(ctx, d, `select id, sku, name, barcode, stock_tracked, status, bundle, '' from product order by id`, scanProduct)
}

func stream[T any](ctx context.Context, d *DB, query string, scan func(*sql.Rows) (T, error), args ...any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		rows, err := d.reader.QueryContext(ctx, query, args...)
		if err != nil {
			yield(none, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			v, err := scan(rows)
			if !yield(v, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(none, err)
		}
	}
}

// ListingsByCodes returns a store's listings with one of the codes, trimmed.
func (d *DB) ListingsByCodes(ctx context.Context, store commerce.StoreID, codes []string) ([]Listing, error) {
	return d.listingsBy(ctx, store, "sku_key", codes)
}

// CodesNear returns the codes of a store's listings that may look like products with one of the folded codes or barcodes.
func (d *DB) CodesNear(ctx context.Context, store commerce.StoreID, loose, barcodes []string) ([]string, error) {
	var out []string
	for _, by := range []struct {
		column string
		values []string
	}{{"loose", loose}, {"gtin", barcodes}, {"sku_key", barcodes}} {
		found, err := d.listingsBy(ctx, store, by.column, by.values)
		if err != nil {
			return nil, err
		}
		for _, l := range found {
			out = append(out, commerce.TrimSKU(l.SKU))
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

func (d *DB) listingsBy(ctx context.Context, store commerce.StoreID, column string, values []string) ([]Listing, error) {
	return inChunks(values, func(chunk []string) ([]Listing, error) {
		var w where
		if column == "gtin" {
			w.add("store_id + 0 = ?", store) // the index of barcodes is of all stores
		} else {
			w.add("store_id = ?", store)
		}
		w.in(column, chunk)
		rows, err := d.reader.QueryContext(ctx, `select `+listingColumns+` from listing`+w.String(), w.args...)
		return collect(rows, err, scanListing)
	})
}

// ProductsNear returns the products with one of the codes, folded codes or barcodes, each once.
func (d *DB) ProductsNear(ctx context.Context, codes, loose, barcodes []string) ([]Product, error) {
	seen := map[int64]bool{}
	var out []Product
	for _, by := range []struct {
		column string
		values []string
	}{{"sku_key", codes}, {"loose", loose}, {"barcode", barcodes}} {
		found, err := inChunks(by.values, func(chunk []string) ([]Product, error) {
			var w where
			w.in(by.column, chunk)
			rows, err := d.reader.QueryContext(ctx, `select `+productColumns+` from product`+w.String(), w.args...)
			return collect(rows, err, scanProduct)
		})
		if err != nil {
			return nil, err
		}
		for _, p := range found {
			if !seen[p.ID] {
				seen[p.ID] = true
				out = append(out, p)
			}
		}
	}
	slices.SortFunc(out, func(a, b Product) int { return int(min(max(a.ID-b.ID, -1), 1)) })
	return out, nil
}

// ProductsByIDs returns the products with the ids, in no order.
func (d *DB) ProductsByIDs(ctx context.Context, ids []int64) ([]Product, error) {
	return inChunks(ids, func(chunk []int64) ([]Product, error) {
		var w where
		rows, err := d.reader.QueryContext(ctx, `select `+productColumns+` from product where id in (`+w.marks(chunk)+`)`, w.args...)
		return collect(rows, err, scanProduct)
	})
}

// LinksByCodes returns a store's links of listings with one of the codes.
func (d *DB) LinksByCodes(ctx context.Context, store commerce.StoreID, codes []string) ([]Link, error) {
	return inChunks(codes, func(chunk []string) ([]Link, error) {
		var w where
		w.add("store_id = ?", store)
		w.add("product_only = 0")
		w.in("sku", chunk)
		rows, err := d.reader.QueryContext(ctx, `select `+linkColumns+` from sku_link`+w.String(), w.args...)
		return collect(rows, err, scanLink)
	})
}

// LinksOfProducts returns a store's matched and bundled links of the products.
func (d *DB) LinksOfProducts(ctx context.Context, store commerce.StoreID, products []int64) ([]Link, error) {
	return inChunks(products, func(chunk []int64) ([]Link, error) {
		var w where
		w.add("store_id + 0 = ?", store) // the links are found by the product
		w.parts = append(w.parts, "product_only = 0", "state in ('matched', 'bundle')", "bp_product_id in ("+w.marks(chunk)+")")
		rows, err := d.reader.QueryContext(ctx, `select `+linkColumns+` from sku_link`+w.String(), w.args...)
		return collect(rows, err, scanLink)
	})
}

// EachLink walks a store's links.
func (d *DB) EachLink(ctx context.Context, store commerce.StoreID) iter.Seq2[Link, error] {
	return stream(ctx, d, `select `+linkColumns+` from sku_link where store_id = $1`, scanLink, store)
}

// ListedProducts tells which of the products some listing of the store means or looks like, or shares the SKU with, and which stand
// in the store's report as not listed.
func (d *DB) ListedProducts(ctx context.Context, store commerce.StoreID, products []int64) (listed, only map[int64]bool, err error) {
	listed, only = map[int64]bool{}, map[int64]bool{}
	mark := func(into map[int64]bool, query string) error {
		ids, err := inChunks(products, func(chunk []int64) ([]int64, error) {
			var w where
			store := w.arg(store)
			rows, err := d.reader.QueryContext(ctx, strings.NewReplacer("$store", store, "$ids", w.marks(chunk)).Replace(query), w.args...)
			return collect(rows, err, scanID)
		})
		for _, id := range ids {
			into[id] = true
		}
		return err
	}
	for _, q := range []struct {
		into  map[int64]bool
		query string
	}{
		// A product has few links, a store has many: the links are found by the product.
		{listed, `select bp_product_id from sku_link where store_id + 0 = $store and product_only = 0 and bp_product_id in ($ids)`},
		{listed, `select suggestion_id from sku_link where store_id + 0 = $store and suggestion_id > 0 and suggestion_id in ($ids)`},
		{listed, `select p.id from product p where p.id in ($ids) and exists (select 1 from listing l where l.store_id = $store and l.sku_key = p.sku_key)`},
		{only, `select product_only from sku_link where store_id + 0 = $store and product_only > 0 and product_only in ($ids)`},
	} {
		if err := mark(q.into, q.query); err != nil {
			return nil, nil, err
		}
	}
	return listed, only, nil
}

// RefreshLoose folds every code again whose stored folding is not that of this program, in parts of a thousand.
func (d *DB) RefreshLoose(ctx context.Context) error {
	type fold struct {
		l     Listing
		id    int64
		loose string
	}
	for _, table := range []struct{ read, write string }{
		{`select store_id, product_id, variant_id, 0, sku_key, loose from listing`, `update listing set loose = $1 where store_id = $2 and product_id = $3 and variant_id = $4`},
		{`select 0, id, 0, 0, sku_key, loose from product`, `update product set loose = $1 where $2 = 0 and id = $3 and $4 = 0`},
	} {
		var stale []fold
		for f, err := range stream(ctx, d, table.read, func(r *sql.Rows) (f fold, err error) {
			var key string
			err = r.Scan(&f.l.Store, &f.l.ProductID, &f.l.VariantID, &f.id, &key, &f.loose)
			if now := commerce.LooseSKU(key); now != f.loose {
				f.loose, f.id = now, 1
			}
			return f, err
		}) {
			if err != nil {
				return err
			}
			if f.id == 1 {
				stale = append(stale, f)
			}
		}
		for chunk := range chunks(stale, 1000) {
			if err := d.Write(ctx, func(tx *Tx) error {
				for _, f := range chunk {
					if err := tx.run(table.write, f.loose, int64(f.l.Store), f.l.ProductID, f.l.VariantID); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

// marks adds ids as arguments and returns their marks.
func (w *where) marks(ids []int64) string {
	marks := make([]string, len(ids))
	for i, id := range ids {
		marks[i] = w.arg(id)
	}
	return strings.Join(marks, ", ")
}

// inChunks asks in parts, since an engine takes a limited number of arguments.
func inChunks[K, V any](all []K, ask func([]K) ([]V, error)) ([]V, error) {
	var out []V
	for chunk := range chunks(all, 400) {
		part, err := ask(chunk)
		if err != nil {
			return nil, err
		}
		out = append(out, part...)
	}
	return out, nil
}
