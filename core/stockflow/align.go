package stockflow

import (
	"context"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
)

// Align makes a store's levels follow the links of the given listings (nil: of all): a matched listing is managed, anything else is
// not. A listing whose SKU turned out to stand twice, or to have moved to another product, keeps the figure that it shows, frozen,
// until that is solved.
func (d *Desk) Align(ctx context.Context, store commerce.StoreID, listings []db.Place) error {
	links, levels, err := d.standing(ctx, store, listings)
	if err != nil {
		return err
	}
	var products []int64
	var freeze, drop, thaw []db.Level
	var causes []fault.Cause
	for _, link := range links {
		at := db.Place{ProductID: link.ProductID, VariantID: link.VariantID}
		l, managed := levels[at]
		delete(levels, at)
		cause, frozen := freezes[link.State]
		switch {
		case link.State.Managed():
			products = append(products, link.Product)
			if managed && l.State == commerce.LevelHeld && l.Cause != codeFrozen {
				thaw = append(thaw, l)
			}
		case managed && frozen:
			if l.State != commerce.LevelHeld || l.Cause != cause.Code {
				freeze, causes = append(freeze, l), append(causes, cause)
			}
		case managed:
			drop = append(drop, l)
		}
	}
	for _, l := range levels {
		drop = append(drop, l)
	}
	if len(freeze)+len(drop)+len(thaw) > 0 {
		if err := d.db.Write(ctx, func(tx *db.Tx) error {
			for i, l := range freeze {
				if err := tx.HoldLevel(l, causes[i], false); err != nil {
					return err
				}
			}
			for _, l := range drop {
				if err := tx.DropLevel(l); err != nil {
					return err
				}
			}
			for _, l := range thaw {
				if err := tx.ThawLevel(l); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return d.Reckon(ctx, products)
}

// freezes are the states of a link in which its level stays as the store shows it, with what is said of it.
var freezes = map[commerce.LinkState]fault.Cause{
	commerce.Duplicate: {Code: "SB-SKU-201", Text: "The SKU stands twice, so the figure is frozen at what the store shows.",
		Fix: "Give each product its own SKU, or choose the product for this listing in SKU match."},
	commerce.ChangedProduct: {Code: "SB-SKU-202", Text: "The SKU has moved to another Brightpearl product, so the figure is frozen at what the store shows.",
		Fix: "It goes on by itself when the move still stands at the next reading and both products have about the same stock. Otherwise confirm it in SKU match, or put the SKU back in Brightpearl."},
}

// standing returns a store's links of listings and the levels at the same places.
func (d *Desk) standing(ctx context.Context, store commerce.StoreID, listings []db.Place) ([]db.Link, map[db.Place]db.Level, error) {
	have := map[db.Place]db.Level{}
	var links []db.Link
	if listings == nil {
		for l, err := range d.db.EachLink(ctx, store) {
			if err != nil {
				return nil, nil, err
			}
			if l.ProductOnly == 0 {
				links = append(links, l)
			}
		}
		levels, err := d.db.Levels(ctx, store)
		for _, l := range levels {
			have[l.Place()] = l
		}
		return links, have, err
	}
	for _, at := range listings {
		link, ok, err := d.db.LinkAt(ctx, store, at)
		if err != nil {
			return nil, nil, err
		}
		if ok {
			links = append(links, link)
		}
		l, ok, err := d.db.Level(ctx, store, at.ProductID, at.VariantID)
		if err != nil {
			return nil, nil, err
		}
		if ok {
			have[at] = l
		}
	}
	return links, have, nil
}
