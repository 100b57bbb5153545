package vault_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"stockbridge/core/fault"
	"stockbridge/core/vault"
)

func TestRenewalStoresBeforeUse(t *testing.T) {
	ring, c, server := newFakeRing(), newClock(), newOAuthServer(t)
	v := open(t, ring, c)
	saveExpired(t, v, c)
	a := newEKM(t, v, server)
	token, err := bearer(t, a)
	if err != nil || token != "access-1" {
		t.Fatalf("got %q, %v", token, err)
	}
	stored, err := open(t, ring.afterCrash(), c).LoadStore(t.Context(), "garden")
	if err != nil || stored.Access != "access-1" || stored.Refresh != "refresh-1" || stored.PreviousRefresh != "refresh-0" ||
		!stored.Renewing.IsZero() || !stored.Expiry.Equal(c.now().Add(time.Hour)) {
		t.Errorf("the stored pair is not the used one: %v", err)
	}
	want := map[string]string{"grant_type": "refresh_token", "refresh_token": "refresh-0", "client_id": "key",
		"client_secret": "client-secret", "scope": "offline_access tempest.orders.read"}
	for field, value := range want {
		if server.lastForm[field] != value {
			t.Errorf("field %s is %q", field, server.lastForm[field])
		}
	}
	c.add(54 * time.Minute)
	if token, err := bearer(t, a); err != nil || token != "access-1" || server.requests() != 1 {
		t.Errorf("renewed with more than five minutes left: %q, %v", token, err)
	}
	c.add(2 * time.Minute)
	if token, err := bearer(t, a); err != nil || token != "access-2" {
		t.Errorf("not renewed with four minutes left: %q, %v", token, err)
	}
}

// The crash falls on every call to the key store in turn, before or after it took effect; a hundred runs. The login may be
// lost only when the very first write after the remote's answer did not happen.
func TestCrashAtEveryStepOfARenewal(t *testing.T) {
	for _, padding := range []int{0, 6000} {
		lost := 0
		for run := range 100 {
			ring, c, server := newFakeRing(), newClock(), newOAuthServer(t)
			server.padding = strings.Repeat("p", padding)
			v := open(t, ring, c)
			saveExpired(t, v, c)
			writesAfterAnswer := 0
			watched := &watchedRing{fakeRing: ring, onSet: func() {
				if server.requests() > 0 {
					writesAfterAnswer++
				}
			}}
			ring.failFrom(1+run/2, run%2 == 1)
			_, crashErr := bearer(t, newEKM(t, open(t, watched, c), server))
			spent := server.requests() > 0

			token, err := bearer(t, newEKM(t, open(t, ring.afterCrash(), c), server))
			if err == nil {
				if token == "" || token == "access-0" {
					t.Fatalf("run %d: an outdated token is used", run)
				}
				continue
			}
			if fault.Of(err).Code != vault.CodeCutOff || crashErr == nil || !spent || writesAfterAnswer > 0 {
				t.Fatalf("run %d: a login that was stored is lost: %v", run, err)
			}
			lost++
		}
		if lost > 1 {
			t.Errorf("%d of 100 crashes lost the login; only the one before the first write may", lost)
		}
		if lost == 0 {
			t.Error("no crash came between the answer and the first write")
		}
	}
}

// watchedRing tells of every write that took effect.
type watchedRing struct {
	*fakeRing
	onSet func()
}

func (w *watchedRing) Set(service, name, value string) error {
	err := w.fakeRing.Set(service, name, value)
	if w.fakeRing.afterCrash().entries[service+":"+name] == value {
		w.onSet()
	}
	return err
}

// A key store that cannot be written must not cost a refresh token, and a failure after the answer must not lose the pair
// while the program runs.
func TestKeyringTroubleWhileRunning(t *testing.T) {
	for call := 1; call < 20; call++ {
		ring, c, server := newFakeRing(), newClock(), newOAuthServer(t)
		v := open(t, ring, c)
		saveExpired(t, v, c)
		ring.failFrom(call, false)
		a := newEKM(t, v, server)
		if _, err := bearer(t, a); err != nil {
			if f := fault.Of(err); f.Code != vault.CodeNoKeyring || f.Remote != "ekm/garden" {
				t.Fatalf("call %d: %v", call, err)
			}
		}
		if call < 5 && server.requests() != 0 {
			t.Fatalf("call %d: a refresh token was spent although nothing can be stored", call)
		}
		ring.failFrom(0, false)
		if token, err := bearer(t, a); err != nil || token != "access-1" || server.requests() != 1 {
			t.Fatalf("call %d: after unlocking: %q, %v, %d requests", call, token, err, server.requests())
		}
	}
}

