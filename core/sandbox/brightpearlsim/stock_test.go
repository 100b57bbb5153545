package brightpearlsim_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stockbridge/core/sandbox/brightpearlsim"
)

func TestReservationTakesWhatThereIs(t *testing.T) {
	b := newBench(t)
	first, rows := b.placed("ekm:north:1", row(cup, 3, "1"))
	if g := b.reserve(first, rows["1"], cup, 3); g.status != 200 || g.text != "{}" {
		t.Fatal(g)
	}
	if inStock, onHand := b.onHand(cup); inStock != 4 || onHand != 1 {
		t.Error("in stock", inStock, "on hand", onHand)
	}
	second, rows2 := b.placed("ekm:north:2", row(cup, 3, "1"))
	b.reserve(second, rows2["1"], cup, 3)
	if book := b.book(second); book.UnitsReserved != 1 || book.AllocationStatus != "APA" {
		t.Errorf("%+v", book)
	}
	third, rows3 := b.placed("ekm:north:3", row(cup, 3, "1"))
	if g := b.reserve(third, rows3["1"], cup, 3); g.status != 400 || !strings.Contains(g.text, "WHSC-") {
		t.Error("nothing is left, but:", g)
	}
	if s := b.book(third).AllocationStatus; s != "ANA" {
		t.Error(s)
	}
	path := fmt.Sprintf("warehouse-service/order/%d/reservation", first)
	b.ok("PUT", path, reservationBody(rows["1"], cup, 1), nil) // sets
	b.ok("PUT", fmt.Sprintf("warehouse-service/order/%d/reservation", second), reservationBody(rows2["1"], cup, 3), nil)
	if a, c := b.book(first).UnitsReserved, b.book(second).UnitsReserved; a != 1 || c != 3 {
		t.Error("reserved", a, c)
	}
	b.ok("DELETE", path, "", nil)
	b.refused("GET", path, "", 404, "CMNC-404")
	b.refused("PUT", path, reservationBody(rows["1"], cup, 1), 404, "CMNC-404")
}

func TestReservationRefusesForeignRows(t *testing.T) {
	b := newBench(t)
	id, rows := b.placed("ekm:north:1", row(mug, 1, "1")+","+row(gift, 1, "2")+`,{"name":"Engraving","quantity":1,"taxCode":"T20","net":1,"tax":0,"externalRef":"3"}`)
	other, otherRows := b.placed("ekm:north:2", row(mug, 1, "1"))
	path := fmt.Sprintf("warehouse-service/order/%d/reservation/warehouse/2", id)
	b.refused("POST", path, reservationBody(rows["1"], 0, 1), 400, "WHSC-014")
	b.refused("POST", path, reservationBody(otherRows["1"], mug, 1), 400, "WHSC")
	b.refused("POST", path, reservationBody(rows["1"], cup, 1), 400, "WHSC")
	b.refused("POST", path, reservationBody(rows["2"], gift, 1), 400, "WHSC")
	b.refused("POST", path, reservationBody(rows["3"], 1000, 1), 400, "WHSC")
	b.refused("POST", "warehouse-service/order/5/reservation/warehouse/2", reservationBody(rows["1"], mug, 1), 404, "ORDC-003")
	b.refused("POST", strings.TrimSuffix(path, "2")+"9", reservationBody(rows["1"], mug, 1), 400, "WHSC")
	if b.book(id).UnitsReserved+b.book(other).UnitsReserved != 0 {
		t.Error("something was reserved")
	}
}

func TestRepeatedReservationDependsOnTheSwitch(t *testing.T) {
	for name, want := range map[string]int{"": 4, "reservation-repeat-refused": 2, "reservation-repeat-sets": 2} {
		b := newBench(t)
		id, rows := b.placed("ekm:north:1", row(mug, 2, "1"))
		if name != "" {
			b.switchOn(name)
		}
		b.reserve(id, rows["1"], mug, 2)
		b.reserve(id, rows["1"], mug, 2)
		if got := b.book(id).UnitsReserved; got != want {
			t.Errorf("%q: %d units reserved, want %d", name, got, want)
		}
	}
}

