package main

import (
	"fmt"
	"slices"
	"testing"

	"stockbridge/core/sandbox/world"
)

// live connects, configures and switches on two stores, and reads everything once.
func (r *rig) live() (garden, kitchen string) {
	r.t.Helper()
	r.start(2)
	r.connect(2)
	r.configure()
	for _, u := range r.conf.Users {
		r.do("store", "go-live", u.Name).ends(0)
	}
	r.sync()
	return r.conf.Users[0].Name, r.conf.Users[1].Name
}

func (r *rig) sync() {
	r.t.Helper()
	if o := r.do("sync", "--until-idle", "--timeout", "60s"); o.code != exitDone && o.code != exitAttention {
		r.t.Fatalf("sync: %d %s", o.code, o.errs)
	}
}

// sku is the only listing of a store with a code.
func (r *rig) sku(store, code string) skuJSON {
	r.t.Helper()
	page := one[skusJSON](r.do("skus", "--json", "--store", store, "--query", code).ends(0))
	found := slices.DeleteFunc(page.SKUs, func(s skuJSON) bool { return s.SKU != code })
	if len(found) != 1 {
		r.t.Fatalf("%s of %s: %+v", code, store, found)
	}
	return found[0]
}

// spoilt is the code of the store's listing with a quirk.
func (r *rig) spoilt(store int, quirk world.Quirk) string {
	r.t.Helper()
	for _, l := range r.box.World.Stores[store].Listings {
		if l.Quirk == quirk {
			return l.Code
		}
	}
	r.t.Fatalf("no listing has the quirk %q", quirk)
	return ""
}

