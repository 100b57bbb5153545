package engine

import (
	"context"
	"fmt"
	"slices"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
)

// The actions of screens and of the command line. Each is one commit and leaves the work to the lanes.

// RetryOrder makes an order due again, whatever it waited for; a posted one is checked against Brightpearl once more.
func (e *Engine) RetryOrder(ctx context.Context, id commerce.OrderID, actor string) error {
	w, err := e.DB.Order(ctx, id)
	if err != nil {
		return err
	}
	return e.DB.Write(ctx, func(tx *db.Tx) error {
		ok, err := tx.ReleaseOrder(id)
		if err == nil && !ok {
			ok, err = tx.CheckAgain(id)
		}
		if err != nil {
			return err
		}
		if !ok {
			return fmt.Errorf("order %s is %s; there is nothing to retry", w.Order.Number, w.State)
		}
		return tx.Log(db.Activity{Store: w.Store, Kind: "order", Subject: "order " + w.Order.Number, Ref: fmt.Sprintf("order:%d", id), Text: "Retry asked for.", Actor: actor})
	})
}

// RetryHeld makes held orders due again, of one store (0: all) and one cause ("": any), and tells how many.
func (e *Engine) RetryHeld(ctx context.Context, store commerce.StoreID, code, actor string) (n int64, err error) {
	err = e.DB.Write(ctx, func(tx *db.Tx) error {
		if n, err = tx.ReleaseHeldOrders(store, code); err != nil || n == 0 {
			return err
		}
		return tx.Log(db.Activity{Store: store, Kind: "order", Subject: "held orders", Text: fmt.Sprintf("Retry of %d held orders asked for.", n), Actor: actor})
	})
	return n, err
}

// ExcludeOrder takes an order out of the import, with the person's reason.
func (e *Engine) ExcludeOrder(ctx context.Context, id commerce.OrderID, reason, actor string) error {
	w, err := e.DB.Order(ctx, id)
	if err != nil {
		return err
	}
	rows, err := e.DB.OrderRows(ctx, id)
	if err != nil {
		return err
	}
	if err := e.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.ExcludeOrder(id, reason); err != nil {
			return err
		}
		return tx.Log(db.Activity{Store: w.Store, Kind: "order", Subject: "order " + w.Order.Number, Ref: fmt.Sprintf("order:%d", id), Text: "Excluded: " + reason, Actor: actor})
	}); err != nil {
		return err
	}
	var products []int64
	for _, r := range rows {
		if r.StockedID > 0 {
			products = append(products, r.StockedID)
		}
	}
	return e.Stock.Touched(ctx, products)
}

// RetryShipments makes an order's notes due again (order 0: all held ones of the store).
func (e *Engine) RetryShipments(ctx context.Context, store commerce.StoreID, order commerce.OrderID) (n int64, err error) {
	err = e.DB.Write(ctx, func(tx *db.Tx) error {
		n, err = tx.ReleaseShipments(store, order)
		return err
	})
	return n, err
}

// PushStock makes levels due although their figures did not change: those of one SKU, or all of a store (0: of every store). What a
// person froze and what the brake has stopped stays as it is.
func (e *Engine) PushStock(ctx context.Context, store commerce.StoreID, sku string) (n int, err error) {
	levels, err := e.DB.Levels(ctx, store)
	if err != nil {
		return 0, err
	}
	if sku = commerce.TrimSKU(sku); sku != "" {
		levels = slices.DeleteFunc(levels, func(l db.Level) bool { return l.SKU != sku })
	}
	for part := range slices.Chunk(levels, 1000) {
		if err := e.DB.Write(ctx, func(tx *db.Tx) error {
			for _, l := range part {
				if err := tx.RepeatLevel(l.Store, l.ProductID, l.VariantID); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return n, err
		}
		n += len(part)
	}
	return n, nil
}

// IgnoreSKU takes a code out of the matching of a store, with a reason; an empty reason brings it back.
func (e *Engine) IgnoreSKU(ctx context.Context, store commerce.StoreID, sku, reason, actor string) error {
	if sku = commerce.TrimSKU(sku); sku == "" {
		return fmt.Errorf("a listing without a code cannot be ignored by its code; nothing was changed")
	}
	text := "Ignored: " + reason
	if reason == "" {
		text = "No longer ignored."
	}
	if err := e.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.IgnoreSKU(store, sku, reason); err != nil {
			return err
		}
		return tx.Log(db.Activity{Store: store, Kind: "catalogue", Subject: "SKU " + sku, Ref: fmt.Sprintf("sku:%d:%s", store, sku), Text: text, Actor: actor})
	}); err != nil {
		return err
	}
	if err := e.Catalog.Decided(ctx); err != nil {
		return err
	}
	return e.freeOrders(ctx, store) // lines may be ignored by their names too, which no listing carries
}

// Recheck reads a store's listings and Brightpearl's products for changes and decides the links again.
func (e *Engine) Recheck(ctx context.Context, store commerce.StoreID) error {
	if err := e.Catalog.PollProducts(ctx); err != nil {
		return err
	}
	return e.Catalog.PollListings(ctx, store)
}

// PauseAll pauses every store until a moment, or until somebody resumes when it is zero.
func (e *Engine) PauseAll(ctx context.Context, until time.Time) error {
	stores, err := e.DB.Stores(ctx)
	if err != nil {
		return err
	}
	for _, s := range stores {
		if err := e.Setup.Pause(ctx, s.ID, until); err != nil {
			return err
		}
	}
	return nil
}

// ResumeAll ends every pause.
func (e *Engine) ResumeAll(ctx context.Context) error {
	stores, err := e.DB.Stores(ctx)
	if err != nil {
		return err
	}
	for _, s := range stores {
		if s.State == commerce.StorePaused {
			if err := e.Setup.Resume(ctx, s.ID); err != nil {
				return err
			}
		}
	}
	return nil
}
