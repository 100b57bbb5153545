package setup_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
	"stockbridge/ui/kit"
	"stockbridge/ui/live"
	"stockbridge/ui/screen/setup"
	"stockbridge/ui/theme"
)

func open(t *testing.T, a *desk, store commerce.StoreID, at string) (*setup.Wizard, fyne.Window, *nav) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Options{Mode: theme.AlwaysLight}))
	n := &nav{}
	w := setup.New(setup.Options{Feed: live.Inline(), Permissions: permissions, AccountUses: uses, Actions: a, Trials: a, Files: a, Memory: a, Nav: n, Now: func() time.Time { return now }})
	win := test.NewTempWindow(t, kit.Fill(theme.Surface, w.Content()))
	win.SetPadded(false)
	win.Resize(fyne.NewSize(1072, 720))
	n.canvas = win.Canvas()
	w.Open(store, at, func() { n.left++ })
	return w, win, n
}

func TestAStoreInSetupReopensAtTheFirstStepThatLacksSomething(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*desk)
		want   string
	}{
		"nothing connected":     {func(a *desk) { a.account = setup.Account{}; a.store.ID = 0 }, "Connect Brightpearl"},
		"account only":          {func(a *desk) { a.store.ID = 0 }, "Name of the store"},
		"no settings":           {func(a *desk) { a.store.Settings = fresh() }, "Sales channel"},
		"no start status":       {func(a *desk) { a.store.Settings.OrderStatusID = 0 }, "Orders from"},
		"no warehouse":          {func(a *desk) { a.store.Settings.Warehouses = nil }, "Warehouses"},
		"all settings made":     {func(a *desk) {}, "Run it now"},
		"duplicates not seen":   {func(a *desk) { a.memory = map[string]string{} }, "I have seen the 2 duplicates"},
		"sign-in has run out":   {func(a *desk) { a.store.State = commerce.StoreSignIn }, "Sign in to Muddy Paws again"},
		"a live store, all set": {func(a *desk) { a.store.OrdersOn = true; a.checks = nil }, "Connect another store"},
	} {
		t.Run(name, func(t *testing.T) {
			a := newDesk()
			c.change(a)
			_, win, _ := open(t, a, a.store.ID, "")
			if !shows(win, c.want) {
				t.Errorf("the step does not show %q:\n%s", c.want, strings.Join(words(win), " | "))
			}
		})
	}
}

func TestProposalsAreFilledInAndStoredWithTheStep(t *testing.T) {
	a := newDesk()
	a.store.Settings = fresh()
	_, win, _ := open(t, a, 3, "")
	if !shows(win, "Suggested by percent") || !shows(win, "Currencies agree") || !shows(win, "Will be made: yes") {
		t.Fatalf("the proposals are not shown: %v", words(win))
	}
	press(t, win, "Save and go on")
	got := map[string]string{}
	for _, c := range a.configured {
		got[c.Key] = c.Value
	}
	if got["channel_id"] != "7" || got["price_list_id"] != "2" || got["payment_method"] != "STRIPE" || got["tax_code_taxable"] != "T20" {
		t.Errorf("stored %v", got)
	}
	if !shows(win, "Orders from") {
		t.Error("the wizard did not go on to the orders")
	}
}

func TestWhatIsMissingIsSaidBesideTheFieldAndNothingIsStored(t *testing.T) {
	a := newDesk()
	a.store.Settings, a.proposals = fresh(), nil
	_, win, _ := open(t, a, 3, "")
	press(t, win, "Save and go on")
	if len(a.configured) != 0 {
		t.Errorf("stored %v", a.configured)
	}
	if !shows(win, "Choose the channel of this store") || !shows(win, "Needed before go-live") {
		t.Errorf("no fault beside the fields: %v", words(win))
	}
}

func TestARefusalStandsBesideTheSettingItNames(t *testing.T) {
	a := newDesk()
	a.store.Settings = fresh()
	a.refuse = fault.Hold(fault.Cause{Code: "SB-SET-310", Fix: "Correct the values.",
		Text: "No setting of Muddy Paws was changed. channel_id=7: the channel belongs to the store Garden, and one channel serves one store."})
	_, win, _ := open(t, a, 3, "")
	press(t, win, "Save and go on")
	if !shows(win, "The channel belongs to the store Garden, and one channel serves one store") {
		t.Errorf("the reason is not shown: %v", words(win))
	}
	if !shows(win, "Sales channel") {
		t.Error("the wizard went on")
	}
}

