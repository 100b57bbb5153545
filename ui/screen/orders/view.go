package orders

import (
	"fmt"

	"fyne.io/fyne/v2"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/theme"
)

// parts are the widgets of the screen. They decide nothing.
type parts struct {
	header  *kit.PageHeader
	tabs    *kit.Tabs
	bar     *kit.FilterBar
	offered string          // the filters that the bar was made of
	place   *fyne.Container // holds the bar, which is made anew when there is something else to choose from
	search  *kit.Entry
	table   *kit.PagedTable
	pane    *kit.Pane
	split   *kit.Split
	content *fyne.Container
	dragged bool // the pane has a width that a person chose
}

func newParts(s *Screen) *parts {
	p := &parts{}
	p.table = kit.NewPagedTable(kit.TableOptions{
		Columns: columns(), Load: s.load, Fault: words,
		OnSelect: s.selected, OnOpen: s.opened, OnSort: s.sort, OnRefresh: s.Reload, OnMenu: s.menu,
	})
	p.header = kit.NewPageHeader("Orders", p.table.NewColumnButton())
	p.tabs = kit.NewTabs(tabsOf(summary{}), s.showTab)
	p.search = kit.NewSearch("Number, SKU, name", "").Small()
	p.search.OnChanged = s.typed
	p.search.OnSubmitted = s.find
	p.search.OnEscape = func() { p.search.SetText("") }
	p.place = kit.Stack()
	p.pane = kit.NewPane(paneTabs(nil, false), s.showPaneTab, s.closePane)
	p.pane.SetHeader(kit.PaneHeader{Title: "Order"})
	page := kit.NewPage(p.table, nil, p.header, p.tabs, kit.Height(theme.FilterHeight, p.place))
	p.split = kit.NewSplit(page, p.pane)
	p.split.OnWidth = func(float32) {
		p.dragged = true
		s.paneResized()
	}
	p.content = container(p.split, s.resized)
	return p
}

// setFilters offers filters anew when they differ; what is chosen stays chosen.
func (p *parts) setFilters(q query, s summary, changed func(map[string][]string)) {
	offer := filters(q, s)
	if offered := fmt.Sprint(offer); p.bar == nil || offered != p.offered {
		p.offered = offered
		p.bar = kit.NewFilterBar(offer, changed)
		p.bar.SetRight(kit.Width(168, p.search))
		p.place.Objects = []fyne.CanvasObject{p.bar}
		p.place.Refresh()
	}
	p.bar.Set(q.values())
}

// setSearch shows a search text without searching again.
func (p *parts) setSearch(text string) {
	heard := p.search.OnChanged
	p.search.OnChanged = nil
	p.search.SetText(text)
	p.search.OnChanged = heard
}

// wide tells whether the pane has room for all its tabs.
func (p *parts) wide() bool { return p.split.Width() >= roomForAll }

func (p *parts) setPaneTabs(d *view.OrderDetail) {
	p.pane.Tabs().SetTabs(paneTabs(d, p.wide()))
}

// skeleton stands in a pane whose details are being read.
func skeleton() fyne.CanvasObject {
	bar := func(width float32) fyne.CanvasObject {
		return kit.AcrossTop(0, kit.Sized(width, 8, kit.NewBox(theme.Track, theme.None, theme.RadiusBar, nil)))
	}
	return kit.Down(24, bar(220), bar(160), bar(260), bar(190))
}

// container tells the screen its width before its content is laid out.
func container(o fyne.CanvasObject, resized func(width float32)) *fyne.Container {
	return &fyne.Container{Layout: &measuring{resized: resized}, Objects: []fyne.CanvasObject{o}}
}

type measuring struct {
	width   float32
	resized func(width float32)
}

func (m *measuring) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

func (m *measuring) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if m.width != size.Width {
		m.width = size.Width
		m.resized(size.Width)
	}
	objects[0].Move(fyne.NewPos(0, 0))
	objects[0].Resize(size)
}
