package orders

import (
	"strings"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/screen/screentest"
)

// asking is the question for a tab, narrowed to a span of the Placed filter.
func asking(tab, placed string) listing.Query {
	q := listing.NewQuery(tab, tabStates)
	q.Set(placedFilter, placed)
	return q
}

func TestQuery(t *testing.T) {
	today := time.Date(2026, 11, 23, 0, 0, 0, 0, time.Local)
	for _, c := range []struct {
		name string
		q    listing.Query
		tab  string
		from time.Time
		to   time.Time
	}{
		{"to do", asking(tabTodo, ""), tabTodo, time.Time{}, time.Time{}},
		{"posted is of today", asking(tabPosted, ""), tabPosted, today, time.Time{}},
		{"unless another day is chosen", asking(tabPosted, placedYesterday), tabPosted, today.AddDate(0, 0, -1), today},
		{"all has no tab", asking(tabAll, placedWeek), "", today.AddDate(0, 0, -6), time.Time{}},
	} {
		if f := filter(c.q, noon); f.Tab != c.tab || !f.From.Equal(c.from) || !f.To.Equal(c.to) {
			t.Errorf("%s: %+v", c.name, f)
		}
	}
}

func TestOrder(t *testing.T) {
	for _, c := range []struct {
		tab, column string
		down        bool
		sort        string
		desc        bool
	}{
		{tabTodo, "", false, "placed", false}, // oldest first
		{tabAll, "", false, "placed", true},   // newest first
		{tabAll, "age", true, "placed", false},
		{tabAll, "total", true, "total", true},
	} {
		q := listing.Query{Tab: c.tab, Sort: c.column, Desc: c.down}
		if w := window(q, 2); w.Sort != c.sort || w.Desc != c.desc || w.Offset != 400 || w.Limit != 200 {
			t.Errorf("%+v asks %+v", c, w)
		}
	}
}

func TestMarks(t *testing.T) {
	want := map[string]string{
		"9031": "hand Held", "38107": "package-open Short 1 unit", "38114": "refresh-cw Reserving", "20421": "refresh-cw Finding contact",
		"9033": "rotate-cw Retry 2 of 8", "38115": "clock Waits for payment", "38113": " Posted", "38111": "flag Posted, 1 flag",
		"20416": "circle-minus Excluded by rule", "38098": "circle-x Cancelled in EKM",
	}
	for _, o := range day() {
		m := markOf(o, noon)
		if w := want[o.Number]; w != "" && w != m.icon+" "+m.word {
			t.Errorf("order %s is %q, want %q", o.Number, m.icon+" "+m.word, w)
		}
		if m.state == 0 {
			t.Errorf("order %s has no colour", o.Number)
		}
	}
}

func TestCells(t *testing.T) {
	rows := day()
	held, short, plain := tableRow(rows[3], noon), tableRow(rows[4], noon), tableRow(rows[9], noon)
	if held.Cells[0].Detail != "SKU not found" || held.Cells[6].Text != "0 of 1" || held.Cells[6].Emphasis == 0 || held.Cells[11].Text != none() {
		t.Errorf("a held order says %+v", held.Cells)
	}
	if c := short.Cells[7]; c.Text != "1 of 2" || c.Emphasis == 0 {
		t.Errorf("a shortage says %+v", c)
	}
	if plain.Cells[4].Text != "6 min" || plain.Cells[8].Text != "£17.99" || plain.Cells[10].Text != "Receipt" || plain.Cells[11].Text != "208652" {
		t.Errorf("a posted order says %+v", plain.Cells)
	}
	if len(plain.Cells) != len(columns()) {
		t.Errorf("%d cells for %d columns", len(plain.Cells), len(columns()))
	}
}

func TestShippedIsNotShort(t *testing.T) {
	o := view.OrderRow{State: commerce.OrderPosted, Stage: commerce.Verified, WantedUnits: 2, ReservedUnits: 0, ShippedUnits: 2}
	if short(o) != 0 {
		t.Error("units that have left count as missing")
	}
}

func TestCompare(t *testing.T) {
	d := detailOf(day()[0])
	rows := compare(d)
	var labels []string
	for _, r := range rows {
		labels = append(labels, r.label)
	}
	if got := strings.Join(labels, " "); got != "Contact Line 1 Line 2 Delivery Total Payment" {
		t.Fatalf("the rows are %s", got)
	}
	if r := rows[2].brightpearl; r.value != "1 × £34.00" || r.note != "No tax code" || r.state == 0 {
		t.Errorf("the line without a tax code says %+v", r)
	}
	if r := rows[4]; r.ekm.value != "£92.95" || r.brightpearl.value != "£92.95" || r.brightpearl.state != 0 {
		t.Errorf("the total says %+v", r)
	}
	d.Rows[0].Net++
	if compare(d)[4].brightpearl.state == 0 {
		t.Error("a penny too much is not marked")
	}
}

