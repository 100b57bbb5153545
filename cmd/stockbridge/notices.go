package main

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/ui/live"
	"stockbridge/ui/notify"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
)

// noticeEvery is how often causes are looked at. What comes in between is one notification.
const noticeEvery = 15 * time.Second

// notices looks at what needs a person and shows notifications of it, as long as its feed lives. UI goroutine.
type notices struct {
	p    *program
	s    *session
	feed *live.Feed
}

// startNotices begins to look. It ends with the feed of the session's screens.
func startNotices(p *program, s *session) {
	n := &notices{p, s, s.feed}
	n.look()
}

func (n *notices) look() {
	n.feed.Go(func(ctx context.Context) {
		causes, err := n.s.engine.DB.CausePage(ctx, 0)
		n.feed.Do(func() {
			n.feed.Clock().After(noticeEvery, n.look)
			if err != nil {
				return // the shell says what cannot be read
			}
			choices, kind := n.p.choices(), n.s.kind()
			due, next := notify.Decide(causes, choices.rules(), choices.told(kind), time.Now())
			choices.keepTold(kind, next)
			if due != nil {
				n.show(*due)
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
		if !n.p.around.notify(m.Title, m.Text, clicked) && n.p.around.throughFyne() {
			n.p.feed.Do(func() { n.p.app.SendNotification(fyne.NewNotification(m.Title, m.Text)) })
		}
	})
}
