package brightpearl

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"stockbridge/core/fault"
)

func TestProductsAreRead(t *testing.T) {
	c, _ := serveOne(t, good(`{"response": [
	  {"id": 7301, "identity": {"sku": "MUG-BLU", "barcode": "0500000000017"}, "stock": {"stockTracked": true},
	   "financialDetails": {"taxable": true, "taxCode": {"id": 7, "code": "T20"}}, "nominalCodeSales": "4000",
	   "salesChannels": [{"salesChannelName": "Brightpearl", "productName": "Enamel mug, blue"}],
	   "composition": {"bundle": false}, "warehouses": {"2": {"defaultLocationId": 0}}, "status": "LIVE"},
	  {"id": 7410, "identity": {}, "stock": {"stockTracked": false}, "status": "ARCHIVED",
	   "composition": {"bundle": true, "bundleComponents": [{"productId": 7301, "productQuantity": 2, "composition": {}}]}}]}`))
	got, err := c.Products.Get(t.Context(), 7301, 7410)
	noErr(t, err)
	same(t, "name", got[0].Name, "Enamel mug, blue")
	same(t, "sku", got[0].SKU, "MUG-BLU")
	same(t, "tax code", got[0].TaxCode, "T20")
	same(t, "bundle", got[1].Bundle, true)
	same(t, "component", fmt.Sprint(got[1].Components), "[{7301 2}]")
	same(t, "status", got[1].Status, StatusArchived)
}

func TestContactsAreRead(t *testing.T) {
	c, _ := serveOne(t, good(`{"response": [{"contactId": 612, "firstName": "Priya", "lastName": "Oduya", "financialDetails": {"priceListId": 6, "taxCodeId": 7}},
	  {"contactId": 613, "firstName": "Ann", "lastName": "Lee", "financialDetails": {"priceListId": 6}}]}`))
	got, err := c.Contacts.Get(t.Context(), 612, 613)
	noErr(t, err)
	same(t, "tax code", got[0].TaxCode, TaxCodeID(7))
	same(t, "no tax code", got[1].TaxCode, TaxCodeID(0))
	same(t, "price list", got[1].PriceList, PriceListID(6))
}

func TestSettingsAreRead(t *testing.T) {
	c, _ := serve(t, func(r request) reply {
		switch r.path {
		case "/product-service/price-list/":
			return good(`{"response":[{"id":0,"name":{"text":"Cost"},"code":"COST","currencyCode":"GBP","priceListTypeCode":"BUY","gross":false},
			  {"id":6,"name":{"languageCode":"en","text":"North"},"code":"NORTH","currencyCode":"GBP","priceListTypeCode":"SELL","gross":true}]}`)
		case "/accounting-service/tax-code/":
			return good(`{"response":[{"id":7,"code":"T20","description":"Standard","rate":20.0000},{"id":3,"code":"13","description":"Zero"}]}`)
		case "/accounting-service/payment-method/":
			return good(`{"response":[{"id":5,"name":"EKM card","code":"EKMNORTH","isActive":true,
			  "bankAccounts":[{"paymentMethodId":5,"currencyIsoCode":"GBP","bankAccountNominalCode":"1200"}]}]}`)
		case "/product-service/channel/":
			return good(`{"response":[{"id":4,"name":"North","defaultPriceListId":6,"warehouseIds":[2,5]},{"id":9,"name":"Bare"}]}`)
		default:
			return reply{status: 404, body: `{"errors":[{"code":"CMNC-404","message":"none"}]}`}
		}
	})
	ctx := t.Context()
	lists, err := c.PriceLists.List(ctx)
	noErr(t, err)
	same(t, "price list", lists[1], PriceList{ID: 6, Name: "North", Code: "NORTH", Currency: "GBP", Sell: true, Gross: true})
	codes, err := c.TaxCodes.List(ctx)
	noErr(t, err)
	same(t, "rate", codes[0].Rate.String(), "20")
	same(t, "no rate", codes[1].Rate.IsZero(), true)
	same(t, "code", codes[1].Code, "13")
	methods, err := c.PaymentMethods.List(ctx)
	noErr(t, err)
	account, ok := methods[0].ReceiptAccount("gbp")
	same(t, "account", account, "1200")
	same(t, "account there", ok, true)
	_, ok = methods[0].ReceiptAccount("EUR")
	same(t, "no euro account", ok, false)
	channels, err := c.Channels.List(ctx)
	noErr(t, err)
	same(t, "warehouses", fmt.Sprint(channels[0].Warehouses), "[2 5]")
	hooks, err := c.Webhooks.List(ctx)
	noErr(t, err)
	same(t, "no webhooks", len(hooks), 0)
}

