package attention

import (
	"slices"
	"strings"
	"time"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// step is what the best button of a card does.
type step int

const (
	openOrders step = iota
	openOrder       // the one that the card is about
	openLedger
	openStock
	openShipments
	openMatch
	openStores
	openSignIn
	openSettings
	openBrake
	retryOrders
	readMore
)

// action is the best next step for a cause: its words and what they do.
type action struct {
	words string
	step  step
}

// bestAction chooses the step that settles a cause, by its code and by what it stops.
func bestAction(c view.CauseCard) action {
	code := func(prefixes ...string) bool {
		for _, p := range prefixes {
			if strings.HasPrefix(c.Code, p) {
				return true
			}
		}
		return false
	}
	switch {
	case code("SB-AUTH", "SB-SIG"), strings.Contains(c.Key, "sign-in/"):
		return action{say.T("Sign in again"), openSignIn}
	case code("SB-STK-501", "SB-STK-502"):
		return action{say.T("Look at the brake"), openBrake}
	case code("SB-SHP-403"), code("SB-SHP-404"):
		return action{say.T("Open the store"), openStores}
	case code("SB-SKU", "SB-ORD-104"):
		return action{say.T("Open SKU match"), openMatch}
	case code("SB-SET", "SB-SHP-402", "SB-ORD-105", "SB-ORD-106"):
		return action{say.T("Open settings"), openSettings}
	case code("SB-SHP-406"): // taken back: the two ways out are there
		return action{say.T("Open the shipment"), openShipments}
	case c.Order > 0:
		return action{say.T("Open the order"), openOrder}
	case code("SB-ORD-140", "SB-ORD-141"):
		return action{say.T("Open the ledger"), openLedger}
	case code("SB-NET", "SB-API", "SB-APP") && c.Orders > 0:
		return action{say.N(c.Orders, "Retry {n} order", "Retry {n} orders"), retryOrders}
	case c.Orders > 0:
		return action{say.N(c.Orders, "Open {n} order", "Open {n} orders"), openOrders}
	case c.SKUs > 0:
		return action{say.N(c.SKUs, "Open {n} SKU", "Open {n} SKUs"), openStock}
	case c.Shipments > 0:
		return action{say.N(c.Shipments, "Open {n} shipment", "Open {n} shipments"), openShipments}
	}
	return action{say.T("Read more"), readMore}
}

// headline is the state, icon and kind of a card: "Orders held".
func headline(c view.CauseCard) (state theme.State, icon, kind string) {
	state = theme.Attention
	if c.Severity == "error" {
		state = theme.Error
	}
	switch {
	case strings.HasPrefix(c.Code, "SB-AUTH"), strings.HasPrefix(c.Code, "SB-SIG"), strings.Contains(c.Key, "sign-in/"):
		return state, "key-round", say.T("Sign-in needed")
	case c.Orders > 0 && c.SKUs > 0:
		return state, errorIcon(state, "hand"), say.N(c.Orders, "Stock frozen, order held", "Stock frozen, orders held")
	case c.Orders > 0:
		return state, errorIcon(state, "hand"), say.N(c.Orders, "Order held", "Orders held")
	case c.SKUs > 0 && state == theme.Error:
		return state, "octagon-x", say.T("Stock refused")
	case c.SKUs > 0:
		return state, "snowflake", say.T("Stock frozen")
	case c.Code == shortOrder:
		return state, "package-open", say.T("Short order")
	case c.Order > 0:
		return state, errorIcon(state, "flag"), say.T("Posted order")
	case strings.HasPrefix(c.Code, "SB-ORD-14"):
		return state, errorIcon(state, "git-compare"), say.T("Completeness")
	case strings.HasPrefix(c.Code, "SB-STK"):
		return state, errorIcon(state, "boxes"), say.T("Stock stopped")
	case c.Shipments > 0:
		return state, errorIcon(state, "truck"), say.N(c.Shipments, "Shipment held", "Shipments held")
	case strings.HasPrefix(c.Code, "SB-SHP"):
		return state, errorIcon(state, "truck"), say.T("Shipments")
	case strings.HasPrefix(c.Code, "SB-SKU"):
		return state, "copy", say.T("SKU match")
	}
	return state, "", say.T("Problem")
}

// errorIcon keeps red cards apart from amber ones by their icon too.
func errorIcon(s theme.State, icon string) string {
	if s == theme.Error {
		return "octagon-x"
	}
	return icon
}

// meanwhile says what happens while nobody does anything.
func meanwhile(c view.CauseCard) string {
	var parts []string
	switch {
	case c.Orders == 1:
		parts = append(parts, say.T("The order waits here; its units stay deducted in all stores."))
	case c.Orders > 1:
		parts = append(parts, say.T("The orders wait here; their units stay deducted in all stores."))
	}
	switch {
	case c.SKUs == 1:
		parts = append(parts, say.T("The SKU keeps what its store shows."))
	case c.SKUs > 1:
		parts = append(parts, say.T("The SKUs keep what their store shows."))
	}
	switch {
	case c.Shipments == 1:
		parts = append(parts, say.T("The shopper's order keeps its status in EKM."))
	case c.Shipments > 1:
		parts = append(parts, say.T("The shoppers' orders keep their status in EKM."))
	}
	if len(parts) > 0 {
		return strings.Join(parts, " ")
	}
	switch {
	case strings.HasPrefix(c.Code, "SB-STK"):
		return say.T("Stock of {place} stays as it is. Orders and shipments go on.", where(c))
	case strings.HasPrefix(c.Code, "SB-SHP-403"):
		return say.T("Shipments of {place} wait. Orders and stock go on.", where(c))
	case strings.HasPrefix(c.Code, "SB-AUTH"), strings.HasPrefix(c.Code, "SB-SIG"):
		return say.T("Work for {place} waits and is kept. Nothing is lost.", where(c))
	}
	return say.T("Everything else goes on, and nothing is lost.")
}

func where(c view.CauseCard) string {
	if c.Store == "" {
		return "Brightpearl"
	}
	return c.Store
}

// why is the second line of a card: the reason, or what to do when the title says it all.
func why(c view.CauseCard) string {
	if c.Text != "" && c.Text != c.Title {
		return oneLine(say.Of(c.Text))
	}
	return oneLine(say.Of(c.Fix))
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// affected names what a cause stops: "2 orders, 3 SKUs".
func affected(c view.CauseCard) string {
	var parts []string
	if c.Orders > 0 {
		parts = append(parts, say.N(c.Orders, "{n} order", "{n} orders"))
	}
	if c.SKUs > 0 {
		parts = append(parts, say.N(c.SKUs, "{n} SKU", "{n} SKUs"))
	}
	if c.Shipments > 0 {
		parts = append(parts, say.N(c.Shipments, "{n} shipment", "{n} shipments"))
	}
	if len(parts) == 0 {
		return where(c)
	}
	return strings.Join(parts, ", ")
}

// due writes a deadline and whether it is near: within three hours, or past.
func due(c view.CauseCard, now time.Time) (text string, urgent bool) {
	if c.FirstDue.IsZero() {
		return say.T("None"), false
	}
	at, today := c.FirstDue.Local(), now.Local()
	urgent = c.FirstDue.Sub(now) < 3*time.Hour
	midnight := time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, today.Location())
	switch days := int(time.Date(at.Year(), at.Month(), at.Day(), 12, 0, 0, 0, at.Location()).Sub(midnight).Hours() / 24); {
	case c.FirstDue.Before(now):
		return say.T("{span} late", screen.Ago(c.FirstDue, now)), true
	case days == 0:
		return say.T("{time} today", say.Clock(at)), urgent
	case days == 1:
		return say.T("Tomorrow {time}", say.Clock(at)), urgent
	}
	return say.Weekday(at), urgent
}

// money is the first fact of a card with its label.
func money(c view.CauseCard) [2]string {
	label := say.T("Held money")
	switch {
	case c.Order > 0:
		label = say.T("Order total")
	case c.Orders == 0 && c.SKUs > 0:
		label = say.T("Exposure")
	}
	if c.Money == 0 {
		return [2]string{label, say.T("None")}
	}
	return [2]string{label, say.Money(c.Money, c.Currency)}
}

// cardData is one cause as its card shows it; the callbacks are the screen's.
func cardData(c view.CauseCard, now time.Time) kit.AttentionData {
	state, icon, kind := headline(c)
	deadline, urgent := due(c, now)
	since := say.T("Since {time}", say.When(c.Since, now))
	if c.Store != "" {
		since = placed(c, say.T("since {time}", say.When(c.Since, now)))
	}
	if c.Assigned != "" {
		since += ", " + say.T("assigned to {name}", c.Assigned)
	}
	return kit.AttentionData{
		State: state, Icon: icon, Kind: kind, Since: since, At: c.Since, Cause: oneLine(say.Of(c.Title)), Why: why(c), Now: meanwhile(c),
		Facts: [3][2]string{money(c), {say.T("Affected"), affected(c)}, {say.T("First due"), deadline}}, Urgent: urgent,
		Action: bestAction(c).words,
	}
}

// placed is a span of time with the store before it.
func placed(c view.CauseCard, span string) string {
	if c.Store == "" {
		return span
	}
	return c.Store + ", " + span
}

// summary is a cause as text for support: the five parts and the code.
func summary(c view.CauseCard, now time.Time) string {
	deadline, _ := due(c, now)
	lines := []string{
		oneLine(say.Of(c.Title)), labelled(say.T("Where"), where(c)), labelled(say.T("Why"), why(c)), labelled(say.T("What happens now"), meanwhile(c)),
		labelled(say.T("What you can do"), fix(c)), labelled(say.T("Affected"), affected(c)), labelled(money(c)[0], money(c)[1]),
		labelled(say.T("First due"), deadline), labelled(say.T("Since"), say.Exact(c.Since)),
	}
	if c.Code != "" {
		lines = append(lines, labelled(say.T("Code"), c.Code))
	}
	return strings.Join(lines, "\n")
}

// labelled is a line of a text for support.
func labelled(label, text string) string { return say.T("{label}: {text}", label, text) }

func fix(c view.CauseCard) string {
	if c.Fix == "" {
		return say.T("Read the activity of {place}, then retry.", where(c))
	}
	return oneLine(say.Of(c.Fix))
}

// counters are the figures of the header: how many problems are open, what is held, be its problem put off or not, and what healed
// by itself today.
func counters(b view.CauseBoard, solved func()) []kit.Counter {
	orders, alone := 0, 0
	held := map[string]int64{}
	for _, c := range slices.Concat(b.Open, b.Snoozed) {
		orders += c.Orders
		if c.Orders > 0 {
			held[c.Currency] += int64(c.Money)
		}
	}
	var list []kit.Counter
	if n := len(b.Open); n > 0 {
		list = append(list, kit.Counter{Number: say.Count(n), Word: say.N(n, "open problem", "open problems"), State: theme.Attention})
	}
	switch sum := sumOf(held); {
	case sum != "":
		list = append(list, kit.Counter{Number: sum, Word: say.N(orders, "held in {n} order", "held in {n} orders")})
	case orders > 0:
		list = append(list, kit.Counter{Number: say.Count(orders), Word: say.N(orders, "order held", "orders held")})
	}
	for _, c := range b.Settled {
		if c.Alone {
			alone++
		}
	}
	if alone > 0 {
		list = append(list, kit.Counter{Number: say.Count(alone), Word: say.N(alone, "healed by itself today", "healed by themselves today"), State: theme.OK, Tapped: solved})
	}
	return list
}

// emptyTab is what stands where nothing is put off, or nothing was settled.
func emptyTab(tab string) kit.EmptyState {
	if tab == tabSnoozed {
		return kit.EmptyState{Title: say.T("Nothing is snoozed"), Line: say.T("A problem that you snooze waits here. It opens again when its time is over, when its deadline nears, or when it stops more.")}
	}
	return kit.EmptyState{Title: say.T("Nothing was solved today"), Line: say.T("A problem stands here until midnight once nothing of it is left, with how long it took and whether it healed by itself.")}
}

// emptyCards is what stands where no problem is open.
func emptyCards(f cardFilter, p proof, snoozed int, clear, log func()) kit.EmptyState {
	if f.narrowed() {
		return kit.EmptyState{Title: say.T("No open problem fits these filters"), Line: say.T("Other problems are hidden by the filters above."), Button: say.T("Clear filters"), Tapped: clear}
	}
	e := kit.EmptyState{Title: say.T("No open problems"), Line: say.T("A problem appears here as soon as something needs a person, with the best next step."), Button: say.T("Show activity"), Tapped: log}
	if snoozed > 0 {
		e.Line = say.N(snoozed, "{n} is snoozed and what it holds stays held.", "{n} are snoozed and what they hold stays held.") + " " + e.Line
	}
	if !p.known {
		return e
	}
	e.Title = say.N(p.actions, "No open problems. {n} action in the last 24 h", "No open problems. {n} actions in the last 24 h")
	if n := p.retries + p.errors; n > 0 {
		e.Line = say.N(n, "{n} of them was a warning, and it is settled.", "{n} of them were warnings, and all are settled.") + " " + e.Line
	}
	return e
}
