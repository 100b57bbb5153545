package inventory

import (
	"os"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen/screentest"
	"stockbridge/ui/theme"
)

// scene is one part of the screen: what it reads, and how a person comes there.
type scene struct {
	c    *canned
	open func(*Screen, *screentest.Window)
}

func scenes() map[string]scene {
	full := func() *canned {
		return &canned{rows: stockRows(), past: moments(), preview: effectOf(find(kiln, towel), 4)}
	}
	open := func(pane string) func(*Screen, *screentest.Window) {
		return func(s *Screen, _ *screentest.Window) {
			s.Show(key(kiln, towel))
			s.Pane().Tabs().Select(pane)
		}
	}
	turn := func(tab string) func(*Screen, *screentest.Window) {
		return func(s *Screen, _ *screentest.Window) { s.Turn(tab) }
	}
	return map[string]scene{
		"list": {full(), func(*Screen, *screentest.Window) {}}, "explain": {full(), open(paneExplain)}, "rules": {full(), open(paneRules)},
		"orders": {full(), open(paneOrders)}, "history": {full(), open(paneHistory)},
		"exposed": {full(), turn(tabExposed)}, "drift": {full(), turn(tabDrift)}, "frozen": {full(), turn(tabFrozen)}, "problems": {full(), turn(tabProblems)},
		"then": {full(), func(s *Screen, w *screentest.Window) {
			open(paneExplain)(s, w)
			for range 5 {
				s.teller.line.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
			}
			w.Canvas().Focus(s.teller.line)
		}},
		"exposed-pane": {full(), func(s *Screen, _ *screentest.Window) { s.Show(key(paws, "PET-COL-S-BLU")) }},
		"typed": {full(), func(s *Screen, w *screentest.Window) {
			open(paneRules)(s, w)
			s.editor.use()
		}},
		"tagged": {full(), func(s *Screen, _ *screentest.Window) {
			s.Show(key(shed, "GDN-KNE-GRN"))
			s.Pane().Tabs().Select(paneRules)
		}},
		"brake": {&canned{rows: stockRows(), brakes: []view.Brake{theBrake()}}, func(*Screen, *screentest.Window) {}},
		"brakes": {&canned{rows: stockRows(), rules: []view.StockRule{{StoreID: kiln, Cap: -1, Freeze: commerce.FreezeAtZero, Until: at("16:00"), Reason: "flood in the warehouse"}},
			brakes: []view.Brake{theBrake(), {StoreID: shed, Store: names[shed], Currency: "GBP", At: at("13:50"), Why: "wild", SKUs: 12, Wild: 12, UnitsUp: 24000}}}, func(s *Screen, w *screentest.Window) {
			open(paneExplain)(s, w)
		}},
		"desk": {&canned{rows: stockRows(), brakes: []view.Brake{theBrake()}}, func(s *Screen, _ *screentest.Window) { s.openDeskOf(paws) }},
		"desk-ticked": {&canned{rows: stockRows(), brakes: []view.Brake{theBrake()}}, func(s *Screen, _ *screentest.Window) {
			s.openDeskOf(paws)
			for range 3 {
				s.desk.table.Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
				s.desk.table.Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
			}
		}},
		"apply":  {&canned{rows: stockRows()}, func(s *Screen, _ *screentest.Window) { s.askApply(theBrake(), nil, brakeFigures(theBrake()), 310) }},
		"freeze": {full(), func(s *Screen, _ *screentest.Window) { s.askFreeze([]view.LevelRow{find(kiln, towel)}) }},
		"freeze-zero": {full(), func(s *Screen, _ *screentest.Window) {
			f := s.newFreezeAsk(nil, []view.LevelRow{find(kiln, towel)})
			test.TapCanvas(s.o.Nav.Canvas(), fyne.NewPos(450, 255))
			f.look()
		}},
		"menu": {full(), func(s *Screen, w *screentest.Window) {
			kit.ShowMenuAt(w.Canvas(), fyne.NewPos(300, 240), s.menu(find(kiln, towel)))
		}},
		"store-menu": {full(), func(s *Screen, _ *screentest.Window) { kit.ShowMenu(s.stores, s.storeMenu()) }},
		"selection": {full(), func(s *Screen, w *screentest.Window) {
			open(paneExplain)(s, w)
			tick(s, 3)
		}},
		"tag": {full(), func(s *Screen, _ *screentest.Window) {
			s.askTag([]view.LevelRow{find(shed, "GDN-KNE-GRN"), find(kiln, towel)})
		}},
		"push":    {full(), func(s *Screen, _ *screentest.Window) { s.askPushStore(s.StoreCards()[1]) }},
		"compare": {full(), func(s *Screen, _ *screentest.Window) { s.askReconcile(s.StoreCards()[1]) }},
		"compared": {full(), func(s *Screen, _ *screentest.Window) {
			s.reconcile(s.StoreCards()[1], 2292)
			s.o.Actions.(*canned).differ = 3
			s.reconcile(s.StoreCards()[0], 2292)
		}},
		"preview": {&canned{rows: stockRows(), off: true}, func(*Screen, *screentest.Window) {}},
		"empty":   {&canned{}, func(*Screen, *screentest.Window) {}},
		"fault":   {broken(), func(*Screen, *screentest.Window) {}},
	}
}

