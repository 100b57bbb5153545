package settings

import (
	"errors"
	"testing"
	"time"

	"stockbridge/core/fault"
	"stockbridge/core/settings"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
)

func TestTheNewestChangeOfASettingCounts(t *testing.T) {
	at := time.Date(2026, 11, 4, 9, 12, 0, 0, time.Local)
	got := changes([]view.ActivityRow{
		{At: at, Subject: "stock_buffer", Text: "stock_buffer: 1 → 2", Actor: "H. Wray"},
		{At: at.Add(-time.Hour), Subject: "stock_buffer", Text: "stock_buffer: 0 → 1"},
		{At: at, Subject: "channel_id", Text: "channel_id: not set → 7"},
		{At: at, Subject: "Garden", Text: "Resumed."},
	})
	if len(got) != 2 || got["stock_buffer"].before != "1" || got["channel_id"].before != "" {
		t.Fatalf("%+v", got)
	}
	buffer := lineNamed(t, "stock_buffer")
	if text := buffer.origin(got["stock_buffer"], true, at.Add(24*time.Hour)); text != "Default 0. 4 Nov 09:12, H. Wray, was 1" {
		t.Errorf("the origin reads %q", text)
	}
}

func TestReasonsBecomeSentences(t *testing.T) {
	held := fault.Hold(fault.Cause{Code: "SB-SET-310", Text: "No setting of Garden was changed. channel_id=9: Brightpearl has no channel of that id."})
	for want, err := range map[string]error{
		"Brightpearl has no channel of that id": held,
		"It must be a whole number":             errors.New("channel_id=x: it must be a whole number"),
		"Connection refused":                    errors.New("connection refused"),
	} {
		if got := reasonOf(err, "channel_id"); got != want {
			t.Errorf("%v reads %q", err, got)
		}
	}
}

func TestFieldsHoldLocalTimesAndNoLimitAsNothing(t *testing.T) {
	from, most := lineNamed(t, "orders_from"), lineNamed(t, "stock_cap")
	value, err := from.entered("4 Nov 2026 15:00")
	if err != nil || from.shown(value) != "4 Nov 2026 15:00" {
		t.Errorf("%q, %v", value, err)
	}
	if _, err := from.entered("yesterday"); err == nil {
		t.Error("yesterday is taken for a moment")
	}
	if value, _ := most.entered(""); value != "0" || most.shown("0") != "" {
		t.Error("an empty cap is not no limit")
	}
}

func TestEveryKeyHasAGroupThatIsShown(t *testing.T) {
	for _, l := range all(settings.Defaults(), nil) {
		if groupOf(l.group) != l.group {
			t.Errorf("%s is in the group %q, which is not listed", l.name, l.group)
		}
	}
}

func TestMappedRatesAreLines(t *testing.T) {
	s := settings.Defaults()
	s.TaxRates = map[string]string{"5": "T5", "2": "T20"}
	s.ShippingMethods = map[string]int64{"royal mail": 3}
	got := map[string]setting{}
	for _, l := range all(s, map[string][]kit.Choice{"ekm_tax_rates": {{Value: "2", Label: "Standard", Note: "20%"}}}) {
		got[l.name] = l
	}
	if got["tax_rate.2"].title != "Tax code for Standard, 20%" || got["tax_rate.5"].title == "" || valueOf(s, "shipping_method.royal mail") != "3" {
		t.Errorf("%+v", got["tax_rate.2"])
	}
}

func TestRulesForCountriesAndPaymentsAreLines(t *testing.T) {
	s := settings.Defaults()
	s.TaxCountries = map[string]string{"FR": "T0"}
	s.Unpaid = map[string]string{"cheque": settings.UnpaidAsPaid}
	got := map[string]setting{}
	for _, l := range all(s, map[string][]kit.Choice{"ekm_payment_types": {{Value: "Bank Transfer"}, {Value: "Cheque"}}}) {
		got[l.name] = l
	}
	if got["tax_country.GB-NI"].title != "Tax code for deliveries to Northern Ireland" || got["tax_country.FR"].title == "" || valueOf(s, "tax_country.FR") != "T0" {
		t.Errorf("%+v", got["tax_country.GB-NI"])
	}
	l := got["unpaid.bank transfer"]
	if l.title != "Unpaid orders by Bank Transfer" || l.words(valueOf(s, l.name)) != "Wait for the payment" || l.differs(valueOf(s, l.name)) {
		t.Errorf("%+v", l)
	}
	if valueOf(s, "unpaid.cheque") != settings.UnpaidAsPaid || got["unpaid_days"].unit != "days" {
		t.Errorf("%+v", got["unpaid.cheque"])
	}
}

func TestCarriersAreLinesOfTheirShippingMethods(t *testing.T) {
	s := settings.Defaults()
	s.TrackingURLs = map[string]string{"12": "https://track.example.com/{number}"}
	got := map[string]setting{}
	for _, l := range all(s, map[string][]kit.Choice{"shipping_methods": {{Value: "11", Label: "Our van"}}}) {
		got[l.name] = l
	}
	van, gone := got["carrier.11"], got["tracking_url.12"] // the second is of a method that is in no list any more
	if van.title != "Carrier of Our van" || van.words(valueOf(s, van.name)) != "As in Brightpearl" {
		t.Errorf("%+v", van)
	}
	if gone.title != "Tracking page of method 12" || gone.shown(valueOf(s, gone.name)) != "https://track.example.com/{number}" || gone.origin(change{}, false, time.Time{}) != "Default the usual page" {
		t.Errorf("%+v", gone)
	}
	if notes := got["shipment_notes"]; notes.words("several") != "With several parcels" || got["tracking_grace"].unit != "min" {
		t.Errorf("%+v", notes)
	}
}

func lineNamed(t *testing.T, name string) setting {
	t.Helper()
	for _, l := range all(settings.Defaults(), nil) {
		if l.name == name {
			return l
		}
	}
	t.Fatalf("no setting %s", name)
	return setting{}
}
