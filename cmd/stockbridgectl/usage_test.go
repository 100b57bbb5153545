package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files")

func TestUsageText(t *testing.T) {
	r := newRig(t)
	got := r.do("--help").ends(0).out
	golden := filepath.Join("testdata", "usage.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || !bytes.Equal([]byte(got), want) {
		t.Errorf("the usage text differs from %s (%v); -update writes it:\n%s", golden, err, got)
	}
	if help := r.do("help").ends(0).out; help != got {
		t.Error("help and --help differ")
	}
	r.do("store", "pause", "-h").ends(0).says("Usage: stockbridgectl store pause NAME [--for DURATION]")
}

func TestWrongUsage(t *testing.T) {
	r := newRig(t)
	for _, c := range []struct {
		args string
		says string
	}{
		{"", "a command is missing"},
		{"frobnicate", `unknown command "frobnicate"`},
		{"store", "store: a second word is missing"},
		{"store frobnicate", `unknown command "store frobnicate"; store has connect, configure`},
		{"orders frobnicate", `unknown command "orders frobnicate"; orders has show, retry, exclude, judge, download`},
		{"diagnostics export x.zip", `unknown command "diagnostics export"; diagnostics has check`},
		{"status --colour", "unknown flag --colour"},
		{"status now", "status takes no argument; 1 given"},
		{"--loud status", "unknown flag --loud"},
		{"--log-level loud status", "--log-level: it must be debug, info, warn or error"},
		{"store pause", "store pause: an argument is missing"},
		{"store pause Garden --for never", "--for has a value that it cannot have"},
		{"store pause Garden --for -3h", "--for must be longer than nothing"},
		{"store connect Garden", "say either --client-id ID --secret-stdin or --token-stdin"},
		{"store connect Garden --secret-stdin", "--secret-stdin needs --client-id"},
		{"store connect Garden secret --token-stdin", "takes one argument; 2 given"},
		{"store configure Garden", "say at least one --set"},
		{"store configure Garden --set colour=red", `there is no setting "colour"; known settings: channel_id, `},
		{"store configure Garden --set tag_buffers.fragile=2", "tag_buffer.<tag>"},
		{"store configure Garden --set tag_buffer.=2", "known settings: channel_id, "},
		{"store configure Garden --set channel_id", "--set: it must be KEY=VALUE"},
		{"brightpearl connect --token-stdin", "--account is missing"},
		{"brightpearl connect --account a --token-stdin", "--token-stdin needs --api-url and --app-ref"},
		{"brightpearl connect --account a --oauth", "--oauth needs --client-id"},
		{"brightpearl connect --account a --oauth --token-stdin", "say either --token-stdin or --oauth"},
		{"orders --state asleep", "--state: it must be one of waiting, working, held"},
		{"orders --limit 0", "--limit: it must be a whole number from 1"},
		{"orders --from yesterday", "--from: it must be a time such as"},
		{"orders retry", "say which orders"},
		{"orders retry 4 --held", "say which orders"},
		{"orders exclude 4", "--reason is missing"},
		{"orders download --number 4", "--store is missing"},
		{"orders download --store Garden", "say which orders"},
		{"orders download --store Garden --number 4 --from 2026-11-23", "say which orders"},
		{"orders propose", "an argument is missing"},
		{"orders judge 4", "say one of --accept"},
		{"orders judge 4 --accept --create-again", "say one of --accept"},
		{"orders fix 4", "--fix JSON is missing"},
		{"orders fix 4 --fix {", "--fix: it must be one JSON object"},
		{"orders fix 4 --fix {\"colour\":1}", "--fix: it must be one JSON object"},
		{"rules", "rules: a second word is missing"},
		{"rules try Garden", "an argument is missing"},
		{"rules try Garden colour=red", `there is no setting "colour"`},
		{"rules make Garden tax_mode", "it must be KEY=VALUE"},
		{"settings", "settings: a second word is missing"},
		{"settings defaults --set colour=red", `there is no setting "colour"`},
		{"settings defaults --yes", "--yes needs --set"},
		{"settings history --store Garden --defaults", "say either --store NAME or --defaults"},
		{"settings history --key colour", `there is no setting "colour"`},
		{"settings history --limit none", "--limit: it must be a whole number from 1"},
		{"settings undo", "an argument is missing"},
		{"settings undo last", "it must be the id of a change"},
		{"settings export", "an argument is missing"},
		{"settings import a.json", "say either --to NAME or --defaults"},
		{"settings import a.json --to Garden --defaults", "say either --to NAME or --defaults"},
		{"stock push", "say either --sku SKU or --all"},
		{"shipments --tab lost", "--tab: it must be one of todo, part"},
		{"shipments --kind cart", "--kind: it must be one of goods_out, drop_ship"},
		{"shipments text", "an argument is missing"},
		{"shipments handle 4", "--reason is missing"},
		{"shipments step-back 4", "--reason is missing"},
		{"shipments frobnicate", `unknown command "shipments frobnicate"; shipments has text, send, track`},
		{"store canary Garden", "--order is missing"},
		{"store dry-run Garden --orders 0", "--orders: it must be a whole number from 1 to 100"},
		{"store preview-stock", "an argument is missing"},
		{"store shadow Garden", "an argument is missing"},
		{"store shadow Garden begin", "say one of start, stop, show, go-live"},
		{"store shadow Garden go-live", "go-live needs --from ORDER"},
		{"store shadow Garden stop --from 12", "go-live needs --from ORDER, and nothing else takes it"},
		{"skus export --store Garden", "--unmatched FILE.csv or FILE.xlsx is missing"},
		{"skus export --unmatched a.csv", "say either --store NAME or --all-stores"},
		{"skus export --store Garden --all-stores --unmatched a.csv", "say either --store NAME or --all-stores"},
		{"skus export --all-stores --unmatched a.xls", "--unmatched: the file's name must end in .csv or .xlsx"},
		{"skus --kind rhyme", "--kind: it must be one of spaces, case"},
		{"skus --has legs", "--has: it must be one of asked, sold"},
		{"skus accept", "say either --store NAME --sku SKU … or --kind KIND"},
		{"skus accept --kind case --store Garden --sku A", "say either --store NAME --sku SKU … or --kind KIND"},
		{"skus accept --sku A", "--store is missing"},
		{"skus accept A --store Garden", "say --sku before the SKUs"},
		{"skus reject --store Garden", "--sku is missing"},
		{"skus link --store Garden --sku A --reason x", "--product ID is missing"},
		{"skus link --store Garden --sku A --product 7", "--reason is missing"},
		{"skus link --store Garden --sku A --product 7 --listing 7/x --reason x", "--listing: it must be an EKM product id"},
		{"skus unlink --sku A", "--store is missing"},
		{"skus confirm --store Garden", "--sku is missing"},
		{"skus ignore --store Garden --sku A", "say either --reason TEXT"},
		{"skus ignore --store Garden --sku A --reason x --undo", "say either --reason TEXT"},
		{"skus rename A", "an argument is missing"},
		{"stock --tab lost", "--tab: it must be one of risky, drift"},
		{"stock explain A --at noon", "--at: it must be a time such as"},
		{"stock freeze --sku A --reason x", "say either --hold"},
		{"stock freeze --sku A --all --zero --reason x", "say either --sku SKU … or --all"},
		{"stock freeze --sku A --zero", "--reason is missing"},
		{"stock freeze --sku A --zero --for -1h --reason x", "--for must be longer than nothing"},
		{"stock thaw", "say either --sku SKU … or --all"},
		{"stock buffer --units 3", "--sku is missing"},
		{"stock buffer --sku A", "say --units N, --units N%, --cap N, or --clear alone"},
		{"stock buffer --sku A --clear --cap 3", "or --clear alone"},
		{"stock buffer --sku A --units 101%", "--units: it must be a whole number of units"},
		{"stock buffer --sku A --cap -3", "--cap: it must be a whole number of units"},
		{"stock tag fragile", "--sku is missing"},
		{"stock tag --sku A", "an argument is missing"},
		{"stock brake release", `unknown command "stock brake release"; stock brake has apply, discard`},
		{"stock brake apply --store Garden --reason x", "say either --sku SKU … or --all"},
		{"stock brake apply --store Garden --all", "--reason is missing"},
		{"stock brake discard --reason x", "--store is missing"},
		{"stock readback", "say either --sku SKU or --all"},
		{"webhooks on", "--public-url is missing"},
		{"webhooks secret", `unknown command "webhooks secret"; webhooks has on, off, check`},
		{"sync --timeout 0s", "--timeout must be longer than nothing"},
	} {
		o := r.do(strings.Fields(c.args)...).ends(exitUsage).says(c.says)
		if o.out != "" {
			t.Errorf("%s: standard output holds %q", c.args, o.out)
		}
		failure := one[failureJSON](r.do(append(strings.Fields(c.args), "--json")...).ends(exitUsage))
		if c.args != "" && (failure.Error.Code != codeUsage || !strings.Contains(failure.Error.Text, c.says)) {
			t.Errorf("%s --json: %+v", c.args, failure)
		}
	}
	if _, err := os.Stat(r.folder); !os.IsNotExist(err) {
		t.Errorf("wrong usage made a data folder: %v", err)
	}
	r.do("store", "pause").says("Usage: stockbridgectl store pause NAME [--for DURATION]")
}

