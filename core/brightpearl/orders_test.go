package brightpearl

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

const nestedSample = `{"response": [{
  "id": 88041, "parentOrderId": 0, "orderTypeCode": "SO", "reference": "NORTH-10457", "version": 3,
  "state": {"tax": "READY"}, "orderStatus": {"orderStatusId": 19, "name": "New web order"},
  "orderPaymentStatus": "PAID", "stockStatusCode": "SON", "allocationStatusCode": "AAA", "shippingStatusCode": "SNS",
  "placedOn": "2026-05-04T08:59:00.000+01:00", "createdOn": "2026-05-04T09:20:10.000+01:00",
  "priceListId": 6, "priceModeCode": "INC",
  "delivery": {"deliveryDate": "2026-05-06T12:00:00.000+01:00", "shippingMethodId": 11},
  "invoices": [{"invoiceReference": "", "taxDate": "2026-05-04T00:00:00.000+01:00"}],
  "currency": {"accountingCurrencyCode": "GBP", "orderCurrencyCode": "GBP", "exchangeRate": "1.000000"},
  "totalValue": {"net": "24.12", "taxAmount": "4.83", "total": "28.95"},
  "assignment": {"current": {"staffOwnerContactId": 0, "channelId": 4, "leadSourceId": 3}},
  "parties": {"customer": {"contactId": 612, "addressFullName": "Priya O\u0027Duya"}, "billing": {"contactId": 612}},
  "orderRows": {
    "190552": {"orderRowSequence": "20", "productId": 1000, "productName": "Delivery", "quantity": {"magnitude": "1.0000"},
       "rowValue": {"taxCode": "13", "rowNet": {"value": "3.2900"}, "rowTax": {"value": "0.66"}}},
    "190551": {"orderRowSequence": "10", "productId": 7301, "productName": "Enamel mug, blue", "productSku": "MUG-BLU",
       "quantity": {"magnitude": "2.0000"},
       "rowValue": {"taxRate": "20.0000", "taxCode": "T20", "rowNet": {"currencyCode": "GBP", "value": "20.8300"},
                    "rowTax": {"currencyCode": "GBP", "value": "4.17"}, "taxClassId": 7},
       "nominalCode": "4000", "composition": {"bundleParent": false, "bundleChild": true, "parentOrderRowId": 190550}}},
  "warehouseId": 2, "isDropship": false}]}`

const flatSample = `{"response": [{
  "id": "88041", "customer": {"id": 612}, "ref": "NORTH-10457", "externalRef": "ekm:north:10457",
  "installedIntegrationInstanceId": 57, "statusId": 19, "orderPaymentStatus": "PAID", "stockStatusCode": "SON",
  "allocationStatusCode": "AAA", "shippingStatusCode": "SNS", "placedOn": "2026-05-04T08:59:00.000+01:00",
  "createdOn": "2026-05-04T09:20:10.000+01:00", "updatedOn": null, "taxDate": "2026-05-04", "parentId": null,
  "channelId": 4, "warehouseId": 2, "priceListId": 6, "leadSourceId": 3, "delivery": {"shippingMethodId": 11},
  "currency": {"code": "GBP"}, "total": {"net": 24.12, "tax": "4.83", "gross": "28.95"}, "unknown": {"x": []},
  "rows": [
    {"id": 190552, "productId": 1000, "name": "Delivery", "quantity": 1, "taxCode": "13", "net": 3.29, "tax": "0.66", "sequence": 20,
     "externalRef": "10457-ship"},
    {"id": 190551, "productId": 7301, "name": "Enamel mug, blue", "sku": "MUG-BLU", "quantity": "2.0000", "taxCode": "T20",
     "net": "20.8300", "tax": 4.17, "nominalCode": 4000, "sequence": "10", "bundleChild": true, "parentRowId": 190550,
     "externalRef": "10457-1"}]}]}`

