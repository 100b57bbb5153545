package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// owner signs in on EKM's page as a store's owner.
func owner(username, password string) func(string) error {
	return func(page string) error {
		return decide(page, url.Values{"username": {username}, "password": {password}, "decision": {"allow"}})
	}
}

func TestStoreOAuth(t *testing.T) {
	r := newRig(t)
	r.start(2)
	user, other := r.conf.Users[0], r.conf.Users[1]
	secret := `{"client_secret": "` + r.conf.EKMClientSecret + `"}`
	connect := []string{"store", "connect", user.Name, "--client-id", r.conf.EKMClientID, "--secret-stdin", "--ekm-url", r.conf.EKMURL,
		"--redirect-port", freePort(t), "--json"}

	r.browse = owner(user.Username, user.Password)
	o := r.feed(secret, connect...).ends(0)
	flow := lines[flowJSON](o)
	if len(flow) != 2 || !strings.HasPrefix(flow[0].OpenURL, r.conf.EKMURL+"/connect/authorize?") || flow[1].Store["username"] != user.Username ||
		flow[1].Store["state"] != "setup" || strings.Count(o.out, "\n") != 2 {
		t.Errorf("the flow: %s", o.out)
	}
	if strings.Contains(o.out+o.errs, r.conf.EKMClientSecret) {
		t.Error("the client's secret is repeated")
	}
	r.do("store", "pause", user.Name).ends(0)
	// Signing in again loses nothing, and another shop does not slip in under the name.
	if again := lines[flowJSON](r.feed(secret, connect...).ends(0)); again[1].Store["state"] != "paused" {
		t.Errorf("signed in again: %+v", again)
	}
	r.browse = owner(other.Username, other.Password)
	wrongShop := lines[flowJSON](r.feed(secret, connect...).ends(exitFailed))
	if len(wrongShop) != 2 || wrongShop[1].Error == nil || wrongShop[1].Error.Code != "SB-AUTH-005" {
		t.Errorf("another shop: %+v", wrongShop)
	}
	// A merchant who withdraws the consent has to sign in again.
	r.browse = func(page string) error { return decide(page, url.Values{"decision": {"deny"}}) }
	r.feed(secret, connect...).ends(exitSignIn).says("SB-SIG-002")
	if err := r.box.EKM.Revoke(user.Username); err != nil {
		t.Fatal(err)
	}
	r.feed(`{"account_token": "`+r.conf.AccountToken+`"}`, "brightpearl", "connect", "--account", r.conf.Account, "--api-url", r.conf.BrightpearlURL,
		"--app-ref", r.conf.AppRef, "--token-stdin").ends(0)
	r.do("store", "resume", user.Name).ends(0)
	r.do("sync", "--until-idle").ends(exitSignIn).says("sign-in")
}

func TestBrightpearlOAuth(t *testing.T) {
	r := newRig(t)
	r.start(1)
	r.browse = func(page string) error { return decide(page, url.Values{"decision": {"approve"}}) }
	o := r.feed(`{"client_secret": "`+r.conf.BrightpearlClientSecret+`"}`, "brightpearl", "connect", "--account", r.conf.Account, "--oauth", "--client-id",
		r.conf.BrightpearlClientID, "--secret-stdin", "--authorize-url", r.conf.BrightpearlAuthorizeURL, "--token-url", r.conf.BrightpearlTokenURL,
		"--dev-ref", r.conf.DevRef, "--redirect-port", freePort(t), "--json").ends(0)
	flow := lines[flowJSON](o)
	if len(flow) != 2 || !strings.HasPrefix(flow[0].OpenURL, r.conf.BrightpearlAuthorizeURL+"?") || flow[1].Brightpearl["connected"] != true ||
		flow[1].Brightpearl["auth"] != "oauth" {
		t.Errorf("the flow: %s", o.out)
	}
	if left, told := flow[1].Brightpearl["requests_remaining"]; !told || left != nil {
		t.Errorf("before any request was counted %v are left, want null", left)
	}
	r.do("brightpearl", "show").ends(0).says("not known yet", "renewed twice a day")
	// The next process works with the stored sign-in.
	r.do("brightpearl", "options", "--fresh").ends(0).says("warehouse_id")
}

