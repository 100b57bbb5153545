package brightpearlsim_test

import (
	"fmt"
	"strings"
	"testing"

	"stockbridge/core/sandbox/brightpearlsim"
)

// TestStockHeldByHand has staff reserve: what can be sold sinks, and nothing that a connector searches for changes.
func TestStockHeldByHand(t *testing.T) {
	b := newBench(t)
	id, rows := b.placed("ekm:north:1", row(mug, 3, "1")+","+row(gift, 1, "2"))
	if s := b.door("POST", "reserve", m{"order_id": id}, nil); s != 200 {
		t.Fatal(s)
	}
	if err := b.sim.Reserve(id); err == nil {
		t.Error("reserved twice")
	}
	if s := b.door("POST", "hold", m{"sku": "MUG-BLU", "warehouse": 2, "units": 4}, nil); s != 200 {
		t.Fatal(s)
	}
	if inStock, onHand := b.onHand(mug); inStock != 10 || onHand != 3 || b.book(id).UnitsReserved != 3 {
		t.Error("in stock", inStock, "on hand", onHand)
	}
	if n := len(b.search("order-service/order-search?updatedOn=2026-01-01T00:00:00Z/").Results); n != 0 {
		t.Error("the order moved")
	}
	if n := len(b.search("warehouse-service/goods-movement-search").Results); n != 0 {
		t.Error("a reservation is a movement")
	}
	b.ok("PUT", fmt.Sprintf("warehouse-service/order/%d/reservation", id), reservationBody(rows["1"], mug, 1), nil)
	if err := b.sim.Hold("MUG-BLU", 2, -4); err != nil {
		t.Fatal(err)
	}
	if _, onHand := b.onHand(mug); onHand != 9 {
		t.Error("given back, on hand", onHand)
	}
	for _, bad := range []error{b.sim.Hold("MUG-BLU", 2, -2), b.sim.Hold("WRAP", 2, 1), b.sim.Hold("MUG-BLU", 9, 1), b.sim.Reserve(4)} {
		if bad == nil {
			t.Error("something impossible was done")
		}
	}
	if err := b.sim.CancelSalesOrder(id); err != nil {
		t.Fatal(err)
	}
	if err := b.sim.Reserve(id); err == nil {
		t.Error("reserved for a cancelled order")
	}
}

func TestProductsComeAndGo(t *testing.T) {
	b := newBench(t)
	skus := func(filter string) string {
		return ids(b.search("product-service/product-search?columns=SKU" + filter))
	}
	var made struct {
		ID int `json:"product_id"`
	}
	if s := b.door("POST", "products", m{"sku": "NEW", "name": "New", "warehouse": 2, "units": 6}, &made); s != 200 || made.ID != 1007 {
		t.Fatal(s, made)
	}
	if got := skus("&createdOn=2026-05-04T00:00:00Z/"); got != "NEW" {
		t.Error("created today:", got)
	}
	if got := skus("&updatedOn=2026-05-04T00:00:00Z/"); got != "" {
		t.Error("updated today:", got)
	}
	if _, onHand := b.onHand(made.ID); onHand != 6 {
		t.Error("on hand", onHand)
	}
	if s := b.door("POST", "rename-product", m{"sku": "CUP", "to": "BEAKER"}, nil); s != 200 {
		t.Fatal(s)
	}
	if got := skus("&updatedOn=2026-05-04T00:00:00Z/"); got != "BEAKER" {
		t.Error("updated today:", got)
	}

	// A product that was sold, and that is a part of others, goes.
	id, rows := b.placed("ekm:north:1", row(mug, 1, "1")+","+row(cup, 1, "2"))
	b.reserve(id, rows["1"], mug, 1)
	if s := b.door("POST", "remove-product", m{"sku": "MUG-BLU"}, nil); s != 200 {
		t.Fatal(s)
	}
	if got := skus(""); strings.Contains(got, "MUG-BLU") {
		t.Error("still listed:", got)
	}
	for path, want := range map[string]string{"product-service/product/1001": `[]`, "warehouse-service/product-availability/1001": `{}`} {
		if g := b.call("GET", path, ""); g.text != `{"response":`+want+`}` {
			t.Error(path, g.text)
		}
	}
	b.ok("GET", "warehouse-service/bundle-availability/1004", "", nil)
	if text := b.call("GET", fmt.Sprintf("order-service/order/%d", id), "").text; !strings.Contains(text, "MUG-BLU") {
		t.Error("the order lost its row:", text)
	}
	if err := b.sim.CancelSalesOrder(id); err != nil {
		t.Error(err)
	}
	for _, bad := range []error{b.sim.RemoveProduct("MUG-BLU"), b.sim.RenameProduct("CUP", "X")} {
		if bad == nil {
			t.Error("a SKU that nobody has was found")
		}
	}
	for _, p := range []brightpearlsim.Product{{ID: mug, SKU: "AGAIN"}, {SKU: "FAR", Stock: map[int]int{9: 1}}} {
		if _, err := b.sim.AddProduct(p); err == nil {
			t.Errorf("added %+v", p)
		}
	}
}
