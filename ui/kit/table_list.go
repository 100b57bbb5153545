package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
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
	shift   bool // is held down
}

func newTableList(t *PagedTable) *tableList {
	l := &tableList{table: t}
	l.HideSeparators = true
	l.Length = t.rows
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
	l.focused, l.shift = false, false
	l.table.dropTip()
	l.Refresh()
}

// KeyDown and KeyUp watch Shift, which the toolkit does not tell with other keys.
func (l *tableList) KeyDown(e *fyne.KeyEvent) { l.watch(e, true) }

// KeyUp ends what KeyDown began.
func (l *tableList) KeyUp(e *fyne.KeyEvent) { l.watch(e, false) }

func (l *tableList) watch(e *fyne.KeyEvent, down bool) {
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		l.shift = down
	}
}

func (l *tableList) TypedRune(rune) {}

// TypedKey moves through the rows, with Shift ticking those on the way, and through the cells of a row.
func (l *tableList) TypedKey(e *fyne.KeyEvent) {
	t := l.table
	page := max(1, int(l.Size().Height/t.rowHeight())-1)
	move := t.moveTo
	if l.shift {
		move = t.extendTo
	} else {
		t.anchor = -1
	}
	switch e.Name {
	case fyne.KeyDown:
		move(t.cursor + 1)
	case fyne.KeyUp:
		move(t.cursor - 1)
	case fyne.KeyPageDown:
		move(t.cursor + page)
	case fyne.KeyPageUp:
		move(t.cursor - page)
	case fyne.KeyHome:
		move(0)
	case fyne.KeyEnd:
		move(t.rows() - 1)
	case fyne.KeyRight:
		t.stepCell(1)
	case fyne.KeyLeft:
		t.stepCell(-1)
	case fyne.KeyEscape:
		if t.cell < 0 {
			passKey(l, e)
			return
		}
		t.cell = -1
		t.dropTip()
		t.refreshRows()
	case desktop.KeyMenu:
		t.menuByKey()
	case fyne.KeyF10:
		if !l.shift {
			passKey(l, e)
			return
		}
		t.menuByKey()
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

// TypedShortcut copies the current cell, or the row with its cells apart by tabs, as spreadsheets take them; and ticks everything.
func (l *tableList) TypedShortcut(s fyne.Shortcut) {
	switch s.(type) {
	case *fyne.ShortcutCopy:
		if text := l.table.copied(); text != "" {
			fyne.CurrentApp().Clipboard().SetContent(text)
		}
	case *fyne.ShortcutSelectAll:
		if l.table.options.Checks && l.table.rows() > 0 {
			l.table.CheckAll()
		}
	default:
		passShortcut(l, s)
	}
}

// moveTo makes a row current and brings it into view.
func (t *PagedTable) moveTo(i int) {
	if t.rows() == 0 {
		return
	}
	i = max(0, min(i, t.rows()-1))
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
	t.tellCell()
}

func (t *PagedTable) open() {
	if row, ok := t.Current(); ok && t.options.OnOpen != nil {
		t.options.OnOpen(row)
	}
}
