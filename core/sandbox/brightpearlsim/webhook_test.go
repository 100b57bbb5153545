package brightpearlsim_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"stockbridge/core/sandbox/brightpearlsim"
)

// receiver keeps what was delivered and answers with a status.
type receiver struct {
	mu     sync.Mutex
	status int
	bodies []string
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.bodies = append(r.bodies, string(body))
	w.WriteHeader(r.status)
}

func (r *receiver) taken() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	taken := r.bodies
	r.bodies = nil
	return taken
}

func hookBody(event, uri string, quality int) string {
	return fmt.Sprintf(`{"subscribeTo":%q,"httpMethod":"POST","uriTemplate":%q,"contentType":"application/json","idSetAccepted":true,
		"bodyTemplate":"${account-code} ${full-event} ${resource-type} ${lifecycle-event} ${resource-id}","qualityOfService":%d}`, event, uri, quality)
}

func TestWebhooks(t *testing.T) {
	b := newBench(t)
	hooks := &receiver{status: 503}
	server := httptest.NewServer(hooks)
	defer server.Close()
	b.refused("POST", "integration-service/webhook", hookBody("contact.created", server.URL, 0), 400, "INTC-064")
	b.refused("POST", "integration-service/webhook", hookBody("order.created", server.URL, 0), 400, "INTC-062")
	b.refused("POST", "integration-service/webhook", strings.Replace(hookBody("product", server.URL, 0), "${resource-id}", "", 1), 400, "INTC-057")
	var id int
	b.ok("POST", "integration-service/webhook", hookBody("sales-order.created", server.URL, 0), &id)

	first, _ := b.placed("ekm:north:1", row(mug, 1, "1"))
	second, _ := b.placed("ekm:north:2", row(mug, 1, "1"))
	deliver := func(after time.Duration) []string {
		b.clock.add(after)
		b.sim.DeliverWebhooks(t.Context())
		return hooks.taken()
	}
	want := fmt.Sprintf("acme sales-order.created sales-order created %d,%d", first, second)
	if got := deliver(0); len(got) != 1 || got[0] != want {
		t.Errorf("delivered %q, want %q", got, want)
	}
	if got := deliver(5 * time.Second); len(got) != 0 {
		t.Error("repeated too early:", got)
	}
	hooks.status = 500
	if got := deliver(5 * time.Second); len(got) != 1 {
		t.Error("not repeated after a 503:", got)
	}
	if got := deliver(time.Hour); len(got) != 0 {
		t.Error("quality 0 repeats after a 500:", got)
	}
	b.ok("DELETE", fmt.Sprintf("integration-service/webhook/%d", id), "", nil)

	b.ok("POST", "integration-service/webhook", hookBody("product.modified.on-hand-modified", server.URL, 1), nil)
	b.switchOn(brightpearlsim.DuplicateHooks)
	if err := b.sim.SetStock("CUP", 2, 99); err != nil {
		t.Fatal(err)
	}
	if got := deliver(time.Second); len(got) != 2 || got[0] != "acme product.modified.on-hand-modified product modified 1002" {
		t.Error("delivered twice:", got)
	}
	hooks.status = 400
	if got := deliver(10 * time.Second); len(got) != 2 {
		t.Error("quality 1 does not repeat after a 500:", got)
	}
	if got := deliver(time.Hour); len(got) != 0 {
		t.Error("quality 1 repeats after a 400:", got)
	}
}

func TestWebhooksStayOnThisMachine(t *testing.T) {
	b := newBench(t, func(c *brightpearlsim.Config) {
		c.Webhooks = &http.Client{Transport: refuseAll{t}}
	})
	b.ok("POST", "integration-service/webhook", hookBody("sales-order.created", "http://192.0.2.1/${resource-id}", 1), nil)
	b.placed("ekm:north:1", row(mug, 1, "1"))
	b.sim.DeliverWebhooks(t.Context())
}

type refuseAll struct{ t *testing.T }

func (r refuseAll) RoundTrip(*http.Request) (*http.Response, error) {
	r.t.Error("a webhook left this machine")
	return nil, io.ErrUnexpectedEOF
}

// door calls one of the simulator's own doors.
func (b *bench) door(method, path string, in, out any) int {
	b.t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		b.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.http.URL+"/_sandbox/"+path, bytes.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	g, err := b.send(req)
	if err != nil {
		b.t.Fatal(err)
	}
	if out != nil {
		if err := json.Unmarshal([]byte(g.text), out); err != nil {
			b.t.Fatal(err, g.text)
		}
	}
	return g.status
}

func TestDoors(t *testing.T) {
	b := newBench(t)
	id, _ := b.placed("ekm:north:1", row(mug, 2, "1"))
	if s := b.door("POST", "faults", []m{{"name": "slow", "route": "GET", "next_n": 2}}, nil); s != 200 || b.sim.Faults()[0].NextN != 2 {
		t.Error(s, b.sim.Faults())
	}
	if s := b.door("POST", "faults", []m{{"name": "nonsense"}}, nil); s != 400 {
		t.Error("an unknown fault gives", s)
	}
	b.door("DELETE", "faults", nil, nil)
	b.door("POST", "stock", m{"sku": "MUG-BLU", "warehouse": 2, "units": 33}, nil)
	if inStock, _ := b.onHand(mug); inStock != 33 {
		t.Error("in stock", inStock)
	}
	var shipped struct {
		IDs []int `json:"goods_out_note_ids"`
	}
	if s := b.door("POST", "ship", m{"order_id": id, "tracking": "T1"}, &shipped); s != 200 || len(shipped.IDs) != 1 {
		t.Error(s, shipped)
	}
	if s := b.door("POST", "ship", m{"order_id": id, "tracking": "T1"}, nil); s != 400 {
		t.Error("shipped twice:", s)
	}
	if s := b.door("POST", "tracking", m{"goods_out_note_id": shipped.IDs[0], "tracking": "LATE"}, nil); s != 200 || b.book(id).Notes[0].Tracking != "LATE" {
		t.Error("tracking was not changed after shipping:", s, b.book(id).Notes)
	}
	if s := b.door("POST", "warehouse", m{"enabled": true}, nil); s != 200 {
		t.Error(s)
	}
	var books brightpearlsim.Books
	b.door("GET", "books", nil, &books)
	if o := books.SalesOrders[0]; o.ExternalRef != "ekm:north:1" || o.Notes[0].Tracking != "LATE" || o.UnitsShipped != 2 || books.Counters.Requests == 0 {
		t.Errorf("%+v", books)
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	b := newBench(t)
	run, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- b.sim.Run(run) }()
	stop()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-t.Context().Done():
		t.Error("Run did not end")
	}
}
