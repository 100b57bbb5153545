package attention

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/sheet"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/screentest"
	"stockbridge/ui/theme"
)

// TestPictures draws the screen in both appearances; set STOCKBRIDGE_PICTURES to keep the pictures.
func TestPictures(t *testing.T) {
	for name, mode := range map[string]theme.Mode{"light": theme.AlwaysLight, "dark": theme.AlwaysDark} {
		s, nav := start(t, full(), mode)
		s.Shown()
		nav.Draw(t, "attention-cards-"+name)
		s.showCause("3|SB-ORD-105|1")
		nav.Draw(t, "attention-pane-"+name)
		nav.Enlarge()
		nav.Draw(t, "attention-wide-"+name)
		nav.Resize(fyne.NewSize(screentest.Wide, screentest.High))
		s.page.tabs.Select(tabActivity)
		nav.Draw(t, "attention-log-"+name)
		s.showEntry("4")
		nav.Draw(t, "attention-entry-"+name)
		nav.Enlarge()
		nav.Draw(t, "attention-log-wide-"+name)
		s, nav = start(t, &canned{err: errDisk}, mode)
		s.Shown()
		nav.Draw(t, "attention-fault-"+name)
		s.page.tabs.Select(tabActivity)
		nav.Draw(t, "attention-log-fault-"+name)
	}
	s, nav := start(t, full(), theme.AlwaysLight)
	nav.Draw(t, "attention-loading")
	s.Shown()
	s.explainOrder()
	nav.Draw(t, "attention-formula")
	s, nav = start(t, &canned{entries: entries()}, theme.AlwaysLight)
	s.Shown()
	nav.Draw(t, "attention-empty")
	screentest.Speak(t, "de")
	for name, scene := range scenes() {
		s, nav := start(t, scene.c, theme.AlwaysLight)
		s.Shown()
		scene.open(s)
		nav.Draw(t, "attention-"+name+"-german")
	}
}

// scene is one part of the screen: what it reads, and how a person comes there.
type scene struct {
	c    *canned
	open func(*Screen)
}

func scenes() map[string]scene {
	stay, log := func(*Screen) {}, func(s *Screen) { s.page.tabs.Select(tabActivity) }
	return map[string]scene{
		"cards": {full(), stay}, "pane": {full(), func(s *Screen) { s.showCause("3|SB-ORD-105|1") }}, "formula": {full(), (*Screen).explainOrder},
		"log": {full(), log}, "entry": {full(), func(s *Screen) { log(s); s.showEntry("4") }},
		"empty": {&canned{entries: entries()}, stay}, "empty-log": {&canned{}, log},
		"narrow": {&canned{}, func(s *Screen) { log(s); s.setText("nobody") }},
		"broken": {&canned{err: errors.New("disk")}, stay}, "broken-log": {&canned{err: errors.New("disk")}, log},
		"snoozed": {full(), func(s *Screen) { s.page.tabs.Select(tabSnoozed) }}, "solved": {full(), func(s *Screen) { s.page.tabs.Select(tabSolved) }},
		"no-snoozed": {&canned{}, func(s *Screen) { s.page.tabs.Select(tabSnoozed) }}, "no-solved": {&canned{}, func(s *Screen) { s.page.tabs.Select(tabSolved) }},
		"ask-snooze": {full(), func(s *Screen) { s.askSnooze(causes()[1], snoozeChoices(noon)[2].until) }}, "ask-assign": {full(), func(s *Screen) { s.askAssign(causes()[1]) }},
		"menu":        {full(), func(s *Screen) { kit.ShowMenuAt(s.o.Nav.Canvas(), fyne.NewPos(700, 260), s.more(causes()[1])) }},
		"snooze-menu": {full(), func(s *Screen) { kit.ShowMenuAt(s.o.Nav.Canvas(), fyne.NewPos(700, 260), s.snoozeMenu(causes()[1])) }},
		"ask":         {full(), func(s *Screen) { s.askRetry(causes()[0]) }},
	}
}

