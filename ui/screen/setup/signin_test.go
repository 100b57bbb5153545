package setup_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen/setup"
)

func pressLink(t *testing.T, w fyne.Window, text string) {
	t.Helper()
	for _, l := range find[*kit.Link](w) {
		if strings.Contains(strings.Join(textsOf(l), " "), text) {
			test.Tap(l)
			return
		}
	}
	t.Fatalf("no link %q among %v", text, words(w))
}

func fillShop(win fyne.Window) []*kit.Entry {
	fields := entries(win)
	fields[0].SetText("Muddy Paws")
	fields[1].SetText("client-key")
	fields[2].SetText("client-secret")
	return fields
}

func TestBeforeTheBrowserOpensEveryPermissionIsShownWithItsReason(t *testing.T) {
	a := newDesk()
	a.store.ID = 0
	asked := 0
	_, win, _ := open(t, a, 0, "")
	a.waiting = func(*signIn) { asked++ }
	fields := fillShop(win)
	press(t, win, "Connect the store")
	for _, p := range permissions {
		if !shows(win, p.Title) || !shows(win, p.Scope) || !shows(win, p.Why) {
			t.Errorf("%s is not shown with its reason", p.Scope)
		}
	}
	if asked != 0 || fields[2].Text() != "client-secret" {
		t.Fatal("the browser opened before the person had read what for")
	}
	press(t, win, "Change what you typed")
	if !shows(win, "Client secret") || fields[2].Text() != "client-secret" {
		t.Error("what was typed is gone")
	}
	press(t, win, "Connect the store")
	press(t, win, "Open EKM's sign-in page")
	if asked != 1 || fields[2].Text() != "" || a.storeSignIn.Secret != "client-secret" {
		t.Errorf("asked %d times, the field holds %q, handed over %q", asked, fields[2].Text(), a.storeSignIn.Secret)
	}
}

func TestTheAddressToRegisterIsShownAndCopied(t *testing.T) {
	a := newDesk()
	a.store.ID = 0
	_, win, n := open(t, a, 0, "")
	fields := entries(win)
	if fields[3].Text() != "http://localhost:17830/oauth/callback" || !shows(win, "Fixed, because the registered address names it") {
		t.Errorf("the address is %q", fields[3].Text())
	}
	press(t, win, "Copy")
	if got := fyne.CurrentApp().Clipboard().Content(); got != fields[3].Text() || n.toast == "" {
		t.Errorf("copied %q", got)
	}
	fields[4].SetText("17999")
	if fields[3].Text() != "http://localhost:17999/oauth/callback" {
		t.Errorf("with another port it is %q", fields[3].Text())
	}
	pressLink(t, win, "permissions to tick")
	pressLink(t, win, "Copy their names")
	if got := strings.Split(fyne.CurrentApp().Clipboard().Content(), "\n"); len(got) != len(permissions) || got[0] != permissions[0].Scope {
		t.Errorf("copied %q", got)
	}
}

