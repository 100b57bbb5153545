package inventory

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

// most is how many orders a step of the sum names before it counts the rest.
const most = 3

// question is the heading of the sum.
func question(e view.Explanation) string {
	if e.Listed == e.Wanted && !unread(e.LevelRow) {
		return "Why " + e.Store + " shows " + screen.Count(e.Listed)
	}
	return "What " + e.Store + " should show"
}

// notes are the second lines of a sum's terms; empty for none.
type notes struct{ hand, pending, buffer, limit, stop string }

// steps are the parts of a figure now, in the order in which they are worked out.
func steps(e view.Explanation, stores int, now time.Time) []kit.Step {
	return sum(e.Terms, e.Bundle, notes{hand: warehouseNote(e), pending: ordersNote(e), buffer: bufferNote(e, stores), limit: capNote(e),
		stop: sentence(untilWords(e.FrozenUntil, now)) + because(e.FreezeReason)})
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return ": " + reason
}

// stepsThen are the parts of a figure at a moment, with what they were before it.
func stepsThen(m, before view.LevelMoment, bundle bool) []kit.Step {
	was := func(then, now int64) string {
		if before.At.IsZero() || then == now {
			return ""
		}
		return screen.Count(then) + " before"
	}
	n := notes{hand: was(before.Terms.OnHand, m.Terms.OnHand), pending: was(before.Terms.Pending, m.Terms.Pending),
		buffer: was(before.Terms.Buffer, m.Terms.Buffer), limit: was(before.Terms.Cap, m.Terms.Cap), stop: "By a person"}
	return sum(m.Terms, bundle, n)
}

// sum lists terms so that they add up to the last line.
func sum(t commerce.Terms, bundle bool, n notes) []kit.Step {
	hand := "On hand in Brightpearl"
	if bundle {
		hand = "Whole bundles on hand"
	}
	list := []kit.Step{
		{Label: hand, Note: n.hand, Value: screen.Count(t.OnHand)},
		{Label: "Minus orders not yet reserved", Note: n.pending, Value: minus(t.Pending)},
		{Label: "Minus buffer", Note: n.buffer, Value: minus(t.Buffer)},
	}
	if left := t.OnHand - t.Pending - t.Buffer; left < 0 {
		list = append(list, kit.Step{Label: "Never below zero", Note: "A store cannot show " + signed(left), Value: "0"})
	}
	limit := kit.Step{Label: "Cap", Note: n.limit, Value: "None"}
	if t.Cap > 0 {
		limit.Value = screen.Count(t.Cap)
	}
	list = append(list, limit)
	if t.Stop {
		list = append(list, kit.Step{Label: "Frozen at zero", Note: n.stop, Value: "0"})
	}
	return append(list, kit.Step{Label: "Publish", Value: screen.Count(t.Publish()), Total: true})
}

// bufferNote says whose buffer it is, and why.
func bufferNote(e view.Explanation, stores int) string {
	n := screen.Plural(e.Terms.Buffer, "unit", "units")
	tag, tagged := strings.CutPrefix(e.BufferFrom, "tag ")
	switch {
	case e.BufferFrom == "sku":
		return "Set for this SKU, " + e.Rule.Buffer + unitless(e.Rule.Buffer)
	case tagged:
		return "Of the tag " + tag + ", " + n
	case e.BufferFrom == "delay" && e.SoldPerHour > 0 && e.Delay > 0:
		return "Follows the delay: " + suggestion(e.LevelRow, stores)
	case e.BufferFrom == "delay":
		return "Follows the delay, " + n
	case e.Terms.Buffer == 0:
		return "Store setting, nothing is kept back"
	}
	return "Store setting, " + n
}

// unitless is what a buffer's text lacks to be read: nothing for a percentage.
func unitless(buffer string) string {
	switch {
	case strings.HasSuffix(buffer, "%"):
		return " of what is free"
	case buffer == "1":
		return " unit"
	}
	return " units"
}

func capNote(e view.Explanation) string {
	whose := "Store setting"
	if e.Rule.Cap >= 0 {
		whose = "Set for this SKU"
	}
	if e.Terms.Cap > 0 {
		return whose + ", shows at most " + screen.Plural(e.Terms.Cap, "unit", "units")
	}
	return whose
}

func warehouseNote(e view.Explanation) string {
	if e.Bundle {
		return "What the scarcest part allows, less the parts that orders wait for"
	}
	var parts []string
	for _, w := range e.Warehouses {
		if w.Counts {
			parts = append(parts, screen.Count(w.OnHand)+" in "+w.Name)
		}
	}
	if len(parts) == 0 {
		return "No warehouse counts for this store"
	}
	return strings.Join(parts, ", ")
}

func ordersNote(e view.Explanation) string {
	if len(e.Orders) == 0 {
		return "No order waits"
	}
	var parts []string
	for i, o := range e.Orders {
		if i == most {
			parts = append(parts, screen.Plural(len(e.Orders)-most, "more order", "more orders"))
			break
		}
		parts = append(parts, fmt.Sprintf("%s, %s, %s", o.Number, screen.Plural(o.Units, "unit", "units"), orderWord(o.State)))
	}
	return strings.Join(parts, "; ")
}

func orderWord(s commerce.OrderState) string {
	switch s {
	case commerce.OrderHeld:
		return "held"
	case commerce.OrderWorking:
		return "in progress"
	case commerce.OrderPosted:
		return "posted, short"
	}
	return "waiting"
}

