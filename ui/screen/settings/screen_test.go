package settings_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"stockbridge/core/settings"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
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
	if s.values[2].StockBuffer != 3 || r.nav.toast != "1 setting saved" || r.shows("not saved") {
		t.Errorf("stored %d, said %q", s.values[2].StockBuffer, r.nav.toast)
	}
}

func TestARefusalStaysInItsFieldAndTheOthersAreSaved(t *testing.T) {
	s := newShop()
	s.refuse["channel_id"] = "the channel belongs to the store Muddy Paws"
	r := open(t, s, "tax")
	find[*kit.Select](r.row(t, "Sales channel"))[0].Choose("8")
	find[*kit.Select](r.row(t, "Tax code, taxable"))[0].Choose("T5")
	press(t, r.win.Content(), "Save")
	if s.set["tax_code_taxable"] != "T5" || s.values[2].ChannelID != 7 {
		t.Errorf("stored %v", s.set)
	}
	if !strings.Contains(words(r.row(t, "Sales channel")), "The channel belongs to") || !strings.Contains(words(r.row(t, "Sales channel")), "Trade counter") {
		t.Errorf("the row shows %s", words(r.row(t, "Sales channel")))
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
	if !strings.Contains(words(row), "H. Wray") || !strings.Contains(words(row), "was 1") || !strings.Contains(words(row), "Differs from default") {
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
	for _, want := range []string{"EKM Kiln & Larder", "Retail GBP", "Tax code for Reduced rate, 5%"} {
		if !r.shows(want) {
			t.Errorf("%q is not shown", want)
		}
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
	press(t, r.win.Canvas().Overlays().Top(), "Discard and go to another store")
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
		for _, tab := range []string{"general", "tax", "orders", "stock", "shipments", "customers"} {
			s := newShop()
			size := fyne.NewSize(1072, 720)
			if tab == "tax" {
				size = fyne.NewSize(1712, 1000)
			}
			r := show(t, s, mode, size.Width, size.Height)
			r.screen.Open(screen.Route{Store: 2, Tab: tab})
			if tab == "general" {
				r.screen.Open(screen.Route{Tab: tab})
			}
			if tab == "stock" {
				find[*kit.Entry](r.row(t, "Brake, per cent"))[0].SetText("lots")
			}
			keep(t, "settings-"+tab+"-"+name, r.win)
		}
	}
}
