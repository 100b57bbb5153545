package orderflow

import "stockbridge/core/commerce"

// part is one row to be posted while its amounts are being settled.
type part struct {
	kind   string // goods, delivery, custom, rounding
	line   int    // index of the order's line, -1 for others
	net    commerce.Pence
	tax    commerce.Pence
	exact  commerce.Amount // tax before rounding, to find the largest rounding error
	off    worth           // what the order's discount took off it
	rate   commerce.Amount // of a delivery: the rate that its tax is at
	shared bool            // of a delivery: its tax is at no rate but in proportion to the goods'
}

// worth is an amount of a row.
type worth struct{ net, tax commerce.Pence }

func (p part) worth() worth { return worth{p.net, p.tax} }

func (p part) gross() commerce.Pence { return p.net + p.tax }

// money is an order's amounts as they will be posted.
type money struct {
	parts   []part
	note    string // how the amounts were read
	reading string
	ways    []reading      // every reading that leads to these parts
	learned string         // what is known of the store's amounts by now, to be remembered
	settled commerce.Pence // pennies that had to be moved
	strange int            // of: the delivery is not at the rate that EKM tells, the goods not at the sub-total, the gross needed rounding
}

// allowance is the most that may be settled silently: a penny a row, five pence an order.
func allowance(rows int) commerce.Pence { return min(commerce.Pence(rows), 5) }

// moveTax gives a tax residue, a penny at a time, to the taxed goods rows with the largest rounding error (the last of equal
// ones), taking it from the net so that no gross changes. ok is false when no row is taxed: then the tax is not rounding.
func (m *money) moveTax(gap commerce.Pence) (ok bool) {
	step := commerce.Pence(1)
	if gap < 0 {
		step = -1
	}
	moved := map[int]bool{}
	able := func(p part) bool {
		return (p.tax != 0 || p.exact != 0) && (step < 0 && p.tax > 0 || step > 0 && p.net > 0)
	}
	for ; gap != 0; gap -= step {
		best, bestError := -1, commerce.Amount(0)
		for _, wantGoods := range []bool{true, false} {
			for i, p := range m.parts {
				if (p.kind == "goods") != wantGoods || !able(p) {
					continue
				}
				e := p.exact - commerce.FromPence(p.tax) // what rounding lost; positive wants a penny more
				if step < 0 {
					e = -e
				}
				if moved[i] {
					e -= commerce.FromPence(1)
				}
				if best < 0 || e >= bestError {
					best, bestError = i, e
				}
			}
			if best >= 0 {
				break
			}
		}
		if best < 0 {
			return false
		}
		moved[best] = true
		m.parts[best].tax += step
		m.parts[best].net -= step
	}
	return true
}

// settle makes the parts come to the order's sums: first the tax, then the rest as a rounding row. ok is false when more is missing
// than rounding explains.
func (m *money) settle(total, tax commerce.Pence) (ok bool) {
	limit := allowance(len(m.parts))
	taxGap := tax - m.tax()
	if abs(taxGap) > limit || !m.moveTax(taxGap) {
		return false
	}
	gap := total - m.total()
	if abs(gap) > limit {
		return false
	}
	if gap != 0 {
		m.parts = append(m.parts, part{kind: "rounding", line: -1, net: gap})
		m.strange++
	}
	for _, p := range m.parts {
		if p.kind != "rounding" && (p.net < 0 || p.tax < 0) {
			return false
		}
	}
	m.settled = abs(taxGap) + abs(gap)
	return m.total() == total && m.tax() == tax
}

func (m money) total() commerce.Pence {
	var t commerce.Pence
	for _, p := range m.parts {
		t += p.gross()
	}
	return t
}

func (m money) tax() commerce.Pence {
	var t commerce.Pence
	for _, p := range m.parts {
		t += p.tax
	}
	return t
}

// same reports whether two readings post the same amounts.
func (m money) same(other money) bool {
	if len(m.parts) != len(other.parts) {
		return false
	}
	for i, p := range m.parts {
		q := other.parts[i]
		if p.kind != q.kind || p.line != q.line || p.net != q.net || p.tax != q.tax {
			return false
		}
	}
	return true
}

func sum(all []commerce.Amount) commerce.Amount {
	var t commerce.Amount
	for _, a := range all {
		t += a
	}
	return t
}

func abs(p commerce.Pence) commerce.Pence {
	if p < 0 {
		return -p
	}
	return p
}
