package attention

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/theme"
)

// readCauses reads the open problems, and what the last day was like when there are none.
func (s *Screen) readCauses() {
	s.question++
	question, store, now := s.question, s.filter.store, s.o.Now()
	s.o.Feed.Go(func(ctx context.Context) {
		causes, err := s.o.Pages.CausePage(ctx, store)
		stores, failed := s.o.Pages.StoreCards(ctx)
		var quiet proof
		if err == nil && len(causes) == 0 {
			quiet = s.readProof(ctx, store, now)
		}
		s.o.Feed.Do(func() {
			if question != s.question {
				return
			}
			if failed == nil && !slices.EqualFunc(stores, s.stores, func(a, b view.StoreCard) bool { return a.ID == b.ID && a.Name == b.Name }) {
				s.stores = stores
				s.page.showFilters(s.filter, s.log, stores)
			}
			if err != nil {
				s.causesFailed()
				return
			}
			s.causes, s.proof, s.read = causes, quiet, true
			s.drawCauses()
			s.followCause()
		})
	})
}

// readProof counts what happened in the last day. A count that cannot be read leaves the proof out.
func (s *Screen) readProof(ctx context.Context, store commerce.StoreID, now time.Time) proof {
	f := view.Filter{Store: store, From: now.Add(-24 * time.Hour)}
	p := proof{known: true}
	for level, count := range map[string]*int{"": &p.actions, "warning": &p.retries, "error": &p.errors} {
		f.Tab = level
		got, err := s.o.Pages.ActivityPage(ctx, f, view.Window{Limit: 1})
		if err != nil {
			return proof{}
		}
		*count = got.Total
	}
	return p
}

// causesFailed says so, unless older answers stand there: those are still worth more.
func (s *Screen) causesFailed() {
	if s.read {
		return
	}
	title, line := cardsFault()
	s.page.showCards(kit.Inset(20, 0, 0, 0, kit.NewEmpty(kit.EmptyState{Title: title, Line: line, Button: say.T("Try again"), Tapped: s.Reload})))
}

// drawCauses draws the cards anew when they differ from those in view, so that scrolling and focus survive a quiet reload.
func (s *Screen) drawCauses() {
	s.page.tabs.SetTabs(tabs(len(s.causes)))
	s.page.header.SetCounters(counters(s.causes))
	visible := s.filter.apply(s.causes)
	if len(visible) > 0 && slices.Equal(visible, s.drawn) {
		return
	}
	s.drawn = visible
	if len(visible) == 0 {
		s.page.showCards(kit.Inset(20, 0, 0, 0, kit.NewEmpty(emptyCards(s.filter, s.proof, s.clearCards, func() { s.page.tabs.Select(tabActivity) }))))
		return
	}
	now := s.o.Now()
	var objects []fyne.CanvasObject
	for i, c := range visible {
		if i == s.limit {
			break
		}
		d := cardData(c, now)
		d.Primary = i == 0
		d.Act = func() { s.act(c) }
		d.Open = func() { s.showCause(c.Key) }
		d.Other, d.OtherAct = s.second(c)
		d.More = func() []kit.MenuItem { return s.more(c) }
		objects = append(objects, kit.NewAttentionCard(d))
	}
	if rest := len(visible) - s.limit; rest > 0 {
		objects = append(objects, kit.Across(theme.Space2, kit.NewText(say.N(rest, "{n} more problem of less weight", "{n} more problems of less weight"), theme.Small, theme.Text2),
			kit.NewLink(say.T("Show {n} more", min(rest, batch)), theme.SmallMedium, s.showMore)))
	}
	s.page.showCards(objects...)
}

// followCause opens the pane on the cause that a route asked for, keeps it true to a cause that has moved on, and closes it
// when the cause is settled.
func (s *Screen) followCause() {
	if s.seek != "" {
		s.showCause(s.seek)
		s.seek = ""
		return
	}
	if s.tab != tabAttention || s.shown == "" {
		return
	}
	if slices.ContainsFunc(s.causes, func(c view.CauseCard) bool { return c.Key == s.shown }) {
		s.showCause(s.shown)
		return
	}
	s.closePane()
}

func (s *Screen) showMore() {
	s.limit += batch
	s.drawn = nil
	s.drawCauses()
}

func (s *Screen) setCardFilter(values map[string][]string) {
	before := s.filter.store
	s.filter = cardFilter{store: listing.ParseStore(first(values, "store")), kind: first(values, "kind")}
	s.limit = batch
	if before != s.filter.store {
		s.readCauses()
		return
	}
	s.drawCauses()
}

func (s *Screen) clearCards() {
	s.filter = cardFilter{}
	s.page.showFilters(s.filter, s.log, s.stores)
	s.readCauses()
}

// showCause opens the pane on a cause.
func (s *Screen) showCause(key string) {
	at := slices.IndexFunc(s.causes, func(c view.CauseCard) bool { return c.Key == key })
	if at < 0 {
		return
	}
	c := s.causes[at]
	s.shown = key
	s.page.showCause(c, s.o.Now(), func() { s.act(c) }, func() { s.copy(summary(c, s.o.Now())) })
	s.page.split.SetOpen(true)
}

func (s *Screen) explainOrder() {
	s.shown = ""
	s.page.showFormula()
	s.page.split.SetOpen(true)
}
