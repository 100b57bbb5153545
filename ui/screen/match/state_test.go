package match

import (
	"slices"
	"strings"
	"testing"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/screen"
)

func TestQuery(t *testing.T) {
	q := query{tab: string(commerce.NearMatch), text: "old"}
	q.open(screen.Route{Text: " GDN-1 "})
	if f := q.filter(noon); f.Tab != "" || f.Text != "GDN-1" {
		t.Errorf("a search asks %+v", f)
	}
	q.open(screen.Route{State: string(commerce.Duplicate)})
	if f := q.filter(noon); f.Tab != "duplicate" || f.Text != "" {
		t.Errorf("a state asks %+v", f)
	}
	q.open(screen.Route{Tab: "unmatched"})
	if f := q.filter(noon); f.Tab != "" || !slices.Equal(f.States, unmatched) {
		t.Errorf("unmatched asks %+v", f)
	}
	q = query{tab: string(commerce.NearMatch), scope: 2}
	q.choose(map[string][]string{"state": {"ignored"}, "since": {"week"}})
	if f := q.filter(noon); f.Tab != "" || f.Store != 2 || !f.From.Equal(noon.AddDate(0, 0, -7)) {
		t.Errorf("a foreign state asks %+v", f)
	}
	q.open(screen.Route{})
	if len(q.states) != 1 {
		t.Error("an empty route changed the question")
	}
}

func TestEmptyStates(t *testing.T) {
	all := summary{tabs: map[string]int{"matched": 2310, "all": 2310}, stores: []view.StoreCard{{LastContactAt: noon}}}
	some := summary{tabs: map[string]int{"matched": 2292, "ekm_only": 18, "all": 2310}, stores: all.stores}
	for _, c := range []struct {
		name, title, line string
		q                 query
		s                 summary
	}{
		{"all matched", "Nothing costs money now", "All 2,310 live EKM codes are matched, last contact with EKM 14:02.", query{tab: tabCosts}, all},
		{"some not", "Nothing costs money now", "No open order waits for a code. 2,292 of 2,310", query{tab: tabCosts}, some},
		{"filtered", "No code fits these filters", "18 codes are here", query{tab: "ekm_only", text: "x"}, some},
		{"no store", "No store is connected", "", query{tab: tabAll}, summary{}},
		{"reading", "The catalogues are being read", "", query{tab: tabAll}, summary{stores: all.stores}},
		{"no duplicates", "No code is used twice", "2,292 of 2,310", query{tab: "duplicate"}, some},
	} {
		e := emptyState(c.q, c.s, noon, nil, nil, nil)
		if e.Title != c.title || !strings.Contains(e.Line, c.line) {
			t.Errorf("%s: %q, %q", c.name, e.Title, e.Line)
		}
	}
}

func TestFitting(t *testing.T) {
	each := func(string) float32 { return 100 }
	if got := fitting(tabCosts, 5000, each); len(got) != len(tabOrder) {
		t.Errorf("a wide window shows %d tabs", len(got))
	}
	got := fitting(string(commerce.IgnoredSKU), 700, each)
	if got[len(got)-1] != string(commerce.IgnoredSKU) || len(got) != 5 {
		t.Errorf("the current tab is not in front: %v", got)
	}
	if got := fitting(tabCosts, 700, each); !slices.Equal(got, tabOrder[:5]) {
		t.Errorf("a narrow window shows %v", got)
	}
}

func TestRows(t *testing.T) {
	rows := catalogue()
	cells := tableRow(rows[0], noon).Cells
	if cells[0].Text != "Near match" || cells[2].Text != "GDN-HOS-25" || cells[2].Detail != "Dash kind" {
		t.Errorf("a near match says %+v", cells[:3])
	}
	if c := tableRow(rows[9], noon).Cells; c[1].Text != "Empty" || c[4].Text != none || c[2].Detail != "Add a code in EKM" {
		t.Errorf("a listing without code says %+v", c)
	}
	if c := listedCell(rows[15]); c.Text != "38" || c.Emphasis == 0 {
		t.Errorf("drift is not marked: %+v", c)
	}
	for _, l := range rows {
		if title, text := nextStep(l); title == "" || text == "" {
			t.Errorf("%s has no next step", l.State)
		}
		if l.Suggestion == "" {
			if title, _ := reasonOf(l); title == "" {
				t.Errorf("%s has no reason", l.State)
			}
		}
	}
	if key(rows[14]) == key(rows[15]) || key(rows[17]) != "1/p5099" {
		t.Error("rows cannot be told apart")
	}
}
