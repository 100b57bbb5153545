package stores

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/testorder"
	"stockbridge/ui/theme"
)

// signedIn is how long the store's sign-in holds, beside the checks.
func (s *Screen) signedIn(c storeCard) fyne.CanvasObject {
	login := screen.LoginOf(c.Store, c.LoginUntil, s.o.Now())
	links := []fyne.CanvasObject{kit.NewLink(say.T("Details"), theme.SmallMedium, func() {
		s.state.tab = tabSignedIn
		s.view.showDetails()
	})}
	line := fyne.CanvasObject(kit.NewParagraph(login.Full, theme.Body, theme.Text))
	if login.State != theme.NoState {
		line = kit.AcrossTop(6, kit.Sized(16, 20, kit.NewIcon("key-round", login.State.Text(), theme.IconText)), kit.Grow(kit.NewParagraph(login.Full, theme.BodyMedium, login.State.Text())))
		links = append(links, kit.NewLink(say.T("Sign in again"), theme.SmallMedium, func() { s.setup(c.ID, "shop") }))
	}
	return kit.Down(theme.Space1, kit.Heading(say.T("Sign-in")), line, kit.Across(16, links...))
}

// connectionTab is how the store and the account are signed in, for support too: ages and names, never a token. Below them a
// person can try what a shipment does to an order of their own.
func (s *Screen) connectionTab(c storeCard) fyne.CanvasObject {
	d, now := s.state.details, s.o.Now()
	login := screen.LoginOf(c.Store, c.LoginUntil, now)
	own := append([]kit.Pair{{Label: say.T("Sign-in"), Value: login.Full, State: login.State, At: c.LoginUntil}, {Label: say.T("EKM account"), Value: orNone(c.Username)}}, d.own.pairs(say.T("Access token of the back office"), now)...)
	own = append(own, wakeUps(d.webhooks, c.ID, now))

	held := say.T("Does not run out by itself")
	if d.account.OAuth {
		held = say.T("Renewed by itself; Brightpearl does not say when a sign-in ends")
	}
	signIn := kit.Pair{Label: say.T("Sign-in"), Value: held}
	if s.state.signedOut() {
		signIn = kit.Pair{Label: say.T("Sign-in"), Value: say.T("Sign in again"), State: theme.Attention}
	}
	account := append([]kit.Pair{signIn, {Label: say.T("Account"), Value: orNone(s.state.status.Brightpearl.Account)}}, d.account.pairs(say.T("Private app"), now)...)
	account = append(account, wakeUps(d.webhooks, 0, now))
	card := func(title string, pairs []kit.Pair, again func()) fyne.CanvasObject {
		return kit.TitledCard(title, kit.NewLink(say.T("Sign in again"), theme.SmallMedium, again), kit.Pad(14, 4, kit.NewPairs(104, pairs)))
	}
	return kit.FormWidth(kit.Down(theme.Space3, kit.Grid(2, theme.Space3,
		card(say.T("EKM, {store}", c.Name), own, func() { s.setup(c.ID, "shop") }),
		card(say.T("Brightpearl"), account, func() { s.setup(0, "brightpearl") })),
		kit.Card(s.testOrder(c.ID).Content())))
}

// pairs are what is known of a connection; token is the way without a browser.
func (c Connection) pairs(token string, now time.Time) []kit.Pair {
	way := token
	if c.OAuth {
		way = say.T("Sign-in with the browser")
	}
	out := []kit.Pair{{Label: say.T("Connected by"), Value: way}}
	if c.App != "" {
		out = append(out, kit.Pair{Label: say.T("App"), Value: c.App, Code: true})
	}
	if c.Subject != "" {
		out = append(out, kit.Pair{Label: say.T("Token belongs to"), Value: c.Subject})
	}
	if !c.Renewed.IsZero() {
		age := kit.Pair{Label: say.T("Token age"), Value: say.T("{age}, from {time}", screen.Ago(c.Renewed, now), say.When(c.Renewed, now)), At: c.Renewed}
		if !c.Expiry.IsZero() {
			age.Note = say.T("Good until {time}, then renewed by itself", say.When(c.Expiry, now))
		}
		out = append(out, age)
	}
	if len(c.Scopes) > 0 {
		out = append(out, kit.Pair{Label: say.T("Permissions"), Value: strings.Join(c.Scopes, ", "), Code: true})
	}
	return append(out, kit.Pair{Label: say.T("API"), Value: orNone(c.Host), Code: true})
}

// wakeUps is how the wake-ups of one service stand; store 0 is Brightpearl.
func wakeUps(w view.Webhooks, store commerce.StoreID, now time.Time) kit.Pair {
	i := slices.IndexFunc(w.Sources, func(s view.WebhookSource) bool { return s.StoreID == store })
	if !w.On || i < 0 {
		return kit.Pair{Label: say.T("Wake-ups"), Value: say.T("Off"), Note: say.T("Optional. Settings > Advanced")}
	}
	state, _, word, sentence := screen.WakeUps(w.Sources[i])
	if !w.Sources[i].LastAt.IsZero() {
		sentence = say.T("{sentence} Last one {age} ago.", sentence, screen.Ago(w.Sources[i].LastAt, now))
	}
	return kit.Pair{Label: say.T("Wake-ups"), Value: word, State: state, Note: sentence}
}

// testOrder is the test of one store; what it found stays while the page is drawn anew.
func (s *Screen) testOrder(id commerce.StoreID) *testorder.Panel {
	if s.state.tests[id] == nil {
		s.state.tests[id] = testorder.New(testorder.Options{Feed: s.o.Feed,
			Run: func(ctx context.Context, number string) ([]view.CanaryStep, error) {
				return s.o.Actions.ShippingCanary(ctx, id, number)
			},
			Answered: func(ctx context.Context, mailed bool) error { return s.o.Actions.TestOrderAnswered(ctx, id, mailed) },
			Told:     func(bool) { s.Reload() }})
	}
	return s.state.tests[id]
}

func orNone(text string) string {
	if text == "" {
		return say.T("None")
	}
	return text
}
