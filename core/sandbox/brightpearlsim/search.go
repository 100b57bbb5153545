package brightpearlsim

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	maxPage  = 500
	usualLag = 5 * time.Second
)

// table is one searchable resource: its columns, the filters that are not columns, and where rows come from.
type table[T any] struct {
	columns   []column[T] // in default order; the first is the id
	filters   []column[T]
	rows      []T
	born      func(T) time.Time // for the search lag
	reference func(page []T) object
}

// column reads one cell. Cells are int, string, bool, time.Time, []int, raw JSON numbers or nil.
type column[T any] struct {
	name   string
	kind   kind
	cell   func(T) any
	hidden bool // shown but not filterable
}

func (k column[T]) meta() object {
	return object{
		"name": k.name, "sortable": true, "filterable": !k.hidden, "reportDataType": k.kind,
		"referenceData": []any{}, "isFreeTextSearchable": false, "required": false,
	}
}

func named[T any](columns []column[T], name string) (column[T], bool) {
	i := slices.IndexFunc(columns, func(k column[T]) bool { return k.name == name })
	if i < 0 {
		return column[T]{}, false
	}
	return columns[i], true
}

type sortKey[T any] struct {
	by         column[T]
	descending bool
}

// search answers a search call, or only its metadata.
func search[T any](c *call, t table[T], metaOnly bool) reply {
	shown, bad := chosenColumns(c, t)
	if bad != nil {
		return *bad
	}
	sorting, bad := chosenSorting(c, t)
	if bad != nil {
		return *bad
	}
	if metaOnly {
		return answer(object{"metaData": metaData(t, shown, sorting, object{})})
	}
	size, bad := c.positive("pageSize", maxPage)
	if bad != nil {
		return *bad
	}
	first, bad := c.positive("firstResult", 1)
	if bad != nil {
		return *bad
	}
	found, bad := filtered(c, t)
	if bad != nil {
		return *bad
	}
	sortRows(found, sorting)
	page := pageOf(c, found, first, min(size, maxPage), sorting[0].by.name == t.columns[0].name && !sorting[0].descending)
	figures := object{
		"resultsAvailable": len(found), "resultsReturned": len(page),
		"morePagesAvailable": first-1+len(page) < len(found),
	}
	if c.query.Get("countOnly") == "true" {
		page = nil
		figures["resultsReturned"] = 0
	}
	if len(page) > 0 {
		figures["firstResult"], figures["lastResult"] = first, first+len(page)-1
	}
	body := object{"response": object{
		"results": cells(c, shown, page), "metaData": metaData(t, shown, sorting, figures),
	}}
	body["reference"] = object{}
	if t.reference != nil {
		body["reference"] = t.reference(page)
	}
	return reply{200, body}
}

func metaData[T any](t table[T], shown []column[T], sorting []sortKey[T], figures object) object {
	columns, filters, order := []object{}, []object{}, []object{}
	for _, k := range shown {
		columns = append(columns, k.meta())
	}
	for _, k := range t.filters {
		filters = append(filters, k.meta())
	}
	for _, o := range sorting {
		direction := "ASC"
		if o.descending {
			direction = "DESC"
		}
		order = append(order, object{"filterable": o.by.meta(), "direction": direction})
	}
	figures["columns"], figures["filters"], figures["sorting"] = columns, filters, order
	return figures
}

func chosenColumns[T any](c *call, t table[T]) ([]column[T], *reply) {
	shown := t.columns
	if names := c.query.Get("columns"); names != "" {
		shown = nil
		for name := range strings.SplitSeq(names, ",") {
			k, ok := named(t.columns, strings.TrimSpace(name))
			switch {
			case ok:
				shown = append(shown, k)
			case !c.on(UnknownNamesIgnored):
				no := invalid(codeUnknownName, "The column "+name+" does not exist")
				return nil, &no
			}
		}
	}
	if c.on(UnknownFields) {
		stranger := column[T]{name: "sandboxStranger", kind: text, cell: func(T) any { return "stranger" }, hidden: true}
		shown = append([]column[T]{stranger}, shown...)
	}
	return shown, nil
}

func chosenSorting[T any](c *call, t table[T]) ([]sortKey[T], *reply) {
	var sorting []sortKey[T]
	if wish := c.query.Get("sort"); wish != "" {
		for part := range strings.SplitSeq(wish, ",") {
			name, direction, _ := strings.Cut(strings.TrimSpace(part), ".")
			k, ok := named(t.columns, name)
			if !ok || direction != "" && direction != "ASC" && direction != "DESC" {
				no := invalid(codeUnknownName, "Cannot sort by "+part)
				return nil, &no
			}
			sorting = append(sorting, sortKey[T]{k, direction == "DESC"})
		}
	}
	if len(sorting) == 0 {
		sorting = []sortKey[T]{{by: t.columns[0]}}
	}
	return sorting, nil
}

