package ekmsim

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"time"
)

// record is one row of a searched list: a pointer to a wire type, seen by reflection, and how far its clock is off.
type record struct {
	row   reflect.Value
	shift time.Duration
}

// field is a scalar member that may be searched and sorted by.
type field struct {
	kind     kind
	nullable bool
	value    func(record) value
}

// schema holds the members of a wire type by lower-case name, nested ones with a slash.
type schema struct{ fields map[string]field }

var (
	orderSchema    = schemaOf[wireOrder]()
	productSchema  = schemaOf[wireProduct]()
	variantSchema  = schemaOf[wireVariant]()
	customerSchema = schemaOf[wireCustomer]()
)

func schemaOf[T any]() *schema {
	s := &schema{fields: map[string]field{}}
	s.add("", nil, reflect.TypeFor[T]())
	return s
}

func (s *schema) add(prefix string, path []int, t reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		name := prefix + f.Tag.Get("json")
		at := append(slices.Clone(path), i)
		inner, nullable := f.Type, false
		if inner.Kind() == reflect.Pointer {
			inner, nullable = inner.Elem(), true
		}
		if k, ok := kindOf(inner); ok {
			s.fields[name] = field{k, nullable, func(r record) value { return scalar(r.row.FieldByIndex(at), k, r.shift) }}
		} else if inner.Kind() == reflect.Struct {
			s.add(name+"/", at, inner)
		}
	}
}

func kindOf(t reflect.Type) (kind, bool) {
	switch t {
	case reflect.TypeFor[amount]():
		return kindDecimal, true
	case reflect.TypeFor[stamp]():
		return kindDate, true
	case reflect.TypeFor[guid]():
		return kindGUID, true
	}
	switch t.Kind() {
	case reflect.Bool:
		return kindBool, true
	case reflect.String:
		return kindString, true
	case reflect.Int32, reflect.Int64:
		return kindInteger, true
	}
	return 0, false
}

func scalar(v reflect.Value, k kind, shift time.Duration) value {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return value{kind: k, null: true}
		}
		v = v.Elem()
	}
	out := value{kind: k}
	switch k {
	case kindBool:
		out.truth = v.Bool()
	case kindInteger:
		out.number = float64(v.Int())
	case kindDecimal:
		out.number = float64(v.Int()) / float64(pound)
	case kindDate:
		out.time = time.Time(*v.Addr().Interface().(*stamp)).Add(shift) // by address, which allocates nothing
	default:
		out.text = v.String()
	}
	return out
}

// find returns the rows that match the request's query, sorted as its orderby asks. rows come by id; without orderby they
// stay so.
func find[T any](c *call, s *schema, rows []*T, queryRequired bool) ([]*T, *answer) {
	bad := badSearch()
	text := c.query.Get("query")
	if strings.TrimSpace(text) == "" && queryRequired {
		return nil, &bad
	}
	rules := searchRules{caseSensitive: c.fault("case_sensitive_search"), noNested: c.fault("nested_search_refused"), fewOrs: c.fault("long_or_refused")}
	shift := c.clockShift()
	if c.fault("search_hour_late") {
		shift -= time.Hour
	}
	found := rows
	if strings.TrimSpace(text) != "" {
		matches, err := compileSearch(text, s, rules)
		if err != nil {
			return nil, &bad
		}
		found = nil
		for _, row := range rows {
			if matches(record{reflect.ValueOf(row).Elem(), shift}) {
				found = append(found, row)
			}
		}
	}
	by := strings.TrimSpace(c.query.Get("orderby"))
	if by == "" {
		return unsorted(c, found), nil
	}
	name, descending := strings.CutPrefix(strings.ToLower(by), "-")
	f, known := s.fields[name]
	if !known {
		return nil, &bad
	}
	return sorted(found, f, descending, rules), nil
}

// keyed is a row with its sort key, computed once.
type keyed[T any] struct {
	row *T
	key value
}

func sorted[T any](rows []*T, f field, descending bool, rules searchRules) []*T {
	list := make([]keyed[T], len(rows))
	for i, row := range rows {
		list[i] = keyed[T]{row, f.value(record{row: reflect.ValueOf(row).Elem()})}
	}
	compare := func(a, b keyed[T]) int {
		order := 0
		switch {
		case a.key.null || b.key.null:
			order = cmp.Compare(boolRank(!a.key.null), boolRank(!b.key.null)) // nulls first, as in SQL Server
		default:
			order = ordered(a.key, b.key, rules)
		}
		if descending {
			return -order
		}
		return order
	}
	if !slices.IsSortedFunc(list, compare) { // nearly every request asks for the order that the rows are in
		slices.SortStableFunc(list, compare)
	}
	out := make([]*T, len(list))
	for i, k := range list {
		out[i] = k.row
	}
	return out
}

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}

// unsorted mixes the rows when the shuffle_lists fault stands, to catch clients that rely on an order nobody promised.
func unsorted[T any](c *call, rows []*T) []*T {
	if !c.fault("shuffle_lists") {
		return rows
	}
	out := slices.Clone(rows)
	c.server.faults.shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}
