package orderflow

import (
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
	switch status {
	case "CANCELLED", "CANCELED":
		return db.Verdict{State: commerce.OrderCancelled, Cause: fault.Cause{Code: "SB-ORD-121", Text: "Cancelled in EKM before it was downloaded.", Fix: "Nothing to do."}}
	case "FAILED", "DECLINED", "REFUNDED":
		return excluded("SB-ORD-122", "Excluded by rule: its status in EKM is "+status+".", "It is downloaded when the status changes in EKM.")
	}
	if !downloads(s, status) {
		return excluded(notDownloaded, "Excluded by rule: the status "+status+" is not among the statuses to download.", "Add it in the store's settings, or change the status in EKM.")
	}
	if paidFor(o) {
		return db.Verdict{State: commerce.OrderWaiting}
	}
	return unpaid(o, s)
}

// notDownloaded is the cause code of an order whose status is not among those to download.
const notDownloaded = "SB-ORD-123"

func excluded(code, text, fix string) db.Verdict {
	return db.Verdict{State: commerce.OrderExcluded, Cause: fault.Cause{Code: code, Text: text, Fix: fix}}
}
