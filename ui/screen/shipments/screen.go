package shipments

import (
	"context"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/live"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/theme"
)

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
	*listing.List[view.ShipmentRow, view.OrderDetail]
	o      Options
	counts map[string]int
	emails int       // customer e-mails caused, -1 while not known
	last   time.Time // when the newest note of all was shipped
	bar    *kit.SelectionBar
	send   *kit.Button
}

var (
	_ screen.Screen      = (*Screen)(nil)
	_ screen.StoreScoped = (*Screen)(nil)
	_ screen.Routed      = (*Screen)(nil)
)

// New makes the screen; it asks for nothing until it is shown.
func New(o Options) *Screen {
	s := &Screen{o: o, emails: -1}
	s.send = kit.NewButton("Send now", kit.Primary, s.askSend).Small().WithIcon("send")
	s.bar = kit.NewSelectionBar(func() { s.Table().ClearChecks() }, s.send)
	s.List = listing.New(listing.Options[view.ShipmentRow, view.OrderDetail]{
		Feed: o.Feed, News: o.News, Kinds: []events.Kind{events.Shipments, events.Stores}, Nav: o.Nav, Now: o.Now,
		Page: o.Pages.ShipmentPage, Stores: o.Pages.StoreCards, Figures: s.figures,
		Title: "Shipments", Columns: columns(), Row: rowOf, Fault: fault, LoadingNote: "Reading the shipments",
		Search: "Order, note or tracking", SearchWidth: 220, Remark: kit.NewSmallState(theme.OK, "mail-x", "E-mail guard on"),
		OnCheck: s.checked, Bar: s.bar, Menu: s.menu,
		Query: listing.NewQuery(tabTodo, tabStates),
		Tabs:  func() []kit.Tab { return tabs(s.counts) }, Counters: func() []kit.Counter { return counters(s.counts, s.emails, s.jump) },
		Filters: func(listing.Query) []kit.Filter { return filters() }, Filter: filter,
		Empty: func(q listing.Query) kit.EmptyState { return emptyOf(q, s.last, o.Now(), s.ClearFilters) },
		Pane:  listing.PaneOptions[view.ShipmentRow, view.OrderDetail]{Tabs: paneTabs(), Read: s.read, Await: s.await, Draw: s.draw},
	})
	return s
}

// Shown listens to news and reads everything again.
func (s *Screen) Shown() {
	s.readEmails()
	s.List.Shown()
}

// SetStore shows one store alone; 0 shows all.
func (s *Screen) SetStore(id commerce.StoreID) {
	s.List.SetStore(id)
	s.readEmails()
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

// readEmails reads how many shoppers were mailed by our doing. The answer changes at most once in a store's life, so it is asked
// when the screen is shown and not at each piece of news.
func (s *Screen) readEmails() {
	store := s.Query().OneStore()
	s.o.Feed.Go(func(ctx context.Context) {
		o, err := s.o.Pages.Overview(ctx, store)
		s.o.Feed.Do(func() {
			if err == nil && store == s.Query().OneStore() {
				s.emails = o.EmailsCaused
				s.ShowFigures()
			}
		})
	})
}
