// Package orders is the screen of the order queue: what waits for a person, what is on its way, what was posted, and for each
// order what EKM sent beside what Brightpearl got, with the money proved in three sums.
//
// It reads through Pages and wishes through Actions; both are called beside the window, everything else on the UI goroutine.
// Start reading at Screen, then tabStates in state.go, tableRow in rows.go and compare in compare.go.
package orders

import (
	"context"
	"reflect"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/live"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
)

// Pages is what the screen reads. It may be called from any goroutine.
type Pages interface {
	OrderPage(context.Context, view.Filter, view.Window) (view.Page[view.OrderRow], error)
	OrderTabs(context.Context, commerce.StoreID) (map[string]int, error)
	// OrderDetail's second result is false when there is no such order.
	OrderDetail(context.Context, commerce.OrderID) (view.OrderDetail, bool, error)
	CausePage(context.Context, commerce.StoreID) ([]view.CauseCard, error)
	StoreCards(context.Context) ([]view.StoreCard, error)
	Overview(context.Context, commerce.StoreID) (view.Overview, error)
}

// Actions is what the screen wishes. It may be called from any goroutine.
type Actions interface {
	// Retry makes an order due again, whatever it waited for; an excluded one comes back.
	Retry(context.Context, commerce.OrderID) error
	// RetryCause makes all orders of a store due again that one cause code holds, and tells how many.
	RetryCause(ctx context.Context, store commerce.StoreID, code string) (int64, error)
	// Exclude takes an order out of the import, with the person's reason.
	Exclude(ctx context.Context, id commerce.OrderID, reason string) error
}

// Options make a Screen. BrightpearlURL may be nil; the others are needed.
type Options struct {
	Feed    *live.Feed
	News    *events.Hub
	Pages   Pages
	Actions Actions
	Nav     screen.Navigator
	Now     func() time.Time
	// BrightpearlURL gives the address of a sales order in the browser, "" when it is not known.
	BrightpearlURL func(salesOrder int64) string
}

// Screen is the order queue.
type Screen struct {
	*listing.List[view.OrderRow, view.OrderDetail]
	o       Options
	summary summary
	wide    bool // the pane has room for all its tabs
}

var (
	_ screen.Screen      = (*Screen)(nil)
	_ screen.StoreScoped = (*Screen)(nil)
	_ screen.Routed      = (*Screen)(nil)
)

// New makes the screen; it reads nothing before Shown.
func New(o Options) *Screen {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Screen{o: o}
	s.List = listing.New(listing.Options[view.OrderRow, view.OrderDetail]{
		Feed: o.Feed, News: o.News, Nav: o.Nav, Now: o.Now,
		Kinds: []events.Kind{events.Orders, events.Shipments, events.Problems, events.Stores},
		Page:  o.Pages.OrderPage, Stores: o.Pages.StoreCards, Figures: s.figures,
		Title: "Orders", Columns: columns(), Row: tableRow, Fault: words, LoadingNote: "Reading the orders",
		Search: "Number, SKU, name", SearchWidth: 168, Menu: s.menu,
		Query: listing.NewQuery(tabTodo, tabStates), Filter: filter, Window: window, Order: order, Route: route,
		Tabs: func() []kit.Tab { return tabsOf(s.summary) }, Counters: func() []kit.Counter { return counters(s.summary, s.jump) },
		Filters: func(q listing.Query) []kit.Filter { return filters(q, s.summary) },
		Empty: func(q listing.Query) kit.EmptyState {
			return emptyState(q, s.summary, s.StoreCards(), o.Now(), s.ClearFilters, func() { o.Nav.Go(screen.Route{Screen: screen.Stores}) })
		},
		Pane: listing.PaneOptions[view.OrderRow, view.OrderDetail]{Tabs: paneTabs(nil, false), Read: s.read, Await: s.await, Draw: s.draw, Resized: s.resized},
	})
	return s
}

func (s *Screen) jump(tab string) { s.Jump(tab) }

// figures reads what stands around the table.
func (s *Screen) figures(ctx context.Context, store commerce.StoreID) (take func()) {
	tabs, err1 := s.o.Pages.OrderTabs(ctx, store)
	overview, err2 := s.o.Pages.Overview(ctx, store)
	causes, err3 := s.o.Pages.CausePage(ctx, store)
	return func() {
		if err1 == nil {
			s.summary.tabs = tabs
		}
		if err2 == nil {
			s.summary.overview = overview
		}
		if err3 == nil && !reflect.DeepEqual(causes, s.summary.causes) {
			s.summary.causes = causes
			s.Redraw() // the pane says what else the cause holds
		}
	}
}

// words turns a failed read into a title and a sentence.
func words(err error) (title, line string) {
	c := fault.CauseOf(err)
	return "The orders could not be read", join(capital(c.Text), c.Fix)
}
