package match

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
)

// Two tabs are no states: what open orders ask for although it is not matched, and everything.
const (
	tabCosts = "costs"
	tabAll   = "all"
)

// unmatched are the states of listings that should have a product and have none.
var unmatched = []string{string(commerce.NearMatch), string(commerce.Duplicate), string(commerce.EKMOnly),
	string(commerce.WithoutSKU), string(commerce.InvalidSKU)}

// tabOrder is how tabs stand from left to right; those without room follow under More.
var tabOrder = []string{tabCosts, string(commerce.NearMatch), string(commerce.Duplicate), string(commerce.EKMOnly), tabAll,
	string(commerce.WithoutSKU), string(commerce.InvalidSKU), string(commerce.Matched), string(commerce.BrightpearlOnly),
	string(commerce.NotStockTracked), string(commerce.IgnoredSKU)}

// query is what the table asks for. It knows no widgets.
type query struct {
	scope  commerce.StoreID // chosen for the whole window; 0 for all stores
	store  commerce.StoreID // chosen in the filter bar; counts while there is no scope
	tab    string
	states []string
	since  string // day, week, month
	text   string
	sort   string
	desc   bool
}

func (q query) oneStore() commerce.StoreID {
	if q.scope != 0 {
		return q.scope
	}
	return q.store
}

func (q query) narrowed() bool {
	return q.store != 0 && q.scope == 0 || len(q.states) > 0 || q.since != "" || q.text != ""
}

// clear takes every filter away; tab, scope and order stay.
func (q *query) clear() { q.store, q.states, q.since, q.text = 0, nil, "", "" }

// choose takes over what the filter bar says. A state of another tab leads to All, since no row could answer both.
func (q *query) choose(values map[string][]string) {
	q.store, q.since = 0, ""
	if v := values["store"]; len(v) > 0 {
		n, _ := strconv.ParseInt(v[0], 10, 64) // an odd value chooses no store
		q.store = commerce.StoreID(n)
	}
	if v := values["since"]; len(v) > 0 {
		q.since = v[0]
	}
	q.states = values["state"]
	if !q.tabShows() {
		q.tab = tabAll
	}
}

func (q query) values() map[string][]string {
	v := map[string][]string{"state": q.states}
	if q.store != 0 && q.scope == 0 {
		v["store"] = []string{strconv.FormatInt(int64(q.store), 10)}
	}
	if q.since != "" {
		v["since"] = []string{q.since}
	}
	return v
}

func (q query) tabShows() bool {
	switch {
	case len(q.states) == 0 || q.tab == tabAll:
		return true
	case q.tab == tabCosts:
		return slices.ContainsFunc(q.states, func(s string) bool { return slices.Contains(unmatched, s) })
	}
	return slices.Contains(q.states, q.tab)
}

// open goes where a route says. A route brings its own question, so filters of an earlier one go.
func (q *query) open(r screen.Route) {
	if r.Tab == "" && r.Text == "" && r.State == "" && r.Select == "" {
		return
	}
	q.clear()
	q.text = strings.TrimSpace(r.Text)
	q.tab = tabAll
	switch {
	case slices.Contains(tabOrder, r.Tab):
		q.tab = r.Tab
	case slices.Contains(tabOrder, r.State):
		q.tab = r.State
	case r.Tab == "unmatched" || r.State == "unmatched":
		q.states = slices.Clone(unmatched)
	}
}

func (q query) filter(now time.Time) view.Filter {
	f := view.Filter{Store: q.oneStore(), Tab: q.tab, States: q.states, Text: q.text}
	if q.tab == tabAll {
		f.Tab = ""
	}
	switch q.since {
	case "day":
		f.From = now.AddDate(0, 0, -1)
	case "week":
		f.From = now.AddDate(0, 0, -7)
	case "month":
		f.From = now.AddDate(0, 0, -30)
	}
	return f
}

func (q query) window(page int) view.Window {
	return view.Window{Offset: page * kit.PageSize, Limit: kit.PageSize, Sort: q.sort, Desc: q.desc}
}

// summary is what the header, tabs and filter choices say; it is read beside the rows.
type summary struct {
	known   bool
	tabs    map[string]int
	costs   int // codes that open orders ask for
	waiting int // order lines that wait for them
	stores  []view.StoreCard
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
func (s summary) contact(store commerce.StoreID) time.Time {
	var last time.Time
	for _, c := range s.stores {
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
