package settings_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"stockbridge/core/fault"
	"stockbridge/core/settings"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/screentest"
	"stockbridge/ui/theme"
)

func open(t *testing.T, s *shop, tab string) rig {
	t.Helper()
	r := show(t, s, theme.AlwaysLight, 1072, 720)
	r.screen.Open(screen.Route{Store: 2, Tab: tab})
	return r
}

func TestAValueThatCannotBeIsNamedBesideItsFieldAndNotSaved(t *testing.T) {
	s := newShop()
	r := open(t, s, "stock")
	field := find[*kit.Entry](r.row(t, "Buffer"))[0]
	field.SetText("lots")
	if !strings.Contains(words(r.row(t, "Buffer")), "whole number of units") || !r.shows("1 change not saved, 1 value to correct") {
		t.Errorf("the fault is not shown: %s", words(r.win.Content()))
	}
	field.SetText("3")
	if !r.shows("1 change not saved") || r.shows("to correct") {
		t.Error("the fault stayed")
	}
	press(t, r.win.Content(), "Save")
	if s.values[2].StockBuffer != 3 || len(s.reasons) != 1 || r.nav.toast != "1 setting saved" || r.shows("not saved") {
		t.Errorf("stored %d, said %q", s.values[2].StockBuffer, r.nav.toast)
	}
}

// What the engine refuses stands beside its field while it is chosen, and nothing is stored.
func TestARefusalStandsBesideItsFieldBeforeItIsSaved(t *testing.T) {
	s := newShop()
	s.refuse["channel_id"] = "the channel belongs to the store Muddy Paws"
	r := open(t, s, "orders")
	find[*kit.Select](r.row(t, "Sales channel"))[0].Choose("8")
	find[*kit.Select](r.row(t, "Price list"))[0].Choose("")
	if !strings.Contains(words(r.row(t, "Sales channel")), "The channel belongs to") || !r.shows("2 changes not saved, 1 value to correct") {
		t.Errorf("the row shows %s", words(r.row(t, "Sales channel")))
	}
	if b := screentest.ButtonIn(t, r.win.Content(), "Save"); !b.Disabled() || len(s.set) != 0 {
		t.Errorf("it can be saved, stored is %v", s.set)
	}
	find[*kit.Select](r.row(t, "Sales channel"))[0].Choose("7")
	press(t, r.win.Content(), "Save")
	if s.values[2].ChannelID != 7 || s.values[2].PriceListID != 0 {
		t.Errorf("stored %v", s.set)
	}
}

func TestARefusedSaveStoresNothing(t *testing.T) {
	s := newShop()
	s.refuse["fallback_contact_id"], s.lenient = "Brightpearl has no contact of that id", true
	r := open(t, s, "customers")
	find[*kit.Select](r.row(t, "Order without an e-mail"))[0].Choose("hold")
	find[*kit.Entry](r.row(t, "Fallback contact"))[0].SetText("99")
	press(t, r.win.Content(), "Save")
	if len(s.set) != 0 || !strings.Contains(words(r.row(t, "Fallback contact")), "has no contact of that id") || !r.shows("2 changes not saved, 1 value to correct") {
		t.Errorf("stored %v, shown %s", s.set, words(r.row(t, "Fallback contact")))
	}
	s.refuse, s.failure = map[string]string{}, errors.New("no connection")
	find[*kit.Entry](r.row(t, "Fallback contact"))[0].SetText("98")
	press(t, r.win.Content(), "Save")
	if r.nav.failed != "Save the settings" || !r.shows("2 changes not saved") {
		t.Errorf("said %q", r.nav.failed)
	}
}

func TestSettingsThatClashSayWhy(t *testing.T) {
	s := newShop()
	r := show(t, s, theme.AlwaysLight, 1072, 2000)
	r.screen.Open(screen.Route{Store: 2, Tab: "shipments"})
	find[*kit.Select](r.row(t, "Status when part shipped"))[0].Choose("Dispatched")
	if !strings.Contains(words(r.row(t, "Status when part shipped")), "would read as shipped") {
		t.Errorf("the row shows %s", words(r.row(t, "Status when part shipped")))
	}
	find[*kit.Select](r.row(t, "Status when shipped"))[0].Choose("Pending")
	if strings.Contains(words(r.row(t, "Status when part shipped")), "would read as shipped") || r.shows("to correct") {
		t.Error("the clash is gone and still shown")
	}
}

