package shipments

import (
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/screen/screentest"
)

func TestStandings(t *testing.T) {
	for want, h := range map[string]view.ShipmentRow{
		"To send":            {State: commerce.ShipmentWaiting, Tracking: "A1"},
		"Waits for tracking": {State: commerce.ShipmentWaiting, SeenAt: clock("13:59")},
		"Retry 3":            {State: commerce.ShipmentWaiting, Attempts: 2},
		"Told":               {State: commerce.ShipmentSent},
		"Told by others":     {State: commerce.ShipmentSuperseded},
		"Held":               {State: commerce.ShipmentHeld, StatusNow: "PENDING"},
		"Cancelled in EKM":   {State: commerce.ShipmentHeld, StatusNow: "CANCELLED"},
		"Refunded in EKM":    {State: commerce.ShipmentHeld, StatusNow: "REFUNDED"},
		"Taken back":         {State: commerce.ShipmentReversed, Gone: "destroyed"},
		"Handled":            {State: commerce.ShipmentHandled, Gone: "un-shipped"},
		"Un-shipped":         {State: commerce.ShipmentWaiting, Gone: "un-shipped"},
	} {
		if got := standingOf(h, screentest.Noon).word; got != want {
			t.Errorf("%+v is %q, want %q", h, got, want)
		}
	}
	if edited := (view.ShipmentRow{State: commerce.ShipmentWaiting, Tracking: "A2", SeenAt: clock("09:00"), SentAt: clock("09:01")}); late(edited, screentest.Noon) {
		t.Error("a note with another number counts as late since its first")
	}
	if got := standingOf(view.ShipmentRow{State: commerce.ShipmentWaiting, SeenAt: clock("12:59")}, screentest.Noon).word; got != "To send" {
		t.Errorf("after an hour without tracking a note is %q", got)
	}
}

func TestStatusMoves(t *testing.T) {
	for want, h := range map[string]view.ShipmentRow{
		"Pending → Dispatched": {State: commerce.ShipmentWaiting, StatusNow: "PENDING", StatusWanted: "DISPATCHED"},
		"Éxpédié":              {State: commerce.ShipmentSent, StatusNow: "ÉXPÉDIÉ"},
		"Complete":             {State: commerce.ShipmentSent, StatusNow: "COMPLETE", StatusWanted: "DISPATCHED"},
		"Dispatched":           {State: commerce.ShipmentSent, StatusWanted: "DISPATCHED"},
		"Pending":              {State: commerce.ShipmentWaiting, StatusNow: "PENDING"},
		"→ Dispatched":         {State: commerce.ShipmentWaiting, StatusWanted: "DISPATCHED"},
		"Cancelled":            {State: commerce.ShipmentHeld, StatusNow: "CANCELLED", StatusWanted: "DISPATCHED"},
		"None":                 {State: commerce.ShipmentWaiting},
	} {
		if got := statusMove(h); got != want {
			t.Errorf("%+v moves %q, want %q", h, got, want)
		}
	}
}

func TestDelays(t *testing.T) {
	for want, h := range map[string]view.ShipmentRow{
		"40 s":       {State: commerce.ShipmentSent, SeenAt: clock("13:00"), SentAt: clock("13:00:40")},
		"1 h 02 min": {State: commerce.ShipmentWaiting, SeenAt: clock("13:00")},
		"None":       {State: commerce.ShipmentHandled, SeenAt: clock("13:00")},
	} {
		if got := delayOf(h, screentest.Noon).Text; got != want {
			t.Errorf("%+v took %q, want %q", h, got, want)
		}
	}
}

func TestNarrowMoments(t *testing.T) {
	for want, when := range map[string]time.Time{"13:05": clock("13:05"), "8 Nov": clock("13:05").AddDate(0, 0, -15), "Nov 25": clock("13:05").AddDate(-1, 0, 0), "None": {}} {
		if got := moment(when, screentest.Noon); got != want {
			t.Errorf("%v is %q, want %q", when, got, want)
		}
	}
}

func TestTrackingTexts(t *testing.T) {
	for given, want := range map[string]string{"": "None", " ; ": "None", "JX 2048 1177 6GB": "JX 2048 1177 6GB", "1, 2;3": "3 numbers", "1,1": "1"} {
		if got := trackingCell(given).Text; got != want {
			t.Errorf("%q shows %q, want %q", given, got, want)
		}
	}
}

func TestRowsOfTheOrderAddUp(t *testing.T) {
	d := view.OrderDetail{Rows: []view.OrderLine{{Kind: "goods", RowID: 1, SKU: "A", Wanted: 2}, {Kind: "goods", SKU: "B", Wanted: 1}, {Kind: "goods", RowID: 3, SKU: "GIFT"}},
		Shipments: []view.ShipmentRow{{Lines: []view.ShipmentLine{{RowID: 1, SKU: "A", Units: 1, Ordered: 2}, {RowID: 7, SKU: "B", Units: 1, Ordered: 1}}},
			{Gone: "destroyed", Lines: []view.ShipmentLine{{RowID: 1, SKU: "A", Units: 1, Ordered: 2}}}, {Lines: []view.ShipmentLine{{RowID: 9, SKU: "X", Units: 3}}}}}
	want := []stretch{{1, "A", "", 1, 2}, {0, "B", "", 1, 1}, {9, "X", "", 3, 0}}
	got := stretchesOf(d)
	if len(got) != len(want) {
		t.Fatalf("the rows are %+v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("row %d is %+v, want %+v", i, got[i], want[i])
		}
	}
	if got := stretchesOf(view.OrderDetail{Rows: d.Rows, Shipments: []view.ShipmentRow{{Units: 3}}}); got != nil {
		t.Errorf("notes that do not say what they hold give %+v", got)
	}
}

func TestEachOrderIsSentOnce(t *testing.T) {
	list := parcels([]view.ShipmentRow{
		{OrderID: 1, Number: "1", State: commerce.ShipmentWaiting}, {OrderID: 1, Number: "1", State: commerce.ShipmentHeld},
		{OrderID: 2, Number: "2", State: commerce.ShipmentSent}, {OrderID: 3, Number: "3", State: commerce.ShipmentHeld},
		{OrderID: 4, Number: "4", State: commerce.ShipmentWaiting, Gone: "destroyed"}, {OrderID: 5, Number: "5", State: commerce.ShipmentReversed, Gone: "un-shipped"},
	}, untold)
	if len(list) != 2 || list[0].number != "1" || list[1].number != "3" {
		t.Errorf("the orders to send are %+v", list)
	}
}

func TestKeysAreReadBack(t *testing.T) {
	p := place{3, 44, commerce.DropShip, 55}
	if got, ok := placeAt(p.key()); !ok || got != p {
		t.Errorf("%q came back as %+v", p.key(), got)
	}
	if _, ok := placeAt("38060"); ok {
		t.Error("an order number was taken for a key")
	}
}
