package inventory

import (
	"context"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/live"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
)

// Pages is what the screen reads. It may be called from any goroutine.
type Pages interface {
	LevelPage(ctx context.Context, f view.Filter, win view.Window) (view.Page[view.LevelRow], error)
	LevelTabs(ctx context.Context, store commerce.StoreID) (map[string]int, error)
	Explain(ctx context.Context, sku string, store commerce.StoreID) ([]view.Explanation, error)
	StoreCards(ctx context.Context) ([]view.StoreCard, error)
}

// Actions is what the screen wishes. Both tell how many figures became due.
type Actions interface {
	// PushSKU writes a SKU's figure of one store again although it did not change.
	PushSKU(ctx context.Context, store commerce.StoreID, sku string) (int, error)
	// PushStore writes all figures of a store again and lets them pass the brake once.
	PushStore(ctx context.Context, store commerce.StoreID) (int, error)
}

// Options make the screen.
type Options struct {
	Feed    *live.Feed
	News    *events.Hub
	Pages   Pages
	Actions Actions
	Nav     screen.Navigator
	Now     func() time.Time
}

// Screen is the stock figures of all stores.
type Screen struct {
	*listing.List[view.LevelRow, explained]
	o      Options
	counts map[string]int
}

var (
	_ screen.Screen      = (*Screen)(nil)
	_ screen.StoreScoped = (*Screen)(nil)
	_ screen.Routed      = (*Screen)(nil)
)

// New makes the screen; it asks for nothing until it is shown.
func New(o Options) *Screen {
	s := &Screen{o: o}
	s.List = listing.New(listing.Options[view.LevelRow, explained]{
		Feed: o.Feed, News: o.News, Kinds: []events.Kind{events.Levels, events.Stores}, Nav: o.Nav, Now: o.Now,
		Page: o.Pages.LevelPage, Stores: o.Pages.StoreCards, Figures: s.figures,
		Title: "Inventory", Columns: columns(), Row: rowOf, Fault: fault, LoadingNote: "Reading the stock figures",
		Search: "SKU or name", SearchWidth: 200, Menu: s.menu, Buttons: push(s.pushList),
		Query: listing.NewQuery(listing.All, tabStates),
		Tabs:  func() []kit.Tab { return tabs(s.counts) }, Counters: func() []kit.Counter { return counters(s.counts, s.jump) },
		Filters: func(listing.Query) []kit.Filter { return filters() }, Filter: filter,
		Empty: func(q listing.Query) kit.EmptyState {
			return emptyOf(q, s.ClearFilters, func() { o.Nav.Go(screen.Route{Screen: screen.Stores}) })
		},
		Pane: listing.PaneOptions[view.LevelRow, explained]{Tabs: paneTabs(), Read: s.explain, Await: s.await, Draw: s.draw},
	})
	return s
}

// Open goes to a place: a tab, a search text, a row by its key or its SKU.
func (s *Screen) Open(r screen.Route) {
	if _, ok := placeAt(r.Select); r.Select != "" && !ok {
		store := r.Store
		if store == 0 {
			store = s.Query().OneStore()
		}
		r.Select = place{store: store, sku: r.Select}.key()
	}
	s.List.Open(r)
}

func (s *Screen) jump(tab string) { s.Jump(tab) }

// figures reads the counts of the tabs.
func (s *Screen) figures(ctx context.Context, store commerce.StoreID) (take func()) {
	counts, err := s.o.Pages.LevelTabs(ctx, store)
	return func() {
		if err == nil {
			s.counts = counts
		}
	}
}