func TestEqualities(t *testing.T) {
	d := detailOf(day()[9])
	for _, e := range equalities(d) {
		if !e.known || !e.agrees {
			t.Errorf("%s: %+v", e.title, e)
		}
	}
	d.PaidUp, d.Flags = false, []string{"Brightpearl has payments of 10.00, EKM 92.95"}
	if e := equalities(d)[2]; e.agrees || e.note == "" {
		t.Errorf("another payment: %+v", e)
	}
	d.Rows = nil
	if e := equalities(d)[0]; e.known {
		t.Errorf("sums without rows: %+v", e)
	}
}

func TestNotice(t *testing.T) {
	rows := day()
	n, ok := noticeOf(detailOf(rows[0]), noon)
	if !ok || !strings.HasPrefix(n.title, "There is no tax code") || !strings.Contains(n.text, "2 units stay deducted") || n.fix == "" {
		t.Errorf("a held order: %+v", n)
	}
	if n, _ = noticeOf(detailOf(rows[2]), noon); strings.Count(n.text, "deducted") != 1 {
		t.Errorf("said twice: %q", n.text)
	}
	if n, _ = noticeOf(detailOf(rows[4]), noon); n.title != "Brightpearl could not reserve 1 unit" {
		t.Errorf("a shortage: %+v", n)
	}
	if _, ok = noticeOf(detailOf(rows[9]), noon); ok {
		t.Error("a plain posted order has something to say")
	}
}

func TestEmptyStates(t *testing.T) {
	s := summary{tabs: map[string]int{"all": 48}, overview: view.Overview{Posted: 48, LastPosted: noon.Add(-time.Minute)}}
	stores := screentest.Stores()
	if e := emptyState(asking(tabTodo, ""), s, stores, noon, nil, nil); e.Title != "Nothing needs you" || e.Line != "48 posted today, last 14:01." {
		t.Errorf("%+v", e)
	}
	if e := emptyState(asking(tabAll, placedWeek), s, stores, noon, nil, nil); e.Button != "Clear filters" || e.Line != "48 orders are here without them." {
		t.Errorf("%+v", e)
	}
	if e := emptyState(asking(tabTodo, ""), summary{}, nil, noon, nil, nil); e.Button != "Connect a store" {
		t.Errorf("%+v", e)
	}
}

func TestRemedies(t *testing.T) {
	o := view.OrderRow{StoreID: 2, Cause: fault.Cause{Code: "SB-ORD-104"}}
	if r := remedyOf(o, "KIT-1"); r.route.Screen != screen.Match || r.route.Text != "KIT-1" || r.route.Store != 2 {
		t.Errorf("%+v", r)
	}
	o.Cause.Code = "SB-ORD-117"
	if r := remedyOf(o, ""); r.label != "" {
		t.Errorf("a cure outside the program has a button: %+v", r)
	}
}

func TestSteps(t *testing.T) {
	d := detailOf(day()[5]) // working, the sales order is made
	if got := stepWords(d); got != "Done: received, matched, sales order. Next: reserved." {
		t.Errorf("%q", got)
	}
	d.Stage, d.State = commerce.Received, commerce.OrderExcluded
	if got := stepWords(d); got != "Done: received." {
		t.Errorf("%q", got)
	}
	d.Stage, d.State = commerce.Verified, commerce.OrderPosted
	if got := stepWords(d); got != "Done: received, matched, sales order, reserved, payment, read back." {
		t.Errorf("%q", got)
	}
}

func TestTaxInsideTheTotalIsNotAddedAgain(t *testing.T) {
	d := detailOf(day()[0])
	steps := asSent(d)
	if last := steps[len(steps)-1]; last.Label != "Tax inside the total" || !steps[len(steps)-2].Total {
		t.Errorf("prices with tax: %+v", steps)
	}
	d.Order.SubTotal, d.Order.Delivery = commerce.MustAmount("79.00"), commerce.MustAmount("4.12")
	steps = asSent(d)
	if last := steps[len(steps)-1]; !last.Total || steps[len(steps)-2].Label != "Tax" {
		t.Errorf("prices without tax: %+v", steps)
	}
}