// A secret in a wrong place must not come back on the screen or in a log.
func TestSecretsAreNotRepeated(t *testing.T) {
	r := newRig(t)
	const secret = "hunter2secret"
	connect := []string{"store", "connect", "Garden", "--token-stdin"}
	for _, stdin := range []string{"", secret, `"` + secret + `"`, `{"access_token": "` + secret, `{"access_token": {"x": "` + secret + `"}}`,
		`{"` + secret + `": "x"}`, `{"client_secret": "` + secret + `"}`, `{"access_token": "` + secret + `", "x": "y"}`,
		`{"access_token": "a"} ` + secret, `{"access_token": " "}`, `["` + secret + `"]`, `{"access_token": null}`} {
		o := r.feed(stdin, connect...).ends(exitUsage).says("standard input")
		if strings.Contains(o.out+o.errs, secret) {
			t.Errorf("the input %q is repeated: %s", stdin, o.errs)
		}
	}
	for _, args := range [][]string{append(connect, secret), {"store", "connect", "Garden", "--token-stdin=" + secret}, {"store", "connect", "Garden", "--secret=" + secret}} {
		if o := r.do(args...).ends(exitUsage); strings.Contains(o.out+o.errs, secret) {
			t.Errorf("the argument is repeated: %s", o.errs)
		}
	}
}

