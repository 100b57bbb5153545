package catalog

import (
	"context"
	"fmt"
	"slices"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
)

// matchParts decides the links that changes concern, in parts.
func (d *Desk) matchParts(ctx context.Context, store commerce.StoreID, complete bool, changes []db.Recoded) error {
	var codes, loose, barcodes []string
	var products []int64
	for _, c := range changes {
		switch {
		case c.Store != 0 && c.Store != store:
		case c.Field == "code":
			codes = append(codes, c.Value)
		case c.Field == "loose" && c.Value != "":
			loose = append(loose, c.Value)
		case c.Field == "barcode" && len(c.Value) >= minBarcode:
			barcodes = append(barcodes, c.Value)
		case c.Field == "product":
			var id int64
			if _, err := fmt.Sscan(c.Value, &id); err == nil {
				products = append(products, id)
			}
		}
	}
	near, err := d.db.CodesNear(ctx, store, loose, barcodes)
	if err != nil {
		return err
	}
	codes = append(codes, near...)
	if len(codes) == 0 && len(products) == 0 {
		return nil
	}
	r, err := d.rulesOf(ctx, store)
	if err != nil {
		return err
	}
	chosen, err := d.codesMeaning(ctx, store, products, r)
	if err != nil {
		return err
	}
	codes = append(codes, chosen...)
	slices.Sort(codes)
	codes = slices.Compact(codes)
	for part := range slices.Chunk(codes, followPart) {
		touched, err := d.matchPart(ctx, store, part, r)
		if err != nil {
			return err
		}
		products = append(products, touched...)
	}
	if !complete {
		return nil // what the store lists is not known yet, so nobody can say what it does not
	}
	slices.Sort(products)
	for part := range slices.Chunk(slices.Compact(products), followPart) {
		if err := d.matchOnly(ctx, store, part); err != nil {
			return err
		}
	}
	return nil
}

// codesMeaning lists the codes of a store of which people said that they, or a listing with them, mean one of the products. Nothing about
// the product tells them.
func (d *Desk) codesMeaning(ctx context.Context, store commerce.StoreID, products []int64, r rules) (codes []string, err error) {
	changed := map[int64]bool{}
	for _, id := range products {
		changed[id] = true
	}
	for sku, product := range r.means {
		if changed[product] {
			codes = append(codes, sku)
		}
	}
	for at, product := range r.meansListing {
		if !changed[product] {
			continue
		}
		l, ok, err := d.db.Listing(ctx, store, at.product, at.variant)
		if err != nil {
			return nil, err
		}
		if ok {
			codes = append(codes, commerce.TrimSKU(l.SKU))
		}
	}
	return codes, nil
}

// matchPart decides the listings with the given codes and returns the products that their links, old and new, name or could name.
func (d *Desk) matchPart(ctx context.Context, store commerce.StoreID, codes []string, r rules) (products []int64, err error) {
	listings, err := d.db.ListingsByCodes(ctx, store, codes)
	if err != nil {
		return nil, err
	}
	known, err := d.around(ctx, codes, listings, r)
	if err != nil {
		return nil, err
	}
	for _, p := range known {
		products = append(products, p.ID)
	}
	links, err := d.db.LinksByCodes(ctx, store, codes)
	if err != nil {
		return nil, err
	}
	// A listing whose code has changed stands under its old one.
	before := map[linkKey]db.Link{}
	for _, l := range links {
		before[keyOf(l)] = l
		products = append(products, l.Product, l.SuggestionID)
	}
	var changed []db.Link
	for l := range newIndex(slices.Values(known)).around(store, slices.Values(listings), r) {
		was, had := before[keyOf(l)]
		delete(before, keyOf(l))
		if l, err = d.doubt(ctx, was, l, r); err != nil {
			return nil, err
		}
		if !had || was != l {
			changed = append(changed, l)
		}
	}
	var gone []db.Link
	for _, l := range before {
		if _, still, err := d.db.Listing(ctx, store, l.ProductID, l.VariantID); err != nil {
			return nil, err
		} else if !still {
			gone = append(gone, l)
		}
	}
	return products, d.save(ctx, store, changed, gone)
}

// around reads the products that listings with the given codes may mean or look like.
func (d *Desk) around(ctx context.Context, codes []string, listings []db.Listing, r rules) ([]db.Product, error) {
	var loose, barcodes []string
	var chosen []int64
	for _, c := range codes {
		if l := commerce.LooseSKU(c); l != "" {
			loose = append(loose, l)
		}
		if len(c) >= minBarcode {
			barcodes = append(barcodes, c)
		}
		if id := r.means[c]; id != 0 {
			chosen = append(chosen, id)
		}
	}
	for _, l := range listings {
		if len(l.GTIN) >= minBarcode {
			barcodes = append(barcodes, l.GTIN)
		}
		if id := r.meansListing[listingKey{l.ProductID, l.VariantID}]; id != 0 {
			chosen = append(chosen, id)
		}
	}
	known, err := d.db.ProductsNear(ctx, codes, loose, barcodes)
	if err != nil || len(chosen) == 0 {
		return known, err
	}
	more, err := d.db.ProductsByIDs(ctx, chosen)
	for _, p := range more {
		if !slices.ContainsFunc(known, func(k db.Product) bool { return k.ID == p.ID }) {
			known = append(known, p)
		}
	}
	return known, err
}

// matchOnly decides whether products stand in a store's report as not listed.
func (d *Desk) matchOnly(ctx context.Context, store commerce.StoreID, products []int64) error {
	listed, only, err := d.db.ListedProducts(ctx, store, products)
	if err != nil {
		return err
	}
	known, err := d.db.ProductsByIDs(ctx, products)
	if err != nil {
		return err
	}
	x := newIndex(slices.Values(known))
	var changed, gone []db.Link
	for _, id := range products {
		at, ok := x.places[id]
		var link db.Link
		if ok = ok && !listed[id]; ok {
			link, ok = x.only(store, at)
		}
		switch {
		case ok:
			changed = append(changed, link) // its SKU may be another one
		case only[id]:
			gone = append(gone, db.Link{Store: store, ProductOnly: id})
		}
	}
	return d.save(ctx, store, changed, gone)
}
