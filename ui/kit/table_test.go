package kit_test

import (
	"errors"
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"stockbridge/ui/kit"
	"stockbridge/ui/theme"
)

// source answers a table's questions when the test says so.
type source struct {
	total int
	asked []question
}

type question struct {
	page   int
	answer func(kit.Page)
}

func (s *source) load(page int, answer func(kit.Page)) {
	s.asked = append(s.asked, question{page, answer})
}

func (s *source) page(n int, prefix string) kit.Page {
	p := kit.Page{Total: s.total}
	for i := n * kit.PageSize; i < min(s.total, (n+1)*kit.PageSize); i++ {
		p.Rows = append(p.Rows, kit.Row{Key: fmt.Sprint(i), Cells: []kit.Cell{{Text: fmt.Sprint(prefix, i)}}})
	}
	return p
}

// answer replies to everything asked so far.
func (s *source) answer(prefix string) {
	for len(s.asked) > 0 {
		q := s.asked[0]
		s.asked = s.asked[1:]
		q.answer(s.page(q.page, prefix))
	}
}

type seen struct {
	selected, opened string
	checks           kit.Checks
	sort             string
}

func newTable(t *testing.T, total int, checks bool) (*kit.PagedTable, *source, *seen) {
	t.Helper()
	useTheme(t, theme.AlwaysLight)
	s, got := &source{total: total}, &seen{}
	table := kit.NewPagedTable(kit.TableOptions{
		Columns: []kit.Column{{ID: "a", Title: "A", Width: 100, Sortable: true}},
		Load:    s.load, Checks: checks,
		OnSelect: func(r kit.Row) { got.selected = r.Key },
		OnOpen:   func(r kit.Row) { got.opened = r.Key },
		OnCheck:  func(c kit.Checks) { got.checks = c },
		OnSort:   func(id string, descending bool) { got.sort = fmt.Sprint(id, descending) },
	})
	newWindow(t, 400, 352, table) // header 32 and ten rows
	return table, s, got
}

func press(table *kit.PagedTable, keys ...fyne.KeyName) {
	for _, k := range keys {
		table.Focusable().TypedKey(&fyne.KeyEvent{Name: k})
	}
}

func TestKeysMoveThroughTheRows(t *testing.T) {
	table, s, got := newTable(t, 1000, false)
	table.Reset()
	s.answer("")
	for _, step := range []struct {
		key  fyne.KeyName
		want string
	}{
		{fyne.KeyDown, "0"}, {fyne.KeyDown, "1"}, {fyne.KeyUp, "0"}, {fyne.KeyUp, "0"},
		{fyne.KeyPageDown, "9"}, {fyne.KeyPageUp, "0"},
	} {
		press(table, step.key)
		if got.selected != step.want {
			t.Fatalf("after %s row %q is current, not %q", step.key, got.selected, step.want)
		}
	}
	press(table, fyne.KeyReturn)
	if got.opened != "0" {
		t.Errorf("Enter opened %q", got.opened)
	}
	press(table, fyne.KeyEnd)
	if got.selected != "0" {
		t.Errorf("row %q was announced before its page came", got.selected)
	}
	s.answer("")
	if got.selected != "999" {
		t.Errorf("End leads to %q", got.selected)
	}
}

func TestAnswersToOldQuestionsAreDropped(t *testing.T) {
	table, s, _ := newTable(t, 3, false)
	table.Reset()
	old := s.asked[0]
	s.asked = nil
	table.Reset()
	s.answer("new ")
	old.answer(kit.Page{Total: 77})
	if total, _ := table.Total(); total != 3 {
		t.Errorf("an outdated answer changed the total to %d", total)
	}
	press(table, fyne.KeyDown)
	if row, _ := table.Current(); row.Cells[0].Text != "new 0" {
		t.Errorf("the row says %q", row.Cells[0].Text)
	}
}

