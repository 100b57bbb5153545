package orderflow

import (
	"context"
	"fmt"
	"strings"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
)

// What a person decides about an order that EKM, or staff in Brightpearl, changed after it was posted. Nothing here writes to
// either side: the sales order is corrected by hand, and what is stored here follows once both sides agree.

// AcceptChange makes EKM's present order the one that counts. It asks Brightpearl first: the sales order has to have EKM's new sums,
// or to be cancelled where EKM's order is called off. Otherwise it refuses, with both sides' sums.
func (d *Desk) AcceptChange(ctx context.Context, id commerce.OrderID, actor string) error {
	w, shown, err := d.changedOrder(ctx, id)
	if err != nil {
		return err
	}
	before, err := d.db.OrderRows(ctx, id)
	if err != nil {
		return err
	}
	there, ok, err := d.standing(ctx, w)
	if err != nil {
		return err
	}
	var rows []db.OrderRow
	text := "The change in EKM was accepted: Brightpearl has the same sums."
	if commerce.ClosedStatus(shown.Status) {
		if ok && !there.Cancelled {
			return refuse("SB-ORD-133", fmt.Sprintf("EKM shows the order as %s, but sales order %d is not cancelled in Brightpearl. Nothing was changed.",
				commerce.UpperStatus(shown.Status), w.SalesOrderID), "Cancel it in Brightpearl and accept then, or ignore the change with a reason.")
		}
		rows, text = released(before), "That EKM called the order off was accepted: its sales order does not stand any more."
	} else {
		if !ok {
			return d.gone(w)
		}
		if total, tax := pence(there.Total.Gross), pence(there.Total.Tax); total != shown.Total.Pence() || tax != shown.Tax.Pence() {
			show := func(p commerce.Pence) string { return p.Display(shown.Currency) }
			return refuse("SB-ORD-132", fmt.Sprintf("Sales order %d comes to %s with %s tax in Brightpearl, EKM's order now to %s with %s tax. Nothing was changed.",
				w.SalesOrderID, show(total), show(tax), show(shown.Total.Pence()), show(shown.Tax.Pence())),
				"Correct the rows in Brightpearl until the sums are EKM's, then accept again; or ignore the change with a reason.")
		}
		rows = corrected(before, there)
	}
	store, _, err := d.db.Store(ctx, w.Store)
	if err != nil {
		return err
	}
	if err := d.db.Write(ctx, func(tx *db.Tx) error {
		same, err := tx.AcceptChange(id, shown, rows)
		if err != nil {
			return err
		}
		if !same {
			return refuse("SB-ORD-134", "EKM has changed the order once more while it was being compared. Nothing was changed here.", "Look at the new difference and decide again.")
		}
		if err := tx.SetShopper(id, d.shopper(store, shown)); err != nil { // the address may be another one
			return err
		}
		return tx.Log(db.Activity{Store: w.Store, Kind: "order", Subject: "order " + w.Order.Number, Ref: orderRef(id), Text: text, Actor: actor})
	}); err != nil {
		return err
	}
	return d.touch(ctx, append(stocked(before), stocked(rows)...))
}

// IgnoreChange keeps the order as it was posted, with the person's reason. A later change in EKM is shown again.
func (d *Desk) IgnoreChange(ctx context.Context, id commerce.OrderID, reason, actor string) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return refuse("SB-ORD-137", "A change is ignored with a reason only, for whoever asks later.", "Say why the order stays as it was posted.")
	}
	w, _, err := d.changedOrder(ctx, id)
	if err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.IgnoreChange(id); err != nil {
			return err
		}
		return tx.Log(db.Activity{Store: w.Store, Kind: "order", Subject: "order " + w.Order.Number, Ref: orderRef(id),
			Text: "The change in EKM was ignored, the order stays as it was posted: " + reason, Actor: actor})
	})
}

