package match

import (
	"slices"
	"strings"
	"testing"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/screen/screentest"
)

func asking(tab, text string) listing.Query {
	q := listing.NewQuery(tab, tabStates())
	q.Text = text
	return q
}

func TestQuery(t *testing.T) {
	q := asking(string(commerce.NearMatch), "old")
	open := func(r screen.Route) view.Filter {
		q.Go(r)
		route(&q, r)
		return filter(q, noon)
	}
	if f := open(screen.Route{Text: " GDN-1 "}); f.Tab != "" || f.Text != "GDN-1" {
		t.Errorf("a search asks %+v", f)
	}
	if f := open(screen.Route{State: string(commerce.Duplicate)}); f.Tab != "duplicate" || f.Text != "" || len(f.States) != 0 {
		t.Errorf("a state asks %+v", f)
	}
	if f := open(screen.Route{Tab: "unmatched"}); f.Tab != "" || !slices.Equal(f.States, unmatched) {
		t.Errorf("unmatched asks %+v", f)
	}
	q = asking(string(commerce.NearMatch), "")
	q.Scope = 2
	q.Set(listing.StateFilter, "ignored")
	q.Set(sinceFilter, "week")
	if f := filter(q, noon); f.Tab != "" || f.Store != 2 || !f.From.Equal(noon.AddDate(0, 0, -7)) {
		t.Errorf("a foreign state asks %+v", f)
	}
	q.Set(kindFilter, "dash")
	q.Set(hasFilter, hasAsked, hasStock)
	if f := filter(q, noon); f.Code != "dash" || !slices.Equal(f.Has, []string{hasAsked, hasStock}) {
		t.Errorf("kind and properties ask %+v", f)
	}
	if w := window(asking(tabCosts, ""), 0); w.Sort != "sold" || !w.Desc {
		t.Errorf("what costs money is sorted by %+v", w)
	}
	open(screen.Route{})
	if len(q.Values(listing.StateFilter)) != 1 || q.Value(kindFilter) == "" {
		t.Error("an empty route changed the question")
	}
}

func TestEmptyStates(t *testing.T) {
	stores := screentest.Stores()
	all := summary{tabs: map[string]int{"matched": 2310, "all": 2310}}
	some := summary{tabs: map[string]int{"matched": 2292, "ekm_only": 18, "all": 2310}}
	for _, c := range []struct {
		name, title, line string
		q                 listing.Query
		s                 summary
		stores            []view.StoreCard
	}{
		{"all matched", "Nothing costs money now", "All 2,310 live EKM codes are matched, last contact with EKM 14:01.", asking(tabCosts, ""), all, stores},
		{"some not", "Nothing costs money now", "No open order waits for a code, and none of them was sold in 30 days. 2,292 of 2,310", asking(tabCosts, ""), some, stores},
		{"filtered", "No code fits these filters", "18 codes are here", asking("ekm_only", "x"), some, stores},
		{"no store", "No store is connected", "", asking(tabAll, ""), summary{}, nil},
		{"reading", "The catalogues are being read", "", asking(tabAll, ""), summary{}, stores},
		{"no duplicates", "No code is used twice", "2,292 of 2,310", asking("duplicate", ""), some, stores},
	} {
		e := emptyState(c.q, c.s, c.stores, noon, nil, nil, nil)
		if e.Title != c.title || !strings.Contains(e.Line, c.line) {
			t.Errorf("%s: %q, %q", c.name, e.Title, e.Line)
		}
	}
}

func TestRows(t *testing.T) {
	rows := catalogue()
	cells := tableRow(rows[0], noon).Cells
	if cells[0].Text != "Near match" || cells[2].Text != "GDN-HOS-25" || cells[2].Detail != "Dash kind" || cells[3].Text != "High" || cells[5].Text != "38" {
		t.Errorf("a near match says %+v", cells[:3])
	}
	if c := tableRow(rows[9], noon).Cells; c[1].Text != "Empty" || c[7].Text != none() || c[2].Detail != "Add a code in EKM" {
		t.Errorf("a listing without code says %+v", c)
	}
	if c := listedCell(rows[15]); c.Text != "38" || c.Emphasis == 0 {
		t.Errorf("drift is not marked: %+v", c)
	}
	if c := barcodeCell(rows[15]); c.Text != "Differs" || c.Emphasis == 0 {
		t.Errorf("different barcodes are not marked: %+v", c)
	}
	for _, l := range rows {
		if title, text := nextStep(l); title == "" || text == "" {
			t.Errorf("%s has no next step", l.State)
		}
		if l.Suggestion == "" {
			if title, _ := reasonOf(l, nil); title == "" {
				t.Errorf("%s has no reason", l.State)
			}
		}
	}
	if key(rows[14]) == key(rows[15]) || key(rows[len(rows)-1]) != "1/p5099" {
		t.Error("rows cannot be told apart")
	}
}
