package commerce

import (
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"strconv"
	"strings"
)

// Amount is an exact decimal of money or a percentage in millionths of the unit. Shops send prices with more than two
// decimals (a tax total of 30.978 is on record), so pence are not enough until a row is rounded, once.
type Amount int64

const amountUnit = 1_000_000

// Pence is money in hundredths of the currency's unit.
type Pence int64

// ParseAmount reads a decimal from its text, for example "12.5" or "1.2e3". Digits beyond the sixth decimal are rounded half
// away from zero. Empty text and "null" are zero.
func ParseAmount(text string) (Amount, error) {
	text = strings.TrimSpace(text)
	if text == "" || text == "null" {
		return 0, nil
	}
	if len(text) > 40 {
		return 0, fmt.Errorf("amount of %d characters is no amount", len(text))
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok || strings.ContainsAny(text, "/xX_pPbBoO") {
		return 0, fmt.Errorf("amount %q is no decimal number", text)
	}
	r.Mul(r, big.NewRat(amountUnit, 1))
	return roundRat(r)
}

// MustAmount is ParseAmount for constants in rules and tests; it panics on nonsense.
func MustAmount(text string) Amount {
	a, err := ParseAmount(text)
	if err != nil {
		panic(err)
	}
	return a
}

// FromPence turns pence into an exact amount.
func FromPence(p Pence) Amount { return Amount(p) * (amountUnit / 100) }

// Pence rounds to hundredths, half away from zero: the rounding that shops and tax offices use.
func (a Amount) Pence() Pence {
	const step = amountUnit / 100
	if a < 0 {
		return -Pence((-a + step/2) / step)
	}
	return Pence((a + step/2) / step)
}

// Exact reports whether the amount has no digits below the penny.
func (a Amount) Exact() bool { return a%(amountUnit/100) == 0 }

// Times multiplies by a whole number.
func (a Amount) Times(n int64) Amount { return a * Amount(n) }

// Percent is the given percentage (an Amount such as 20 for twenty percent) of a, rounded at the sixth decimal.
func (a Amount) Percent(rate Amount) Amount { return a.Scale(rate, 100*amountUnit) }

// TaxInside is the tax contained in a gross amount at the given percentage.
func (a Amount) TaxInside(rate Amount) Amount {
	if rate <= 0 {
		return 0
	}
	return a.Scale(rate, 100*amountUnit+rate)
}

// Scale is a × part ÷ whole, rounded at the sixth decimal, half away from zero. It is 0 where whole is, and where no Amount could
// hold the result.
func (a Amount) Scale(part, whole Amount) Amount {
	if whole == 0 {
		return 0
	}
	negative := (a < 0) != (part < 0) != (whole < 0)
	divisor := uint64(whole.Abs())
	high, low := bits.Mul64(uint64(a.Abs()), uint64(part.Abs()))
	low, carry := bits.Add64(low, divisor/2, 0)
	if high += carry; high >= divisor {
		return 0
	}
	quotient, _ := bits.Div64(high, low, divisor)
	if quotient > math.MaxInt64 {
		return 0
	}
	if negative {
		return -Amount(quotient)
	}
	return Amount(quotient)
}

// Abs is the amount without its sign.
func (a Amount) Abs() Amount {
	if a < 0 {
		return -a
	}
	return a
}

// String prints the shortest exact decimal with at least two decimals: "12.50", "30.978".
func (a Amount) String() string {
	sign := ""
	if a < 0 {
		sign, a = "-", -a
	}
	frac := fmt.Sprintf("%06d", a%amountUnit)
	for len(frac) > 2 && strings.HasSuffix(frac, "0") {
		frac = frac[:len(frac)-1]
	}
	return sign + strconv.FormatInt(int64(a/amountUnit), 10) + "." + frac
}

// MarshalText and UnmarshalText store amounts as decimal text in JSON documents.
func (a Amount) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (a *Amount) UnmarshalText(text []byte) error {
	v, err := ParseAmount(string(text))
	*a = v
	return err
}

// String prints pence as a decimal of the major unit: "12.50".
func (p Pence) String() string { return FromPence(p).String() }

// MarshalText and UnmarshalText store pence as decimal text in JSON documents.
func (p Pence) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (p *Pence) UnmarshalText(text []byte) error {
	v, err := ParseAmount(string(text))
	*p = v.Pence()
	return err
}

// Symbol is the sign people write for a currency, or its code followed by a blank when there is none we know.
func Symbol(currency string) string {
	switch currency {
	case "GBP":
		return "£"
	case "EUR":
		return "€"
	case "USD", "AUD", "CAD", "NZD":
		return "$"
	case "":
		return ""
	}
	return currency + " "
}

// Display writes money for people: "£4,981.30", "-£0.50".
func (p Pence) Display(currency string) string {
	sign := ""
	if p < 0 {
		sign, p = "-", -p
	}
	whole := strconv.FormatInt(int64(p/100), 10)
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return fmt.Sprintf("%s%s%s.%02d", sign, Symbol(currency), whole, p%100)
}

// Spread divides a total over weights in proportion, by the largest remainder, so that the parts add up to the total
// exactly. Equal remainders go to the earlier part. Weights below zero get nothing; with no weight at all everything goes to the
// first part.
func Spread(total Pence, weights []Pence) []Pence {
	parts := make([]Pence, len(weights))
	if len(weights) == 0 {
		return parts
	}
	var sum uint64
	for _, w := range weights {
		sum += uint64(max(w, 0))
	}
	if sum == 0 {
		parts[0] = total
		return parts
	}
	sign, left := Pence(1), total
	if total < 0 {
		sign, left = -1, -total
	}
	rest := make([]uint64, len(weights))
	for i, w := range weights {
		high, low := bits.Mul64(uint64(sign*total), uint64(max(w, 0)))
		quotient, remainder := bits.Div64(high, low, sum) // a part is at most the total, so it fits
		parts[i], rest[i] = sign*Pence(quotient), remainder
		left -= Pence(quotient)
	}
	for ; left > 0; left-- {
		best := 0
		for i := range rest {
			if rest[i] > rest[best] {
				best = i
			}
		}
		parts[best] += sign
		rest[best] = 0 // fewer pennies are left than there are remainders
	}
	return parts
}

func roundRat(r *big.Rat) (Amount, error) {
	half := big.NewRat(1, 2)
	negative := r.Sign() < 0
	abs := new(big.Rat).Abs(r)
	abs.Add(abs, half)
	q := new(big.Int).Quo(abs.Num(), abs.Denom())
	if !q.IsInt64() {
		return 0, fmt.Errorf("amount is too large")
	}
	v := Amount(q.Int64())
	if negative {
		v = -v
	}
	return v, nil
}
