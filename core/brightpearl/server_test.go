package brightpearl

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"stockbridge/core/rest"
)

// request is what the test server was asked.
type request struct {
	method, path, query string
	header              http.Header
	body                string
}

func (r request) json(t *testing.T) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(r.body), &v); err != nil {
		t.Fatalf("body %q: %v", r.body, err)
	}
	return v
}

// server answers from a function and remembers what it was asked.
type server struct {
	mu   sync.Mutex
	seen []request
}

func (s *server) requests() []request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]request(nil), s.seen...)
}

func (s *server) last(t *testing.T) request {
	t.Helper()
	all := s.requests()
	if len(all) == 0 {
		t.Fatal("no request was made")
	}
	return all[len(all)-1]
}

// reply is one canned answer.
type reply struct {
	status int
	body   string
	header map[string]string
}

func good(body string) reply { return reply{status: http.StatusOK, body: body} }

const testPrefix = "/public-api/acme"

// serve starts a server that answers each request with what answer says; the path it is given begins at the service.
func serve(t *testing.T, answer func(r request) reply) (*Client, *server) {
	t.Helper()
	s := &server{}
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path, ok := strings.CutPrefix(r.URL.EscapedPath(), testPrefix)
		if !ok {
			t.Errorf("request outside the account: %s", r.URL.Path)
		}
		body, _ := io.ReadAll(r.Body)
		q := request{r.Method, path, r.URL.RawQuery, r.Header, string(body)}
		s.mu.Lock()
		s.seen = append(s.seen, q)
		s.mu.Unlock()
		a := answer(q)
		w.Header().Set("Content-Type", "application/json;charset=UTF-8")
		for k, v := range a.header {
			w.Header().Set(k, v)
		}
		w.WriteHeader(a.status)
		_, _ = io.WriteString(w, a.body)
	}))
	t.Cleanup(h.Close)
	c, err := New(Options{
		BaseURL: h.URL, Account: "acme",
		Auth:  PrivateAuth{AppRef: "app", AccountToken: NewSecret("very-secret-token")},
		Pacer: freePacer{}, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return c, s
}

// serveOne answers every request alike.
func serveOne(t *testing.T, a reply) (*Client, *server) {
	t.Helper()
	return serve(t, func(request) reply { return a })
}

// freePacer never waits.
type freePacer struct{}

func (freePacer) Acquire(ctx context.Context, _ rest.Priority) (func(*rest.Answer), error) {
	return func(*rest.Answer) {}, ctx.Err()
}
func (freePacer) Remaining() (int, int) { return 200, 200 }

func noErr(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func same[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func at(t *testing.T, text string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, text)
	noErr(t, err)
	return v
}
