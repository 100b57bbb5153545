package ekmsim

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"stockbridge/core/sandbox/world"
)

// TestEveryFaultIsKnownAndUsed catches misspelt names, which would never strike.
func TestEveryFaultIsKnownAndUsed(t *testing.T) {
	asked := regexp.MustCompile(`(?:fault|struck|strike|strikeNamed|search)\("([a-z0-9_]+)"`)
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no sources to look at")
	}
	used := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range asked.FindAllSubmatch(source, -1) {
			used[string(m[1])] = true
			if _, known := faultNames[string(m[1])]; !known {
				t.Errorf("%s asks for fault %q, which nobody can set", name, m[1])
			}
		}
	}
	for name := range FaultNames() {
		if !used[name] {
			t.Errorf("fault %q does nothing", name)
		}
	}
}

func TestLatency(t *testing.T) {
	r := newRig(t, nil)
	r.faults(Fault{Name: "latency", DelayMS: 30, NextN: 1})
	began := time.Now()
	r.get("/api/v2/orders")
	if took := time.Since(began); took < 30*time.Millisecond {
		t.Errorf("answered after %v", took)
	}
}

func TestSearchFaults(t *testing.T) {
	r := newRig(t, func(c *Config) { c.HistoryOrders = 15 })
	ids := func() string {
		var out []string
		for _, row := range r.get("/api/v2/orders/search?limit=20").page(t).Data {
			out = append(out, fmt.Sprint(row["id"]))
		}
		return strings.Join(out, " ")
	}
	if before := ids(); !strings.HasPrefix(before, fmt.Sprint(firstOrderID+14)) {
		t.Errorf("without orderby orders come as %s", before)
	}
	before := ids()
	r.faults(Fault{Name: "shuffle_lists"})
	if ids() == before && ids() == before {
		t.Error("the list is not shuffled")
	}
	r.faults(Fault{Name: "case_sensitive_search"}, Fault{Name: "nested_search_refused"})
	if n := len(r.search("/api/v2/orders/search", "status eq 'pending'", "id").page(t).Data); n != 0 {
		t.Errorf("%d orders found in the wrong case", n)
	}
	if got := r.search("/api/v2/orders/search", "customer_details/email_address eq 'x'", "id"); got.code != http.StatusBadRequest {
		t.Errorf("a nested member gave %d", got.code)
	}
}

func TestThrottledCosts(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	for costs, want := range map[bool]int{false: 2, true: 0} {
		b := newBucket(1, 0, now)
		for range 50 {
			b.take(now, costs)
		}
		through := 0
		for range 5 {
			if ok, _ := b.take(now.Add(time.Second), costs); ok {
				through++
			}
		}
		if through != want {
			t.Errorf("refused requests cost %v: %d get through a second later, want %d", costs, through, want)
		}
	}
}

func TestOrderFaults(t *testing.T) {
	r := newRig(t, nil)
	store := r.world.Stores[0].Username
	var variant *listing
	for _, l := range r.server.shops[0].ordinary {
		if l.variant != nil {
			variant = l
		}
	}
	r.faults(Fault{Name: "item_discount"}, Fault{Name: "item_product_is_parent"}, Fault{Name: "refund_in_payment"}, Fault{Name: "status_any_text"})
	id := r.place(Basket{Lines: []Line{{variant.code(), 1}, {r.code(world.QuirkNone), 1}}, Discount: 100}).ID
	items := r.get(orderPath(id, "items")).page(t).Data
	equalJSON(t, items[0], "product_id", variant.product.ID)
	if sum := items[0]["item_discount"].(float64) + items[1]["item_discount"].(float64); fmt.Sprintf("%.2f", sum) != "1.00" {
		t.Errorf("the lines' discounts add up to %v", sum)
	}
	equalJSON(t, r.do("PUT", orderPath(id, "status"), `{"status":"Nonsense"}`).one(t), "status", "NONSENSE")
	if err := r.server.RefundOrder(store, id); err != nil {
		t.Fatal(err)
	}
	equalJSON(t, r.get(fmt.Sprintf("/api/v2/orders/%d", id)).one(t), "payment_status", "REFUNDED")
}

func TestStockFaults(t *testing.T) {
	r := newRig(t, nil)
	r.faults(Fault{Name: "total_zero_when_omitted"}, Fault{Name: "stock_keeps_modified"}, Fault{Name: "variant_codes_absent"})
	l := r.server.shops[0].codes[r.code(world.QuirkNone)][0]
	path := fmt.Sprintf("/api/v1/products/%d", l.id())
	before := r.get(path).one(t)["last_modified"]
	set := r.do("PUT", path+"/stock", fmt.Sprintf(`{"id":%d,"stock":9}`, l.id())).one(t)
	equalJSON(t, set, "stock", 9)
	equalJSON(t, set, "total_product_stock", 0)
	equalJSON(t, r.get(path).one(t), "last_modified", before)
	parent := r.server.shops[0].variants[0].ParentProductID
	variants := r.get(fmt.Sprintf("/api/v1/products/%d", parent)).one(t)["variants"].([]any)
	equalJSON(t, variants[0].(map[string]any), "product_code", nil)
}