func TestContactsAreComparedExactly(t *testing.T) {
	c, s := serveOne(t, good(`{"response":{"results":[
	   [614,"JoAnn@X.example",null,"Jo","Ann",false,true],[613," Ann@x.example ",null,"Ann",null,null,true],[612,"ann@x.example","","A","B",true,false]],
	  "metaData":{"columns":[{"name":"contactId"},{"name":"primaryEmail"},{"name":"secondaryEmail"},{"name":"firstName"},
	   {"name":"lastName"},{"name":"isStaff"},{"name":"isCustomer"}]}}}`))
	got, err := c.Contacts.SearchByEmail(t.Context(), " ANN@x.example")
	noErr(t, err)
	if len(got) != 2 || got[0].ID != 612 || got[1].ID != 613 {
		t.Fatalf("got %+v", got)
	}
	same(t, "staff", got[0].Staff, true)
	same(t, "customer", got[1].Customer, true)
	if q := s.last(t).query; !strings.Contains(q, "primaryEmail=ann%40x.example") {
		t.Errorf("query %s", q)
	}
}

func TestCountryCodesFallBackOnce(t *testing.T) {
	c, s := serve(t, func(r request) reply {
		if strings.Contains(r.body, `"GBR"`) {
			return reply{status: 400, body: `{"errors":[{"code":"CONC-020","message":"country"}]}`}
		}
		return good(`{"response":901}`)
	})
	for range 2 {
		id, err := c.Contacts.CreateAddress(t.Context(), Address{Line1: "7 Quay Row", Country: "GB"})
		noErr(t, err)
		same(t, "address", id, 901)
	}
	same(t, "requests", len(s.requests()), 3)

	c, s = serveOne(t, reply{status: 400, body: `{"errors":[{"code":"CONC-021","message":"line 1"}]}`})
	_, err := c.Contacts.CreateAddress(t.Context(), Address{Line1: "?", Country: "GBR"})
	if !fault.Is(err, fault.Refused) || len(s.requests()) != 2 {
		t.Errorf("%v after %d requests", err, len(s.requests()))
	}
	_, err = c.Contacts.CreateAddress(t.Context(), Address{Line1: "?", Country: "Atlantis"})
	if err == nil || len(s.requests()) != 2 {
		t.Error("an unknown country was sent")
	}
}

func TestReservationsAreReadAndChecked(t *testing.T) {
	const one = `{"orderId":88041,"warehouseId":2,"orderRows":{"190552":{"productId":7302,"quantity":"1"},"190551":{"productId":7301,"quantity":2}}}`
	for _, body := range []string{`{"response":[` + one + `]}`, `{"response":` + one + `}`} {
		c, _ := serveOne(t, good(body))
		got, found, err := c.Reservations.Get(t.Context(), 88041)
		noErr(t, err)
		same(t, "found", found, true)
		same(t, "warehouse", got.Warehouse, 2)
		same(t, "lines", fmt.Sprint(got.Lines), "[{190551 7301 2} {190552 7302 1}]")
	}
	c, s := serveOne(t, reply{status: 404, body: `{"errors":[{"code":"CMNC-404","message":"none"}]}`})
	_, found, err := c.Reservations.Get(t.Context(), 88041)
	noErr(t, err)
	same(t, "found", found, false)
	noErr(t, c.Reservations.Delete(t.Context(), 88041))

	twice := []ReservationLine{{1, 7301, decimal.NewFromInt(1)}, {1, 7301, decimal.NewFromInt(1)}}
	before := len(s.requests())
	if err := c.Reservations.Set(t.Context(), 88041, twice); err == nil || len(s.requests()) != before {
		t.Error("a row was reserved twice")
	}

	c, s = serveOne(t, reply{status: 400, body: `{"errors":[{"code":"WHSC-099","message":"nothing on hand"}]}`})
	err = c.Reservations.Create(t.Context(), 88041, 2, twice[:1])
	same(t, "nothing to reserve", NothingToReserve(err), true)
	same(t, "path", s.last(t).path, "/warehouse-service/order/88041/reservation/warehouse/2")
	same(t, "body", s.last(t).body, `{"products":[{"productId":7301,"salesOrderRowId":"1","quantity":"1"}]}`)
}

