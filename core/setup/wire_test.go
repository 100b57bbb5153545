package setup_test

import (
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
	"stockbridge/core/setup"
	"stockbridge/core/vault"
)

const hush = "t0ken-that-stays-here"

// strangers is a server to which nothing may be sent, whatever ours says.
func strangers(t *testing.T) (address string, asked *atomic.Int64) {
	t.Helper()
	asked = &atomic.Int64{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"data": [], "response": [], "access_token": "x", "refresh_token": "y"}`)
	}))
	t.Cleanup(s.Close)
	return s.URL, asked
}

// callers are the three kinds of client with real credentials, each making its first request to an address.
func callers(t *testing.T, address string) map[string]func() error {
	t.Helper()
	v, err := vault.Open(vault.Options{Service: "Stockbridge/test", Ring: vault.NewMemoryRing(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if err := v.SaveStore(t.Context(), "1", vault.Store{Kind: vault.KindToken, Tokens: vault.Tokens{Access: hush}}); err != nil {
		t.Fatal(err)
	}
	if err := v.SaveStore(t.Context(), "2", vault.Store{Kind: vault.KindOAuth, ClientID: "c", ClientSecret: hush, Tokens: vault.Tokens{Refresh: hush}}); err != nil {
		t.Fatal(err)
	}
	shop := func(id string) func() error {
		return func() error {
			auth, err := vault.NewEKM(v, vault.EKMOptions{ID: id, Remote: "ekm/garden", TokenURL: address + "/connect/token"})
			if err != nil {
				return err
			}
			c, err := ekm.New(ekm.Options{BaseURL: address, Store: "garden", Auth: auth})
			if err != nil {
				return err
			}
			_, err = c.Orders.Page(t.Context(), ekm.OrderQuery{PlacedSince: time.Now()})
			return err
		}
	}
	return map[string]func() error{
		"EKM":          shop("1"),
		"token answer": shop("2"),
		"Brightpearl": func() error {
			c, err := brightpearl.New(brightpearl.Options{BaseURL: address, Account: "acme", Log: slog.New(slog.DiscardHandler), Auth: brightpearl.PrivateAuth{AppRef: "app", AccountToken: brightpearl.NewSecret(hush)}})
			if err != nil {
				return err
			}
			_, err = c.Ping(t.Context())
			return err
		},
	}
}

// TestRedirectsAreNotFollowed has each server point elsewhere in every way that HTTP has.
func TestRedirectsAreNotFollowed(t *testing.T) {
	elsewhere, asked := strangers(t)
	var all sync.WaitGroup // they repeat what may be repeated, after pauses
	for _, c := range []struct {
		status   int
		location string
	}{
		{301, elsewhere}, {302, elsewhere}, {303, elsewhere}, {307, elsewhere}, {308, elsewhere}, {300, elsewhere}, {201, elsewhere},
		{302, "http://%zz/?token=" + hush}, // net/http cannot read this one, and quotes it
	} {
		home := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", c.location)
			w.Header().Set("Refresh", "0; url="+elsewhere)
			w.WriteHeader(c.status)
		}))
		defer home.Close()
		for name, call := range callers(t, home.URL) {
			all.Go(func() {
				if err := call(); err == nil || strings.Contains(err.Error(), hush) || strings.Contains(err.Error(), elsewhere) {
					t.Errorf("%s, %d: %v", name, c.status, err)
				}
			})
		}
	}
	all.Wait()
	if n := asked.Load(); n > 0 {
		t.Errorf("%d requests went elsewhere", n)
	}
}

// TestLinksInAnswersAreNotFollowed has EKM's lists name the next page on another host, in every place that its examples show.
func TestLinksInAnswersAreNotFollowed(t *testing.T) {
	elsewhere, asked := strangers(t)
	var pages atomic.Int64
	home := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		pages.Add(1)
		links := map[string]any{"next": elsewhere + "/2", "first": elsewhere, "last": elsewhere + "/9", "self": map[string]string{"href": elsewhere}}
		row := map[string]any{"id": pages.Load(), "links": links, "_links": links, "uri": elsewhere}
		w.Header().Set("Link", "<"+elsewhere+`/2>; rel="next"`)
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{
			"meta": map[string]any{"items_total": 900, "pages_total": 9, "page_next": elsewhere + "/2", "links": links},
			"data": []any{row}, "links": links, "response": []any{row}, "getUris": []string{elsewhere + "/1-200"},
		})
	}))
	t.Cleanup(home.Close)
	var all sync.WaitGroup
	for _, call := range callers(t, home.URL) {
		all.Go(func() { _ = call() }) // what such an answer is worth is another matter
	}
	all.Wait()
	c, err := ekm.New(ekm.Options{BaseURL: home.URL, Store: "garden"})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = c.Settings.OrderStatuses(t.Context())
	if n := asked.Load(); n > 0 || pages.Load() < 3 {
		t.Errorf("%d requests went elsewhere, %d stayed", n, pages.Load())
	}
}

// TestTLSIsVerified meets servers that the clients' own transports must not talk to.
func TestTLSIsVerified(t *testing.T) {
	for name, c := range map[string]struct {
		from, to uint16
		says     string
	}{
		"TLS 1.1":                   {tls.VersionTLS10, tls.VersionTLS11, "protocol version"},
		"a certificate of nobody's": {tls.VersionTLS12, tls.VersionTLS13, "certificate"},
	} {
		t.Run(name, func(t *testing.T) {
			var asked atomic.Int64
			s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
			s.TLS = &tls.Config{MinVersion: c.from, MaxVersion: c.to}
			s.Config.ErrorLog = log.New(io.Discard, "", 0)
			s.StartTLS()
			t.Cleanup(s.Close)
			var all sync.WaitGroup
			for who, call := range callers(t, s.URL) {
				all.Go(func() {
					if err := call(); !fault.Is(err, fault.Offline) || !strings.Contains(err.Error(), c.says) {
						t.Errorf("%s: %v", who, err)
					}
				})
			}
			all.Wait()
			if n := asked.Load(); n > 0 {
				t.Errorf("%d requests were made", n)
			}
		})
	}
}

// unsafe are addresses that nobody may give, for any service.
var unsafe = map[string]string{
	"plain http":             "http://api.ekm.net",
	"a user":                 "https://user@api.ekm.net",
	"a user and a password":  "https://user:" + hush + "@api.ekm.net",
	"a fragment":             "https://api.ekm.net#" + hush,
	"a host behind a user":   "https://api.ekm.net@evil.example",
	"a backslash":            `https://api.ekm.net\@evil.example`,
	"other scheme":           "ftp://127.0.0.1",
	"a file":                 "file:///etc/passwd",
	"a script":               "javascript:alert(1)",
	"no scheme":              "//api.ekm.net",
	"no host":                "https:///connect",
	"only a port":            "https://:443",
	"localhost as a prefix":  "http://localhost.evil.example",
	"loopback as a prefix":   "http://127.0.0.1.evil.example",
	"loopback in short":      "http://127.1",
	"loopback as a number":   "http://2130706433",
	"all addresses":          "http://0.0.0.0",
	"cloud metadata":         "http://169.254.169.254",
	"a private address":      "http://10.0.0.1:8080",
	"a line break":           "https://api.ekm.net\r\nHost: evil.example",
	"a port that is no port": "https://api.ekm.net:99999x",
	"an escaped loopback":    "http://%31%32%37.0.0.1.evil.example",
	"a blank":                "https://api.ekm.net evil.example",
}