var searchWords = []string{"columns", "pageSize", "firstResult", "sort", "countOnly", "includeOptional", "excludeOptional"}

// filtered applies every query parameter that is not one of the search words; all must match.
func filtered[T any](c *call, t table[T]) ([]T, *reply) {
	type test struct {
		cell  func(T) any
		match func(any) bool
	}
	var tests []test
	for _, name := range slices.Sorted(mapKeys(c.query)) {
		if slices.Contains(searchWords, name) {
			continue
		}
		k, ok := named(t.columns, name)
		if !ok {
			k, ok = named(t.filters, name)
		}
		if !ok || k.hidden {
			if c.on(UnknownNamesIgnored) {
				continue
			}
			no := invalid(codeUnknownName, "The filter "+name+" does not exist")
			return nil, &no
		}
		match, ok := k.kind.filter(c, name, c.query.Get(name))
		if !ok {
			no := refuse(500, codeFilterType, "The filter "+name+"="+c.query.Get(name)+" cannot be parsed as: "+string(k.kind))
			return nil, &no
		}
		tests = append(tests, test{k.cell, match})
	}
	var oldest time.Time
	if f, on := c.srv.faultLocked(SearchLag, c.route); on {
		oldest = c.now.Add(-c.srv.faultSpan(f, usualLag))
	}
	found := make([]T, 0, min(len(t.rows), maxPage))
rows:
	for _, row := range t.rows {
		if !oldest.IsZero() && t.born != nil && t.born(row).After(oldest) {
			continue
		}
		for _, test := range tests {
			if !test.match(test.cell(row)) {
				continue rows
			}
		}
		found = append(found, row)
	}
	return found, nil
}

func sortRows[T any](rows []T, sorting []sortKey[T]) {
	slices.SortStableFunc(rows, func(a, b T) int {
		for _, o := range sorting {
			n := compareCells(o.by.cell(a), o.by.cell(b))
			if o.descending {
				n = -n
			}
			if n != 0 {
				return n
			}
		}
		return 0
	})
}

// pageOf cuts one page out. The page faults imitate data that changes between two pages: rows move up (one is
// missed) or down (one is seen twice). A search sorted by id is immune to the first, as on the real service.
func pageOf[T any](c *call, rows []T, first, size int, byID bool) []T {
	start := min(first-1, len(rows))
	end := min(start+size, len(rows))
	if start > 0 && start < len(rows) {
		switch {
		case !byID && c.on(ShiftingPages):
			start++
			end = min(end+1, len(rows))
		case c.on(DuplicateRows):
			return slices.Concat(rows[start-1:start], rows[start:end])
		}
	}
	return rows[start:end]
}

func cells[T any](c *call, shown []column[T], page []T) [][]any {
	blank := c.on(NullCells)
	out := make([][]any, 0, len(page))
	for _, row := range page {
		line := make([]any, len(shown))
		for i, k := range shown {
			line[i] = c.srv.cellOut(k.cell(row))
			if blank && k.nullable() {
				line[i] = nil
			}
		}
		out = append(out, line)
	}
	return out
}

// nullableColumns may be empty without changing what a row is about.
var nullableColumns = []string{
	"updatedOn", "barcode", "EAN", "UPC", "ISBN", "MPN", "deliveryDate", "taxDate", "companyName", "pri", "sec", "mob",
	"title", "expires", "labelUri", "secondaryEmail", "tertiaryEmail", "lastContactedOn", "lastOrderedOn", "releaseDate",
}

func (k column[T]) nullable() bool { return slices.Contains(nullableColumns, k.name) }

func (c *call) positive(name string, usual int) (int, *reply) {
	value := c.query.Get(name)
	if value == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 {
		no := refuse(500, codeFilterType, "The filter "+name+"="+value+" cannot be parsed as: INTEGER")
		return 0, &no
	}
	return n, nil
}

func compareCells(a, b any) int {
	switch x := a.(type) {
	case nil:
		if b == nil {
			return 0
		}
		return -1
	case int:
		if y, ok := b.(int); ok {
			return cmp.Compare(x, y)
		}
	case string:
		if y, ok := b.(string); ok {
			return cmp.Compare(x, y)
		}
	case time.Time:
		if y, ok := b.(time.Time); ok {
			return x.Compare(y)
		}
	case bool:
		if y, ok := b.(bool); ok {
			return cmp.Compare(strconv.FormatBool(x), strconv.FormatBool(y))
		}
	}
	if b == nil {
		return 1
	}
	return 0
}
