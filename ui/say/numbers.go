package say

import (
	"strings"

	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"stockbridge/core/commerce"
)

// Count writes a whole number with its thousands separated: "2,310".
func Count[I ~int | ~int64](n I) string {
	if n > -1000 && n < 1000 {
		return digits(int64(n))
	}
	return printer().Sprint(number.Decimal(int64(n)))
}

// Decimal writes a number with so many places after the decimal mark: "99.4".
func Decimal(x float64, places int) string {
	return printer().Sprint(number.Decimal(x, number.Scale(places)))
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
	symbol, amount := commerce.Symbol(currency), Decimal(float64(p)/100, 2)
	if code, isCode := strings.CutSuffix(symbol, " "); isCode {
		return sign + X("money with a code", "{code} {amount}", code, amount)
	}
	return sign + X("money", "{sign}{amount}", symbol, amount)
}

func printer() *message.Printer { return message.NewPrinter(tag()) }

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
