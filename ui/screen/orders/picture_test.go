package orders

import (
	"os"
	"testing"

	"fyne.io/fyne/v2"

	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/theme"
)

// TestPictures draws every part of the screen, light and dark, small and large; Draw fails when something needs more room than
// there is. STOCKBRIDGE_PICTURES names a folder that keeps them.
func TestPictures(t *testing.T) {
	open := func(tab, id, pane string) func(*bench) {
		return func(b *bench) {
			b.Open(screen.Route{Tab: tab, Select: id})
			if pane != "" {
				b.Pane().Tabs().Select(pane)
			}
		}
	}
	day := func(key string) func(*bench) {
		return func(b *bench) {
			b.Open(screen.Route{Tab: tabLedger})
			if key != "" {
				b.days.Show(key)
			}
		}
	}
	fix := func(id string, decide func(*fixSheet)) func(*bench) {
		return func(b *bench) {
			open(tabTodo, id, "")(b)
			d, _ := b.Details()
			decide(b.fixOrder(d))
		}
	}
	scenes := map[string]func(*bench){
		"all": open(tabAll, "1", ""), "plain": open(tabAll, "", ""), "lines": open(tabAll, "5", paneLines), "money": open(tabAll, "12", paneMoney),
		"customer": open(tabAll, "12", paneCustomer), "timeline": open(tabAll, "12", paneTimeline), "raw": open(tabAll, "12", paneRaw), "shipments": open(tabAll, "12", paneShipments),
		"shortfall": open(tabAll, "5", paneShortfall), "short": open(tabTodo, "5", ""),
		"unmatched": open(tabTodo, "3", ""), "unpaid": open(tabProgress, "11", ""), "changed": open(tabTodo, "26", ""),
		"exclude": func(b *bench) { open(tabTodo, "1", "")(b); b.exclude(b.order()) },
		"empty":   func(b *bench) { b.pages.rows = nil; b.Reload(); b.Open(screen.Route{Tab: tabTodo}) },
		"chips": func(b *bench) {
			b.Open(screen.Route{Tab: tabAll, Select: "1", Store: 3})
			b.Choose(map[string][]string{"store": {"3"}, causeFilter: {"SB-ORD-105"}, placedFilter: {placedToday}, listing.StateFilter: {"held", "waiting"}})
		},
		"filtered": func(b *bench) {
			b.Choose(map[string][]string{causeFilter: {"SB-ORD-112"}, placedFilter: {"2026-11-03..2026-11-09"}, amountFilter: {"20.00..50.00"}})
		},
		"selection": func(b *bench) {
			open(tabTodo, "", "")(b)
			b.Table().CheckAll()
		},
		"selection-some": func(b *bench) {
			open(tabAll, "1", "")(b)
			b.Table().Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
		},
		"days-filter": func(b *bench) { b.askDays("2026-11-03..2026-11-09", func(string) {}) },
		"ledger":      day(""), "ledger-bad": day("1 2026-11-22"), "ledger-good": day("2 2026-11-22"), "ledger-today": day("2 2026-11-23"),
		"fix-tax":     fix("1", func(*fixSheet) {}),
		"fix-tax-set": fix("1", func(x *fixSheet) { x.blocks[1].tax.Choose("T0") }),
		"fix-product": fix("3", func(x *fixSheet) { x.blocks[1].picker.Look("apron") }),
		"fix-rule": fix("1", func(x *fixSheet) {
			x.blocks[1].tax.Choose("T0")
			r, _ := x.f.rule()
			x.tryRule(r)
		}),
		"download": func(b *bench) {
			x := b.newDownload(b.Query().OneStore())
			x.store.Choose("2")
			x.numbers.SetText("20416, 20431 20420")
			x.lookUp()
		},
		"download-first": func(b *bench) { b.newDownload(b.Query().OneStore()) },
	}
	large := map[string]bool{"all": true, "lines": true, "ledger": true, "ledger-bad": true, "fix-product": true, "plain": true, "shortfall": true}
	for name, scene := range scenes {
		for mode, m := range map[string]theme.Mode{"light": theme.AlwaysLight, "dark": theme.AlwaysDark} {
			if mode == "dark" && !large[name] && os.Getenv("STOCKBRIDGE_PICTURES") == "" {
				continue // nothing is larger in the dark; for eyes alone
			}
			b := newBench(t, m)
			scene(b)
			b.Draw(t, "orders-"+name+"-"+mode)
			if large[name] {
				b.Enlarge()
				b.Draw(t, "orders-"+name+"-wide-"+mode)
			}
		}
	}
}
