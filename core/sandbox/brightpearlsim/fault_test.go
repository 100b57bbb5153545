package brightpearlsim_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"stockbridge/core/sandbox/brightpearlsim"
)

const placing = "POST order-service/sales-order"

// TestTroublesDoWhatTheySay posts one order under each fault and looks at the answer and at what was kept.
func TestTroublesDoWhatTheySay(t *testing.T) {
	for name, want := range map[string]struct {
		status int // 0: no answer
		text   string
		kept   int
	}{
		brightpearlsim.TimeoutBefore: {0, "", 0},
		brightpearlsim.TimeoutAfter:  {0, "", 1},
		brightpearlsim.LostAnswer:    {0, "", 1},
		brightpearlsim.ResetMidBody:  {0, "", 1},
		brightpearlsim.InternalError: {500, "CMNU-003", 0},
		brightpearlsim.ErrorAfter:    {500, "CMNU-003", 1},
		brightpearlsim.HTMLError:     {500, "<html>", 0},
		brightpearlsim.ThrottleNow:   {503, "too many requests", 0},
		brightpearlsim.Unavailable:   {503, "temporarily unavailable", 0},
		brightpearlsim.ExpiredToken:  {401, "Authorization token expired", 0},
		brightpearlsim.Slow:          {200, "88001", 1},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, func(c *brightpearlsim.Config) { c.HangFor, c.Speed = 20*time.Millisecond, 1000 })
			b.faults(brightpearlsim.Fault{Name: name, Route: placing, NextN: 1})
			b.call("GET", anything, "") // another route is spared
			g, err := b.send(b.request("POST", "order-service/sales-order", orderBody("a", row(mug, 1, "1"))))
			if (err != nil) != (want.status == 0) || err == nil && (g.status != want.status || !strings.Contains(g.text, want.text)) {
				t.Errorf("got %d %s, %v", g.status, g.text, err)
			}
			if n := len(b.sim.Books().SalesOrders); n != want.kept {
				t.Errorf("%d orders were kept, want %d", n, want.kept)
			}
			if left := b.sim.Faults(); len(left) != 0 {
				t.Errorf("the fault is not used up: %+v", left)
			}
			var id int
			b.ok("POST", "order-service/sales-order", orderBody("a", row(mug, 1, "1")), &id)
			if id != 88001 {
				t.Errorf("the retry made order %d", id)
			}
		})
	}
}

func TestSearchLagHidesWhatIsNew(t *testing.T) {
	b := newBench(t)
	b.placed("ekm:north:1", row(mug, 1, "1"))
	b.faults(brightpearlsim.Fault{Name: brightpearlsim.SearchLag, Seconds: 30})
	const query = "order-service/order-search?externalRef=ekm:north:1"
	if n := len(b.search(query).Results); n != 0 {
		t.Error("a new order is found at once")
	}
	b.clock.add(31 * time.Second)
	if n := len(b.search(query).Results); n != 1 {
		t.Error("the order is not found after the lag")
	}
}

func TestPageFaults(t *testing.T) {
	b := newBench(t)
	b.switchOn(brightpearlsim.ShiftingPages)
	if got := ids(b.search("product-service/product-search?sort=productName.ASC&pageSize=2&firstResult=3")); got == ids(newBench(t).search("product-service/product-search?sort=productName.ASC&pageSize=2&firstResult=3")) {
		t.Error("the page did not shift:", got)
	}
	if got := ids(b.search("product-service/product-search?sort=productId.ASC&pageSize=2&firstResult=3")); got != "1003 1004" {
		t.Error("sorted by id the page shifts:", got)
	}
	b.switchOn(brightpearlsim.DuplicateRows)
	if got := ids(b.search("product-service/product-search?sort=productId.ASC&pageSize=2&firstResult=3")); got != "1002 1003 1004" {
		t.Error("no row is repeated:", got)
	}
}

func TestDataFaults(t *testing.T) {
	b := newBench(t)
	id, _ := b.placed("ekm:north:1", row(mug, 1, "1"))
	path := fmt.Sprintf("order-service/sales-order/%d", id)
	b.switchOn(brightpearlsim.UnknownFields)
	text := b.call("GET", path, "").text
	if strings.Count(text, `"sandboxStranger"`) < 3 || !json.Valid([]byte(text)) {
		t.Error("too few strangers in", text)
	}
	if f := b.search("product-service/product-search?columns=productId"); f.MetaData.Columns[0].Name != "sandboxStranger" || len(f.Results[0]) != 2 {
		t.Errorf("%+v", f)
	}
	b.switchOn(brightpearlsim.MissingFields)
	if text := b.call("GET", path, "").text; strings.Contains(text, "nominalCode") || !strings.Contains(text, `"total"`) {
		t.Error(text)
	}
	b.switchOn(brightpearlsim.NullCells)
	if f := b.search("product-service/product-search?columns=productId,SKU,updatedOn,barcode"); f.Results[0][1] != "MUG-BLU" || f.Results[0][2] != nil {
		t.Error(f.Results[0])
	}
}

func TestProbabilityIsRepeatable(t *testing.T) {
	run := func() (pattern string) {
		b := newBench(t)
		b.faults(brightpearlsim.Fault{Name: brightpearlsim.Unavailable, Probability: 0.5})
		for range 40 {
			pattern += fmt.Sprint(b.call("GET", anything, "").status/100, "")
		}
		return pattern
	}
	first := run()
	if first != run() || strings.Count(first, "5") < 8 || strings.Count(first, "2") < 8 {
		t.Error("the draws are", first)
	}
}

func TestUnknownFaultsAreRefused(t *testing.T) {
	b := newBench(t)
	b.switchOn(brightpearlsim.Slow)
	if b.sim.SetFaults(brightpearlsim.Fault{Name: "slwo"}) == nil || b.sim.SetFaults(brightpearlsim.Fault{Name: "slow", Probability: 2}) == nil {
		t.Error("a wrong fault was accepted")
	}
	if list := b.sim.Faults(); len(list) != 1 || list[0].Name != "slow" {
		t.Error("the faults changed:", list)
	}
	if brightpearlsim.IsSwitch("slow") || !brightpearlsim.IsSwitch("rolling-throttle") {
		t.Error("troubles and switches are mixed up")
	}
}

func TestOrderSwitches(t *testing.T) {
	b := newBench(t)
	b.switchOn(brightpearlsim.AutoAllocate)
	id, _ := b.placed("ekm:north:1", row(mug, 2, "1"))
	if n := b.book(id).UnitsReserved; n != 2 {
		t.Error("reserved by itself:", n)
	}
	b.switchOn(brightpearlsim.NoNegativeRows)
	discount := `{"name":"Voucher","quantity":1,"taxCode":"T20","net":"-1.00","tax":"-0.20"}`
	b.refused("POST", "order-service/sales-order", orderBody("b", row(mug, 1, "1")+","+discount), 400, "ORDC")
	b.faults()
	id, _ = b.placed("ekm:north:3", row(mug, 1, "1")+","+discount)
	if total := b.book(id).Total; total != "10.80" {
		t.Error(total)
	}
	b.switchOn(brightpearlsim.PaymentMovesOrder)
	b.pay(id, "10.80")
	if n := len(b.search("order-service/order-search?updatedOn=2026-01-01T00:00:00Z/").Results); n != 1 {
		t.Error("the payment did not move the order")
	}
}
