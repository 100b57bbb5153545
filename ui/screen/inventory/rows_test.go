package inventory

import (
	"slices"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
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
		"held":      {level(shed, "A", "a", 5, 1, 2, 4, commerce.LevelHeld), theme.Paused, "Held at 4"},
		"frozen":    {find(kiln, "KIT-CAS-24-BL"), theme.Paused, "Frozen at 4"},
		"at zero":   {find(paws, "PET-CHW-03"), theme.Paused, "Frozen at 0"},
		"braked":    {find(paws, "PET-BOW-16"), theme.Attention, "Braked"},
		"taken":     {find(kiln, "KIT-PAN-28"), theme.Unknown, "Unconfirmed"},
		"put right": {find(shed, "GDN-RAK-14"), theme.OK, "In step"},
		"failed":    {level(shed, "A", "a", 5, 1, 2, 4, commerce.LevelFailed), theme.Error, "Failed"},
		"not read":  {unread, theme.Unknown, "Not read yet"},
		"never set": {view.LevelRow{State: commerce.LevelHeld}, theme.Paused, "Held"},
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
	if emphasised != 1 || cell(drift, "listed").Text != "30" || cell(drift, "listed").Emphasis != theme.Attention {
		t.Errorf("the drifting row is %+v", drift.Cells)
	}
	unread := rowOf(view.LevelRow{State: commerce.LevelIdle, Listed: 12}, noon)
	if cell(unread, "on_hand").Text != "None" || cell(unread, "wanted").Text != "None" || cell(unread, "written").Text != "Never" {
		t.Errorf("a figure that was never read claims %+v", unread.Cells)
	}
}

// cell is the value of a row in a column.
func cell(r kit.Row, column string) kit.Cell {
	return r.Cells[slices.IndexFunc(columns(), func(c kit.Column) bool { return c.ID == column })]
}

func TestARowSaysItsExposureAndWhoseBufferItHas(t *testing.T) {
	exposed := find(paws, "PET-COL-S-BLU")
	row := rowOf(exposed, noon)
	if e := cell(row, "exposure"); e.Detail != "12" || e.Text != "£300.00" {
		t.Errorf("the exposure is %+v", e)
	}
	if got := cell(row, remarkColumn).Text; got != "About 0.15 sold before a store is told" {
		t.Errorf("the remark is %q", got)
	}
	if got := exposureWords(exposed); got != "All stores together list 12 units more than are free, £300.00 at the dearest listing. About 0.15 of them sell before a store is told: 6 an hour × 90 s." {
		t.Errorf("the exposure in words is %q", got)
	}
	for sku, mark := range map[string]string{"GDN-KNE-GRN": "tag", "GDN-POT-20": "SKU", "GDN-GLV-L": ""} {
		if got := cell(rowOf(find(shed, sku), noon), "buffer").Detail; got != mark {
			t.Errorf("the buffer of %s is marked %q, want %q", sku, got, mark)
		}
	}
}

func TestRemarks(t *testing.T) {
	for sku, want := range map[string]string{
		"KIT-CAS-24-BL": "Until 16:00: being counted", "PET-CHW-03": "Until a person ends it: recalled by the maker",
		"GDN-RAK-14": "Showed 40 at 13:20, agreed until 12:58", "GDN-TRW-SS": "Shows 30, told 4 at 13:58", "PET-BOW-16": "The brake has stopped its change",
		"GDN-SPD-BRD": "EKM refused the figure.", "GDN-GLV-L": "",
	} {
		for _, v := range stockRows() {
			if v.SKU == sku && remarkOf(v, noon) != want {
				t.Errorf("the remark of %s is %q, want %q", sku, remarkOf(v, noon), want)
			}
		}
	}
}

func TestStepsAddUp(t *testing.T) {
	for name, c := range map[string]struct {
		terms commerce.Terms
		want  []string
	}{
		"plain":    {commerce.Terms{OnHand: 14, Pending: 3, Buffer: 2}, []string{"14", "−3", "−2", "None", "9"}},
		"capped":   {commerce.Terms{OnHand: 212, Pending: 4, Cap: 100}, []string{"212", "−4", "0", "100", "100"}},
		"stopped":  {commerce.Terms{OnHand: 14, Stop: true}, []string{"14", "0", "0", "None", "0", "0"}},
		"negative": {commerce.Terms{OnHand: 0, Pending: 2}, []string{"0", "−2", "0", "0", "None", "0"}},
	} {
		e := view.Explanation{LevelRow: view.LevelRow{Terms: c.terms, Wanted: c.terms.Publish()}}
		got := steps(e, 3, noon)
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

func TestTheMostExposedStandFirst(t *testing.T) {
	q := listing.NewQuery(tabExposed, tabStates)
	q.Set(kindFilter, "bundle")
	if f := filter(q, noon); f.Tab != "" || len(f.Has) != 2 || f.Has[0] != "exposed" || f.Has[1] != "bundle" {
		t.Errorf("the filter is %+v", f)
	}
	if w := window(q, 0); w.Sort != "exposure" || !w.Desc {
		t.Errorf("the order is %+v", w)
	}
	q.Sort = "sku"
	if w := window(q, 0); w.Sort != "sku" || w.Desc {
		t.Errorf("a person's order became %+v", w)
	}
}
