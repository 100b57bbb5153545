// Package settings is the page on which everything that can be chosen is changed after the setup: per store, each line with
// what it does, its default and its last change. Changes are collected and saved together; a value that cannot be is named
// beside its field while it is typed, and what the engine refuses stays in its field with the reason.
//
// A Screen belongs to the UI goroutine. Start reading at Screen; rows.go turns settings into lines.
package settings

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/live"
	"stockbridge/ui/screen"
)

// Options are what the screen works with. All are required but Now.
type Options struct {
	Feed    *live.Feed
	News    *events.Hub
	Pages   Pages
	Actions Actions
	Wakeups Wakeups
	Program Program
	Nav     screen.Navigator
	Now     func() time.Time // nil: time.Now
}

// Screen is the Settings page.
type Screen struct {
	o     Options
	state *state
	view  *page
	stop  func()
	tick  func() // ends the watch over the wake-ups
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
	return s
}

// Content is what the page shows; always the same object.
func (s *Screen) Content() fyne.CanvasObject { return s.view.content }

// Shown reloads and begins to listen.
func (s *Screen) Shown() {
	if s.stop == nil {
		s.stop = s.o.Feed.OnChange(screen.Watch(s.o.News, events.Settings, events.Stores), s.Reload)
		s.watchWakeups()
	}
	s.Reload()
}

// Hidden stops listening; what was not saved stays in its fields.
func (s *Screen) Hidden() {
	if s.stop != nil {
		s.stop()
		s.tick()
		s.stop = nil
	}
}

// SetStore brings the settings of one store to the front. A hidden screen with unsaved changes keeps its store, as it cannot
// ask.
func (s *Screen) SetStore(id commerce.StoreID) {
	if id != 0 && (s.stop != nil || len(s.state.edits) == 0) {
		s.choose(id)
	}
}

// Open goes to a store and a group, or searches.
func (s *Screen) Open(r screen.Route) {
	if g := groupOf(r.Tab); g != "" {
		s.state.group, s.state.search = g, ""
	} else if r.Store != 0 && s.state.group == general {
		s.state.group = money
	}
	if r.Text != "" {
		s.state.search = r.Text
	}
	s.view.search.SetText(s.state.search)
	if r.Store != 0 {
		s.choose(r.Store)
	}
	s.view.show()
}

// choose brings a store to the front; what was entered for another one and not saved is asked about first.
func (s *Screen) choose(id commerce.StoreID) {
	if id == s.state.store {
		return
	}
	s.settled("go to another store", func() {
		s.state.store = id
		s.Reload()
	})
}

// settled goes on at once when everything is saved; otherwise a person decides about the changes.
func (s *Screen) settled(doing string, then func()) {
	n := len(s.state.edits)
	if n == 0 || s.o.Nav.Canvas() == nil {
		s.state.discard()
		then()
		return
	}
	kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{Title: "Discard " + screen.Plural(n, "change", "changes") + "?", Confirm: "Discard and " + doing, Cancel: "Keep editing",
		Text: screen.Plural(n, "change", "changes") + " of " + s.state.storeName() + " were not saved.", Done: func(yes bool) {
			if yes {
				s.state.discard()
				then()
			}
			s.view.show()
		}})
}

// Reload asks for everything again; changes that were not saved are kept.
func (s *Screen) Reload() {
	s.state.turn++
	turn, id := s.state.turn, s.state.store
	s.o.Feed.Go(func(ctx context.Context) {
		next := *newState()
		next.err = next.read(ctx, s.o.Pages, s.o.Actions, id)
		hooks, hooksErr := s.o.Wakeups.Webhooks(ctx)
		s.o.Feed.Do(func() {
			if turn != s.state.turn {
				return
			}
			st := s.state
			st.loaded, st.err = true, next.err
			st.wakeups.took(hooks, hooksErr)
			if next.err == nil {
				st.stores, st.store, st.values, st.lists, st.history = next.stores, next.store, next.values, next.lists, next.history
			}
			s.view.show()
		})
	})
}

// read fills a state with what is stored. A store that is not there any more gives way to the first one.
func (s *state) read(ctx context.Context, pages Pages, actions Actions, id commerce.StoreID) (err error) {
	if s.stores, err = pages.StoreCards(ctx); err != nil || len(s.stores) == 0 {
		return err
	}
	s.store = s.stores[0].ID
	for _, c := range s.stores {
		if c.ID == id {
			s.store = id
		}
	}
	if s.values, err = actions.Settings(ctx, s.store); err != nil {
		return err
	}
	if s.lists, err = actions.Lists(ctx, s.store); err != nil {
		return err
	}
	log, err := pages.ActivityPage(ctx, view.Filter{Store: s.store, States: []string{"setting"}}, view.Window{Limit: 200})
	s.history = changes(log.Rows)
	return err
}

// save stores the changes one by one: one that is refused stays in its field with the reason, the others are kept.
func (s *Screen) save() {
	var wishes []wish
	for _, l := range s.state.lines() {
		if text, edited := s.state.edits[l.name]; edited {
			value, err := l.entered(text)
			if err != nil {
				return // the fault is beside its field
			}
			wishes = append(wishes, wish{l.name, text, value})
		}
	}
	id := s.state.store
	s.state.saving = true
	s.view.showFoot()
	s.o.Feed.Go(func(ctx context.Context) {
		refused := map[string]string{}
		for _, w := range wishes {
			if err := s.o.Actions.Set(ctx, id, w.name, w.value); err != nil {
				refused[w.name] = reasonOf(err, w.name)
			}
		}
		s.o.Feed.Do(func() { s.saved(id, wishes, refused) })
	})
}

// saved takes the outcome; what was entered meanwhile stays an unsaved change.
func (s *Screen) saved(id commerce.StoreID, wishes []wish, refused map[string]string) {
	s.state.saving = false
	if id == s.state.store {
		for _, w := range wishes {
			if _, no := refused[w.name]; !no && s.state.edits[w.name] == w.text {
				delete(s.state.edits, w.name)
			}
		}
		s.state.faults = refused
	}
	if n := len(wishes) - len(refused); n > 0 {
		s.o.Nav.Toast(screen.Plural(n, "setting", "settings") + " saved")
	}
	s.Reload()
}

// wish is a change on its way: what was entered and how it is stored.
type wish struct{ name, text, value string }
