package shell

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/live"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
)

// read asks for counts, stores and figures. While one reading is under way, news is remembered and answered by one more.
func (s *Shell) read() {
	if s.loading {
		s.again = true
		return
	}
	s.loading = true
	store, at := s.store, s.o.Now()
	s.asking = at
	s.o.Feed.Go(func(ctx context.Context) {
		cards, err := s.o.Pages.StoreCards(ctx)
		var own, all view.Counts
		if err == nil {
			own, err = s.o.Pages.Counts(ctx, store)
			all = own
		}
		if err == nil && store != 0 {
			all, err = s.o.Pages.Counts(ctx, 0) // the state label speaks of all stores, whichever one is shown
		}
		var overview view.Overview
		if err == nil {
			overview, err = s.o.Pages.Overview(ctx, 0)
		}
		s.o.Feed.Do(func() {
			s.loading = false
			if err == nil {
				s.facts.stores, s.facts.counts, s.facts.overview, s.facts.readAt = cards, all, overview, at
				s.rail.setCounts(railCounts(own))
				s.bar.setStores(cards, s.store)
				s.showFacts()
			}
			if s.again {
				s.again = false
				s.read()
			}
		})
	})
}

func railCounts(c view.Counts) map[string]int {
	return map[string]int{screen.Stores: c.Stores, screen.Match: c.Links, screen.Orders: c.Orders, screen.Inventory: c.Levels,
		screen.Shipments: c.Shipments, screen.Attention: c.Attention}
}

// booksEvery is how often the books are read without any news: a green label needs a reading that is young.
const booksEvery = time.Minute

// showFacts draws the state label anew; it ages without any news.
func (s *Shell) showFacts() {
	s.facts.now = s.o.Now()
	if asked := s.facts.now.Sub(s.asking); !s.asking.IsZero() && (asked >= booksEvery || asked < 0) {
		s.read()
	}
	label := judge(s.facts)
	s.bar.setLabel(label)
	standing := standingOf(s.facts, label)
	s.bar.setState(standing.Usable, standing.Paused)
	if s.o.Stands != nil {
		s.o.Stands(standing)
	}
}

// sample is one look at the machinery, comparable so that only changes are drawn.
type sample struct {
	words  stripWords
	second int64 // the state label is judged anew each second
}

func (s *Shell) samplePulse() (stop func()) {
	latest := make(chan Pulse, 1)
	return live.Sample(s.o.Feed, func(ctx context.Context) sample {
		p := s.o.Live.Pulse(ctx)
		select {
		case <-latest:
		default:
		}
		latest <- p
		now := s.o.Now()
		return sample{wordsOf(p, now), now.Unix()}
	}, func(got sample) {
		select {
		case s.facts.pulse = <-latest:
		default:
		}
		if got.words != s.shown {
			s.shown = got.words
			s.strip.show(got.words)
		}
		s.showFacts()
	})
}

// SyncNow, Pause and Resume are the top bar's wishes, for the tray's menu.
func (s *Shell) SyncNow() { s.syncNow() }

// Pause stops every store until a moment, or until Resume when it is zero.
func (s *Shell) Pause(until time.Time) { s.pause(until) }

// Resume ends every pause.
func (s *Shell) Resume() { s.resume() }

func (s *Shell) syncNow() {
	s.o.Feed.Go(func(context.Context) { s.o.Actions.SyncNow() })
	s.Toast(say.T("Asking every system for news"))
}

func (s *Shell) pause(until time.Time) {
	s.act(say.T("pause the stores"), pausedWord(until, s.o.Now()), func(ctx context.Context) error { return s.o.Actions.Pause(ctx, until) })
}

func (s *Shell) resume() {
	s.act(say.T("resume the stores"), say.T("Work goes on"), s.o.Actions.Resume)
}

// act does something beside the window and says how it ended.
func (s *Shell) act(doing, done string, work func(context.Context) error) {
	s.o.Feed.Go(func(ctx context.Context) {
		err := work(ctx)
		s.o.Feed.Do(func() {
			if err != nil {
				s.Failed(doing, err)
				return
			}
			s.Toast(done)
			s.read()
		})
	})
}

// Failed tells the user that what they asked for did not work: what, why, what to do, and the code for support.
func (s *Shell) Failed(doing string, err error) {
	if fault.Is(err, fault.Cancelled) {
		return
	}
	cause := fault.CauseOf(err)
	var parts []string
	for _, part := range []string{cause.Text, cause.Fix} {
		if part = strings.TrimSpace(say.Of(part)); part != "" {
			parts = append(parts, part)
		}
	}
	text := strings.Join(parts, " ")
	if first, size := utf8.DecodeRuneInString(text); size > 0 {
		text = string(unicode.ToUpper(first)) + text[size:]
	}
	if cause.Code != "" {
		text += " (" + cause.Code + ")"
	}
	kit.ShowDialog(s.o.Canvas, kit.DialogOptions{Title: say.T("Could not {do}", lowered(doing)), Text: text, Cancel: say.T("Close"), Confirm: say.T("See Attention"),
		Done: func(see bool) {
			if see {
				s.Go(screen.Route{Screen: screen.Attention})
			}
		}})
}

func (s *Shell) showProof() {
	s.facts.now = s.o.Now()
	kit.ShowMenu(s.bar.status.press, proofMenu(s.facts, s.Go))
}

// lowered makes an English verb fit behind "Could not": "Push" becomes "push", but "EKM" stays. Other languages keep their capitals.
func lowered(text string) string {
	if !strings.HasPrefix(say.Current(), "en") {
		return text
	}
	runes := []rune(text)
	if len(runes) > 1 && unicode.IsLower(runes[1]) {
		runes[0] = unicode.ToLower(runes[0])
	}
	return string(runes)
}