func TestADefaultSaysWhoFollowsBeforeItIsChanged(t *testing.T) {
	s := newShop()
	r := open(t, s, "stock")
	find[*kit.Select](r.win.Content())[0].Choose("0")
	if !strings.Contains(words(r.row(t, "Brake, at least SKUs")), "The program's default: 20") {
		t.Errorf("the row shows %s", words(r.row(t, "Brake, at least SKUs")))
	}
	find[*kit.Entry](r.row(t, "Buffer"))[0].SetText("3")
	press(t, r.win.Content(), "Save")
	top := r.win.Canvas().Overlays().Top()
	if top == nil || !strings.Contains(words(top), "Buffer: 0 → 3") || !strings.Contains(words(top), "Kiln & Larder keeps") || len(s.set) != 0 {
		t.Fatalf("the question is %s", words(top))
	}
	press(t, top, "Cancel")
	if s.own.StockBuffer != 0 || !r.shows("1 change not saved") {
		t.Error("it was changed although the person did not want it")
	}
	press(t, r.win.Content(), "Save")
	press(t, r.win.Canvas().Overlays().Top(), "Change the default")
	if s.own.StockBuffer != 3 || r.shows("not saved") {
		t.Errorf("the default is %d", s.own.StockBuffer)
	}
	r.screen.Open(screen.Route{Store: 2, Tab: "stock"})
	if !strings.Contains(words(r.row(t, "Buffer")), "Default: 3") {
		t.Errorf("the store's row shows %s", words(r.row(t, "Buffer")))
	}
}

func TestWhatBelongsToOneStoreHasNoDefault(t *testing.T) {
	r := open(t, newShop(), "orders")
	find[*kit.Select](r.win.Content())[0].Choose("0")
	if !r.shows("No default: One channel serves one store.") || !r.shows("No default: Each shop has statuses of its own.") {
		t.Errorf("shown is %s", words(r.win.Content()))
	}
}

func TestResetEntersTheDefault(t *testing.T) {
	s := newShop()
	s.own.StockBuffer = 5
	r := open(t, s, "stock")
	for _, l := range find[*kit.Link](r.row(t, "Buffer")) {
		if words(l) == "Reset" {
			test.Tap(l)
		}
	}
	if got := find[*kit.Entry](r.row(t, "Buffer"))[0].Text(); got != "5" {
		t.Errorf("it was reset to %q", got)
	}
	press(t, r.win.Content(), "Reset group")
	if !r.shows("2 changes not saved") {
		t.Errorf("the group's reset shows %s", words(r.win.Content()))
	}
	press(t, r.win.Content(), "Save")
	if s.values[2].StockBuffer != 5 || s.values[2].BrakePercent != 5 {
		t.Errorf("stored %v", s.set)
	}
}

func TestSettingsAreCopiedFromAnotherStore(t *testing.T) {
	s := newShop()
	s.values[3], _ = s.values[3].Set("stock_cap", "12")
	r := open(t, s, "stock")
	press(t, r.win.Content(), "Copy from store")
	sheet := r.win.Canvas().Overlays().Top()
	if !strings.Contains(words(sheet), "Most units shown") || strings.Contains(words(sheet), "Sales channel") || !strings.Contains(words(sheet), "belong to one store alone are not copied") {
		t.Fatalf("the sheet shows %s", words(sheet))
	}
	if len(s.set) != 0 {
		t.Error("looking changed something")
	}
	press(t, sheet, "Take over 4 settings") // what the other store has not set is not ticked
	if len(s.set) != 4 || s.set["stock_cap"] != "12" || s.values[2].TaxTaxable != "T20" || s.reasons[0] != view.SettingCopied || r.win.Canvas().Overlays().Top() != nil {
		t.Errorf("copied %v for %v", s.set, s.reasons)
	}
}

