package ekm

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"stockbridge/core/fault"
	"stockbridge/core/rest"
)

var (
	idTerm    = regexp.MustCompile(`id eq (\d+)(L?)`)
	stockPath = regexp.MustCompile(`^/api/v1/products/(\d+)(?:/variants/(\d+))?/stock$`)
)

// shelves is a shop with some levels. It answers the searches and single reads of levels, unless a test says otherwise.
type shelves struct {
	levels  map[ID]any // by product or variant
	refused int        // a status for every search that asks for more than one
	hidden  map[ID]bool
	foreign bool // searches answer rows that nobody asked for
}

func (s *shelves) answer(r request) (int, string) {
	if m := stockPath.FindStringSubmatch(r.path); m != nil {
		id, _ := strconv.ParseInt(cmp.Or(m[2], m[1]), 10, 64)
		units, known := s.levels[ID(id)]
		if !known {
			return 404, ""
		}
		return 200, wrap(map[string]any{"id": id, "stock": units})
	}
	var rows []map[string]any
	asked := idTerm.FindAllStringSubmatch(r.query, -1)
	if len(asked) > 1 && s.refused != 0 {
		return s.refused, ""
	}
	for _, m := range asked {
		id, _ := strconv.ParseInt(m[1], 10, 64)
		if (id > math.MaxInt32) != (m[2] == "L") {
			return 400, `{"validation_result":[{"member_names":null,"error_message":"Invalid search expression"}]}`
		}
		if units, known := s.levels[ID(id)]; known && !s.hidden[ID(id)] {
			rows = append(rows, map[string]any{"id": id, "number_in_stock": units})
		}
		if s.foreign {
			rows = append(rows, map[string]any{"id": id + 1000, "number_in_stock": 99})
		}
	}
	return 200, wrap(rows)
}

func listed(from, to int) (of []Listed) {
	for i := from; i <= to; i++ {
		of = append(of, Listed{Product: ID(i)})
	}
	return of
}

func TestShownReadsTwentyAtATime(t *testing.T) {
	const huge = 3_000_000_000
	shop := &shelves{levels: map[ID]any{huge: 7, huge + 1: "-3"}}
	of := []Listed{{Product: huge}, {Product: 5, Variant: huge + 1}}
	for i := 1; i <= 45; i++ {
		shop.levels[ID(i)] = i
		of = append(of, Listed{Product: ID(i)}, Listed{Product: ID(i)}) // said twice, asked once
	}
	s := newShop(t, shop.answer)
	got, err := s.Stock.Shown(t.Context(), of...)
	if err != nil || len(got.Units) != 47 || len(got.Gone)+len(got.Unknown) != 0 || len(s.requests) != 4 {
		t.Fatalf("%+v in %d requests, %v", got, len(s.requests), err)
	}
	if got.Units[Listed{Product: huge}] != 7 || got.Units[Listed{5, huge + 1}] != -3 || got.Units[Listed{Product: 45}] != 45 {
		t.Errorf("levels %v", got.Units)
	}
	if r := s.requests[0]; !strings.HasPrefix(r.query, "(id eq 3000000000L or id eq 1 or id eq 2 or ") || !strings.HasSuffix(r.query, " and id gt 0") || r.page != "1" {
		t.Errorf("asked %+v", r)
	}
	if nothing, err := s.Stock.Shown(t.Context()); err != nil || nothing.Units == nil || len(s.requests) != 4 {
		t.Errorf("%+v, %v", nothing, err)
	}
}

// TestShownDoubtsTheSearch has answers that leave listings out, or hold others: what is gone is what EKM itself does not know.
func TestShownDoubtsTheSearch(t *testing.T) {
	shop := &shelves{levels: map[ID]any{1: 4, 2: 5, 3: 6}, hidden: map[ID]bool{2: true}, foreign: true}
	s := newShop(t, shop.answer)
	got, err := s.Stock.Shown(t.Context(), Listed{Product: 1}, Listed{Product: 2}, Listed{Product: 9})
	if err != nil || len(got.Units) != 2 || got.Units[Listed{Product: 1}] != 4 || got.Units[Listed{Product: 2}] != 5 {
		t.Errorf("%+v, %v", got, err)
	}
	if !slices.Equal(got.Gone, []Listed{{Product: 9}}) || len(got.Unknown) != 0 || len(s.requests) != 3 {
		t.Errorf("%+v after %d requests", got, len(s.requests))
	}

	// A row is of the listing, or it does not count: 7 is a copy in the product list, 8 a variant of another product.
	s = newShop(t, func(r request) (int, string) {
		if stockPath.MatchString(r.path) {
			return 404, ""
		}
		return 200, wrap([]map[string]any{{"id": 7, "parent_product_id": 1, "number_in_stock": 1}, {"id": 8, "parent_product_id": 2, "number_in_stock": 1}})
	})
	if got, err := s.Stock.Shown(t.Context(), Listed{Product: 7}, Listed{1, 8}); err != nil || len(got.Units) != 0 || len(got.Gone) != 2 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestAMissingLevelIsNotZero(t *testing.T) {
	for name, units := range map[string]any{"null": nil, "empty": " ", "nonsense": "many", "a list": []int{1}, "zero": 0} {
		for _, refused := range []int{0, 400} {
			shop := &shelves{levels: map[ID]any{1: units, 2: 5}, refused: refused}
			s := newShop(t, shop.answer)
			got, err := s.Stock.Shown(t.Context(), listed(1, 2)...)
			level, known := got.Units[Listed{Product: 1}]
			if err != nil || got.Units[Listed{Product: 2}] != 5 || known != (name == "zero") || level != 0 || len(got.Unknown) != 2-len(got.Units) {
				t.Errorf("%s, search %d: %+v, %v", name, refused, got, err)
			}
		}
	}
	s := newShop(t, answer(200, `{"data":null}`)) // no row, and then no data
	if got, err := s.Stock.Shown(t.Context(), Listed{Product: 1}); err != nil || len(got.Unknown) != 1 || len(got.Gone) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestShopsThatRefuseSeveralIDsAreReadOneByOne(t *testing.T) {
	for _, status := range []int{400, 403, 406} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			shop := &shelves{levels: map[ID]any{1: 4, 2: 5, 3: 6}, refused: status}
			s := newShop(t, shop.answer)
			var log bytes.Buffer
			client, err := New(Options{BaseURL: s.url, Store: "garden", Pacer: free{}, Log: slog.New(slog.NewTextHandler(&log, nil))})
			if err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if got, err := client.Stock.Shown(t.Context(), listed(1, 4)...); err != nil || len(got.Units) != 3 || len(got.Gone) != 1 {
					t.Errorf("%+v, %v", got, err)
				}
			}
			if n := strings.Count(log.String(), "one by one"); len(s.requests) != 1+4+4 || n != 1 {
				t.Errorf("%d requests, %d lines in the log", len(s.requests), n)
			}
			if _, err := client.Stock.Shown(t.Context(), Listed{1, 2}, Listed{1, 3}); err != nil || !strings.HasPrefix(s.requests[9].path, "/api/v1/variants/search") {
				t.Errorf("variants were not searched for: %v", err)
			}
		})
	}
}

