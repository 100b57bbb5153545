package settings_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"stockbridge/core/settings"
)

func set(t *testing.T, s settings.Store, pairs ...string) settings.Store {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		var err error
		if s, err = s.Set(pairs[i], pairs[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func TestEveryKeyKeepsWhatItIsGiven(t *testing.T) {
	values := map[string]string{"orders_from": "2026-11-23T09:00:00Z", "download_statuses": "Pending,Processing", "unmatched_policy": "hold", "shipping_system_tied": "yes",
		"no_email_policy": "hold", "warehouse_id": "2,5", "shipped_policy": "each", "tax_mode": "brightpearl", "discount_style": "rows", "sku_any_case": "yes", "hidden_listings_off": "yes",
		"staff_email_policy": "use-contact", "match_other_emails": "off", "shipment_notes": "every"}
	s := settings.Defaults()
	for _, k := range settings.Keys() {
		value, ok := values[k.Name]
		if !ok {
			value = "17"
		}
		s = set(t, s, k.Name, value)
		if got := k.Value(s); got != value {
			t.Errorf("%s=%s is kept as %q", k.Name, value, got)
		}
		if back := set(t, s, k.Name, ""); k.Value(back) != k.Value(settings.Defaults()) {
			t.Errorf("%s goes back to %q, not to its default", k.Name, k.Value(back))
		}
		if k.Title == "" || k.Effect == "" || k.Group == "" {
			t.Errorf("%s is not described", k.Name)
		}
	}
	raw, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var back settings.Store
	if err := json.Unmarshal(raw, &back); err != nil || !reflect.DeepEqual(back, s) {
		t.Errorf("stored and read it is %+v, %v", back, err)
	}
}

func TestNonsenseIsRefusedAndChangesNothing(t *testing.T) {
	before := settings.Defaults()
	for key, value := range map[string]string{
		"chanel_id": "4", "channel_id": "four", "price_list_id": "-1", "warehouse_id": "2,x", "orders_from": "yesterday", "unmatched_policy": "ask",
		"stock_buffer": "-1", "brake_percent": "101", "stock_cap": "1.5", "tax_rate.": "T20", "shipping_method.Royal Mail": "fast",
		"tax_mode": "guess", "discount_style": "none", "sku_any_case": "perhaps", "hidden_listings_off": "maybe", "unpaid_days": "0", "unpaid.Cheque": "free", "unpaid.": "wait",
		"shipment_notes": "some", "tracking_grace": "1441", "carrier.Royal Mail": "Royal Mail", "carrier.": "DPD",
		"tracking_url.11": "https://track.example.com/", "tracking_url.12": "http://track.example.com/{number}", "tracking_url.0": "https://track.example.com/{number}",
		"tracking_url.13": "https://{number}.example.com/", "tracking_url.14": "https://track.example.com/{number}/{number}", "tracking_url.x": "https://track.example.com/{number}",
		"tracking_url.15": "track.example.com/{number}", "tracking_url.16": "https:///{number}", "tracking_url.17": "https://a b/{number}",
		"tax_country.France": "T0", "tax_country.": "T0", "tax_country.NI": "T0",
	} {
		if after, err := before.Set(key, value); err == nil || !reflect.DeepEqual(after, before) {
			t.Errorf("%s=%s: %v", key, value, err)
		}
	}
}

// A warehouse that is named twice must not count its stock twice.
func TestWarehousesAreNamedOnce(t *testing.T) {
	s := set(t, settings.Defaults(), "warehouse_id", "2, 5,2,02")
	if !reflect.DeepEqual(s.Warehouses, []int64{2, 5}) {
		t.Errorf("the warehouses are %v", s.Warehouses)
	}
}

func TestBrakeIsAShare(t *testing.T) {
	for value, want := range map[string]int64{"0": 0, "100": 100} {
		if s := set(t, settings.Defaults(), "brake_percent", value); s.BrakePercent != want {
			t.Errorf("brake_percent=%s is kept as %d", value, s.BrakePercent)
		}
	}
	for _, value := range []string{"-1", "101", "5.5"} {
		if _, err := settings.Defaults().Set("brake_percent", value); err == nil {
			t.Errorf("brake_percent=%s is accepted", value)
		}
	}
}

func TestMappedSettings(t *testing.T) {
	s := set(t, settings.Defaults(), "tax_rate.20", "T20", "tax_rate.17.50", "T17", "tax_rate.5 %", "T5", "tax_rate.0.0", "T0", "shipping_method.Royal Mail", "11")
	want := map[string]string{"20": "T20", "17.5": "T17", "5": "T5", "0": "T0"}
	if !reflect.DeepEqual(s.TaxRates, want) || s.ShippingMethods["royal mail"] != 11 {
		t.Errorf("the rates are %v, the methods %v", s.TaxRates, s.ShippingMethods)
	}
	copied := set(t, s, "tax_rate.20%", "", "shipping_method.royal mail", "")
	if len(copied.TaxRates) != 3 || len(copied.ShippingMethods) != 0 || !reflect.DeepEqual(s.TaxRates, want) {
		t.Errorf("after taking one away: %v, %v; the first has %v", copied.TaxRates, copied.ShippingMethods, s.TaxRates)
	}
}

// The most particular rule for a delivery country counts.
func TestCountryCodes(t *testing.T) {
	s := set(t, settings.Defaults(), "tax_country.gb-ni", "NI20", "tax_country.fr", "FR", "tax_country.EU", "E0", "tax_country.world", "X0", "tax_country.IM", "IM20")
	for place, want := range map[[2]string]string{
		{"GB", "SW1A 1AA"}: "", {"GB", "BT1 5GS"}: "NI20", {"GB", " bt1 5gs"}: "NI20", {"GB", "B1 1AA"}: "", {"FR", "75001"}: "FR", {"DE", "10115"}: "E0", {"US", "BT1"}: "X0",
		{"IM", ""}: "IM20", {"GB", "IM1 1AA"}: "IM20", {"GB", "JE2 3AB"}: "X0", {"GB", "GY1 1AA"}: "X0", {"IE", "D02"}: "E0",
	} {
		if code, zone, ok := s.CountryCode(place[0], place[1]); code != want || ok != (want != "") {
			t.Errorf("%v is at %q by the rule for %q", place, code, zone)
		}
	}
	s = set(t, s, "tax_country.GB", "GB20", "tax_country.GB-NI", "")
	if code, zone, _ := s.CountryCode("GB", "BT1 5GS"); code != "GB20" || zone != "GB" {
		t.Errorf("without a rule of its own Northern Ireland is at %q by %q", code, zone)
	}
}

func TestUnpaidPolicies(t *testing.T) {
	s := set(t, settings.Defaults(), "unpaid.Payment on Delivery", "Download-Unpaid")
	for name, want := range map[string]string{"payment on delivery ": settings.UnpaidAsUnpaid, "Cheque": settings.UnpaidWait, "": settings.UnpaidWait} {
		if got := s.UnpaidPolicy(name); got != want {
			t.Errorf("orders by %q: %s, want %s", name, got, want)
		}
	}
}

func TestCarriersAndTheirPages(t *testing.T) {
	s := set(t, settings.Defaults(), "carrier.011", " Our  van ", "tracking_url.11", "https://track.example.com/?q={number}&l=en")
	if got := s.Carrier(11, "Van"); got != "Our van" {
		t.Errorf("shoppers read %q", got)
	}
	if got := s.Carrier(12, " DPD "); got != "DPD" {
		t.Errorf("without a name of its own shoppers read %q", got)
	}
	if page, ok := s.TrackingPage(11, "A 1/2&x"); !ok || page != "https://track.example.com/?q=A+1%2F2%26x&l=en" {
		t.Errorf("the page is %q", page)
	}
	if page, ok := s.TrackingPage(12, "A1"); ok {
		t.Errorf("a method without a page has %q", page)
	}
	back := set(t, s, "carrier.11", "", "tracking_url.11", "")
	if len(back.Carriers)+len(back.TrackingURLs) != 0 || len(s.Carriers) != 1 {
		t.Errorf("taken away: %v %v", back.Carriers, back.TrackingURLs)
	}
}
