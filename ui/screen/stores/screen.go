// Package stores is the page of the connected stores: a line for each, and below the table everything about the one in front.
// Adding a store, signing in again and connecting Brightpearl happen in the setup wizard, which takes the page's place.
//
// A Screen belongs to the UI goroutine. Start reading at Screen; rows.go says in which words states appear.
package stores

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/live"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/screen/salesreport"
)

// Options are what the screen works with. All are required but Now, Files and Memory.
type Options struct {
	Feed    *live.Feed
	News    *events.Hub
	Pages   Pages
	Actions Actions
	Setup   Wizard
	Nav     screen.Navigator
	Files   salesreport.Files // nil: no files are offered
	Memory  Memory            // keeps the columns; nil: they are not kept
	Now     func() time.Time  // nil: time.Now
}

// Screen is the Stores page.
type Screen struct {
	o         Options
	root      *fyne.Container
	state     *state
	view      *page
	stop      func() // ends listening while hidden
	inSetup   bool
	shown     bool
	afterLoad func() // where a route wants to go once the stores are known
}

var (
	_ screen.Screen      = (*Screen)(nil)
	_ screen.StoreScoped = (*Screen)(nil)
	_ screen.Routed      = (*Screen)(nil)
)

// New makes the screen; it reads nothing until Shown.
func New(o Options) *Screen {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Screen{o: o, state: newState()}
	s.view = newPage(s)
	s.root = kit.Stack(s.view.content)
	return s
}

// Content is the page, or the wizard while a store is set up.
func (s *Screen) Content() fyne.CanvasObject { return s.root }

// Shown reloads and begins to listen.
func (s *Screen) Shown() {
	s.shown = true
	if s.stop == nil {
		s.stop = s.o.Feed.OnChange(screen.Watch(s.o.News, events.Stores, events.Settings, events.Problems, events.Orders, events.Links), s.Reload)
	}
	s.Reload()
}

// Hidden stops listening. A setup that was left open stays where it was.
func (s *Screen) Hidden() {
	s.shown = false
	if s.stop != nil {
		s.stop()
		s.stop = nil
	}
}

// SetStore brings one store to the front.
func (s *Screen) SetStore(id commerce.StoreID) {
	if id != 0 {
		s.choose(id)
	}
}

// The places that a route can name as its tab, besides the tabs of the details.
const (
	TabAdd         = "add"         // a new store
	TabSetup       = "setup"       // go on with the route's store
	TabBrightpearl = "brightpearl" // connect the account
	TabSignIn      = "sign-in"     // sign in to the route's store again
)

// Open goes to a store, to one of its tabs, or into the wizard.
func (s *Screen) Open(r screen.Route) {
	id := r.Store
	if r.Select != "" {
		id = storeID(r.Select)
	}
	switch r.Tab {
	case TabAdd:
		s.setup(0, "")
	case TabSetup:
		s.setup(id, "")
	case TabBrightpearl:
		s.setup(0, "brightpearl")
	case TabSignIn:
		s.setup(id, "shop")
	default:
		s.leaveSetup()
		if r.Tab != "" {
			s.state.tab = r.Tab
			s.view.showDetails()
		}
		if id != 0 {
			s.choose(id)
		}
	}
}

// setup puts the wizard in the page's place.
func (s *Screen) setup(id commerce.StoreID, at string) {
	s.inSetup = true
	s.root.Objects = []fyne.CanvasObject{s.o.Setup.Content()}
	s.root.Refresh()
	s.o.Setup.Open(id, at, func() {
		s.leaveSetup()
		delete(s.state.checks, id)
		s.Reload()
	})
}

func (s *Screen) leaveSetup() {
	if !s.inSetup {
		return
	}
	s.inSetup = false
	s.root.Objects = []fyne.CanvasObject{s.view.content}
	s.root.Refresh()
}

// Reload asks for the stores again, and then for the one in front.
func (s *Screen) Reload() {
	s.state.listTurn++
	turn := s.state.listTurn
	s.o.Feed.Go(func(ctx context.Context) {
		cards, err := s.o.Pages.StoreCards(ctx)
		var status view.Status
		if err == nil {
			status, err = s.o.Pages.Status(ctx)
		}
		s.o.Feed.Do(func() {
			if turn != s.state.listTurn {
				return
			}
			s.state.took(cards, status, err)
			s.view.showStores()
			s.loadDetails()
		})
	})
}

// choose brings a store to the front.
func (s *Screen) choose(id commerce.StoreID) {
	if s.state.current == id {
		return
	}
	s.state.current = id
	if s.state.loaded {
		s.view.showStores()
		s.loadDetails()
	}
}

// loadDetails reads what the tabs show of the store in front. A store is examined by itself once; after that on request.
func (s *Screen) loadDetails() {
	card, ok := s.state.card()
	if !ok {
		return
	}
	s.state.detailTurn++
	turn, id := s.state.detailTurn, card.ID
	s.o.Feed.Go(func(ctx context.Context) {
		d := s.read(ctx, id)
		s.o.Feed.Do(func() {
			if turn == s.state.detailTurn {
				s.state.details = d
				s.view.showDetails()
				if s.state.tab == tabSales && s.state.sales != nil {
					s.state.sales.Reload()
				}
			}
		})
	})
	if _, done := s.state.checks[id]; !done && card.State != commerce.StoreSetup && s.shown {
		s.check(id)
	}
}

// noAccount is the code of asking for a Brightpearl account that was never connected.
const noAccount = "SB-AUTH-002"

// read collects the details; what cannot be read leaves its place empty and names the reason.
func (s *Screen) read(ctx context.Context, id commerce.StoreID) details {
	d := details{store: id}
	note := func(err error) {
		if d.err == nil {
			d.err = err
		}
	}
	var err error
	d.overview, err = s.o.Pages.Overview(ctx, id)
	note(err)
	d.settings, err = s.o.Actions.Settings(ctx, id)
	note(err)
	d.defaults, err = s.o.Pages.OwnDefaults(ctx)
	note(err)
	d.lists, err = s.o.Actions.Lists(ctx, id)
	note(err)
	d.limits, err = s.o.Actions.Limits(ctx, id)
	note(err)
	d.own, err = s.o.Actions.Connection(ctx, id)
	note(err)
	if d.account, err = s.o.Actions.Connection(ctx, 0); err != nil && fault.Of(err).Code != noAccount {
		note(err)
	}
	d.webhooks, err = s.o.Actions.Webhooks(ctx)
	note(err)
	timeline, err := s.o.Pages.ActivityPage(ctx, view.Filter{Store: id}, view.Window{Limit: 60})
	note(err)
	d.activity = timeline.Rows
	return d
}

// check examines a store.
func (s *Screen) check(id commerce.StoreID) {
	before := s.state.checks[id]
	if before.running {
		return
	}
	before.running = true
	s.state.checks[id] = before
	s.view.showDetails()
	s.o.Feed.Go(func(ctx context.Context) {
		checks, err := s.o.Actions.Check(ctx, id)
		s.o.Feed.Do(func() {
			s.state.checks[id] = checked{at: s.o.Now(), checks: checks, err: err}
			if s.state.current == id {
				s.view.showDetails()
			}
		})
	})
}

// do carries out a wish about a store, confirms it and reads everything again.
func (s *Screen) do(doing, done string, wish func(ctx context.Context) error) {
	listing.Do(s.o.Feed, s.o.Nav, doing, func(ctx context.Context) (string, error) { return done, wish(ctx) }, s.Reload)
}
