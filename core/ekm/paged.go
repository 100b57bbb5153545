package ekm

import (
	"bytes"
	"context"
	"encoding/json"
	"net/url"
	"strconv"

	"stockbridge/core/rest"
)

// Whole is a list that EKM should send in one piece, though nobody promises it.
type Whole[T any] struct {
	Rows []T
	Bad  []*RowError
	// Complete is false when EKM announced more rows than it was willing to send.
	Complete bool
}

const mostPages = 50 // of 20 rows; EKM has at most 250 variants in a product

// readWhole reads a list that has no paging parameters in EKM's description and yet a paged meta in its examples. The first
// request goes out plainly; when meta announces more, the rest is asked for page by page, until a page repeats.
func readWhole[T any](ctx context.Context, c *Client, call rest.Call) (Whole[T], error) {
	var all []json.RawMessage
	total, known := int64(0), false
	for page := 1; page <= mostPages; page++ {
		if page > 1 {
			call.Query = url.Values{"page": {strconv.Itoa(page)}, "limit": {strconv.Itoa(pageSize)}}
		}
		e, _, err := c.do(ctx, call)
		if err != nil {
			return Whole[T]{}, err
		}
		raw, err := c.rawRows(call, e.Data)
		if err != nil {
			return Whole[T]{}, err
		}
		if len(raw) == 0 || page > 1 && repeats(all, raw) {
			break
		}
		all = append(all, raw...)
		if total, known = e.Meta.number("items_total"); !known {
			if pages, ok := e.Meta.number("pages_total"); !ok || pages <= int64(page) {
				break
			}
			total, known = int64(len(all))+1, true // at least one more
			continue
		}
		if int64(len(all)) >= total {
			break
		}
	}
	w := Whole[T]{Complete: !known || int64(len(all)) >= total}
	w.Rows, w.Bad = decodeRows[T](call.Op, all)
	return w, nil
}

// repeats is true when the page holds a row that we have already.
func repeats(have, page []json.RawMessage) bool {
	ids := map[ID]bool{}
	for _, row := range have {
		ids[rowID(row)] = true
	}
	for i, row := range page {
		id := rowID(row)
		if id != 0 && ids[id] || id == 0 && i < len(have) && bytes.Equal(row, have[i]) {
			return true
		}
	}
	return false
}
