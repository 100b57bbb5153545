package orderflow

import (
	"errors"
	"math/rand/v2"
	"testing"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
)

// shopKind is how a made-up shop keeps its prices.
type shopKind int

const (
	netShop shopKind = iota
	grossShop
	untaxedShop
)

// checkout adds up a random basket as a shop's till does: discount off the goods, then tax, delivery taxed as well.
func checkout(rng *rand.Rand, kind shopKind, taxPerLine, exact bool) commerce.Order {
	var o commerce.Order
	rates := []commerce.Amount{20_000_000, 20_000_000, 5_000_000, 0}
	tax := func(value, rate commerce.Amount) commerce.Amount {
		switch {
		case kind == untaxedShop:
			return 0
		case kind == netShop:
			return value.Percent(rate)
		case exact:
			return value.TaxInside(rate)
		}
		return commerce.FromPence(value.TaxInside(rate).Pence())
	}
	var values []commerce.Pence
	goods := commerce.Pence(0)
	for range 1 + rng.IntN(6) {
		l := commerce.Line{Quantity: 1 + rng.Int64N(4), Price: commerce.FromPence(commerce.Pence(1 + rng.Int64N(15_000)))}
		if rng.IntN(10) == 0 {
			l.Quantity += rng.Int64N(200)
		}
		if kind != untaxedShop {
			l.TaxRate = rates[rng.IntN(len(rates))]
		}
		value := l.Price.Times(l.Quantity)
		l.Tax = tax(l.Price, l.TaxRate)
		if taxPerLine {
			l.Tax = tax(value, l.TaxRate)
		}
		o.Lines = append(o.Lines, l)
		values = append(values, value.Pence())
		goods += value.Pence()
	}
	discount := commerce.Pence(0)
	if rng.IntN(3) == 0 {
		discount = commerce.Pence(rng.Int64N(int64(goods) + 1))
	}
	o.Discount = commerce.FromPence(discount)
	for i, off := range commerce.Spread(discount, values) {
		left := commerce.FromPence(values[i] - off)
		o.SubTotal += left
		o.Tax += tax(left, o.Lines[i].TaxRate)
	}
	if rng.IntN(4) > 0 {
		o.Delivery = commerce.FromPence(commerce.Pence(1 + rng.Int64N(999)))
		if kind != untaxedShop {
			o.DeliveryRate = rates[0]
		}
		o.Tax += tax(o.Delivery, o.DeliveryRate)
	}
	if rng.IntN(8) == 0 {
		o.CustomTotal = commerce.FromPence(commerce.Pence(1 + rng.Int64N(999)))
	}
	if !exact {
		o.Tax = commerce.FromPence(o.Tax.Pence())
	}
	o.Total = o.SubTotal + o.Delivery + o.CustomTotal
	if kind == netShop {
		o.Total += o.Tax
	}
	return o
}

// TestEveryBasketIsPostedToThePenny reads 30,000 random baskets of shops of every kind. What is read has EKM's sums exactly and
// settles no more than a few pennies, and hardly anything is left to people.
func TestEveryBasketIsPostedToThePenny(t *testing.T) {
	const each = 2_500
	rng := rand.New(rand.NewPCG(1, 2))
	for kind, name := range []string{"net", "gross", "untaxed"} {
		for variant := range 4 {
			taxPerLine, exact := variant&1 > 0, variant&2 > 0
			held, settled, remembered := 0, commerce.Pence(0), ""
			for range each {
				o := checkout(rng, shopKind(kind), taxPerLine, exact)
				m, err := readMoney(o, remembered)
				if err != nil {
					if f, ok := errors.AsType[*fault.Error](err); !ok || f.Code != "SB-ORD-112" {
						t.Fatalf("%s: %v", name, err)
					}
					held++
					continue
				}
				remembered = m.reading
				settled += m.settled
				if m.total() != o.Total.Pence() || m.tax() != o.Tax.Pence() {
					t.Fatalf("%s: posted %s with %s tax of %s with %s: %+v", name, m.total(), m.tax(), o.Total, o.Tax, o)
				}
				if m.settled > allowance(len(m.parts))*2 {
					t.Fatalf("%s: %d p were settled in %d rows", name, m.settled, len(m.parts))
				}
				goods := 0
				for _, p := range m.parts {
					if p.kind == "goods" {
						goods++
					}
				}
				if goods != len(o.Lines) {
					t.Fatalf("%s: %d of %d lines are posted", name, goods, len(o.Lines))
				}
			}
			t.Logf("%s shop, tax per line %t, exact %t: %d of %d held, %.2f p settled an order", name, taxPerLine, exact, held, each, float64(settled)/each)
			if held*100 > each {
				t.Errorf("%s shop, tax per line %t, exact %t: %d of %d orders are left to people", name, taxPerLine, exact, held, each)
			}
		}
	}
}
