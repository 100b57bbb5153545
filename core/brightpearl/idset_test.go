package brightpearl

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"stockbridge/core/fault"
)

func TestIDSets(t *testing.T) {
	tests := []struct {
		ids   []OrderID
		limit int
		want  []string
	}{
		{nil, 200, nil},
		{[]OrderID{0, -4}, 200, nil},
		{[]OrderID{12}, 200, []string{"12"}},
		{[]OrderID{22, 20, 9, 21, 1, 2, 3, 9}, 200, []string{"1-3,9,20-22"}},
		{[]OrderID{1, 2, 3, 4, 5}, 2, []string{"1-2", "3-4", "5"}},
	}
	for _, test := range tests {
		var got []string
		for _, set := range idSets(test.ids, test.limit) {
			got = append(got, idSet(set))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%v: got %v, want %v", test.ids, got, test.want)
		}
	}
}

func TestIDSetsStayShort(t *testing.T) {
	var ids []GoodsOutID
	for i := range 1000 {
		ids = append(ids, GoodsOutID(10_000_000+2*i)) // no two in a row, so nothing can be a range
	}
	asked := 0
	for _, set := range idSets(ids, setOfGoodsOut) {
		if n := len(idSet(set)); n > longestSet {
			t.Errorf("a set of %d characters", n)
		}
		asked += len(set)
	}
	same(t, "ids asked for", asked, len(ids))
}

// stock answers availability: a product has its own id as its stock, unless it is in gone (left out) or bad (the whole
// request is refused with that status).
func stock(t *testing.T, gone, bad map[ProductID]bool, status int) func(request) reply {
	return func(r request) reply {
		var parts []string
		for _, id := range spread(t, strings.TrimPrefix(r.path, "/warehouse-service/product-availability/")) {
			if bad[id] {
				return reply{status: status, body: `{"errors":[{"code":"WHSC-001","message":"bad id"}]}`}
			}
			if !gone[id] {
				parts = append(parts, fmt.Sprintf(
					`"%d":{"total":{"inStock":%d,"onHand":"%d.9","allocated":0},"warehouses":{"2":{"inStock":1,"onHand":-0.5}}}`, id, id, id))
			}
		}
		if len(parts) == 0 {
			return reply{status: 404, body: `{"errors":[{"code":"CMNC-404","message":"none"}]}`}
		}
		return good(`{"response":{` + strings.Join(parts, ",") + `}}`)
	}
}

func spread(t *testing.T, set string) []ProductID {
	t.Helper()
	var ids []ProductID
	for part := range strings.SplitSeq(set, ",") {
		from, to, ranged := strings.Cut(part, "-")
		a, err := strconv.Atoi(from)
		noErr(t, err)
		b := a
		if ranged {
			b, err = strconv.Atoi(to)
			noErr(t, err)
		}
		for i := a; i <= b; i++ {
			ids = append(ids, ProductID(i))
		}
	}
	return ids
}

func products(from, to ProductID) (ids []ProductID) {
	for i := from; i <= to; i++ {
		ids = append(ids, i)
	}
	return ids
}

func TestAvailabilityTellsFoundFromMissing(t *testing.T) {
	c, s := serve(t, stock(t, map[ProductID]bool{1003: true}, nil, 0))
	got, err := c.Availability.Get(t.Context(), products(1001, 1250)...)
	noErr(t, err)
	same(t, "found", len(got.Found), 249)
	same(t, "missing", fmt.Sprint(got.Missing), "[1003]")
	same(t, "requests", len(s.requests()), 3)
	a := got.Found[1001]
	same(t, "cut to whole units", a.Total.OnHand, int64(1001))
	same(t, "cut downwards", a.OnHand(2, 5), int64(-1))
	if got.AsOf.IsZero() {
		t.Error("no time")
	}
}

func TestAvailabilityIsolatesBadIDs(t *testing.T) {
	for _, status := range []int{http.StatusBadRequest, http.StatusRequestURITooLong} {
		c, _ := serve(t, stock(t, nil, map[ProductID]bool{1004: true, 1090: true}, status))
		got, err := c.Availability.Get(t.Context(), products(1001, 1100)...)
		noErr(t, err)
		same(t, "found", len(got.Found), 98)
		same(t, "refused", fmt.Sprint(got.Refused), "[1004 1090]")
		same(t, "missing", len(got.Missing), 0)
	}
}

func TestAvailabilityGivesUpWhenEverythingIsRefused(t *testing.T) {
	all := map[ProductID]bool{}
	for _, id := range products(1001, 1100) {
		all[id] = true
	}
	c, s := serve(t, stock(t, nil, all, 400))
	_, err := c.Availability.Get(t.Context(), products(1001, 1100)...)
	if !fault.Is(err, fault.Refused) {
		t.Errorf("got %v", err)
	}
	if n := len(s.requests()); n > 60 {
		t.Errorf("%d requests", n)
	}
}

func TestSoldOutSetsCostOneMoreRequest(t *testing.T) {
	gone := map[ProductID]bool{}
	for _, id := range products(1101, 1200) {
		gone[id] = true
	}
	c, s := serve(t, stock(t, gone, nil, 0))
	got, err := c.Availability.Get(t.Context(), products(1001, 1200)...)
	noErr(t, err)
	same(t, "found", len(got.Found), 100)
	same(t, "missing", len(got.Missing), 100)
	same(t, "requests", len(s.requests()), 3)
}

func TestNothingFoundAtAllIsMissing(t *testing.T) {
	c, _ := serveOne(t, reply{status: 404, body: `{"errors":[{"code":"CMNC-404","message":"none"}]}`})
	got, err := c.Availability.Get(t.Context(), 1001, 1002, 1003)
	noErr(t, err)
	same(t, "missing", fmt.Sprint(got.Missing), "[1001 1002 1003]")
}

func TestOfflineIsNotMissing(t *testing.T) {
	c, _ := serveOne(t, reply{status: 404, body: "<html>no such page</html>"})
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond) // shorter than the pause before a second try
	defer cancel()
	if got, err := c.Availability.Get(ctx, 1001); err == nil {
		t.Errorf("got %+v", got)
	}
}
