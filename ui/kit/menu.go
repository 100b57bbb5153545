package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"stockbridge/ui/theme"
)

// MenuItem is one line of a menu. An item without a label is a dividing line.
type MenuItem struct {
	Label    string
	Note     string // smaller, at the right: a count or a key
	Icon     string
	State    theme.State // colours the icon
	Checked  bool
	Disabled bool
	Danger   bool
	Keep     bool // the menu stays open after the choice, for check lists
	Tapped   func()
	// Move shifts the item's subject by one place, up for -1, and gives the menu as it is then; the menu stays open. Nil for no arrows.
	Move func(step int) []MenuItem
}

// ShowMenu opens a menu under an object. Arrows move, Enter chooses, Esc closes.
func ShowMenu(anchor fyne.CanvasObject, items []MenuItem) {
	if c := canvasOf(anchor); c != nil {
		openMenu(c, items, below(anchor))
	}
}

// ShowMenuAt opens a menu at a place in the window, for a right click.
func ShowMenuAt(c fyne.Canvas, at fyne.Position, items []MenuItem) {
	openMenu(c, items, func(window, panel fyne.Size) (fyne.Position, fyne.Size) {
		return keepInside(at, panel, window), panel
	})
}

const (
	menuRow     float32 = 32
	menuLongest         = 14 // rows before a menu scrolls
)

func openMenu(c fyne.Canvas, items []MenuItem, locate func(window, panel fyne.Size) (fyne.Position, fyne.Size)) {
	m := &menu{items: items, at: -1}
	m.ExtendBaseWidget(m)
	var body fyne.CanvasObject = m
	if len(items) > menuLongest {
		size := m.MinSize()
		scroll := NewScroll(m)
		m.scroll = scroll
		body = Stack(Gap(size.Width, 0), Height(menuRow*menuLongest, scroll)) // as wide as a wider anchor makes it
	}
	p := newPopup(c, NewBox(theme.Surface, theme.Border, theme.RadiusButton, Pad(4, 4, body)))
	p.locate = locate
	m.popup = p
	p.show()
	c.Focus(m)
}

// menu is the list of items; it holds the keyboard while it is open.
type menu struct {
	widget.BaseWidget
	items  []MenuItem
	rows   []*menuLine
	at     int
	popup  *popup
	scroll *Scroll
}

func (m *menu) FocusGained()   {}
func (m *menu) FocusLost()     {}
func (m *menu) TypedRune(rune) {}

func (m *menu) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyDown:
		m.move(1)
	case fyne.KeyUp:
		m.move(-1)
	case fyne.KeyLeft:
		m.shift(-1)
	case fyne.KeyRight:
		m.shift(1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		if m.at >= 0 {
			m.choose(m.at)
		}
	case fyne.KeyEscape, fyne.KeyTab:
		m.popup.close()
	}
}

func (m *menu) move(step int) {
	for range m.items {
		m.at = (m.at + step + len(m.items)) % len(m.items)
		if item := m.items[m.at]; item.Label != "" && !item.Disabled {
			break
		}
	}
	m.Refresh()
}

// shift moves the item at hand among its like.
func (m *menu) shift(step int) {
	to := m.at + step
	if m.at < 0 || m.items[m.at].Move == nil || to < 0 || to >= len(m.items) || m.items[to].Move == nil {
		return
	}
	m.items = m.items[m.at].Move(step)
	m.at = to
	m.Refresh()
}

func (m *menu) choose(i int) {
	item := m.items[i]
	if item.Label == "" || item.Disabled {
		return
	}
	if item.Keep {
		m.items[i].Checked = !item.Checked
		m.Refresh()
	} else {
		m.popup.close()
	}
	if item.Tapped != nil {
		item.Tapped()
	}
}

func (m *menu) CreateRenderer() fyne.WidgetRenderer {
	objects := make([]fyne.CanvasObject, len(m.items))
	icons := false
	for _, item := range m.items {
		icons = icons || item.Icon != "" || item.Checked || item.Keep
	}
	for i := range m.items {
		line := newMenuLine(m, i, icons)
		m.rows = append(m.rows, line)
		objects[i] = line
	}
	min := func() fyne.Size {
		size := fyne.NewSize(140, 0)
		for _, row := range m.rows {
			s := row.MinSize()
			size = fyne.NewSize(fyne.Max(size.Width, s.Width), size.Height+s.Height)
		}
		return size
	}
	layout := func(size fyne.Size) {
		y := float32(0)
		for _, row := range m.rows {
			h := row.MinSize().Height
			place(row, 0, y, size.Width, h)
			y += h
		}
	}
	paint := func() {
		for _, row := range m.rows {
			row.Refresh()
		}
	}
	return newRenderer(m, objects, min, layout, paint)
}

