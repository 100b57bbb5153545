package kit

import (
	"slices"

	"fyne.io/fyne/v2"

	"stockbridge/ui/say"
)

// TableLayout is what a person changed about the columns, for remembering.
type TableLayout struct {
	Order  []string           // ids from left to right, hidden ones included
	Hidden []string           // ids not shown
	Widths map[string]float32 // only of columns that were dragged
}

// columnSet works out where each shown column stands.
type columnSet struct {
	all     []Column
	order   []int // indexes into all, from left to right
	hidden  map[int]bool
	asked   map[int]bool // a person wants to see them, room or not
	dragged map[int]float32
	side    float32
	checks  bool

	shown   []columnPlace
	yielded map[int]bool // gave way, as there is no room
	before  []int        // the columns that the last fit showed
	total   float32      // width of everything, margins included
	view    float32      // width of the view
}

type columnPlace struct {
	index    int // into all
	x, width float32
}

const (
	columnGap     float32 = 12
	columnGapTurn float32 = 24 // before a left column that follows a right one
	checkColumn   float32 = 30
)

func newColumnSet(columns []Column, side float32, checks bool) columnSet {
	s := columnSet{all: columns, hidden: map[int]bool{}, asked: map[int]bool{}, dragged: map[int]float32{}, side: side, checks: checks}
	for i, c := range columns {
		s.order = append(s.order, i)
		s.hidden[i] = c.Hidden
	}
	s.fit(0)
	return s
}

func (s *columnSet) width(i int) float32 {
	if w, ok := s.dragged[i]; ok {
		return w
	}
	return s.all[i].Width
}

func (s *columnSet) least(i int) float32 {
	if w := s.all[i].MinWidth; w > 0 {
		return w
	}
	return 40
}

// fit chooses the columns for a view and places them; it tells whether others show than before.
func (s *columnSet) fit(view float32) (changed bool) {
	s.view = view
	s.yielded = map[int]bool{}
	s.place()
	for next := s.nextToYield(); view > 0 && s.total > view+0.5 && next >= 0; next = s.nextToYield() {
		s.yielded[next] = true
		s.place()
	}
	shown := make([]int, len(s.shown))
	for i, p := range s.shown {
		shown[i] = p.index
	}
	changed = !slices.Equal(shown, s.before)
	s.before = shown
	return changed
}

// nextToYield is the column that gives way first among those that show; -1 when all the others stay.
func (s *columnSet) nextToYield() int {
	next := -1
	for _, p := range s.shown {
		if y := s.all[p.index].Yields; y > 0 && !s.asked[p.index] && (next < 0 || y >= s.all[next].Yields) {
			next = p.index
		}
	}
	return next
}

// visible tells whether a column shows now.
func (s *columnSet) visible(i int) bool { return !s.hidden[i] && !s.yielded[i] }

// place puts the columns beside each other; the growing one takes the width left over.
func (s *columnSet) place() {
	s.shown = s.shown[:0]
	x := s.side
	if s.checks {
		x += checkColumn
	}
	grower, right := -1, false
	for _, i := range s.order {
		if !s.visible(i) {
			continue
		}
		c := s.all[i]
		if len(s.shown) > 0 {
			x += columnGap
			if right && !c.atRight() {
				x += columnGapTurn - columnGap
			}
		}
		if c.Grow {
			grower = len(s.shown)
		}
		s.shown = append(s.shown, columnPlace{i, x, s.width(i)})
		x += s.width(i)
		right = c.atRight()
	}
	s.total = x + s.side
	if spare := s.view - s.total; spare > 0 && len(s.shown) > 0 {
		if grower < 0 {
			grower = len(s.shown) - 1
		}
		s.shown[grower].width += spare
		for i := grower + 1; i < len(s.shown); i++ {
			s.shown[i].x += spare
		}
		s.total = s.view
	}
}

func (s *columnSet) drag(i int, width float32) {
	s.dragged[i] = fyne.Max(s.least(i), width)
	s.place()
}

