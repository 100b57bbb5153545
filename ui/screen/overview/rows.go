package overview

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// goal is the promise: an order in Brightpearl, a stock change in the shop, within two minutes.
const goal = 2 * time.Minute

func ordersTile(o view.Overview) kit.TileData {
	d := kit.TileData{Label: say.T("Orders placed today"), Figure: say.Count(o.Placed)}
	worth := say.Money(o.PlacedMoney, o.Currency)
	switch lost := o.Placed - o.Posted - o.Waiting - o.Held - o.Excluded; {
	case o.Placed == 0:
		d.Unit = say.T("none yet")
		d.Line = say.T("Last one posted: never")
		if !o.LastPosted.IsZero() {
			d.Line, d.At = say.T("Last one posted {time}", say.When(o.LastPosted, o.At)), o.LastPosted
		}
		return d
	case lost != 0:
		d.Unit = say.T("worth {money}, {count} unaccounted", worth, lost)
	default:
		d.Unit = say.T("worth {money}, all accounted for", worth)
	}
	d.Parts = []kit.Part{
		{State: theme.OK, Label: say.T("In Brightpearl"), Count: o.Posted},
		{State: theme.Working, Icon: "clock", Label: say.T("Waiting"), Count: o.Waiting},
		{State: theme.Attention, Icon: "hand", Label: say.X("legend", "Held"), Count: o.Held},
		{State: theme.Unknown, Icon: "circle-minus", Label: say.X("legend", "Excluded"), Count: o.Excluded},
	}
	return d
}

// delayTile shows a delay against the goal; without a single order or write there is no figure, and none is made up.
func delayTile(label, none string, p95 time.Duration, hours []float64) kit.TileData {
	d := kit.TileData{Label: label, Figure: delay(p95), Line: say.T("Goal 2 min")}
	if p95 <= 0 {
		d.Figure, d.Line = say.T("None"), none
		return d
	}
	d.Spark, d.Goal = hours, goal.Seconds()
	if p95 > goal {
		d.SparkState, d.Line = theme.Attention, say.T("Goal 2 min, missed")
	}
	if len(hours) < 2 {
		d.Spark = nil
	}
	return d
}

// delay keeps seconds up to three minutes, where they are compared with the goal.
func delay(d time.Duration) string {
	switch {
	case d > 0 && d < time.Second:
		return say.T("{seconds} s", 1)
	case d < 3*time.Minute:
		return say.T("{seconds} s", int(d.Round(time.Second).Seconds()))
	}
	return say.Span(d)
}

// exposureTile leads with what is shown too high now, which is a danger at any rate of sale. Below stands what the rate of sale makes
// of the rest: stores that share a SKU show all of it, and only a sale within the delay of the others oversells it.
func exposureTile(o view.Overview, open func(screen.Route)) kit.TileData {
	d := kit.TileData{Label: say.T("Oversell exposure"), Figure: say.N(o.RiskUnits, "{n} unit", "{n} units"), Second: expected(o),
		SecondTapped: func() { open(screen.Route{Screen: screen.Inventory, Tab: "exposed"}) }}
	if o.RiskUnits == 0 {
		d.Figure, d.Line = say.T("None"), say.T("No SKU is shown too high")
		return d
	}
	d.State, d.Unit = theme.Attention, say.Money(o.RiskMoney, o.Currency)
	d.Line = say.N(o.RiskSKUs, "{n} SKU, {worst}", "{n} SKUs, {worst} above all", o.RiskSKU)
	return d
}

// expected is how many units shoppers are likely to buy of shared SKUs before the other stores know; "" while that is not known.
func expected(o view.Overview) string {
	units := o.ExpectedInDelay()
	switch {
	case o.SoldAt.IsZero() || o.StockDelayP95 <= 0:
		return ""
	case units < 0.05:
		return say.T("No sale likely in {delay}", delay(o.StockDelayP95))
	case units < 10:
		return say.T("{units} sales likely in {delay}", say.Decimal(units, 1), delay(o.StockDelayP95))
	}
	return say.T("{units} sales likely in {delay}", say.Count(int(units+0.5)), delay(o.StockDelayP95))
}

