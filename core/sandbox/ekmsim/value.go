package ekmsim

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// amount is money in ten-thousandths of a pound: EKM does not round to pence, and 5 % of a penny price has four places.
type amount int64

const (
	penny amount = 100
	pound amount = 100 * penny
)

func pence(p int64) amount { return amount(p) * penny }

// String prints the amount without needless zeros, such as 30.978.
func (a amount) String() string {
	sign := ""
	if a < 0 {
		sign, a = "-", -a
	}
	text := fmt.Sprintf("%d.%04d", a/pound, a%pound)
	return sign + strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// MarshalJSON writes a JSON number, as EKM does.
func (a amount) MarshalJSON() ([]byte, error) { return []byte(a.String()), nil }

// share returns a * part / whole, rounded half away from zero.
func (a amount) share(part, whole int64) amount {
	n, d := int64(a)*part, whole
	if n < 0 {
		return amount(-((-n*2 + d) / (2 * d)))
	}
	return amount((n*2 + d) / (2 * d))
}

// rounded returns the amount in whole pence, rounded half away from zero.
func (a amount) rounded() amount { return a.share(1, int64(penny)) * penny }

// stamp is a date-time as EKM writes it: UTC with up to seven fractional digits.
type stamp time.Time

// MarshalJSON writes for example "2024-03-09T17:14:21.25Z".
func (s stamp) MarshalJSON() ([]byte, error) {
	return []byte(strconv.Quote(time.Time(s).UTC().Format("2006-01-02T15:04:05.9999999Z"))), nil
}

// guid is a UUID; a type of its own, since the search language keeps them apart from strings.
type guid string

func stampOf(t time.Time) *stamp { s := stamp(t); return &s }

func ptr[T any](v T) *T { return &v }

// orNull returns nil for an empty string, which EKM's answers have as null.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// deref returns the pointed-to value, or the zero value for null.
func deref[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}
