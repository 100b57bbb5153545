package shipments

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
	ShipmentPage(ctx context.Context, f view.Filter, win view.Window) (view.Page[view.ShipmentRow], error)
	ShipmentTabs(ctx context.Context, store commerce.StoreID) (map[string]int, error)
	OrderDetail(ctx context.Context, id commerce.OrderID) (view.OrderDetail, error)
	Overview(ctx context.Context, store commerce.StoreID) (view.Overview, error)
	StoreCards(ctx context.Context) ([]view.StoreCard, error)
}

// Actions is what the screen wishes.
type Actions interface {
	// SendNow makes an order's untold notes due at once, held ones included.
	SendNow(ctx context.Context, store commerce.StoreID, order commerce.OrderID) error
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

// Screen is the warehouse notes of all stores.
type Screen struct {
	o       Options
	page    *page
	query   query
	stores  []view.StoreCard
	emails  int       // customer e-mails caused, -1 while not known
	last    time.Time // when the newest note of all was shipped
	seen    map[string]view.ShipmentRow
	asked   bool
	figures int   // question number of counts and stores
	detail  int   // question number of the pane
	open    place // the note in the pane
	paneTab string
	order   view.OrderDetail
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
	s := &Screen{o: o, query: query{tab: tabTodo}, emails: -1, seen: map[string]view.ShipmentRow{}, paneTab: paneNotes, stop: func() {}, wait: func() {}}
	s.page = newPage(wishes{
		tab: s.setTab, filter: s.setFilter, search: s.setText, sort: s.setSort, load: s.load,
		moved: func(key string) {
			if s.page.split.Open() {
				s.show(key)
			}
		},
		open: s.show, checked: s.checked, sendMany: s.askSend, menu: s.menu, refresh: s.Reload, paneTab: s.setPaneTab, close: s.closePane,
	})
	return s
}

// Content is the page.
func (s *Screen) Content() fyne.CanvasObject { return s.page.split }

// Shown listens to news and reads everything again.
func (s *Screen) Shown() {
	s.stop()
	if s.o.News != nil {
		s.stop = s.o.Feed.OnChange(screen.Watch(s.o.News, events.Shipments, events.Stores), s.Reload)
	}
	s.readEmails()
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
		s.readOrder()
	}
}

// SetStore shows one store alone; 0 shows all.
func (s *Screen) SetStore(id commerce.StoreID) {
	if s.query.store == id && s.asked {
		return
	}
	s.query.store = id
	s.readEmails()
	s.readFigures()
	s.ask()
}

// Open goes to a place: a tab, a search text, a note by its key.
func (s *Screen) Open(r screen.Route) {
	before := s.query
	s.query.open(r)
	if s.asked && s.query == before && r.Select == "" {
		return
	}
	s.readFigures()
	s.ask()
	if r.Select != "" {
		s.show(r.Select)
	}
}

// ask puts a new question to the table.
func (s *Screen) ask() {
	s.asked = true
	clear(s.seen)
	s.page.showFilters(s.query, s.stores)
	s.page.tabs.SetCurrent(s.query.tab)
	s.sayEmpty()
	s.page.table.SetSort(s.query.sort, s.query.desc)
	s.page.table.Reset()
	s.checked(kit.Checks{})
}

func (s *Screen) sayEmpty() {
	s.page.table.SetEmpty(emptyOf(s.query, s.last, s.o.Now(), s.clear))
}

func (s *Screen) load(number int, answer func(kit.Page)) {
	q, now := s.query, s.o.Now()
	s.o.Feed.Go(func(ctx context.Context) {
		got, err := s.o.Pages.ShipmentPage(ctx, q.filter(now), q.window(number))
		rows := make([]kit.Row, len(got.Rows))
		for i, h := range got.Rows {
			rows[i] = rowOf(h, now)
		}
		s.o.Feed.Do(func() {
			if q == s.query {
				for _, h := range got.Rows {
					s.seen[placeOf(h).key()] = h
				}
			}
			answer(kit.Page{Rows: rows, Total: got.Total, Err: err})
		})
	})
}

// readFigures reads the counts, the stores' names and when the newest note was shipped. When that fails the old ones stay: the
// table says why.
func (s *Screen) readFigures() {
	s.figures++
	question, store := s.figures, s.query.store
	s.o.Feed.Go(func(ctx context.Context) {
		counts, err := s.o.Pages.ShipmentTabs(ctx, store)
		stores, failed := s.o.Pages.StoreCards(ctx)
		newest, _ := s.o.Pages.ShipmentPage(ctx, view.Filter{Store: store}, view.Window{Limit: 1})
		s.o.Feed.Do(func() {
			if question != s.figures {
				return
			}
			if len(newest.Rows) > 0 {
				s.last = newest.Rows[0].ShippedAt
				s.sayEmpty()
			}
			if err == nil {
				s.page.tabs.SetTabs(tabs(counts))
				s.page.header.SetCounters(counters(counts, s.emails, func(tab string) { s.page.tabs.Select(tab) }))
			}
			if failed == nil {
				s.stores = stores
				s.page.showFilters(s.query, stores)
			}
		})
	})
}

// readEmails reads how many shoppers were mailed by our doing. The answer changes at most once in a store's life, so it is asked
// when the screen is shown and not at each piece of news.
func (s *Screen) readEmails() {
	store := s.query.store
	s.o.Feed.Go(func(ctx context.Context) {
		o, err := s.o.Pages.Overview(ctx, store)
		s.o.Feed.Do(func() {
			if err == nil && store == s.query.store && s.emails != o.EmailsCaused {
				s.emails = o.EmailsCaused
				s.readFigures()
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
	s.query.store, s.query.state, s.query.shipped = commerce.StoreID(id), commerce.ShipmentState(one("state")), one("shipped")
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
	s.query.state, s.query.shipped, s.query.text = "", "", ""
	s.ask()
}
