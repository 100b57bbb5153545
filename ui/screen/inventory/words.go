package inventory

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/screen"
)

// rate writes units an hour.
func rate(perHour float64) string {
	switch {
	case perHour <= 0:
		return "0"
	case perHour < 0.1:
		return trimZeros(strconv.FormatFloat(perHour, 'f', 2, 64))
	case perHour < 10:
		return trimZeros(strconv.FormatFloat(perHour, 'f', 1, 64))
	}
	return screen.Count(int64(perHour + 0.5))
}

func trimZeros(text string) string {
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// delay writes a span as people multiply it: seconds up to two minutes, then minutes and seconds.
func delay(d time.Duration) string {
	d = d.Round(time.Second)
	seconds := int64(d / time.Second)
	switch {
	case d <= 0:
		return "None"
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", seconds)
	case d >= time.Hour || seconds%60 == 0:
		return screen.Span(d)
	}
	return fmt.Sprintf("%d min %d s", seconds/60, seconds%60)
}

// suggestion says how the suggested buffer comes about.
func suggestion(v view.LevelRow, stores int) string {
	switch {
	case stores < 2:
		return "There is one store, so no other can sell the same units. No buffer is needed."
	case v.SoldPerHour <= 0:
		return "Nothing was sold in the last week, so no buffer is suggested."
	case v.Delay <= 0:
		return "No stock was written to this store in the last 24 hours, so its delay is not known and no buffer is suggested."
	}
	need, result := v.SoldPerHour*v.Delay.Hours()*float64(stores-1), screen.Plural(v.Suggested, "unit", "units")
	if math.Abs(need-float64(v.Suggested)) > 0.001 {
		result = fmt.Sprintf("%s, rounded up to %s", hundredths(need), result)
	}
	return fmt.Sprintf("%s sold an hour × %s delay × %s = %s", rate(v.SoldPerHour), delay(v.Delay), screen.Plural(stores-1, "other store", "other stores"), result)
}

// exposureWords say what all stores list beyond what is free, and how much of it sells before a store can be told.
func exposureWords(v view.LevelRow) string {
	text := fmt.Sprintf("All stores together list %s more than are free, %s at the dearest listing.",
		screen.Plural(v.Exposed, "unit", "units"), screen.Money(v.ExposedMoney, v.Currency))
	if v.SoldPerHour > 0 && v.Delay > 0 {
		text += fmt.Sprintf(" About %s of them sell before a store is told: %s an hour × %s.", expected(v), rate(v.SoldPerHour), delay(v.Delay))
	}
	return text
}

// expected is how many units sell during the delay.
func expected(v view.LevelRow) string { return hundredths(v.SoldPerHour * v.Delay.Hours()) }

func hundredths(n float64) string { return trimZeros(strconv.FormatFloat(max(n, 0.01), 'f', 2, 64)) }

// frozenWords say how a person holds a figure, until when and why.
func frozenWords(how commerce.Freeze, until time.Time, reason string, now time.Time) string {
	text := "Keeps what it shows"
	if how == commerce.FreezeAtZero {
		text = "Shows nothing"
	}
	text += " " + untilWords(until, now)
	if reason != "" {
		text += ": " + reason
	}
	return text
}

func untilWords(until, now time.Time) string {
	if until.IsZero() {
		return "until a person ends it"
	}
	return "until " + screen.When(until, now)
}

// driftWords say what a store was found to show, and when it last agreed.
func driftWords(v view.LevelRow, now time.Time) string {
	text := "Showed"
	if drifts(v) {
		text = "Shows"
	}
	if v.DriftAt.IsZero() {
		return fmt.Sprintf("%s %s, told %s at %s", text, screen.Count(v.Listed), screen.Count(v.Published), screen.When(v.WrittenAt, now))
	}
	text += fmt.Sprintf(" %s at %s", screen.Count(v.DriftShown), screen.When(v.DriftAt, now))
	if !v.AgreedAt.IsZero() {
		text += ", agreed until " + screen.When(v.AgreedAt, now)
	}
	return text
}

// remarkOf is the one thing to know about a row beside its figures; empty for nothing.
func remarkOf(v view.LevelRow, now time.Time) string {
	switch {
	case v.State == commerce.LevelFailed:
		return v.Cause.Text
	case v.Freeze != commerce.NotFrozen:
		return sentence(untilWords(v.FrozenUntil, now)) + because(v.FreezeReason)
	case v.State == commerce.LevelHeld:
		return v.Cause.Text
	case v.Braked:
		return "The brake has stopped its change"
	case drifts(v), !v.DriftAt.IsZero() && now.Sub(v.DriftAt) < 24*time.Hour:
		return driftWords(v, now)
	case v.Exposed > 0 && v.SoldPerHour > 0 && v.Delay > 0:
		return fmt.Sprintf("About %s sold before a store is told", expected(v))
	}
	return ""
}

// eventWords say what happened at a moment; before is the moment that came before it, zero for none.
func eventWords(m, before view.LevelMoment) string {
	switch m.Event {
	case "written":
		return fmt.Sprintf("The store was told %s and showed it.", screen.Count(m.Published))
	case "agreed":
		return fmt.Sprintf("The store showed %s already, so nothing was written.", screen.Count(m.Listed))
	case "drift":
		return fmt.Sprintf("The store was found to show %s although it was told %s.", screen.Count(m.Listed), screen.Count(m.Published))
	case "frozen":
		return fmt.Sprintf("The figure was frozen; the store kept %s.", screen.Count(m.Listed))
	case "failed":
		return fmt.Sprintf("The store did not accept %s and kept %s.", screen.Count(m.Wanted), screen.Count(m.Listed))
	}
	moved := movedWords(m, before)
	switch {
	case before.At.IsZero():
		return fmt.Sprintf("The figure was worked out: %s.", screen.Count(m.Wanted))
	case moved == "":
		return fmt.Sprintf("The figure was worked out again and stayed %s.", screen.Count(m.Wanted))
	case m.Wanted == before.Wanted:
		return fmt.Sprintf("%s. The figure stayed %s.", moved, screen.Count(m.Wanted))
	}
	return fmt.Sprintf("%s, so the store should show %s instead of %s.", moved, screen.Count(m.Wanted), screen.Count(before.Wanted))
}

// movedWords name the terms that moved: "On hand 14 to 12, pending 3 to 1".
func movedWords(m, before view.LevelMoment) string {
	var parts []string
	add := func(name string, was, is int64) {
		if was != is {
			parts = append(parts, fmt.Sprintf("%s %s to %s", name, screen.Count(was), screen.Count(is)))
		}
	}
	add("on hand", before.Terms.OnHand, m.Terms.OnHand)
	add("pending", before.Terms.Pending, m.Terms.Pending)
	add("buffer", before.Terms.Buffer, m.Terms.Buffer)
	add("cap", before.Terms.Cap, m.Terms.Cap)
	if m.Terms.Stop != before.Terms.Stop {
		word := "frozen at zero"
		if before.Terms.Stop {
			word = "freeze at zero ended"
		}
		parts = append(parts, word)
	}
	return sentence(strings.Join(parts, ", "))
}

// fewest is how many figures a preview names one by one.
const fewest = 6

// previewWords say what rules would do: "3 figures: 12 → 9 in Kiln & Larder, 4 → 1 in Potting Shed, 1 stays as it is."
func previewWords(p view.Preview) string {
	stay := p.SKUs - len(p.Changes)
	switch {
	case p.SKUs == 0:
		return "No figure is touched: no store has a matched listing of it."
	case len(p.Changes) == 0:
		return screen.Plural(p.SKUs, "figure stays", "figures stay") + " as now."
	}
	text := screen.Plural(len(p.Changes), "figure changes", "figures change") + ": "
	if len(p.Changes) <= fewest {
		var parts []string
		for _, c := range p.Changes {
			parts = append(parts, fmt.Sprintf("%s → %s in %s", screen.Count(c.Wanted), screen.Count(c.Would.Publish()), c.Store))
		}
		text += strings.Join(parts, ", ")
	} else {
		text += fmt.Sprintf("%s up, %s down, %s to zero", screen.Count(p.Up), screen.Count(p.Down), screen.Count(p.ToZero))
	}
	if stay > 0 {
		text += fmt.Sprintf("; %s as now", screen.Plural(stay, "stays", "stay"))
	}
	return text + ". " + unitsWords(p)
}

// unitsWords say what a preview takes off sale or puts on it, in units and money.
func unitsWords(p view.Preview) string {
	if p.Units == 0 {
		return "As many units are on sale as before."
	}
	money := map[string]commerce.Pence{}
	for _, c := range p.Changes {
		money[c.Currency] += commerce.Pence(c.Would.Publish()-c.Wanted) * c.Price
	}
	n, way := p.Units, "more"
	if n < 0 {
		n, way = -n, "fewer"
	}
	text := fmt.Sprintf("%s %s on sale", screen.Plural(n, "unit", "units"), way)
	if sums := sumsOf(money); sums != "" {
		text += ", " + sums
	}
	return text + "."
}

// sumsOf writes sums of money without their signs, each currency for itself.
func sumsOf(sums map[string]commerce.Pence) string {
	var parts []string
	for currency, sum := range sums {
		if sum < 0 {
			sum = -sum
		}
		if currency != "" && sum != 0 {
			parts = append(parts, screen.Money(sum, currency))
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, " and ")
}

// EKM gives 20 stock figures a request, and a store takes two requests a second.
const figuresPerSecond = 40

// readingTime is how long reading figures back takes at EKM's limit.
func readingTime(figures int) time.Duration {
	return time.Duration((figures+figuresPerSecond-1)/figuresPerSecond) * time.Second
}

// readWords are the outcome of reading figures back.
func readWords(checked, drifted int) string {
	switch {
	case checked == 0:
		return "EKM was asked and gave no figure back"
	case drifted == 0 && checked == 1:
		return "Read back: the store shows what it was told"
	case drifted == 0:
		return screen.Plural(checked, "figure", "figures") + " read back: all agree"
	}
	return fmt.Sprintf("%s read back: %s and will be written again", screen.Plural(checked, "figure", "figures"), screen.Plural(drifted, "differs", "differ"))
}

// pushQuestion is the confirmation of pushing a whole store.
func pushQuestion(store string, counts map[string]int) (title, text, verb string) {
	all := counts[tabAll]
	title = fmt.Sprintf("Push all stock of %s now?", store)
	text = fmt.Sprintf("%s written to EKM again with the figures of now, decreases first. %s",
		screen.Plural(all, "SKU is", "SKUs are"), screen.Plural(counts[tabZero], "of them goes or stays at zero.", "of them go or stay at zero."))
	if n := counts[tabProblems]; n > 0 {
		text += fmt.Sprintf(" %s frozen, held or failed; those that are frozen or held keep what the store shows.", screen.Plural(n, "SKU is", "SKUs are"))
	}
	if n := counts[tabBraked]; n > 0 {
		text += fmt.Sprintf(" The brake has stopped %s: this push lets them pass.", screen.Plural(n, "change", "changes"))
	}
	return title, text, fmt.Sprintf("Push %s", screen.Plural(all, "SKU", "SKUs"))
}

func sentence(text string) string {
	if text == "" || text[0] < 'a' || text[0] > 'z' {
		return text
	}
	return string(text[0]-'a'+'A') + text[1:]
}
