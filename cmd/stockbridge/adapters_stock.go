package main

import (
	"context"

	"stockbridge/core/commerce"
	"stockbridge/core/engine"
	"stockbridge/core/view"
)

// stockActions are the wishes of the Inventory screen.
type stockActions struct{ e *engine.Engine }

func (a stockActions) PushSKU(ctx context.Context, store commerce.StoreID, sku string) (int, error) {
	return a.e.PushStock(ctx, store, sku)
}

func (a stockActions) PushStore(ctx context.Context, store commerce.StoreID) (int, error) {
	return a.e.PushStock(ctx, store, "")
}

func (a stockActions) ReadBack(ctx context.Context, keys []view.LevelKey) (checked, drifted int, err error) {
	return a.e.ReadBack(ctx, keys)
}

func (a stockActions) Reconcile(ctx context.Context, store commerce.StoreID) (checked, differ int, err error) {
	return a.e.Reconcile(ctx, store)
}

func (a stockActions) Preview(ctx context.Context, rules []view.StockRule) (view.Preview, error) {
	return a.e.PreviewStockRules(ctx, rules)
}

func (a stockActions) SetRules(ctx context.Context, rules []view.StockRule) (int, error) {
	return a.e.SetStockRules(ctx, rules, actor)
}

func (a stockActions) Tag(ctx context.Context, skus []string, tag string, on bool) error {
	return a.e.TagSKUs(ctx, skus, tag, on, actor)
}

func (a stockActions) ApplyBrake(ctx context.Context, store commerce.StoreID, keys []view.LevelKey, reason string) (int, error) {
	return a.e.ApplyBrake(ctx, store, keys, reason, actor)
}

func (a stockActions) DiscardBrake(ctx context.Context, store commerce.StoreID, reason string) error {
	return a.e.DiscardBrake(ctx, store, reason, actor)
}
