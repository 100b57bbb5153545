package catalog

import (
	"context"
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
		// While the listings are being read for the first time, a code's twin may not have been seen yet: the report shows what is known,
		// and stock waits.
		if complete {
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
