package kit

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"stockbridge/ui/theme"
)

// tableRow draws one row. The list reuses a few dozen of them for all rows.
type tableRow struct {
	widget.BaseWidget
	unthemed
	table   *PagedTable
	index   int
	hovered bool
	told    int              // column whose tip the pointer has called up, -1 for none
	held    fyne.KeyModifier // keys held down at the last press

	back, bar, line, ring *canvas.Rectangle
	bones                 *canvas.Rectangle // stands for a row that is still on its way
	check                 checkBox
	cells                 []*cellView // by column index
	objects               []fyne.CanvasObject
}

func newTableRow(t *PagedTable) *tableRow {
	r := &tableRow{
		table: t, index: -1, told: -1,
		back: newRect(), bar: newRect(), line: newRect(), ring: newRect(), bones: newRect(),
		check: newCheckBox(),
		cells: make([]*cellView, len(t.options.Columns)),
	}
	r.objects = []fyne.CanvasObject{r.back, r.bar, r.line, r.bones}
	if t.options.Checks {
		r.objects = append(r.objects, r.check.objects()...)
	}
	for i := range r.cells {
		r.cells[i] = newCellView(t.options.Columns[i])
		r.objects = append(r.objects, r.cells[i].text, r.cells[i].icon)
	}
	r.objects = append(r.objects, r.ring)
	r.ExtendBaseWidget(r)
	return r
}

// show makes the row stand for the i-th row of the table.
func (r *tableRow) show(i int) {
	r.index = i
	r.Refresh()
}

// MouseDown notes which keys are held, as the press that follows does not tell.
func (r *tableRow) MouseDown(e *desktop.MouseEvent) { r.held = e.Modifier }

// MouseUp is of no interest.
func (r *tableRow) MouseUp(*desktop.MouseEvent) {}

// Tapped ticks the row when its check box was hit, else opens it. With Ctrl or Cmd it ticks wherever it was hit, with Shift every row
// from the current one.
func (r *tableRow) Tapped(e *fyne.PointEvent) {
	t := r.table
	held := r.held
	r.held = 0
	t.Focus()
	hideTip(r)
	t.cell = -1
	if t.options.Checks && held&fyne.KeyModifierShift != 0 {
		t.extendTo(r.index)
		return
	}
	t.anchor = -1
	if t.options.Checks && (held&fyne.KeyModifierShortcutDefault != 0 || e.Position.X < t.columns.side+checkColumn-6) {
		t.toggleCheck(r.index)
		return
	}
	t.moveTo(r.index)
	t.open()
}

// TappedSecondary makes the row current and opens its menu.
func (r *tableRow) TappedSecondary(e *fyne.PointEvent) {
	t := r.table
	t.Focus()
	hideTip(r)
	t.moveTo(r.index)
	row, ok := t.Current()
	if c := canvasOf(r); ok && c != nil {
		ShowMenuAt(c, e.AbsolutePosition, t.rowMenu(row, t.columns.at(e.Position.X)))
	}
}

func (r *tableRow) MouseIn(e *desktop.MouseEvent) {
	r.hovered = true
	r.Refresh()
	r.MouseMoved(e)
}

// MouseMoved offers what there is to say about the cell under the pointer.
func (r *tableRow) MouseMoved(e *desktop.MouseEvent) {
	if at := r.table.columns.at(e.Position.X); at != r.told {
		hideTip(r)
		if r.told = at; at >= 0 {
			r.offerTip(at)
		}
	}
}

func (r *tableRow) MouseOut() {
	r.hovered, r.told = false, -1
	hideTip(r)
	r.Refresh()
}

// offerTip says after a while what a cell has no room for, and what is exact about it.
func (r *tableRow) offerTip(column int) {
	text, index := r.cells[column].tip(), r.index
	if text == "" {
		return
	}
	offerTipOver(r, text, func() (x, width float32, there bool) {
		at := r.table.columns.placeOf(column)
		if at < 0 || r.index != index { // the row stands for another one by now
			return 0, 0, false
		}
		p := r.table.columns.shown[at]
		return p.x, p.width, true
	})
}

func (r *tableRow) CreateRenderer() fyne.WidgetRenderer {
	v := &renderer{owner: r}
	v.objects = func() []fyne.CanvasObject { return r.objects }
	v.min = func() fyne.Size { return fyne.NewSize(64, r.table.rowHeight()) }
	v.layout = r.layout
	v.paint = r.paint
	return v
}

