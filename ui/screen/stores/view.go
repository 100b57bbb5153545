package stores

import (
	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// mostRows is how many stores the table shows before it scrolls; what is below it matters more than a twelfth store.
const mostRows = 6

const headHeight = 68 // of the line between the table and the tabs

// page is the screen's widgets.
type page struct {
	s        *Screen
	content  *fyne.Container
	header   *kit.PageHeader
	table    *kit.PagedTable
	tabs     *kit.Tabs
	top      *fyne.Container // the current store's name, state and buttons
	body     *kit.Scroll     // what the current tab shows
	inner    *fyne.Container // in it; exchanged by itself so that a reload keeps the place scrolled to
	front    string          // store and tab in the body
	arranged string          // how the page is put together now, so that a reload does not rebuild it
}

func newPage(s *Screen) *page {
	p := &page{s: s, content: kit.Stack(kit.Gap(0, 0)), top: kit.Stack(kit.Gap(0, 0))}
	p.header = kit.NewPageHeader(say.T("Stores"))
	p.table = kit.NewPagedTable(kit.TableOptions{Columns: columns(), Comfortable: true, Load: p.load,
		OnSelect: func(r kit.Row) { s.choose(storeID(r.Key)) }, OnOpen: func(r kit.Row) { s.choose(storeID(r.Key)) },
		OnMenu: func(r kit.Row) []kit.MenuItem { return s.menuOf(storeID(r.Key)) }, OnRefresh: s.Reload, OnLayout: s.keepColumns})
	if layout, ok := s.keptColumns(); ok {
		p.table.SetLayout(layout)
	}
	p.tabs = kit.NewTabs(tabsWith(0), func(id string) {
		s.state.tab = id
		p.showDetails()
	})
	p.inner = kit.Stack(kit.Gap(0, 0))
	p.body = kit.NewScroll(p.inner)
	p.arrange("loading", p.header, p.table)
	p.table.Reset()
	return p
}

func tabsWith(differing int) []kit.Tab {
	if differing == 0 {
		differing = kit.NoCount
	}
	return []kit.Tab{{ID: tabHealth, Label: say.T("Health"), Count: kit.NoCount}, {ID: tabSettings, Label: say.T("Settings"), Count: differing},
		{ID: tabTimeline, Label: say.T("Timeline"), Count: kit.NoCount}, {ID: tabLimits, Label: say.T("Limits"), Count: kit.NoCount}, {ID: tabSales, Label: say.T("Sales"), Count: kit.NoCount},
		{ID: tabSignedIn, Label: say.T("Connection"), Count: kit.NoCount}}
}

// load answers the table from what the screen has; before the first answer the table shows its bars.
func (p *page) load(_ int, answer func(kit.Page)) {
	st := p.s.state
	switch {
	case st.err != nil && !st.loaded:
		answer(kit.Page{Err: st.err})
	case st.loaded:
		rows := make([]kit.Row, 0, len(st.cards))
		for _, c := range st.cards {
			rows = append(rows, row(c, p.s.o.Now()))
		}
		answer(kit.Page{Rows: rows, Total: len(rows)})
	}
}

// arrange puts the page together anew when its parts are others than before.
func (p *page) arrange(as string, body fyne.CanvasObject, rest fyne.CanvasObject, top ...fyne.CanvasObject) {
	if p.arranged == as {
		return
	}
	p.arranged = as
	p.content.Objects = []fyne.CanvasObject{kit.NewPage(rest, nil, append([]fyne.CanvasObject{body, kit.Divider()}, top...)...)}
	p.content.Refresh()
}

// showStores shows the header, the table and the store in front.
func (p *page) showStores() {
	st := p.s.state
	p.showHeader()
	switch {
	case !st.loaded:
		p.table.Reset()
	case len(st.cards) == 0:
		p.arrange("empty"+st.status.Brightpearl.Account, p.header, p.firstRun())
	default:
		rows := min(len(st.cards), mostRows)
		parts := []fyne.CanvasObject{}
		as := "stores" + say.Count(rows)
		if st.signedOut() {
			as += "out"
			parts = append(parts, kit.Pad(theme.PageMargin, 12, kit.NewNote(theme.Attention, "key-round", say.T("Brightpearl wants a new sign-in"),
				say.T("Orders wait and are kept; stock is not written. Everything goes on by itself afterwards."),
				kit.NewButton(say.T("Sign in again"), kit.Primary, func() { p.s.setup(0, "brightpearl") }).Small())))
		}
		if st.err != nil {
			as += "old"
			parts = append(parts, kit.Pad(theme.PageMargin, 12, kit.NewNote(theme.Error, "", say.T("The stores could not be read again"), say.T("What is shown is what was read last. {cause}", screen.InFull(st.err)),
				kit.NewButton(say.T("Read again"), kit.Secondary, p.s.Reload).Small())))
		}
		parts = append(parts, kit.Height(theme.TableHeader+float32(rows)*theme.RowComfortable, p.table), kit.Height(headHeight, p.top), p.tabs)
		p.arrange(as, p.header, p.body, parts...)
		if total, known := p.table.Total(); known && total == len(st.cards) {
			p.table.Reload()
		} else {
			p.table.Reset()
		}
		p.table.Select(key(st.current))
	}
	p.showDetails()
}

func (p *page) showHeader() {
	st, s := p.s.state, p.s
	add := kit.NewButton(say.T("Add store"), st.kind(forAdding), func() { s.setup(0, "") }).Small().WithIcon("plus")
	buttons := []fyne.CanvasObject{p.table.NewColumnButton()}
	if s.o.Files != nil && len(st.cards) > 0 {
		buttons = append(buttons, kit.NewMenuButton(say.T("Export"), s.exportMenu).Small().WithIcon("download"))
	}
	account := st.status.Brightpearl
	switch {
	case !st.loaded:
		p.header.SetButtons(add)
		return
	case account.Account == "":
		p.header.SetCounters(nil)
		p.header.SetSubtitle(say.T("Brightpearl is not connected"))
		buttons = append(buttons, kit.NewButton(say.T("Connect Brightpearl"), kit.Secondary, func() { s.setup(0, "brightpearl") }).Small().WithIcon("plug"))
	default:
		brightpearl := kit.Counter{Number: account.Account, Word: say.T("Brightpearl account"), Tapped: func() { s.setup(0, "brightpearl") }}
		if !account.Connected {
			brightpearl.State, brightpearl.Word = theme.Attention, say.T("Brightpearl account, sign in again")
		}
		p.header.SetSubtitle("")
		p.header.SetCounters([]kit.Counter{connected(st.cards), brightpearl})
	}
	if len(st.cards) == 0 {
		buttons = buttons[1:]
	}
	p.header.SetButtons(append(buttons, add)...)
}

// firstRun is the page while there is no store.
func (p *page) firstRun() fyne.CanvasObject {
	s := p.s
	steps := kit.Down(theme.Space4,
		kit.NewNumbered(1, say.T("Connect Brightpearl"), say.T("With a private app or in your browser, as an administrator.")),
		kit.NewNumbered(2, say.T("Allow Stockbridge in your EKM shop"), say.T("In your browser. The password stays with EKM.")),
		kit.NewNumbered(3, say.T("Choose channel, tax codes and warehouses"), say.T("Most are filled in from what both systems tell.")),
		kit.NewNumbered(4, say.T("Look at the checks, then go live"), say.T("Orders, stock and shipments have a switch each.")))
	word := say.T("Connect your first store")
	if s.state.status.Brightpearl.Account != "" {
		word = say.T("Add your first store")
	}
	return kit.Inset(32, theme.PageMargin, 20, theme.PageMargin, kit.TopLeft(kit.MaxWidth(640, kit.Down(theme.Space5,
		kit.Down(theme.Space1, kit.NewText(word, theme.Display, theme.Text),
			kit.NewParagraph(say.T("Takes about 10 minutes. Nothing is written before you go live."), theme.Lead, theme.Text2)),
		steps,
		kit.Across(8, kit.NewButton(word, kit.Primary, func() { s.setup(0, "") }))))))
}

// showDetails shows the store in front.
func (p *page) showDetails() {
	st := p.s.state
	card, ok := st.card()
	if !ok {
		return
	}
	_, differing := settingLines(st.details.settings, st.details.defaults, st.details.lists)
	if st.details.store != card.ID {
		differing = 0
	}
	p.tabs.SetTabs(tabsWith(differing))
	p.tabs.SetCurrent(st.tab)
	p.top.Objects = []fyne.CanvasObject{p.s.storeHead(card)}
	p.top.Refresh()

	var o fyne.CanvasObject
	switch {
	case st.tab == tabHealth:
		o = p.s.health(card)
	case st.details.store != card.ID:
		o = bars()
	case st.tab == tabSettings:
		o = p.s.settingsTab(card)
	case st.tab == tabTimeline:
		o = p.s.timelineTab(card)
	case st.tab == tabLimits:
		o = p.s.limitsTab()
	case st.tab == tabSignedIn:
		o = p.s.connectionTab(card)
	default:
		o = p.s.salesTab(card)
	}
	if st.details.store == card.ID && st.details.err != nil {
		o = kit.Down(theme.Space3, kit.NewNote(theme.Error, "", say.T("Not everything could be read"), screen.InFull(st.details.err),
			kit.NewButton(say.T("Read again"), kit.Secondary, p.s.Reload).Small()), o)
	}
	p.inner.Objects = []fyne.CanvasObject{kit.Inset(16, theme.PageMargin, 24, theme.PageMargin, o)}
	p.inner.Refresh()
	p.body.Refresh()
	if front := key(card.ID) + st.tab; front != p.front {
		p.front = front
		p.body.ScrollToTop()
	}
}

// bars stand where something is being read.
func bars() fyne.CanvasObject {
	var parts []fyne.CanvasObject
	for _, width := range []float32{320, 280, 420, 240, 360} {
		parts = append(parts, kit.Height(35, kit.Across(0, kit.Sized(width, 8, kit.NewBox(theme.Track, theme.None, theme.RadiusTag, nil)))))
	}
	return kit.Down(0, parts...)
}

// storeHead is the line between the table and the tabs: what this store is and what can be done with it.
func (s *Screen) storeHead(c storeCard) fyne.CanvasObject {
	state, icon, word := look(c, s.o.Now())
	names := kit.Down(0, kit.Across(10, kit.NewElided(c.Name, theme.Subtitle, theme.Text), kit.Exactly(kit.NewState(state, icon, word), until(c, s.o.Now()))),
		kit.NewElided(summary(c, s.o.Now()), theme.Small, theme.Text2))
	buttons := []fyne.CanvasObject{kit.Grow(names)}
	switch c.State {
	case commerce.StoreSetup:
		buttons = append(buttons, kit.NewButton(say.T("Go on with setup"), s.state.kind(forStore), func() { s.setup(c.ID, "") }).Small().WithIcon("arrow-right"))
	case commerce.StoreSignIn:
		buttons = append(buttons, kit.NewButton(say.T("Sign in again"), s.state.kind(forStore), func() { s.setup(c.ID, "shop") }).Small().WithIcon("key-round"))
	default:
		if c.Domain != "" {
			buttons = append(buttons, kit.NewButton(say.T("Open in EKM"), kit.Secondary, func() { s.o.Nav.OpenURL(address(c.Domain)) }).Small().WithIcon("external-link"))
		}
		buttons = append(buttons,
			kit.NewButton(say.T("Test connection"), kit.Secondary, func() { s.test(c.ID) }).Small().WithIcon("plug"),
			kit.NewButton(say.T("Sync now"), kit.Secondary, func() { s.sync(c) }).Small().WithIcon("refresh-cw"))
		if c.State == commerce.StorePaused && !c.Live(s.o.Now()) {
			buttons = append(buttons, kit.NewButton(say.T("Resume"), s.state.kind(forStore), func() { s.resume(c) }).Small().WithIcon("play"))
		} else {
			buttons = append(buttons, kit.NewMenuButton(say.T("Pause"), func() []kit.MenuItem { return s.pauseMenu(c) }).Small().WithIcon("pause"))
		}
	}
	buttons = append(buttons, kit.NewMoreButton(func() []kit.MenuItem { return s.menuOf(c.ID) }))
	return kit.PageMargin(kit.Across(8, buttons...))
}
