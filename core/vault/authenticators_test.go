package vault_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"stockbridge/core/fault"
	"stockbridge/core/vault"
)

func TestKeepAliveAndHorizon(t *testing.T) {
	ring, c, server := newFakeRing(), newClock(), newOAuthServer(t)
	v := open(t, ring, c)
	saveExpired(t, v, c)
	a := newEKM(t, v, server)
	if err := a.KeepAlive(t.Context()); err != nil || server.requests() != 1 {
		t.Fatalf("an expired token: %v, %d renewals", err, server.requests())
	}
	if want := c.now().Add(15 * 24 * time.Hour); !a.Horizon().Equal(want) {
		t.Errorf("the login holds until %v, want %v", a.Horizon(), want)
	}
	if err := a.KeepAlive(t.Context()); err != nil || server.requests() != 1 {
		t.Errorf("kept alive twice at once: %v", err)
	}
	c.add(12 * time.Hour)
	if err := a.KeepAlive(t.Context()); err != nil || server.requests() != 2 {
		t.Errorf("after twelve hours: %v, %d renewals", err, server.requests())
	}
	// The program was off for 14 days: a new start still gets in.
	c.add(14 * 24 * time.Hour)
	if token, err := bearer(t, newEKM(t, open(t, ring.afterCrash(), c), server)); err != nil || token != "access-3" {
		t.Errorf("after 14 days: %q, %v", token, err)
	}
}

func TestMerchantToken(t *testing.T) {
	c, server := newClock(), newOAuthServer(t)
	v := open(t, newFakeRing(), c)
	save := func(token vault.Secret) {
		t.Helper()
		if err := v.SaveStore(t.Context(), "garden", vault.Store{Kind: vault.KindToken, Tokens: vault.Tokens{Access: token}}); err != nil {
			t.Fatal(err)
		}
	}
	save("pasted")
	a := newEKM(t, v, server)
	if token, err := bearer(t, a); err != nil || token != "pasted" {
		t.Fatalf("got %q, %v", token, err)
	}
	if err := rejected(t, a, "pasted"); !fault.Is(err, fault.SignIn) || server.requests() != 0 {
		t.Errorf("a refused token: %v", err)
	}
	save("another")
	if err := rejected(t, a, "pasted"); err != nil {
		t.Errorf("a new token was pasted meanwhile: %v", err)
	}
	if token, err := bearer(t, a); err != nil || token != "another" {
		t.Errorf("got %q, %v", token, err)
	}
	if err := a.KeepAlive(t.Context()); err != nil || !a.Horizon().IsZero() {
		t.Errorf("keeping a merchant's token alive: %v, %v", err, a.Horizon())
	}
}

func allowConnect(domain string) error {
	if domain == "euw1.brightpearlconnect.com" {
		return nil
	}
	return errors.New("not Brightpearl's")
}

