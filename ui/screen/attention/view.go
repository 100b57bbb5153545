package attention

import (
	"strconv"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/theme"
)

// page is the screen's widgets.
type page struct {
	header *kit.PageHeader
	tabs   *kit.Tabs

	cardFilters *kit.FilterBar
	cards       *fyne.Container // cards one below the other, or what stands in their place
	scroll      *kit.Scroll

	logFilters *kit.FilterBar
	search     *listing.Search
	follow     *kit.Switch
	table      *kit.PagedTable
	logButtons []fyne.CanvasObject

	pane  *kit.Pane
	split *kit.Split
}

// wishes are what the widgets ask of the screen.
type wishes struct {
	tab         func(id string)
	cardFilter  func(values map[string][]string)
	explain     func()
	logFilter   func(values map[string][]string)
	search      func(text string)
	follow      func(on bool)
	load        kit.Load
	moved, open func(key string)
	refresh     func()
	close       func()
	export      func() []kit.MenuItem // nil when nothing can be exported
	me          string                // the actor of what the person at this window does
}

func newPage(clock kit.Clock, w wishes) *page {
	p := &page{cards: kit.Down(theme.Space2)}
	p.header = kit.NewPageHeader(say.T("Attention & activity"))
	p.tabs = kit.NewTabs(unread(), w.tab)

	p.cardFilters = kit.NewFilterBar([]kit.Filter{
		{ID: "store", Label: say.T("Store")},
		{ID: "kind", Label: say.T("Kind"), Choices: []kit.Choice{{Value: kindOrders, Label: say.T("Orders")}, {Value: kindStock, Label: say.T("Stock and SKUs")},
			{Value: kindShipments, Label: say.T("Shipments")}, {Value: kindOther, Label: say.T("Connection and other")}}},
		{ID: "assigned", Label: say.T("Assigned to"), Choices: nameChoices(nil)},
	}, w.cardFilter)
	p.cardFilters.SetRight(kit.Across(theme.Space2, kit.NewText(say.T("Sorted by money and deadline"), theme.Small, theme.Text2),
		kit.NewLink(say.T("How it is worked out"), theme.SmallMedium, w.explain)))
	p.scroll = kit.NewScroll(kit.Inset(theme.Space1, theme.PageMargin, theme.PageMargin, theme.PageMargin, kit.FormWidth(p.cards)))

	p.table = kit.NewPagedTable(kit.TableOptions{Columns: logColumns(), Load: w.load, Fault: logFault, OnRefresh: w.refresh,
		OnSelect: func(r kit.Row) { w.moved(r.Key) }, OnOpen: func(r kit.Row) { w.open(r.Key) }})
	p.table.SetLoadingNote(say.T("Reading the activity"))
	p.logButtons = []fyne.CanvasObject{p.table.NewColumnButton()}
	if w.export != nil {
		p.logButtons = append(p.logButtons, kit.NewMenuButton(say.T("Export"), w.export).Small().WithIcon("download"))
	}
	p.logFilters = kit.NewFilterBar([]kit.Filter{
		{ID: "level", Label: say.T("Level"), Choices: []kit.Choice{{Value: "info", Label: say.T("Info")}, {Value: "warning", Label: say.T("Warning")}, {Value: "error", Label: say.T("Error")}}},
		{ID: "store", Label: say.T("Store")},
		{ID: "kind", Label: say.T("Kind"), Choices: kinds()},
		{ID: "since", Label: say.T("Time"), Choices: []kit.Choice{{Value: "hour", Label: say.T("Last hour")}, {Value: "today", Label: say.T("Today")}, {Value: "yesterday", Label: say.T("Yesterday")},
			{Value: "day", Label: say.T("Last 24 h")}, {Value: "week", Label: say.T("Last 7 days")}, {Value: "month", Label: say.T("Last 30 days")}}},
		{ID: "actor", Label: say.T("By"), Choices: actorChoices(w.me, nil)},
	}, w.logFilter)
	p.search = listing.NewSearch(say.T("Subject or text"), clock, w.search)
	p.follow = kit.NewSwitch(true, w.follow)
	p.logFilters.SetRight(kit.Across(theme.Space2, kit.NewText(say.T("Follow live"), theme.Small, theme.Text2), p.follow, kit.Gap(4, 0), kit.Width(180, p.search.Field)))

	p.pane = kit.NewPane(nil, nil, w.close)
	filters := kit.Height(theme.FilterHeight, kit.Stack(p.cardFilters, p.logFilters))
	main := kit.NewPage(kit.Stack(p.scroll, p.table), nil, p.header, p.tabs, filters)
	p.split = kit.NewSplit(main, p.pane)
	p.showTab(tabAttention)
	return p
}

