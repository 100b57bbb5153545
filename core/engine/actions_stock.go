package engine

import (
	"context"
	"fmt"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/view"
)

// PreviewStockRules tells what rules would do to the figures that they speak of; nothing is stored.
func (e *Engine) PreviewStockRules(ctx context.Context, rules []view.StockRule) (view.Preview, error) {
	return e.Stock.PreviewRules(ctx, rules)
}

// SetStockRules stores buffers, caps and freezes of SKUs, and freezes of whole stores, and tells how many figures changed. Each rule
// takes the place of the one before; one that says nothing ends it.
func (e *Engine) SetStockRules(ctx context.Context, rules []view.StockRule, actor string) (int, error) {
	return e.Stock.SetRules(ctx, rules, actor)
}

// TagSKUs puts a tag on SKUs, or takes it off, and has the figures follow.
func (e *Engine) TagSKUs(ctx context.Context, skus []string, tag string, on bool, actor string) error {
	word := "Tagged " + commerce.TagKey(tag) + "."
	if !on {
		word = "The tag " + commerce.TagKey(tag) + " was taken off."
	}
	if commerce.TagKey(tag) == "" {
		return fmt.Errorf("the tag is empty; nothing was changed")
	}
	if err := e.DB.Write(ctx, func(tx *db.Tx) error {
		for _, sku := range skus {
			if err := tx.TagSKU(sku, tag, on); err != nil {
				return err
			}
			if err := tx.Log(db.Activity{Kind: "stock", Subject: "SKU " + sku, Ref: "stock:" + sku, Text: word, Actor: actor}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	products, err := e.DB.ProductsOfLevels(ctx, trimmed(skus))
	if err != nil || len(products) == 0 {
		return err
	}
	return e.Stock.Reckon(ctx, products)
}

func trimmed(skus []string) []string {
	out := make([]string, len(skus))
	for i, sku := range skus {
		out[i] = commerce.TrimSKU(sku)
	}
	return out
}

// ApplyBrake lets go of figures that a store's brake stopped, of all of them when none are named, with the person's reason.
func (e *Engine) ApplyBrake(ctx context.Context, store commerce.StoreID, keys []view.LevelKey, reason, actor string) (int, error) {
	if strings.TrimSpace(reason) == "" {
		return 0, errNoReason
	}
	return e.Stock.ApplyBrake(ctx, store, keys, reason, actor)
}

// DiscardBrake drops what a store's brake stopped and has Brightpearl's stock of it read again.
func (e *Engine) DiscardBrake(ctx context.Context, store commerce.StoreID, reason, actor string) error {
	if strings.TrimSpace(reason) == "" {
		return errNoReason
	}
	if err := e.Stock.DiscardBrake(ctx, store, reason, actor); err != nil {
		return err
	}
	if hub := e.Hub(); hub != nil {
		hub.Nudge(stockPoller)
	}
	return nil
}

var errNoReason = fmt.Errorf("a reason is needed, so that it can be understood later; nothing was changed")

// ReadBack reads what the stores show of listings now. It tells how many were read and how many of them drift; those are written again.
func (e *Engine) ReadBack(ctx context.Context, keys []view.LevelKey) (checked, drifted int, err error) {
	return e.Stock.ReadBack(ctx, keys)
}

// Reconcile reads every figure of a store back and has the ones that differ written again.
func (e *Engine) Reconcile(ctx context.Context, store commerce.StoreID) (checked, differ int, err error) {
	return e.Stock.Reconcile(ctx, store)
}
