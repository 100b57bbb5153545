package inventory

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
)

// levels is the table of figures.
type levels = listing.List[view.LevelRow, explained]

// summary is what is known around the table, as last read.
type summary struct {
	counts   map[string]int
	overview view.Overview
	brakes   []view.Brake
	frozen   []view.StockRule // whole stores
	houses   map[int64]string // warehouses
}

// Screen is the stock figures of all stores. The table and the brake's desk take turns in one place.
type Screen struct {
	*levels
	o        Options
	summary  summary
	bar      selection
	stores   *kit.Button // opens the menu of what can be done with a whole store
	notices  *kit.Slot
	compares []*comparison // of whole stores: running, or done and not put away yet
	teller   *teller       // of the figure in the pane; nil before the first
	editor   *editor       // of its rules
	desk     *desk         // nil while the table is in front
	content  *fyne.Container
	tab      string // of the last question
}

var (
	_ screen.Screen      = (*Screen)(nil)
	_ screen.StoreScoped = (*Screen)(nil)
	_ screen.Routed      = (*Screen)(nil)
)

// New makes the screen; it asks for nothing until it is shown.
func New(o Options) *Screen {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Screen{o: o, notices: kit.NewSlot()}
	s.bar = newSelection(s)
	s.stores = kit.NewMenuButton(say.T("Whole store"), s.storeMenu).Small()
	buttons := []fyne.CanvasObject{s.stores}
	if o.Files != nil {
		buttons = append(buttons, kit.NewMenuButton(say.T("Export"), func() []kit.MenuItem { return listing.ExportMenu(s.export) }).Small().WithIcon("download"))
	}
	stores := func() { o.Nav.Go(screen.Route{Screen: screen.Stores}) }
	s.levels = listing.New(listing.Options[view.LevelRow, explained]{
		Feed: o.Feed, News: o.News, Kinds: []events.Kind{events.Levels, events.Stores}, Nav: o.Nav, Now: o.Now,
		Page: o.Pages.LevelPage, Stores: o.Pages.StoreCards, Figures: s.figures,
		Title: say.T("Inventory"), Columns: columns(), Row: rowOf, Fault: unreadable, LoadingNote: say.T("Reading the stock figures"),
		Search: say.T("SKU or name"), SearchWidth: 200, Menu: s.menu, Buttons: buttons,
		OnCheck: s.checked, Bar: s.bar.SelectionBar, Notice: s.notices,
		Query: listing.NewQuery(listing.All, tabStates), Filter: filter, Window: window, Order: order, Asked: s.asked,
		Tabs: func() []kit.Tab { return tabs(s.summary.counts) }, Counters: func() []kit.Counter { return counters(s.summary, s.jump) },
		Filters: func(listing.Query) []kit.Filter { return filters(s.summary.houses) },
		Empty: func(q listing.Query) kit.EmptyState {
			return emptyOf(q, s.summary.counts, s.previewOnly(), s.ClearFilters, stores)
		},
		Memory: o.Memory, Name: "inventory",
		Pane: listing.PaneOptions[view.LevelRow, explained]{Tabs: paneTabs(), Read: s.explain, Await: s.await, Draw: s.draw},
	})
	s.content = kit.Stack(s.levels.Content())
	return s
}

// Content is the page.
func (s *Screen) Content() fyne.CanvasObject { return s.content }

// SetStore shows one store alone; 0 shows all.
func (s *Screen) SetStore(id commerce.StoreID) {
	if s.desk != nil && id != 0 && id != s.desk.brake.StoreID {
		s.closeDesk()
	}
	s.levels.SetStore(id)
}

// Open goes to a place: a tab, a search text, a row by its key or its SKU.
func (s *Screen) Open(r screen.Route) {
	if r != (screen.Route{Screen: r.Screen}) {
		s.closeDesk()
	}
	if _, ok := placeAt(r.Select); r.Select != "" && !ok {
		store := r.Store
		if store == 0 {
			store = s.Query().OneStore()
		}
		r.Select = place{store: store, sku: r.Select}.key()
	}
	s.levels.Open(r)
}

// ClosePane closes the desk or the details, as Esc does; false when there was nothing to close.
func (s *Screen) ClosePane() bool {
	if s.desk != nil {
		s.closeDesk()
		return true
	}
	return s.levels.ClosePane()
}

func (s *Screen) jump(tab string) { s.Jump(tab) }

// asked shows the column of remarks where the tab is about what it says; within a tab a person's choice stays.
func (s *Screen) asked(q listing.Query) {
	if q.Tab != s.tab {
		s.tab = q.Tab
		s.Table().ShowColumn(remarkColumn, remarkTabs[q.Tab])
	}
}

// figures reads what stands around the table. A part that cannot be read keeps its last figures.
func (s *Screen) figures(ctx context.Context, store commerce.StoreID) (take func()) {
	counts, err1 := s.o.Pages.LevelTabs(ctx, store)
	overview, err2 := s.o.Pages.Overview(ctx, store)
	brakes, err3 := s.o.Pages.Brakes(ctx)
	rules, err4 := s.o.Pages.StockRules(ctx, 0)
	houses, err5 := s.o.Pages.Warehouses(ctx)
	return func() {
		if err1 == nil {
			s.summary.counts = counts
		}
		if err2 == nil {
			s.summary.overview = overview
		}
		if err3 == nil {
			s.summary.brakes = brakes
		}
		if err4 == nil {
			s.summary.frozen = wholeStores(rules)
		}
		if err5 == nil {
			s.summary.houses = houses
		}
		s.showNotices()
		if s.desk != nil {
			s.desk.follow()
		}
	}
}

// previewOnly tells whether figures are worked out and written nowhere, because no store has its stock switched on.
func (s *Screen) previewOnly() bool {
	if s.levels == nil { // the list asks while it is being made
		return false
	}
	cards := s.StoreCards()
	for _, c := range cards {
		if c.StockOn {
			return false
		}
	}
	return len(cards) > 0
}
