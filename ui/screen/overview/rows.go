package overview

import (
	"fmt"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// goal is the promise: an order in Brightpearl, a stock change in the shop, within two minutes.
const goal = 2 * time.Minute

func ordersTile(o view.Overview) kit.TileData {
	d := kit.TileData{Label: "Orders placed today", Figure: screen.Count(o.Placed)}
	switch lost := o.Placed - o.Posted - o.Waiting - o.Held - o.Excluded; {
	case o.Placed == 0:
		d.Unit = "none yet"
		d.Line = "Last one posted: never"
		if !o.LastPosted.IsZero() {
			d.Line = "Last one posted " + screen.When(o.LastPosted, o.At)
		}
		return d
	case lost != 0:
		d.Unit = fmt.Sprintf("worth %s, %d unaccounted", screen.Money(o.PlacedMoney, o.Currency), lost)
	default:
		d.Unit = fmt.Sprintf("worth %s, all accounted for", screen.Money(o.PlacedMoney, o.Currency))
	}
	d.Parts = []kit.Part{
		{State: theme.OK, Label: "In Brightpearl", Count: o.Posted},
		{State: theme.Working, Icon: "clock", Label: "Waiting", Count: o.Waiting},
		{State: theme.Attention, Icon: "hand", Label: "Held", Count: o.Held},
		{State: theme.Unknown, Icon: "circle-minus", Label: "Excluded", Count: o.Excluded},
	}
	return d
}

// delayTile shows a delay against the goal; without a single order or write there is no figure, and none is made up.
func delayTile(label, none string, p95 time.Duration, hours []float64) kit.TileData {
	d := kit.TileData{Label: label, Figure: delay(p95), Line: "Goal 2 min"}
	if p95 <= 0 {
		d.Figure, d.Line = "None", none
		return d
	}
	d.Spark, d.Goal = hours, goal.Seconds()
	if p95 > goal {
		d.SparkState, d.Line = theme.Attention, "Goal 2 min, missed"
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
		return "1 s"
	case d < 3*time.Minute:
		return fmt.Sprintf("%d s", int(d.Round(time.Second).Seconds()))
	}
	return screen.Span(d)
}

func exposureTile(o view.Overview) kit.TileData {
	d := kit.TileData{Label: "Oversell exposure", Figure: screen.Plural(o.ExposedUnits, "unit", "units"),
		Line: fmt.Sprintf("%s on %s", screen.Money(o.ExposedMoney, o.Currency), screen.Plural(o.ExposedSKUs, "SKU", "SKUs"))}
	if o.ExposedUnits == 0 {
		d.Line = "No SKU is shown too high"
	}
	return d
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
	oldest, late := "None", false
	if !o.OldestUnposted.IsZero() {
		age := o.At.Sub(o.OldestUnposted)
		oldest, late = screen.Span(age), age > time.Hour
	}
	held := screen.Money(o.HeldMoney, o.Currency)
	if o.HeldMoney == 0 {
		held = "None"
	}
	drift := "None"
	if o.Drift > 0 {
		drift = screen.Plural(o.Drift, "SKU", "SKUs")
	}
	matched := fmt.Sprintf("%s of %s", screen.Count(o.Unmatched), screen.Count(o.Listings))
	mails := fact("Customer e-mails caused", screen.Count(o.EmailsCaused), o.EmailsCaused > 0, screen.Route{})
	mails.Tapped = nil
	unmatched := fact("SKUs not matched", matched, false, screen.Route{Screen: screen.Match, Tab: "unmatched"})
	if o.Unmatched > 0 || o.Listings == 0 {
		unmatched.State = theme.NoState
	}
	oldestFact := fact("Oldest order not posted", oldest, late, screen.Route{Screen: screen.Orders, Tab: "todo"})
	if !late && oldest != "None" {
		oldestFact.State = theme.Working
		oldestFact.Tapped = func() { open(screen.Route{Screen: screen.Orders, Tab: "progress"}) }
	}
	return []kit.Fact{
		oldestFact,
		fact("Held money", held, o.HeldMoney > 0, screen.Route{Screen: screen.Orders, Tab: "todo"}),
		fact("Stock drift", drift, o.Drift > 0, screen.Route{Screen: screen.Inventory, Tab: "drift"}),
		unmatched,
		mails,
	}
}

func storeCard(c view.StoreCard, now time.Time) kit.StoreCardData {
	second := "No channel yet"
	if c.Channel != "" {
		second = "Channel " + c.Channel
	}
	if c.Currency != "" {
		second += ", " + c.Currency
	}
	bars := make([]float64, len(c.Orders24h))
	for i, n := range c.Orders24h {
		bars[i] = float64(n)
	}
	login := screen.LoginOf(c.Store, c.LoginUntil, now)
	d := kit.StoreCardData{Name: c.Name, Second: second, Bars: bars, BarsLabel: "Orders, 24 h", Line: login.Line, LineState: login.State,
		Facts: [2][2]string{{"Last order seen", ago(c.LastOrderAt, now)}, {"Last stock write", ago(c.LastStockAt, now)}}}
	d.State, d.Word = storeState(c, now)
	return d
}

// quietFor is how long a live store may be silent before its card says so.
const quietFor = 3 * time.Minute

func storeState(c view.StoreCard, now time.Time) (theme.State, string) {
	switch {
	case c.State == commerce.StoreSignIn:
		return theme.Attention, "Sign in again"
	case c.State == commerce.StoreError:
		return theme.Error, "Settings broken"
	case c.State == commerce.StoreSetup:
		return theme.Unknown, "Being set up"
	case c.State == commerce.StorePaused && !c.Live(now):
		if c.PausedUntil.IsZero() {
			return theme.Paused, "Paused"
		}
		return theme.Paused, "Paused until " + screen.When(c.PausedUntil, now)
	case !c.LastContactAt.IsZero() && now.Sub(c.LastContactAt) > quietFor:
		return theme.Unknown, "No answer since " + screen.When(c.LastContactAt, now)
	case c.LastContactAt.IsZero():
		return theme.Unknown, "No answer yet"
	case c.Problem != "":
		return theme.Attention, "Needs you"
	case c.Due > 0:
		return theme.Working, "Working, " + screen.Count(c.Due) + " due"
	}
	return theme.OK, "Live"
}

func ago(t, now time.Time) string {
	if t.IsZero() {
		return "None yet"
	}
	return screen.Ago(t, now) + " ago"
}

const shownCauses = 5

// attention is a cause as a row with the way to what it stops.
func attention(c view.CauseCard, now time.Time, open func(screen.Route)) kit.AttentionData {
	d := kit.AttentionData{State: theme.Attention, Icon: "hand", Cause: c.Title, Second: second(c, now), Action: "Open",
		Open: func() { open(screen.Route{Screen: screen.Attention, Select: c.Key}) }}
	if c.Severity == "error" {
		d.State, d.Icon = theme.Error, ""
	}
	if c.Money > 0 {
		d.RowValue = screen.Money(c.Money, c.Currency)
	}
	target := screen.Route{Screen: screen.Attention, Select: c.Key}
	switch {
	case strings.HasPrefix(c.Code, "SB-AUTH"), strings.HasPrefix(c.Code, "SB-SIG"), strings.Contains(c.Key, "sign-in/"):
		d.Icon, d.Action = "key-round", "Sign in again"
		target = screen.Route{Screen: screen.Stores, Store: c.StoreID, Tab: "sign-in"}
		if c.StoreID == 0 {
			target.Tab = "brightpearl"
		}
	case c.Order > 0:
		d.Icon, d.Action = "flag", "Open order"
		if c.Code == "SB-ORD-130" {
			d.Icon = "package-open"
		}
		target = screen.Route{Screen: screen.Orders, Tab: "all", Select: fmt.Sprint(c.Order)}
	case strings.HasPrefix(c.Code, "SB-ORD-14"):
		d.Icon, d.Action = "git-compare", "Open ledger"
		target = screen.Route{Screen: screen.Orders, Tab: "ledger", Store: c.StoreID}
	case c.Orders > 0:
		d.Action = "See " + screen.Plural(c.Orders, "order", "orders")
		target = screen.Route{Screen: screen.Orders, Tab: "todo", Store: c.StoreID}
	case c.Shipments > 0:
		d.Icon, d.Action = "truck", "See "+screen.Plural(c.Shipments, "shipment", "shipments")
		target = screen.Route{Screen: screen.Shipments, Tab: "problems", Store: c.StoreID}
	case c.Code == "SB-STK-501", c.Code == "SB-STK-502":
		d.Icon, d.Action = "hand", "Look at it"
		target = screen.Route{Screen: screen.Inventory, Tab: "braked", Store: c.StoreID}
	case c.Code == "SB-SKU-202":
		d.Icon, d.Action = "link-2", "See SKUs"
		target = screen.Route{Screen: screen.Match, Store: c.StoreID, Tab: string(commerce.ChangedProduct)}
	case strings.HasPrefix(c.Code, "SB-SKU"):
		d.Icon, d.Action = "link-2", "See SKUs"
		target = screen.Route{Screen: screen.Match, Store: c.StoreID, Tab: string(commerce.Duplicate)}
	case c.SKUs > 0:
		d.Icon, d.Action = "git-compare", "See "+screen.Plural(c.SKUs, "SKU", "SKUs")
		target = screen.Route{Screen: screen.Inventory, Tab: "problems", Store: c.StoreID}
	}
	d.Act = func() { open(target) }
	return d
}

// second says what a cause stops, where, and until when.
func second(c view.CauseCard, now time.Time) string {
	var stops []string
	if c.Orders > 0 {
		stops = append(stops, screen.Plural(c.Orders, "order held", "orders held"))
	}
	if c.Shipments > 0 {
		stops = append(stops, screen.Plural(c.Shipments, "shipment held", "shipments held"))
	}
	if c.SKUs > 0 {
		stops = append(stops, screen.Plural(c.SKUs, "SKU", "SKUs"))
	}
	if len(stops) == 0 {
		stops = append(stops, "Since "+screen.When(c.Since, now))
	}
	if c.Store != "" {
		stops = append(stops, c.Store)
	}
	return strings.Join(stops, ", ") + due(c.FirstDue, now)
}

func due(at, now time.Time) string {
	switch left := at.Sub(now); {
	case at.IsZero():
		return ""
	case left < 0:
		return ", overdue since " + screen.When(at, now)
	case left < 12*time.Hour:
		return fmt.Sprintf(", first due at %s, in %s", at.In(now.Location()).Format("15:04"), screen.Span(left))
	case at.In(now.Location()).Day() == now.AddDate(0, 0, 1).Day():
		return ", due tomorrow " + at.In(now.Location()).Format("15:04")
	}
	return ", due " + at.In(now.Location()).Format("Mon 2 Jan")
}

// allQuiet is the sentence that stands where nothing needs anybody, with its proof.
func allQuiet(o view.Overview) kit.EmptyState {
	line := "No order has been posted yet."
	if !o.LastPosted.IsZero() {
		line = fmt.Sprintf("%s posted today, the last one at %s.", screen.Plural(o.Posted, "order", "orders"), screen.When(o.LastPosted, o.At))
	}
	return kit.EmptyState{Title: "Nothing needs you", Line: line}
}

// salesTable is the table's rows with a total where one currency allows it, what stands at its head and at its foot.
func salesTable(rows []view.SalesRow) (lines [][]string, total bool, head, foot string) {
	var sum view.SalesRow
	for i, r := range rows {
		lines = append(lines, []string{r.Store, screen.Count(r.Orders), screen.Money(r.Today, r.Currency), screen.Money(r.Week, r.Currency)})
		if i == 0 {
			sum.Currency = r.Currency
		}
		if r.Currency != sum.Currency {
			sum.Currency = ""
		}
		sum.Orders += r.Orders
		sum.Today += r.Today
		sum.TaxToday += r.TaxToday
		sum.Week += r.Week
		sum.Month += r.Month
	}
	if sum.Currency == "" {
		return lines, false, "Gross", ""
	}
	if len(rows) > 1 {
		total = true
		lines = append(lines, []string{"All stores", screen.Count(sum.Orders), screen.Money(sum.Today, sum.Currency), screen.Money(sum.Week, sum.Currency)})
	}
	foot = fmt.Sprintf("Tax today %s. Last 30 days %s.", screen.Money(sum.TaxToday, sum.Currency), screen.Money(sum.Month, sum.Currency))
	return lines, total, "Gross, " + sum.Currency, foot
}

func today(now time.Time) string { return now.Format("Monday 2 January, 15:04 MST") }
