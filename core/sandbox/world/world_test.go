package world

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSameSeedSameWorld(t *testing.T) {
	a, b := New(Options{Seed: 7, Stores: 4, Products: 300}), New(Options{Seed: 7, Stores: 4, Products: 300})
	if !reflect.DeepEqual(a, b) {
		t.Fatal("two worlds of one seed differ")
	}
	if c := New(Options{Seed: 8, Stores: 4, Products: 300}); reflect.DeepEqual(a.Goods, c.Goods) {
		t.Fatal("another seed gave the same goods")
	}
	if more := New(Options{Seed: 7, Stores: 9, Products: 300}); !reflect.DeepEqual(a.Stores, more.Stores[:4]) {
		t.Fatal("more stores changed the first ones")
	}
}

func TestGoods(t *testing.T) {
	for _, n := range []int{40, 60, 200, 2500} {
		w := New(Options{Seed: 1, Products: n})
		if len(w.Goods) != n {
			t.Fatalf("asked for %d goods, got %d", n, len(w.Goods))
		}
		skus := map[string]int{}
		var bundles, twins, untracked, unlisted int
		for i, g := range w.Goods {
			if g.ID != i+1 {
				t.Fatalf("good %d has id %d", i, g.ID)
			}
			if utf8.RuneCountInString(g.SKU) > 32 || g.SKU != strings.TrimSpace(g.SKU) || g.SKU == "" {
				t.Errorf("SKU %q is not one that Brightpearl takes", g.SKU)
			}
			if len(g.Barcode) != 13 || g.Price <= 0 || g.GrossPrice < g.Price {
				t.Errorf("good %d: barcode %q, price %d, gross %d", g.ID, g.Barcode, g.Price, g.GrossPrice)
			}
			skus[g.SKU]++
			switch {
			case g.Bundle():
				bundles++
			case g.TwinOf != 0:
				twins++
			case !g.StockTracked:
				untracked++
			case g.Unlisted:
				unlisted++
			}
			if stocked := g.StockTracked && !g.Bundle(); stocked != (len(g.Units) == 2) {
				t.Errorf("good %d: stocked %v but units %v", g.ID, stocked, g.Units)
			}
		}
		doubles := 0
		for _, count := range skus {
			if count > 1 {
				doubles++
			}
		}
		if doubles != 1 || twins != 2 {
			t.Errorf("%d goods: %d SKUs occur twice and %d goods are twins, want 1 and 2", n, doubles, twins)
		}
		if bundles == 0 || untracked == 0 || unlisted < 2 {
			t.Errorf("%d goods: %d bundles, %d not tracked, %d unlisted", n, bundles, untracked, unlisted)
		}
	}
}

func TestEveryStoreShowsEveryStateAndMostlyMatches(t *testing.T) {
	w := New(Options{Seed: 3, Stores: 16, Products: 400})
	names := map[string]bool{}
	for _, s := range w.Stores {
		if names[s.Username] {
			t.Fatalf("two stores are called %s", s.Username)
		}
		names[s.Username] = true
		seen := map[Quirk]int{}
		total := 0
		for _, l := range s.flat() {
			seen[l.Quirk]++
			total++
			if g, ok := w.Good(l.Good); ok && l.Quirk.Importable() && strings.TrimSpace(l.Code) != g.SKU {
				t.Errorf("%s: listing %q should match %q", s.Name, l.Code, g.SKU)
			}
		}
		for _, q := range []Quirk{QuirkTrailingSpace, QuirkCase, QuirkNBSP, QuirkDash, QuirkLetterO, QuirkEKMOnly, QuirkEmpty,
			QuirkPlaceholder, QuirkTooLong, QuirkTwin, QuirkAttribute, QuirkNotTracked, QuirkBundle} {
			if seen[q] == 0 {
				t.Errorf("%s has no listing with quirk %q", s.Name, q)
			}
		}
		if seen[QuirkDuplicate] != 2 {
			t.Errorf("%s: %d listings share a code, want 2", s.Name, seen[QuirkDuplicate])
		}
		troubled := 0
		for q, count := range seen {
			if !q.Importable() {
				troubled += count
			}
		}
		if troubled*100 > total*6 {
			t.Errorf("%s: %d of %d listings are troubled", s.Name, troubled, total)
		}
	}
	if w.Stores[0].TaxMode != TaxNet || w.Stores[1].TaxMode != TaxGross || w.Stores[2].TaxMode != TaxNone {
		t.Error("tax modes do not rotate net, gross, none")
	}
}

func TestPeople(t *testing.T) {
	w := New(Options{Seed: 3, Products: 60})
	if len(w.People) != 40 {
		t.Fatalf("%d people, want 40", len(w.People))
	}
	mails := map[string]bool{}
	var long, accented bool
	for _, p := range w.People {
		if mails[p.Email] {
			t.Errorf("two people have one mail address")
		}
		mails[p.Email] = true
		name := p.First + " " + p.Last
		long = long || utf8.RuneCountInString(name) > 32
		accented = accented || len(name) != utf8.RuneCountInString(name)
		if strings.ContainsFunc(p.Email, func(r rune) bool { return r > 127 }) {
			t.Errorf("mail address of person %d is not plain", p.ID)
		}
	}
	if !long || !accented || !mails["ann@example.org"] || !mails["joann@example.org"] {
		t.Error("an awkward person is missing")
	}
}

// flat returns what can be sold: single listings and variants.
func (s Store) flat() []Listing {
	var out []Listing
	for _, l := range s.Listings {
		if l.Variants != nil {
			out = append(out, l.Variants...)
		} else {
			out = append(out, l)
		}
	}
	return out
}
