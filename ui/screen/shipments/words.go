package shipments

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

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

func standingOf(h view.ShipmentRow) standing {
	switch h.State {
	case commerce.ShipmentSent:
		return standing{theme.OK, "circle-check", "Told"}
	case commerce.ShipmentSuperseded:
		return standing{theme.Unknown, "user-round", "Told by others"}
	case commerce.ShipmentHeld:
		if calledOff(h.StatusNow) {
			return standing{theme.Error, "circle-x", "Cancelled in EKM"}
		}
		return standing{theme.Attention, "hand", "Held"}
	}
	if h.Attempts > 0 {
		return standing{theme.Working, "rotate-cw", "Retry " + strconv.Itoa(h.Attempts+1)}
	}
	return standing{theme.Working, "clock", "To send"}
}

func calledOff(status string) bool {
	s := strings.ToUpper(status)
	return strings.Contains(s, "CANCEL") || strings.Contains(s, "REFUND")
}

// kindWord is a note's kind with its number: "Goods-out 5521".
func kindWord(h view.ShipmentRow) string {
	if h.Kind == commerce.DropShip {
		return "Drop-ship " + strconv.FormatInt(h.NoteID, 10)
	}
	return "Goods-out " + strconv.FormatInt(h.NoteID, 10)
}

// status writes an EKM status for people: EKM shouts, a list need not.
func status(s string) string {
	if s = strings.ToLower(strings.TrimSpace(s)); s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// statusMove says what EKM's status is and what it becomes.
func statusMove(h view.ShipmentRow) string {
	now, wanted := status(h.StatusNow), status(h.StatusWanted)
	switch {
	case now == "" && wanted == "":
		return "None"
	case untold(h) && calledOff(h.StatusNow):
		return now // it is left alone
	case !untold(h) && wanted != "":
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

func unitsOf(h view.ShipmentRow) string {
	return screen.Count(h.Units) + " of " + screen.Count(h.UnitsOrdered)
}

// text is what EKM holds, or will hold, of an order's shipments.
type text struct{ numbers, carriers, status string }

// textOf puts together the notes of an order as EKM gets them: all numbers, all carriers, and the status of the newest note.
func textOf(notes []view.ShipmentRow) text {
	var numbers, carriers []string
	var t text
	for _, h := range notes {
		found := numbersIn(h.Tracking)
		for _, n := range found {
			if !slices.Contains(numbers, n) {
				numbers = append(numbers, n)
			}
		}
		if c := strings.TrimSpace(h.Carrier); c != "" && len(found) > 0 && !slices.Contains(carriers, c) {
			carriers = append(carriers, c)
		}
		t.status = statusMove(h)
	}
	t.numbers, t.carriers = strings.Join(numbers, ", "), strings.Join(carriers, " / ")
	return t
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
		return "1 is told already and stays as it is."
	}
	return screen.Count(n) + " are told already and stay as they are."
}

// guard is the proof that no shopper hears from us.
func guard(emailed bool) string {
	line := "Every call to EKM says not to e-mail the customer."
	if emailed {
		return line + " EKM itself marks this order as mailed, which no call of ours asked for."
	}
	return line + " EKM does not mark this order as mailed."
}
