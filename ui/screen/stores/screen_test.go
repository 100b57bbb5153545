package stores_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/settings"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/screentest"
	"stockbridge/ui/screen/stores"
	"stockbridge/ui/theme"
)

func small(t *testing.T, s *shop) rig { return show(t, s, theme.AlwaysLight, 1072, 720) }

func TestTheStoreThatNeedsSomebodyIsInFront(t *testing.T) {
	s := newShop()
	s.cards[2].State, s.cards[2].Problem = commerce.StoreSignIn, "EKM wants a new sign-in."
	r := small(t, s)
	if !r.shows("EKM wants a new sign-in.") {
		t.Error("the store in front is not the one that has stopped")
	}
	press(t, r.win.Content(), "Sign in again")
	if r.setup.store != 3 || r.setup.at != "shop" || !r.shows("The wizard") {
		t.Errorf("the wizard opened for %d at %q", r.setup.store, r.setup.at)
	}
	r.setup.back()
	if r.shows("The wizard") {
		t.Error("the page did not come back")
	}
}

func TestAStoreIsExaminedOnceByItselfAndAgainOnRequest(t *testing.T) {
	s := newShop()
	r := small(t, s)
	r.screen.Reload()
	if s.asked != 1 {
		t.Errorf("examined %d times", s.asked)
	}
	if !r.shows("so no sales receipt is made") || !r.shows("Give the method a bank account") {
		t.Error("the problem and its fix are not shown")
	}
	press(t, r.win.Content(), "Test connection")
	if s.asked != 2 {
		t.Errorf("examined %d times after the request", s.asked)
	}
}

func TestPauseResumeAndSync(t *testing.T) {
	s := newShop()
	r := small(t, s)
	press(t, r.win.Content(), "Pause")
	tapMenu(t, r, "2 h")
	if s.until != now.Add(2*time.Hour) || r.nav.toast != "Potting Shed is paused until 16:02" {
		t.Errorf("until %v, said %q", s.until, r.nav.toast)
	}
	s.cards[0].State, s.cards[0].PausedUntil = commerce.StorePaused, s.until
	r.screen.Reload()
	if !r.shows("Paused until 16:02") {
		t.Error("the pause is not shown")
	}
	press(t, r.win.Content(), "Resume")
	press(t, r.win.Content(), "Sync now")
	if len(s.did) != 3 || s.did[1] != "resume" || s.did[2] != "sync" {
		t.Errorf("did %v", s.did)
	}
}

func TestSwitchesGoOneByOneAndStockAsksFirst(t *testing.T) {
	s := newShop()
	s.cards[0].StockOn = false
	r := small(t, s)
	switches := find[*kit.Switch](r.win.Content())
	test.Tap(switches[2])
	if s.flags != [3]bool{false, false, true} || s.did[0] != "off" {
		t.Errorf("%v %v", s.did, s.flags)
	}
	test.Tap(find[*kit.Switch](r.win.Content())[1])
	if len(s.did) != 1 {
		t.Fatal("stock was switched on without asking")
	}
	press(t, r.win.Canvas().Overlays().Top(), "Switch stock on")
	if s.did[1] != "live" || s.flags != [3]bool{false, true, false} {
		t.Errorf("%v %v", s.did, s.flags)
	}
}

func TestRemoveWantsTheName(t *testing.T) {
	s := newShop()
	r := small(t, s)
	press(t, r.win.Content(), "More actions")
	tapMenu(t, r, "Remove store…")
	top := r.win.Canvas().Overlays().Top()
	confirm := func() *kit.Button {
		for _, b := range find[*kit.Button](top) {
			if b.Label() == "Remove store" {
				return b
			}
		}
		return nil
	}
	if !confirm().Disabled() {
		t.Fatal("a store can be removed without its name")
	}
	find[*kit.Entry](top)[0].SetText("potting shed")
	test.Tap(confirm())
	if len(s.did) != 1 || s.did[0] != "remove" {
		t.Errorf("did %v", s.did)
	}
}

func TestBrightpearlThatWantsASignIn(t *testing.T) {
	s := newShop()
	s.status.Brightpearl.Connected = false
	r := small(t, s)
	if !r.shows("Brightpearl wants a new sign-in") {
		t.Fatal("nobody is told")
	}
	press(t, r.win.Content(), "Sign in again")
	if r.setup.at != "brightpearl" {
		t.Errorf("the wizard opened at %q", r.setup.at)
	}
}

