package attention

import (
	"context"
	"time"

	"stockbridge/core/sheet"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen/listing"
)

// readLog asks the current question of the log, for the first time or again.
func (s *Screen) readLog() {
	if !s.asked {
		s.askLog()
		return
	}
	s.page.table.Reload()
}

// askLog puts a new question to the log, at once when it is in front and else when it comes there.
func (s *Screen) askLog() {
	s.asked = s.tab == tabActivity
	if !s.asked {
		return
	}
	s.entries.Forget()
	s.page.table.SetEmpty(emptyLog(s.log, s.clearLog))
	if one := s.log.store != 0; one != s.one {
		s.one = one
		s.page.table.ShowColumn("store", !one)
	}
	s.page.table.Reset()
}

func (s *Screen) load(number int, answer func(kit.Page)) {
	s.entries.Load(s.log.filter(s.o.Now()), s.log.window(number), answer)
}

func (s *Screen) setLogFilter(values map[string][]string) {
	s.log = logQuery{store: listing.ParseStore(first(values, "store")), kind: first(values, "kind"), level: first(values, "level"), since: first(values, "since"), actor: first(values, "actor"), text: s.log.text}
	s.askLog()
}

func (s *Screen) setText(text string) {
	if s.log.text != text {
		s.log.text = text
		s.askLog()
	}
}

func (s *Screen) setFollow(on bool) {
	s.follow = on
	if on {
		s.readLog()
	}
}

func (s *Screen) clearLog() {
	s.log = logQuery{store: s.log.store}
	s.page.showFilters(s.filter, s.log, s.stores)
	s.askLog()
}

// readActors reads who is named in the log. The answer hardly ever changes, so it is asked for when the screen is shown.
func (s *Screen) readActors() {
	s.o.Feed.Go(func(ctx context.Context) {
		names, err := s.o.Pages.ActivityActors(ctx)
		s.o.Feed.Do(func() {
			if err == nil {
				s.page.logFilters.SetChoices("actor", actorChoices(s.o.Me, names))
			}
		})
	})
}

// logHead are the columns of an exported log.
var logHead = []sheet.Column{{Name: "Time", Exact: true}, {Name: "Level"}, {Name: "Store"}, {Name: "Kind"}, {Name: "Subject"}, {Name: "What happened"}, {Name: "Result"},
	{Name: "Actor"}, {Name: "Reference"}}

func exportEntry(a view.ActivityRow, _ time.Time) []string {
	return []string{listing.ExportTime(a.At), a.Level, a.Store, a.Kind, a.Subject, a.Text, a.Result, by(a), a.Ref}
}

// export writes what the filters show.
func (s *Screen) export(format sheet.Format) {
	now := s.o.Now()
	listing.Export[view.ActivityRow]{Files: s.o.Files, Name: "Activity", Head: logHead, Row: exportEntry, Doing: say.T("export the activity"),
		Done: func(n int, where string) string {
			return say.N(n, "{n} entry saved in {place}", "{n} entries saved in {place}", where)
		},
		Walk: listing.Walker(s.o.Pages.ActivityPage, s.log.filter(now))}.Write(s.o.Feed, s.o.Nav, now, format)
}

// showEntry opens the pane on an entry of the log.
func (s *Screen) showEntry(key string) {
	a, ok := s.entries.Get(key)
	if !ok {
		return
	}
	s.shown = key
	s.page.table.Select(key)
	s.page.showEntry(a, func() {
		if r, _, ok := placeOf(a); ok {
			s.o.Nav.Go(r)
		}
	}, func() {
		s.log = logQuery{store: s.log.store, text: a.Subject}
		s.page.showFilters(s.filter, s.log, s.stores)
		s.askLog()
	}, func() { s.copy(logText(a)) })
	s.page.split.SetOpen(true)
}
