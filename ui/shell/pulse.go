package shell

import (
	"context"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
)

// Live is the machinery as the bottom strip sees it. Pulse is asked four times a second off the UI goroutine, so it answers
// from memory.
type Live interface{ Pulse(context.Context) Pulse }

// Pulse is what the machinery does at one moment.
type Pulse struct {
	Account string // the Brightpearl account that is connected, "" for none
	// Running says in words what is being done, "" for nothing; Weather that it is a wait which ends by itself.
	Running string
	Weather bool
	// Done of Total pieces of the present burst of work; a Total of 0 shows no bar.
	Done, Total int
	// Catching is how far the reading of a store's listings has come, as a share of 1; stores that read nothing long are left out.
	Catching map[commerce.StoreID]float64
	// AsleepFrom and AsleepUntil frame the last time that this computer slept while the program was open; zero: never.
	AsleepFrom, AsleepUntil time.Time

	// Queue is how many pieces of work are due, Oldest since when the oldest one is.
	Queue  int
	Oldest time.Time

	Brightpearl Remote
	Stores      []Remote // by name
}

// Remote is one remote's request budget, and when it answered last.
type Remote struct {
	Store            commerce.StoreID
	Name             string
	Remaining, Limit int // a Limit of 0: not known yet
	Last             time.Time
}

// stripWords are what the bottom strip shows, ready to draw and to compare.
type stripWords struct {
	running     string
	busy        bool
	weather     bool
	done, total int
	queue       string
	budget      string
	left, limit int
	shops       string
	contact     string
}

func wordsOf(p Pulse, now time.Time) stripWords {
	w := stripWords{running: say.T("Nothing running"), contact: contactWords(p, now)}
	if p.Running != "" {
		w.running, w.busy, w.weather = p.Running, !p.Weather, p.Weather
	}
	if w.busy && p.Total > 1 {
		w.done, w.total = p.Done, p.Total
		w.running = say.T("{work}, {done} of {all}", p.Running, p.Done, p.Total)
	}
	if p.Account == "" && len(p.Stores) == 0 {
		return w
	}
	switch {
	case p.Queue == 0:
		w.queue = say.T("Queue empty")
	case p.Oldest.IsZero():
		w.queue = say.T("Queue {pieces}", p.Queue)
	default:
		w.queue = say.T("Queue {pieces}, oldest {age}", p.Queue, screen.Ago(p.Oldest, now))
	}
	if p.Brightpearl.Limit > 0 {
		w.budget = say.T("Requests left: Brightpearl {left} of {all}", p.Brightpearl.Remaining, p.Brightpearl.Limit)
		w.left, w.limit = p.Brightpearl.Remaining, p.Brightpearl.Limit
	}
	w.shops = shopWords(p.Stores)
	return w
}

// shopWords lists what the shops still take, while they are few; of many it says the lowest.
func shopWords(shops []Remote) string {
	limit, least, known := 0, 0, []string(nil)
	for _, s := range shops {
		if s.Limit == 0 {
			continue
		}
		if known == nil || s.Remaining < least {
			least = s.Remaining
		}
		limit = max(limit, s.Limit)
		known = append(known, say.Count(s.Remaining))
	}
	switch {
	case len(known) == 0:
		return ""
	case len(known) <= 4:
		return say.T("EKM {left} of {all}", strings.Join(known, ", "), limit)
	}
	return say.T("EKM at least {left} of {all}", least, limit)
}

func contactWords(p Pulse, now time.Time) string {
	var parts []string
	if !p.Brightpearl.Last.IsZero() {
		parts = append(parts, say.T("Brightpearl {age} ago", screen.Ago(p.Brightpearl.Last, now)))
	}
	// Of several shops the one that has been silent longest is the honest answer.
	var oldest time.Time
	for _, s := range p.Stores {
		if !s.Last.IsZero() && (oldest.IsZero() || s.Last.Before(oldest)) {
			oldest = s.Last
		}
	}
	if !oldest.IsZero() {
		parts = append(parts, say.T("EKM {age} ago", screen.Ago(oldest, now)))
	}
	if len(parts) == 0 {
		return say.T("Last contact: none yet")
	}
	return say.T("Last contact: {remotes}", strings.Join(parts, ", "))
}
