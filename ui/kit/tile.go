package kit

import (
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// Part is one share of a proportion bar.
type Part struct {
	State theme.State
	Icon  string // empty: the state's own
	Label string
	Count int
}

// TileData is what a tile shows.
type TileData struct {
	Label  string    // 12, above
	Figure string    // 24
	Unit   string    // 13, after the figure
	Line   string    // 12, below
	At     time.Time // the moment that Line speaks of; its tooltip says it in full
	// Second is another line in place of the spark, which leads somewhere of its own when SecondTapped is given.
	Second       string
	SecondTapped func()
	State        theme.State // icon before the line; NoState for none
	// Either a line of values, with a goal line when Goal is above 0, or a proportion bar.
	Spark      []float64
	SparkState theme.State // Working when not set
	Goal       float64
	Parts      []Part
}

// Tile is a card of 116 with one figure that can be pressed.
type Tile struct {
	composite
	card *Pressable
	body *holder
}

// NewTile makes the tile; tapped opens the screen behind the figure and may be nil.
func NewTile(d TileData, tapped func()) *Tile {
	t := &Tile{body: newHolder(nil)}
	t.card = NewPressable(Pad(14, 12, t.body), theme.RadiusCard, tapped)
	t.content = Height(116, NewBox(theme.Surface, theme.Border, theme.RadiusCard, t.card))
	t.ExtendBaseWidget(t)
	t.Set(d)
	return t
}

// Set shows other values.
func (t *Tile) Set(d TileData) {
	figure := Across(6, NewText(d.Figure, theme.Display, theme.Text), NewElided(d.Unit, theme.Body, theme.Text2))
	parts := []fyne.CanvasObject{Label(d.Label), Height(36, figure)}
	switch {
	case len(d.Parts) > 0:
		parts = append(parts, Gap(0, 6), NewProportion(d.Parts), Gap(0, 8), Legend(d.Parts))
	case len(d.Spark) > 0:
		state := d.SparkState
		if state == theme.NoState {
			state = theme.Working
		}
		parts = append(parts, Label(d.Line), Gap(0, 2), Height(22, NewSpark(d.Spark, d.Goal, state)))
	default:
		line := []fyne.CanvasObject{Grow(Exactly(Label(d.Line), d.At))}
		if d.State != theme.NoState {
			line = append([]fyne.CanvasObject{NewIcon(d.State.Icon(), d.State.Text(), theme.IconSmall)}, line...)
		}
		parts = append(parts, Across(4, line...))
		switch {
		case d.Second != "" && d.SecondTapped != nil:
			parts = append(parts, Gap(0, 2), NewLink(d.Second, theme.Small, d.SecondTapped))
		case d.Second != "":
			parts = append(parts, Gap(0, 2), Label(d.Second))
		}
	}
	body := Down(0, parts...)
	lieOn(t.card, body)
	t.body.set(body)
}

// Legend names the parts of a proportion bar with their counts.
func Legend(parts []Part) fyne.CanvasObject {
	entries := make([]fyne.CanvasObject, 0, len(parts))
	for _, p := range parts {
		icon := p.Icon
		if icon == "" {
			icon = p.State.Icon()
		}
		entries = append(entries, Across(4, NewIcon(icon, p.State.Text(), theme.IconSmall),
			NewText(p.Label, theme.Small, theme.Text2), NewText(say.Count(p.Count), theme.SmallStrong, theme.Text)))
	}
	return Across(12, entries...)
}
