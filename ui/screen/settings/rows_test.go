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

func TestTheOriginNamesDefaultAndLastChange(t *testing.T) {
	at := time.Date(2026, 11, 4, 9, 12, 0, 0, time.Local)
	c := view.SettingChange{At: at, Key: "stock_buffer", Before: "1", After: "2", Actor: "H. Wray"}
	buffer := lineNamed(t, "stock_buffer")
	if text := buffer.origin(c, true, false, at.Add(24*time.Hour)); text != "Default: 0. 4 Nov 09:12, H. Wray, was: 1" {
		t.Errorf("the origin reads %q", text)
	}
	if text := buffer.origin(c, false, true, at); text != "The program's default: 0" {
		t.Errorf("of a default it reads %q", text)
	}
	shared := lineNamed(t, "shared_emails")
	if text := shared.origin(view.SettingChange{At: at, Key: "shared_emails", Before: "2", Actor: "You"}, true, false, at); text != "No default. 09:12, You, was: 2 entries" {
		t.Errorf("of addresses it reads %q", text)
	}
}

func TestReasonsBecomeSentences(t *testing.T) {
	held := fault.Hold(fault.Cause{Code: "SB-SET-310", Text: "No setting of Garden was changed."})
	held.Cause = settings.Refusals{{Key: "channel_id", Value: "9", Reason: "Brightpearl has no channel of that id"}, {Key: "stock_cap", Reason: "it must be a whole number."}}
	got := refusals(held)
	if len(got) != 2 || got["channel_id"] != "Brightpearl has no channel of that id" || got["stock_cap"] != "It must be a whole number" {
		t.Errorf("%v", got)
	}
	if refusals(errors.New("connection refused")) != nil {
		t.Error("a failure of the network is taken for refused values")
	}
	if got := faultOf(errors.New("stock_cap=x: it must be a whole number")); got != "It must be a whole number" {
		t.Error(got)
	}
}

func TestFieldsHoldLocalTimesAndNoLimitAsNothing(t *testing.T) {
	from, most := lineNamed(t, "orders_from"), lineNamed(t, "stock_cap")
	value, why := from.entered("4 Nov 2026 15:00")
	if why != "" || from.shown(value) != "2026-11-04 15:00" {
		t.Errorf("%q, %v", value, why)
	}
	if _, why := from.entered("yesterday"); why == "" {
		t.Error("yesterday is taken for a moment")
	}
	if value, _ := most.entered(""); value != "0" || most.shown("0") != "" {
		t.Error("an empty cap is not no limit")
	}
}

func TestEveryKeyHasAGroupThatIsShown(t *testing.T) {
	for _, l := range all(settings.Defaults(), settings.Defaults(), nil) {
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
	for _, l := range all(s, settings.Defaults(), map[string][]kit.Choice{"ekm_tax_rates": {{Value: "2", Label: "Standard", Note: "20%"}}}) {
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
	for _, l := range all(s, settings.Defaults(), map[string][]kit.Choice{"ekm_payment_types": {{Value: "Bank Transfer"}, {Value: "Cheque"}}}) {
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
	for _, l := range all(s, settings.Defaults(), map[string][]kit.Choice{"shipping_methods": {{Value: "11", Label: "Our van"}}}) {
		got[l.name] = l
	}
	van, gone := got["carrier.11"], got["tracking_url.12"] // the second is of a method that is in no list any more
	if van.title != "Carrier of Our van" || van.words(valueOf(s, van.name)) != "As in Brightpearl" {
		t.Errorf("%+v", van)
	}
	if gone.title != "Tracking page of method 12" || gone.shown(valueOf(s, gone.name)) != "https://track.example.com/{number}" || gone.origin(view.SettingChange{}, false, false, time.Time{}) != "Default: The usual page" {
		t.Errorf("%+v", gone)
	}
	if notes := got["shipment_notes"]; notes.words("several") != "With several parcels" || got["tracking_grace"].unit != "minutes" {
		t.Errorf("%+v", notes)
	}
}

func lineNamed(t *testing.T, name string) setting {
	t.Helper()
	for _, l := range all(settings.Defaults(), settings.Defaults(), nil) {
		if l.name == name {
			return l
		}
	}
	t.Fatalf("no setting %s", name)
	return setting{}
}

// American and British spellings, values and choices answer a search.
func TestSearchFindsWhatPeopleCallIt(t *testing.T) {
	of := map[string]setting{}
	for _, l := range all(settings.Defaults(), settings.Defaults(), nil) {
		of[l.name] = l
	}
	for _, c := range []struct {
		search, name, value string
		want                bool
	}{
		{"zip code", "no_email_policy", "", true}, {"email", "match_other_emails", "", true}, {"brake percent", "brake_percent", "", true}, {"canceled", "unpaid_days", "", true},
		{"hold the order", "unmatched_policy", "", true}, {"unit 4", "warehouse_id", "Main, Unit 4", true}, {"stock_cap", "stock_cap", "", true}, {"limits", "tracking_grace", "", true},
		{"xyzzy", "stock_cap", "", false}, {" ", "stock_cap", "", false},
	} {
		if got := of[c.name].found(c.search, c.value); got != c.want {
			t.Errorf("%q finds %s: %v", c.search, c.name, got)
		}
	}
}

func TestWhoFollowsADefault(t *testing.T) {
	for want, e := range map[string]view.DefaultEffect{
		"Applies to 2 stores; Garden keeps its own value.":              {Follow: []string{"A", "B"}, Keep: []string{"Garden"}},
		"Applies to 1 store, and new ones start with it.":               {Follow: []string{"A"}},
		"New stores start with it; Garden, Paws keep their own values.": {Keep: []string{"Garden", "Paws"}},
		"New stores start with it.":                                     {},
	} {
		if got := effectWords(e); got != want {
			t.Errorf("%+v reads %q", e, got)
		}
	}
}
