package inventory

import (
	"errors"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// TestPictures draws the screen in both appearances; set STOCKBRIDGE_PICTURES to keep the pictures.
func TestPictures(t *testing.T) {
	for name, mode := range map[string]theme.Mode{"light": theme.AlwaysLight, "dark": theme.AlwaysDark} {
		s, nav := start(t, &canned{rows: levels()}, mode)
		nav.Draw(t, "inventory-list-"+name)
		s.Show(key(kiln, towel))
		nav.Draw(t, "inventory-explain-"+name)
		nav.Enlarge()
		nav.Draw(t, "inventory-wide-"+name)
	}
	s, nav := start(t, &canned{rows: levels()}, theme.AlwaysLight)
	s.Show(key(kiln, "KIT-CAS-24-BL"))
	nav.Draw(t, "inventory-frozen")
	s.Pane().Tabs().Select(paneOrders)
	nav.Draw(t, "inventory-orders")
	s.Pane().Tabs().Select(paneHistory)
	nav.Draw(t, "inventory-history")
	s.askPushStore(s.StoreCards()[1])
	nav.Draw(t, "inventory-push")
	_, nav = start(t, &canned{}, theme.AlwaysLight)
	nav.Draw(t, "inventory-empty")
	_, nav = start(t, broken(), theme.AlwaysLight)
	nav.Draw(t, "inventory-fault")
}

func TestTabsAndFiltersAskTheDatabase(t *testing.T) {
	c := &canned{rows: levels()}
	s, nav := start(t, c, theme.AlwaysLight)
	nav.Shows(t, "2,292", "managed", "GDN-GLV-L", "Frozen at 4", "Not read yet")

	s.Turn(tabDrift)
	if got := c.lastAsked(); got.Tab != tabDrift {
		t.Errorf("the tab Drift asked for %+v", got)
	}
	if n, ok := s.Table().Total(); n != 1 || !ok {
		t.Errorf("the tab Drift has %d rows, want the trowel alone", n)
	}
	s.Search("tow")
	if got := c.lastAsked(); got.Text != "tow" {
		t.Errorf("the search asked for %+v", got)
	}
	nav.Shows(t, "No SKU fits these filters", "Clear filters")
	s.ClearFilters()
	if got := c.lastAsked(); got.Text != "" || got.Tab != tabDrift {
		t.Errorf("clearing left %+v", got)
	}
	s.SetStore(paws)
	if got := c.lastAsked(); got.Store != paws {
		t.Errorf("the store picker asked for %+v", got)
	}
	nav.Shows(t, "No drift: every store shows what it was told")
}

func TestExplainLeadsToItsOrders(t *testing.T) {
	s, nav := start(t, &canned{rows: levels()}, theme.AlwaysLight)
	s.Show(key(kiln, towel))
	nav.Shows(t, "Minus orders not yet reserved", "20421, 1 unit, waiting; 20418, 2 units, held", "Returns, not counted", "9 is on its way, queued 20 s ago")
	s.Pane().Tabs().Select(paneOrders)
	nav.Shows(t, "Order 20418", "3 units are deducted for 2 orders")
	test.TapCanvas(nav.Canvas(), fyne.NewPos(1000, 219)) // the second order
	if got := nav.LastRoute(); got.Screen != screen.Orders || got.Text != "20418" || got.Select != "74" {
		t.Errorf("the order's line went to %+v", got)
	}
	if !s.ClosePane() || s.ClosePane() {
		t.Error("Esc closes the pane once")
	}
}

func TestPushes(t *testing.T) {
	c := &canned{rows: levels()}
	s, nav := start(t, c, theme.AlwaysLight)
	s.pushSKU(placeOf(find(kiln, towel)), "Kiln & Larder")
	if len(c.pushed) != 1 || c.pushed[0] != "Kiln & Larder KIT-TWL-LIN" || nav.Said[0] != "KIT-TWL-LIN is queued for Kiln & Larder" {
		t.Errorf("pushed %v, said %v", c.pushed, nav.Said)
	}
	items := s.pushList()
	if len(items) != 3 || !items[2].Disabled || items[2].Note != "Stock is off" {
		t.Errorf("the stores to push are %+v", items)
	}
	items[1].Tapped()
	nav.Shows(t, "Push all stock of Kiln", "2,292 SKUs are written to EKM again", "Push 2,292 SKUs")
	if len(c.pushed) != 1 {
		t.Error("a store was pushed before anybody confirmed it")
	}
	kit.CloseTop(nav.Canvas())
	if len(c.pushed) != 1 {
		t.Error("Esc pushed the store")
	}
	c.refused = errors.New("no")
	s.pushStore(s.StoreCards()[1])
	if len(nav.Failures) != 1 || len(nav.Said) != 1 {
		t.Errorf("a refused push said %v and failed %v", nav.Said, nav.Failures)
	}
}

func TestRouteOpensARow(t *testing.T) {
	c := &canned{rows: levels()}
	s, nav := start(t, c, theme.AlwaysLight)
	s.Open(screen.Route{Screen: screen.Inventory, Tab: tabProblems, Store: shed, Select: "GDN-SPD-BRD"})
	if got := c.lastAsked(); got.Tab != tabProblems || got.Store != shed {
		t.Errorf("the route asked for %+v", got)
	}
	nav.Shows(t, "EKM does not take this figure", "SB-API-001")
	if row, ok := s.Table().Current(); !ok || row.Key != key(shed, "GDN-SPD-BRD") {
		t.Errorf("the row of the SKU is not the current one: %+v", row)
	}
	asked := len(c.asked)
	s.Open(screen.Route{Screen: screen.Inventory})
	if len(c.asked) != asked {
		t.Error("an empty route asked again")
	}
}

func TestUnreadableListSaysWhatHappensNow(t *testing.T) {
	_, nav := start(t, broken(), theme.AlwaysLight)
	nav.Shows(t, "The stock figures could not be read", "stores keep what they show", "Try again")
}
