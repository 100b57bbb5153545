package ekmsim

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync/atomic"
	"testing"
	"time"
)

func contextWith(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithTimeout(t.Context(), 20*time.Second)
}

// waitFor polls until something that happens on other goroutines has happened.
func waitFor(t *testing.T, happened func() bool) {
	t.Helper()
	ctx, stop := contextWith(t)
	defer stop()
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for !happened() {
		select {
		case <-ctx.Done():
			t.Fatal("it never happened")
		case <-ticker.C:
		}
	}
}

// endpoint receives webhooks and answers with a code.
type endpoint struct {
	url  string
	code atomic.Int64
	got  chan map[string]any
}

func newEndpoint(t *testing.T) *endpoint {
	t.Helper()
	e := &endpoint{got: make(chan map[string]any, 1000)}
	e.code.Store(http.StatusOK)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var m map[string]any
		if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
			t.Error(err)
		}
		e.got <- m
		w.WriteHeader(int(e.code.Load()))
	}))
	t.Cleanup(web.Close)
	e.url = web.URL + "/hook"
	return e
}

func (e *endpoint) count() int { return len(e.got) }

func (r *rig) subscribe(topic, url string) string {
	r.t.Helper()
	res := r.do("POST", "/api/v2/Webhooks", `{"topic":"`+topic+`","endpoint":"`+url+`","is_enabled":true}`)
	if res.code != http.StatusCreated {
		r.t.Fatalf("subscribing gave %d: %s", res.code, res.body)
	}
	return res.one(r.t)["id"].(string)
}

func TestWebhooksDeliverWithDuplicates(t *testing.T) {
	r, e := newRig(t, nil), newEndpoint(t)
	r.subscribe(topicCreated, e.url)
	first := r.place(r.basket())
	r.server.Advance(t.Context())
	m := <-e.got
	equalJSON(t, m, "username", r.world.Stores[0].Username)
	equalJSON(t, m, "topic", "order.created")
	equalJSON(t, m, "entity_id", strconv.FormatInt(first.ID, 10))
	for range 9 {
		r.place(r.basket())
	}
	r.server.Advance(t.Context())
	if n := e.count(); n != 10 {
		t.Errorf("9 more orders were announced %d times, want 10 as the tenth comes twice", n)
	}
}

func TestWebhookRetriesFollowTheSchedule(t *testing.T) {
	r, e := newRig(t, nil), newEndpoint(t)
	r.subscribe(topicCreated, e.url)
	e.code.Store(http.StatusAccepted) // only 200 counts
	r.place(r.basket())
	r.server.Advance(t.Context())
	r.clock.add(199 * time.Millisecond)
	r.server.Advance(t.Context())
	if n := e.count(); n != 1 {
		t.Fatalf("%d attempts before the first retry is due", n)
	}
	r.clock.add(time.Millisecond)
	r.server.Advance(t.Context())
	r.clock.add(393 * time.Millisecond)
	r.server.Advance(t.Context())
	if n := e.count(); n != 2 {
		t.Fatalf("%d attempts after 0.593 s, want 2", n)
	}
	for range 30 {
		r.clock.add(24 * time.Hour)
		r.server.Advance(t.Context())
	}
	if n := e.count(); n != 21 {
		t.Errorf("%d attempts in all, want 1 and 20 retries", n)
	}
	var total time.Duration
	for n := 1; n <= deliveryRetries; n++ {
		total += retryDelay(n)
	}
	if hours := total.Hours(); hours < 44 || hours > 45 {
		t.Errorf("the retries take %.1f h, want about 44.4", hours)
	}
}

func TestWebhookSubscriptions(t *testing.T) {
	r, e := newRig(t, nil), newEndpoint(t)
	for _, body := range []string{`{"topic":"product.created","endpoint":"` + e.url + `"}`, `{"topic":"order.created","endpoint":"http://shop.example.com/x"}`,
		`{"topic":"order.created","endpoint":"nowhere"}`, `{"topic":"order.created","endpoint":"` + e.url + `","secret":"x"}`} {
		if res := r.do("POST", "/api/v2/Webhooks", body); res.code != http.StatusBadRequest {
			t.Errorf("%s gave %d", body, res.code)
		}
	}
	id := r.subscribe(topicUpdated, e.url)
	if list := r.get("/api/v2/Webhooks/webhooks").page(t); len(list.Data) != 1 || list.Data[0]["id"] != id {
		t.Errorf("list: %v", list.Data)
	}
	if res := r.do("PUT", "/api/v2/Webhooks/"+id, `{"topic":"order.updated","endpoint":"`+e.url+`","is_enabled":false}`); res.one(t)["is_enabled"] != false {
		t.Errorf("switching off gave %s", res.body)
	}
	placed := r.place(r.basket())
	r.do("PUT", orderPath(placed.ID, "internalNotes"), `{"notes":"x"}`)
	r.server.Advance(t.Context())
	if e.count() != 0 {
		t.Error("a webhook that is off was delivered")
	}
	if res := r.do("DELETE", "/api/v2/Webhooks/"+id, ""); res.code != http.StatusOK {
		t.Errorf("deleting gave %d", res.code)
	}
	if res := r.do("DELETE", "/api/v2/Webhooks/"+id, ""); res.code != http.StatusNotFound {
		t.Errorf("deleting again gave %d", res.code)
	}
}

func TestWebhookIsSwitchedOff(t *testing.T) {
	r, e := newRig(t, nil), newEndpoint(t)
	r.faults(Fault{Name: "webhook_auto_disable"})
	id := r.subscribe(topicCreated, e.url)
	e.code.Store(http.StatusInternalServerError)
	r.place(r.basket())
	for range 10 {
		r.server.Advance(t.Context())
		r.clock.add(time.Hour)
	}
	hook := r.get("/api/v2/Webhooks/" + id).one(t)
	if hook["is_enabled"] != false || hook["disabled_reason"] == nil || e.count() != disableAfter {
		t.Errorf("after %d failures: %v", e.count(), hook)
	}
}
