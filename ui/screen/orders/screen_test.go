package orders

import (
	"context"
	"errors"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/events"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/screentest"
	"stockbridge/ui/theme"
)

type bench struct {
	*Screen
	pages  *canned
	wishes *wishes
	books  *cannedBooks
	fixer  *fixer
	shop   *shop
	files  *files
	memory memory
	*screentest.Window
}

// newBench builds the screen in a window beside the rail, as in the program, and shows it.
func newBench(t *testing.T, mode theme.Mode) *bench {
	t.Helper()
	w := screentest.New(t, mode)
	b := &bench{pages: &canned{rows: day()}, wishes: &wishes{}, books: &cannedBooks{days: ledgerDays()}, fixer: &fixer{}, shop: &shop{}, files: &files{}, memory: memory{}, Window: w}
	b.Screen = New(Options{Feed: w.Feed, News: &events.Hub{}, Pages: b.pages, Actions: b.wishes, Nav: w, Now: screentest.Now,
		Ledger: b.books, Fixer: b.fixer, Changes: b.wishes, Downloads: b.shop, Shortfalls: b.wishes, Files: b.files, Memory: b.memory,
		SalesOrderPage: func(context.Context) string { return "https://example.com/order/" }})
	w.Fill(t, b.Screen.Content())
	b.Shown()
	return b
}

func (b *bench) last() (f struct{ tab, code, text string }) {
	last := b.pages.filters[len(b.pages.filters)-1]
	f.tab, f.code, f.text = last.Tab, last.Code, last.Text
	return f
}

// order is the order in the pane, shown its number.
func (b *bench) order() view.OrderRow {
	d, _ := b.Details()
	return d.OrderRow
}

func (b *bench) shown() string { return b.order().Number }

func (b *bench) total(t *testing.T, want int) {
	t.Helper()
	if n, known := b.Table().Total(); !known || n != want {
		t.Errorf("the table holds %d orders, want %d", n, want)
	}
}

func TestFirstSight(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.total(t, 6)
	if got := b.last().tab; got != tabTodo {
		t.Errorf("the first question is %q", got)
	}
	if w := b.pages.windows[0]; w.Sort != "placed" || w.Desc {
		t.Errorf("to do is not sorted oldest first: %+v", w)
	}
	b.jump(tabPosted)
	if f := b.pages.filters[len(b.pages.filters)-1]; f.Tab != tabPosted || !f.From.Equal(time.Date(2026, 11, 23, 0, 0, 0, 0, time.Local)) {
		t.Errorf("the counter asks %+v", f)
	}
}

func TestDetailsAndKeyboard(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	keys := b.Table().Focusable()
	keys.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	if b.PaneOpen() {
		t.Error("moving through the rows opened the pane")
	}
	keys.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if !b.PaneOpen() || b.shown() == "" || b.shown() != "9031" {
		t.Fatal("Enter does not show the order")
	}
	keys.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	if b.shown() != "9028" {
		t.Errorf("the pane shows %s after moving on", b.shown())
	}
	if !b.ClosePane() || b.ClosePane() {
		t.Error("Esc closes the pane once")
	}
}

func TestRoute(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.Open(screen.Route{Select: "12", Text: "38113"})
	if b.last().text != "38113" || b.shown() == "" || b.shown() != "38113" {
		t.Error("the route does not lead to its order")
	}
	if row, ok := b.Table().Current(); !ok || row.Key != "12" {
		t.Error("the order's row is not the current one")
	}
	b.Open(screen.Route{Tab: tabAll, Select: "5", Pane: paneShortfall})
	if at := b.Pane().Tabs().Current(); at != paneShortfall {
		t.Errorf("the route to who waits for a short order leads to the tab %q", at)
	}
	b.Shows(t, "Shortfall")
	b.Open(screen.Route{Tab: tabAll, Select: "12", Pane: paneShortfall})
	if at := b.Pane().Tabs().Current(); at != paneCompare {
		t.Errorf("an order that lacks nothing shows the tab %q", at)
	}
	b.Open(screen.Route{Tab: tabExcluded})
	if b.last().tab != tabExcluded || b.last().text != "" || b.PaneOpen() {
		t.Error("a new route keeps something of the old one")
	}
}

func TestActions(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.Open(screen.Route{Select: "1"})
	o := b.order()
	b.retry(o)
	if len(b.wishes.said) != 1 || b.wishes.said[0] != "retry 1" || b.Said[0] != "Order 9031 is tried again" {
		t.Errorf("wishes %q, said %q", b.wishes.said, b.Said)
	}
	b.wishes.err = errors.New("no")
	b.retry(o)
	if len(b.Failures) != 1 || b.Failures[0] != "retry order 9031" {
		t.Errorf("a failure says %q", b.Failures)
	}
	b.exclude(o)
	if !kit.CloseTop(b.Canvas()) {
		t.Error("excluding does not ask")
	}
	if len(b.wishes.said) != 2 {
		t.Error("a cancelled dialog excluded the order")
	}
}

func TestOutdatedDetailIsDropped(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.Open(screen.Route{Select: "999"})
	if b.shown() != "" {
		t.Error("an unknown order has details")
	}
	b.pages.err = errors.New("disk")
	b.Screen.Show("3")
	if b.shown() != "" {
		t.Error("a failed read shows details")
	}
}

func TestRouteNarrowsToACause(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.Open(screen.Route{Tab: tabTodo, Store: 3, Code: "SB-ORD-105"})
	if got := b.last(); got.code != "SB-ORD-105" || got.tab != tabTodo {
		t.Errorf("the route asked for %+v", got)
	}
	b.total(t, 2)
	b.Shows(t, "No tax code")
}

func TestPostingAgainstARuleIsAskedFor(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	for _, id := range []string{"11", "19"} { // unpaid, excluded by rule
		b.Open(screen.Route{Tab: tabAll, Select: id})
		b.retry(b.order())
		if !kit.CloseTop(b.Canvas()) || len(b.wishes.said) != 0 {
			t.Errorf("order %s is posted without a question", id)
		}
	}
}

func TestNewsReloadsAndKeepsThePlace(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.Open(screen.Route{Tab: tabAll, Select: "12"})
	asked, read := len(b.pages.filters), b.pages.details
	b.Reload()
	if len(b.pages.filters) == asked || b.pages.details == read {
		t.Error("a reload reads nothing")
	}
	if row, ok := b.Table().Current(); !ok || row.Key != "12" || b.shown() != "38113" {
		t.Error("a reload loses the place")
	}
	b.Hidden()
}

func TestTheExactTimeIsInTheTip(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	o := b.pages.rows[0]
	row := tableRow(o, screentest.Noon)
	screentest.CellTellsExactly(t, columns(), row, "age", o.PlacedAt)
	screentest.CellTellsExactly(t, columns(), row, "placed", o.PlacedAt)
	b.Screen.Show(formatOrder(o.ID))
	b.Pane().Tabs().Select(paneTimeline)
	d, _ := b.Details()
	screentest.TellsExactly(t, b.Window.Content(), d.Timeline[0].At)
}
