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

// steps are the parts of a figure, in the order in which they are worked out.
func steps(e view.Explanation) []kit.Step {
	t := e.Terms
	hand := "On hand in Brightpearl"
	if e.Bundle {
		hand = "Whole bundles on hand"
	}
	list := []kit.Step{
		{Label: hand, Note: warehouseNote(e), Value: screen.Count(t.OnHand)},
		{Label: "Minus orders not yet reserved", Note: ordersNote(e), Value: minus(t.Pending)},
		{Label: "Minus buffer", Note: bufferNote(t.Buffer), Value: minus(t.Buffer)},
	}
	left := t.OnHand - t.Pending - t.Buffer
	if left < 0 {
		list = append(list, kit.Step{Label: "Never below zero", Note: "A store cannot show " + signed(left), Value: "0"})
	}
	limit := kit.Step{Label: "Cap", Note: "Store setting", Value: "None"}
	if t.Cap > 0 {
		limit = kit.Step{Label: "Cap", Note: "Store setting, shows at most " + screen.Plural(t.Cap, "unit", "units"), Value: screen.Count(t.Cap)}
	}
	return append(list, limit, kit.Step{Label: "Publish", Value: screen.Count(e.Wanted), Total: true})
}

func bufferNote(n int64) string {
	if n == 0 {
		return "Store setting, nothing is kept back"
	}
	return "Store setting, " + screen.Plural(n, "unit", "units")
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
	sum := fmt.Sprintf("%s − %s − %s = %s", screen.Count(e.Terms.OnHand), screen.Count(e.Terms.Pending), screen.Count(e.Terms.Buffer),
		signed(e.Terms.OnHand-e.Terms.Pending-e.Terms.Buffer))
	switch {
	case e.State == commerce.LevelDue:
		return at.state, at.icon, fmt.Sprintf("The store shows %s; %s is on its way, queued %s ago.", screen.Count(e.Listed), screen.Count(e.Wanted), screen.Ago(e.ChangedAt, now))
	case e.State == commerce.LevelHeld:
		return at.state, at.icon, fmt.Sprintf("Frozen: the store keeps %s until the cause is solved.", screen.Count(e.Listed))
	case e.State == commerce.LevelFailed:
		return at.state, at.icon, fmt.Sprintf("The store still shows %s; %s was not accepted.", screen.Count(e.Listed), screen.Count(e.Wanted))
	case drifts(e.LevelRow):
		return at.state, at.icon, fmt.Sprintf("The store shows %s although %s was written at %s. Push now writes %s again.",
			screen.Count(e.Listed), screen.Count(e.Published), screen.When(e.WrittenAt, now), screen.Count(e.Wanted))
	case unread(e.LevelRow):
		return at.state, at.icon, "Brightpearl's units were not read yet, so nothing is written. Unknown is not zero."
	case e.WrittenAt.IsZero():
		return at.state, at.icon, fmt.Sprintf("%s, and the store showed %s already.", sum, screen.Count(e.Listed))
	}
	return at.state, at.icon, fmt.Sprintf("%s, and the store shows %s since %s.", sum, screen.Count(e.Listed), screen.When(e.WrittenAt, now))
}

// trouble is the note of a figure that needs a person; ok is false when it needs nobody.
func trouble(e view.Explanation) (title, text string, ok bool) {
	if e.Cause.Zero() || e.State == commerce.LevelIdle || e.State == commerce.LevelDue {
		return "", "", false
	}
	title = "EKM does not take this figure"
	if e.State == commerce.LevelHeld {
		title = "Frozen, nothing is written"
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
