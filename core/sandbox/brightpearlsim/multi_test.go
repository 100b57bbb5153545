package brightpearlsim_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"stockbridge/core/sandbox/brightpearlsim"
)

const multiCall = "POST multi-message"

func message(label, method, uri, body string) string {
	return fmt.Sprintf(`{"label":%q,"uri":%q,"httpMethod":%q,"body":%s}`, label, uri, method, body)
}

// placingMessage orders one mug.
func placingMessage(ref string) string {
	return message(ref, "POST", "/order-service/sales-order/", orderBody(ref, row(mug, 1, "1")))
}

const badMessage = `{"label":"bad","uri":"/order-service/sales-order/","httpMethod":"POST","body":{}}`

func multiRequest(mode, onFail string, messages ...string) string {
	return `{"processingMode":"` + mode + `","onFail":"` + onFail + `","messages":[` + strings.Join(messages, ",") + `]}`
}

// multi sends messages one after the other, whatever becomes of them, and tells the answer's status, what it says about each label,
// and the labels it says were left alone.
func (b *bench) multi(messages ...string) (status int, inner map[string]string, left string) {
	b.t.Helper()
	g := b.call("POST", "multi-message", multiRequest("SEQUENTIAL", "CONTINUE", messages...))
	var in struct {
		Response struct {
			ProcessedMessages []struct {
				Label      string
				StatusCode int
				Body       struct{ Content string }
			}
			UnprocessedMessages []string
		}
	}
	if err := json.Unmarshal([]byte(g.text), &in); err != nil {
		b.t.Fatal(err, g.text)
	}
	inner = map[string]string{}
	for _, p := range in.Response.ProcessedMessages {
		inner[p.Label] = fmt.Sprint(p.StatusCode, " ", p.Body.Content)
	}
	return g.status, inner, strings.Join(in.Response.UnprocessedMessages, " ")
}

// kept names the external references of the orders that exist.
func (b *bench) kept() string {
	var refs []string
	for _, o := range b.sim.Books().SalesOrders {
		refs = append(refs, o.ExternalRef)
	}
	return strings.Join(refs, " ")
}

func TestMultiMessage(t *testing.T) {
	b := newBench(t)
	send := func(mode, onFail string, messages ...string) got {
		return b.call("POST", "multi-message", multiRequest(mode, onFail, messages...))
	}
	before, _ := strconv.Atoi(b.call("GET", anything, "").header.Get(remainingHeader))
	g := send("SEQUENTIAL", "CONTINUE", placingMessage("a"), placingMessage("b"))
	if after, _ := strconv.Atoi(g.header.Get(remainingHeader)); g.status != 200 || after != before-1 {
		t.Error("two orders cost", before-after, "requests:", g)
	}
	if !strings.Contains(g.text, `"content":"{\"response\":88001}"`) {
		t.Error(g.text)
	}
	if g := send("SEQUENTIAL", "STOP", placingMessage("c"), badMessage, placingMessage("d")); g.status != 207 || !strings.Contains(g.text, `"unprocessedMessages":["d"]`) {
		t.Error(g)
	}
	if g := send("PARALLEL", "CONTINUE", badMessage, placingMessage("e")); g.status != 207 || !strings.Contains(g.text, `"unprocessedMessages":[]`) {
		t.Error(g)
	}
	if refs := b.kept(); refs != "a b c e" {
		t.Error("the orders are", refs)
	}
	for _, g := range []got{
		send("PARALLEL", "STOP", placingMessage("f")), send("SEQUENTIAL", "CONTINUE", message("f", "GET", "/order-service/sales-order/1", "null")),
		send("SEQUENTIAL", "CONTINUE", message("f", "PATCH", "/order-service/order/88001", "[]")),
		send("SEQUENTIAL", "CONTINUE", strings.Split(strings.Repeat(badMessage+"|", 10)+badMessage, "|")...), send("SEQUENTIAL", "CONTINUE"),
	} {
		if g.status != 400 {
			t.Error(g)
		}
	}
	b.switchOn(brightpearlsim.MultiDown)
	if g := send("SEQUENTIAL", "CONTINUE", placingMessage("f")); g.status != 500 || b.kept() != "a b c e" {
		t.Error(g)
	}
}

