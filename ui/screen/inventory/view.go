package inventory

import (
	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/theme"
)

// page is the screen's widgets.
type page struct {
	header  *kit.PageHeader
	tabs    *kit.Tabs
	filters *kit.FilterBar
	search  *kit.Entry
	table   *kit.PagedTable
	pane    *kit.Pane
	split   *kit.Split
	one     bool // one store alone is in view, so its name needs no column
}

// wishes are what the widgets ask of the screen.
type wishes struct {
	tab      func(id string)
	filter   func(values map[string][]string)
	search   func(text string, now bool)
	sort     func(column string, desc bool)
	load     kit.Load
	moved    func(key string) // another row became current
	open     func(key string)
	menu     func(key string) []kit.MenuItem
	refresh  func()
	paneTab  func(id string)
	close    func()
	pushList func() []kit.MenuItem
}

func newPage(w wishes) *page {
	p := &page{}
	p.table = kit.NewPagedTable(kit.TableOptions{
		Columns: columns(), Load: w.load, Fault: fault,
		OnSelect: func(r kit.Row) { w.moved(r.Key) }, OnOpen: func(r kit.Row) { w.open(r.Key) },
		OnSort: w.sort, OnRefresh: w.refresh, OnMenu: func(r kit.Row) []kit.MenuItem { return w.menu(r.Key) },
	})
	p.table.SetLoadingNote("Reading the stock figures")
	p.header = kit.NewPageHeader("Inventory", p.table.NewColumnButton(), kit.NewMenuButton("Push a store", w.pushList).Small())
	p.tabs = kit.NewTabs(tabs(nil), w.tab)
	p.filters = kit.NewFilterBar([]kit.Filter{
		{ID: "store", Label: "Store"},
		{ID: "state", Label: "State", Choices: []kit.Choice{
			{Value: string(commerce.LevelIdle), Label: "Written"}, {Value: string(commerce.LevelDue), Label: "Queued"},
			{Value: string(commerce.LevelHeld), Label: "Frozen"}, {Value: string(commerce.LevelFailed), Label: "Failed"},
		}},
		{ID: "changed", Label: "Changed", Choices: []kit.Choice{{Value: "hour", Label: "Changed in the last hour"}, {Value: "today", Label: "Changed today"}}},
	}, w.filter)
	p.search = kit.NewSearch("SKU or name", "").Small()
	p.search.OnChanged = func(text string) { w.search(text, false) }
	p.search.OnSubmitted = func(text string) { w.search(text, true) }
	p.search.OnEscape = func() { p.search.SetText("") }
	p.filters.SetRight(kit.Width(200, p.search))
	p.pane = kit.NewPane([]kit.Tab{
		{ID: paneExplain, Label: "Explain", Count: kit.NoCount}, {ID: paneOrders, Label: "Orders", Count: kit.NoCount},
		{ID: paneHistory, Label: "History", Count: kit.NoCount},
	}, w.paneTab, w.close)
	p.pane.SetHeader(kit.PaneHeader{})
	p.pane.SetFoot(emptyFoot())
	p.split = kit.NewSplit(kit.NewPage(p.table, nil, p.header, p.tabs, kit.Height(theme.FilterHeight, p.filters)), p.pane)
	return p
}

// showFilters makes chips and search field say what is asked, without asking again.
func (p *page) showFilters(q query, stores []view.StoreCard) {
	var choices []kit.Choice
	for _, s := range stores {
		choices = append(choices, kit.Choice{Value: storeValue(s.ID), Label: s.Name})
	}
	p.filters.SetChoices("store", choices)
	values := map[string][]string{}
	for id, v := range map[string]string{"state": string(q.state), "changed": q.changed} {
		if v != "" {
			values[id] = []string{v}
		}
	}
	if q.store != 0 {
		values["store"] = []string{storeValue(q.store)}
	}
	p.filters.Set(values)
	if p.search.Text() != q.text {
		p.search.SetText(q.text)
	}
	if one := q.store != 0; one != p.one {
		p.one = one
		p.table.ShowColumn("store", !one)
	}
}

func (p *page) root() fyne.CanvasObject { return p.split }
