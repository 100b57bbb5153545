package brightpearl

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// amount is a decimal on the wire. Brightpearl API: money is a string in orders and payments and a number elsewhere;
// requests accept both.
type amount struct{ decimal.Decimal }

// UnmarshalJSON reads "19.9000", 19.9, "" and null; the last two are 0.
func (a *amount) UnmarshalJSON(b []byte) error {
	s := strings.TrimSpace(strings.Trim(string(bytes.TrimSpace(b)), `"`))
	if s == "" || s == "null" {
		a.Decimal = decimal.Zero
		return nil
	}
	d, err := decimal.NewFromString(s)
	if err != nil {
		return errors.New("not a decimal number")
	}
	a.Decimal = d
	return nil
}

// MarshalJSON writes a string with all decimals, so that no reader takes it for a float.
func (a amount) MarshalJSON() ([]byte, error) { return []byte(`"` + a.String() + `"`), nil }

// stamp is a moment on the wire. Brightpearl API: ISO 8601 with milliseconds and the account's offset; a date alone may be
// taken for another day, so whole moments are sent.
type stamp struct{ time.Time }

const stampLayout = "2006-01-02T15:04:05.000Z07:00"

var stampLayouts = []string{time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05", time.DateOnly}

// UnmarshalJSON reads every known form. A form we do not know becomes the zero time: no date is worth failing an order for.
func (s *stamp) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) == nil {
		s.Time = moment(text)
	}
	return nil
}

// MarshalJSON writes the moment with its offset and milliseconds.
func (s stamp) MarshalJSON() ([]byte, error) { return []byte(`"` + s.Format(stampLayout) + `"`), nil }

func moment(text string) time.Time {
	for _, layout := range stampLayouts {
		if t, err := time.Parse(layout, strings.TrimSpace(text)); err == nil {
			return t
		}
	}
	return time.Time{}
}

// since is the PERIOD filter "from then on". Brightpearl API: whether the end is included is not documented, so callers
// overlap their windows; the cut to whole seconds here only widens them.
func since(t time.Time) string { return t.UTC().Truncate(time.Second).Format(time.RFC3339) + "/" }

// words reads a string that may also be sent as a number.
type words string

func (w *words) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err == nil {
		*w = words(s)
		return nil
	}
	var n json.Number
	if err := json.Unmarshal(b, &n); err != nil {
		return errors.New("not a text")
	}
	*w = words(n.String())
	return nil
}

// oneOrMany reads an array, or a single value in its place, or null.
type oneOrMany[T any] []T

func (m *oneOrMany[T]) UnmarshalJSON(b []byte) error {
	b = bytes.TrimSpace(b)
	if len(b) > 0 && b[0] == '{' {
		var one T
		if err := json.Unmarshal(b, &one); err != nil {
			return err
		}
		*m = oneOrMany[T]{one}
		return nil
	}
	return json.Unmarshal(b, (*[]T)(m))
}

// byID reads a map from ids to objects. An empty map may be written as an empty array.
type byID[ID ~int64, T any] map[ID]T

func (m *byID[ID, T]) UnmarshalJSON(b []byte) error {
	if b = bytes.TrimSpace(b); len(b) > 0 && b[0] == '[' {
		var none []json.RawMessage
		if err := json.Unmarshal(b, &none); err != nil || len(none) > 0 {
			return errors.New("a list where a map by id belongs")
		}
		return nil
	}
	return json.Unmarshal(b, (*map[ID]T)(m))
}
