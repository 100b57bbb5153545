package ekm

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"stockbridge/core/rest"
)

// shop is a hand-driven EKM: it notes the requests and answers what a test tells it to.
type shop struct {
	*Client
	url      string
	mu       sync.Mutex
	requests []request
}

type request struct {
	method, path string
	query, body  string
	page         string
}

// free is a Pacer without limits.
type free struct{}

func (free) Acquire(context.Context, rest.Priority) (func(*rest.Answer), error) {
	return func(*rest.Answer) {}, nil
}
func (free) Remaining() (int, int) { return 40, 40 }

func newShop(t *testing.T, answer func(r request) (status int, body string)) *shop {
	t.Helper()
	s := &shop{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		req := request{r.Method, r.URL.Path, r.URL.Query().Get("query"), string(body), r.URL.Query().Get("page")}
		s.mu.Lock()
		s.requests = append(s.requests, req)
		s.mu.Unlock()
		status, text := answer(req)
		w.WriteHeader(status)
		io.WriteString(w, text)
	}))
	t.Cleanup(server.Close)
	c, err := New(Options{BaseURL: server.URL, Store: "garden", Pacer: free{},
		Sleep: func(context.Context, time.Duration) error { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	s.Client, s.url = c, server.URL
	return s
}

func (s *shop) last(t *testing.T) request {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.requests) == 0 {
		t.Fatal("no request was made")
	}
	return s.requests[len(s.requests)-1]
}

// wrap puts data into EKM's envelope.
func wrap(data any) string {
	raw, err := json.Marshal(data)
	if err != nil {
		panic(err)
	}
	return `{"meta":{},"links":null,"validation_result":null,"errors":null,"data":` + string(raw) + `}`
}

func ids(from, to int) string {
	var rows []map[string]int
	for i := from; i <= to; i++ {
		rows = append(rows, map[string]int{"id": i})
	}
	return wrap(rows)
}

// answer serves the same reply to every request.
func answer(status int, body string) func(request) (int, string) {
	return func(request) (int, string) { return status, body }
}

func contains(s string, parts ...string) bool {
	for _, p := range parts {
		if !strings.Contains(s, p) {
			return false
		}
	}
	return true
}
