package orderflow

import (
	"context"
	"fmt"
	"slices"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
)

// topUpPause is how long a short order is left alone after it was looked at: Brightpearl may hold its stock for something else.
const topUpPause = 5 * time.Minute

// noteShortage opens or closes the card of a short order. Units that an order is owed stay deducted from what stores show.
func (d *Desk) noteShortage(tx *db.Tx, store db.StoreRow, w db.OrderWork, short int64, byHand bool) error {
	key := fmt.Sprintf("short/%d", w.ID)
	if short == 0 || byHand {
		return tx.Heal(key)
	}
	return tx.Raise(db.Problem{Key: key, Code: "SB-ORD-130", Severity: "attention", Store: store.ID,
		Title: fmt.Sprintf("Order %s is short of %d %s", w.Order.Number, short, plural(short, "unit", "units")),
		Text:  "It is in Brightpearl and paid, but Brightpearl had less stock than was sold. What is owed stays deducted in every store, and is reserved by itself when stock arrives.",
		Fix:   "See in Brightpearl what is due to arrive, or agree with the shopper on a part delivery or a refund."})
}

// TopUp has short orders looked at again whose products have stock by now, the oldest first.
func (d *Desk) TopUp(ctx context.Context) error {
	short, err := d.db.ShortOrders(ctx)
	if err != nil || len(short) == 0 {
		return err
	}
	var products []int64
	for _, s := range short {
		products = append(products, s.Needs...)
	}
	stock, err := d.db.StockOf(ctx, products)
	if err != nil {
		return err
	}
	for _, s := range short {
		store, ok, err := d.db.Store(ctx, s.Store)
		if err != nil {
			return err
		}
		if !ok || !slices.ContainsFunc(s.Needs, func(p int64) bool { return arrived(stock[p], store.Settings.Warehouse()) }) || !d.mayLook(s.ID) {
			continue
		}
		if err := d.db.Write(ctx, func(tx *db.Tx) error { return tx.Reallocate(s.ID) }); err != nil {
			return err
		}
	}
	return nil
}

func arrived(stock []db.Stock, warehouse int64) bool {
	return slices.ContainsFunc(stock, func(s db.Stock) bool { return s.WarehouseID == warehouse && s.OnHand > 0 })
}

// mayLook spaces the looks at one order.
func (d *Desk) mayLook(id commerce.OrderID) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.o.Now()
	if last, ok := d.looked[id]; ok && now.Sub(last) < topUpPause {
		return false
	}
	d.looked[id] = now
	return true
}
