package shipments

import (
	"testing"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

func TestStandings(t *testing.T) {
	for want, h := range map[string]view.ShipmentRow{
		"To send":          {State: commerce.ShipmentWaiting},
		"Retry 3":          {State: commerce.ShipmentWaiting, Attempts: 2},
		"Told":             {State: commerce.ShipmentSent},
		"Told by others":   {State: commerce.ShipmentSuperseded},
		"Held":             {State: commerce.ShipmentHeld, StatusNow: "PENDING"},
		"Cancelled in EKM": {State: commerce.ShipmentHeld, StatusNow: "CANCELLED"},
	} {
		if got := standingOf(h).word; got != want {
			t.Errorf("%+v is %q, want %q", h, got, want)
		}
	}
}

func TestStatusMoves(t *testing.T) {
	for want, h := range map[string]view.ShipmentRow{
		"Pending → Dispatched": {State: commerce.ShipmentWaiting, StatusNow: "PENDING", StatusWanted: "DISPATCHED"},
		"Dispatched":           {State: commerce.ShipmentSent, StatusNow: "PENDING", StatusWanted: "DISPATCHED"},
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

func TestTrackingTexts(t *testing.T) {
	for given, want := range map[string]string{"": "None", " ; ": "None", "JX 2048 1177 6GB": "JX 2048 1177 6GB", "1, 2;3": "3 numbers", "1,1": "1"} {
		if got := trackingCell(given).Text; got != want {
			t.Errorf("%q shows %q, want %q", given, got, want)
		}
	}
	got := textOf([]view.ShipmentRow{
		{State: commerce.ShipmentSent, Tracking: "A1", Carrier: "DPD", StatusNow: "PENDING"},
		{State: commerce.ShipmentWaiting, Tracking: "A1, B2", Carrier: "Evri", StatusNow: "PENDING", StatusWanted: "DISPATCHED"},
	})
	if want := (text{"A1, B2", "DPD / Evri", "Pending → Dispatched"}); got != want {
		t.Errorf("EKM gets %+v, want %+v", got, want)
	}
}

func TestEachOrderIsSentOnce(t *testing.T) {
	list := parcels([]view.ShipmentRow{
		{OrderID: 1, Number: "1", State: commerce.ShipmentWaiting}, {OrderID: 1, Number: "1", State: commerce.ShipmentHeld},
		{OrderID: 2, Number: "2", State: commerce.ShipmentSent}, {OrderID: 3, Number: "3", State: commerce.ShipmentHeld},
	})
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