// TestPictures draws every part of the screen, light and dark, small and large, and in German; Draw fails when something needs more
// room than there is. STOCKBRIDGE_PICTURES names a folder that keeps them.
func TestPictures(t *testing.T) {
	large := map[string]bool{"list": true, "explain": true, "then": true, "frozen": true, "exposed": true, "desk-ticked": true, "brake": true, "rules": true}
	for name, x := range scenes() {
		for mode, m := range map[string]theme.Mode{"light": theme.AlwaysLight, "dark": theme.AlwaysDark} {
			if mode == "dark" && !large[name] && os.Getenv("STOCKBRIDGE_PICTURES") == "" {
				continue // nothing is larger in the dark; for eyes alone
			}
			s, w := start(t, x.c, m)
			x.open(s, w)
			w.Draw(t, "inventory-"+name+"-"+mode)
			if large[name] {
				w.Enlarge()
				w.Draw(t, "inventory-"+name+"-wide-"+mode)
			}
		}
	}
	screentest.Speak(t, "de")
	for name, x := range scenes() {
		s, w := start(t, x.c, theme.AlwaysLight)
		x.open(s, w)
		w.Draw(t, "inventory-"+name+"-german")
	}
}

// TestEveryWordIsTranslated shows each part of the screen; what is stored is data.
func TestEveryWordIsTranslated(t *testing.T) {
	screentest.WrapTexts(t)
	data := []string{"Unit 4", "West", "Main", "Hall", "flood in the warehouse", "being counted", "recalled by the maker", "fragile", "seasonal"}
	data = append(data, "Store", "More", "Cancel", "Clear", "selected", "Try again", "Select all", "filtered", "Filter") // kit and listing have tests of their own
	for _, v := range stockRows() {
		data = append(data, v.SKU, v.Name)
	}
	for _, name := range names {
		data = append(data, name)
	}
	for name, x := range scenes() {
		t.Run(name, func(t *testing.T) {
			s, w := start(t, x.c, theme.AlwaysLight)
			x.open(s, w)
			w.Untranslated(t, data...)
		})
	}
}

// effectOf is what another buffer would do to a figure.
func effectOf(v view.LevelRow, buffer int64) view.Preview {
	would := v.Terms
	would.Buffer = buffer
	n := would.Publish() - v.Wanted
	return view.Preview{SKUs: 3, Down: 1, Units: n, Changes: []view.PreviewRow{{LevelRow: v, Would: would}}}
}

// tick ticks the first rows of the table.
func tick(s *Screen, rows int) {
	for range rows {
		s.Table().Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
		s.Table().Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	}
}
