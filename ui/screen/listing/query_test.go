package listing

import (
	"slices"
	"testing"

	"stockbridge/core/view"
	"stockbridge/ui/screen"
)

var states = map[string][]string{"todo": {"held"}, "posted": {"posted"}}

func TestFilterBarAndQueryAgree(t *testing.T) {
	q := NewQuery("todo", states)
	q.choose(map[string][]string{"store": {"3"}, "cause": {"SB-ORD-105"}})
	if q.Tab != "todo" || q.Store != 3 || q.Value("cause") != "SB-ORD-105" || !q.Narrowed() {
		t.Errorf("%+v", q)
	}
	q.choose(map[string][]string{StateFilter: {"posted"}})
	if q.Tab != All || q.Store != 0 || q.Value("cause") != "" {
		t.Errorf("a state of another tab leads to %+v", q)
	}
	q.Scope = 2
	if q.OneStore() != 2 {
		t.Error("the window's store does not win")
	}
	if v := q.bar(); !slices.Equal(v[StateFilter], []string{"posted"}) || v["store"] != nil {
		t.Errorf("the bar shows %v", v)
	}
	if q.turnTo("todo"); len(q.Values(StateFilter)) != 0 {
		t.Error("a state that the tab cannot show still hides everything")
	}
}

func TestRoutes(t *testing.T) {
	for _, c := range []struct {
		name  string
		route screen.Route
		want  view.Filter
	}{
		{"nothing", screen.Route{}, view.Filter{Store: 1, Tab: "todo", Text: "old"}},
		{"a store keeps the rest", screen.Route{Store: 1}, view.Filter{Store: 1, Tab: "todo", Text: "old"}},
		{"another store than the window's", screen.Route{Store: 2}, view.Filter{Store: 2, Tab: "todo", Text: "old"}},
		{"a search looks everywhere", screen.Route{Text: " 9031 "}, view.Filter{Store: 1, Text: "9031"}},
		{"a tab drops the search", screen.Route{Tab: "posted"}, view.Filter{Store: 1, Tab: "posted"}},
		{"a state", screen.Route{State: "held", Tab: "todo"}, view.Filter{Store: 1, Tab: "todo", States: []string{"held"}}},
		{"a state of another tab", screen.Route{State: "held", Tab: "posted"}, view.Filter{Store: 1, States: []string{"held"}}},
	} {
		q := NewQuery("todo", states)
		q.Scope, q.Text = 1, "old"
		q.Go(c.route)
		f := q.Filter()
		if f.Store != c.want.Store || f.Tab != c.want.Tab || f.Text != c.want.Text || !slices.Equal(f.States, c.want.States) {
			t.Errorf("%s asks %+v", c.name, f)
		}
	}
}

func TestCopiesOfAQueryAreApart(t *testing.T) {
	q := NewQuery(All, nil)
	q.Set("cause", "a")
	before := q
	q.Set("cause", "b")
	if before.Value("cause") != "a" {
		t.Error("an asked question changed afterwards")
	}
}
