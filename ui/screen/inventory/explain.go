package inventory

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// most is how many orders a step of the sum names before it counts the rest.
const most = 3

// question is the heading of the sum.
func question(e view.Explanation) string {
	if e.Listed == e.Wanted && !unread(e.LevelRow) {
		return say.T("Why {store} shows {n}", e.Store, e.Listed)
	}
	return say.T("What {store} should show", e.Store)
}

// notes are the second lines of a sum's terms; empty for none.
type notes struct{ hand, pending, buffer, limit, stop string }

// steps are the parts of a figure now, in the order in which they are worked out.
func steps(e view.Explanation, stores int, now time.Time) []kit.Step {
	return sum(e.Terms, e.Bundle, notes{hand: warehouseNote(e), pending: ordersNote(e), buffer: bufferNote(e, stores), limit: capNote(e),
		stop: untilWords(e.FrozenUntil, now) + because(e.FreezeReason)})
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
		return say.T("{n} before", then)
	}
	n := notes{hand: was(before.Terms.OnHand, m.Terms.OnHand), pending: was(before.Terms.Pending, m.Terms.Pending),
		buffer: was(before.Terms.Buffer, m.Terms.Buffer), limit: was(before.Terms.Cap, m.Terms.Cap), stop: say.T("By a person")}
	return sum(m.Terms, bundle, n)
}

// sum lists terms so that they add up to the last line.
func sum(t commerce.Terms, bundle bool, n notes) []kit.Step {
	hand := say.T("On hand in Brightpearl")
	if bundle {
		hand = say.T("Whole bundles on hand")
	}
	list := []kit.Step{
		{Label: hand, Note: n.hand, Value: say.Count(t.OnHand)},
		{Label: say.T("Minus orders not yet reserved"), Note: n.pending, Value: minus(t.Pending)},
		{Label: say.T("Minus buffer"), Note: n.buffer, Value: minus(t.Buffer)},
	}
	if left := t.OnHand - t.Pending - t.Buffer; left < 0 {
		list = append(list, kit.Step{Label: say.T("Never below zero"), Note: say.T("A store cannot show {n}", signed(left)), Value: say.Count(0)})
	}
	limit := kit.Step{Label: say.T("Cap"), Note: n.limit, Value: say.T("None")}
	if t.Cap > 0 {
		limit.Value = say.Count(t.Cap)
	}
	list = append(list, limit)
	if t.Stop {
		list = append(list, kit.Step{Label: say.T("Frozen at zero"), Note: n.stop, Value: say.Count(0)})
	}
	return append(list, kit.Step{Label: say.T("Publish"), Value: say.Count(t.Publish()), Total: true})
}

// bufferNote says whose buffer it is, and why.
func bufferNote(e view.Explanation, stores int) string {
	n := unitsOf(e.Terms.Buffer)
	tag, tagged := strings.CutPrefix(e.BufferFrom, "tag ")
	own, _ := strconv.ParseInt(e.Rule.Buffer, 10, 64) // a percentage is no number
	switch {
	case e.BufferFrom == "sku" && strings.HasSuffix(e.Rule.Buffer, "%"):
		return say.T("Set for this SKU, {percent} of what is free", e.Rule.Buffer)
	case e.BufferFrom == "sku":
		return say.T("Set for this SKU, {units}", unitsOf(own))
	case tagged:
		return say.T("Of the tag {tag}, {units}", tag, n)
	case e.BufferFrom == "delay" && e.SoldPerHour > 0 && e.Delay > 0:
		return say.T("Follows the delay: {sum}", suggestion(e.LevelRow, stores))
	case e.BufferFrom == "delay":
		return say.T("Follows the delay, {units}", n)
	case e.Terms.Buffer == 0:
		return say.T("Store setting, nothing is kept back")
	}
	return say.T("Store setting, {units}", n)
}

func capNote(e view.Explanation) string {
	switch own := e.Rule.Cap >= 0; {
	case own && e.Terms.Cap > 0:
		return say.N(e.Terms.Cap, "Set for this SKU, shows at most {n} unit", "Set for this SKU, shows at most {n} units")
	case own:
		return say.T("Set for this SKU")
	case e.Terms.Cap > 0:
		return say.N(e.Terms.Cap, "Store setting, shows at most {n} unit", "Store setting, shows at most {n} units")
	}
	return say.T("Store setting")
}

func warehouseNote(e view.Explanation) string {
	if e.Bundle {
		return say.T("What the scarcest part allows, less the parts that orders wait for")
	}
	var parts []string
	for _, w := range e.Warehouses {
		if w.Counts {
			parts = append(parts, say.T("{n} in {warehouse}", w.OnHand, w.Name))
		}
	}
	if len(parts) == 0 {
		return say.T("No warehouse counts for this store")
	}
	return strings.Join(parts, ", ")
}

func ordersNote(e view.Explanation) string {
	if len(e.Orders) == 0 {
		return say.T("No order waits")
	}
	var parts []string
	for i, o := range e.Orders {
		if i == most {
			parts = append(parts, say.N(len(e.Orders)-most, "{n} more order", "{n} more orders"))
			break
		}
		parts = append(parts, strings.Join([]string{o.Number, unitsOf(o.Units), orderWord(o.State)}, ", "))
	}
	return strings.Join(parts, "; ")
}

