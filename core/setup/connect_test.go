package setup_test

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/setup"
	"stockbridge/core/vault"
)

func TestConnectPrivate(t *testing.T) {
	r := newRig(t)
	info, err := r.ConnectPrivate(t.Context(), r.private())
	if err != nil {
		t.Fatal(err)
	}
	if info.Account.BaseCurrency != "GBP" || len(info.Choices.Channels) < 4 || len(info.Choices.TaxCodes) == 0 || r.built != 1 {
		t.Errorf("connected: %+v", info)
	}
	text, _, err := r.db.AccountOptions(t.Context())
	if err != nil || !strings.Contains(text, `"payment_methods":[{"id":1,"name":"Bank transfer","code":"BANK"`) || strings.Contains(text, "null") {
		t.Errorf("stored options: %v %s", err, text)
	}
	stored, err := setup.DecodeChoices(text)
	if err != nil || len(stored.OrderStatuses) != len(info.Choices.OrderStatuses) {
		t.Errorf("decoded: %v", err)
	}
	secrets, err := r.vault.LoadBrightpearl(t.Context(), setup.AccountVaultID(r.conf.Account))
	if err != nil || string(secrets.AccountToken) != r.conf.AccountToken {
		t.Errorf("vault: %v", err)
	}
}

// A connection that fails leaves nothing behind.
func TestConnectPrivateRefused(t *testing.T) {
	r := newRig(t)
	for name, c := range map[string]struct {
		spoil func(*setup.PrivateApp)
		kind  fault.Kind
		code  string
	}{
		"wrong token":     {func(a *setup.PrivateApp) { a.AccountToken = "wrong" }, fault.SignIn, setup.CodeTokenRefused},
		"no token":        {func(a *setup.PrivateApp) { a.AccountToken = "" }, fault.NeedsPerson, setup.CodeNothingGiven},
		"no server":       {func(a *setup.PrivateApp) { a.APIURL = "http://127.0.0.1:1" }, fault.Offline, setup.CodeUnreachable},
		"plain http":      {func(a *setup.PrivateApp) { a.APIURL = "http://euw1.brightpearlconnect.com" }, fault.NeedsPerson, setup.CodeBadAddress},
		"somebody else":   {func(a *setup.PrivateApp) { a.APIURL = "https://example.com" }, fault.NeedsPerson, setup.CodeBadAddress},
		"no address":      {func(a *setup.PrivateApp) { a.APIURL = "" }, fault.NeedsPerson, setup.CodeBadAddress},
		"odd account":     {func(a *setup.PrivateApp) { a.Account = "a/b" }, fault.NeedsPerson, setup.CodeBadAddress},
		"token not shown": {func(a *setup.PrivateApp) { a.AccountToken = "s3cr3t-text" }, fault.SignIn, setup.CodeTokenRefused},
	} {
		t.Run(name, func(t *testing.T) {
			app := r.private()
			c.spoil(&app)
			_, err := r.ConnectPrivate(t.Context(), app)
			refusal(t, err, c.kind, c.code)
			if strings.Contains(err.Error(), "s3cr3t") {
				t.Error("the failure shows the token")
			}
			if _, ok, _ := r.db.Account(t.Context()); ok || r.built != 0 {
				t.Error("something was stored")
			}
			if _, err := r.vault.LoadBrightpearl(t.Context(), setup.AccountVaultID(r.conf.Account)); !errors.Is(err, vault.ErrMissing) {
				t.Errorf("the vault has something: %v", err)
			}
		})
	}
}

func TestConnectOAuth(t *testing.T) {
	r := newRig(t)
	app := setup.OAuthApp{Account: r.conf.Account, ClientID: r.conf.BrightpearlClientID, Secret: vault.Secret(r.conf.BrightpearlClientSecret),
		AuthorizeURL: r.conf.BrightpearlAuthorizeURL, TokenURL: r.conf.BrightpearlTokenURL, DevRef: r.conf.DevRef, RedirectPort: freePort(t),
		OpenURL: func(page string) error { return decide(page, url.Values{"decision": {"approve"}}) }}
	info, err := r.ConnectOAuth(t.Context(), app)
	if err != nil {
		t.Fatal(err)
	}
	if info.Account.AuthKind != "oauth" || info.Account.InstanceID != 57 || info.Account.APIURL != r.conf.BrightpearlURL {
		t.Errorf("connected: %+v", info.Account)
	}
	// The stored sign-in works by itself.
	if fresh, err := r.Options(t.Context(), true); err != nil || len(fresh.Channels) == 0 {
		t.Errorf("options by the stored sign-in: %v", err)
	}
}

