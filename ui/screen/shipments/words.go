package shipments

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// standing is where a note stands, in words.
type standing struct {
	state      theme.State
	icon, word string
}

func standingOf(h view.ShipmentRow, now time.Time) standing {
	switch h.State {
	case commerce.ShipmentReversed:
		return standing{theme.Attention, "undo-2", say.T("Taken back")}
	case commerce.ShipmentHandled:
		return standing{theme.Unknown, "check", say.T("Handled")}
	}
	if h.Gone != "" {
		return standing{theme.Unknown, "undo-2", goneWord(h)}
	}
	switch h.State {
	case commerce.ShipmentSent:
		return standing{theme.OK, "circle-check", say.T("Told")}
	case commerce.ShipmentSuperseded:
		return standing{theme.Unknown, "user-round", say.T("Told by others")}
	case commerce.ShipmentHeld:
		if calledOff(h.StatusNow) {
			return standing{theme.Error, "circle-x", say.T("{status} in EKM", status(h.StatusNow))}
		}
		return standing{theme.Attention, "hand", say.T("Held")}
	}
	switch {
	case h.Attempts > 0:
		return standing{theme.Working, "rotate-cw", say.T("Retry {n}", h.Attempts+1)}
	case !tracked(h) && !late(h, now):
		return standing{theme.Working, "clock", say.T("Waits for tracking")}
	}
	return standing{theme.Working, "clock", say.T("To send")}
}

// calledOff reports a status of an order that should not have been shipped.
func calledOff(status string) bool {
	switch strings.ToUpper(strings.TrimSpace(status)) {
	case "CANCELLED", "CANCELED", "REFUNDED", "DECLINED", "FAILED":
		return true
	}
	return false
}

// long is how long a note may wait before it counts as late.
const long = time.Hour

// late reports whether a note waits for longer than it should. One that was told before and is due again, for a new tracking number,
// says not since when.
func late(h view.ShipmentRow, now time.Time) bool {
	return untold(h) && h.SentAt.IsZero() && !h.SeenAt.IsZero() && now.Sub(h.SeenAt) > long
}

// delayOf is how long the store was not told, or is not told by now.
func delayOf(h view.ShipmentRow, now time.Time) kit.Cell {
	switch {
	case h.SeenAt.IsZero():
	case !h.SentAt.IsZero():
		return kit.Cell{Text: say.Span(h.SentAt.Sub(h.SeenAt))}
	case untold(h):
		return kit.Moment(say.Span(now.Sub(h.SeenAt)), h.SeenAt)
	}
	return kit.Cell{Text: say.T("None"), Muted: true}
}

// moment is a time in a narrow column: the time today, else the day, else month and year.
func moment(t, now time.Time) string {
	if t.IsZero() {
		return say.T("None")
	}
	switch {
	case today(t, now):
		return say.Clock(t)
	case t.Local().Year() == now.Local().Year():
		return say.Day(t)
	}
	return say.MonthYear(t)
}

// notTold stands where a time of telling would.
func notTold(h view.ShipmentRow) string {
	if untold(h) {
		return say.T("Not yet")
	}
	return say.T("Never")
}

// kindWord is a note's kind with its number: "Goods-out 5521".
func kindWord(h view.ShipmentRow) string {
	return kindOf(h) + " " + strconv.FormatInt(h.NoteID, 10)
}

// kindInShort is kindOf for a narrow column.
func kindInShort(h view.ShipmentRow) string {
	if h.Kind == commerce.DropShip {
		return say.X("column", "Drop-ship")
	}
	return say.X("column", "Goods-out")
}

func kindOf(h view.ShipmentRow) string {
	if h.Kind == commerce.DropShip {
		return say.T("Drop-ship")
	}
	return say.T("Goods-out")
}

// status writes an EKM status for people: EKM shouts, a list need not.
func status(s string) string { return capital(strings.ToLower(strings.TrimSpace(s))) }

func capital(s string) string {
	_, first := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:first]) + s[first:]
}

// statusMove says what EKM's status is and what it becomes.
func statusMove(h view.ShipmentRow) string {
	now, wanted := status(h.StatusNow), status(h.StatusWanted)
	switch {
	case now == "" && wanted == "":
		return say.T("None")
	case open(h) && calledOff(h.StatusNow):
		return now // it is left alone
	case !untold(h) && now != "":
		return now
	case !untold(h):
		return wanted
	case wanted == "" || wanted == now:
		return now
	case now == "":
		return "→ " + wanted
	}
	return now + " → " + wanted
}

// trackingCell shows a note's one number, or how many there are.
func trackingCell(text string) kit.Cell {
	numbers := numbersIn(text)
	switch len(numbers) {
	case 0:
		return kit.Cell{Text: say.T("None"), Muted: true, Plain: true}
	case 1:
		return kit.Cell{Text: numbers[0]}
	}
	return kit.Cell{Text: say.N(len(numbers), "{n} number", "{n} numbers"), Plain: true}
}

