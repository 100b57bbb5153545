// Package orders is the screen of the order queue: what waits for a person, what is on its way, what was posted, and for each
// order what EKM sent beside what Brightpearl got, with the money proved in three sums.
//
// It reads through Pages and wishes through Actions; both are called beside the window, everything else on the UI goroutine.
// Start reading at Screen, then query in state.go, tableRow in rows.go and compare in compare.go.
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
	"stockbridge/ui/live"
	"stockbridge/ui/screen"
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
	o       Options
	query   query
	summary summary
	parts   *parts

	current  commerce.OrderID // the order in the pane, 0 for none
	detail   *view.OrderDetail
	question int  // counts what was asked about details; older answers are dropped
	seek     bool // the order of a route still has to be found in the table
	rows     map[string]view.OrderRow
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
	s := &Screen{o: o, query: query{tab: tabTodo}, rows: map[string]view.OrderRow{}}
	s.parts = newParts(s)
	s.parts.setFilters(s.query, s.summary, s.filtered)
	s.showOrder()
	return s
}

// Content is the page with its pane.
func (s *Screen) Content() fyne.CanvasObject { return s.parts.content }

// Shown listens and reads.
func (s *Screen) Shown() {
	if s.unlisten == nil {
		s.unlisten = s.o.Feed.OnChange(screen.Watch(s.o.News, events.Orders, events.Shipments, events.Problems, events.Stores), s.Reload)
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
	if s.current != 0 {
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

// Open goes to a place: a tab, a search, a state, or one order by its id.
func (s *Screen) Open(r screen.Route) {
	if r.Store != 0 && s.query.scope != 0 && r.Store != s.query.scope {
		s.query.scope = 0
	}
	s.query.open(r)
	if r.Store != 0 && s.query.scope == 0 {
		s.query.store = r.Store
	}
	s.parts.setSearch(s.query.text)
	s.parts.tabs.SetCurrent(s.query.tab)
	s.parts.setFilters(s.query, s.summary, s.filtered)
	s.closePane()
	if id := parseOrder(r.Select); id != 0 {
		s.show(id)
	}
	s.ask()
}

// Escape closes the pane; false when there was nothing to close.
func (s *Screen) Escape() bool {
	open := s.parts.split.Open()
	s.closePane()
	return open
}

// ask puts a new question to the table.
func (s *Screen) ask() {
	s.showOrder()
	s.showEmpty()
	s.rows = map[string]view.OrderRow{}
	s.seek = s.current != 0
	s.parts.table.Reset()
}

func (s *Screen) showOrder() { s.parts.table.SetSort(s.query.order()) }

func (s *Screen) showEmpty() {
	s.parts.table.SetEmpty(emptyState(s.query, s.summary, s.o.Now(), s.clearFilters, func() { s.o.Nav.Go(screen.Route{Screen: screen.Stores}) }))
}

// load is the table's side: it asks for one page and hands prepared rows back.
func (s *Screen) load(page int, answer func(kit.Page)) {
	filter, window := s.query.filter(s.o.Now()), s.query.window(page)
	s.o.Feed.Go(func(ctx context.Context) {
		got, err := s.o.Pages.OrderPage(ctx, filter, window)
		s.o.Feed.Do(func() {
			now := s.o.Now()
			rows := make([]kit.Row, len(got.Rows))
			for i, o := range got.Rows {
				rows[i] = tableRow(o, now)
				s.rows[rows[i].Key] = o
			}
			answer(kit.Page{Rows: rows, Total: got.Total, Err: err})
			if s.seek && s.parts.table.Select(formatOrder(s.current)) {
				s.seek = false
			}
		})
	})
}

// readSummary reads what stands around the table. A part that cannot be read keeps its last figures; the table says why.
func (s *Screen) readSummary() {
	store := s.query.scope
	s.o.Feed.Go(func(ctx context.Context) {
		tabs, err1 := s.o.Pages.OrderTabs(ctx, store)
		overview, err2 := s.o.Pages.Overview(ctx, store)
		stores, err3 := s.o.Pages.StoreCards(ctx)
		causes, err4 := s.o.Pages.CausePage(ctx, store)
		s.o.Feed.Do(func() {
			if store != s.query.scope {
				return
			}
			before := s.summary.causes
			if err1 == nil {
				s.summary.tabs = tabs
			}
			if err2 == nil {
				s.summary.overview = overview
			}
			if err3 == nil {
				s.summary.stores = stores
			}
			if err4 == nil {
				s.summary.causes = causes
			}
			s.showSummary()
			if s.detail != nil && !reflect.DeepEqual(before, s.summary.causes) {
				s.showDetail() // what else the cause holds has changed
			}
		})
	})
}

func (s *Screen) showSummary() {
	s.parts.header.SetCounters(counters(s.summary, s.jump))
	s.parts.tabs.SetTabs(tabsOf(s.summary))
	s.parts.setFilters(s.query, s.summary, s.filtered)
	s.showEmpty()
}

// jump is what a counter does: the plain tab, without filters.
func (s *Screen) jump(tab string) {
	s.query.clear()
	s.parts.setSearch("")
	s.parts.setFilters(s.query, s.summary, s.filtered)
	s.parts.tabs.SetCurrent(tab)
	s.showTab(tab)
}

func (s *Screen) showTab(tab string) {
	s.query.tab = tab
	if !s.query.tabShows(s.query.states) {
		s.query.states = nil
		s.parts.bar.Set(s.query.values())
	}
	s.closePane()
	s.ask()
}

func (s *Screen) filtered(values map[string][]string) {
	s.query.choose(values)
	s.parts.tabs.SetCurrent(s.query.tab)
	s.ask()
}

func (s *Screen) clearFilters() {
	s.query.clear()
	s.parts.setSearch("")
	s.parts.setFilters(s.query, s.summary, s.filtered)
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
	return "The orders could not be read", join(capital(c.Text), c.Fix)
}
