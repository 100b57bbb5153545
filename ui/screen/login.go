package screen

import (
	"time"

	"stockbridge/core/commerce"
	"stockbridge/ui/say"
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
		return Login{theme.Attention, say.T("Sign in again"), say.T("Sign in again"), say.T("The sign-in has ended. Work waits and is kept.")}
	case until.IsZero() && s.AuthKind == "oauth":
		return steadyLogin(say.T("Not known"), say.T("Signed in; until when is not known yet"))
	case until.IsZero():
		return Login{Short: say.T("No end"), Line: say.T("Sign-in does not run out"), Full: say.T("Does not run out by itself")}
	}
	day := loginDay(until, now)
	if left >= loginSoon {
		return steadyLogin(day, say.T("Signed in until {day} if this PC stays off", day))
	}
	rest := say.Span(left.Truncate(time.Hour))
	if left < time.Hour {
		rest = say.Span(left)
	}
	return Login{theme.Attention, say.T("{span} left", rest), say.T("Signed in for {span} if this PC stays off", rest),
		say.T("Signed in until {day} if this PC stays off, {span} left", day, rest)}
}

func steadyLogin(short, full string) Login { return Login{Short: short, Line: full, Full: full} }

// loginDay is a day without its time; 3 Jan is clear enough unless it is another year's and far away.
func loginDay(t, now time.Time) string {
	t, now = t.Local(), now.Local()
	if t.Year() != now.Year() && t.Sub(now) > 180*24*time.Hour {
		return say.Date(t)
	}
	return say.Day(t)
}
