package kit

import (
	"fyne.io/fyne/v2"

	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// Select is a field whose value is picked from a menu.
type Select struct {
	pressable
	choices     []Choice
	value       string
	placeholder string
	changed     func(value string)
	icon, trail string
	height      float32
	fault       bool
}

// NewSelect makes a field 32 high; changed hears the new value.
func NewSelect(choices []Choice, changed func(value string)) *Select {
	s := &Select{choices: choices, changed: changed, placeholder: say.T("Choose"), trail: "chevron-down", height: theme.ButtonHeight}
	s.init(s, func() { ShowMenu(s, s.menu()) })
	return s
}

// Small makes the field 28 high, as in tables and headers, and returns it.
func (s *Select) Small() *Select {
	s.height = theme.ButtonSmall
	return s
}

// WithIcon puts an icon before the value, with the up-and-down sign of a picker, and returns it.
func (s *Select) WithIcon(name string) *Select {
	s.icon, s.trail = name, "chevrons-up-down"
	return s
}

// WithPlaceholder says what an undecided field shows and returns it.
func (s *Select) WithPlaceholder(text string) *Select {
	s.placeholder = text
	return s
}

// Value is what is chosen, empty for nothing.
func (s *Select) Value() string { return s.value }

// SetValue shows a choice without raising the callback.
func (s *Select) SetValue(value string) {
	if s.value != value {
		s.value = value
		s.Refresh()
	}
}

// Choose picks a value as a person would.
func (s *Select) Choose(value string) {
	if s.value == value {
		return
	}
	s.SetValue(value)
	if s.changed != nil {
		s.changed(value)
	}
}

// SetChoices replaces the list.
func (s *Select) SetChoices(choices []Choice) {
	s.choices = choices
	s.Refresh()
}

// SetFault draws the faulty frame; Field says the reason below.
func (s *Select) SetFault(fault bool) {
	if s.fault != fault {
		s.fault = fault
		s.Refresh()
	}
}

// TypedKey opens on Down too.
func (s *Select) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyDown {
		s.press()
		return
	}
	s.pressable.TypedKey(e)
}

func (s *Select) menu() []MenuItem {
	items := make([]MenuItem, 0, len(s.choices))
	for _, c := range s.choices {
		items = append(items, MenuItem{Label: c.Label, Note: c.Note, Checked: c.Value == s.value, Tapped: func() { s.Choose(c.Value) }})
	}
	return items
}

func (s *Select) shown() (text string, role theme.Role) {
	for _, c := range s.choices {
		if c.Value == s.value && (s.value != "" || c.Label != "") {
			if s.disabled {
				return c.Label, theme.Text3
			}
			return c.Label, theme.Text
		}
	}
	return s.placeholder, theme.Text3
}

// CreateRenderer is Fyne's side of the part.
func (s *Select) CreateRenderer() fyne.WidgetRenderer {
	back, icon, trail, text := newRect(), newImage(), newImage(), newLine(theme.Body)
	layout := func(size fyne.Size) {
		place(back, 0, 0, size.Width, size.Height)
		x, y := float32(11), (size.Height-theme.IconText)/2
		if s.icon != "" {
			place(icon, 10, y, theme.IconText, theme.IconText)
			x = 35
		}
		label, _ := s.shown()
		w := size.Width - x - 32
		text.Text = Elide(label, theme.Body, w)
		place(text, x, 0, w, size.Height)
		place(trail, size.Width-theme.IconText-10, y, theme.IconText, theme.IconText)
	}
	paint := func() {
		paintField(back, s.focused, s.fault, s.disabled)
		_, ink := s.shown()
		text.Color = theme.Color(ink)
		text.Refresh()
		setIcon(icon, s.icon, theme.Text2)
		setIcon(trail, s.trail, theme.Text2)
	}
	return newRenderer(s, []fyne.CanvasObject{back, icon, text, trail},
		func() fyne.Size { return fyne.NewSize(96, s.height) }, layout, paint)
}
