package screen

import (
	"time"

	"stockbridge/ui/say"
)

// Ago writes how long something has been: "14 s", "6 min", "3 h 12 min", "2 days". A zero time is "Never".
func Ago(t, now time.Time) string {
	if t.IsZero() {
		return say.T("Never")
	}
	return say.Span(now.Sub(t))
}

// Midnight is when the local day of a moment began.
func Midnight(t time.Time) time.Time {
	t = t.Local()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}
