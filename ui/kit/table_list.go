package kit

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// listTheme takes the stock list's own gaps, fills and separators away; the row paints them.
type listTheme struct{ bareTheme }

func (t listTheme) Color(n fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	switch n {
	case fynetheme.ColorNameHover, fynetheme.ColorNameSelection, fynetheme.ColorNameSeparator, fynetheme.ColorNameFocus:
		return color.Transparent
	}
	return t.base().Color(n, v)
}

func (t listTheme) Size(n fyne.ThemeSizeName) float32 {
	if n == fynetheme.SizeNamePadding {
		return 0
	}
	return t.base().Size(n)
}

// tableList is the stock list with our keyboard: one cursor that is also the selection.
type tableList struct {
	widget.List
	table   *PagedTable
	focused bool
}

func newTableList(t *PagedTable) *tableList {
	l := &tableList{table: t}
	l.HideSeparators = true
	l.Length = func() int { return t.pager.total }
	l.CreateItem = func() fyne.CanvasObject { return newTableRow(t) }
	l.UpdateItem = func(id widget.ListItemID, o fyne.CanvasObject) { o.(*tableRow).show(id) }
	l.ExtendBaseWidget(l)
	return l
}

func (l *tableList) FocusGained() {
	l.focused = true
	l.Refresh()
}

func (l *tableList) FocusLost() {
	l.focused = false
	l.Refresh()
}

func (l *tableList) TypedRune(rune) {}

// TypedKey moves through the rows.
func (l *tableList) TypedKey(e *fyne.KeyEvent) {
	t := l.table
	page := max(1, int(l.Size().Height/t.rowHeight())-1)
	switch e.Name {
	case fyne.KeyDown:
		t.moveTo(t.cursor + 1)
	case fyne.KeyUp:
		t.moveTo(t.cursor - 1)
	case fyne.KeyPageDown:
		t.moveTo(t.cursor + page)
	case fyne.KeyPageUp:
		t.moveTo(t.cursor - page)
	case fyne.KeyHome:
		t.moveTo(0)
	case fyne.KeyEnd:
		t.moveTo(t.pager.total - 1)
	case fyne.KeyReturn, fyne.KeyEnter:
		t.open()
	case fyne.KeySpace:
		t.toggleCheck(t.cursor)
	case fyne.KeyF5:
		if t.options.OnRefresh != nil {
			t.options.OnRefresh()
		} else {
			t.Reload()
		}
	default:
		passKey(l, e)
	}
}

// TypedShortcut copies the current row, cells apart by tabs, as spreadsheets take them.
func (l *tableList) TypedShortcut(s fyne.Shortcut) {
	if passShortcut(l, s) {
		return
	}
	if _, ok := s.(*fyne.ShortcutCopy); !ok {
		return
	}
	row, ok := l.table.Current()
	if !ok {
		return
	}
	var cells []string
	for _, p := range l.table.columns.shown {
		if p.index < len(row.Cells) {
			cells = append(cells, row.Cells[p.index].Text)
		}
	}
	fyne.CurrentApp().Clipboard().SetContent(strings.Join(cells, "\t"))
}

// moveTo makes a row current and brings it into view.
func (t *PagedTable) moveTo(i int) {
	if t.pager.total == 0 {
		return
	}
	i = max(0, min(i, t.pager.total-1))
	if i == t.cursor {
		return
	}
	t.cursor = i
	t.list.ScrollTo(i)
	row, ok := t.at(i)
	t.current = row.Key
	t.raise = !ok
	if ok && t.options.OnSelect != nil {
		t.options.OnSelect(row)
	}
	t.refreshRows()
}

func (t *PagedTable) open() {
	if row, ok := t.Current(); ok && t.options.OnOpen != nil {
		t.options.OnOpen(row)
	}
}