// TestMultiMessageTroubles sends three orders under each trouble and looks at what the caller learns and at what was done.
func TestMultiMessageTroubles(t *testing.T) {
	for _, c := range []struct {
		name   string
		fault  brightpearlsim.Fault
		status int
		about  string // what the answer says about the second order, a part of it
		left   string
		kept   string
	}{
		{"nothing", brightpearlsim.Fault{Name: brightpearlsim.Slow, Route: "GET"}, 200, `200 {"response":88002}`, "", "a b c"},
		{"one fails", brightpearlsim.Fault{Name: brightpearlsim.InternalError, Route: placing, NextN: 1}, 207, `200 {"response":88001}`, "", "b c"},
		{"all fail", brightpearlsim.Fault{Name: brightpearlsim.InternalError, Route: placing}, 207, "500 {\"errors\"", "", ""},
		{"done all the same", brightpearlsim.Fault{Name: brightpearlsim.ErrorAfter, Route: placing}, 207, "CMNU-003", "", "a b c"},
		{"unavailable inside", brightpearlsim.Fault{Name: brightpearlsim.Unavailable, Route: placing}, 207, "503 {\"response\":\"The service", "", ""},
		{"throttled inside", brightpearlsim.Fault{Name: brightpearlsim.MultiThrottle}, 207, "503 {\"response\":\"You have sent too many", "", ""},
		{"throttled by its route", brightpearlsim.Fault{Name: brightpearlsim.ThrottleNow, Route: placing, NextN: 1}, 207, "200", "", "b c"},
		{"token inside", brightpearlsim.Fault{Name: brightpearlsim.ExpiredToken, Route: placing}, 207, "401", "", ""},
		{"labels left out", brightpearlsim.Fault{Name: brightpearlsim.MultiForgets}, 200, "", "", "a b c"},
		{"a label of one kind left out", brightpearlsim.Fault{Name: brightpearlsim.MultiForgets, Route: "customer-payment"}, 200, "200", "", "a b c"},
		{"stopped in the middle", brightpearlsim.Fault{Name: brightpearlsim.MultiStops, NextN: 1}, 207, "", "b c", "a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			b.faults(c.fault)
			status, inner, left := b.multi(placingMessage("a"), placingMessage("b"), placingMessage("c"))
			if status != c.status || !strings.Contains(inner["b"], c.about) || c.about == "" && inner["b"] != "" || left != c.left {
				t.Errorf("%d, about b %q, left alone %q", status, inner["b"], left)
			}
			if refs := b.kept(); refs != c.kept {
				t.Errorf("the orders are %q, want %q", refs, c.kept)
			}
			b.faults()
			if _, _, left := b.multi(placingMessage("a"), placingMessage("b"), placingMessage("c")); left != "" || b.sim.Books().Counters.DuplicateCreates != 0 || len(b.sim.Books().SalesOrders) != 3 {
				t.Error("after the trouble the orders are", b.kept())
			}
		})
	}
}

// TestMultiMessageIsOneCallOnTheWire loses the answer of the whole after everything was done, and strikes it as a whole.
func TestMultiMessageIsOneCallOnTheWire(t *testing.T) {
	for name, want := range map[string]struct {
		status int
		kept   string
	}{
		brightpearlsim.LostAnswer: {0, "a b"}, brightpearlsim.ResetMidBody: {0, "a b"}, brightpearlsim.ErrorAfter: {500, "a b"},
		brightpearlsim.InternalError: {500, ""}, brightpearlsim.ThrottleNow: {503, ""},
	} {
		b := newBench(t)
		b.faults(brightpearlsim.Fault{Name: name, Route: multiCall, NextN: 1})
		g, err := b.send(b.request("POST", "multi-message", multiRequest("SEQUENTIAL", "CONTINUE", placingMessage("a"), placingMessage("b"))))
		if (err != nil) != (want.status == 0) || err == nil && g.status != want.status || b.kept() != want.kept {
			t.Errorf("%s: %d %v, orders %q", name, g.status, err, b.kept())
		}
		if n := b.sim.Books().Counters.Troubles[name]; n != 1 {
			t.Errorf("%s is counted %d times", name, n)
		}
	}
}

func TestMultiMessageMayCountEach(t *testing.T) {
	b := newBench(t, func(c *brightpearlsim.Config) { c.Limit = 3 })
	b.switchOn(brightpearlsim.MultiCountsEach)
	_, inner, _ := b.multi(placingMessage("a"), placingMessage("b"), placingMessage("c"), placingMessage("d"))
	if !strings.HasPrefix(inner["c"], "200") || !strings.HasPrefix(inner["d"], "503") || b.kept() != "a b c" {
		t.Error(inner, b.kept())
	}
}

// TestMultiMessageReservesAndPays sends the other kinds of write, and repeats them.
func TestMultiMessageReservesAndPays(t *testing.T) {
	b := newBench(t)
	id, rows := b.placed("a", row(mug, 2, "1"))
	reserve := message("r", "POST", fmt.Sprintf("/warehouse-service/order/%d/reservation/warehouse/2", id), reservationBody(rows["1"], mug, 2))
	pay := message("p", "POST", "/accounting-service/customer-payment", paymentBody(id, "12.00", "EKMNORTH", "ekm:a"))
	if status, inner, _ := b.multi(reserve, pay); status != 200 || inner["r"] != "200 {}" {
		t.Error(status, inner)
	}
	if o := b.book(id); o.PaymentStatus != "PAID" || o.UnitsReserved != 2 {
		t.Errorf("%+v", o)
	}
	if status, inner, _ := b.multi(pay); status != 207 || !strings.HasPrefix(inner["p"], "400") {
		t.Error("the payment once more:", status, inner)
	}
	if status, inner, _ := b.multi(message("d", "DELETE", fmt.Sprintf("/warehouse-service/order/%d/reservation", id), "null"), message("x", "POST", "/multi-message", "{}")); status != 207 ||
		!strings.HasPrefix(inner["d"], "200") || !strings.HasPrefix(inner["x"], "404") || b.book(id).UnitsReserved != 0 {
		t.Error(status, inner)
	}
}

func TestThrottleStormHitsEveryCall(t *testing.T) {
	b := newBench(t)
	b.faults(brightpearlsim.Fault{Name: brightpearlsim.ThrottleStorm, Route: placing, NextN: 1, Seconds: 20})
	b.refusedForPace(b.call("POST", "order-service/sales-order", orderBody("a", row(mug, 1, "1"))), "20000")
	b.clock.add(5 * time.Second)
	b.refusedForPace(b.call("GET", anything, ""), "15000")
	b.clock.add(15 * time.Second)
	if g := b.call("GET", anything, ""); g.status != 200 {
		t.Error("the storm does not end:", g)
	}
}

func (b *bench) refusedForPace(g got, next string) {
	b.t.Helper()
	if g.status != 503 || !strings.Contains(g.text, "too many requests") || g.header.Get("brightpearl-next-throttle-period") != next || g.header.Get(remainingHeader) != "0" {
		b.t.Error(g)
	}
}
