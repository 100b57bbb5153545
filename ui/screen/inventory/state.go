// Package inventory is the screen of stock figures: what Brightpearl has, what each store should show, what it does show, and
// how a figure comes about. It reads through Pages, wishes through Actions and decides nothing about stock itself.
//
// Everything runs on the UI goroutine except the questions, which the feed asks beside it; an answer to an older question is
// dropped. Start reading at Screen in screen.go, then explain.go.
package inventory

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
)

// The tabs, by the names that LevelPage knows.
const (
	tabAll      = "all"
	tabRisky    = "risky"
	tabQueued   = "queued"
	tabDrift    = "drift"
	tabZero     = "zero"
	tabProblems = "problems"
)

// query is what the table asks.
type query struct {
	tab     string
	store   commerce.StoreID
	state   commerce.LevelState
	changed string // "hour", "today" or nothing
	text    string
	sort    string
	desc    bool
}

// narrowed reports whether a filter hides rows of the tab. The store is a place to look at, not a filter to clear by accident.
func (q query) narrowed() bool {
	return q.state != "" || q.changed != "" || strings.TrimSpace(q.text) != ""
}

func (q query) filter(now time.Time) view.Filter {
	f := view.Filter{Store: q.store, Tab: q.tab, Text: strings.TrimSpace(q.text)}
	if q.state != "" {
		f.States = []string{string(q.state)}
	}
	switch q.changed {
	case "hour":
		f.From = now.Add(-time.Hour)
	case "today":
		local := now.Local()
		f.From = time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, local.Location())
	}
	return f
}

func (q query) window(page int) view.Window {
	return view.Window{Offset: page * kit.PageSize, Limit: kit.PageSize, Sort: q.sort, Desc: q.desc}
}

// open goes where a route says. A route brings its own question, so filters of an earlier one go; an empty one changes nothing.
func (q *query) open(r screen.Route) {
	if r.Store != 0 {
		q.store = r.Store
	}
	if r.Tab == "" && r.Text == "" && r.State == "" && r.Select == "" {
		return
	}
	q.tab, q.state, q.changed, q.text = tabAll, commerce.LevelState(r.State), "", r.Text
	if r.Tab != "" {
		q.tab = r.Tab
	}
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

// pick finds a row's own explanation among those of all stores that sell the SKU.
func pick(all []view.Explanation, p place) (view.Explanation, bool) {
	for _, e := range all {
		if placeOf(e.LevelRow) == p {
			return e, true
		}
	}
	return view.Explanation{}, false
}
