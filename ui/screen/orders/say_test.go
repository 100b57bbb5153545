package orders

import (
	"context"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/screen/screentest"
	"stockbridge/ui/theme"
)

// stored are words of the canned day that no language changes, and codes.
func stored() []string {
	words := []string{"EKM", "Brightpearl", "SB-ORD", "SB-APP", "GBP", "Priya Nair", "priya.nair@example.com", "14 Cooper's Yard", "Ludlow", "SY8 1QX", "GB",
		"Sam", "Collects on Friday", "PET-BED-M-GRY", "PET-WDF-15", "KIT-APR-02", "Dog bed, grey, M", "Dog food, lamb, 15 kg", "Tracked 48", "Delivery:", "Please ring the bell", "Royal Mail", "OX", "9GB", "8GB", "5f1c09ab27de44c1", "Bartholomew Featherstonehaugh-Smythe"}
	for _, o := range day() {
		words = append(words, o.Customer, o.Store)
	}
	for _, s := range screentest.Stores() {
		words = append(words, s.Name)
	}
	return words
}

// elsewhere are words of the parts that all screens are made of, which their own packages translate.
var elsewhere = []string{"Views", "Store", "Filter", "More", "Cancel", "Try again", "Clear", "selected"}

// TestEveryWordIsSaid shows the states of the screen with wrapped texts: what is not wrapped no language could change.
func TestEveryWordIsSaid(t *testing.T) {
	screentest.WrapTexts(t)
	for name, scene := range map[string]func(*bench){
		"tabs": func(b *bench) {
			for _, tab := range []string{tabTodo, tabProgress, tabPosted, tabAll, tabExcluded} {
				b.Open(screen.Route{Tab: tab})
			}
			b.Open(screen.Route{Tab: tabAll})
		},
		"held":      func(b *bench) { b.Open(screen.Route{Tab: tabAll, Select: "1"}) },
		"short":     func(b *bench) { b.Open(screen.Route{Tab: tabAll, Select: "5"}) },
		"shortfall": func(b *bench) { b.Open(screen.Route{Tab: tabAll, Select: "5"}); b.Pane().Tabs().Select(paneShortfall) },
		"wait": func(b *bench) {
			b.Open(screen.Route{Tab: tabAll, Select: "5"})
			x := shortfalls(b.order())[0]
			b.letWait(x, x.Claims[1])
		},
		"changed":   func(b *bench) { b.Open(screen.Route{Tab: tabTodo, Select: "26"}) },
		"unpaid":    func(b *bench) { b.Open(screen.Route{Tab: tabProgress, Select: "11"}) },
		"lines":     func(b *bench) { b.Open(screen.Route{Tab: tabAll, Select: "5"}); b.Pane().Tabs().Select(paneLines) },
		"money":     func(b *bench) { b.Open(screen.Route{Tab: tabAll, Select: "12"}); b.Pane().Tabs().Select(paneMoney) },
		"customer":  func(b *bench) { b.Open(screen.Route{Tab: tabAll, Select: "12"}); b.Pane().Tabs().Select(paneCustomer) },
		"shipments": func(b *bench) { b.Open(screen.Route{Tab: tabAll, Select: "12"}); b.Pane().Tabs().Select(paneShipments) },
		"timeline":  func(b *bench) { b.Open(screen.Route{Tab: tabAll, Select: "12"}); b.Pane().Tabs().Select(paneTimeline) },
		"empty":     func(b *bench) { b.pages.rows = nil; b.Reload(); b.Open(screen.Route{Tab: tabTodo}) },
		"fault": func(b *bench) {
			b.pages.err = context.DeadlineExceeded
			b.Open(screen.Route{Tab: tabAll})
		},
		"exclude":  func(b *bench) { b.Open(screen.Route{Select: "1"}); b.exclude(b.order()) },
		"rule":     func(b *bench) { b.Open(screen.Route{Tab: tabAll, Select: "19"}); b.retry(b.order()) },
		"cause":    func(b *bench) { b.Open(screen.Route{Tab: tabTodo, Select: "1"}); b.retryCause(b.order(), 2, 112_95) },
		"ticked":   func(b *bench) { b.Table().CheckAll(); b.askRetryTicked() },
		"days":     func(b *bench) { b.askDays("", func(string) {}) },
		"amounts":  func(b *bench) { b.askAmounts("", func(string) {}) },
		"download": func(b *bench) { x := b.newDownload(2); x.numbers.SetText("20416, 20431"); x.lookUp() },
		"ledger":   func(b *bench) { b.Open(screen.Route{Tab: tabLedger}); b.days.Show("1 2026-11-22") },
		"fix":      func(b *bench) { b.Open(screen.Route{Tab: tabTodo, Select: "1"}); d, _ := b.Details(); b.fixOrder(d) },
		"chips": func(b *bench) {
			b.Choose(map[string][]string{causeFilter: {"SB-ORD-105"}, placedFilter: {placedToday}, listing.StateFilter: {"held", "waiting"}, hasFilter: {hasShort}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, theme.AlwaysLight)
			scene(b)
			b.Untranslated(t, append(stored(), elsewhere...)...)
		})
	}
}

