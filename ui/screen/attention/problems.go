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
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/theme"
)

// readCauses reads the open problems, and what the last day was like when there are none.
func (s *Screen) readCauses() {
	s.question++
	question, store, now := s.question, s.filter.store, s.o.Now()
	s.o.Feed.Go(func(ctx context.Context) {
		board, err := s.o.Pages.CauseBoard(ctx, store, screen.Midnight(now))
		stores, failed := s.o.Pages.StoreCards(ctx)
		var quiet proof
		if err == nil && len(board.Open) == 0 {
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
			if err == nil && !slices.Equal(board.Names, s.board.Names) {
				s.page.cardFilters.SetChoices("assigned", nameChoices(board.Names))
			}
			if err != nil {
				s.causesFailed()
				return
			}
			s.board, s.proof, s.read = board, quiet, true
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

// shownCards are the cards of a tab, as far as the filters let them through.
type shownCards struct {
	tab     string
	cards   []view.CauseCard
	settled []view.SettledCause
}

func (v shownCards) count() int { return len(v.cards) + len(v.settled) }

func (s *Screen) visible() shownCards {
	switch s.tab {
	case tabSnoozed:
		return shownCards{tab: s.tab, cards: s.filter.apply(s.board.Snoozed)}
	case tabSolved:
		return shownCards{tab: s.tab, settled: slices.DeleteFunc(slices.Clone(s.board.Settled), func(c view.SettledCause) bool { return !s.filter.fits(c.CauseCard) })}
	}
	return shownCards{tab: s.tab, cards: s.filter.apply(s.board.Open)}
}

// cause finds a problem that is open or put off.
func (s *Screen) cause(key string) (view.CauseCard, bool) {
	for _, list := range [][]view.CauseCard{s.board.Open, s.board.Snoozed} {
		if at := slices.IndexFunc(list, func(c view.CauseCard) bool { return c.Key == key }); at >= 0 {
			return list[at], true
		}
	}
	return view.CauseCard{}, false
}

// openCard is a card with what can be done about its problem.
func (s *Screen) openCard(c view.CauseCard) kit.AttentionData {
	d := cardData(c, s.o.Now())
	d.Act = func() { s.act(c) }
	d.Open = func() { s.showCause(c.Key) }
	d.Snooze = func() []kit.MenuItem { return s.snoozeMenu(c) }
	d.More = func() []kit.MenuItem { return s.more(c) }
	return d
}

// drawCauses draws the cards anew when they differ from those in view, so that scrolling and focus survive a quiet reload.
func (s *Screen) drawCauses() {
	s.page.tabs.SetTabs(tabs(s.board))
	s.page.header.SetCounters(counters(s.board, func() { s.page.tabs.Select(tabSolved) }))
	if s.tab == tabActivity {
		return
	}
	show := s.visible()
	if show.count() > 0 && show.tab == s.drawn.tab && slices.Equal(show.cards, s.drawn.cards) && slices.Equal(show.settled, s.drawn.settled) {
		return
	}
	s.drawn = show
	if show.count() == 0 {
		e := emptyCards(s.filter, s.proof, len(s.board.Snoozed), s.clearCards, func() { s.page.tabs.Select(tabActivity) })
		if s.tab != tabAttention && !s.filter.narrowed() {
			e = emptyTab(s.tab)
		}
		s.page.showCards(kit.Inset(20, 0, 0, 0, kit.NewEmpty(e)))
		return
	}
	var objects []fyne.CanvasObject
	for i := range min(show.count(), s.limit) {
		var d kit.AttentionData
		switch s.tab {
		case tabSolved:
			d = s.settledCard(show.settled[i])
		case tabSnoozed:
			d = s.snoozedCard(show.cards[i])
		default:
			d = s.openCard(show.cards[i])
			d.Primary = i == 0
		}
		objects = append(objects, kit.NewAttentionCard(d))
	}
	if rest := show.count() - s.limit; rest > 0 {
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
	if s.tab == tabActivity || s.shown == "" {
		return
	}
	if _, ok := s.cause(s.shown); ok {
		s.showCause(s.shown)
		return
	}
	s.closePane()
}

func (s *Screen) showMore() {
	s.limit += batch
	s.drawn = shownCards{}
	s.drawCauses()
}

func (s *Screen) setCardFilter(values map[string][]string) {
	before := s.filter.store
	s.filter = cardFilter{store: listing.ParseStore(first(values, "store")), kind: first(values, "kind"), assigned: first(values, "assigned")}
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
	c, ok := s.cause(key)
	if !ok {
		return
	}
	s.shown = key
	s.page.showCause(c, s.o.Now(), func() { s.act(c) }, func() { s.copy(summary(c, s.o.Now())) })
	s.page.split.SetOpen(true)
}

func (s *Screen) explainOrder() {
	s.shown = ""
	s.page.showFormula()
	s.page.split.SetOpen(true)
}
