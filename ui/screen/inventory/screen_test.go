package inventory

import (
	"errors"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/screentest"
	"stockbridge/ui/theme"
)

func TestTabsAndFiltersAskTheDatabase(t *testing.T) {
	c := &canned{rows: stockRows()}
	s, nav := start(t, c, theme.AlwaysLight)
	nav.Shows(t, "2,292", "managed", "GDN-GLV-L", "Frozen at 4", "Unconfirmed")

	s.Turn(tabDrift)
	if got := c.lastAsked(); got.Tab != tabDrift {
		t.Errorf("the tab Drift asked for %+v", got)
	}
	if n, ok := s.Table().Total(); n != 2 || !ok {
		t.Errorf("the tab Drift has %d rows, want the trowel and the rake", n)
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
	s, nav := start(t, &canned{rows: stockRows()}, theme.AlwaysLight)
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
	c := &canned{rows: stockRows()}
	s, nav := start(t, c, theme.AlwaysLight)
	s.pushSKU(placeOf(find(kiln, towel)), "Kiln & Larder")
	if len(c.pushed) != 1 || c.pushed[0] != "Kiln & Larder KIT-TWL-LIN" || nav.Said[0] != "KIT-TWL-LIN is queued for Kiln & Larder" {
		t.Errorf("pushed %v, said %v", c.pushed, nav.Said)
	}
	items := s.storeItems(func(c view.StoreCard) string {
		if !c.StockOn {
			return "Stock is off"
		}
		return ""
	}, s.askPushStore)
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
	c := &canned{rows: stockRows()}
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

func TestReadingBack(t *testing.T) {
	c := &canned{rows: stockRows()}
	s, nav := start(t, c, theme.AlwaysLight)
	s.readBack([]view.LevelRow{find(kiln, towel)})
	c.differ = 2
	tick(s, 3)
	rows, _ := s.Ticked()
	s.readBack(sorted(rows))
	if len(c.said) != 2 || nav.Said[0] != "Read back: the store shows what it was told" || nav.Said[1] != "3 figures read back: 2 differ and will be written again" {
		t.Errorf("read %q, said %q", c.said, nav.Said)
	}
	if s.Table().Checked().Count != 0 {
		t.Error("the ticks stayed after the work was done")
	}
	many := make([]view.LevelRow, 400)
	s.readBack(many)
	if got := nav.Said[2]; got != "Reading 400 figures back, about 10 s" {
		t.Errorf("said %q", got)
	}
}

func TestTickedFiguresArePushed(t *testing.T) {
	c := &canned{rows: stockRows()}
	s, nav := start(t, c, theme.AlwaysLight)
	s.Table().CheckAll()
	s.askPushTicked()
	nav.Shows(t, "Push 24 figures now?", "2 of the selected are")
	press(t, nav.Canvas(), "Push 24")
	if len(c.pushed) != 24 || nav.Said[0] != "24 figures are queued" {
		t.Errorf("pushed %d, said %q", len(c.pushed), nav.Said)
	}
}

func TestAStoreIsComparedWithEKM(t *testing.T) {
	c := &canned{rows: stockRows(), differ: 3}
	s, nav := start(t, c, theme.AlwaysLight)
	s.askReconcile(s.StoreCards()[1])
	nav.Shows(t, "Compare all stock of Kiln", "20 a request and 2 requests a", "about 58 s")
	if len(c.said) != 0 {
		t.Error("the store was read before anybody confirmed it")
	}
	press(t, nav.Canvas(), "Compare 2,292 figures")
	nav.Shows(t, "compared with EKM at 14:02: 3 differ", "Show drift")
	s.putAway(s.compares[0])
	if s.notices.Visible() {
		t.Error("the outcome cannot be put away")
	}
	c.refused = errors.New("no")
	s.reconcile(s.StoreCards()[1], 2292)
	if len(s.compares) != 0 || len(nav.Failures) != 1 {
		t.Errorf("a refused comparison left %d notices and said %q", len(s.compares), nav.Failures)
	}
}

func TestWithoutStockSwitchedOnItIsAPreview(t *testing.T) {
	c := &canned{rows: stockRows(), off: true}
	s, nav := start(t, c, theme.AlwaysLight)
	nav.Shows(t, "Preview only. Turn on stock in Stores.", "GDN-GLV-L")
	for _, item := range s.storeItems(func(view.StoreCard) string { return "Stock is off" }, nil) {
		if !item.Disabled {
			t.Errorf("%s can be pushed", item.Label)
		}
	}
	c.rows = nil
	s.Reload()
	nav.Shows(t, "Figures are worked out for matched SKUs.")
}

func TestRemarksShowWhereTheTabIsAboutThem(t *testing.T) {
	s, nav := start(t, &canned{rows: stockRows()}, theme.AlwaysLight)
	s.Turn(tabFrozen)
	nav.Shows(t, "Remark", "Until 16:00: being counted")
	s.Turn(tabExposed)
	nav.Shows(t, "Exposure", "£300.00", "About 0.15 sold before a store is told")
	s.Turn(tabAll)
	for _, hidden := range s.Table().Layout().Hidden {
		if hidden == remarkColumn {
			return
		}
	}
	t.Error("the remarks stayed")
}

func TestTheStoreMenuAsksWhichStore(t *testing.T) {
	c := &canned{rows: stockRows(), rules: []view.StockRule{{StoreID: kiln, Cap: -1, Freeze: "hold"}}}
	s, nav := start(t, c, theme.AlwaysLight)
	items := s.storeMenu()
	if len(items) != 4 {
		t.Fatalf("the menu has %d items", len(items))
	}
	items[2].Tapped()
	nav.Shows(t, "Potting Shed", "Muddy Paws", "Stock is off")
	kit.CloseTop(nav.Canvas())
	s.SetStore(shed)
	items[2].Tapped()
	nav.Shows(t, "Freeze all stock of Potting Shed?")
	typeInto(nav.Canvas(), "stocktaking")
	press(t, nav.Canvas(), "Freeze")
	if len(c.set) != 1 || c.set[0].SKU != "" || c.set[0].StoreID != shed || c.set[0].Freeze != "hold" || c.set[0].Cap != -1 {
		t.Errorf("the rules became %+v", c.set)
	}
}

func TestTheExactTimeIsInTheTip(t *testing.T) {
	v := find(kiln, towel)
	row := rowOf(v, noon)
	screentest.CellTellsExactly(t, columns(), row, "written", v.WrittenAt)
	screentest.CellTellsExactly(t, columns(), row, "read_back", v.ReadBackAt)
	if tip := kit.Moment(written(time.Time{}, noon), time.Time{}).Tip; tip != "" {
		t.Errorf("what was never written has the tooltip %q", tip)
	}
	s, w := start(t, &canned{rows: stockRows()}, theme.AlwaysLight)
	s.Show(key(kiln, towel))
	s.Pane().Tabs().Select(paneHistory)
	screentest.TellsExactly(t, w.Content(), at("11:20:09"))
}