func orderState(s commerce.OrderState) (theme.State, string) {
	switch s {
	case commerce.OrderHeld:
		return theme.Attention, "hand"
	case commerce.OrderPosted:
		return theme.Attention, "package-open"
	case commerce.OrderWorking:
		return theme.Working, "refresh-cw"
	}
	return theme.Working, "clock"
}

func minus(n int64) string {
	if n == 0 {
		return "0"
	}
	return "−" + screen.Count(n)
}

func signed(n int64) string {
	if n < 0 {
		return "−" + screen.Count(-n)
	}
	return screen.Count(n)
}

// proof is the line below the sum: whether the store shows the figure, and since when.
func proof(e view.Explanation, now time.Time) (theme.State, string, string) {
	at := standingOf(e.LevelRow)
	added := fmt.Sprintf("%s − %s − %s = %s", screen.Count(e.Terms.OnHand), screen.Count(e.Terms.Pending), screen.Count(e.Terms.Buffer),
		signed(e.Terms.OnHand-e.Terms.Pending-e.Terms.Buffer))
	switch {
	case drifts(e.LevelRow) && e.State == commerce.LevelDue:
		return at.state, at.icon, fmt.Sprintf("The store was found to show %s at %s; %s is on its way again.", screen.Count(e.Listed), screen.When(e.DriftAt, now), screen.Count(e.Wanted))
	case e.State == commerce.LevelDue:
		return at.state, at.icon, fmt.Sprintf("The store shows %s; %s is on its way, queued %s ago.", screen.Count(e.Listed), screen.Count(e.Wanted), screen.Ago(e.ChangedAt, now))
	case e.State == commerce.LevelHeld && e.Freeze != commerce.NotFrozen:
		return at.state, at.icon, fmt.Sprintf("Frozen: the store keeps %s %s%s.", screen.Count(e.Listed), untilWords(e.FrozenUntil, now), because(e.FreezeReason))
	case e.State == commerce.LevelHeld:
		return at.state, at.icon, fmt.Sprintf("Held: the store keeps %s until the cause is solved.", screen.Count(e.Listed))
	case e.State == commerce.LevelFailed:
		return at.state, at.icon, fmt.Sprintf("The store still shows %s; %s was not accepted.", screen.Count(e.Listed), screen.Count(e.Wanted))
	case drifts(e.LevelRow):
		return at.state, at.icon, fmt.Sprintf("The store shows %s although %s was written at %s. Push now writes %s again.",
			screen.Count(e.Listed), screen.Count(e.Published), screen.When(e.WrittenAt, now), screen.Count(e.Wanted))
	case unread(e.LevelRow):
		return at.state, at.icon, "Brightpearl's units were not read yet, so nothing is written. Unknown is not zero."
	case e.Terms.Stop:
		return theme.OK, "circle-check", fmt.Sprintf("Frozen at zero, and the store shows %s since %s.", screen.Count(e.Listed), screen.When(e.WrittenAt, now))
	case e.WrittenAt.IsZero():
		return theme.OK, "circle-check", fmt.Sprintf("%s, and the store showed %s already.", added, screen.Count(e.Listed))
	case unconfirmed(e.LevelRow):
		return at.state, at.icon, fmt.Sprintf("%s, and the store took %s at %s. It was not read back yet.", added, screen.Count(e.Published), moment(e.WrittenAt, now))
	}
	return theme.OK, "circle-check", fmt.Sprintf("%s, and the store shows %s since %s.", added, screen.Count(e.Listed), screen.When(e.WrittenAt, now))
}

// outlook is what happens to a figure next: its place in the queue, what the queue has left out, when it is read back.
func outlook(e view.Explanation, now time.Time) []string {
	var list []string
	if e.State == commerce.LevelDue {
		if e.Ahead == 0 {
			list = append(list, "Its write is the next one of "+e.Store+".")
		} else {
			list = append(list, screen.Plural(e.Ahead, "write of "+e.Store+" goes before it.", "writes of "+e.Store+" go before it."))
		}
	}
	if e.Superseded > 0 {
		list = append(list, screen.Plural(e.Superseded, "older figure was", "older figures were")+" replaced before "+it(e.Superseded)+" had been written.")
	}
	if e.NextLook.After(now) && e.State == commerce.LevelIdle {
		list = append(list, "It is read back at "+screen.When(e.NextLook, now)+", in "+screen.Span(e.NextLook.Sub(now))+".")
	}
	return list
}

func it(n int64) string {
	if n == 1 {
		return "it"
	}
	return "they"
}

// trouble is the note of a figure that needs a person; ok is false when it needs nobody.
func trouble(e view.Explanation) (title, text string, ok bool) {
	if e.Cause.Zero() || e.State == commerce.LevelIdle || e.State == commerce.LevelDue || e.State == commerce.LevelHeld && e.Freeze != commerce.NotFrozen {
		return "", "", false
	}
	title = "EKM does not take this figure"
	if e.State == commerce.LevelHeld {
		title = "Held, nothing is written"
	}
	var parts []string
	for _, p := range []string{e.Cause.Text, e.Cause.Fix} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	if e.Cause.Code != "" {
		parts = append(parts, "Code "+e.Cause.Code+".")
	}
	return title, strings.Join(parts, " "), true
}