func TestNoStoresYet(t *testing.T) {
	s := newShop()
	s.cards, s.status = nil, view.Status{}
	r := small(t, s)
	press(t, r.win.Content(), "Connect your first store")
	if r.setup.store != 0 || !r.shows("The wizard") {
		t.Error("the wizard is not shown")
	}
}

func TestAFailedReadKeepsTheTableAndSaysSo(t *testing.T) {
	s := newShop()
	r := small(t, s)
	s.err = errors.New("disk I/O error")
	r.screen.Reload()
	if !r.shows("Kiln & Larder") || !r.shows("The stores could not be read again") {
		t.Error("the stores went away, or nobody is told")
	}
}

func TestRoutesOpenStoresTabsAndTheWizard(t *testing.T) {
	s := newShop()
	r := small(t, s)
	r.screen.Open(screen.Route{Store: 2, Tab: "settings"})
	if !r.shows("EKM Kiln & Larder") || !r.shows("Main, Unit 4") || !r.shows("Differs from default") {
		t.Error("the settings of the store are not shown by name")
	}
	r.screen.Open(screen.Route{Tab: "add"})
	if !r.shows("The wizard") {
		t.Error("the wizard is not shown")
	}
}

func TestHowLongASignInHoldsAndASignInInPlace(t *testing.T) {
	s := newShop()
	r := small(t, s)
	r.screen.Open(screen.Route{Store: 3})
	if !r.shows("Signed in until 25 Nov if this PC stays off, 2 days left") || !r.shows("2 days left") {
		t.Error("nobody is told that the sign-in ends soon")
	}
	pressLink(t, r, "Sign in again")
	if r.setup.store != 3 || r.setup.at != "shop" {
		t.Errorf("the wizard opened for %d at %q", r.setup.store, r.setup.at)
	}
	r.setup.back()
	r.screen.Open(screen.Route{Store: 2, Tab: "connection"})
	for _, want := range []string{"Signed in until 8 Dec if this PC stays off", "5 h, from 09:02", "tempest.orders.write", "Private app", "Does not run out by itself", "Silent", "Proven"} {
		if !r.shows(want) {
			t.Errorf("%q is not shown", want)
		}
	}
}

func TestATestOrderThatCausesAnEMailSwitchesShipmentsOff(t *testing.T) {
	s := newShop()
	r := small(t, s)
	r.screen.Open(screen.Route{Store: 2, Tab: "connection"})
	find[*kit.Entry](r.win.Content())[0].SetText("1042")
	press(t, r.win.Content(), "Run the test")
	r.screen.Reload()
	if s.tested != "1042" || !r.shows("Did you get an e-mail from the shop?") {
		t.Fatalf("tested %q; the question is gone after a reload", s.tested)
	}
	press(t, r.win.Content(), "Yes, one came")
	if len(s.answers) != 1 || !s.answers[0] || !r.shows("Shipments stay off") {
		t.Errorf("answers %v", s.answers)
	}
	r.screen.Open(screen.Route{Store: 2, Tab: "health"})
	if find[*kit.Switch](r.win.Content())[2].On() {
		t.Error("shipments are still on")
	}
}

