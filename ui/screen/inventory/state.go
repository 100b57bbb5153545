// Package inventory is the screen of stock figures: what Brightpearl has, what each store should show, what it does show, and
// how a figure comes about, now and at any moment of the last 30 days. Here people push, read back, freeze, buffer and tag, and
// decide what becomes of a change that the brake has stopped. It reads through Pages, wishes through Actions and decides nothing
// about stock itself.
//
// Everything runs on the UI goroutine except the questions, which the feed asks beside it; an answer to an older question is
// dropped. Start reading at Options in ports.go and Screen in screen.go, then explain.go, freeze.go and desk.go.
package inventory

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

// The tabs, by the names that LevelPage knows, and one that is a question of its own.
const (
	tabAll      = listing.All
	tabRisky    = "risky"
	tabExposed  = "exposed"
	tabQueued   = "queued"
	tabDrift    = "drift"
	tabBraked   = "braked"
	tabFrozen   = "frozen"
	tabZero     = "zero"
	tabProblems = "problems"
)

// tabStates says which states a tab can show; the other tabs go by figures.
var tabStates = map[string][]string{
	tabQueued:   {string(commerce.LevelDue)},
	tabProblems: {string(commerce.LevelHeld), string(commerce.LevelFailed)},
}

// remarkTabs are the tabs in which the reason of a row matters more than its usual columns.
var remarkTabs = map[string]bool{tabExposed: true, tabDrift: true, tabBraked: true, tabFrozen: true, tabProblems: true}

// The filters beside state and store.
const (
	changedFilter = "changed" // narrows to what changed lately
	kindFilter    = "kind"    // narrows to named properties, all of which must hold
	houseFilter   = "house"   // narrows to what has units in a warehouse
)

// filter is the question in the words of the database.
func filter(q listing.Query, now time.Time) view.Filter {
	f := q.Filter()
	f.Has = append(append([]string(nil), q.Values(kindFilter)...), q.Values(houseFilter)...)
	if q.Tab == tabExposed {
		f.Tab, f.Has = "", append([]string{"exposed"}, f.Has...)
	}
	switch q.Value(changedFilter) {
	case "hour":
		f.From = now.Add(-time.Hour)
	case "today":
		f.From = screen.Midnight(now)
	}
	return f
}

// order is the column by which the table is sorted. What is exposed stands dearest first until a person wants it otherwise.
func order(q listing.Query) (column string, desc bool) {
	if q.Tab == tabExposed && q.Sort == "" {
		return "exposure", true
	}
	return q.Sort, q.Desc
}

func window(q listing.Query, page int) view.Window {
	w := q.Window(page)
	w.Sort, w.Desc = order(q)
	return w
}

// place names one row: a listing of one store. Its text is the row's key.
type place struct {
	store     commerce.StoreID
	productID int64
	variantID int64
	sku       string
}

func placeOf(v view.LevelRow) place { return place{v.StoreID, v.EKMProductID, v.EKMVariantID, v.SKU} }

func (p place) key() string {
	return fmt.Sprintf("%d/%d/%d/%s", p.store, p.productID, p.variantID, p.sku)
}

// placeAt reads a key back. The SKU stands last because it may hold a slash.
func placeAt(key string) (place, bool) {
	parts := strings.SplitN(key, "/", 4)
	if len(parts) != 4 {
		return place{}, false
	}
	var numbers [3]int64
	for i := range numbers {
		n, err := strconv.ParseInt(parts[i], 10, 64)
		if err != nil {
			return place{}, false
		}
		numbers[i] = n
	}
	return place{commerce.StoreID(numbers[0]), numbers[1], numbers[2], parts[3]}, true
}

// pick finds a place's own explanation among those of all stores that sell the SKU. A place that names no listing means the one
// of its store, or else the first.
func pick(all []view.Explanation, p place) (view.Explanation, bool) {
	for _, e := range all {
		if placeOf(e.LevelRow) == p {
			return e, true
		}
	}
	if p.productID != 0 || len(all) == 0 {
		return view.Explanation{}, false
	}
	for _, e := range all {
		if e.StoreID == p.store {
			return e, true
		}
	}
	return all[0], true
}
