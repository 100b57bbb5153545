package kit

import (
	"math"

	"fyne.io/fyne/v2"

	"stockbridge/ui/theme"
)

// AxisWord stands below the beginning of a column of a Plot.
type AxisWord struct {
	At   int
	Text string
}

// Plot is what a chart over time shows: values over equal spans, oldest first. Lines and steps stand above, bars below them, each with
// a scale of its own, because two scales over one drawing say nothing.
type Plot struct {
	Columns int // spans there is room for; a day that is not over leaves the rest free
	Lines   []Series
	Steps   bool // the lines are steps: a value holds for its whole span
	Bars    []float64
	BarRole theme.Role
	Goal    float64 // a thin line through the lines' part; 0: none
	// The words of the scales, at the right: of a value of the lines, of the goal, of a number of the bars.
	Word    func(value float64) string
	GoalIs  string
	BarWord func(value float64) string
	Axis    []AxisWord
}

// Unknown is a value of a Plot's lines that nobody knows: the line has a gap there.
var Unknown = math.NaN()

const (
	plotScale float32 = 52 // for the words at the right
	plotAxis  float32 = 20
	plotGap   float32 = 22 // between lines and bars
)

// NewPlot draws the chart, at least so high.
func NewPlot(p Plot, height float32) *Chart {
	return newChart(fyne.NewSize(240, height), func(c *Chart, size fyne.Size) {
		width, height := size.Width-plotScale, size.Height-plotAxis
		above, below := height, float32(0)
		switch {
		case len(p.Bars) > 0 && len(p.Lines) > 0:
			below = height * 0.36
			above = height - below - plotGap
		case len(p.Bars) > 0:
			above, below = 0, height
		}
		if above > 0 {
			c.plotLines(p, width, above)
		}
		if below > 0 {
			c.plotBars(p, width, height-below, below)
		}
		slot := width / float32(max(1, p.Columns))
		for _, w := range p.Axis {
			c.word(w.Text, slot*float32(w.At), height+4, 80, fyne.TextAlignLeading)
		}
	})
}

func (c *Chart) plotLines(p Plot, width, height float32) {
	top := p.Goal * 1.2
	for _, s := range p.Lines {
		for _, v := range s.Values {
			if !math.IsNaN(v) {
				top = max(top, v)
			}
		}
	}
	if top <= 0 {
		top = 1
	}
	const head = 6
	at := func(v float64) float32 { return head + (height-head)*(1-float32(v/top)) }
	c.line(0, height, width, height, 1, theme.Line)
	if p.Goal > 0 {
		c.line(0, at(p.Goal), width, at(p.Goal), 1, theme.Text3)
		c.word(p.GoalIs, width+6, at(p.Goal)-8, plotScale-6, fyne.TextAlignLeading)
	} else {
		c.line(0, head, width, head, 1, theme.Line)
	}
	if p.Word != nil && (p.Goal == 0 || at(p.Goal) > head+14) {
		c.word(p.Word(top), width+6, head-8, plotScale-6, fyne.TextAlignLeading)
	}
	if p.Word != nil {
		c.word(p.Word(0), width+6, height-8, plotScale-6, fyne.TextAlignLeading)
	}
	slot := width / float32(max(1, p.Columns))
	for _, s := range p.Lines {
		if p.Steps {
			c.plotSteps(s, slot, at)
		} else {
			c.plotLine(s, slot, at)
		}
	}
}

// plotLine joins neighbours through the middle of their spans; a value between two gaps is a dot, and so is the last one.
func (c *Chart) plotLine(s Series, slot float32, at func(float64) float32) {
	known := func(i int) bool { return i >= 0 && i < len(s.Values) && !math.IsNaN(s.Values[i]) }
	last := -1
	for i, v := range s.Values {
		if !known(i) {
			continue
		}
		last = i
		x := slot * (float32(i) + 0.5)
		switch {
		case known(i - 1):
			c.joined(x-slot, at(s.Values[i-1]), x, at(v), s.Role)
		case !known(i + 1):
			c.rect(x-1.5, at(v)-1.5, 3, 3, 1.5, s.Role)
		}
	}
	if last >= 0 {
		c.rect(slot*(float32(last)+0.5)-2.5, at(s.Values[last])-2.5, 5, 5, 2.5, s.Role)
	}
}

func (c *Chart) plotSteps(s Series, slot float32, at func(float64) float32) {
	before := Unknown
	for i, v := range s.Values {
		if !math.IsNaN(v) {
			x := slot * float32(i)
			if !math.IsNaN(before) && before != v {
				c.joined(x, at(before), x, at(v), s.Role)
			}
			c.joined(x, at(v), x+slot, at(v), s.Role)
		}
		before = v
	}
}

func (c *Chart) plotBars(p Plot, width, y, height float32) {
	top := highest(p.Bars, 0)
	slot := width / float32(max(1, p.Columns))
	thick := fyne.Max(2, fyne.Min(16, slot*0.56))
	c.line(0, y+height, width, y+height, 1, theme.Line)
	for i, v := range p.Bars {
		if v > 0 {
			h := fyne.Max(1, (height-2)*float32(v/top))
			c.rect(slot*(float32(i)+0.5)-thick/2, y+height-h, thick, h, fyne.Min(2, thick/4), p.BarRole)
		}
	}
	if p.BarWord != nil && top > 0 {
		c.word(p.BarWord(top), width+6, y-6, plotScale-6, fyne.TextAlignLeading)
		c.word(p.BarWord(0), width+6, y+height-8, plotScale-6, fyne.TextAlignLeading)
	}
}

// Figure is a number beside a chart, which also says what a colour of it means.
type Figure struct {
	Role  theme.Role // of its line or bars; theme.None for a number that is not drawn
	Bar   bool       // it is drawn as bars
	Value string
	Label string
}

// NewFigures sets figures side by side.
func NewFigures(figures []Figure) fyne.CanvasObject {
	parts := make([]fyne.CanvasObject, 0, len(figures))
	for _, f := range figures {
		label := []fyne.CanvasObject{NewText(f.Label, theme.Small, theme.Text2)}
		switch {
		case f.Role != theme.None && f.Bar:
			label = append([]fyne.CanvasObject{Sized(8, 8, NewBox(f.Role, theme.None, 2, nil))}, label...)
		case f.Role != theme.None:
			label = append([]fyne.CanvasObject{Sized(10, 2, Fill(f.Role, nil))}, label...)
		}
		parts = append(parts, Down(0, NewText(f.Value, theme.Subtitle, theme.Text), Across(6, label...)))
	}
	return Across(theme.Space5, parts...)
}