// TestUnsafeAddressesAreRefused gives each of them in every place that takes an address: no request is made, nothing is stored, and
// the sentence is ours and repeats nothing of what was given.
func TestUnsafeAddressesAreRefused(t *testing.T) {
	r := newRig(t)
	made := &counter{}
	desk := setup.New(setup.Options{DB: r.db, Vault: r.vault, Log: slog.New(slog.DiscardHandler), Now: time.Now, Transport: made})
	places := map[string]func(address string) error{
		"EKM by token": func(a string) error { _, err := desk.ConnectStoreToken(t.Context(), "Garden", a, hush); return err },
		"EKM by sign-in": func(a string) error {
			_, err := desk.ConnectStoreOAuth(t.Context(), setup.StoreSignIn{Name: "Garden", BaseURL: a, ClientID: "c", Secret: hush, RedirectPort: freePort(t)})
			return err
		},
		"Brightpearl by token": func(a string) error {
			_, err := desk.ConnectPrivate(t.Context(), setup.PrivateApp{Account: "acme", APIURL: a, AppRef: "app", AccountToken: hush})
			return err
		},
	}
	oauth := func(change func(*setup.OAuthApp)) error {
		app := setup.OAuthApp{Account: "acme", ClientID: "c", Secret: hush, RedirectPort: freePort(t)}
		change(&app)
		app.OpenURL = func(page string) error { t.Errorf("the browser was opened for %+v", app); return errors.New("no") }
		_, err := desk.ConnectOAuth(t.Context(), app)
		return err
	}
	places["Brightpearl's API"] = func(a string) error { return oauth(func(o *setup.OAuthApp) { o.APIURL = a }) }
	places["Brightpearl's sign-in page"] = func(a string) error { return oauth(func(o *setup.OAuthApp) { o.AuthorizeURL = a }) }
	places["Brightpearl's token address"] = func(a string) error { return oauth(func(o *setup.OAuthApp) { o.TokenURL = a }) }
	for place, give := range places {
		addresses := map[string]string{}
		for what, address := range unsafe {
			addresses[what] = address
		}
		if !strings.Contains(place, "sign-in page") && !strings.Contains(place, "token address") { // those are whole addresses
			addresses["a path"], addresses["a query"], addresses["a bare question mark"] = "https://api.ekm.net/x", "https://api.ekm.net?x="+hush, "https://api.ekm.net?"
			addresses["a colon without a port"], addresses["port 0"] = "https://api.ekm.net:", "https://api.ekm.net:0"
		}
		if strings.HasPrefix(place, "Brightpearl's API") || strings.HasPrefix(place, "Brightpearl by") {
			addresses["another port"], addresses["somebody else"] = "https://euw1.brightpearlconnect.com:8443", "https://euw1.brightpearlconnect.com.evil.example"
		}
		for what, address := range addresses {
			err := give(address)
			if !fault.Is(err, fault.NeedsPerson) {
				t.Errorf("%s, %s: %v", place, what, err)
				continue
			}
			cause := fault.CauseOf(err)
			if all := err.Error() + cause.Text + cause.Fix; strings.Contains(all, hush) || strings.Contains(all, "evil") || cause.Text == "" || strings.Contains(cause.Text, "SB-APP") {
				t.Errorf("%s, %s is told as %q", place, what, all)
			}
		}
	}
	if n := made.requests.Load(); n > 0 {
		t.Errorf("%d requests were made", n)
	}
	if stores, err := r.db.Stores(t.Context()); err != nil || len(stores) > 0 {
		t.Errorf("stored: %v, %v", stores, err)
	}
}

