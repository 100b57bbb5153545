package commerce

import (
	"fmt"
	"slices"
	"strings"
)

// Change is one difference between an order as it was posted and as EKM shows it now, in words. An empty side means that there was
// nothing, or is nothing any more.
type Change struct {
	What   string // for example "Line 2, quantity" or "Total"
	Posted string
	Now    string
}

// ChangesTo lists how a posted order differs from what EKM shows now: lines, amounts, who buys and where it goes, and that it is
// called off. What the warehouse and the gateway move by themselves (status, payment, tracking, notes) is no change. The texts hold
// personal data: they are for the order's own screen and for nothing else.
func (o Order) ChangesTo(now Order) []Change {
	var out []Change
	text := func(what, posted, shown string) {
		if posted != shown {
			out = append(out, Change{what, posted, shown})
		}
	}
	money := func(what string, posted, shown Amount) { text(what, o.words(posted), o.words(shown)) }
	if ClosedStatus(now.Status) {
		text("Status", "open", UpperStatus(now.Status))
	}
	out = append(out, o.lineChanges(now)...)
	text("Delivery method", o.DeliveryMethod, now.DeliveryMethod)
	money("Delivery", o.Delivery, now.Delivery)
	money("Discount", o.Discount, now.Discount)
	money("Custom fields", o.CustomTotal, now.CustomTotal)
	money("Tax", o.Tax, now.Tax)
	money("Total", o.Total, now.Total)
	text("Customer", o.Customer.Name(), now.Customer.Name())
	text("E-mail", strings.ToLower(o.Customer.Email), strings.ToLower(now.Customer.Email))
	text("Billing address", o.Customer.Billing.line(), now.Customer.Billing.line())
	text("Delivery address", o.Customer.Delivery.line(), now.Customer.Delivery.line())
	return out
}

// lineChanges follows each line by EKM's id of it; shops that send none are followed by code.
func (o Order) lineChanges(now Order) []Change {
	var out []Change
	left := slices.Clone(now.Lines)
	for i, l := range o.Lines {
		at := slices.IndexFunc(left, func(n Line) bool { return n.ID == l.ID && n.Code == l.Code })
		if at < 0 {
			out = append(out, Change{What: fmt.Sprintf("Line %d removed", i+1), Posted: o.bought(l)})
			continue
		}
		n := left[at]
		left = slices.Delete(left, at, at+1)
		if n.Quantity != l.Quantity {
			out = append(out, Change{fmt.Sprintf("Line %d, quantity", i+1), fmt.Sprint(l.Quantity), fmt.Sprint(n.Quantity)})
		}
		if n.Price != l.Price {
			out = append(out, Change{fmt.Sprintf("Line %d, price", i+1), o.words(l.Price), o.words(n.Price)})
		}
		if n.Discount != l.Discount {
			out = append(out, Change{fmt.Sprintf("Line %d, discount", i+1), o.words(l.Discount), o.words(n.Discount)})
		}
		if n.Options != l.Options {
			out = append(out, Change{fmt.Sprintf("Line %d, options", i+1), l.Options, n.Options})
		}
	}
	for _, n := range left {
		out = append(out, Change{What: "Line added", Now: o.bought(n)})
	}
	return out
}

func (o Order) bought(l Line) string {
	name := strings.TrimSpace(l.Code)
	if name == "" {
		name = l.Name
	}
	return fmt.Sprintf("%d × %s at %s", l.Quantity, name, o.words(l.Price))
}

// words is an amount for people, with all of its decimals where there are more than two.
func (o Order) words(a Amount) string {
	if a.Exact() {
		return a.Pence().Display(o.Currency)
	}
	return a.String()
}

func (a Address) line() string {
	var parts []string
	for _, p := range []string{a.Name, a.Company, a.Line1, a.Line2, a.Town, a.County, a.Postcode, a.Country} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ", ")
}

// ClosedStatus reports an EKM status in which an order is not to be delivered, or not any more.
func ClosedStatus(status string) bool {
	switch UpperStatus(status) {
	case "CANCELLED", "CANCELED", "REFUNDED", "DECLINED", "FAILED":
		return true
	}
	return false
}