func TestAFileIsSeenBeforeItIsTaken(t *testing.T) {
	s := newShop()
	r := open(t, s, "stock")
	r.more(t, "Export those of Kiln & Larder")
	if len(s.exported) != 1 || s.exported[0] != 2 || r.nav.toast != "Settings saved in Downloads" {
		t.Errorf("exported %v, said %q", s.exported, r.nav.toast)
	}
	r.more(t, "Import settings…")
	press(t, r.win.Canvas().Overlays().Top(), "Read")
	if !strings.Contains(words(r.win.Canvas().Overlays().Top()), "no file of Stockbridge settings") {
		t.Error("a wrong file is not named")
	}
	press(t, r.win.Canvas().Overlays().Top(), "Choose a file…")
	sheet := r.win.Canvas().Overlays().Top()
	for _, want := range []string{"Most units shown", "No limit", "Hold the order", "Brightpearl has no channel of that id", "1 setting is the same already", "Kiln & Larder"} {
		if !strings.Contains(words(sheet), want) {
			t.Errorf("%q is not shown: %s", want, words(sheet))
		}
	}
	s.refuse["stock_cap"], s.lenient = "it is too small", true
	press(t, sheet, "Take over 2 settings")
	if !strings.Contains(words(sheet), "It is too small") || len(s.set) != 0 {
		t.Errorf("the refusal shows %s", words(sheet))
	}
	test.Tap(find[*kit.Check](sheet)[0])
	press(t, sheet, "Take over 1 setting")
	if s.set["unmatched_policy"] != "hold" || len(s.set) != 1 || s.reasons[0] != view.SettingImported {
		t.Errorf("taken %v for %v", s.set, s.reasons)
	}
}

func TestMoneyRulesAreTriedBeforeTheyAreSaved(t *testing.T) {
	s := newShop()
	s.effect = view.RuleEffect{Posted: view.Outcome{Orders: 12, Money: 48210}, Held: view.Outcome{Orders: 1, Money: 999}, First: fault.Cause{Code: "SB-ORD-105", Text: "A line has no product."}}
	r := open(t, s, "stock")
	find[*kit.Entry](r.row(t, "Buffer"))[0].SetText("9")
	if r.shows("Try on held orders") {
		t.Error("stock can be tried on orders")
	}
	press(t, r.win.Content(), "Discard")
	r.screen.Open(screen.Route{Tab: "tax"})
	find[*kit.Select](r.row(t, "Tax code, taxable"))[0].Choose("T5")
	press(t, r.win.Content(), "Try on held orders")
	sheet := r.win.Canvas().Overlays().Top()
	for _, want := range []string{"12 held orders would be posted, £482.10", "1 order would be held again, £9.99", "A line has no product."} {
		if !strings.Contains(words(sheet), want) {
			t.Errorf("%q is not shown: %s", want, words(sheet))
		}
	}
	if len(s.set) != 0 || len(s.tried) != 1 {
		t.Errorf("trying stored %v", s.set)
	}
	press(t, sheet, "Save")
	if s.values[2].TaxTaxable != "T5" {
		t.Errorf("stored %v", s.set)
	}
}

func TestATrialCanBeCancelled(t *testing.T) {
	s := newShop()
	r := open(t, s, "tax")
	s.during = func() { press(t, r.win.Canvas().Overlays().Top(), "Cancel") }
	r.choice(t, "tax_code_taxable").Choose("T5")
	press(t, r.win.Content(), "Try on held orders")
	if !errors.Is(s.stopped, context.Canceled) || r.win.Canvas().Overlays().Top() != nil || !r.shows("1 change not saved") {
		t.Errorf("it went on: %v", s.stopped)
	}
}

func TestChangesAreListedWithAWayBack(t *testing.T) {
	s := newShop()
	r := open(t, s, "changes")
	for _, want := range []string{"H. Wray", "Muddy Paws", "Followed the default", "Main → Main, Unit 4", "None → 2 entries", "Made a rule", "The newest 9 changes"} {
		if !r.shows(want) {
			t.Errorf("%q is not shown", want)
		}
	}
	undo := 0
	for _, l := range find[*kit.Link](r.win.Content()) {
		if words(l) == "Undo" {
			if undo++; undo == 1 {
				test.Tap(l)
			}
		}
	}
	if undo != 7 { // not the addresses, and not the older change of the buffer
		t.Errorf("%d changes can be undone", undo)
	}
	press(t, r.win.Canvas().Overlays().Top(), "Undo the change")
	if len(s.undone) != 1 || s.undone[0] != 9 || r.nav.toast != "Undone" {
		t.Errorf("undone %v", s.undone)
	}
}

