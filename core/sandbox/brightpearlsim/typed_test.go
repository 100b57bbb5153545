package brightpearlsim_test

import (
	"fmt"
	"testing"
)

// TestStaffTypeASalesOrder: it looks like one of the API's, without an external reference, with its payment, and on the customer who has
// the address.
func TestStaffTypeASalesOrder(t *testing.T) {
	b := newBench(t)
	var typed struct {
		ID int `json:"sales_order_id"`
	}
	in := m{"email": "Ann@shopper.example", "reference": "EKM 7/1/2", "channel_id": 4, "price_list_id": 6, "currency": "GBP", "paid_pence": 1234, "payment_method": "EKMNORTH",
		"rows": []m{{"sku": "MUG-BLU", "quantity": 2, "net_pence": 1000, "tax_pence": 200, "tax_code": "T20"}, {"name": "Card", "quantity": 1, "net_pence": 34, "tax_code": "T9"}}}
	if s := b.door("POST", "typed-orders", in, &typed); s != 200 {
		t.Fatal(s)
	}
	o := b.book(typed.ID)
	if o.Total != "12.34" || o.Tax != "2.00" || o.Reference != "EKM 7/1/2" || o.ExternalRef != "" || o.ContactID != customer || o.ChannelID != 4 ||
		len(o.Rows) != 2 || o.Rows[0].SKU != "MUG-BLU" || o.Rows[0].Quantity != "2.0000" || len(o.Payments) != 1 || !o.Payments[0].Journal || o.Payments[0].Amount != "12.34" {
		t.Errorf("%+v", o)
	}
	if found := b.search(fmt.Sprint("order-service/sales-order-search?columns=salesOrderId,channelId&customerRef=EKM%207/1/2")); len(found.Results) != 1 {
		t.Error("a search does not find it")
	}
	in["email"], in["paid_pence"] = "somebody.new@shopper.example", 0
	if s := b.door("POST", "typed-orders", in, &typed); s != 200 {
		t.Fatal(s)
	}
	if o := b.book(typed.ID); o.ContactID <= 615 || len(o.Payments) != 0 {
		t.Errorf("an order of somebody new: %+v", o)
	}
	in["rows"] = []m{{"sku": "NO-SUCH", "quantity": 1}}
	if s := b.door("POST", "typed-orders", in, nil); s != 400 {
		t.Error("an order of what is not there is taken:", s)
	}
}