func TestBothShapesOfASalesOrderReadAlike(t *testing.T) {
	for name, body := range map[string]string{"flat": flatSample, "nested": nestedSample} {
		t.Run(name, func(t *testing.T) {
			c, s := serveOne(t, good(body))
			got, err := c.SalesOrders.Get(t.Context(), 88041)
			noErr(t, err)
			same(t, "path", s.last(t).path, "/order-service/sales-order/88041")
			if len(got) != 1 || len(got[0].Rows) != 2 {
				t.Fatalf("got %+v", got)
			}
			o := got[0]
			same(t, "id", o.ID, 88041)
			same(t, "reference", o.Reference, "NORTH-10457")
			same(t, "customer", o.Customer, 612)
			same(t, "status", o.Status, 19)
			same(t, "settled", o.Settled(), true)
			same(t, "allocation", o.AllocationStatus, AllocationAll)
			same(t, "shipping", o.ShippingStatus, ShippingNone)
			same(t, "channel", o.Channel, 4)
			same(t, "warehouse", o.Warehouse, 2)
			same(t, "method", o.ShippingMethod, 11)
			same(t, "currency", o.Currency, "GBP")
			same(t, "gross", o.Total.Gross.String(), "28.95")
			same(t, "placed", o.PlacedOn.UTC(), time.Date(2026, 5, 4, 7, 59, 0, 0, time.UTC))
			same(t, "never changed", o.UpdatedOn.IsZero(), true)
			mug, delivery := o.Rows[0], o.Rows[1]
			same(t, "row id", mug.ID, 190551)
			same(t, "sku", mug.SKU, "MUG-BLU")
			same(t, "quantity", mug.Quantity.String(), "2")
			same(t, "net", mug.Net.String(), "20.83")
			same(t, "tax", mug.Tax.String(), "4.17")
			same(t, "nominal", mug.NominalCode, "4000")
			same(t, "child", mug.BundleChild, true)
			same(t, "parent", mug.ParentRow, 190550)
			same(t, "tax code that looks like a number", delivery.TaxCode, "13")
			if name == "flat" {
				same(t, "external reference", o.ExternalRef, "ekm:north:10457")
				same(t, "row reference", delivery.ExternalRef, "10457-ship")
			} else {
				same(t, "status name", o.StatusName, "New web order")
			}
		})
	}
}

func TestUnknownOrdersAreLeftOut(t *testing.T) {
	for _, a := range []reply{good(`{"response":[]}`), {status: 404, body: `{"errors":[{"code":"CMNC-404","message":"x"}]}`}} {
		c, _ := serveOne(t, a)
		got, err := c.Orders.Get(t.Context(), 1, 2, 3)
		noErr(t, err)
		same(t, "orders", len(got), 0)
	}
}

func sampleOrder() NewSalesOrder {
	to := OrderAddress{FullName: "Priya Oduya", Line1: "7 Quay Row", PostalCode: "YO21 0AA", Country: "gb"}
	return NewSalesOrder{
		Customer: 612, Reference: "NORTH-10457", ExternalRef: "ekm:north:10457", Channel: 4, Warehouse: 2, Currency: "GBP",
		PlacedOn: time.Date(2026, 5, 4, 8, 59, 0, 0, time.FixedZone("BST", 3600)), DeliveryTo: to, PriceMode: PricesInclude,
		Rows: []NewRow{
			{Product: 7301, Quantity: decimal.NewFromInt(2), TaxCode: "T20", Net: decimal.RequireFromString("20.8300"),
				Tax: decimal.RequireFromString("4.17"), ExternalRef: "10457-1"},
			{Name: "Voucher <10>", Quantity: decimal.NewFromInt(1), TaxCode: "T20", Net: decimal.RequireFromString("-1"), Tax: decimal.Zero},
		},
	}
}

// An answer that names another installation is noticed: what was posted before would be taken twice from then on.
func TestAnotherInstallation(t *testing.T) {
	answer := reply{status: 200, body: `{"response":88041}`}
	c, _ := serveOne(t, answer)
	for i, step := range []struct {
		header  string
		id      int64
		changed bool
	}{{"", 0, false}, {"57", 57, false}, {"57", 57, false}, {"nonsense", 57, false}, {"58", 58, true}, {"58", 58, true}} {
		c.learn(http.Header{http.CanonicalHeaderKey("brightpearl-installed-integration-instance-id"): {step.header}})
		if c.InstanceID() != step.id || c.InstanceSince().IsZero() == step.changed {
			t.Errorf("answer %d: installation %d since %s", i, c.InstanceID(), c.InstanceSince())
		}
	}
}

func TestSalesOrderGoesOutWhole(t *testing.T) {
	answer := reply{status: 200, body: `{"response":88041}`, header: map[string]string{"brightpearl-installed-integration-instance-id": "57"}}
	c, s := serveOne(t, answer)
	same(t, "instance before any answer", c.InstanceID(), int64(0))
	id, err := c.SalesOrders.Create(t.Context(), sampleOrder())
	noErr(t, err)
	same(t, "id", id, 88041)
	same(t, "instance learned", c.InstanceID(), int64(57))
	if strings.Contains(s.last(t).body, "installedIntegrationInstanceId") {
		t.Error("an unknown instance id was sent")
	}
	_, err = c.SalesOrders.Create(t.Context(), sampleOrder())
	noErr(t, err)

	body := s.last(t).json(t)
	same(t, "path", s.last(t).path, pathSalesOrder)
	same(t, "instance", body["installedIntegrationInstanceId"], any(57.0))
	same(t, "external reference", body["externalRef"], any("ekm:north:10457"))
	same(t, "placed", body["placedOn"], any("2026-05-04T08:59:00.000+01:00"))
	same(t, "billing contact", body["billing"].(map[string]any)["contactId"], any(612.0))
	to := body["delivery"].(map[string]any)["address"].(map[string]any)
	same(t, "country", to["countryIsoCode"], any("GBR"))
	rows := body["rows"].([]any)
	first := rows[0].(map[string]any)
	same(t, "net", first["net"], any("20.83"))
	same(t, "quantity", first["quantity"], any("2"))
	if _, ok := rows[1].(map[string]any)["productId"]; ok {
		t.Error("a free-text row names a product")
	}
	if _, ok := body["taxDate"]; ok {
		t.Error("a missing date was sent")
	}
}

