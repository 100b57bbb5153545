package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// TimelineData is what figures were over a span of time.
type TimelineData struct {
	Places []float32 // of the moments at which something moved, from 0 at the left to 1 at the right, in order
	Series []Series  // at most two, with a value for each moment; it holds until the next one
	Axis   []string  // up to three words below
}

// Timeline draws figures as steps over time, above a handle that always stands on one of the moments. A drag, a tap and the arrow
// keys move it. What the moment was stands in words beside the chart.
type Timeline struct {
	widget.BaseWidget
	data    TimelineData
	at      int
	changed func(moment int)
	focused bool
	chart   *Chart // the steps, drawn anew for other data only
	handle  *Chart // what follows the handle
}

const (
	timelineScale  float32 = 26 // for the figures of the scale, at the right
	timelineChart  float32 = 96
	timelineHigh   float32 = timelineChart + 44
	timelineHandle float32 = 12
	timelineSide   float32 = timelineHandle / 2 // so that the handle does not reach over the ends
)

// NewTimeline makes an empty timeline; changed hears of every moment that a person moves the handle to.
func NewTimeline(changed func(moment int)) *Timeline {
	t := &Timeline{changed: changed}
	t.chart = newChart(fyne.NewSize(160, timelineHigh), func(c *Chart, size fyne.Size) { t.drawSteps(c, size) })
	t.handle = newChart(fyne.NewSize(160, timelineHigh), func(c *Chart, size fyne.Size) { t.drawHandle(c, size) })
	t.ExtendBaseWidget(t)
	return t
}

// Set shows other figures with the handle on a moment; no callback.
func (t *Timeline) Set(d TimelineData, at int) {
	t.data = d
	t.at = max(0, min(at, len(d.Places)-1))
	t.chart.Refresh()
	t.handle.Refresh()
}

// At is the moment on which the handle stands.
func (t *Timeline) At() int { return t.at }

func (t *Timeline) move(to int) {
	to = max(0, min(to, len(t.data.Places)-1))
	if to == t.at || len(t.data.Places) == 0 {
		return
	}
	t.at = to
	t.handle.Refresh()
	if t.changed != nil {
		t.changed(to)
	}
}

func timelineWidth(size fyne.Size) float32 { return size.Width - timelineScale - 2*timelineSide }

// moveTowards puts the handle on the moment that is nearest to a place of the widget.
func (t *Timeline) moveTowards(x float32) {
	width := timelineWidth(t.Size())
	if len(t.data.Places) == 0 || width <= 0 {
		return
	}
	want := (x - timelineSide) / width
	away := func(i int) float32 { return max(want-t.data.Places[i], t.data.Places[i]-want) }
	best := 0
	for i := range t.data.Places {
		if away(i) <= away(best) {
			best = i
		}
	}
	t.move(best)
}

// Tapped moves the handle and gives it the keyboard.
func (t *Timeline) Tapped(e *fyne.PointEvent) {
	if c := canvasOf(t); c != nil {
		c.Focus(t)
	}
	t.moveTowards(e.Position.X)
}

// Dragged moves the handle.
func (t *Timeline) Dragged(e *fyne.DragEvent) { t.moveTowards(e.Position.X) }

// DragEnd is of no interest.
func (t *Timeline) DragEnd() {}

// Cursor is a hand, since the handle can be dragged.
func (t *Timeline) Cursor() desktop.Cursor { return desktop.PointerCursor }

// FocusGained shows the focus ring.
func (t *Timeline) FocusGained() {
	t.focused = true
	t.handle.Refresh()
}

// FocusLost removes the focus ring.
func (t *Timeline) FocusLost() {
	t.focused = false
	t.handle.Refresh()
}

// TypedRune is of no interest.
func (t *Timeline) TypedRune(rune) {}

// TypedKey moves from moment to moment and leaves other keys to the window.
func (t *Timeline) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft:
		t.move(t.at - 1)
	case fyne.KeyRight:
		t.move(t.at + 1)
	case fyne.KeyHome:
		t.move(0)
	case fyne.KeyEnd:
		t.move(len(t.data.Places) - 1)
	default:
		passKey(t, e)
	}
}

// CreateRenderer is Fyne's side of the part.
func (t *Timeline) CreateRenderer() fyne.WidgetRenderer {
	return newRenderer(t, []fyne.CanvasObject{t.chart, t.handle},
		func() fyne.Size { return t.chart.least },
		func(size fyne.Size) {
			place(t.chart, 0, 0, size.Width, size.Height)
			place(t.handle, 0, 0, size.Width, size.Height)
		}, func() {})
}

func (t *Timeline) top() float64 {
	top := 0.0
	for _, s := range t.data.Series {
		top = highest(s.Values, top)
	}
	return max(top, 1)
}

// high is where a value stands.
func (t *Timeline) high(v float64) float32 {
	return 4 + (timelineChart-4)*(1-float32(max(v, 0)/t.top()))
}

func (t *Timeline) drawSteps(c *Chart, size fyne.Size) {
	width := timelineWidth(size)
	for i := range 4 {
		y := 4 + (timelineChart-4)*float32(i)/3
		c.line(timelineSide, y, timelineSide+width, y, 1, theme.Line)
	}
	for _, s := range t.data.Series {
		for i, v := range s.Values[:min(len(s.Values), len(t.data.Places))] {
			x, next := timelineSide+width*t.data.Places[i], timelineSide+width
			if i+1 < len(t.data.Places) {
				next = timelineSide + width*t.data.Places[i+1]
			}
			if i > 0 && s.Values[i-1] != v {
				c.joined(x, t.high(s.Values[i-1]), x, t.high(v), s.Role)
			}
			c.joined(x, t.high(v), next, t.high(v), s.Role)
		}
	}
	c.word(say.Count(int(t.top())), size.Width-timelineScale, -4, timelineScale, fyne.TextAlignTrailing)
	c.word("0", size.Width-timelineScale, timelineChart-8, timelineScale, fyne.TextAlignTrailing)
	for i, word := range t.data.Axis {
		align := []fyne.TextAlign{fyne.TextAlignLeading, fyne.TextAlignCenter, fyne.TextAlignTrailing}[min(i, 2)]
		if len(t.data.Axis) == 2 && i == 1 {
			align = fyne.TextAlignTrailing
		}
		c.word(word, timelineSide, timelineChart+26, width, align)
	}
}

func (t *Timeline) drawHandle(c *Chart, size fyne.Size) {
	if len(t.data.Places) == 0 {
		return
	}
	width := timelineWidth(size)
	x, y := timelineSide+width*t.data.Places[t.at], timelineChart+16
	c.line(x, 0, x, y, 1, theme.Accent)
	for _, s := range slices.Backward(t.data.Series) {
		if t.at < len(s.Values) {
			c.rect(x-2.5, t.high(s.Values[t.at])-2.5, 5, 5, 2.5, s.Role)
		}
	}
	c.rect(timelineSide, y-2, width, 4, 2, theme.Track)
	c.rect(timelineSide, y-2, x-timelineSide, 4, 2, theme.Accent)
	if t.focused {
		c.rect(x-timelineHandle/2-4, y-timelineHandle/2-4, timelineHandle+8, timelineHandle+8, timelineHandle/2+4, theme.Accent)
		c.rect(x-timelineHandle/2-2, y-timelineHandle/2-2, timelineHandle+4, timelineHandle+4, timelineHandle/2+2, theme.Surface)
	}
	c.rect(x-timelineHandle/2, y-timelineHandle/2, timelineHandle, timelineHandle, timelineHandle/2, theme.Accent)
}
