package brightpearl

import (
	"context"
	"errors"
	"iter"
	"net/url"
	"strconv"
	"strings"
	"time"

	"stockbridge/core/rest"
)

// pageRows is how many rows one search request brings. Brightpearl API: at most 500.
const pageRows = 500

// Changes is what a search for changes found.
type Changes[T any] struct {
	Items []T
	// AsOf is the server's clock at the first answer: the next watermark, to be taken back by the caller's overlap.
	// Searches may lag behind writes, and the ends of intervals are undocumented, so overlap by ten minutes or more.
	AsOf time.Time
}

// query is one search. key is a column of whole numbers that names each row: pages are sorted by it, and a row that shows
// up twice is dropped.
type query struct {
	op       string
	path     string
	filters  map[string]string
	columns  []string
	key      string
	priority rest.Priority
}

func (q query) with(name, value string) query {
	filters := map[string]string{name: value}
	for k, v := range q.filters {
		if k != name {
			filters[k] = v
		}
	}
	q.filters = filters
	return q
}

// page asks for one page; first counts from 1.
func (q query) page(ctx context.Context, c *Client, first, size int) (*page, error) {
	values := url.Values{
		"columns":     {strings.Join(q.columns, ",")},
		"sort":        {q.key + ".ASC"},
		"pageSize":    {strconv.Itoa(size)},
		"firstResult": {strconv.Itoa(first)},
	}
	for name, value := range q.filters {
		values.Set(name, value)
	}
	call := rest.Call{Op: q.op, Path: q.path, Query: values, Priority: q.priority}
	wire, answer, err := ask[wireSearch](ctx, c, call)
	if err != nil {
		return nil, err
	}
	p, err := newPage(wire, q.key)
	if err != nil {
		return nil, unreadable(call, answer.Status, err)
	}
	p.at = answer.At
	return p, nil
}

// pages walks through a search from position first on. Each page begins with the last row of the one before it: when that
// row is missing, rows before it have gone meanwhile and others moved up past us, so the walk steps back. Rows are handed
// on once, in ascending order of their key.
func (q query) pages(ctx context.Context, c *Client, first int) iter.Seq2[*page, error] {
	return func(yield func(*page, error) bool) {
		seen := map[int64]bool{}
		steps := 0
		for {
			p, err := q.page(ctx, c, first, pageRows)
			if err != nil {
				yield(nil, err)
				return
			}
			returned := len(p.rows)
			fresh := p.drop(seen)
			if len(seen) > 0 && fresh == returned && returned > 0 && first > 1 && steps < maxSteps {
				steps++
				first = max(1, first-pageRows/2)
				continue
			}
			for i := range p.rows {
				seen[p.rows[i].key] = true
			}
			if !yield(p, nil) {
				return
			}
			// Brightpearl API: the flag is not always right; a full page is followed by another request.
			if fresh == 0 || !p.more && returned < pageRows {
				return
			}
			steps = 0
			first += max(1, returned-1)
		}
	}
}

const maxSteps = 3 // how often a walk steps back before it takes the page as it is

// scan reads the rows of a search whose key is above after. It starts at the page where they begin, so an interrupted
// reading goes on from the key of its last row.
func scan[T any](ctx context.Context, c *Client, q query, after int64, read func(*row) T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		first, err := q.position(ctx, c, after)
		if err != nil {
			yield(none, err)
			return
		}
		for p, err := range q.pages(ctx, c, first) {
			if err != nil {
				yield(none, err)
				return
			}
			for i := range p.rows {
				r := &p.rows[i]
				if r.key <= after {
					continue
				}
				item := read(r)
				if r.failed != nil {
					yield(none, unreadable(rest.Call{Op: q.op}, 0, r.failed))
					return
				}
				if !yield(item, nil) {
					return
				}
			}
		}
	}
}

// position finds the page that holds the first row above after, by halving over page starts: id columns cannot be filtered
// by an open range.
func (q query) position(ctx context.Context, c *Client, after int64) (int, error) {
	if after <= 0 {
		return 1, nil
	}
	probe := q
	probe.columns = []string{q.key}
	p, err := probe.page(ctx, c, 1, 1)
	if err != nil {
		return 0, err
	}
	low, high := 0, max(p.available-1, 0)/pageRows
	for low < high {
		middle := (low + high + 1) / 2
		p, err := probe.page(ctx, c, middle*pageRows+1, 1)
		if err != nil {
			return 0, err
		}
		if len(p.rows) > 0 && p.rows[0].key <= after {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return low*pageRows + 1, nil
}

// collect reads a whole search into memory: for deltas and look-ups.
func collect[T any](ctx context.Context, c *Client, q query, read func(*row) T) (Changes[T], error) {
	var out Changes[T]
	for p, err := range q.pages(ctx, c, 1) {
		if err != nil {
			return Changes[T]{}, err
		}
		if out.AsOf.IsZero() {
			out.AsOf = p.at
		}
		for i := range p.rows {
			r := &p.rows[i]
			item := read(r)
			if r.failed != nil {
				return Changes[T]{}, unreadable(rest.Call{Op: q.op}, 0, r.failed)
			}
			out.Items = append(out.Items, item)
		}
	}
	return out, nil
}

// changed asks for what was updated or created since from. Brightpearl API: updatedOn is null until the first change after
// creation, so an updatedOn filter alone misses what is new.
func changed[T any, ID comparable](
	ctx context.Context, c *Client, q query, from time.Time, read func(*row) T, id func(T) ID,
) (Changes[T], error) {
	if from.IsZero() {
		return Changes[T]{}, invalid(q.op, "a search for changes needs a time to start from")
	}
	created, err := collect(ctx, c, q.with("createdOn", since(from)), read)
	if err != nil {
		return Changes[T]{}, err
	}
	updated, err := collect(ctx, c, q.with("updatedOn", since(from)), read)
	if err != nil {
		return Changes[T]{}, err
	}
	place := make(map[ID]int, len(created.Items))
	for i, item := range created.Items {
		place[id(item)] = i
	}
	for _, item := range updated.Items {
		if i, ok := place[id(item)]; ok {
			created.Items[i] = item // the later reading of the two
			continue
		}
		created.Items = append(created.Items, item)
	}
	return created, nil
}

var errNoKeyColumn = errors.New("the search answer lacks its id column")
