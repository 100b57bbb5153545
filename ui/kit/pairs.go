package kit

import (
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/ui/theme"
)

// Pair is a label with its value, for details panes.
type Pair struct {
	Label string
	Value string
	Note  string      // quiet second line
	State theme.State // emphasis of the value
	Code  bool        // the value is a SKU or a tracking number
	At    time.Time   // the moment that the value speaks of; its tooltip says it in full
}

// NewPairs lists labels and values in two columns with a line between the rows. The label
// column has the given width, 60 to 120.
func NewPairs(labelWidth float32, pairs []Pair) fyne.CanvasObject {
	rows := make([]fyne.CanvasObject, 0, 2*len(pairs))
	for i, p := range pairs {
		if i > 0 {
			rows = append(rows, LineDivider())
		}
		rows = append(rows, Pad(0, 5, newPair(labelWidth, p)))
	}
	return Down(0, rows...)
}

// NewPlainPairs is NewPairs without lines, for a block that has lines around it.
func NewPlainPairs(labelWidth float32, pairs []Pair) fyne.CanvasObject {
	rows := make([]fyne.CanvasObject, len(pairs))
	for i, p := range pairs {
		rows[i] = newPair(labelWidth, p)
	}
	return Down(2, rows...)
}

func newPair(labelWidth float32, p Pair) fyne.CanvasObject {
	style := theme.Body
	if p.State != theme.NoState {
		style = theme.BodyMedium
	}
	if p.Code {
		style = theme.Code
	}
	value := []fyne.CanvasObject{Exactly(NewParagraph(p.Value, style, p.State.Text()), p.At)}
	if p.Note != "" {
		value = append(value, NewParagraph(p.Note, theme.Small, theme.Text2))
	}
	return AcrossTop(8, Width(labelWidth, LabelBeside(p.Label, style)), Grow(Down(0, value...)))
}

// LabelBeside is a wrapping label on the same base line as a value of the style at its right.
func LabelBeside(label string, value theme.Style) fyne.CanvasObject {
	return Inset((value.Face().Box-theme.Small.Face().Box)/2, 0, 0, 0, NewParagraph(label, theme.Small, theme.Text2))
}

// Step is a line of a sum, as in "Explain this number".
type Step struct {
	Label string
	Note  string
	Value string
	Total bool // strong, with a line above
}

// NewSum lists the steps of a sum with their values at the right.
func NewSum(steps []Step) fyne.CanvasObject {
	rows := make([]fyne.CanvasObject, 0, len(steps))
	for _, s := range steps {
		style, figure := theme.Body, theme.BodyMedium
		if s.Total {
			style, figure = theme.BodyStrong, theme.Subtitle
			rows = append(rows, Divider())
		}
		left := []fyne.CanvasObject{NewParagraph(s.Label, style, theme.Text)}
		if s.Note != "" {
			left = append(left, NewParagraph(s.Note, theme.Small, theme.Text2))
		}
		rows = append(rows, Pad(0, 5, AcrossTop(12, Grow(Down(0, left...)), Height(theme.Space5, NewText(s.Value, figure, theme.Text)))))
	}
	return Down(0, rows...)
}

// GridTable is a short table of ready objects, for forms in rows, comparisons and small sums.
// It is as high as its rows; lists of unknown length belong into a PagedTable.
type GridTable struct {
	composite
	columns   []Column
	rowHeight float32
	side      float32
	plain     bool
	back      *Box
	rows      *holder
}

// NewGridTable makes a table with a header. Rows are at least rowHeight high (32 or 40); side is
// the padding left and right, 14 in cards.
func NewGridTable(columns []Column, rowHeight, side float32) *GridTable {
	g := &GridTable{columns: columns, rowHeight: rowHeight, side: side, rows: newHolder(nil)}
	heads := make([]fyne.CanvasObject, len(columns))
	for i, c := range columns {
		heads[i] = NewElided(c.Title, theme.SmallMedium, theme.Text2).Aligned(g.align(i))
	}
	g.back = Fill(theme.Sunken, nil)
	head := Stack(g.back, Height(theme.TableHeader-1, g.line(heads)))
	g.content = Down(0, head, Divider(), g.rows)
	g.ExtendBaseWidget(g)
	return g
}

