package match

import (
	"fmt"
	"slices"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
)

// Two tabs are no states: what open orders ask for although it is not matched, and everything.
const (
	tabCosts = "costs"
	tabAll   = listing.All
)

// unmatched are the states of listings that should have a product and have none.
var unmatched = []string{string(commerce.NearMatch), string(commerce.Duplicate), string(commerce.EKMOnly),
	string(commerce.WithoutSKU), string(commerce.InvalidSKU)}

// tabOrder is how tabs stand from left to right; those without room follow under More.
var tabOrder = []string{tabCosts, string(commerce.NearMatch), string(commerce.Duplicate), string(commerce.EKMOnly), tabAll,
	string(commerce.WithoutSKU), string(commerce.InvalidSKU), string(commerce.Matched), string(commerce.BrightpearlOnly),
	string(commerce.NotStockTracked), string(commerce.IgnoredSKU)}

// sinceFilter narrows to when a code came into its state.
const sinceFilter = "since"

// tabStates says which states a tab can show: a tab of a state that one, and only unmatched codes cost money.
func tabStates() map[string][]string {
	states := map[string][]string{tabCosts: unmatched}
	for _, tab := range tabOrder {
		if tab != tabCosts && tab != tabAll {
			states[tab] = []string{tab}
		}
	}
	return states
}

// route lets a state lead to its tab, and knows the name of all that should be matched and is not.
func route(q *listing.Query, r screen.Route) {
	switch {
	case r.Tab == "unmatched" || r.State == "unmatched":
		q.Tab = tabAll
		q.Set(listing.StateFilter, unmatched...)
	case r.Tab == "" && slices.Contains(tabOrder, r.State):
		q.Tab = r.State
		q.Set(listing.StateFilter)
	}
}

// filter is the question in the words of the database.
func filter(q listing.Query, now time.Time) view.Filter {
	f := q.Filter()
	switch q.Value(sinceFilter) {
	case "day":
		f.From = now.AddDate(0, 0, -1)
	case "week":
		f.From = now.AddDate(0, 0, -7)
	case "month":
		f.From = now.AddDate(0, 0, -30)
	}
	return f
}

// summary is what the header, tabs and filter choices say; it is read beside the rows.
type summary struct {
	known   bool
	tabs    map[string]int
	costs   int // codes that open orders ask for
	waiting int // order lines that wait for them
}

func (s summary) unmatched() int {
	n := 0
	for _, state := range unmatched {
		n += s.tabs[state]
	}
	return n
}

// matched counts the listings that mean a product, whether or not its stock is tracked.
func (s summary) matched() int {
	return s.tabs[string(commerce.Matched)] + s.tabs[string(commerce.NotStockTracked)]
}

func (s summary) count(tab string) int {
	if tab == tabCosts {
		return s.costs
	}
	return s.tabs[tab]
}

// contact is when a store was last heard of, the proof under "all is matched".
func contact(stores []view.StoreCard, store commerce.StoreID) time.Time {
	var last time.Time
	for _, c := range stores {
		if (store == 0 || c.ID == store) && c.LastContactAt.After(last) {
			last = c.LastContactAt
		}
	}
	return last
}

// key tells the rows of the report apart: a listing by its ids, a product without listing by its own.
func key(l view.LinkRow) string {
	if l.EKMProductID == 0 {
		return fmt.Sprintf("%d/p%d", l.StoreID, l.ProductID)
	}
	return fmt.Sprintf("%d/%d/%d", l.StoreID, l.EKMProductID, l.EKMVariantID)
}
