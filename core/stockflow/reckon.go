package stockflow

import (
	"context"
	"maps"
	"slices"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
)

// Reckon works out what stores should show of the given products (nil: of all), and stores what changed. It asks nobody. A store
// whose brake is on is reckoned as a whole, so that what the brake stopped neither slips through product by product nor lets go
// before all of it is well again.
func (d *Desk) Reckon(ctx context.Context, products []int64) error {
	if products != nil && len(products) == 0 {
		return nil
	}
	d.reckon.Lock()
	defer d.reckon.Unlock()
	stores, err := d.db.Stores(ctx)
	if err != nil {
		return err
	}
	part, err := d.open(ctx, products)
	if err != nil {
		return err
	}
	whole := part
	for _, s := range stores {
		if len(s.Settings.Warehouses) == 0 {
			continue // nobody has said whose stock counts
		}
		braked, err := d.db.ProblemOpen(ctx, brakeKey(s.ID))
		if err != nil {
			return err
		}
		book := part
		if braked && part.only != nil {
			if whole == part {
				if whole, err = d.open(ctx, nil); err != nil {
					return err
				}
			}
			book = whole
		}
		if err := d.reckonStore(ctx, s, book, braked); err != nil {
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
			for _, c := range b.bundles[id].Components {
				b.only[c.ProductID] = true // a bundle in an order claims its parts
			}
		}
		for _, p := range bundles {
			if slices.ContainsFunc(p.Components, func(c commerce.Component) bool { return b.only[c.ProductID] }) {
				b.only[p.ID] = true
			}
			if b.only[p.ID] {
				for _, c := range p.Components {
					need = append(need, c.ProductID)
				}
			}
		}
		need = slices.AppendSeq(need, maps.Keys(b.only))
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

func (d *Desk) reckonStore(ctx context.Context, s db.StoreRow, b *book, braked bool) error {
	links, err := d.matchedLinks(ctx, s.ID, b.only)
	if err != nil || len(links) == 0 && !braked {
		return err
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
	if stop, err := d.brake(ctx, s, b.only == nil, braked, zeroed, shown); stop || err != nil {
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
