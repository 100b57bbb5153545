package main

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// level is the figure of a store's code.
func (r *rig) level(store, code string, args ...string) levelJSON {
	r.t.Helper()
	page := one[stockJSON](r.do(append([]string{"stock", "--json", "--store", store, "--query", code}, args...)...).ends(0))
	found := slices.DeleteFunc(page.Stock, func(v levelJSON) bool { return v.SKU != code })
	if len(found) != 1 {
		r.t.Fatalf("%s of %s: %+v", code, store, found)
	}
	return found[0]
}

// shared is a code that matches in both stores.
func (r *rig) shared() string {
	r.t.Helper()
	second := r.sellable(1)
	for _, code := range r.sellable(0) {
		if slices.Contains(second, code) {
			return code
		}
	}
	r.t.Fatal("the stores share no code")
	return ""
}

func TestFreeze(t *testing.T) {
	r := newRig(t)
	garden, kitchen := r.live()
	code := r.shared()
	before := time.Now()
	units := r.level(garden, code).Wanted
	r.do("stock", "freeze", "--sku", "NO-SUCH", "--zero", "--reason", "recall").ends(exitFailed).says(`"NO-SUCH"`)
	r.do("stock", "freeze", "--sku", code, "--store", kitchen, "--hold", "--reason", "counting").ends(0).says("frozen as it is", "keep what they show")

	// A recall in all stores is not weakened by what one of them had.
	r.do("stock", "freeze", "--sku", code, "--zero", "--for", "2h", "--reason", "recall").ends(0).says("frozen at nothing until", "because: recall")
	r.sync()
	for _, store := range []string{garden, kitchen} {
		v := r.level(store, code, "--tab", "frozen")
		if v.Freeze != "zero" || v.FrozenUntil == nil || v.FreezeReason != "recall" || !v.Stop || v.Wanted != 0 || v.Published == nil || *v.Published != 0 {
			t.Errorf("frozen in %s: %+v", store, v)
		}
	}
	r.do("stock", "explain", code, "--store", garden).ends(0).says("should show 0", "a person has it show nothing", "because: recall")
	x := one[explainJSON](r.do("stock", "explain", code, "--store", garden, "--json", "--at", before.UTC().Format(time.RFC3339Nano)).ends(0)).Explain[0]
	if !x.AddUp || x.Rule == nil || x.Rule.Freeze != "zero" || x.At == nil || x.At.Wanted != units || !x.At.AddUp || x.At.Stop || len(x.Past) < 2 {
		t.Errorf("explained: %+v", x)
	}
	for _, m := range x.Past {
		if !m.AddUp {
			t.Errorf("the terms do not make the figure: %+v", m)
		}
	}
	r.do("stock", "explain", code, "--store", garden, "--at", "2020-01-01").ends(0).says("is not kept", "the oldest that is kept")
	r.do("stock", "explain", code, "--store", garden, "--at", before.UTC().Format(time.RFC3339Nano)).ends(0).says(fmt.Sprintf("should have shown %d", units), "So since")

	r.do("stock", "thaw", "--sku", code).ends(0).says("none")
	r.do("stock", "thaw", "--sku", code).ends(exitFailed).says("No freeze of")
	r.sync()
	if v := r.level(garden, code); v.Freeze != "" || v.Published == nil || *v.Published != units {
		t.Errorf("thawed: %+v", v)
	}

	made := one[rulesJSON](r.do("stock", "freeze", "--all", "--store", garden, "--hold", "--reason", "stocktake", "--json").ends(0)).Rules
	if len(made) != 1 || made[0].SKU != nil || made[0].Store == nil || *made[0].Store != garden || made[0].Freeze != "hold" || made[0].Reason != "stocktake" {
		t.Errorf("rules: %+v", made)
	}
	all := one[stockJSON](r.do("stock", "--json", "--store", garden).ends(0))
	frozen := one[stockJSON](r.do("stock", "--json", "--tab", "frozen").ends(0))
	if frozen.Total != all.Total || slices.ContainsFunc(frozen.Stock, func(v levelJSON) bool { return v.Store != garden || v.Freeze != "hold" }) {
		t.Errorf("%d of %d frozen", frozen.Total, all.Total)
	}
	r.do("stock", "thaw", "--all").ends(0)
	r.do("stock", "thaw", "--all").ends(exitFailed).says("No store is frozen as a whole")
	if frozen := one[stockJSON](r.do("stock", "--json", "--tab", "frozen").ends(0)); frozen.Total != 0 {
		t.Errorf("still frozen: %d", frozen.Total)
	}
}

