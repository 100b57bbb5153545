// Package match is the screen of the SKU match report: which listing of which store means which Brightpearl product, which
// ones do not, why, and what a person can do about it. It shows evidence down to the character and edits no product.
//
// It reads through Pages and wishes through Actions; both are called beside the window, everything else on the UI goroutine.
// Start reading at Screen, then tabOrder in state.go, tableRow in rows.go and align in letters.go.
package match

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

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
	LinkPage(context.Context, view.Filter, view.Window) (view.Page[view.LinkRow], error)
	LinkTabs(context.Context, commerce.StoreID) (map[string]int, error)
	OrderPage(context.Context, view.Filter, view.Window) (view.Page[view.OrderRow], error)
	// OrderDetail's second result is false when there is no such order.
	OrderDetail(context.Context, commerce.OrderID) (view.OrderDetail, bool, error)
	StoreCards(context.Context) ([]view.StoreCard, error)
}

// Actions is what the screen wishes. It may be called from any goroutine.
type Actions interface {
	// Ignore takes a code out of a store's matching with a reason; an empty reason brings it back.
	Ignore(ctx context.Context, store commerce.StoreID, sku, reason string) error
	// Recheck reads a store's listings and Brightpearl's products again and matches them.
	Recheck(ctx context.Context, store commerce.StoreID) error
}

// Options make a Screen; all are needed.
type Options struct {
	Feed    *live.Feed
	News    *events.Hub
	Pages   Pages
	Actions Actions
	Nav     screen.Navigator
	Now     func() time.Time
}

// Screen is the match report.
type Screen struct {
	*listing.List[view.LinkRow, detail]
	o       Options
	summary summary
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
	s.List = listing.New(listing.Options[view.LinkRow, detail]{
		Feed: o.Feed, News: o.News, Nav: o.Nav, Now: o.Now,
		Kinds: []events.Kind{events.Links, events.Levels, events.Orders, events.Stores},
		Page:  o.Pages.LinkPage, Stores: o.Pages.StoreCards, Figures: s.figures,
		Title: "SKU match", Columns: columns(), Row: tableRow, Fault: words, LoadingNote: "Reading the codes",
		Buttons: []fyne.CanvasObject{kit.NewMenuButton("Recheck", s.recheckMenu).Small()},
		Search:  "SKU, name, barcode", SearchWidth: 168, Menu: s.menu,
		Query: listing.NewQuery(tabCosts, tabStates()), Filter: filter, Route: route,
		Tabs: func() []kit.Tab { return tabsOf(s.summary) }, Counters: func() []kit.Counter { return counters(s.summary, s.jump) },
		Filters: func(listing.Query) []kit.Filter { return filters(s.summary) },
		Empty: func(q listing.Query) kit.EmptyState {
			return emptyState(q, s.summary, s.StoreCards(), o.Now(), s.ClearFilters, func() { o.Nav.Go(screen.Route{Screen: screen.Stores}) }, s.jump)
		},
		Pane: listing.PaneOptions[view.LinkRow, detail]{Tabs: paneTabs(view.LinkRow{}, nil), Read: s.read, Await: s.await, Draw: s.draw, RowFirst: true},
	})
	return s
}

func (s *Screen) jump(tab string, states []string) { s.Jump(tab, states...) }

// figures reads what stands around the table.
func (s *Screen) figures(ctx context.Context, store commerce.StoreID) (take func()) {
	tabs, err1 := s.o.Pages.LinkTabs(ctx, store)
	costs, err2 := s.o.Pages.LinkPage(ctx, view.Filter{Store: store, Tab: tabCosts}, view.Window{Limit: kit.PageSize})
	return func() {
		if err1 == nil {
			s.summary.tabs, s.summary.known = tabs, true
		}
		if err2 == nil {
			s.summary.costs, s.summary.waiting = costs.Total, 0
			for _, l := range costs.Rows {
				s.summary.waiting += l.OpenOrderRows
			}
		}
	}
}

// words turns a failed read into a title and a sentence.
func words(err error) (title, line string) {
	c := fault.CauseOf(err)
	return "The codes could not be read", capital(c.Text) + " " + c.Fix
}

func capital(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
