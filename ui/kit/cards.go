package kit

import (
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/ui/theme"
)

// Card is a bordered white area with padding 14 across and 12 down.
func Card(content fyne.CanvasObject) *Box {
	return NewBox(theme.Surface, theme.Border, theme.RadiusCard, Pad(14, 12, content))
}

// FlushCard is a card whose content reaches the border, as a table in a card.
func FlushCard(content fyne.CanvasObject) *Box {
	return NewBox(theme.Surface, theme.Border, theme.RadiusCard, Pad(1, 1, content))
}

// TitledCard is a flush card with a head line of 40; right may be nil.
func TitledCard(title string, right, body fyne.CanvasObject) *Box {
	head := []fyne.CanvasObject{Grow(Heading(title))}
	if right != nil {
		head = append(head, right)
	}
	return FlushCard(Down(0, Height(40, Pad(14, 0, Across(8, head...))), Divider(), Grow(body)))
}

// Fact is one of a strip of small figures.
type Fact struct {
	Label  string
	Value  string
	State  theme.State // icon before the value; NoState for none
	At     time.Time   // the moment that the value speaks of; its tooltip says it in full
	Tapped func()
}

// FactStrip is one card of 56 with small figures divided by lines.
type FactStrip struct {
	composite
	facts  []Fact
	values *holder
}

// NewFactStrip makes the strip.
func NewFactStrip(facts []Fact) *FactStrip {
	s := &FactStrip{values: newHolder(nil)}
	s.content = NewBox(theme.Surface, theme.Border, theme.RadiusCard, s.values)
	s.ExtendBaseWidget(s)
	s.Set(facts)
	return s
}

// Set shows other figures.
func (s *FactStrip) Set(facts []Fact) {
	cells := make([]fyne.CanvasObject, 0, len(facts))
	for i, f := range facts {
		value := []fyne.CanvasObject{Exactly(NewElided(f.Value, theme.BodyStrong, theme.Text), f.At)}
		if f.State != theme.NoState {
			value = append([]fyne.CanvasObject{NewIcon(f.State.Icon(), f.State.Text(), theme.IconSmall)}, value...)
		}
		var cell fyne.CanvasObject = Inset(8, 8, 8, 14, Down(0, Height(18, Label(f.Label)), Across(6, value...)))
		if f.Tapped != nil {
			cell = NewPressable(cell, theme.RadiusButton, f.Tapped)
		}
		if i > 0 {
			cell = Across(0, Height(36, VDivider()), Grow(cell))
		}
		cells = append(cells, cell)
	}
	s.facts = facts
	s.values.set(Height(56, Grid(max(1, len(facts)), 0, cells...)))
}

// CheckFigure is a card with a small title line and one figure: 18 of 20, remark.
func CheckFigure(state theme.State, title, figure, remark string) *Box {
	return Card(Down(4,
		Across(8, NewIcon(state.Icon(), state.Text(), theme.IconText), NewElided(title, theme.BodyStrong, theme.Text)),
		Across(8, NewText(figure, theme.Title, theme.Text), NewElided(remark, theme.Small, theme.Text2))))
}

// StoreFact is a line of a store's card.
type StoreFact struct {
	Label, Value string
	State        theme.State // of the value; NoState for an ordinary one
	At           time.Time   // the moment that the value speaks of; its tooltip says it in full
}

// StoreCardData is what a store card shows.
type StoreCardData struct {
	Name, Second string // store; channel and currency, or how far it has come
	State        theme.State
	Icon, Word   string
	At           time.Time // the moment that Word speaks of; its tooltip says it in full
	Facts        [3]StoreFact
	Bars         []float64 // up to 24
	BarsLabel    string
}

// StoreCard shows one store in 124.
type StoreCard struct {
	composite
	card *Pressable
	body *holder
	menu func() []MenuItem
}

// NewStoreCard makes the card; tapped opens the store. The menu, which may be nil, is what else can be done with it.
func NewStoreCard(d StoreCardData, menu func() []MenuItem, tapped func()) *StoreCard {
	c := &StoreCard{body: newHolder(nil), menu: menu}
	c.card = NewPressable(Pad(14, 8, c.body), theme.RadiusCard, tapped)
	c.content = Height(124, NewBox(theme.Surface, theme.Border, theme.RadiusCard, c.card))
	c.ExtendBaseWidget(c)
	c.Set(d)
	return c
}

// TappedSecondary opens the menu.
func (c *StoreCard) TappedSecondary(e *fyne.PointEvent) {
	if window := canvasOf(c); window != nil && c.menu != nil {
		ShowMenuAt(window, e.AbsolutePosition, c.menu())
	}
}

// Set shows other values.
func (c *StoreCard) Set(d StoreCardData) {
	labels, values := make([]fyne.CanvasObject, len(d.Facts)), make([]fyne.CanvasObject, len(d.Facts))
	for i, f := range d.Facts {
		labels[i] = Height(18, NewText(f.Label, theme.Small, theme.Text2))
		value := []fyne.CanvasObject{Grow(Exactly(NewElided(f.Value, theme.Small, f.State.Text()), f.At))}
		if f.State != theme.NoState {
			value = append([]fyne.CanvasObject{NewIcon(f.State.Icon(), f.State.Text(), theme.IconSmall)}, value...)
		}
		values[i] = Height(18, Across(4, value...))
	}
	head := []fyne.CanvasObject{Grow(NewElided(d.Name, theme.Subtitle, theme.Text)), Exactly(NewState(d.State, d.Icon, d.Word), d.At)}
	if c.menu != nil {
		more := NewMoreButton(c.menu)
		more.SetKind(Quiet)
		head = append(head, Sized(theme.ButtonSmall, theme.ButtonSmall, more))
	}
	body := Down(0,
		Height(theme.ButtonSmall, Across(4, head...)),
		NewElided(d.Second, theme.Small, theme.Text2),
		Gap(0, 6),
		AcrossTop(12, Down(0, labels...), Grow(Down(0, values...)),
			Width(96, Down(0, Height(36, NewBars(d.Bars, theme.Working)), Height(18, NewText(d.BarsLabel, theme.Caption, theme.Text3).Aligned(fyne.TextAlignTrailing))))),
	)
	lieOn(c.card, body)
	c.body.set(body)
}
