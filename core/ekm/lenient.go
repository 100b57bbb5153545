package ekm

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"
)

// EKM sends what its database holds: numbers as strings, 0 for false, null anywhere. These types read all of it; null
// and a missing field are the zero value. Their errors name the kind of trouble and never the value.

// Text is a string; a number or a boolean is taken as its text.
type Text string

// Int is a whole number.
type Int int64

// ID is EKM's number of an order, item, product or variant.
type ID int64

// Bool is true for true, any number but 0, and the strings that say so.
type Bool bool

// Time is a moment in UTC. EKM's times without a zone are taken as UTC; the year 1 means none.
type Time struct{ time.Time }

var (
	errNoText   = errors.New("a text was expected")
	errNoNumber = errors.New("a number was expected")
	errNoWhole  = errors.New("a whole number was expected")
	errNoBool   = errors.New("true or false was expected")
	errNoTime   = errors.New("a time was expected")
)

// scalar is the text of a JSON string, number or boolean, and "" for null; ok is false for objects and arrays.
func scalar(data []byte) (text string, quoted, ok bool) {
	switch data[0] {
	case '"':
		var s string
		if json.Unmarshal(data, &s) != nil {
			return "", true, false
		}
		return s, true, true
	case '{', '[':
		return "", false, false
	case 'n':
		return "", false, true
	default:
		return string(data), false, true
	}
}

func (t *Text) UnmarshalJSON(data []byte) error {
	s, _, ok := scalar(data)
	if !ok {
		return errNoText
	}
	*t = Text(s)
	return nil
}

// Trim is the text without blanks around it; non-breaking ones count.
func (t Text) Trim() string { return strings.TrimSpace(string(t)) }

func whole(data []byte) (int64, error) {
	s, _, ok := scalar(data)
	s = strings.TrimSpace(s)
	switch {
	case !ok:
		return 0, errNoWhole
	case s == "" || s == "false":
		return 0, nil
	case s == "true":
		return 1, nil
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, nil
	}
	r, ok := Decimal(s).Rat()
	if !ok || !r.IsInt() || !r.Num().IsInt64() {
		return 0, errNoWhole
	}
	return r.Num().Int64(), nil
}

func (i *Int) UnmarshalJSON(data []byte) error {
	n, err := whole(data)
	*i = Int(n)
	return err
}

func (i *ID) UnmarshalJSON(data []byte) error {
	n, err := whole(data)
	*i = ID(n)
	return err
}

// String is the number as it stands in a path.
func (i ID) String() string { return strconv.FormatInt(int64(i), 10) }

func (b *Bool) UnmarshalJSON(data []byte) error {
	s, _, ok := scalar(data)
	if !ok {
		return errNoBool
	}
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "", "false", "no", "n":
		*b = false
	case "true", "yes", "y":
		*b = true
	default:
		n, ok := Decimal(s).Rat()
		if !ok {
			return errNoBool
		}
		*b = n.Sign() != 0
	}
	return nil
}

// timeLayouts are tried in turn; a fraction of seconds is accepted by each.
var timeLayouts = []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02"}

func (t *Time) UnmarshalJSON(data []byte) error {
	s, _, ok := scalar(data)
	if !ok {
		return errNoTime
	}
	s = strings.TrimSpace(s)
	t.Time = time.Time{}
	if s == "" {
		return nil
	}
	for _, layout := range timeLayouts {
		if at, err := time.Parse(layout, s); err == nil {
			if at.Year() > 1 {
				t.Time = at.UTC()
			}
			return nil
		}
	}
	return errNoTime
}