func TestReservationSwitches(t *testing.T) {
	b := newBench(t)
	id, rows := b.placed("ekm:north:1", row(mug, 2, "1"))
	b.switchOn(brightpearlsim.ReserveMovesOrder)
	b.reserve(id, rows["1"], mug, 2)
	if n := len(b.search("order-service/order-search?updatedOn=2026-01-01T00:00:00Z/").Results); n != 1 {
		t.Error("the reservation did not move the order")
	}
	path := fmt.Sprintf("warehouse-service/order/%d/reservation", id)
	b.switchOn(brightpearlsim.ReserveZeroRefused)
	b.refused("PUT", path, reservationBody(rows["1"], mug, 0), 400, "ORDC-024")
	b.switchOn(brightpearlsim.NoReserveDelete)
	b.refused("DELETE", path, "", 405, "WHSC")
	b.ok("PUT", path, reservationBody(rows["1"], mug, 0), nil) // 0 takes the row out
	if n := b.book(id).UnitsReserved; n != 0 {
		t.Error("still reserved:", n)
	}
}

func TestAvailabilityLeavesOutWhatHasNoStock(t *testing.T) {
	b := newBench(t)
	var all map[string]struct {
		Total      struct{ OnHand, InStock, Allocated int }
		Warehouses map[string]struct{ OnHand int }
	}
	b.ok("GET", "warehouse-service/product-availability/1001-1006,4711", "", &all)
	if len(all) != 2 || all["1001"].Total.OnHand != 15 || all["1001"].Warehouses["5"].OnHand != 5 || len(all["1002"].Warehouses) != 1 {
		t.Errorf("%+v", all)
	}
	b.switchOn("availability-zero-rows")
	clear(all)
	b.ok("GET", "warehouse-service/product-availability/1006", "", &all)
	if _, ok := all["1006"]; !ok {
		t.Error("the product without stock is missing")
	}
	b.switchOn("availability-bad-id-fails")
	b.refused("GET", "warehouse-service/product-availability/1001,1003", "", 400, "WHSC")
	b.switchOn("empty-availability")
	if g := b.call("GET", "warehouse-service/product-availability/1001", ""); g.text != `{"response":{}}` {
		t.Error(g.text)
	}
}

func TestAvailabilityThatLeavesThingsOut(t *testing.T) {
	b := newBench(t, func(c *brightpearlsim.Config) { c.Data.Products[5].Stock = map[int]int{2: 3} })
	const path = "warehouse-service/product-availability/1001,1002,1003,1006"
	shown := func() string {
		t.Helper()
		var all map[string]struct {
			Total      struct{ OnHand int }
			Warehouses map[string]any
		}
		b.ok("GET", path, "", &all)
		var out []string
		for id, a := range all {
			out = append(out, fmt.Sprint(id, " ", a.Total.OnHand, " in ", len(a.Warehouses)))
		}
		slices.Sort(out)
		return strings.Join(out, ", ")
	}
	if got := shown(); got != "1001 15 in 2, 1002 4 in 1, 1006 3 in 1" {
		t.Error("undisturbed:", got)
	}
	b.faults(brightpearlsim.Fault{Name: brightpearlsim.NoAvailability, Warehouse: 2, NextN: 1}, brightpearlsim.Fault{Name: brightpearlsim.HalfAvailable})
	if got := shown(); got != "1001 5 in 1" {
		t.Error("without warehouse 2, and half of it:", got)
	}
	if got := shown(); got != "1001 15 in 2, 1006 3 in 1" {
		t.Error("every second product:", got)
	}
	if n := b.sim.Books().Counters.Troubles; n[brightpearlsim.HalfAvailable] != 2 || n[brightpearlsim.NoAvailability] != 1 {
		t.Error("counted", n)
	}
}

func TestGoodsOutNoteLife(t *testing.T) {
	b := newBench(t)
	id, rows := b.placed("ekm:north:1", row(mug, 3, "1"))
	b.reserve(id, rows["1"], mug, 3)
	var notes []int
	create := func(quantity int) string {
		return fmt.Sprintf(`{"warehouses":[{"warehouseId":2,"products":[{"productId":%d,"salesOrderRowId":%d,"quantity":%d}]}]}`, mug, rows["1"], quantity)
	}
	path := fmt.Sprintf("warehouse-service/order/%d/goods-note/goods-out", id)
	b.refused("GET", path, "", 404, "CMNC-404")
	b.ok("POST", path, create(2), &notes)
	b.refused("POST", path, create(2), 400, "WHSC") // only one is left to fulfil
	note := fmt.Sprintf("warehouse-service/goods-note/goods-out/%d", notes[0])
	b.ok("PUT", note, `{"shipping":{"reference":"ZZ1","boxes":1,"weight":"0.70","shippingMethodId":11}}`, nil)
	if inStock, onHand := b.onHand(mug); inStock != 10 || onHand != 7 {
		t.Error("a note alone moves stock:", inStock, onHand)
	}
	if f := b.search("warehouse-service/goods-movement-search"); len(f.Results) != 0 {
		t.Error("a reservation or note is a movement:", f.Results)
	}
	shipped := `{"events":[{"eventCode":"SHW","occured":"2026-05-03T15:00:00.000+01:00","eventOwnerId":4}]}`
	b.refused("POST", note+"/event", `{"events":[{"eventCode":"SHW","occured":"2026-05-03T15:00:00Z"}]}`, 400, "WHSC")
	b.ok("POST", note+"/event", shipped, nil) // back-dated by a day
	b.refused("POST", note+"/event", shipped, 400, "WHSC")
	b.refused("PUT", note, `{"shipping":{"reference":"ZZ2"}}`, 400, "WHSC")
	b.refused("DELETE", path+fmt.Sprintf("/%d", notes[0]), "", 400, "WHSC")
	text := b.call("GET", fmt.Sprintf("warehouse-service/order/*/goods-note/goods-out/%d", notes[0]), "").text
	for _, want := range []string{`"reference":"ZZ1"`, `"occured":"2026-05-03T15:00:00.000+01:00"`, `"picked":true`, `"weight":"0.70"`, `"sequence":1`} {
		if !strings.Contains(text, want) {
			t.Errorf("the note lacks %s in %s", want, text)
		}
	}
	if inStock, onHand := b.onHand(mug); inStock != 8 || onHand != 7 {
		t.Error("after shipping", inStock, onHand)
	}
	book := b.book(id)
	if book.ShippingStatus != "SPS" || book.AllocationStatus != "AAA" || book.UnitsShipped != 2 || book.Notes[0].Tracking != "ZZ1" {
		t.Errorf("%+v", book)
	}
	if n := len(b.search("warehouse-service/goods-note/goods-out-search?shipped=true&channelId=4&shippedOn=2026-05-03T00:00:00Z/2026-05-04T00:00:00Z").Results); n != 1 {
		t.Error("found by shippedOn:", n)
	}
	if f := b.search("warehouse-service/goods-movement-search?columns=goodsMovementId,productId,quantity&updatedOn=2026-05-04T00:00:00Z/"); fmt.Sprint(f.Results) != "[[45001 1001 -2]]" {
		t.Error(f.Results)
	}
	if _, err := b.sim.Ship(brightpearlsim.Shipment{OrderID: id}); err != nil {
		t.Fatal(err)
	}
	if book := b.book(id); book.ShippingStatus != "ASS" || len(book.Notes) != 2 || book.Notes[1].Tracking != "" {
		t.Errorf("%+v", book)
	}
	if f := b.search("warehouse-service/goods-note/goods-out-search?transfer=true"); len(f.Results) != 1 || f.Results[0][6] != 0.0 {
		t.Error("the transfer between warehouses:", f.Results)
	}
}

func TestIfMatchStopsASecondEvent(t *testing.T) {
	b := newBench(t)
	id, rows := b.placed("ekm:north:1", row(mug, 1, "1"))
	b.reserve(id, rows["1"], mug, 1)
	var notes []int
	b.ok("POST", fmt.Sprintf("warehouse-service/order/%d/goods-note/goods-out", id),
		fmt.Sprintf(`{"warehouses":[{"warehouseId":2,"products":[{"productId":%d,"salesOrderRowId":%d,"quantity":1}]}]}`, mug, rows["1"]), &notes)
	req := b.request("POST", fmt.Sprintf("warehouse-service/goods-note/goods-out/%d/event", notes[0]),
		`{"events":[{"eventCode":"PRI","occured":"2026-05-04T09:00:00Z","eventOwnerId":4}]}`)
	req.Header.Set("If-Match", "1")
	if g, err := b.send(req); err != nil || g.status != 412 {
		t.Error(g, err)
	}
}

