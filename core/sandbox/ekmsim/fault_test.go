package ekmsim

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"stockbridge/core/sandbox/world"
)

func TestFaultsThatStrikeRequests(t *testing.T) {
	r := newRig(t, nil)
	store := r.world.Stores[0].Username
	for _, test := range []struct {
		name string
		code int
		body string
	}{
		{"error_500", 500, ""}, {"html_502", 502, "<html>"}, {"forbidden", 403, ""}, {"throttle", 429, ""},
		{"plan_restriction", 403, "PlanRestrictionViolation"}, {"plan_restriction_200", 200, "PlanRestrictionViolation"},
	} {
		r.faults(Fault{Name: test.name, Shop: store, Route: "/orders", NextN: 2})
		if got := r.get("/api/v1/products"); got.code != http.StatusOK {
			t.Errorf("%s struck another route: %d", test.name, got.code)
		}
		for range 2 {
			if got := r.get("/api/v2/orders"); got.code != test.code || !strings.Contains(string(got.body), test.body) {
				t.Errorf("%s gave %d %s", test.name, got.code, got.body)
			}
		}
		if got := r.get("/api/v2/orders"); got.code != http.StatusOK || strings.Contains(string(got.body), "PlanRestriction") {
			t.Errorf("%s struck a third time", test.name)
		}
	}
	r.faults(Fault{Name: "error_500", Shop: r.world.Stores[1].Username})
	if got := r.get("/api/v2/orders"); got.code != http.StatusOK {
		t.Errorf("another shop's fault struck: %d", got.code)
	}
	r.faults(Fault{Name: "error_500", Probability: 0.5})
	failed := 0
	for range 200 {
		if r.get("/api/v2/orders").code == http.StatusInternalServerError {
			failed++
		}
	}
	if failed < 70 || failed > 130 {
		t.Errorf("probability 0.5 struck %d of 200", failed)
	}
}

func TestCutAfterWriteLosesTheAnswerOnly(t *testing.T) {
	r := newRig(t, nil)
	id := r.place(r.basket()).ID
	r.faults(Fault{Name: "cut_after_write", NextN: 1})
	if got := r.get("/api/v2/orders"); got.code != http.StatusOK {
		t.Fatalf("a read was cut: %d", got.code)
	}
	if _, err := r.try("PUT", orderPath(id, "status"), `{"status":"COMPLETE","email_customer":false}`); err == nil {
		t.Error("the connection was not cut")
	}
	equalJSON(t, r.get(fmt.Sprintf("/api/v2/orders/%d", id)).one(t), "status", "COMPLETE")

	r.faults(Fault{Name: "cut", NextN: 1})
	if _, err := r.try("PUT", orderPath(id, "status"), `{"status":"PENDING","email_customer":false}`); err == nil {
		t.Error("the connection was not cut")
	}
	equalJSON(t, r.get(fmt.Sprintf("/api/v2/orders/%d", id)).one(t), "status", "COMPLETE")
}

func TestLostRefreshSpendsTheToken(t *testing.T) {
	r := newRig(t, nil)
	got, _ := r.exchange(r.consent().Get("code"))
	r.faults(Fault{Name: "cut_after_write", Route: "/connect/token", NextN: 1})
	form := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {got.RefreshToken}, "client_id": {DefaultClient.ID}, "client_secret": {DefaultClient.Secret}}
	if res, err := r.http.PostForm(r.url+"/connect/token", form); err == nil {
		res.Body.Close()
		t.Error("the connection was not cut")
	}
	if _, problem := r.refresh(got.RefreshToken); problem != "invalid_grant" {
		t.Errorf("the lost token gave %q", problem)
	}
}

func TestUnauthorizedHealsByRefresh(t *testing.T) {
	r := newRig(t, nil)
	got, _ := r.exchange(r.consent().Get("code"))
	r.token = got.AccessToken
	r.faults(Fault{Name: "unauthorized", NextN: 1})
	for range 2 {
		if code := r.get("/api/v2/orders").code; code != http.StatusUnauthorized {
			t.Errorf("a dead token gave %d", code)
		}
	}
	fresh, _ := r.refresh(got.RefreshToken)
	r.token = fresh.AccessToken
	if code := r.get("/api/v2/orders").code; code != http.StatusOK {
		t.Errorf("after refresh orders gave %d", code)
	}
}

