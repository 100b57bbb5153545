package kit_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"stockbridge/ui/kit"
	"stockbridge/ui/theme"
)

// TestNothingIsLostAtTwiceTheSize draws the stories as a window of 1280x800 shows them at 200 %: in 640x400 units, the rail
// taking 56. No story may need more than there is, and no line of text may stand outside of what holds it, unless it can be
// scrolled to.
func TestNothingIsLostAtTwiceTheSize(t *testing.T) {
	for _, s := range stories() {
		if s.name == "controls" {
			continue // a sheet of samples, which no page has beside each other
		}
		t.Run(s.name, func(t *testing.T) {
			useTheme(t, theme.AlwaysLight)
			layer := kit.NewLayer(kit.Fill(theme.Surface, s.build()), &handClock{})
			w := newWindow(t, 584, 400, layer)
			w.Canvas().(test.WindowlessCanvas).SetScale(2)
			t.Cleanup(layer.Attach(w.Canvas()))
			if s.after != nil {
				s.after(w)
			}
			keep(t, s.name+"-200", w.Canvas().Capture())
			if size := w.Canvas().Content().MinSize(); size.Width > 584 || size.Height > 400 {
				t.Errorf("the content needs %v", size)
			}
			for _, text := range clipped(w.Canvas()) {
				t.Errorf("%q has no room", text)
			}
		})
	}
}

// clipped are the texts that reach over the right or lower edge of the window, those in something that scrolls left out.
func clipped(c fyne.Canvas) (out []string) {
	size := c.Size()
	var look func(o fyne.CanvasObject, at fyne.Position)
	look = func(o fyne.CanvasObject, at fyne.Position) {
		if !o.Visible() {
			return
		}
		at = at.Add(o.Position())
		switch o := o.(type) {
		case *canvas.Text:
			width, _ := fyne.CurrentApp().Driver().RenderedTextSize(o.Text, o.TextSize, o.TextStyle, o.FontSource)
			if right := at.X + fyne.Min(width.Width, fyne.Max(o.Size().Width, width.Width)); o.Text != "" && (right > size.Width+1 || at.Y+o.TextSize > size.Height+1) {
				out = append(out, o.Text)
			}
		case *fyne.Container:
			for _, child := range o.Objects {
				look(child, at)
			}
		case fyne.Widget:
			if scrolls(o) {
				return
			}
			for _, child := range test.WidgetRenderer(o).Objects() {
				look(child, at)
			}
		}
	}
	look(c.Content(), fyne.Position{})
	for _, o := range c.Overlays().List() {
		look(o, fyne.Position{})
	}
	return out
}

func scrolls(o fyne.Widget) bool {
	_, ok := o.(fyne.Scrollable)
	return ok
}
