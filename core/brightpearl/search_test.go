package brightpearl

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// table serves a search over rows of (id, name, changed), in the given order, with metadata in another column order than
// asked for.
type table struct {
	ids   []int
	asked func(q url.Values, rows []int) []int // may disturb a page
}

func (tb *table) answer(r request) reply {
	q, _ := url.ParseQuery(r.query)
	first, _ := strconv.Atoi(q.Get("firstResult"))
	size, _ := strconv.Atoi(q.Get("pageSize"))
	from, to := min(first-1, len(tb.ids)), min(first-1+size, len(tb.ids))
	rows := slices.Clone(tb.ids[from:to])
	more := to < len(tb.ids)
	if tb.asked != nil {
		rows = tb.asked(q, rows)
	}
	var cells [][]any
	for _, id := range rows {
		cells = append(cells, []any{nil, fmt.Sprintf("SKU %d", id), "2026-05-04T09:15:00.000+01:00", id, "true"})
	}
	b, _ := json.Marshal(map[string]any{"response": map[string]any{
		"results": cells,
		"metaData": map[string]any{
			"morePagesAvailable": more, "resultsAvailable": len(tb.ids), "resultsReturned": len(rows),
			"columns": []map[string]any{
				{"name": "productName"}, {"name": "SKU"}, {"name": "updatedOn"}, {"name": "productId"}, {"name": "stockTracked"},
			},
		},
	}})
	return good(string(b))
}

func catalogue(from, n int) (ids []int) {
	for i := range n {
		ids = append(ids, from+i)
	}
	return ids
}

func readAll(t *testing.T, c *Client, after ProductID) (ids []int) {
	t.Helper()
	for p, err := range c.Products.All(t.Context(), after) {
		noErr(t, err)
		ids = append(ids, int(p.ID))
	}
	return ids
}

func TestCatalogueIsReadInPages(t *testing.T) {
	tb := &table{ids: catalogue(1001, 1203)}
	c, s := serve(t, tb.answer)
	if got := readAll(t, c, 0); !slices.Equal(got, tb.ids) {
		t.Errorf("got %d rows, want %d", len(got), len(tb.ids))
	}
	same(t, "requests", len(s.requests()), 3)
	q, _ := url.ParseQuery(s.last(t).query)
	same(t, "sort", q.Get("sort"), "productId.ASC")
	same(t, "page size", q.Get("pageSize"), "500")
}

func TestProductsAreCountedWithoutReadingThem(t *testing.T) {
	body := `{"response":{"results":[],"metaData":{"resultsAvailable":1234,"columns":[]}}}`
	c, s := serve(t, func(request) reply { return good(body) })
	n, err := c.Products.Count(t.Context())
	noErr(t, err)
	same(t, "count", n, 1234)
	same(t, "query", s.last(t).query, "columns=productId&countOnly=true&pageSize=1")
	for _, body = range []string{`{"response":{"results":[],"metaData":{}}}`, `{}`} {
		if n, err := c.Products.Count(t.Context()); err == nil {
			t.Errorf("%s was taken for %d products", body, n)
		}
	}
}

func TestCellsAreReadByName(t *testing.T) {
	c, _ := serve(t, (&table{ids: []int{7301}}).answer)
	found, err := c.Products.BySKU(t.Context(), "SKU 7301")
	noErr(t, err)
	if len(found) != 1 {
		t.Fatalf("got %v", found)
	}
	p := found[0]
	same(t, "id", p.ID, 7301)
	same(t, "null name", p.Name, "")
	same(t, "yes as text", p.StockTracked, true)
	same(t, "time", p.UpdatedOn.UTC(), time.Date(2026, 5, 4, 8, 15, 0, 0, time.UTC))
}

