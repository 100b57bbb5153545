package orderflow

import (
	"fmt"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
)

// reading says what a shop's amounts mean. EKM does not document whether a price includes tax, nor whether a line's price,
// discount and tax are per unit or per line, and shops differ; the sums of each order decide.
type reading struct {
	Gross        bool // prices, delivery and discounts include tax
	PricePerLine bool
	TaxPerLine   bool
	TaxRounded   bool // a unit's tax is stated in whole pence, which many units multiply: the rate tells what was meant
	LineDiscount discountKind
	OrderReduced bool // the order's discount still has to be taken off the lines
	CustomInside bool // paid extras are part of the total
}

type discountKind int

const (
	noLineDiscount discountKind = iota
	perUnit
	perLine
)

// String names a reading, to be remembered per store and shown to people.
func (r reading) String() string {
	words := []string{"prices without tax", "per unit", "tax per unit"}
	if r.Gross {
		words[0] = "prices with tax"
	}
	if r.PricePerLine {
		words[1] = "per line"
	}
	if r.TaxPerLine {
		words[2] = "tax per line"
	}
	if r.TaxRounded {
		words[2] = "rounded tax per unit"
	}
	switch r.LineDiscount {
	case perUnit:
		words = append(words, "line discounts per unit")
	case perLine:
		words = append(words, "line discounts per line")
	}
	if r.OrderReduced {
		words = append(words, "order discount spread")
	}
	if r.CustomInside {
		words = append(words, "extras inside the total")
	}
	return strings.Join(words, ", ")
}

// readMoney finds the one way to read an order's amounts in which everything adds up, and turns it into rows whose sums equal
// EKM's to the penny. remembered is the reading that the store's earlier orders proved.
func readMoney(o commerce.Order, remembered string) (money, error) {
	if len(o.Lines) == 0 {
		return money{}, fault.Hold(fault.Cause{Code: "SB-ORD-110", Text: "The order has no lines, so there is nothing to import.",
			Fix: "Open it in EKM. If it is real, retry once it has lines; otherwise exclude it."})
	}
	for _, l := range o.Lines {
		if l.Quantity <= 0 {
			return money{}, fault.Hold(fault.Cause{Code: "SB-ORD-111",
				Text: fmt.Sprintf("A line of the order has the quantity %d. Nothing was created.", l.Quantity),
				Fix:  "Correct the order in EKM and retry, or exclude it."})
		}
	}
	fits := fitting(o, readings(o))
	if len(fits) == 0 {
		fits = fitting(o, roundedReadings(o))
	}
	switch {
	case len(fits) == 1:
		return fits[0], nil
	case len(fits) > 1:
		for _, m := range fits {
			if m.reading == remembered {
				return m, nil
			}
		}
		if m, ok := plainest(fits); ok {
			return m, nil
		}
	}
	return money{}, fault.Hold(unreadable(o, len(fits)))
}

// fitting are the different rows that the readings lead to without a contradiction.
func fitting(o commerce.Order, all []reading) (fits []money) {
	for _, r := range all {
		if m, ok := r.apply(o); ok && !contains(fits, m) {
			fits = append(fits, m)
		}
	}
	return fits
}

// roundedReadings are the readings for shops that round a unit's tax before they send it, tried when the stated taxes contradict
// the order's.
func roundedReadings(o commerce.Order) []reading {
	var all []reading
	for _, r := range readings(o) {
		if !r.TaxPerLine {
			r.TaxRounded = true
			all = append(all, r)
		}
	}
	return all
}

