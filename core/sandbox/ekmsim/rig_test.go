package ekmsim

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"stockbridge/core/sandbox/world"
)

// clock is a clock that tests move.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// rig is a running simulator and a client of it.
type rig struct {
	t      *testing.T
	clock  *clock
	world  *world.World
	server *Server
	url    string
	http   *http.Client
	token  string // of store 1
}

func newRig(t *testing.T, change func(*Config)) *rig {
	t.Helper()
	r := &rig{t: t, clock: &clock{t: time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC)}, world: world.New(world.Options{Seed: 5, Stores: 3, Products: 120})}
	cfg := Config{World: r.world, Seed: 5, Now: r.clock.now}
	if change != nil {
		change(&cfg)
	}
	r.world = cfg.World
	r.server = New(cfg)
	web := httptest.NewServer(r.server.Handler())
	t.Cleanup(web.Close)
	r.url = web.URL
	r.http = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r.token = r.world.Stores[0].AccessToken
	return r
}

// reply is an answer, read.
type reply struct {
	code   int
	header http.Header
	body   []byte
}

// page is the envelope of a list.
type page struct {
	Meta  map[string]int
	Links []link
	Data  []map[string]any
}

func (r reply) page(t *testing.T) page {
	t.Helper()
	var p page
	if err := json.Unmarshal(r.body, &p); err != nil {
		t.Fatalf("answer %d is not a list: %v", r.code, err)
	}
	return p
}

// one returns the data of a single-record answer.
func (r reply) one(t *testing.T) map[string]any {
	t.Helper()
	var e struct{ Data map[string]any }
	if err := json.Unmarshal(r.body, &e); err != nil {
		t.Fatalf("answer %d is not a record: %v", r.code, err)
	}
	return e.Data
}

// message returns the first error message.
func (r reply) message(t *testing.T) string {
	t.Helper()
	var e envelope
	if err := json.Unmarshal(r.body, &e); err != nil || len(e.ValidationResult) == 0 {
		t.Fatalf("answer %d has no violation: %s", r.code, r.body)
	}
	return e.ValidationResult[0].ErrorMessage
}

// try sends a request and returns an error when the connection was cut.
func (r *rig) try(method, path, body string) (reply, error) {
	r.t.Helper()
	req, err := http.NewRequest(method, r.url+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+r.token)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := r.http.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer res.Body.Close()
	all, err := io.ReadAll(res.Body)
	return reply{res.StatusCode, res.Header, all}, err
}

// do sends a request, a second after the last one, so that no test but the limit's own meets a 429.
func (r *rig) do(method, path, body string) reply {
	r.t.Helper()
	r.clock.add(time.Second)
	out, err := r.try(method, path, body)
	if err != nil {
		r.t.Fatal(err)
	}
	return out
}

func (r *rig) get(path string) reply { r.t.Helper(); return r.do("GET", path, "") }

func (r *rig) search(path, query, orderby string) reply {
	r.t.Helper()
	return r.get(path + "?" + url.Values{"query": {query}, "orderby": {orderby}, "limit": {"20"}}.Encode())
}

// post sends a form to the sign-in endpoints.
func (r *rig) post(path string, form url.Values) reply {
	r.t.Helper()
	res, err := r.http.PostForm(r.url+path, form)
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	all, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return reply{res.StatusCode, res.Header, all}
}

func (r *rig) faults(list ...Fault) {
	r.t.Helper()
	if err := r.server.SetFaults(list); err != nil {
		r.t.Fatal(err)
	}
}

// code returns a code of the first store that has the quirk.
func (r *rig) code(q world.Quirk) string {
	r.t.Helper()
	for _, l := range r.world.Stores[0].Listings {
		if l.Quirk == q && l.Variants == nil && l.Live && l.Stock > 5 {
			return l.Code
		}
	}
	r.t.Fatalf("the store has no listing with quirk %q", q)
	return ""
}

func (r *rig) place(b Basket) Placed {
	r.t.Helper()
	p, err := r.server.PlaceOrder(r.world.Stores[0].Username, b)
	if err != nil {
		r.t.Fatal(err)
	}
	return p
}

func (r *rig) basket() Basket {
	return Basket{Lines: []Line{{r.code(world.QuirkNone), 2}}}
}

func equalJSON(t *testing.T, got map[string]any, field string, want any) {
	t.Helper()
	a, _ := json.Marshal(got[field])
	b, _ := json.Marshal(want)
	if !bytes.Equal(a, b) {
		t.Errorf("%s is %s, want %s", field, a, b)
	}
}
