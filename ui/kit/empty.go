package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"stockbridge/ui/theme"
)

// EmptyState is what stands where nothing is: one sentence with proof, one line, the next step.
type EmptyState struct {
	Title  string
	Line   string
	Button string
	Tapped func()
}

// NewEmpty draws an empty state; it belongs at the top left.
func NewEmpty(e EmptyState) fyne.CanvasObject {
	parts := []fyne.CanvasObject{NewParagraph(e.Title, theme.Subtitle, theme.Text)}
	if e.Line != "" {
		parts = append(parts, NewParagraph(e.Line, theme.Body, theme.Text2))
	}
	if e.Button != "" {
		parts = append(parts, Gap(0, 4), Across(0, NewButton(e.Button, Secondary, e.Tapped)))
	}
	return Down(theme.Space1, parts...)
}

// skeleton is eight rows of bars that do not move, and after a while a line of what is read.
type skeleton struct {
	widget.BaseWidget
	rowHeight float32
	note      string
}

const skeletonRows = 8

func newSkeleton(rowHeight float32) *skeleton {
	s := &skeleton{rowHeight: rowHeight}
	s.ExtendBaseWidget(s)
	return s
}

func (s *skeleton) say(text string) {
	if s.note != text {
		s.note = text
		s.Refresh()
	}
}

// skeletonBars are the widths of a row's bars; three patterns take turns so it reads as text.
var skeletonBars = [3][4]float32{{96, 60, 132, 72}, {72, 60, 104, 88}, {112, 60, 148, 56}}

func (s *skeleton) CreateRenderer() fyne.WidgetRenderer {
	note := newLine(theme.Small)
	var bars, lines []*canvas.Rectangle
	objects := []fyne.CanvasObject{note}
	for range skeletonRows {
		line := newRect()
		lines = append(lines, line)
		objects = append(objects, line)
		for range skeletonBars[0] {
			bar := newRect()
			bars = append(bars, bar)
			objects = append(objects, bar)
		}
	}
	layout := func(size fyne.Size) {
		for row := range skeletonRows {
			y := float32(row) * s.rowHeight
			place(lines[row], 0, y+s.rowHeight-1, size.Width, 1)
			x := theme.PageMargin
			for i, w := range skeletonBars[row%len(skeletonBars)] {
				place(bars[row*len(skeletonBars[0])+i], x, y+(s.rowHeight-8)/2, w, 8)
				x += 170
			}
		}
		place(note, theme.PageMargin, skeletonRows*s.rowHeight+12, size.Width, 16)
	}
	paint := func() {
		for _, b := range bars {
			paintRect(b, theme.Track, theme.None, 0, theme.RadiusTag)
		}
		for _, l := range lines {
			paintRect(l, theme.Line, theme.None, 0, 0)
		}
		note.Text, note.Color = s.note, theme.Color(theme.Text2)
		note.Refresh()
	}
	return newRenderer(s, objects, func() fyne.Size { return fyne.Size{} }, layout, paint)
}
