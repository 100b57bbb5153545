package listing

import (
	"slices"
	"strconv"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
)

// All is the tab that hides nothing.
const All = "all"

// The filters that every list can have: the store it offers by itself, states it knows how to ask for.
const (
	storeFilter = "store"
	StateFilter = "state"
)

// Query is what a list asks for. It knows no widgets.
type Query struct {
	Scope commerce.StoreID // chosen for the whole window; 0 for all stores
	Store commerce.StoreID // chosen in the filter bar; counts while there is no scope
	Tab   string
	Text  string
	Sort  string // column id, empty for the list's own order
	Desc  bool

	values map[string][]string // of the filters beside the store
	states map[string][]string // which states a tab can show; a tab without entry shows every one
}

// NewQuery is the question for one tab; states says which states each tab can show, a tab without an entry shows every one.
func NewQuery(tab string, states map[string][]string) Query { return Query{Tab: tab, states: states} }

// OneStore is the store that the query is narrowed to, 0 for none.
func (q Query) OneStore() commerce.StoreID {
	if q.Scope != 0 {
		return q.Scope
	}
	return q.Store
}

// Values are the choices of a filter, Value the only one of it.
func (q Query) Values(filter string) []string { return q.values[filter] }

// Value is the first choice of a filter, empty for none.
func (q Query) Value(filter string) string {
	if v := q.values[filter]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// Set chooses for one filter; no values, or an empty one, clear it. States that the tab cannot show lead to All, since an empty
// list would be no answer to the wish.
func (q *Query) Set(filter string, values ...string) {
	q.set(filter, values)
	if !q.tabShows() {
		q.Tab = All
	}
}

// set makes a new map, since queries are copied as values.
func (q *Query) set(filter string, values []string) {
	next := make(map[string][]string, len(q.values)+1)
	for id, v := range q.values {
		next[id] = v
	}
	if values = slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" }); len(values) > 0 {
		next[filter] = values
	} else {
		delete(next, filter)
	}
	q.values = next
}

// Narrowed tells whether something beside the tab hides rows.
func (q Query) Narrowed() bool {
	return q.Store != 0 && q.Scope == 0 || len(q.values) > 0 || strings.TrimSpace(q.Text) != ""
}

// Clear takes every filter away; tab, scope and order stay.
func (q *Query) Clear() { q.Store, q.values, q.Text = 0, nil, "" }

func (q Query) tabShows() bool {
	can, limited := q.states[q.Tab]
	chosen := q.values[StateFilter]
	return !limited || len(chosen) == 0 || slices.ContainsFunc(chosen, func(s string) bool { return slices.Contains(can, s) })
}

// turnTo brings a tab to the front; states that it cannot show are dropped.
func (q *Query) turnTo(tab string) {
	if q.Tab = tab; !q.tabShows() {
		q.set(StateFilter, nil)
	}
}

// choose takes over what the filter bar says.
func (q *Query) choose(values map[string][]string) {
	q.Store, q.values = 0, nil
	for id, v := range values {
		if id == storeFilter && len(v) > 0 {
			q.Store = ParseStore(v[0])
		} else {
			q.Set(id, v...)
		}
	}
}

// bar is the filter bar's side of choose.
func (q Query) bar() map[string][]string {
	values := map[string][]string{}
	for id, v := range q.values {
		values[id] = v
	}
	if q.Store != 0 && q.Scope == 0 {
		values[storeFilter] = []string{FormatStore(q.Store)}
	}
	return values
}

// Go follows a route. A route brings its own question, so filters of an earlier one go; one that asks for nothing but a store
// changes nothing else.
func (q *Query) Go(r screen.Route) {
	if r.Store != 0 && q.Scope != 0 && r.Store != q.Scope {
		q.Scope = 0
	}
	if r.Tab != "" || r.Text != "" || r.State != "" || r.Select != "" || r.Code != "" {
		q.Clear()
		q.Tab, q.Text = All, strings.TrimSpace(r.Text)
		if r.Tab != "" {
			q.Tab = r.Tab
		}
		q.Set(StateFilter, r.State)
	}
	if r.Store != 0 && q.Scope == 0 {
		q.Store = r.Store
	}
}

// Filter is the question in the words of the database, without times, which each list has its own of.
func (q Query) Filter() view.Filter {
	f := view.Filter{Store: q.OneStore(), Tab: q.Tab, States: q.values[StateFilter], Text: strings.TrimSpace(q.Text)}
	if q.Tab == All {
		f.Tab = ""
	}
	return f
}

// Window is the part of the list that a page of the table needs.
func (q Query) Window(page int) view.Window {
	return view.Window{Offset: page * kit.PageSize, Limit: kit.PageSize, Sort: q.Sort, Desc: q.Desc}
}

// FormatStore writes a store as a choice of a filter, ParseStore reads it back; what is no store is 0.
func FormatStore(id commerce.StoreID) string { return strconv.FormatInt(int64(id), 10) }

// ParseStore reads what FormatStore wrote.
func ParseStore(text string) commerce.StoreID {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0
	}
	return commerce.StoreID(n)
}

// StoreChoices offers stores in a filter or menu.
func StoreChoices(stores []view.StoreCard) []kit.Choice {
	choices := make([]kit.Choice, len(stores))
	for i, s := range stores {
		choices[i] = kit.Choice{Value: FormatStore(s.ID), Label: s.Name}
	}
	return choices
}
