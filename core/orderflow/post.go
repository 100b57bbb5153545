package orderflow

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
)

// salesOrder translates an order and its decided rows into Brightpearl's words. It is pure.
func salesOrder(store db.StoreRow, w db.OrderWork, rows []db.OrderRow, contact int64, ref string) brightpearl.NewSalesOrder {
	s, o := store.Settings, w.Order
	out := brightpearl.NewSalesOrder{
		Customer: brightpearl.ContactID(contact), CustomerAddress: orderAddress(o.Customer.Billing, o.Customer.Email),
		BillingContact: brightpearl.ContactID(contact), BillingAddress: orderAddress(o.Customer.Billing, o.Customer.Email),
		DeliveryTo: orderAddress(o.Customer.Delivery, o.Customer.Email),
		Reference:  clip(o.Number, brightpearl.MaxReference), ExternalRef: ref, PlacedOn: o.PlacedAt, TaxDate: o.PlacedAt,
		Status: brightpearl.OrderStatusID(s.OrderStatusID), Warehouse: brightpearl.WarehouseID(s.Warehouse()), Channel: brightpearl.ChannelID(s.ChannelID),
		LeadSource: brightpearl.LeadSourceID(s.LeadSourceID), PriceList: brightpearl.PriceListID(s.PriceListID), Currency: o.Currency,
		ShippingMethod: brightpearl.ShippingMethodID(shippingMethod(s.ShippingMethods, s.ShippingMethod, o.DeliveryMethod)),
	}
	for _, r := range rows {
		out.Rows = append(out.Rows, brightpearl.NewRow{Product: brightpearl.ProductID(r.ProductID), Name: clip(r.Name, brightpearl.MaxOrderRowName),
			Quantity: decimal.NewFromInt(r.Quantity), TaxCode: r.TaxCode, Net: pounds(r.Net), Tax: pounds(r.Tax), ExternalRef: rowRef(w.Order.EKMID, r.Position)})
	}
	return out
}

func shippingMethod(mapped map[string]int64, standard int64, method string) int64 {
	if id, ok := mapped[strings.ToLower(strings.TrimSpace(method))]; ok {
		return id
	}
	return standard
}

func rowRef(order int64, position int) string { return fmt.Sprintf("%d-%d", order, position) }

func pounds(p commerce.Pence) decimal.Decimal { return decimal.New(int64(p), -2) }

func pence(d decimal.Decimal) commerce.Pence { return commerce.Pence(d.Shift(2).Round(0).IntPart()) }

// allocate reads the order back, checks that Brightpearl has the same sums, and reserves stock for the tied rows. A shortage is
// a state, not a fault.
func (d *Desk) allocate(ctx context.Context, client *brightpearl.Client, store db.StoreRow, w db.OrderWork) error {
	rows, err := d.db.OrderRows(ctx, w.ID)
	if err != nil {
		return err
	}
	posted, ok, err := d.sales.get(ctx, brightpearl.OrderID(w.SalesOrderID))
	if err != nil {
		return err
	}
	if !ok {
		return fault.Hold(fault.Cause{Code: "SB-ORD-115", Text: fmt.Sprintf("Sales order %d is not in Brightpearl any more. Nothing was reserved or paid.", w.SalesOrderID),
			Fix: "If it was deleted on purpose, exclude the order here. Otherwise retry."})
	}
	if err := equalSums(w, posted); err != nil {
		return err
	}
	before := map[int]int64{}
	for _, r := range rows {
		before[r.Position] = r.Reserved
	}
	lines, taken := reservationLines(rows, posted)
	// Once goods-out notes exist the reservation is no longer the whole truth; staff decide what is still owed.
	byHand := posted.Cancelled
	if !w.PostedAt.IsZero() && !byHand {
		notes, err := client.GoodsOut.ByOrders(ctx, posted.ID)
		if err != nil {
			return err
		}
		byHand = len(notes) > 0
	}
	if byHand {
		return d.allocated(ctx, store, w, rows, nil, true)
	}
	if len(lines) > 0 {
		if err := d.reserve(ctx, client, store, w, posted, lines); err != nil {
			return err
		}
	}
	reserved, err := d.reservedUnits(ctx, client, w, posted.ID, lines)
	if err != nil {
		return err
	}
	for i := range rows {
		r := &rows[i]
		r.Reserved = 0
		if r.Wanted > 0 {
			r.Reserved = min(r.Wanted, taken.units(r.Position, reserved))
		}
	}
	return d.allocated(ctx, store, w, rows, taken.newly(before, rows, reserved), false)
}