func TestAnswersToASalesOrder(t *testing.T) {
	for body, want := range map[string]OrderID{
		`{"response":88041}`: 88041, `{"response":"88041"}`: 88041, `{"response":{"id":88041}}`: 88041,
		`{}`: 0, `{"response":null}`: 0, `{"response":{}}`: 0,
	} {
		c, _ := serveOne(t, good(body))
		id, err := c.SalesOrders.Create(t.Context(), sampleOrder())
		noErr(t, err)
		same(t, body, id, want)
	}
}

func TestUnfitOrdersAreNotSent(t *testing.T) {
	for name, spoil := range map[string]func(*NewSalesOrder){
		"no customer":   func(n *NewSalesOrder) { n.Customer = 0 },
		"no reference":  func(n *NewSalesOrder) { n.ExternalRef = "" },
		"no rows":       func(n *NewSalesOrder) { n.Rows = nil },
		"no tax code":   func(n *NewSalesOrder) { n.Rows[0].TaxCode = "" },
		"five decimals": func(n *NewSalesOrder) { n.Rows[0].Net = decimal.RequireFromString("1.00001") },
		"no quantity":   func(n *NewSalesOrder) { n.Rows[0].Quantity = decimal.Zero },
		"long":          func(n *NewSalesOrder) { n.ExternalRef = strings.Repeat("x", 65) },
	} {
		c, s := serveOne(t, good(`{"response":1}`))
		n := sampleOrder()
		spoil(&n)
		if _, err := c.SalesOrders.Create(t.Context(), n); err == nil || len(s.requests()) != 0 {
			t.Errorf("%s: error %v after %d requests", name, err, len(s.requests()))
		}
	}
}

// refSearch answers order-search for the orders it knows. With lists it understands a comma in externalRefs.
func refSearch(lists bool, known map[string]string) func(request) reply {
	return func(r request) reply {
		q, _ := url.ParseQuery(r.query)
		wanted := []string{q.Get("externalRef")}
		if many := q.Get("externalRefs"); many != "" {
			wanted = []string{many}
			if lists {
				wanted = strings.Split(many, ",")
			}
		}
		var rows []string
		for _, w := range wanted {
			if id, ok := known[w]; ok {
				rows = append(rows, `[`+id+`,"`+w+`",57,612,19,"2026-05-04T09:20:10.000+01:00",null]`)
			}
		}
		return good(`{"response":{"results":[` + strings.Join(rows, ",") + `],"metaData":{"morePagesAvailable":false,"columns":[
			{"name":"orderId"},{"name":"externalRef"},{"name":"installedIntegrationInstanceId"},{"name":"contactId"},
			{"name":"orderStatusId"},{"name":"createdOn"},{"name":"updatedOn"}]}},"reference":{}}`)
	}
}

func TestOrdersAreFoundByReference(t *testing.T) {
	known := map[string]string{"ekm:north:1": "88041", "ekm:north:3": "88043"}
	for _, lists := range []bool{true, false} {
		c, s := serve(t, refSearch(lists, known))
		got, err := c.SalesOrders.FindByExternalRefs(t.Context(), "ekm:north:1", "ekm:north:2", "ekm:north:3", "")
		noErr(t, err)
		same(t, "references found", len(got), 2)
		same(t, "order", got["ekm:north:1"][0].ID, 88041)
		same(t, "instance", got["ekm:north:3"][0].InstanceID, int64(57))
		want := 4
		if lists {
			want = 1
		}
		same(t, "requests", len(s.requests()), want)

		// Only a server that has shown to understand lists is believed when it finds nothing.
		before := len(s.requests())
		got, err = c.SalesOrders.FindByExternalRefs(t.Context(), "ekm:north:8", "ekm:north:9")
		noErr(t, err)
		same(t, "references found", len(got), 0)
		if lists {
			same(t, "requests", len(s.requests())-before, 1)
		} else {
			same(t, "requests", len(s.requests())-before, 3)
		}
	}
}