// readings lists every way to read the order, the most usual ones first.
func readings(o commerce.Order) []reading {
	var all []reading
	discounts := []discountKind{noLineDiscount}
	for _, l := range o.Lines {
		if l.Discount != 0 {
			discounts = []discountKind{perLine, perUnit, noLineDiscount}
			break
		}
	}
	reduced := []bool{false}
	if o.Discount != 0 {
		reduced = []bool{true, false}
	}
	custom := []bool{false}
	if o.CustomTotal != 0 {
		custom = []bool{true, false}
	}
	for _, gross := range []bool{false, true} {
		for _, perLinePrice := range []bool{false, true} {
			for _, taxPerLine := range []bool{false, true} {
				for _, d := range discounts {
					for _, red := range reduced {
						for _, c := range custom {
							all = append(all, reading{Gross: gross, PricePerLine: perLinePrice, TaxPerLine: taxPerLine,
								LineDiscount: d, OrderReduced: red, CustomInside: c})
						}
					}
				}
			}
		}
	}
	return all
}

// apply builds the rows under a reading; ok is false when the order's own sums contradict it.
func (r reading) apply(o commerce.Order) (money, bool) {
	values, taxes, over := r.lineValues(o)
	o.Delivery -= over // a discount beyond the goods comes off the delivery
	if o.Delivery < 0 {
		return money{}, false
	}
	goods := sum(values)
	if tolerance := commerce.MustAmount("0.01").Times(int64(len(o.Lines) + 2)); o.SubTotal != 0 && (goods-o.SubTotal).Abs() > tolerance {
		return money{}, false
	}
	var custom, customTax commerce.Amount
	if r.CustomInside {
		custom, customTax = o.CustomTotal, o.CustomTax
	}
	total, totalTax := o.Total.Pence(), o.Tax.Pence()

	m := money{reading: r.String()}
	for i := range o.Lines {
		m.parts = append(m.parts, r.part("goods", i, values[i], taxes[i]))
	}
	if o.Delivery != 0 {
		rest := o.Tax - sum(taxes) - customTax
		tax, ok := r.deliveryTax(o, rest, values, taxes)
		if !ok {
			return money{}, false
		}
		m.parts = append(m.parts, r.part("delivery", -1, o.Delivery, tax))
	}
	if custom != 0 {
		m.parts = append(m.parts, r.part("custom", -1, custom, customTax))
	}
	limit := allowance(len(m.parts))
	taxGap := totalTax - m.tax()
	if abs(taxGap) > limit {
		return money{}, false
	}
	if !m.moveTax(taxGap) {
		return money{}, false
	}
	gap := total - m.total()
	if abs(gap) > limit {
		return money{}, false
	}
	if gap != 0 {
		m.parts = append(m.parts, part{kind: "rounding", line: -1, net: gap})
	}
	m.settled = abs(taxGap) + abs(gap)
	m.note = "Read as " + m.reading + "."
	if m.settled > 0 {
		m.note += fmt.Sprintf(" %d p of rounding settled.", m.settled)
	}
	return m, m.total() == total && m.tax() == totalTax
}

// lineValues are the lines' values after discounts, in the reading's own terms (with or without tax), and their taxes. over is
// what the order's discount takes off beyond the goods.
func (r reading) lineValues(o commerce.Order) (values, taxes []commerce.Amount, over commerce.Amount) {
	before := make([]commerce.Amount, len(o.Lines))
	values, taxes = make([]commerce.Amount, len(o.Lines)), make([]commerce.Amount, len(o.Lines))
	for i, l := range o.Lines {
		v, t := l.Price, l.Tax
		if !r.PricePerLine {
			v = v.Times(l.Quantity)
		}
		switch {
		case r.TaxRounded && r.agrees(l):
			t = r.taxOf(v, l.TaxRate)
		case !r.TaxPerLine:
			t = t.Times(l.Quantity)
		}
		before[i], taxes[i] = v, t
		switch r.LineDiscount {
		case perUnit:
			v -= l.Discount.Times(l.Quantity)
		case perLine:
			v -= l.Discount
		}
		values[i] = v + l.Delivery
	}
	if r.OrderReduced {
		weights := make([]commerce.Pence, len(values))
		for i, v := range values {
			weights[i] = commerce.Pence(v) // exact weights: Spread only needs their proportion
		}
		off := o.Discount.Pence()
		if goods := sum(values).Pence(); off > goods && o.Delivery > 0 {
			off, over = goods, commerce.FromPence(off-goods)
		}
		for i, off := range commerce.Spread(off, weights) {
			values[i] -= commerce.FromPence(off)
		}
	}
	for i := range values {
		// EKM states a line's tax before discounts; the shopper paid it on what was left.
		if before[i] != 0 && values[i] != before[i] && taxes[i] != 0 {
			taxes[i] = scale(taxes[i], values[i], before[i])
		}
	}
	return values, taxes, over
}

