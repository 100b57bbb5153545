package kit

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// Chart is a small drawing of lines. Beside each chart stands its number in words.
type Chart struct {
	widget.BaseWidget
	objects []fyne.CanvasObject
	draw    func(c *Chart, size fyne.Size)
	least   fyne.Size
}

func newChart(least fyne.Size, draw func(c *Chart, size fyne.Size)) *Chart {
	c := &Chart{draw: draw, least: least}
	c.ExtendBaseWidget(c)
	return c
}

// CreateRenderer is Fyne's side of the part.
func (c *Chart) CreateRenderer() fyne.WidgetRenderer {
	r := &renderer{owner: c, min: func() fyne.Size { return c.least }, paint: func() {}}
	r.objects = func() []fyne.CanvasObject { return c.objects }
	r.layout = func(size fyne.Size) {
		c.objects = c.objects[:0:0]
		if size.Width > 0 && size.Height > 0 {
			c.draw(c, size)
		}
	}
	return r
}

func (c *Chart) line(x1, y1, x2, y2, width float32, role theme.Role) {
	l := canvas.NewLine(theme.Color(role))
	l.StrokeWidth = width
	l.Position1, l.Position2 = fyne.NewPos(x1, y1), fyne.NewPos(x2, y2)
	c.objects = append(c.objects, l)
}

// joined is a chart line of 1.5 that reaches a little beyond its ends, because the toolkit's lines
// have no joints and would leave notches.
func (c *Chart) joined(x1, y1, x2, y2 float32, role theme.Role) {
	const beyond = 0.75
	dx, dy := x2-x1, y2-y1
	length := float32(math.Hypot(float64(dx), float64(dy)))
	if length == 0 {
		return
	}
	ex, ey := dx/length*beyond, dy/length*beyond
	c.line(x1-ex, y1-ey, x2+ex, y2+ey, 1.5, role)
}

func (c *Chart) rect(x, y, w, h, radius float32, role theme.Role) {
	r := canvas.NewRectangle(color.Transparent)
	paintRect(r, role, theme.None, 0, radius)
	place(r, x, y, w, h)
	c.objects = append(c.objects, r)
}

func highest(values []float64, least float64) float64 {
	for _, v := range values {
		least = max(least, v)
	}
	if least <= 0 {
		return 1
	}
	return least
}

// NewSpark draws values as a line of 1.5 with a dot of 5 at the end. A goal above 0 is a thin
// line, and the scale then reaches from 0 to the goal or the highest value.
func NewSpark(values []float64, goal float64, state theme.State) *Chart {
	return newChart(fyne.NewSize(40, 22), func(c *Chart, size fyne.Size) {
		if len(values) == 0 {
			return
		}
		top := highest(values, goal)
		const dot = 5
		width, height := size.Width-dot, size.Height-dot
		at := func(i int) (x, y float32) {
			if len(values) > 1 {
				x = width * float32(i) / float32(len(values)-1)
			}
			return x + dot/2.0, height*(1-float32(values[i]/top)) + dot/2.0
		}
		if goal > 0 {
			y := height*(1-float32(goal/top)) + dot/2.0
			c.line(0, y, size.Width, y, 1, theme.Text3)
		}
		for i := 1; i < len(values); i++ {
			x1, y1 := at(i - 1)
			x2, y2 := at(i)
			c.joined(x1, y1, x2, y2, state.Solid())
		}
		x, y := at(len(values) - 1)
		c.rect(x-dot/2.0, y-dot/2.0, dot, dot, dot/2.0, state.Solid())
	})
}

// NewBars draws values as bars 2 wide and 2 apart, standing at the right end.
func NewBars(values []float64, state theme.State) *Chart {
	return newChart(fyne.NewSize(40, 22), func(c *Chart, size fyne.Size) {
		top := highest(values, 0)
		x := size.Width - float32(len(values))*4 + 2
		for i, v := range values {
			h := fyne.Max(1, size.Height*float32(v/top))
			c.rect(x+float32(i)*4, size.Height-h, 2, h, 0, state.Solid())
		}
	})
}

// NewProportion draws the shares of a whole as one bar of 8; a small share keeps a visible stub.
func NewProportion(parts []Part) *Chart {
	return newChart(fyne.NewSize(80, 8), func(c *Chart, size fyne.Size) {
		widths := shares(parts, size.Width)
		if widths == nil {
			c.rect(0, 0, size.Width, size.Height, 2, theme.Track)
			return
		}
		x := float32(0)
		for i, p := range parts {
			if widths[i] > 0 {
				c.rect(x, 0, widths[i], size.Height, 2, p.State.Solid())
				x += widths[i] + shareGap
			}
		}
	})
}

const (
	shareGap  float32 = 2
	shareStub float32 = 8 // the least width of a share that is there at all
)

