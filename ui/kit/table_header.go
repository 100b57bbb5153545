package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"stockbridge/ui/theme"
)

const sortArrow float32 = 12

// tableHeader is the line of titles: press one to sort, drag its right edge for the width.
type tableHeader struct {
	widget.BaseWidget
	table   *PagedTable
	titles  []*headerTitle
	handles []*headerHandle
	check   *headerCheck
	drop    int // place among the shown columns at which a dragged title would come to stand, -1 while none is dragged
}

func newTableHeader(t *PagedTable) *tableHeader {
	h := &tableHeader{table: t, drop: -1}
	h.ExtendBaseWidget(h)
	h.check = newHeaderCheck(t)
	h.rebuild()
	return h
}

func (h *tableHeader) rebuild() {
	h.titles, h.handles = nil, nil
	for _, p := range h.table.columns.shown {
		h.titles = append(h.titles, newHeaderTitle(h.table, p.index))
		h.handles = append(h.handles, newHeaderHandle(h.table, p.index))
	}
	h.Refresh()
}

func (h *tableHeader) CreateRenderer() fyne.WidgetRenderer {
	back, top, bottom, mark := newRect(), newRect(), newRect(), newRect()
	r := &renderer{owner: h}
	r.objects = func() []fyne.CanvasObject {
		objects := []fyne.CanvasObject{back, top, bottom}
		for i := range h.titles {
			objects = append(objects, h.titles[i], h.handles[i])
		}
		if h.table.options.Checks {
			objects = append(objects, h.check)
		}
		return append(objects, mark)
	}
	r.min = func() fyne.Size { return fyne.NewSize(0, theme.TableHeader) }
	r.layout = func(size fyne.Size) {
		place(back, 0, 0, size.Width, size.Height)
		place(top, 0, 0, size.Width, 1)
		place(bottom, 0, size.Height-1, size.Width, 1)
		place(h.check, h.table.columns.side-6, 0, 28, size.Height)
		for i, p := range h.table.columns.shown {
			if i < len(h.titles) {
				place(h.titles[i], p.x, 0, p.width, size.Height)
				place(h.handles[i], p.x+p.width+2, 0, 8, size.Height)
			}
		}
		if shown := h.table.columns.shown; h.drop >= 0 && h.drop < len(shown) {
			x := shown[h.drop].x - columnGap/2
			if from := h.dragged(); from >= 0 && from < h.drop {
				x = shown[h.drop].x + shown[h.drop].width + columnGap/2
			}
			place(mark, x-1, 0, 2, size.Height)
		}
	}
	r.paint = func() {
		paintRect(back, theme.Sunken, theme.None, 0, 0)
		paintRect(top, theme.Border, theme.None, 0, 0)
		paintRect(bottom, theme.Border, theme.None, 0, 0)
		role := theme.None
		if h.drop >= 0 {
			role = theme.Accent
		}
		paintRect(mark, role, theme.None, 0, 0)
		for i := range h.titles {
			h.titles[i].Refresh()
		}
		h.check.Refresh()
	}
	r.paint()
	return r
}

// dragged is the place of the title that is being dragged, -1 for none.
func (h *tableHeader) dragged() int {
	for i, t := range h.titles {
		if t.moving {
			return i
		}
	}
	return -1
}

// headerTitle is one title: press it to sort, drag it to another place. It is not in the Tab order: the table is one stop.
type headerTitle struct {
	widget.BaseWidget
	table   *PagedTable
	index   int
	hovered bool
	moving  bool    // is being dragged
	moved   float32 // how far
}

func newHeaderTitle(t *PagedTable, index int) *headerTitle {
	h := &headerTitle{table: t, index: index}
	h.ExtendBaseWidget(h)
	return h
}

func (h *headerTitle) column() Column { return h.table.options.Columns[h.index] }

// Tapped sorts by the column, or turns the order round.
func (h *headerTitle) Tapped(*fyne.PointEvent) {
	h.table.sortColumn(h.index)
}

// leastDrag is how far a title has to be dragged before it counts as moved, so that a shaky press still sorts.
const leastDrag float32 = 6

// Dragged marks the place at which the column would come to stand: where the middle of its title is now.
func (h *headerTitle) Dragged(e *fyne.DragEvent) {
	h.moving = true
	h.moved += e.Dragged.DX
	header := h.table.header
	header.drop = -1
	if h.moved > leastDrag || h.moved < -leastDrag {
		header.drop = h.place()
	}
	header.Refresh()
}

// place is the place among the shown columns that the middle of the dragged title has reached.
func (h *headerTitle) place() int {
	shown := h.table.columns.shown
	own := h.table.columns.placeOf(h.index)
	middle := shown[own].x + shown[own].width/2 + h.moved
	for own > 0 && middle < shown[own-1].x+shown[own-1].width/2 {
		own--
	}
	for own < len(shown)-1 && middle > shown[own+1].x+shown[own+1].width/2 {
		own++
	}
	return own
}

