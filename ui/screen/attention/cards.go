package attention

import (
	"strings"
	"time"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
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
		return action{"Sign in again", openSignIn}
	case code("SB-STK-501", "SB-STK-502"):
		return action{"Look at what was stopped", openBrake}
	case code("SB-SHP-403"), code("SB-SHP-404"):
		return action{"Open the store", openStores}
	case code("SB-SKU", "SB-ORD-104"):
		return action{"Open SKU match", openMatch}
	case code("SB-SET", "SB-SHP-402", "SB-ORD-105", "SB-ORD-106"):
		return action{"Open settings", openSettings}
	case code("SB-SHP-406"): // taken back: the two ways out are there
		return action{"Open the shipment", openShipments}
	case c.Order > 0:
		return action{"Open the order", openOrder}
	case code("SB-ORD-140", "SB-ORD-141"):
		return action{"Open the ledger", openLedger}
	case code("SB-NET", "SB-API", "SB-APP") && c.Orders > 0:
		return action{"Retry " + screen.Plural(c.Orders, "order", "orders"), retryOrders}
	case c.Orders > 0:
		return action{"Open " + screen.Plural(c.Orders, "order", "orders"), openOrders}
	case c.SKUs > 0:
		return action{"Open " + screen.Plural(c.SKUs, "SKU", "SKUs"), openStock}
	case c.Shipments > 0:
		return action{"Open " + screen.Plural(c.Shipments, "shipment", "shipments"), openShipments}
	}
	return action{"Read more", readMore}
}

// headline is the state, icon and kind of a card: "Orders held".
func headline(c view.CauseCard) (state theme.State, icon, kind string) {
	state = theme.Attention
	if c.Severity == "error" {
		state = theme.Error
	}
	count := func(n int, one, many string) string {
		if n == 1 {
			return one
		}
		return many
	}
	switch {
	case strings.HasPrefix(c.Code, "SB-AUTH"), strings.HasPrefix(c.Code, "SB-SIG"), strings.Contains(c.Key, "sign-in/"):
		return state, "key-round", "Sign-in needed"
	case c.Orders > 0 && c.SKUs > 0:
		return state, errorIcon(state, "hand"), "Stock frozen, " + count(c.Orders, "order held", "orders held")
	case c.Orders > 0:
		return state, errorIcon(state, "hand"), count(c.Orders, "Order held", "Orders held")
	case c.SKUs > 0 && state == theme.Error:
		return state, "octagon-x", "Stock refused"
	case c.SKUs > 0:
		return state, "snowflake", "Stock frozen"
	case c.Code == "SB-ORD-130":
		return state, "package-open", "Short order"
	case c.Order > 0:
		return state, errorIcon(state, "flag"), "Posted order"
	case strings.HasPrefix(c.Code, "SB-ORD-14"):
		return state, errorIcon(state, "git-compare"), "Completeness"
	case strings.HasPrefix(c.Code, "SB-STK"):
		return state, errorIcon(state, "boxes"), "Stock stopped"
	case c.Shipments > 0:
		return state, errorIcon(state, "truck"), count(c.Shipments, "Shipment held", "Shipments held")
	case strings.HasPrefix(c.Code, "SB-SHP"):
		return state, errorIcon(state, "truck"), "Shipments"
	case strings.HasPrefix(c.Code, "SB-SKU"):
		return state, "copy", "SKU match"
	}
	return state, "", "Problem"
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
		parts = append(parts, "The order waits here; its units stay deducted in all stores.")
	case c.Orders > 1:
		parts = append(parts, "The orders wait here; their units stay deducted in all stores.")
	}
	switch {
	case c.SKUs == 1:
		parts = append(parts, "The SKU keeps what its store shows.")
	case c.SKUs > 1:
		parts = append(parts, "The SKUs keep what their store shows.")
	}
	switch {
	case c.Shipments == 1:
		parts = append(parts, "The shopper's order keeps its status in EKM.")
	case c.Shipments > 1:
		parts = append(parts, "The shoppers' orders keep their status in EKM.")
	}
	if len(parts) > 0 {
		return strings.Join(parts, " ")
	}
	switch {
	case strings.HasPrefix(c.Code, "SB-STK"):
		return "Stock of " + where(c) + " stays as it is. Orders and shipments go on."
	case strings.HasPrefix(c.Code, "SB-SHP-403"):
		return "Shipments of " + where(c) + " wait. Orders and stock go on."
	case strings.HasPrefix(c.Code, "SB-AUTH"), strings.HasPrefix(c.Code, "SB-SIG"):
		return "Work for " + where(c) + " waits and is kept. Nothing is lost."
	}
	return "Everything else goes on, and nothing is lost."
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
		return oneLine(c.Text)
	}
	return oneLine(c.Fix)
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// affected names what a cause stops: "2 orders, 3 SKUs".
func affected(c view.CauseCard) string {
	var parts []string
	if c.Orders > 0 {
		parts = append(parts, screen.Plural(c.Orders, "order", "orders"))
	}
	if c.SKUs > 0 {
		parts = append(parts, screen.Plural(c.SKUs, "SKU", "SKUs"))
	}
	if c.Shipments > 0 {
		parts = append(parts, screen.Plural(c.Shipments, "shipment", "shipments"))
	}
	if len(parts) == 0 {
		return where(c)
	}
	return strings.Join(parts, ", ")
}

