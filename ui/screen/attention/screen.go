package attention

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/live"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
)

// Pages is what the screen reads.
type Pages interface {
	// CauseBoard is all problems: those that are open or put off, and those that were settled since a time.
	CauseBoard(ctx context.Context, store commerce.StoreID, since time.Time) (view.CauseBoard, error)
	ActivityPage(ctx context.Context, f view.Filter, win view.Window) (view.Page[view.ActivityRow], error)
	// ActivityActors are the people that the activity names.
	ActivityActors(ctx context.Context) ([]string, error)
	StoreCards(ctx context.Context) ([]view.StoreCard, error)
}

// Actions is what the screen wishes.
type Actions interface {
	// RetryCause makes the held orders of a store (0: of all) with a cause code due again, and tells how many.
	RetryCause(ctx context.Context, store commerce.StoreID, code string) (int, error)
	// RetryShipments makes the held notes of a store due again, and tells how many.
	RetryShipments(ctx context.Context, store commerce.StoreID) (int, error)

	// Snooze puts a problem off, Wake opens it again, Assign gives it to somebody by name ("" to nobody).
	Snooze(ctx context.Context, key string, until time.Time, reason string) error
	Wake(ctx context.Context, key string) error
	Assign(ctx context.Context, key, name string) error
}

// Options make the screen.
type Options struct {
	Feed    *live.Feed
	News    *events.Hub
	Pages   Pages
	Actions Actions
	Nav     screen.Navigator
	Now     func() time.Time
	Me      string        // how the activity names the person at this window
	Files   listing.Files // without it nothing can be exported
}

// Screen is the open problems and the log.
type Screen struct {
	o      Options
	page   *page
	tab    string
	stores []view.StoreCard

	filter   cardFilter
	board    view.CauseBoard
	read     bool // it has been read once
	drawn    shownCards
	limit    int
	proof    proof
	question int // question number of the causes

	log     logQuery
	asked   bool // the log has been asked once
	follow  bool
	one     bool // the log shows one store alone, so its name needs no column
	entries listing.Rows[view.ActivityRow]

	shown string // key of the cause or entry in the pane
	seek  string // key of the cause that a route asked for, until causes have been read
	stop  func() // ends listening to news
}

var (
	_ screen.Screen      = (*Screen)(nil)
	_ screen.StoreScoped = (*Screen)(nil)
	_ screen.Routed      = (*Screen)(nil)
)

// New makes the screen; it asks for nothing until it is shown.
func New(o Options) *Screen {
	s := &Screen{o: o, tab: tabAttention, follow: true, limit: batch, stop: func() {}}
	s.entries = listing.Rows[view.ActivityRow]{Feed: o.Feed, Now: o.Now, Read: o.Pages.ActivityPage, Row: logRow}
	s.entries.Forget()
	var export func() []kit.MenuItem
	if o.Files != nil {
		export = func() []kit.MenuItem { return listing.ExportMenu(s.export) }
	}
	s.page = newPage(o.Feed.Clock(), wishes{export: export, me: o.Me,
		tab: s.setTab, cardFilter: s.setCardFilter, explain: s.explainOrder, logFilter: s.setLogFilter, search: s.setText, follow: s.setFollow,
		load: s.load, open: s.showEntry, refresh: s.Reload, close: s.closePane,
		moved: func(key string) {
			if s.page.split.Open() {
				s.showEntry(key)
			}
		},
	})
	s.page.showCards(outlines()...)
	return s
}

// Content is the page.
func (s *Screen) Content() fyne.CanvasObject { return s.page.split }

// Shown listens to news and reads everything again.
func (s *Screen) Shown() {
	s.readActors()
	s.stop()
	if s.o.News != nil {
		s.stop = s.o.Feed.OnChange(screen.Watch(s.o.News, events.Problems, events.Orders, events.Levels, events.Shipments, events.Stores, events.Activity), s.news)
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

// Reload asks for the causes and, when it is in front, the log.
func (s *Screen) Reload() {
	s.readCauses()
	if s.tab == tabActivity {
		s.readLog()
	}
}

// news is Reload for what happens by itself: the log stands still while nobody follows it, and while somebody has scrolled away from its newest rows.
func (s *Screen) news() {
	s.readCauses()
	if s.tab == tabActivity && s.follow && s.page.table.AtTop() {
		s.readLog()
	}
}

// SetStore shows one store alone; 0 shows all.
func (s *Screen) SetStore(id commerce.StoreID) {
	if s.filter.store == id && s.log.store == id && s.read {
		return
	}
	s.filter.store, s.log.store = id, id
	s.ask()
}

// Open goes to a place: a tab, a search text in the log, a cause by its key. An empty route changes nothing.
func (s *Screen) Open(r screen.Route) {
	if r == (screen.Route{Screen: r.Screen}) {
		return
	}
	if r.Store != 0 {
		s.filter.store, s.log.store = r.Store, r.Store
	}
	switch {
	case r.Select != "":
		s.tab, s.filter.kind, s.seek = tabAttention, "", r.Select
	case r.Text != "":
		s.tab = tabActivity
		s.log = logQuery{store: s.log.store, text: r.Text}
	case slices.ContainsFunc(tabs(view.CauseBoard{}), func(t kit.Tab) bool { return t.ID == r.Tab }):
		s.tab = r.Tab
	}
	if r.State != "" {
		s.log.level = r.State
	}
	s.closePane()
	s.page.showTab(s.tab)
	s.ask()
}

// ask puts new questions: the filters have changed.
func (s *Screen) ask() {
	s.limit = batch
	s.page.showFilters(s.filter, s.log, s.stores)
	s.readCauses()
	s.askLog()
}

func (s *Screen) setTab(id string) {
	s.tab = id
	s.page.showTab(id)
	s.closePane()
	if id == tabActivity {
		s.readLog()
	} else if s.read {
		s.limit = batch
		s.drawCauses()
	}
}

func (s *Screen) closePane() {
	s.shown = ""
	s.page.split.SetOpen(false)
}

// first is the only value of a filter.
func first(values map[string][]string, id string) string {
	if v := values[id]; len(v) > 0 {
		return v[0]
	}
	return ""
}
