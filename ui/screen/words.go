package screen

import (
	"fmt"
	"strings"
	"time"

	"stockbridge/core/commerce"
)

// Ago writes how long something has been: "14 s", "6 min", "3 h 12 min", "2 days". A zero time is "Never".
func Ago(t, now time.Time) string {
	if t.IsZero() {
		return "Never"
	}
	return Span(now.Sub(t))
}

// Span writes a duration for people.
func Span(d time.Duration) string {
	switch {
	case d < 0:
		return "0 s"
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 24*time.Hour:
		h, m := int(d.Hours()), int(d.Minutes())%60
		if m == 0 {
			return fmt.Sprintf("%d h", h)
		}
		return fmt.Sprintf("%d h %02d min", h, m)
	case d < 48*time.Hour:
		return "1 day"
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24))
}

// When writes a moment: the time today, otherwise the day, with the year when it is another one.
func When(t, now time.Time) string {
	if t.IsZero() {
		return "None"
	}
	t, now = t.Local(), now.Local()
	switch {
	case t.Year() == now.Year() && t.YearDay() == now.YearDay():
		return t.Format("15:04")
	case t.Year() == now.Year():
		return t.Format("2 Jan 15:04")
	}
	return t.Format("2 Jan 2006")
}

// Exact writes a moment in full, with its zone.
func Exact(t time.Time) string {
	if t.IsZero() {
		return "None"
	}
	return t.Local().Format("Monday 2 January 2006, 15:04:05 MST")
}

// Count writes a number with thousands separated: "2,310".
func Count[N ~int | ~int64](n N) string {
	text := fmt.Sprint(int64(n))
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return sign + text
}

// Plural writes a number with its noun: "1 order", "12 orders".
func Plural[N ~int | ~int64](n N, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Count(n) + " " + many
}

// Money writes an amount, "None" when there is no currency to write it in.
func Money(p commerce.Pence, currency string) string {
	if currency == "" {
		return "None"
	}
	return p.Display(currency)
}

// Midnight is when the local day of a moment began.
func Midnight(t time.Time) time.Time {
	t = t.Local()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}
