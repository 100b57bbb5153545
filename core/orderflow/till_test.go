package orderflow

import (
	"math/rand/v2"

	"stockbridge/core/commerce"
)

// till is how a made-up shop keeps its amounts and adds them up.
type till struct {
	gross, pricePerLine, taxPerLine bool
	lineDiscount                    discountKind
	taxDiscounted                   bool // a line's tax is stated after its discount
	tenths                          bool // prices of three decimals
	pennyTax                        bool // a line's tax is stated in whole pence
	rounding                        rounding
	delivery                        deliveryTax
	custom                          customKind
	subTotal                        subTotal
	untaxed                         bool
	voucher                         bool // discounts are vouchers for the delivery
	plain                           bool // every amount is so large that no other reading comes near
}

type rounding int

const (
	byRow   rounding = iota // each row's tax in pence, the order's is their sum
	once                    // the order's tax in pence
	notEver                 // fractions of pence are sent
)

type deliveryTax int

const (
	standard deliveryTax = iota
	untaxedDelivery
	sharedDelivery  // in proportion to the goods' tax
	unnamedDelivery // at the standard rate, which the order does not tell
)

type subTotal int

const (
	afterDiscount subTotal = iota
	beforeDiscount
	notSent
)

// basket is an order and what its shopper was charged row by row.
type basket struct {
	order commerce.Order
	rows  []worth
}

func someTill(rng *rand.Rand, plain bool) till {
	yes := func(oneIn int) bool { return rng.IntN(oneIn) == 0 }
	t := till{gross: yes(2), pricePerLine: yes(4), taxPerLine: yes(2), lineDiscount: discountKind(rng.IntN(3)), rounding: rounding(rng.IntN(3)),
		delivery: deliveryTax(rng.IntN(4)), custom: customKind(rng.IntN(3)), subTotal: subTotal(rng.IntN(3)), tenths: yes(4), pennyTax: yes(3), plain: plain}
	t.voucher = !plain && yes(8)
	t.taxDiscounted = t.lineDiscount != noLineDiscount && yes(3)
	if plain {
		t.tenths, t.pennyTax, t.rounding, t.subTotal, t.delivery = false, false, byRow, afterDiscount, standard
		return t
	}
	t.untaxed = yes(8)
	if t.voucher { // without a sub-total nobody can tell what a voucher was taken off
		t.subTotal = afterDiscount
	}
	return t
}

func (t till) taxOf(value, rate commerce.Amount) commerce.Amount {
	switch {
	case t.untaxed:
		return 0
	case t.gross:
		return value.TaxInside(rate)
	}
	return value.Percent(rate)
}