func TestDiscardBringsBackWhatIsStored(t *testing.T) {
	s := newShop()
	r := open(t, s, "orders")
	find[*kit.Select](r.row(t, "Line without a product"))[0].Choose(settings.TextRow)
	press(t, r.win.Content(), "Discard")
	if got := find[*kit.Select](r.row(t, "Line without a product"))[0].Value(); got != settings.Hold || len(s.set) != 0 {
		t.Errorf("the field holds %q, stored %v", got, s.set)
	}
}

func TestUndoEntersWhatItWasBefore(t *testing.T) {
	r := open(t, newShop(), "stock")
	row := r.row(t, "Buffer")
	if !strings.Contains(words(row), "H. Wray") || !strings.Contains(words(row), "was: 1") || !strings.Contains(words(row), "Differs from default") {
		t.Errorf("the origin is %s", words(row))
	}
	test.Tap(find[*kit.Link](row)[0])
	if got := find[*kit.Entry](r.row(t, "Buffer"))[0].Text(); got != "1" || !r.shows("1 change not saved") {
		t.Errorf("undone to %q", got)
	}
}

func TestIdsAppearByTheirNames(t *testing.T) {
	r := open(t, newShop(), "stock")
	if !strings.Contains(words(r.row(t, "Warehouses")), "Main, Unit 4") {
		t.Errorf("the row shows %s", words(r.row(t, "Warehouses")))
	}
	r.screen.Open(screen.Route{Tab: "Channel and money"})
	for _, want := range []string{"EKM Kiln & Larder", "Retail GBP"} {
		if !r.shows(want) {
			t.Errorf("%q is not shown", want)
		}
	}
	r.screen.Open(screen.Route{Tab: "tax"})
	if !r.shows("Tax code for Reduced rate, 5%") {
		t.Error("the shop's rate is not shown")
	}
}

func TestSearchFindsSettingsOfEveryGroup(t *testing.T) {
	r := open(t, newShop(), "orders")
	find[*kit.Entry](r.win.Content())[0].SetText("status")
	for _, want := range []string{"Start status", "Status when shipped", "EKM statuses to download"} {
		if !r.shows(want) {
			t.Errorf("%q is not found", want)
		}
	}
	find[*kit.Entry](r.win.Content())[0].SetText("quiet hours")
	if !r.shows("General") || !r.shows("Money may break quiet hours") {
		t.Error("what belongs to this computer is not found")
	}
	find[*kit.Entry](r.win.Content())[0].SetText("xyzzy")
	press(t, r.win.Content(), "Clear search")
	if !r.shows("Line without a product") {
		t.Error("the group did not come back")
	}
}

func TestAnotherStoreAsksAboutUnsavedChanges(t *testing.T) {
	s := newShop()
	r := open(t, s, "stock")
	find[*kit.Entry](r.row(t, "Buffer"))[0].SetText("9")
	r.screen.SetStore(3)
	top := r.win.Canvas().Overlays().Top()
	if top == nil {
		t.Fatal("the change was dropped without asking")
	}
	press(t, top, "Keep editing")
	if got := find[*kit.Entry](r.row(t, "Buffer"))[0].Text(); got != "9" {
		t.Errorf("the field holds %q", got)
	}
	r.screen.SetStore(3)
	press(t, r.win.Canvas().Overlays().Top(), "Discard and go on")
	if got := find[*kit.Entry](r.row(t, "Buffer"))[0].Text(); got != "0" {
		t.Errorf("the other store shows %q", got)
	}
}

func TestATrackingPageIsWrittenAndSaved(t *testing.T) {
	s := newShop()
	r := show(t, s, theme.AlwaysLight, 1072, 2000)
	r.screen.Open(screen.Route{Store: 2, Tab: "shipments"})
	find[*kit.Entry](r.row(t, "Tracking page of Royal Mail"))[0].SetText("https://track.example.com/{number}")
	press(t, r.win.Content(), "Save")
	if got := s.set["tracking_url.1"]; got != "https://track.example.com/{number}" {
		t.Errorf("saved %v", s.set)
	}
}

