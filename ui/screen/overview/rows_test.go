package overview

import (
	"slices"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

func TestOrdersTileSaysWhetherAllIsAccountedFor(t *testing.T) {
	all := ordersTile(view.Overview{Placed: 112, PlacedMoney: 498130, Currency: "GBP", Posted: 104, Waiting: 3, Held: 4, Excluded: 1})
	if all.Figure != "112" || all.Unit != "worth £4,981.30, all accounted for" {
		t.Errorf("said %q %q", all.Figure, all.Unit)
	}
	lost := ordersTile(view.Overview{Placed: 3, PlacedMoney: 100, Currency: "GBP", Posted: 1})
	if lost.Unit != "worth £1.00, 2 unaccounted" {
		t.Errorf("said %q", lost.Unit)
	}
}

func TestDelayTile(t *testing.T) {
	for _, c := range []struct {
		delay        time.Duration
		figure, line string
	}{
		{0, "None", "No order posted in 24 h"},
		{48 * time.Second, "48 s", "Goal 2 min"},
		{150 * time.Second, "150 s", "Goal 2 min, missed"},
		{40 * time.Minute, "40 min", "Goal 2 min, missed"},
	} {
		d := delayTile("Order delay, p95", "No order posted in 24 h", c.delay, nil)
		if d.Figure != c.figure || d.Line != c.line {
			t.Errorf("%v: %q, %q", c.delay, d.Figure, d.Line)
		}
	}
}

func TestStoreState(t *testing.T) {
	live := commerce.Store{State: commerce.StoreLive, OrdersOn: true}
	heard := noon.Add(-20 * time.Second)
	for name, c := range map[string]struct {
		card  view.StoreCard
		state theme.State
		word  string
	}{
		"live":    {view.StoreCard{Store: live, LastContactAt: heard}, theme.OK, "Live"},
		"working": {view.StoreCard{Store: live, LastContactAt: heard, Due: 14}, theme.Working, "Working, 14 due"},
		"problem": {view.StoreCard{Store: live, LastContactAt: heard, Problem: "x"}, theme.Attention, "Needs you"},
		"silent":  {view.StoreCard{Store: live, LastContactAt: noon.Add(-42 * time.Minute)}, theme.Unknown, "No answer since 13:20"},
		"new":     {view.StoreCard{Store: live}, theme.Unknown, "No answer yet"},
		"paused":  {view.StoreCard{Store: commerce.Store{State: commerce.StorePaused, PausedUntil: noon.Add(2 * time.Hour)}}, theme.Paused, "Paused until 16:02"},
		"sign in": {view.StoreCard{Store: commerce.Store{State: commerce.StoreSignIn}}, theme.Attention, "Sign in again"},
		"setup":   {view.StoreCard{Store: commerce.Store{State: commerce.StoreSetup}}, theme.Unknown, "Being set up"},
	} {
		if state, word, _ := storeState(c.card, noon); state != c.state || word != c.word {
			t.Errorf("%s: %v %q", name, state, word)
		}
	}
}

func TestAttentionLeadsToTheCure(t *testing.T) {
	for name, c := range map[string]struct {
		cause  view.CauseCard
		action string
		to     screen.Route
	}{
		"orders":    {view.CauseCard{Orders: 2, StoreID: 3}, "See 2 orders", screen.Route{Screen: screen.Orders, Tab: "todo", Store: 3}},
		"shipments": {view.CauseCard{Shipments: 1}, "See 1 shipment", screen.Route{Screen: screen.Shipments, Tab: "problems"}},
		"SKUs":      {view.CauseCard{SKUs: 3}, "See 3 SKUs", screen.Route{Screen: screen.Inventory, Tab: "problems"}},
		"codes":     {view.CauseCard{SKUs: 1, Code: "SB-SKU-201"}, "See SKUs", screen.Route{Screen: screen.Match, Tab: "duplicate"}},
		"moved SKU": {view.CauseCard{SKUs: 1, Code: "SB-SKU-202"}, "See SKUs", screen.Route{Screen: screen.Match, Tab: "changed_product"}},
		"brake":     {view.CauseCard{Code: "SB-STK-502", StoreID: 2}, "Look at it", screen.Route{Screen: screen.Inventory, Tab: "braked", Store: 2}},
		"shortage":  {view.CauseCard{Key: "problem|short/12", Code: "SB-ORD-130", StoreID: 2, Order: 12}, "Open order", screen.Route{Screen: screen.Orders, Tab: "all", Select: "12", Pane: "shortfall"}},
		"books":     {view.CauseCard{Code: "SB-ORD-141", StoreID: 2}, "Open ledger", screen.Route{Screen: screen.Orders, Tab: "ledger", Store: 2}},
		"sign-in":   {view.CauseCard{Code: "SB-AUTH-001", StoreID: 2}, "Sign in again", screen.Route{Screen: screen.Stores, Store: 2, Tab: "sign-in"}},
	} {
		var went screen.Route
		d := attention(c.cause, noon, func(r screen.Route) { went = r })
		d.Act()
		if d.Action != c.action || went != c.to {
			t.Errorf("%s: %q to %+v", name, d.Action, went)
		}
	}
}

func TestDue(t *testing.T) {
	for in, want := range map[time.Duration]string{
		178 * time.Minute: "first due at 17:00, in 2 h 58 min",
		22 * time.Hour:    "due tomorrow 12:02",
		50 * time.Hour:    "due Wed 25 Nov",
		-time.Hour:        "overdue since 13:02",
	} {
		if got := due(noon.Add(in), noon); got != want {
			t.Errorf("%v: %q, want %q", in, got, want)
		}
	}
	if due(time.Time{}, noon) != "" {
		t.Error("a cause without a deadline has one")
	}
}

func TestSalesAreOnlyAddedUpInOneCurrency(t *testing.T) {
	rows := []view.SalesRow{{Store: "A", Currency: "GBP", Orders: 1, Today: 150, WeekOrders: 5, Week: 300}, {Store: "B", Currency: "GBP", Orders: 2, Today: 250, Week: 500, TaxToday: 20, Month: 900},
		{Store: "C", Currency: "EUR", Orders: 4, Today: 70}}
	if lines := salesTable(rows[:2], 1); len(lines) != 3 || !lines[2].total || !slices.Equal(lines[2].cells, []string{"All stores", "3", "£4.00", "£0.20"}) {
		t.Errorf("today is %+v", lines)
	}
	if lines := salesTable(rows[:2], 7); !slices.Equal(lines[2].cells, []string{"All stores", "5", "£8.00", "£0.00"}) {
		t.Errorf("the week is %+v", lines)
	}
	lines := salesTable(rows, 1)
	if len(lines) != 5 || !slices.Equal(lines[3].cells, []string{"All in GBP", "3", "£4.00", "£0.20"}) || !slices.Equal(lines[4].cells, []string{"All in EUR", "4", "€0.70", "€0.00"}) {
		t.Errorf("pounds and euros are %+v", lines)
	}
	if lines := salesTable(rows[:1], 1); len(lines) != 1 {
		t.Errorf("one store has a total: %+v", lines)
	}
}

func TestExposureLeadsWithWhatIsShownTooHigh(t *testing.T) {
	var went []screen.Route
	open := func(r screen.Route) { went = append(went, r) }
	o := view.Overview{Currency: "GBP", RiskUnits: 24, RiskMoney: 31176, RiskSKUs: 1, RiskSKU: "GDN-TRW-SS", ExposedUnits: 24502, ExposedSKUs: 932,
		SoldPerHour: 6, SoldAt: noon, StockDelayP95: 90 * time.Second}
	d := exposureTile(o, open)
	if d.Figure != "24 units" || d.Unit != "£311.76" || d.Line != "1 SKU, GDN-TRW-SS" || d.State != theme.Attention || d.Second != "0.2 sales likely in 90 s" {
		t.Errorf("%+v", d)
	}
	d.SecondTapped()
	if len(went) != 1 || went[0].Screen != screen.Inventory || went[0].Tab != "exposed" {
		t.Errorf("the second line leads to %+v", went)
	}
	if got := exposureLine(o); got != "Stores share 932 SKUs and sell 6.0 an hour of them: 0.15 within the stock delay of 90 s." {
		t.Errorf("in words: %q", got)
	}
	o.RiskUnits, o.SoldAt = 0, time.Time{}
	if d := exposureTile(o, open); d.Figure != "None" || d.Line != "No SKU is shown too high" || d.Second != "" || d.State != theme.NoState {
		t.Errorf("in step: %+v", d)
	}
}

func TestAStoreThatCatchesUpSaysHowFarItHasCome(t *testing.T) {
	c := view.StoreCard{Store: commerce.Store{State: commerce.StoreLive, OrdersOn: true, Currency: "GBP"}, Channel: "EKM", LastContactAt: noon, Due: 31,
		Backlogs: []view.Backlog{{Kind: "stock", Due: 3, Done: 9, Since: noon.Add(-time.Minute)}, {Kind: "orders", Due: 19, Done: 31, Since: noon.Add(-22 * time.Minute)}}}
	// 40 of 62 in all; 19 more orders at 31 in 22 minutes take 13.
	if d := storeCard(c, nil, noon); d.Word != "Catching up, 65%" || d.Second != "31 of 50 orders since 13:40, done at about 14:15" || d.State != theme.Working {
		t.Errorf("%+v", d)
	}
	c.Backlogs[1].Done, c.Backlogs[0].Done = 0, 0
	if d := storeCard(c, nil, noon); d.Word != "Working, 31 due" || d.Second != "Channel EKM, GBP" {
		t.Errorf("before anything is done: %+v", d)
	}
	if d := storeCard(c, &view.CatalogueProgress{Done: 50, Total: 200, Left: time.Hour}, noon); d.Word != "Reading, 25%" || d.Second != "50 of 200 listings read, done at about 15:02" {
		t.Errorf("while the catalogue is read: %+v", d)
	}
	c.Problem = "The brake stopped a push"
	if d := storeCard(c, nil, noon); d.Word != "Needs you" {
		t.Errorf("a problem is hidden behind %q", d.Word)
	}
}

func TestChartsLeaveGapsWhereNothingIsKnown(t *testing.T) {
	start := time.Date(2026, 11, 23, 0, 0, 0, 0, time.Local)
	trend := view.Trend{Days: 1, Points: []view.TrendPoint{{From: start, Orders: 3, OrderDelay: 40 * time.Second, Sampled: true, Units: 5}, {From: start.Add(time.Hour)}}}
	p := ordersPlot(trend)
	if p.Columns != 24 || p.Bars[0] != 3 || p.Lines[1].Values[0] != 40 || p.Lines[1].Values[1] == p.Lines[1].Values[1] || p.Axis[2] != (kit.AxisWord{At: 12, Text: "12:00"}) {
		t.Errorf("%+v", p)
	}
	if e := exposurePlot(trend); e.Lines[0].Values[0] != 5 || e.Lines[0].Values[1] == e.Lines[0].Values[1] {
		t.Errorf("%+v", e)
	}
	f := exposureFigures(trend, view.Overview{Currency: "GBP"})
	if len(f) != 2 || f[0].Value != "0 units" || f[1].Value != "5 units" || f[1].Label != "Most, at 00:00" {
		t.Errorf("%+v", f)
	}
}

func TestACardSaysHowLongTheSignInHoldsAndLeadsToANewOne(t *testing.T) {
	c := view.StoreCard{Store: commerce.Store{ID: 3, State: commerce.StoreLive, AuthKind: "oauth"}, LoginUntil: noon.AddDate(0, 0, 15)}
	if d := storeCard(c, nil, noon); d.Facts[2].Value != "8 Dec" || d.Facts[2].State != theme.NoState {
		t.Errorf("%+v", d)
	}
	if r := storeRoute(c); r.Tab != "" || r.Store != 3 {
		t.Errorf("a store that works leads to %+v", r)
	}
	c.LoginUntil = noon.AddDate(0, 0, 2)
	if d := storeCard(c, nil, noon); d.Facts[2].State != theme.Attention {
		t.Errorf("two days before its end the card says %+v", d.Facts[2])
	}
	c.State = commerce.StoreSignIn
	if d := storeCard(c, nil, noon); d.Facts[2].Value != "Sign in again" || storeRoute(c).Tab != "sign-in" {
		t.Errorf("ended, the card says %+v and leads to %+v", d.Facts[2], storeRoute(c))
	}
	var went screen.Route
	d := attention(view.CauseCard{Key: "problem|sign-in/3", Code: "SB-SIG-001", StoreID: 3}, noon, func(r screen.Route) { went = r })
	d.Act()
	if d.Action != "Sign in again" || went.Tab != "sign-in" || went.Store != 3 {
		t.Errorf("the cause offers %q and leads to %+v", d.Action, went)
	}
}
