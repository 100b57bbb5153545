package inventory

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

const wide, high = 1280, 720

// TestPictures draws the screen in both appearances; set STOCKBRIDGE_PICTURES to keep the pictures.
func TestPictures(t *testing.T) {
	for name, mode := range map[string]theme.Mode{"light": theme.AlwaysLight, "dark": theme.AlwaysDark} {
		s, nav := start(t, &canned{rows: levels()}, mode, wide, high)
		draw(t, nav, "inventory-list-"+name)
		s.explain(key(kiln, towel))
		draw(t, nav, "inventory-explain-"+name)
		nav.window.Resize(fyne.NewSize(1920, 1000))
		draw(t, nav, "inventory-wide-"+name)
	}
	s, nav := start(t, &canned{rows: levels()}, theme.AlwaysLight, wide, high)
	s.explain(key(kiln, "KIT-CAS-24-BL"))
	draw(t, nav, "inventory-frozen")
	s.page.pane.Tabs().Select(paneOrders)
	draw(t, nav, "inventory-orders")
	s.page.pane.Tabs().Select(paneHistory)
	draw(t, nav, "inventory-history")
	s.askPushStore(s.stores[1])
	draw(t, nav, "inventory-push")
	_, nav = start(t, &canned{}, theme.AlwaysLight, wide, high)
	draw(t, nav, "inventory-empty")
	_, nav = start(t, broken(), theme.AlwaysLight, wide, high)
	draw(t, nav, "inventory-fault")
}

func shows(t *testing.T, nav *fakeNav, words ...string) {
	t.Helper()
	text := markup(nav)
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("the window does not say %q", w)
		}
	}
}

func TestTabsAndFiltersAskTheDatabase(t *testing.T) {
	c := &canned{rows: levels()}
	s, nav := start(t, c, theme.AlwaysLight, wide, high)
	shows(t, nav, "2,292", "managed", "GDN-GLV-L", "Frozen at 4", "Not read yet")

	s.page.tabs.Select(tabDrift)
	if got := c.lastAsked(); got.Tab != tabDrift {
		t.Errorf("the tab Drift asked for %+v", got)
	}
	if n, ok := s.page.table.Total(); n != 1 || !ok {
		t.Errorf("the tab Drift has %d rows, want the trowel alone", n)
	}
	s.page.search.SetText("tow")
	s.page.search.OnSubmitted("tow")
	if got := c.lastAsked(); got.Text != "tow" {
		t.Errorf("the search asked for %+v", got)
	}
	shows(t, nav, "No SKU fits these filters", "Clear filters")
	s.clear()
	if got := c.lastAsked(); got.Text != "" || got.Tab != tabDrift || s.page.search.Text() != "" {
		t.Errorf("clearing left %+v", got)
	}
	s.SetStore(paws)
	if got := c.lastAsked(); got.Store != paws {
		t.Errorf("the store picker asked for %+v", got)
	}
	shows(t, nav, "No drift: every store shows what it was told")
}

func TestExplainLeadsToItsOrders(t *testing.T) {
	s, nav := start(t, &canned{rows: levels()}, theme.AlwaysLight, wide, high)
	s.explain(key(kiln, towel))
	shows(t, nav, "Minus orders not yet reserved", "20421, 1 unit, waiting; 20418, 2 units, held", "Returns, not counted", "9 is on its way, queued 20 s ago")
	s.page.pane.Tabs().Select(paneOrders)
	shows(t, nav, "Order 20418", "3 units are deducted for 2 orders")
	test.TapCanvas(nav.Canvas(), fyne.NewPos(1000, 219)) // the second order
	if got := nav.last(); got.Screen != screen.Orders || got.Text != "20418" || got.Select != "74" {
		t.Errorf("the order's line went to %+v", got)
	}
	if !s.ClosePane() || s.ClosePane() {
		t.Error("Esc closes the pane once")
	}
}

func TestPushes(t *testing.T) {
	c := &canned{rows: levels()}
	s, nav := start(t, c, theme.AlwaysLight, wide, high)
	s.pushSKU(placeOf(find(kiln, towel)), "Kiln & Larder")
	if len(c.pushed) != 1 || c.pushed[0] != "Kiln & Larder KIT-TWL-LIN" || nav.said[0] != "KIT-TWL-LIN is queued for Kiln & Larder" {
		t.Errorf("pushed %v, said %v", c.pushed, nav.said)
	}
	items := s.pushList()
	if len(items) != 3 || !items[2].Disabled || items[2].Note != "Stock is off" {
		t.Errorf("the stores to push are %+v", items)
	}
	items[1].Tapped()
	shows(t, nav, "Push all stock of Kiln", "2,292 SKUs are written to EKM again", "Push 2,292 SKUs")
	if len(c.pushed) != 1 {
		t.Error("a store was pushed before anybody confirmed it")
	}
	kit.CloseTop(nav.Canvas())
	if len(c.pushed) != 1 {
		t.Error("Esc pushed the store")
	}
	c.refused = errors.New("no")
	s.pushStore(s.stores[1])
	if len(nav.failed) != 1 || len(nav.said) != 1 {
		t.Errorf("a refused push said %v and failed %v", nav.said, nav.failed)
	}
}

func TestRouteOpensARow(t *testing.T) {
	c := &canned{rows: levels()}
	s, nav := start(t, c, theme.AlwaysLight, wide, high)
	s.Open(screen.Route{Screen: screen.Inventory, Tab: tabProblems, Store: shed, Select: "GDN-SPD-BRD"})
	if got := c.lastAsked(); got.Tab != tabProblems || got.Store != shed {
		t.Errorf("the route asked for %+v", got)
	}
	shows(t, nav, "EKM does not take this figure", "SB-API-001")
	asked := len(c.asked)
	s.Open(screen.Route{Screen: screen.Inventory})
	if len(c.asked) != asked {
		t.Error("an empty route asked again")
	}
}

func TestUnreadableListSaysWhatHappensNow(t *testing.T) {
	_, nav := start(t, broken(), theme.AlwaysLight, wide, high)
	shows(t, nav, "The stock figures could not be read", "stores keep what they show", "Try again")
}
