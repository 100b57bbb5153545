package screen

import (
	"time"

	"stockbridge/core/commerce"
	"stockbridge/ui/theme"
)

// loginSoon is how close the end of a sign-in must be before it is shown in amber: a long weekend and a day to act.
const loginSoon = 5 * 24 * time.Hour

// Login is how long a store's sign-in holds, in words. State is Attention when somebody should act, otherwise NoState.
type Login struct {
	State theme.State
	Short string // for a column: "8 Dec", "2 days left"
	Line  string // for a card: "Signed in until 8 Dec if this PC stays off"
	Full  string // the same with what is left of it
}

// LoginOf tells the words for a store. Until is when the sign-in ends unless it is used before; while the program runs it is
// renewed every day, so it only ends while the computer is off.
func LoginOf(s commerce.Store, until, now time.Time) Login {
	left := until.Sub(now)
	switch {
	case s.State == commerce.StoreSignIn, !until.IsZero() && left <= 0:
		return Login{theme.Attention, "Sign in again", "Sign in again", "The sign-in has ended. Work waits and is kept."}
	case until.IsZero() && s.AuthKind == "oauth":
		return steadyLogin("Not known", "Signed in; until when is not known yet")
	case until.IsZero():
		return Login{Short: "No end", Line: "Sign-in does not run out", Full: "Does not run out by itself"}
	}
	day := loginDay(until, now)
	full := "Signed in until " + day + " if this PC stays off"
	if left >= loginSoon {
		return steadyLogin(day, full)
	}
	rest := Span(left.Truncate(time.Hour))
	if left < time.Hour {
		rest = Span(left)
	}
	return Login{theme.Attention, rest + " left", "Signed in for " + rest + " if this PC stays off", full + ", " + rest + " left"}
}

func steadyLogin(short, full string) Login { return Login{Short: short, Line: full, Full: full} }

// loginDay is a day without its time; 3 Jan is clear enough unless it is another year's and far away.
func loginDay(t, now time.Time) string {
	t, now = t.Local(), now.Local()
	if t.Year() != now.Year() && t.Sub(now) > 180*24*time.Hour {
		return t.Format("2 Jan 2006")
	}
	return t.Format("2 Jan")
}
