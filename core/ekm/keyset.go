package ekm

import (
	"context"
	"iter"
	"net/url"
	"strconv"
	"time"

	"stockbridge/core/fault"
	"stockbridge/core/rest"
)

// Page is one answer of a search.
type Page[T any] struct {
	Rows []T
	Bad  []*RowError // rows that could not be read
	At   time.Time   // EKM's clock at the time of the answer: the base for watermarks
	Next ID          // continue after this id
	More bool        // there may be further rows
	// Total is how many rows match the search as EKM counts them, 0 when it did not say. Rows up to the id after which the page
	// begins do not count, so it is the size of the list only on a page that begins after 0.
	Total int
}

// search is a list that is read by growing id. Page numbers would drift while the shop is changing: a row that vanishes
// from page 1 pulls one across the border between two pages.
type search struct {
	op       string
	path     string
	priority rest.Priority
}

var (
	orderSearch   = search{"search orders", "/api/v2/orders/search", rest.Orders}
	productSearch = search{"search products", "/api/v1/products/search", rest.Catalogue}
	variantSearch = search{"search variants", "/api/v1/variants/search", rest.Catalogue}
)

func (s search) query(filter string, after ID) url.Values {
	return url.Values{
		"query":   {all(filter, "id gt "+number(after))},
		"orderby": {"id"},
		"page":    {"1"},
		"limit":   {strconv.Itoa(pageSize)},
	}
}

// urlLength is the length of the longest URL with this filter, a long id and a long host included.
func (s search) urlLength(filter string) int {
	const host = 64
	return host + len(s.path) + 1 + len(s.query(filter, 1<<62).Encode())
}

// keyset reads the page after the given id.
func keyset[T any](ctx context.Context, c *Client, s search, filter string, after ID) (Page[T], error) {
	call := rest.Call{Op: s.op, Path: s.path, Query: s.query(filter, after), Priority: s.priority}
	e, a, err := c.do(ctx, call)
	if err != nil {
		return Page[T]{Next: after}, err
	}
	raw, err := c.rawRows(call, e.Data)
	if err != nil {
		return Page[T]{Next: after}, err
	}
	p := Page[T]{At: a.At, Next: after}
	p.Rows, p.Bad = decodeRows[T](s.op, raw)
	for _, r := range raw {
		p.Next = max(p.Next, rowID(r))
	}
	if total, known := e.Meta.number("items_total"); known {
		p.Total = int(max(total, 0))
	}
	pages, known := e.Meta.number("pages_total")
	p.More = len(raw) >= pageSize || known && pages > 1 && len(raw) > 0
	if p.More && p.Next == after {
		return p, &fault.Error{Op: s.op, Remote: c.remote, Text: "EKM repeats a page instead of going on"}
	}
	return p, nil
}

// each reads on from after until the end. A *RowError is yielded for each row that cannot be read, with a zero value, and
// reading goes on; any other error is the last thing yielded.
func each[T any](after ID, page func(after ID) (Page[T], error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		for {
			p, err := page(after)
			for _, row := range p.Rows {
				if !yield(row, nil) {
					return
				}
			}
			for _, bad := range p.Bad {
				if !yield(zero, bad) {
					return
				}
			}
			if err != nil {
				yield(zero, err)
				return
			}
			if !p.More {
				return
			}
			after = p.Next
		}
	}
}
