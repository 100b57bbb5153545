package settings

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// control makes the field of a setting. Changed hears what a person enters.
func control(l setting, text string, changed func(text string)) fyne.CanvasObject {
	switch l.kind {
	case someOf:
		return several(l, text, changed)
	case number:
		return counted(l, text, changed)
	case moment, id, free:
		e := kit.NewEntry(l.none)
		e.SetText(text)
		e.OnChanged = changed
		return e
	}
	choices := slices.Clone(l.choices)
	if text != "" && !slices.ContainsFunc(choices, func(c kit.Choice) bool { return c.Value == text }) {
		choices = append(choices, kit.Choice{Value: text, Label: text, Note: say.T("no longer in the list")})
	}
	if l.none != "" {
		choices = append([]kit.Choice{{Value: "", Label: l.none}}, choices...)
	}
	pick := kit.NewSelect(choices, changed)
	pick.SetValue(text)
	return pick
}

// counted is a number with its unit outside.
func counted(l setting, text string, changed func(string)) fyne.CanvasObject {
	e := kit.NewNumberEntry(say.T("None"))
	e.SetText(text)
	e.OnChanged = changed
	return newFaulty(kit.Across(8, kit.Width(72, e), kit.Grow(kit.NewElided(l.unit, theme.Body, theme.Text2))), e)
}

// several is a field whose menu ticks more than one choice; the order of ticking is kept, as the first warehouse reserves.
func several(l setting, text string, changed func(string)) fyne.CanvasObject {
	chosen := split(text)
	var field *kit.Select
	label := func() string {
		if len(chosen) == 0 {
			return l.none
		}
		return l.words(strings.Join(chosen, ","))
	}
	var show func()
	open := func() {
		var items []kit.MenuItem
		for _, c := range l.choices {
			items = append(items, kit.MenuItem{Label: c.Label, Checked: has(chosen, c.Value), Keep: true, Tapped: func() {
				before := len(chosen)
				chosen = slices.DeleteFunc(chosen, func(v string) bool { return strings.EqualFold(v, c.Value) })
				if len(chosen) == before {
					chosen = append(chosen, c.Value)
				}
				show()
				changed(strings.Join(chosen, ","))
			}})
		}
		kit.ShowMenu(field, items)
	}
	field = kit.NewSelect(nil, nil)
	show = func() {
		field.SetChoices([]kit.Choice{{Value: "shown", Label: label()}})
		field.SetValue("shown")
	}
	show()
	return newOpener(field, open)
}

func split(text string) []string {
	var out []string
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func has(list []string, value string) bool {
	return slices.ContainsFunc(list, func(v string) bool { return strings.EqualFold(v, value) })
}

// opener shows a select but opens a menu of its own, for several choices at once.
type opener struct {
	widget.BaseWidget
	field *kit.Select
	open  func()
}

func newOpener(field *kit.Select, open func()) *opener {
	o := &opener{field: field, open: open}
	o.ExtendBaseWidget(o)
	return o
}

// Tapped opens the menu.
func (o *opener) Tapped(*fyne.PointEvent) { o.open() }

// FocusGained shows the focus ring.
func (o *opener) FocusGained() { o.field.FocusGained() }

// FocusLost removes the focus ring.
func (o *opener) FocusLost() { o.field.FocusLost() }

// TypedRune is of no interest.
func (o *opener) TypedRune(rune) {}

// TypedKey opens on Space, Enter and Down.
func (o *opener) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter, fyne.KeyDown:
		o.open()
	}
}

// SetFault draws the faulty frame.
func (o *opener) SetFault(fault bool) { o.field.SetFault(fault) }

// CreateRenderer shows the field, which itself takes no taps.
func (o *opener) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(kit.Stack(o.field, newShield(o.open)))
}

// shield takes the taps that the field below it would take.
type shield struct {
	widget.BaseWidget
	tapped func()
}

func newShield(tapped func()) *shield {
	s := &shield{tapped: tapped}
	s.ExtendBaseWidget(s)
	return s
}

// Tapped passes the tap on.
func (s *shield) Tapped(*fyne.PointEvent) { s.tapped() }

// CreateRenderer shows nothing.
func (s *shield) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(kit.Gap(0, 0)) }

// faulty lets a settings row draw the fault on one part of a control that has several.
type faulty struct {
	widget.BaseWidget
	content fyne.CanvasObject
	at      *kit.Entry
}

func newFaulty(content fyne.CanvasObject, at *kit.Entry) *faulty {
	f := &faulty{content: content, at: at}
	f.ExtendBaseWidget(f)
	return f
}

// SetFault draws the faulty frame.
func (f *faulty) SetFault(fault bool) { f.at.SetFault(fault) }

// CreateRenderer shows the content.
func (f *faulty) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(f.content) }
