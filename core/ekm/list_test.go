package ekm

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"stockbridge/core/fault"
	"stockbridge/core/rest"
)

func restCall(method, path string, body any) rest.Call {
	return rest.Call{Op: "test", Method: method, Path: path, Body: body}
}

func TestKeySetReading(t *testing.T) {
	s := newShop(t, func(r request) (int, string) {
		_, tail, _ := strings.Cut(r.query, "id gt ")
		after, err := strconv.Atoi(tail)
		if err != nil || r.page != "1" {
			return 400, ""
		}
		return 200, ids(after+1, min(after+20, 45))
	})
	var got []ID
	for o, err := range s.Orders.Search(t.Context(), OrderQuery{After: 3}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, o.ID)
	}
	if len(got) != 42 || got[0] != 4 || !slices.IsSorted(got) || len(s.requests) != 3 {
		t.Errorf("%d orders in %d calls", len(got), len(s.requests))
	}
	p, err := s.Orders.Page(t.Context(), OrderQuery{After: 40})
	if err != nil || len(p.Rows) != 5 || p.Next != 45 || p.More || time.Since(p.At) > time.Minute {
		t.Errorf("page %+v, %v", p, err)
	}
}

func TestARepeatedPageEndsTheReading(t *testing.T) {
	s := newShop(t, answer(200, ids(1, 20)))
	var last error
	for _, err := range s.Products.Search(t.Context(), ProductQuery{}) {
		last = err
	}
	if last == nil || len(s.requests) != 2 {
		t.Errorf("%v after %d calls", last, len(s.requests))
	}
}

func TestExpressions(t *testing.T) {
	at := time.Date(2024, 7, 9, 18, 14, 21, 999, time.FixedZone("BST", 3600))
	for want, q := range map[string]OrderQuery{
		"id gt 0":           {},
		"id gt 3000000000L": {After: 3000000000},
		"(last_updated ge 2024-07-09T17:14:21Z or order_date ge 2024-07-09T17:14:21Z) and id gt 5":                   {ChangedSince: at, After: 5},
		"(payment_status ne 'SUCCESS' or payment_status eq null) and order_date ge 2024-07-09T17:14:21Z and id gt 0": {Unpaid: true, PlacedSince: at},
		"order_number eq 'O''Neil/7' and id gt 0":                                                                    {Number: "O'Neil/7"},
	} {
		if got := orderSearch.query(q.filter(), q.After).Get("query"); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestCodesAreAskedInShortURLs(t *testing.T) {
	var longest int
	s := newShop(t, func(r request) (int, string) {
		longest = max(longest, len(r.path)+len(url.QueryEscape(r.query)))
		return 200, wrap([]map[string]any{{"id": 1, "product_code": " sku & 7 with a rather long name "}, {"id": 2, "product_code": "other"}})
	})
	var codes []string
	for i := range 100 {
		codes = append(codes, fmt.Sprintf("SKU & %d with a rather long name", i), "", fmt.Sprintf("sku & %d with a rather long name ", i))
	}
	var got []ID
	for p, err := range s.Products.ByCodes(t.Context(), codes) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, p.ID)
	}
	if !slices.Equal(got, []ID{1}) || longest > longestURL || len(s.requests) < 5 {
		t.Errorf("products %v, %d calls, longest %d", got, len(s.requests), longest)
	}
	for _, err := range s.Products.ByCodes(t.Context(), []string{strings.Repeat("x", 2000)}) {
		if err == nil {
			t.Error("a code longer than a URL was searched for")
		}
	}
}

func TestListsWithoutPagingAreReadToTheEnd(t *testing.T) {
	rows := func(from, to, total int) string {
		return strings.Replace(ids(from, to), `"meta":{}`, fmt.Sprintf(`"meta":{"items_total":"%d","pages_total":2}`, total), 1)
	}
	for name, tt := range map[string]struct {
		second   string
		count    int
		complete bool
		calls    int
	}{
		"paged":            {rows(21, 25, 25), 25, true, 2},
		"page 2 repeats":   {rows(1, 20, 25), 20, false, 2},
		"page 2 is empty":  {wrap([]int{}), 20, false, 2},
		"all in one piece": {"", 25, true, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t, func(r request) (int, string) {
				switch {
				case r.page == "2":
					return 200, tt.second
				case tt.second == "":
					return 200, rows(1, 25, 25)
				default:
					return 200, rows(1, 20, 25)
				}
			})
			w, err := s.Orders.Items(t.Context(), 7)
			if err != nil || len(w.Rows) != tt.count || w.Complete != tt.complete || len(s.requests) != tt.calls {
				t.Errorf("%d items, complete %v, %d calls, %v", len(w.Rows), w.Complete, len(s.requests), err)
			}
		})
	}
	gone := newShop(t, answer(404, ""))
	if _, err := gone.Orders.Items(t.Context(), 7); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
}

func TestStockBodies(t *testing.T) {
	s := newShop(t, answer(200, wrap(map[string]any{"id": 301, "stock": 7, "total_product_stock": 7})))
	if got, err := s.Stock.SetProduct(t.Context(), 301, 7, Up); err != nil || got.Stock != 7 {
		t.Errorf("%+v, %v", got, err)
	}
	if r := s.last(t); r.path != "/api/v1/products/301/stock" || r.body != `{"id":301,"stock":7,"total_product_stock":7}` {
		t.Errorf("%+v", r)
	}
	if _, err := s.Stock.SetVariant(t.Context(), 301, 314, 9, Down); err != nil {
		t.Error(err)
	}
	if r := s.last(t); r.method != "PUT" || r.path != "/api/v1/products/301/variants/314/stock" || r.body != `{"id":314,"parent_product_id":301,"stock":9}` {
		t.Errorf("%+v", r)
	}
}