// A person's decisions about codes count, are listed, and can be taken back.
func TestDecideSKUs(t *testing.T) {
	r := newRig(t)
	garden, kitchen := r.live()
	capitals, blank, dash := r.spoilt(0, world.QuirkCase), r.spoilt(0, world.QuirkNBSP), r.spoilt(1, world.QuirkDash)

	// Looking changes nothing.
	page := one[skusJSON](r.do("skus", "--json", "--kind", "case").ends(0))
	if len(page.SKUs) != 1 || page.SKUs[0].SKU != capitals || page.SKUs[0].State != "near_match" || page.SKUs[0].Kind != "case" || page.SKUs[0].Price == nil {
		t.Fatalf("kind case: %+v", page.SKUs)
	}
	like := page.SKUs[0].Suggestion
	r.do("skus", "accept", "--store", garden, "--sku", capitals).ends(0).says(like, "1 suggestion(s) in 1 store(s) would be accepted", "repeat with --yes")
	if a := one[acceptJSON](r.do("skus", "accept", "--kind", "case", "--json").ends(0)); a.Would != 1 || a.Accepted != 0 || a.Suggestions[0].SKU != capitals {
		t.Errorf("would accept: %+v", a)
	}
	if s := r.sku(garden, capitals); s.State != "near_match" || s.Chosen {
		t.Errorf("before it was accepted: %+v", s)
	}
	r.do("skus", "accept", "--store", garden, "--sku", like, "--yes").ends(exitFailed).says("Nothing was changed")

	r.do("skus", "accept", "--store", garden, "--sku", capitals, "--yes").ends(0).says("1 suggestion(s) accepted")
	if a := one[acceptJSON](r.do("skus", "accept", "--kind", "dash", "--yes", "--json").ends(0)); a.Accepted != 1 {
		t.Errorf("accepted by kind: %+v", a)
	}
	r.do("skus", "reject", "--store", garden, "--sku", blank).ends(0).says("1 suggestion(s) of " + garden + " rejected")
	own := r.spoilt(0, world.QuirkEKMOnly)
	missing, product := r.unlisted()
	r.do("skus", "link", "--store", garden, "--sku", own, "--product", fmt.Sprint(product), "--reason", "the same goods").ends(0).says("means the Brightpearl product")
	r.sync()
	if s := r.sku(garden, capitals); s.State != "matched" || !s.Chosen || s.ProductSKU != like || s.Published == nil || *s.Published != *s.OnHand {
		t.Errorf("accepted: %+v", s)
	}
	if s := r.sku(kitchen, dash); s.State != "matched" || !s.Chosen {
		t.Errorf("accepted by kind: %+v", s)
	}
	if s := r.sku(garden, blank); s.State != "invalid" || s.Suggestion != "" {
		t.Errorf("rejected: %+v", s)
	}
	if s := r.sku(garden, own); s.State != "matched" || !s.Chosen || s.Product == nil || *s.Product != product {
		t.Errorf("linked: %+v", s)
	}
	if page := one[skusJSON](r.do("skus", "--json", "--has", "chosen", "--store", garden).ends(0)); page.Total != 2 {
		t.Errorf("chosen: %+v", page)
	}

	rules := one[linkRulesJSON](r.do("skus", "rules", "--json").ends(0)).Rules
	verdicts := map[string]string{}
	for _, x := range rules {
		verdicts[x.SKU] = x.Verdict
	}
	if len(rules) != 4 || verdicts[capitals] != "means" || verdicts[dash] != "means" || verdicts[own] != "means" || verdicts[blank] != "not" {
		t.Errorf("rules: %+v", rules)
	}
	r.do("skus", "rules", "--store", garden).ends(0).says("the same goods", actor, "not")
	r.do("skus", "unlink", "--store", garden, "--sku", blank, own).ends(0).says("2 decision(s) taken back")
	r.do("skus", "unlink", "--store", garden, "--sku", own).ends(exitFailed).says("Nobody has decided anything about")
	r.sync()
	if s := r.sku(garden, blank); s.State != "near_match" || s.Suggestion == "" {
		t.Errorf("after the rejection was taken back: %+v", s)
	}
	if s := r.sku(garden, own); s.State != "ekm_only" || s.Chosen {
		t.Errorf("after the link was taken back: %+v", s)
	}

	r.do("skus", "ignore", "--store", garden, "--sku", own, "--reason", "local goods").ends(0).says("1 code(s) of " + garden + " are ignored")
	if s := r.sku(garden, own); s.State != "ignored" {
		t.Errorf("ignored: %+v", s)
	}
	r.do("skus", "ignore", "--store", garden, "--sku", own, "--undo").ends(0)
	r.do("skus", "ignore", "--store", garden, "--sku", own, "--undo").ends(exitFailed).says("does not ignore")
	if s := r.sku(garden, own); s.State != "ekm_only" {
		t.Errorf("not ignored any more: %+v", s)
	}
	r.do("skus", "link", "--store", garden, "--sku", "NO-SUCH", "--product", "1001", "--reason", "x").ends(exitFailed).says(`No listing of ` + garden + ` has the SKU "NO-SUCH"`)

	impact := one[renameJSON](r.do("skus", "rename", own, missing, "--json").ends(0)).Rename
	if !impact.Possible || impact.Product == nil || *impact.Product != product || len(impact.Listings) != 1 || len(impact.Taken) != 0 || impact.Safer == "" {
		t.Errorf("rename: %+v", impact)
	}
	r.do("skus", "rename", own, "A+B").ends(exitAttention).says("Nothing was renamed", "Brightpearl cannot hold the code")
}

// unlisted is a product that no store lists or looks for.
func (r *rig) unlisted() (code string, product int) {
	r.t.Helper()
	known := map[string]int{}
	for _, s := range one[skusJSON](r.do("skus", "--json", "--state", "brightpearl_only").ends(0)).SKUs {
		if known[s.SKU]++; known[s.SKU] == len(r.conf.Users) {
			return s.SKU, *s.Product
		}
	}
	r.t.Fatal("every product is listed")
	return "", 0
}

