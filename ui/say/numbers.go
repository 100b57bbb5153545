package say

import (
	"strconv"
	"strings"
	"sync/atomic"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"stockbridge/core/commerce"
)

// Count writes a whole number with its thousands separated: "2,310".
func Count[I ~int | ~int64](n I) string {
	if n > -1000 && n < 1000 {
		return digits(int64(n))
	}
	return grouped(strconv.FormatInt(int64(n), 10), "")
}

// Decimal writes a number with so many places after the decimal mark: "99.4".
func Decimal(x float64, places int) string {
	whole, fraction, _ := strings.Cut(strconv.FormatFloat(x, 'f', places, 64), ".")
	return grouped(whole, fraction)
}

// Percent writes a share of 1 in per cent with so many places: "99.4%".
func Percent(share float64, places int) string {
	return X("share", "{number}%", Decimal(100*share, places))
}

// Money writes an amount with its currency, "None" when there is none to write it in.
func Money(p commerce.Pence, currency string) string {
	if currency == "" {
		return T("None")
	}
	sign := ""
	if p < 0 {
		sign, p = "-", -p
	}
	symbol, amount := commerce.Symbol(currency), grouped(strconv.FormatInt(int64(p/100), 10), cents(int64(p%100)))
	if code, isCode := strings.CutSuffix(symbol, " "); isCode {
		return sign + X("money with a code", "{code} {amount}", code, amount)
	}
	return sign + X("money", "{sign}{amount}", symbol, amount)
}

func cents(n int64) string { return string([]byte{byte('0' + n/10), byte('0' + n%10)}) }

// marks are what a language sets between thousands and before the fraction.
type marks struct {
	language           language.Tag
	thousands, decimal string
	least              int // digits from which on thousands are set apart: Spanish and Polish write 1234 but 12 345
}

// used are the marks of the language in use; the printer, which knows them, takes ten times as long as to set them ourselves.
var used atomic.Pointer[marks]

func marksNow() *marks {
	now := tag()
	if m := used.Load(); m != nil && m.language == now {
		return m
	}
	m := &marks{language: now, least: 4}
	sample := message.NewPrinter(now).Sprint(number.Decimal(1234567.5, number.Scale(1))) // 1,234,567.5
	if at := strings.Index(sample, "234"); at > 0 {
		m.thousands = sample[1:at]
	}
	if at := strings.Index(sample, "567"); at > 0 {
		m.decimal = strings.TrimSuffix(sample[at+3:], "5")
	}
	if message.NewPrinter(now).Sprint(number.Decimal(1234)) == "1234" {
		m.least = 5
	}
	used.Store(m)
	return m
}

// grouped writes digits, perhaps after a minus, with the language's marks.
func grouped(whole, fraction string) string {
	m := marksNow()
	sign, digits := "", whole
	if strings.HasPrefix(whole, "-") {
		sign, digits = "-", whole[1:]
	}
	var b strings.Builder
	b.Grow(len(whole) + len(fraction) + 8)
	b.WriteString(sign)
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 && len(digits) >= m.least {
			b.WriteString(m.thousands)
		}
		b.WriteRune(d)
	}
	if fraction != "" {
		b.WriteString(m.decimal)
		b.WriteString(fraction)
	}
	return b.String()
}

func digits(n int64) string {
	var b [4]byte
	i, negative := len(b), n < 0
	if negative {
		n = -n
	}
	for {
		i--
		b[i] = byte('0' + n%10)
		if n /= 10; n == 0 {
			break
		}
	}
	if negative {
		return "-" + string(b[i:])
	}
	return string(b[i:])
}
