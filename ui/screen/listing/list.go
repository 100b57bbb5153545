// Package listing is the skeleton of the screens that are a table: tabs with counts, filters, search, a paged table, and details
// in a pane. A screen says in Options what is its own (columns, words, reads, what the pane shows) and embeds the List, which is
// a screen.Screen; the rules of asking live here once: an answer to an older question is dropped, a reload keeps the place,
// typing is waited for, filters that hide everything can be cleared.
//
// Everything runs on the UI goroutine except the reads, which the feed asks beside it.
// Start reading at Options, then List, then Query in query.go. Rows and Search also serve a table inside another screen.
package listing

import (
	"context"
	"reflect"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/live"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
)

// Options are what a screen says about itself. R is a stored row, D what the pane shows of one. Reads may be called from any
// goroutine; all other functions are called on the UI goroutine. Fields marked optional may be nil or empty.
type Options[R, D any] struct {
	Feed  *live.Feed
	News  *events.Hub // optional
	Kinds []events.Kind
	Nav   screen.Navigator
	Now   func() time.Time

	Page    func(context.Context, view.Filter, view.Window) (view.Page[R], error)
	Stores  func(context.Context) ([]view.StoreCard, error)
	Figures func(context.Context, commerce.StoreID) (take func()) // reads what stands around the table; take keeps it

	Title       string
	Buttons     []fyne.CanvasObject // of the header, after the columns
	Columns     []kit.Column
	Row         func(R, time.Time) kit.Row // pure; also called beside the window
	Fault       func(error) (title, line string)
	LoadingNote string
	Search      string // what the empty field says; empty for no field
	SearchWidth float32
	Remark      fyne.CanvasObject // optional: before the search field
	Notice      *kit.Slot         // optional: below the header
	OnCheck     func(kit.Checks)  // optional: rows can be ticked
	Bar         *kit.SelectionBar // optional
	Menu        func(R) []kit.MenuItem

	Query    Query // the first question
	Tabs     func() []kit.Tab
	Counters func() []kit.Counter // optional
	Filters  func(Query) []kit.Filter
	Empty    func(Query) kit.EmptyState
	Filter   func(Query, time.Time) view.Filter     // the question in the words of the database
	Window   func(Query, int) view.Window           // optional
	Order    func(Query) (column string, desc bool) // optional: what the header shows
	Route    func(*Query, screen.Route)             // optional: what a route means here beside the usual

	// Asked hears of every new question. Optional.
	Asked func(Query)

	// Elsewhere hears of a pressed tab first; true means that the screen shows it by other means than this list. Optional.
	Elsewhere func(tab string) bool

	Views  []View // offered to everybody, optional
	Memory Memory // keeps columns and views under Name; optional
	Name   string

	Pane PaneOptions[R, D]
}

// List is a table screen.
type List[R, D any] struct {
	o       Options[R, D]
	query   Query
	rows    Rows[R]
	stores  []view.StoreCard
	details details[R, D]
	views   views

	header  *kit.PageHeader
	tabs    *kit.Tabs
	filters *kit.FilterBar
	search  *Search
	table   *kit.PagedTable
	pane    *kit.Pane
	split   *kit.Split
	notice  *kit.Slot  // how far an export has come
	export  *exporting // nil while none runs

	asked   bool             // the table was asked the present query
	about   commerce.StoreID // the store that figures were last asked for
	figures int              // counts what was asked about figures; older answers are dropped
	placed  bool             // a person, a route or the first figures have settled which tab is shown
	alone   bool             // one store alone is in view, so its name needs no column
	seek    string           // key of a row that still has to be found in the table
	stop    func()           // ends listening to news; nil while not shown
}

// New makes a list; it reads nothing before Shown.
func New[R, D any](o Options[R, D]) *List[R, D] {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Window == nil {
		o.Window = Query.Window
	}
	if o.Order == nil {
		o.Order = func(q Query) (string, bool) { return q.Sort, q.Desc }
	}
	l := &List[R, D]{o: o, query: o.Query}
	l.rows = Rows[R]{Feed: o.Feed, Now: o.Now, Read: o.Page, Row: o.Row}
	l.rows.Forget()
	l.build()
	l.recall()
	return l
}

// Content is the page with its pane.
func (l *List[R, D]) Content() fyne.CanvasObject { return l.split }

// Shown listens and reads.
func (l *List[R, D]) Shown() {
	if l.stop == nil {
		l.stop = func() {}
		if l.o.News != nil {
			l.stop = l.o.Feed.OnChange(screen.Watch(l.o.News, l.o.Kinds...), l.Reload)
		}
	}
	l.Reload()
}

// Hidden stops listening.
func (l *List[R, D]) Hidden() {
	if l.stop != nil {
		l.stop()
		l.stop = nil
	}
}

// Reload reads everything again and keeps the place.
func (l *List[R, D]) Reload() {
	l.readFigures()
	if l.asked {
		l.table.Reload()
	} else {
		l.ask()
	}
	if l.split.Open() {
		l.readDetails()
	}
}

// SetStore shows one store alone; 0 shows all.
func (l *List[R, D]) SetStore(id commerce.StoreID) {
	if l.query.Scope == id {
		return
	}
	l.query.Scope, l.query.Store = id, 0
	l.closePane()
	l.askWhenShown()
}

