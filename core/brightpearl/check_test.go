package brightpearl

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"stockbridge/core/fault"
	"stockbridge/core/rest"
)

func TestAnswersBecomeFaults(t *testing.T) {
	c, _ := serveOne(t, good("{}"))
	now := time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)
	c.now = func() time.Time { return now }
	errorBody := func(code, text string) string { return `{"errors":[{"code":"` + code + `","message":"` + text + `"}]}` }
	const slow = `{"response":"You have sent too many requests. Please wait before sending another request"}`

	tests := []struct {
		name    string
		method  string
		status  int
		header  map[string]string
		body    string
		kind    fault.Kind
		code    string
		text    string
		wait    time.Duration
		unclear bool
		fine    bool
	}{
		{name: "good", status: 200, body: `{"response":1}`, fine: true},
		{name: "good without data", method: "PUT", status: 200, body: `{}`, fine: true},
		{name: "parts failed", method: "POST", status: 207, body: `{"response":{}}`, fine: true},
		{name: "cut off", status: 200, body: `{"response":[{"id":1`, kind: fault.Offline, text: "the answer was not complete JSON"},
		{name: "write cut off", method: "POST", status: 200, body: `{"resp`, kind: fault.Offline, text: "the answer was not complete JSON", unclear: true},
		{name: "empty", method: "POST", status: 200, kind: fault.Offline, text: "the answer was not complete JSON", unclear: true},
		{name: "token in the body", status: 401, body: `{"response":"Invalid instance token: very-secret-token"}`, kind: fault.SignIn},
		{name: "forbidden", status: 403, body: errorBody("CMNC-403", "No"), kind: fault.Refused, code: "CMNC-403", text: "No"},
		{name: "forbidden, string body", status: 403, body: `{"response":"very-secret-token"}`, kind: fault.Refused},
		{name: "not found", status: 404, body: errorBody("CMNC-404", "No Contact Found"), kind: fault.NotFound, code: "CMNC-404", text: "No Contact Found"},
		{name: "not found by a gateway", status: 404, body: "<html>404</html>", kind: fault.Offline, text: "the address is not served"},
		{name: "validation", method: "POST", status: 400, body: errorBody("ORDC-024", "Bad quantity"), kind: fault.Refused, code: "ORDC-024", text: "Bad quantity"},
		{name: "mail in a message", status: 400, body: errorBody("CONC-001", "ann@shopper.example is taken"), kind: fault.Refused, code: "CONC-001", text: "[hidden] is taken"},
		{name: "bad filter", status: 500, body: errorBody("CMNC-018", "The filter X cannot be parsed"), kind: fault.Refused, code: "CMNC-018", text: "The filter X cannot be parsed"},
		{name: "internal", method: "POST", status: 500, body: errorBody("CMNU-003", "Internal"), kind: fault.Offline, code: "CMNU-003", text: "Internal", unclear: true},
		{name: "gateway page", status: 500, body: "<html>oops</html>", kind: fault.Offline},
		{name: "gateway page to a write", method: "POST", status: 502, body: "<html>oops</html>", kind: fault.Offline, unclear: true},
		{name: "throttle text", status: 503, body: slow, kind: fault.Throttled, wait: time.Minute},
		{name: "throttle text, write", method: "POST", status: 503, body: slow, header: map[string]string{"brightpearl-next-throttle-period": "1500"}, kind: fault.Throttled, wait: 1500 * time.Millisecond},
		{name: "none remaining", status: 503, header: map[string]string{"brightpearl-requests-remaining": "0", "brightpearl-throttle-time": "7"}, kind: fault.Throttled, wait: 7 * time.Second},
		{name: "unavailable", method: "POST", status: 503, body: "", kind: fault.Offline, text: "unavailable", unclear: true},
		{name: "429", status: 429, header: map[string]string{"Retry-After": "3"}, kind: fault.Throttled, wait: 3 * time.Second},
		{name: "429 with a date", status: 429, header: map[string]string{"Retry-After": now.Add(time.Hour).Format(http.TimeFormat)}, kind: fault.Throttled, wait: longestWait},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := http.Header{}
			for k, v := range test.header {
				h.Set(k, v)
			}
			f := c.check(rest.Call{Op: "try", Method: test.method}, &rest.Answer{Status: test.status, Header: h, Body: []byte(test.body), At: now})
			if test.fine || f == nil {
				if !test.fine || f != nil {
					t.Fatalf("got %v", f)
				}
				return
			}
			same(t, "kind", f.Kind, test.kind)
			same(t, "code", f.RemoteCode, test.code)
			same(t, "text", f.Text, test.text)
			same(t, "unclear", f.Unclear, test.unclear)
			same(t, "status", f.Status, test.status)
			if test.wait > 0 {
				same(t, "wait", f.NotBefore.Sub(now), test.wait)
			}
			if strings.Contains(f.Error(), "secret") {
				t.Error("the error shows the token")
			}
		})
	}
}

func TestLostAnswersAreUnclear(t *testing.T) {
	for name, a := range map[string]reply{
		"page of a gateway": {status: 200, body: "<html>hello</html>", header: map[string]string{"Content-Type": "text/html"}},
		"broken server":     {status: 500, body: "<html>oops</html>"},
		"no id":             good("{}"),
		"unknown shape":     good(`{"response":"done"}`),
	} {
		c, s := serveOne(t, a)
		_, err := c.Contacts.Create(t.Context(), NewContact{FirstName: "Priya", LastName: "Oduya", Default: 901})
		if !fault.Unclear(err) {
			t.Errorf("%s: %v is not unclear", name, err)
		}
		same(t, name+": tries", len(s.requests()), 1)
	}
}

func TestRefusedTokenNeedsAPersonAndShowsNothing(t *testing.T) {
	c, _ := serveOne(t, reply{status: 401, body: `{"response":"Invalid instance token: very-secret-token"}`})
	_, err := c.Ping(t.Context())
	if !fault.Is(err, fault.SignIn) || strings.Contains(err.Error(), "very-secret-token") {
		t.Errorf("got %v", err)
	}
}