func (s *columnSet) id(i int) string { return s.all[i].ID }

func (s *columnSet) find(id string) int {
	return slices.IndexFunc(s.all, func(c Column) bool { return c.ID == id })
}

// Layout tells how the columns stand, for remembering.
func (t *PagedTable) Layout() TableLayout {
	s := &t.columns
	l := TableLayout{Widths: map[string]float32{}}
	for _, i := range s.order {
		l.Order = append(l.Order, s.id(i))
		if s.hidden[i] {
			l.Hidden = append(l.Hidden, s.id(i))
		}
	}
	for i, w := range s.dragged {
		l.Widths[s.id(i)] = w
	}
	return l
}

// SetLayout restores remembered columns. Unknown ids are ignored, new columns keep their place.
func (t *PagedTable) SetLayout(l TableLayout) {
	s := &t.columns
	var order []int
	for _, id := range l.Order {
		if i := s.find(id); i >= 0 && !slices.Contains(order, i) {
			order = append(order, i)
			s.hidden[i] = slices.Contains(l.Hidden, id)
		}
	}
	for i := range s.all {
		if !slices.Contains(order, i) {
			order = append(order, i)
		}
	}
	s.order = order
	for id, w := range l.Widths {
		if i := s.find(id); i >= 0 {
			s.dragged[i] = fyne.Max(s.least(i), w)
		}
	}
	t.columnsChanged(false)
}

// MoveColumn puts a column at a place counted from the left, hidden columns included.
func (t *PagedTable) MoveColumn(id string, to int) {
	s := &t.columns
	from := slices.Index(s.order, s.find(id))
	if from < 0 || to < 0 || to >= len(s.order) {
		return
	}
	i := s.order[from]
	s.order = slices.Insert(slices.Delete(s.order, from, from+1), to, i)
	t.columnsChanged(true)
}

// dropColumn puts a column at a place counted among those shown, as when its header was dragged there.
func (t *PagedTable) dropColumn(index, place int) {
	s := &t.columns
	before := s.shown[place].index
	t.MoveColumn(s.id(index), slices.Index(s.order, before))
}

// ShowColumn shows or hides a column; the last visible one stays.
func (t *PagedTable) ShowColumn(id string, shown bool) {
	s := &t.columns
	if i := s.find(id); i >= 0 && (shown || len(s.shown) > 1) {
		s.hidden[i] = !shown
		t.columnsChanged(true)
	}
}

// ColumnMenu is the content of the column chooser, for NewMenuButton or ShowMenu.
func (t *PagedTable) ColumnMenu() []MenuItem {
	var items []MenuItem
	for at, i := range t.columns.order {
		id := t.columns.id(i)
		items = append(items, MenuItem{
			Label: t.columns.all[i].Title, Checked: t.columns.visible(i), Keep: true,
			Tapped: func() {
				show := !t.columns.visible(i)
				t.columns.asked[i] = show
				t.ShowColumn(id, show)
			},
			Move: func(step int) []MenuItem {
				t.MoveColumn(id, at+step)
				return t.ColumnMenu()
			},
		})
	}
	return append(items, MenuItem{}, MenuItem{Label: say.T("Reset columns"), Tapped: t.resetColumns})
}

// NewColumnButton makes the icon button that opens the column chooser.
func (t *PagedTable) NewColumnButton() *Button {
	b := NewIconButton("columns-3", say.T("Columns"), nil).Bordered()
	b.SetTapped(func() { ShowMenu(b, t.ColumnMenu()) })
	return b
}

func (t *PagedTable) resetColumns() {
	view := t.columns.view
	t.columns = newColumnSet(t.options.Columns, t.options.SidePadding, t.options.Checks)
	t.columns.view = view
	t.columnsChanged(true)
}

func (t *PagedTable) columnsChanged(tell bool) {
	t.columns.fit(t.columns.view)
	t.header.rebuild()
	t.Refresh()
	t.scroll.Content.Refresh()
	if tell && t.options.OnLayout != nil {
		t.options.OnLayout(t.Layout())
	}
}
