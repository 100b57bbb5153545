// Package overview is the first screen: is everything in, is anything about to be oversold, does anyone have to do something?
// Without a store it is the program's welcome.
//
// Start reading at New; what the figures say in words is in rows.go.
package overview

import (
	"context"
	"fmt"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/live"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/screen/salesreport"
)

// Pages are what the screen reads.
type Pages interface {
	Overview(context.Context, commerce.StoreID) (view.Overview, error)
	StoreCards(context.Context) ([]view.StoreCard, error)
	CausePage(context.Context, commerce.StoreID) ([]view.CauseCard, error)
	Sales(context.Context) ([]view.SalesRow, error)
	Trend(ctx context.Context, store commerce.StoreID, days int) (view.Trend, error)
	salesreport.Pages
}

// Actions are the wishes of an empty program. Both are called on the UI goroutine and return at once.
type Actions interface {
	ConnectStore()
	TryDemo()
}

// StoreActions are what a store's card offers. All of it may wait for a web server.
type StoreActions interface {
	SyncNow(ctx context.Context, store commerce.StoreID) error
	// Pause ends by itself at until; a zero time waits for Resume.
	Pause(ctx context.Context, store commerce.StoreID, until time.Time) error
	Resume(ctx context.Context, store commerce.StoreID) error
}

// Catalogues tells how far the first readings of catalogues have come.
type Catalogues interface {
	Progress(context.Context) ([]view.CatalogueProgress, error)
}

// Options make the screen. Catalogues and Files may be nil: what they know or do is then left out.
type Options struct {
	Feed       *live.Feed
	News       *events.Hub
	Pages      Pages
	Actions    Actions
	Stores     StoreActions
	Catalogues Catalogues
	Files      salesreport.Files
	Nav        screen.Navigator
	Now        func() time.Time
}

// ageing is how often ages such as "14 s ago" are written anew while the screen is shown.
const ageing = 5 * time.Second

// Screen is the Overview.
type Screen struct {
	o     Options
	state state
	view  *page
	stop  func() // ends listening; nil while hidden
	tick  func()
}

var (
	_ screen.Screen      = (*Screen)(nil)
	_ screen.StoreScoped = (*Screen)(nil)
)

// New makes the screen. It reads nothing before it is shown.
func New(o Options) *Screen {
	s := &Screen{o: o, state: state{days: 1}}
	s.view = newPage(wishes{open: o.Nav.Go, connect: o.Actions.ConnectStore, demo: o.Actions.TryDemo, retry: s.Reload, span: s.setSpan, report: s.report, menu: s.menuOf})
	return s
}

// Content is the page.
func (s *Screen) Content() fyne.CanvasObject { return s.view.root }

// Shown reads everything and listens to news.
func (s *Screen) Shown() {
	if s.stop == nil {
		s.stop = s.o.Feed.OnChange(screen.Watch(s.o.News, events.Stores, events.Orders, events.Links, events.Levels, events.Shipments, events.Problems), s.Reload)
		s.age()
	}
	s.Reload()
}

// Hidden stops listening.
func (s *Screen) Hidden() {
	if s.stop != nil {
		s.stop()
		s.tick()
		s.stop = nil
	}
}

// SetStore shows the figures of one store, or of all.
func (s *Screen) SetStore(id commerce.StoreID) {
	s.state.store = id
	if s.stop != nil {
		s.Reload()
	}
}

// Reload asks for everything again. An answer to an older question is dropped.
func (s *Screen) Reload() {
	load, store, days := s.state.beginLoad(), s.state.store, 0
	if s.state.wantsTrend(s.o.Now()) {
		days = s.state.days
	}
	s.o.Feed.Go(func(ctx context.Context) {
		f, err := s.read(ctx, store, days)
		s.o.Feed.Do(func() {
			if s.state.finishLoad(load, f, err) {
				s.show()
			}
		})
	})
}

