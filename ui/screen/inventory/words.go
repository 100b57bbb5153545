package inventory

import (
	"math"
	"slices"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/say"
)

// rate writes units an hour.
func rate(perHour float64) string {
	switch {
	case perHour <= 0:
		return say.Count(0)
	case perHour < 0.1:
		return decimal(perHour, 2)
	case perHour < 10:
		return decimal(perHour, 1)
	}
	return say.Count(int64(perHour + 0.5))
}

// decimal writes a number with at most so many places; zeros at its end are left out.
func decimal(n float64, places int) string {
	at := func(places int) float64 { return math.Round(n * math.Pow10(places)) }
	for places > 0 && at(places) == 10*at(places-1) {
		places--
	}
	return say.Decimal(n, places)
}

// delay writes a span as people multiply it: seconds up to two minutes, then minutes and seconds.
func delay(d time.Duration) string {
	d = d.Round(time.Second)
	seconds := int(d / time.Second)
	switch {
	case d <= 0:
		return say.T("None")
	case d < 2*time.Minute:
		return say.T("{seconds} s", seconds)
	case d >= time.Hour || seconds%60 == 0:
		return say.Span(d)
	}
	return say.T("{minutes} min {seconds} s", seconds/60, seconds%60)
}

// suggestion says how the suggested buffer comes about.
func suggestion(v view.LevelRow, stores int) string {
	switch {
	case stores < 2:
		return say.T("There is one store, so no other can sell the same units. No buffer is needed.")
	case v.SoldPerHour <= 0:
		return say.T("Nothing was sold in the last week, so no buffer is suggested.")
	case v.Delay <= 0:
		return say.T("No stock was written to this store in the last 24 hours, so its delay is not known and no buffer is suggested.")
	}
	need, result := v.SoldPerHour*v.Delay.Hours()*float64(stores-1), unitsOf(v.Suggested)
	if math.Abs(need-float64(v.Suggested)) > 0.001 {
		result = say.T("{sum}, rounded up to {units}", hundredths(need), result)
	}
	return say.N(stores-1, "{rate} sold an hour × {delay} delay × {n} other store = {units}", "{rate} sold an hour × {delay} delay × {n} other stores = {units}",
		rate(v.SoldPerHour), delay(v.Delay), result)
}

// unitsOf writes a number of units.
func unitsOf(n int64) string { return say.N(n, "{n} unit", "{n} units") }

// figuresOf writes a number of figures.
func figuresOf(n int) string { return say.N(n, "{n} figure", "{n} figures") }

// exposureWords say what all stores list beyond what is free, and how much of it sells before a store can be told.
func exposureWords(v view.LevelRow) string {
	text := say.N(v.Exposed, "All stores together list {n} unit more than are free, {money} at the dearest listing.",
		"All stores together list {n} units more than are free, {money} at the dearest listing.", say.Money(v.ExposedMoney, v.Currency))
	if v.SoldPerHour > 0 && v.Delay > 0 {
		text += " " + say.T("About {units} of them sell before a store is told: {rate} an hour × {delay}.", expected(v), rate(v.SoldPerHour), delay(v.Delay))
	}
	return text
}

// expected is how many units sell during the delay.
func expected(v view.LevelRow) string { return hundredths(v.SoldPerHour * v.Delay.Hours()) }

func hundredths(n float64) string { return decimal(max(n, 0.01), 2) }

// frozenWords say how a person holds a figure, until when and why, without the full stop.
func frozenWords(how commerce.Freeze, until time.Time, reason string, now time.Time) string {
	text := ""
	switch zero, open := how == commerce.FreezeAtZero, until.IsZero(); {
	case zero && open:
		text = say.T("Shows nothing until a person ends it")
	case zero:
		text = say.T("Shows nothing until {time}", say.When(until, now))
	case open:
		text = say.T("Keeps what it shows until a person ends it")
	default:
		text = say.T("Keeps what it shows until {time}", say.When(until, now))
	}
	return text + because(reason)
}

// untilWords say when a freeze ends, as words of their own.
func untilWords(until, now time.Time) string {
	if until.IsZero() {
		return say.T("Until a person ends it")
	}
	return say.T("Until {time}", say.When(until, now))
}

