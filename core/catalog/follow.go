package catalog

import (
	"context"
	"fmt"
	"slices"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
)

const (
	// followMost is how many changes are followed one by one; of more, everything is decided again, which is cheaper.
	followMost = 20_000
	// followPart is how many of them are decided together.
	followPart = 500
	saved      = 1000 // links in one transaction
	// newsMost is how many listings Linked is told of one by one.
	newsMost = 5000
)

// follow decides the links again that changes of either catalogue, or a person's word, concern. The changes are noted in the
// database with what they change, so none is lost when the program ends here. Until Brightpearl's products were read once there is
// nothing to decide; a store whose listings are still being read is decided as far as they are known.
func (d *Desk) follow(ctx context.Context) error {
	d.linking.Lock()
	defer d.linking.Unlock()
	if ready, err := d.Ready(ctx); err != nil || !ready {
		return err
	}
	changes, err := d.db.Recoded(ctx, followMost+1)
	if err != nil {
		return err
	}
	stores, err := d.db.Stores(ctx)
	if err != nil {
		return err
	}
	everything := len(changes) > followMost
	all := map[commerce.StoreID]bool{}
	for _, c := range changes {
		if c.Field == "all" {
			everything = everything || c.Store == 0
			all[c.Store] = true
		}
	}
	if everything {
		if err := d.db.RefreshLoose(ctx); err != nil {
			return err
		}
		if err := d.db.Write(ctx, func(tx *db.Tx) error { return tx.BeginRelinkAll(0) }); err != nil {
			return err
		}
		changes = []db.Recoded{{Field: "all", Times: 1}}
	}
	for _, s := range stores {
		complete, first, err := d.linked(ctx, s.ID)
		switch {
		case err != nil:
			return err
		case complete && (first || everything || all[s.ID]):
			err = d.matchAll(ctx, s.ID)
		default:
			err = d.matchParts(ctx, s.ID, complete, changes)
		}
		if err != nil {
			return err
		}
		if complete || len(d.news[s.ID]) > 0 {
			if err := d.tell(ctx, s.ID); err != nil {
				return err
			}
		}
	}
	for part := range slices.Chunk(changes, saved) {
		if err := d.db.Write(ctx, func(tx *db.Tx) error { return tx.Relinked(part) }); err != nil {
			return err
		}
	}
	return nil
}

// linked tells whether a store's listings were read completely once, and whether its links were never decided as a whole since.
func (d *Desk) linked(ctx context.Context, store commerce.StoreID) (complete, first bool, err error) {
	read, err := d.db.Poll(ctx, db.ListingsPoll(store))
	if err != nil || read.FullAt.IsZero() {
		return false, false, err
	}
	links, err := d.db.Poll(ctx, db.LinksPoll(store))
	return true, links.FullAt.IsZero(), err
}

// rulesOf reads what people decided about a store's codes.
func (d *Desk) rulesOf(ctx context.Context, store commerce.StoreID) (rules, error) {
	r := rules{means: map[string]int64{}, meansListing: map[listingKey]int64{}, rejected: map[rejection]bool{}}
	var err error
	if r.ignored, err = d.db.IgnoredSKUs(ctx, store); err != nil {
		return r, err
	}
	if r.anyCase, err = d.anyCase(ctx, store); err != nil {
		return r, err
	}
	meant, err := d.db.Meant(ctx, store)
	if err != nil {
		return r, err
	}
	for _, m := range meant {
		if m.Listing == 0 {
			r.means[m.SKU] = m.Product
		} else {
			r.meansListing[listingKey{m.Listing, m.Variant}] = m.Product
		}
	}
	refused, err := d.db.Rejected(ctx, store)
	for _, m := range refused {
		r.rejected[rejection{m.SKU, m.Product}] = true
	}
	return r, err
}

// matchAll decides every link of a store.
func (d *Desk) matchAll(ctx context.Context, store commerce.StoreID) error {
	r, err := d.rulesOf(ctx, store)
	if err != nil {
		return err
	}
	before := map[linkKey]db.Link{}
	for l, err := range d.db.EachLink(ctx, store) {
		if err != nil {
			return err
		}
		before[keyOf(l)] = l
	}
	var failed error
	x := newIndex(func(yield func(db.Product) bool) {
		for p, err := range d.db.EachProduct(ctx) {
			if err != nil {
				failed = err
				return
			}
			if !yield(p) {
				return
			}
		}
	})
	if failed != nil {
		return failed
	}
	listings, err := d.db.Listings(ctx, store)
	if err != nil {
		return err
	}
	var changed []db.Link
	flush := func(gone []db.Link) error {
		err := d.save(ctx, store, changed, gone)
		changed = changed[:0]
		return err
	}
	for l := range x.match(store, slices.Values(listings), r) {
		was, had := before[keyOf(l)]
		delete(before, keyOf(l))
		if l, err = d.doubt(ctx, was, l, r); err != nil {
			return err
		}
		if had && was == l {
			continue
		}
		if changed = append(changed, l); len(changed) >= saved {
			if err := flush(nil); err != nil {
				return err
			}
		}
	}
	gone := make([]db.Link, 0, len(before))
	for _, l := range before {
		gone = append(gone, l)
	}
	if err := flush(gone); err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *db.Tx) error {
		now := tx.Now()
		return tx.SavePoll(db.LinksPoll(store), db.Poll{At: now, FullAt: now, OKAt: now})
	})
}

