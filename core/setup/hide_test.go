package setup_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"stockbridge/core/brightpearl"
	"stockbridge/core/ekm"
	"stockbridge/core/rest"
	"stockbridge/core/setup"
	"stockbridge/core/vault"
)

// TestNothingShowsASecret prints what holds credentials outside of the vault: what a person typed, and clients that have used them.
func TestNothingShowsASecret(t *testing.T) {
	v, err := vault.Open(vault.Options{Service: "Stockbridge/test", Ring: vault.NewMemoryRing(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if err := v.SaveStore(t.Context(), "1", vault.Store{Kind: vault.KindToken, Tokens: vault.Tokens{Access: hush}}); err != nil {
		t.Fatal(err)
	}
	shopAuth, err := vault.NewEKM(v, vault.EKMOptions{ID: "1", Remote: "ekm/garden"})
	if err != nil {
		t.Fatal(err)
	}
	home, asked := strangers(t)
	shop, err := ekm.New(ekm.Options{BaseURL: home, Store: "garden", Auth: shopAuth})
	if err != nil {
		t.Fatal(err)
	}
	accountAuth := brightpearl.PrivateAuth{AppRef: "app", AccountToken: brightpearl.NewSecret(hush), StaffToken: brightpearl.NewSecret(hush)}
	account, err := brightpearl.New(brightpearl.Options{BaseURL: home, Account: "acme", Auth: accountAuth, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = shop.Settings.OrderStatuses(t.Context())
	_, _ = account.Ping(t.Context())
	if asked.Load() < 2 {
		t.Fatal("the clients used no credentials")
	}
	r, _ := http.NewRequest(http.MethodGet, home, nil)
	private, oauth := setup.PrivateApp{AccountToken: hush, StaffToken: hush}, setup.OAuthApp{Secret: hush}
	signIn := setup.StoreSignIn{Secret: hush}
	for name, thing := range map[string]any{
		"private app": private, "&private app": &private, "OAuth app": oauth, "&OAuth app": &oauth, "store": signIn, "&store": &signIn, "shop": shop, "*shop": *shop,
		"account": account, "rest options": rest.Options{Auth: accountAuth}, "vault auth": rest.Options{Auth: shopAuth}, "auth": accountAuth, "&auth": &accountAuth,
		"auth inside": struct{ auth rest.Authenticator }{shopAuth}, "options": ekm.Options{Auth: shopAuth}, "refusal": accountAuth.Rejected(t.Context(), r),
		"list": []any{private, oauth, signIn}, "map": map[string]any{"x": &oauth},
	} {
		var out bytes.Buffer
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%o"} {
			fmt.Fprintf(&out, verb+"\n", thing)
		}
		slog.New(slog.NewTextHandler(&out, nil)).Info("m", "v", thing)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("m", "v", thing)
		encoded, _ := json.Marshal(thing) // what cannot be encoded shows nothing
		out.Write(encoded)
		for _, leak := range []string{hush, hush[:10], fmt.Sprintf("%x", hush), fmt.Sprintf("%X", hush)} {
			if strings.Contains(out.String(), leak) {
				t.Errorf("%s shows a secret as %q:\n%s", name, leak, out.String())
			}
		}
	}
}