func (r *tableRow) paint() {
	t := r.table
	row, ok := t.at(r.index)
	chosen := r.index >= 0 && r.index == t.cursor
	if chosen {
		t.cursorRow = r
	}
	ticked := ok && t.options.Checks && t.checks.has(row.Key)
	fill, bar := theme.None, theme.None
	switch {
	case chosen && !t.options.Checks, ticked:
		fill, bar = theme.Selection, theme.Accent
	case chosen:
		fill = theme.Selection
	case r.hovered:
		fill = theme.Hover
	}
	paintRect(r.back, fill, theme.None, 0, 0)
	paintRect(r.bar, bar, theme.None, 0, 0)
	paintRect(r.line, theme.Line, theme.None, 0, 0)
	paintRing(r.ring, chosen && t.list.focused, theme.RadiusTag)
	bones := theme.Track
	if ok {
		bones = theme.None
	}
	paintRect(r.bones, bones, theme.None, 0, theme.RadiusTag)
	r.check.paint(ticked, false, !ok)
	for i, cell := range r.cells {
		if !ok || i >= len(row.Cells) || !t.columns.visible(i) {
			cell.clear()
			continue
		}
		r.objects = cell.show(row.Cells[i], r.objects)
	}
}

func (r *tableRow) layout(size fyne.Size) {
	t := r.table
	place(r.back, 0, 0, size.Width, size.Height)
	place(r.bar, 0, 0, 3, size.Height-1)
	place(r.line, 0, size.Height-1, size.Width, 1)
	place(r.ring, 2, 1, size.Width-4, size.Height-3)
	if at := t.columns.placeOf(t.cell); at >= 0 {
		p := t.columns.shown[at]
		place(r.ring, p.x-columnGap/2, 1, p.width+columnGap, size.Height-3)
	}
	r.check.at(t.columns.side, (size.Height-1-16)/2)
	for i, p := range t.columns.shown {
		if i == 0 {
			place(r.bones, p.x, (size.Height-8)/2, fyne.Min(160, p.width), 8)
		}
		r.cells[p.index].layout(p.x, p.width, size.Height-1)
	}
}

// cellView is the picture of one cell. Detail and tag are made when a cell first has one.
type cellView struct {
	column   Column
	cell     Cell
	text     *canvas.Text
	icon     *canvas.Image   // the one that shows
	icons    []*canvas.Image // those that were shown before
	detail   *canvas.Text
	tag      *canvas.Rectangle
	tagText  *canvas.Text
	style    theme.Style
	hasIcon  bool
	textRole theme.Role
	cut      bool // there is no room for all of it
}

// tip is what the cell does not show: the whole of a text that was cut, and what the screen has to add.
func (v *cellView) tip() string {
	if !v.cut {
		return v.cell.Tip
	}
	whole := strings.Join(slices.DeleteFunc([]string{v.cell.Text, v.cell.Detail}, func(s string) bool { return s == "" }), ", ")
	if v.cell.Tip == "" || v.cell.Tip == whole {
		return whole
	}
	return whole + "\n" + v.cell.Tip
}

func newCellView(c Column) *cellView {
	icon := newImage()
	return &cellView{column: c, text: newLine(theme.Body), icon: icon, icons: []*canvas.Image{icon}}
}

func (v *cellView) clear() {
	v.cell = Cell{}
	v.text.Text = ""
	v.hasIcon = false
	v.icon.Hide()
	v.hideExtras()
}

func (v *cellView) hideExtras() {
	if v.detail != nil {
		v.detail.Hidden = true
	}
	if v.tag != nil {
		v.tag.Hidden, v.tagText.Hidden = true, true
	}
}

// show takes a cell over and returns the row's objects, with those the cell needed on top.
func (v *cellView) show(c Cell, objects []fyne.CanvasObject) []fyne.CanvasObject {
	v.cell = c
	v.style, v.textRole = v.look()
	restyle(v.text, v.style)
	v.text.Color = theme.Color(v.textRole)
	name, role := c.Icon, v.textRole
	if v.column.Kind == KindState && name == "" {
		name = c.State.Icon()
	}
	v.hasIcon = name != ""
	objects = v.chooseIcon(name, role, objects)
	setIcon(v.icon, name, role)
	v.hideExtras()
	if c.Detail != "" {
		if v.detail == nil {
			v.detail = newLine(theme.Small)
			objects = append(objects, v.detail)
		}
		v.detail.Hidden = false
		v.detail.Color = theme.Color(theme.Text2)
	}
	if c.Tag != "" {
		if v.tag == nil {
			v.tag, v.tagText = newRect(), newLine(theme.SmallMedium)
			objects = append(objects, v.tag, v.tagText)
		}
		v.tag.Hidden, v.tagText.Hidden = false, false
		state := c.TagState
		if state == theme.NoState {
			state = theme.Attention
		}
		paintRect(v.tag, state.Tint(), theme.None, 0, theme.RadiusTag)
		v.tagText.Text, v.tagText.Color = c.Tag, theme.Color(state.Text())
	}
	return objects
}

