package match

import (
	"fmt"

	"fyne.io/fyne/v2"

	"stockbridge/ui/kit"
	"stockbridge/ui/theme"
)

// parts are the widgets of the screen. They decide nothing.
type parts struct {
	header  *kit.PageHeader
	tabs    *foldingTabs
	bar     *kit.FilterBar
	offered string          // the filters that the bar was made of
	place   *fyne.Container // holds the bar, which is made anew when there is something else to choose from
	search  *kit.Entry
	table   *kit.PagedTable
	pane    *kit.Pane
	split   *kit.Split
	content *fyne.Container
	dragged bool // the pane has a width that a person chose
	width   float32
}

func newParts(s *Screen) *parts {
	p := &parts{}
	p.table = kit.NewPagedTable(kit.TableOptions{
		Columns: columns(), Load: s.load, Fault: words,
		OnSelect: s.selected, OnOpen: s.opened, OnSort: s.sort, OnRefresh: s.Reload, OnMenu: s.menu,
	})
	p.header = kit.NewPageHeader("SKU match", p.table.NewColumnButton(), kit.NewMenuButton("Recheck", s.recheckMenu).Small())
	p.tabs = newFoldingTabs(s.query.tab, s.showTab)
	p.search = kit.NewSearch("SKU, name, barcode", "").Small()
	p.search.OnChanged = s.typed
	p.search.OnSubmitted = s.find
	p.search.OnEscape = func() { p.search.SetText("") }
	p.place = kit.Stack()
	p.pane = kit.NewPane(paneTabs(s.link, nil), func(string) { s.showBody() }, s.closePane)
	p.pane.SetHeader(kit.PaneHeader{Title: "SKU"})
	page := kit.NewPage(p.table, nil, p.header, kit.Height(theme.TabsHeight, p.tabs.line), kit.Height(theme.FilterHeight, p.place))
	p.split = kit.NewSplit(page, p.pane)
	p.split.OnWidth = func(float32) { p.dragged = true }
	p.content = &fyne.Container{Layout: p, Objects: []fyne.CanvasObject{p.split}}
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

// MinSize is that of the page.
func (p *parts) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

// Layout gives the pane a third of the window, unless a person has chosen a width.
func (p *parts) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if p.width != size.Width && !p.dragged {
		p.width = size.Width
		p.split.SetWidth(size.Width * theme.PaneWidth / 1072)
	}
	objects[0].Move(fyne.NewPos(0, 0))
	objects[0].Resize(size)
}
