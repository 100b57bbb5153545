// Package shipments is the screen of warehouse notes: what was shipped, what each store was told of it, and what it still has to
// be told. It reads through Pages and wishes through Actions; the tracking and status rules live elsewhere.
//
// Everything runs on the UI goroutine except the questions, which the feed asks beside it; an answer to an older question is
// dropped. Start reading at Screen in screen.go, then words.go.
package shipments

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
)

// The tabs, by the names that ShipmentPage knows.
const (
	tabTodo     = "todo"
	tabTold     = "told"
	tabProblems = "problems"
	tabAll      = listing.All
)

// The spans of the Shipped filter.
const (
	shippedToday = "today"
	shippedWeek  = "week"
	shippedMonth = "month"
)

// tabStates says which states a tab can show.
var tabStates = map[string][]string{
	tabTodo:     {string(commerce.ShipmentWaiting)},
	tabTold:     {string(commerce.ShipmentSent), string(commerce.ShipmentSuperseded)},
	tabProblems: {string(commerce.ShipmentHeld)},
}

// shippedFilter narrows to when the parcels left.
const shippedFilter = "shipped"

// filter is the question in the words of the database.
func filter(q listing.Query, now time.Time) view.Filter {
	f := q.Filter()
	switch midnight := screen.Midnight(now); q.Value(shippedFilter) {
	case shippedToday:
		f.From = midnight
	case shippedWeek:
		f.From = midnight.AddDate(0, 0, -6)
	case shippedMonth:
		f.From = midnight.AddDate(0, 0, -29)
	}
	return f
}

// place names one note and its order. Its text is the row's key.
type place struct {
	store commerce.StoreID
	order commerce.OrderID
	kind  commerce.NoteKind
	note  int64
}

func placeOf(h view.ShipmentRow) place { return place{h.StoreID, h.OrderID, h.Kind, h.NoteID} }

func (p place) key() string { return fmt.Sprintf("%d/%d/%s/%d", p.store, p.order, p.kind, p.note) }

func placeAt(key string) (place, bool) {
	parts := strings.Split(key, "/")
	if len(parts) != 4 {
		return place{}, false
	}
	store, err1 := strconv.ParseInt(parts[0], 10, 64)
	order, err2 := strconv.ParseInt(parts[1], 10, 64)
	note, err3 := strconv.ParseInt(parts[3], 10, 64)
	if err1 != nil || err2 != nil || err3 != nil {
		return place{}, false
	}
	return place{commerce.StoreID(store), commerce.OrderID(order), commerce.NoteKind(parts[2]), note}, true
}

// untold reports whether a note can still be sent.
func untold(h view.ShipmentRow) bool {
	return h.State == commerce.ShipmentWaiting || h.State == commerce.ShipmentHeld
}

// parcel is one order to tell a store of.
type parcel struct {
	store  commerce.StoreID
	order  commerce.OrderID
	number string
}

// parcels are the orders behind notes that can be sent, each once, in the order of the notes.
func parcels(notes []view.ShipmentRow) []parcel {
	var out []parcel
	seen := map[commerce.OrderID]bool{}
	for _, h := range notes {
		if untold(h) && !seen[h.OrderID] {
			seen[h.OrderID] = true
			out = append(out, parcel{h.StoreID, h.OrderID, h.Number})
		}
	}
	return out
}
