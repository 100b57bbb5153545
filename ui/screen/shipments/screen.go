// Package shipments is the screen of warehouse notes: what was shipped, what each store was told of it, what it still has to be
// told, and what a person decides when Brightpearl took a shipment back. It reads through Pages and wishes through Actions; the
// tracking and status rules live elsewhere.
//
// Everything runs on the UI goroutine except the questions, which the feed asks beside it; an answer to an older question is
// dropped. Start reading at Options in ports.go and Screen, then state.go and words.go.
package shipments

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/theme"
)

// list is the table of notes.
type list = listing.List[view.ShipmentRow, detail]

// Screen is the warehouse notes of all stores.
type Screen struct {
	*list
	o        Options
	counts   map[string]int
	emails   int       // customer e-mails caused, -1 while not known
	last     time.Time // when the newest note of all was shipped
	carriers []string
	page     string // address of a sales order as far as its number, "" while not known
	bar      selection
	check    *kit.Button // reads all notes again
}

var (
	_ screen.Screen      = (*Screen)(nil)
	_ screen.StoreScoped = (*Screen)(nil)
	_ screen.Routed      = (*Screen)(nil)
)

// New makes the screen; it asks for nothing until it is shown.
func New(o Options) *Screen {
	s := &Screen{o: o, emails: -1}
	s.bar = newSelection(s)
	s.list = listing.New(listing.Options[view.ShipmentRow, detail]{
		Feed: o.Feed, News: o.News, Kinds: []events.Kind{events.Shipments, events.Stores}, Nav: o.Nav, Now: o.Now,
		Page: o.Pages.ShipmentPage, Stores: o.Pages.StoreCards, Figures: s.figures,
		Title: say.T("Shipments"), Buttons: s.headButtons(), Columns: columns(), Row: rowOf, Fault: fault, LoadingNote: say.T("Reading the shipments"),
		Search: say.T("Order, note or tracking"), SearchWidth: 188, Remark: kit.NewSmallState(theme.OK, "mail-x", say.T("E-mail guard on")),
		OnCheck: s.checked, Bar: s.bar.SelectionBar, Menu: s.menu,
		Query: listing.NewQuery(tabTodo, tabStates),
		Tabs:  func() []kit.Tab { return tabs(s.counts) }, Counters: func() []kit.Counter { return counters(s.counts, s.emails, s.jump) },
		Filters: func(q listing.Query) []kit.Filter { return filters(q, s.carriers) }, Filter: filter,
		Empty: func(q listing.Query) kit.EmptyState { return emptyOf(q, s.last, o.Now(), s.ClearFilters) },
		Views: builtInViews(), Memory: o.Memory, Name: "shipments",
		Pane: listing.PaneOptions[view.ShipmentRow, detail]{Tabs: paneTabs(), Read: s.read, Await: s.await, Draw: s.draw},
	})
	return s
}

var recheckLabel = say.Mark("Re-check notes")

func (s *Screen) headButtons() []fyne.CanvasObject {
	s.check = kit.NewButton(say.Of(recheckLabel), kit.Secondary, s.recheckAll).Small().WithIcon("refresh-cw")
	out := []fyne.CanvasObject{s.check}
	if s.o.Files != nil {
		out = append(out, kit.NewMenuButton(say.T("Export"), func() []kit.MenuItem { return listing.ExportMenu(s.export) }).Small().WithIcon("download"))
	}
	return out
}

// Shown listens to news and reads everything again.
func (s *Screen) Shown() {
	s.readSeldom()
	s.list.Shown()
}

// SetStore shows one store alone; 0 shows all.
func (s *Screen) SetStore(id commerce.StoreID) {
	s.list.SetStore(id)
	s.readSeldom()
}

func (s *Screen) jump(tab string) { s.Jump(tab) }

// figures reads the counts and when the newest note was shipped.
func (s *Screen) figures(ctx context.Context, store commerce.StoreID) (take func()) {
	counts, err := s.o.Pages.ShipmentTabs(ctx, store)
	newest, _ := s.o.Pages.ShipmentPage(ctx, view.Filter{Store: store}, view.Window{Limit: 1})
	return func() {
		if len(newest.Rows) > 0 {
			s.last = newest.Rows[0].ShippedAt
		}
		if err == nil {
			s.counts = counts
		}
	}
}

// readSeldom reads how many shoppers were mailed by our doing, the carriers, and where Brightpearl shows an order. These answers hardly ever change, so they are asked
// for when the screen is shown and not at each piece of news.
func (s *Screen) readSeldom() {
	store := s.Query().OneStore()
	s.o.Feed.Go(func(ctx context.Context) {
		o, err := s.o.Pages.Overview(ctx, store)
		carriers, err2 := s.o.Pages.ShipmentCarriers(ctx)
		page := ""
		if s.o.SalesOrderPage != nil {
			page = s.o.SalesOrderPage(ctx)
		}
		s.o.Feed.Do(func() {
			if err == nil && store == s.Query().OneStore() {
				s.emails = o.EmailsCaused
			}
			if err2 == nil {
				s.carriers = carriers
			}
			s.page = page
			s.ShowFigures()
		})
	})
}