// driftWords say what a store was found to show, and when it last agreed, without the full stop.
func driftWords(v view.LevelRow, now time.Time) string {
	found := say.When(v.DriftAt, now)
	switch still, agreed := drifts(v), !v.AgreedAt.IsZero(); {
	case v.DriftAt.IsZero():
		return say.T("Shows {listed}, told {published} at {time}", v.Listed, v.Published, say.When(v.WrittenAt, now))
	case still && agreed:
		return say.T("Shows {listed} at {time}, agreed until {agreed}", v.DriftShown, found, say.When(v.AgreedAt, now))
	case still:
		return say.T("Shows {listed} at {time}", v.DriftShown, found)
	case agreed:
		return say.T("Showed {listed} at {time}, agreed until {agreed}", v.DriftShown, found, say.When(v.AgreedAt, now))
	}
	return say.T("Showed {listed} at {time}", v.DriftShown, found)
}

// remarkOf is the one thing to know about a row beside its figures; empty for nothing.
func remarkOf(v view.LevelRow, now time.Time) string {
	switch {
	case v.State == commerce.LevelFailed:
		return say.Of(v.Cause.Text)
	case v.Freeze != commerce.NotFrozen:
		return untilWords(v.FrozenUntil, now) + because(v.FreezeReason)
	case v.State == commerce.LevelHeld:
		return say.Of(v.Cause.Text)
	case v.Braked:
		return say.T("The brake has stopped its change")
	case drifts(v), !v.DriftAt.IsZero() && now.Sub(v.DriftAt) < 24*time.Hour:
		return driftWords(v, now)
	case v.Exposed > 0 && v.SoldPerHour > 0 && v.Delay > 0:
		return say.T("About {units} sold before a store is told", expected(v))
	}
	return ""
}

// eventWords say what happened at a moment; before is the moment that came before it, zero for none.
func eventWords(m, before view.LevelMoment) string {
	switch m.Event {
	case "written":
		return say.T("The store was told {published} and showed it.", m.Published)
	case "agreed":
		return say.T("The store showed {listed} already, so nothing was written.", m.Listed)
	case "drift":
		return say.T("The store was found to show {listed} although it was told {published}.", m.Listed, m.Published)
	case "frozen":
		return say.T("The figure was frozen; the store kept {listed}.", m.Listed)
	case "failed":
		return say.T("The store did not accept {wanted} and kept {listed}.", m.Wanted, m.Listed)
	}
	moved := movedWords(m, before)
	switch {
	case before.At.IsZero():
		return say.T("The figure was worked out: {wanted}.", m.Wanted)
	case moved == "":
		return say.T("The figure was worked out again and stayed {wanted}.", m.Wanted)
	case m.Wanted == before.Wanted:
		return say.T("{moved}. The figure stayed {wanted}.", moved, m.Wanted)
	}
	return say.T("{moved}, so the store should show {wanted} instead of {before}.", moved, m.Wanted, before.Wanted)
}

// movedWords name the terms that moved, as the beginning of a sentence: "On hand 14 to 12, pending 3 to 1".
func movedWords(m, before view.LevelMoment) string {
	var parts []string
	add := func(moved bool, first, next string) {
		switch {
		case moved && len(parts) == 0:
			parts = append(parts, first)
		case moved:
			parts = append(parts, next)
		}
	}
	was, is := before.Terms, m.Terms
	add(was.OnHand != is.OnHand, say.T("On hand {was} to {is}", was.OnHand, is.OnHand), say.T("on hand {was} to {is}", was.OnHand, is.OnHand))
	add(was.Pending != is.Pending, say.T("Pending {was} to {is}", was.Pending, is.Pending), say.T("pending {was} to {is}", was.Pending, is.Pending))
	add(was.Buffer != is.Buffer, say.T("Buffer {was} to {is}", was.Buffer, is.Buffer), say.T("buffer {was} to {is}", was.Buffer, is.Buffer))
	add(was.Cap != is.Cap, say.T("Cap {was} to {is}", was.Cap, is.Cap), say.T("cap {was} to {is}", was.Cap, is.Cap))
	add(!was.Stop && is.Stop, say.T("Frozen at zero"), say.T("frozen at zero"))
	add(was.Stop && !is.Stop, say.T("Freeze at zero ended"), say.T("freeze at zero ended"))
	return strings.Join(parts, ", ")
}

