package match

import (
	"errors"
	"os"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// TestPictures draws every part of the screen, light and dark, small and large; Draw fails when something needs more room than
// there is. STOCKBRIDGE_PICTURES names a folder that keeps them.
func TestPictures(t *testing.T) {
	open := func(row int, tab string) func(*bench) {
		return func(b *bench) {
			b.open(row, tab)
			b.Table().Focusable().FocusGained()
		}
	}
	scenes := map[string]func(*bench){
		"near": open(nearRow, ""), "duplicate": open(doubleRow, ""), "barcode": open(barcodeRow, ""), "hidden": open(hiddenRow, ""), "mug": open(mugRow, ""),
		"matched": open(twineRow+1, ""), "long": open(longRow, ""), "bundle": open(bundleRow, ""), "chosen": open(chosenRow, ""), "changed": open(changedRow, ""),
		"rejected": open(tagRow, ""), "orders": open(nearRow, paneOrders), "stores": open(twineRow, paneStores), "rename": open(nearRow, paneRename),
		"history": open(twineRow, paneHistory), "history-chosen": open(chosenRow, paneHistory),
		"rename-taken": func(b *bench) {
			b.open(nearRow, paneRename)
			b.rename.entry.SetText("GDN-TWN-50")
			b.rename.look()
		},
		"first": func(*bench) {},
		"plain": func(b *bench) { b.Open(screen.Route{Tab: tabAll}) },
		"folded": func(b *bench) {
			b.Open(screen.Route{Tab: string(commerce.IgnoredSKU), Select: key(b.pages.rows[ignoredRow])})
		},
		"ignore": func(b *bench) { b.open(nearRow, ""); b.ignore(b.link()) },
		"eye":    func(b *bench) { b.open(mugRow, ""); d, _ := b.Details(); b.acceptOne(d.link, &d) },
		"kind":   func(b *bench) { b.askKind(commerce.LikeSpaces, 0) },
		"kind-chip": func(b *bench) {
			b.Choose(map[string][]string{kindFilter: {"spaces"}, hasFilter: {hasAsked, hasSold}})
		},
		"kind-eye": func(b *bench) {
			b.Open(screen.Route{Tab: tabAll})
			b.Table().CheckAll()
			b.askAcceptTicked()
		},
		"ticked":  func(b *bench) { b.open(nearRow, ""); b.tick(0, 1, 5) },
		"rejects": func(b *bench) { b.reject(b.pages.rows[:1]) },
		"choose": func(b *bench) {
			x := b.choose(b.pages.rows[tagRow])
			x.picker.Look("tag")
		},
		"chosen-one": func(b *bench) {
			x := b.choose(b.pages.rows[nearRow])
			x.pick(view.Choice{ID: 6100, Code: "PET-TAG-ENG", Name: "Tag for engraving"})
			x.reason.SetText("Sold under the maker's number")
		},
		"reading": func(b *bench) {
			b.pages.readings = []view.CatalogueProgress{
				{What: "Brightpearl products", Done: 41_200, Total: 120_000, Left: 11 * time.Minute},
				{What: "EKM listings", Store: 1, Done: 3200, Total: 10_000, Left: 170 * time.Second}, {What: "EKM listings", Store: 3, Done: 940}}
			b.Reload()
		},
		"fault": func(b *bench) {
			b.pages.err = errors.New("disk")
			b.Open(screen.Route{Tab: tabAll})
		},
		"empty": func(b *bench) {
			b.pages.rows, b.pages.healthy = nil, true
			b.Reload()
		},
	}
	large := map[string]bool{"near": true, "plain": true, "rename": true, "first": true, "choose": true, "reading": true}
	for name, scene := range scenes {
		for mode, m := range map[string]theme.Mode{"light": theme.AlwaysLight, "dark": theme.AlwaysDark} {
			if mode == "dark" && !large[name] && os.Getenv("STOCKBRIDGE_PICTURES") == "" {
				continue // nothing is larger in the dark; for eyes alone
			}
			b := newBench(t, m)
			scene(b)
			b.Draw(t, "match-"+name+"-"+mode)
			if large[name] {
				b.Enlarge()
				b.Draw(t, "match-"+name+"-wide-"+mode)
			}
		}
	}
}