// DragEnd puts the column there.
func (h *headerTitle) DragEnd() {
	header := h.table.header
	to := header.drop
	h.moving, h.moved, header.drop = false, 0, -1
	if to >= 0 && to != h.table.columns.placeOf(h.index) {
		h.table.dropColumn(h.index, to)
	}
	header.Refresh()
}

// TappedSecondary opens the column chooser.
func (h *headerTitle) TappedSecondary(e *fyne.PointEvent) {
	if c := canvasOf(h); c != nil {
		ShowMenuAt(c, e.AbsolutePosition, h.table.ColumnMenu())
	}
}

func (h *headerTitle) MouseIn(*desktop.MouseEvent) {
	h.hovered = true
	h.Refresh()
	if c := h.column(); theme.SmallMedium.Measure(c.Title) > h.Size().Width {
		offerTip(h, c.Title)
	}
}

func (h *headerTitle) MouseMoved(*desktop.MouseEvent) {}

func (h *headerTitle) MouseOut() {
	h.hovered = false
	h.Refresh()
	hideTip(h)
}

func (h *headerTitle) CreateRenderer() fyne.WidgetRenderer {
	text, arrow := newLine(theme.SmallMedium), newImage()
	layout := func(size fyne.Size) {
		c := h.column()
		room := size.Width
		sorted := h.table.sortBy == c.ID
		if sorted {
			room -= sortArrow + 4
		}
		text.Text = Elide(c.Title, theme.SmallMedium, room)
		w := theme.SmallMedium.Measure(text.Text)
		x := float32(0)
		if c.atRight() {
			x = room - w
		}
		place(text, x, 0, w, size.Height)
		place(arrow, x+w+4, (size.Height-sortArrow)/2, sortArrow, sortArrow)
		text.Refresh()
	}
	paint := func() {
		c := h.column()
		ink, name := theme.Text2, ""
		if h.hovered && c.Sortable || h.moving {
			ink = theme.Text
		}
		if h.table.sortBy == c.ID && c.ID != "" {
			name = "arrow-up"
			if h.table.descending {
				name = "arrow-down"
			}
		}
		text.Color = theme.Color(ink)
		setIcon(arrow, name, ink)
	}
	return newRenderer(h, []fyne.CanvasObject{text, arrow},
		func() fyne.Size { return fyne.NewSize(0, theme.TableHeader) }, layout, paint)
}

// headerHandle is the place between two columns that is dragged.
type headerHandle struct {
	widget.BaseWidget
	table   *PagedTable
	index   int
	hovered bool
}

func newHeaderHandle(t *PagedTable, index int) *headerHandle {
	h := &headerHandle{table: t, index: index}
	h.ExtendBaseWidget(h)
	return h
}

// Dragged widens or narrows the column.
func (h *headerHandle) Dragged(e *fyne.DragEvent) {
	s := &h.table.columns
	s.drag(h.index, s.width(h.index)+e.Dragged.DX)
	h.table.header.Refresh()
	h.table.scroll.Content.Refresh()
	h.table.refreshRows()
}

// DragEnd tells the new widths.
func (h *headerHandle) DragEnd() {
	if h.table.options.OnLayout != nil {
		h.table.options.OnLayout(h.table.Layout())
	}
}

func (h *headerHandle) Cursor() desktop.Cursor { return desktop.HResizeCursor }

func (h *headerHandle) MouseIn(*desktop.MouseEvent) {
	h.hovered = true
	h.Refresh()
}

func (h *headerHandle) MouseMoved(*desktop.MouseEvent) {}

func (h *headerHandle) MouseOut() {
	h.hovered = false
	h.Refresh()
}

func (h *headerHandle) CreateRenderer() fyne.WidgetRenderer {
	line := newRect()
	return newRenderer(h, []fyne.CanvasObject{line}, func() fyne.Size { return fyne.Size{} },
		func(size fyne.Size) { place(line, 4, 8, 1, size.Height-16) },
		func() {
			role := theme.None
			if h.hovered {
				role = theme.Outline
			}
			paintRect(line, role, theme.None, 0, 0)
		})
}

// headerCheck ticks or clears every row.
type headerCheck struct {
	widget.BaseWidget
	table *PagedTable
}

func newHeaderCheck(t *PagedTable) *headerCheck {
	c := &headerCheck{table: t}
	c.ExtendBaseWidget(c)
	return c
}

func (c *headerCheck) Tapped(*fyne.PointEvent) { c.table.toggleAll() }

func (c *headerCheck) CreateRenderer() fyne.WidgetRenderer {
	box := newCheckBox()
	return newRenderer(c, box.objects(), func() fyne.Size { return fyne.NewSquareSize(28) },
		func(size fyne.Size) { box.at(6, (size.Height-16)/2) },
		func() {
			n, total := c.table.checks.count(c.table.pager.total), c.table.pager.total
			box.paint(n > 0 && n == total, n > 0 && n < total, false)
		})
}