type linkKey struct{ product, variant, only int64 }

func keyOf(l db.Link) linkKey { return linkKey{l.ProductID, l.VariantID, l.ProductOnly} }

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

// save stores links in parts and notes that levels and orders may have to follow.
func (d *Desk) save(ctx context.Context, store commerce.StoreID, changed, gone []db.Link) error {
	for len(changed) > 0 || len(gone) > 0 {
		c, g := changed[:min(saved, len(changed))], gone[:min(saved, len(gone))]
		if err := d.db.Write(ctx, func(tx *db.Tx) error { return tx.SaveLinks(c, g) }); err != nil {
			return err
		}
		for _, links := range [][]db.Link{c, g} {
			for _, l := range links {
				if l.ProductOnly == 0 {
					d.news[store] = append(d.news[store], db.Place{ProductID: l.ProductID, VariantID: l.VariantID})
				}
			}
		}
		changed, gone = changed[len(c):], gone[len(g):]
	}
	return nil
}

// tell has levels and held orders follow the links that were stored, all of them once after the start and after a failure.
func (d *Desk) tell(ctx context.Context, store commerce.StoreID) error {
	news := d.news[store]
	if d.told[store] && len(news) == 0 {
		return nil
	}
	if !d.told[store] || len(news) > newsMost {
		news = nil
	}
	if err := d.raiseDuplicates(ctx, store); err != nil {
		return err
	}
	d.told[store] = false
	if d.o.Linked != nil {
		if err := d.o.Linked(ctx, store, news); err != nil {
			return err
		}
	}
	d.told[store] = true
	delete(d.news, store)
	return nil
}

// doubt keeps a link from following a SKU to another product at once: in the middle of an edit in Brightpearl the figures of the wrong
// goods would go out. It is believed when it still stands at the next reading of products and both have about the same stock, or when
// a person confirms it.
func (d *Desk) doubt(ctx context.Context, was, now db.Link, r rules) (db.Link, error) {
	old := was.Product
	if was.State == commerce.ChangedProduct {
		old = was.Was
	}
	chosen := r.means[now.SKU] == now.Product || r.meansListing[listingKey{now.ProductID, now.VariantID}] == now.Product
	if !now.State.Managed() || chosen || old == 0 || old == now.Product || !was.State.Managed() && was.State != commerce.ChangedProduct || was.SKU != now.SKU {
		return now, nil
	}
	if was.State == commerce.ChangedProduct && was.Product == now.Product {
		since, err := d.db.LinkSince(ctx, now.Store, db.Place{ProductID: now.ProductID, VariantID: now.VariantID})
		if err != nil {
			return now, err
		}
		if cycle, err := d.db.Poll(ctx, productsPoll); err != nil {
			return now, err
		} else if cycle.OKAt.Sub(since) >= confirmAfter {
			if same, err := d.sameStock(ctx, now.Store, old, now.Product); same || err != nil {
				return now, err
			}
		}
	}
	now.State, now.Was = commerce.ChangedProduct, old
	now.Reason = fmt.Sprintf("The SKU has moved from Brightpearl product %d to product %d. The store keeps what it shows until that is certain.", old, now.Product)
	return now, nil
}

// sameStock tells whether two products' units in a store's warehouses differ by no more than its brake allows in per cent.
func (d *Desk) sameStock(ctx context.Context, store commerce.StoreID, a, b int64) (bool, error) {
	row, _, err := d.db.Store(ctx, store)
	if err != nil {
		return false, err
	}
	stock, err := d.db.StockOf(ctx, []int64{a, b})
	if err != nil {
		return false, err
	}
	units := func(id int64) (n int64) {
		for _, s := range stock[id] {
			if slices.Contains(row.Settings.Warehouses, s.WarehouseID) {
				n += s.OnHand
			}
		}
		return n
	}
	if len(stock[b]) == 0 {
		return false, nil // not read yet
	}
	ua, ub := units(a), units(b)
	return max(ua-ub, ub-ua)*100 <= row.Settings.BrakePercent*max(ua, 1), nil
}