func TestCatalogueGoesOnWhereItStopped(t *testing.T) {
	tb := &table{ids: catalogue(1001, 5000)}
	c, s := serve(t, tb.answer)
	for _, after := range []int{1001, 1500, 1501, 3333, 5999, 6000} {
		before := len(s.requests())
		if got, want := readAll(t, c, ProductID(after)), tb.ids[after-1000:]; !slices.Equal(got, want) {
			t.Errorf("after %d: got %d rows, want %d", after, len(got), len(want))
		}
		if n := len(s.requests()) - before; n > 6+len(tb.ids[after-1000:])/499+1 {
			t.Errorf("after %d: %d requests", after, n)
		}
	}
}

func TestRowsThatMoveUpAreNotLost(t *testing.T) {
	tb := &table{ids: catalogue(1001, 1400)}
	tb.asked = func(q url.Values, rows []int) []int {
		if q.Get("firstResult") == "1" { // forty products of the first page are deleted right after it was read
			tb.ids = slices.Delete(tb.ids, 10, 50)
		}
		return rows
	}
	c, _ := serve(t, tb.answer)
	if got := readAll(t, c, 0); !slices.Equal(got, catalogue(1001, 1400)) {
		t.Errorf("got %d rows", len(got))
	}
}

func TestRepeatedRowsComeOnce(t *testing.T) {
	tb := &table{ids: catalogue(1001, 900)}
	tb.asked = func(_ url.Values, rows []int) []int {
		if len(rows) > 2 {
			rows = append(rows[:2:2], rows[1:]...)
		}
		return rows
	}
	c, _ := serve(t, tb.answer)
	if got := readAll(t, c, 0); !slices.Equal(got, tb.ids) {
		t.Errorf("got %d rows", len(got))
	}
}

func TestChangesAreUpdatedAndCreated(t *testing.T) {
	c, s := serve(t, func(r request) reply {
		if strings.Contains(r.query, "createdOn=") && !strings.Contains(r.query, "&updatedOn=") {
			return (&table{ids: []int{5, 6}}).answer(r)
		}
		return (&table{ids: []int{4, 5}}).answer(r)
	})
	got, err := c.Products.ChangedSince(t.Context(), time.Date(2026, 5, 4, 9, 0, 0, 5e8, time.FixedZone("BST", 3600)))
	noErr(t, err)
	slices.SortFunc(got.Items, func(a, b ProductRow) int { return cmp.Compare(a.ID, b.ID) })
	same(t, "rows", len(got.Items), 3)
	same(t, "first", got.Items[0].ID, 4)
	same(t, "last", got.Items[2].ID, 6)
	if got.AsOf.IsZero() {
		t.Error("no watermark")
	}
	for _, r := range s.requests() {
		if !strings.Contains(r.query, "On=2026-05-04T08%3A00%3A00Z%2F") {
			t.Errorf("query %s", r.query)
		}
	}
	if _, err := c.Products.ChangedSince(t.Context(), time.Time{}); err == nil {
		t.Error("everything since the year 1 was asked for")
	}
}

func TestSearchValuesAreEncoded(t *testing.T) {
	c, s := serve(t, (&table{}).answer)
	_, err := c.Products.BySKU(t.Context(), "A+B #7&x")
	noErr(t, err)
	q, err := url.ParseQuery(s.last(t).query)
	noErr(t, err)
	same(t, "SKU", q.Get("SKU"), "A+B #7&x")
	if raw := s.last(t).query; !strings.Contains(raw, "A%2BB") || !strings.Contains(raw, "%237%26x") {
		t.Errorf("query %s", raw)
	}
}

func TestEmptySearches(t *testing.T) {
	c, s := serve(t, (&table{}).answer)
	products, err := c.Products.BySKU(t.Context(), "  ")
	noErr(t, err)
	contacts, err := c.Contacts.SearchByEmail(t.Context(), " ")
	noErr(t, err)
	same(t, "hits", len(products)+len(contacts), 0)
	same(t, "requests", len(s.requests()), 0)
}

func TestSearchWithoutItsIDColumnIsAnError(t *testing.T) {
	c, _ := serveOne(t, good(`{"response":{"results":[["x"]],"metaData":{"columns":[{"name":"SKU"}]}}}`))
	if _, err := c.Products.BySKU(t.Context(), "x"); err == nil {
		t.Error("no error")
	}
}