func tabs(b view.CauseBoard) []kit.Tab {
	return []kit.Tab{{ID: tabAttention, Label: say.T("Attention"), Count: len(b.Open)}, {ID: tabSnoozed, Label: say.T("Snoozed"), Count: len(b.Snoozed)},
		{ID: tabSolved, Label: say.T("Solved today"), Count: len(b.Settled)}, {ID: tabActivity, Label: say.T("Activity"), Count: kit.NoCount}}
}

// unread are the tabs before anything was counted.
func unread() []kit.Tab {
	list := tabs(view.CauseBoard{})
	for i := range list {
		list[i].Count = kit.NoCount
	}
	return list
}

// actorChoices are who did things: the person at this window first, anybody, the program, and others by name.
func actorChoices(me string, names []string) []kit.Choice {
	out := []kit.Choice{{Value: me, Label: say.T("Only what I changed")}, {Value: anybody, Label: say.T("What any person did")}, {Value: "Stockbridge", Label: say.T("What Stockbridge did by itself")}}
	for _, n := range names {
		if n != me {
			out = append(out, kit.Choice{Value: n, Label: n})
		}
	}
	return out
}

// nameChoices are the names to whom problems were given, and nobody.
func nameChoices(names []string) []kit.Choice {
	out := []kit.Choice{{Value: nobody, Label: say.T("Nobody")}}
	for _, n := range names {
		out = append(out, kit.Choice{Value: n, Label: n})
	}
	return out
}

// showTab brings the cards or the log to the front.
func (p *page) showTab(id string) {
	front, back := []fyne.CanvasObject{p.cardFilters, p.scroll}, []fyne.CanvasObject{p.logFilters, p.table}
	if id == tabActivity {
		front, back = back, front
		p.header.SetButtons(p.logButtons...)
	} else {
		p.header.SetButtons()
	}
	for _, o := range back {
		o.Hide()
	}
	for _, o := range front {
		o.Show()
	}
	p.tabs.SetCurrent(id)
}

// showCards replaces what stands below the filters and keeps the place that was scrolled to.
func (p *page) showCards(objects ...fyne.CanvasObject) {
	p.cards.Objects = objects
	p.cards.Refresh()
	p.scroll.Refresh()
}

// outlines are cards without words, shown until the first answer.
func outlines() []fyne.CanvasObject {
	bar := func(width float32) fyne.CanvasObject {
		return kit.Across(0, kit.Sized(width, 8, kit.NewBox(theme.Track, theme.None, theme.RadiusTag, nil)))
	}
	var out []fyne.CanvasObject
	for range 3 {
		out = append(out, kit.Height(108, kit.FlushCard(kit.Pad(24, 16, kit.Down(14, bar(120), bar(300), bar(420), bar(260))))))
	}
	return out
}

// showFilters makes chips, search field and switch say what is asked, without asking again.
func (p *page) showFilters(f cardFilter, q logQuery, stores []view.StoreCard) {
	choices := listing.StoreChoices(stores)
	set := func(bar *kit.FilterBar, values map[string]string) {
		bar.SetChoices("store", choices)
		chosen := map[string][]string{}
		for id, v := range values {
			if v != "" {
				chosen[id] = []string{v}
			}
		}
		bar.Set(chosen)
	}
	store := func(id commerce.StoreID) string {
		if id == 0 {
			return ""
		}
		return listing.FormatStore(id)
	}
	set(p.cardFilters, map[string]string{"store": store(f.store), "kind": f.kind, "assigned": f.assigned})
	set(p.logFilters, map[string]string{"store": store(q.store), "kind": q.kind, "level": q.level, "since": q.since, "actor": q.actor})
	p.search.Show(q.text)
}

func formatID(id int64) string { return strconv.FormatInt(id, 10) }
