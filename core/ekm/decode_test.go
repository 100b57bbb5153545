package ekm

import (
	"encoding/json"
	"errors"
	"testing"
	"time"
)

func TestLenientDecoding(t *testing.T) {
	const odd = `{"id":"5121","order_number":7,"order_date":"2024-03-09T17:14:14.2689456Z","is_confirmed":"1","status":null,
		"total_tax":30.978,"total_cost":"185.868","sub_total":null,"delivery_includes_tax":true,"use_shipping_address":1,
		"last_updated":"0001-01-01T00:00:00","customer_details":null,"shipping_address":{"id":0,"country":"GB","new":[1]},"brand_new":{}}`
	var o Order
	if err := json.Unmarshal([]byte(odd), &o); err != nil {
		t.Fatal(err)
	}
	if o.ID != 5121 || o.Number != "7" || !o.Confirmed || o.Status != "" || o.DeliveryIncludesTax != 1 || !o.UseShippingAddress {
		t.Errorf("%+v", o)
	}
	if o.Date.UTC() != time.Date(2024, 3, 9, 17, 14, 14, 268945600, time.UTC) || !o.LastUpdated.IsZero() {
		t.Errorf("times %v, %v", o.Date, o.LastUpdated)
	}
	if o.TotalTax != "30.978" || o.TotalCost != "185.868" || o.SubTotal != "" || o.ShippingAddress.Country != "GB" {
		t.Errorf("money %q %q %q", o.TotalTax, o.TotalCost, o.SubTotal)
	}
	if string(o.Raw) != odd {
		t.Error("the order's own JSON is not kept")
	}
	for _, zone := range []string{`"2024-03-09T17:14:21"`, `"2024-03-09T18:14:21+01:00"`} {
		var at Time
		if err := json.Unmarshal([]byte(zone), &at); err != nil || at.Time != time.Date(2024, 3, 9, 17, 14, 21, 0, time.UTC) {
			t.Errorf("%s is %v, %v", zone, at, err)
		}
	}
}

func TestEveryFieldMayBeNull(t *testing.T) {
	for _, v := range []any{&Order{}, &Item{}, &Product{}, &Variant{}, &TaxSettings{}, &Webhook{}, &ProductStock{}, &CustomField{}} {
		full, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var fields map[string]any
		if err := json.Unmarshal(full, &fields); err != nil {
			t.Fatal(err)
		}
		for name := range fields {
			fields[name] = nil
		}
		nulls, err := json.Marshal(fields)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(nulls, v); err != nil {
			t.Errorf("%T: %v", v, err)
		}
	}
}

func TestPence(t *testing.T) {
	for text, want := range map[Decimal]struct {
		pence int64
		exact bool
	}{
		"": {0, true}, "12.5": {1250, true}, "30.978": {3098, false}, "-0.005": {-1, false}, "1e2": {10000, true},
		"0.004": {0, false}, "185.868": {18587, false}, "2": {200, true}, "x": {0, false}, "1e999999999": {0, false}, "1/3": {0, false},
	} {
		if pence, exact := text.Pence(); pence != want.pence || exact != want.exact {
			t.Errorf("%q is %d, %v", text, pence, exact)
		}
	}
}

func TestABadRowIsReportedAndTheListGoesOn(t *testing.T) {
	s := newShop(t, answer(200, wrap([]any{
		map[string]any{"id": 1}, map[string]any{"id": 2, "total_cost": map[string]int{"secret": 1}}, map[string]any{"id": 3},
	})))
	var got []ID
	var bad *RowError
	for o, err := range s.Orders.Search(t.Context(), OrderQuery{}) {
		if err == nil {
			got = append(got, o.ID)
		} else if !errors.As(err, &bad) {
			t.Fatal(err)
		}
	}
	if len(got) != 2 || got[1] != 3 || bad == nil || bad.ID != 2 || contains(bad.Error(), "secret") {
		t.Errorf("orders %v, bad row %v", got, bad)
	}
}