// allocated commits what is reserved. What is missing stays owed, unless staff have taken the order over.
func (d *Desk) allocated(ctx context.Context, store db.StoreRow, w db.OrderWork, rows []db.OrderRow, gone map[int64]int64, byHand bool) error {
	var total, wanted int64
	for i := range rows {
		r := &rows[i]
		total, wanted = total+r.Reserved, wanted+r.Wanted
		r.Settled = byHand || r.Reserved >= r.Wanted || r.RowID == 0
	}
	var flags []string
	short := wanted - total
	if short > 0 {
		flags = append(flags, fmt.Sprintf("%s%d %s", db.ShortFlag, short, plural(short, "unit", "units")))
	}
	if err := d.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Reserve(w.ID, store.Settings.Warehouse(), rows, gone); err != nil {
			return err
		}
		if err := d.noteShortage(tx, store, w, rows, short, byHand); err != nil {
			return err
		}
		if err := tx.Log(db.Activity{Store: w.Store, Kind: "order", Subject: "order " + w.Order.Number, Ref: orderRef(w.ID),
			Text: fmt.Sprintf("Reserved %d of %d %s.", total, wanted, plural(wanted, "unit", "units"))}); err != nil {
			return err
		}
		return tx.Advance(w.ID, db.Progress{Stage: commerce.Allocated, State: commerce.OrderWorking, Reserved: total, Paid: w.Paid, Receipt: w.Receipt, Flags: flags})
	}); err != nil {
		return err
	}
	return d.touch(ctx, append(stocked(rows), slices.Collect(maps.Keys(gone))...))
}

// equalSums compares what Brightpearl stored with what EKM charged.
func equalSums(w db.OrderWork, posted brightpearl.SalesOrder) error {
	total, tax := pence(posted.Total.Gross), pence(posted.Total.Tax)
	if total == w.Order.Total.Pence() && tax == w.Order.Tax.Pence() {
		return nil
	}
	return fault.Hold(fault.Cause{Code: "SB-ORD-116",
		Text: fmt.Sprintf("Sales order %d comes to %s with %s tax in Brightpearl, but the shopper paid %s with %s tax. No payment was recorded.",
			posted.ID, total.Display(w.Order.Currency), tax.Display(w.Order.Currency), w.Order.Total.Pence().Display(w.Order.Currency), w.Order.Tax.Pence().Display(w.Order.Currency)),
		Fix: "Correct the rows in Brightpearl, then retry."})
}

// reserve holds stock. An order that this process has just created, and that Brightpearl's own rules have not allocated, has no
// reservation; every other one is asked first, because nobody documents what a second reservation does.
func (d *Desk) reserve(ctx context.Context, client *brightpearl.Client, store db.StoreRow, w db.OrderWork, posted brightpearl.SalesOrder, lines []brightpearl.ReservationLine) error {
	order := brightpearl.OrderID(w.SalesOrderID)
	d.mu.Lock()
	fresh := d.mine[w.ID] && !d.unsure(w) && posted.AllocationStatus == brightpearl.AllocationNone
	d.mu.Unlock()
	if !fresh {
		held, ok, err := client.Reservations.Get(ctx, order)
		if err != nil {
			return err
		}
		if ok && len(held.Lines) > 0 {
			if covers(held.Lines, lines) {
				return nil
			}
			err := client.Reservations.Set(ctx, order, lines)
			if err != nil && !brightpearl.NothingToReserve(err) {
				return err
			}
			return nil
		}
	}
	if _, err := d.intend(ctx, w, "reservation"); err != nil {
		return err
	}
	err := client.Reservations.Create(ctx, order, brightpearl.WarehouseID(store.Settings.Warehouse()), lines)
	if err != nil && !brightpearl.NothingToReserve(err) {
		return err
	}
	return nil
}

func covers(held, wanted []brightpearl.ReservationLine) bool {
	have := map[brightpearl.RowID]decimal.Decimal{}
	for _, l := range held {
		have[l.Row] = have[l.Row].Add(l.Quantity)
	}
	for _, l := range wanted {
		if have[l.Row].LessThan(l.Quantity) {
			return false
		}
	}
	return true
}

// reservedUnits tells what Brightpearl holds for each row: everything when it says so, otherwise what the reservation lists.
func (d *Desk) reservedUnits(ctx context.Context, client *brightpearl.Client, w db.OrderWork, order brightpearl.OrderID, lines []brightpearl.ReservationLine) (map[brightpearl.RowID]int64, error) {
	out := map[brightpearl.RowID]int64{}
	if len(lines) == 0 {
		return out, nil
	}
	after, ok, err := d.sales.get(ctx, order)
	if err != nil {
		return nil, err
	}
	if ok && after.AllocationStatus == brightpearl.AllocationAll {
		for _, l := range lines {
			out[l.Row] = l.Quantity.IntPart()
		}
		return out, nil
	}
	held, _, err := client.Reservations.Get(ctx, order)
	if err != nil {
		return nil, err
	}
	for _, l := range held.Lines {
		out[l.Row] += l.Quantity.IntPart()
	}
	return out, nil
}

func plural(n int64, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
