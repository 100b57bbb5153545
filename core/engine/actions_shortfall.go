package engine

import (
	"context"
	"fmt"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
)

// LetWait keeps a person's choice that an order waits for a product that is short, for the staff who pack. Nothing is written to EKM
// or Brightpearl.
func (e *Engine) LetWait(ctx context.Context, product int64, order commerce.OrderID, reason, actor string) error {
	return e.noteWait(ctx, order, fmt.Sprintf("Chosen to wait for product %d. %s", product, reason), actor, func(tx *db.Tx) (bool, error) {
		return tx.LetWait(product, order, reason, actor)
	})
}

// StopWaiting takes that choice back.
func (e *Engine) StopWaiting(ctx context.Context, product int64, order commerce.OrderID, actor string) error {
	return e.noteWait(ctx, order, fmt.Sprintf("No longer chosen to wait for product %d.", product), actor, func(tx *db.Tx) (bool, error) {
		return tx.StopWaiting(product, order)
	})
}

func (e *Engine) noteWait(ctx context.Context, order commerce.OrderID, text, actor string, change func(*db.Tx) (bool, error)) error {
	w, err := e.DB.Order(ctx, order)
	if err != nil {
		return err
	}
	return e.DB.Write(ctx, func(tx *db.Tx) error {
		ok, err := change(tx)
		if err != nil {
			return err
		}
		if !ok {
			return fault.Hold(fault.Cause{Code: "SB-ORD-143", Text: "Order " + w.Order.Number + " does not wait for this product any more. Nothing was changed.", Fix: "Look at the order again."})
		}
		return tx.Log(db.Activity{Store: w.Store, Kind: "order", Subject: "order " + w.Order.Number, Ref: fmt.Sprintf("order:%d", order), Text: strings.TrimSpace(text), Actor: actor})
	})
}
