package screen_test

import (
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

func TestHowLongASignInHolds(t *testing.T) {
	now := time.Date(2026, 12, 19, 14, 2, 0, 0, time.Local)
	signedIn, token := commerce.Store{State: commerce.StoreLive, AuthKind: "oauth"}, commerce.Store{State: commerce.StoreLive, AuthKind: "token"}
	steady := func(short, full string) screen.Login { return screen.Login{Short: short, Line: full, Full: full} }
	again := screen.Login{State: theme.Attention, Short: "Sign in again", Line: "Sign in again", Full: "The sign-in has ended. Work waits and is kept."}
	for name, c := range map[string]struct {
		store commerce.Store
		until time.Time
		want  screen.Login
	}{
		"fresh":       {signedIn, now.AddDate(0, 0, 15), steady("3 Jan", "Signed in until 3 Jan if this PC stays off")},
		"five days":   {signedIn, now.AddDate(0, 0, 5), steady("24 Dec", "Signed in until 24 Dec if this PC stays off")},
		"fewer":       {signedIn, now.AddDate(0, 0, 4), screen.Login{State: theme.Attention, Short: "4 days left", Line: "Signed in for 4 days if this PC stays off", Full: "Signed in until 23 Dec if this PC stays off, 4 days left"}},
		"hours":       {signedIn, now.Add(3*time.Hour + 20*time.Minute), screen.Login{State: theme.Attention, Short: "3 h left", Line: "Signed in for 3 h if this PC stays off", Full: "Signed in until 19 Dec if this PC stays off, 3 h left"}},
		"ended":       {signedIn, now.Add(-time.Hour), again},
		"thrown out":  {commerce.Store{State: commerce.StoreSignIn, AuthKind: "oauth"}, now.AddDate(0, 0, 9), again},
		"own token":   {token, time.Time{}, screen.Login{Short: "No end", Line: "Sign-in does not run out", Full: "Does not run out by itself"}},
		"token ended": {commerce.Store{State: commerce.StoreSignIn, AuthKind: "token"}, time.Time{}, again},
		"not asked":   {signedIn, time.Time{}, steady("Not known", "Signed in; until when is not known yet")},
	} {
		if got := screen.LoginOf(c.store, c.until, now); got != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
