package inventory

import (
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

func TestTheSuggestedBufferIsASumInWords(t *testing.T) {
	for name, c := range map[string]struct {
		sold   float64
		delay  time.Duration
		stores int
		want   string
	}{
		"as measured": {30, 4 * time.Minute, 3, "30 sold an hour × 4 min delay × 2 other stores = 4 units"},
		"healed":      {30, 30 * time.Second, 3, "30 sold an hour × 30 s delay × 2 other stores = 0.5, rounded up to 1 unit"},
		"slow seller": {0.04, 150 * time.Second, 2, "0.04 sold an hour × 2 min 30 s delay × 1 other store = 0.01, rounded up to 1 unit"},
		"not sold":    {0, time.Minute, 3, "Nothing was sold in the last week, so no buffer is suggested."},
		"one store":   {30, time.Minute, 1, "There is one store, so no other can sell the same units. No buffer is needed."},
		"no delay":    {30, 0, 3, "No stock was written to this store in the last 24 hours, so its delay is not known and no buffer is suggested."},
	} {
		v := view.LevelRow{SoldPerHour: c.sold, Delay: c.delay, Suggested: commerce.SuggestBuffer(c.sold, c.delay, c.stores)}
		if got := suggestion(v, c.stores); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestAPreviewSaysWhatChanges(t *testing.T) {
	change := func(store commerce.StoreID, hand, buffer int64) view.PreviewRow {
		v := level(store, towel, "Linen tea towel", hand, 0, 0, hand, commerce.LevelIdle)
		return view.PreviewRow{LevelRow: v, Would: commerce.Terms{OnHand: hand, Buffer: buffer}}
	}
	few := view.Preview{SKUs: 3, Down: 2, Units: -6, Changes: []view.PreviewRow{change(kiln, 12, 3), change(shed, 4, 3)}}
	if got := previewWords(few); got != "2 figures change: 12 → 9 in Kiln & Larder, 4 → 1 in Potting Shed; 1 stays as now. 6 units fewer on sale, £77.94." {
		t.Errorf("few: %q", got)
	}
	many := view.Preview{SKUs: 40, Down: 8, Units: -24}
	for range 8 {
		many.Changes = append(many.Changes, change(kiln, 12, 3))
	}
	if got := previewWords(many); got != "8 figures change: 0 up, 8 down, 0 to zero; 32 stay as now. 24 units fewer on sale, £311.76." {
		t.Errorf("many: %q", got)
	}
	if got := previewWords(view.Preview{SKUs: 2}); got != "2 figures stay as now." {
		t.Errorf("nothing: %q", got)
	}
	if got := previewWords(view.Preview{}); got != "No figure is touched: no store has a matched listing of it." {
		t.Errorf("no listing: %q", got)
	}
}

func TestEventsInWords(t *testing.T) {
	past := moments()
	for i, want := range map[int]string{
		0: "The store was told 18 and showed it.", 1: "On hand 20 to 22, so the store should show 20 instead of 18.", 2: "The store was told 20 and showed it.",
		5: "On hand 19 to 17, pending 0 to 1, so the store should show 14 instead of 17.", 7: "The store was found to show 26 although it was told 14.",
	} {
		before := view.LevelMoment{}
		if i > 0 {
			before = past[i-1]
		}
		if got := eventWords(past[i], before); got != want {
			t.Errorf("moment %d: %q, want %q", i, got, want)
		}
	}
	if got := eventWords(past[1], view.LevelMoment{}); got != "The figure was worked out: 20." {
		t.Errorf("the first moment: %q", got)
	}
	reserved := past[11]
	reserved.Terms.OnHand, reserved.Terms.Pending = 12, 1
	if got := eventWords(reserved, past[11]); got != "On hand 14 to 12, pending 3 to 1. The figure stayed 9." {
		t.Errorf("units that were reserved: %q", got)
	}
	stopped := past[11]
	stopped.Terms.Stop, stopped.Wanted = true, 0
	if got := eventWords(stopped, past[11]); got != "Frozen at zero, so the store should show 0 instead of 9." {
		t.Errorf("a freeze at zero: %q", got)
	}
}

func TestHowLongReadingBackTakes(t *testing.T) {
	for figures, want := range map[int]string{1: "1 s", 40: "1 s", 41: "2 s", 2292: "58 s", 100_000: "41 min 40 s"} {
		if got := delay(readingTime(figures)); got != want {
			t.Errorf("%d figures take %s, want %s", figures, got, want)
		}
	}
}

func TestTheBrakeInWords(t *testing.T) {
	b := theBrake()
	if got := brakeTitle(b); got != "Stopped: 298 of 702 shown SKUs of Muddy Paws would go to zero" {
		t.Errorf("the title is %q", got)
	}
	if got := brakeFigures(b); got != "310 figures would change: 298 to zero, 12 otherwise. 1,240 units, £12,411.20, would go off sale, 40 units would come on sale." {
		t.Errorf("the figures are %q", got)
	}
	if got := brakeReason(b, noon); got != "Since 13:20, 42 min ago. "+b.Text {
		t.Errorf("the reason is %q", got)
	}
}