func TestReloadKeepsRowsAndFollowsTheKey(t *testing.T) {
	table, s, _ := newTable(t, 5, false)
	table.Reset()
	s.answer("")
	table.Select("3")
	table.Reload()
	if row, ok := table.Current(); !ok || row.Key != "3" {
		t.Fatal("the rows went away while a reload was under way")
	}
	s.asked[0].answer(kit.Page{Total: 2, Rows: []kit.Row{{Key: "9"}, {Key: "3"}}})
	press(table, fyne.KeyUp)
	if row, _ := table.Current(); row.Key != "9" {
		t.Errorf("the current row did not move with its key: up leads to %q", row.Key)
	}
}

func TestEveryPageIsAskedForOnce(t *testing.T) {
	table, s, _ := newTable(t, 1000, false)
	table.Reset()
	s.answer("")
	press(table, fyne.KeyEnd)
	for range 5 {
		table.Refresh()
	}
	pages := map[int]int{}
	for _, q := range s.asked {
		pages[q.page]++
	}
	if pages[4] != 1 {
		t.Errorf("page 4 was asked for %d times", pages[4])
	}
}

func TestTicks(t *testing.T) {
	table, s, got := newTable(t, 1204, true)
	table.Reset()
	s.answer("")
	press(table, fyne.KeyDown, fyne.KeySpace, fyne.KeyDown, fyne.KeySpace)
	if fmt.Sprint(got.checks) != "{false [0 1] 2}" {
		t.Errorf("two rows ticked give %v", got.checks)
	}
	table.CheckAll()
	press(table, fyne.KeySpace)
	if fmt.Sprint(got.checks) != "{true [1] 1203}" {
		t.Errorf("all but one give %v", got.checks)
	}
	table.ClearChecks()
	if got.checks.Count != 0 {
		t.Errorf("%d rows stay ticked", got.checks.Count)
	}
}

func TestAFailedLoadOffersAnother(t *testing.T) {
	table, s, _ := newTable(t, 3, false)
	table.Reset()
	s.asked[0].answer(kit.Page{Err: errors.New("disk gone")})
	s.asked = nil
	again := findButton(table, "Try again")
	if again == nil {
		t.Fatal("no way to try again")
	}
	test.Tap(again)
	s.answer("")
	if total, ok := table.Total(); !ok || total != 3 {
		t.Errorf("total %d, %v after trying again", total, ok)
	}
}

func TestEmptyTableSaysWhatToDo(t *testing.T) {
	table, s, _ := newTable(t, 0, false)
	cleared := false
	table.SetEmpty(kit.EmptyState{Title: "No order matches.", Button: "Clear filters", Tapped: func() { cleared = true }})
	table.Reset()
	s.answer("")
	if b := findButton(table, "Clear filters"); b != nil {
		test.Tap(b)
	}
	if !cleared {
		t.Error("the empty state's button did nothing")
	}
}

func TestColumnsCanBeHiddenAndRestored(t *testing.T) {
	useTheme(t, theme.AlwaysLight)
	table := kit.NewPagedTable(kit.TableOptions{Columns: orderColumns()})
	table.ShowColumn("store", false)
	table.MoveColumn("total", 0)
	kept := table.Layout()
	other := kit.NewPagedTable(kit.TableOptions{Columns: orderColumns()})
	other.SetLayout(kept)
	if a, b := fmt.Sprint(kept), fmt.Sprint(other.Layout()); a != b {
		t.Errorf("restored %s instead of %s", b, a)
	}
}

// findButton looks for a button by its label anywhere under an object.
func findButton(o fyne.CanvasObject, label string) *kit.Button {
	if b, ok := o.(*kit.Button); ok && b.Label() == label {
		return b
	}
	var children []fyne.CanvasObject
	switch x := o.(type) {
	case *fyne.Container:
		children = x.Objects
	case fyne.Widget:
		children = test.WidgetRenderer(x).Objects()
	}
	for _, c := range children {
		if b := findButton(c, label); b != nil {
			return b
		}
	}
	return nil
}
