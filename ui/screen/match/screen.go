// Package match is the screen of the SKU match report: which listing of which store means which Brightpearl product, which
// ones do not, why, and what a person can do about it. It shows evidence down to the character and edits no product.
//
// It reads through Pages and wishes through Actions; both are called beside the window, everything else on the UI goroutine.
// Start reading at Screen, then query in state.go, tableRow in rows.go and align in letters.go.
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
	o       Options
	query   query
	summary summary
	parts   *parts

	rows     map[string]view.LinkRow
	link     view.LinkRow // the code in the pane
	detail   *detail
	question int    // counts what was asked about details; older answers are dropped
	seek     string // key of a row that still has to be found in the table
	unlisten func()
	untype   func()
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
	s := &Screen{o: o, query: query{tab: tabCosts}, rows: map[string]view.LinkRow{}}
	s.parts = newParts(s)
	s.parts.setFilters(s.query, s.summary, s.filtered)
	return s
}

// Content is the page with its pane.
func (s *Screen) Content() fyne.CanvasObject { return s.parts.content }

// Shown listens and reads.
func (s *Screen) Shown() {
	if s.unlisten == nil {
		s.unlisten = s.o.Feed.OnChange(screen.Watch(s.o.News, events.Links, events.Levels, events.Orders, events.Stores), s.Reload)
	}
	s.Reload()
}

// Hidden stops listening.
func (s *Screen) Hidden() {
	if s.unlisten != nil {
		s.unlisten()
		s.unlisten = nil
	}
}

// Reload reads everything again and keeps the place.
func (s *Screen) Reload() {
	s.readSummary()
	if _, known := s.parts.table.Total(); known {
		s.parts.table.Reload()
	} else {
		s.ask()
	}
	if s.parts.split.Open() {
		s.readDetail()
	}
}

// SetStore shows one store alone; 0 shows all.
func (s *Screen) SetStore(id commerce.StoreID) {
	if s.query.scope == id {
		return
	}
	s.query.scope, s.query.store = id, 0
	s.closePane()
	s.parts.setFilters(s.query, s.summary, s.filtered)
	s.readSummary()
	s.ask()
}

// Open goes to a place: a tab or state, a search, or one row by its key. A search with one answer opens it.
func (s *Screen) Open(r screen.Route) {
	if r.Store != 0 && s.query.scope != 0 && r.Store != s.query.scope {
		s.query.scope = 0
	}
	s.query.open(r)
	if r.Store != 0 && s.query.scope == 0 {
		s.query.store = r.Store
	}
	s.closePane()
	s.seek = r.Select
	s.showQuery()
	s.ask()
}

// Escape closes the pane; false when there was nothing to close.
func (s *Screen) Escape() bool {
	open := s.parts.split.Open()
	s.closePane()
	return open
}

// showQuery makes tabs, filters and search say what is asked.
func (s *Screen) showQuery() {
	s.parts.setSearch(s.query.text)
	s.parts.setFilters(s.query, s.summary, s.filtered)
	s.showTabs()
}

func (s *Screen) showTabs() {
	counts := map[string]int{}
	for _, tab := range tabOrder {
		counts[tab] = s.summary.count(tab)
	}
	s.parts.tabs.set(s.query.tab, counts)
}

// ask puts a new question to the table.
func (s *Screen) ask() {
	s.parts.table.SetSort(s.query.sort, s.query.desc)
	s.showEmpty()
	s.rows = map[string]view.LinkRow{}
	if s.parts.split.Open() {
		s.seek = key(s.link)
	}
	s.parts.table.Reset()
}

func (s *Screen) showEmpty() {
	s.parts.table.SetEmpty(emptyState(s.query, s.summary, s.o.Now(), s.clearFilters,
		func() { s.o.Nav.Go(screen.Route{Screen: screen.Stores}) }, s.jump))
}

func (s *Screen) load(page int, answer func(kit.Page)) {
	filter, window := s.query.filter(s.o.Now()), s.query.window(page)
	s.o.Feed.Go(func(ctx context.Context) {
		got, err := s.o.Pages.LinkPage(ctx, filter, window)
		s.o.Feed.Do(func() {
			now := s.o.Now()
			rows := make([]kit.Row, len(got.Rows))
			for i, l := range got.Rows {
				rows[i] = tableRow(l, now)
				s.rows[rows[i].Key] = l
			}
			answer(kit.Page{Rows: rows, Total: got.Total, Err: err})
			s.settleSeek()
		})
	})
}

// settleSeek opens the row that a route asked for once it has arrived.
func (s *Screen) settleSeek() {
	if s.seek == "" || !s.parts.table.Select(s.seek) {
		return
	}
	l := s.rows[s.seek]
	s.seek = ""
	if !s.parts.split.Open() {
		s.show(l)
	}
}

// readSummary reads what stands around the table. A part that cannot be read keeps its last figures; the table says why.
func (s *Screen) readSummary() {
	store := s.query.scope
	s.o.Feed.Go(func(ctx context.Context) {
		tabs, err1 := s.o.Pages.LinkTabs(ctx, store)
		costs, err2 := s.o.Pages.LinkPage(ctx, view.Filter{Store: store, Tab: tabCosts}, view.Window{Limit: kit.PageSize})
		stores, err3 := s.o.Pages.StoreCards(ctx)
		s.o.Feed.Do(func() {
			if store != s.query.scope {
				return
			}
			if err1 == nil {
				s.summary.tabs, s.summary.known = tabs, true
			}
			if err2 == nil {
				s.summary.costs, s.summary.waiting = costs.Total, 0
				for _, l := range costs.Rows {
					s.summary.waiting += l.OpenOrderRows
				}
			}
			if err3 == nil {
				s.summary.stores = stores
			}
			if s.summary.known {
				s.parts.header.SetCounters(counters(s.summary, s.jump))
			}
			s.parts.setFilters(s.query, s.summary, s.filtered)
			s.showTabs()
			s.showEmpty()
		})
	})
}

// jump is what a counter does: a tab, perhaps some of its states, and no other filter.
func (s *Screen) jump(tab string, states []string) {
	s.query.clear()
	s.query.tab, s.query.states = tab, states
	s.closePane()
	s.showQuery()
	s.ask()
}

func (s *Screen) showTab(tab string) {
	s.query.tab = tab
	if !s.query.tabShows() {
		s.query.states = nil
	}
	s.closePane()
	s.showQuery()
	s.ask()
}

func (s *Screen) filtered(values map[string][]string) {
	s.query.choose(values)
	s.showTabs()
	s.ask()
}

func (s *Screen) clearFilters() {
	s.query.clear()
	s.showQuery()
	s.ask()
}

func (s *Screen) sort(column string, desc bool) {
	s.query.sort, s.query.desc = column, desc
	s.ask()
}

// typed waits for a pause in the typing before it searches.
func (s *Screen) typed(text string) {
	if s.untype != nil {
		s.untype()
	}
	s.untype = s.o.Feed.Clock().After(200*time.Millisecond, func() { s.find(text) })
}

func (s *Screen) find(text string) {
	if text != s.query.text {
		s.query.text = text
		s.ask()
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
