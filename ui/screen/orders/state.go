package orders

import (
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
)

// The tabs of the queue. Posted shows the orders placed today only: what was posted earlier is under All. The ledger is a table
// of its own.
const (
	tabTodo     = "todo"
	tabProgress = "progress"
	tabPosted   = "posted"
	tabAll      = listing.All
	tabExcluded = "excluded"
	tabLedger   = "ledger"
)

// tabStates says which states a tab can show; All shows every one. To do holds posted orders that are short or were changed.
var tabStates = map[string][]string{
	tabTodo:     {string(commerce.OrderHeld), string(commerce.OrderPosted)},
	tabProgress: {string(commerce.OrderWaiting), string(commerce.OrderWorking)},
	tabPosted:   {string(commerce.OrderPosted)},
	tabExcluded: {string(commerce.OrderExcluded), string(commerce.OrderCancelled)},
}

// The filters beside store and state.
const (
	causeFilter   = "cause"
	placedFilter  = "placed"
	amountFilter  = "amount"
	countryFilter = "country"
	taxFilter     = "tax"
	hasFilter     = "has"
)

// The spans of the Placed filter; other values are a range of days, see days.
const (
	placedToday     = "today"
	placedYesterday = "yesterday"
	placedWeek      = "week"
	placedMonth     = "month"
)

// The properties of the Has filter, as view.Filter names them.
const (
	hasUntied  = "untied"
	hasShort   = "short"
	hasUnpaid  = "unpaid"
	hasNote    = "note"
	hasFlag    = "flag"
	hasChanged = "changed"
)

// builtInViews are the saved views that everybody has.
func builtInViews() []listing.View {
	has := func(property string) map[string][]string { return map[string][]string{hasFilter: {property}} }
	return []listing.View{
		{Name: say.T("Needs me"), Tab: tabTodo},
		{Name: say.T("Short of stock"), Tab: tabAll, Values: has(hasShort)},
		{Name: say.T("Unpaid"), Tab: tabAll, Values: has(hasUnpaid)},
		{Name: say.T("Changed after posting"), Tab: tabAll, Values: has(hasChanged)},
	}
}

// route narrows to a cause, when a route names one.
func route(q *listing.Query, r screen.Route) {
	if r.Code != "" {
		q.Set(causeFilter, r.Code)
	}
}

// filter is the question in the words of the database.
func filter(q listing.Query, now time.Time) view.Filter {
	f := q.Filter()
	f.Code, f.Has = q.Value(causeFilter), q.Values(hasFilter)
	f.Country, f.TaxCode = q.Value(countryFilter), q.Value(taxFilter)
	f.MinTotal, f.MaxTotal, _ = parseAmounts(q.Value(amountFilter))
	placed := q.Value(placedFilter)
	if q.Tab == tabPosted && placed == "" {
		placed = placedToday
	}
	switch midnight := screen.Midnight(now); placed {
	case placedToday:
		f.From = midnight
	case placedYesterday:
		f.From, f.To = midnight.AddDate(0, 0, -1), midnight
	case placedWeek:
		f.From = midnight.AddDate(0, 0, -6)
	case placedMonth:
		f.From = midnight.AddDate(0, 0, -29)
	default:
		f.From, f.To, _ = parseDays(placed, now)
	}
	return f
}

// window is the part of the list that a page of the table needs. What waits for a person comes oldest first, everything else
// newest first.
func window(q listing.Query, page int) view.Window {
	w := q.Window(page)
	if w.Sort, w.Desc = order(q); w.Sort == "age" {
		w.Sort, w.Desc = "placed", !w.Desc // the older, the earlier placed
	}
	return w
}

// order is the column and direction that the header shows.
func order(q listing.Query) (column string, desc bool) {
	switch {
	case q.Sort != "":
		return q.Sort, q.Desc
	case q.Tab == tabTodo:
		return "age", true
	}
	return "age", false
}

// summary is what the header, tabs and filter choices say; it is read beside the rows.
type summary struct {
	tabs     map[string]int
	overview view.Overview
	causes   []view.CauseCard
	taxCodes []view.Choice // Brightpearl's, once somebody needed them
	page     string        // address of a sales order in the browser, without its number
}

// together adds up what one retry of an order's cause would touch.
func (s summary) together(o view.OrderRow) (orders int, money commerce.Pence) {
	for _, c := range s.causes {
		if c.Code == o.Cause.Code && c.StoreID == o.StoreID && c.Orders > 0 { // the same code may freeze stock as well
			orders += c.Orders
			money += c.Money
		}
	}
	return orders, money
}
