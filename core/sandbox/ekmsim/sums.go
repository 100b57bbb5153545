package ekmsim

import (
	"cmp"
	"slices"

	"stockbridge/core/sandbox/world"
)

// price is one line of a basket as the till sees it.
type price struct {
	unit     int64 // pence, as the shop shows it
	quantity int64
	rate     int64 // VAT percent; 0 in shops without tax
}

func (p price) pence() int64 { return p.unit * p.quantity }

// till is a basket about to be added up.
type till struct {
	mode         world.TaxMode
	lines        []price
	discount     int64 // pence off the goods, at most their value
	delivery     int64 // pence, with tax in gross shops
	deliveryRate int64 // percent
	surcharge    int64 // pence of custom fields, not taxed
	exactTax     bool  // tax is left with all its decimals instead of whole pence
}

// sums is a till's receipt. In net and untaxed shops sub + delivery + tax + surcharge = total; in gross shops tax is
// inside, and sub + delivery + surcharge = total.
type sums struct {
	sub, delivery, tax, total amount
	unitTax, lineTax          []amount // per line, before the discount
	lineDiscount              []amount // each line's share of the discount
}

// add works the sums out, exactly: EKM takes the discount off before tax and taxes delivery.
func (t till) add() sums {
	var out sums
	shares := t.shares()
	for i, l := range t.lines {
		out.unitTax = append(out.unitTax, t.tax(pence(l.unit), l.rate))
		out.lineTax = append(out.lineTax, t.tax(pence(l.pence()), l.rate))
		out.lineDiscount = append(out.lineDiscount, pence(shares[i]))
		out.sub += pence(l.pence() - shares[i])
		out.tax += t.tax(pence(l.pence()-shares[i]), l.rate)
	}
	out.delivery = pence(t.delivery)
	out.tax += t.tax(out.delivery, t.deliveryRate)
	if !t.exactTax {
		out.tax = out.tax.rounded()
	}
	out.total = out.sub + out.delivery + pence(t.surcharge)
	if t.mode == world.TaxNet {
		out.total += out.tax
	}
	return out
}

// tax is the tax on an amount, or in it. A share of whole pence is exact to four places in net shops; in gross shops, where
// it is not, whole pence are taken for each line.
func (t till) tax(of amount, rate int64) amount {
	switch {
	case t.mode == world.TaxNone || rate == 0:
		return 0
	case t.mode == world.TaxNet:
		return of.share(rate, 100)
	case t.exactTax:
		return of.share(rate, 100+rate)
	}
	return of.share(rate, 100+rate).rounded()
}

// shares spreads the discount over the lines in proportion to their value, in whole pence that add up.
func (t till) shares() []int64 {
	shares := make([]int64, len(t.lines))
	var goods int64
	for _, l := range t.lines {
		goods += l.pence()
	}
	discount := min(t.discount, goods)
	if discount <= 0 {
		return shares
	}
	type rest struct {
		line int
		part int64
	}
	var rests []rest
	left := discount
	for i, l := range t.lines {
		shares[i] = discount * l.pence() / goods
		left -= shares[i]
		rests = append(rests, rest{i, discount * l.pence() % goods})
	}
	slices.SortStableFunc(rests, func(a, b rest) int { return cmp.Compare(b.part, a.part) })
	for _, r := range rests[:left] {
		shares[r.line]++
	}
	return shares
}