// orderWord is an order's state within a list, orderTitle by itself.
func orderWord(s commerce.OrderState) string {
	switch s {
	case commerce.OrderHeld:
		return say.T("held")
	case commerce.OrderWorking:
		return say.T("in progress")
	case commerce.OrderPosted:
		return say.T("posted, short")
	}
	return say.T("waiting")
}

func orderTitle(s commerce.OrderState) string {
	switch s {
	case commerce.OrderHeld:
		return say.T("Held")
	case commerce.OrderWorking:
		return say.T("In progress")
	case commerce.OrderPosted:
		return say.T("Posted, short")
	}
	return say.T("Waiting")
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
		return say.Count(0)
	}
	return "−" + say.Count(n)
}

func signed(n int64) string {
	if n < 0 {
		return "−" + say.Count(-n)
	}
	return say.Count(n)
}

// proof is the line below the sum: whether the store shows the figure, and since when.
func proof(e view.Explanation, now time.Time) (theme.State, string, string) {
	at := standingOf(e.LevelRow)
	added := fmt.Sprintf("%s − %s − %s = %s", say.Count(e.Terms.OnHand), say.Count(e.Terms.Pending), say.Count(e.Terms.Buffer),
		signed(e.Terms.OnHand-e.Terms.Pending-e.Terms.Buffer))
	switch {
	case drifts(e.LevelRow) && e.State == commerce.LevelDue:
		return at.state, at.icon, say.T("The store was found to show {listed} at {time}; {wanted} is on its way again.", e.Listed, say.When(e.DriftAt, now), e.Wanted)
	case e.State == commerce.LevelDue:
		return at.state, at.icon, say.T("The store shows {listed}; {wanted} is on its way, queued {span} ago.", e.Listed, e.Wanted, screen.Ago(e.ChangedAt, now))
	case e.State == commerce.LevelHeld && e.Freeze != commerce.NotFrozen && e.FrozenUntil.IsZero():
		return at.state, at.icon, say.T("Frozen: the store keeps {listed} until a person ends it{reason}.", e.Listed, because(e.FreezeReason))
	case e.State == commerce.LevelHeld && e.Freeze != commerce.NotFrozen:
		return at.state, at.icon, say.T("Frozen: the store keeps {listed} until {time}{reason}.", e.Listed, say.When(e.FrozenUntil, now), because(e.FreezeReason))
	case e.State == commerce.LevelHeld:
		return at.state, at.icon, say.T("Held: the store keeps {listed} until the cause is solved.", e.Listed)
	case e.State == commerce.LevelFailed:
		return at.state, at.icon, say.T("The store still shows {listed}; {wanted} was not accepted.", e.Listed, e.Wanted)
	case drifts(e.LevelRow):
		return at.state, at.icon, say.T("The store shows {listed} although {published} was written at {time}. Push now writes {wanted} again.",
			e.Listed, e.Published, say.When(e.WrittenAt, now), e.Wanted)
	case unread(e.LevelRow):
		return at.state, at.icon, say.T("Brightpearl's units were not read yet, so nothing is written. Unknown is not zero.")
	case e.Terms.Stop:
		return theme.OK, "circle-check", say.T("Frozen at zero, and the store shows {listed} since {time}.", e.Listed, say.When(e.WrittenAt, now))
	case e.WrittenAt.IsZero():
		return theme.OK, "circle-check", say.T("{sum}, and the store showed {listed} already.", added, e.Listed)
	case unconfirmed(e.LevelRow):
		return at.state, at.icon, say.T("{sum}, and the store took {published} at {time}. It was not read back yet.", added, e.Published, moment(e.WrittenAt, now))
	}
	return theme.OK, "circle-check", say.T("{sum}, and the store shows {listed} since {time}.", added, e.Listed, say.When(e.WrittenAt, now))
}

// outlook is what happens to a figure next: its place in the queue, what the queue has left out, when it is read back.
func outlook(e view.Explanation, now time.Time) []string {
	var list []string
	if e.State == commerce.LevelDue {
		if e.Ahead == 0 {
			list = append(list, say.T("Its write is the next one of {store}.", e.Store))
		} else {
			list = append(list, say.N(e.Ahead, "{n} write of {store} goes before it.", "{n} writes of {store} go before it.", e.Store))
		}
	}
	if e.Superseded > 0 {
		list = append(list, say.N(e.Superseded, "{n} older figure was replaced before it had been written.", "{n} older figures were replaced before they had been written."))
	}
	if e.NextLook.After(now) && e.State == commerce.LevelIdle {
		list = append(list, say.T("It is read back at {time}, in {span}.", say.When(e.NextLook, now), say.Span(e.NextLook.Sub(now))))
	}
	return list
}

// trouble is the note of a figure that needs a person; ok is false when it needs nobody.
func trouble(e view.Explanation) (title, text string, ok bool) {
	if e.Cause.Zero() || e.State == commerce.LevelIdle || e.State == commerce.LevelDue || e.State == commerce.LevelHeld && e.Freeze != commerce.NotFrozen {
		return "", "", false
	}
	title = say.T("EKM does not take this figure")
	if e.State == commerce.LevelHeld {
		title = say.T("Held, nothing is written")
	}
	var parts []string
	for _, p := range []string{e.Cause.Text, e.Cause.Fix} {
		if p != "" {
			parts = append(parts, say.Of(p))
		}
	}
	if e.Cause.Code != "" {
		parts = append(parts, say.T("Code {code}.", e.Cause.Code))
	}
	return title, strings.Join(parts, " "), true
}
