package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"stockbridge/ui/theme"
)

// Radio is a choice of one out of a few, each with a remark, one under the other.
type Radio struct {
	widget.BaseWidget
	choices []Choice
	value   string
	changed func(value string)
	lines   []*radioLine
}

// NewRadio makes the group; changed hears the new value.
func NewRadio(choices []Choice, value string, changed func(value string)) *Radio {
	r := &Radio{choices: choices, value: value, changed: changed}
	for i := range choices {
		r.lines = append(r.lines, newRadioLine(r, i))
	}
	r.ExtendBaseWidget(r)
	return r
}

// Value is what is chosen.
func (r *Radio) Value() string { return r.value }

// SetValue shows a choice without raising the callback.
func (r *Radio) SetValue(value string) {
	if r.value != value {
		r.value = value
		r.Refresh()
	}
}

func (r *Radio) choose(value string) {
	if r.value == value {
		return
	}
	r.SetValue(value)
	if r.changed != nil {
		r.changed(value)
	}
}

// CreateRenderer is Fyne's side of the part.
func (r *Radio) CreateRenderer() fyne.WidgetRenderer {
	objects := make([]fyne.CanvasObject, len(r.lines))
	for i, l := range r.lines {
		objects[i] = l
	}
	content := Down(0, objects...)
	return newRenderer(r, []fyne.CanvasObject{content}, content.MinSize,
		func(size fyne.Size) { place(content, 0, 0, size.Width, size.Height) },
		func() {
			for _, l := range r.lines {
				l.Refresh()
			}
		})
}

type radioLine struct {
	pressable
	group *Radio
	index int
}

func newRadioLine(r *Radio, i int) *radioLine {
	l := &radioLine{group: r, index: i}
	l.init(l, func() { r.choose(r.choices[i].Value) })
	return l
}

func (l *radioLine) CreateRenderer() fyne.WidgetRenderer {
	circle, dot, ring := newRect(), newRect(), newRect()
	text, note := newLine(theme.BodyMedium), newLine(theme.Small)
	layout := func(size fyne.Size) {
		y := (size.Height - 16) / 2
		place(circle, 0, y, 16, 16)
		place(dot, 5, y+5, 6, 6)
		place(ring, -3, y-3, 22, 22)
		w := theme.BodyMedium.Measure(l.group.choices[l.index].Label)
		place(text, 26, 0, w, size.Height)
		place(note, 26+w+10, 0, size.Width-w-36, size.Height)
	}
	min := func() fyne.Size {
		c := l.group.choices[l.index]
		return fyne.NewSize(36+theme.BodyMedium.Measure(c.Label)+theme.Small.Measure(c.Note), 28)
	}
	paint := func() { l.paint(circle, dot, ring, text, note) }
	return newRenderer(l, []fyne.CanvasObject{circle, dot, text, note, ring}, min, layout, paint)
}

func (l *radioLine) paint(circle, dot, ring *canvas.Rectangle, text, note *canvas.Text) {
	c := l.group.choices[l.index]
	fill, stroke, centre := theme.Surface, theme.Outline, theme.None
	if c.Value == l.group.value {
		fill, stroke, centre = theme.Accent, theme.None, theme.OnAccent
	}
	paintRect(circle, fill, stroke, theme.Stroke, 8)
	paintRect(dot, centre, theme.None, 0, 3)
	paintRing(ring, l.focused, 11)
	text.Text, text.Color = c.Label, theme.Color(theme.Text)
	note.Text, note.Color = c.Note, theme.Color(theme.Text2)
	text.Refresh()
	note.Refresh()
}
