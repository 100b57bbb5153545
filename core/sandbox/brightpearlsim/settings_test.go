package brightpearlsim_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"stockbridge/core/sandbox/brightpearlsim"
)

// TestListsShowWhatIsPublished looks for the telling parts of every list that is read at start-up.
func TestListsShowWhatIsPublished(t *testing.T) {
	b := newBench(t)
	b.placed("ekm:north:1", row(mug, 2, "1"))
	for path, wants := range map[string][]string{
		"product-service/product/1001,1004,4711": {`"sku":"MUG-BLU"`, `"taxCode":{"code":"T20","id":7}`, `"stockTracked":true`, `"status":"LIVE"`,
			`"bundleComponents":[{"productId":1001,"productQuantity":1},{"productId":1002,"productQuantity":2}]`, `"productName":"Mug and cups"`},
		"product-service/product/1004/bundle":                                  {`"productQuantity":2`},
		"product-service/channel/":                                             {`"name":"EKM North"`, `"defaultPriceListId":6`, `"warehouseIds":[2,5]`},
		"product-service/price-list/6-7":                                       {`"text":"North"`, `"gross":true`, `"currencyCode":"EUR"`, `"priceListTypeCode":"SELL"`},
		"product-service/product-price/*/price-list/6":                         {`"quantityPrice":{"1":"10.4150"}`, `"productId":1006`},
		"product-service/product-price/1001":                                   {`"priceListId":7,"quantityPrice":{}`},
		"accounting-service/tax-code":                                          {`"rate":20.0000`, `{"code":"T0","description":"Zero rated","id":3}`},
		"accounting-service/nominal-code":                                      {`"code":"4040"`},
		"accounting-service/nominal-code-search?code=4000":                     {`"4000","Sales"`},
		"accounting-service/currency-search?isDefault=true":                    {`1,"Pound sterling","GBP"`},
		"accounting-service/payment-method/":                                   {`"bankAccountNominalCode":"1200"`, `"currencyIsoCode":"GBP"`, `"isActive":true`},
		"order-service/order-status":                                           {`"statusId":22`, `"disabled":true`, `"orderTypeCode":"PO"`, `"state":"cancelled"`},
		"order-service/order-type":                                             {`"code":"SC"`},
		"order-service/order-stock-status":                                     {`"code":"SON"`},
		"order-service/order-shipping-status":                                  {`"code":"ASS"`},
		"contact-service/lead-source/":                                         {`"name":"Web"`},
		"contact-service/contact?pageSize=1&firstResult=2&sort=contactId.DESC": {`"contactId":614`, `"morePagesAvailable":true`},
		"contact-service/contact/612?includeOptional=postalAddresses":          {`"addressLine1":"1 High Street"`},
		"contact-service/postal-address/901":                                   {`"countryIsoCode":"GBR"`},
		"warehouse-service/shipping-method/":                                   {`"code":"TR48"`, `"name":"Tracked 48"`},
		"warehouse-service/shipping-method-search?name=track":                  {`"TR24"`},
		"warehouse-service/warehouse-search":                                   {`2,"Main"`},
		"warehouse-service/warehouse/2/location/default":                       {`{"response":2}`},
		"warehouse-service/order/88001/fulfilment-status":                      {`"quantity":2,"shipped":0`},
		"integration-service/integration/instance":                             {`"installedIntegrationInstanceId":57`},
		"order-service/order-search?productIds=1001&leadSourceId=0":            {"88001"},
	} {
		g := b.call("GET", path, "")
		for _, want := range wants {
			if g.status != 200 || !strings.Contains(g.text, want) {
				t.Errorf("%s: %d lacks %s in %s", path, g.status, want, g.text)
			}
		}
	}
	for path, want := range map[string]string{
		"order-service/order": "/order/88001", "order-service/sales-order/1-90000": "/sales-order/88001", "contact-service/contact": "/contact/612-615",
	} {
		if g := b.call("OPTIONS", path, ""); !strings.Contains(g.text, want) {
			t.Errorf("%s: %s", path, g.text)
		}
	}
}

func TestOpenNotesCanBeDeleted(t *testing.T) {
	b := newBench(t)
	id, rows := b.placed("ekm:north:1", row(mug, 2, "1"))
	b.reserve(id, rows["1"], mug, 2)
	var reservation []struct {
		WarehouseID int
		OrderRows   map[string]struct{ Quantity int }
	}
	b.ok("GET", fmt.Sprintf("warehouse-service/order/%d/reservation", id), "", &reservation)
	if reservation[0].OrderRows[fmt.Sprint(rows["1"])].Quantity != 2 || reservation[0].WarehouseID != 2 {
		t.Errorf("%+v", reservation)
	}
	path := fmt.Sprintf("warehouse-service/order/%d/goods-note/goods-out", id)
	var notes []int
	b.ok("POST", path, fmt.Sprintf(`{"warehouses":[{"warehouseId":2,"products":[{"productId":%d,"salesOrderRowId":%d,"quantity":2}]}]}`, mug, rows["1"]), &notes)
	b.ok("DELETE", fmt.Sprintf("%s/%d", path, notes[0]), "", nil)
	if _, onHand := b.onHand(mug); onHand != 10 || len(b.book(id).Notes) != 0 {
		t.Error("on hand after deleting the note:", onHand)
	}
	b.refused("DELETE", fmt.Sprintf("%s/%d", path, notes[0]), "", 404, "CMNC-404")
}

