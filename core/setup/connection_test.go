package setup_test

import (
	"net"
	"net/http"
	"net/url"
	"testing"

	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/setup"
	"stockbridge/core/vault"
)

// Two shops share one app: the second sign-in, and every later one, need not be given the app's secret.
func TestAnAppsSecretIsKeptForTheNextSignIn(t *testing.T) {
	r := newRig(t)
	if _, err := r.ConnectPrivate(t.Context(), r.private()); err != nil {
		t.Fatal(err)
	}
	bare := func(name string, user int) setup.StoreSignIn {
		in := r.signIn(name, user)
		in.Secret = ""
		return in
	}
	_, err := r.ConnectStoreOAuth(t.Context(), bare("Garden", 0))
	refusal(t, err, fault.NeedsPerson, setup.CodeNothingGiven)
	garden, err := r.ConnectStoreOAuth(t.Context(), r.signIn("Garden", 0))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.ConnectStoreOAuth(t.Context(), bare("Garden", 0)); err != nil {
		t.Errorf("signing in again: %v", err)
	}
	if _, err := r.ConnectStoreOAuth(t.Context(), bare("Other", 1)); err != nil {
		t.Errorf("the second shop: %v", err)
	}
	apps, err := r.Apps(t.Context())
	if err != nil || len(apps) != 1 || apps[0].ClientID != r.conf.EKMClientID || apps[0].Store != "Garden" {
		t.Errorf("apps %+v, %v", apps, err)
	}
	elsewhere := bare("Third", 1)
	elsewhere.BaseURL = "https://example.com"
	_, err = r.ConnectStoreOAuth(t.Context(), elsewhere)
	refusal(t, err, fault.NeedsPerson, setup.CodeNothingGiven)

	c, err := r.Connection(t.Context(), garden.ID)
	if err != nil || c.Kind != vault.KindOAuth || c.Subject != garden.Username || len(c.Scopes) != len(vault.EKMScopes()) || c.Renewed.IsZero() || !c.Expiry.After(c.Renewed) {
		t.Errorf("the connection is %+v, %v", c, err)
	}
	account, err := r.Connection(t.Context(), 0)
	if err != nil || account.Kind != vault.KindPrivate || !account.Renewed.IsZero() {
		t.Errorf("the account's is %+v, %v", account, err)
	}
}

// Brightpearl wants a new sign-in: the app's secret is still known.
func TestTheAccountsSecretIsKeptForTheNextSignIn(t *testing.T) {
	r := newRig(t)
	app := setup.OAuthApp{Account: r.conf.Account, ClientID: r.conf.BrightpearlClientID, Secret: vault.Secret(r.conf.BrightpearlClientSecret),
		AuthorizeURL: r.conf.BrightpearlAuthorizeURL, TokenURL: r.conf.BrightpearlTokenURL, DevRef: r.conf.DevRef, RedirectPort: freePort(t),
		OpenURL: func(page string) error { return decide(page, url.Values{"decision": {"approve"}}) }}
	if _, err := r.ConnectOAuth(t.Context(), app); err != nil {
		t.Fatal(err)
	}
	app.Secret, app.RedirectPort = "", freePort(t)
	if _, err := r.ConnectOAuth(t.Context(), app); err != nil {
		t.Errorf("signing in again: %v", err)
	}
}

// Another program has the port: the person pastes the address that the browser ended up at, and nothing has to listen.
func TestASignInByPastingNeedsNoPort(t *testing.T) {
	r := newRig(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	in := r.signIn("Garden", 0)
	in.RedirectPort = taken.Addr().(*net.TCPAddr).Port
	_, err = r.ConnectStoreOAuth(t.Context(), in)
	if f := fault.Of(err); f.Code != vault.CodePortTaken {
		t.Fatalf("with the port taken: %v", err)
	}
	u := r.conf.Users[0]
	in.PasteOnly, in.OpenURL = true, nil
	in.Started = func(a *vault.Attempt) {
		page, err := url.Parse(a.URL())
		if err != nil {
			t.Error(err)
		}
		form := page.Query()
		form.Set("username", u.Username)
		form.Set("password", u.Password)
		form.Set("decision", "allow")
		page.RawQuery = ""
		browser := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		answer, err := browser.PostForm(page.String(), form)
		if err != nil {
			t.Error(err)
			return
		}
		answer.Body.Close()
		if err := a.Paste("http://localhost:1/oauth/callback?code=x&state=y"); fault.Of(err).Code != vault.CodeBadAddress {
			t.Errorf("a wrong address: %v", err)
		}
		if err := a.Paste(answer.Header.Get("Location")); err != nil {
			t.Error(err)
		}
	}
	if row, err := r.ConnectStoreOAuth(t.Context(), in); err != nil || row.Username != u.Username {
		t.Errorf("after pasting: %v %+v", err, row.Store)
	}
}

func TestAnEMailFromTheTestOrderSwitchesShipmentsOff(t *testing.T) {
	r, garden := connected(t)
	if err := r.db.Write(t.Context(), func(tx *db.Tx) error {
		return tx.SetSwitches(garden.ID, db.Switches{Orders: true, Stock: true, Shipments: true})
	}); err != nil {
		t.Fatal(err)
	}
	if err := r.TestOrderAnswered(t.Context(), garden.ID, false, "You"); err != nil {
		t.Fatal(err)
	}
	if row := r.reload(garden.ID); !row.ShipmentsOn {
		t.Error("shipments went off although no e-mail came")
	}
	if err := r.TestOrderAnswered(t.Context(), garden.ID, true, "You"); err != nil {
		t.Fatal(err)
	}
	if row := r.reload(garden.ID); row.ShipmentsOn || !row.OrdersOn || !row.StockOn {
		t.Errorf("after an e-mail the switches are %v %v %v", row.OrdersOn, row.StockOn, row.ShipmentsOn)
	}
}