// read asks for the figures, and for the charts of so many days unless that is 0.
func (s *Screen) read(ctx context.Context, store commerce.StoreID, days int) (f figures, err error) {
	if f.stores, err = s.o.Pages.StoreCards(ctx); err != nil || len(f.stores) == 0 {
		return f, err
	}
	if f.overview, err = s.o.Pages.Overview(ctx, store); err != nil {
		return f, err
	}
	if f.causes, err = s.o.Pages.CausePage(ctx, store); err != nil {
		return f, err
	}
	if f.sales, err = s.o.Pages.Sales(ctx); err != nil {
		return f, err
	}
	if s.o.Catalogues != nil {
		if f.reading, err = s.o.Catalogues.Progress(ctx); err != nil {
			return f, err
		}
	}
	if days > 0 {
		f.trend, err = s.o.Pages.Trend(ctx, store, days)
	}
	return f, err
}

// setSpan changes how far back the charts and the sales look.
func (s *Screen) setSpan(days int) {
	s.state.days = days
	if s.state.read {
		s.show() // the sales are there already
		s.Reload()
	}
}

// report opens the sales day by day.
func (s *Screen) report() {
	span := salesreport.Week
	if s.state.days == 30 {
		span = salesreport.Month
	}
	panel := salesreport.New(salesreport.Options{Feed: s.o.Feed, Pages: s.o.Pages, Files: s.o.Files, Nav: s.o.Nav, Now: s.o.Now, Store: s.state.store, Span: span})
	sheet := kit.ShowSheet(s.o.Nav.Canvas(), say.T("Sales report"), "", panel.Content(), nil)
	sheet.SetFoot(kit.Spacer(), kit.NewButton(say.T("Close"), kit.Secondary, sheet.Close))
	panel.OnGrown(sheet.Refresh)
	sheet.Refresh()
}

// menuOf is what can be done with a store from its card.
func (s *Screen) menuOf(c view.StoreCard) []kit.MenuItem {
	now := s.o.Now()
	items := []kit.MenuItem{{Label: say.T("Open store"), Icon: "store", Tapped: func() { s.o.Nav.Go(storeRoute(c)) }}}
	if c.State != commerce.StoreLive && c.State != commerce.StorePaused {
		return items
	}
	items = append(items, kit.MenuItem{Label: say.T("Sync now"), Icon: "refresh-cw", Tapped: func() {
		s.do(say.T("Sync {store}", c.Name), say.T("Syncing {store} now", c.Name), func(ctx context.Context) error { return s.o.Stores.SyncNow(ctx, c.ID) })
	}}, kit.MenuItem{})
	if c.State == commerce.StorePaused && !c.Live(now) {
		return append(items, kit.MenuItem{Label: say.T("Resume"), Icon: "play", Tapped: func() {
			s.do(say.T("Resume {store}", c.Name), say.T("{store} goes on", c.Name), func(ctx context.Context) error { return s.o.Stores.Resume(ctx, c.ID) })
		}})
	}
	for _, p := range screen.Pauses(now) {
		items = append(items, kit.MenuItem{Label: say.T("Pause: {time}", p.Label), Note: p.Note, Icon: "pause", Tapped: func() {
			s.do(say.T("Pause {store}", c.Name), p.Paused(c.Name, now), func(ctx context.Context) error { return s.o.Stores.Pause(ctx, c.ID, p.Until) })
		}})
	}
	return items
}

// do carries out a wish about a store, confirms it and reads everything again.
func (s *Screen) do(doing, done string, wish func(ctx context.Context) error) {
	listing.Do(s.o.Feed, s.o.Nav, doing, func(ctx context.Context) (string, error) { return done, wish(ctx) }, s.Reload)
}

func (s *Screen) show() {
	s.state.now = s.o.Now()
	s.view.show(&s.state)
}

// age draws the ages anew while the screen is shown.
func (s *Screen) age() {
	s.tick = s.o.Feed.Clock().After(ageing, func() {
		s.state.now = s.o.Now()
		s.view.age(&s.state)
		s.age()
	})
}

// storeRoute is where a store's card leads: to the store, or to a sign-in where that is all that helps.
func storeRoute(c view.StoreCard) screen.Route {
	r := screen.Route{Screen: screen.Stores, Store: c.ID, Select: fmt.Sprint(c.ID)}
	if c.State == commerce.StoreSignIn {
		r.Tab = "sign-in"
	}
	return r
}