// strip lists the five small figures; opened leads to the screen behind each.
func strip(o view.Overview, open func(screen.Route)) []kit.Fact {
	fact := func(label, value string, bad bool, r screen.Route) kit.Fact {
		f := kit.Fact{Label: label, Value: value, State: theme.OK, Tapped: func() { open(r) }}
		if bad {
			f.State = theme.Attention
		}
		return f
	}
	none := say.T("None")
	oldest, late := none, false
	if !o.OldestUnposted.IsZero() {
		age := o.At.Sub(o.OldestUnposted)
		oldest, late = say.Span(age), age > time.Hour
	}
	held := none
	if o.HeldMoney != 0 {
		held = say.Money(o.HeldMoney, o.Currency)
	}
	drift := none
	if o.Drift > 0 {
		drift = say.N(o.Drift, "{n} SKU", "{n} SKUs")
	}
	mails := fact(say.T("Customer e-mails caused"), say.Count(o.EmailsCaused), o.EmailsCaused > 0, screen.Route{Screen: screen.Shipments, Tab: "told"})
	unmatched := fact(say.T("SKUs not matched"), say.T("{part} of {all}", o.Unmatched, o.Listings), false, screen.Route{Screen: screen.Match, Tab: "unmatched"})
	if o.Unmatched > 0 || o.Listings == 0 {
		unmatched.State = theme.NoState
	}
	oldestFact := fact(say.T("Oldest order not posted"), oldest, late, screen.Route{Screen: screen.Orders, Tab: "todo"})
	oldestFact.At = o.OldestUnposted
	if !late && !o.OldestUnposted.IsZero() {
		oldestFact.State = theme.Working
		oldestFact.Tapped = func() { open(screen.Route{Screen: screen.Orders, Tab: "progress"}) }
	}
	return []kit.Fact{
		oldestFact,
		fact(say.T("Held money"), held, o.HeldMoney > 0, screen.Route{Screen: screen.Orders, Tab: "todo"}),
		fact(say.T("Stock drift"), drift, o.Drift > 0, screen.Route{Screen: screen.Inventory, Tab: "drift"}),
		unmatched,
		mails,
	}
}

const shownCauses = 5

// attention is a cause as a row with the way to what it stops.
func attention(c view.CauseCard, now time.Time, open func(screen.Route)) kit.AttentionData {
	d := kit.AttentionData{State: theme.Attention, Icon: "hand", Cause: say.Of(c.Title), Second: second(c, now), At: c.FirstDue, Action: say.T("Open"),
		Open: func() { open(screen.Route{Screen: screen.Attention, Select: c.Key}) }}
	if c.FirstDue.IsZero() {
		d.At = c.Since
	}
	if c.Severity == "error" {
		d.State, d.Icon = theme.Error, ""
	}
	if c.Money > 0 {
		d.RowValue = say.Money(c.Money, c.Currency)
	}
	target := screen.Route{Screen: screen.Attention, Select: c.Key}
	switch {
	case strings.HasPrefix(c.Code, "SB-AUTH"), strings.HasPrefix(c.Code, "SB-SIG"), strings.Contains(c.Key, "sign-in/"):
		d.Icon, d.Action = "key-round", say.T("Sign in again")
		target = screen.Route{Screen: screen.Stores, Store: c.StoreID, Tab: "sign-in"}
		if c.StoreID == 0 {
			target.Tab = "brightpearl"
		}
	case c.Order > 0:
		d.Icon, d.Action = "flag", say.T("Open order")
		target = screen.Route{Screen: screen.Orders, Tab: "all", Select: fmt.Sprint(c.Order)}
		if c.Code == "SB-ORD-130" { // short: the tab says who waits for its units
			d.Icon, target.Pane = "package-open", "shortfall"
		}
	case strings.HasPrefix(c.Code, "SB-ORD-14"):
		d.Icon, d.Action = "git-compare", say.T("Open ledger")
		target = screen.Route{Screen: screen.Orders, Tab: "ledger", Store: c.StoreID}
	case c.Orders > 0:
		d.Action = say.N(c.Orders, "See {n} order", "See {n} orders")
		target = screen.Route{Screen: screen.Orders, Tab: "todo", Store: c.StoreID}
	case c.Shipments > 0:
		d.Icon, d.Action = "truck", say.N(c.Shipments, "See {n} shipment", "See {n} shipments")
		target = screen.Route{Screen: screen.Shipments, Tab: "problems", Store: c.StoreID}
	case c.Code == "SB-STK-501", c.Code == "SB-STK-502":
		d.Icon, d.Action = "hand", say.T("Look at it")
		target = screen.Route{Screen: screen.Inventory, Tab: "braked", Store: c.StoreID}
	case c.Code == "SB-SKU-202":
		d.Icon, d.Action = "link-2", say.T("See SKUs")
		target = screen.Route{Screen: screen.Match, Store: c.StoreID, Tab: string(commerce.ChangedProduct)}
	case strings.HasPrefix(c.Code, "SB-SKU"):
		d.Icon, d.Action = "link-2", say.T("See SKUs")
		target = screen.Route{Screen: screen.Match, Store: c.StoreID, Tab: string(commerce.Duplicate)}
	case c.SKUs > 0:
		d.Icon, d.Action = "git-compare", say.N(c.SKUs, "See {n} SKU", "See {n} SKUs")
		target = screen.Route{Screen: screen.Inventory, Tab: "problems", Store: c.StoreID}
	}
	d.Act = func() { open(target) }
	return d
}