func TestGeneralSettingsTakeEffectAtOnce(t *testing.T) {
	s := newShop()
	r := show(t, s, theme.AlwaysLight, 1072, 720)
	find[*kit.Select](r.row(t, "Appearance"))[0].Choose("dark")
	find[*kit.Select](r.row(t, "Text size"))[0].Choose("125")
	if s.theme != "dark" || s.size != 125 || !r.shows(s.DataFolder()) || !r.shows("1.0.0") {
		t.Errorf("theme %s, size %d", s.theme, s.size)
	}
}

func TestThisComputersSettingsTakeEffectAtOnce(t *testing.T) {
	s := newShop()
	r := show(t, s, theme.AlwaysLight, 1072, 1200)
	find[*kit.Select](r.row(t, "Language"))[0].Choose("de")
	test.Tap(find[*kit.Switch](r.row(t, "Start with the computer"))[0])
	test.Tap(find[*kit.Switch](r.row(t, "Stay in the tray when closed"))[0])
	test.Tap(find[*kit.Switch](r.row(t, "Notifications"))[0])
	quiet := find[*kit.Entry](r.row(t, "Quiet hours"))
	quiet[0].SetText("22:00")
	if !strings.Contains(words(r.row(t, "Quiet hours")), "Enter both times") || s.desk.from != "" {
		t.Errorf("one time alone: %s", words(r.row(t, "Quiet hours")))
	}
	quiet[1].SetText("7 am")
	if !strings.Contains(words(r.row(t, "Quiet hours")), "such as 22:00") {
		t.Errorf("a wrong time: %s", words(r.row(t, "Quiet hours")))
	}
	quiet[1].SetText("07:00")
	if d := s.desk; d.language != "de" || !d.starts || !d.stays || d.notifies || d.from != "22:00" || d.until != "07:00" {
		t.Errorf("%+v", d)
	}
	s.desk.failure = errors.New("the system refused it")
	test.Tap(find[*kit.Switch](r.row(t, "Start with the computer"))[0])
	if !strings.Contains(words(r.row(t, "Start with the computer")), "The system refused it") || !find[*kit.Switch](r.row(t, "Start with the computer"))[0].On() {
		t.Error("what could not be done is shown as done")
	}
	s.desk.tray = false
	r.screen.Reload()
	if find[*kit.Switch](r.row(t, "Stay in the tray when closed"))[0].Disabled() == false || !r.shows("shows no tray icons now") {
		t.Error("without a tray it can be chosen")
	}
}

func TestSchedulesSayWhatHappensByItself(t *testing.T) {
	r := open(t, newShop(), "schedules")
	for _, want := range []string{"within two minutes", "Every 20 s, or every 80 s while wake-ups tell in time", "Every night", "Wait for tracking, minutes"} {
		if !r.shows(want) {
			t.Errorf("%q is not shown: %s", want, words(r.win.Content()))
		}
	}
}

func TestWithoutAStoreTheNextStepIsOffered(t *testing.T) {
	s := newShop()
	s.cards = nil
	r := show(t, s, theme.AlwaysLight, 1072, 720)
	r.screen.Open(screen.Route{Tab: "stock"})
	press(t, r.win.Content(), "Connect your first store")
	if r.nav.went != (screen.Route{Screen: screen.Stores, Tab: "add"}) {
		t.Errorf("went to %v", r.nav.went)
	}
}

func TestPictures(t *testing.T) {
	for name, mode := range map[string]theme.Mode{"light": theme.AlwaysLight, "dark": theme.AlwaysDark} {
		states := []string{"stock", "changes"}
		if os.Getenv("STOCKBRIDGE_PICTURES") != "" {
			states = []string{"general", "tax", "orders", "stock", "shipments", "customers", "payments", "schedules", "changes", "default", "question", "copy", "import", "try"}
		}
		for _, tab := range states {
			r := drawn(t, mode, tab, 1072, 720)
			keep(t, "settings-"+tab+"-"+name, r.win)
		}
		keep(t, "settings-large-stock-"+name, drawn(t, mode, "stock", 1712, 1000).win)
		keep(t, "settings-large-changes-"+name, drawn(t, mode, "changes", 1712, 1000).win)
	}
}