func brightpearl(t *testing.T, v *vault.Vault, server *oauthServer, c *clock, secret vault.Secret) *vault.BrightpearlOAuth {
	t.Helper()
	if err := v.SaveBrightpearl(t.Context(), "acme", vault.Brightpearl{Kind: vault.KindOAuth, ClientID: "acme_app",
		ClientSecret: secret, InstanceID: "57", APIDomain: "old.brightpearlconnect.com",
		Tokens: vault.Tokens{Access: "access-0", Refresh: "refresh-0", Expiry: c.now().Add(8 * time.Minute)}}); err != nil {
		t.Fatal(err)
	}
	a, err := vault.NewBrightpearlOAuth(v, vault.BrightpearlOptions{ID: "acme", Remote: "brightpearl", DeveloperRef: "dev",
		TokenURL: server.URL + "/token/acme", AllowDomain: allowConnect})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestBrightpearlRenewal(t *testing.T) {
	c, server := newClock(), newOAuthServer(t)
	domain := "euw1.brightpearlconnect.com"
	server.answer = func(access, refresh string) string {
		return fmt.Sprintf(`{"access_token":%q,"refresh_token":%q,"api_domain":%q,"expires_in":537227}`, access, refresh, domain)
	}
	v := open(t, newFakeRing(), c)
	a := brightpearl(t, v, server, c, "")
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://euw1.brightpearlconnect.com/", nil)
	if err := a.Apply(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	for header, want := range map[string]string{"Authorization": "Bearer access-1", "brightpearl-app-ref": "acme_app",
		"brightpearl-dev-ref": "dev"} {
		if got := r.Header.Get(header); got != want {
			t.Errorf("%s: %q", header, got)
		}
	}
	if _, sent := server.lastForm["client_secret"]; sent || server.lastForm["scope"] != "" {
		t.Error("a public client sent a secret or scopes")
	}
	if instance, api, err := a.Installation(t.Context()); err != nil || instance != "57" || api != domain {
		t.Errorf("installation %q at %q, %v", instance, api, err)
	}
	domain = "evil.test"
	if err := a.Rejected(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if _, api, _ := a.Installation(t.Context()); api != "euw1.brightpearlconnect.com" {
		t.Errorf("the API domain became %q", api)
	}
	if token, err := bearer(t, a); err != nil || token != "access-2" {
		t.Errorf("the tokens of that answer were lost: %q, %v", token, err)
	}
}

// An early renewal returns the same token with the rest of its life; that must not start a loop.
func TestSameTokenAgain(t *testing.T) {
	c, server := newClock(), newOAuthServer(t)
	expiry := c.now().Add(8 * time.Minute)
	server.answer = func(string, string) string {
		server.live = "refresh-0"
		return fmt.Sprintf(`{"access_token":"access-0","refresh_token":"refresh-0","expires_in":%d}`,
			int(expiry.Sub(c.now()).Seconds()))
	}
	v := open(t, newFakeRing(), c)
	a := brightpearl(t, v, server, c, "secret")
	for range 100 {
		if token, err := bearer(t, a); err != nil || token != "access-0" {
			t.Fatalf("got %q, %v", token, err)
		}
		c.add(time.Second)
	}
	if n := server.requests(); n != 1 {
		t.Errorf("%d renewals in 100 seconds", n)
	}
	if server.lastForm["client_secret"] != "secret" {
		t.Error("a confidential client must send its secret")
	}
	before := server.requests()
	for range 10 {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://x.test/", nil)
		r.Header.Set("Authorization", "Bearer access-0")
		if err := a.Rejected(t.Context(), r); !fault.Is(err, fault.SignIn) {
			t.Fatalf("got %v", err)
		}
	}
	if n := server.requests() - before; n != 1 {
		t.Errorf("%d renewals of a token that stays refused", n)
	}
}

// Somebody signs in again while a renewal is under way: the new sign-in wins.
func TestSignInDuringRenewal(t *testing.T) {
	c, server := newClock(), newOAuthServer(t)
	v := open(t, newFakeRing(), c)
	saveExpired(t, v, c)
	server.trouble = func(http.ResponseWriter, *http.Request) (bool, bool) {
		if err := v.SaveStore(t.Context(), "garden", vault.Store{Kind: vault.KindOAuth,
			Tokens: vault.Tokens{Access: "consented", Refresh: "r", Expiry: c.now().Add(time.Hour)}}); err != nil {
			t.Error(err)
		}
		return false, false
	}
	a := newEKM(t, v, server)
	if token, err := bearer(t, a); err != nil || token != "consented" {
		t.Errorf("got %q, %v", token, err)
	}
	if stored, err := v.LoadStore(t.Context(), "garden"); err != nil || stored.Access != "consented" {
		t.Errorf("the new sign-in was overwritten: %v", err)
	}
}

// After a new sign-in the old one's end means nothing any more.
func TestHorizonOfAnotherSignIn(t *testing.T) {
	c, server := newClock(), newOAuthServer(t)
	v := open(t, newFakeRing(), c)
	saveExpired(t, v, c)
	a := newEKM(t, v, server)
	if _, err := bearer(t, a); err != nil || a.Horizon().IsZero() {
		t.Fatalf("signed in until %s, %v", a.Horizon(), err)
	}
	if err := v.SaveStore(t.Context(), "garden", vault.Store{Kind: vault.KindToken, Tokens: vault.Tokens{Access: "pasted"}}); err != nil {
		t.Fatal(err)
	}
	if !a.Horizon().IsZero() {
		t.Errorf("a merchant's token ends at %s", a.Horizon())
	}
}
