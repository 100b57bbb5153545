package overview

import (
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
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
		if state, word := storeState(c.card, noon); state != c.state || word != c.word {
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
		"shortage":  {view.CauseCard{Key: "problem|short/12", Code: "SB-ORD-130", StoreID: 2, Order: 12}, "Open order", screen.Route{Screen: screen.Orders, Tab: "all", Select: "12"}},
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
		178 * time.Minute: ", first due at 17:00, in 2 h 58 min",
		22 * time.Hour:    ", due tomorrow 12:02",
		50 * time.Hour:    ", due Wed 25 Nov",
		-time.Hour:        ", overdue since 13:02",
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
	lines, total, head, foot := salesTable([]view.SalesRow{{Store: "A", Currency: "GBP", Orders: 1, Today: 150, Week: 300}, {Store: "B", Currency: "GBP", Orders: 2, Today: 250, Week: 500, TaxToday: 20, Month: 900}})
	if last := lines[len(lines)-1]; !total || head != "Gross, GBP" || last[1] != "3" || last[2] != "£4.00" || foot != "Tax today £0.20. Last 30 days £9.00." {
		t.Errorf("%v %v %q %q", lines, total, head, foot)
	}
	lines, total, head, foot = salesTable([]view.SalesRow{{Store: "A", Currency: "GBP"}, {Store: "B", Currency: "EUR"}})
	if total || len(lines) != 2 || head != "Gross" || foot != "" {
		t.Errorf("pounds and euros were added: %v %q %q", lines, head, foot)
	}
}

func TestACardSaysHowLongTheSignInHoldsAndLeadsToANewOne(t *testing.T) {
	c := view.StoreCard{Store: commerce.Store{ID: 3, State: commerce.StoreLive, AuthKind: "oauth"}, LoginUntil: noon.AddDate(0, 0, 15)}
	if d := storeCard(c, noon); d.Line != "Signed in until 8 Dec if this PC stays off" || d.LineState != theme.NoState {
		t.Errorf("%+v", d)
	}
	if r := storeRoute(c); r.Tab != "" || r.Store != 3 {
		t.Errorf("a store that works leads to %+v", r)
	}
	c.LoginUntil = noon.AddDate(0, 0, 2)
	if d := storeCard(c, noon); d.LineState != theme.Attention {
		t.Errorf("two days before its end the card says %q", d.Line)
	}
	c.State = commerce.StoreSignIn
	if d := storeCard(c, noon); d.Line != "Sign in again" || storeRoute(c).Tab != "sign-in" {
		t.Errorf("ended, the card says %q and leads to %+v", d.Line, storeRoute(c))
	}
	var went screen.Route
	d := attention(view.CauseCard{Key: "problem|sign-in/3", Code: "SB-SIG-001", StoreID: 3}, noon, func(r screen.Route) { went = r })
	d.Act()
	if d.Action != "Sign in again" || went.Tab != "sign-in" || went.Store != 3 {
		t.Errorf("the cause offers %q and leads to %+v", d.Action, went)
	}
}
