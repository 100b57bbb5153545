package kit

import (
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// stepCell moves the keyboard along the cells of the current row; left of the first one it stands on the whole row again.
func (t *PagedTable) stepCell(step int) {
	if t.cursor < 0 {
		t.moveTo(0)
	}
	shown := t.columns.shown
	at := max(-1, min(t.columns.placeOf(t.cell)+step, len(shown)-1))
	t.cell = -1
	left, right := float32(0), float32(0)
	if at >= 0 {
		t.cell = shown[at].index
		left, right = shown[at].x-t.columns.side, shown[at].x+shown[at].width+t.columns.side
	}
	t.scrollTo(left, right)
	t.refreshRows()
	t.tellCell()
}

// scrollTo brings a part of the table's width into view.
func (t *PagedTable) scrollTo(left, right float32) {
	x := t.scroll.Offset.X
	x = fyne.Max(x, right-t.scroll.Size().Width)
	x = fyne.Max(0, fyne.Min(x, left))
	if x != t.scroll.Offset.X {
		t.scroll.ScrollToOffset(fyne.NewPos(x, 0))
	}
}

// placeOf is where a column stands among those shown, -1 when it does not.
func (s *columnSet) placeOf(index int) int {
	for at, p := range s.shown {
		if p.index == index {
			return at
		}
	}
	return -1
}

// at is the column at a distance from the left edge of the rows, -1 for none.
func (s *columnSet) at(x float32) int {
	for _, p := range s.shown {
		if x >= p.x-columnGap/2 && x < p.x+p.width+columnGap/2 {
			return p.index
		}
	}
	return -1
}

// tellCell offers what there is to say about the cell the keyboard stands on.
func (t *PagedTable) tellCell() {
	t.dropTip()
	if r := t.cursorRow; r != nil && t.cell >= 0 && r.index == t.cursor {
		r.offerTip(t.cell)
	}
}

func (t *PagedTable) dropTip() {
	if t.cursorRow != nil {
		hideTip(t.cursorRow)
	}
}

// copied is what a copy takes: the cell the keyboard stands on, else the row.
func (t *PagedTable) copied() string {
	row, ok := t.Current()
	switch {
	case !ok:
		return ""
	case t.cell >= 0 && t.cell < len(row.Cells):
		return row.Cells[t.cell].Text
	}
	return t.rowText(row)
}

func (t *PagedTable) rowText(row Row) string {
	var cells []string
	for _, p := range t.columns.shown {
		if p.index < len(row.Cells) {
			cells = append(cells, row.Cells[p.index].Text)
		}
	}
	return strings.Join(cells, "\t")
}

// longestCopy is how much of a cell the menu repeats.
const longestCopy float32 = 180

// rowMenu is the menu of a row: what the screen offers, then to copy, and to sort by the column.
func (t *PagedTable) rowMenu(row Row, column int) []MenuItem {
	var items []MenuItem
	if t.options.OnMenu != nil {
		items = t.options.OnMenu(row)
	}
	if len(items) > 0 {
		items = append(items, MenuItem{})
	}
	take := func(text string) func() { return func() { fyne.CurrentApp().Clipboard().SetContent(text) } }
	if column >= 0 && column < len(row.Cells) && row.Cells[column].Text != "" {
		text := row.Cells[column].Text
		items = append(items, MenuItem{Label: say.T("Copy “{text}”", Elide(text, theme.Body, longestCopy)), Icon: "copy", Tapped: take(text)})
	}
	items = append(items, MenuItem{Label: say.T("Copy the row"), Tapped: take(t.rowText(row))})
	if column >= 0 && t.columns.all[column].Sortable {
		items = append(items, MenuItem{Label: say.T("Sort by {column}", t.columns.all[column].Title), Tapped: func() { t.sortColumn(column) }})
	}
	return items
}

// menuByKey opens the row's menu below it, or below the cell.
func (t *PagedTable) menuByKey() {
	row, ok := t.Current()
	if !ok || t.cursorRow == nil || t.cursorRow.index != t.cursor {
		return
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(t.cursorRow)
	x := t.columns.side
	if place := t.columns.placeOf(t.cell); place >= 0 {
		x = t.columns.shown[place].x
	}
	if c := canvasOf(t); c != nil {
		ShowMenuAt(c, at.AddXY(x, t.rowHeight()), t.rowMenu(row, t.cell))
	}
}

// sortColumn sorts by a column, or turns its order round.
func (t *PagedTable) sortColumn(index int) {
	c := t.columns.all[index]
	if !c.Sortable {
		return
	}
	t.SetSort(c.ID, t.sortBy == c.ID && !t.descending)
	if t.options.OnSort != nil {
		t.options.OnSort(c.ID, t.descending)
	}
}