// A person's API address wins over the one that the sign-in names.
func TestBrightpearlOAuthAddress(t *testing.T) {
	r := newRig(t)
	r.start(1)
	connect := func(address string) outcome {
		return r.feed(`{"client_secret": "`+r.conf.BrightpearlClientSecret+`"}`, "brightpearl", "connect", "--account", r.conf.Account, "--oauth", "--client-id",
			r.conf.BrightpearlClientID, "--secret-stdin", "--authorize-url", r.conf.BrightpearlAuthorizeURL, "--token-url", r.conf.BrightpearlTokenURL,
			"--api-url", address, "--redirect-port", freePort(t), "--json")
	}
	// The browser is not opened for an address to which no token may go.
	connect("http://euw1.brightpearlconnect.com").ends(exitUsage).says("SB-SET-301")
	connect("https://example.com").ends(exitUsage).says("SB-SET-301")

	r.browse = func(page string) error { return decide(page, url.Values{"decision": {"approve"}}) }
	address := strings.Replace(r.conf.BrightpearlURL, "127.0.0.1", "localhost", 1)
	if flow := lines[flowJSON](connect(address).ends(0)); flow[1].Brightpearl["api_url"] != address || address == r.conf.BrightpearlURL {
		t.Errorf("connected: %+v, want the address %s", flow[1].Brightpearl, address)
	}
	r.do("brightpearl", "options", "--fresh").ends(0).says("warehouse_id")
}

// A person on another computer pastes the address at which their browser could not go on, after the secret; a wrong one is explained and
// asked for again.
func TestPastedSignIn(t *testing.T) {
	r := newRig(t)
	r.start(1)
	user := r.conf.Users[0]
	for name, c := range map[string]struct {
		secret string
		form   url.Values
		args   []string
	}{
		"store": {r.conf.EKMClientSecret, url.Values{"username": {user.Username}, "password": {user.Password}, "decision": {"allow"}},
			[]string{"store", "connect", user.Name, "--client-id", r.conf.EKMClientID, "--ekm-url", r.conf.EKMURL}},
		"brightpearl": {r.conf.BrightpearlClientSecret, url.Values{"decision": {"approve"}},
			[]string{"brightpearl", "connect", "--account", r.conf.Account, "--oauth", "--client-id", r.conf.BrightpearlClientID, "--authorize-url",
				r.conf.BrightpearlAuthorizeURL, "--token-url", r.conf.BrightpearlTokenURL}},
	} {
		t.Run(name, func(t *testing.T) {
			in, typed := io.Pipe()
			t.Cleanup(func() { typed.Close() })
			shown, out := io.Pipe()
			ended := make(chan outcome, 1)
			go func() {
				code, errs := r.run(t.Context(), in, out, append(c.args, "--secret-stdin", "--no-browser", "--redirect-port", freePort(t), "--json")...)
				out.Close()
				ended <- outcome{t: t, code: code, errs: errs}
			}()
			say := func(line string) {
				t.Helper()
				if _, err := io.WriteString(typed, line+"\n"); err != nil {
					t.Fatal(err)
				}
			}
			say(`{"client_secret": "` + c.secret + `"}`)
			documents := json.NewDecoder(shown)
			var open, done flowJSON
			if err := documents.Decode(&open); err != nil {
				t.Fatal(err)
			}
			say("http://localhost:1/oauth/callback?code=of-another&state=sign-in")
			say(elsewhere(t, open.OpenURL, c.form))
			if err := documents.Decode(&done); err != nil || done.Store["username"] != user.Username && done.Brightpearl["connected"] != true {
				t.Errorf("the sign-in ended with %+v, %v", done, err)
			}
			(<-ended).ends(exitDone).says("This address belongs to another sign-in", "paste the address")
		})
	}
}

// elsewhere signs in with a browser that cannot reach this computer, and returns the address in its bar.
func elsewhere(t *testing.T, page string, fields url.Values) string {
	t.Helper()
	u, err := url.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	form := u.Query()
	for name, values := range fields {
		form[name] = values
	}
	u.RawQuery = ""
	browser := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := browser.PostForm(u.String(), form)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return answer.Header.Get("Location")
}