func TestFaultsThatChooseBehaviour(t *testing.T) {
	r := newRig(t, nil)
	id := r.place(r.basket()).ID
	path := fmt.Sprintf("/api/v2/orders/%d", id)
	plain := r.get(path).one(t)

	r.faults(Fault{Name: "local_time_z"})
	equalJSON(t, r.get(path).one(t), "order_date", time.Date(2026, 3, 9, 13, 0, 0, 0, time.UTC))
	if n := len(r.search("/api/v2/orders/search", "order_date ge 2026-03-09T12:30:00Z", "id").page(t).Data); n != 1 {
		t.Errorf("the search does not see local time: %d rows", n)
	}
	r.faults(Fault{Name: "null_fields"})
	bare := r.get(path).one(t)
	equalJSON(t, bare, "transaction_id", nil)
	equalJSON(t, bare, "last_updated", nil)
	equalJSON(t, bare, "status", plain["status"])
	r.faults(Fault{Name: "extra_fields"})
	if r.get(path).one(t)["sandbox_extra"] == nil {
		t.Error("no extra field")
	}
	r.faults(Fault{Name: "links_null"})
	if !strings.Contains(string(r.get("/api/v2/orders").body), `"links":null`) {
		t.Error("links is not null")
	}
	r.faults(Fault{Name: "last_updated_null"}, Fault{Name: "item_tax_per_line"})
	fresh := r.place(r.basket()).ID
	equalJSON(t, r.get(fmt.Sprintf("/api/v2/orders/%d", fresh)).one(t), "last_updated", nil)
	unit := r.get(orderPath(id, "items")).page(t).Data[0]["item_tax"].(float64)
	if line := r.get(orderPath(fresh, "items")).page(t).Data[0]["item_tax"].(float64); fmt.Sprintf("%.4f", line) != fmt.Sprintf("%.4f", 2*unit) {
		t.Errorf("item_tax of two is %v a line and %v a unit", line, unit)
	}
	r.faults(Fault{Name: "limit_over_20_refused"})
	if got := r.get("/api/v2/orders?limit=21"); got.code != http.StatusBadRequest {
		t.Errorf("limit 21 gave %d", got.code)
	}
	r.faults(Fault{Name: "retry_after"}, Fault{Name: "throttle"}, Fault{Name: "rate_headers_timespan"})
	if h := r.get("/api/v2/orders").header; h.Get("Retry-After") != "1" || h.Get("X-EKM-RateLimit-LeakRate") != "00:00:01" {
		t.Errorf("headers %v", h)
	}
	r.faults(Fault{Name: "gross_shop_net_orders"}, Fault{Name: "guest_ids"})
	gross := r.world.Stores[1]
	placed, err := r.server.PlaceOrder(gross.Username, Basket{Lines: []Line{{r.server.shops[1].ordinary[0].code(), 2}}, Guest: true})
	if err != nil {
		t.Fatal(err)
	}
	o := r.server.shops[1].ordersByID[placed.ID]
	if w := o.wire; w.SubTotal+w.TotalDelivery+w.TotalTax != w.TotalCost || w.TotalTax == 0 || o.items[0].ItemPrice >= pence(o.bought[0].listing.from.Price) {
		t.Errorf("order of a gross shop: %s + %s + %s = %s, item at %s", w.SubTotal, w.TotalDelivery, w.TotalTax, w.TotalCost, o.items[0].ItemPrice)
	}
	if o.wire.CustomerDetails.CustomerID == 0 {
		t.Error("the guest has no id")
	}
	r.faults(Fault{Name: "hidden_orders_absent"})
	r.place(Basket{Lines: r.basket().Lines, Status: statusHidden})
	if n := len(r.get("/api/v2/orders").page(t).Data); n != 2 {
		t.Errorf("%d orders listed, want 2 without the hidden one", n)
	}
}

func TestWriteFaults(t *testing.T) {
	r := newRig(t, nil)
	id := r.place(r.basket()).ID
	long := strings.Repeat("A", 60)
	number := `{"delivery_tracking_number":"` + long + `"}`
	r.faults(Fault{Name: "tracking_truncated"})
	equalJSON(t, r.do("PUT", orderPath(id, "deliveryTracking"), number).one(t), "delivery_tracking_number", long[:50])
	r.faults(Fault{Name: "tracking_refused"})
	if got := r.do("PUT", orderPath(id, "deliveryTracking"), number); got.code != http.StatusBadRequest {
		t.Errorf("a long number gave %d", got.code)
	}
	r.faults(Fault{Name: "tracking_keeps_omitted"}, Fault{Name: "notes_appended"}, Fault{Name: "writes_not_stamped"}, Fault{Name: "status_exact_spelling"}, Fault{Name: "unknown_order_404"})
	kept := r.do("PUT", orderPath(id, "deliveryTracking"), `{"delivery_tracking_url":null}`).one(t)
	equalJSON(t, kept, "delivery_tracking_number", long[:50])
	r.do("PUT", orderPath(id, "internalNotes"), `{"notes":"one"}`)
	notes := r.do("PUT", orderPath(id, "internalNotes"), `{"notes":"two"}`).one(t)
	equalJSON(t, notes, "internal_notes", "one\r\n\r\ntwo")
	equalJSON(t, notes, "last_updated", kept["last_updated"])
	if got := r.do("PUT", orderPath(id, "status"), `{"status":"DISPATCHED"}`); got.code != http.StatusBadRequest {
		t.Errorf("upper case gave %d", got.code)
	}
	equalJSON(t, r.do("PUT", orderPath(id, "status"), `{"status":"Dispatched"}`).one(t), "status", "DISPATCHED")
	if got := r.do("PUT", orderPath(1, "status"), `{"status":"Dispatched"}`); got.code != http.StatusNotFound {
		t.Errorf("an unknown order gave %d", got.code)
	}
}

