package say

import "testing"

func TestNearestLanguage(t *testing.T) {
	for system, want := range map[string]string{"en": "en-GB", "en-GB": "en-GB", "en-IE": "en-GB", "en-US": "en-US", "de": "de", "de-AT": "de", "fr-FR": "en-GB", "ja": "en-GB", "": "en-GB"} {
		if got := nearest(system); got != want {
			t.Errorf("whoever speaks %q gets %s, want %s", system, got, want)
		}
	}
}
