package brightpearlsim

import (
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// kind is the data type of a search column, as named in metadata.
type kind string

const (
	integer   kind = "INTEGER"       // one number; ranges are refused
	idset     kind = "IDSET"         // any id set
	text      kind = "STRING"        // exact
	contains  kind = "SEARCH_STRING" // contains, case-insensitive
	textSet   kind = "STRING_SET"    // one of several exact values
	boolean   kind = "BOOLEAN"
	period    kind = "PERIOD" // from/to, either end may be open
	instant   kind = "DATETIME"
	moneyKind kind = "MONEY"
)

// filter builds the test for one value. It is false when the value is not of the column's type; null never matches.
func (k kind) filter(c *call, name, value string) (func(any) bool, bool) {
	switch k {
	case integer:
		n, err := strconv.Atoi(value)
		return func(cell any) bool { return cell == n }, err == nil
	case idset:
		set, err := parseIDSet(value)
		return func(cell any) bool { return inSet(set, cell) }, err == nil
	case boolean:
		return func(cell any) bool { return cell == (value == "true") }, value == "true" || value == "false"
	case contains:
		wanted := strings.ToLower(value)
		return func(cell any) bool {
			have, ok := cell.(string)
			return ok && strings.Contains(strings.ToLower(have), wanted)
		}, true
	case textSet:
		separator := ","
		if c.on(StringSetBar) {
			separator = "|"
		}
		values := strings.Split(value, separator)
		return func(cell any) bool {
			have, ok := cell.(string)
			return ok && slices.Contains(values, have)
		}, true
	case period:
		return periodFilter(value, c.on(IntervalExclusive))
	case instant:
		at, err := parseTime(value)
		return func(cell any) bool {
			have, ok := cell.(time.Time)
			return ok && have.Equal(at)
		}, err == nil
	default:
		if name == "SKU" && c.on(SKUAnyCase) {
			return func(cell any) bool {
				have, ok := cell.(string)
				return ok && strings.EqualFold(have, value)
			}, true
		}
		return func(cell any) bool { return cell == value }, true
	}
}

func inSet(set idSet, cell any) bool {
	switch cell := cell.(type) {
	case int:
		return set.contains(cell)
	case []int:
		return slices.ContainsFunc(cell, set.contains)
	}
	return false
}

func periodFilter(value string, exclusive bool) (func(any) bool, bool) {
	low, high, isInterval := strings.Cut(value, "/")
	if !isInterval || low == "" && high == "" {
		return nil, false
	}
	var from, to time.Time
	var err error
	if low != "" {
		if from, err = parseTime(low); err != nil {
			return nil, false
		}
	}
	if high != "" {
		if to, err = parseTime(high); err != nil {
			return nil, false
		}
	}
	return func(cell any) bool {
		at, ok := cell.(time.Time)
		if !ok || at.IsZero() {
			return false
		}
		if exclusive && (at.Equal(from) || at.Equal(to)) {
			return false
		}
		return (low == "" || !at.Before(from)) && (high == "" || !at.After(to))
	}, true
}

// cellOut writes a cell for the wire.
func (s *Server) cellOut(cell any) any {
	if at, ok := cell.(time.Time); ok {
		if at.IsZero() {
			return nil
		}
		return s.stamp(at)
	}
	return cell
}

func mapKeys[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }
