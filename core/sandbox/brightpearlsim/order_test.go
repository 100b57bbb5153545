package brightpearlsim_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestSalesOrderIsAtomic(t *testing.T) {
	good := row(mug, 1, "1")
	for name, body := range map[string]string{
		"unknown product":   orderBody("a", good+","+row(4711, 1, "2")),
		"part of a mug":     orderBody("a", good+`,{"productId":1001,"quantity":"1.5","taxCode":"T20","net":"1","tax":"0"}`),
		"no quantity":       orderBody("a", `{"productId":1001,"taxCode":"T20","net":"1","tax":"0"}`),
		"unknown tax code":  orderBody("a", good+`,{"name":"Post","quantity":1,"taxCode":"T99","net":"1","tax":"0"}`),
		"five decimals":     orderBody("a", good+`,{"name":"Post","quantity":1,"taxCode":"T20","net":"1.00001","tax":"0"}`),
		"no name":           orderBody("a", good+`,{"quantity":1,"taxCode":"T20","net":"1","tax":"0"}`),
		"no rows":           orderBody("a", ""),
		"unknown customer":  strings.Replace(orderBody("a", good), "612", "999", 1),
		"disabled status":   strings.Replace(orderBody("a", good), `"statusId":19`, `"statusId":22`, 1),
		"unknown channel":   strings.Replace(orderBody("a", good), `"channelId":4`, `"channelId":9`, 1),
		"unknown currency":  strings.Replace(orderBody("a", good), "GBP", "SEK", 1),
		"misspelt field":    strings.Replace(orderBody("a", good), "priceListId", "pricelistid_", 1),
		"long reference":    orderBody(strings.Repeat("x", 65), good),
		"country in words":  strings.Replace(orderBody("a", good), `{"id":612}`, `{"id":612,"address":{"countryIsoCode":"England"}}`, 1),
		"unknown warehouse": strings.Replace(orderBody("a", good), `"warehouseId":2`, `"warehouseId":3`, 1),
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			if g := b.call("POST", "order-service/sales-order/", body); g.status != 400 || !strings.Contains(g.text, `"errors"`) {
				t.Errorf("got %d %s", g.status, g.text)
			}
			if n := len(b.sim.Books().SalesOrders); n != 0 {
				t.Errorf("%d orders were kept", n)
			}
		})
	}
}

func TestSalesOrderIsPlacedOnce(t *testing.T) {
	b := newBench(t)
	first, _ := b.placed("ekm:north:1", row(mug, 1, "1"))
	var again int
	b.ok("POST", "order-service/sales-order", orderBody("ekm:north:1", row(cup, 3, "changed")), &again)
	if again != first {
		t.Errorf("the repeat answers %d, not %d", again, first)
	}
	b.switchOn("duplicate-order-empty")
	if g := b.call("POST", "order-service/sales-order", orderBody("ekm:north:1", row(mug, 1, "1"))); g.text != "{}" {
		t.Error(g.text)
	}
	books := b.sim.Books()
	if len(books.SalesOrders) != 1 || books.SalesOrders[0].Rows[0].SKU != "MUG-BLU" || books.Counters.RepeatedOrders != 2 {
		t.Errorf("%+v", books)
	}
	without := strings.Replace(orderBody("ekm:north:1", row(mug, 1, "1")), `"installedIntegrationInstanceId":57,`, "", 1)
	b.ok("POST", "order-service/sales-order", without, nil)
	if n := b.sim.Books().Counters.DuplicateCreates; n != 1 {
		t.Error("without the instance id the pair is not unique; duplicates counted:", n)
	}
}

func TestOrderShapes(t *testing.T) {
	b := newBench(t)
	rows := row(mug, 2, "1") + `,{"name":"Delivery: Tracked 48","quantity":1,"taxCode":"T20","net":3.29,"tax":0.66,"nominalCode":"4040","externalRef":"ship"}`
	id, _ := b.placed("ekm:north:1", rows)
	nested := b.call("GET", fmt.Sprintf("order-service/order/%d", id), "").text
	for _, want := range []string{
		`"total":"15.95"`, `"orderPaymentStatus":"UNPAID"`, `"allocationStatusCode":"ANA"`, `"shippingStatusCode":"SNS"`, `"stockStatusCode":"SON"`,
		`"productPrice":{"currencyCode":"GBP","value":"5.0000"}`, `"rowTax":{"currencyCode":"GBP","value":"0.66"}`, `"productId":1000`,
		`"placedOn":"2026-05-04T09:00:00.000+01:00"`, `"countryIsoCode3":"GBR"`, `"name":"New web order"`,
	} {
		if !strings.Contains(nested, want) {
			t.Errorf("order lacks %s in %s", want, nested)
		}
	}
	if strings.Contains(nested, "updatedOn") || strings.Contains(nested, "ekm:north") {
		t.Error("a fresh order shows updatedOn or externalRef: ", nested)
	}
	flat := b.call("GET", fmt.Sprintf("order-service/sales-order/%d", id), "").text
	for _, want := range []string{`"externalRef":"ekm:north:1"`, `"externalRef":"ship"`, `"gross":"15.95"`, `"installedIntegrationInstanceId":57`, `"net":"3.2900"`} {
		if !strings.Contains(flat, want) {
			t.Errorf("sales order lacks %s in %s", want, flat)
		}
	}
	if n := len(b.search("order-service/order-search?updatedOn=2020-01-01T00:00:00Z/").Results); n != 0 {
		t.Error("a fresh order is found by updatedOn")
	}
	if n := len(b.search("order-service/sales-order-search?createdOn=2026-05-04T08:00:00Z/&channelId=4&orderPaymentStatus=UNPAID").Results); n != 1 {
		t.Error("a fresh order is not found by createdOn")
	}
	b.switchOn("sales-order-nested")
	if text := b.call("GET", fmt.Sprintf("order-service/sales-order/%d", id), "").text; !strings.Contains(text, "orderRows") {
		t.Error("the switch does not change the shape")
	}
}

func TestBundlesBringTheirParts(t *testing.T) {
	b := newBench(t)
	id, rows := b.placed("ekm:north:1", row(crate, 1, "1"))
	book := b.book(id)
	if len(book.Rows) != 4 || book.UnitsWanted != 6 || book.Total != "12.00" {
		t.Errorf("%+v", book)
	}
	b.refused("POST", fmt.Sprintf("warehouse-service/order/%d/reservation/warehouse/2", id), reservationBody(rows["1"], crate, 1), 400, "WHSC")
	b.switchOn("reservation-bundle-parents")
	if g := b.reserve(id, rows["1"], crate, 1); g.status != 200 || b.book(id).UnitsReserved != 6 {
		t.Error(g, b.book(id))
	}
	g := b.call("GET", "warehouse-service/bundle-availability/1004", "")
	if g.text != `{"response":{"1004":{"total":{"onHand":0},"warehouses":{}}}}` {
		t.Error(g.text) // all four cups are reserved
	}
}

func TestStatusNotesAndPatch(t *testing.T) {
	b := newBench(t)
	id, rows := b.placed("ekm:north:1", row(mug, 1, "1"))
	path := fmt.Sprintf("order-service/order/%d", id)
	b.ok("PATCH", path, `[{"op":"replace","path":"/reference","value":"NEW"}]`, nil)
	if f := b.search("order-service/order-search?customerRef=NEW&columns=orderId,updatedOn"); len(f.Results) != 1 || f.Results[0][1] != nil {
		t.Errorf("a patched order: %v", f.Results)
	}
	b.refused("PATCH", path, `[{"op":"add","path":"/reference","value":"x"}]`, 500, "CMNC-044")
	b.refused("PUT", path+"/status", `{"orderStatusId":22}`, 400, "ORDC")
	b.clock.add(time.Minute)
	b.ok("PUT", path+"/status", `{"orderStatusId":21,"orderNote":{"text":"needs product","isPublic":false}}`, nil)
	b.ok("POST", path+"/note", `{"text":"by hand"}`, nil)
	if f := b.search(fmt.Sprintf("order-service/order-note-search?orderId=%d", id)); len(f.Results) != 2 {
		t.Errorf("notes: %v", f.Results)
	}
	b.reserve(id, rows["1"], mug, 1)
	b.pay(id, "12.00")
	b.refused("PUT", path+"/status", `{"orderStatusId":5}`, 400, "ORDC")
	b.ok("DELETE", "accounting-service/customer-payment/5501", "", nil)
	b.ok("PUT", path+"/status", `{"orderStatusId":5}`, nil)
	if book := b.book(id); !book.Cancelled || book.UnitsReserved != 0 {
		t.Errorf("after cancelling: %+v", book)
	}
	b.refused("PUT", "order-service/order/1/status", `{"orderStatusId":5}`, 404, "ORDC-003")
}