// second says what a cause stops, where, and until when.
func second(c view.CauseCard, now time.Time) string {
	var parts []string
	if c.Orders > 0 {
		parts = append(parts, say.N(c.Orders, "{n} order held", "{n} orders held"))
	}
	if c.Shipments > 0 {
		parts = append(parts, say.N(c.Shipments, "{n} shipment held", "{n} shipments held"))
	}
	if c.SKUs > 0 {
		parts = append(parts, say.N(c.SKUs, "{n} SKU", "{n} SKUs"))
	}
	if len(parts) == 0 {
		parts = append(parts, say.T("Since {time}", say.When(c.Since, now)))
	}
	if c.Store != "" {
		parts = append(parts, c.Store)
	}
	if words := due(c.FirstDue, now); words != "" {
		parts = append(parts, words)
	}
	return strings.Join(parts, ", ")
}

func due(at, now time.Time) string {
	switch left := at.Sub(now); {
	case at.IsZero():
		return ""
	case left < 0:
		return say.T("overdue since {time}", say.When(at, now))
	case left < 12*time.Hour:
		return say.T("first due at {time}, in {span}", say.Clock(at), say.Span(left))
	case at.In(now.Location()).Day() == now.AddDate(0, 0, 1).Day():
		return say.T("due tomorrow {time}", say.Clock(at))
	}
	return say.T("due {day}", say.Weekday(at))
}

// allQuiet is the sentence that stands where nothing needs anybody, with its proof.
func allQuiet(o view.Overview) kit.EmptyState {
	d := kit.EmptyState{Title: say.T("Nothing needs you"), Line: say.T("No order has been posted yet.")}
	switch {
	case o.LastPosted.IsZero():
	case o.Posted == 0:
		d.Line = say.T("None of today's orders is posted yet; the last one before them was, {time}.", say.When(o.LastPosted, o.At))
	default:
		d.Line = say.N(o.Posted, "{n} order of today is posted, the last one at {time}.", "{n} orders of today are posted, the last one at {time}.", say.When(o.LastPosted, o.At))
	}
	return d
}

// sold is what a store sold in a span of so many days.
func sold(r view.SalesRow, days int) (orders int, gross, tax commerce.Pence) {
	switch days {
	case 7:
		return r.WeekOrders, r.Week, r.TaxWeek
	case 30:
		return r.MonthOrders, r.Month, r.TaxMonth
	}
	return r.Orders, r.Today, r.TaxToday
}

// salesLine is a row of the table of sales; totals are strong.
type salesLine struct {
	cells []string
	total bool
}

// salesTable is a line for each store, and where there are several one for each currency: amounts of two cannot be added up.
func salesTable(rows []view.SalesRow, days int) []salesLine {
	type sum struct {
		currency   string
		orders     int
		gross, tax commerce.Pence
	}
	var lines []salesLine
	var sums []sum
	for _, r := range rows {
		orders, gross, tax := sold(r, days)
		lines = append(lines, salesLine{cells: []string{r.Store, say.Count(orders), say.Money(gross, r.Currency), say.Money(tax, r.Currency)}})
		i := slices.IndexFunc(sums, func(s sum) bool { return s.currency == r.Currency })
		if i < 0 {
			i, sums = len(sums), append(sums, sum{currency: r.Currency})
		}
		sums[i].orders, sums[i].gross, sums[i].tax = sums[i].orders+orders, sums[i].gross+gross, sums[i].tax+tax
	}
	if len(rows) < 2 {
		return lines
	}
	for _, s := range sums {
		name := say.T("All stores")
		if len(sums) > 1 {
			name = say.T("All in {currency}", s.currency)
		}
		lines = append(lines, salesLine{total: true, cells: []string{name, say.Count(s.orders), say.Money(s.gross, s.currency), say.Money(s.tax, s.currency)}})
	}
	return lines
}
