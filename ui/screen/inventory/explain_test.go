package inventory

import (
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/theme"
)

// added reads a sum's lines back and adds them up as a person would.
func added(t *testing.T, list []kit.Step) (total, said int64) {
	t.Helper()
	number := func(text string) int64 {
		n, err := strconv.ParseInt(strings.NewReplacer(",", "", "−", "-").Replace(text), 10, 64)
		if err != nil {
			t.Fatalf("%q is no number", text)
		}
		return n
	}
	for _, s := range list {
		switch {
		case s.Total:
			said = number(s.Value)
		case s.Label == "Cap":
			if s.Value != "None" {
				total = min(total, number(s.Value))
			}
		case s.Label == "Never below zero", s.Label == "Frozen at zero":
			total = number(s.Value)
		default:
			total += number(s.Value)
		}
	}
	return total, said
}

func TestEveryMomentAddsUp(t *testing.T) {
	past := moments()
	for i, terms := range []commerce.Terms{{OnHand: 5, Pending: 9, Buffer: 2}, {OnHand: 2212, Pending: 4, Cap: 100}, {OnHand: 9, Stop: true}, {OnHand: 3, Buffer: 3, Cap: 1}} {
		m := past[i]
		m.Terms, m.Wanted = terms, terms.Publish()
		past = append(past, m)
	}
	for i, m := range past {
		if total, said := added(t, stepsThen(m, past[max(i-1, 0)], false)); total != m.Wanted || said != m.Wanted {
			t.Errorf("moment %d adds up to %d and says %d, want %d", i, total, said, m.Wanted)
		}
	}
	for _, v := range stockRows() {
		if total, said := added(t, steps(view.Explanation{LevelRow: v, Rule: view.StockRule{Cap: -1}}, 3, noon)); total != v.Wanted || said != v.Wanted {
			t.Errorf("%s adds up to %d and says %d, want %d", v.SKU, total, said, v.Wanted)
		}
	}
}

func TestTheHandleGoesBackInTime(t *testing.T) {
	c := &canned{rows: stockRows(), past: moments()}
	s, nav := start(t, c, theme.AlwaysLight)
	s.Show(key(kiln, towel))
	nav.Shows(t, "What Kiln", "Now, 14:02", "3 writes of Kiln")
	line := s.teller.line
	step := func(name fyne.KeyName) { line.TypedKey(&fyne.KeyEvent{Name: name}) }
	step(fyne.KeyLeft)
	nav.Shows(t, "14:01:40", "Pending 1 to 3, so the store should", "1 before", "The store was told 9 and showed 11.")
	for range 4 {
		step(fyne.KeyLeft)
	}
	nav.Shows(t, "11:02:00", "The store was found to show 26 although it was")
	for i := range c.rows {
		c.rows[i].Superseded++ // any news of the figure
	}
	s.Reload()
	nav.Shows(t, "11:02:00", "The store was found to show 26 although it was")
	if s.teller.line != line {
		t.Error("news replaced the chart under the hand")
	}
	step(fyne.KeyEnd)
	nav.Shows(t, "Now, 14:02")
	s.Show(key(paws, "PET-BOW-12"))
	if s.teller.line == line || !s.teller.shown.IsZero() {
		t.Error("another figure begins in the past of the last one")
	}
}

func TestTheChartBeginsWithWhatWasShownBefore(t *testing.T) {
	past := moments()
	if got := chosenSpan(past, noon); spans[got].label != "Today" {
		t.Errorf("a figure that moved today shows %s", spans[got].label)
	}
	if got := chosenSpan(past[:1], noon); spans[got].label != "7 days" {
		t.Errorf("a figure that moved yesterday shows %s", spans[got].label)
	}
	if got := chosenSpan(nil, noon); spans[got].label != "30 days" {
		t.Errorf("a figure that never moved shows %s", spans[got].label)
	}
	if got := momentsSince(past, at("09:00")); len(got) != 8 || !got[0].At.Equal(at("08:12:06")) {
		t.Errorf("since nine there are %d moments from %s", len(got), got[0].At)
	}
	if got := momentsSince(past, past[0].At.Add(-1)); len(got) != len(past) {
		t.Errorf("of %d moments %d are shown", len(past), len(got))
	}
}

func TestWhoseBufferItIs(t *testing.T) {
	e := view.Explanation{LevelRow: view.LevelRow{Terms: commerce.Terms{Buffer: 4}, SoldPerHour: 30, Delay: 4 * 60e9, Suggested: 4}, Rule: view.StockRule{Buffer: "10%"}}
	for from, want := range map[string]string{
		"": "Store setting, 4 units", "sku": "Set for this SKU, 10% of what is free", "tag fragile": "Of the tag fragile, 4 units",
		"delay": "Follows the delay: 30 sold an hour × 4 min delay × 2 other stores = 4 units",
	} {
		if e.BufferFrom = from; bufferNote(e, 3) != want {
			t.Errorf("from %q: %q, want %q", from, bufferNote(e, 3), want)
		}
	}
}
