package shipflow

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"stockbridge/core/db"
	"stockbridge/core/ekm"
)

const (
	// longest is the most characters that a tracking field is given. EKM does not document how many it holds.
	longest = 250
	// shortest is what is tried when a shop refuses that.
	shortest = 50
)

// tracking is everything that is known about an order's parcels, the oldest first.
type tracking struct {
	numbers, carriers []string
	page              string // of the newest parcel
}

// trackingOf collects the tracking of all notes of an order. Notes without a number say nothing.
func trackingOf(notes []db.Shipment) tracking {
	var t tracking
	notes = slices.Clone(notes)
	slices.SortStableFunc(notes, func(a, b db.Shipment) int { return a.ShippedAt.Compare(b.ShippedAt) })
	for _, n := range notes {
		numbers := numbersIn(n.Tracking)
		if len(numbers) == 0 {
			continue
		}
		for _, number := range numbers {
			if !slices.Contains(t.numbers, number) {
				t.numbers = append(t.numbers, number)
			}
		}
		if carrier := strings.TrimSpace(n.Carrier); carrier != "" && !slices.Contains(t.carriers, carrier) {
			t.carriers = append(t.carriers, carrier)
		}
		t.page = trackingPage(n.Carrier, numbers[len(numbers)-1])
	}
	return t
}

// numbersIn splits a reference as people type it: several numbers stand between commas, semicolons, bars or line ends. Blanks
// belong to a number, as Royal Mail prints them.
func numbersIn(reference string) []string {
	var out []string
	for part := range strings.FieldsFuncSeq(reference, func(r rune) bool { return strings.ContainsRune(",;|\r\n\t", r) }) {
		if part = strings.TrimSpace(part); part != "" && !slices.Contains(out, part) {
			out = append(out, part)
		}
	}
	return out
}

func (t tracking) empty() bool { return len(t.numbers) == 0 }

// fields is the tracking as EKM's three fields hold it, each within a limit of characters. A page that does not fit is left out:
// half of an address leads nowhere.
func (t tracking) fields(limit int) ekm.Tracking {
	out := ekm.Tracking{Number: newest(t.numbers, ", ", limit), Company: newest(t.carriers, " / ", limit), URL: t.page}
	if utf8.RuneCountInString(out.URL) > limit {
		out.URL = ""
	}
	return out
}

// newest joins parts and drops the oldest ones, with a leading "…", until the text fits.
func newest(parts []string, between string, limit int) string {
	text := strings.Join(parts, between)
	for i := 1; utf8.RuneCountInString(text) > limit && i < len(parts); i++ {
		text = "…" + strings.Join(parts[i:], between)
	}
	if n := utf8.RuneCountInString(text); n > limit {
		text = "…" + string([]rune(text)[n-limit+1:])
	}
	return text
}

// told is how we remember what was written.
func told(t ekm.Tracking) string { return t.Number + "\n" + t.Company + "\n" + t.URL }

// lastTold is what was written to the store the last time, "" for nothing.
func lastTold(notes []db.Shipment) string {
	var at time.Time
	text := ""
	for _, n := range notes {
		if n.SentAt.After(at) {
			at, text = n.SentAt, n.Told
		}
	}
	return text
}
