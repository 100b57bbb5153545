package orderflow

import "stockbridge/core/commerce"

// apply builds the rows under a reading; ok is false when the order's own sums contradict it.
func (r reading) apply(o commerce.Order, rates []commerce.Amount) (m money, ok bool) {
	v := r.lineValues(o)
	o.Delivery -= v.over // a discount beyond the goods comes off the delivery
	if r.Discount == offDelivery {
		o.Delivery -= o.Discount
	}
	if o.Delivery < 0 || v.negative {
		return money{}, false
	}
	goods := sum(v.values)
	reduced := true // the sub-total is after the order's discount, which the goods bear
	if o.SubTotal != 0 && (goods-o.SubTotal).Abs() > near(o) {
		if reduced = false; (sum(v.before) - o.SubTotal).Abs() > near(o) {
			return money{}, false
		}
	}
	custom, customTax := o.CustomTotal, o.CustomTax
	switch {
	case r.Custom == customOutside:
		custom, customTax = 0, 0
	case r.Custom == customBefore:
		custom += customTax
	}
	if !r.DeliveryOther {
		rough := goods + o.Delivery + custom - o.Total
		if !r.Gross {
			rough += o.Tax
		}
		if rough.Abs() > commerce.FromPence(allowance(len(o.Lines)+2)+commerce.Pence(len(o.Lines)+3)) {
			return money{}, false // no rounding of rows makes up for this
		}
	}
	m = money{reading: r.say(o), ways: []reading{r}, strange: number(!reduced)}
	for i := range o.Lines {
		p := r.part("goods", i, v.values[i], v.taxes[i])
		p.off = r.part("goods", i, v.before[i], v.beforeTax[i]).worth()
		p.off = worth{p.off.net - p.net, p.off.tax - p.tax}
		m.parts = append(m.parts, p)
	}
	if o.Delivery != 0 {
		priced := r
		priced.Gross = r.Gross != r.DeliveryOther
		tax, rate, ok := priced.deliveryTax(o, o.Tax-sum(v.taxes)-customTax, v, rates)
		if !ok {
			return money{}, false
		}
		p := priced.part("delivery", -1, o.Delivery, tax)
		p.rate, p.shared = rate, rate == sharedRate
		m.strange += number(rate != o.DeliveryRate)
		m.parts = append(m.parts, p)
	}
	if custom != 0 {
		m.parts = append(m.parts, r.part("custom", -1, custom, customTax))
	}
	return m, m.settle(o.Total.Pence(), o.Tax.Pence())
}

// near is how far a sub-total may be from its lines: a shop may have rounded each of them.
func near(o commerce.Order) commerce.Amount {
	return commerce.FromPence(commerce.Pence(len(o.Lines) + 2))
}

// values are the lines' values under a reading, in its own terms (with or without tax), and their taxes; before the order's
// discount and after it.
type values struct {
	before, beforeTax []commerce.Amount
	values, taxes     []commerce.Amount
	over              commerce.Amount // what the order's discount takes off beyond the goods
	negative          bool            // a discount is larger than its line
}

func (r reading) lineValues(o commerce.Order) values {
	all := make([]commerce.Amount, 4*len(o.Lines))
	n := len(o.Lines)
	v := values{before: all[:n:n], beforeTax: all[n : 2*n : 2*n], values: all[2*n : 3*n : 3*n], taxes: all[3*n:]}
	for i, l := range o.Lines {
		full, tax := l.Price, l.Tax
		if !r.PricePerLine {
			full = full.Times(l.Quantity)
		}
		off := commerce.Amount(0)
		switch r.LineDiscount {
		case perUnit:
			off = l.Discount.Times(l.Quantity)
		case perLine:
			off = l.Discount
		}
		value := full - off + l.Delivery
		stated := full
		if r.TaxDiscounted {
			stated = value
		}
		switch {
		case r.TaxRounded && r.agrees(l, stated):
			tax = r.taxOf(stated, l.TaxRate)
		case !r.TaxPerLine:
			tax = tax.Times(l.Quantity)
		}
		// The last decimal of a unit's tax is rounded, which many units multiply: half a penny is to stay half a penny.
		if exact := r.taxOf(stated, l.TaxRate); exact != tax && (exact-tax).Abs() <= commerce.Amount(l.Quantity) {
			tax = exact
		}
		v.negative = v.negative || value < 0
		if value != full && full != 0 && !r.TaxDiscounted {
			tax = tax.Scale(value, full) // stated before the discount; the shopper paid it on what was left
		}
		v.before[i], v.beforeTax[i], v.values[i], v.taxes[i] = value, tax, value, tax
	}
	if r.Discount == offGoods && !v.negative {
		r.discount(o, &v)
	}
	return v
}

