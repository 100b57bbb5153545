package ekmsim

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"stockbridge/core/sandbox/world"
)

func orderPath(id int64, what string) string { return fmt.Sprintf("/api/v2/orders/%d/%s", id, what) }

func TestOrderWrites(t *testing.T) {
	r := newRig(t, nil)
	id := r.place(r.basket()).ID
	status := r.do("PUT", orderPath(id, "status"), `{"status":"Dispatched","email_customer":false}`).one(t)
	equalJSON(t, status, "status", "DISPATCHED")
	equalJSON(t, status, "last_updated", r.clock.now().Format(time.RFC3339))
	equalJSON(t, r.do("PUT", orderPath(id, "status"), `{"status":"awaiting collection"}`).one(t), "status", "AWAITING COLLECTION")
	tracking := r.do("PUT", orderPath(id, "deliveryTracking"), `{"delivery_tracking_number":"AB1","delivery_tracking_company":"Van","delivery_tracking_url":"https://t.example/AB1"}`).one(t)
	equalJSON(t, tracking, "delivery_tracking_number", "AB1")
	equalJSON(t, r.do("PUT", orderPath(id, "deliveryTracking"), `{"delivery_tracking_number":"AB2"}`).one(t), "delivery_tracking_url", nil)
	equalJSON(t, r.do("PUT", orderPath(id, "internalNotes"), `{"notes":"one"}`).one(t), "internal_notes", "one")
	equalJSON(t, r.do("PUT", orderPath(id, "internalNotes"), `{"notes":"two"}`).one(t), "internal_notes", "two")

	for _, test := range []struct{ path, body, want string }{
		{orderPath(id, "status"), `{}`, "The status field is required."},
		{orderPath(id, "status"), `{"status":"Nonsense"}`, "The status 'Nonsense' does not exist."},
		{orderPath(id, "status"), `{"status":"Pending","colour":"red"}`, "The request body is not valid."},
		{orderPath(id, "status"), `{"status":"Pending"`, "The request body is not valid."},
		{orderPath(id, "deliveryTracking"), `{"delivery_tracking_number":5}`, "The request body is not valid."},
		{orderPath(1, "status"), `{"status":"Pending"}`, "Order '1' not found."},
	} {
		if res := r.do("PUT", test.path, test.body); res.code != http.StatusBadRequest || res.message(t) != test.want {
			t.Errorf("%s %s gave %d %s", test.path, test.body, res.code, res.body)
		}
	}
	if n := r.server.Books().Shops[0].Counters.EmailCustomerTrue; n != 0 {
		t.Errorf("%d mails counted", n)
	}
	r.do("PUT", orderPath(id, "status"), `{"status":"COMPLETE","email_customer":true}`)
	books := r.server.Books().Shops[0]
	if books.Counters.EmailCustomerTrue != 1 || books.Counters.Writes != 7 || len(books.Writes) != 7 {
		t.Errorf("counters %+v with %d writes in the journal", books.Counters, len(books.Writes))
	}
}

func TestOrderReads(t *testing.T) {
	r := newRig(t, nil)
	lines := []Line{{r.code(world.QuirkEmpty), 1}, {r.code(world.QuirkEKMOnly), 3}}
	id := r.place(Basket{Lines: lines, Guest: true, NoEmail: true, Surcharge: 150, Options: "Gift wrap: Yes&nbsp;<br />"}).ID
	order := r.get(fmt.Sprintf("/api/v2/orders/%d", id)).one(t)
	buyer := order["customer_details"].(map[string]any)
	equalJSON(t, buyer, "customer_id", 0)
	equalJSON(t, buyer, "email_address", nil)
	items := r.get(orderPath(id, "items")).page(t).Data
	equalJSON(t, items[0], "product_code", "")
	equalJSON(t, items[0], "item_options", "Gift wrap: Yes&nbsp;<br />")
	equalJSON(t, items[1], "quantity", 3)
	item := int64(items[0]["id"].(float64))
	if res := r.get(fmt.Sprintf("/api/v2/orders/%d/items/%d?item_id=%d", id, item, item)); res.code != http.StatusOK {
		t.Errorf("one item gave %d", res.code)
	}
	if res := r.get(fmt.Sprintf("/api/v2/orders/%d/items/%d", id, item)); res.code != http.StatusBadRequest {
		t.Errorf("one item without item_id gave %d", res.code)
	}
	if fields := r.get(orderPath(id, "customFields")).page(t).Data; len(fields) != 1 {
		t.Errorf("%d custom fields", len(fields))
	}
	if res := r.get(orderPath(1, "items")); res.code != http.StatusNotFound || len(res.body) != 0 {
		t.Errorf("items of an unknown order gave %d", res.code)
	}
	if res := r.get("/api/v2/orders/1"); res.code != http.StatusNotFound || res.message(t) != "Order '1' not found." {
		t.Errorf("an unknown order gave %d", res.code)
	}
	if err := r.server.DeleteOrder(r.world.Stores[0].Username, id); err != nil {
		t.Fatal(err)
	}
	if res := r.get(fmt.Sprintf("/api/v2/orders/%d", id)); res.code != http.StatusNotFound {
		t.Errorf("a deleted order gave %d", res.code)
	}
}