// drawn is the screen in one of its states, with what a person would have done to get there.
func drawn(t *testing.T, mode theme.Mode, state string, width, height float32) rig {
	t.Helper()
	s := newShop()
	s.effect = view.RuleEffect{Posted: view.Outcome{Orders: 12, Money: 48210}, Held: view.Outcome{Orders: 1, Money: 999}, First: fault.Cause{Code: "SB-ORD-105", Text: "A line has no product."}}
	r := show(t, s, mode, width, height)
	r.reach(t, state)
	return r
}

// reach brings the screen into a state.
func (r rig) reach(t *testing.T, state string) {
	t.Helper()
	choose := func(tab string) { r.screen.Open(screen.Route{Store: 2, Tab: tab}) }
	switch state {
	case "general", "changes":
		r.screen.Open(screen.Route{Tab: state})
	case "stock":
		choose("stock")
		r.entry(t, "brake_percent").SetText("lots")
	case "default", "question":
		r.screen.Open(screen.Route{Tab: "stock", Select: "defaults"})
		r.entry(t, "stock_buffer").SetText("3")
		if state == "question" {
			r.screen.Save()
		} else {
			r.screen.Open(screen.Route{Tab: "orders"})
		}
	case "copy":
		choose("stock")
		r.screen.Copy()
	case "import":
		choose("stock")
		r.screen.ReadFile("settings.json")
	case "try":
		choose("tax")
		r.choice(t, "tax_code_taxable").Choose("T5")
		r.screen.Try()
	default:
		choose(state)
	}
}

// Every word of the screen comes from package say, or is a name of the merchant's.
func TestEveryWordIsTranslated(t *testing.T) {
	for _, state := range []string{"general", "tax", "orders", "stock", "shipments", "customers", "payments", "schedules", "changes", "default", "question", "copy", "import", "try", "advanced", "empty", "failed"} {
		t.Run(state, func(t *testing.T) {
			screentest.WrapTexts(t)
			s := newShop()
			w := screentest.New(t, theme.AlwaysLight)
			switch state {
			case "empty":
				s.cards = nil
			case "failed":
				s.unreadable = errors.New("no connection")
			}
			r := rig{win: w.Window, nav: &nav{canvas: w.Canvas()}}
			r.screen = s.made(r.nav)
			w.Fill(t, r.screen.Content())
			r.screen.Shown()
			t.Cleanup(r.screen.Hidden)
			tab := state
			if state == "empty" || state == "failed" {
				tab = "customers"
			}
			r.reach(t, tab)
			w.Untranslated(t, merchant...)
		})
	}
}

func german(t *testing.T) {
	t.Helper()
	if err := say.Use("de"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := say.Use(say.British); err != nil {
			t.Error(err)
		}
	})
}

// The screen in German, to be looked at.
func TestGermanPictures(t *testing.T) {
	german(t)
	states := []string{"stock", "changes"}
	if os.Getenv("STOCKBRIDGE_PICTURES") != "" {
		states = []string{"general", "orders", "stock", "shipments", "schedules", "changes", "default", "question", "copy", "import", "try", "advanced"}
	}
	for _, state := range states {
		keep(t, "settings-"+state+"-de", drawn(t, theme.AlwaysLight, state, 1072, 720).win)
	}
}

// Every word of core that the screen shows is known in German, but for those that are the same there.
func TestCoreWordsAreKnownInGerman(t *testing.T) {
	texts, err := say.Texts("de")
	if err != nil {
		t.Fatal(err)
	}
	check := func(what, text string) {
		t.Helper()
		if german, ok := texts[text].(string); text != "" && (!ok || german == "") {
			t.Errorf("%s: %q is not translated", what, text)
		}
	}
	of := func(key string) {
		t.Helper()
		why, _ := settings.OwnOf(key)
		check(key, why)
		why, _ = settings.Exported(key)
		check(key, why)
	}
	for _, k := range settings.Keys() {
		check(k.Name, k.Title)
		check(k.Name, k.Effect)
		check(k.Name, k.Group)
		of(k.Name)
	}
	for _, m := range settings.Mappings() {
		check(m.Name, m.Title)
		check(m.Name, m.Effect)
		of(m.Name)
	}
}
