package setup_test

import (
	"errors"
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
