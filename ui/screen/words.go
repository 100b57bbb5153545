package screen

import (
	"time"

	"stockbridge/core/commerce"
	"stockbridge/ui/say"
)

// Ago writes how long something has been: "14 s", "6 min", "3 h 12 min", "2 days". A zero time is "Never".
func Ago(t, now time.Time) string {
	if t.IsZero() {
		return say.T("Never")
	}
	return Span(now.Sub(t))
}

// Span writes a duration for people.
func Span(d time.Duration) string { return say.Span(d) }

// When writes a moment: the time today, otherwise the day, with the year when it is another one.
func When(t, now time.Time) string { return say.When(t, now) }

// Exact writes a moment in full, with its zone.
func Exact(t time.Time) string { return say.Exact(t) }

// Count writes a number with thousands separated: "2,310".
func Count[N ~int | ~int64](n N) string { return say.Count(n) }

// Plural writes a number with its noun: "1 order", "12 orders".
func Plural[N ~int | ~int64](n N, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Count(n) + " " + many
}

// Money writes an amount, "None" when there is no currency to write it in.
func Money(p commerce.Pence, currency string) string { return say.Money(p, currency) }

// Midnight is when the local day of a moment began.
func Midnight(t time.Time) time.Time {
	t = t.Local()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}
