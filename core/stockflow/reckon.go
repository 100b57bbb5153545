package stockflow

import (
	"context"
	"maps"
	"slices"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

// Reckon works out what stores should show of the given products (nil: of all), and stores what changed. It asks nobody. A store
// whose brake is on is reckoned as a whole, so that what the brake stopped neither slips through product by product nor lets go
// before all of it is well again.
func (d *Desk) Reckon(ctx context.Context, products []int64) error {
	d.reckon.Lock()
	defer d.reckon.Unlock()
	return d.reckonLocked(ctx, products, nil)
}

// reckonLocked reckons with d.reckon held. The brake does not stop the figures in pass: a person has seen them.
func (d *Desk) reckonLocked(ctx context.Context, products []int64, pass map[view.LevelKey]bool) error {
	if products != nil && len(products) == 0 {
		return nil
	}
	stores, err := d.db.Stores(ctx)
	if err != nil {
		return err
	}
	part, err := d.open(ctx, stores, products)
	if err != nil {
		return err
	}
	whole := part
	for _, s := range stores {
		if len(s.Settings.Warehouses) == 0 {
			continue // nobody has said whose stock counts
		}
		brake, err := d.brakeOf(ctx, s.ID, pass)
		if err != nil {
			return err
		}
		book := part
		if brake.why != "" && part.only != nil {
			if whole == part {
				if whole, err = d.open(ctx, stores, nil); err != nil {
					return err
				}
			}
			book = whole
		}
		if err := d.reckonStore(ctx, s, book, brake); err != nil {
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

// reckoned is one listing's figure as it is and as it should be.
type reckoned struct {
	before  db.Level
	managed bool
	next    db.Level
	figure  figure
}

func (d *Desk) reckonStore(ctx context.Context, s db.StoreRow, b *book, brake brake) error {
	all, err := d.compare(ctx, s, b)
	if err != nil || len(all) == 0 && brake.why == "" {
		return err
	}
	var moved []reckoned
	for _, r := range all {
		if r.moved() {
			moved = append(moved, r)
		}
	}
	if moved, err = d.apply(ctx, s, b, brake, all, moved); err != nil {
		return err
	}
	if err := d.weigh(ctx, moved); err != nil {
		return err
	}
	for part := range slices.Chunk(moved, 500) {
		if err := d.db.Write(ctx, func(tx *db.Tx) error {
			for _, r := range part {
				if err := d.want(tx, r); err != nil {
					return err
				}
				if brake.pass[r.key()] {
					if err := tx.PassedZero(s.ID, r.next.Place()); err != nil {
						return err
					}
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// compare works out the figures of a store's managed listings beside what is stored.
func (d *Desk) compare(ctx context.Context, s db.StoreRow, b *book) ([]reckoned, error) {
	links, levels, err := d.managed(ctx, s.ID, b.only)
	if err != nil {
		return nil, err
	}
	var hidden map[db.Place]bool
	if s.Settings.HiddenOff {
		if hidden, err = d.db.HiddenListings(ctx, s.ID); err != nil {
			return nil, err
		}
	}
	out := make([]reckoned, 0, len(links))
	for _, link := range links {
		at := db.Place{ProductID: link.ProductID, VariantID: link.VariantID}
		if hidden[at] {
			continue
		}
		r := reckoned{figure: b.figure(link.Product, link.SKU, s, false)}
		r.before, r.managed = levels[at]
		r.next = db.Level{Store: s.ID, ProductID: link.ProductID, VariantID: link.VariantID, Product: link.Product, SKU: link.SKU,
			Wanted: r.figure.terms.Publish(), Terms: r.figure.terms, BufferFrom: r.figure.from}
		out = append(out, r)
	}
	return out, nil
}

// managed returns a store's managed links of the products (nil: all), and the levels that stand for them.
func (d *Desk) managed(ctx context.Context, store commerce.StoreID, only map[int64]bool) ([]db.Link, map[db.Place]db.Level, error) {
	have := map[db.Place]db.Level{}
	var links []db.Link
	if only == nil {
		for l, err := range d.db.EachLink(ctx, store) {
			if err != nil {
				return nil, nil, err
			}
			if l.ProductOnly == 0 && l.State.Managed() {
				links = append(links, l)
			}
		}
		levels, err := d.db.Levels(ctx, store)
		for _, l := range levels {
			have[l.Place()] = l
		}
		return links, have, err
	}
	products := slices.Sorted(maps.Keys(only))
	links, err := d.db.LinksOfProducts(ctx, store, products)
	if err != nil {
		return nil, nil, err
	}
	levels, err := d.db.LevelsOf(ctx, products)
	if err != nil {
		return nil, nil, err
	}
	for _, l := range levels {
		if l.Store == store {
			have[l.Place()] = l
		}
	}
	for _, link := range links {
		at := db.Place{ProductID: link.ProductID, VariantID: link.VariantID}
		if _, ok := have[at]; !ok { // perhaps one that stood for another product until now
			l, ok, err := d.db.Level(ctx, store, at.ProductID, at.VariantID)
			if err != nil {
				return nil, nil, err
			}
			if ok {
				have[at] = l
			}
		}
	}
	return links, have, nil
}

func (r reckoned) key() view.LevelKey {
	return view.LevelKey{Store: r.next.Store, ProductID: r.next.ProductID, VariantID: r.next.VariantID}
}

// frozen reports whether a person holds the figure.
func (r reckoned) frozen() bool { return r.figure.rule.Freeze == commerce.FreezeHold }

// held reports whether the level stands as a person has frozen it.
func (r reckoned) held() bool {
	return r.before.State == commerce.LevelHeld && r.before.Cause == codeFrozen
}

func (r reckoned) moved() bool {
	if !r.figure.known {
		return !r.managed
	}
	return !r.managed || r.before.Rev == 0 || r.before.Wanted != r.next.Wanted || r.before.Terms != r.next.Terms || r.before.BufferFrom != r.next.BufferFrom ||
		r.before.Product != r.next.Product || r.before.SKU != r.next.SKU || r.frozen() != r.held() && (r.before.State != commerce.LevelHeld || r.held())
}

// weigh works out in which order the figures that fall have to be told.
func (d *Desk) weigh(ctx context.Context, moved []reckoned) error {
	var skus []string
	for _, r := range moved {
		if r.before.SentRev > 0 && r.next.Wanted < r.before.Listed {
			skus = append(skus, r.next.SKU)
		}
	}
	if len(skus) == 0 {
		return nil
	}
	sold, err := d.db.Sold(ctx, skus)
	if err != nil {
		return err
	}
	for i := range moved {
		r := &moved[i]
		perDay := float64(sold[db.StoreSKU{Store: r.next.Store, SKU: r.next.SKU}].Week) / 7
		r.next.Risk = commerce.Risk(r.before.Listed, r.next.Wanted, r.before.Price, perDay)
	}
	return nil
}

const codeFrozen = "SB-STK-510"

// want stores one figure, and whether a person holds it.
func (d *Desk) want(tx *db.Tx, r reckoned) error {
	if !r.figure.known {
		// Unknown is not zero: the listing is managed from now on, and its figure follows when the units were read.
		d.mark([]int64{r.next.Product})
		return tx.ManageLevel(r.next)
	}
	if err := tx.WantLevel(r.next); err != nil {
		return err
	}
	switch {
	case r.frozen() && !r.held():
		return tx.HoldLevel(r.next, frozenCause(r.figure.rule), false)
	case !r.frozen() && r.held():
		return tx.ThawLevel(r.next)
	}
	return nil
}

func frozenCause(r view.StockRule) fault.Cause {
	text := "A person froze this figure at what the store shows"
	if r.Reason != "" {
		text += ": " + r.Reason
	}
	until := "until the freeze is ended"
	if !r.Until.IsZero() {
		until = "until " + r.Until.Local().Format("2 Jan 15:04") + ", or until the freeze is ended"
	}
	return fault.Cause{Code: codeFrozen, Text: text + ".", Fix: "Nothing is written " + until + "."}
}
