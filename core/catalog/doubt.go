package catalog

import (
	"context"
	"fmt"
	"slices"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
)

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
