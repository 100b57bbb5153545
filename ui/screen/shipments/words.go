package shipments

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
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
		return standing{theme.Attention, "undo-2", "Taken back"}
	case commerce.ShipmentHandled:
		return standing{theme.Unknown, "check", "Handled"}
	}
	if h.Gone != "" {
		return standing{theme.Unknown, "undo-2", capital(h.Gone)}
	}
	switch h.State {
	case commerce.ShipmentSent:
		return standing{theme.OK, "circle-check", "Told"}
	case commerce.ShipmentSuperseded:
		return standing{theme.Unknown, "user-round", "Told by others"}
	case commerce.ShipmentHeld:
		if calledOff(h.StatusNow) {
			return standing{theme.Error, "circle-x", status(h.StatusNow) + " in EKM"}
		}
		return standing{theme.Attention, "hand", "Held"}
	}
	switch {
	case h.Attempts > 0:
		return standing{theme.Working, "rotate-cw", "Retry " + strconv.Itoa(h.Attempts+1)}
	case !tracked(h) && !late(h, now):
		return standing{theme.Working, "clock", "Waits for tracking"}
	}
	return standing{theme.Working, "clock", "To send"}
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
		return kit.Cell{Text: screen.Span(h.SentAt.Sub(h.SeenAt))}
	case untold(h):
		return kit.Cell{Text: screen.Span(now.Sub(h.SeenAt))}
	}
	return kit.Cell{Text: "None", Muted: true}
}

// moment is a time in a narrow column: the time today, else the day, else month and year.
func moment(t, now time.Time) string {
	if t.IsZero() {
		return "None"
	}
	t, now = t.Local(), now.Local()
	switch {
	case t.Year() == now.Year() && t.YearDay() == now.YearDay():
		return t.Format("15:04")
	case t.Year() == now.Year():
		return t.Format("2 Jan")
	}
	return t.Format("Jan 06")
}

// notTold stands where a time of telling would.
func notTold(h view.ShipmentRow) string {
	if untold(h) {
		return "Not yet"
	}
	return "Never"
}

// kindWord is a note's kind with its number: "Goods-out 5521".
func kindWord(h view.ShipmentRow) string {
	return kindOf(h) + " " + strconv.FormatInt(h.NoteID, 10)
}

func kindOf(h view.ShipmentRow) string {
	if h.Kind == commerce.DropShip {
		return "Drop-ship"
	}
	return "Goods-out"
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
		return "None"
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
		return kit.Cell{Text: "None", Muted: true, Plain: true}
	case 1:
		return kit.Cell{Text: numbers[0]}
	}
	return kit.Cell{Text: fmt.Sprintf("%d numbers", len(numbers)), Plain: true}
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
		return "None"
	}
	return s
}

// unitsOf is how much of the note's order has left on all of its notes.
func unitsOf(h view.ShipmentRow) string {
	return screen.Count(h.UnitsShipped) + " of " + screen.Count(h.UnitsOrdered)
}

// unitsInWords is unitsOf with its noun.
func unitsInWords(h view.ShipmentRow) string {
	return screen.Count(h.UnitsShipped) + " of " + screen.Plural(h.UnitsOrdered, "unit", "units")
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
		parts = append(parts, screen.Plural(units, "unit", "units")+".")
	}
	if len(moves) == 1 {
		for move := range moves {
			if from, to, ok := strings.Cut(move, " → "); ok && from != "" {
				parts = append(parts, "EKM goes from "+from+" to "+to+", tracking first.")
			}
		}
	}
	if settled > 0 {
		parts = append(parts, settledWords(settled))
	}
	if unseen > 0 {
		parts = append(parts, "Every ticked note that is not told yet is sent.")
	}
	return strings.Join(parts, " ")
}

func settledWords(n int) string {
	if n == 1 {
		return "1 has nothing to tell and stays as it is."
	}
	return screen.Count(n) + " have nothing to tell and stay as they are."
}

// gone says what Brightpearl did to a note, and when we learned of it.
func gone(h view.ShipmentRow, now time.Time) string {
	text := kindWord(h) + " was " + h.Gone + " in Brightpearl"
	if !h.GoneAt.IsZero() {
		text += ", seen " + atTime(h.GoneAt, now)
	}
	return text + "."
}

// mailed is EKM's own flag on an order before and after our last writes for one of its notes; known is false before any were watched.
func mailed(h view.ShipmentRow) (before, after, known bool) {
	if len(h.Emailed) == 0 {
		return false, false, false
	}
	return h.Emailed[0], h.Emailed[len(h.Emailed)-1], true
}

func flagWord(on bool) string {
	if on {
		return "mailed"
	}
	return "not mailed"
}

// proof is what is known about e-mails to the shopper of one order.
type proof struct {
	state       theme.State
	title, text string
}

// proofOf watches EKM's own flag around our writes; where they were not watched, the flag as last seen has to do.
func proofOf(notes []view.ShipmentRow, emailed bool) proof {
	p := proof{state: theme.OK, title: "No e-mail to the shopper", text: "Every call to EKM says not to e-mail the customer."}
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
			return proof{theme.Error, "EKM marked this order as mailed", p.text + " Still, EKM marks the order as mailed after our writes and did not before. The store's shipments were stopped."}
		case after:
			already++
		}
	}
	switch {
	case watched > 0 && already == watched:
		p.text += " EKM marked the order as mailed before we wrote anything, and that did not change."
	case watched > 0:
		p.text += " EKM did not mark the order as mailed, neither before our writes nor after them."
	case !told:
		p.text += " Nothing was written for this order yet."
	case emailed:
		p.text += " EKM itself marks this order as mailed, which no call of ours asked for."
	default:
		p.text += " EKM does not mark this order as mailed."
	}
	return p
}