func TestSupplierReportsADropShipment(t *testing.T) {
	b := newBench(t, func(c *brightpearlsim.Config) { c.Staff.Enabled, c.Staff.DropShipOneIn = true, 1 })
	id, rows := b.placed("ekm:north:1", row(cup, 5, "1"))
	b.reserve(id, rows["1"], cup, 4)
	note, err := b.sim.DropShip(brightpearlsim.Shipment{OrderID: id, Rows: []brightpearlsim.ShipmentRow{{RowID: rows["1"], Quantity: 3}}})
	if err != nil {
		t.Fatal(err)
	}
	if n := b.book(id).UnitsReserved; n != 5 {
		t.Error("reserved and drop-shipped units overlap:", n)
	}
	event := `{"events":[{"eventCode":"SHS","occured":"2026-05-04T09:00:00Z","eventOwnerId":4,"trackingReference":"DS2"}]}`
	b.refused("POST", fmt.Sprintf("warehouse-service/goods-note/drop-ship/%d/event", note), event, 400, "WHSC")
	b.refused("POST", "warehouse-service/goods-note/drop-ship/1/event", event, 404, "CMNC-404")
}

func TestConsentPage(t *testing.T) {
	b := newBench(t)
	page := func(change func(url.Values)) (int, string) {
		q := url.Values{"response_type": {"code"}, "client_id": {"acme-oauth"}, "redirect_uri": {redirectURI}, "state": {"abc"}}
		change(q)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.http.URL+b.sim.AuthorizePath()+"?"+q.Encode(), nil)
		if err != nil {
			t.Fatal(err)
		}
		g, err := b.send(req)
		if err != nil {
			t.Fatal(err)
		}
		return g.status, g.text
	}
	if status, text := page(func(url.Values) {}); status != 200 || !strings.Contains(text, `name="state" value="abc"`) || !strings.Contains(text, "Sign in and approve") {
		t.Error(status, text)
	}
	for name, change := range map[string]func(url.Values){
		"client":   func(q url.Values) { q.Set("client_id", "x") },
		"type":     func(q url.Values) { q.Del("response_type") },
		"redirect": func(q url.Values) { q.Set("redirect_uri", "https://elsewhere.example/") },
	} {
		if status, _ := page(change); status != http.StatusBadRequest {
			t.Errorf("a wrong %s gives %d", name, status)
		}
	}
	_, _, header := b.form(b.sim.AuthorizePath(), url.Values{
		"response_type": {"code"}, "client_id": {"acme-oauth"}, "redirect_uri": {redirectURI}, "state": {"abc"}, "decision": {"deny"},
	})
	if to := header.Get("Location"); !strings.Contains(to, "error=access_denied") || !strings.Contains(to, "state=abc") {
		t.Error(to)
	}
	access, _ := b.sim.Approve()
	b.sim.ExpireTokens()
	if g := b.as(appRef, "acme-oauth", "Authorization", "Bearer "+access); !strings.Contains(g.text, "expired") {
		t.Error(g)
	}
}

func TestRefundAndAuthorisationArithmetic(t *testing.T) {
	b := newBench(t)
	id, _ := b.placed("ekm:north:1", row(mug, 1, "1"))
	for i, kind := range []string{"AUTH", "CAPTURE", "PAYMENT"} {
		amount := []string{`"amountAuthorized":12`, `"amountPaid":"12.00"`, `"amountPaid":2.50`}[i]
		b.ok("POST", "accounting-service/customer-payment", fmt.Sprintf(`{"transactionRef":"r%d","paymentMethodCode":"ekmnorth","paymentType":%q,
			"orderId":%d,"currencyIsoCode":"GBP",%s,"paymentDate":"2026-05-04"}`, i, kind, id, amount), nil)
	}
	var totals []struct{ AmountPaid, AmountAuthorized, AmountCaptured string }
	b.ok("GET", fmt.Sprintf("accounting-service/sale-payment-total/%d", id), "", &totals)
	if totals[0].AmountPaid != "9.50" || totals[0].AmountAuthorized != "12.00" || totals[0].AmountCaptured != "12.00" {
		t.Error(totals)
	}
	if book := b.book(id); book.PaymentStatus != "PARTIALLY_PAID" || !book.Payments[1].Journal || book.Payments[0].Journal {
		t.Errorf("%+v", book)
	}
}