// Flags stand before, between and after the words of a command.
func TestFlagsAnywhere(t *testing.T) {
	for _, args := range [][]string{
		{"--json", "--data", "/d", "orders", "show", "12", "--store", "Garden"},
		{"orders", "show", "--store=Garden", "12", "--data", "/d", "--json"},
		{"--data=/d", "orders", "show", "--json", "--store", "Garden", "--", "12"},
	} {
		a := app{}
		c, work, err := a.parse(args)
		if err != nil || work == nil || c.command.name != "orders show" || !c.json || c.data != "/d" || strings.Join(c.args, " ") != "12" {
			t.Errorf("%v: %v, %+v", args, err, c)
		}
	}
	c, _, err := (&app{}).parse([]string{"store", "--json", "list"})
	if err != nil || c.command.name != "store list" {
		t.Errorf("a flag between the two words: %v", err)
	}
	c, _, err = (&app{}).parse([]string{"stock", "brake", "--json", "--store", "Garden"})
	if err != nil || c.command.name != "stock brake" || !c.json {
		t.Errorf("a name that begins a longer one: %v", err)
	}
	c, _, err = (&app{}).parse([]string{"stock", "brake", "apply", "--all"})
	if err != nil || c.command.name != "stock brake apply" {
		t.Errorf("a name of three words: %v", err)
	}
	c, _, err = (&app{}).parse([]string{"stock", "explain", "--", "--odd-sku"})
	if err != nil || c.args[0] != "--odd-sku" {
		t.Errorf("a word after --: %v", err)
	}
}
