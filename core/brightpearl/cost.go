package brightpearl

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// meter is the innermost door to Brightpearl. It notes what every answer says is left of the request limit, so that one request's
// price can be told from the numbers before and after it.
type meter struct {
	next http.RoundTripper

	mu       sync.Mutex
	left     int
	known    bool
	answered int // answers so far
}

type costKey struct{}

// cost is what one request took from the request limit, as far as the numbers tell.
type cost struct {
	requests int
	known    bool
}

// watch has the request that is made under the returned context priced.
func (c *cost) watch(ctx context.Context) context.Context {
	return context.WithValue(ctx, costKey{}, c)
}

// RoundTrip implements http.RoundTripper.
//
// Our other requests that were answered meanwhile are taken off; those of other programs are not known and make the request look
// dearer than it was. A number that went up belongs to the next period and tells nothing.
func (m *meter) RoundTrip(r *http.Request) (*http.Response, error) {
	m.mu.Lock()
	left, known, answered := m.left, m.known, m.answered
	m.mu.Unlock()
	a, err := m.next.RoundTrip(r)
	if err != nil {
		return a, err
	}
	now, err := strconv.Atoi(strings.TrimSpace(a.Header.Get("brightpearl-requests-remaining")))
	m.mu.Lock()
	defer m.mu.Unlock()
	m.answered++
	if err != nil {
		m.known = false
		return a, nil
	}
	if c, ok := r.Context().Value(costKey{}).(*cost); ok && known && now < left {
		*c = cost{requests: max(left-now-(m.answered-1-answered), 1), known: true}
	}
	m.left, m.known = now, true
	return a, nil
}
