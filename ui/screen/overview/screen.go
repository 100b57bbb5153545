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
	"stockbridge/ui/live"
	"stockbridge/ui/screen"
)

// Pages are what the screen reads.
type Pages interface {
	Overview(context.Context, commerce.StoreID) (view.Overview, error)
	StoreCards(context.Context) ([]view.StoreCard, error)
	CausePage(context.Context, commerce.StoreID) ([]view.CauseCard, error)
	Sales(context.Context) ([]view.SalesRow, error)
}

// Actions are the wishes of an empty program. Both are called on the UI goroutine and return at once.
type Actions interface {
	ConnectStore()
	TryDemo()
}

// Options make the screen; all of them are required.
type Options struct {
	Feed    *live.Feed
	News    *events.Hub
	Pages   Pages
	Actions Actions
	Nav     screen.Navigator
	Now     func() time.Time
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
	s := &Screen{o: o}
	s.view = newPage(wishes{open: o.Nav.Go, connect: o.Actions.ConnectStore, demo: o.Actions.TryDemo, retry: s.Reload})
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
	load, store := s.state.beginLoad(), s.state.store
	s.o.Feed.Go(func(ctx context.Context) {
		f, err := s.read(ctx, store)
		s.o.Feed.Do(func() {
			if s.state.finishLoad(load, f, err) {
				s.show()
			}
		})
	})
}

func (s *Screen) read(ctx context.Context, store commerce.StoreID) (f figures, err error) {
	if f.stores, err = s.o.Pages.StoreCards(ctx); err != nil || len(f.stores) == 0 {
		return f, err
	}
	if f.overview, err = s.o.Pages.Overview(ctx, store); err != nil {
		return f, err
	}
	if f.causes, err = s.o.Pages.CausePage(ctx, store); err != nil {
		return f, err
	}
	f.sales, err = s.o.Pages.Sales(ctx)
	return f, err
}

func (s *Screen) show() {
	s.state.now = s.o.Now()
	s.view.show(&s.state)
}

// age draws the ages anew while the screen is shown.
func (s *Screen) age() {
	s.tick = s.o.Feed.Clock().After(ageing, func() {
		if s.state.read && !s.state.firstRun() {
			s.show()
		}
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
