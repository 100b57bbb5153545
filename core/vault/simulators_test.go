package vault_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"stockbridge/core/fault"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/sandbox/world"
	"stockbridge/core/vault"
)

// decide sends the sign-in page's form, as a person who clicks would, and follows the redirect back to the program.
func decide(page string, fields url.Values) error {
	u, err := url.Parse(page)
	if err != nil {
		return err
	}
	form := u.Query()
	for name, values := range fields {
		form[name] = values
	}
	u.RawQuery = ""
	response, err := http.PostForm(u.String(), form)
	if err != nil {
		return err
	}
	return response.Body.Close()
}

func TestEKMSimulator(t *testing.T) {
	c := newClock()
	goods := world.New(world.Options{Seed: 1, Stores: 2})
	server := httptest.NewServer(ekmsim.New(ekmsim.Config{World: goods, Now: c.now}).Handler())
	t.Cleanup(server.Close)
	shop := goods.Stores[1]

	client := ekmsim.DefaultClient
	o := vault.EKMSignIn("ekm/shop", client.ID, vault.Secret(client.Secret), freePort(t))
	o.AuthorizeURL, o.TokenURL = server.URL+"/connect/authorize", server.URL+"/connect/token"
	o.Log, o.Now, o.Timeout = slog.New(slog.DiscardHandler), c.now, 20*time.Second
	o.OpenURL = func(page string) error {
		return decide(page, url.Values{"username": {shop.Username}, "password": {shop.Password}, "decision": {"allow"}})
	}
	grant, err := vault.SignIn(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	first := vault.NewStore(o, grant)
	if first.Subject != shop.Username {
		t.Errorf("signed in to %q, want %q", first.Subject, shop.Username)
	}
	v := open(t, newFakeRing(), c)
	if err := v.SaveStore(t.Context(), "shop", first); err != nil {
		t.Fatal(err)
	}
	a, err := vault.NewEKM(v, vault.EKMOptions{ID: "shop", Remote: "ekm/shop", TokenURL: o.TokenURL})
	if err != nil {
		t.Fatal(err)
	}
	c.add(58 * time.Minute)
	if token, err := bearer(t, a); err != nil || token == string(first.Access) {
		t.Errorf("the token was not renewed: %v", err)
	}
	// A restored backup holds a refresh token that has been used.
	if err := v.SaveStore(t.Context(), "shop", first); err != nil {
		t.Fatal(err)
	}
	if _, err := bearer(t, a); !fault.Is(err, fault.SignIn) {
		t.Errorf("a used refresh token: %v", err)
	}

	o.OpenURL = func(page string) error { return decide(page, url.Values{"decision": {"deny"}}) }
	if _, err := vault.SignIn(t.Context(), o); fault.Of(err).Code != vault.CodeDenied {
		t.Errorf("denied: %v", err)
	}
}

func TestBrightpearlSimulator(t *testing.T) {
	c := newClock()
	sim := brightpearlsim.New(brightpearlsim.Config{Account: "acme", ClientID: "acme_app", ClientSecret: "s", Now: c.now})
	server := httptest.NewServer(sim.Handler())
	t.Cleanup(server.Close)

	o := vault.BrightpearlSignIn("acme", "acme_app", "s", freePort(t))
	o.AuthorizeURL, o.TokenURL = server.URL+"/authorize/acme", server.URL+"/token/acme"
	o.Log, o.Now, o.Timeout = slog.New(slog.DiscardHandler), c.now, 20*time.Second
	o.OpenURL = func(page string) error { return decide(page, url.Values{"decision": {"approve"}}) }
	grant, err := vault.SignIn(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	anywhere := func(string) error { return nil } // the simulator names its own loopback address
	account, err := vault.NewBrightpearl(o, grant, anywhere)
	if err != nil || account.InstanceID == "" {
		t.Fatalf("instance %q, %v", account.InstanceID, err)
	}
	v := open(t, newFakeRing(), c)
	if err := v.SaveBrightpearl(t.Context(), "acme", account); err != nil {
		t.Fatal(err)
	}
	a, err := vault.NewBrightpearlOAuth(v, vault.BrightpearlOptions{ID: "acme", Remote: "brightpearl", TokenURL: o.TokenURL,
		AllowDomain: anywhere})
	if err != nil {
		t.Fatal(err)
	}
	// An early renewal returns the same token.
	c.add(7*24*time.Hour - 9*time.Minute)
	if token, err := bearer(t, a); err != nil || token != string(account.Access) {
		t.Errorf("nine minutes before the expiry: %v", err)
	}
	c.add(10 * time.Minute)
	if token, err := bearer(t, a); err != nil || token == string(account.Access) {
		t.Errorf("after the expiry: %v", err)
	}
	if instance, _, err := a.Installation(t.Context()); err != nil || instance != account.InstanceID {
		t.Errorf("the instance became %q, %v", instance, err)
	}
	account.Refresh, account.Expiry = "unknown", c.now()
	if err := v.SaveBrightpearl(t.Context(), "acme", account); err != nil {
		t.Fatal(err)
	}
	if _, err := bearer(t, a); !fault.Is(err, fault.SignIn) {
		t.Errorf("an unknown refresh token: %v", err)
	}
}
