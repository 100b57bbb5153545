package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stockbridge/core/commerce"
	"stockbridge/core/engine"
	"stockbridge/core/fault"
	"stockbridge/core/vault"
)

func TestEmptyFolder(t *testing.T) {
	r := newRig(t)
	r.do("store", "list").ends(0).says("No store is connected yet")
	r.do("status").ends(0).says("not connected")
	r.do("attention").ends(0).says("Nothing needs you.")
	r.do("brightpearl", "show").ends(0).says("No Brightpearl account is connected")
	r.do("orders", "show", "9").ends(exitFailed).says(`There is no order "9"`)
	r.do("stock", "explain", "ABC").ends(exitFailed).says(`No store shows a managed stock figure for the SKU "ABC"`)
	r.do("orders", "--after", "rubbish").ends(exitFailed).says("The cursor does not belong to this list.")
	failure := one[failureJSON](r.do("--json", "store", "check", "Garden").ends(exitFailed))
	if failure.Error.Code != "SB-SET-304" || failure.Error.Fix == "" {
		t.Errorf("an unknown store: %+v", failure)
	}
	r.do("brightpearl", "options").ends(exitSignIn).says("No Brightpearl account is connected", "SB-AUTH-002")
	var v versionDocument
	if v = one[versionDocument](r.do("version", "--json").ends(0)); v.Version == "" || v.Schema < 1 || !strings.HasPrefix(v.Go, "go") {
		t.Errorf("version: %+v", v)
	}
}

func TestFolderInUse(t *testing.T) {
	r := newRig(t)
	e, err := engine.Open(t.Context(), engine.Options{Folder: r.folder, Ring: r.ring})
	if err != nil {
		t.Fatal(err)
	}
	r.do("status").ends(exitInUse).says("is working on the data folder " + r.folder)
	if failure := one[failureJSON](r.do("status", "--json").ends(exitInUse)); failure.Error.Code != codeInUse {
		t.Errorf("%+v", failure)
	}
	r.do("version").ends(0)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	r.do("status").ends(0)
}

func TestFolderNotWritable(t *testing.T) {
	r := newRig(t)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	r.folder = filepath.Join(file, "data")
	r.do("status").ends(exitFailed).says("cannot be written", "Nothing was changed")
}

// brokenRing is a computer without a key store.
type brokenRing struct{}

var errNoRing = errors.New("no key store")

func (brokenRing) Get(string, string) (string, error) { return "", errNoRing }
func (brokenRing) Set(string, string, string) error   { return errNoRing }
func (brokenRing) Delete(string, string) error        { return errNoRing }

var _ vault.Ring = brokenRing{}

func TestNoKeyring(t *testing.T) {
	r := newRig(t)
	r.start(1)
	r.ring = brokenRing{}
	r.feed(`{"account_token": "`+r.conf.AccountToken+`"}`, "brightpearl", "connect", "--account", r.conf.Account, "--api-url", r.conf.BrightpearlURL,
		"--app-ref", r.conf.AppRef, "--token-stdin").ends(exitFailed).says("SB-KEY-001")
	var d checksJSON
	d = one[checksJSON](r.do("diagnostics", "check", "--json").ends(exitAttention))
	for _, k := range d.Checks {
		if want := map[string]string{"keyring": "problem", "brightpearl": "warning"}[k.Key]; want != "" && k.Result != want || want == "" && k.Result != "ok" {
			t.Errorf("%s: %+v", k.Key, k)
		}
	}
}

func TestRefusedToken(t *testing.T) {
	r := newRig(t)
	r.start(1)
	connect := []string{"brightpearl", "connect", "--account", r.conf.Account, "--app-ref", r.conf.AppRef, "--token-stdin", "--json", "--api-url"}
	o := r.feed(`{"account_token": "stale-token"}`, append(connect, r.conf.BrightpearlURL)...).ends(exitSignIn)
	if failure := one[failureJSON](o); failure.Error.Code != "SB-AUTH-004" || strings.Contains(o.out+o.errs, "stale-token") {
		t.Errorf("a refused token: %s %s", o.out, o.errs)
	}
	// Credentials travel unprotected to this computer only.
	o = r.feed(`{"account_token": "t"}`, append(connect, "http://brightpearl.example")...).ends(exitUsage)
	if failure := one[failureJSON](o); failure.Error.Code != "SB-SET-301" || !strings.Contains(failure.Error.Text, "https") {
		t.Errorf("plain http: %s", o.out)
	}
	r.feed(`{"access_token": "t"}`, "store", "connect", "Garden", "--token-stdin", "--ekm-url", "http://ekm.example").ends(exitUsage).says("https")
	r.feed(`{"access_token": "t"}`, "store", "connect", "Garden", "--token-stdin", "--ekm-url", "http://127.0.0.1:1").ends(exitFailed).says("SB-SET-302")
}

// The gravest of several failures decides, wherever in the chain it stands.
func TestJudge(t *testing.T) {
	signedOut := &fault.Error{Kind: fault.SignIn, Remote: "ekm/Garden"}
	offline := &fault.Error{Kind: fault.Offline, Remote: "brightpearl", Cause: errors.New("dial")}
	for _, c := range []struct {
		name   string
		err    error
		code   int
		causes int
	}{
		{"plain", errors.New("no"), exitFailed, 1},
		{"sign-in among others", errors.Join(offline, errors.Join(errors.New("x"), signedOut)), exitSignIn, 3},
		{"sign-in as a cause", &fault.Error{Kind: fault.Refused, Cause: signedOut}, exitSignIn, 1},
		{"the same twice", errors.Join(offline, offline), exitFailed, 1},
		{"attention and a failure", errors.Join(errAttention, offline), exitFailed, 1},
	} {
		code, causes := (&call{app: &app{}}).judge(context.Background(), c.err)
		if code != c.code || len(causes) != c.causes {
			t.Errorf("%s: code %d, causes %+v", c.name, code, causes)
		}
		if code == exitSignIn && causes[0].Code != "SB-AUTH-001" && c.causes > 1 {
			t.Errorf("%s: the sign-in is not the first: %+v", c.name, causes)
		}
	}
}

// A number that stands in two stores is told apart by the store's name, and within one store by EKM's id.
func TestAmbiguousOrder(t *testing.T) {
	if c := ambiguous("5001", map[commerce.OrderID]string{7: "Toys", 3: "Garden"}); !strings.Contains(c.Text, "in Garden and Toys: use --store NAME") {
		t.Errorf("in two stores: %+v", c)
	}
	if c := ambiguous("5001", map[commerce.OrderID]string{7: "Garden", 3: "Garden"}); strings.Contains(c.Text+c.Fix, "--store") || !strings.Contains(c.Fix, "EKM order id") {
		t.Errorf("twice in one store: %+v", c)
	}
}