func TestPictures(t *testing.T) {
	for name, mode := range map[string]theme.Mode{"light": theme.AlwaysLight, "dark": theme.AlwaysDark} {
		for tab, size := range map[string]fyne.Size{"health": {Width: 1072, Height: 720}, "settings": {Width: 1072, Height: 720}, "timeline": {Width: 1072, Height: 720},
			"limits": {Width: 1072, Height: 720}, "connection": {Width: 1072, Height: 720}, "sales": {Width: 1712, Height: 1000}} {
			s := newShop()
			s.cards[1].Due, s.cards[1].Backlogs = 31, []view.Backlog{{Kind: "orders", Due: 19, Done: 31, Since: now.Add(-22 * time.Minute)}}
			r := show(t, s, mode, size.Width, size.Height)
			r.screen.Open(screen.Route{Store: 2, Tab: tab})
			keep(t, "stores-"+tab+"-"+name, r.win)
		}
		s := newShop()
		r := show(t, s, mode, 1712, 1000)
		r.screen.Open(screen.Route{Store: 2, Tab: "connection"})
		find[*kit.Entry](r.win.Content())[0].SetText("1042")
		press(t, r.win.Content(), "Run the test")
		scrolls := find[*kit.Scroll](r.win.Content())
		scrolls[len(scrolls)-1].ScrollToBottom()
		keep(t, "stores-connection-wide-"+name, r.win)
		s = newShop()
		s.cards[2].State, s.cards[2].Problem = commerce.StoreSignIn, "EKM wants a new sign-in."
		s.cards[0].State, s.cards[0].PausedUntil, s.cards[0].ShipmentsOn = commerce.StorePaused, now.Add(2*time.Hour), false
		s.cards = append(s.cards, view.StoreCard{Store: commerce.Store{ID: 4, Name: "Hearth", Username: "hearth", Currency: "EUR", State: commerce.StoreSetup}})
		s.status.Brightpearl.Connected = false
		keep(t, "stores-trouble-"+name, show(t, s, mode, 1072, 720).win)
		s.cards, s.status = nil, view.Status{}
		keep(t, "stores-none-"+name, show(t, s, mode, 1072, 720).win)
	}
	r := show(t, newShop(), theme.AlwaysLight, 1072, 720)
	press(t, r.win.Content(), "More actions")
	tapMenu(t, r, "Remove store…")
	keep(t, "stores-remove-light", r.win)
	wide := show(t, newShop(), theme.AlwaysLight, 1712, 1000)
	keep(t, "stores-health-wide", wide.win)
}

// TestNoWordIsLeftInEnglish shows the tabs, dialogs and states with the translated words marked.
func TestNoWordIsLeftInEnglish(t *testing.T) {
	screentest.WrapTexts(t)
	data := []string{"The wizard", "the database is locked", "EKM wants a new sign-in.", "Kiln & Larder Ltd", "Kiln & Larder", "Muddy Paws Ltd", "Muddy Paws", "Potting Shed Ltd", "Potting Shed", "EKM Kiln", "EKM Muddy",
		"EKM Potting", "Hearth", "hearth", "kilnlarder", "pottingshed", "muddypaws", "hollinswray_stockbridge", "hollinswray", "GBP", "EUR", "Main", "Unit 4", "Retail", "Bank transfer", "T20, standard", "T0, zero rated", "Dispatched",
		"5f1c-stockbridge", "euw1.brightpearlconnect.com", "api.ekm.net", "EKM", "Brightpearl", "order 20420",
		// of parts that are not this screen's
		"On", "8 Dec", " left", "No end", "Sign in again", "The sign-in has ended. Work waits and is kept.", "Signed in until 8 Dec if this PC stays off"}
	s := newShop()
	for _, c := range s.checks {
		data = append(data, c.Title, c.Text, c.Fix)
	}
	activity, _ := s.ActivityPage(t.Context(), view.Filter{}, view.Window{})
	for _, a := range activity.Rows {
		data = append(data, a.Text)
	}
	limits, _ := s.Limits(t.Context(), 2)
	for _, l := range limits {
		data = append(data, l.Name, l.Note)
	}
	own, _ := s.Connection(t.Context(), 2)
	data = append(data, own.Scopes...)
	for _, k := range settings.Keys() { // core's words, which the area of the settings translates
		data = append(data, k.Title, k.Group, k.Default)
		data = append(data, k.Choices...)
	}
	slices.SortFunc(data, func(a, b string) int { return len(b) - len(a) })
	data = slices.DeleteFunc(data, func(word string) bool { return word == "" })
	show := func(t *testing.T, s *shop) (*screentest.Window, *stores.Screen) {
		w := screentest.New(t, theme.AlwaysLight)
		x := stores.New(stores.Options{Feed: w.Feed, News: &events.Hub{}, Pages: s, Actions: s, Setup: &setupPage{content: kit.NewText("The wizard", theme.Title, theme.Text)}, Files: s, Memory: s, Nav: w,
			Now: func() time.Time { return now }})
		w.Fill(t, x.Content())
		x.Shown()
		t.Cleanup(x.Hidden)
		return w, x
	}
	t.Run("tabs", func(t *testing.T) {
		w, x := show(t, s)
		for _, tab := range []string{"health", "settings", "timeline", "limits", "sales"} {
			x.Open(screen.Route{Store: 2, Tab: tab})
			w.Untranslated(t, data...)
		}
		menu := w.Button(t, say.Opening+"More actions"+say.Closing)
		test.Tap(menu)
		w.Untranslated(t, data...)
	})
	t.Run("trouble", func(t *testing.T) {
		s := newShop()
		s.cards[2].State, s.cards[2].Problem = commerce.StoreSignIn, "EKM wants a new sign-in."
		s.cards[0].State, s.cards[0].PausedUntil = commerce.StorePaused, now.Add(2*time.Hour)
		s.cards = append(s.cards, view.StoreCard{Store: commerce.Store{ID: 4, Name: "Hearth", Username: "hearth", Currency: "EUR", State: commerce.StoreSetup}})
		s.status.Brightpearl.Connected = false
		w, x := show(t, s)
		w.Untranslated(t, data...)
		for id := range commerce.StoreID(5) {
			x.Open(screen.Route{Store: id, Tab: "health"})
			w.Untranslated(t, data...)
		}
	})
	t.Run("empty", func(t *testing.T) {
		s := newShop()
		s.cards, s.status = nil, view.Status{}
		w, _ := show(t, s)
		w.Untranslated(t, data...)
	})
}

