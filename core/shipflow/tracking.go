package shipflow

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/settings"
)

const (
	// longest is the most characters that a tracking field is given. EKM does not document how many it holds.
	longest = 250
	// shortest is what a shop is given that refuses or cuts that.
	shortest = 50
)

// limitOf is how many characters a store's tracking fields are given.
func limitOf(store db.StoreRow) int {
	if store.TrackingShort {
		return shortest
	}
	return longest
}

// tracking is what EKM's fields are made of: the distinct numbers, the oldest first, and the carrier of the newest one with its page.
type tracking struct {
	numbers       []string
	carrier, page string
}

// trackingOf collects the tracking of all notes of an order. Notes without a number say nothing.
func trackingOf(s settings.Store, notes []db.Shipment) tracking {
	var t tracking
	for _, n := range oldestFirst(notes) {
		numbers := numbersIn(n.Tracking)
		if len(numbers) == 0 {
			continue
		}
		for _, number := range numbers {
			if !slices.Contains(t.numbers, number) {
				t.numbers = append(t.numbers, number)
			}
		}
		t.carrier, t.page = s.Carrier(n.MethodID, n.Carrier), pageOf(s, n, numbers[len(numbers)-1])
	}
	return t
}

// oldestFirst is a sorted copy of notes.
func oldestFirst(notes []db.Shipment) []db.Shipment {
	notes = slices.Clone(notes)
	slices.SortStableFunc(notes, func(a, b db.Shipment) int {
		return cmp.Or(a.ShippedAt.Compare(b.ShippedAt), cmp.Compare(a.NoteID, b.NoteID))
	})
	return notes
}

// pageOf is where a shopper follows a parcel of a note: on the page that was chosen for its shipping method, else on that of a carrier
// whose name stands in the method's.
func pageOf(s settings.Store, n db.Shipment, number string) string {
	if page, chosen := s.TrackingPage(n.MethodID, strings.Join(strings.Fields(number), "")); chosen {
		return page
	}
	return trackingPage(n.Carrier, number)
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

// crowded reports whether the numbers do not fit a field together.
func (t tracking) crowded(limit int) bool {
	return utf8.RuneCountInString(strings.Join(t.numbers, ", ")) > limit
}

// fields is the tracking as EKM's three fields hold it, each within a limit of characters. Numbers that do not fit together
// give way to the newest one and how many there are. A page that does not fit is left out: half of an address leads nowhere.
func (t tracking) fields(limit int) ekm.Tracking {
	out := ekm.Tracking{Number: strings.Join(t.numbers, ", "), Company: t.carrier, URL: t.page}
	if t.crowded(limit) {
		last := t.numbers[len(t.numbers)-1]
		out.Number = last
		if many := fmt.Sprintf("%s (%d parcels)", last, len(t.numbers)); len(t.numbers) > 1 && utf8.RuneCountInString(many) <= limit {
			out.Number = many
		}
	}
	if n := utf8.RuneCountInString(out.Number); n > limit {
		out.Number = "…" + string([]rune(out.Number)[n-limit+1:])
	}
	if utf8.RuneCountInString(out.Company) > limit {
		out.Company = string([]rune(out.Company)[:limit-1]) + "…"
	}
	if utf8.RuneCountInString(out.URL) > limit {
		out.URL = ""
	}
	return out
}

// told is how we remember what was written.
func told(t ekm.Tracking) string { return t.Number + "\n" + t.Company + "\n" + t.URL }

// toldFields is what was written.
func toldFields(text string) ekm.Tracking {
	number, rest, _ := strings.Cut(text, "\n")
	company, page, _ := strings.Cut(rest, "\n")
	return ekm.Tracking{Number: number, Company: company, URL: page}
}

// shown is the tracking that EKM shows.
func shown(o ekm.Order) ekm.Tracking {
	return ekm.Tracking{Number: string(o.TrackingNumber), Company: string(o.TrackingCompany), URL: string(o.TrackingURL)}
}

// lastTold is what was written to the store the last time, "" for nothing.
func lastTold(notes []db.Shipment) string {
	var at time.Time
	text := ""
	for _, n := range notes {
		if n.SentAt.After(at) && n.Told != "" {
			at, text = n.SentAt, n.Told
		}
	}
	return text
}
