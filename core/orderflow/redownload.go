package orderflow

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

// MostDownloads is how many orders one look shows, and one download takes.
const MostDownloads = 500

// Look asks EKM for orders by their numbers or EKM ids, or when none is given for all that were placed in a span, and says of each
// what it is here and what a download would do. It stores nothing. Numbers that EKM does not know are refused by name (SB-ORD-151), a
// span of more than MostDownloads orders is too (SB-ORD-152).
func (d *Desk) Look(ctx context.Context, store commerce.StoreID, numbers []string, from, to time.Time) ([]view.Download, error) {
	row, shop, err := d.shop(ctx, store)
	if err != nil {
		return nil, err
	}
	var orders []ekm.Order
	if len(numbers) > 0 {
		orders, err = named(ctx, shop, numbers)
	} else {
		orders, err = spanned(ctx, shop, from, to)
	}
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(orders))
	for i, o := range orders {
		ids[i] = int64(o.ID)
	}
	known, err := d.db.KnownOrders(ctx, store, ids)
	if err != nil {
		return nil, err
	}
	stops, err := d.db.ShadowStops(ctx, store, ids)
	if err != nil {
		return nil, err
	}
	out := make([]view.Download, len(orders))
	for i, o := range orders {
		out[i] = preview(row, o, known[int64(o.ID)])
		if stop, ok := stops[int64(o.ID)]; ok && (out[i].OrderID == 0 || known[int64(o.ID)].Cause.Code == db.ExcludedByPerson) {
			out[i].Then, out[i].Does = stop.Text, false
		}
	}
	return out, nil
}

// named finds every order that has one of the numbers, or one of them as its id.
func named(ctx context.Context, shop *ekm.Client, numbers []string) ([]ekm.Order, error) {
	var out []ekm.Order
	var unknown []string
	for _, number := range numbers {
		number = strings.TrimSpace(number)
		if number == "" {
			continue
		}
		found := len(out)
		for o, err := range shop.Orders.Search(ctx, ekm.OrderQuery{Number: number}) {
			if err != nil {
				return nil, err
			}
			out = append(out, o)
		}
		if id, err := strconv.ParseInt(number, 10, 64); err == nil && id > 0 {
			o, err := shop.Orders.Get(ctx, ekm.ID(id))
			switch {
			case err == nil:
				out = append(out, o)
			case !fault.Is(err, fault.NotFound):
				return nil, err
			}
		}
		if len(out) == found {
			unknown = append(unknown, number)
		}
		if len(out) > MostDownloads {
			return nil, tooMany()
		}
	}
	if len(unknown) > 0 {
		return nil, refuse("SB-ORD-151", "EKM has no order with the number or id "+strings.Join(unknown, ", ")+". Nothing was downloaded.",
			"Compare it with the order in EKM; a deleted order cannot be downloaded.")
	}
	slices.SortFunc(out, func(a, b ekm.Order) int { return int(a.ID - b.ID) })
	return slices.CompactFunc(out, func(a, b ekm.Order) bool { return a.ID == b.ID }), nil
}

// spanned finds the orders that were placed from the one moment to the other; zero moments do not narrow.
func spanned(ctx context.Context, shop *ekm.Client, from, to time.Time) ([]ekm.Order, error) {
	if from.IsZero() && to.IsZero() {
		return nil, refuse("SB-ORD-153", "Neither a number nor a span of time was given, so there is nothing to look for.", "Name orders, or say from when to when they were placed.")
	}
	var out []ekm.Order
	for o, err := range shop.Orders.Search(ctx, ekm.OrderQuery{PlacedSince: from, PlacedBefore: to}) {
		if err != nil {
			return nil, err
		}
		if hidden(string(o.Status)) {
			continue
		}
		if out = append(out, o); len(out) > MostDownloads {
			return nil, tooMany()
		}
	}
	return out, nil
}

func tooMany() error {
	return refuse("SB-ORD-152", fmt.Sprintf("More than %d orders fit. Nothing was downloaded.", MostDownloads), "Choose a shorter span, and download it in parts.")
}