// TestStockThatIsNotShown has writes that are lost, and writes that searches and reads show late.
func TestStockThatIsNotShown(t *testing.T) {
	r := newRig(t, nil)
	sh := r.server.shops[0]
	l, v := sh.codes[r.code(world.QuirkNone)][0], sh.goods[sh.variants[1].ID]
	product, variant := fmt.Sprintf("/api/v1/products/%d", l.id()), fmt.Sprintf("/api/v1/products/%d/variants/%d", v.product.ID, v.id())
	put := func(units int) {
		t.Helper()
		equalJSON(t, r.do("PUT", product+"/stock", fmt.Sprintf(`{"id":%d,"stock":%d,"total_product_stock":%[2]d}`, l.id(), units)).one(t), "stock", units)
		equalJSON(t, r.do("PUT", variant+"/stock", fmt.Sprintf(`{"id":%d,"stock":%d}`, v.id(), units)).one(t), "stock", units)
	}
	shown := func(units int) {
		t.Helper()
		equalJSON(t, r.get(product+"/stock").one(t), "stock", units)
		equalJSON(t, r.get(product+"/stock").one(t), "total_product_stock", units)
		equalJSON(t, r.get(product).one(t), "number_in_stock", units)
		equalJSON(t, r.get(variant+"/stock").one(t), "stock", units)
		equalJSON(t, r.get(variant).one(t), "number_in_stock", units)
		equalJSON(t, r.search("/api/v1/products/search", fmt.Sprintf("id eq %d", l.id()), "id").page(t).Data[0], "number_in_stock", units)
		equalJSON(t, r.search("/api/v1/variants/search", fmt.Sprintf("id eq %d", v.id()), "id").page(t).Data[0], "number_in_stock", units)
	}
	put(41)
	shown(41)
	r.faults(Fault{Name: "stock_lost", NextN: 2})
	writes := len(r.server.Books().Shops[0].Writes)
	put(42)
	shown(41)
	if now := len(r.server.Books().Shops[0].Writes); now != writes {
		t.Error("the journal has writes that were lost")
	}
	r.faults(Fault{Name: "stock_late", DelayMS: 60_000})
	put(43)
	put(44)
	shown(41)
	r.clock.add(time.Minute)
	shown(44)
}

func TestLongSearchesRefused(t *testing.T) {
	r := newRig(t, nil)
	r.faults(Fault{Name: "long_or_refused"})
	for query, want := range map[string]int{
		"(id eq 301 or id eq 302 or id eq 303 or id eq 304 or id eq 305) and id gt 0":             http.StatusOK,
		"id eq 301 or id eq 302 or (id eq 303 or id eq 304) or id eq 305 or id eq 306 or id eq 7": http.StatusBadRequest,
	} {
		if got := r.search("/api/v1/products/search", query, "id"); got.code != want {
			t.Errorf("%s gave %d", query, got.code)
		}
	}
}

func TestWebhookFaults(t *testing.T) {
	r, e := newRig(t, nil), newEndpoint(t)
	r.subscribe(topicCreated, e.url)
	r.faults(Fault{Name: "webhook_dropped", NextN: 1}, Fault{Name: "webhook_order_swapped", NextN: 1}, Fault{Name: "webhook_ids_numeric"})
	r.place(r.basket())
	late := r.place(r.basket())
	next := r.place(r.basket())
	for _, want := range []Placed{next, late} {
		r.server.Advance(t.Context())
		equalJSON(t, <-e.got, "entity_id", want.ID)
		r.clock.add(2 * time.Second)
	}
	r.server.Advance(t.Context())
	if e.count() != 0 {
		t.Error("a dropped event was delivered")
	}
}

func TestSlowEndpointCountsAsFailed(t *testing.T) {
	if deliveryTimeout != 5*time.Second {
		t.Fatal("EKM waits five seconds")
	}
	r := newRig(t, nil)
	if got := r.server.courier.client.Timeout; got != deliveryTimeout {
		t.Errorf("deliveries may take %v", got)
	}
	r.subscribe(topicCreated, "http://127.0.0.1:1/closed")
	r.place(r.basket())
	r.server.Advance(t.Context())
	if w := r.server.Books().Webhooks; w.Failed != 1 || w.Waiting != 1 || w.Delivered != 0 {
		t.Errorf("counted %+v", w)
	}
}
