package orderflow

import (
	"fmt"
	"slices"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
)

// readMoney finds the one way to read an order's amounts in which everything adds up, and turns it into rows whose sums equal
// EKM's to the penny. remembered is what the store's earlier orders proved (memory as text); it only decides between readings
// that all add up, so an order that contradicts it is read by its own sums. rates are the percentages that the shop knows, for
// the tax on a delivery whose own rate is not told.
func readMoney(o commerce.Order, remembered string, rates ...commerce.Amount) (money, error) {
	if err := readable(o); err != nil {
		return money{}, err
	}
	fits := fitting(o, readings(o), rates)
	for _, rare := range rareReadings(o) {
		if len(fits) == 0 {
			fits = fitting(o, rare, rates)
		}
	}
	known := recall(remembered)
	best, ok := choosing(o, fits, known, rates)
	if !ok {
		return money{}, fault.Hold(unreadable(o, fits, known))
	}
	best.note = "Read as " + best.reading + "."
	if best.settled > 0 {
		best.note += fmt.Sprintf(" %d p of rounding settled.", best.settled)
	}
	best.learned = known.learn(best.ways, o).String()
	return best, nil
}

// readable refuses orders whose lines make no sense whatever their amounts mean.
func readable(o commerce.Order) error {
	if len(o.Lines) == 0 {
		return fault.Hold(fault.Cause{Code: "SB-ORD-110", Text: "The order has no lines, so there is nothing to import.",
			Fix: "Open it in EKM. If it is real, retry once it has lines; otherwise exclude it."})
	}
	for _, l := range o.Lines {
		odd := ""
		switch {
		case l.Quantity <= 0:
			odd = fmt.Sprintf("the quantity %d", l.Quantity)
		case l.Price < 0:
			odd = "the price " + l.Price.String()
		case l.Tax < 0:
			odd = "the tax " + l.Tax.String()
		default:
			continue
		}
		return fault.Hold(fault.Cause{Code: "SB-ORD-111", Text: "A line of the order has " + odd + ". Nothing was created; its units stay deducted.",
			Fix: "Correct the order in EKM and retry, or exclude it. A refund or credit is entered in Brightpearl by hand."})
	}
	return nil
}

// fitting are the different rows that readings lead to without a contradiction, each with all readings that lead to it.
func fitting(o commerce.Order, all []reading, rates []commerce.Amount) (fits []money) {
	for _, r := range all {
		m, ok := r.apply(o, rates)
		if !ok {
			continue
		}
		if i := slices.IndexFunc(fits, m.same); i >= 0 {
			fits[i].ways = append(fits[i].ways, r)
			continue
		}
		fits = append(fits, m)
	}
	return fits
}

// choosing picks the rows to post: the only ones, also when the stranger ones are left out (money.strange); or those that the store's
// earlier orders speak for; or those that needed no settling where exactly one did not.
func choosing(o commerce.Order, fits []money, known memory, rates []commerce.Amount) (money, bool) {
	if len(fits) > 1 {
		least := slices.MinFunc(fits, func(a, b money) int { return a.strange - b.strange }).strange
		fits = slices.DeleteFunc(slices.Clone(fits), func(m money) bool { return m.strange > least })
	}
	var likely []money
	for _, m := range fits {
		// Every way to these rows that the store's earlier orders contradict is ruled out; the discount is the one of a way that is left.
		ways := slices.DeleteFunc(slices.Clone(m.ways), func(r reading) bool { return !known.agrees(r.words(o)) })
		if len(ways) == 0 {
			continue
		}
		if ways[0] != m.ways[0] {
			m, _ = ways[0].apply(o, rates)
		}
		m.ways = ways
		likely = append(likely, m)
	}
	if len(likely) == 0 {
		likely = fits
	}
	if len(likely) == 1 {
		return likely[0], true
	}
	clean := slices.DeleteFunc(slices.Clone(likely), func(m money) bool { return m.settled != 0 })
	if len(clean) == 1 {
		return clean[0], true
	}
	return money{}, false
}

// unreadable explains with both sums why an order is not posted.
func unreadable(o commerce.Order, fits []money, known memory) fault.Cause {
	show := func(a commerce.Amount) string { return a.Pence().Display(o.Currency) }
	said := fmt.Sprintf("EKM says %s with %s tax", show(o.Total), show(o.Tax))
	why := ""
	if len(fits) > 1 {
		why = fmt.Sprintf("The amounts of the order can be read in two ways that give different rows: %s; or %s. Both come to %s with %s tax, as %s.",
			fits[0].reading, fits[1].reading, fits[0].total().Display(o.Currency), fits[0].tax().Display(o.Currency), said)
	} else {
		n := nearest(o, known)
		why = fmt.Sprintf("The amounts of the order do not add up. Its lines, delivery and extras come to %s with %s tax, but %s", show(n.total), show(n.tax), said)
		if o.SubTotal != 0 && (n.goods-o.SubTotal).Abs() > near(o) {
			why += fmt.Sprintf(" and a sub-total of %s where the lines come to %s", show(o.SubTotal), show(n.goods))
		}
		why += " (read as " + n.reading.say(o) + ")."
	}
	return fault.Cause{Code: "SB-ORD-112", Text: why + " Nothing was created; its units stay deducted.",
		Fix: "Compare the order with EKM. Type it into Brightpearl by hand and exclude it here, or correct it in EKM and retry."}
}

// sums are what an order comes to under a reading that contradicts it.
type sums struct {
	reading           reading
	goods, tax, total commerce.Amount
}

// nearest is the reading that comes closest to EKM's sums, of those that the store's earlier orders speak for if there is one.
func nearest(o commerce.Order, known memory) (best sums) {
	away := func(s sums) commerce.Amount { return (s.total - o.Total).Abs() + (s.tax - o.Tax).Abs() }
	first := true
	for _, mindful := range []bool{true, false} {
		for _, r := range readings(o) {
			if mindful && !known.agrees(r.words(o)) {
				continue
			}
			if s := r.sums(o); first || away(s) < away(best) {
				best, first = s, false
			}
		}
		if !first {
			return best
		}
	}
	return best
}

func (r reading) sums(o commerce.Order) sums {
	v := r.lineValues(o)
	s := sums{reading: r, goods: sum(v.values), tax: sum(v.taxes) + r.taxOf(o.Delivery, o.DeliveryRate)}
	if r.Discount == offDelivery {
		s.total -= o.Discount
	}
	s.total += s.goods + o.Delivery
	if r.Custom != customOutside {
		s.total, s.tax = s.total+o.CustomTotal, s.tax+o.CustomTax
	}
	if !r.Gross {
		s.total += s.tax
	} else if r.Custom == customBefore {
		s.total += o.CustomTax
	}
	return s
}