func TestAFailedSignInSaysWhatEKMSaidAndThatNothingWasChanged(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want []string
	}{
		"denied": {&fault.Error{Kind: fault.SignIn, Code: "SB-SIG-002", RemoteCode: "access_denied", Remote: "ekm/Muddy Paws", Text: "access was not given; sign in again and choose Allow"},
			[]string{"EKM did not give access", "choose Allow", "EKM said: access_denied.", "Nothing was changed.", "SB-SIG-002"}},
		"late": {&fault.Error{Kind: fault.SignIn, Code: "SB-SIG-004", Text: "nobody finished the sign-in page in time; start the sign-in again"},
			[]string{"The sign-in page was not finished in time", "start the sign-in again", "Nothing was changed."}},
		"other shop": {fault.Hold(fault.Cause{Code: "SB-AUTH-005", Text: "This sign-in belongs to the EKM shop garden, but the store Muddy Paws is the shop muddypaws. The store keeps its connection; nothing was changed.",
			Fix: "Sign in with the login of muddypaws."}), []string{"That is the login of another shop", "the EKM shop garden", "Sign in with the login of muddypaws."}},
		"added": {fault.Hold(fault.Cause{Code: "SB-AUTH-006", Text: "The EKM shop garden is connected already, as the store Garden, which works on. One shop must not be imported twice; no store was added.",
			Fix: "Use the store Garden, or sign in to another shop."}), []string{"This shop is added already", "as the store Garden", "Use the store Garden"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := newDesk()
			a.store.ID, a.refuse = 0, c.err
			_, win, _ := open(t, a, 0, "")
			fillShop(win)
			press(t, win, "Connect the store")
			press(t, win, "Open EKM's sign-in page")
			for _, want := range c.want {
				if !shows(win, want) {
					t.Errorf("%q is not said: %s", want, strings.Join(words(win), " "))
				}
			}
			if said := strings.ToLower(strings.Join(words(win), " ")); strings.Count(said, "nothing was changed") > 1 {
				t.Error("it is said twice that nothing was changed")
			}
			a.refuse = nil
			press(t, win, "Try again")
			if a.storeSignIn.Secret != "client-secret" || !shows(win, "Connected to Muddy Paws Ltd") {
				t.Error("another try needs the secret to be typed again")
			}
		})
	}
}

func TestATakenPortOffersToPaste(t *testing.T) {
	a := newDesk()
	a.store.ID = 0
	a.refuse = &fault.Error{Kind: fault.NeedsPerson, Code: "SB-SIG-003", Text: "port 17830 of this computer is in use, so the browser could not come back; close the other program"}
	_, win, _ := open(t, a, 0, "")
	fillShop(win)
	press(t, win, "Connect the store")
	press(t, win, "Open EKM's sign-in page")
	if !shows(win, "Port 17830 of this computer is in use") || !shows(win, "close the other program") {
		t.Errorf("it is not said what is wrong: %v", words(win))
	}
	a.refuse = nil
	a.signIn.refuse = &fault.Error{Kind: fault.NeedsPerson, Code: "SB-SIG-005", Text: "this address belongs to another sign-in; use the page that was opened last"}
	a.waiting = func(s *signIn) {
		paste := entries(win)
		paste[len(paste)-1].SetText("http://localhost:17830/oauth/callback?code=old")
		press(t, win, "Use address")
		if !shows(win, "This address belongs to another sign-in") || !shows(win, "Waiting for you in the browser") || s.pasted != "" {
			t.Errorf("after a wrong address: %v", words(win))
		}
		s.refuse = nil
		press(t, win, "Use address")
		if !shows(win, "Finishing the sign-in with EKM") {
			t.Errorf("after the right address: %v", words(win))
		}
	}
	press(t, win, "Sign in by pasting")
	if !a.storeSignIn.PasteOnly || a.signIn.pasted == "" || !shows(win, "Connected to Muddy Paws Ltd") {
		t.Errorf("asked for %+v, pasted %q", a.storeSignIn, a.signIn.pasted)
	}
}

func TestAnotherStoreIsConnectedWithoutLeavingAndWithoutTheSecret(t *testing.T) {
	a := newDesk()
	a.apps = []setup.App{{ClientID: "stockbridge", BaseURL: "https://api.ekm.net", Store: "Muddy Paws"}}
	_, win, n := open(t, a, 3, "")
	press(t, win, "Skip for now")
	press(t, win, "Go live with all three")
	press(t, win, "Connect another store")
	fields := entries(win)
	if n.left != 0 || fields[0].Text() != "" || fields[1].Text() != "stockbridge" || !shows(win, "kept since Muddy Paws was connected") {
		t.Fatalf("left %d times; the form holds %q and %q", n.left, fields[0].Text(), fields[1].Text())
	}
	fields[0].SetText("Garden")
	press(t, win, "Connect the store")
	press(t, win, "Open EKM's sign-in page")
	if a.storeSignIn.Name != "Garden" || a.storeSignIn.ClientID != "stockbridge" || a.storeSignIn.Secret != "" {
		t.Errorf("asked for %+v", a.storeSignIn)
	}
}