func TestATokenLeavesItsFieldWhenItIsHandedOver(t *testing.T) {
	a := newDesk()
	a.store.ID, a.account = 0, setup.Account{}
	a.refuse = errors.New("connection refused")
	_, win, _ := open(t, a, 0, "")
	fields := entries(win)
	fields[0].SetText("hollinswray")
	fields[2].SetText("hollinswray_stock")
	token := fields[4]
	token.SetText("a-secret-token")
	press(t, win, "Connect Brightpearl")
	if a.private.Token != "a-secret-token" || a.private.APIURL != "https://euw1.brightpearlconnect.com" {
		t.Errorf("handed over %q to %q", a.private.Token, a.private.APIURL)
	}
	if token.Text() != "" {
		t.Error("the token is still in its field")
	}
	if !shows(win, "Brightpearl is not connected") {
		t.Error("the failure is not shown")
	}
}

func TestASignInShowsTheAddressAndTakesAPastedAnswer(t *testing.T) {
	a := newDesk()
	a.store.ID = 0
	var seen []string
	_, win, n := open(t, a, 0, "")
	a.waiting = func(s *signIn) {
		seen = words(win)
		pressLink(t, win, "The browser says that it cannot reach the page")
		paste := entries(win)
		paste[len(paste)-1].SetText("localhost:17830/oauth/callback?code=1")
		press(t, win, "Use address")
	}
	fields := entries(win)
	fields[0].SetText("Muddy Paws")
	fields[1].SetText("client-key")
	fields[2].SetText("client-secret")
	press(t, win, "Connect the store")
	press(t, win, "Open EKM's sign-in page")
	if !strings.Contains(strings.Join(seen, "|"), "Waiting for you in the browser…") {
		t.Errorf("while waiting: %v", seen)
	}
	if a.signIn.pasted == "" || a.storeSignIn.Secret != "client-secret" {
		t.Errorf("pasted %q", a.signIn.pasted)
	}
	if fields[2].Text() != "" {
		t.Error("the secret is still in its field")
	}
	if !shows(win, "Connected to Muddy Paws Ltd") || n.toast != "Muddy Paws is connected" {
		t.Errorf("the shop is not shown, toast %q", n.toast)
	}
}

func TestCancelEndsTheWaitAndDropsTheAnswer(t *testing.T) {
	a := newDesk()
	a.store.ID = 0
	_, win, _ := open(t, a, 0, "")
	a.waiting = func(*signIn) { press(t, win, "Cancel") }
	fields := entries(win)
	fields[0].SetText("Muddy Paws")
	fields[1].SetText("client-key")
	fields[2].SetText("client-secret")
	press(t, win, "Connect the store")
	press(t, win, "Open EKM's sign-in page")
	if !a.cancelled {
		t.Error("the work was not told to stop")
	}
	if !shows(win, "Cancelled. Nothing was changed.") || shows(win, "Connected to Muddy Paws Ltd") {
		t.Errorf("after Cancel: %v", words(win))
	}
}

func TestGoLiveSwitchesWhatIsOnAndLeaves(t *testing.T) {
	a := newDesk()
	w, win, n := open(t, a, 3, "")
	_ = w
	press(t, win, "Skip for now")
	switches := find[*kit.Switch](win)
	if len(switches) != 3 {
		t.Fatalf("%d switches", len(switches))
	}
	test.Tap(switches[1])
	press(t, win, "Go live with 2 switches")
	if a.live != [3]bool{true, false, true} || n.left != 0 || !shows(win, "Muddy Paws is live") {
		t.Fatalf("switched %v, left %d times", a.live, n.left)
	}
	press(t, win, "Done")
	if n.left != 1 {
		t.Error("Done did not go back")
	}
}

func TestARefusedGoLiveSaysWhy(t *testing.T) {
	a := newDesk()
	a.refuse = fault.Hold(fault.Cause{Code: "SB-SET-320", Text: "Muddy Paws did not go live, and nothing was switched. Price list: none is chosen.", Fix: "Choose one."})
	_, win, n := open(t, a, 3, "")
	press(t, win, "Skip for now")
	press(t, win, "Go live with all three")
	if n.left != 0 || !containsText(win, "nothing was switched") {
		t.Errorf("the refusal is not shown: %v", words(win))
	}
}

func TestFinishLaterGoesBack(t *testing.T) {
	_, win, n := open(t, newDesk(), 3, "")
	press(t, win, "Finish later")
	if n.left != 1 {
		t.Error("Finish later did not go back")
	}
}