func TestConnectStores(t *testing.T) {
	r, garden := connected(t)
	if garden.Currency != "GBP" || garden.Username == "" || garden.State != commerce.StoreSetup {
		t.Errorf("store: %+v", garden.Store)
	}
	shop, err := setup.DecodeShopChoices(garden.Options)
	if err != nil || len(shop.Statuses) == 0 || len(shop.TaxRates) == 0 {
		t.Errorf("shop options: %v %+v", err, shop)
	}
	again, err := r.ConnectStoreToken(t.Context(), strings.ToUpper(garden.Name), r.conf.EKMURL, vault.Secret(r.conf.Users[0].AccessToken))
	if err != nil || again.ID != garden.ID {
		t.Errorf("signed in again: %v, store %d", err, again.ID)
	}
	for name, c := range map[string]struct {
		store string
		token string
		kind  fault.Kind
		code  string
	}{
		"wrong token":         {"New", "wrong", fault.SignIn, setup.CodeTokenRefused},
		"another shop":        {garden.Name, r.conf.Users[1].AccessToken, fault.NeedsPerson, setup.CodeOtherShop},
		"the same shop twice": {"Second", r.conf.Users[0].AccessToken, fault.NeedsPerson, setup.CodeShopTaken},
		"no name":             {" ", r.conf.Users[1].AccessToken, fault.NeedsPerson, setup.CodeBadName},
		"no token":            {"New", " ", fault.NeedsPerson, setup.CodeNothingGiven},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := r.ConnectStoreToken(t.Context(), c.store, r.conf.EKMURL, vault.Secret(c.token))
			refusal(t, err, c.kind, c.code)
			if stores, _ := r.db.Stores(t.Context()); len(stores) != 1 {
				t.Errorf("%d stores", len(stores))
			}
			if secrets, err := r.vault.LoadStore(t.Context(), setup.StoreVaultID(garden.Store)); err != nil || string(secrets.Access) != r.conf.Users[0].AccessToken {
				t.Errorf("the store's token changed: %v", err)
			}
		})
	}
}

// A merchant who first pasted a token may sign in by the browser later: it is the same store, with everything it had.
func TestSignInAgainByBrowser(t *testing.T) {
	r, garden := connected(t)
	if err := r.db.Write(t.Context(), func(tx *db.Tx) error { return tx.SetStoreSignedOut(garden.ID) }); err != nil {
		t.Fatal(err)
	}
	_, err := r.ConnectStoreOAuth(t.Context(), r.signIn(garden.Name, 1))
	refusal(t, err, fault.NeedsPerson, setup.CodeOtherShop)
	row, err := r.ConnectStoreOAuth(t.Context(), r.signIn(garden.Name, 0))
	if err != nil {
		t.Fatal(err)
	}
	if row.ID != garden.ID || row.Username != garden.Username || row.AuthKind != "oauth" || row.State != commerce.StoreSetup || row.LoginUntil.IsZero() {
		t.Errorf("signed in again: %+v", row)
	}
	second, err := r.ConnectStoreOAuth(t.Context(), r.signIn("Other", 1))
	if err != nil || second.Username != r.conf.Users[1].Username {
		t.Errorf("second store: %v %q", err, second.Username)
	}
	if _, err := r.ShopOptions(t.Context(), second.ID); err != nil {
		t.Errorf("the stored sign-in does not work: %v", err)
	}
}

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
	if err != nil || c.Kind != vault.KindOAuth || c.Subject != garden.Username || len(c.Scopes) != len(vault.EKMScopes()) || c.Renewed.IsZero() || !c.Until.After(c.Renewed) {
		t.Errorf("the connection is %+v, %v", c, err)
	}
	account, err := r.Connection(t.Context(), 0)
	if err != nil || account.Kind != vault.KindPrivate || !account.Until.IsZero() {
		t.Errorf("the account's is %+v, %v", account, err)
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