// Open goes to a place: a tab, a search, a state, or one row by its key and the tab of its details.
func (l *List[R, D]) Open(r screen.Route) {
	if r == (screen.Route{Screen: r.Screen}) {
		return
	}
	l.placed, l.views.start = true, ""
	l.query.Go(r)
	if l.o.Route != nil {
		l.o.Route(&l.query, r)
	}
	if !slices.ContainsFunc(l.o.Tabs(), func(t kit.Tab) bool { return t.ID == l.query.Tab }) {
		l.query.Tab = All
	}
	l.closePane()
	if r.Pane != "" {
		l.pane.Tabs().SetCurrent(r.Pane)
	}
	l.askWhenShown()
	if r.Select != "" {
		l.Show(r.Select)
	}
}

// askWhenShown spares the database a question whose answer nobody sees.
func (l *List[R, D]) askWhenShown() {
	if l.asked = false; l.stop != nil {
		l.ask()
	}
}

// Jump is what a counter does: a tab, perhaps some of its states, and no other filter.
func (l *List[R, D]) Jump(tab string, states ...string) {
	l.placed = true
	l.query.Clear()
	l.query.Tab = tab
	l.query.Set(StateFilter, states...)
	l.closePane()
	l.ask()
}

// ClearFilters takes every filter away; the tab stays.
func (l *List[R, D]) ClearFilters() {
	l.query.Clear()
	l.ask()
}

// Query is what the table is asked now.
func (l *List[R, D]) Query() Query { return l.query }

// StoreCards are the stores as last read.
func (l *List[R, D]) StoreCards() []view.StoreCard { return l.stores }

// Rows are the stored rows that were read.
func (l *List[R, D]) Rows() *Rows[R] { return &l.rows }

// Table is the table, for its ticked rows.
func (l *List[R, D]) Table() *kit.PagedTable { return l.table }

// ask puts a new question to the table and makes everything around it say what is asked.
func (l *List[R, D]) ask() {
	l.asked = true
	l.nameView(l.views.start)
	l.views.start = ""
	l.rows.Forget()
	l.search.Show(l.query.Text)
	l.tabs.SetCurrent(l.query.Tab)
	l.showFilters()
	l.showAlone()
	l.showEmpty()
	l.table.SetSort(l.o.Order(l.query))
	if l.o.Asked != nil {
		l.o.Asked(l.query)
	}
	if l.split.Open() {
		l.seek = l.details.key
	}
	if l.about != l.query.OneStore() {
		l.readFigures()
	}
	l.table.Reset()
}

func (l *List[R, D]) load(page int, answer func(kit.Page)) {
	l.rows.Load(l.Asking(), l.o.Window(l.query, page), func(p kit.Page) {
		answer(p)
		l.settle()
	})
}

// settle keeps the pane in step with its row, makes the row current that was waited for, and opens it unless it is open.
func (l *List[R, D]) settle() {
	if row, ok := l.rows.Get(l.details.key); ok && l.split.Open() && !reflect.DeepEqual(row, l.details.row) {
		l.readDetails() // the row says something else than when the details were read
	}
	if l.seek == "" || !l.table.Select(l.seek) {
		return
	}
	key := l.seek
	l.seek = ""
	if !l.split.Open() || key != l.details.key {
		l.Show(key)
	} else if l.details.row, _ = l.rows.Get(key); l.details.value == nil {
		l.Redraw()
	}
}

// readFigures reads the stores and what the screen says around the table. A part that cannot be read keeps its last figures;
// the table says why.
func (l *List[R, D]) readFigures() {
	l.figures++
	l.about = l.query.OneStore()
	question, store := l.figures, l.about
	l.o.Feed.Go(func(ctx context.Context) {
		stores, err := l.o.Stores(ctx)
		take := l.o.Figures(ctx, store)
		l.o.Feed.Do(func() {
			if question != l.figures {
				return
			}
			if err == nil {
				l.stores = stores
			}
			take()
			l.ShowFigures()
			l.firstPlace()
		})
	})
}

// firstPlace spares whoever opens the screen an empty page: when nothing waits on its usual tab, everything is shown instead.
func (l *List[R, D]) firstPlace() {
	if l.placed {
		return
	}
	l.placed = true
	counts := map[string]int{}
	for _, t := range l.o.Tabs() {
		counts[t.ID] = t.Count
	}
	if counts[l.query.Tab] == 0 && counts[All] > 0 {
		l.query.Tab = All
		l.ask()
	}
}

// ShowFigures makes header, tabs, filters and the empty state say what is known now.
func (l *List[R, D]) ShowFigures() {
	if l.o.Counters != nil {
		l.header.SetCounters(l.o.Counters())
	}
	l.tabs.SetTabs(l.o.Tabs())
	l.showFilters()
	l.showEmpty()
}

// showFilters offers the stores, unless the window shows one alone, and the screen's own filters.
func (l *List[R, D]) showFilters() {
	var offer []kit.Filter
	if l.query.Scope == 0 {
		offer = append(offer, kit.Filter{ID: storeFilter, Label: say.T("Store"), Choices: StoreChoices(l.stores)})
	}
	l.filters.SetFilters(append(offer, l.o.Filters(l.query)...))
	l.filters.Set(l.query.bar())
}

func (l *List[R, D]) showAlone() {
	if alone := l.query.OneStore() != 0; alone != l.alone {
		l.alone = alone
		l.table.ShowColumn(storeFilter, !alone)
	}
}

func (l *List[R, D]) showEmpty() { l.table.SetEmpty(l.o.Empty(l.query)) }

// Turn brings a tab to the front as if a person had pressed it.
func (l *List[R, D]) Turn(tab string) { l.tabs.Select(tab) }

// Search looks for a text as if a person had typed it and pressed Enter.
func (l *List[R, D]) Search(text string) {
	l.search.Show(text)
	l.find(text)
}

// Choose narrows to choices of the filters, as the filter bar does.
func (l *List[R, D]) Choose(values map[string][]string) { l.chosen(values) }
