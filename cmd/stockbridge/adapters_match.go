package main

import (
	"context"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/engine"
)

// matchActions are the wishes of the SKU match screen.
type matchActions struct{ e *engine.Engine }

func (a matchActions) Ignore(ctx context.Context, store commerce.StoreID, sku, reason string) error {
	return a.e.IgnoreSKU(ctx, store, sku, reason)
}

// Recheck has the catalogue's polls run at once; what they find arrives as news.
func (a matchActions) Recheck(_ context.Context, store commerce.StoreID) error {
	if hub := a.e.Hub(); hub != nil {
		hub.Nudge("products")
		hub.Nudge(db.ListingsPoll(store))
	}
	return nil
}