func TestContacts(t *testing.T) {
	b := newBench(t)
	var address int
	b.ok("POST", "contact-service/postal-address/", `{"addressLine1":"7 Quay Row","postalCode":"YO21 0AA","countryIsoCode":"GBR"}`, &address)
	b.refused("POST", "contact-service/postal-address/", `{"addressLine1":"7 Quay Row","countryIsoCode":"GB"}`, 400, "CONC")
	b.refused("POST", "contact-service/postal-address/", `{"countryIsoCode":"GBR"}`, 400, "CONC")
	b.refused("POST", "contact-service/postal-address/", "", 400, "CMNC-010")
	body := func(first, last string, address int) string {
		return fmt.Sprintf(`{"firstName":%q,"lastName":%q,"postAddressIds":{"DEF":%d,"BIL":%d,"DEL":%d},
			"communication":{"emails":{"PRI":{"email":"ann@shopper.example"}}},"financialDetails":{"priceListId":6}}`, first, last, address, address, address)
	}
	var id int
	b.ok("POST", "contact-service/contact", body("Zoë", "Þórsdóttir", address), &id) // an e-mail may be used again
	b.refused("POST", "contact-service/contact", body(strings.Repeat("n", 33), "Oduya", address), 400, "CONC")
	b.refused("POST", "contact-service/contact", body("", "Oduya", address), 400, "CONC")
	b.refused("POST", "contact-service/contact", body("Priya", "Oduya", 1), 400, "CONC")
	if got := ids(b.search("contact-service/contact-search?primaryEmail=ann@shopper.example&firstName=zo")); got != fmt.Sprint(id) {
		t.Error("found", got)
	}
	g := b.call("GET", fmt.Sprintf("contact-service/contact/%d", id), "")
	if !strings.Contains(g.text, `"pagination"`) || !strings.Contains(g.text, "Þórsdóttir") || !strings.Contains(g.text, `"createdByid"`) {
		t.Error(g.text)
	}
}

func TestPayments(t *testing.T) {
	b := newBench(t)
	id, _ := b.placed("ekm:north:1", row(mug, 1, "1"))
	post := "accounting-service/customer-payment"
	b.ok("POST", post, paymentBody(id, "5.00", "EKMNORTH", "one"), nil)
	if s := b.book(id).PaymentStatus; s != "PARTIALLY_PAID" {
		t.Error(s)
	}
	b.refused("POST", post, paymentBody(id, "5.00", "EKMNORTH", "one"), 400, "CPYC-DUP")
	b.ok("POST", post, paymentBody(id, "7.00", "NOSUCH", "one"), nil) // the pair with the method is what is unique
	book := b.book(id)
	if book.PaymentStatus != "PAID" || !book.Payments[0].Journal || book.Payments[1].Journal {
		t.Errorf("%+v", book)
	}
	f := b.search(fmt.Sprintf(post+"-search?orderId=%d&columns=paymentId,amountPaid,journalId,paymentType", id))
	if f.Results[0][1] != "5.00" || f.Results[0][2] == nil || f.Results[1][2] != nil {
		t.Error(f.Results)
	}
	var totals []struct{ AmountPaid string }
	b.ok("GET", fmt.Sprintf("accounting-service/sale-payment-total/%d", id), "", &totals)
	if totals[0].AmountPaid != "12.00" {
		t.Error(totals)
	}
	b.ok("DELETE", fmt.Sprintf("%s/%v", post, f.Results[0][0]), "", nil)
	b.refused("DELETE", fmt.Sprintf("%s/%v", post, f.Results[0][0]), "", 404, "CMNC-404")
	b.refused("POST", post, paymentBody(999, "1", "EKMNORTH", "x"), 400, "ACCC")
	free, _ := b.placed("ekm:north:2", `{"productId":1001,"quantity":1,"taxCode":"T20","net":0,"tax":0}`)
	if s := b.book(free).PaymentStatus; s != "NOT_APPLICABLE" {
		t.Error(s)
	}
}