// counter counts requests and makes none.
type counter struct{ requests atomic.Int64 }

func (c *counter) RoundTrip(*http.Request) (*http.Response, error) {
	c.requests.Add(1)
	return nil, errors.New("no network")
}

// TestGrantedDomains has Brightpearl's own sign-in server name an API address: only one of Brightpearl's gets the token, and no
// program on this computer, however its address is written.
func TestGrantedDomains(t *testing.T) {
	r := newRig(t)
	for domain, good := range map[string]bool{
		"euw1.brightpearlconnect.com": true, "ws-eu1.brightpearl.com": true,
		"127.0.0.1": false, "127.0.0.1:8080": false, "localhost": false, "localhost:1": false, "[::1]:80": false, "::1": false, "[::1]": false, "[::ffff:127.0.0.1]:80": false,
		"euw1.brightpearlconnect.com.evil.example": false, "evil.example": false, "evil.example/x.brightpearl.com": false, "evil.example#.brightpearl.com": false,
		"user@euw1.brightpearlconnect.com": false, "euw1.brightpearlconnect.com@evil.example": false, "euw1.brightpearlconnect.com:8443": false,
		"https://euw1.brightpearlconnect.com": false, "169.254.169.254": false, "evil.example\\.brightpearl.com": false, "evil.example%2f.brightpearl.com": false,
		"evil.example\n.brightpearl.com": false, "euw1.brightpearlco\u212Aconnect.com": false, "\u212A.brightpearl.com": false, "brightpearlconnect.com": false,
	} {
		far := &faraway{domain: domain}
		desk := setup.New(setup.Options{DB: r.db, Vault: r.vault, Log: slog.New(slog.DiscardHandler), Now: time.Now, Transport: far})
		_, err := desk.ConnectOAuth(t.Context(), setup.OAuthApp{Account: "acme", ClientID: "c", Secret: hush, RedirectPort: freePort(t), OpenURL: func(page string) error {
			u, err := url.Parse(page)
			if err != nil || u.Host != "oauth.brightpearlapp.com" {
				t.Errorf("the page is %v", u)
			}
			answer, err := http.Get(u.Query().Get("redirect_uri") + "?" + url.Values{"state": {u.Query().Get("state")}, "code": {"c"}}.Encode())
			if err == nil {
				answer.Body.Close()
			}
			return err
		}})
		switch f := fault.Of(err); {
		case err == nil:
			t.Errorf("%q: connected to nobody", domain)
		case good && (far.host != domain || f.Kind != fault.Offline):
			t.Errorf("%q is not asked but %q: %v", domain, far.host, err)
		case !good && (far.host != "" || f.Code != vault.CodeBadDomain || strings.Contains(err.Error(), hush)):
			t.Errorf("%q: %q was asked, %v", domain, far.host, err)
		}
	}
}

// faraway answers for Brightpearl's sign-in server and notes which other host is asked first.
type faraway struct{ domain, host string }

func (f *faraway) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host != "oauth.brightpearlapp.com" {
		if f.host == "" {
			f.host = r.URL.Host
		}
		return nil, errors.New("no network")
	}
	body, _ := json.Marshal(map[string]any{"access_token": hush, "refresh_token": hush, "expires_in": 3600, "api_domain": f.domain, "installation_instance_id": "5"})
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(string(body))), Request: r}, nil
}
