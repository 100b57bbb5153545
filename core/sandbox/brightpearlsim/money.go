package brightpearlsim

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
)

// dec is a decimal with four places: 1.0000 is 10000.
// Brightpearl keeps row values and quantities with four decimals and totals with two.
type dec int64

const (
	one  dec = 10000
	cent dec = 100
)

var errNotDecimal = errors.New("not a decimal with at most four places")

func parseDec(text string) (dec, error) {
	text = strings.TrimSpace(text)
	negative := strings.HasPrefix(text, "-")
	text = strings.TrimPrefix(text, "-")
	whole, fraction, _ := strings.Cut(text, ".")
	if len(fraction) > 4 {
		if strings.Trim(fraction[4:], "0") != "" {
			return 0, errNotDecimal
		}
		fraction = fraction[:4]
	}
	if whole == "" || len(whole) > 13 {
		return 0, errNotDecimal
	}
	digits := whole + (fraction + "0000")[:4]
	value, err := strconv.ParseUint(digits, 10, 63)
	if err != nil {
		return 0, errNotDecimal
	}
	if negative {
		return -dec(value), nil
	}
	return dec(value), nil
}

// fixed writes d with the given number of places (0 to 4), rounding half away from zero.
func (d dec) fixed(places int) string {
	unit := dec(1)
	for i := places; i < 4; i++ {
		unit *= 10
	}
	sign := ""
	if d < 0 {
		sign, d = "-", -d
	}
	d = (d + unit/2) / unit * unit
	if d == 0 {
		sign = ""
	}
	text := sign + strconv.FormatInt(int64(d/one), 10)
	if places == 0 {
		return text
	}
	fraction := strconv.FormatInt(int64(d%one)+int64(one), 10)[1:]
	return text + "." + fraction[:places]
}

// raw is d as a JSON number with the given number of places.
func (d dec) raw(places int) json.RawMessage { return json.RawMessage(d.fixed(places)) }

func (d dec) whole() bool { return d%one == 0 }
func (d dec) units() int  { return int(d / one) }

// per divides d by a quantity, rounding half away from zero at the fourth place.
func (d dec) per(quantity dec) dec {
	if quantity == 0 {
		return d
	}
	sign := dec(1)
	if d < 0 {
		sign, d = -1, -d
	}
	if quantity < 0 {
		sign, quantity = -sign, -quantity
	}
	return sign * ((d*one + quantity/2) / quantity)
}

// number is a request value that may arrive as a JSON number or as a string, as Brightpearl allows for money,
// quantities and ids.
type number struct{ text string }

// UnmarshalJSON accepts a number, a string or null.
func (n *number) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	if bytes.Equal(data, []byte("null")) {
		return nil
	}
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &n.text)
	}
	var plain json.Number
	if err := json.Unmarshal(data, &plain); err != nil {
		return err
	}
	n.text = plain.String()
	return nil
}

func (n number) given() bool       { return n.text != "" }
func (n number) dec() (dec, error) { return parseDec(n.text) }

// id reads a whole number; an absent one is 0.
func (n number) id() (int, error) {
	if n.text == "" {
		return 0, nil
	}
	return strconv.Atoi(n.text)
}