// taxOf is the tax on an amount, or in it, at a rate.
func (r reading) taxOf(amount, rate commerce.Amount) commerce.Amount {
	if r.Gross {
		return amount.TaxInside(rate)
	}
	return amount.Percent(rate)
}

// agrees reports whether a line's tax is its unit's by the rate, but for rounding to the penny.
func (r reading) agrees(l commerce.Line) bool {
	unit := l.Price
	if r.PricePerLine {
		unit = scale(l.Price, 1, commerce.Amount(l.Quantity))
	}
	return l.Tax.Exact() && (r.taxOf(unit, l.TaxRate)-l.Tax).Abs() <= commerce.MustAmount("0.005")
}

// deliveryTax decides which tax the delivery carries, given what the order's tax leaves for it.
func (r reading) deliveryTax(o commerce.Order, rest commerce.Amount, values, taxes []commerce.Amount) (commerce.Amount, bool) {
	near := commerce.FromPence(allowance(len(o.Lines) + 1))
	at := func(rate commerce.Amount) commerce.Amount { return r.taxOf(o.Delivery, rate) }
	candidates := []commerce.Amount{at(o.DeliveryRate), 0}
	for _, l := range o.Lines {
		candidates = append(candidates, at(l.TaxRate))
	}
	if goods := sum(values); goods != 0 {
		candidates = append(candidates, scale(o.Delivery, sum(taxes), goods)) // in proportion to the goods' tax
	}
	candidates = append(candidates, at(commerce.MustAmount("20")), at(commerce.MustAmount("5")))
	best, ok := commerce.Amount(0), false
	for _, c := range candidates {
		if d := (rest - c).Abs(); d <= near && (!ok || d < (rest-best).Abs()) {
			best, ok = c, true
		}
	}
	return best, ok
}

func (r reading) part(kind string, line int, value, tax commerce.Amount) part {
	p := part{kind: kind, line: line, tax: tax.Pence(), exact: tax}
	if r.Gross {
		p.net = value.Pence() - p.tax
	} else {
		p.net = value.Pence()
		// A shop that keeps tenths of pennies rounds net and tax together; the gross is what the shopper paid.
		if gross := (value + tax).Pence(); !value.Exact() && gross != p.gross() && abs(gross-p.gross()) <= 1 {
			p.net = gross - p.tax
		}
	}
	return p
}

// plainest picks the reading that needed no settling when exactly one did not.
func plainest(fits []money) (money, bool) {
	var clean []money
	for _, m := range fits {
		if m.settled == 0 {
			clean = append(clean, m)
		}
	}
	if len(clean) == 1 {
		return clean[0], true
	}
	return money{}, false
}

func unreadable(o commerce.Order, fits int) fault.Cause {
	why := "No way of reading the prices makes the lines, delivery and discounts add up to the total."
	if fits > 1 {
		why = "Its prices can be read in two ways that give different rows."
	}
	goods := commerce.Amount(0)
	for _, l := range o.Lines {
		goods += l.Price.Times(l.Quantity)
	}
	return fault.Cause{Code: "SB-ORD-112",
		Text: fmt.Sprintf("The amounts of the order do not add up. %s Lines %s, delivery %s, discount %s, tax %s, total %s. Nothing was created; its units stay deducted.",
			why, goods, o.Delivery, o.Discount, o.Tax, o.Total),
		Fix: "Compare the order with EKM. Type it into Brightpearl by hand and exclude it here, or correct it in EKM and retry."}
}
