package engine_test

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// calls counts requests on their way out, by remote and route: ids become {}, and what a search asks for is named where one path
// serves several questions.
type calls struct {
	next http.RoundTripper
	mu   sync.Mutex
	made map[string]int
}

func newCalls(next http.RoundTripper) *calls { return &calls{next: next, made: map[string]int{}} }

func (c *calls) RoundTrip(r *http.Request) (*http.Response, error) {
	c.mu.Lock()
	c.made[routeOf(r)]++
	c.mu.Unlock()
	return c.next.RoundTrip(r)
}

var ids = regexp.MustCompile(`/[0-9][0-9,-]*`)

func routeOf(r *http.Request) string {
	path, query := ids.ReplaceAllString(r.URL.Path, "/{}"), r.URL.Query()
	remote := "Brightpearl"
	if strings.HasPrefix(path, "/api/") {
		remote = "EKM"
	} else if _, after, ok := strings.Cut(path, "-service/"); ok {
		path = after
	}
	route := remote + " " + r.Method + " " + path
	for _, filter := range []string{"createdOn", "updatedOn", "countOnly"} {
		if query.Has(filter) {
			return route + " " + filter
		}
	}
	// EKM's searches: by change, by date, of single ids, or of all.
	switch asked := query.Get("query"); {
	case strings.Contains(asked, "last_"):
		return route + " changed"
	case strings.Contains(asked, "order_date"):
		return route + " placed"
	case strings.Contains(asked, "id eq"):
		return route + " ids"
	}
	return route
}

// take returns what was counted and begins anew.
func (c *calls) take() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	made := maps.Clone(c.made)
	clear(c.made)
	return made
}

// listed writes counts down, the most frequent first.
func listed(made map[string]int) string {
	var out []string
	for _, route := range slices.SortedFunc(maps.Keys(made), func(a, b string) int { return cmp.Or(cmp.Compare(made[b], made[a]), cmp.Compare(a, b)) }) {
		out = append(out, fmt.Sprintf("%d %s", made[route], route))
	}
	return strings.Join(out, "; ")
}
