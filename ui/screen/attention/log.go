package attention

import (
	"context"
	"strconv"

	"stockbridge/core/commerce"
	"stockbridge/ui/kit"
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
	clear(s.entries)
	s.page.table.SetEmpty(emptyLog(s.log, s.clearLog))
	if one := s.log.store != 0; one != s.one {
		s.one = one
		s.page.table.ShowColumn("store", !one)
	}
	s.page.table.Reset()
}

func (s *Screen) load(number int, answer func(kit.Page)) {
	q, now := s.log, s.o.Now()
	s.o.Feed.Go(func(ctx context.Context) {
		got, err := s.o.Pages.ActivityPage(ctx, q.filter(now), q.window(number))
		rows := make([]kit.Row, len(got.Rows))
		for i, a := range got.Rows {
			rows[i] = logRow(a, now)
		}
		s.o.Feed.Do(func() {
			if q == s.log {
				for _, a := range got.Rows {
					s.entries[formatID(a.ID)] = a
				}
			}
			answer(kit.Page{Rows: rows, Total: got.Total, Err: err})
		})
	})
}

func (s *Screen) setLogFilter(values map[string][]string) {
	id, _ := strconv.ParseInt(first(values, "store"), 10, 64)
	s.log = logQuery{store: commerce.StoreID(id), kind: first(values, "kind"), level: first(values, "level"), since: first(values, "since"), text: s.log.text}
	s.askLog()
}

func (s *Screen) setText(text string, now bool) {
	s.wait()
	apply := func() {
		if s.log.text != text {
			s.log.text = text
			s.askLog()
		}
	}
	if now || text == "" {
		apply()
		return
	}
	s.wait = s.o.Feed.Clock().After(typing, apply)
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

// showEntry opens the pane on an entry of the log.
func (s *Screen) showEntry(key string) {
	a, ok := s.entries[key]
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
