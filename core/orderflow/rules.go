package orderflow

import (
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/settings"
)

// hidden reports an order that is none yet: a check-out that nobody finished.
func hidden(status string) bool { return commerce.UpperStatus(status) == "SYSTEMHIDDEN" }

// verdict applies the import rules to an order that EKM shows. Unpaid orders wait; what will never be an order is excluded by
// name of the rule, so that every order has exactly one outcome.
func verdict(o commerce.Order, s settings.Store) db.Verdict {
	status := commerce.UpperStatus(o.Status)
	payment := strings.ToUpper(strings.TrimSpace(o.PaymentStatus))
	paid := payment == "SUCCESS" || (payment == "UNKNOWN" || payment == "") && provesPayment(o.TransactionStatus) || free(o, payment)
	switch status {
	case "CANCELLED", "CANCELED":
		return db.Verdict{State: commerce.OrderCancelled, Cause: fault.Cause{Code: "SB-ORD-121", Text: "Cancelled in EKM before it was downloaded.", Fix: "Nothing to do."}}
	case "FAILED", "DECLINED", "REFUNDED":
		return excluded("SB-ORD-122", "Excluded by rule: its status in EKM is "+status+".", "It is downloaded when the status changes in EKM.")
	}
	if !downloads(s, status) {
		return excluded(notDownloaded, "Excluded by rule: the status "+status+" is not among the statuses to download.", "Add it in the store's settings, or change the status in EKM.")
	}
	if paid {
		return db.Verdict{State: commerce.OrderWaiting}
	}
	return db.Verdict{State: commerce.OrderWaiting, AwaitPayment: true, Cause: fault.Cause{Code: "SB-ORD-124",
		Text: "Waits for its payment. EKM shows the payment as " + orNone(payment) + ".", Fix: "It is downloaded as soon as EKM shows the payment. Mark it paid in EKM if the money has arrived."}}
}

// notDownloaded is the cause code of an order whose status is not among those to download.
const notDownloaded = "SB-ORD-123"

func excluded(code, text, fix string) db.Verdict {
	return db.Verdict{State: commerce.OrderExcluded, Cause: fault.Cause{Code: code, Text: text, Fix: fix}}
}

// free reports an order that needs no payment because a voucher covered everything.
func free(o commerce.Order, payment string) bool {
	return o.Total == 0 && len(o.Lines) > 0 && payment != "FAILED"
}

func orNone(s string) string {
	if s == "" {
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
