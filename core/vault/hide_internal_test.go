package vault

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
)

// TestNothingShowsASecret prints everything in this package that holds one: by itself, by pointer, and inside something else, where
// fmt asks a field's methods only if the field is exported.
func TestNothingShowsASecret(t *testing.T) {
	const text = "hunter2-hunter2"
	v, err := Open(Options{Service: "test", Ring: NewMemoryRing(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	e := entry{Kind: KindOAuth, ClientSecret: text, AccountToken: text, StaffToken: text, Access: text, Refresh: text, PreviousRefresh: text}
	if err := v.save(t.Context(), "store", "1", e); err != nil {
		t.Fatal(err)
	}
	if err := v.save(t.Context(), "brightpearl", "1", e); err != nil {
		t.Fatal(err)
	}
	ekm, err := NewEKM(v, EKMOptions{ID: "1", Remote: "ekm/garden"})
	if err != nil {
		t.Fatal(err)
	}
	oauth, err := NewBrightpearlOAuth(v, BrightpearlOptions{ID: "1", Remote: "brightpearl", TokenURL: "https://example.com/token", AllowDomain: func(string) error { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	r, _ := http.NewRequest(http.MethodGet, "https://example.com", nil)
	for _, s := range []*session{ekm.session, oauth.session} { // have them read what is stored
		if _, err := s.ready(t.Context(), need{}); err != nil {
			t.Fatal(err)
		}
	}
	if err := ekm.Apply(t.Context(), r); err != nil || !strings.Contains(r.Header.Get("Authorization"), text) {
		t.Fatal("the authenticator holds no token", err)
	}
	o := EKMSignIn("ekm/garden", "id", text, 1)
	a, err := newAttempt(o)
	if err != nil {
		t.Fatal(err)
	}
	a.state, a.verifier = text, text
	a.settle(outcome{code: text})
	grant := Grant{Access: text, Refresh: text}
	failure := a.token.broken("renew tokens", 0, true, fmt.Errorf(`invalid proxy address "http://user:%s@["`, text))
	things := map[string]any{
		"vault": v, "ekm": ekm, "oauth": oauth, "session": ekm.session, "entry": e, "&entry": &e, "heir": heir{Refresh: text}, "answer": tokenAnswer{Access: text, Refresh: text},
		"attempt": a, "outcome": outcome{code: text}, "endpoint": a.token, "options": o, "&options": &o, "grant": grant, "store": NewStore(o, grant),
		"brightpearl": Brightpearl{AccountToken: text, StaffToken: text, Tokens: grant.tokens(1)}, "tokens": grant.tokens(1), "need": need{not: ""}, "fault": failure,
		"pointers": map[string]any{"a": &o, "b": &grant, "c": &Store{ClientSecret: text, Tokens: grant.tokens(1)}, "d": &Brightpearl{StaffToken: text}, "e": a, "f": &e, "g": ekm},
		"list":     []*Store{{ClientSecret: text, Tokens: grant.tokens(1)}},
		"inside": struct {
			E  entry
			A  *Attempt
			S  Store
			P  *entry
			M  map[string]entry
			L  []Tokens
			in *EKM
		}{e, a, NewStore(o, grant), &e, map[string]entry{"x": e}, []Tokens{grant.tokens(1)}, ekm},
	}
	for name, thing := range things {
		var out bytes.Buffer
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%o"} {
			fmt.Fprintf(&out, verb+"\n", thing)
		}
		slog.New(slog.NewTextHandler(&out, nil)).Info("m", "v", thing)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("m", "v", struct{ V string }{fmt.Sprint(thing)})
		if !strings.Contains(name, "entry") && name != "heir" && name != "answer" && name != "inside" && name != "pointers" { // those are what the key store holds
			encoded, _ := json.Marshal(thing) // what cannot be encoded shows nothing
			out.Write(encoded)
		}
		for _, leak := range []string{text, fmt.Sprintf("%x", text), fmt.Sprintf("%X", text), text[:8]} {
			if strings.Contains(out.String(), leak) {
				t.Errorf("%s shows a secret as %q:\n%s", name, leak, out.String())
			}
		}
	}
}
