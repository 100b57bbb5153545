package theme

import (
	"fyne.io/fyne/v2"

	"stockbridge/assets"
)

// Style is one line of the type scale.
type Style int

// The type scale. Display appears at most four times on a screen; nothing is smaller than Caption.
const (
	Body        Style = iota // 13 in a 20 box: everything
	BodyMedium               // names and buttons
	BodyStrong               // totals
	Small                    // 12 in 16: second lines, labels, chips, bottom strip
	SmallMedium              // table headers, active chips
	SmallStrong              // a figure in a small line
	Caption                  // 11 in 16: proof line, chart axes, key hints
	Code                     // 12 in 16, monospaced: SKUs, tracking numbers, log lines
	Subtitle                 // 15 in 20 SemiBold: pane title, card cause, store name
	Title                    // 20 in 28 SemiBold: page title
	Display                  // 24 in 32 SemiBold: tile figures
	Lead                     // 15 in 22 Regular: the opening sentence of an empty program
	Number                   // 13 SemiBold for counters; same metrics as BodyStrong
)

// Face is how a Style is set.
type Face struct {
	Size   float32        // font size in Fyne units
	Box    float32        // height the layout gives one line
	Style  fyne.TextStyle // selects the font from the theme
	Source fyne.Resource  // a font the theme has no slot for, else nil
}

var faces = map[Style]Face{
	Body:        {Size: 13, Box: 20},
	BodyMedium:  {Size: 13, Box: 20, Source: assets.FontMedium},
	BodyStrong:  {Size: 13, Box: 20, Style: fyne.TextStyle{Bold: true}},
	Small:       {Size: 12, Box: 16},
	SmallMedium: {Size: 12, Box: 16, Source: assets.FontMedium},
	SmallStrong: {Size: 12, Box: 16, Style: fyne.TextStyle{Bold: true}},
	Caption:     {Size: 11, Box: 16},
	Code:        {Size: 12, Box: 16, Style: fyne.TextStyle{Monospace: true}},
	Subtitle:    {Size: 15, Box: 20, Style: fyne.TextStyle{Bold: true}},
	Title:       {Size: 20, Box: 28, Style: fyne.TextStyle{Bold: true}},
	Display:     {Size: 24, Box: 32, Style: fyne.TextStyle{Bold: true}},
	Lead:        {Size: 15, Box: 22},
	Number:      {Size: 13, Box: 20, Style: fyne.TextStyle{Bold: true}},
}

// Face gives the font and metrics of a style.
func (s Style) Face() Face { return faces[s] }

// Measure is the width of a text in this style.
func (s Style) Measure(text string) float32 {
	f := faces[s]
	size, _ := fyne.CurrentApp().Driver().RenderedTextSize(text, f.Size, f.Style, f.Source)
	return size.Width
}

// The 4-unit grid.
const (
	Space1 float32 = 4
	Space2 float32 = 8
	Space3 float32 = 12
	Space4 float32 = 16
	Space5 float32 = 20
	Space6 float32 = 24
	Space8 float32 = 32
)

// Shape and stroke.
const (
	RadiusCard   float32 = 8
	RadiusButton float32 = 6 // buttons, fields, rail items, notes, chips
	RadiusTag    float32 = 4 // tags, check boxes, focus ring
	RadiusBar    float32 = 3
	Stroke       float32 = 1
	StrokeStrong float32 = 2 // focus, fault, tab line
)

// Sizes of the frame and its parts.
const (
	RailWidth       float32 = 208
	RailNarrow      float32 = 56
	TopBarHeight    float32 = 52
	StripHeight     float32 = 28
	HeaderHeight    float32 = 56
	TabsHeight      float32 = 36
	FilterHeight    float32 = 48
	TableHeader     float32 = 32
	RowCompact      float32 = 32
	RowComfortable  float32 = 40
	ButtonHeight    float32 = 32
	ButtonSmall     float32 = 28
	PageMargin      float32 = 20
	PaneWidth       float32 = 372
	PaneMin         float32 = 320
	PaneMax         float32 = 560
	FormWidth       float32 = 1040 // forms and cards stop here and stay left
	NarrowWindow    float32 = 1100 // below: rail of icons, pane covers the table
	SelectionHeight float32 = 48
	FootHeight      float32 = 56
	IconText        float32 = 16
	IconSmall       float32 = 14
	IconAttention   float32 = 18
	IconTopBar      float32 = 20
)
