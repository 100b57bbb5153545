package setup_test

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
)

func TestADryRunShowsBothSidesAndWhereAHeldOrderIsMended(t *testing.T) {
	a := newDesk()
	_, win, _ := open(t, a, 3, "")
	press(t, win, "Run it now")
	for _, want := range []string{"18 of 20", "8631", "£9.83", "Held: no tax code", "Agrees, £0.01 settled", "Text row", "86 reads, 0 writes. Last run", "took 41 s",
		"2 orders, £112.95, would wait here", `The EKM rate "Not taxable" has no Brightpearl tax code.`} {
		if !shows(win, want) {
			t.Errorf("%q is not said: %s", want, strings.Join(words(win), " | "))
		}
	}
	pressChip(t, win, "Differences 3")
	if shows(win, "8633") || shows(win, "8625") || !shows(win, "8631") || !shows(win, "8624") {
		t.Errorf("the differences are %v", words(win))
	}
	press(t, win, "Map the rate")
	if !shows(win, "Sales channel") {
		t.Error("the button does not lead to the step that mends it")
	}
}

func TestAnOrderThatARuleLeavesOutIsNoDifferenceOfAmounts(t *testing.T) {
	a := newDesk()
	out := &a.dry.Orders[1]
	out.Result, out.Cause = view.DryExcluded, fault.Cause{Code: "SB-ORD-122", Text: "Excluded by rule: its status in EKM is REFUNDED."}
	_, win, _ := open(t, a, 3, "")
	press(t, win, "Run it now")
	if !shows(win, "18 of 19") || !shows(win, "Left out") || !shows(win, "1 order, £20.00, would wait here") {
		t.Errorf("it says %v", words(win))
	}
}

func TestADryRunTellsHowFarItIsAndCancelKeepsWhatWasShown(t *testing.T) {
	a := newDesk()
	_, win, _ := open(t, a, 3, "")
	press(t, win, "Run it now")
	var seen string
	a.trying = func(progress func(done, total int)) {
		progress(6, 20)
		seen = strings.Join(words(win), " ")
		press(t, win, "Cancel")
	}
	press(t, win, "Run again")
	if !strings.Contains(seen, "Working through order 7 of 20") {
		t.Errorf("while it ran: %s", seen)
	}
	if !shows(win, "Cancelled. Nothing was changed.") || !shows(win, "Held: no tax code") {
		t.Errorf("after Cancel: %v", words(win))
	}
}

func TestADryRunWithoutOrdersIsNoFailure(t *testing.T) {
	a := newDesk()
	a.dry.Orders = nil
	_, win, _ := open(t, a, 3, "")
	press(t, win, "Run it now")
	if !shows(win, "The shop has no order yet") {
		t.Errorf("it says %v", words(win))
	}
	press(t, win, "Go on to go-live")
}

func TestASavedSettingWantsAnotherDryRun(t *testing.T) {
	a := newDesk()
	_, win, _ := open(t, a, 3, "")
	press(t, win, "Run it now")
	for range 3 {
		press(t, win, "Back")
	}
	entries(win)[0].SetText("7")
	press(t, win, "Save and go on")
	press(t, win, "Save and go on")
	press(t, win, "Go on")
	if !shows(win, "Twenty real orders, no write") {
		t.Errorf("the run of the old settings is still shown: %v", words(win))
	}
}

func TestTheStartSaysWhatItWouldBring(t *testing.T) {
	a := newDesk()
	a.store.Settings.OrderStatusID = 0
	_, win, _ := open(t, a, 3, "")
	if !shows(win, "This would bring 37 orders, £1,804.00") {
		t.Fatalf("it says %v", words(win))
	}
	a.coming = view.Coming{Orders: 500, Money: 1250000, Currency: "GBP", More: true}
	entries(win)[0].SetText("1 Oct 2026 09:30")
	if want := time.Date(2026, 10, 1, 9, 30, 0, 0, time.Local); !a.from.Equal(want) || !shows(win, "This would bring more than 500 orders") {
		t.Errorf("asked from %v: %v", a.from, words(win))
	}
	entries(win)[0].SetText("1 Oct 2026 9:")
	if shows(win, "This would bring") {
		t.Error("half a moment brings orders")
	}
	a.refuse = &fault.Error{Kind: fault.Offline, Remote: "ekm/Muddy Paws"}
	entries(win)[0].SetText("2 Oct 2026 09:30")
	if !shows(win, "The shop's orders could not be counted") || !shows(win, "SB-NET-001") {
		t.Errorf("after a failure: %v", words(win))
	}
}

func TestTheFirstPushIsPreviewedWithTheStepSaved(t *testing.T) {
	a := newDesk()
	_, win, _ := open(t, a, 3, "")
	for range 3 {
		press(t, win, "Back")
	}
	entries(win)[0].SetText("5")
	press(t, win, "Preview the first push")
	if a.store.Settings.StockBuffer != 5 {
		t.Error("the preview is of a buffer that is not stored")
	}
	for _, want := range []string{"1,204", "861", "KIT-000", "Cast iron casserole, blue", "Show 10 changes", "Nothing was written."} {
		if !shows(win, want) {
			t.Errorf("%q is not said: %v", want, words(win))
		}
	}
	if shows(win, "KIT-009") {
		t.Error("all rows are shown at once")
	}
	pressLink(t, win, "Show 10 changes")
	if !shows(win, "KIT-009") {
		t.Error("the other rows do not come")
	}
}

