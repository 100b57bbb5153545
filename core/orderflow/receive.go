package orderflow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
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
	header  string        // hash of the row as the list showed it, "" to have it read again
	placed  bool          // it is in Brightpearl already
	claim   []db.OrderRow // the units that it will need
}

// receive stores one page of orders in one commit, after reading the items of those that are new or changed, or of all when asked
// to look closely. It returns what was known of them before.
func (d *Desk) receive(ctx context.Context, store db.StoreRow, shop *ekm.Client, rows []ekm.Order, from time.Time, closely bool) (map[int64]db.KnownOrder, error) {
	ids := make([]int64, len(rows))
	for i, o := range rows {
		ids[i] = int64(o.ID)
	}
	known, err := d.db.KnownOrders(ctx, store.ID, ids)
	if err != nil {
		return nil, err
	}
	unseen := slices.DeleteFunc(ids, func(id int64) bool { _, seen := known[id]; return seen })
	stops, err := d.db.ShadowStops(ctx, store.ID, unseen)
	if err != nil {
		return nil, err
	}
	arrivals := make([]*arrival, len(rows))
	unfinished, earlier := map[int64]time.Time{}, map[int64]time.Time{}
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(6)
	for i, o := range rows {
		k, seen := known[int64(o.ID)]
		header := headerHash(o)
		switch {
		case hidden(string(o.Status)):
			if !seen {
				unfinished[int64(o.ID)] = o.Date.Time
			}
			continue
		case !seen && o.Date.Before(from):
			earlier[int64(o.ID)] = o.Date.Time
			continue
		case seen && !closely && k.Header == header:
			continue
		}
		group.Go(func() error {
			a, err := d.arrive(inner, store, shop, o, k, closely)
			if err != nil || a == nil {
				return err
			}
			if a.id = k.ID; a.header != "" {
				a.header = header
			}
			if stop, ok := stops[int64(o.ID)]; ok && (a.verdict.State == commerce.OrderWaiting || a.verdict.State == commerce.OrderHeld) {
				a.verdict = db.Verdict{State: commerce.OrderExcluded, Cause: stop}
			}
			arrivals[i] = a
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	if err := d.saw(ctx, store.ID, db.RunHidden, unfinished); err != nil {
		return nil, err
	}
	if err := d.saw(ctx, store.ID, db.RunEarlier, earlier); err != nil {
		return nil, err
	}
	return known, d.acceptAll(ctx, store, arrivals)
}

// saw notes ids that EKM showed and that are no orders here, once.
func (d *Desk) saw(ctx context.Context, store commerce.StoreID, state string, ids map[int64]time.Time) error {
	if len(ids) == 0 {
		return nil
	}
	noted, err := d.db.SeenIDs(ctx, store, state, slices.Collect(maps.Keys(ids)))
	if err != nil {
		return err
	}
	maps.DeleteFunc(ids, func(id int64, _ time.Time) bool { return noted[id] })
	if len(ids) == 0 {
		return nil
	}
	return d.db.Write(ctx, func(tx *db.Tx) error { return tx.SawIDs(store, state, ids) })
}

// headerHash names a row of a list. EKM does not promise that a change moves last_updated, so every field counts.
func headerHash(o ekm.Order) string {
	sum := sha256.Sum256(o.Raw)
	return hex.EncodeToString(sum[:12])
}

// arrive reads what a list does not tell. An order that is in Brightpearl is asked for its lines only when its row does not
// explain by itself why it moved; nil means that there is nothing to store of it.
func (d *Desk) arrive(ctx context.Context, store db.StoreRow, shop *ekm.Client, o ekm.Order, k db.KnownOrder, closely bool) (*arrival, error) {
	if !k.Placed() {
		a, err := d.readOrder(ctx, store, shop, o)
		return &a, err
	}
	if !closely {
		_, shown, _, err := d.db.OrderShown(ctx, k.ID)
		if err != nil {
			return nil, err
		}
		if now, err := translate(store.ID, store.Currency, o, nil, nil); err == nil && routine(shown, now) {
			now.Lines, now.Custom = shown.Lines, shown.Custom
			return &arrival{order: now, verdict: verdict(now, store.Settings), placed: true, header: "read"}, nil
		}
	}
	a, err := d.readOrder(ctx, store, shop, o)
	if err != nil || a.header == "" {
		return nil, err // a part of a posted order tells nothing; it is read again
	}
	a.placed = true
	return &a, nil
}

// routine reports that an order moved for a reason that shows in its row and concerns neither money nor goods nor addresses: its
// status, its payment, its tracking or a note.
func routine(before, now commerce.Order) bool {
	why := before.Status != now.Status || before.PaymentStatus != now.PaymentStatus || before.TransactionStatus != now.TransactionStatus ||
		before.TrackingNumber != now.TrackingNumber || before.Emailed != now.Emailed || before.CustomerNote != now.CustomerNote
	return why && before.SubTotal == now.SubTotal && before.Delivery == now.Delivery && before.Discount == now.Discount && before.Tax == now.Tax &&
		before.Total == now.Total && before.CustomTotal == now.CustomTotal && before.DeliveryMethod == now.DeliveryMethod && before.Customer == now.Customer
}

// acceptAll stores arrivals in one commit and has the figures of all products reckoned whose units they claim or give back.
func (d *Desk) acceptAll(ctx context.Context, store db.StoreRow, arrivals []*arrival) error {
	var touched []int64
	for _, a := range arrivals {
		if a == nil || a.placed {
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
		p, state, err := d.o.Catalog.Known(ctx, store.ID, l.Code)
		if err != nil {
			return nil, err
		}
		if p.ID > 0 && (state.Managed() || state == commerce.Duplicate && (p.StockTracked || p.Bundle)) {
			rows = append(rows, db.OrderRow{Kind: "goods", LineID: l.ID, SKU: commerce.TrimSKU(l.Code), Name: l.Name, Quantity: l.Quantity,
				ProductID: p.ID, StockedID: p.ID, Wanted: l.Quantity})
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

// odd reports a trouble of one order: EKM answers for it in a form that nobody understands, or refuses to. Everything else would meet
// the others as well.
func odd(err error) bool {
	return fault.Is(err, fault.Bug, fault.Refused) && !errors.Is(err, ekm.ErrNotPermitted)
}

// readOrder reads what a list does not tell and judges the order. One that EKM does not send in full is held without lines:
// importing a part would be worse than waiting, and the other orders must not wait with it.
func (d *Desk) readOrder(ctx context.Context, store db.StoreRow, shop *ekm.Client, o ekm.Order) (arrival, error) {
	items, err := shop.Orders.Items(ctx, o.ID)
	whole := !odd(err)
	switch {
	case err == nil:
		whole = len(items.Bad) == 0 && items.Complete
	case whole && !fault.Is(err, fault.NotFound):
		return arrival{}, err
	}
	var fields []ekm.CustomField
	if extras, _ := commerce.ParseAmount(o.CustomFieldsTotal.String()); extras != 0 {
		if fields, err = shop.Orders.CustomFields(ctx, o.ID); odd(err) {
			whole, fields = false, nil
		} else if err != nil {
			return arrival{}, err
		}
	}
	order, err := translate(store.ID, store.Currency, o, items.Rows, fields)
	a := arrival{order: order, verdict: verdict(order, store.Settings), header: "read"}
	if err == nil && whole {
		return a, nil
	}
	a.order.Lines, a.header = nil, "" // every poll reads it again
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
	id, stored, err := tx.SaveOrder(o, v)
	if err != nil {
		return err
	}
	if err := tx.SawHeader(store.ID, o.EKMID, a.header); err != nil || stored == db.Unchanged {
		return err
	}
	if err := tx.Heal(unreadableKey(store.ID, o.EKMID)); err != nil {
		return err
	}
	if stored == db.Noted && paidFor(o) && !commerce.ClosedStatus(o.Status) {
		if err := tx.PaidLater(id, o.PaymentStatus); err != nil {
			return err
		}
	}
	if stored == db.Stored {
		if err := tx.SetShopper(id, d.shopper(store, o)); err != nil {
			return err
		}
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
	if stored == db.Noted {
		return nil // what became of it is in its timeline already
	}
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
	_, err = d.receive(ctx, store, shop, []ekm.Order{o}, time.Time{}, true)
	return err
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
