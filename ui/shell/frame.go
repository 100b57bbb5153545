package shell

import (
	"fyne.io/fyne/v2"

	"stockbridge/ui/kit"
	"stockbridge/ui/theme"
)

// frame arranges the window: rail, top bar, page and bottom strip, with the list of search results over all of them. The
// order of its objects is the order in which Tab goes through them.
type frame struct {
	rail  *rail
	line  fyne.CanvasObject // between rail and page
	bar   *topBar
	page  fyne.CanvasObject
	strip *strip
	hits  *hitList
}

// least is small enough for half of a small screen and for text at 200 %.
var least = fyne.NewSize(560, 360)

func (f *frame) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{f.rail.root, f.line, f.bar.root, f.page, f.strip.root, f.hits}
}

func (f *frame) MinSize([]fyne.CanvasObject) fyne.Size { return least }

func (f *frame) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	narrow := size.Width < theme.NarrowWindow
	f.rail.setNarrow(narrow)
	f.strip.setWidth(size.Width)
	rail := theme.RailWidth - 1
	if narrow {
		rail = theme.RailNarrow - 1
	}
	body := size.Height - theme.StripHeight
	put := func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
	}
	put(f.rail.root, 0, 0, rail, body)
	put(f.line, rail, 0, 1, body)
	put(f.bar.root, rail+1, 0, size.Width-rail-1, theme.TopBarHeight)
	put(f.page, rail+1, theme.TopBarHeight, size.Width-rail-1, body-theme.TopBarHeight)
	put(f.strip.root, 0, body, size.Width, theme.StripHeight)
	put(f.hits, 0, 0, size.Width, body)
}

// page holds the screen in front.
type page struct {
	holder *fyne.Container
	root   fyne.CanvasObject
}

func newPage() *page {
	p := &page{holder: kit.Stack()}
	p.root = kit.Fill(theme.Surface, p.holder)
	return p
}

func (p *page) show(o fyne.CanvasObject) {
	p.holder.Objects = []fyne.CanvasObject{o}
	p.holder.Refresh()
}