// checkout fills a basket and adds it up as the till does: line discounts, then the order's discount, then tax, then delivery.
func (t till) checkout(rng *rand.Rand) basket {
	var b basket
	o := &b.order
	rates := []commerce.Amount{20_000_000, 20_000_000, 5_000_000, 0}
	pennies := func(from, to int64) commerce.Amount {
		return commerce.FromPence(commerce.Pence(from + rng.Int64N(to-from)))
	}
	var values, taxed []commerce.Amount
	for range 1 + rng.IntN(6) {
		l := commerce.Line{Quantity: 1 + rng.Int64N(4), TaxRate: rates[rng.IntN(len(rates))]}
		unit := pennies(1, 15_000)
		if rng.IntN(10) == 0 {
			l.Quantity += rng.Int64N(200)
		}
		if t.plain {
			l.Quantity, l.TaxRate, unit = 2+rng.Int64N(5), rates[rng.IntN(2)], pennies(5_000, 15_000)
			if len(o.Lines) > 0 {
				l.TaxRate = rates[rng.IntN(len(rates))]
			}
		}
		if t.untaxed {
			l.TaxRate = 0
		}
		if t.tenths {
			unit += commerce.Amount(rng.IntN(10)) * 1000
		}
		full := unit.Times(l.Quantity)
		off := commerce.Amount(0)
		if t.lineDiscount != noLineDiscount && rng.IntN(2) == 0 {
			l.Discount = pennies(1, int64(unit.Pence())+1)
			if t.plain {
				l.Discount = pennies(500, 2_000)
			}
			if off = l.Discount; t.lineDiscount == perUnit {
				off = off.Times(l.Quantity)
			}
			if off > full {
				off, l.Discount = 0, 0
			}
		}
		stated := t.taxOf(full, l.TaxRate)
		if t.taxDiscounted {
			stated = t.taxOf(full-off, l.TaxRate)
		}
		if l.Price = unit; t.pricePerLine {
			l.Price = full
		}
		if l.Tax = stated; !t.taxPerLine {
			l.Tax = stated.Scale(1, commerce.Amount(l.Quantity))
		}
		if t.pennyTax {
			l.Tax = commerce.FromPence(l.Tax.Pence())
		}
		o.Lines = append(o.Lines, l)
		values = append(values, full-off)
	}
	goods := sum(values)
	if !t.voucher && rng.IntN(3) == 0 && goods.Pence() > 1 {
		o.Discount = pennies(1, int64(goods.Pence()))
		if t.plain {
			o.Discount = pennies(2_000, 4_000)
		}
	}
	weights := make([]commerce.Pence, len(values))
	for i, v := range values {
		weights[i] = commerce.Pence(v)
	}
	for i, off := range commerce.Spread(o.Discount.Pence(), weights) {
		left := max(values[i]-commerce.FromPence(off), 0)
		taxed = append(taxed, t.taxOf(left, o.Lines[i].TaxRate))
		if o.SubTotal += left; t.subTotal == beforeDiscount {
			o.SubTotal += commerce.FromPence(off)
		}
		b.add(t, left, taxed[i])
		o.Total += left
	}
	if t.subTotal == notSent {
		o.SubTotal = 0
	}
	exact := sum(taxed)
	if rng.IntN(4) > 0 {
		o.Delivery = pennies(1, 999)
		if t.plain {
			o.Delivery = pennies(200, 999)
		}
		left, tax := o.Delivery, commerce.Amount(0)
		if t.voucher && rng.IntN(2) == 0 {
			if o.Discount = left; rng.IntN(2) == 0 && left > 2*commerce.FromPence(1) {
				o.Discount = pennies(int64(left.Pence())/2, int64(left.Pence()))
			}
			left -= o.Discount
		}
		switch t.delivery {
		case standard:
			o.DeliveryRate = rates[0]
			tax = t.taxOf(left, rates[0])
		case unnamedDelivery:
			tax = t.taxOf(left, rates[0])
		case sharedDelivery:
			if o.Total != 0 {
				tax = left.Scale(exact, o.Total)
			}
		}
		if t.untaxed {
			o.DeliveryRate = 0
		}
		exact += tax
		if left != 0 {
			b.add(t, left, tax)
		}
		o.Total += left
	}
	if rng.IntN(8) == 0 {
		o.CustomTotal = pennies(100, 999)
		if rng.IntN(2) == 0 {
			o.CustomTax = commerce.FromPence(t.taxOf(o.CustomTotal, rates[0]).Pence())
		}
		if t.custom != customOutside {
			value := o.CustomTotal
			if t.custom == customBefore && t.gross {
				value += o.CustomTax
			}
			exact += o.CustomTax
			b.add(t, value, o.CustomTax)
			o.Total += value
		}
	}
	switch t.rounding {
	case byRow:
		for _, r := range b.rows {
			o.Tax += commerce.FromPence(r.tax)
		}
	case once:
		o.Tax = commerce.FromPence(exact.Pence())
	case notEver:
		o.Tax = exact
	}
	if !t.gross {
		o.Total += o.Tax
	}
	return b
}

func (b *basket) add(t till, value, tax commerce.Amount) {
	r := worth{value.Pence(), tax.Pence()}
	if t.gross {
		r.net -= r.tax
	}
	b.rows = append(b.rows, r)
}
