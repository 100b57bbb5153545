package inventory

import (
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/theme"
)

func TestStandings(t *testing.T) {
	unread := view.LevelRow{State: commerce.LevelIdle}
	retry := view.LevelRow{State: commerce.LevelDue, Attempts: 2}
	for name, c := range map[string]struct {
		row   view.LevelRow
		state theme.State
		word  string
	}{
		"in step":   {level(shed, "A", "a", 5, 1, 2, 2, commerce.LevelIdle), theme.OK, "In step"},
		"drift":     {level(shed, "A", "a", 5, 1, 2, 9, commerce.LevelIdle), theme.Attention, "Drift"},
		"queued":    {level(shed, "A", "a", 5, 1, 2, 9, commerce.LevelDue), theme.Working, "Queued"},
		"retry":     {retry, theme.Working, "Retry 3"},
		"frozen":    {level(shed, "A", "a", 5, 1, 2, 4, commerce.LevelHeld), theme.Paused, "Frozen at 4"},
		"failed":    {level(shed, "A", "a", 5, 1, 2, 4, commerce.LevelFailed), theme.Error, "Failed"},
		"not read":  {unread, theme.Unknown, "Not read yet"},
		"never set": {view.LevelRow{State: commerce.LevelHeld}, theme.Paused, "Frozen"},
	} {
		if got := standingOf(c.row); got.state != c.state || got.word != c.word {
			t.Errorf("%s: %q in state %d", name, got.word, got.state)
		}
	}
}

func TestOnlyTheWrongFigureIsEmphasised(t *testing.T) {
	drift := rowOf(level(shed, "GDN-TRW-SS", "Hand trowel", 6, 0, 2, 30, commerce.LevelIdle), noon)
	emphasised := 0
	for _, c := range drift.Cells {
		if c.Emphasis != theme.NoState {
			emphasised++
		}
	}
	if emphasised != 1 || drift.Cells[7].Text != "30" || drift.Cells[7].Emphasis != theme.Attention {
		t.Errorf("the drifting row is %+v", drift.Cells)
	}
	unread := rowOf(view.LevelRow{State: commerce.LevelIdle, Listed: 12}, noon)
	if unread.Cells[4].Text != "None" || unread.Cells[6].Text != "None" || unread.Cells[9].Text != "Never" {
		t.Errorf("a figure that was never read claims %+v", unread.Cells)
	}
}

func TestStepsAddUp(t *testing.T) {
	for name, c := range map[string]struct {
		terms commerce.Terms
		want  []string
	}{
		"plain":    {commerce.Terms{OnHand: 14, Pending: 3, Buffer: 2}, []string{"14", "−3", "−2", "None", "9"}},
		"capped":   {commerce.Terms{OnHand: 212, Pending: 4, Cap: 100}, []string{"212", "−4", "0", "100", "100"}},
		"negative": {commerce.Terms{OnHand: 0, Pending: 2}, []string{"0", "−2", "0", "0", "None", "0"}},
	} {
		e := view.Explanation{LevelRow: view.LevelRow{Terms: c.terms, Wanted: c.terms.Publish()}}
		got := steps(e)
		if len(got) != len(c.want) {
			t.Errorf("%s: %d steps, want %d", name, len(got), len(c.want))
			continue
		}
		for i, s := range got {
			if s.Value != c.want[i] {
				t.Errorf("%s: step %q is %s, want %s", name, s.Label, s.Value, c.want[i])
			}
		}
	}
}

func TestOrdersOfASumAreCounted(t *testing.T) {
	e := view.Explanation{}
	for _, number := range []string{"1", "2", "3", "4", "5"} {
		e.Orders = append(e.Orders, view.PendingUnits{Number: number, Units: 1, State: commerce.OrderWaiting})
	}
	if got := ordersNote(e); got != "1, 1 unit, waiting; 2, 1 unit, waiting; 3, 1 unit, waiting; 2 more orders" {
		t.Errorf("the note is %q", got)
	}
	if got := ordersNote(view.Explanation{}); got != "No order waits" {
		t.Errorf("without orders the note is %q", got)
	}
}

func TestKeysAreReadBack(t *testing.T) {
	for _, p := range []place{{1, 2, 3, "A/B 4"}, {7, 80000, 0, "KIT-TWL"}} {
		if got, ok := placeAt(p.key()); !ok || got != p {
			t.Errorf("%q came back as %+v", p.key(), got)
		}
	}
	if _, ok := placeAt("GDN-HOS-25"); ok {
		t.Error("a SKU was taken for a key")
	}
}

func TestQueries(t *testing.T) {
	q := listing.NewQuery(tabAll, tabStates)
	q.Store, q.Text = 3, "  tow "
	q.Set(listing.StateFilter, string(commerce.LevelDue))
	q.Set(changedFilter, "hour")
	f := filter(q, noon)
	if f.Text != "tow" || f.Store != 3 || len(f.States) != 1 || !f.From.Equal(noon.Add(-time.Hour)) {
		t.Errorf("the filter is %+v", f)
	}
}
