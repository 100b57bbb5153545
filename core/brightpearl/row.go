package brightpearl

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// wireSearch is the response part of a search. Rows are arrays; metaData says which column each cell belongs to.
type wireSearch struct {
	Results  [][]json.RawMessage `json:"results"`
	MetaData struct {
		MorePagesAvailable bool `json:"morePagesAvailable"`
		ResultsAvailable   int  `json:"resultsAvailable"`
		Columns            []struct {
			Name string `json:"name"`
		} `json:"columns"`
	} `json:"metaData"`
}

// page is one page of rows.
type page struct {
	rows      []row
	more      bool
	available int
	at        time.Time
}

func newPage(w wireSearch, key string) (*page, error) {
	columns := make(map[string]int, len(w.MetaData.Columns))
	for i, c := range w.MetaData.Columns {
		columns[c.Name] = i
	}
	if _, ok := columns[key]; !ok && len(w.Results) > 0 {
		return nil, errNoKeyColumn
	}
	p := &page{more: w.MetaData.MorePagesAvailable, available: w.MetaData.ResultsAvailable}
	for _, cells := range w.Results {
		r := row{columns: columns, cells: cells}
		r.key = r.id(key)
		if r.failed != nil {
			return nil, r.failed
		}
		p.rows = append(p.rows, r)
	}
	return p, nil
}

// drop removes rows that are in seen, that repeat one of this page, or that have no key, and counts what is left.
func (p *page) drop(seen map[int64]bool) int {
	here := make(map[int64]bool, len(p.rows))
	p.rows = slices.DeleteFunc(p.rows, func(r row) bool {
		gone := r.key == 0 || seen[r.key] || here[r.key]
		here[r.key] = true
		return gone
	})
	return len(p.rows)
}

// row reads the cells of one search row by column name. A null or missing cell is the zero value; a cell that cannot be
// read is remembered in failed.
type row struct {
	columns map[string]int
	cells   []json.RawMessage
	key     int64
	failed  error
}

func (r *row) cell(name string, into any) {
	i, ok := r.columns[name]
	if !ok || i >= len(r.cells) || len(r.cells[i]) == 0 || string(r.cells[i]) == "null" {
		return
	}
	if err := json.Unmarshal(r.cells[i], into); err != nil && r.failed == nil {
		r.failed = fmt.Errorf("column %s: %w", name, err)
	}
}

func (r *row) id(name string) int64 {
	var v plainID
	r.cell(name, &v)
	return int64(v)
}

func (r *row) text(name string) string {
	var v words
	r.cell(name, &v)
	return string(v)
}

func (r *row) flag(name string) bool {
	var v yes
	r.cell(name, &v)
	return bool(v)
}

func (r *row) time(name string) time.Time {
	var v stamp
	r.cell(name, &v)
	return v.Time
}

func (r *row) amount(name string) decimal.Decimal {
	var v amount
	r.cell(name, &v)
	return v.Decimal
}

// yes reads true, "true" and 1.
type yes bool

func (y *yes) UnmarshalJSON(b []byte) error {
	switch strings.ToLower(strings.Trim(string(b), `" `)) {
	case "true", "1":
		*y = true
	case "false", "0", "", "null":
		*y = false
	default:
		return errors.New("not a yes or no")
	}
	return nil
}
