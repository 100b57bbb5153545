package ekm

import (
	"math/big"
	"strings"
)

// Decimal is a number exactly as EKM wrote it, or "" when there was none. EKM's money is not always in whole pence: a tax
// total of 30.978 is on record.
type Decimal string

func (d *Decimal) UnmarshalJSON(data []byte) error {
	s, _, ok := scalar(data)
	if !ok {
		return errNoNumber
	}
	s = strings.TrimSpace(s)
	*d = Decimal(s)
	if s == "" {
		return nil
	}
	if _, ok := d.Rat(); !ok {
		*d = ""
		return errNoNumber
	}
	return nil
}

// MarshalJSON writes the number as a number, and null when there is none.
func (d Decimal) MarshalJSON() ([]byte, error) {
	if _, ok := d.Rat(); !ok || d == "" {
		return []byte("null"), nil
	}
	return []byte(d), nil
}

func (d Decimal) String() string { return string(d) }

// Rat is the exact value, 0 when there is none; ok is false when the text is no decimal number.
func (d Decimal) Rat() (*big.Rat, bool) {
	if d == "" {
		return new(big.Rat), true
	}
	// Rat would also accept fractions, hexadecimal digits and exponents as large as memory.
	if len(d) > 64 || strings.Trim(string(d), "+-.0123456789eE") != "" {
		return nil, false
	}
	if i := strings.IndexAny(string(d), "eE"); i >= 0 && len(d)-i > 4 {
		return nil, false
	}
	return new(big.Rat).SetString(string(d))
}

// Pence is the value times 100, rounded half away from zero; exact tells whether nothing was rounded off. The value of
// no number is 0.
func (d Decimal) Pence() (pence int64, exact bool) {
	r, ok := d.Rat()
	if !ok {
		return 0, false
	}
	r.Mul(r, big.NewRat(100, 1))
	if r.IsInt() {
		return r.Num().Int64(), r.Num().IsInt64()
	}
	n := new(big.Int).Abs(r.Num())
	n.Mul(n, big.NewInt(2)).Add(n, r.Denom()).Quo(n, new(big.Int).Mul(r.Denom(), big.NewInt(2)))
	if r.Sign() < 0 {
		n.Neg(n)
	}
	return n.Int64(), false
}
