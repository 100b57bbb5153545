package brightpearlsim_test

import (
	"fmt"
	"strings"
	"testing"
)

func ids(f found) string {
	var list []string
	for _, r := range f.Results {
		list = append(list, fmt.Sprint(r[0]))
	}
	return strings.Join(list, " ")
}

func TestFiltersFollowTheirTypes(t *testing.T) {
	b := newBench(t)
	for _, c := range []struct{ query, want string }{
		{"product-service/product-search?SKU=MUG-BLU", "1001"}, // exact, and the other case is another product
		{"product-service/product-search?SKU=MUG", ""},
		{"product-service/product-search?productName=MUG", "1001 1004 1006"}, // contains, any case
		{"product-service/product-search?productId=1002-1003,1001", "1001 1002 1003"},
		{"product-service/product-search?stockTracked=false", "1003 1004 1005"},
		{"product-service/product-search?stockTracked=true&SKU=CUP", "1002"},
		{"product-service/product-search?createdOn=2027-01-01T00:00:00Z/", ""},
		{"product-service/product-search?createdOn=/2027-01-01T00:00:00Z&productId=1001", "1001"},
		{"contact-service/contact-search?primaryEmail=ann%40shopper.example", "612 613 614"},
		{"product-service/product-search?sort=productId.DESC&pageSize=2", "1006 1005"},
		{"product-service/product-search?sort=stockTracked.ASC,SKU.DESC&pageSize=3", "1003 1004 1005"},
	} {
		if got := ids(b.search(c.query)); got != c.want {
			t.Errorf("%s finds %q, want %q", c.query, got, c.want)
		}
	}
}

func TestFilterOfTheWrongTypeIsA500WithItsCode(t *testing.T) {
	b := newBench(t)
	for query, kind := range map[string]string{
		"warehouse-service/goods-note/goods-out-search?goodsOutNoteId=5-9":    "INTEGER",
		"order-service/order-search?contactId=5/":                             "INTEGER",
		"product-service/product-search?stockTracked=yes":                     "BOOLEAN",
		"product-service/product-search?updatedOn=2026-05-04":                 "PERIOD",
		"product-service/product-search?updatedOn=2026-05-04T09:00:00+01:00/": "PERIOD", // + is a space when not encoded
		"product-service/product-search?productId=x":                          "IDSET",
	} {
		g := b.call("GET", query, "")
		if g.status != 500 || !strings.Contains(g.text, "CMNC-018") || !strings.Contains(g.text, "cannot be parsed as: "+kind) {
			t.Errorf("%s: %d %s", query, g.status, g.text)
		}
	}
	b.refused("GET", "product-service/product-search?colour=blue", "", 400, "CMNC")
	b.refused("GET", "product-service/product-search?columns=productId,colour", "", 400, "CMNC")
	b.switchOn("unknown-names-ignored")
	if n := len(b.search("product-service/product-search?colour=blue&columns=productId,colour").Results); n != 6 {
		t.Error("unknown names are not ignored:", n)
	}
}

func TestPagesAndMetaData(t *testing.T) {
	b := newBench(t)
	page := b.search("product-service/product-search?columns=SKU,productId&sort=productId.ASC&pageSize=4&firstResult=5")
	if ids(page) != "CRATE mug-blu" || page.MetaData.MorePagesAvailable || *page.MetaData.FirstResult != 5 || *page.MetaData.LastResult != 6 ||
		page.MetaData.ResultsAvailable != 6 || page.MetaData.Columns[0].Name != "SKU" {
		t.Errorf("second page: %+v", page)
	}
	if first := b.search("product-service/product-search?pageSize=4"); !first.MetaData.MorePagesAvailable {
		t.Error("the first page does not announce the second")
	}
	none := b.search("product-service/product-search?SKU=nothing")
	if none.Results == nil || none.MetaData.FirstResult != nil || none.MetaData.LastResult != nil {
		t.Errorf("empty search: %+v", none)
	}
	count := b.search("product-service/product-search?countOnly=true")
	if len(count.Results) != 0 || count.MetaData.ResultsAvailable != 6 {
		t.Errorf("count: %+v", count)
	}
	meta := b.search("order-service/order-search/meta-data")
	if len(meta.MetaData.Columns) != 19 || meta.MetaData.Columns[17].Name != "departmentId" {
		t.Errorf("metadata: %+v", meta.MetaData)
	}
}

func TestStringSetFindsSeveralOrders(t *testing.T) {
	b := newBench(t)
	first, _ := b.placed("ekm:north:1", row(mug, 1, "1"))
	second, _ := b.placed("ekm:north:2", row(mug, 1, "1"))
	b.placed("ekm:north:3", row(mug, 1, "1"))
	query := "order-service/order-search?externalRefs=ekm%3Anorth%3A1,ekm%3Anorth%3A2"
	if got, want := ids(b.search(query)), fmt.Sprint(first, second); got != want {
		t.Errorf("found %s, want %s", got, want)
	}
	b.switchOn("string-set-bar")
	if got := ids(b.search(query)); got != "" {
		t.Error("the other separator still finds", got)
	}
}

func TestOptionsListsWhatExists(t *testing.T) {
	b := newBench(t)
	var uris struct{ GetUris []string }
	b.ok("OPTIONS", "product-service/product/1000-1003,1006,2000", "", &uris)
	if strings.Join(uris.GetUris, " ") != "/product/1001-1003,1006" {
		t.Error(uris.GetUris)
	}
	if g := b.call("OPTIONS", "product-service/product/1-100", ""); g.text != `{"response":{"getUris":[]}}` {
		t.Error(g.text)
	}
}

func TestLimitsOnIDSets(t *testing.T) {
	b := newBench(t)
	b.refused("GET", "order-service/order/1-201", "", 400, "CMNC")
	b.refused("GET", "product-service/product/1-201", "", 400, "CMNC")
	b.refused("GET", "warehouse-service/order/1-501/goods-note/goods-out", "", 400, "CMNC")
	b.refused("GET", "warehouse-service/bundle-availability/1-2", "", 400, "CMNC")
	if g := b.call("GET", "order-service/order/"+strings.Repeat("1,", 5000)+"1", ""); g.status != 414 {
		t.Error("a path of 10,000 characters gives", g.status)
	}
}

func TestEmptyAnswersDifferByResource(t *testing.T) {
	b := newBench(t)
	if g := b.call("GET", "order-service/order/999", ""); g.status != 200 || g.text != `{"response":[]}` {
		t.Error(g)
	}
	b.refused("GET", "contact-service/contact/999", "", 404, "CMNC-404")
	b.refused("GET", "product-service/product-price/999", "", 404, "CMNC-404")
	b.refused("GET", "integration-service/webhook/999", "", 404, "CMNC-404")
	b.refused("DELETE", "integration-service/webhook/999", "", 404, "CMNC-404")
	id, _ := b.placed("ekm:north:1", row(mug, 1, "1"))
	b.refused("GET", fmt.Sprintf("warehouse-service/order/%d/reservation", id), "", 404, "CMNC-404")
}
