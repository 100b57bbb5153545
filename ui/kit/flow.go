package kit

import "fyne.io/fyne/v2"

// Flow sets objects beside each other at their natural widths, and goes on below where a line is full: for a few buttons whose
// labels are longer in one language than in another.
func Flow(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &lines{gap: gap}, Objects: objects}
}

type lines struct {
	gap   float32
	width float32 // last width laid out, so that MinSize can tell the true height
}

// arrange places the objects in lines of a width, tells the height of all, and moves them when told to.
func (f *lines) arrange(objects []fyne.CanvasObject, width float32, move bool) float32 {
	x, y, high := float32(0), float32(0), float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		w := fyne.Min(natural(o), width)
		if x > 0 && x+w > width {
			x, y, high = 0, y+high+f.gap, 0
		}
		h := HeightFor(o, w)
		if move {
			place(o, x, y, w, h)
		}
		x, high = x+w+f.gap, fyne.Max(high, h)
	}
	return y + high
}

func (f *lines) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return f.arrange(objects, width, false)
}

func (f *lines) MinSize(objects []fyne.CanvasObject) fyne.Size {
	width := float32(0)
	for _, o := range objects {
		if o.Visible() {
			width = fyne.Max(width, o.MinSize().Width)
		}
	}
	return fyne.NewSize(width, f.heightFor(objects, fyne.Max(width, f.width)))
}

func (f *lines) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	f.width = size.Width
	f.arrange(objects, size.Width, true)
}
