package brightpearlsim_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"stockbridge/core/sandbox/brightpearlsim"
)

const anything = "warehouse-service/warehouse/"

func (b *bench) as(headers ...string) got {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.http.URL+"/public-api/acme/"+anything, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	g, err := b.send(req)
	if err != nil {
		b.t.Fatal(err)
	}
	return g
}

const (
	appRef, devRef  = "brightpearl-app-ref", "brightpearl-dev-ref"
	instanceHeader  = "brightpearl-installed-integration-instance-id"
	remainingHeader = "brightpearl-requests-remaining"
)

func TestPrivateApps(t *testing.T) {
	b := newBench(t)
	for name, c := range map[string]struct {
		headers []string
		status  int
	}{
		"account token":   {[]string{appRef, "acme_app", "brightpearl-account-token", "account-secret"}, 200},
		"staff token":     {[]string{appRef, "acme_app", "brightpearl-staff-token", "staff-secret"}, 200},
		"with dev ref":    {[]string{appRef, "acme_app", devRef, "acme-dev", "brightpearl-staff-token", "staff-secret"}, 200},
		"other dev ref":   {[]string{appRef, "acme_app", devRef, "other", "brightpearl-staff-token", "staff-secret"}, 401},
		"no app ref":      {[]string{"brightpearl-account-token", "account-secret"}, 401},
		"other app":       {[]string{appRef, "other", "brightpearl-account-token", "account-secret"}, 401},
		"no token":        {[]string{appRef, "acme_app"}, 401},
		"token of others": {[]string{appRef, "acme_app", "brightpearl-account-token", "staff-secret"}, 401},
	} {
		g := b.as(c.headers...)
		if g.status != c.status || (g.header.Get(instanceHeader) == "57") != (c.status == 200) || g.header.Get(remainingHeader) == "" {
			t.Errorf("%s: %d %v", name, g.status, g.header)
		}
		if c.status == 401 && !strings.HasPrefix(g.text, `{"response":"`) {
			t.Errorf("%s: %s", name, g.text)
		}
	}
	if g := b.as(appRef, "acme_app", "brightpearl-account-token", "wrong"); !strings.Contains(g.text, "wrong") {
		t.Error("the bad token is not echoed:", g.text)
	}
	b.switchOn("no-instance-header")
	if g := b.as(appRef, "acme_app", "brightpearl-account-token", "account-secret"); g.header.Get(instanceHeader) != "" {
		t.Error("the switch leaves the header")
	}
}

func (b *bench) form(path string, values url.Values) (int, map[string]any, http.Header) {
	b.t.Helper()
	client := *b.http.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := client.PostForm(b.http.URL+path, values)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	var body map[string]any
	_ = json.NewDecoder(resp.Body).Decode(&body)
	return resp.StatusCode, body, resp.Header
}

const redirectURI = "http://127.0.0.1:9999/callback"

func (b *bench) code() string {
	b.t.Helper()
	status, _, header := b.form("/authorize/acme", url.Values{
		"response_type": {"code"}, "client_id": {"acme-oauth"}, "redirect_uri": {redirectURI}, "state": {"s p&ce"}, "decision": {"approve"},
	})
	back, err := url.Parse(header.Get("Location"))
	if status != http.StatusFound || err != nil || back.Query().Get("state") != "s p&ce" || !strings.HasPrefix(back.String(), redirectURI) {
		b.t.Fatal("consent:", status, header)
	}
	return back.Query().Get("code")
}

func exchange(code string) url.Values {
	return url.Values{"grant_type": {"authorization_code"}, "code": {code}, "client_id": {"acme-oauth"}, "client_secret": {"hush"}, "redirect_uri": {redirectURI}}
}

func refresh(token any) url.Values {
	return url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token.(string)}, "client_id": {"acme-oauth"}}
}

