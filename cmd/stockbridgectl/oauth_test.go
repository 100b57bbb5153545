package main

import (
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
	r.do("brightpearl", "show").ends(0).says("not known yet")
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
