package stockflow

import (
	"context"

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
