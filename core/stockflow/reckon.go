package stockflow

import (
	"context"
	"fmt"
	"slices"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
)

// Align makes a store's levels follow its links: a matched listing is managed, anything else is not. A listing whose SKU turned
// out to stand twice keeps the figure that it shows, frozen, until that is solved.
func (d *Desk) Align(ctx context.Context, store commerce.StoreID) error {
	links, err := d.db.Links(ctx, store)
	if err != nil {
		return err
	}
	levels, err := d.db.Levels(ctx, store)
	if err != nil {
		return err
	}
	type key struct{ product, variant int64 }
	have := make(map[key]db.Level, len(levels))
	for _, l := range levels {
		have[key{l.ProductID, l.VariantID}] = l
	}
	duplicate := fault.Cause{Code: "SB-SKU-201", Text: "The SKU stands twice, so the figure is frozen at what the store shows.", Fix: "Give each product its own SKU."}
	var products []int64
	var freeze, drop []db.Level
	thaw := false
	for _, link := range links {
		if link.ProductOnly != 0 {
			continue
		}
		k := key{link.ProductID, link.VariantID}
		l, managed := have[k]
		delete(have, k)
		switch {
		case link.State == commerce.Matched:
			products = append(products, link.Product)
			thaw = thaw || managed && l.State == commerce.LevelHeld
		case managed && link.State == commerce.Duplicate:
			if l.State != commerce.LevelHeld {
				freeze = append(freeze, l)
			}
		case managed:
			drop = append(drop, l)
		}
	}
	for _, l := range have {
		drop = append(drop, l)
	}
	if len(freeze)+len(drop) > 0 || thaw {
		if err := d.db.Write(ctx, func(tx *db.Tx) error {
			for _, l := range freeze {
				if err := tx.HoldLevel(l, duplicate, false); err != nil {
					return err
				}
			}
			for _, l := range drop {
				if err := tx.DropLevel(l); err != nil {
					return err
				}
			}
			if thaw {
				return tx.ThawMatched(store, duplicate.Code)
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return d.Reckon(ctx, products)
}

// Reckon works out what stores should show of the given products (nil: of all), and stores what changed. It asks nobody.
func (d *Desk) Reckon(ctx context.Context, products []int64) error {
	d.reckon.Lock()
	defer d.reckon.Unlock()
	stores, err := d.db.Stores(ctx)
	if err != nil {
		return err
	}
	book, err := d.open(ctx, products)
	if err != nil {
		return err
	}
	for _, s := range stores {
		if len(s.Settings.Warehouses) == 0 {
			continue // nobody has said whose stock counts
		}
		if err := d.reckonStore(ctx, s, book); err != nil {
			return err
		}
	}
	return nil
}

// book is everything that figures are made of, read at one time.
type book struct {
	only    map[int64]bool // products to look at; nil means all
	tracked map[int64]bool // parts of bundles that have stock at all
	bundles map[int64]db.Product
	pending map[int64]int64
	stock   map[int64][]db.Stock
}

func (d *Desk) open(ctx context.Context, products []int64) (*book, error) {
	b := &book{bundles: map[int64]db.Product{}, tracked: map[int64]bool{}}
	bundles, err := d.db.Bundles(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range bundles {
		b.bundles[p.ID] = p
		for _, c := range p.Components {
			part, ok, err := d.db.ProductByID(ctx, c.ProductID)
			if err != nil {
				return nil, err
			}
			b.tracked[c.ProductID] = ok && part.StockTracked
		}
	}
	if b.pending, err = d.db.Pending(ctx); err != nil {
		return nil, err
	}
	b.spreadPending()
	need := slices.Clone(products)
	if products == nil {
		levels, err := d.db.Levels(ctx, 0)
		if err != nil {
			return nil, err
		}
		for _, l := range levels {
			need = append(need, l.Product)
			for _, c := range b.bundles[l.Product].Components {
				need = append(need, c.ProductID)
			}
		}
	} else {
		b.only = map[int64]bool{}
		for _, id := range products {
			b.only[id] = true
		}
		for _, p := range bundles {
			if slices.ContainsFunc(p.Components, func(c commerce.Component) bool { return b.only[c.ProductID] }) {
				b.only[p.ID] = true
			}
			if b.only[p.ID] {
				need = append(need, p.ID)
				for _, c := range p.Components {
					need = append(need, c.ProductID)
				}
			}
		}
	}
	slices.Sort(need)
	b.stock, err = d.db.StockOf(ctx, slices.Compact(need))
	return b, err
}

// spreadPending turns pending bundles into pending parts.
func (b *book) spreadPending() {
	for id, units := range b.pending {
		for _, c := range b.bundles[id].Components {
			b.pending[c.ProductID] += units * c.Quantity
		}
	}
	for id := range b.bundles {
		delete(b.pending, id)
	}
}

// onHand adds up a product's units over warehouses; ok is false when they were never read.
func (b *book) onHand(product int64, warehouses []int64) (units int64, ok bool) {
	for _, s := range b.stock[product] {
		ok = ok || s.WarehouseID == 0
		if slices.Contains(warehouses, s.WarehouseID) {
			units += s.OnHand
		}
	}
	return units, ok
}

// terms are the parts of a store's figure for a product; ok is false while a part is unknown.
func (b *book) terms(product int64, s db.StoreRow) (t commerce.Terms, ok bool) {
	t = commerce.Terms{Buffer: s.Settings.StockBuffer, Cap: s.Settings.StockCap}
	bundle, is := b.bundles[product]
	if !is {
		t.OnHand, ok = b.onHand(product, s.Settings.Warehouses)
		t.Pending = b.pending[product]
		return t, ok
	}
	ok = true
	t.OnHand = commerce.BundleOnHand(bundle.Components, func(part int64) (int64, bool) {
		units, known := b.onHand(part, s.Settings.Warehouses)
		ok = ok && (known || !b.tracked[part]) // one part that nobody has read yet leaves the whole bundle unknown
		return units - b.pending[part], b.tracked[part]
	})
	return t, ok
}

func (d *Desk) reckonStore(ctx context.Context, s db.StoreRow, b *book) error {
	links, err := d.matchedLinks(ctx, s.ID, b.only)
	if err != nil {
		return err
	}
	if len(links) == 0 {
		return nil
	}
	levels, err := d.db.Levels(ctx, s.ID)
	if err != nil {
		return err
	}
	type key struct{ product, variant int64 }
	have := make(map[key]db.Level, len(levels))
	for _, l := range levels {
		have[key{l.ProductID, l.VariantID}] = l
	}
	var moved []db.Level
	zeroed, shown := 0, 0
	for _, link := range links {
		t, ok := b.terms(link.Product, s)
		if !ok {
			t.OnHand = 0
		}
		before, managed := have[key{link.ProductID, link.VariantID}]
		next := db.Level{Store: s.ID, ProductID: link.ProductID, VariantID: link.VariantID, Product: link.Product, SKU: link.SKU, Wanted: t.Publish(), Terms: t}
		if !ok {
			// Unknown is not zero: the listing is managed from now on, and its figure follows when the units were read.
			if !managed {
				d.mark([]int64{link.Product})
				next.Rev = -1
				moved = append(moved, next)
			}
			continue
		}
		if managed && before.Rev > 0 && before.Wanted == next.Wanted && before.Terms == t && before.Product == next.Product && before.SKU == next.SKU && before.State != "" {
			continue
		}
		if managed && before.SentRev > 0 && before.Published > 0 && next.Wanted == 0 {
			zeroed++
		}
		moved = append(moved, next)
	}
	for _, l := range levels {
		if l.SentRev > 0 && l.Published > 0 {
			shown++
		}
	}
	if len(moved) == 0 {
		return nil
	}
	if stop, err := d.brake(ctx, s, zeroed, shown); stop || err != nil {
		return err
	}
	for part := range slices.Chunk(moved, 500) {
		if err := d.db.Write(ctx, func(tx *db.Tx) error {
			for _, l := range part {
				if l.Rev < 0 {
					if err := tx.ManageLevel(l); err != nil {
						return err
					}
					continue
				}
				if err := tx.WantLevel(l); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) matchedLinks(ctx context.Context, store commerce.StoreID, only map[int64]bool) ([]db.Link, error) {
	links, err := d.db.Links(ctx, store)
	if err != nil {
		return nil, err
	}
	var out []db.Link
	for _, l := range links {
		if l.State == commerce.Matched && l.ProductOnly == 0 && (only == nil || only[l.Product]) {
			out = append(out, l)
		}
	}
	return out, nil
}

// brake stops a reckoning that would take a large part of a store off sale at once: more likely an answer that is wrong than
// goods that are gone. Nothing is written until a person releases it or the figures are back.
func (d *Desk) brake(ctx context.Context, s db.StoreRow, zeroed, shown int) (stop bool, err error) {
	key := fmt.Sprintf("brake/%d", s.ID)
	d.mu.Lock()
	released := d.released[s.ID]
	delete(d.released, s.ID)
	d.mu.Unlock()
	over := int64(zeroed) >= max(s.Settings.BrakeMinSKUs, 1) && int64(zeroed)*100 > s.Settings.BrakePercent*int64(shown)
	if released || !over {
		return false, d.db.Write(ctx, func(tx *db.Tx) error { return tx.Heal(key) })
	}
	return true, d.db.Write(ctx, func(tx *db.Tx) error {
		return tx.Raise(db.Problem{Key: key, Code: "SB-STK-501", Severity: "error", Store: s.ID,
			Title: fmt.Sprintf("Stock of %s would fall to zero for %d of %d SKUs", s.Name, zeroed, shown),
			Text:  "Brightpearl's answer would take a large part of the store off sale at once, so nothing was written. Orders and shipments go on.",
			Fix:   "If the goods are really gone, push the stock of this store now. Otherwise wait: the brake is released by itself when the figures are back."})
	})
}

// Release lets the next reckoning of a store pass the brake, by a person's wish.
func (d *Desk) Release(store commerce.StoreID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.released[store] = true
}