func TestBufferAndTag(t *testing.T) {
	r := newRig(t)
	garden, kitchen := r.live()
	code := r.shared()
	units := r.level(garden, code).Wanted
	p := one[bufferJSON](r.do("stock", "buffer", "--sku", code, "--units", "5", "--json").ends(0))
	if p.Done || p.Preview.Figures != 2 || p.Preview.Down != 2 || p.Preview.Units != -10 || len(p.Preview.Changes) != 2 || p.Preview.Changes[0].Would.Wanted != units-5 {
		t.Errorf("preview: %+v", p)
	}
	r.do("stock", "buffer", "--sku", code, "--units", "5").ends(0).says("0 would go up and 2 down", "-10 units", "Nothing was done")
	if v := r.level(garden, code); v.Buffer != 0 || v.Wanted != units {
		t.Errorf("after a preview: %+v", v)
	}
	r.do("stock", "buffer", "--sku", code, "--units", "5", "--yes").ends(0).says("told by the next sync")
	r.sync()
	if v := r.level(kitchen, code); v.Buffer != 5 || v.BufferFrom != "sku" || *v.Published != units-5 {
		t.Errorf("with a buffer: %+v", v)
	}
	// One store's own rule goes before that for all, and leaves the rest of it alone.
	r.do("stock", "buffer", "--sku", code, "--store", garden, "--units", "10%", "--cap", "7", "--yes").ends(0)
	r.sync()
	if v, w := r.level(garden, code), r.level(kitchen, code); v.Cap != 7 || v.Buffer != (units+9)/10 || *v.Published != 7 || w.Buffer != 5 || w.Cap != 0 {
		t.Errorf("%+v\n%+v", v, w)
	}
	r.do("stock", "freeze", "--sku", code, "--store", garden, "--hold", "--reason", "counting").ends(0)
	r.do("stock", "thaw", "--sku", code, "--store", garden).ends(0).says("buffer 10%", "cap 7")
	r.do("stock", "buffer", "--sku", code, "--clear", "--yes").ends(0)

	r.do("store", "configure", garden, "--set", "tag_buffer.fragile=2", "--set", "brake_units=5000", "--set", "stock_buffer_percent=0", "--set", "auto_buffer_max=0").
		ends(0).says("tag_buffer.fragile = 2", "brake_units = 5000")
	r.do("stock", "tag", "--sku", code, "Fragile ").ends(0).says("1 SKU(s) carry the tag fragile")
	r.sync()
	if v := r.level(garden, code); v.Buffer != 2 || v.BufferFrom != "tag fragile" || !slices.Equal(v.Tags, []string{"fragile"}) || *v.Published != units-2 {
		t.Errorf("tagged: %+v", v)
	}
	r.do("stock", "explain", code, "--store", garden).ends(0).says("kept back by the tag fragile", "Tags")
	r.do("stock", "tag", "--sku", code, "fragile", "--off").ends(0)
	r.sync()
	if v := r.level(garden, code); v.Buffer != 0 || len(v.Tags) != 0 {
		t.Errorf("untagged: %+v", v)
	}
}

