// Package shell is the frame of the window: the rail of screens, the top bar with store, search, state and pause, the bottom
// strip with what runs, and the page in the middle in which screens take turns. It exists so that a screen knows nothing of
// its neighbours: it asks the shell, as its screen.Navigator, to go somewhere.
//
// The shell decides nothing about orders or stock. What the state label may say is a pure function of what was read, in
// label.go; what the strip says another one, in pulse.go. Everything here is called on the UI goroutine; the functions of
// Pages, Actions and Live are called on others.
//
// Start reading at New, then judge in label.go and frame.go.
package shell

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/live"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// Pages are what the frame reads.
type Pages interface {
	Counts(context.Context, commerce.StoreID) (view.Counts, error)
	StoreCards(context.Context) ([]view.StoreCard, error)
	Overview(context.Context, commerce.StoreID) (view.Overview, error)
	OrderPage(context.Context, view.Filter, view.Window) (view.Page[view.OrderRow], error)
	LevelPage(context.Context, view.Filter, view.Window) (view.Page[view.LevelRow], error)
	ShipmentPage(context.Context, view.Filter, view.Window) (view.Page[view.ShipmentRow], error)
}

// Actions are the wishes of the top bar.
type Actions interface {
	// SyncNow has everything asked for news at once.
	SyncNow()
	// Pause stops every store until a moment, or until Resume when it is zero.
	Pause(ctx context.Context, until time.Time) error
	Resume(context.Context) error
}

// Entry is one screen with its place in the rail. The title is in the language of the code (say.Mark). Make is called when the screen
// is shown for the first time: nobody waits at the start for screens that nobody looks at.
type Entry struct {
	ID, Title, Icon string
	Make            func() screen.Screen
}

// Options make a shell. Everything but Leave, OpenURL, Stands and Quit is required.
type Options struct {
	Canvas  fyne.Canvas
	Feed    *live.Feed
	News    *events.Hub
	Pages   Pages
	Actions Actions
	Live    Live
	Now     func() time.Time
	// Screens lists the screens, which need the navigator that the shell is. The first one is shown first.
	Screens func(screen.Navigator) []Entry
	Foot    Foot
	// Leave ends the demo; nil outside of it.
	Leave func()
	// OpenURL opens an address in the browser.
	OpenURL func(string) error
	// Stands is told how things stand each time that they are judged, about once a second; may be nil.
	Stands func(Standing)
	// Quit ends the program, after it has asked where it must; nil for a window that cannot.
	Quit func()
}

// Shell is the frame of one window. It is a screen.Navigator.
type Shell struct {
	o       Options
	entries []Entry
	rail    *rail
	bar     *topBar
	strip   *strip
	hits    *hitList
	page    *page
	layer   *kit.Layer
	root    *fyne.Container

	screens map[string]screen.Screen // those that were shown
	current Entry
	front   screen.Screen // of current; nil before the first
	store   commerce.StoreID
	facts   facts
	asking  time.Time // when the newest reading began
	loading bool      // a reading is under way
	again   bool      // news came meanwhile
	typing  func()
	asked   int            // number of the newest search
	before  fyne.Focusable // what had the keyboard before the search field
	shown   stripWords
}

var _ screen.Navigator = (*Shell)(nil)

// New makes the frame. Nothing is read before Start.
func New(o Options) *Shell {
	s := &Shell{o: o, facts: facts{now: o.Now()}, screens: map[string]screen.Screen{}}
	s.entries = o.Screens(s)
	s.rail = newRail(s.entries, o.Foot, o.Leave, func(id string) { s.Go(screen.Route{Screen: id}) })
	s.bar = newTopBar(wishes{store: s.setStore, sync: s.syncNow, pause: s.pause, resume: s.resume, proof: s.showProof, now: o.Now})
	s.strip = newStrip()
	s.page = newPage()
	s.hits = newHitList(s.underSearch, s.openHit)
	f := &frame{rail: s.rail, line: kit.VDivider(), bar: s.bar, page: s.page.root, strip: s.strip, hits: s.hits}
	s.root = &fyne.Container{Layout: f, Objects: f.objects()}
	s.layer = kit.NewLayer(s.root, o.Feed.Clock())
	s.bar.search.OnChanged = s.searchChanged
	s.bar.search.OnSubmitted = s.searchSubmitted
	s.bar.search.OnEscape = s.searchKeys
	s.bar.search.OnArrow = s.hits.step
	s.showFacts()
	return s
}