// discount spreads the order's discount over the lines in proportion to what they are worth, in whole pence; what the goods do not
// bear comes off the delivery.
func (r reading) discount(o commerce.Order, v *values) {
	weights := make([]commerce.Pence, len(v.before))
	for i, b := range v.before {
		weights[i] = commerce.Pence(b) // exact weights: Spread only needs their proportion
	}
	off := o.Discount.Pence()
	if goods := sum(v.before).Pence(); off > goods {
		off, v.over = goods, o.Discount-sum(v.before)
	}
	for i, off := range commerce.Spread(off, weights) {
		if v.values[i] = v.before[i] - commerce.FromPence(off); v.values[i] < 0 {
			v.values[i] = 0 // a fraction of a penny
		}
		if v.before[i] != 0 && off != 0 {
			v.taxes[i] = v.beforeTax[i].Scale(v.values[i], v.before[i])
		}
	}
}

// taxOf is the tax on an amount, or in it, at a rate.
func (r reading) taxOf(amount, rate commerce.Amount) commerce.Amount {
	if r.Gross {
		return amount.TaxInside(rate)
	}
	return amount.Percent(rate)
}

// agrees reports whether a line's tax is its unit's share of the tax on a value, but for rounding to the penny.
func (r reading) agrees(l commerce.Line, value commerce.Amount) bool {
	unit := value.Scale(1, commerce.Amount(l.Quantity))
	return l.Tax.Exact() && (r.taxOf(unit, l.TaxRate)-l.Tax).Abs() <= commerce.FromPence(1)/2
}

// sharedRate stands for no rate of its own: the delivery's tax is in proportion to the goods'.
const sharedRate commerce.Amount = -1

var usualRates = []commerce.Amount{20_000_000, 5_000_000}

// deliveryTax decides which tax the delivery carries, given what the order's tax leaves for it: at its own rate, none, at a
// line's rate, in proportion to the goods' tax, or at another rate of the shop. The nearest one counts, but a likelier one is
// taken where rounding, half a penny a row, explains why it is not as near.
func (r reading) deliveryTax(o commerce.Order, rest commerce.Amount, v values, rates []commerce.Amount) (tax, rate commerce.Amount, ok bool) {
	within := commerce.FromPence(allowance(len(o.Lines) + 1))
	noise := commerce.FromPence(1).Times(int64(len(o.Lines)+1)) / 2
	try := func(candidate, at commerce.Amount) {
		d := (rest - candidate).Abs()
		if d <= within && (!ok || d+noise < (rest-tax).Abs()) {
			tax, rate, ok = candidate, at, true
		}
	}
	try(r.taxOf(o.Delivery, o.DeliveryRate), o.DeliveryRate)
	try(0, 0)
	for _, l := range o.Lines {
		try(r.taxOf(o.Delivery, l.TaxRate), l.TaxRate)
	}
	if goods := sum(v.values); goods != 0 {
		try(o.Delivery.Scale(sum(v.taxes), goods), sharedRate)
	}
	for _, at := range rates {
		try(r.taxOf(o.Delivery, at), at)
	}
	for _, at := range usualRates {
		try(r.taxOf(o.Delivery, at), at)
	}
	return tax, rate, ok
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
