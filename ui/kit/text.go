package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"stockbridge/ui/theme"
)

// newLine makes the canvas text of a style; the caller sets colour and text.
func newLine(style theme.Style) *canvas.Text {
	face := style.Face()
	line := canvas.NewText("", theme.Color(theme.Text))
	line.TextSize, line.TextStyle, line.FontSource = face.Size, face.Style, face.Source
	return line
}

func restyle(line *canvas.Text, style theme.Style) {
	face := style.Face()
	line.TextSize, line.TextStyle, line.FontSource = face.Size, face.Style, face.Source
}

// Text is one line in a style and a colour role.
type Text struct {
	widget.BaseWidget
	text  string
	style theme.Style
	role  theme.Role
	align fyne.TextAlign
	least float32 // width below which an elided text does not shrink; negative: never elide
}

// NewText makes a line that is always shown whole.
func NewText(text string, style theme.Style, role theme.Role) *Text {
	t := &Text{text: text, style: style, role: role, least: -1}
	t.ExtendBaseWidget(t)
	return t
}

// NewElided makes a line that gives way when room is short and then ends in "…".
func NewElided(text string, style theme.Style, role theme.Role) *Text {
	t := NewText(text, style, role)
	t.least = 24
	return t
}

// Label is a name beside or above a value.
func Label(text string) *Text { return NewElided(text, theme.Small, theme.Text2) }

// Value is an ordinary fact.
func Value(text string) *Text { return NewElided(text, theme.Body, theme.Text) }

// Heading is the title of a group inside a page.
func Heading(text string) *Text { return NewElided(text, theme.BodyStrong, theme.Text) }

// Aligned sets where the line stands in a wider place and returns it.
func (t *Text) Aligned(a fyne.TextAlign) *Text {
	t.align = a
	return t
}

// Text is what is said.
func (t *Text) Text() string { return t.text }

// SetText says something else.
func (t *Text) SetText(text string) {
	if t.text != text {
		t.text = text
		t.Refresh()
	}
}

// SetRole gives another colour.
func (t *Text) SetRole(role theme.Role) {
	if t.role != role {
		t.role = role
		t.Refresh()
	}
}

// SetStyle gives another line of the type scale.
func (t *Text) SetStyle(style theme.Style) {
	if t.style != style {
		t.style = style
		t.Refresh()
	}
}

// CreateRenderer is Fyne's side of the part.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	t.ExtendBaseWidget(t)
	line := newLine(t.style)
	layout := func(size fyne.Size) {
		text := t.text
		if t.least >= 0 {
			text = Elide(t.text, t.style, size.Width)
		}
		if line.Text != text {
			line.Text = text
			line.Refresh()
		}
		place(line, 0, 0, size.Width, size.Height)
	}
	min := func() fyne.Size {
		width := t.style.Measure(t.text)
		if t.least >= 0 {
			width = fyne.Min(width, t.least)
		}
		return fyne.NewSize(width, t.style.Face().Box)
	}
	paint := func() {
		restyle(line, t.style)
		line.Color = theme.Color(t.role)
		line.Alignment = t.align
		line.Refresh()
	}
	return newRenderer(t, []fyne.CanvasObject{line}, min, layout, paint)
}

// natural is the width a text would like to have.
func (t *Text) natural() float32 { return t.style.Measure(t.text) }