// shares gives the width of each part; what the stubs need extra, the largest part gives. Nil
// when there is nothing to share.
func shares(parts []Part, width float32) []float32 {
	total, largest := 0, 0
	for i, p := range parts {
		if p.Count > 0 {
			total += p.Count
			width -= shareGap
		}
		if p.Count > parts[largest].Count {
			largest = i
		}
	}
	if total == 0 {
		return nil
	}
	width += shareGap
	widths := make([]float32, len(parts))
	used := float32(0)
	for i, p := range parts {
		if p.Count > 0 {
			widths[i] = fyne.Max(shareStub, width*float32(p.Count)/float32(total))
			used += widths[i]
		}
	}
	widths[largest] -= used - width
	return widths
}

// Series is one line of a step chart: values over equal spans of time.
type Series struct {
	Name   string
	Values []float64
	Role   theme.Role // theme.Text2 and theme.Working.Solid() for two series
}

// NewSteps draws at most two series as steps, with the top of the scale and 0 at the right and
// up to three words below.
func NewSteps(series []Series, axis ...string) *Chart {
	return newChart(fyne.NewSize(160, 116), func(c *Chart, size fyne.Size) {
		top := 0.0
		for _, s := range series {
			top = highest(s.Values, top)
		}
		width, height := size.Width-22, size.Height-20
		for i := range 4 {
			y := 4 + (height-4)*float32(i)/3
			c.line(0, y, width, y, 1, theme.Line)
		}
		for _, s := range series {
			c.steps(s, width, height, top)
		}
		c.word(say.Count(int(top)), size.Width-22, -4, 22, fyne.TextAlignTrailing)
		c.word("0", size.Width-22, height-10, 22, fyne.TextAlignTrailing)
		for i, word := range axis {
			align := []fyne.TextAlign{fyne.TextAlignLeading, fyne.TextAlignCenter, fyne.TextAlignTrailing}[min(i, 2)]
			if len(axis) == 2 && i == 1 {
				align = fyne.TextAlignTrailing
			}
			c.word(word, 0, height+4, width, align)
		}
	})
}

func (c *Chart) steps(s Series, width, height float32, top float64) {
	n := float32(max(1, len(s.Values)))
	last := float32(0)
	for i, v := range s.Values {
		x1, x2 := width*float32(i)/n, width*float32(i+1)/n
		y := 4 + (height-4)*(1-float32(v/top))
		if i > 0 && y != last {
			c.joined(x1, last, x1, y, s.Role)
		}
		c.joined(x1, y, x2, y, s.Role)
		last = y
	}
}

func (c *Chart) word(text string, x, y, width float32, align fyne.TextAlign) {
	t := newLine(theme.Caption)
	t.Text, t.Color, t.Alignment = text, theme.Color(theme.Text3), align
	place(t, x, y, width, 16)
	c.objects = append(c.objects, t)
}

// SeriesLegend names the series of a step chart.
func SeriesLegend(series []Series) fyne.CanvasObject {
	var entries []fyne.CanvasObject
	for _, s := range series {
		entries = append(entries, Across(6, Sized(10, 2, Fill(s.Role, nil)), NewText(s.Name, theme.Small, theme.Text2)))
	}
	return Across(12, entries...)
}

// Progress is a bar of done out of total. Beside it stands the number in words.
type Progress struct {
	widget.BaseWidget
	done, total float64
	height      float32
	fill        theme.Role
}

// NewProgress makes a bar, 4 or 6 high.
func NewProgress(height float32) *Progress {
	p := &Progress{height: height, fill: theme.Working.Solid()}
	p.ExtendBaseWidget(p)
	return p
}

// WithFill gives the bar another role, as the plain bar of requests left, and returns it.
func (p *Progress) WithFill(role theme.Role) *Progress {
	p.fill = role
	return p
}

// Set moves the bar; a total of 0 leaves it empty.
func (p *Progress) Set(done, total float64) {
	if p.done != done || p.total != total {
		p.done, p.total = done, total
		p.Refresh()
	}
}

// CreateRenderer is Fyne's side of the part.
func (p *Progress) CreateRenderer() fyne.WidgetRenderer {
	track, bar := newRect(), newRect()
	layout := func(size fyne.Size) {
		y := (size.Height - p.height) / 2
		share := 0.0
		if p.total > 0 {
			share = max(0, min(1, p.done/p.total))
		}
		place(track, 0, y, size.Width, p.height)
		place(bar, 0, y, size.Width*float32(share), p.height)
	}
	paint := func() {
		paintRect(track, theme.Track, theme.None, 0, p.height/2)
		paintRect(bar, p.fill, theme.None, 0, p.height/2)
	}
	return newRenderer(p, []fyne.CanvasObject{track, bar},
		func() fyne.Size { return fyne.NewSize(40, p.height) }, layout, paint)
}
