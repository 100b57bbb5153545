package main

import (
	"context"
	"time"

	"stockbridge/core/events"
	"stockbridge/ui/live"
	"stockbridge/ui/notify"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
)

// lookEvery is how often causes are looked at without any news: quiet hours end, and what was told grows.
const lookEvery = time.Minute

// notices looks at what needs a person and shows notifications of it, as long as its feed lives. UI goroutine.
type notices struct {
	p       *program
	s       *session
	feed    *live.Feed
	looking bool
	again   bool // news came meanwhile
}

// startNotices begins to look. It ends with the session's feed.
func startNotices(p *program, s *session) {
	n := &notices{p: p, s: s, feed: s.feed}
	n.feed.OnChange(screen.Watch(s.engine.DB.Hub(), events.Problems, events.Orders, events.Shipments, events.Levels, events.Stores), n.look)
	n.look()
	n.later()
}

func (n *notices) later() {
	n.feed.Clock().After(lookEvery, func() {
		n.look()
		n.later()
	})
}

func (n *notices) look() {
	if n.looking {
		n.again = true
		return
	}
	n.looking = true
	n.feed.Go(func(ctx context.Context) {
		causes, err := n.s.engine.DB.CausePage(ctx, 0)
		n.feed.Do(func() {
			n.looking = false
			if err == nil { // what cannot be read now is read a minute later
				choices, kind := n.p.choices(), n.s.kind()
				due, next := notify.Decide(causes, choices.rules(), choices.told(kind), time.Now())
				choices.keepTold(kind, next)
				if due != nil {
					n.show(*due)
				}
			}
			if n.again {
				n.again = false
				n.look()
			}
		})
	})
}

// show hands a notification to the system. A click opens the card where the system tells of clicks.
func (n *notices) show(m notify.Message) {
	if n.s.demo != nil {
		m.Title = say.T("Demo: {words}", m.Title)
	}
	clicked := func() {
		n.p.feed.Do(func() { n.p.openAt(screen.Route{Screen: screen.Attention, Tab: "attention", Select: m.Key}) })
	}
	n.p.feed.Go(func(context.Context) {
		if !n.p.around.notify(m.Title, m.Text, clicked) {
			n.p.feed.Do(func() { n.p.around.fallback(n.p.app, m.Title, m.Text) })
		}
	})
}
