package orders

import (
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
)

// The tabs of the queue. Posted shows the orders placed today only: what was posted earlier is under All.
const (
	tabTodo     = "todo"
	tabProgress = "progress"
	tabPosted   = "posted"
	tabAll      = "all"
	tabExcluded = "excluded"
)

// tabStates says which states a tab can show; All shows every one.
var tabStates = map[string][]commerce.OrderState{
	tabTodo:     {commerce.OrderHeld},
	tabProgress: {commerce.OrderWaiting, commerce.OrderWorking},
	tabPosted:   {commerce.OrderPosted},
	tabExcluded: {commerce.OrderExcluded, commerce.OrderCancelled},
}

// The spans of the Placed filter.
const (
	placedToday     = "today"
	placedYesterday = "yesterday"
	placedWeek      = "week"
	placedMonth     = "month"
)

// query is what the table asks for. It knows no widgets.
type query struct {
	scope  commerce.StoreID // chosen for the whole window; 0 for all stores
	store  commerce.StoreID // chosen in the filter bar; counts while there is no scope
	tab    string
	states []string
	code   string
	placed string
	text   string
	sort   string // column id, empty for the tab's own order
	desc   bool
}

// oneStore is the store that the query is narrowed to, 0 for none.
func (q query) oneStore() commerce.StoreID {
	if q.scope != 0 {
		return q.scope
	}
	return q.store
}

// narrowed tells whether something beside the tab hides orders.
func (q query) narrowed() bool {
	return q.store != 0 && q.scope == 0 || len(q.states) > 0 || q.code != "" || q.placed != "" || q.text != ""
}

// clear takes every filter away; tab, scope and order stay.
func (q *query) clear() { q.store, q.states, q.code, q.placed, q.text = 0, nil, "", "", "" }

// choose takes over what the filter bar says. States that the tab cannot show lead to All, since an empty list would be no
// answer to the wish.
func (q *query) choose(values map[string][]string) {
	q.store, q.code, q.placed = 0, "", ""
	if v := values["store"]; len(v) > 0 {
		q.store = parseStore(v[0])
	}
	if v := values["cause"]; len(v) > 0 {
		q.code = v[0]
	}
	if v := values["placed"]; len(v) > 0 {
		q.placed = v[0]
	}
	q.states = values["state"]
	if !q.tabShows(q.states) {
		q.tab = tabAll
	}
}

// values is the filter bar's side of choose.
func (q query) values() map[string][]string {
	v := map[string][]string{}
	if q.store != 0 && q.scope == 0 {
		v["store"] = []string{formatStore(q.store)}
	}
	if q.code != "" {
		v["cause"] = []string{q.code}
	}
	if q.placed != "" {
		v["placed"] = []string{q.placed}
	}
	if len(q.states) > 0 {
		v["state"] = q.states
	}
	return v
}

func (q query) tabShows(states []string) bool {
	can, limited := tabStates[q.tab]
	if !limited || len(states) == 0 {
		return true
	}
	for _, s := range states {
		for _, c := range can {
			if s == string(c) {
				return true
			}
		}
	}
	return false
}

// open goes where a route says. A route brings its own question, so filters of an earlier one go.
func (q *query) open(r screen.Route) {
	if r.Tab == "" && r.Text == "" && r.State == "" && r.Select == "" {
		return
	}
	q.clear()
	q.text = strings.TrimSpace(r.Text)
	if r.State != "" {
		q.states = []string{r.State}
	}
	switch _, known := tabStates[r.Tab]; {
	case known || r.Tab == tabAll:
		q.tab = r.Tab
	case r.Text != "" || r.Select != "" || r.State != "":
		q.tab = tabAll
	}
	if !q.tabShows(q.states) {
		q.tab = tabAll
	}
}

// filter is the question in the words of the database.
func (q query) filter(now time.Time) view.Filter {
	f := view.Filter{Store: q.oneStore(), Tab: q.tab, States: q.states, Code: q.code, Text: q.text}
	if q.tab == tabAll {
		f.Tab = ""
	}
	placed := q.placed
	if q.tab == tabPosted && placed == "" {
		placed = placedToday
	}
	midnight := midnight(now)
	switch placed {
	case placedToday:
		f.From = midnight
	case placedYesterday:
		f.From, f.To = midnight.AddDate(0, 0, -1), midnight
	case placedWeek:
		f.From = midnight.AddDate(0, 0, -6)
	case placedMonth:
		f.From = midnight.AddDate(0, 0, -29)
	}
	return f
}

// window is the part of the list that a page of the table needs. What waits for a person comes oldest first, everything else
// newest first.
func (q query) window(page int) view.Window {
	w := view.Window{Offset: page * kit.PageSize, Limit: kit.PageSize}
	switch column, desc := q.order(); column {
	case "age":
		w.Sort, w.Desc = "placed", !desc // the older, the earlier placed
	default:
		w.Sort, w.Desc = column, desc
	}
	return w
}

// order is the column and direction that the header shows.
func (q query) order() (column string, desc bool) {
	switch {
	case q.sort != "":
		return q.sort, q.desc
	case q.tab == tabTodo:
		return "age", true
	}
	return "age", false
}

func midnight(now time.Time) time.Time {
	now = now.Local()
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
}

// summary is what the header, tabs and filter choices say; it is read beside the rows.
type summary struct {
	tabs     map[string]int
	overview view.Overview
	stores   []view.StoreCard
	causes   []view.CauseCard
}

// together adds up what one retry of an order's cause would touch.
func (s summary) together(o view.OrderRow) (orders int, money commerce.Pence) {
	for _, c := range s.causes {
		if c.Code == o.Cause.Code && c.StoreID == o.StoreID {
			orders += c.Orders
			money += c.Money
		}
	}
	return orders, money
}
