package vault_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"stockbridge/core/vault"
)

const service = "Stockbridge/test"

var errCrash = errors.New("the machine is off")

// fakeRing refuses what Windows refuses, and can fail from one call on, as a crash does: before or after the call took
// effect.
type fakeRing struct {
	mu      sync.Mutex
	entries map[string]string
	calls   int
	failAt  int  // from this call on (1 is the first) every call fails; 0: never
	onceAt  bool // only that one call fails
	effect  bool // the failing call itself still takes effect
	block   chan struct{}
}

func newFakeRing() *fakeRing { return &fakeRing{entries: map[string]string{}} }

func (r *fakeRing) enter(effect func()) error {
	if r.block != nil {
		<-r.block
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls++
	if r.failAt > 0 && r.calls >= r.failAt && !(r.onceAt && r.calls > r.failAt) {
		if r.calls == r.failAt && r.effect {
			effect()
		}
		return errCrash
	}
	effect()
	return nil
}

func (r *fakeRing) Get(service, name string) (value string, err error) {
	ok := false
	if err := r.enter(func() { value, ok = r.entries[service+":"+name] }); err != nil {
		return "", err
	}
	if !ok {
		return "", vault.ErrNoEntry
	}
	return value, nil
}

func (r *fakeRing) Set(service, name, value string) error {
	if len(value) > 2560 {
		return errors.New("data passed to Set was too big")
	}
	return r.enter(func() { r.entries[service+":"+name] = value })
}

func (r *fakeRing) Delete(service, name string) error {
	ok := true
	if err := r.enter(func() {
		_, ok = r.entries[service+":"+name]
		delete(r.entries, service+":"+name)
	}); err != nil {
		return err
	}
	if !ok {
		return vault.ErrNoEntry
	}
	return nil
}

func (r *fakeRing) failFrom(call int, effect bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls, r.failAt, r.effect, r.onceAt = 0, call, effect, false
}

// afterCrash is what the next start of the program finds.
func (r *fakeRing) afterCrash() *fakeRing {
	r.mu.Lock()
	defer r.mu.Unlock()
	return &fakeRing{entries: maps.Clone(r.entries)}
}

func (r *fakeRing) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.entries)
}

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock { return &clock{t: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

func open(t *testing.T, ring vault.Ring, c *clock) *vault.Vault {
	t.Helper()
	o := vault.Options{Service: service, Ring: ring, Log: slog.New(slog.DiscardHandler)}
	if c != nil {
		o.Now = c.now
	}
	v, err := vault.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// oauthServer issues pairs whose refresh tokens work once, like EKM's.
type oauthServer struct {
	*httptest.Server
	mu       sync.Mutex
	live     string // the one refresh token that is accepted
	issued   int
	asked    int
	lastForm map[string]string
	padding  string // makes access tokens long
	// trouble, when not nil, may answer instead (returning true); spend tells that the token is used up all the same.
	trouble func(w http.ResponseWriter, r *http.Request) (answered, spend bool)
	answer  func(access, refresh string) string
}

func newOAuthServer(t *testing.T) *oauthServer {
	s := &oauthServer{live: "refresh-0", answer: func(access, refresh string) string {
		return fmt.Sprintf(`{"access_token":%q,"refresh_token":%q,"token_type":"Bearer","expires_in":3600}`, access, refresh)
	}}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

func (s *oauthServer) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	_ = r.ParseForm()
	s.lastForm = map[string]string{}
	for k := range r.PostForm {
		s.lastForm[k] = r.PostForm.Get(k)
	}
	valid := r.PostForm.Get("refresh_token") == s.live
	var access, refresh string
	spend := func() {
		s.issued++
		access, refresh = fmt.Sprintf("access-%d%s", s.issued, s.padding), fmt.Sprintf("refresh-%d", s.issued)
		s.live = refresh
	}
	if s.trouble != nil {
		answered, spent := s.trouble(w, r)
		if spent && valid {
			spend()
		}
		if answered {
			return
		}
	}
	w.Header().Set("Content-Type", "application/json")
	if !valid {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error":"invalid_grant","error_description":"secret-in-body"}`))
		return
	}
	spend()
	_, _ = w.Write([]byte(s.answer(access, refresh)))
}

func (s *oauthServer) requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

func saveExpired(t *testing.T, v *vault.Vault, c *clock) {
	t.Helper()
	err := v.SaveStore(t.Context(), "garden", vault.Store{Kind: vault.KindOAuth, ClientID: "key", ClientSecret: "client-secret",
		Scopes: []string{"offline_access", "tempest.orders.read"},
		Tokens: vault.Tokens{Access: "access-0", Refresh: "refresh-0", Expiry: c.now(), Renewed: c.now().Add(-time.Hour)}})
	if err != nil {
		t.Fatal(err)
	}
}

func newEKM(t *testing.T, v *vault.Vault, s *oauthServer) *vault.EKM {
	t.Helper()
	a, err := vault.NewEKM(v, vault.EKMOptions{ID: "garden", Remote: "ekm/garden", TokenURL: s.URL + "/connect/token"})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

type applier interface {
	Apply(context.Context, *http.Request) error
}

// bearer is the token that a request would carry.
func bearer(t *testing.T, a applier) (string, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://shop.test/api", nil)
	if err != nil {
		t.Fatal(err)
	}
	err = a.Apply(t.Context(), r)
	return strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), err
}

func rejected(t *testing.T, a *vault.EKM, token string) error {
	t.Helper()
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://shop.test/api", nil)
	r.Header.Set("Authorization", "Bearer "+token)
	return a.Rejected(t.Context(), r)
}
