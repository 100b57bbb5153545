package shipments

import (
	"strconv"

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
	bar     *kit.SelectionBar
	send    *kit.Button
	pane    *kit.Pane
	split   *kit.Split
	main    *fyne.Container // laid out again when the selection bar comes or goes
	one     bool            // one store alone is in view, so its name needs no column
}

// wishes are what the widgets ask of the screen.
type wishes struct {
	tab      func(id string)
	filter   func(values map[string][]string)
	search   func(text string, now bool)
	sort     func(column string, desc bool)
	load     kit.Load
	moved    func(key string)
	open     func(key string)
	checked  func(kit.Checks)
	sendMany func()
	menu     func(key string) []kit.MenuItem
	refresh  func()
	paneTab  func(id string)
	close    func()
}

func newPage(w wishes) *page {
	p := &page{}
	p.table = kit.NewPagedTable(kit.TableOptions{
		Columns: columns(), Load: w.load, Fault: fault, Checks: true, OnCheck: w.checked,
		OnSelect: func(r kit.Row) { w.moved(r.Key) }, OnOpen: func(r kit.Row) { w.open(r.Key) },
		OnSort: w.sort, OnRefresh: w.refresh, OnMenu: func(r kit.Row) []kit.MenuItem { return w.menu(r.Key) },
	})
	p.table.SetLoadingNote("Reading the shipments")
	p.header = kit.NewPageHeader("Shipments", p.table.NewColumnButton())
	p.tabs = kit.NewTabs(tabs(nil), w.tab)
	p.filters = kit.NewFilterBar([]kit.Filter{
		{ID: "store", Label: "Store"},
		{ID: "state", Label: "State", Choices: []kit.Choice{
			{Value: string(commerce.ShipmentWaiting), Label: "To send"}, {Value: string(commerce.ShipmentSent), Label: "Told"},
			{Value: string(commerce.ShipmentSuperseded), Label: "Told by others"}, {Value: string(commerce.ShipmentHeld), Label: "Held"},
		}},
		{ID: "shipped", Label: "Shipped", Choices: []kit.Choice{{Value: shippedToday, Label: "Shipped today"},
			{Value: shippedWeek, Label: "Shipped in 7 days"}, {Value: shippedMonth, Label: "Shipped in 30 days"}}},
	}, w.filter)
	p.search = kit.NewSearch("Order, note or tracking", "").Small()
	p.search.OnChanged = func(text string) { w.search(text, false) }
	p.search.OnSubmitted = func(text string) { w.search(text, true) }
	p.search.OnEscape = func() { p.search.SetText("") }
	p.filters.SetRight(kit.Across(theme.Space4, kit.NewSmallState(theme.OK, "mail-x", "E-mail guard on"), kit.Width(220, p.search)))
	p.send = kit.NewButton("Send now", kit.Primary, w.sendMany).Small().WithIcon("send")
	p.bar = kit.NewSelectionBar(p.table.ClearChecks, p.send)
	p.pane = kit.NewPane([]kit.Tab{
		{ID: paneNotes, Label: "Notes", Count: kit.NoCount}, {ID: paneText, Label: "Written to EKM", Count: kit.NoCount},
		{ID: paneHistory, Label: "History", Count: kit.NoCount},
	}, w.paneTab, w.close)
	p.pane.SetHeader(kit.PaneHeader{})
	p.pane.SetFoot(emptyFoot())
	p.main = kit.Down(0, p.header, p.tabs, kit.Height(theme.FilterHeight, p.filters), kit.Grow(p.table), p.bar)
	p.split = kit.NewSplit(kit.Fill(theme.Surface, p.main), p.pane)
	return p
}

// showTicked shows how many rows are ticked, what sending does, and the button's word; an empty word offers nothing.
func (p *page) showTicked(count int, effect, verb string) {
	if verb == "" {
		p.send.SetLabel("Nothing to send")
		p.send.Disable()
	} else {
		p.send.SetLabel(verb)
		p.send.Enable()
	}
	p.bar.Set(count, effect)
	p.bar.Resize(fyne.Size{}) // a longer text needs its line laid out again, which only a change of size brings about
	p.main.Refresh()
}

// showFilters makes chips and search field say what is asked, without asking again.
func (p *page) showFilters(q query, stores []view.StoreCard) {
	var choices []kit.Choice
	for _, s := range stores {
		choices = append(choices, kit.Choice{Value: storeValue(s.ID), Label: s.Name})
	}
	p.filters.SetChoices("store", choices)
	values := map[string][]string{}
	for id, v := range map[string]string{"state": string(q.state), "shipped": q.shipped} {
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

func storeValue(id commerce.StoreID) string { return strconv.FormatInt(int64(id), 10) }
