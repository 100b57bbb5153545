package orderflow

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
)

func hasPosition(ref string, position int) bool {
	_, tail, ok := strings.Cut(ref, "-")
	return ok && tail == strconv.Itoa(position)
}

// pay records the customer payment once. The transaction reference is the same for every try, so Brightpearl refuses a second
// one; only an order that this process has just created is paid without looking first.
func (d *Desk) pay(ctx context.Context, client *brightpearl.Client, store db.StoreRow, w db.OrderWork) error {
	total := w.Order.Total.Pence()
	if total == 0 {
		return d.paid(ctx, w, 0, "Nothing to pay, so no receipt.")
	}
	if owed(w, store.Settings) {
		return d.postUnpaid(ctx, w)
	}
	text := commerce.Reference(store.Username, w.Order.EKMID)
	ref, err := brightpearl.NewTransactionRef(text)
	if err != nil {
		return err
	}
	order := brightpearl.OrderID(w.SalesOrderID)
	d.mu.Lock()
	mine := d.mine[w.ID]
	d.mu.Unlock()
	if !mine || d.unsure(w) {
		id, ok, byHand, err := d.findPayment(ctx, order, w.Order.EKMID, total)
		switch {
		case err != nil:
			return err
		case ok:
			return d.paid(ctx, w, id, evidence(w, "payment")+fmt.Sprintf("Payment %d was found in Brightpearl and not repeated.", id))
		case byHand >= total:
			return d.paid(ctx, w, 0, "Staff have recorded the payment in Brightpearl. None was added.")
		case byHand > 0:
			return fault.Hold(fault.Cause{Code: "SB-ORD-117",
				Text: fmt.Sprintf("Sales order %d has payments of %s that staff recorded, but the shopper paid %s. Nothing was added to them.", order, byHand, total),
				Fix:  "Record what is missing in Brightpearl, or delete those payments there, then retry."})
		}
	}
	if _, err := d.intend(ctx, w, "payment"); err != nil {
		return err
	}
	id, err := client.Payments.CreateReceipt(ctx, brightpearl.Receipt{Ref: ref, Order: order, Method: store.Settings.PaymentMethod,
		Amount: pounds(total), Currency: w.Order.Currency, PaidOn: w.Order.PlacedAt, Note: "EKM order " + w.Order.Number})
	if err != nil {
		if !fault.Is(err, fault.Refused) {
			return err
		}
		// The error for a reference that is there already is not documented, so a refusal may mean "done".
		found, ok, _, look := d.findPayment(ctx, order, w.Order.EKMID, total)
		if look != nil {
			return look
		}
		switch {
		case !ok && d.unsure(w):
			// An earlier try may be in Brightpearl while its search does not know it yet.
			return &fault.Error{Op: "record the payment", Remote: "brightpearl", Text: "refused, and not found by the search yet", Unclear: true, Cause: err}
		case !ok:
			return err
		}
		id = brightpearl.PaymentID(found)
	}
	return d.paid(ctx, w, int64(id), "Payment of "+total.Display(w.Order.Currency)+" recorded.")
}

// findPayment looks for the payment under our reference, and refuses to go on when it is of another amount. byHand is what was
// received otherwise: staff may record a cheque before EKM shows it.
func (d *Desk) findPayment(ctx context.Context, order brightpearl.OrderID, ekmID int64, total commerce.Pence) (id int64, ok bool, byHand commerce.Pence, err error) {
	payments, _, err := d.moneys.get(ctx, order)
	if err != nil {
		return 0, false, 0, err
	}
	for _, p := range payments {
		if !commerce.ReferenceOf(p.TransactionRef, ekmID) {
			if p.Type == brightpearl.PaymentReceipt || p.Type == brightpearl.PaymentCapture {
				byHand += pence(p.Paid)
			}
			continue
		}
		if got := pence(p.Paid); got != total {
			return 0, false, 0, fault.Hold(fault.Cause{Code: "SB-ORD-117",
				Text: fmt.Sprintf("Sales order %d already has a payment of %s under this order's reference, but the shopper paid %s.", order, got, total),
				Fix:  "Correct the payment in Brightpearl, then retry."})
		}
		return int64(p.ID), true, byHand, nil
	}
	return 0, false, byHand, nil
}

