package screen

import (
	"time"

	"stockbridge/ui/say"
)

// Pause is one of the times for which a store can be paused.
type Pause struct {
	Label string
	Note  string    // until when, beside the label
	Until time.Time // zero: until somebody resumes
}

// Pauses are the times offered, at the same place and in the same words wherever a store can be paused.
func Pauses(now time.Time) []Pause {
	tomorrow := time.Date(now.Year(), now.Month(), now.Day()+1, 8, 0, 0, 0, now.Location())
	out := []Pause{{Label: say.T("30 min"), Until: now.Add(30 * time.Minute)}, {Label: say.T("2 h"), Until: now.Add(2 * time.Hour)},
		{Label: say.T("Until tomorrow"), Until: tomorrow}, {Label: say.T("Until I resume")}}
	for i, p := range out {
		if !p.Until.IsZero() {
			out[i].Note = say.T("until {time}", say.When(p.Until, now))
		}
	}
	return out
}

// Paused confirms a pause.
func (p Pause) Paused(store string, now time.Time) string {
	if p.Until.IsZero() {
		return say.T("{store} is paused until you resume it", store)
	}
	return say.T("{store} is paused until {time}", store, say.When(p.Until, now))
}
