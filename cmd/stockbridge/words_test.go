package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"stockbridge/core/vault"
	"stockbridge/ui/say"
)

// TestSetupSpeaksGerman holds that what core says of permissions and what the checks before go-live are called is translated, as
// core knows no language.
func TestSetupSpeaksGerman(t *testing.T) {
	texts, err := say.Texts("de")
	if err != nil {
		t.Fatal(err)
	}
	known := func(where, text string) {
		if _, ok := texts[text]; !ok {
			t.Errorf("%s: %q is not translated", where, text)
		}
	}
	for _, p := range append(vault.EKMPermissions(), vault.BrightpearlUses()...) {
		known("permission", p.Title)
		known("permission", p.Why)
	}
	files, err := filepath.Glob("../../core/setup/*.go")
	if err != nil {
		t.Fatal(err)
	}
	title := regexp.MustCompile(`const (?:key, )?title = (?:"[a-z_]+", )?"([^"]+)"|p\.add\("[a-z_]+", "([^"]+)"`)
	found := 0
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range title.FindAllStringSubmatch(string(raw), -1) {
			found++
			known(name, m[1]+m[2])
		}
	}
	if found < 14 {
		t.Errorf("only %d checks were found in core/setup", found)
	}
}