// TestEveryWordIsTranslated shows each part of the screen; what is stored is data.
func TestEveryWordIsTranslated(t *testing.T) {
	screentest.WrapTexts(t)
	data := []string{"More", "Cancel", "Clear", "Try again", "Snooze", "Columns", "H. Wray", "Stockbridge", "Brightpearl", "On", "Filter", "order:74", "SB-ORD-105", "Ada", "Mo", "the shop is being rebuilt"} // kit has tests of its own
	for _, name := range names {
		data = append(data, name)
	}
	for name, x := range scenes() {
		t.Run(name, func(t *testing.T) {
			s, nav := start(t, x.c, theme.AlwaysLight)
			s.Shown()
			x.open(s)
			nav.Untranslated(t, data...)
		})
	}
}

func TestCardsLeadToTheBestNextStep(t *testing.T) {
	c := full()
	s, nav := start(t, c, theme.AlwaysLight)
	s.Shown()
	nav.Shows(t, "open problems", "£231.05", "Tax rate 7 of Muddy Paws is not mapped", "2 orders", "16:40 today", "Sign-in needed")
	for i, want := range []screen.Route{
		{Screen: screen.Settings, Store: paws}, {Screen: screen.Match, Store: kiln, Tab: "duplicate"}, {Screen: screen.Orders, Store: kiln, Tab: "todo", Code: "SB-ORD-112"},
		{Screen: screen.Inventory, Store: shed, Tab: "braked"},
	} {
		s.act(c.causes[i])
		if got := nav.LastRoute(); got != want {
			t.Errorf("card %d leads to %+v, want %+v", i, got, want)
		}
	}
	s.act(view.CauseCard{Key: "problem|short/12", Code: shortOrder, StoreID: kiln, Order: 12})
	if got, want := nav.LastRoute(), (screen.Route{Screen: screen.Orders, Tab: "all", Select: "12", Pane: "shortfall"}); got != want {
		t.Errorf("a short order leads to %+v, want %+v", got, want)
	}
	for _, c := range c.causes {
		if c.Key == "problem|sign-in/0" {
			s.act(c)
		}
	}
	if got, want := nav.LastRoute(), (screen.Route{Screen: screen.Stores, Tab: "brightpearl"}); got != want {
		t.Errorf("a sign-in that has ended leads to %+v, want %+v", got, want)
	}
	s.askRetry(c.causes[0])
	nav.Shows(t, "Retry all orders of Muddy Paws with this cause?", "2 orders here, £112.95.")
	kit.CloseTop(nav.Canvas())
	s.askRetry(c.causes[2])
	if len(c.wished) != 1 || c.wished[0] != "retry Kiln & Larder SB-ORD-112" || nav.Said[0] != "2 orders are tried again" {
		t.Errorf("wished %v, said %v", c.wished, nav.Said)
	}
	c.refused = errDisk
	s.retryShipments(c.causes[4])
	if nav.Failures[0] != "Retry the shipments of Potting Shed" {
		t.Errorf("a refused retry failed as %v", nav.Failures)
	}
}

func TestPaneSaysTheFiveParts(t *testing.T) {
	c := full()
	s, nav := start(t, c, theme.AlwaysLight)
	s.Shown()
	s.showCause("problem|brake/1")
	nav.Shows(t, "What happened", "Where", "Why", "What happens now", "What you can do", "SB-STK-501")
	c.causes = c.causes[:2]
	s.Reload()
	if s.page.split.Open() {
		t.Error("the pane still shows a cause that is settled")
	}
	s.copy(summary(c.causes[0], noon))
	if got := fyne.CurrentApp().Clipboard().Content(); got == "" || nav.Said[0] != "Copied as text" {
		t.Errorf("copied %q", got)
	}
}

