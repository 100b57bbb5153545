// Package settings is the page on which everything that can be chosen is changed after the setup: the defaults that stores follow and
// what each store has otherwise, every line with what it does, its default and its last change. Changes are collected and saved
// together, all of them or none; a value that cannot be is named beside its field while it is entered, by the same rules as those of
// the engine. Around that stand what belongs to this computer, what the program does by itself, the wake-ups, and the list of all
// changes with a way back.
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
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
)

// Options are what the screen works with. All are required but the last four.
type Options struct {
	Feed    *live.Feed
	News    *events.Hub
	Pages   Pages
	Actions Actions
	Wakeups Wakeups
	Program Program
	Nav     screen.Navigator
	Desktop Desktop          // nil: what it offers is not shown
	Files   Files            // nil: settings are neither exported nor imported
	Rounds  func() []Round   // what the program does by itself; nil: not shown
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

// Open goes to a store and a group, or searches. Route.Select "defaults" means the defaults.
func (s *Screen) Open(r screen.Route) {
	if g := groupOf(r.Tab); g != "" {
		s.state.group, s.state.search = g, ""
	} else if r.Store != 0 && s.state.group == general {
		s.state.group = orders
	}
	if r.Text != "" {
		s.state.search = r.Text
	}
	s.view.search.SetText(s.state.search)
	switch {
	case r.Store != 0:
		s.choose(r.Store)
	case r.Select == "defaults":
		s.choose(ofDefaults)
	}
	s.view.show()
}

// choose brings a scope to the front; what was entered for another one and not saved is asked about first.
func (s *Screen) choose(scope commerce.StoreID) {
	if scope == s.state.scope {
		return
	}
	s.settled(func() {
		s.state.scope = scope
		s.Reload()
	})
}

// settled goes on once nothing is left unsaved: at once, or after a person has discarded it.
func (s *Screen) settled(then func()) {
	n := len(s.state.edits)
	if n == 0 || s.o.Nav.Canvas() == nil {
		s.state.discard()
		then()
		return
	}
	kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{Title: say.N(n, "Discard {n} change?", "Discard {n} changes?"), Confirm: say.T("Discard and go on"), Cancel: say.T("Keep editing"),
		Text: say.N(n, "{n} change of {scope} was not saved.", "{n} changes of {scope} were not saved.", s.state.scopeName()), Done: func(yes bool) {
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
	turn, scope := s.state.turn, s.state.scope
	s.o.Feed.Go(func(ctx context.Context) {
		next := newState()
		next.err = next.read(ctx, s.o.Pages, s.o.Actions, scope)
		hooks, hooksErr := s.o.Wakeups.Webhooks(ctx)
		s.o.Feed.Do(func() {
			if turn != s.state.turn {
				return
			}
			st := s.state
			st.loaded, st.err = true, next.err
			st.wakeups.took(hooks, hooksErr)
			if next.err == nil {
				st.keep(next)
			}
			s.view.show()
		})
	})
}

// logLength is how many changes the list of changes shows.
const logLength = 200

// read fills a state with what is stored. A store that is not there any more gives way to the first one.
func (s *state) read(ctx context.Context, pages Pages, actions Actions, scope commerce.StoreID) (err error) {
	if s.stores, err = pages.StoreCards(ctx); err != nil {
		return err
	}
	if s.own, err = pages.OwnDefaults(ctx); err != nil {
		return err
	}
	if s.log, err = pages.SettingChanges(ctx, -1, "", logLength); err != nil || len(s.stores) == 0 {
		return err
	}
	s.scope = s.stores[0].ID
	for _, c := range s.stores {
		if c.ID == scope {
			s.scope = scope
		}
	}
	if s.values = s.own; scope == ofDefaults {
		s.scope = scope
	} else if s.values, err = actions.Settings(ctx, s.scope); err != nil {
		return err
	}
	if s.lists, err = actions.Lists(ctx, s.scope); err != nil {
		return err
	}
	last, err := pages.LastSettingChanges(ctx, s.scope)
	s.last = map[string]view.SettingChange{}
	for _, c := range last {
		s.last[c.Key] = c
	}
	return err
}

// examine has the engine check what was entered, beside the window. What it refuses stands beside its field.
func (s *Screen) examine() {
	s.state.examining++
	turn, scope, entered := s.state.examining, s.state.scope, s.examinable()
	if len(entered) == 0 {
		return
	}
	s.o.Feed.Go(func(ctx context.Context) {
		reasons := refusals(s.o.Actions.Examine(ctx, scope, entered))
		s.o.Feed.Do(func() {
			if turn != s.state.examining || scope != s.state.scope {
				return
			}
			for _, c := range entered {
				delete(s.state.refused, c.Key)
				if why, no := reasons[c.Key]; no {
					s.state.refused[c.Key] = why
				}
			}
			s.view.markAll()
			s.view.showFoot()
		})
	})
}

// examinable are the changes that can be checked while they are entered: those chosen from lists. What is typed is complete only when
// it is saved, and to look a contact up takes a request.
func (s *Screen) examinable() []Change {
	var out []Change
	for _, c := range s.state.wishes() {
		if l, ok := s.state.line(c.Key); ok && (l.kind == oneOf || l.kind == someOf) {
			out = append(out, c)
		}
	}
	return out
}

// save stores all changes or none. Those of a default are shown with the stores that follow first.
func (s *Screen) save() {
	if s.state.faulty() > 0 {
		return // the reasons are beside the fields
	}
	changes := s.state.wishes()
	if s.state.scope == ofDefaults {
		s.previewDefaults(changes)
		return
	}
	s.store(s.state.scope, changes)
}

// store has changes of a scope stored.
func (s *Screen) store(scope commerce.StoreID, changes []Change) {
	entered := map[string]string{}
	for _, c := range changes {
		entered[c.Key] = s.state.edits[c.Key]
	}
	s.state.saving = true
	s.view.showFoot()
	s.o.Feed.Go(func(ctx context.Context) {
		err := s.o.Actions.Change(ctx, scope, changes, "")
		s.o.Feed.Do(func() { s.saved(scope, entered, err) })
	})
}

// saved takes the outcome; what was entered meanwhile stays an unsaved change.
func (s *Screen) saved(scope commerce.StoreID, entered map[string]string, err error) {
	s.state.saving = false
	if err != nil {
		s.refuse(scope, err)
		return
	}
	if scope == s.state.scope {
		for name, text := range entered {
			if s.state.edits[name] == text {
				delete(s.state.edits, name)
				delete(s.state.refused, name)
			}
		}
	}
	s.o.Nav.Toast(say.N(len(entered), "{n} setting saved", "{n} settings saved"))
	s.Reload()
}

// refuse shows why nothing was stored: beside the fields, or as a whole.
func (s *Screen) refuse(scope commerce.StoreID, err error) {
	reasons := refusals(err)
	beside := false
	if scope == s.state.scope {
		s.state.refused = map[string]string{}
		for name, why := range reasons {
			if _, edited := s.state.edits[name]; edited {
				s.state.refused[name], beside = why, true
			}
		}
	}
	if !beside {
		s.o.Nav.Failed(say.T("Save the settings"), err)
	}
	s.view.show()
}

// previewDefaults asks whether the stores that follow may, and stores the defaults.
func (s *Screen) previewDefaults(changes []Change) {
	s.state.saving = true
	s.view.showFoot()
	s.o.Feed.Go(func(ctx context.Context) {
		effects, err := s.o.Actions.Effects(ctx, changes)
		s.o.Feed.Do(func() {
			s.state.saving = false
			s.view.showFoot()
			if err != nil {
				s.refuse(ofDefaults, err)
				return
			}
			s.view.askDefaults(effects, func() { s.store(ofDefaults, changes) })
		})
	})
}

// undo returns a setting of the list of changes to what it was.
func (s *Screen) undo(c view.SettingChange) {
	s.o.Feed.Go(func(ctx context.Context) {
		err := s.o.Actions.Undo(ctx, c.ID)
		s.o.Feed.Do(func() {
			if err != nil {
				s.o.Nav.Failed(say.T("Undo the change"), err)
				return
			}
			s.o.Nav.Toast(say.T("Undone"))
			s.Reload()
		})
	})
}
