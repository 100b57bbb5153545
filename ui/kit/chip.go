package kit

import (
	"fyne.io/fyne/v2"

	"stockbridge/ui/theme"
)

// Choice is one possible answer of a select, chip or radio group.
type Choice struct {
	Value string // what the program uses
	Label string // what a person reads
	Note  string // smaller, beside it
}

// Chip is a small pressable word of the filter bar. Idle it has a border and a chevron, active
// it is filled and has an "x" that clears it.
type Chip struct {
	pressable
	label   string
	icon    string // before the label
	active  bool
	trail   string // icon after the label
	onClear func()
	plain   bool // no border, as "+ Filter"
}

// NewChip makes an idle chip with a chevron.
func NewChip(label string, tapped func()) *Chip {
	c := &Chip{label: label, trail: "chevron-down"}
	c.init(c, tapped)
	return c
}

// NewToggleChip makes a chip without chevron or "x", as "All 20" beside "Differences 3".
func NewToggleChip(label string, tapped func()) *Chip {
	c := NewChip(label, tapped)
	c.trail = ""
	return c
}

// SetLabel changes the word.
func (c *Chip) SetLabel(label string) {
	if c.label != label {
		c.label = label
		c.Refresh()
	}
}

// SetActive fills the chip.
func (c *Chip) SetActive(active bool) {
	if c.active != active {
		c.active = active
		c.Refresh()
	}
}

// Active tells whether the chip is filled.
func (c *Chip) Active() bool { return c.active }

func (c *Chip) trailing() string {
	if c.active && c.onClear != nil {
		return "x"
	}
	if c.active && c.trail == "" {
		return ""
	}
	return c.trail
}

// Tapped on the "x" clears, elsewhere it opens.
func (c *Chip) Tapped(e *fyne.PointEvent) {
	if c.active && c.onClear != nil && e.Position.X > c.Size().Width-theme.IconSmall-14 && !c.disabled {
		c.onClear()
		return
	}
	c.press()
}

// TypedKey clears an active chip on Delete and Backspace.
func (c *Chip) TypedKey(e *fyne.KeyEvent) {
	if (e.Name == fyne.KeyDelete || e.Name == fyne.KeyBackspace) && c.active && c.onClear != nil {
		c.onClear()
		return
	}
	c.pressable.TypedKey(e)
}

func (c *Chip) style() theme.Style {
	if c.active {
		return theme.SmallMedium
	}
	return theme.Small
}

// CreateRenderer is Fyne's side of the part.
func (c *Chip) CreateRenderer() fyne.WidgetRenderer {
	back, ring, text := newRect(), newRect(), newLine(theme.Small)
	lead, trail := newImage(), newImage()
	width := func() float32 {
		w := 20 + c.style().Measure(c.label)
		if c.icon != "" {
			w += theme.IconSmall + 6
		}
		if c.trailing() != "" {
			w += theme.IconSmall + 6
		}
		return w
	}
	layout := func(size fyne.Size) {
		place(back, 0, 0, size.Width, size.Height)
		place(ring, 0, 0, size.Width, size.Height)
		x, y := float32(10), (size.Height-theme.IconSmall)/2
		if c.icon != "" {
			place(lead, x, y, theme.IconSmall, theme.IconSmall)
			x += theme.IconSmall + 6
		}
		place(text, x, 0, size.Width-x, size.Height)
		place(trail, size.Width-theme.IconSmall-10, y, theme.IconSmall, theme.IconSmall)
	}
	paint := func() {
		fill, stroke, ink := theme.Surface, theme.Border, theme.Text2
		switch {
		case c.active:
			fill, stroke, ink = theme.Selection, theme.None, theme.Text
		case c.plain:
			fill, stroke = theme.None, theme.None
		}
		if c.hovered && !c.active {
			fill = theme.Hover
		}
		paintRect(back, fill, stroke, theme.Stroke, theme.RadiusButton)
		paintRing(ring, c.focused, theme.RadiusButton)
		restyle(text, c.style())
		text.Text, text.Color = c.label, theme.Color(ink)
		text.Refresh()
		setIcon(lead, c.icon, ink)
		setIcon(trail, c.trailing(), ink)
	}
	min := func() fyne.Size { return fyne.NewSize(width(), theme.ButtonSmall) }
	return newRenderer(c, []fyne.CanvasObject{back, lead, text, trail, ring}, min, layout, paint)
}
