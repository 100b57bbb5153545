package vault_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"stockbridge/core/fault"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/sandbox/world"
	"stockbridge/core/vault"
)

// Several authenticators of one store, as the engine's and the set-up desk's, share one renewal: EKM's simulator counts refresh
// tokens that come twice.
func TestAuthenticatorsShareOneRenewal(t *testing.T) {
	c := newClock()
	goods := world.New(world.Options{Seed: 1, Stores: 1})
	sim := ekmsim.New(ekmsim.Config{World: goods, Now: c.now})
	server := httptest.NewServer(sim.Handler())
	t.Cleanup(server.Close)
	shop := goods.Stores[0]
	o := vault.EKMSignIn("ekm/shop", ekmsim.DefaultClient.ID, vault.Secret(ekmsim.DefaultClient.Secret), freePort(t))
	o.AuthorizeURL, o.TokenURL = server.URL+"/connect/authorize", server.URL+"/connect/token"
	o.Log, o.Now = slog.New(slog.DiscardHandler), c.now
	o.OpenURL = func(page string) error {
		return decide(page, url.Values{"username": {shop.Username}, "password": {shop.Password}, "decision": {"allow"}})
	}
	grant, err := vault.SignIn(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	v := open(t, newFakeRing(), c)
	if err := v.SaveStore(t.Context(), "shop", vault.NewStore(o, grant)); err != nil {
		t.Fatal(err)
	}
	var several [4]*vault.EKM
	for i := range several {
		if several[i], err = vault.NewEKM(v, vault.EKMOptions{ID: "shop", Remote: "ekm/shop", TokenURL: o.TokenURL}); err != nil {
			t.Fatal(err)
		}
	}
	last := grant.Access
	for range 5 {
		c.add(58 * time.Minute)
		var all sync.WaitGroup
		tokens := make(chan string, 400)
		for i := range 400 {
			all.Go(func() {
				token, err := bearer(t, several[i%len(several)])
				if err != nil {
					t.Error(err)
				}
				tokens <- token
			})
		}
		all.Wait()
		close(tokens)
		first := <-tokens
		for token := range tokens {
			if token != first {
				t.Fatal("two callers have different tokens")
			}
		}
		if first == string(last) {
			t.Fatal("the token was not renewed")
		}
		last = vault.Secret(first)
	}
	if n := sim.Books().RefreshTokensReused; n != 0 {
		t.Errorf("%d refresh tokens were used a second time", n)
	}
}

func TestBrightpearlAuthenticatorsShareOneRenewal(t *testing.T) {
	c, server := newClock(), newOAuthServer(t)
	v := open(t, newFakeRing(), c)
	several := []*vault.BrightpearlOAuth{brightpearl(t, v, server, c, "secret")}
	for range 3 {
		a, err := vault.NewBrightpearlOAuth(v, vault.BrightpearlOptions{ID: "acme", Remote: "brightpearl", TokenURL: server.URL + "/token/acme",
			AllowDomain: allowConnect})
		if err != nil {
			t.Fatal(err)
		}
		several = append(several, a)
	}
	var all sync.WaitGroup
	for i := range 200 {
		all.Go(func() {
			if token, err := bearer(t, several[i%len(several)]); err != nil || token != "access-1" {
				t.Errorf("got %q, %v", token, err)
			}
		})
	}
	all.Wait()
	if n := server.requests(); n != 1 {
		t.Errorf("%d renewals", n)
	}
}

// Brightpearl's simulator, as the recordings say, answers an early renewal with the same token: keeping the sign-in alive asks twice a
// day and never more.
func TestBrightpearlIsKeptAlive(t *testing.T) {
	c := newClock()
	sim := brightpearlsim.New(brightpearlsim.Config{Account: "acme", ClientID: "acme_app", ClientSecret: "s", Now: c.now})
	asked := 0
	handler := sim.Handler()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/token/") {
			asked++
		}
		handler.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	anywhere := func(string) error { return nil }
	for name, secret := range map[string]vault.Secret{"confidential": "s", "public": ""} {
		t.Run(name, func(t *testing.T) {
			o := vault.BrightpearlSignIn("acme", "acme_app", secret, freePort(t))
			o.AuthorizeURL, o.TokenURL = server.URL+"/authorize/acme", server.URL+"/token/acme"
			o.Log, o.Now = slog.New(slog.DiscardHandler), c.now
			o.OpenURL = func(page string) error { return decide(page, url.Values{"decision": {"approve"}}) }
			grant, err := vault.SignIn(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			account, err := vault.NewBrightpearl(o, grant, anywhere)
			if err != nil {
				t.Fatal(err)
			}
			v := open(t, newFakeRing(), c)
			if err := v.SaveBrightpearl(t.Context(), "acme", account); err != nil {
				t.Fatal(err)
			}
			a, err := vault.NewBrightpearlOAuth(v, vault.BrightpearlOptions{ID: "acme", Remote: "brightpearl", TokenURL: o.TokenURL, AllowDomain: anywhere})
			if err != nil {
				t.Fatal(err)
			}
			asked = 0
			for range 8 * 24 { // eight days, every hour
				c.add(time.Hour)
				if err := a.KeepAlive(t.Context()); err != nil {
					t.Fatal(err)
				}
				if _, err := bearer(t, a); err != nil {
					t.Fatal(err)
				}
			}
			if asked < 15 || asked > 18 {
				t.Errorf("asked %d times in eight days, want twice a day", asked)
			}
			if until := a.TokenUntil(); !until.After(c.now()) {
				t.Errorf("the token ended at %s", until)
			}
		})
	}
}

// The old pair stays until the new one has worked: here neither the new access token nor the new refresh token does.
func TestOldPairStaysUntilTheNewOneWorked(t *testing.T) {
	ring, c, server := newFakeRing(), newClock(), newOAuthServer(t)
	v := open(t, ring, c)
	saveExpired(t, v, c)
	if _, err := bearer(t, newEKM(t, v, server)); err != nil {
		t.Fatal(err)
	}
	server.live = "refresh-0" // the server has forgotten what it gave
	next := newEKM(t, open(t, ring.afterCrash(), c), server)
	if token, err := bearer(t, next); err != nil || token != "access-1" {
		t.Fatalf("got %q, %v", token, err)
	}
	if err := rejected(t, next, "access-1"); err != nil {
		t.Fatal(err)
	}
	if token, err := bearer(t, next); err != nil || token != "access-2" {
		t.Errorf("got %q, %v", token, err)
	}
}

// A login that ends is explained: by a renewal that was cut off, where there was one, and by the server's refusal otherwise.
func TestWhyALoginEnded(t *testing.T) {
	cut := func(w http.ResponseWriter, _ *http.Request) (answered, spend bool) {
		conn, _, _ := w.(http.Hijacker).Hijack()
		_ = conn.Close()
		return true, true
	}
	refuse := func(status int) func(http.ResponseWriter, *http.Request) (bool, bool) {
		return func(w http.ResponseWriter, _ *http.Request) (bool, bool) {
			w.WriteHeader(status)
			return true, false
		}
	}
	for name, test := range map[string]struct {
		before func(*oauthServer, *fakeRing) // what the first process meets
		code   string
	}{
		"withdrawn": {func(s *oauthServer, _ *fakeRing) { s.live = "of somebody else" }, vault.CodeSignInEnded},
		"crash before the first write": {func(s *oauthServer, r *fakeRing) {
			s.trouble = func(http.ResponseWriter, *http.Request) (bool, bool) { r.failFrom(1, false); return false, false }
		}, vault.CodeCutOff},
		"the answer never came":                     {func(s *oauthServer, _ *fakeRing) { s.trouble = cut }, vault.CodeCutOff},
		"a pause was asked for, then withdrawn":     {func(s *oauthServer, _ *fakeRing) { s.trouble = refuse(429) }, vault.CodeSignInEnded},
		"a firewall was in the way, then withdrawn": {func(s *oauthServer, _ *fakeRing) { s.trouble = refuse(403) }, vault.CodeSignInEnded},
	} {
		t.Run(name, func(t *testing.T) {
			ring, c, server := newFakeRing(), newClock(), newOAuthServer(t)
			v := open(t, ring, c)
			saveExpired(t, v, c)
			test.before(server, ring)
			if _, err := bearer(t, newEKM(t, v, server)); err == nil {
				t.Fatal("the first process met nothing")
			}
			server.mu.Lock()
			server.trouble, server.live = nil, "of somebody else"
			server.mu.Unlock()
			ring = ring.afterCrash()
			for range 2 { // and every later start says the same
				_, err := bearer(t, newEKM(t, open(t, ring, c), server))
				if f := fault.Of(err); f.Kind != fault.SignIn || f.Code != test.code || f.RemoteCode != "invalid_grant" {
					t.Errorf("got %v with %s, want %s", err, f.Code, test.code)
				}
			}
		})
	}
	text := fault.CauseOf(&fault.Error{Kind: fault.SignIn, Code: vault.CodeCutOff, Text: "a renewal was cut off; sign in again"}).Text
	if text != "A renewal was cut off; sign in again." {
		t.Errorf("a person reads %q", text)
	}
}

// While a computer sleeps its monotonic clock stands still, and tokens go on to their end: no moment of the vault has one.
func TestTimesAreOfTheWall(t *testing.T) {
	server := newOAuthServer(t)
	v := open(t, newFakeRing(), nil)
	if err := v.SaveStore(t.Context(), "garden", vault.Store{Kind: vault.KindOAuth, ClientID: "key", Tokens: vault.Tokens{Access: "access-0", Refresh: "refresh-0",
		Expiry: time.Now().Add(-time.Hour)}}); err != nil {
		t.Fatal(err)
	}
	a := newEKM(t, v, server)
	if _, err := bearer(t, a); err != nil {
		t.Fatal(err)
	}
	if until := a.Horizon().String(); strings.Contains(until, "m=") {
		t.Errorf("the login ends at %s, by a clock that stands still in sleep", until)
	}
}