// fewest is how many figures a preview names one by one.
const fewest = 6

// previewWords say what rules would do: "3 figures: 12 → 9 in Kiln & Larder, 4 → 1 in Potting Shed, 1 stays as it is."
func previewWords(p view.Preview) string {
	stay := p.SKUs - len(p.Changes)
	switch {
	case p.SKUs == 0:
		return say.T("No figure is touched: no store has a matched listing of it.")
	case len(p.Changes) == 0:
		return say.N(p.SKUs, "{n} figure stays as now.", "{n} figures stay as now.")
	}
	list := say.T("{up} up, {down} down, {zero} to zero", p.Up, p.Down, p.ToZero)
	if len(p.Changes) <= fewest {
		var parts []string
		for _, c := range p.Changes {
			parts = append(parts, say.T("{wanted} → {would} in {store}", c.Wanted, c.Would.Publish(), c.Store))
		}
		list = strings.Join(parts, ", ")
	}
	if stay > 0 {
		list += "; " + say.N(stay, "{n} stays as now", "{n} stay as now")
	}
	return say.N(len(p.Changes), "{n} figure changes: {changes}.", "{n} figures change: {changes}.", list) + " " + unitsWords(p)
}

// unitsWords say what a preview takes off sale or puts on it, in units and money.
func unitsWords(p view.Preview) string {
	money := map[string]commerce.Pence{}
	for _, c := range p.Changes {
		money[c.Currency] += commerce.Pence(c.Would.Publish()-c.Wanted) * c.Price
	}
	switch sums := sumsOf(money); {
	case p.Units == 0:
		return say.T("As many units are on sale as before.")
	case p.Units < 0 && sums == "":
		return say.N(-p.Units, "{n} unit fewer on sale.", "{n} units fewer on sale.")
	case p.Units < 0:
		return say.N(-p.Units, "{n} unit fewer on sale, {money}.", "{n} units fewer on sale, {money}.", sums)
	case sums == "":
		return say.N(p.Units, "{n} unit more on sale.", "{n} units more on sale.")
	default:
		return say.N(p.Units, "{n} unit more on sale, {money}.", "{n} units more on sale, {money}.", sums)
	}
}

// sumsOf writes sums of money without their signs, each currency for itself.
func sumsOf(sums map[string]commerce.Pence) string {
	var parts []string
	for currency, sum := range sums {
		if sum < 0 {
			sum = -sum
		}
		if currency != "" && sum != 0 {
			parts = append(parts, say.Money(sum, currency))
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, " + ")
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
		return say.T("EKM was asked and gave no figure back")
	case drifted == 0 && checked == 1:
		return say.T("Read back: the store shows what it was told")
	case drifted == 0:
		return say.N(checked, "{n} figure read back: all agree", "{n} figures read back: all agree")
	}
	return say.N(drifted, "{figures} read back: {n} differs and will be written again", "{figures} read back: {n} differ and will be written again", figuresOf(checked))
}

// pushQuestion is the confirmation of pushing a whole store.
func pushQuestion(store string, counts map[string]int) (title, text, verb string) {
	all := counts[tabAll]
	parts := []string{
		say.N(all, "{n} SKU is written to EKM again with the figures of now, decreases first.", "{n} SKUs are written to EKM again with the figures of now, decreases first."),
		say.N(counts[tabZero], "{n} of them goes or stays at zero.", "{n} of them go or stay at zero."),
	}
	if n := counts[tabProblems]; n > 0 {
		parts = append(parts, say.N(n, "{n} SKU is frozen, held or failed; those that are frozen or held keep what the store shows.",
			"{n} SKUs are frozen, held or failed; those that are frozen or held keep what the store shows."))
	}
	if n := counts[tabBraked]; n > 0 {
		parts = append(parts, say.N(n, "The brake has stopped {n} change: this push lets them pass.", "The brake has stopped {n} changes: this push lets them pass."))
	}
	return say.T("Push all stock of {store} now?", store), strings.Join(parts, " "), say.N(all, "Push {n} SKU", "Push {n} SKUs")
}

// sentence begins words of core, which are English, with a capital.
func sentence(text string) string {
	if text == "" || text[0] < 'a' || text[0] > 'z' {
		return text
	}
	return string(text[0]-'a'+'A') + text[1:]
}
