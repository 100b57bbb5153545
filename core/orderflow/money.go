package orderflow

import "stockbridge/core/commerce"

// part is one row to be posted while its amounts are being settled.
type part struct {
	kind  string // goods, delivery, custom, rounding
	line  int    // index of the order's line, -1 for others
	net   commerce.Pence
	tax   commerce.Pence
	exact commerce.Amount // tax before rounding, to find the largest rounding error
}

func (p part) gross() commerce.Pence { return p.net + p.tax }

// money is an order's amounts as they will be posted.
type money struct {
	parts   []part
	note    string // how the amounts were read
	reading string
	settled commerce.Pence // pennies that had to be moved
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
	for ; gap != 0; gap -= step {
		best, bestError := -1, commerce.Amount(0)
		for _, wantGoods := range []bool{true, false} {
			for i, p := range m.parts {
				if (p.kind == "goods") != wantGoods || (p.tax == 0 && p.exact == 0) {
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

func contains(all []money, m money) bool {
	for _, other := range all {
		if other.same(m) {
			return true
		}
	}
	return false
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
