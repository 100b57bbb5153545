package vault_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"stockbridge/core/fault"
	"stockbridge/core/vault"
)

// signInServer is a sign-in page that answers at once, and a token endpoint.
type signInServer struct {
	*httptest.Server
	refusePKCE   bool // at the token endpoint
	refusePage   bool // at the sign-in page, while a challenge is sent
	deny         string
	pages        int
	challenge    string
	form         url.Values
	extraAnswers map[string]any
}

func newSignInServer(t *testing.T) *signInServer {
	s := &signInServer{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		if r.URL.Path == "/authorize" {
			s.authorize(w, r)
		} else {
			s.token(w, r)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *signInServer) authorize(w http.ResponseWriter, r *http.Request) {
	s.pages++
	s.challenge = r.Form.Get("code_challenge")
	answer := url.Values{"state": {r.Form.Get("state")}}
	switch {
	case s.deny != "":
		answer.Set("error", s.deny)
	case s.refusePage && s.challenge != "":
		answer.Set("error", "invalid_request")
	default:
		answer.Set("code", "the-code")
	}
	http.Redirect(w, r, r.Form.Get("redirect_uri")+"?"+answer.Encode(), http.StatusFound)
}

func (s *signInServer) token(w http.ResponseWriter, r *http.Request) {
	s.form = r.PostForm
	verifier := r.PostForm.Get("code_verifier")
	sum := sha256.Sum256([]byte(verifier))
	w.Header().Set("Content-Type", "application/json")
	switch {
	case s.refusePKCE && verifier != "":
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error":"invalid_request"}`))
	case r.PostForm.Get("code") != "the-code",
		verifier != "" && base64.RawURLEncoding.EncodeToString(sum[:]) != s.challenge:
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error":"invalid_grant"}`))
	default:
		answer := map[string]any{"access_token": "h." + base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"garden"}`)) + ".s",
			"refresh_token": "r", "expires_in": 3600}
		for k, v := range s.extraAnswers {
			answer[k] = v
		}
		_ = json.NewEncoder(w).Encode(answer)
	}
}

// freePort finds a port; a fixed one could be taken on the machine that runs the test.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func options(t *testing.T, s *signInServer) vault.SignInOptions {
	t.Helper()
	o := vault.EKMSignIn("ekm/garden", "key", "client-secret", freePort(t))
	o.AuthorizeURL, o.TokenURL = s.URL+"/authorize", s.URL+"/token"
	o.Log = slog.New(slog.DiscardHandler)
	o.Timeout = 20 * time.Second
	return o
}

// browse is a browser that follows redirects; it tells what the person sees at last.
func browse(address string) (status int, page string, err error) {
	response, err := http.Get(address)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response.StatusCode, string(body), err
}

func TestSignInThroughTheBrowser(t *testing.T) {
	for name, prepare := range map[string]func(*signInServer){
		"pkce":                             func(*signInServer) {},
		"pkce refused by the token server": func(s *signInServer) { s.refusePKCE = true },
		"pkce refused by the page":         func(s *signInServer) { s.refusePage = true },
	} {
		t.Run(name, func(t *testing.T) {
			s := newSignInServer(t)
			prepare(s)
			o := options(t, s)
			var opened string
			var page string
			o.OpenURL = func(address string) (err error) {
				opened = address
				_, page, err = browse(address)
				return err
			}
			g, err := vault.SignIn(t.Context(), o)
			if err != nil || g.Refresh != "r" || g.Expiry.IsZero() {
				t.Fatalf("sign in: %v", err)
			}
			u, _ := url.Parse(opened)
			q := u.Query()
			if q.Get("prompt") != "login" || q.Get("response_type") != "code" || q.Get("state") == "" ||
				!strings.Contains(q.Get("scope"), "offline_access") {
				t.Errorf("the page was opened with %v", q)
			}
			if s.form.Get("redirect_uri") != q.Get("redirect_uri") || s.form.Get("client_secret") != "client-secret" {
				t.Error("the exchange does not repeat the redirect address, or lacks the secret")
			}
			if strings.Contains(page, "src=") || strings.Contains(page, "href=") || !strings.Contains(page, "close this page") &&
				name != "pkce refused by the page" {
				t.Errorf("the page shown is %q", page)
			}
			store := vault.NewStore(o, g)
			if store.Subject != "garden" || store.IdleDeadline() != g.At.Add(15*24*time.Hour) || store.ClientSecret != o.Secret {
				t.Errorf("the store's secrets: %v", store)
			}
		})
	}
}

func TestSignInDenied(t *testing.T) {
	s := newSignInServer(t)
	s.deny = "access_denied"
	o := options(t, s)
	o.OpenURL = func(address string) error {
		_, _, err := browse(address)
		return err
	}
	_, err := vault.SignIn(t.Context(), o)
	if f := fault.Of(err); f.Kind != fault.SignIn || f.Code != vault.CodeDenied || !strings.Contains(f.Text, "Allow") {
		t.Errorf("got %v", err)
	}
}

// Foreign requests to the listener are refused and do not end the attempt; the valid answer works once.
func TestListenerRefusesStrangers(t *testing.T) {
	s := newSignInServer(t)
	o := options(t, s)
	o.OpenURL = func(address string) error {
		u, _ := url.Parse(address)
		redirect, state := u.Query().Get("redirect_uri"), u.Query().Get("state")
		for name, test := range map[string]struct {
			path, host, method string
			status             int
		}{
			"wrong state":  {"?code=evil&state=guess", "", "GET", 400},
			"no state":     {"?code=evil", "", "GET", 400},
			"neither":      {"?state=" + state, "", "GET", 400},
			"other path":   {"/x?code=evil&state=" + state, "", "GET", 404},
			"other method": {"?code=evil&state=" + state, "", "POST", 405},
			"rebound name": {"?code=evil&state=" + state, "evil.test", "GET", 403},
		} {
			r, _ := http.NewRequest(test.method, redirect+test.path, nil)
			r.Host = test.host
			response, err := http.DefaultClient.Do(r)
			if err != nil {
				return err
			}
			response.Body.Close()
			if response.StatusCode != test.status || response.Header.Get("Content-Security-Policy") == "" {
				t.Errorf("%s: status %d", name, response.StatusCode)
			}
		}
		_, _, err := browse(address)
		if status, _, err := browse(redirect + "?code=evil&state=" + state); err == nil && status != http.StatusGone {
			t.Errorf("a second answer got status %d", status)
		}
		return err
	}
	if _, err := vault.SignIn(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if got := s.form.Get("code"); got != "the-code" {
		t.Errorf("the code %q was traded", got)
	}
}

func TestPastedAddress(t *testing.T) {
	s := newSignInServer(t)
	o := options(t, s)
	o.PasteOnly, o.UsePKCE = true, false // nobody opens the page, so the server sees no challenge
	o.OpenURL = func(string) error { return errors.New("no browser here") }
	o.Started = func(a *vault.Attempt) {
		u, _ := url.Parse(a.URL())
		state := u.Query().Get("state")
		for _, wrong := range []string{"", "hello", a.RedirectURL(), a.RedirectURL() + "?code=x&state=y", a.URL()} {
			if err := a.Paste(wrong); fault.Of(err).Code != vault.CodeBadAddress {
				t.Errorf("pasting %q: %v", wrong, err)
			}
		}
		if err := a.Paste(" " + strings.TrimPrefix(a.RedirectURL(), "http://") + "?code=the-code&state=" + state + "\n"); err != nil {
			t.Error(err)
		}
	}
	if _, err := vault.SignIn(t.Context(), o); err != nil {
		t.Fatal(err)
	}
}

func TestPortTaken(t *testing.T) {
	o := options(t, newSignInServer(t))
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	o.RedirectPort = l.Addr().(*net.TCPAddr).Port
	_, err = vault.SignIn(t.Context(), o)
	if f := fault.Of(err); f.Code != vault.CodePortTaken || !strings.Contains(f.Text, "port "+port) {
		t.Errorf("got %v", err)
	}
}

func TestSignInEndsWithoutAnswer(t *testing.T) {
	s := newSignInServer(t)
	o := options(t, s)
	o.Timeout = time.Millisecond
	if _, err := vault.SignIn(t.Context(), o); fault.Of(err).Code != vault.CodeTimedOut {
		t.Errorf("time-out: %v", err)
	}
	o.Timeout = 0
	o.Started = (*vault.Attempt).Cancel
	if _, err := vault.SignIn(t.Context(), o); !fault.Is(err, fault.Cancelled) {
		t.Errorf("cancel: %v", err)
	}
	o.Started = nil
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := vault.SignIn(ctx, o); !fault.Is(err, fault.Cancelled) {
		t.Errorf("cancelled context: %v", err)
	}
	o.OpenURL = func(string) error { return errors.New("xdg-open is missing") }
	if _, err := vault.SignIn(t.Context(), o); fault.Of(err).Code != vault.CodeNoBrowser {
		t.Errorf("no browser: %v", err)
	}
	o.AuthorizeURL = "http://api.ekm.net/connect/authorize"
	if _, err := vault.SignIn(t.Context(), o); fault.Of(err).Code != vault.CodeBadEndpoint {
		t.Errorf("plain http: %v", err)
	}
}

func TestBrightpearlGrant(t *testing.T) {
	s := newSignInServer(t)
	s.extraAnswers = map[string]any{"installation_instance_id": "57", "api_domain": "euw1.brightpearlconnect.com"}
	o := vault.BrightpearlSignIn("acme", "acme_app", "", freePort(t))
	if o.TokenURL != "https://oauth.brightpearlapp.com/token/acme" {
		t.Errorf("token address %s", o.TokenURL)
	}
	o.AuthorizeURL, o.TokenURL, o.Log = s.URL+"/authorize", s.URL+"/token", slog.New(slog.DiscardHandler)
	o.OpenURL = func(address string) error {
		_, _, err := browse(address)
		return err
	}
	g, err := vault.SignIn(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if s.challenge != "" || s.form.Has("client_secret") || s.form.Has("code_verifier") {
		t.Error("a public Brightpearl client sent a challenge or a secret")
	}
	b, err := vault.NewBrightpearl(o, g, allowConnect)
	if err != nil || b.InstanceID != "57" || b.APIDomain != "euw1.brightpearlconnect.com" || b.Refresh != "r" {
		t.Errorf("got %v, %v", b, err)
	}
	g.APIDomain = "evil.test"
	if _, err := vault.NewBrightpearl(o, g, allowConnect); fault.Of(err).Code != vault.CodeBadDomain {
		t.Errorf("a foreign domain: %v", err)
	}
}
