package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"stockbridge/ui/theme"
)

// HeightFor is how high an object has to be at a width. Wrapping text and our layouts know;
// anything else answers with its least height.
func HeightFor(o fyne.CanvasObject, width float32) float32 {
	if o == nil || !o.Visible() {
		return 0
	}
	if h, ok := o.(interface{ HeightFor(float32) float32 }); ok {
		return h.HeightFor(width)
	}
	if c, ok := o.(*fyne.Container); ok {
		if h, ok := c.Layout.(interface {
			heightFor([]fyne.CanvasObject, float32) float32
		}); ok {
			return h.heightFor(c.Objects, width)
		}
	}
	return o.MinSize().Height
}

// Down stacks objects downwards at full width with a gap; Grow marks one that takes the rest.
func Down(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &column{gap, 0}, Objects: objects}
}

type column struct {
	gap   float32
	width float32 // last width laid out, so that MinSize can tell the true height
}

func (c *column) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	height, shown := float32(0), 0
	for _, o := range objects {
		if o.Visible() {
			height += HeightFor(o, width)
			shown++
		}
	}
	return height + c.gap*float32(max(shown-1, 0))
}

func (c *column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	width := float32(0)
	for _, o := range objects {
		if o.Visible() {
			width = fyne.Max(width, o.MinSize().Width)
		}
	}
	return fyne.NewSize(width, c.heightFor(objects, fyne.Max(width, c.width)))
}

func (c *column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	c.width = size.Width
	spare := fyne.Max(0, size.Height-c.heightFor(objects, size.Width)) / float32(max(growers(objects), 1))
	y := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		height := HeightFor(o, size.Width)
		if _, ok := o.(*growing); ok {
			height += spare
		}
		place(o, 0, y, size.Width, height)
		y += height + c.gap
	}
}

// Across puts objects side by side, centred on one line; Grow marks one that takes the rest.
func Across(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &row{gap: gap}, Objects: objects}
}

// AcrossTop is Across with the objects aligned at the top and as high as the row.
func AcrossTop(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &row{gap: gap, top: true}, Objects: objects}
}

type row struct {
	gap   float32
	top   bool
	width float32
}

// widths shares a width out: natural text widths first, what is missing comes from elided
// texts, what is left goes to the growing objects.
func (r *row) widths(objects []fyne.CanvasObject, width float32) []float32 {
	widths := make([]float32, len(objects))
	spare, shown, flexible := width, 0, float32(0)
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		shown++
		widths[i] = natural(o)
		flexible += widths[i] - o.MinSize().Width
		spare -= widths[i]
	}
	spare -= r.gap * float32(max(shown-1, 0))
	if spare < 0 && flexible > 0 {
		share := fyne.Min(1, -spare/flexible)
		for i, o := range objects {
			if o.Visible() {
				widths[i] -= (widths[i] - o.MinSize().Width) * share
			}
		}
		return widths
	}
	if n := growers(objects); n > 0 && spare > 0 {
		for i, o := range objects {
			if _, ok := o.(*growing); ok && o.Visible() {
				widths[i] += spare / float32(n)
			}
		}
	}
	return widths
}

// natural is the width an object would like to have: texts whole, flexible objects at their best, rows of them too.
func natural(o fyne.CanvasObject) float32 {
	switch o := o.(type) {
	case *Text:
		return o.natural()
	case *Tipped:
		return natural(o.content)
	}
	if c, ok := o.(*fyne.Container); ok {
		switch l := c.Layout.(type) {
		case *row:
			return l.natural(c.Objects)
		case flexible:
			return l.best
		}
	}
	return o.MinSize().Width
}

func (r *row) natural(objects []fyne.CanvasObject) float32 {
	width, shown := float32(0), 0
	for _, o := range objects {
		if o.Visible() {
			width += natural(o)
			shown++
		}
	}
	return width + r.gap*float32(max(shown-1, 0))
}

func (r *row) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	height := float32(0)
	for i, w := range r.widths(objects, width) {
		height = fyne.Max(height, HeightFor(objects[i], w))
	}
	return height
}

func (r *row) MinSize(objects []fyne.CanvasObject) fyne.Size {
	width, shown := float32(0), 0
	for _, o := range objects {
		if o.Visible() {
			width += o.MinSize().Width
			shown++
		}
	}
	width += r.gap * float32(max(shown-1, 0))
	return fyne.NewSize(width, r.heightFor(objects, fyne.Max(width, r.width)))
}

func (r *row) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	r.width = size.Width
	x := float32(0)
	for i, w := range r.widths(objects, size.Width) {
		o := objects[i]
		if !o.Visible() {
			continue
		}
		height := size.Height
		if !r.top {
			height = fyne.Min(size.Height, HeightFor(o, w))
		}
		place(o, x, (size.Height-height)/2, w, height)
		x += w + r.gap
	}
}

// growing marks an object that takes the room left over in Across or Down.
type growing struct{ composite }

// Grow lets an object take the room left over in Across or Down.
func Grow(o fyne.CanvasObject) fyne.CanvasObject {
	g := &growing{composite{content: o}}
	g.ExtendBaseWidget(g)
	return g
}

// Spacer takes the room left over and shows nothing.
func Spacer() fyne.CanvasObject { return Grow(Gap(0, 0)) }

func growers(objects []fyne.CanvasObject) int {
	n := 0
	for _, o := range objects {
		if _, ok := o.(*growing); ok && o.Visible() {
			n++
		}
	}
	return n
}

// Gap is an empty place of a fixed size.
func Gap(width, height float32) fyne.CanvasObject {
	r := canvas.NewRectangle(color.Transparent)
	r.SetMinSize(fyne.NewSize(width, height))
	return r
}

// Stack lays objects over each other at full size.
func Stack(objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: inset{}, Objects: objects}
}

// Inset puts margins around an object.
func Inset(top, right, bottom, left float32, o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: inset{top, right, bottom, left}, Objects: []fyne.CanvasObject{o}}
}

// Pad puts the same margin left and right, and another above and below.
func Pad(across, down float32, o fyne.CanvasObject) *fyne.Container {
	return Inset(down, across, down, across, o)
}

// PageMargin puts a page's margins left and right.
func PageMargin(o fyne.CanvasObject) *fyne.Container { return Pad(theme.PageMargin, 0, o) }

type inset struct{ top, right, bottom, left float32 }

func (n inset) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	height := float32(0)
	for _, o := range objects {
		height = fyne.Max(height, HeightFor(o, width-n.left-n.right))
	}
	return height + n.top + n.bottom
}

func (n inset) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.Size{}
	for _, o := range objects {
		if o.Visible() {
			size = size.Max(o.MinSize())
		}
	}
	return size.AddWidthHeight(n.left+n.right, n.top+n.bottom)
}

func (n inset) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		place(o, n.left, n.top, size.Width-n.left-n.right, size.Height-n.top-n.bottom)
	}
}
