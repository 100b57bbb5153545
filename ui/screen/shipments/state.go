package shipments

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
)

// The tabs, by the names that ShipmentPage knows.
const (
	tabTodo     = "todo"
	tabPart     = "part"
	tabToday    = "today"
	tabProblems = "problems"
	tabAll      = listing.All
)

// The filters beside store and state.
const (
	kindFilter    = "kind"
	carrierFilter = "carrier"
	onlyFilter    = "only"
	shippedFilter = "shipped"
)

// The spans of the Shipped filter.
const (
	shippedToday = "today"
	shippedWeek  = "week"
	shippedMonth = "month"
)

// The properties that the filters ask for, as view.Filter.Has names them.
const (
	hasGoodsOut  = "goods_out"
	hasDropShip  = "drop_ship"
	hasUntracked = "untracked"
	hasLate      = "late"
	hasCancelled = "cancelled"
)

// tabStates says which states a tab can show; a tab without an entry shows every one.
var tabStates = map[string][]string{
	tabTodo:     {string(commerce.ShipmentWaiting)},
	tabToday:    {string(commerce.ShipmentSent), string(commerce.ShipmentSuperseded), string(commerce.ShipmentHandled)},
	tabProblems: {string(commerce.ShipmentHeld), string(commerce.ShipmentReversed)},
}

// builtInViews are the saved views that everybody has.
func builtInViews() []listing.View {
	only := func(property string) map[string][]string { return map[string][]string{onlyFilter: {property}} }
	return []listing.View{
		{Name: say.T("Waiting for over an hour"), Tab: tabTodo, Values: only(hasLate)},
		{Name: say.T("Shipped, but cancelled in EKM"), Tab: tabAll, Values: only(hasCancelled)},
		{Name: say.T("Taken back in Brightpearl"), Tab: tabProblems, Values: map[string][]string{listing.StateFilter: {string(commerce.ShipmentReversed)}}},
	}
}

// filter is the question in the words of the database. Told today is about the time of telling, so it has no other span.
func filter(q listing.Query, now time.Time) view.Filter {
	f := q.Filter()
	f.Carrier = q.Value(carrierFilter)
	f.Has = append(append(f.Has, q.Values(kindFilter)...), q.Values(onlyFilter)...)
	midnight := screen.Midnight(now)
	switch span := q.Value(shippedFilter); {
	case q.Tab == tabToday || span == shippedToday:
		f.From = midnight
	case span == shippedWeek:
		f.From = midnight.AddDate(0, 0, -6)
	case span == shippedMonth:
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
	return h.Gone == "" && (h.State == commerce.ShipmentWaiting || h.State == commerce.ShipmentHeld)
}

// reversed reports whether Brightpearl took a note back that the store was told of, and nobody has decided yet.
func reversed(h view.ShipmentRow) bool { return h.State == commerce.ShipmentReversed }

// open reports whether a person can close a note with a reason.
func open(h view.ShipmentRow) bool { return untold(h) || reversed(h) }

// tracked reports whether a note has a number that EKM can be given.
func tracked(h view.ShipmentRow) bool { return h.Gone == "" && len(numbersIn(h.Tracking)) > 0 }

// parcel is one order to tell a store of.
type parcel struct {
	store  commerce.StoreID
	order  commerce.OrderID
	number string
}

func parcelOf(h view.ShipmentRow) parcel { return parcel{h.StoreID, h.OrderID, h.Number} }

// parcels are the orders behind the notes that fit, each once, in the order of the notes.
func parcels(notes []view.ShipmentRow, fits func(view.ShipmentRow) bool) []parcel {
	var out []parcel
	seen := map[commerce.OrderID]bool{}
	for _, h := range notes {
		if fits(h) && !seen[h.OrderID] {
			seen[h.OrderID] = true
			out = append(out, parcelOf(h))
		}
	}
	return out
}

// stretch is how far one row of an order is shipped.
type stretch struct {
	row              int64 // Brightpearl's
	sku, name        string
	shipped, ordered int64 // ordered is 0 for a row that the shopper did not order
}

// stretchesOf adds up the notes that still stand by the rows of the order. It is empty where no note says what it holds.
func stretchesOf(d view.OrderDetail) []stretch {
	var out []stretch
	for _, r := range d.Rows {
		if r.Kind == "goods" && r.Wanted > 0 {
			out = append(out, stretch{row: r.RowID, sku: r.SKU, name: r.Name, ordered: r.Wanted})
		}
	}
	told := false
	for _, h := range d.Shipments {
		for _, l := range h.Lines {
			told = true
			at := -1
			for i, s := range out {
				if s.row != 0 && s.row == l.RowID || s.row == 0 && s.sku == l.SKU {
					at = i
					break
				}
			}
			if at < 0 {
				at, out = len(out), append(out, stretch{row: l.RowID, sku: l.SKU, name: l.Name, ordered: l.Ordered})
			}
			if h.Gone == "" {
				out[at].shipped += l.Units
			}
		}
	}
	if !told {
		return nil
	}
	return out
}