func TestRouteOpensACauseOnceItIsRead(t *testing.T) {
	s, nav := start(t, full(), theme.AlwaysLight)
	s.Open(screen.Route{Screen: screen.Attention, Select: "problem|brake/1"})
	s.Shown()
	nav.Shows(t, "What you can do", "SB-STK-501")
	s.ClosePane()
	s.Reload()
	s.Open(screen.Route{Screen: screen.Attention})
	if s.page.split.Open() {
		t.Error("the cause came back after it was closed")
	}
}

func TestAProblemIsSnoozedWithAReason(t *testing.T) {
	c := full()
	s, nav := start(t, c, theme.AlwaysLight)
	s.Shown()
	nav.Shows(t, "healed by itself today", "assigned to Ada")
	items := s.snoozeMenu(c.causes[1]) // due tomorrow at noon
	if len(items) != 3 || items[1].Note != "24 Nov 08:00" || items[2].Note != "30 Nov 08:00" {
		t.Errorf("the menu offers %+v", items)
	}
	near := c.causes[0]
	near.FirstDue = noon.Add(90 * time.Minute)
	if items := s.snoozeMenu(near); len(items) != 1 || !items[0].Disabled {
		t.Errorf("a problem that is due soon can be snoozed: %+v", items)
	}
	items[2].Tapped()
	nav.Shows(t, "Snooze this problem?", "24 Nov 10:00, two hours before", "stays held")
	if b := nav.Button(t, "Snooze"); !b.Disabled() {
		t.Error("a problem can be snoozed without a reason")
	}
	nav.Type(t, "moved house")
	nav.Press(t, "Snooze")
	s.page.tabs.Select(tabSnoozed)
	nav.Shows(t, "EKM refuses the stock of KIT-MUG-04", "Snoozed until 17:00 by Mo: the shop is being rebuilt")
	nav.Press(t, "Open again")
	s.page.tabs.Select(tabSolved)
	nav.Shows(t, "EKM did not answer", "It healed by itself", "Solved after a person")
	want := []string{"snooze problem|duplicate/2 30 Nov 08:00 moved house", "wake 2|SB-API-012|9"}
	if !slices.Equal(c.wished, want) {
		t.Errorf("wished %q, want %q", c.wished, want)
	}
}

func TestAProblemIsGivenToSomebody(t *testing.T) {
	c := full()
	s, nav := start(t, c, theme.AlwaysLight)
	s.Shown()
	s.askAssign(c.causes[1])
	nav.Shows(t, "Who sees to it", "Mo")
	nav.Type(t, "Bea")
	nav.Press(t, "Assign")
	if !slices.Equal(c.wished, []string{"assign problem|duplicate/2 Bea"}) || nav.Said[0] != "Assigned to Bea" {
		t.Errorf("wished %q, said %q", c.wished, nav.Said)
	}
	s.setCardFilter(map[string][]string{"assigned": {"Ada"}})
	if n := s.visible().count(); n != 1 {
		t.Errorf("%d problems are Ada's, want 1", n)
	}
	s.setCardFilter(map[string][]string{"assigned": {nobody}})
	if n := s.visible().count(); n != len(c.causes)-1 {
		t.Errorf("%d problems are nobody's", n)
	}
}

func TestTheLogIsNarrowedAndExported(t *testing.T) {
	c := full()
	s, nav := start(t, c, theme.AlwaysLight)
	s.Shown()
	s.page.tabs.Select(tabActivity)
	s.setLogFilter(map[string][]string{"actor": {"You"}, "since": {"yesterday"}})
	if got := c.lastAsked(); got.Actor != "You" || !got.From.Equal(screen.Midnight(noon).AddDate(0, 0, -1)) || !got.To.Equal(screen.Midnight(noon)) {
		t.Errorf("asked for %+v", got)
	}
	s.setLogFilter(map[string][]string{"actor": {anybody}})
	if got := c.lastAsked(); got.Actor != "" || !slices.Equal(got.Has, []string{"person"}) {
		t.Errorf("asked for %+v", got)
	}
	s.setLogFilter(map[string][]string{"kind": {"order"}})
	s.export(sheet.CSV)
	file := c.saved["Activity 2026-11-23 1402.csv"]
	if file == nil || strings.Count(file.String(), "\n") != 4 || nav.Said[0] != "3 entries saved in Downloads" {
		t.Errorf("saved %v, said %q", c.saved, nav.Said)
	}
}

