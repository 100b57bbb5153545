package attention

import (
	"strings"
	"testing"
	"time"

	"stockbridge/core/view"
	"stockbridge/ui/screen"
)

func TestBestActions(t *testing.T) {
	for want, c := range map[string]view.CauseCard{
		"Sign in again":     {Key: "problem|sign-in/3", Code: "SB-AUTH-001"},
		"Look at the brake": {Code: "SB-STK-501"},
		"Open the store":    {Code: "SB-SHP-403"},
		"Open SKU match":    {Code: "SB-SKU-201", Orders: 1},
		"Open settings":     {Code: "SB-SHP-402", Shipments: 2},
		"Retry 3 orders":    {Code: "SB-API-001", Orders: 3},
		"Open 1 order":      {Code: "SB-ORD-112", Orders: 1},
		"Open 2 SKUs":       {Code: "SB-API-001", SKUs: 2},
		"Open 1 shipment":   {Code: "SB-SHP-401", Shipments: 1},
		"Open the shipment": {Code: "SB-SHP-406", Order: 12},
		"Read more":         {Code: "SB-DISK-001"},
	} {
		if got := bestAction(c).words; got != want {
			t.Errorf("%+v: %q, want %q", c, got, want)
		}
	}
}

func TestDeadlines(t *testing.T) {
	for _, c := range []struct {
		at     time.Time
		want   string
		urgent bool
	}{
		{time.Time{}, "None", false},
		{noon.Add(2 * time.Hour), "16:02 today", true},
		{noon.Add(5 * time.Hour), "19:02 today", false},
		{noon.Add(22 * time.Hour), "Tomorrow 12:02", false},
		{noon.Add(49 * time.Hour), "Wed 25 Nov", false},
		{noon.Add(-90 * time.Minute), "1 h 30 min late", true},
	} {
		got, urgent := due(view.CauseCard{FirstDue: c.at}, noon)
		if got != c.want || urgent != c.urgent {
			t.Errorf("%v is %q (urgent %v), want %q", c.at, got, urgent, c.want)
		}
	}
}

func TestCardsSayWhyOrWhatToDo(t *testing.T) {
	c := view.CauseCard{Title: "EKM refuses the figure", Fix: "Look at the listing.", SKUs: 1}
	if got := why(c); got != "Look at the listing." {
		t.Errorf("a cause in one sentence goes on with %q", got)
	}
	if got := meanwhile(c); got != "The SKU keeps what its store shows." {
		t.Errorf("meanwhile %q", got)
	}
	text := summary(causes()[0], noon)
	for _, want := range []string{"Tax rate 7", "Where: Muddy Paws", "Held money: £112.95", "Code: SB-ORD-105"} {
		if !strings.Contains(text, want) {
			t.Errorf("the text for support lacks %q:\n%s", want, text)
		}
	}
}

func TestKindsNarrowTheCards(t *testing.T) {
	for kind, want := range map[string]int{"": 6, kindOrders: 3, kindStock: 1, kindShipments: 1, kindOther: 1} {
		if got := len((cardFilter{kind: kind}).apply(causes())); got != want {
			t.Errorf("kind %q shows %d cards, want %d", kind, got, want)
		}
	}
	if got := len((cardFilter{store: paws}).apply(causes())); got != 2 {
		t.Errorf("one store shows %d cards, want its own and the account's", got)
	}
}

func TestSubjectsAreFound(t *testing.T) {
	for ref, want := range map[string]screen.Route{
		"order:74":            {Screen: screen.Orders, Tab: "all", Text: "20418", Select: "74"},
		"sku:2:KIT-TWL":       {Screen: screen.Inventory, Text: "KIT-TWL", Select: "KIT-TWL", Store: 2},
		"note:goods_out:5670": {Screen: screen.Shipments, Tab: "all", Text: "20418"},
	} {
		got, _, ok := placeOf(view.ActivityRow{Ref: ref, Subject: "order 20418", StoreID: 2})
		if !ok || got != want {
			t.Errorf("%s is at %+v, want %+v", ref, got, want)
		}
	}
	if _, _, ok := placeOf(view.ActivityRow{Ref: "", Subject: "Stockbridge"}); ok {
		t.Error("an entry without a subject has a place")
	}
}