// Plain takes the header's fill away and starts all cells of a row at its top, as suits
// comparisons in a pane. It returns the table.
func (g *GridTable) Plain() *GridTable {
	g.plain = true
	g.back.SetFill(theme.None)
	return g
}

func (g *GridTable) align(i int) fyne.TextAlign {
	if g.columns[i].atRight() {
		return fyne.TextAlignTrailing
	}
	return fyne.TextAlignLeading
}

// SetRows shows rows of objects, one per column; nil leaves a cell empty.
func (g *GridTable) SetRows(rows [][]fyne.CanvasObject) {
	parts := make([]fyne.CanvasObject, 0, 2*len(rows))
	for i, cells := range rows {
		if i > 0 {
			parts = append(parts, LineDivider())
		}
		for n := range cells {
			if cells[n] == nil {
				cells[n] = Gap(0, 0)
			}
			text := cells[n]
			if t, ok := text.(*Tipped); ok {
				text = t.content
			}
			if t, ok := text.(*Text); ok {
				t.Aligned(g.align(n))
			}
		}
		parts = append(parts, &fyne.Container{Layout: atLeast{g.rowHeight - 1}, Objects: []fyne.CanvasObject{g.line(cells)}})
	}
	g.rows.set(Down(0, parts...))
}

// SetTextRows shows rows of plain text.
func (g *GridTable) SetTextRows(rows [][]string) {
	objects := make([][]fyne.CanvasObject, len(rows))
	for i, texts := range rows {
		for n, text := range texts {
			style, role := theme.Body, theme.Text
			switch g.columns[n].Kind {
			case KindMedium:
				style = theme.BodyMedium
			case KindCode:
				style = theme.Code
			}
			if g.columns[n].Muted {
				role = theme.Text2
			}
			objects[i] = append(objects[i], NewElided(text, style, role))
		}
	}
	g.SetRows(objects)
}

func (g *GridTable) line(cells []fyne.CanvasObject) fyne.CanvasObject {
	return &fyne.Container{Layout: &gridLine{table: g}, Objects: cells}
}

// gridLine places one row's cells as a PagedTable would.
type gridLine struct{ table *GridTable }

func (l *gridLine) places(width float32) []columnPlace {
	s := newColumnSet(l.table.columns, l.table.side, false)
	s.fit(width)
	return s.shown
}

func (l *gridLine) heightFor(cells []fyne.CanvasObject, width float32) float32 {
	height := float32(0)
	for i, p := range l.places(width) {
		if i < len(cells) {
			height = fyne.Max(height, HeightFor(cells[i], p.width))
		}
	}
	return height
}

func (l *gridLine) MinSize(cells []fyne.CanvasObject) fyne.Size {
	s := newColumnSet(l.table.columns, l.table.side, false)
	return fyne.NewSize(s.total, l.heightFor(cells, s.total))
}

func (l *gridLine) Layout(cells []fyne.CanvasObject, size fyne.Size) {
	for i, p := range l.places(size.Width) {
		if i < len(cells) {
			h := fyne.Min(size.Height, HeightFor(cells[i], p.width))
			y := (size.Height - h) / 2
			if l.table.plain && size.Height > l.table.rowHeight {
				y = 5
			}
			place(cells[i], p.x, y, p.width, h)
		}
	}
}

// atLeast gives one object a least height, with 5 above and below when it needs more.
type atLeast struct{ height float32 }

func (a atLeast) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	if h := HeightFor(objects[0], width); h > a.height-2 {
		return h + 10
	}
	return a.height
}

func (a atLeast) MinSize(objects []fyne.CanvasObject) fyne.Size {
	min := objects[0].MinSize()
	return fyne.NewSize(min.Width, a.heightFor(objects, min.Width))
}

func (a atLeast) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place(objects[0], 0, 0, size.Width, size.Height)
}
