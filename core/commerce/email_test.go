package commerce_test

import (
	"strings"
	"testing"

	"stockbridge/core/commerce"
)

func TestNormalEmail(t *testing.T) {
	for typed, want := range map[string]string{
		"Ann.Lee@Example.COM":                    "ann.lee@example.com",
		" \u00a0ann@example.com\u200b\t":         "ann@example.com",
		"a+shop@example.com":                     "a+shop@example.com",
		"a.b@example.com":                        "a.b@example.com",
		"zoe\u0308@example.com":                  "zoë@example.com",
		"info@Bücher.example":                    "info@xn--bcher-kva.example",
		"info@bu\u0308cher.example":              "info@xn--bcher-kva.example",
		"info@XN--BCHER-KVA.example":             "info@xn--bcher-kva.example",
		"info@straße.example":                    "info@xn--strae-oqa.example",
		"mail@under_score.example.com":           "mail@under_score.example.com",
		"":                                       "",
		"none":                                   "",
		"n/a":                                    "",
		"@example.com":                           "",
		"ann@":                                   "",
		"ann@localhost":                          "",
		"ann@.example":                           "",
		"ann@example.":                           "",
		"ann@example..com":                       "",
		"ann@@example.com":                       "",
		"ann@home@example.com":                   "",
		"ann lee@example.com":                    "",
		"ann\u200b@example.com":                  "",
		strings.Repeat("a", 250) + "@example.co": "",
	} {
		if got := commerce.NormalEmail(typed); got != want {
			t.Errorf("%q becomes %q, want %q", typed, got, want)
		}
		if normal := commerce.NormalEmail(want); want != "" && normal != want {
			t.Errorf("the normal form %q is not its own: %q", want, normal)
		}
	}
}

func TestTrimEmailKeepsWhatWasTyped(t *testing.T) {
	if got := commerce.TrimEmail("\u00a0Ann.Lee@Example.COM \u200b"); got != "Ann.Lee@Example.COM" {
		t.Errorf("stored as %q", got)
	}
}

func FuzzNormalEmail(f *testing.F) {
	for _, seed := range []string{"ann@example.com", "Zoë@Bücher.example", "a@b@c.d", "\xff@x.y", "a@xn--a.b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		normal := commerce.NormalEmail(typed)
		if normal != "" && commerce.NormalEmail(normal) != normal {
			t.Errorf("%q becomes %q, which becomes %q", typed, normal, commerce.NormalEmail(normal))
		}
	})
}
