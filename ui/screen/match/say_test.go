package match

import (
	"context"
	"testing"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/screentest"
	"stockbridge/ui/theme"
)

// elsewhere are words of the parts that all screens are made of, which their own packages translate.
var elsewhere = []string{"Views", "Store", "Filter", "More", "Cancel", "Try again", "Clear", "selected", "Undo"}

// stored are words of the canned catalogue that no language changes, and codes.
func stored(b *bench) []string {
	words := append([]string{"EKM", "Brightpearl", "NB", "ZW", "TAB", "HIDDEN", "NBSP", "Sian Rees", "Ben Whitlock", "PET-TAG-ENG", "Tag for engraving"}, elsewhere...)
	for _, l := range b.pages.rows {
		shown, _ := visible(l.SKU)
		meant, _ := visible(l.Suggestion)
		for _, w := range []string{l.SKU, shown, meant, l.Name, l.ProductName, l.ProductSKU, l.Suggestion, l.Store} {
			if w != "" {
				words = append(words, w)
			}
		}
	}
	for _, s := range screentest.Stores() {
		words = append(words, s.Name)
	}
	return words
}

// sceneries are states of the screen that between them say nearly all of its words.
func sceneries() map[string]func(*bench) {
	open := func(row int, tab string) func(*bench) { return func(b *bench) { b.open(row, tab) } }
	return map[string]func(*bench){
		"first": func(*bench) {}, "all": func(b *bench) { b.Open(screen.Route{Tab: tabAll}) },
		"near": open(nearRow, ""), "duplicate": open(doubleRow, ""), "hidden": open(hiddenRow, ""), "bundle": open(bundleRow, ""), "chosen": open(chosenRow, ""),
		"changed": open(changedRow, ""), "rejected": open(tagRow, ""), "orders": open(nearRow, paneOrders), "stores": open(twineRow, paneStores),
		"rename": open(nearRow, paneRename), "history": open(chosenRow, paneHistory),
		"ignore": func(b *bench) { b.open(nearRow, ""); b.ignore(b.link()) },
		"eye":    func(b *bench) { b.open(mugRow, ""); d, _ := b.Details(); b.acceptOne(d.link, &d) },
		"kind":   func(b *bench) { b.askKind(commerce.LikeSpaces, 0) },
		"ticked": func(b *bench) { b.Open(screen.Route{Tab: tabAll}); b.Table().CheckAll(); b.askAcceptTicked() },
		"choose": func(b *bench) {
			x := b.choose(b.pages.rows[nearRow])
			x.pick(view.Choice{ID: 6100, Code: "PET-TAG-ENG", Name: "Tag for engraving"})
		},
		"empty": func(b *bench) { b.pages.rows, b.pages.healthy = nil, true; b.Reload() },
	}
}

// TestEveryWordIsSaid shows the states of the screen with wrapped texts: what is not wrapped no language could change.
func TestEveryWordIsSaid(t *testing.T) {
	screentest.WrapTexts(t)
	for name, scene := range sceneries() {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, theme.AlwaysLight)
			data := stored(b)
			scene(b)
			b.Untranslated(t, data...)
		})
	}
	b := newBench(t, theme.AlwaysLight)
	b.pages.err = context.DeadlineExceeded
	b.Open(screen.Route{Tab: tabAll})
	b.Untranslated(t, stored(b)...)
}

// TestGermanFits draws the screen in the language with the longest words; Draw fails when something pushes the window.
func TestGermanFits(t *testing.T) {
	screentest.Speak(t, "de")
	for _, name := range []string{"first", "near", "rename", "history", "ticked", "choose", "changed"} {
		b := newBench(t, theme.AlwaysLight)
		sceneries()[name](b)
		b.Draw(t, "match-de-"+name)
	}
}
