package settings

import (
	"maps"
	"slices"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/settings"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
)

// The scopes that are no store.
const (
	ofDefaults commerce.StoreID = 0
	unchosen   commerce.StoreID = -1
)

// state is what the screen knows, where the person stands, and what was changed but not saved. It holds no widgets.
type state struct {
	stores []view.StoreCard
	loaded bool
	err    error

	scope  commerce.StoreID // a store, or the defaults
	group  string
	search string

	values settings.Store // of the scope
	own    settings.Store // the defaults that stores follow
	lists  map[string][]kit.Choice
	last   map[string]view.SettingChange // of the scope, by key
	log    []view.SettingChange          // of all scopes, the newest first

	edits   map[string]string // as entered, by name
	faults  map[string]string // found while typing
	refused map[string]string // by the engine
	saving  bool

	quiet   quietHours
	wakeups wakeups

	turn      int // answers to earlier questions are dropped
	examining int
}

func newState() *state {
	return &state{group: general, scope: unchosen, edits: map[string]string{}, faults: map[string]string{}, refused: map[string]string{},
		values: settings.Defaults(), own: settings.Defaults()}
}

// base is what the scope's settings are compared with: the defaults, which themselves are compared with the program's.
func (s *state) base() settings.Store {
	if s.scope == ofDefaults {
		return settings.Defaults()
	}
	return s.own
}

// lines are the settings of the scope in front.
func (s *state) lines() []setting { return all(s.values, s.base(), s.lists) }

// line finds one setting.
func (s *state) line(name string) (setting, bool) {
	for _, l := range s.lines() {
		if l.name == name {
			return l, true
		}
	}
	return setting{}, false
}

// visible are the lines that the page shows: of the group, or all that answer the search.
func (s *state) visible() []setting {
	var out []setting
	for _, l := range s.lines() {
		if s.search != "" && l.found(s.search, l.words(valueOf(s.values, l.name))) || s.search == "" && l.group == s.group {
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(a, b setting) int { return placeOf(a.group) - placeOf(b.group) })
	return out
}

func placeOf(group string) int {
	return slices.IndexFunc(groups, func(g struct{ name, icon string }) bool { return g.name == group })
}

// fixed reports that a setting cannot be changed in the scope in front.
func (s *state) fixed(l setting) bool { return s.scope == ofDefaults && l.alone != "" }

// differing counts the settings of a group that differ from their default.
func (s *state) differing(group string) int {
	n := 0
	for _, l := range s.lines() {
		if l.group == group && !s.fixed(l) && l.differs(valueOf(s.values, l.name)) {
			n++
		}
	}
	return n
}

// edit takes what a person entered, forgets it when it is what is stored, and checks all that was entered.
func (s *state) edit(l setting, text string) {
	delete(s.refused, l.name)
	value, why := l.entered(text)
	if why == "" && value == valueOf(s.values, l.name) || text == l.shown(valueOf(s.values, l.name)) {
		delete(s.edits, l.name)
	} else {
		s.edits[l.name] = text
	}
	s.check()
}

// check finds what cannot be in what was entered: each value by itself, and together with the others.
func (s *state) check() {
	clear(s.faults)
	next := s.values
	lines := s.lines()
	for _, l := range lines {
		text, edited := s.edits[l.name]
		if !edited {
			continue
		}
		value, why := l.entered(text)
		if why == "" {
			var err error
			if next, err = next.Set(l.name, value); err != nil {
				why = faultOf(err)
			}
		}
		if why != "" {
			s.faults[l.name] = why
		}
	}
	for name := range s.edits {
		if err := next.Clash(name); err != nil && s.faults[name] == "" {
			s.faults[name] = asSentence(err.Error())
		}
	}
}

// fault is what is wrong with a setting as it was entered, "" when nothing is.
func (s *state) fault(name string) string {
	if why := s.faults[name]; why != "" {
		return why
	}
	return s.refused[name]
}

// faulty counts the settings that have to be corrected.
func (s *state) faulty() int {
	n := len(s.faults)
	for name := range s.refused {
		if s.faults[name] == "" {
			n++
		}
	}
	return n
}

// wishes are the changes as the engine takes them, in the order of the lines. What cannot be is left out.
func (s *state) wishes() []Change {
	var out []Change
	for _, l := range s.lines() {
		if text, edited := s.edits[l.name]; edited && s.faults[l.name] == "" {
			value, _ := l.entered(text)
			out = append(out, Change{l.name, value})
		}
	}
	return out
}

// current is what a setting's field holds: the edit, or what is stored.
func (s *state) current(l setting) string {
	if text, edited := s.edits[l.name]; edited {
		return text
	}
	return l.shown(valueOf(s.values, l.name))
}

// origin is where a setting's value comes from.
func (s *state) origin(l setting, now time.Time) string {
	c, known := s.last[l.name]
	return l.origin(c, known, s.scope == ofDefaults, now)
}

// undoable is the last change of a setting when there is something to go back to.
func (s *state) undoable(l setting) (view.SettingChange, bool) {
	c, known := s.last[l.name]
	return c, known && !settings.Personal(l.name) && c.After == settings.ValueOf(s.values, l.name)
}

// undo enters what a setting was before its last change.
func (s *state) undo(l setting) {
	if c, ok := s.undoable(l); ok {
		s.edit(l, l.shown(c.Before))
	}
}

// reset enters the default of a setting.
func (s *state) reset(l setting) { s.edit(l, l.shown(l.standard)) }

func (s *state) discard() { clear(s.edits); clear(s.faults); clear(s.refused) }

// decides reports that some of what was entered changes how orders are posted, so that it can be tried on those that are held.
func (s *state) decides() bool {
	if s.scope <= 0 {
		return false
	}
	for _, l := range s.lines() {
		if _, edited := s.edits[l.name]; edited && slices.Contains([]string{orders, customers, tax, payments}, l.group) && l.name != "orders_from" {
			return true
		}
	}
	return false
}

// copies are the changes that make the scope's settings those of another store, without what belongs to one store alone.
func (s *state) copies(from settings.Store) (changes []settings.Difference, left int) {
	for _, d := range settings.Compare(s.values, from) {
		if _, alone := settings.OwnOf(d.Key); alone {
			left++
			continue
		}
		changes = append(changes, d)
	}
	return changes, left
}

// scopeName is the name of the store in front, or the word for the defaults.
func (s *state) scopeName() string { return s.nameOf(s.scope) }

func (s *state) nameOf(scope commerce.StoreID) string {
	if scope == ofDefaults {
		return say.T("Default")
	}
	for _, c := range s.stores {
		if c.ID == scope {
			return c.Name
		}
	}
	return ""
}

// ownGroup reports that a group of this installation is in front, which no search narrows and no store scopes.
func (s *state) ownGroup(group string) bool { return s.group == group && s.search == "" }

// keep takes what another state has read.
func (s *state) keep(next *state) {
	s.stores, s.scope, s.values, s.own, s.lists, s.last, s.log = next.stores, next.scope, next.values, next.own, next.lists, next.last, next.log
	for name := range maps.Clone(s.edits) { // what was entered may be what is stored by now
		if l, ok := s.line(name); ok && strings.EqualFold(s.edits[name], l.shown(valueOf(s.values, name))) {
			delete(s.edits, name)
		}
	}
	s.check()
}
