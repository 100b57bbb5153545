package kit_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"stockbridge/ui/kit"
	"stockbridge/ui/theme"
)

// desk is a table of three columns in a window with tooltips.
type desk struct {
	table  *kit.PagedTable
	window fyne.Window
	clock  *handClock
	sorted string
	layout kit.TableLayout
	checks kit.Checks
}

func newDesk(t *testing.T, checks bool) *desk {
	t.Helper()
	useTheme(t, theme.AlwaysLight)
	d := &desk{clock: &handClock{}}
	d.table = kit.NewPagedTable(kit.TableOptions{
		Columns: []kit.Column{{ID: "name", Title: "Name", Width: 80, Sortable: true}, {ID: "age", Title: "Age", Width: 60}, {ID: "sum", Title: "Sum", Width: 60}},
		Checks:  checks, Clock: d.clock,
		Load: func(page int, answer func(kit.Page)) {
			p := kit.Page{Total: 1000}
			for i := page * kit.PageSize; i < min((page+1)*kit.PageSize, 1000); i++ {
				p.Rows = append(p.Rows, kit.Row{Key: fmt.Sprint(i), Cells: []kit.Cell{
					{Text: fmt.Sprintf("Row %d with a name that is far too long for its column", i)}, {Text: "6 min", Tip: "14:02:05 GMT"}, {Text: fmt.Sprint("£", i)}}})
			}
			answer(p)
		},
		OnSort:   func(id string, _ bool) { d.sorted = id },
		OnLayout: func(l kit.TableLayout) { d.layout = l },
		OnCheck:  func(c kit.Checks) { d.checks = c },
		OnMenu:   func(r kit.Row) []kit.MenuItem { return []kit.MenuItem{{Label: "Retry " + r.Key}} },
	})
	layer := kit.NewLayer(d.table, d.clock)
	d.window = newWindow(t, 400, 352, layer)
	t.Cleanup(layer.Attach(d.window.Canvas()))
	d.table.Reset()
	return d
}

func (d *desk) says(text string) bool {
	return strings.Contains(test.RenderToMarkup(d.window.Canvas()), text)
}

func (d *desk) copy() string {
	d.table.Focusable().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutCopy{})
	return fyne.CurrentApp().Clipboard().Content()
}

func TestCellsAreWalkedCopiedAndTold(t *testing.T) {
	d := newDesk(t, false)
	press(d.table, fyne.KeyDown)
	if got := d.copy(); !strings.HasSuffix(got, "\t6 min\t£0") {
		t.Errorf("the row is copied as %q", got)
	}
	press(d.table, fyne.KeyRight, fyne.KeyRight)
	if got := d.copy(); got != "6 min" {
		t.Errorf("the cell is copied as %q", got)
	}
	if d.says("14:02:05 GMT") {
		t.Error("the exact time shows at once")
	}
	d.clock.pass(time.Second)
	if !d.says("14:02:05 GMT") {
		t.Error("the exact time does not show on focus")
	}
	press(d.table, fyne.KeyEscape)
	if d.says("14:02:05 GMT") {
		t.Error("Esc leaves the tip there")
	}
	if got := d.copy(); strings.Count(got, "\t") != 2 {
		t.Errorf("after Esc %q is copied", got)
	}
}

func TestThePointerFindsOutWhatIsCut(t *testing.T) {
	d := newDesk(t, false)
	d.window.Resize(fyne.NewSize(230, 352))
	test.MoveMouse(d.window.Canvas(), fyne.NewPos(40, 50))
	d.clock.pass(time.Second)
	if !d.says("Row 0 with a name") || !d.says("for its column") {
		t.Error("the whole text does not show")
	}
	test.MoveMouse(d.window.Canvas(), fyne.NewPos(140, 50))
	d.clock.pass(time.Second)
	if !d.says("14:02:05 GMT") {
		t.Error("the exact time does not show under the pointer")
	}
}

func TestARightClickCopiesAndSorts(t *testing.T) {
	d := newDesk(t, false)
	test.TapSecondaryAt(rowsOf(d.table)[1], fyne.NewPos(30, 10))
	for _, word := range []string{"Retry 1", "Copy “Row 1 with", "Copy the row", "Sort by Name"} {
		if !d.says(word) {
			t.Errorf("the menu does not offer %q", word)
		}
	}
	press(d.table, fyne.KeyDown)
	kit.CloseTop(d.window.Canvas())
	press(d.table, desktop.KeyMenu)
	if !d.says("Copy the row") {
		t.Error("the menu key opens no menu")
	}
}

func TestHeadersAreDraggedToAnotherPlace(t *testing.T) {
	d := newDesk(t, false)
	title := headersOf(d.table)[0]
	title.(fyne.Draggable).Dragged(&fyne.DragEvent{Dragged: fyne.Delta{DX: 3}})
	title.(fyne.Draggable).DragEnd()
	if d.layout.Order != nil {
		t.Error("a shaky press moved the column")
	}
	title.(fyne.Draggable).Dragged(&fyne.DragEvent{Dragged: fyne.Delta{DX: 300}})
	title.(fyne.Draggable).DragEnd()
	if want := []string{"age", "sum", "name"}; !slices.Equal(d.layout.Order, want) {
		t.Errorf("the order is %v, want %v", d.layout.Order, want)
	}
	last := headersOf(d.table)[2]
	last.(fyne.Draggable).Dragged(&fyne.DragEvent{Dragged: fyne.Delta{DX: -175}})
	last.(fyne.Draggable).DragEnd()
	if want := []string{"age", "name", "sum"}; !slices.Equal(d.layout.Order, want) {
		t.Errorf("the order is %v, want %v", d.layout.Order, want)
	}
}

