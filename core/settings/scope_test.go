package settings_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"stockbridge/core/settings"
)

// Whoever adds a setting has to say whether a file may hold it: nothing leaves the program because nobody thought of it.
func TestEveryKeyIsExportedOrSaysWhyNot(t *testing.T) {
	names := []string{}
	for _, k := range settings.Keys() {
		names = append(names, k.Name)
	}
	for _, m := range settings.Mappings() {
		names = append(names, m.Name)
	}
	for _, name := range names {
		if !settings.Classified(name) {
			t.Errorf("%s is neither exported nor left out with a reason", name)
		}
		if why, ok := settings.Exported(name); ok == (why != "") {
			t.Errorf("%s: exported %v, reason %q", name, ok, why)
		}
	}
	if _, ok := settings.Exported("password"); ok {
		t.Error("a key that nobody listed is exported")
	}
}

func TestAFileHoldsSettingsAndNothingPersonal(t *testing.T) {
	s := set(t, settings.Defaults(), "channel_id", "4", "stock_buffer", "3", "tag_buffer.fragile", "2", "tax_rate.20", "T20", "orders_from", "2026-11-23T09:00:00Z",
		"shared_emails", "till@example.com", "fallback_contact_id", "9001")
	var b bytes.Buffer
	if err := (settings.File{Program: "1.0", Scopes: []settings.Scope{settings.ScopeOf("", s), settings.ScopeOf("Garden", s)}}).Write(&b); err != nil {
		t.Fatal(err)
	}
	for _, not := range []string{"till@", "9001", "orders_from"} {
		if strings.Contains(b.String(), not) {
			t.Errorf("the file holds %q", not)
		}
	}
	f, err := settings.ReadFile(&b)
	if err != nil || len(f.Scopes) != 2 {
		t.Fatalf("%+v, %v", f, err)
	}
	defaults, garden := f.Scopes[0].Settings, f.Scopes[1].Settings
	if defaults["channel_id"] != "" || defaults["tax_rate.20"] != "" || defaults["stock_buffer"] != "3" || defaults["tag_buffer.fragile"] != "2" {
		t.Errorf("the defaults are %v", defaults)
	}
	if garden["channel_id"] != "4" || garden["tax_rate.20"] != "T20" || garden["stock_cap"] != "0" {
		t.Errorf("the store is %v", garden)
	}
}

func TestOtherFilesAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		"":               "no file of Stockbridge settings",
		`{"format":"x"}`: "no file of Stockbridge settings",
		`[1,2]`:          "no file of Stockbridge settings",
		`{"format":"stockbridge-settings","version":2,"scopes":[{"store":"a"}]}`: "update the program",
		`{"format":"stockbridge-settings","version":1}`:                          "holds no settings",
		strings.Repeat(" ", 1<<20+1):                                             "no file of Stockbridge settings",
	} {
		if _, err := settings.ReadFile(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v", text, err)
		}
	}
}

func TestCompareAndValues(t *testing.T) {
	a := set(t, settings.Defaults(), "tag_buffer.fragile", "2", "stock_buffer", "1")
	b := set(t, settings.Defaults(), "tag_buffer.heavy", "10%", "stock_buffer", "3")
	want := []settings.Difference{{"stock_buffer", "1", "3"}, {"tag_buffer.fragile", "2", ""}, {"tag_buffer.heavy", "", "10%"}}
	if got := settings.Compare(a, b); !reflect.DeepEqual(got, want) {
		t.Errorf("%v", got)
	}
	for _, d := range want {
		if settings.ValueOf(a, d.Key) != d.Before || settings.ValueOf(b, d.Key) != d.After {
			t.Errorf("%s is %q and %q", d.Key, settings.ValueOf(a, d.Key), settings.ValueOf(b, d.Key))
		}
	}
}

func TestClashes(t *testing.T) {
	for _, c := range []struct {
		pairs []string
		key   string
		says  string
	}{
		{[]string{"part_shipped_status", "dispatched"}, "part_shipped_status", "two statuses must differ"},
		{[]string{"part_shipped_status", "Part"}, "part_shipped_status", ""},
		{[]string{"no_email_policy", "fallback-contact"}, "fallback_contact_id", "choose another rule"},
		{[]string{"no_email_policy", "hold"}, "fallback_contact_id", ""},
	} {
		err := set(t, settings.Defaults(), c.pairs...).Clash(c.key)
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v: %v", c.pairs, err)
		}
	}
}

func TestPersonalValuesAreOnlyCounted(t *testing.T) {
	if got := settings.Described("shared_emails", "a@example.com, b@example.com"); got != "2" {
		t.Error(got)
	}
	if got := settings.Described("stock_buffer", "7"); got != "7" {
		t.Error(got)
	}
}
