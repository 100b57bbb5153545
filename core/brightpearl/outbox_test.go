package brightpearl

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"stockbridge/core/fault"
)

// answered is what a caller of the outbox was told.
type answered struct {
	id  OrderID
	err error
}

// createAll has n orders created at the same moment.
func createAll(ctx context.Context, c *Client, n int) []answered {
	out := make([]answered, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			o := sampleOrder()
			o.ExternalRef = fmt.Sprintf("ekm:north:%d", i)
			out[i].id, out[i].err = c.SalesOrders.Create(ctx, o)
		})
	}
	wg.Wait()
	return out
}

// parts answers the messages of a multi-message one by one; nil leaves one out.
func parts(t *testing.T, r request, status int, part func(i int, ref string) (int, string)) reply {
	t.Helper()
	var all []string
	for i, m := range r.json(t)["messages"].([]any) {
		message := m.(map[string]any)
		ref := message["body"].(map[string]any)["externalRef"].(string)
		if s, body := part(i, ref); s != 0 {
			all = append(all, fmt.Sprintf(`{"label":%q,"statusCode":%d,"body":{"content":%q}}`, message["label"], s, body))
		}
	}
	return reply{status: status, body: `{"response":{"processedMessages":[` + strings.Join(all, ",") + `],"unprocessedMessages":[]}}`}
}

func TestWritesTravelTogether(t *testing.T) {
	c, s := serve(t, func(r request) reply {
		return parts(t, r, 200, func(i int, ref string) (int, string) {
			return 200, `{"response":1` + strings.TrimPrefix(ref, "ekm:north:") + `}`
		})
	})
	for i, a := range createAll(t.Context(), c, 20) {
		noErr(t, a.err)
		same(t, "id", fmt.Sprint(a.id), fmt.Sprintf("1%d", i))
	}
	same(t, "requests", len(s.requests()), 2)
	for _, r := range s.requests() {
		same(t, "path", r.path, pathMulti)
		body := r.json(t)
		same(t, "mode", fmt.Sprint(body["processingMode"], body["onFail"], len(body["messages"].([]any))), "SEQUENTIALCONTINUE10")
		first := body["messages"].([]any)[0].(map[string]any)
		same(t, "part", fmt.Sprint(first["uri"], first["httpMethod"]), pathSalesOrder+"POST")
	}
}

func TestOneWriteTravelsAlone(t *testing.T) {
	c, s := serveOne(t, good(`{"response":88041}`))
	id, err := c.SalesOrders.Create(t.Context(), sampleOrder())
	noErr(t, err)
	same(t, "id", id, OrderID(88041))
	same(t, "path", s.last(t).path, pathSalesOrder)
}

// TestEachPartHasItsOwnAnswer: done, refused, not mentioned, and not tried, which is then sent alone.
func TestEachPartHasItsOwnAnswer(t *testing.T) {
	c, s := serve(t, func(r request) reply {
		if r.path != pathMulti {
			return good(`{"response":77}`)
		}
		left := ""
		a := parts(t, r, http.StatusMultiStatus, func(i int, ref string) (int, string) {
			switch ref {
			case "ekm:north:0":
				return 200, `{"response":88041}`
			case "ekm:north:1":
				return 400, `{"errors":[{"code":"ORDC-024","message":"Bad quantity"}]}`
			case "ekm:north:2":
				return 503, `{"response":"You have sent too many requests. Please wait before sending another request"}`
			case "ekm:north:3":
				left = label(i)
			}
			return 0, ""
		})
		a.body = strings.Replace(a.body, `"unprocessedMessages":[]`, `"unprocessedMessages":["`+left+`"]`, 1)
		return a
	})
	got := createAll(t.Context(), c, 5)
	noErr(t, got[0].err)
	same(t, "id", got[0].id, OrderID(88041))
	same(t, "refused", fault.Of(got[1].err).RemoteCode, "ORDC-024")
	for _, i := range []int{2, 3} {
		noErr(t, got[i].err)
		same(t, "sent alone", got[i].id, OrderID(77))
	}
	same(t, "not mentioned", fault.Unclear(got[4].err), true)
	same(t, "requests", len(s.requests()), 3)
}

// TestLostSet: nobody knows what was done, so every caller has to look, and the next writes go one by one.
func TestLostSet(t *testing.T) {
	c, s := serve(t, func(r request) reply {
		if r.path == pathMulti {
			return reply{status: 500, body: `{"errors":[{"code":"CMNU-003","message":"Internal"}]}`}
		}
		return good(`{"response":77}`)
	})
	now := time.Now()
	var mu sync.Mutex
	c.now = func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
	for _, a := range createAll(t.Context(), c, 3) {
		same(t, "unclear", fault.Unclear(a.err), true)
		same(t, "op", fault.Of(a.err).Op, "create sales order")
	}
	for _, a := range createAll(t.Context(), c, 3) {
		noErr(t, a.err)
	}
	same(t, "requests", len(s.requests()), 4)
	mu.Lock()
	now = now.Add(2 * time.Minute)
	mu.Unlock()
	createAll(t.Context(), c, 3)
	same(t, "tried again", len(s.requests()), 5)
}

// TestRefusedSet: an account that does not take multi-messages gets single calls at once.
func TestRefusedSet(t *testing.T) {
	c, s := serve(t, func(r request) reply {
		if r.path == pathMulti {
			return reply{status: 404, body: `{"errors":[{"code":"CMNC-404","message":"Resource not found"}]}`}
		}
		return good(`{"response":77}`)
	})
	for _, a := range createAll(t.Context(), c, 4) {
		noErr(t, a.err)
	}
	same(t, "requests", len(s.requests()), 5)
}

// TestPriceOfASet: the numbers of the limit decide whether sets are worth it.
func TestPriceOfASet(t *testing.T) {
	for name, each := range map[string]int{"one": 1, "each part": 10} {
		t.Run(name, func(t *testing.T) {
			var mu sync.Mutex
			left := 190
			c, s := serve(t, func(r request) reply {
				mu.Lock()
				defer mu.Unlock()
				a := good(`{"response":[]}`)
				price := 1
				if r.path == pathMulti {
					a, price = parts(t, r, 200, func(int, string) (int, string) { return 200, `{"response":1}` }), each
				} else if r.method == http.MethodPost {
					a = good(`{"response":1}`)
				}
				left -= price
				a.header = map[string]string{"brightpearl-requests-remaining": fmt.Sprint(left), "brightpearl-next-throttle-period": "50000"}
				return a
			})
			_, err := c.TaxCodes.List(t.Context())
			noErr(t, err)
			for range 6 {
				for _, a := range createAll(t.Context(), c, 10) {
					noErr(t, a.err)
				}
			}
			multi := 0
			for _, r := range s.requests() {
				if r.path == pathMulti {
					multi++
				}
			}
			want := 6
			if each > 1 {
				want = dearMost
			}
			same(t, "multi-messages", multi, want)
			same(t, "proven", c.outbox.trust.proven, each == 1)
		})
	}
}

// TestGivingUp: a caller that stops waiting does not spoil the others' writes, and a write that has not left is not done.
func TestGivingUp(t *testing.T) {
	c, s := serveOne(t, good(`{"response":77}`))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := c.SalesOrders.Create(ctx, sampleOrder())
	same(t, "cancelled", fault.Is(err, fault.Cancelled), true)
	same(t, "unclear", fault.Unclear(err), false)
	_, err = c.SalesOrders.Create(t.Context(), sampleOrder())
	noErr(t, err)
	same(t, "requests", len(s.requests()), 1)
}
