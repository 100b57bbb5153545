package audit

import (
	"context"
	"fmt"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

// Days audits whole days of one store, from the day of the one moment to that of the other, both included, and keeps a statement of
// each: what became of its orders, and EKM's orders, Brightpearl's and its receipts beside each other. It asks for sales orders by
// their numbers and searches only for orders that have none, so a day of 1,000 orders costs about a dozen requests to Brightpearl;
// Orders is the thorough one. The store's card follows. Faults as for Orders.
func Days(ctx context.Context, deps Deps, store commerce.StoreID, from, to time.Time) ([]view.LedgerDay, error) {
	row, ok, err := deps.DB.Store(ctx, store)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, &fault.Error{Kind: fault.NotFound, Code: "SB-SET-304", Op: "audit", Text: "there is no such store"}
	}
	zone := deps.DB.Zone()
	first, last := midnight(from.In(zone)), midnight(to.In(zone))
	l, end, err := readStore(ctx, deps, row, first, last.AddDate(0, 0, 1), false)
	if err != nil {
		return nil, err
	}
	var days []view.LedgerDay
	for day := first; !day.After(last); day = day.AddDate(0, 0, 1) {
		one, err := l.day(ctx, deps, day, end)
		if err != nil {
			return nil, err
		}
		days = append(days, one)
	}
	return days, keep(ctx, deps, row, days)
}

// day joins what became of a day's orders here with its proof.
func (l *ledger) day(ctx context.Context, deps Deps, day, now time.Time) (view.LedgerDay, error) {
	out, _, err := deps.DB.LedgerDay(ctx, l.store.ID, day)
	if err != nil {
		return out, err
	}
	out.Proof = l.proofOf(out, now)
	return out, nil
}

// keep stores the statements, and opens or closes the store's card by all that are kept.
func keep(ctx context.Context, deps Deps, store db.StoreRow, days []view.LedgerDay) error {
	if err := deps.DB.Write(ctx, func(tx *db.Tx) error {
		for _, d := range days {
			if err := tx.SaveStatement(d); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	wrong, off, err := deps.DB.WrongOrders(ctx, store.ID)
	if err != nil {
		return err
	}
	if err := noteChain(ctx, deps, store); err != nil {
		return err
	}
	key := fmt.Sprintf("books/%d", store.ID)
	if wrong == 0 {
		if open, err := deps.DB.ProblemOpen(ctx, key); err != nil || !open {
			return err
		}
		return deps.DB.Write(ctx, func(tx *db.Tx) error { return tx.Heal(key) })
	}
	orders := "orders"
	if wrong == 1 {
		orders = "order"
	}
	return deps.DB.Write(ctx, func(tx *db.Tx) error {
		return tx.Raise(db.Problem{Key: key, Code: "SB-ORD-141", Severity: "error", Store: store.ID,
			Title: fmt.Sprintf("The books of %s do not agree: %d %s, %s", store.Name, wrong, orders, off.Display(store.Currency)),
			Text: "EKM's orders, Brightpearl's sales orders and its receipts were compared to the penny, and something is missing, doubled or different. " +
				"Nothing was changed on either side.",
			Fix: "Open Orders, Ledger: each order is named there with both sums and what to do. Audit the day again afterwards; this card goes when it balances."})
	})
}

// noteChain opens the card of a store whose kept statements were changed behind our back. It stays: what was written is gone.
func noteChain(ctx context.Context, deps Deps, store db.StoreRow) error {
	broken, err := deps.DB.VerifyStatements(ctx, store.ID)
	if err != nil || broken == 0 {
		return err
	}
	return deps.DB.Write(ctx, func(tx *db.Tx) error {
		return tx.Raise(db.Problem{Key: fmt.Sprintf("statements/%d", store.ID), Code: "SB-ORD-142", Severity: "error", Store: store.ID,
			Title: fmt.Sprintf("A kept statement of %s was changed", store.Name),
			Text: fmt.Sprintf("Every statement of a day holds a hash of the one before it, and statement %d does not fit any more: the database was edited by "+
				"another program, or damaged. Orders and stock go on; the days from that statement on are no proof.", broken),
			Fix: "Compare with a backup, and audit the days again: new statements are written beside the old ones."})
	})
}

func midnight(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}
