package orderflow

import (
	"context"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

// Propose tells what an order would become if it were posted now, by the rules of now and with a fix. It writes nothing and, but for
// Brightpearl's precedence of tax codes and a contact in the fix, asks nobody. A fix that cannot be is refused as Fix refuses it.
func (d *Desk) Propose(ctx context.Context, id commerce.OrderID, fix view.OrderFix) (view.Proposal, error) {
	w, err := d.db.Order(ctx, id)
	if err != nil {
		return view.Proposal{}, err
	}
	if err := d.checkFix(ctx, w, fix); err != nil {
		return view.Proposal{}, err
	}
	store, err := d.storeOf(ctx, w.Store)
	if err != nil {
		return view.Proposal{}, err
	}
	out, held, err := d.dry(ctx, store, w, fix)
	if err != nil {
		return view.Proposal{}, err
	}
	p := view.Proposal{Total: out.money.total(), Tax: out.money.tax(), MoneyNote: out.money.note, Flags: out.flags, Cause: held}
	for _, r := range out.rows {
		p.Rows = append(p.Rows, view.OrderLine{Kind: r.Kind, LineID: r.LineID, SKU: r.SKU, Name: r.Name, Quantity: r.Quantity, ProductID: r.ProductID, Net: r.Net, Tax: r.Tax,
			TaxCode: r.TaxCode, TaxRule: r.TaxRule, Wanted: r.Wanted, Note: r.Note})
	}
	return p, nil
}

// dry decides an order without writing anything. held is what it would wait for, zero when it would be posted.
func (d *Desk) dry(ctx context.Context, store db.StoreRow, w db.OrderWork, fix view.OrderFix) (out decision, held fault.Cause, err error) {
	out, err = d.decide(ctx, store, w.Order, fix, d.o.Catalog.Known)
	switch {
	case fault.Is(err, fault.NeedsPerson):
		return out, fault.CauseOf(err), nil
	case err != nil:
		return out, held, err
	}
	if v := verdict(w.Order, store.Settings); v.State != commerce.OrderWaiting || v.AwaitPayment {
		return out, v.Cause, nil
	}
	if _, personal := address(store, w.Order); fix.Contact == 0 && !personal {
		if err := tellsNobody(store, w.Order); err != nil {
			return out, fault.CauseOf(err), nil
		}
	}
	return out, held, nil
}

// tryLimit is how many held orders a rule is tried on when nobody says.
const tryLimit = 500

// TryRule tells what a changed setting would do to the store's held orders that are not in Brightpearl yet, the newest ones up to a
// limit (0: 500). Nothing is written. A value that cannot be is refused with the reason; whether ids and codes exist is for
// setup.Desk.Preview to say, whose settings TrySettings takes.
func (d *Desk) TryRule(ctx context.Context, id commerce.StoreID, key, value string, limit int) (view.RuleEffect, error) {
	store, err := d.storeOf(ctx, id)
	if err != nil {
		return view.RuleEffect{}, err
	}
	next, err := store.Settings.Set(key, value)
	if err != nil {
		return view.RuleEffect{}, fixRefused(err.Error()+".", "Correct the value and try again.")
	}
	return d.TrySettings(ctx, id, next, limit)
}

func (d *Desk) storeOf(ctx context.Context, id commerce.StoreID) (db.StoreRow, error) {
	store, ok, err := d.db.Store(ctx, id)
	if err == nil && !ok {
		err = fixRefused("The store is not connected any more.", "Connect the store again.")
	}
	return store, err
}

// TrySettings is TryRule with settings that have been checked.
func (d *Desk) TrySettings(ctx context.Context, id commerce.StoreID, next settings.Store, limit int) (effect view.RuleEffect, err error) {
	store, err := d.storeOf(ctx, id)
	if err != nil {
		return effect, err
	}
	if limit <= 0 {
		limit = tryLimit
	}
	ids, err := d.db.HeldOrders(ctx, store.ID, "", limit)
	if err != nil {
		return effect, err
	}
	store.Settings = next
	for _, id := range ids {
		w, err := d.db.Order(ctx, id)
		if err != nil {
			return effect, err
		}
		_, held, err := d.dry(ctx, store, w, w.Fix)
		if err != nil {
			return effect, err
		}
		to := &effect.Posted
		if !held.Zero() {
			if to = &effect.Held; effect.First.Zero() {
				effect.First = held
			}
		}
		to.Orders, to.Money = to.Orders+1, to.Money+w.Order.Total.Pence()
	}
	return effect, nil
}
