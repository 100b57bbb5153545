package orderflow

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
)

// topUpPause is how long a short order is left alone after it was looked at: Brightpearl may hold its stock for something else.
const topUpPause = 5 * time.Minute

// noteShortage opens or closes the card of a short order, which names the lines and who else wants the same goods. Units that an
// order is owed stay deducted from what stores show.
func (d *Desk) noteShortage(tx *db.Tx, store db.StoreRow, w db.OrderWork, rows []db.OrderRow, short int64, byHand bool) error {
	key := fmt.Sprintf("short/%d", w.ID)
	if short == 0 || byHand {
		return tx.Heal(key)
	}
	var lines []string
	for _, r := range rows {
		if r.Reserved >= r.Wanted {
			continue
		}
		rivals, err := tx.Rivals(r.StockedID, w.ID)
		if err != nil {
			return err
		}
		lines = append(lines, shortLine(r, rivals))
	}
	return tx.Raise(db.Problem{Key: key, Code: "SB-ORD-130", Severity: "attention", Store: store.ID, Order: w.ID,
		Title: fmt.Sprintf("Order %s is short of %d %s", w.Order.Number, short, plural(short, "unit", "units")),
		Text:  "It is in Brightpearl, but Brightpearl had less stock than was sold. " + strings.Join(lines, " ") + " What is owed stays deducted in every store, and is reserved by itself when stock arrives.",
		Fix:   "See in Brightpearl what is due to arrive, or agree with the shopper on a part delivery or a refund."})
}

func shortLine(r db.OrderRow, rivals []db.Rival) string {
	line := fmt.Sprintf("%s: %d of %d reserved", r.SKU, r.Reserved, r.Wanted)
	if len(rivals) == 0 {
		return line + "; no other open order has any."
	}
	others := make([]string, len(rivals))
	for i, o := range rivals {
		others[i] = fmt.Sprintf("%s of %s (%d of %d reserved)", o.Number, o.Store, o.Reserved, o.Wanted)
	}
	return line + "; also sold, in order of time: " + strings.Join(others, ", ") + "."
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
