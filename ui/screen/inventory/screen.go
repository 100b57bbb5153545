package inventory

import (
	"context"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/live"
	"stockbridge/ui/screen"
)

// typing is how long the search field waits for the next letter before it asks.
const typing = 250 * time.Millisecond

// Pages is what the screen reads.
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
	o       Options
	page    *page
	query   query
	stores  []view.StoreCard
	counts  map[string]int
	asked   bool   // the table has been asked once
	figures int    // question number of counts and stores
	detail  int    // question number of the pane
	open    place  // what the pane explains
	paneTab string // of the details pane
	shown   view.Explanation
	others  []view.Explanation
	wait    func() // ends the wait for the next letter
	stop    func() // ends listening to news
}

var (
	_ screen.Screen      = (*Screen)(nil)
	_ screen.StoreScoped = (*Screen)(nil)
	_ screen.Routed      = (*Screen)(nil)
)

// New makes the screen; it asks for nothing until it is shown.
func New(o Options) *Screen {
	s := &Screen{o: o, query: query{tab: tabAll}, paneTab: paneExplain, stop: func() {}, wait: func() {}}
	s.page = newPage(wishes{
		tab: s.setTab, filter: s.setFilter, search: s.setText, sort: s.setSort, load: s.load,
		moved: func(key string) {
			if s.page.split.Open() {
				s.explain(key)
			}
		},
		open: s.explain, menu: s.menu, refresh: s.Reload, paneTab: s.setPaneTab, close: s.closePane, pushList: s.pushList,
	})
	return s
}

// Content is the page.
func (s *Screen) Content() fyne.CanvasObject { return s.page.root() }

// Shown listens to news and reads everything again.
func (s *Screen) Shown() {
	s.stop()
	if s.o.News != nil {
		s.stop = s.o.Feed.OnChange(screen.Watch(s.o.News, events.Levels, events.Stores), s.Reload)
	}
	s.Reload()
}

// Hidden stops listening.
func (s *Screen) Hidden() {
	s.stop()
	s.stop = func() {}
}

// ClosePane closes the details, as Esc does; false when there was nothing to close.
func (s *Screen) ClosePane() bool {
	open := s.page.split.Open()
	if open {
		s.closePane()
	}
	return open
}

// Reload asks the current questions again.
func (s *Screen) Reload() {
	s.readFigures()
	if !s.asked {
		s.ask()
		return
	}
	s.page.table.Reload()
	if s.page.split.Open() {
		s.readExplanation()
	}
}

// SetStore shows one store alone; 0 shows all.
func (s *Screen) SetStore(id commerce.StoreID) {
	if s.query.store == id && s.asked {
		return
	}
	s.query.store = id
	s.readFigures()
	s.ask()
}

// Open goes to a place: a tab, a search text, a row by its SKU.
func (s *Screen) Open(r screen.Route) {
	before := s.query
	s.query.open(r)
	if s.asked && s.query == before && r.Select == "" {
		return
	}
	s.readFigures()
	s.ask()
	if r.Select != "" {
		s.explainSKU(r.Select)
	}
}

// ask puts a new question to the table.
func (s *Screen) ask() {
	s.asked = true
	s.page.showFilters(s.query, s.stores)
	s.page.tabs.SetCurrent(s.query.tab)
	s.page.table.SetEmpty(emptyOf(s.query, s.clear, func() { s.o.Nav.Go(screen.Route{Screen: screen.Stores}) }))
	s.page.table.SetSort(s.query.sort, s.query.desc)
	s.page.table.Reset()
}

func (s *Screen) load(number int, answer func(kit.Page)) {
	q, now := s.query, s.o.Now()
	s.o.Feed.Go(func(ctx context.Context) {
		got, err := s.o.Pages.LevelPage(ctx, q.filter(now), q.window(number))
		rows := make([]kit.Row, len(got.Rows))
		for i, v := range got.Rows {
			rows[i] = rowOf(v, now)
		}
		s.o.Feed.Do(func() { answer(kit.Page{Rows: rows, Total: got.Total, Err: err}) })
	})
}

// readFigures reads the counts of the tabs and the stores' names. When that fails the old ones stay: the table says why.
func (s *Screen) readFigures() {
	s.figures++
	question, store := s.figures, s.query.store
	s.o.Feed.Go(func(ctx context.Context) {
		counts, err := s.o.Pages.LevelTabs(ctx, store)
		stores, failed := s.o.Pages.StoreCards(ctx)
		s.o.Feed.Do(func() {
			if question != s.figures {
				return
			}
			if err == nil {
				s.counts = counts
				s.page.tabs.SetTabs(tabs(counts))
				s.page.header.SetCounters(counters(counts, func(tab string) { s.page.tabs.Select(tab) }))
			}
			if failed == nil {
				s.stores = stores
				s.page.showFilters(s.query, stores)
			}
		})
	})
}

func (s *Screen) setTab(id string) {
	s.query.tab = id
	s.ask()
}

func (s *Screen) setSort(column string, desc bool) {
	s.query.sort, s.query.desc = column, desc
	s.ask()
}

func (s *Screen) setFilter(values map[string][]string) {
	one := func(id string) string {
		if v := values[id]; len(v) > 0 {
			return v[0]
		}
		return ""
	}
	before := s.query.store
	id, _ := strconv.ParseInt(one("store"), 10, 64)
	s.query.store, s.query.state, s.query.changed = commerce.StoreID(id), commerce.LevelState(one("state")), one("changed")
	if before != s.query.store {
		s.readFigures()
	}
	s.ask()
}

func (s *Screen) setText(text string, now bool) {
	s.wait()
	apply := func() {
		if s.query.text != text {
			s.query.text = text
			s.ask()
		}
	}
	if now || text == "" {
		apply()
		return
	}
	s.wait = s.o.Feed.Clock().After(typing, apply)
}

func (s *Screen) clear() {
	s.query.state, s.query.changed, s.query.text = "", "", ""
	s.ask()
}