func TestDuplicatesMustHaveBeenSeen(t *testing.T) {
	a := newDesk()
	a.memory = map[string]string{}
	_, win, _ := open(t, a, 3, "")
	press(t, win, "Go on")
	if !shows(win, "Look at them, then tick this") {
		t.Fatalf("it went on: %v", words(win))
	}
	ticks := find[*kit.Check](win)
	test.Tap(ticks[len(ticks)-1])
	press(t, win, "Go on")
	if !shows(win, "Run it now") {
		t.Errorf("it did not go on: %v", words(win))
	}
	a.matches.Counts["duplicate"] = 3
	_, win, _ = open(t, a, 3, "")
	if !shows(win, "I have seen the 3 duplicates") {
		t.Error("a new duplicate needs no look")
	}
}

func TestTheSKUCheckTellsOfReadingsAndExports(t *testing.T) {
	a := newDesk()
	a.matches.Readings = []view.CatalogueProgress{{What: "EKM listings", Store: 3, Done: 3200, Total: 10000, Left: 3 * time.Minute}, {What: "EKM listings", Store: 1, Done: 5, Total: 6}, {What: "Brightpearl products", Done: 4100}}
	_, win, n := open(t, a, 3, "")
	press(t, win, "Back")
	for _, want := range []string{"EKM listings: 3,200 of 10,000, about 3 min left", "Brightpearl products: 4,100 read so far", "98.7%", "2,286 of 2,316"} {
		if !shows(win, want) {
			t.Errorf("%q is not said: %v", want, words(win))
		}
	}
	if shows(win, "5 of 6") {
		t.Error("the reading of another store is shown")
	}
	press(t, win, "Export unmatched for Brightpearl's importer")
	if a.exported != 1 || !shows(win, "26 listings exported") || !shows(win, "New products for Brightpearl.xlsx") {
		t.Errorf("exported %d times: %v", a.exported, words(win))
	}
	pressLink(t, win, "Show")
	if n.went.Screen != "match" || n.went.Store != 3 || n.went.Tab != "duplicate" {
		t.Errorf("Show leads to %+v", n.went)
	}
}

func TestTheShadowRunsUntilItGoesLiveFromAnOrder(t *testing.T) {
	a := newDesk()
	_, win, _ := open(t, a, 3, "")
	press(t, win, "Skip for now")
	press(t, win, "Start the shadow")
	for _, want := range []string{"98.5%", "1,904 reads, 0 writes", "Tax 2, Quantity 1", "Tax: £9.83 here, £15.49 typed", "Quantity: 2 here, 3 typed, and 1 more", "Not typed yet", "Go live from order 8633"} {
		if !shows(win, want) {
			t.Errorf("%q is not said: %v", want, words(win))
		}
	}
	if switches := find[*kit.Switch](win); switches[0].On() || !switches[0].Disabled() {
		t.Error("orders can be switched on past the shadow")
	}
	for _, s := range find[*kit.Select](win) {
		s.Choose("8998")
	}
	press(t, win, "Go live from order 8630")
	if a.liveFrom != 8998 || !shows(win, "Muddy Paws is live") || shows(win, "Stop the shadow") {
		t.Errorf("live from %d: %v", a.liveFrom, words(win))
	}
}

func TestTheShadowStops(t *testing.T) {
	a := newDesk()
	a.shadow = shadow()
	_, win, _ := open(t, a, 3, "")
	press(t, win, "Stop the shadow")
	if a.shadow.On || !shows(win, "Run in the shadow first") {
		t.Errorf("after Stop: %v", words(win))
	}
}

func TestTheChecklistHoldsWhatWasDecidedAndFound(t *testing.T) {
	a := newDesk()
	a.store.Name = "Paws/North"
	_, win, n := open(t, a, 3, "")
	press(t, win, "Run it now")
	press(t, win, "Go on to go-live")
	press(t, win, "Save the checklist")
	text, saved := a.files["Go-live of Paws-North 2026-11-04 1512.txt"]
	if !saved || n.toast != "Saved in Downloads" {
		t.Fatalf("saved %v, said %q", a.files, n.toast)
	}
	for _, want := range []string{"[x] Channel and money  EKM Muddy Paws", "[x] Dry run  18 of 20 agree", "[ ] Go live", "[x] Duplicate SKUs  1 SKU is on two listings: KIT-CAS-24-BL.",
		"[ ] 8631  Held: no tax code", "86 reads, 0 writes"} {
		if !strings.Contains(text, want) {
			t.Errorf("the checklist lacks %q:\n%s", want, text)
		}
	}
}

func TestWithoutAFreeChannelTheWizardSaysHowToMakeOne(t *testing.T) {
	a := newDesk()
	a.store.Settings = fresh()
	all := a.choices.Channels
	a.choices.Channels = all[:1]
	_, win, _ := open(t, a, 3, "")
	if !shows(win, "No channel is free") || !shows(win, "Other stores have them all: EKM Potting Shed") || !shows(win, "Settings > Channels") {
		t.Fatalf("it says %v", words(win))
	}
	a.choices.Channels = all
	press(t, win, "Check again")
	if shows(win, "No channel is free") || !shows(win, "2 free channels") {
		t.Errorf("after the recheck: %v", words(win))
	}
}