func TestReceiptsNeedAReference(t *testing.T) {
	c, s := serveOne(t, good(`{"response":5531}`))
	r := Receipt{
		Order: 88041, Method: "EKMNORTH", Amount: decimal.RequireFromString("28.95"), Currency: "GBP",
		PaidOn: time.Date(2026, 5, 4, 8, 59, 0, 0, time.UTC),
	}
	if _, err := c.Payments.CreateReceipt(t.Context(), r); err == nil || len(s.requests()) != 0 {
		t.Fatal("a receipt without a reference was sent")
	}
	var err error
	r.Ref, err = NewTransactionRef("ekm:north:10457")
	noErr(t, err)
	id, err := c.Payments.CreateReceipt(t.Context(), r)
	noErr(t, err)
	same(t, "id", id, 5531)
	same(t, "body", s.last(t).body, `{"transactionRef":"ekm:north:10457","paymentMethodCode":"EKMNORTH","paymentType":"RECEIPT",`+
		`"orderId":88041,"currencyIsoCode":"GBP","amountPaid":"28.95","paymentDate":"2026-05-04T08:59:00.000Z"}`)
	for _, bad := range []string{"", strings.Repeat("x", 65)} {
		if _, err := NewTransactionRef(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestPaymentsAreFound(t *testing.T) {
	c, s := serveOne(t, good(`{"response":{"results":[
	   [5531,"ekm:north:10457","EKM1","EKMNORTH","RECEIPT",88041,null,"GBP","0.00","28.95",null,"2026-05-04T08:59:00.000+01:00","2026-05-04T09:20:15.000+01:00",7001],
	   [5533,"x","","CASH","RECEIPT",1,1,"GBP","0","1",null,null,null,null],
	   [5532,null,null,"CASH","RECEIPT",88042,1,"GBP",null,"5",null,null,"2026-05-04T09:20:15.000+01:00",null]],
	  "metaData":{"columns":[{"name":"paymentId"},{"name":"transactionRef"},{"name":"transactionCode"},{"name":"paymentMethodCode"},
	   {"name":"paymentType"},{"name":"orderId"},{"name":"currencyId"},{"name":"currencyCode"},{"name":"amountAuthorized"},
	   {"name":"amountPaid"},{"name":"expires"},{"name":"paymentDate"},{"name":"createdOn"},{"name":"journalId"}]}}}`))
	got, err := c.Payments.SearchByOrders(t.Context(), 88042, 88041)
	noErr(t, err)
	same(t, "payments of these orders", len(got), 2)
	same(t, "amount", got[0].Paid.String(), "28.95")
	same(t, "journal", got[0].Journal, 7001)
	same(t, "no journal", got[1].Journal, 0)
	if q := s.last(t).query; !strings.Contains(q, "orderId=88041-88042") {
		t.Errorf("query %s", q)
	}
}

func TestGoodsOutNotesAreRead(t *testing.T) {
	c, s := serveOne(t, good(`{"response": {
	  "12448": {"orderId": 0, "warehouseId": 2, "transfer": true, "status": {"shipped": false}, "orderRows": {}},
	  "12447": {"orderId": 88041, "warehouseId": 2, "externalRef": "", "transfer": false,
	    "status": {"printed": true, "picked": true, "packed": true, "shipped": true, "shippedOn": "2026-05-05T15:00:00.000+01:00"},
	    "shipping": {"reference": "ZZ123456785GB", "shippingMethodId": 11, "boxes": 1, "weight": "0.70"},
	    "orderRows": {"190551": [{"productId": 7301, "quantity": 2, "locationId": 2}, {"productId": 7301, "quantity": "1", "locationId": 3}]},
	    "sequence": 1, "events": [{"occured": "2026-05-05T09:00:00.000+01:00", "eventOwnerId": 4, "eventCode": "PLA"}]}}}`))
	got, err := c.GoodsOut.Get(t.Context(), 12448, 12447)
	noErr(t, err)
	same(t, "path", s.last(t).path, "/warehouse-service/order/*/goods-note/goods-out/12447-12448")
	n := got[0]
	same(t, "id", n.ID, 12447)
	same(t, "tracking", n.Tracking, "ZZ123456785GB")
	same(t, "shipped", n.Shipped, true)
	same(t, "summed over locations", fmt.Sprint(n.Lines), "[{190551 7301 3}]")
	same(t, "transfer", got[1].Transfer, true)
	_, err = c.GoodsOut.ByOrders(t.Context(), 88041)
	noErr(t, err)
	same(t, "path", s.last(t).path, "/warehouse-service/order/88041/goods-note/goods-out/")
}

func TestDropShipTrackingIsFoundInThreePlaces(t *testing.T) {
	for _, where := range []string{
		`"shipping":{"reference":"TRK1","shippingMethodId":11}`, `"trackingReference":"TRK1","shippingMethodId":11`,
		`"events":[{"eventCode":"SHS","trackingReference":"TRK1","shippingMethodId":11}]`,
	} {
		c, _ := serveOne(t, good(`{"response":{"77":{"orderId":88041,"purchaseOrderId":88050,"supplierId":450,"status":{"shipped":true},
		  "orderRows":{"1":{"productId":7301,"quantity":1}},`+where+`}}}`))
		got, err := c.DropShip.ByOrders(t.Context(), 88041)
		noErr(t, err)
		same(t, "tracking", got[0].Tracking, "TRK1")
		same(t, "method", got[0].Method, 11)
		same(t, "lines", len(got[0].Lines), 1)
	}
}
