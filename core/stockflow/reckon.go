package stockflow

import (
	"context"
	"maps"
	"slices"

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
	read, err := d.db.Poll(ctx, db.ListingsPoll(s.ID))
	if err != nil {
		return nil, err
	}
	out := make([]reckoned, 0, len(links))
	for _, link := range links {
		at := db.Place{ProductID: link.ProductID, VariantID: link.VariantID}
		if hidden[at] {
			continue
		}
		r := reckoned{figure: b.figure(link.Product, link.SKU, s, false)}
		if r.before, r.managed = levels[at]; !r.managed && read.FullAt.IsZero() {
			continue // its code's twin may not have been read yet
		}
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
