package screen

import (
	"slices"
	"time"

	"stockbridge/core/view"
	"stockbridge/ui/say"
)

// CatchingUp is how far a store with much work has come since the oldest of it came in, as a share of 1 over all of it and in words
// for the kind with most left. "" means that there is too little to speak of, or that nothing was done yet.
func CatchingUp(c view.StoreCard, now time.Time) (share float64, line string) {
	due, done := 0, 0
	for _, b := range c.Backlogs {
		due, done = due+b.Due, done+b.Done
	}
	if done == 0 || due == 0 {
		return 0, ""
	}
	most := slices.MaxFunc(c.Backlogs, func(a, b view.Backlog) int { return a.Due - b.Due })
	all, since := most.Done+most.Due, say.When(most.Since, now)
	switch most.Kind {
	case "orders":
		line = say.T("{done} of {all} orders since {time}", most.Done, all, since)
	case "stock":
		line = say.T("{done} of {all} stock figures since {time}", most.Done, all, since)
	default:
		line = say.T("{done} of {all} shipments since {time}", most.Done, all, since)
	}
	if took := now.Sub(most.Since); most.Done > 0 && took > 0 {
		if left := time.Duration(float64(took) * float64(most.Due) / float64(most.Done)); left < 24*time.Hour {
			line = say.T("{progress}, done at about {time}", line, say.When(now.Add(left), now))
		}
	}
	return float64(done) / float64(done+due), line
}