// numbersIn splits a reference as people type it: commas, semicolons, bars and line ends divide, blanks belong to a number.
func numbersIn(text string) []string {
	var out []string
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(",;|\r\n\t", r) }) {
		if part = strings.TrimSpace(part); part != "" && !slices.Contains(out, part) {
			out = append(out, part)
		}
	}
	return out
}

func orNone(s string) string {
	if strings.TrimSpace(s) == "" {
		return say.T("None")
	}
	return s
}

// unitsOf is how much of the note's order has left on all of its notes.
func unitsOf(h view.ShipmentRow) string {
	return say.T("{shipped} of {ordered}", h.UnitsShipped, h.UnitsOrdered)
}

// unitsInWords is unitsOf with its noun.
func unitsInWords(h view.ShipmentRow) string {
	return say.N(h.UnitsOrdered, "{shipped} of {n} unit", "{shipped} of {n} units", h.UnitsShipped)
}

// effect says what sending ticked notes does; unseen are ticked notes that were never loaded.
func effect(notes []view.ShipmentRow, unseen int) string {
	units, settled := int64(0), 0
	moves := map[string]int{}
	for _, h := range notes {
		if !untold(h) {
			settled++
			continue
		}
		units += h.Units
		moves[statusMove(h)]++
	}
	var parts []string
	if units > 0 {
		parts = append(parts, say.N(units, "{n} unit.", "{n} units."))
	}
	if len(moves) == 1 {
		for move := range moves {
			if from, to, ok := strings.Cut(move, " → "); ok && from != "" {
				parts = append(parts, say.T("EKM goes from {from} to {to}, tracking first.", from, to))
			}
		}
	}
	if settled > 0 {
		parts = append(parts, settledWords(settled))
	}
	if unseen > 0 {
		parts = append(parts, say.T("Every ticked note that is not told yet is sent."))
	}
	return strings.Join(parts, " ")
}

func settledWords(n int) string {
	return say.N(n, "{n} has nothing to tell and stays as it is.", "{n} have nothing to tell and stay as they are.")
}

// destroyed is the other word of Gone beside un-shipped.
const destroyed = "destroyed"

func goneWord(h view.ShipmentRow) string {
	if h.Gone == destroyed {
		return say.T("Destroyed")
	}
	return say.T("Un-shipped")
}

// gone says what Brightpearl did to a note, and when we learned of it.
func gone(h view.ShipmentRow, now time.Time) string {
	note, seen := kindWord(h), say.When(h.GoneAt, now)
	switch lost, unknown := h.Gone == destroyed, h.GoneAt.IsZero(); {
	case lost && unknown:
		return say.T("{note} was destroyed in Brightpearl.", note)
	case unknown:
		return say.T("{note} was un-shipped in Brightpearl.", note)
	case lost && today(h.GoneAt, now):
		return say.T("{note} was destroyed in Brightpearl, seen at {time}.", note, seen)
	case lost:
		return say.T("{note} was destroyed in Brightpearl, seen on {date}.", note, seen)
	case today(h.GoneAt, now):
		return say.T("{note} was un-shipped in Brightpearl, seen at {time}.", note, seen)
	}
	return say.T("{note} was un-shipped in Brightpearl, seen on {date}.", note, seen)
}

// mailed is EKM's own flag on an order before and after our last writes for one of its notes; known is false before any were watched.
func mailed(h view.ShipmentRow) (before, after, known bool) {
	if len(h.Emailed) == 0 {
		return false, false, false
	}
	return h.Emailed[0], h.Emailed[len(h.Emailed)-1], true
}

// caused reports whether EKM marked an order as mailed by our writes.
func caused(h view.ShipmentRow) bool {
	before, after, _ := mailed(h)
	return after && !before
}

func flagWord(on bool) string {
	if on {
		return say.T("mailed")
	}
	return say.T("not mailed")
}

// proof is what is known about e-mails to the shopper of one order.
type proof struct {
	state       theme.State
	title, text string
}

// proofOf watches EKM's own flag around our writes; where they were not watched, the flag as last seen has to do.
func proofOf(notes []view.ShipmentRow, emailed bool) proof {
	p := proof{state: theme.OK, title: say.T("No e-mail to the shopper"), text: say.T("Every call to EKM says not to e-mail the customer.")}
	watched, already, told := 0, 0, false
	for _, h := range notes {
		told = told || !h.SentAt.IsZero()
		before, after, known := mailed(h)
		if !known {
			continue
		}
		watched++
		switch {
		case after && !before:
			return proof{theme.Error, say.T("EKM marked this order as mailed"), p.text + " " + say.T("Still, EKM marks the order as mailed after our writes and did not before. The store's shipments were stopped.")}
		case after:
			already++
		}
	}
	switch {
	case watched > 0 && already == watched:
		p.text += " " + say.T("EKM marked the order as mailed before we wrote anything, and that did not change.")
	case watched > 0:
		p.text += " " + say.T("EKM did not mark the order as mailed, neither before our writes nor after them.")
	case !told:
		p.text += " " + say.T("Nothing was written for this order yet.")
	case emailed:
		p.text += " " + say.T("EKM itself marks this order as mailed, which no call of ours asked for.")
	default:
		p.text += " " + say.T("EKM does not mark this order as mailed.")
	}
	return p
}
