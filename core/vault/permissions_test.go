package vault_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"stockbridge/core/vault"
)

// What a person reads before the browser opens is what the sign-in page is asked for, no more and no less, each with a reason.
func TestThePermissionsShownAreThoseAskedFor(t *testing.T) {
	var asked []string
	o := vault.EKMSignIn("ekm/garden", "client", "", 17830)
	o.PasteOnly = true
	o.Started = func(a *vault.Attempt) {
		page, err := url.Parse(a.URL())
		if err != nil {
			t.Error(err)
		}
		asked = strings.Fields(page.Query().Get("scope"))
		a.Cancel()
	}
	if _, err := vault.SignIn(t.Context(), o); err == nil {
		t.Fatal("a cancelled sign-in gave tokens")
	}
	var shown []string
	for _, p := range vault.EKMPermissions() {
		if p.Title == "" || !strings.HasSuffix(p.Why, ".") {
			t.Errorf("%s has no words: %q %q", p.Scope, p.Title, p.Why)
		}
		shown = append(shown, p.Scope)
	}
	if !slices.Equal(asked, shown) || len(asked) == 0 {
		t.Errorf("asked for %v, showed %v", asked, shown)
	}
}