func TestNoProblemsIsProven(t *testing.T) {
	s, nav := start(t, &canned{}, theme.AlwaysLight)
	s.Shown()
	nav.Shows(t, "No open problems. 1,902 actions in the last 24 h", "3 of them were warnings, and all are settled.", "Show activity")
}

func TestManyCausesAreDrawnInBatches(t *testing.T) {
	s, _ := start(t, &canned{causes: many(60)}, theme.AlwaysLight)
	s.Shown()
	if n := len(s.page.cards.Objects); n != batch+1 {
		t.Errorf("%d objects are drawn at first", n)
	}
	s.showMore()
	s.showMore()
	if n := len(s.page.cards.Objects); n != 60 {
		t.Errorf("%d objects are drawn in the end", n)
	}
	before := s.page.cards.Objects[0]
	s.Reload()
	if s.page.cards.Objects[0] != before {
		t.Error("a quiet reload drew the same cards again")
	}
}

func TestLogFollowsItsFilters(t *testing.T) {
	c := full()
	s, nav := start(t, c, theme.AlwaysLight)
	s.Shown()
	if len(c.asked) != 0 {
		t.Error("the log was read while the cards are in front")
	}
	s.page.tabs.Select(tabActivity)
	nav.Shows(t, "What happened", "Order 38113", "14:01:40", "H. Wray", "All stores")
	s.setLogFilter(map[string][]string{"level": {"warning"}, "kind": {"order"}, "store": {"2"}})
	if got := c.lastAsked(); got.Tab != "warning" || got.States[0] != "order" || got.Store != kiln {
		t.Errorf("the filters asked for %+v", got)
	}
	s.page.search.Field.OnSubmitted("nowhere")
	nav.Shows(t, "Nothing fits these filters")
	s.clearLog()
	asked := len(c.asked)
	s.page.follow.SetOn(false)
	s.setFollow(false)
	s.news()
	if len(c.asked) != asked {
		t.Error("the log moved although nobody follows it")
	}
	s.setFollow(true)
	if len(c.asked) == asked {
		t.Error("switching Follow live on read nothing")
	}
}

func TestEntryOpensItsSubject(t *testing.T) {
	s, nav := start(t, full(), theme.AlwaysLight)
	s.Shown()
	s.Open(screen.Route{Tab: tabActivity, Text: "20418"})
	s.showEntry("4")
	nav.Shows(t, "Held, SB-ORD-112", "order:74", "Open order", "All of this")
	if !s.ClosePane() || s.ClosePane() {
		t.Error("Esc closes the pane once")
	}
}

func TestUnreadableProblemsSayWhatHappensNow(t *testing.T) {
	s, nav := start(t, &canned{err: errDisk}, theme.AlwaysLight)
	s.Shown()
	nav.Shows(t, "The open problems could not be read", "Try again")
	s.page.tabs.Select(tabActivity)
	nav.Shows(t, "The activity could not be read")
}

func TestTheExactTimeIsInTheTip(t *testing.T) {
	c := full()
	screentest.CellTellsExactly(t, logColumns(), logRow(c.entries[0], noon), "time", c.entries[0].At)
	s, nav := start(t, c, theme.AlwaysLight)
	s.Shown()
	screentest.TellsExactly(t, nav.Content(), c.causes[0].Since)
	s.showCause(c.causes[0].Key)
	screentest.TellsExactly(t, nav.Content(), c.causes[0].FirstDue)
}