func TestOAuthGrantAndRefresh(t *testing.T) {
	b := newBench(t)
	code := b.code()
	status, first, _ := b.form("/token/acme", exchange(code))
	if status != 200 || first["installation_instance_id"] != "57" || first["expires_in"] != 604800.0 || "http://"+first["api_domain"].(string) != b.http.URL {
		t.Fatal(status, first)
	}
	bearer := func(token any) got {
		return b.as(appRef, "acme-oauth", devRef, "acme-dev", "Authorization", "Bearer "+token.(string))
	}
	if g := bearer(first["access_token"]); g.status != 200 || g.header.Get(instanceHeader) != "57" {
		t.Error(g)
	}
	if g := bearer("nonsense"); g.status != 401 || g.text != `{"response":"Invalid instance token: nonsense"}` {
		t.Error(g)
	}
	b.clock.add(19 * time.Hour)
	_, early, _ := b.form("/token/acme", refresh(first["refresh_token"]))
	if early["access_token"] != first["access_token"] || early["expires_in"] != 604800.0-19*3600 || early["installation_instance_id"] != nil {
		t.Error("an early refresh:", early)
	}
	b.clock.add(7 * 24 * time.Hour)
	if g := bearer(first["access_token"]); g.status != 401 || g.text != `{"response":"Authorization token expired"}` || g.header.Get(instanceHeader) != "" {
		t.Error(g)
	}
	b.switchOn("rotate-refresh-token")
	_, late, _ := b.form("/token/acme", refresh(first["refresh_token"]))
	if g := bearer(late["access_token"]); g.status != 200 || late["refresh_token"] == first["refresh_token"] {
		t.Error(g, late)
	}
	if status, dead, _ := b.form("/token/acme", refresh(first["refresh_token"])); status != 400 || dead["error"] != "invalid_grant" {
		t.Error(status, dead)
	}
}

func TestOAuthFailures(t *testing.T) {
	b := newBench(t)
	code := b.code()
	wrong := func(key, value string) url.Values { v := exchange(code); v.Set(key, value); return v }
	for name, c := range map[string]struct {
		form         url.Values
		kind, detail string
	}{
		"client":   {wrong("client_id", "x"), "invalid_client", ""},
		"secret":   {wrong("client_secret", "x"), "invalid_client", ""},
		"code":     {wrong("code", "x"), "invalid_grant", "expired or does not exist"},
		"redirect": {wrong("redirect_uri", "http://127.0.0.1:1/"), "invalid_grant", "redirect uri does not match"},
	} {
		status, body, _ := b.form("/token/acme", c.form)
		detail, _ := body["error_description"].(string)
		if status != 400 || body["error"] != c.kind || !strings.Contains(detail, c.detail) {
			t.Errorf("%s: %d %v", name, status, body)
		}
	}
	if status, _, _ := b.form("/token/acme", exchange(code)); status != 200 {
		t.Error("the code did not survive the failures")
	}
	if status, _, _ := b.form("/token/acme", exchange(code)); status != 400 {
		t.Error("the code worked twice")
	}
	old := b.code()
	b.clock.add(time.Hour)
	if status, _, _ := b.form("/token/acme", exchange(old)); status != 400 {
		t.Error("an hour-old code worked")
	}
}

func TestThrottleWindows(t *testing.T) {
	for _, rolling := range []bool{false, true} {
		b := newBench(t, func(c *brightpearlsim.Config) { c.Limit, c.Speed = 2, 1.5 })
		if rolling {
			b.switchOn("rolling-throttle")
		}
		spend := func(want int, remaining, next string) {
			t.Helper()
			g := b.call("GET", anything, "")
			if g.status != want || g.header.Get(remainingHeader) != remaining || next != "" && g.header.Get("brightpearl-next-throttle-period") != next {
				t.Errorf("rolling %v: %d %v, want %d, %s left", rolling, g.status, g.header, want, remaining)
			}
			if want == 503 && g.text != `{"response":"You have sent too many requests. Please wait before sending another request"}` {
				t.Error(g.text)
			}
		}
		spend(200, "2", "60000") // 3 a minute at this speed
		b.clock.add(50 * time.Second)
		spend(200, "1", "10000")
		spend(200, "0", "10000")
		spend(503, "0", "10000")
		b.clock.add(11 * time.Second)
		if !rolling {
			spend(200, "2", "60000") // a new window forgets everything
			continue
		}
		spend(503, "0", "") // the refused call counted too: three in the last minute
		b.clock.add(time.Minute)
		spend(200, "2", "60000")
	}
}

func TestThrottleMayAnswer429(t *testing.T) {
	b := newBench(t, func(c *brightpearlsim.Config) { c.Limit = 1 })
	b.switchOn("throttle-429")
	b.call("GET", anything, "")
	if g := b.call("GET", anything, ""); g.status != 429 || g.header.Get("Retry-After") != "60" {
		t.Error(g)
	}
	if n := b.sim.Books().Counters.Throttled; n != 1 {
		t.Error("throttled:", n)
	}
}