func TestBrake(t *testing.T) {
	r := newRig(t)
	garden, _ := r.live()
	r.do("stock", "brake").ends(0).says("No brake is on.")
	r.do("stock", "brake", "discard", "--store", garden, "--reason", "x").ends(exitFailed).says("The brake of " + garden + " is not on")
	r.do("store", "configure", garden, "--set", "brake_min_skus=3").ends(0)
	user := r.conf.Users[0]
	var codes []string
	was := map[string]int{}
	for _, s := range one[stockJSON](r.do("stock", "--json", "--store", garden).ends(0)).Stock {
		if !s.Bundle && s.Wanted > 0 && len(codes) < 8 {
			codes = append(codes, s.SKU)
			was[s.SKU] = s.Wanted
			if err := r.box.Brightpearl.SetStock(s.SKU, user.WarehouseID, 0); err != nil {
				t.Fatal(err)
			}
		}
	}
	r.sync()
	r.do("stock", "brake", "--store", garden).ends(0).says(garden, "go to nothing", codes[0])
	b := one[brakesJSON](r.do("stock", "brake", "--store", garden, "--json").ends(0)).Brakes
	if len(b) != 1 || b[0].Why != "zero" || b[0].Zeroed < len(codes) || b[0].SKUs != len(b[0].Figures) || b[0].UnitsOff <= 0 || b[0].Text == "" {
		t.Fatalf("brakes: %+v", b)
	}
	if v := r.level(garden, codes[0], "--tab", "braked"); !v.Braked || *v.Published != was[codes[0]] {
		t.Errorf("stopped: %+v", v)
	}
	r.do("stock", "brake", "apply", "--store", garden, "--sku", "NO-SUCH", "--reason", "x").ends(exitFailed).says(`has not stopped "NO-SUCH"`)
	r.do("stock", "brake", "apply", "--store", garden, "--sku", codes[0], codes[1], "--reason", "sold out").ends(0).says("2 figure(s) of " + garden + " are let through")
	r.sync()
	if v, w := r.level(garden, codes[0]), r.level(garden, codes[2]); *v.Published != 0 || *w.Published != was[codes[2]] || !w.Braked {
		t.Errorf("let through: %+v\nstopped: %+v", v, w)
	}
	// The answer was wrong: it is thrown away, and the next one is right.
	for _, code := range codes[2:] {
		if err := r.box.Brightpearl.SetStock(code, user.WarehouseID, was[code]); err != nil {
			t.Fatal(err)
		}
	}
	r.do("stock", "brake", "discard", "--store", garden, "--reason", "a wrong count").ends(0).says("discarded")
	r.sync()
	r.do("stock", "brake").ends(0).says("No brake is on.")
	if v := r.level(garden, codes[2]); *v.Published != was[codes[2]] || v.Braked {
		t.Errorf("after it was discarded: %+v", v)
	}
	r.do("activity", "--kind", "stock").ends(0).says("Let go 2 of", "sold out", "a wrong count")
}

func TestReadBack(t *testing.T) {
	r := newRig(t)
	garden, _ := r.live()
	code := r.shared()
	units := r.level(garden, code).Wanted
	if d := one[readBackJSON](r.do("stock", "readback", "--all", "--store", garden, "--json").ends(0)); d.Checked == 0 || d.Drifted != 0 || d.Drift == nil {
		t.Errorf("nothing was touched: %+v", d)
	}
	// Somebody types another figure in EKM's own admin.
	if err := r.box.EKM.SetStockQuietly(r.conf.Users[0].Username, code, int64(units)+999); err != nil {
		t.Fatal(err)
	}
	d := one[readBackJSON](r.do("stock", "readback", "--sku", code, "--store", garden, "--json").ends(exitAttention))
	if d.Checked != 1 || d.Drifted != 1 || d.Again != 1 || len(d.Drift) != 1 || d.Drift[0].DriftShown == nil || *d.Drift[0].DriftShown != units+999 {
		t.Fatalf("read back: %+v", d)
	}
	r.sync()
	r.do("stock", "readback", "--sku", code, "--store", garden).ends(0).says("0 drifted")
	if v := r.level(garden, code, "--tab", "drift"); v.DriftAt == nil || v.AgreedAt == nil || *v.Published != units {
		t.Errorf("it is listed for a day: %+v", v)
	}
	for _, s := range one[statusJSON](r.do("status", "--json").ends(0)).Stores {
		if s.Stock["drift"] != 0 {
			t.Errorf("nothing drifts now: %+v", s)
		}
	}
	r.do("stock", "readback", "--sku", "NO-SUCH").ends(exitFailed).says(`"NO-SUCH"`)
}
