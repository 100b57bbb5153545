// Package orders is the screen of the order queue: what waits for a person, what is on its way, what was posted, and for each
// order what EKM sent beside what Brightpearl got, with the money proved in three sums. Its Ledger tab proves day by day that
// every order has exactly one outcome.
//
// It reads through Pages and wishes through Actions and the smaller interfaces beside them; all are called beside the window,
// everything else on the UI goroutine. Start reading at Options in ports.go and Screen, then tabStates in state.go, tableRow in
// rows.go, compare in compare.go, fixing in fixing.go, shortfallBody in shortfall.go and ledgerRow in ledger_rows.go.
package orders

import (
	"context"
	"reflect"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
)

// queue is the table of orders, days the table of the ledger.
type (
	queue = listing.List[view.OrderRow, view.OrderDetail]
	days  = listing.List[view.LedgerDay, view.LedgerDay]
)

// Screen is the order queue. The list of orders and the ledger take turns in one place.
type Screen struct {
	*queue
	days    *days // nil without a ledger
	o       Options
	summary summary
	bar     selection

	content *fyne.Container
	ledger  bool // the ledger is in front
	shown   bool
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
	s.bar = newSelection(s)
	connect := func() { o.Nav.Go(screen.Route{Screen: screen.Stores}) }
	s.queue = listing.New(listing.Options[view.OrderRow, view.OrderDetail]{
		Feed: o.Feed, News: o.News, Nav: o.Nav, Now: o.Now,
		Kinds: []events.Kind{events.Orders, events.Shipments, events.Problems, events.Stores},
		Page:  o.Pages.OrderPage, Stores: o.Pages.StoreCards, Figures: s.figures,
		Title: say.T("Orders"), Buttons: s.headButtons(s.exportMenu), Columns: columns(), Row: tableRow, Fault: words, LoadingNote: say.T("Reading the orders"),
		Search: say.T("Number, SKU, name"), SearchWidth: 172, Menu: s.menu, OnCheck: s.checked, Bar: s.bar.SelectionBar,
		Query: listing.NewQuery(tabTodo, tabStates), Filter: filter, Window: window, Order: order, Route: route,
		Tabs: func() []kit.Tab { return s.tabs() }, Counters: func() []kit.Counter { return counters(s.summary, s.jump) },
		Filters: func(q listing.Query) []kit.Filter { return s.filters(q) },
		Empty: func(q listing.Query) kit.EmptyState {
			return emptyState(q, s.summary, s.StoreCards(), o.Now(), s.ClearFilters, connect)
		},
		Elsewhere: s.turn, Views: builtInViews(), Memory: o.Memory, Name: "orders",
		Pane: listing.PaneOptions[view.OrderRow, view.OrderDetail]{Tabs: paneTabs(nil), Read: s.read, Await: s.await, Draw: s.draw},
	})
	s.content = kit.Stack(s.queue.Content())
	if o.Ledger != nil {
		s.days = s.newDays()
		s.days.Content().Hide()
		s.content.Add(s.days.Content())
	}
	return s
}

// figures reads what stands around the table.
func (s *Screen) figures(ctx context.Context, store commerce.StoreID) (take func()) {
	tabs, err1 := s.o.Pages.OrderTabs(ctx, store)
	overview, err2 := s.o.Pages.Overview(ctx, store)
	causes, err3 := s.o.Pages.CausePage(ctx, store)
	page := ""
	if s.o.SalesOrderPage != nil {
		page = s.o.SalesOrderPage(ctx)
	}
	return func() {
		s.summary.page = page
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
	return say.T("The orders could not be read"), join(capital(say.Of(c.Text)), say.Of(c.Fix))
}