// TestGermanFits draws the screen in the language with the longest words; Draw fails when something pushes the window.
func TestGermanFits(t *testing.T) {
	screentest.Speak(t, "de")
	for name, scene := range map[string]func(*bench){
		"all":       func(b *bench) { b.Open(screen.Route{Tab: tabAll, Select: "1"}) },
		"plain":     func(b *bench) { b.Open(screen.Route{Tab: tabAll}) },
		"money":     func(b *bench) { b.Open(screen.Route{Tab: tabAll, Select: "12"}); b.Pane().Tabs().Select(paneMoney) },
		"lines":     func(b *bench) { b.Open(screen.Route{Tab: tabAll, Select: "5"}); b.Pane().Tabs().Select(paneLines) },
		"shortfall": func(b *bench) { b.Open(screen.Route{Tab: tabAll, Select: "5"}); b.Pane().Tabs().Select(paneShortfall) },
		"selection": func(b *bench) { b.Table().CheckAll() },
		"ledger":    func(b *bench) { b.Open(screen.Route{Tab: tabLedger}); b.days.Show("1 2026-11-22") },
		"exclude":   func(b *bench) { b.Open(screen.Route{Select: "1"}); b.exclude(b.order()) },
		"fix":       func(b *bench) { b.Open(screen.Route{Tab: tabTodo, Select: "1"}); d, _ := b.Details(); b.fixOrder(d) },
		"download":  func(b *bench) { x := b.newDownload(2); x.numbers.SetText("20416, 20431"); x.lookUp() },
	} {
		b := newBench(t, theme.AlwaysLight)
		scene(b)
		b.Draw(t, "orders-de-"+name)
	}
}

// TestSumsAndDaysAreReadAsTheyAreWritten holds that what a field shows can be confirmed unchanged, in each language.
func TestSumsAndDaysAreReadAsTheyAreWritten(t *testing.T) {
	for _, language := range say.Languages() {
		screentest.Speak(t, language.Code)
		for _, p := range []commerce.Pence{0, 5, 49_95, 1_234_56, 1_234_567_00} {
			if got, err := parseSum(sum(p)); got != p || err != nil {
				t.Errorf("%s: %s is read as %v, %v", language.Code, sum(p), got, err)
			}
		}
		if got, err := parseSum("49.95"); got != 49_95 || err != nil {
			t.Errorf("%s: 49.95 is read as %v, %v", language.Code, got, err)
		}
		// What a filter keeps means the same in every language.
		if low, high, err := parseAmounts(formatAmounts(1_020_00, 5_000_50)); low != 1_020_00 || high != 5_000_50 || err != nil {
			t.Errorf("%s: the range is read as %v to %v, %v", language.Code, low, high, err)
		}
		if from, to, err := parseDays(formatDays(noon.AddDate(0, 0, -20), noon), noon); err != nil || to.Sub(from) < 20*24*time.Hour {
			t.Errorf("%s: the days are read as %v to %v, %v", language.Code, from, to, err)
		}
		for m := range 12 {
			day := time.Date(2026, time.Month(m+1), 3, 0, 0, 0, 0, time.Local)
			if got, err := parseDay(say.Date(day), noon); !got.Equal(day) || err != nil {
				t.Errorf("%s: %s is read as %v, %v", language.Code, say.Date(day), got, err)
			}
		}
	}
}