func TestTheChooserMovesColumns(t *testing.T) {
	d := newDesk(t, false)
	kit.ShowMenuAt(d.window.Canvas(), fyne.NewPos(10, 10), d.table.ColumnMenu())
	menu := d.window.Canvas().Focused()
	for _, key := range []fyne.KeyName{fyne.KeyDown, fyne.KeyRight, fyne.KeyRight, fyne.KeyRight} { // the last one has nowhere to go
		menu.TypedKey(&fyne.KeyEvent{Name: key})
	}
	if want := []string{"age", "sum", "name"}; !slices.Equal(d.layout.Order, want) {
		t.Errorf("the order is %v, want %v", d.layout.Order, want)
	}
}

func TestShiftTicksARange(t *testing.T) {
	d := newDesk(t, true)
	list := d.table.Focusable().(desktop.Keyable)
	press(d.table, fyne.KeyDown, fyne.KeyDown)
	list.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	press(d.table, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyUp)
	if fmt.Sprint(d.checks.Keys) != "[1 2 3]" {
		t.Errorf("three down and one up tick %v", d.checks.Keys)
	}
	press(d.table, fyne.KeyUp, fyne.KeyUp, fyne.KeyUp)
	if fmt.Sprint(d.checks.Keys) != "[0 1]" {
		t.Errorf("back past the beginning ticks %v", d.checks.Keys)
	}
	list.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	press(d.table, fyne.KeyDown)
	if d.checks.Count != 2 {
		t.Errorf("without Shift %v are ticked", d.checks.Keys)
	}
	d.table.Focusable().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutSelectAll{})
	if !d.checks.All || d.checks.Count != 1000 {
		t.Errorf("Ctrl A gives %v", d.checks)
	}
}

func TestTheMouseTicksWithShiftAndCtrl(t *testing.T) {
	d := newDesk(t, true)
	click := func(row int, held fyne.KeyModifier) {
		o := rowsOf(d.table)[row]
		o.(desktop.Mouseable).MouseDown(&desktop.MouseEvent{Modifier: held})
		test.TapAt(o.(fyne.Tappable), fyne.NewPos(120, 10))
	}
	click(1, fyne.KeyModifierShortcutDefault)
	click(0, 0)
	click(3, fyne.KeyModifierShift)
	if fmt.Sprint(d.checks.Keys) != "[0 1 2 3]" {
		t.Errorf("ticked are %v", d.checks.Keys)
	}
}

func TestATableShowsSoManyRowsAndSaysSo(t *testing.T) {
	table, s, got := newTable(t, 1_204_331, true)
	table.Reset()
	s.answer("")
	press(table, fyne.KeyEnd)
	s.answer("")
	if got.selected != "299999" {
		t.Errorf("the last row is %s", got.selected)
	}
	window := fyne.CurrentApp().Driver().CanvasForObject(table)
	if text := test.RenderToMarkup(window); !strings.Contains(text, "The first 300,000 of 1,204,331 rows") {
		t.Error("nothing says that there are more rows")
	}
	table.CheckAll()
	if got.checks.Count != 1_204_331 {
		t.Errorf("everything is %d rows", got.checks.Count)
	}
	s.total = 12
	table.Reset()
	s.answer("")
	if text := test.RenderToMarkup(window); strings.Contains(text, "The first") {
		t.Error("the line stays when all rows show")
	}
}

func TestWhatIsReadIsSaidAfterTwoSeconds(t *testing.T) {
	useTheme(t, theme.AlwaysLight)
	clock := &handClock{}
	var answer func(kit.Page)
	table := kit.NewPagedTable(kit.TableOptions{Columns: orderColumns(), Clock: clock, Load: func(_ int, a func(kit.Page)) { answer = a }})
	w := newWindow(t, 600, 400, table)
	says := func() bool { return strings.Contains(test.RenderToMarkup(w.Canvas()), "Reading the orders") }
	table.SetLoadingNote("Reading the orders")
	table.Reset()
	clock.pass(time.Second)
	if says() {
		t.Error("a second is too short to speak of")
	}
	clock.pass(time.Second)
	if !says() {
		t.Error("after two seconds nothing is said")
	}
	answer(kit.Page{})
	table.Reset()
	answer(kit.Page{})
	clock.pass(time.Minute)
	if says() {
		t.Error("what has been read is still said to be read")
	}
}

// rowsOf are the rows of a table that are drawn, from the top.
func rowsOf(t *kit.PagedTable) (rows []fyne.SecondaryTappable) {
	walk(t, func(o fyne.CanvasObject) {
		if row, ok := o.(interface {
			fyne.SecondaryTappable
			desktop.Mouseable
		}); ok && o.Size().Height == theme.RowCompact {
			rows = append(rows, row)
		}
	})
	slices.SortFunc(rows, func(a, b fyne.SecondaryTappable) int {
		return int(a.(fyne.CanvasObject).Position().Y - b.(fyne.CanvasObject).Position().Y)
	})
	return rows
}

// headersOf are the titles of a table from the left.
func headersOf(t *kit.PagedTable) (titles []fyne.CanvasObject) {
	walk(t, func(o fyne.CanvasObject) {
		_, drags := o.(fyne.Draggable)
		if _, presses := o.(fyne.SecondaryTappable); drags && presses {
			titles = append(titles, o)
		}
	})
	return titles
}

// walk visits an object and everything under it.
func walk(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	visit(o)
	var children []fyne.CanvasObject
	switch x := o.(type) {
	case *fyne.Container:
		children = x.Objects
	case fyne.Widget:
		children = test.WidgetRenderer(x).Objects()
	}
	for _, c := range children {
		walk(c, visit)
	}
}
