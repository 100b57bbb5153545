package kit

import (
	"fyne.io/fyne/v2"

	"stockbridge/ui/theme"
)

// Width gives an object exactly this width, whatever is around it.
func Width(width float32, o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: fixed{width: width}, Objects: []fyne.CanvasObject{o}}
}

// Height gives an object exactly this height and centres nothing: it fills.
func Height(height float32, o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: fixed{height: height}, Objects: []fyne.CanvasObject{o}}
}

// Sized gives an object exactly this size.
func Sized(width, height float32, o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: fixed{width: width, height: height}, Objects: []fyne.CanvasObject{o}}
}

// fixed leaves a dimension of 0 to the content.
type fixed struct{ width, height float32 }

func (f fixed) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	if f.height > 0 {
		return f.height
	}
	if f.width > 0 {
		width = f.width
	}
	return HeightFor(objects[0], width)
}

func (f fixed) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := objects[0].MinSize()
	if f.width > 0 {
		size.Width = f.width
		size.Height = HeightFor(objects[0], f.width)
	}
	if f.height > 0 {
		size.Height = f.height
	}
	return size
}

func (f fixed) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if f.width > 0 {
		size.Width = f.width
	}
	if f.height > 0 {
		size.Height = f.height
	}
	place(objects[0], 0, 0, size.Width, size.Height)
}

// Between gives an object its best width in a row that has room for it, and no less than the least one in any other.
func Between(least, best float32, o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: flexible{least, best}, Objects: []fyne.CanvasObject{o}}
}

type flexible struct{ least, best float32 }

func (f flexible) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(f.least, objects[0].MinSize().Height)
}

func (f flexible) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place(objects[0], 0, 0, size.Width, size.Height)
}

// MaxWidth lets an object grow up to a width and keeps it at the left.
func MaxWidth(width float32, o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: atMost{width}, Objects: []fyne.CanvasObject{o}}
}

// FormWidth keeps forms and cards at most 1,040 wide, at the left.
func FormWidth(o fyne.CanvasObject) *fyne.Container { return MaxWidth(theme.FormWidth, o) }

type atMost struct{ width float32 }

func (m atMost) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return HeightFor(objects[0], fyne.Min(width, m.width))
}

func (m atMost) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

func (m atMost) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place(objects[0], 0, 0, fyne.Min(size.Width, m.width), size.Height)
}

// Steady gives an object whose content changes never less height than it has had, so that what stands below does not jump.
func Steady(o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &steady{}, Objects: []fyne.CanvasObject{o}}
}

type steady struct{ width, height float32 }

func (s *steady) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	if s.width != width {
		s.width, s.height = width, 0
	}
	s.height = fyne.Max(s.height, HeightFor(objects[0], width))
	return s.height
}

func (s *steady) MinSize(objects []fyne.CanvasObject) fyne.Size {
	min := objects[0].MinSize()
	return fyne.NewSize(min.Width, fyne.Max(min.Height, s.height))
}

func (s *steady) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place(objects[0], 0, 0, size.Width, HeightFor(objects[0], size.Width))
}

// TopLeft shows an object at its own height at the top, at full width.
func TopLeft(o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: atTop{}, Objects: []fyne.CanvasObject{o}}
}

type atTop struct{}

func (atTop) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return HeightFor(objects[0], width)
}

func (atTop) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

func (atTop) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place(objects[0], 0, 0, size.Width, HeightFor(objects[0], size.Width))
}

// Grid puts objects into columns of equal width, row after row; all of a row are equally high.
func Grid(columns int, gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	weights := make([]float32, columns)
	for i := range weights {
		weights[i] = 1
	}
	return WeightedGrid(weights, gap, objects...)
}

// WeightedGrid is Grid with columns in proportion to their weights.
func WeightedGrid(weights []float32, gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &grid{weights: weights, gap: gap}, Objects: objects}
}

type grid struct {
	weights []float32
	gap     float32
	width   float32
}

func (g *grid) columnWidth(i int, width float32) float32 {
	sum := float32(0)
	for _, w := range g.weights {
		sum += w
	}
	return (width - g.gap*float32(len(g.weights)-1)) * g.weights[i] / sum
}

// rows walks the visible objects row by row.
func (g *grid) rows(objects []fyne.CanvasObject, width float32, visit func(row []fyne.CanvasObject, height float32)) {
	var row []fyne.CanvasObject
	height := float32(0)
	flush := func() {
		if len(row) > 0 {
			visit(row, height)
		}
		row, height = nil, 0
	}
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		height = fyne.Max(height, HeightFor(o, g.columnWidth(len(row), width)))
		if row = append(row, o); len(row) == len(g.weights) {
			flush()
		}
	}
	flush()
}

func (g *grid) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	total := -g.gap
	g.rows(objects, width, func(_ []fyne.CanvasObject, height float32) { total += height + g.gap })
	return fyne.Max(total, 0)
}

func (g *grid) MinSize(objects []fyne.CanvasObject) fyne.Size {
	widest := float32(0)
	for i, o := range objects {
		share := g.columnWidth(i%len(g.weights), 1000) / 1000
		widest = fyne.Max(widest, o.MinSize().Width/fyne.Max(share, 0.01))
	}
	return fyne.NewSize(widest, g.heightFor(objects, fyne.Max(widest, g.width)))
}

func (g *grid) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	g.width = size.Width
	y := float32(0)
	rows := 0
	g.rows(objects, size.Width, func([]fyne.CanvasObject, float32) { rows++ })
	g.rows(objects, size.Width, func(row []fyne.CanvasObject, height float32) {
		if rows == 1 {
			height = size.Height
		}
		x := float32(0)
		for i, o := range row {
			w := g.columnWidth(i, size.Width)
			place(o, x, y, w, height)
			x += w + g.gap
		}
		y += height + g.gap
	})
}