func TestFiftyCallersOneRenewal(t *testing.T) {
	c, server := newClock(), newOAuthServer(t)
	v := open(t, newFakeRing(), c)
	saveExpired(t, v, c)
	a := newEKM(t, v, server)
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if token, err := bearer(t, a); err != nil || token != "access-1" {
				t.Errorf("got %q, %v", token, err)
			}
		})
	}
	all.Wait()
	for range 50 {
		all.Go(func() {
			if err := rejected(t, a, "access-1"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := server.requests(); n != 2 {
		t.Errorf("%d renewals, want one for the expiry and one for the refusal", n)
	}
}

func TestEndedSignIn(t *testing.T) {
	ring, c, server := newFakeRing(), newClock(), newOAuthServer(t)
	server.live = "of somebody else"
	v := open(t, ring, c)
	saveExpired(t, v, c)
	a := newEKM(t, v, server)
	for range 5 {
		_, err := bearer(t, a)
		f := fault.Of(err)
		if f.Kind != fault.SignIn || f.Code != vault.CodeSignInEnded || f.RemoteCode != "invalid_grant" || f.Remote != "ekm/garden" {
			t.Fatalf("got %v", err)
		}
		for _, leak := range []string{"secret-in-body", "refresh-0", "client-secret"} {
			if strings.Contains(err.Error(), leak) {
				t.Errorf("%q is in the error", leak)
			}
		}
	}
	if n := server.requests(); n != 1 {
		t.Errorf("a dead refresh token was offered %d times", n)
	}
	// The person signs in again; the running authenticator notices.
	if err := v.SaveStore(t.Context(), "garden", vault.Store{Kind: vault.KindOAuth, ClientID: "key",
		Tokens: vault.Tokens{Access: "fresh", Refresh: "fresh-refresh", Expiry: c.now().Add(time.Hour)}}); err != nil {
		t.Fatal(err)
	}
	if token, err := bearer(t, a); err != nil || token != "fresh" {
		t.Errorf("after signing in again: %q, %v", token, err)
	}
	if err := v.DeleteStore(t.Context(), "garden"); err != nil {
		t.Fatal(err)
	}
	if _, err := bearer(t, a); fault.Of(err).Code != vault.CodeMissing {
		t.Errorf("after removing the store: %v", err)
	}
}

func TestUnclearAnswers(t *testing.T) {
	cut := func(w http.ResponseWriter) {
		conn, _, _ := w.(http.Hijacker).Hijack()
		_ = conn.Close()
	}
	status := func(code int, body string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			w.WriteHeader(code)
			_, _ = w.Write([]byte(body))
		}
	}
	redirect := func(w http.ResponseWriter) {
		w.Header().Set("Location", "https://elsewhere.test/")
		w.WriteHeader(http.StatusTemporaryRedirect)
	}
	for name, test := range map[string]struct {
		answer func(http.ResponseWriter)
		times  int // how often the trouble occurs
		spend  bool
		kind   fault.Kind // of the outcome; Bug: it works
		posts  int
	}{
		"cut once, not executed":    {cut, 1, false, fault.Bug, 2},
		"cut once, executed":        {cut, 1, true, fault.SignIn, 2},
		"cut always":                {cut, 9, false, fault.Offline, 2},
		"out of order":              {status(502, "<html>"), 9, false, fault.Offline, 2},
		"web page with status 200":  {status(200, "<html>"), 1, false, fault.Bug, 2},
		"no token in the answer":    {status(200, "{}"), 9, false, fault.Offline, 2},
		"redirect":                  {redirect, 9, false, fault.Offline, 1},
		"firewall page":             {status(403, "<html>"), 9, false, fault.Offline, 1},
		"asked to slow down":        {status(429, ""), 9, false, fault.Throttled, 1},
		"wrong secret":              {status(401, `{"error":"invalid_client"}`), 9, false, fault.SignIn, 1},
		"scope refused once":        {status(400, `{"error":"invalid_scope"}`), 1, false, fault.Bug, 2},
		"older wording of an error": {status(400, `{"error":"invalid grant"}`), 9, false, fault.SignIn, 1},
	} {
		t.Run(name, func(t *testing.T) {
			c, server := newClock(), newOAuthServer(t)
			left := test.times
			server.trouble = func(w http.ResponseWriter, _ *http.Request) (bool, bool) {
				if left--; left < 0 {
					return false, false
				}
				test.answer(w)
				return true, test.spend
			}
			v := open(t, newFakeRing(), c)
			saveExpired(t, v, c)
			token, err := bearer(t, newEKM(t, v, server))
			if test.kind == fault.Bug && (err != nil || token != "access-1") {
				t.Errorf("got %q, %v", token, err)
			}
			if test.kind != fault.Bug && !fault.Is(err, test.kind) {
				t.Errorf("got %v", err)
			}
			if n := server.requests(); n != test.posts {
				t.Errorf("%d requests, want %d", n, test.posts)
			}
		})
	}
}

// The remote takes a renewal back (restored from a backup, say): the old refresh token, kept for this, still works.
func TestOldRefreshTokenAsLastResort(t *testing.T) {
	c, server := newClock(), newOAuthServer(t)
	v := open(t, newFakeRing(), c)
	saveExpired(t, v, c)
	a := newEKM(t, v, server)
	if _, err := bearer(t, a); err != nil {
		t.Fatal(err)
	}
	server.live = "refresh-0"
	c.add(time.Hour)
	if token, err := bearer(t, a); err != nil || token != "access-2" {
		t.Errorf("got %q, %v", token, err)
	}
}

// While the sign-in server is away, a token with some life left goes on working, and the server is not asked for each call.
func TestTroubleBeforeExpiry(t *testing.T) {
	c, server := newClock(), newOAuthServer(t)
	v := open(t, newFakeRing(), c)
	saveExpired(t, v, c)
	c.add(-4 * time.Minute)
	server.trouble = func(w http.ResponseWriter, _ *http.Request) (bool, bool) {
		w.WriteHeader(http.StatusServiceUnavailable)
		return true, false
	}
	a := newEKM(t, v, server)
	for range 10 {
		if token, err := bearer(t, a); err != nil || token != "access-0" {
			t.Fatalf("got %q, %v", token, err)
		}
	}
	if n := server.requests(); n != 2 {
		t.Errorf("asked %d times, want a try and its repeat", n)
	}
	if err := a.KeepAlive(t.Context()); err != nil {
		t.Errorf("the last renewal is an hour old: %v", err)
	}
	c.add(4 * time.Minute)
	if _, err := bearer(t, a); !fault.Is(err, fault.Offline) {
		t.Errorf("after the expiry: %v", err)
	}
}
