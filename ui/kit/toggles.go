package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// checkBox is the 16-unit square with its sign, shared by Check and the table.
type checkBox struct {
	box  *canvas.Rectangle
	sign *canvas.Image
	dash *canvas.Rectangle
}

func newCheckBox() checkBox { return checkBox{newRect(), newImage(), newRect()} }

func (c checkBox) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{c.box, c.sign, c.dash}
}

func (c checkBox) at(x, y float32) {
	place(c.box, x, y, 16, 16)
	place(c.sign, x+2, y+2, 12, 12)
	place(c.dash, x+4, y+7, 8, 2)
}

func (c checkBox) paint(on, partly, disabled bool) {
	fill, stroke := theme.Surface, theme.Outline
	if on || partly {
		fill, stroke = theme.Accent, theme.None
	}
	if disabled {
		fill, stroke = theme.Sunken, theme.Border
	}
	paintRect(c.box, fill, stroke, theme.Stroke, theme.RadiusTag)
	sign := ""
	if on && !partly {
		sign = "check"
	}
	ink := theme.OnAccent
	if disabled {
		ink = theme.Text3
	}
	setIcon(c.sign, sign, ink)
	dash := theme.None
	if partly {
		dash = ink
	}
	paintRect(c.dash, dash, theme.None, 0, 1)
}

func (c checkBox) hide(hidden bool) {
	c.box.Hidden = hidden
	c.sign.Hidden = hidden || c.sign.Hidden
	c.dash.Hidden = hidden
}

// Check is a yes-or-no with a word.
type Check struct {
	pressable
	label   string
	on      bool
	changed func(on bool)
}

// NewCheck makes a check box; the whole line can be pressed.
func NewCheck(label string, on bool, changed func(on bool)) *Check {
	c := &Check{label: label, on: on, changed: changed}
	c.init(c, func() {
		c.SetOn(!c.on)
		if c.changed != nil {
			c.changed(c.on)
		}
	})
	return c
}

// On tells whether the box is ticked.
func (c *Check) On() bool { return c.on }

// SetOn ticks or clears without raising the callback.
func (c *Check) SetOn(on bool) {
	if c.on != on {
		c.on = on
		c.Refresh()
	}
}

// CreateRenderer is Fyne's side of the part.
func (c *Check) CreateRenderer() fyne.WidgetRenderer {
	box, text, ring := newCheckBox(), newLine(theme.Body), newRect()
	width := func() float32 {
		if c.label == "" {
			return 28
		}
		return 26 + theme.Body.Measure(c.label)
	}
	layout := func(size fyne.Size) {
		box.at(1, (size.Height-16)/2)
		place(text, 26, 0, size.Width-26, size.Height)
		place(ring, -2, (size.Height-22)/2, fyne.Min(size.Width, width())+6, 22)
	}
	paint := func() {
		box.paint(c.on, false, c.disabled)
		ink := theme.Text
		if c.disabled {
			ink = theme.Text3
		}
		text.Text, text.Color = c.label, theme.Color(ink)
		text.Refresh()
		paintRing(ring, c.focused, theme.RadiusTag)
	}
	return newRenderer(c, append(box.objects(), text, ring),
		func() fyne.Size { return fyne.NewSize(width(), 28) }, layout, paint)
}

// Switch is a setting that takes effect at once, with the word On or Off beside it.
type Switch struct {
	pressable
	on      bool
	words   [2]string
	changed func(on bool)
}

// NewSwitch makes a switch 32 by 18.
func NewSwitch(on bool, changed func(on bool)) *Switch {
	s := &Switch{on: on, words: [2]string{say.T("Off"), say.T("On")}, changed: changed}
	s.init(s, func() {
		s.SetOn(!s.on)
		if s.changed != nil {
			s.changed(s.on)
		}
	})
	return s
}

// WithWords gives other words for off and on, such as "On, at or under", and returns the switch.
func (s *Switch) WithWords(off, on string) *Switch {
	s.words = [2]string{off, on}
	return s
}

// On tells how the switch stands.
func (s *Switch) On() bool { return s.on }

// SetOn moves the switch without raising the callback.
func (s *Switch) SetOn(on bool) {
	if s.on != on {
		s.on = on
		s.Refresh()
	}
}

func (s *Switch) word() string {
	if s.on {
		return s.words[1]
	}
	return s.words[0]
}

// CreateRenderer is Fyne's side of the part.
func (s *Switch) CreateRenderer() fyne.WidgetRenderer {
	track, knob, ring, text := newRect(), newRect(), newRect(), newLine(theme.Body)
	layout := func(size fyne.Size) {
		y := (size.Height - 18) / 2
		place(track, 0, y, 32, 18)
		x := float32(2)
		if s.on {
			x = 16
		}
		place(knob, x, y+2, 14, 14)
		place(ring, -3, y-3, 38, 24)
		place(text, 40, 0, size.Width-40, size.Height)
	}
	paint := func() {
		fill, ink := theme.Outline, theme.Text
		if s.on {
			fill = theme.Accent
		}
		if s.disabled {
			fill, ink = theme.Track, theme.Text3
		}
		paintRect(track, fill, theme.None, 0, 9)
		paintRect(knob, theme.OnAccent, theme.None, 0, 7)
		paintRing(ring, s.focused, 12)
		text.Text, text.Color = s.word(), theme.Color(ink)
		text.Refresh()
	}
	return newRenderer(s, []fyne.CanvasObject{track, knob, ring, text},
		func() fyne.Size { return fyne.NewSize(40+theme.Body.Measure(s.word()), 28) }, layout, paint)
}