// menuLine is one item; the pointer and the arrow keys share one highlight.
type menuLine struct {
	widget.BaseWidget
	menu  *menu
	index int
	icons bool
}

func newMenuLine(m *menu, i int, icons bool) *menuLine {
	l := &menuLine{menu: m, index: i, icons: icons}
	l.ExtendBaseWidget(l)
	return l
}

func (l *menuLine) item() MenuItem                 { return l.menu.items[l.index] }
func (l *menuLine) MouseMoved(*desktop.MouseEvent) {}

// Tapped chooses the item, or moves it when an arrow was hit.
func (l *menuLine) Tapped(e *fyne.PointEvent) {
	if arrows := l.Size().Width - menuArrows; l.item().Move != nil && e.Position.X >= arrows {
		l.menu.at = l.index
		if e.Position.X < arrows+menuArrow {
			l.menu.shift(-1)
		} else {
			l.menu.shift(1)
		}
		return
	}
	l.menu.choose(l.index)
}

// Two arrows at the right of an item that can be moved.
const (
	menuArrow  float32 = 28
	menuArrows         = 2 * menuArrow
)

func (l *menuLine) MouseIn(*desktop.MouseEvent) {
	l.menu.at = l.index
	l.menu.Refresh()
}

func (l *menuLine) MouseOut() {
	l.menu.at = -1
	l.menu.Refresh()
}

func (l *menuLine) CreateRenderer() fyne.WidgetRenderer {
	back, rule := newRect(), newRect()
	icon, up, down := newImage(), newImage(), newImage()
	text, note := newLine(theme.Body), newLine(theme.Small)
	note.Alignment = fyne.TextAlignTrailing
	left := float32(10)
	if l.icons {
		left = 34
	}
	min := func() fyne.Size {
		item := l.item()
		if item.Label == "" {
			return fyne.NewSize(0, 9)
		}
		w := left + theme.Body.Measure(item.Label) + 16
		if item.Note != "" {
			w += theme.Small.Measure(item.Note) + 24
		}
		if item.Move != nil {
			w += menuArrows
		}
		return fyne.NewSize(w, menuRow)
	}
	layout := func(size fyne.Size) {
		place(back, 0, 0, size.Width, size.Height)
		place(rule, 0, 4, size.Width, 1)
		place(icon, 10, (size.Height-theme.IconText)/2, theme.IconText, theme.IconText)
		place(text, left, 0, size.Width-left, size.Height)
		place(note, left, 0, size.Width-left-10, size.Height)
		for i, arrow := range []fyne.CanvasObject{up, down} {
			place(arrow, size.Width-menuArrows+float32(i)*menuArrow+(menuArrow-theme.IconSmall)/2, (size.Height-theme.IconSmall)/2, theme.IconSmall, theme.IconSmall)
		}
	}
	paint := func() {
		l.paint(back, rule, icon, text, note)
		l.paintArrows(up, down)
	}
	return newRenderer(l, []fyne.CanvasObject{back, rule, icon, text, note, up, down}, min, layout, paint)
}

// paintArrows shows where the item can be moved to.
func (l *menuLine) paintArrows(up, down *canvas.Image) {
	items := l.menu.items
	can := func(to int) bool {
		return items[l.index].Move != nil && to >= 0 && to < len(items) && items[to].Move != nil
	}
	above, below := "", ""
	if can(l.index - 1) {
		above = "arrow-up"
	}
	if can(l.index + 1) {
		below = "arrow-down"
	}
	setIcon(up, above, theme.Text2)
	setIcon(down, below, theme.Text2)
}

func (l *menuLine) paint(back, rule *canvas.Rectangle, icon *canvas.Image, text, note *canvas.Text) {
	item := l.item()
	divider := item.Label == ""
	fill, line := theme.None, theme.None
	if divider {
		line = theme.Border
	} else if l.menu.at == l.index && !item.Disabled {
		fill = theme.Selection
	}
	paintRect(back, fill, theme.None, 0, theme.RadiusTag)
	paintRect(rule, line, theme.None, 0, 0)
	ink := theme.Text
	switch {
	case item.Disabled:
		ink = theme.Text3
	case item.Danger:
		ink = theme.Error.Text()
	}
	name, role := item.Icon, theme.Text2
	if item.State != theme.NoState {
		role = item.State.Text()
	}
	if item.Checked {
		name, role = "check", theme.AccentText
	}
	setIcon(icon, name, role)
	text.Text, text.Color = item.Label, theme.Color(ink)
	note.Text, note.Color = item.Note, theme.Color(theme.Text3)
	text.Refresh()
	note.Refresh()
}
