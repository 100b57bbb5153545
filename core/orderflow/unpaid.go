package orderflow

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/settings"
)

// unpaid applies the store's policy for the payment type of an order that EKM does not show as paid. A payment that failed is waited
// for whatever its type: the shopper may pay again.
func unpaid(o commerce.Order, s settings.Store) db.Verdict {
	kind := orNone(o.Type)
	if paymentStatus(o) != "FAILED" {
		switch s.UnpaidPolicy(o.Type) {
		case settings.UnpaidAsPaid:
			return db.Verdict{State: commerce.OrderWaiting, Cause: fault.Cause{Code: "SB-ORD-128",
				Text: "EKM does not show it as paid; orders by " + kind + " are downloaded and marked as paid by a rule of the store.",
				Fix:  "Nothing to do. The rule is in the store's settings (unpaid." + kind + ")."}}
		case settings.UnpaidAsUnpaid:
			return db.Verdict{State: commerce.OrderWaiting, Cause: fault.Cause{Code: "SB-ORD-129",
				Text: "EKM does not show it as paid; orders by " + kind + " are downloaded without a receipt by a rule of the store.",
				Fix:  "Nothing to do. The receipt is recorded when EKM shows the payment."}}
		}
	}
	return db.Verdict{State: commerce.OrderWaiting, AwaitPayment: true, Cause: fault.Cause{Code: "SB-ORD-124",
		Text: fmt.Sprintf("Waits for its payment. EKM shows the payment as %s (payment type: %s).", orNone(paymentStatus(o)), kind),
		Fix: fmt.Sprintf("It is downloaded as soon as EKM shows the payment, and leaves the list after %d days without one. Mark it paid in EKM if the money has arrived, "+
			"or choose in the store's settings that this payment type is not waited for.", max(s.UnpaidDays, 1))}}
}

// paidFor reports whether EKM shows that the shopper has paid, or that there was nothing to pay.
func paidFor(o commerce.Order) bool {
	switch payment := paymentStatus(o); payment {
	case "SUCCESS":
		return true
	case "UNKNOWN", "":
		return provesPayment(o.TransactionStatus) || free(o)
	default:
		return payment != "FAILED" && free(o)
	}
}

// owed reports that an order is posted without a receipt, because EKM does not show its payment and no rule of its store takes it as
// paid: by the rule for unpaid orders, or one that was held while such a rule stood and released after it was taken back. One that was
// posted so stays so, whatever the rules have become and whatever else EKM shows.
func owed(w db.OrderWork, s settings.Store) bool {
	if w.PaymentID != 0 || paidFor(w.Order) {
		return false
	}
	return slices.Contains(w.Flags, db.UnpaidFlag) || s.UnpaidPolicy(w.Order.Type) != settings.UnpaidAsPaid || paymentStatus(w.Order) == "FAILED"
}

// postUnpaid ends the payment stage of an order that is posted without a receipt; the missing payment is how later stages know it.
func (d *Desk) postUnpaid(ctx context.Context, w db.OrderWork) error {
	d.mu.Lock()
	delete(d.mine, w.ID)
	d.mu.Unlock()
	return d.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Log(db.Activity{Store: w.Store, Kind: "order", Subject: "order " + w.Order.Number, Ref: orderRef(w.ID),
			Text: "Posted without a receipt: EKM does not show the payment (payment type: " + orNone(w.Order.Type) + "). It is recorded when EKM does."}); err != nil {
			return err
		}
		return tx.Advance(w.ID, db.Progress{Stage: commerce.Paid, State: commerce.OrderWorking, Flags: []string{db.UnpaidFlag}})
	})
}

func paymentStatus(o commerce.Order) string {
	return strings.ToUpper(strings.TrimSpace(o.PaymentStatus))
}

// free reports an order that needs no payment because a voucher covered everything.
func free(o commerce.Order) bool { return o.Total == 0 && len(o.Lines) > 0 }

func orNone(s string) string {
	if s = strings.TrimSpace(s); s == "" {
		return "missing"
	}
	return s
}

// provesPayment recognises what payment gateways write when they have the money, for shops whose payment status stays
// unknown.
func provesPayment(status string) bool {
	s := strings.TrimSpace(status)
	for _, prefix := range []string{"APPROVED : ", "AUTHORIZED : ", "COMPLETED : ", "SUCCESS : ", "OK: SUCCESS:"} {
		if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
			return true
		}
	}
	switch strings.ToLower(s) {
	case "capture completed", "completed", "processed":
		return true
	}
	return strings.HasSuffix(strings.ToLower(s), "the payment was captured.")
}
