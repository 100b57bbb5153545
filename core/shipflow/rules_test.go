package shipflow

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/settings"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func note(minute int, tracking, carrier string) db.Shipment {
	return db.Shipment{NoteID: int64(minute), ShippedAt: noon.Add(time.Duration(minute) * time.Minute), Tracking: tracking, Carrier: carrier}
}

func TestTracking(t *testing.T) {
	many := make([]db.Shipment, 20)
	for i := range many {
		many[i] = note(i, "NUMBER-OF-PARCEL-"+string(rune('A'+i)), "DPD")
	}
	cases := []struct {
		name  string
		notes []db.Shipment
		want  ekm.Tracking
	}{
		{"nothing", []db.Shipment{note(1, "", "DPD Next Day")}, ekm.Tracking{}},
		{"one", []db.Shipment{note(1, "ZZ123456785GB", "Royal Mail Tracked 48")},
			ekm.Tracking{Number: "ZZ123456785GB", Company: "Royal Mail Tracked 48", URL: "https://www.royalmail.com/track-your-item#/tracking-results/ZZ123456785GB"}},
		{"blanks belong to the number", []db.Shipment{note(1, " JX 20 48 ", "Royal Mail 24")},
			ekm.Tracking{Number: "JX 20 48", Company: "Royal Mail 24", URL: "https://www.royalmail.com/track-your-item#/tracking-results/JX2048"}},
		{"oldest first whatever the order of the rows", []db.Shipment{note(9, "B456", "Evri"), note(1, "A123", "DPD Local")},
			ekm.Tracking{Number: "A123, B456", Company: "Evri", URL: "https://www.evri.com/track/parcel/B456"}},
		{"several in one reference, said once", []db.Shipment{note(1, "A1;A2", "UPS"), note(2, "A2, A3", "UPS")},
			ekm.Tracking{Number: "A1, A2, A3", Company: "UPS", URL: "https://www.ups.com/track?tracknum=A3"}},
		{"a carrier that nobody knows", []db.Shipment{note(1, "A1", "Own van")}, ekm.Tracking{Number: "A1", Company: "Own van"}},
		{"a note without a number adds nothing", []db.Shipment{note(1, "A1", "DHL"), note(2, "", "Own van")},
			ekm.Tracking{Number: "A1", Company: "DHL", URL: "https://www.dhl.com/gb-en/home/tracking.html?tracking-id=A1"}},
	}
	for _, c := range cases {
		if got := trackingOf(settings.Defaults(), c.notes).fields(longest); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
	for _, limit := range []int{longest, shortest} {
		got := trackingOf(settings.Defaults(), many).fields(limit).Number
		if got != "NUMBER-OF-PARCEL-T (20 parcels)" {
			t.Errorf("within %d characters: %q", limit, got)
		}
	}
	if got := trackingOf(settings.Defaults(), []db.Shipment{note(1, strings.Repeat("9", 64), "DPD")}).fields(shortest); utf8.RuneCountInString(got.Number) != shortest || got.URL != "" {
		t.Errorf("one long number: %+v", got)
	}
}

func TestCarriers(t *testing.T) {
	for method, want := range map[string]string{
		"Parcelforce 48": "parcelforce.com", "FedEx International": "fedex.com", "YODEL 72": "yodel.co.uk", "myHermes": "evri.com",
		"dhl-express": "dhl.com", "Hermes (Evri)": "evri.com", "Cups and mugs courier": "", "Mail Royal": "",
	} {
		got := trackingPage(method, "A 1/2")
		if want == "" && got != "" || !strings.Contains(got, want) || got != "" && !strings.HasSuffix(got, "A1%2F2") {
			t.Errorf("%s: %q", method, got)
		}
	}
}

func rows(units map[int64]int64) db.Shipment {
	s := db.Shipment{Rows: units}
	for _, n := range units {
		s.Units += n
	}
	return s
}

func TestWhole(t *testing.T) {
	two := []db.OrderRow{{RowID: 11, Wanted: 2}, {RowID: 12, Wanted: 1}, {RowID: 13, Kind: "delivery"}}
	unnamed := []db.OrderRow{{Wanted: 2}, {Wanted: 1}}
	cases := []struct {
		name  string
		rows  []db.OrderRow
		notes []db.Shipment
		want  bool
	}{
		{"no note", two, nil, false},
		{"a part", two, []db.Shipment{rows(map[int64]int64{11: 2})}, false},
		{"enough units of the wrong row", two, []db.Shipment{rows(map[int64]int64{11: 3})}, false},
		{"all, delivery never counts", two, []db.Shipment{rows(map[int64]int64{11: 2}), rows(map[int64]int64{12: 1})}, true},
		{"row ids unknown, a part", unnamed, []db.Shipment{rows(map[int64]int64{11: 2})}, false},
		{"row ids unknown, all", unnamed, []db.Shipment{rows(map[int64]int64{11: 2, 12: 1})}, true},
		{"the parts of a bundle are not the bundle", []db.OrderRow{{RowID: 11, Wanted: 1}}, []db.Shipment{rows(map[int64]int64{21: 1})}, false},
		{"nothing needs stock", []db.OrderRow{{RowID: 11}}, []db.Shipment{rows(map[int64]int64{11: 1})}, true},
	}
	for _, c := range cases {
		if got := whole(c.rows, c.notes); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestBrightpearlsOrder(t *testing.T) {
	row := func(id, quantity int64) brightpearl.SalesOrderRow {
		return brightpearl.SalesOrderRow{ID: brightpearl.RowID(id), Product: brightpearl.ProductID(1000 + id), Quantity: decimal.NewFromInt(quantity)}
	}
	parent, child, text, swapped := row(11, 2), row(21, 2), row(99, 1), row(12, 1)
	parent.BundleParent = true
	child.BundleChild, child.ParentRow = true, 11
	text.Product = freeText
	swapped.Product = 1042
	part := func(rows ...brightpearl.SalesOrderRow) brightpearl.SalesOrder {
		return brightpearl.SalesOrder{ShippingStatus: brightpearl.ShippingPart, Rows: rows}
	}
	done := part(row(11, 2), row(12, 1), row(14, 1))
	done.ShippingStatus = brightpearl.ShippingAll
	goods := map[int64]db.Product{1011: {StockTracked: true}, 1012: {StockTracked: true}, 1021: {StockTracked: true}, 1015: {}, 1042: {StockTracked: true}}
	ordered := []db.OrderRow{{RowID: 11, Wanted: 2, ProductID: 1011}, {RowID: 12, Wanted: 1, ProductID: 1012}, {RowID: 13}}
	both := []db.Shipment{rows(map[int64]int64{11: 2}), rows(map[int64]int64{12: 1})}
	cases := []struct {
		name         string
		order        brightpearl.SalesOrder
		notes        []db.Shipment
		all, differs bool
	}{
		{"all", part(row(11, 2), row(12, 1)), both, true, false},
		{"a part", part(row(11, 2), row(12, 1), row(13, 1)), both[:1], false, false},
		{"nothing", part(row(11, 2), row(12, 1)), nil, false, false},
		{"a row was taken away", part(row(11, 2), row(13, 1)), both[:1], true, true},
		{"a quantity was reduced", part(row(11, 1), row(12, 1)), []db.Shipment{rows(map[int64]int64{11: 1, 12: 1})}, true, true},
		{"a row was added", part(row(11, 2), row(12, 1), row(14, 1)), both, false, true},
		{"a row was swapped", part(row(11, 2), swapped), both, true, true},
		{"a text was added", part(row(11, 2), row(12, 1), text), both, true, false},
		{"a row without stock was added", part(row(11, 2), row(12, 1), row(15, 1)), both, true, false},
		{"a row that nobody knows, and Brightpearl says so", done, both, true, false},
		{"Brightpearl says so, and a note is missing", func() brightpearl.SalesOrder {
			o := part(row(11, 2), row(12, 1))
			o.ShippingStatus = brightpearl.ShippingAll
			return o
		}(), both[:1], false, false},
		{"a bundle's parts", part(parent, child, row(12, 1)), []db.Shipment{rows(map[int64]int64{21: 2, 12: 1})}, true, false},
		{"half a bundle", part(parent, child, row(12, 1)), []db.Shipment{rows(map[int64]int64{21: 1, 12: 1})}, false, false},
		{"an order of which nothing is left", part(), both, true, true},
	}
	for _, c := range cases {
		needed := stockRows(c.order, ordered, c.notes, goods)
		if got := covers(needed, c.notes); got != c.all {
			t.Errorf("%s: complete %v, needed %v", c.name, got, needed)
		}
		if got := differs(c.order, ordered, needed); got != c.differs {
			t.Errorf("%s: differs %v", c.name, got)
		}
	}
}

func TestPolicies(t *testing.T) {
	cases := []struct {
		policy, part      string
		partial, complete string
	}{
		{settings.ShippedLast, "", "", "DISPATCHED"},
		{settings.ShippedLast, "Part", "Part", "DISPATCHED"},
		{settings.ShippedFirst, "", "DISPATCHED", "DISPATCHED"},
		{settings.ShippedFirst, "Part", "DISPATCHED", "DISPATCHED"},
		{settings.ShippedEach, "", "DISPATCHED", "DISPATCHED"},
		{settings.ShippedEach, "Part", "Part", "DISPATCHED"},
	}
	for _, c := range cases {
		s := settings.Defaults()
		s.ShippedPolicy, s.PartShippedStatus = c.policy, c.part
		if got := wishedStatus(s, false); got != c.partial {
			t.Errorf("%s with %q, a part: %q", c.policy, c.part, got)
		}
		if got := wishedStatus(s, true); got != c.complete {
			t.Errorf("%s with %q, all: %q", c.policy, c.part, got)
		}
	}
}

func TestNextMove(t *testing.T) {
	cases := []struct {
		current, wished string
		want            move
	}{
		{"PENDING", "Dispatched", set}, {"PENDING", "", leave}, {"DISPATCHED", "", beyond}, {"DISPATCHED", "Dispatched", already}, {" dispatched ", "DISPATCHED", already},
		{"COMPLETE", "Dispatched", beyond}, {"DISPATCHED", "Part", beyond}, {"Part", "Dispatched", set}, {"Cancelled", "Dispatched", closed},
		{"REFUNDED", "", closed}, {"Awaiting Collection", "Dispatched", set},
	}
	for _, c := range cases {
		if got := nextMove(c.current, c.wished, "Dispatched"); got != c.want {
			t.Errorf("%q to %q: %v, want %v", c.current, c.wished, got, c.want)
		}
	}
}

func TestLists(t *testing.T) {
	for document, want := range map[string]bool{
		`{}`: true, ``: true, `{"statuses":"odd"}`: true, `{"statuses":[]}`: true,
		`{"statuses":[{"name":"Pending"},7,{"name":"Dispatched "}]}`: true, `{"statuses":["Pending","dispatched"]}`: true,
		`{"statuses":[{"name":"Pending"}]}`: false,
	} {
		if _, got := spelling(document, "DISPATCHED"); got != want {
			t.Errorf("%s: %v", document, got)
		}
	}
	if name, _ := spelling(`{"statuses":[{"name":"Dispatched"}]}`, "DISPATCHED"); name != "Dispatched" {
		t.Errorf("the shop's own spelling: %q", name)
	}
	for document, want := range map[string]string{
		`{"shipping_methods":[{"id":11,"name":"Tracked 48","code":"TR48"},"odd",{"id":"12","name":"Van"}]}`: "Tracked 48",
		`{"shipping_methods":[{"id":11,"code":"TR48"}]}`:                                                    "TR48",
		`{"shipping_methods":{"11":"Tracked"}}`:                                                             "", `null`: "", ``: "",
	} {
		if got := methodNames(document)[11]; got != want {
			t.Errorf("%s: %q", document, got)
		}
	}
}

func TestGrace(t *testing.T) {
	s := settings.Defaults()
	s.TrackingGrace = 10
	d := New(Options{})
	cases := []struct {
		name     string
		shipped  time.Duration // ago
		tracking string
		want     time.Time
	}{
		{"just now", 0, "", noon.Add(10 * time.Minute)}, {"four minutes ago", 4 * time.Minute, "", noon.Add(6 * time.Minute)},
		{"long ago", time.Hour, "", time.Time{}}, {"with tracking", 0, "A1", time.Time{}}, {"a clock ahead", -time.Hour, "", noon.Add(10 * time.Minute)},
	}
	for _, c := range cases {
		n := db.Shipment{State: commerce.ShipmentWaiting, ShippedAt: noon.Add(-c.shipped), Tracking: c.tracking}
		if n.DueAt = d.graceEnd(n, s, noon); !n.DueAt.Equal(c.want) {
			t.Errorf("%s: due %v", c.name, n.DueAt)
		}
		if inGrace(n, noon) == c.want.IsZero() {
			t.Errorf("%s: in grace %v", c.name, inGrace(n, noon))
		}
	}
	if at := New(Options{Grace: -1}).graceEnd(db.Shipment{ShippedAt: noon}, s, noon); !at.IsZero() {
		t.Errorf("without grace: due %v", at)
	}
}
