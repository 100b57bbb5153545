package settings

import (
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/settings"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
)

// state is what the screen knows, where the person stands, and what was changed but not saved. It holds no widgets.
type state struct {
	stores []view.StoreCard
	loaded bool
	err    error

	store  commerce.StoreID
	group  string
	search string

	values  settings.Store
	lists   map[string][]kit.Choice
	history map[string]change

	edits  map[string]string // as entered, by name
	faults map[string]string
	saving bool

	wakeups wakeups

	turn int // answers to earlier questions are dropped
}

func newState() *state {
	return &state{group: general, edits: map[string]string{}, faults: map[string]string{}, values: settings.Defaults()}
}

// lines are the settings of the store in front.
func (s *state) lines() []setting { return all(s.values, s.lists) }

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
		if s.search != "" && l.found(s.search) || s.search == "" && l.group == s.group {
			out = append(out, l)
		}
	}
	return out
}

// differing counts the settings of a group that differ from their default.
func (s *state) differing(group string) int {
	n := 0
	for _, l := range s.lines() {
		if l.group == group && l.differs(valueOf(s.values, l.name)) {
			n++
		}
	}
	return n
}

// edit takes what a person entered, checks it, and forgets it when it is what is stored.
func (s *state) edit(l setting, text string) {
	delete(s.faults, l.name)
	value, err := l.entered(text)
	if err == nil && value == valueOf(s.values, l.name) || text == l.shown(valueOf(s.values, l.name)) {
		delete(s.edits, l.name)
		return
	}
	s.edits[l.name] = text
	if err == nil {
		_, err = s.values.Set(l.name, value)
	}
	if err != nil {
		s.faults[l.name] = reasonOf(err, l.name)
	}
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
	c, known := s.history[l.name]
	return l.origin(c, known, now)
}

// undo enters what a setting was before its last change, or its default.
func (s *state) undo(l setting) {
	value := l.standard
	if c, known := s.history[l.name]; known {
		value = c.before
	}
	s.edit(l, l.shown(value))
}

func (s *state) discard() { clear(s.edits); clear(s.faults) }

// storeName is the name of the store in front.
func (s *state) storeName() string {
	for _, c := range s.stores {
		if c.ID == s.store {
			return c.Name
		}
	}
	return ""
}

// ownGroup reports that a group of this installation is in front, which no search narrows and no store scopes.
func (s *state) ownGroup(group string) bool { return s.group == group && s.search == "" }
