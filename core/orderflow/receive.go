package orderflow

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/events"
	"stockbridge/core/fault"
)

// arrival is an order that EKM shows, on its way into the database.
type arrival struct {
	id      commerce.OrderID // 0 when it is new
	order   commerce.Order
	verdict db.Verdict
	header  bool          // only the header moved, of an order that is done
	claim   []db.OrderRow // the units that it will need
}

// receive stores one page of orders in one commit, after reading the items of those that are new or changed, or of all when asked
// to look closely.
func (d *Desk) receive(ctx context.Context, store db.StoreRow, shop *ekm.Client, rows []ekm.Order, from time.Time, closely bool) error {
	ids := make([]int64, len(rows))
	for i, o := range rows {
		ids[i] = int64(o.ID)
	}
	known, err := d.db.KnownOrders(ctx, store.ID, ids)
	if err != nil {
		return err
	}
	arrivals := make([]*arrival, len(rows))
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(6)
	for i, o := range rows {
		k, seen := known[int64(o.ID)]
		if hidden(string(o.Status)) || !seen && o.Date.Before(from) {
			continue
		}
		if seen && !closely && k.Status == o.Status.Trim() && k.PaymentStatus == o.PaymentStatus.Trim() && k.UpdatedAt.Equal(o.LastUpdated.Time) && !k.UpdatedAt.IsZero() {
			continue
		}
		if total, err := commerce.ParseAmount(o.TotalCost.String()); seen && err == nil && total.Pence() == k.Total && k.State == commerce.OrderPosted {
			arrivals[i] = &arrival{header: true, id: k.ID, order: commerce.Order{Status: o.Status.Trim(), PaymentStatus: o.PaymentStatus.Trim(), UpdatedAt: o.LastUpdated.Time}}
			continue
		}
		group.Go(func() error {
			a, err := d.readOrder(inner, store, shop, o)
			a.id, arrivals[i] = k.ID, &a
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return d.acceptAll(ctx, store, arrivals)
}

// acceptAll stores arrivals in one commit and has the figures of all products reckoned whose units they claim or give back.
func (d *Desk) acceptAll(ctx context.Context, store db.StoreRow, arrivals []*arrival) error {
	var touched []int64
	for _, a := range arrivals {
		if a == nil || a.header {
			continue
		}
		var err error
		if a.claim, err = d.claim(ctx, store, a.order); err != nil {
			return err
		}
		touched = append(touched, stocked(a.claim)...)
		if a.id == 0 {
			continue
		}
		before, err := d.db.OrderRows(ctx, a.id)
		if err != nil {
			return err
		}
		touched = append(touched, stocked(before)...)
	}
	if err := d.db.Write(ctx, func(tx *db.Tx) error {
		for _, a := range arrivals {
			if a == nil {
				continue
			}
			if err := d.accept(tx, store, *a); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	return d.touch(ctx, touched)
}

// claim lists the units that an order will need, as far as the codes are known already: from the moment an order is stored its
// units are deducted from what all stores show, even while it waits for its payment, a person or its turn.
func (d *Desk) claim(ctx context.Context, store db.StoreRow, o commerce.Order) ([]db.OrderRow, error) {
	var rows []db.OrderRow
	for _, l := range o.Lines {
		if commerce.NoSKU(l.Code) || l.Quantity <= 0 {
			continue
		}
		products, err := d.db.ProductsBySKU(ctx, l.Code)
		if err != nil {
			return nil, err
		}
		if len(products) == 0 && store.Settings.SKUAnyCase {
			p, state, err := d.o.Catalog.Known(ctx, store.ID, l.Code)
			if err != nil {
				return nil, err
			}
			if state == commerce.Matched {
				products = []db.Product{p}
			}
		}
		if len(products) == 1 && (products[0].StockTracked || products[0].Bundle) {
			rows = append(rows, db.OrderRow{Kind: "goods", LineID: l.ID, SKU: commerce.TrimSKU(l.Code), Name: l.Name, Quantity: l.Quantity,
				ProductID: products[0].ID, StockedID: products[0].ID, Wanted: l.Quantity})
		}
	}
	return rows, nil
}

func stocked(rows []db.OrderRow) []int64 {
	var out []int64
	for _, r := range rows {
		if r.StockedID > 0 {
			out = append(out, r.StockedID)
		}
	}
	return out
}

func (d *Desk) touch(ctx context.Context, products []int64) error {
	if d.o.Touched == nil || len(products) == 0 {
		return nil
	}
	return d.o.Touched(ctx, products)
}

// readOrder reads what a list does not tell and judges the order. One that EKM does not send in full is held without lines:
// importing a part would be worse than waiting, and the other orders must not wait with it.
func (d *Desk) readOrder(ctx context.Context, store db.StoreRow, shop *ekm.Client, o ekm.Order) (arrival, error) {
	items, err := shop.Orders.Items(ctx, o.ID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return arrival{}, err
	}
	whole := len(items.Bad) == 0 && (err != nil || items.Complete)
	var fields []ekm.CustomField
	if extras, _ := commerce.ParseAmount(o.CustomFieldsTotal.String()); extras != 0 {
		if fields, err = shop.Orders.CustomFields(ctx, o.ID); err != nil {
			return arrival{}, err
		}
	}
	order, err := translate(store.ID, store.Currency, o, items.Rows, fields)
	a := arrival{order: order, verdict: verdict(order, store.Settings)}
	if err == nil && whole {
		return a, nil
	}
	a.order.Lines, a.order.UpdatedAt = nil, time.Time{} // without a stamp every poll reads it again
	if a.verdict.State == commerce.OrderWaiting && !a.verdict.AwaitPayment {
		a.verdict = db.Verdict{State: commerce.OrderHeld, Cause: fault.Cause{Code: "SB-ORD-113",
			Text: "EKM did not send the lines and amounts of the order in a form that can be read completely. Nothing was created.",
			Fix:  "It is read again every few minutes. If that does not help, save the order in EKM once more, or type it into Brightpearl by hand and exclude it here."}}
	}
	return a, nil
}

// accept stores an order with the rules' verdict. It may be called any number of times with the same order.
func (d *Desk) accept(tx *db.Tx, store db.StoreRow, a arrival) error {
	o, v := a.order, a.verdict
	if a.header {
		if err := tx.NoteHeader(a.id, o); err != nil || paymentStatus(o) != "SUCCESS" {
			return err
		}
		return tx.PaidLater(a.id, o.PaymentStatus)
	}
	id, stored, err := tx.SaveOrder(o, v)
	if err != nil || stored == db.Unchanged {
		return err
	}
	if err := tx.Heal(unreadableKey(store.ID, o.EKMID)); err != nil {
		return err
	}
	if stored == db.Stored {
		if err := tx.SaveRows(id, a.claim); err != nil {
			return err
		}
		for _, r := range a.claim {
			if err := tx.SoldHere(store.ID, r.SKU); err != nil {
				return err
			}
		}
	}
	tx.Notify(events.Orders, events.Levels)
	text := "Received from EKM, " + o.Total.Pence().Display(o.Currency) + "."
	if !v.Cause.Zero() {
		text += " " + v.Cause.Text
	}
	return tx.Log(db.Activity{Store: store.ID, Kind: "order", Subject: "order " + o.Number, Ref: orderRef(id), Text: text})
}

// Again reads one order from EKM once more and applies the rules of now to it.
func (d *Desk) Again(ctx context.Context, storeID commerce.StoreID, ekmID int64) error {
	store, shop, err := d.shop(ctx, storeID)
	if err != nil {
		return err
	}
	o, err := shop.Orders.Get(ctx, ekm.ID(ekmID))
	if err != nil {
		return err
	}
	return d.receive(ctx, store, shop, []ekm.Order{o}, time.Time{}, true)
}

func orderRef(id commerce.OrderID) string { return fmt.Sprintf("order:%d", id) }

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// cancelled reports that the program was asked to stop, which is nobody's failure.
func cancelled(ctx context.Context, err error) bool {
	return ctx.Err() != nil || errors.Is(err, context.Canceled)
}