func (d *Desk) paid(ctx context.Context, w db.OrderWork, payment int64, text string) error {
	d.mu.Lock()
	delete(d.mine, w.ID)
	d.mu.Unlock()
	return d.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Log(db.Activity{Store: w.Store, Kind: "order", Subject: "order " + w.Order.Number, Ref: orderRef(w.ID), Text: text}); err != nil {
			return err
		}
		return tx.Advance(w.ID, db.Progress{Stage: commerce.Paid, State: commerce.OrderWorking, PaymentID: payment, Paid: true, Flags: w.Flags})
	})
}

// noteReceipt opens or closes the card of an order without a sales receipt. Only staff can cure it: Brightpearl makes no receipt for
// a payment that exists, and this program deletes none.
func (d *Desk) noteReceipt(tx *db.Tx, w db.OrderWork, missing bool) error {
	key := fmt.Sprintf("receipt/%d", w.ID)
	if !missing {
		return tx.Heal(key)
	}
	return tx.Raise(db.Problem{Key: key, Code: "SB-ORD-119", Severity: "attention", Store: w.Store, Order: w.ID,
		Title: fmt.Sprintf("Order %s is paid without a sales receipt", w.Order.Number),
		Text: fmt.Sprintf("Sales order %d counts as paid in Brightpearl, but its payment of %s made no journal, so the bank account does not show it. The payment method has no bank account for %s, or is not active.",
			w.SalesOrderID, w.Order.Total.Pence().Display(w.Order.Currency), w.Order.Currency),
		Fix: "Give the payment method a bank account in Brightpearl. Then delete this payment there and retry the order: it is recorded again, with a receipt."})
}

// verify reads back that the order counts as paid and that Brightpearl made the sales receipt. What is missing becomes a flag:
// the order itself stands.
func (d *Desk) verify(ctx context.Context, w db.OrderWork) error {
	total := w.Order.Total.Pence()
	unpaid := total != 0 && !w.Paid && w.PaymentID == 0 // by a rule of the store
	flags, receipt, paid := w.Flags, false, !unpaid
	if total != 0 && !unpaid {
		order := brightpearl.OrderID(w.SalesOrderID)
		payments, _, err := d.moneys.get(ctx, order)
		if err != nil {
			return err
		}
		count := 0
		var sum commerce.Pence
		for _, p := range payments {
			sum += pence(p.Paid)
			if w.PaymentID == 0 || commerce.ReferenceOf(p.TransactionRef, w.Order.EKMID) { // 0: staff recorded it
				count++
				receipt = receipt || p.Journal > 0
			}
		}
		switch {
		case count == 0:
			return &fault.Error{Op: "read the payment back", Remote: "brightpearl", Text: "the payment is not visible yet", Unclear: true}
		case sum != total:
			flags = db.AddFlag(flags, fmt.Sprintf("%s%s, EKM %s", db.PaidFlag, sum, total))
			paid = sum >= total
		}
		if !receipt {
			flags = db.AddFlag(flags, db.NoReceiptFlag)
		}
	}
	return d.db.Write(ctx, func(tx *db.Tx) error {
		if err := d.noteReceipt(tx, w, total != 0 && !unpaid && !receipt); err != nil {
			return err
		}
		result := "posted"
		if len(flags) > 0 {
			result = "posted with a flag"
		}
		if err := tx.Log(db.Activity{Store: w.Store, Kind: "order", Subject: "order " + w.Order.Number, Ref: orderRef(w.ID),
			Text: "Read back from Brightpearl: sums, payment and receipt.", Result: result}); err != nil {
			return err
		}
		return tx.Advance(w.ID, db.Progress{Stage: commerce.Verified, State: commerce.OrderPosted, Paid: paid, Receipt: receipt, Flags: flags})
	})
}