// mostIcons is how many pictures a cell keeps; more than that only come together when the appearance changes.
const mostIcons = 12

// chooseIcon finds the picture that has shown an icon before: the toolkit reads and draws the file whenever a picture gets another
// one, which was a third of what scrolling took.
func (v *cellView) chooseIcon(name string, role theme.Role, objects []fyne.CanvasObject) []fyne.CanvasObject {
	if name == "" {
		return objects
	}
	want := theme.Icon(name, role)
	if v.icon.Resource == nil || v.icon.Resource == want {
		return objects
	}
	v.icon.Hide()
	at := slices.IndexFunc(v.icons, func(img *canvas.Image) bool { return img.Resource == want })
	switch {
	case at >= 0:
		v.icon = v.icons[at]
	case len(v.icons) < mostIcons:
		v.icon = newImage()
		v.icons = append(v.icons, v.icon)
		objects = append(objects, v.icon)
	}
	return objects
}

// look gives the style and colour of the cell's text.
func (v *cellView) look() (theme.Style, theme.Role) {
	style, role := theme.Body, theme.Text
	switch v.column.Kind {
	case KindMedium:
		style = theme.BodyMedium
	case KindCode:
		if !v.cell.Plain {
			style = theme.Code
		}
	case KindState:
		style, role = theme.BodyMedium, v.cell.State.Text()
		if v.cell.State == theme.NoState {
			style, role = theme.Body, theme.Text2
		}
	}
	switch c := v.cell; {
	case c.Emphasis != theme.NoState:
		role = c.Emphasis.Text()
		if style == theme.Body {
			style = theme.BodyMedium
		}
	case c.Faint:
		role = theme.Text3
	case c.Muted || v.column.Muted:
		role = theme.Text2
	}
	if v.cell.Strong {
		style = theme.BodyStrong
	}
	return style, role
}

// leadRoom is how much of a number's cell is kept for a count before it, which stands at the right of that room.
const leadRoom float32 = 34

// layout places the texts of a cell. It refreshes none of them: Fyne keeps the picture of a text by what it says, and the row is painted
// anew as a whole; a refresh of each text was two thirds of what scrolling cost.
func (v *cellView) layout(x, width, height float32) {
	room := width
	left := x
	if v.hasIcon {
		place(v.icon, x, (height-theme.IconText)/2, theme.IconText, theme.IconText)
		left += theme.IconText + 6
		room -= theme.IconText + 6
	}
	extras := float32(0)
	if v.cell.Tag != "" {
		extras += 4 + theme.SmallMedium.Measure(v.cell.Tag) + 10
	}
	shown := Elide(v.cell.Text, v.style, room-extras)
	v.text.Text = shown
	v.cut = shown != v.cell.Text
	used := v.style.Measure(shown)
	if v.column.atRight() {
		place(v.text, left+room-used, 0, used, height)
	} else {
		place(v.text, left, 0, used, height)
	}
	if left += used; used > 0 {
		left += 4
	}
	if v.cell.Tag != "" {
		w := extras - 4
		place(v.tag, left, (height-18)/2, w, 18)
		place(v.tagText, left+5, (height-18)/2, w, 18)
		left += w + 4
	}
	if v.cell.Detail != "" && v.column.atRight() {
		v.detail.Text = v.cell.Detail
		w := theme.Small.Measure(v.cell.Detail)
		place(v.detail, x+fyne.Max(0, leadRoom-w), 0, w, height)
		return
	}
	if v.cell.Detail != "" {
		v.detail.Text = Elide(v.cell.Detail, theme.Small, x+width-left)
		v.cut = v.cut || v.detail.Text != v.cell.Detail
		place(v.detail, left, 0, x+width-left, height)
	}
}
