package setup_test

import (
	"fmt"
	"strings"
	"testing"

	"stockbridge/ui/screen/setup"
)

func TestTypedSecretsDoNotShow(t *testing.T) {
	const text = "hunter2-hunter2"
	private, oauth := setup.PrivateApp{Token: text}, setup.OAuthApp{Secret: text}
	token, signIn := setup.StoreToken{Token: text}, setup.StoreSignIn{Secret: text}
	for _, thing := range []any{private, oauth, token, signIn, &private, &oauth, &token, &signIn, map[string]any{"a": &private, "b": &signIn}, []setup.StoreToken{token}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
			shown := strings.ToLower(fmt.Sprintf(verb, thing))
			if strings.Contains(shown, text) || strings.Contains(shown, fmt.Sprintf("%x", text)) {
				t.Errorf("%T in %s shows %s", thing, verb, shown)
			}
		}
	}
}