func TestTheListIsSavedAndItsColumnsAreKept(t *testing.T) {
	s := newShop()
	r := show(t, s, theme.AlwaysLight, 1712, 1000)
	press(t, r.win.Content(), "Export")
	tapMenu(t, r, "As text, CSV")
	lines := strings.Split(s.file.String(), "\n")
	if r.nav.toast != "3 stores saved in Downloads" || len(lines) != 5 ||
		strings.TrimSpace(lines[2]) != `Kiln & Larder,kilnlarder,EKM Kiln & Larder,GBP,live,52,731,739,Main,hold,on,on,on,2026-12-08 14:02:00,5,2026-11-23 13:56:00,2026-11-23 14:00:50` {
		t.Errorf("said %q, wrote %q", r.nav.toast, lines)
	}
	if r.shows("v5") {
		t.Fatal("the version of the settings shows without being asked for")
	}
	s.kept = `{"Order":["store","settings","account","state"],"Hidden":["account"]}`
	if r = show(t, s, theme.AlwaysLight, 1712, 1000); !r.shows("v5") || r.shows("kilnlarder") {
		t.Error("the columns are not as they were left")
	}
}

func TestGermanPicture(t *testing.T) {
	screentest.Speak(t, "de")
	for _, tab := range []string{"health", "connection"} {
		r := show(t, newShop(), theme.AlwaysLight, 1072, 720)
		r.screen.Open(screen.Route{Store: 2, Tab: tab})
		keep(t, "stores-german-"+tab, r.win)
	}
}

// tapMenu chooses a line of the open menu.
func pressLink(t *testing.T, r rig, text string) {
	t.Helper()
	for _, l := range find[*kit.Link](r.win.Content()) {
		if words(l) == text {
			test.Tap(l)
			return
		}
	}
	t.Fatalf("no link %q in: %s", text, words(r.win.Content()))
}

func tapMenu(t *testing.T, r rig, label string) {
	t.Helper()
	top := r.win.Canvas().Overlays().Top()
	var hit fyne.Tappable
	all(top, func(o fyne.CanvasObject) {
		if line, ok := o.(fyne.Tappable); ok && words(o) != "" {
			if text := words(o); len(text) >= len(label) && text[:len(label)] == label {
				hit = line
			}
		}
	})
	if hit == nil {
		t.Fatalf("no %q in the menu: %s", label, words(top))
	}
	hit.Tapped(&fyne.PointEvent{})
}

func TestTheExactTimeIsInTheTip(t *testing.T) {
	s := newShop()
	s.cards[0].State, s.cards[0].PausedUntil = commerce.StorePaused, now.Add(2*time.Hour)
	r := small(t, s)
	screentest.TellsExactly(t, r.win.Content(), s.cards[0].PausedUntil)
	r.screen.Open(screen.Route{Tab: "timeline"})
	entries, _ := s.ActivityPage(t.Context(), view.Filter{}, view.Window{})
	screentest.TellsExactly(t, r.win.Content(), entries.Rows[0].At)
}

func TestSettingsAreComparedWithThePersonsOwnDefaults(t *testing.T) {
	s := newShop()
	r := small(t, s)
	r.screen.Open(screen.Route{Tab: "settings"})
	if !r.shows("2 differ from their defaults") {
		t.Error("a buffer and a rule of its own are not counted")
	}
	s.defaults.StockBuffer = 2
	r.screen.Reload()
	if !r.shows("1 differs from its default") {
		t.Error("a buffer as in the defaults counts as a difference")
	}
}
