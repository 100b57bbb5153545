package engine

import (
	"context"
	"fmt"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/setup"
	"stockbridge/core/view"
)

// ProposeFix tells what an order would become if it were posted now, by the rules of now and with a fix. Nothing is written.
func (e *Engine) ProposeFix(ctx context.Context, id commerce.OrderID, fix view.OrderFix) (view.Proposal, error) {
	return e.Orders.Propose(ctx, id, fix)
}

// FixOrder stores what a person decided for one order and has it decided again. A zero fix takes back what was decided.
func (e *Engine) FixOrder(ctx context.Context, id commerce.OrderID, fix view.OrderFix, actor string) error {
	return e.Orders.Fix(ctx, id, fix, actor)
}

// TryRule tells what a changed setting would do to a store's held orders, the newest 500. A value that setup would refuse is refused
// in the same words. Nothing is written.
func (e *Engine) TryRule(ctx context.Context, store commerce.StoreID, key, value string) (view.RuleEffect, error) {
	return e.TrySettings(ctx, store, []setup.Change{{Key: key, Value: value}})
}

// TrySettings is TryRule for several changes together.
func (e *Engine) TrySettings(ctx context.Context, store commerce.StoreID, changes []setup.Change) (view.RuleEffect, error) {
	next, err := e.Setup.Preview(ctx, store, changes)
	if err != nil {
		return view.RuleEffect{}, err
	}
	return e.Orders.TrySettings(ctx, store, next, 0)
}

// MakeRule changes a setting as Setup.Configure does, with the same checks, and has the store's held orders decided again. It tells how
// many of them were held by the given cause ("": by any). Setting it back is the undo: later orders are held again, what is posted
// stays.
func (e *Engine) MakeRule(ctx context.Context, store commerce.StoreID, key, value, code, actor string) (int, error) {
	held, err := e.DB.HeldOrders(ctx, store, code, 1<<20)
	if err != nil {
		return 0, err
	}
	if _, err := e.Setup.ConfigureFor(ctx, store, []setup.Change{{Key: key, Value: value}}, setup.By{Actor: actor, Reason: view.SettingRule}); err != nil {
		return 0, err
	}
	return len(held), e.DB.Write(ctx, func(tx *db.Tx) error {
		// A setting that is what it was releases nothing by itself.
		if _, err := tx.ReleaseHeldOrders(store, code); err != nil {
			return err
		}
		text := fmt.Sprintf("Rule made: %s=%s. The held orders are decided again, %d of them held for this.", key, value, len(held))
		if value == "" {
			text = fmt.Sprintf("Rule taken back: %s. The held orders are decided again, %d of them held for this.", key, len(held))
		}
		return tx.Log(db.Activity{Store: store, Kind: "setting", Subject: key, Text: text, Actor: actor})
	})
}