func TestStockWrites(t *testing.T) {
	r := newRig(t, nil)
	var simple, parent *wireProduct
	sh := r.server.shops[0]
	for _, p := range sh.products {
		if len(p.Variants) > 0 {
			parent = p
		} else if deref(p.ProductCode) != "" {
			simple = p
		}
	}
	path := fmt.Sprintf("/api/v1/products/%d/stock", simple.ID)
	set := r.do("PUT", path, fmt.Sprintf(`{"id":%d,"stock":7,"total_product_stock":7}`, simple.ID)).one(t)
	equalJSON(t, set, "stock", 7)
	equalJSON(t, set, "total_product_stock", 7)
	equalJSON(t, r.get(path).one(t), "stock", 7)
	for _, body := range []string{`{"stock":7}`, `{"id":1,"stock":7}`, fmt.Sprintf(`{"id":%d}`, simple.ID), fmt.Sprintf(`{"id":%d,"stock":1.5}`, simple.ID), fmt.Sprintf(`{"id":%d,"stock":1,"delta":1}`, simple.ID)} {
		if res := r.do("PUT", path, body); res.code != http.StatusBadRequest {
			t.Errorf("%s gave %d", body, res.code)
		}
	}
	variant := parent.Variants[1].ID
	res := r.do("PUT", fmt.Sprintf("/api/v1/products/%d/variants/%d/stock", parent.ID, variant), fmt.Sprintf(`{"id":%d,"parent_product_id":%d,"stock":-4}`, variant, parent.ID))
	equalJSON(t, res.one(t), "stock", -4)
	var sum int64
	for _, v := range parent.Variants {
		sum += v.NumberInStock
	}
	equalJSON(t, r.get(fmt.Sprintf("/api/v1/products/%d", parent.ID)).one(t), "total_product_stock", sum)

	want := fmt.Sprintf("Product '%d' is a variant. Please use master product Id '%d'", variant, parent.ID)
	if res := r.get(fmt.Sprintf("/api/v1/products/%d/stock", variant)); res.code != http.StatusUnprocessableEntity || res.message(t) != want {
		t.Errorf("a variant's id gave %d %s", res.code, res.body)
	}
	for id, l := range sh.goods {
		if l.copyID == 0 {
			continue
		}
		if res := r.do("PUT", fmt.Sprintf("/api/v1/products/%d/stock", id), `{}`); res.code != http.StatusUnprocessableEntity || !strings.HasSuffix(res.message(t), fmt.Sprintf("'%d'", l.product.ID)) {
			t.Errorf("a managed copy's id gave %d %s", res.code, res.body)
		}
	}
	if res := r.get("/api/v1/products/1"); res.code != http.StatusNotFound || res.message(t) != "Product '1' not found." {
		t.Errorf("an unknown product gave %d", res.code)
	}
	if err := r.server.SetStock(r.world.Stores[0].Username, simple.code(), 3); err != nil {
		t.Fatal(err)
	}
	moves := r.server.Books().Shops[0].moves(simple.code())
	if len(moves) != 2 || moves[0].By != "api" || moves[1].By != "operator" || moves[1].From != 7 || moves[1].To != 3 {
		t.Errorf("journal: %+v", moves)
	}
}

// TestBackOffice has a merchant count stock without a trace, and delete listings.
func TestBackOffice(t *testing.T) {
	r := newRig(t, nil)
	shop, sh := r.world.Stores[0].Username, r.server.shops[0]
	code := r.code(world.QuirkNone)
	l := sh.codes[code][0]
	path := fmt.Sprintf("/api/v1/products/%d", l.id())
	before := r.get(path).one(t)["last_modified"]
	if err := r.server.SetStockQuietly(shop, code, 77); err != nil {
		t.Fatal(err)
	}
	equalJSON(t, r.get(path).one(t), "last_modified", before)
	equalJSON(t, r.get(path).one(t), "number_in_stock", 77)

	id := r.place(Basket{Lines: []Line{{code, 2}}}).ID
	parent := sh.goods[sh.variants[0].ParentProductID].product
	gone, stays := parent.Variants[0].ID, parent.Variants[1].ID
	was := len(parent.Variants)
	for _, code := range []string{code, deref(parent.Variants[0].ProductCode)} {
		if err := r.server.DeleteListing(shop, code); err != nil {
			t.Fatal(err)
		}
		if err := r.server.DeleteListing(shop, code); err == nil {
			t.Error("deleted twice")
		}
	}
	for _, path := range []string{path, path + "/stock", fmt.Sprintf("/api/v1/products/%d/variants/%d/stock", parent.ID, gone)} {
		if res := r.get(path); res.code != http.StatusNotFound {
			t.Errorf("%s gave %d", path, res.code)
		}
	}
	if n := len(r.get(orderPath(id, "items")).page(t).Data); n != 1 {
		t.Errorf("the order has %d lines", n)
	}
	// What stays is written and shown as before.
	r.do("PUT", fmt.Sprintf("/api/v1/products/%d/variants/%d/stock", parent.ID, stays), fmt.Sprintf(`{"id":%d,"stock":500}`, stays))
	equalJSON(t, r.search("/api/v1/variants/search", fmt.Sprintf("id eq %d or id eq %d", gone, stays), "id").page(t).Data[0], "number_in_stock", 500)
	whole := r.get(fmt.Sprintf("/api/v1/products/%d", parent.ID)).one(t)
	variants := whole["variants"].([]any)
	equalJSON(t, variants[0].(map[string]any), "number_in_stock", 500)
	sum := 0.0
	for _, v := range variants {
		sum += v.(map[string]any)["number_in_stock"].(float64)
	}
	if equalJSON(t, whole, "total_product_stock", sum); len(variants) != was-1 {
		t.Errorf("%d variants of %d", len(variants), was)
	}
}

func (p *wireProduct) code() string { return deref(p.ProductCode) }

func (b ShopBooks) moves(code string) []StockMove {
	for _, s := range b.Stock {
		if s.Code == code {
			return s.Moves
		}
	}
	return nil
}