// Content is what belongs into the window.
func (s *Shell) Content() fyne.CanvasObject { return s.layer }

// Start begins to listen and shows the named screen, or the first one. Call it after the content was set. The returned
// function ends it; the feed's end does the rest.
func (s *Shell) Start(first string) (stop func()) {
	detach := s.layer.Attach(s.o.Canvas)
	s.bindKeys()
	stopNews := s.o.Feed.OnChange(screen.Watch(s.o.News, events.Stores, events.Orders, events.Links, events.Levels, events.Shipments, events.Problems, events.Settings), s.read)
	stopPulse := s.samplePulse()
	s.read()
	if s.Go(screen.Route{Screen: first}); s.front == nil && len(s.entries) > 0 {
		s.show(s.entries[0])
	}
	return func() {
		if s.front != nil {
			s.front.Hidden()
		}
		stopNews()
		stopPulse()
		detach()
	}
}

// Go opens a place. A screen that is not there, and zero fields of the route, change nothing.
func (s *Shell) Go(r screen.Route) {
	for _, e := range s.entries {
		if e.ID != r.Screen {
			continue
		}
		s.hits.Hide()
		// A route to a store narrows the screen by itself; only a picker that stands on another store has to give way.
		if r.Store != 0 && s.store != 0 && r.Store != s.store && e.ID != screen.Stores {
			s.bar.setStores(s.facts.stores, r.Store)
			s.setStore(r.Store)
		}
		s.show(e)
		if routed, ok := s.front.(screen.Routed); ok && (r.Tab != "" || r.Text != "" || r.Select != "" || r.State != "" || r.Code != "" || r.Store != 0) {
			routed.Open(r)
		}
		return
	}
}

// Current is the name of the screen in front.
func (s *Shell) Current() string { return s.current.ID }

func (s *Shell) show(e Entry) {
	if s.current.ID == e.ID {
		return
	}
	if s.front != nil {
		s.front.Hidden()
	}
	s.current, s.before, s.front = e, nil, s.screenOf(e)
	s.rail.setCurrent(e.ID)
	s.o.Canvas.Unfocus()
	s.page.show(s.front.Content())
	s.front.Shown()
}

// screenOf makes a screen at its first turn.
func (s *Shell) screenOf(e Entry) screen.Screen {
	made, ok := s.screens[e.ID]
	if !ok {
		made = e.Make()
		s.screens[e.ID] = made
		if scoped, ok := made.(screen.StoreScoped); ok && s.store != 0 {
			scoped.SetStore(s.store)
		}
	}
	return made
}

func (s *Shell) setStore(id commerce.StoreID) {
	s.store = id
	for _, made := range s.screens {
		if scoped, ok := made.(screen.StoreScoped); ok {
			scoped.SetStore(id)
		}
	}
	s.read()
}

// Toast confirms what the user has just done.
func (s *Shell) Toast(text string) { s.layer.Toast(kit.Toast{Text: text}) }

// Canvas is for menus and dialogs.
func (s *Shell) Canvas() fyne.Canvas { return s.o.Canvas }

// OpenURL opens an address in the browser; where there is none it shows the address to be copied.
func (s *Shell) OpenURL(address string) {
	if s.o.OpenURL == nil {
		s.showAddress(address)
		return
	}
	s.o.Feed.Go(func(context.Context) {
		if err := s.o.OpenURL(address); err != nil {
			s.o.Feed.Do(func() { s.showAddress(address) })
		}
	})
}

func (s *Shell) showAddress(address string) {
	field := kit.NewEntry("")
	field.SetText(address)
	kit.ShowDialog(s.o.Canvas, kit.DialogOptions{Title: say.T("Open this address in your browser"), Wide: true, Body: field, Cancel: say.T("Close"),
		Confirm: say.T("Copy address"), Text: say.T("No browser could be started from here."),
		Done: func(copy bool) {
			if copy {
				fyne.CurrentApp().Clipboard().SetContent(address)
			}
		}})
}

// underSearch is where the list of results hangs.
func (s *Shell) underSearch() (fyne.Position, float32) {
	left := theme.RailWidth
	if s.rail.narrow {
		left = theme.RailNarrow
	}
	at := s.bar.search.Position()
	return fyne.NewPos(left+at.X, at.Y+theme.ButtonHeight+theme.Space1), fyne.Max(440, s.bar.search.Size().Width)
}