func TestCatalogueFaults(t *testing.T) {
	w := world.New(world.Options{Seed: 5, Stores: 6, Products: 250})
	for _, store := range w.Stores {
		r := newRig(t, func(c *Config) { c.World = w })
		r.token = store.AccessToken
		var large *wireProduct
		for _, p := range r.server.byName[store.Username].products {
			if len(p.Variants) > 20 {
				large = p
			}
		}
		if large == nil {
			continue
		}
		r.faults(Fault{Name: "variants_cut_20"}, Fault{Name: "variant_parent_zero"}, Fault{Name: "items_paged"})
		row := r.search("/api/v1/products/search", fmt.Sprintf("id eq %d", large.ID), "id").page(t).Data[0]
		variants := row["variants"].([]any)
		if len(variants) != 20 {
			t.Errorf("%d variants embedded", len(variants))
		}
		equalJSON(t, variants[0].(map[string]any), "parent_product_id", 0)
		if p := r.get(fmt.Sprintf("/api/v1/products/%d/variants?page=2", large.ID)).page(t); len(p.Data) != 5 || p.Meta["pages_total"] != 2 {
			t.Errorf("page 2 has %d variants and meta %v", len(p.Data), p.Meta)
		}
		r.faults(Fault{Name: "copies_listed"})
		if listed := r.get("/api/v1/products").page(t).Meta["items_total"]; listed <= len(r.server.byName[store.Username].products) {
			t.Errorf("%d rows with copies and variants", listed)
		}
		return
	}
	t.Fatal("no store has a product with 25 variants")
}

func TestDoors(t *testing.T) {
	r := newRig(t, nil)
	store, code := r.world.Stores[0].Username, r.code(world.QuirkNone)
	for _, test := range []struct {
		method, path, body string
		want               int
	}{
		{"POST", "/_sandbox/faults", `[{"name":"nonsense"}]`, 400},
		{"POST", "/_sandbox/faults", `[{"name":"error_500","next_n":1}]`, 200},
		{"GET", "/_sandbox/faults", "", 200},
		{"POST", "/_sandbox/shoppers", `{"orders_per_minute":60}`, 200},
		{"POST", "/_sandbox/orders", fmt.Sprintf(`{"shop":%q,"lines":[{"code":%q,"quantity":2}],"email":"ann@example.org"}`, store, code), 200},
		{"POST", "/_sandbox/orders", fmt.Sprintf(`{"shop":%q,"lines":[{"code":"unheard-of","quantity":2}]}`, store), 404},
		{"POST", "/_sandbox/orders", fmt.Sprintf(`{"shop":%q,"lines":[]}`, store), 400},
		{"POST", "/_sandbox/orders/5001/refund", fmt.Sprintf(`{"shop":%q}`, store), 200},
		{"PUT", "/_sandbox/stock", fmt.Sprintf(`{"shop":%q,"code":%q,"stock":3}`, store, code), 200},
		{"PUT", "/_sandbox/stock", `{"shop":"nowhere","code":"x","stock":3}`, 404},
		{"POST", "/_sandbox/revoke", fmt.Sprintf(`{"shop":%q}`, store), 200},
	} {
		if got := r.do(test.method, test.path, test.body); got.code != test.want {
			t.Errorf("%s %s %s gave %d %s", test.method, test.path, test.body, got.code, got.body)
		}
	}
	r.clock.add(time.Minute)
	r.server.Advance(t.Context())
	books := r.server.Books()
	first := books.Shops[0].Orders[0]
	if first.Email != "ann@example.org" || first.Status != statusRefunded || len(first.Lines) != 1 || first.Lines[0] != (Line{code, 2}) {
		t.Errorf("the placed order is %+v", first)
	}
	total := 0
	for _, s := range books.Shops {
		total += len(s.Orders)
	}
	if total < 40 {
		t.Errorf("60 orders a minute gave %d", total)
	}
	if got := r.do("GET", "/_sandbox/books", ""); got.code != http.StatusOK || !strings.Contains(string(got.body), `"max_bucket_level"`) {
		t.Errorf("books gave %d", got.code)
	}
}
