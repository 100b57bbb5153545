package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

type defaultsJSON struct {
	Defaults map[string]string `json:"defaults"`
	Effects  []struct {
		Key, Before, After string
		Follow, Keep       []string
	} `json:"effects"`
	Done bool `json:"done"`
}

type historyJSON struct {
	Changes []struct {
		ID                         int64
		At                         time.Time
		Actor, PC                  string
		Store                      *string
		Key, Before, After, Reason string
	} `json:"changes"`
}

type importJSON struct {
	To       *string
	Settings []struct{ Key, Now, New, State, Why string }
	Done     bool
}

func TestSettingsCommands(t *testing.T) {
	r := newRig(t)
	r.start(2)
	r.connect(2)
	first, second := r.conf.Users[0].Name, r.conf.Users[1].Name
	r.do("settings", "history").ends(0).says("No setting was changed yet")
	r.do("store", "configure", second, "--set", "stock_buffer=4", "--set", "shared_emails=till@example.com").ends(0)

	d := one[defaultsJSON](r.do("settings", "defaults", "--set", "stock_buffer=2", "--json").ends(0))
	if d.Done || len(d.Effects) != 1 || strings.Join(d.Effects[0].Follow, ",") != first || strings.Join(d.Effects[0].Keep, ",") != second || d.Defaults["stock_buffer"] != "0" {
		t.Errorf("the preview is %+v", d)
	}
	r.do("settings", "defaults", "--set", "stock_buffer=2", "--yes").ends(0).says("stock_buffer: 0 -> 2. Followed by 1 store(s); " + second + " keep their own")
	r.do("settings", "defaults").ends(0).says("stock_buffer", "2")
	r.do("settings", "defaults", "--set", "channel_id=1").ends(exitFailed).says("it has no default")

	h := one[historyJSON](r.do("settings", "history", "--key", "stock_buffer", "--json").ends(0))
	if len(h.Changes) != 3 || *h.Changes[0].Store != first || h.Changes[0].Reason != "default" || h.Changes[1].Store != nil || h.Changes[1].Actor != actor || h.Changes[2].After != "4" {
		t.Errorf("the history is %+v", h)
	}
	if o := r.do("settings", "history", "--store", second, "--key", "shared_emails").ends(0).says("shared_emails"); strings.Contains(o.out, "till@") {
		t.Errorf("the history holds an address: %s", o.out)
	}
	r.do("settings", "undo", strconv.FormatInt(h.Changes[2].ID, 10)).ends(0).says("is undone")
	r.do("settings", "undo", strconv.FormatInt(h.Changes[2].ID, 10)).ends(exitFailed).says("changed again since")

	file := filepath.Join(t.TempDir(), "settings.json")
	r.do("settings", "export", file).ends(0).says("no sign-in")
	raw, err := os.ReadFile(file)
	if err != nil || strings.Contains(string(raw), "till@") || strings.Contains(string(raw), r.conf.AccountToken) {
		t.Errorf("the file holds what it must not: %s, %v", raw, err)
	}
	r.do("store", "configure", first, "--set", "stock_cap=9").ends(0)
	p := one[importJSON](r.do("settings", "import", file, "--to", first, "--from", second, "--only", "stock_cap", "--only", "stock_buffer", "--json").ends(0))
	if p.Done || len(p.Settings) != 2 || p.Settings[0].State != "new" || p.Settings[1].Key != "stock_cap" || p.Settings[1].Now != "9" || p.Settings[1].New != "0" {
		t.Errorf("the preview is %+v", p)
	}
	r.do("settings", "import", file, "--to", first, "--from", second, "--only", "stock_cap", "--yes").ends(0).says("1 setting(s) changed")
	r.do("settings", "history", "--store", first, "--key", "stock_cap").ends(0).says("import")
	r.do("settings", "import", file, "--defaults").ends(0).says("0 setting(s) would change")
	r.do("settings", "import", file, "--to", first, "--from", "Nowhere").ends(exitUsage).says("the file holds the settings of")
	if err := os.WriteFile(file, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	r.do("settings", "import", file, "--defaults").ends(exitFailed).says("no file of Stockbridge settings")
}