func TestSigningInAgainNeedsTwoPresses(t *testing.T) {
	a := newDesk()
	a.store.State = commerce.StoreSignIn
	a.apps = []setup.App{{ClientID: "stockbridge", BaseURL: "https://api.ekm.net", Store: "Muddy Paws"}}
	_, win, _ := open(t, a, 3, setup.AtShop)
	press(t, win, "Sign in again")
	a.store.State = commerce.StoreLive
	press(t, win, "Open EKM's sign-in page")
	if a.storeSignIn.Name != "Muddy Paws" || !shows(win, "Connected to Muddy Paws Ltd") || !shows(win, "if this PC stays off") {
		t.Errorf("asked for %+v: %v", a.storeSignIn, words(win))
	}
}

func TestAnEMailFromTheTestOrderKeepsShipmentsOff(t *testing.T) {
	a := newDesk()
	a.steps[2] = view.CanaryStep{Call: "status", After: true, Text: "EKM marked the order as mailed."}
	_, win, _ := open(t, a, 3, "")
	press(t, win, "Back")
	press(t, win, "Back")
	press(t, win, "Run the test")
	if a.tested != "" || !shows(win, "Write the number of the order") {
		t.Fatal("a test ran without an order")
	}
	fields := entries(win)
	fields[len(fields)-1].SetText(" 1042 ")
	press(t, win, "Run the test")
	if a.tested != "1042" || !shows(win, "EKM marked the order as mailed.") || !shows(win, "Did you get an e-mail from the shop?") {
		t.Fatalf("tested %q: %v", a.tested, words(win))
	}
	press(t, win, "Yes, one came")
	if len(a.answers) != 1 || !a.answers[0] || !shows(win, "Shipments stay off") {
		t.Fatalf("answers %v", a.answers)
	}
	press(t, win, "Save and go on")
	press(t, win, "Go on")
	press(t, win, "Skip for now")
	if !shows(win, "The test order caused an e-mail") {
		t.Error("go-live forgets the e-mail")
	}
	press(t, win, "Go live with 2 switches")
	if a.live != [3]bool{true, true, false} {
		t.Errorf("switched %v", a.live)
	}
}

func TestAShippingSystemThatStillWritesToEKMIsWarnedOf(t *testing.T) {
	a := newDesk()
	_, win, _ := open(t, a, 3, "")
	press(t, win, "Back")
	press(t, win, "Back")
	fields := entries(win)
	fields[0].SetText("Click & Drop")
	for _, s := range find[*kit.Select](win) {
		if s.Value() == "no" {
			s.Choose("yes")
		}
	}
	if !shows(win, "Cut the link between Click & Drop and EKM") {
		t.Errorf("no warning: %v", words(win))
	}
	press(t, win, "Save and go on")
	if s := a.store.Settings; s.ShippingSystem != "Click & Drop" || !s.ShippingTied {
		t.Errorf("stored %q, %v", s.ShippingSystem, s.ShippingTied)
	}
}

func TestBrightpearlsConsentSaysWhatIsDoneWithTheAccount(t *testing.T) {
	a := newDesk()
	a.store.ID, a.account = 0, setup.Account{OAuth: true}
	asked := 0
	a.waiting = func(*signIn) { asked++ }
	_, win, _ := open(t, a, 0, "")
	fields := entries(win)
	fields[0].SetText("hollinswray")
	fields[2].SetText("stockbridge-app")
	press(t, win, "Connect Brightpearl")
	for _, want := range []string{"What Brightpearl will ask you to allow", "a staff login of the account hollinswray", uses[0].Title, uses[0].Why, "Brightpearl has no single permissions"} {
		if !shows(win, want) {
			t.Errorf("%q is not said: %v", want, words(win))
		}
	}
	if asked != 0 {
		t.Fatal("the browser opened before that")
	}
	press(t, win, "Open Brightpearl's sign-in page")
	if asked != 1 {
		t.Errorf("the browser opened %d times", asked)
	}
}