// preview says what an order is here and what a download would do with it.
func preview(store db.StoreRow, o ekm.Order, k db.KnownOrder) view.Download {
	total, _ := commerce.ParseAmount(o.TotalCost.String())
	out := view.Download{StoreID: store.ID, EKMID: int64(o.ID), Number: o.Number.Trim(), PlacedAt: o.Date.Time, Total: total.Pence(), Currency: store.Currency,
		Customer: customer(o).Name(), OrderID: k.ID, Now: here(k)}
	if hidden(string(o.Status)) {
		out.Then = "Nothing: nobody finished this check-out"
		return out
	}
	v, err := judged(store, o)
	switch {
	case k.Placed():
		out.Then, out.Does = "Compare with EKM again", true
	case k.State == commerce.OrderWorking:
		out.Then = "Nothing: it is being posted"
	case err != nil:
		out.Then, out.Does = "Hold: its amounts cannot be read", true
	case v.State == commerce.OrderExcluded || v.State == commerce.OrderCancelled:
		out.Then, out.Does = v.Cause.Text, k.ID == 0
	case v.AwaitPayment:
		out.Then, out.Does = "Wait for its payment", k.ID == 0 || k.Cause.Code == db.ExcludedByPerson
	case k.ID != 0:
		out.Then, out.Does = "Decide again", true
	default:
		out.Then, out.Does = "Import", true
	}
	return out
}

// judged is what the rules say of an order by its row alone.
func judged(store db.StoreRow, o ekm.Order) (db.Verdict, error) {
	order, err := translate(store.ID, store.Currency, o, nil, nil)
	order.Lines = []commerce.Line{{}} // unread, but there are some
	return verdict(order, store.Settings), err
}

func here(k db.KnownOrder) string {
	switch {
	case k.ID == 0:
		return "Not here"
	case k.SalesOrderID > 0 && k.State == commerce.OrderPosted:
		return fmt.Sprintf("Posted as %d", k.SalesOrderID)
	case k.SalesOrderID > 0:
		return fmt.Sprintf("In Brightpearl as %d, %s", k.SalesOrderID, k.State)
	case k.State == commerce.OrderHeld:
		return "Held: " + k.Cause.Text
	case k.State == commerce.OrderWaiting && k.AwaitPayment:
		return "Waits for its payment"
	case k.State == commerce.OrderWaiting || k.State == commerce.OrderWorking:
		return "Waits for its turn"
	}
	return k.Cause.Text
}

// Download reads orders from EKM again because a person names them, and tells how many. Orders from before go-live are taken, those
// that a person excluded come back, those in Brightpearl are only compared; everything else is decided again by the rules of now.
func (d *Desk) Download(ctx context.Context, store commerce.StoreID, ekmIDs []int64, actor string) (n int, err error) {
	if len(ekmIDs) > MostDownloads {
		return 0, tooMany()
	}
	row, shop, err := d.shop(ctx, store)
	if err != nil {
		return 0, err
	}
	for _, id := range ekmIDs {
		o, err := shop.Orders.Get(ctx, ekm.ID(id))
		if fault.Is(err, fault.NotFound) {
			return n, refuse("SB-ORD-151", fmt.Sprintf("EKM has no order %d any more. %d %s downloaded before it.", id, n, plural(int64(n), "order was", "orders were")),
				"A deleted order cannot be downloaded; go on without it.")
		}
		if err != nil {
			return n, err
		}
		if err := d.downloadOne(ctx, row, shop, o, actor); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func (d *Desk) downloadOne(ctx context.Context, store db.StoreRow, shop *ekm.Client, o ekm.Order, actor string) error {
	before, err := d.db.KnownOrders(ctx, store.ID, []int64{int64(o.ID)})
	if err != nil {
		return err
	}
	stops, err := d.db.ShadowStops(ctx, store.ID, []int64{int64(o.ID)})
	if err != nil {
		return err
	}
	k := before[int64(o.ID)]
	if _, typed := stops[int64(o.ID)]; k.ID != 0 && k.Cause.Code == db.ExcludedByPerson && !typed {
		if err := d.db.Write(ctx, func(tx *db.Tx) error { return tx.Readmit(k.ID) }); err != nil {
			return err
		}
	}
	if _, err := d.receive(ctx, store, shop, []ekm.Order{o}, time.Time{}, true); err != nil {
		return err
	}
	after, err := d.db.KnownOrders(ctx, store.ID, []int64{int64(o.ID)})
	if err != nil || after[int64(o.ID)].ID == 0 {
		return err
	}
	id := after[int64(o.ID)].ID
	return d.db.Write(ctx, func(tx *db.Tx) error {
		if k.State == commerce.OrderHeld && after[int64(o.ID)].State == commerce.OrderHeld && !k.Placed() {
			if _, err := tx.ReleaseOrder(id); err != nil { // held for what the rules said then
				return err
			}
		}
		return tx.Log(db.Activity{Store: store.ID, Kind: "order", Subject: "order " + o.Number.Trim(), Ref: orderRef(id), Text: "Downloaded again because it was asked for.", Actor: actor})
	})
}
