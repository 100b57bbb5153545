package match

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
)

// Three tabs are no states: what open orders ask for or was sold although it is not matched, all that should be matched, and
// everything. The second is only asked for, by the counter of waiting lines.
const (
	tabCosts     = "costs"
	tabUnmatched = "unmatched"
	tabAll       = listing.All
)

// unmatched are the states of listings that should have a product and have none.
var unmatched = []string{string(commerce.NearMatch), string(commerce.Duplicate), string(commerce.EKMOnly),
	string(commerce.WithoutSKU), string(commerce.InvalidSKU)}

// tabOrder is how tabs stand from left to right; those without room follow under More.
var tabOrder = []string{tabCosts, string(commerce.NearMatch), string(commerce.Duplicate), string(commerce.EKMOnly), tabAll,
	string(commerce.ChangedProduct), string(commerce.WithoutSKU), string(commerce.InvalidSKU), string(commerce.Matched), string(commerce.Bundled),
	string(commerce.BrightpearlOnly), string(commerce.NotStockTracked), string(commerce.IgnoredSKU)}

// The filters beside store and state: what a suggestion is alike in, properties, and when a code came into its state.
const (
	kindFilter  = "kind"
	hasFilter   = "has"
	sinceFilter = "since"
)

// The properties of the Has filter, as view.Filter names them.
const (
	hasAsked  = "asked"
	hasSold   = "sold"
	hasStock  = "stock"
	hasChosen = "chosen"
)

// builtInViews are the saved views that everybody has.
func builtInViews() []listing.View {
	return []listing.View{
		{Name: say.T("Costs money now"), Tab: tabCosts},
		{Name: say.T("Orders wait for the code"), Tab: tabCosts, Values: map[string][]string{hasFilter: {hasAsked}}},
		{Name: say.T("Chosen by a person"), Tab: tabAll, Values: map[string][]string{hasFilter: {hasChosen}}},
		{Name: say.T("New since yesterday"), Tab: tabAll, Values: map[string][]string{sinceFilter: {"day"}}},
	}
}

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
	case r.Tab == tabUnmatched || r.State == tabUnmatched:
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
	f.Code, f.Has = q.Value(kindFilter), q.Values(hasFilter)
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

// window is the part of the list that a page of the table needs.
func window(q listing.Query, page int) view.Window {
	w := q.Window(page)
	w.Sort, w.Desc = order(q)
	return w
}

// order is the column and direction that the header shows. What costs money comes with the dearest first, as far as sales tell.
func order(q listing.Query) (column string, desc bool) {
	if q.Sort == "" && q.Tab == tabCosts {
		return "sold", true
	}
	return q.Sort, q.Desc
}

// summary is what the header, tabs and filter choices say; it is read beside the rows.
type summary struct {
	known   bool
	tabs    map[string]int
	kinds   map[commerce.Likeness]int // suggestions by kind
	costs   int                       // codes that open orders ask for or that were sold in 30 days
	waiting int                       // order lines that wait for a code
	more    bool                      // there are others, too many to add up
	worth   map[string]commerce.Pence // of the stock that is not managed, by currency; empty while it is not known
	reading bool                      // a catalogue is being read for the first time
}

func (s summary) unmatched() int {
	n := 0
	for _, state := range unmatched {
		n += s.tabs[state]
	}
	return n
}

// matched counts the listings that mean a product, whether or not its stock is tracked or is that of its parts.
func (s summary) matched() int {
	return s.tabs[string(commerce.Matched)] + s.tabs[string(commerce.Bundled)] + s.tabs[string(commerce.NotStockTracked)]
}

// live counts the listings that should mean a product: those whose product has changed are in between.
func (s summary) live() int {
	return s.matched() + s.tabs[string(commerce.ChangedProduct)] + s.unmatched()
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

// keysOf names rows for an action.
func keysOf(rows []view.LinkRow) []view.LinkKey {
	keys := make([]view.LinkKey, len(rows))
	for i, l := range rows {
		keys[i] = l.Key()
	}
	return keys
}

// suggested tells whether a code waits for somebody to judge its suggestion.
func suggested(l view.LinkRow) bool { return l.State == commerce.NearMatch && l.Suggestion != "" }

// ignorable tells whether a code can be taken out of the matching: a listing with a code that is not matched.
func ignorable(l view.LinkRow) bool {
	switch l.State {
	case commerce.NearMatch, commerce.Duplicate, commerce.EKMOnly, commerce.InvalidSKU:
		return l.SKU != ""
	}
	return false
}

// choosable tells whether a person can say which product a listing means; one without a code can be chosen by itself alone.
func choosable(l view.LinkRow) bool {
	return l.EKMProductID != 0 && l.State != commerce.IgnoredSKU
}

// called is a listing's code as it is drawn, or its name where it has none.
func called(l view.LinkRow) string {
	if l.SKU == "" {
		return paneTitle(l)
	}
	text, _ := visible(l.SKU)
	return text
}

// about are the rules that speak of a listing, the newest first.
func about(rules []view.LinkRule, l view.LinkRow) (out []view.LinkRule) {
	for _, r := range rules {
		if r.StoreID == l.StoreID && r.SKU == commerce.TrimSKU(l.SKU) && (r.Listing == 0 || r.Listing == l.EKMProductID && r.Variant == l.EKMVariantID) {
			out = append(out, r)
		}
	}
	return out
}

// sortRows puts rows into the order of the report.
func sortRows(rows []view.LinkRow) {
	slices.SortFunc(rows, func(a, b view.LinkRow) int {
		return cmp.Or(cmp.Compare(a.SKU, b.SKU), cmp.Compare(a.StoreID, b.StoreID), cmp.Compare(a.EKMProductID, b.EKMProductID), cmp.Compare(a.EKMVariantID, b.EKMVariantID))
	})
}