func TestDropShipTrackingHasThreePlaces(t *testing.T) {
	b := newBench(t)
	id, _ := b.placed("ekm:north:1", row(cup, 9, "1"))
	note, err := b.sim.DropShip(brightpearlsim.Shipment{OrderID: id, Tracking: "DS1"})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"": `"shipping":{"reference":"DS1"`, "drop-ship-tracking-field": `"trackingReference":"DS1"}`,
		"drop-ship-tracking-event": `"occured":"2026-05-04T09:00:00.000+01:00","trackingReference":"DS1"}`,
	} {
		b.faults()
		if name != "" {
			b.switchOn(name)
		}
		text := b.call("GET", fmt.Sprintf("warehouse-service/order/%d/goods-note/drop-ship", id), "").text
		if !strings.Contains(text, want) {
			t.Errorf("%q: %s is not in %s", name, want, text)
		}
	}
	book := b.book(id)
	if book.ShippingStatus != "ASS" || book.Notes[0].ID != note || book.Notes[0].Kind != "drop_ship" {
		t.Errorf("%+v", book)
	}
	if text := b.call("GET", fmt.Sprintf("order-service/order/%d", id), "").text; !strings.Contains(text, `"isDropship":true`) {
		t.Error(text)
	}
}

func TestStaffShipsPaidAndAllocatedOrders(t *testing.T) {
	run := func() []brightpearlsim.BookOrder {
		b := newBench(t, func(c *brightpearlsim.Config) {
			c.Staff.Enabled = true
			c.Data.Products[0].Stock[2] = 1000
		})
		var paid []int
		for i := range 60 {
			id, rows := b.placed(fmt.Sprintf("ekm:north:%d", i), row(mug, 2, "1"))
			b.reserve(id, rows["1"], mug, 2)
			if i != 0 {
				b.pay(id, "12.00")
				paid = append(paid, id)
			}
		}
		b.sim.Work()
		b.clock.add(6 * time.Second)
		b.sim.Work()
		if n := len(b.book(paid[0]).Notes); n == 0 || b.book(paid[0]).Notes[0].Shipped {
			t.Error("a note is made first and shipped later; notes:", n)
		}
		b.clock.add(5 * time.Minute)
		b.sim.Work()
		return b.sim.Books().SalesOrders
	}
	orders := run()
	if orders[0].ShippingStatus != "SNS" {
		t.Error("the unpaid order was shipped")
	}
	split, untracked := 0, 0
	for _, o := range orders[1:] {
		if o.ShippingStatus != "ASS" || o.UnitsShipped != 2 {
			t.Errorf("order %d: %+v", o.ID, o)
		}
		if len(o.Notes) == 2 {
			split++
		}
		for _, n := range o.Notes {
			if n.Tracking == "" {
				untracked++
			}
		}
	}
	if split < 2 || split > 18 || untracked < 1 || untracked > 15 {
		t.Errorf("of 59 orders %d were split and %d notes had no tracking", split, untracked)
	}
	for i, o := range run() {
		if len(o.Notes) != len(orders[i].Notes) || len(o.Notes) > 0 && o.Notes[0].Tracking != orders[i].Notes[0].Tracking {
			t.Errorf("the same seed ships order %d otherwise", o.ID)
		}
	}
}

func TestStaffDropShipsWhatStockCannotServe(t *testing.T) {
	b := newBench(t, func(c *brightpearlsim.Config) { c.Staff.Enabled, c.Staff.DropShipOneIn = true, 1 })
	id, rows := b.placed("ekm:north:1", row(cup, 6, "1"))
	b.reserve(id, rows["1"], cup, 6)
	b.pay(id, "12.00")
	for range 3 {
		b.sim.Work()
		b.clock.add(5 * time.Minute)
	}
	kinds := map[string]int{}
	book := b.book(id)
	for _, n := range book.Notes {
		kinds[n.Kind] += n.Units
	}
	if book.ShippingStatus != "ASS" || kinds["goods_out"] != 4 || kinds["drop_ship"] != 2 {
		t.Errorf("%v %+v", kinds, book)
	}
}

func TestTradeMovesStock(t *testing.T) {
	b := newBench(t, func(c *brightpearlsim.Config) {
		c.Trade = brightpearlsim.Trade{SaleEvery: time.Minute, DeliveryEvery: time.Hour}
	})
	b.sim.Work()
	b.clock.add(10 * time.Minute)
	b.sim.Work()
	f := b.search("warehouse-service/goods-movement-search?columns=goodsMovementId,quantity,goodsNoteTypeCode")
	if len(f.Results) == 0 {
		t.Fatal("nothing was sold elsewhere")
	}
	for _, r := range f.Results {
		if r[1].(float64) >= 0 || r[2] != "GO" {
			t.Error(r)
		}
	}
	if err := b.sim.SetStock("CUP", 5, 40); err != nil {
		t.Fatal(err)
	}
	if err := b.sim.SetStock("WRAP", 5, 40); err == nil {
		t.Error("a service got stock")
	}
}
