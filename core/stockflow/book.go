package stockflow

import (
	"context"
	"maps"
	"slices"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/view"
)

// book is everything that figures are made of, read at one time.
type book struct {
	only    map[int64]bool // products to look at; nil means all
	tracked map[int64]bool // parts of bundles that have stock at all
	bundles map[int64]db.Product
	pending map[int64]int64
	stock   map[int64][]db.Stock

	rules  map[db.StoreSKU][]view.StockRule
	tags   map[string][]string
	sold   map[string]float64                 // units an hour over all stores; empty while no store wants an automatic buffer
	delays map[commerce.StoreID]time.Duration // p95
	stores int
}

func (d *Desk) open(ctx context.Context, stores []db.StoreRow, products []int64) (*book, error) {
	b := &book{bundles: map[int64]db.Product{}, tracked: map[int64]bool{}, stores: len(stores)}
	bundles, err := d.db.Bundles(ctx)
	if err != nil {
		return nil, err
	}
	var parts []int64
	for _, p := range bundles {
		b.bundles[p.ID] = p
		for _, c := range p.Components {
			parts = append(parts, c.ProductID)
		}
	}
	known, err := d.db.ProductsByIDs(ctx, distinct(parts))
	if err != nil {
		return nil, err
	}
	for _, p := range known {
		b.tracked[p.ID] = p.StockTracked
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
	if b.stock, err = d.db.StockOf(ctx, distinct(need)); err != nil {
		return nil, err
	}
	return b, d.openRules(ctx, stores, b)
}

// openRules reads what people have said about stock, and the rates of sale where a store's buffer follows them.
func (d *Desk) openRules(ctx context.Context, stores []db.StoreRow, b *book) error {
	rules, err := d.db.StockRules(ctx, 0)
	if err != nil {
		return err
	}
	b.rules = map[db.StoreSKU][]view.StockRule{}
	for _, r := range rules {
		at := db.StoreSKU{Store: r.StoreID, SKU: r.SKU}
		b.rules[at] = append(b.rules[at], r)
	}
	tagged, automatic := false, false
	for _, s := range stores {
		tagged = tagged || len(s.Settings.TagBuffers) > 0
		automatic = automatic || s.Settings.AutoBuffer > 0
	}
	if tagged {
		if b.tags, err = d.db.Tags(ctx, nil); err != nil {
			return err
		}
	}
	if !automatic {
		return nil
	}
	sold, err := d.db.Sold(ctx, nil)
	if err != nil {
		return err
	}
	b.sold = map[string]float64{}
	for k, s := range sold {
		b.sold[k.SKU] += s.PerHour()
	}
	b.delays, err = d.db.StockDelays(ctx)
	return err
}

func distinct(ids []int64) []int64 {
	slices.Sort(ids)
	return slices.Compact(ids)
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

// onHand adds up a product's units over warehouses; ok is false when they were never read. believed leaves out the units that the
// newest answer left out.
func (b *book) onHand(product int64, warehouses []int64, believed bool) (units int64, ok bool) {
	for _, s := range b.stock[product] {
		ok = ok || s.WarehouseID == 0
		if slices.Contains(warehouses, s.WarehouseID) && !(believed && s.Doubtful) {
			units += s.OnHand
		}
	}
	return units, ok
}

// doubtful reports whether the newest answer about a product, or a part of it, is not believed yet.
func (b *book) doubtful(product int64) bool {
	is := func(id int64) bool {
		return slices.ContainsFunc(b.stock[id], func(s db.Stock) bool { return s.Doubtful })
	}
	return is(product) || slices.ContainsFunc(b.bundles[product].Components, func(c commerce.Component) bool { return is(c.ProductID) })
}

// figure is what a store should show of a product, with its parts.
type figure struct {
	terms commerce.Terms
	from  string         // whose buffer it is
	rule  view.StockRule // what people have said about it, all together
	known bool           // false while a part is unknown
}

// figure reckons a store's figure for a SKU. believed takes the newest answer for true, even where it left out most of a warehouse.
func (b *book) figure(product int64, sku string, s db.StoreRow, believed bool) figure {
	f := figure{known: true}
	if bundle, is := b.bundles[product]; is {
		f.terms.OnHand = commerce.BundleOnHand(bundle.Components, func(part int64) (int64, bool) {
			units, known := b.onHand(part, s.Settings.Warehouses, believed)
			f.known = f.known && (known || !b.tracked[part]) // one part that nobody has read yet leaves the whole bundle unknown
			return units - b.pending[part], b.tracked[part]
		})
	} else {
		f.terms.OnHand, f.known = b.onHand(product, s.Settings.Warehouses, believed)
		f.terms.Pending = b.pending[product]
	}
	var said []view.StockRule
	for _, at := range []db.StoreSKU{{SKU: sku}, {Store: s.ID, SKU: sku}, {Store: s.ID}} {
		said = append(said, b.rules[at]...)
	}
	f.rule = db.RuleFor(said, s.ID, sku)
	f.terms.Buffer, f.from = b.buffer(s, sku, f.rule, f.terms.OnHand-f.terms.Pending)
	f.terms.Cap = s.Settings.StockCap
	if f.rule.Cap >= 0 {
		f.terms.Cap = f.rule.Cap
	}
	f.terms.Stop = f.rule.Freeze == commerce.FreezeAtZero
	return f
}

// buffer is how many units are kept back and on whose word: the SKU's own rule, else the largest of its tags, else the store's, to
// which the measured delay may add.
func (b *book) buffer(s db.StoreRow, sku string, rule view.StockRule, free int64) (units int64, from string) {
	if own, err := commerce.ParseBuffer(rule.Buffer); rule.Buffer != "" && err == nil {
		return own.Of(free), "sku"
	}
	for _, tag := range b.tags[sku] {
		if buffer, ok := s.Settings.TagBuffers[tag]; ok && (from == "" || buffer.Of(free) > units) {
			units, from = buffer.Of(free), "tag "+tag
		}
	}
	if from != "" {
		return units, from
	}
	units = max(s.Settings.StockBuffer, commerce.Buffer{Percent: s.Settings.BufferShare}.Of(free))
	if more := min(commerce.SuggestBuffer(b.sold[sku], b.delays[s.ID], b.stores), s.Settings.AutoBuffer); more > units {
		return more, "delay"
	}
	return units, ""
}
