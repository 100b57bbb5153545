package vault_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"stockbridge/core/vault"
)

func TestSecretsNeverShow(t *testing.T) {
	const text = "hunter2"
	s := vault.Secret(text)
	record := vault.Store{Kind: vault.KindOAuth, ClientSecret: s, Tokens: vault.Tokens{Access: s, Refresh: s, PreviousRefresh: s}}
	grant := vault.Grant{Access: s, Refresh: s}
	options := vault.SignInOptions{Secret: s}
	var out bytes.Buffer
	for _, value := range []any{s, &s, record, &record, grant, options, []vault.Secret{s}, map[vault.Secret]int{s: 1}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
			fmt.Fprintf(&out, verb+"\n", value)
		}
	}
	for _, value := range []any{s, record, grant, options.Secret} {
		if err := json.NewEncoder(&out).Encode(value); err != nil {
			t.Fatal(err)
		}
		slog.New(slog.NewTextHandler(&out, nil)).Info("m", "v", value)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("m", "v", value)
	}
	for _, leak := range []string{text, fmt.Sprintf("%x", text), fmt.Sprintf("%X", text)} {
		if strings.Contains(out.String(), leak) {
			t.Errorf("a secret shows as %q in:\n%s", leak, out.String())
		}
	}
	var back struct {
		Token vault.Secret `json:"access_token"`
	}
	if err := json.Unmarshal([]byte(`{"access_token":"hunter2"}`), &back); err != nil || string(back.Token) != text {
		t.Errorf("decoding a secret gave %d bytes, %v", len(back.Token), err)
	}
}
