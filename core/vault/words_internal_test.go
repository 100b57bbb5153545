package vault

import (
	"strings"
	"testing"
)

func TestAdviceNamesTheFix(t *testing.T) {
	for goos, words := range map[string][]string{
		"linux":   {"gnome-keyring", "KWallet", "unlock", "dbus-run-session"},
		"windows": {"Credential Manager"},
		"darwin":  {"Keychain Access", "unlock"},
	} {
		for _, word := range words {
			if !strings.Contains(keyringAdvice(goos), word) {
				t.Errorf("%s: %q is missing", goos, word)
			}
		}
	}
}

func TestCleanCode(t *testing.T) {
	for in, want := range map[string]string{
		"invalid_grant":              "invalid_grant",
		"Invalid Grant":              "invalid_grant",
		"tok3n <b>eyJ</b>":           "tokn_beyjb",
		strings.Repeat("abcdef", 20): strings.Repeat("abcdef", 20)[:40],
	} {
		if got := cleanCode(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestOnlySafeEndpoints(t *testing.T) {
	for address, ok := range map[string]bool{
		"https://api.ekm.net/connect/token": true, "http://127.0.0.1:80/t": true, "http://localhost/t": true,
		"http://[::1]:9/t": true, "http://api.ekm.net/connect/token": false, "https://u:p@api.ekm.net/": false,
		"ftp://127.0.0.1/": false, "": false, "http://localhost.evil.test/": false, "https:///x": false,
	} {
		if err := checkEndpoint(address); (err == nil) != ok {
			t.Errorf("%q: %v", address, err)
		}
	}
}