// Every hidden character is named, in what was typed and in what is stored.
func TestLookAtCodes(t *testing.T) {
	r := newRig(t)
	garden, _ := r.live()
	blank := r.spoilt(0, world.QuirkNBSP)
	right := r.sku(garden, blank).Suggestion
	looks := one[lookJSON](r.do("skus", "look", right+"\u200b", "--json").ends(0)).Look
	find := func(where, code string) int {
		for i, l := range looks {
			if l.Where == where && l.Code == code {
				return i
			}
		}
		t.Fatalf("%s %q is not looked at: %+v", where, code, looks)
		return 0
	}
	typed, listing, product := looks[find("typed", right+"\u200b")], looks[find(garden, blank)], looks[find("Brightpearl", right)]
	if len(typed.Findings) != 1 || typed.Findings[0].CodePoint != "U+200B" || typed.Findings[0].Kind != "hidden" || *typed.Findings[0].At != len(right) {
		t.Errorf("typed: %+v", typed)
	}
	if len(listing.Findings) != 1 || listing.Findings[0].CodePoint != "U+00A0" || listing.Same || listing.Difference == "" || listing.ProductID == nil {
		t.Errorf("the listing: %+v", listing)
	}
	if len(product.Findings) != 0 || !product.Same || product.Product == nil {
		t.Errorf("the product: %+v", product)
	}
	r.do("skus", "look", blank).ends(0).says("U+00A0", "nothing hides in it, but it is another code")
	r.do("skus", "look", "ZZ-99999").ends(0).says("nothing hides in it", "No stored code looks like it.")
}

// The contract has no state for bundles: they are matched, and say that they are bundles.
func TestBundlesAreMatched(t *testing.T) {
	r := newRig(t)
	garden, _ := r.live()
	bundles := one[skusJSON](r.do("skus", "--json", "--store", garden, "--state", "bundle").ends(0))
	matched := one[skusJSON](r.do("skus", "--json", "--store", garden, "--state", "matched").ends(0))
	isBundle := func(s skuJSON) bool { return s.Bundle }
	if len(bundles.SKUs) == 0 || slices.ContainsFunc(bundles.SKUs, func(s skuJSON) bool { return !s.Bundle || s.State != "matched" || s.Published == nil }) {
		t.Errorf("bundles: %+v", bundles)
	}
	if n := len(slices.DeleteFunc(slices.Clone(matched.SKUs), func(s skuJSON) bool { return !isBundle(s) })); n != len(bundles.SKUs) || n == len(matched.SKUs) {
		t.Errorf("%d of %d matched ones are bundles, want %d", n, len(matched.SKUs), len(bundles.SKUs))
	}
	for _, s := range one[statusJSON](r.do("status", "--json").ends(0)).Stores {
		if s.Name == garden && s.SKUs["matched"] != matched.Total {
			t.Errorf("the status counts %d matched, the list %d", s.SKUs["matched"], matched.Total)
		}
	}
}

// A SKU that moves to another product is not believed before a person or a full reading says so.
func TestConfirmChangedProduct(t *testing.T) {
	r := newRig(t)
	garden, _ := r.live()
	was := r.sku(garden, r.sellable(0)[0])
	to := r.sku(garden, r.sellable(0)[1])
	for _, step := range [][2]string{{was.SKU, "OLD-1"}, {to.SKU, was.SKU}} {
		if err := r.box.Brightpearl.RenameProduct(step[0], step[1]); err != nil {
			t.Fatal(err)
		}
	}
	r.sync()
	if s := r.sku(garden, was.SKU); s.State != "changed_product" || s.WasID == nil || *s.WasID != *was.Product {
		t.Fatalf("after the SKU moved: %+v", s)
	}
	if page := one[skusJSON](r.do("skus", "--json", "--store", garden, "--state", "changed_product").ends(0)); page.Total != 1 {
		t.Errorf("changed: %+v", page)
	}
	r.do("skus", "confirm", "--store", garden, "--sku", to.SKU).ends(exitFailed).says("has not moved to another product")
	r.do("skus", "confirm", "--store", garden, "--sku", was.SKU).ends(0).says("the SKU now means the other product")
	r.sync()
	if s := r.sku(garden, was.SKU); s.State != "matched" || *s.Product != *to.Product {
		t.Errorf("confirmed: %+v", s)
	}
}