// CreateAgain has an order posted again, as EKM shows it now, whose sales order was deleted in Brightpearl. It refuses while the sales
// order is there; and since a search may lag, the post looks for the order's reference before it creates anything.
func (d *Desk) CreateAgain(ctx context.Context, id commerce.OrderID, actor string) error {
	w, err := d.db.Order(ctx, id)
	if err != nil {
		return err
	}
	if w.SalesOrderID == 0 {
		return refuse("SB-ORD-136", "Order "+w.Order.Number+" was never posted, so there is nothing to create again.", "Retry it instead.")
	}
	if _, ok, err := d.standing(ctx, w); err != nil {
		return err
	} else if ok {
		return refuse("SB-ORD-135", fmt.Sprintf("Sales order %d is in Brightpearl, so creating it again would double it.", w.SalesOrderID),
			"Delete it in Brightpearl first if it has to be made anew.")
	}
	before, err := d.db.OrderRows(ctx, id)
	if err != nil {
		return err
	}
	if err := d.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.PostAgain(id); err != nil {
			return err
		}
		return tx.Log(db.Activity{Store: w.Store, Kind: "order", Subject: "order " + w.Order.Number, Ref: orderRef(id), Actor: actor,
			Text: fmt.Sprintf("Sales order %d is not in Brightpearl any more; the order is to be posted again.", w.SalesOrderID)})
	}); err != nil {
		return err
	}
	d.mu.Lock()
	delete(d.mine, id)
	d.mu.Unlock()
	return d.touch(ctx, stocked(before))
}

// changedOrder loads an order whose change nobody has judged.
func (d *Desk) changedOrder(ctx context.Context, id commerce.OrderID) (db.OrderWork, commerce.Order, error) {
	w, err := d.db.Order(ctx, id)
	if err != nil {
		return w, commerce.Order{}, err
	}
	_, shown, changed, err := d.db.OrderShown(ctx, id)
	if err == nil && !changed {
		err = refuse("SB-ORD-138", "EKM shows order "+w.Order.Number+" as it was posted, or its change was judged already.", "Nothing to do.")
	}
	return w, shown, err
}

// standing reads an order's sales order; ok is false when Brightpearl does not have it any more.
func (d *Desk) standing(ctx context.Context, w db.OrderWork) (brightpearl.SalesOrder, bool, error) {
	client, err := d.brightpearl()
	if err != nil {
		return brightpearl.SalesOrder{}, false, err
	}
	found, err := client.SalesOrders.Get(ctx, brightpearl.OrderID(w.SalesOrderID))
	if err != nil || len(found) == 0 {
		return brightpearl.SalesOrder{}, false, err
	}
	return found[0], true, nil
}

func (d *Desk) gone(w db.OrderWork) error {
	return refuse("SB-ORD-115", fmt.Sprintf("Sales order %d is not in Brightpearl any more. Nothing was changed.", w.SalesOrderID),
		"Create it again, or exclude the order here if it was deleted on purpose.")
}

func refuse(code, text, fix string) error {
	return fault.Hold(fault.Cause{Code: code, Text: text, Fix: fix})
}

// corrected are an order's rows as staff left them in Brightpearl. From then on staff decide what is still owed, so that nothing of
// them is deducted here any more.
func corrected(before []db.OrderRow, there brightpearl.SalesOrder) []db.OrderRow {
	known := map[int64]db.OrderRow{}
	for _, r := range before {
		known[r.RowID] = r
	}
	var out []db.OrderRow
	for _, r := range there.Rows {
		if r.BundleChild {
			continue
		}
		row, ok := known[int64(r.ID)]
		if !ok {
			row = db.OrderRow{Kind: "goods", SKU: r.SKU, TaxRule: "as staff entered it in Brightpearl"}
		}
		row.Name, row.Quantity, row.ProductID, row.RowID = r.Name, r.Quantity.IntPart(), int64(r.Product), int64(r.ID)
		row.Net, row.Tax, row.TaxCode, row.Settled = pence(r.Net), pence(r.Tax), r.TaxCode, true
		if row.Wanted > 0 {
			row.Wanted = row.Quantity
			row.Reserved = min(row.Reserved, row.Wanted)
		}
		out = append(out, row)
	}
	return out
}

// released are the rows of an order that is not to be delivered: nothing is owed to the shopper.
func released(before []db.OrderRow) []db.OrderRow {
	out := make([]db.OrderRow, len(before))
	for i, r := range before {
		r.Settled = true
		out[i] = r
	}
	return out
}