// due writes a deadline and whether it is near: within three hours, or past.
func due(c view.CauseCard, now time.Time) (text string, urgent bool) {
	if c.FirstDue.IsZero() {
		return "None", false
	}
	at, today := c.FirstDue.Local(), now.Local()
	urgent = c.FirstDue.Sub(now) < 3*time.Hour
	midnight := time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, today.Location())
	switch days := int(time.Date(at.Year(), at.Month(), at.Day(), 12, 0, 0, 0, at.Location()).Sub(midnight).Hours() / 24); {
	case c.FirstDue.Before(now):
		return screen.Ago(c.FirstDue, now) + " late", true
	case days == 0:
		return at.Format("15:04") + " today", urgent
	case days == 1:
		return "Tomorrow " + at.Format("15:04"), urgent
	}
	return at.Format("Mon 2 Jan"), urgent
}

// money is the first fact of a card with its label.
func money(c view.CauseCard) [2]string {
	label := "Held money"
	switch {
	case c.Order > 0:
		label = "Order total"
	case c.Orders == 0 && c.SKUs > 0:
		label = "Exposure"
	}
	if c.Money == 0 {
		return [2]string{label, "None"}
	}
	return [2]string{label, screen.Money(c.Money, c.Currency)}
}

// cardData is one cause as its card shows it; the callbacks are the screen's.
func cardData(c view.CauseCard, now time.Time) kit.AttentionData {
	state, icon, kind := headline(c)
	deadline, urgent := due(c, now)
	since := "Since " + screen.When(c.Since, now)
	if c.Store != "" {
		since = c.Store + ", since " + screen.When(c.Since, now)
	}
	return kit.AttentionData{
		State: state, Icon: icon, Kind: kind, Since: since, Cause: oneLine(c.Title), Why: why(c), Now: meanwhile(c),
		Facts: [3][2]string{money(c), {"Affected", affected(c)}, {"First due", deadline}}, Urgent: urgent,
		Action: bestAction(c).words,
	}
}

// summary is a cause as text for support: the five parts and the code.
func summary(c view.CauseCard, now time.Time) string {
	deadline, _ := due(c, now)
	lines := []string{
		oneLine(c.Title), "Where: " + where(c), "Why: " + why(c), "What happens now: " + meanwhile(c), "What you can do: " + fix(c),
		"Affected: " + affected(c) + ", " + strings.ToLower(money(c)[0]) + " " + money(c)[1] + ", first due " + deadline,
		"Since: " + screen.Exact(c.Since),
	}
	if c.Code != "" {
		lines = append(lines, "Code: "+c.Code)
	}
	return strings.Join(lines, "\n")
}

func fix(c view.CauseCard) string {
	if c.Fix == "" {
		return "Read the activity of " + where(c) + ", then retry."
	}
	return oneLine(c.Fix)
}

// counters are the figures of the header: how many problems, and what they hold up.
func counters(all []view.CauseCard) []kit.Counter {
	if len(all) == 0 {
		return nil
	}
	orders := 0
	held := map[string]int64{}
	for _, c := range all {
		orders += c.Orders
		if c.Orders > 0 {
			held[c.Currency] += int64(c.Money)
		}
	}
	list := []kit.Counter{{Number: screen.Count(len(all)), Word: noun(len(all), "open problem", "open problems"), State: theme.Attention}}
	switch sum := sumOf(held); {
	case sum != "":
		list = append(list, kit.Counter{Number: sum, Word: "held in " + screen.Plural(orders, "order", "orders")})
	case orders > 0:
		list = append(list, kit.Counter{Number: screen.Count(orders), Word: noun(orders, "order held", "orders held")})
	}
	return list
}

func noun(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// emptyCards is what stands where no problem is.
func emptyCards(f cardFilter, p proof, clear, log func()) kit.EmptyState {
	if f.narrowed() {
		return kit.EmptyState{Title: "No open problem fits these filters", Line: "Other problems are hidden by the filters above.", Button: "Clear filters", Tapped: clear}
	}
	e := kit.EmptyState{Title: "No open problems", Line: "A problem appears here as soon as something needs a person, with the best next step.", Button: "Show activity", Tapped: log}
	if !p.known {
		return e
	}
	e.Title = "No open problems. " + screen.Plural(p.actions, "action", "actions") + " in the last 24 h"
	if n := p.retries + p.errors; n > 0 {
		e.Line = screen.Plural(n, "of them was a warning, and it is settled. ", "of them were warnings, and all are settled. ") + e.Line
	}
	return e
}