// TestShownStopsWhereSingleReadsFailToo has a token without the scope, and a shop that is down: neither is the search's doing.
func TestShownStopsWhereSingleReadsFailToo(t *testing.T) {
	status := 403
	s := newShop(t, func(r request) (int, string) { return status, "" })
	if _, err := s.Stock.Shown(t.Context(), listed(1, 2)...); fault.Of(err) == nil || fault.Of(err).RemoteCode != CodeNotPermitted || len(s.requests) != 2 {
		t.Errorf("%v after %d requests", err, len(s.requests))
	}
	status = 500
	if _, err := s.Stock.Shown(t.Context(), listed(1, 2)...); !fault.Is(err, fault.Offline) || !strings.Contains(s.last(t).path, "search") {
		t.Errorf("%v, last asked %s", err, s.last(t).path)
	}
}

func TestShownFollowsARefusedID(t *testing.T) {
	s := newShop(t, func(r request) (int, string) {
		switch r.path {
		case "/api/v1/products/314/stock", "/api/v1/products/399/stock":
			return 422, `{"validation_result":[{"member_names":["id"],"error_message":"Product '` + strings.Split(r.path, "/")[4] + `' is a variant. Please use master product Id '301'"}],"data":null}`
		case "/api/v1/products/400/stock":
			return 422, ""
		case "/api/v1/products/301/variants/314/stock":
			return 200, wrap(map[string]any{"id": 314, "stock": 9})
		case "/api/v1/products/301/stock":
			return 200, wrap(map[string]any{"id": 301, "stock": 4})
		case "/api/v1/products/search":
			return 200, wrap([]int{})
		}
		return 404, ""
	})
	got, err := s.Stock.Shown(t.Context(), Listed{Product: 314}, Listed{Product: 399}, Listed{Product: 400})
	if err != nil || got.Units[Listed{Product: 314}] != 9 || got.Units[Listed{Product: 399}] != 4 || !slices.Equal(got.Unknown, []Listed{{Product: 400}}) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestTheLongestIDsFitIntoAURL(t *testing.T) {
	ids := slices.Repeat([]ID{math.MaxInt64}, pageSize)
	if n := variantSearch.urlLength(anyID(ids)); n > longestURL {
		t.Errorf("%d bytes", n)
	}
}

func TestLevelsGiveWayToWrites(t *testing.T) {
	s := newShop(t, (&shelves{levels: map[ID]any{1: 4}}).answer)
	pacer := &noting{}
	c, err := New(Options{BaseURL: s.url, Pacer: pacer})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Stock.Shown(context.Background(), Listed{Product: 1}, Listed{Product: 2}, Listed{1, 1}); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(pacer.seen, []rest.Priority{rest.Checks, rest.Checks, rest.Checks}) {
		t.Errorf("priorities %v", pacer.seen)
	}
}

func TestPagesTellHowManyThereAre(t *testing.T) {
	s := newShop(t, func(r request) (int, string) {
		if strings.HasSuffix(r.query, "id gt 0") {
			return 200, strings.Replace(ids(1, 20), `"meta":{}`, `"meta":{"items_total":"45"}`, 1)
		}
		return 200, ids(21, 25)
	})
	first, err := s.Products.Page(t.Context(), ProductQuery{})
	next, also := s.Products.Page(t.Context(), ProductQuery{After: first.Next})
	if err != nil || also != nil || first.Total != 45 || next.Total != 0 {
		t.Errorf("%d and %d in all, %v, %v", first.Total, next.Total, err, also)
	}
}
