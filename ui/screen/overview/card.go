package overview

import (
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// storeCard is a store in words; reading is how far the first reading of its catalogue has come, nil when none runs.
func storeCard(c view.StoreCard, reading *view.CatalogueProgress, now time.Time) kit.StoreCardData {
	second := say.T("No channel yet")
	switch {
	case c.Channel != "" && c.Currency != "":
		second = say.T("Channel {channel}, {currency}", c.Channel, c.Currency)
	case c.Channel != "":
		second = say.T("Channel {channel}", c.Channel)
	}
	bars := make([]float64, len(c.Orders24h))
	for i, n := range c.Orders24h {
		bars[i] = float64(n)
	}
	login := screen.LoginOf(c.Store, c.LoginUntil, now)
	d := kit.StoreCardData{Name: c.Name, Second: second, Bars: bars, BarsLabel: say.T("Orders, 24 h"), Facts: [3]kit.StoreFact{
		{Label: say.T("Last order seen"), Value: ago(c.LastOrderAt, now), At: c.LastOrderAt},
		{Label: say.T("Last stock write"), Value: ago(c.LastStockAt, now), At: c.LastStockAt},
		{Label: say.T("Login holds until"), Value: login.Short, State: login.State, At: c.LoginUntil}}}
	d.State, d.Word, d.At = storeState(c, now)
	if !c.Live(now) || d.State != theme.OK && d.State != theme.Working {
		return d // what stands in the way comes first
	}
	if reading != nil && reading.Total > 0 {
		d.State, d.Word = theme.Working, say.T("Reading, {share}", say.Percent(float64(reading.Done)/float64(reading.Total), 0))
		d.Second = say.T("{done} of {all} listings read", reading.Done, reading.Total)
		if reading.Left > 0 {
			d.Second = say.T("{done} of {all} listings read, done at about {time}", reading.Done, reading.Total, say.When(now.Add(reading.Left), now))
		}
		return d
	}
	if share, line := screen.CatchingUp(c, now); line != "" {
		d.State, d.Word, d.Second = theme.Working, say.T("Catching up, {share}", say.Percent(share, 0)), line
	}
	return d
}

// quietFor is how long a live store may be silent before its card says so.
const quietFor = 3 * time.Minute

// storeState is how a store stands in a word, and the moment that the word speaks of, if it does.
func storeState(c view.StoreCard, now time.Time) (theme.State, string, time.Time) {
	switch {
	case c.State == commerce.StoreSignIn:
		return theme.Attention, say.T("Sign in again"), time.Time{}
	case c.State == commerce.StoreError:
		return theme.Error, say.T("Settings broken"), time.Time{}
	case c.State == commerce.StoreSetup:
		return theme.Unknown, say.T("Being set up"), time.Time{}
	case c.State == commerce.StorePaused && !c.Live(now):
		if c.PausedUntil.IsZero() {
			return theme.Paused, say.T("Paused"), time.Time{}
		}
		return theme.Paused, say.T("Paused until {time}", say.When(c.PausedUntil, now)), c.PausedUntil
	case !c.LastContactAt.IsZero() && now.Sub(c.LastContactAt) > quietFor:
		return theme.Unknown, say.T("No answer since {time}", say.When(c.LastContactAt, now)), c.LastContactAt
	case c.LastContactAt.IsZero():
		return theme.Unknown, say.T("No answer yet"), time.Time{}
	case c.Problem != "":
		return theme.Attention, say.T("Needs you"), time.Time{}
	case c.Due > 0:
		return theme.Working, say.T("Working, {count} due", c.Due), time.Time{}
	}
	return theme.OK, say.T("Live"), time.Time{}
}

func ago(t, now time.Time) string {
	if t.IsZero() {
		return say.T("None yet")
	}
	return say.T("{span} ago", say.Span(now.Sub(t)))
}
