package webhook

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stockbridge/core/db"
	"stockbridge/core/fault"
)

func TestWakeUpsAreStoredAndNudge(t *testing.T) {
	r := newRig(t)
	r.on()
	stop := r.run()
	defer stop()
	for _, c := range []struct {
		body string
		want string // "" for a call that changes nothing
		look string
	}{
		{r.ekmBody(1, "order.created", 41), "order.created 41", "orders/1"},
		{strings.Replace(r.ekmBody(1, "order.updated", 42), `"42"`, "42", 1), "order.updated 42", "orders/1"},
		{strings.ToUpper(r.users[0].Username[:1]) + "", "", ""},
		{"", "", ""}, {"null", "", ""}, {"[1]", "", ""}, {`{"entity_id":`, "", ""},
		{r.ekmBody(2, "order.created", 43), "", ""},                              // another shop's name
		{r.ekmBody(1, "order.deleted", 44), "", ""},                              // no topic of ours
		{r.ekmBody(1, topicOnHand, 44), "", ""},                                  // nor EKM's
		{r.ekmBody(1, "order.created", -45), "", ""},                             // no id
		{r.ekmBody(1, "order.created", 0), "", ""},                               // nor that
		{`{"username":"x","topic":"order.created","entity_id":{"a":1}}`, "", ""}, // nor that
		{`{"pad":"` + strings.Repeat("x", longestBody) + `",` + r.ekmBody(1, "order.created", 46)[1:], "", ""},
	} {
		before := r.hints(1)
		if status := r.post(r.address(1), c.body); status != 200 {
			t.Errorf("%.60s: answered %d", c.body, status)
		}
		after := r.hints(1)
		if c.want == "" && !maps.Equal(before, after) {
			t.Errorf("%.60s: changed the hints to %v", c.body, after)
		}
		if c.want != "" {
			if after[c.want] != 1 {
				t.Errorf("%.60s: the hints are %v", c.body, after)
			}
			r.advance(gap(Orders, 1))
			signal(r.desk.nudge) // the clock stands still by itself
			r.eventually("a nudge", func() bool { return strings.Join(r.taken(&r.looked), " ") == c.look })
		}
	}
	if n := r.desk.Counts(); n.Right != 2 || n.Ignored != 12 || n.Strangers != 0 || n.Busy != 0 {
		t.Errorf("counted %+v", n)
	}
	if s := r.source(1); s.Received != 2 || !s.LastAt.Equal(r.clock().Add(-gap(Orders, 1))) {
		t.Errorf("shown: %+v", s)
	}
	if text := r.log.String(); strings.Contains(text, secretOf(testRoot, sourceName(1))) {
		t.Error("the log holds a secret")
	}
}

func TestSetsOfIDs(t *testing.T) {
	r := newRig(t)
	r.on()
	stop := r.run()
	defer stop()
	body := func(topic, event, ids string) string {
		return fmt.Sprintf(`{"account":%q,"topic":%q,"event":%q,"ids":%q}`, r.sim.Config().Account, topic, event, ids)
	}
	for _, b := range []string{
		body(topicOnHand, topicOnHand, "1-3,7"), body(topicOnHand, topicOnHand, "3"), body("product.modified", topicOnHand, "9"),
		body("product.modified", "product.modified", "10"), body("goods-out-note.modified", "goods-out-note.modified.picked", "5"),
		body("goods-out-note.modified", "goods-out-note.modified.shipped", "6"), body(topicOnHand, topicOnHand, "8,"),
		body("goods-out-note.destroyed", "goods-out-note.destroyed", "1-2000000000"), body("order.modified", "order.modified", "4"),
		strings.Replace(body(topicOnHand, topicOnHand, "11"), r.sim.Config().Account, "another", 1),
	} {
		if status := r.post(r.address(0), b); status != 200 {
			t.Errorf("%s: answered %d", b, status)
		}
	}
	want := map[string]int64{topicOnHand + " 1": 1, topicOnHand + " 2": 0, topicOnHand + " 3": 1, topicOnHand + " 7": 0, topicOnHand + " 9": 1,
		"product.modified 10": 1, "goods-out-note.modified 6": 1, "goods-out-note.destroyed 0": 1}
	if got := r.hints(0); !maps.Equal(got, want) {
		t.Errorf("the hints are %v, want %v", got, want)
	}
	if n := r.desk.Counts(); n.Right != 6 || n.Ignored != 4 {
		t.Errorf("counted %+v", n)
	}
}

func TestStrangersLearnNothing(t *testing.T) {
	r := newRig(t)
	r.on()
	stop := r.run()
	defer stop()
	right := r.address(1)
	for _, address := range []string{
		right + "x", right[:len(right)-1], right + "/", right + "/more", strings.Replace(right, "ekm-1", "ekm-2", 1), strings.Replace(right, "ekm-1", "ekm-9", 1),
		strings.Replace(right, "ekm-1", "ekm-01", 1), strings.Replace(right, "/hooks", "", 1), strings.Replace(right, "/hooks", "/hooks/hooks", 1),
		strings.Replace(right, secretOf(testRoot, "ekm-1"), "", 1), "http://" + r.listen + "/", "http://" + r.listen + "/hooks/brightpearl/",
		"http://" + r.listen + "/" + strings.Repeat("a/", 2000),
	} {
		if status := r.post(address, r.ekmBody(1, "order.created", 1)); status != 404 {
			t.Errorf("%.80s is answered %d", strings.TrimPrefix(address, "http://"+r.listen), status)
		}
	}
	for _, method := range []string{"GET", "PUT", "DELETE", "HEAD"} {
		q, err := http.NewRequest(method, right, nil)
		if err != nil {
			t.Fatal(err)
		}
		a, err := r.client.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		a.Body.Close()
		if a.StatusCode != 405 || a.Header.Get("Server") != "" {
			t.Errorf("%s is answered %d with %v", method, a.StatusCode, a.Header)
		}
	}
	if got := r.hints(1); len(got) != 0 {
		t.Errorf("strangers left %v", got)
	}
	if n := r.desk.Counts(); n.Strangers != 17 || n.Right+n.Ignored != 0 {
		t.Errorf("counted %+v", n)
	}
	// Strangers that knock all the time are slowed down; who knows the address is not.
	for range strangersMost {
		r.post(right+"x", "")
	}
	if status := r.post(right+"x", ""); status != 503 {
		t.Errorf("a stranger too many is answered %d", status)
	}
	if status := r.post(right, r.ekmBody(1, "order.created", 1)); status != 200 {
		t.Errorf("and the right one %d", status)
	}
	if strings.Contains(r.log.String(), "hooks") {
		t.Errorf("the log holds a path: %s", r.log)
	}
}

// TestBurst sends ten thousand calls at once, as after a sale or by somebody who knows an address: everything that is answered 200 is stored,
// merged and bounded; everything else is asked to come again.
func TestBurst(t *testing.T) {
	r := newRig(t)
	r.on()
	stop := r.run()
	defer stop()
	const calls, together = 10_000, 50
	var right, busy atomic.Int64
	var group sync.WaitGroup
	for worker := range together {
		group.Go(func() {
			for i := worker; i < calls; i += together {
				q, err := http.NewRequest("POST", r.address(1), strings.NewReader(r.ekmBody(1, "order.created", int64(i%97+1))))
				if err != nil {
					t.Error(err)
					return
				}
				a, err := r.client.Do(q)
				if err != nil {
					t.Error(err)
					return
				}
				a.Body.Close()
				switch a.StatusCode {
				case 200:
					right.Add(1)
				case 503:
					if a.Header.Get("Retry-After") == "" {
						t.Error("a busy receiver does not say when to come again")
					}
					busy.Add(1)
				default:
					t.Errorf("a call is answered %d", a.StatusCode)
				}
			}
		})
	}
	group.Wait()
	// The clock stands still, so the bucket lets exactly its most through.
	if right.Load() != sourceMost || right.Load()+busy.Load() != calls {
		t.Errorf("%d calls were taken and %d asked to come again", right.Load(), busy.Load())
	}
	var times int64
	got := r.hints(1)
	for _, n := range got {
		times += n
	}
	if len(got) > 97 || times != right.Load() || r.source(1).Received != right.Load() {
		t.Errorf("%d hints hold %d calls of %d", len(got), times, right.Load())
	}
	// A second source is not slowed down by the first.
	if status := r.post(r.address(2), r.ekmBody(2, "order.created", 1)); status != 200 {
		t.Errorf("the other shop is answered %d", status)
	}
}

func TestTooManyHintsBecomeOne(t *testing.T) {
	r := newRig(t)
	var hints []db.Hint
	for i := range 3 * mostHints {
		hints = append(hints, db.Hint{Topic: topicOnHand, Entity: int64(i + 1), Times: 1})
		if len(hints) == 500 {
			done := make(chan error, 1)
			r.desk.commit(t.Context(), []*offer{{hints, done}})
			if err := <-done; err != nil {
				t.Fatal(err)
			}
			hints = nil
		}
	}
	got := r.hints(0)
	if len(got) > mostHints+1 || got[topicOnHand+" 0"] == 0 || got[fmt.Sprint(topicOnHand, " ", 3*mostHints)] != 1 {
		t.Fatalf("%d hints are left", len(got))
	}
	var times int64
	for _, n := range got {
		times += n
	}
	if times != 3*mostHints {
		t.Errorf("they stand for %d calls", times)
	}
}

// TestSlowCallsAreCutOff opens connections that say nothing, or a little: they end by themselves, and others are served meanwhile.
func TestSlowCallsAreCutOff(t *testing.T) {
	r := newRig(t)
	r.desk.headerWithin = 500 * time.Millisecond
	r.on()
	stop := r.run()
	defer stop()
	var slow []net.Conn
	for i := range 20 {
		c, err := net.Dial("tcp", r.listen)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if i%2 == 0 {
			fmt.Fprintf(c, "POST /hooks/ekm-1/x HTTP/1.1\r\nHost: x\r\n")
		}
		slow = append(slow, c)
	}
	if status := r.post(r.address(1), r.ekmBody(1, "order.created", 1)); status != 200 {
		t.Errorf("a call beside slow ones is answered %d", status)
	}
	for _, c := range slow {
		if err := c.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, c); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Error("a connection that says nothing stays open")
		}
	}
	// A header that is too long is refused while it is being read.
	c, err := net.Dial("tcp", r.listen)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprintf(c, "POST /hooks HTTP/1.1\r\nHost: x\r\nX: %s\r\n\r\n", strings.Repeat("x", 3*longestBody))
	if a, err := http.ReadResponse(bufio.NewReader(c), nil); err == nil && a.StatusCode != 431 {
		t.Errorf("a long header is answered %d", a.StatusCode)
	}
}

func TestRestartKeepsHints(t *testing.T) {
	r := newRig(t)
	r.on()
	stop := r.run()
	r.post(r.address(1), r.ekmBody(1, "order.created", 41))
	r.post(r.address(2), r.ekmBody(2, "order.updated", 42))
	stop()
	if err := r.db.Close(); err != nil {
		t.Fatal(err)
	}
	r.taken(&r.looked)
	r.open()
	stop = r.run()
	defer stop()
	seen := map[string]bool{}
	r.eventually("both stores' orders are looked at", func() bool {
		for _, l := range r.taken(&r.looked) {
			seen[l] = true
		}
		return seen["orders/1"] && seen["orders/2"]
	})
	// A poll that began before a hint came does not follow it.
	early := r.desk.Begin(1, Orders)
	r.post(r.address(1), r.ekmBody(1, "order.created", 43))
	if err := early.End(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := r.hints(1); len(got) != 1 || got["order.created 43"] != 1 || !r.desk.Hinted(1, Orders) {
		t.Errorf("the hints are %v", got)
	}
	if err := r.desk.Begin(1, Orders).End(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := r.hints(1); len(got) != 0 || r.desk.Hinted(1, Orders) || !r.desk.Hinted(2, Orders) {
		t.Errorf("the hints are %v", got)
	}
}

func TestPortTaken(t *testing.T) {
	r := newRig(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if err := r.desk.Set(t.Context(), db.WebhookSetting{On: true, Listen: taken.Addr().String(), PublicURL: "https://hooks.example.com"}); err != nil {
		t.Fatal(err)
	}
	if !r.desk.serve(t.Context()) {
		t.Error("it is not tried again")
	}
	problem := func() bool {
		open, err := r.db.ProblemOpen(t.Context(), listenProblem)
		if err != nil {
			t.Fatal(err)
		}
		return open
	}
	if w := r.show(); w.Listening || w.Cause.Code != CodeListen || !strings.Contains(w.Cause.Text, taken.Addr().String()) || w.Cause.Fix == "" || !problem() {
		t.Errorf("shown: %+v", w)
	}
	r.on() // another address
	stop := r.run()
	defer stop()
	r.eventually("the problem heals", func() bool { return !problem() && r.show().Cause.Zero() })
	if err := r.desk.Set(t.Context(), db.WebhookSetting{}); err != nil {
		t.Fatal(err)
	}
	r.eventually("it is closed", func() bool { return !r.show().Listening })
	if w := r.show(); w.Listen != r.listen || w.PublicURL != "http://"+r.listen+"/hooks" {
		t.Errorf("switched off it forgot where it was: %+v", w)
	}
}

func TestSettingsAreChecked(t *testing.T) {
	r := newRig(t)
	for _, c := range []struct{ listen, url, says string }{
		{"", "", "public address"},
		{"", "hooks.example.com", "not a web address"},
		{"", "ftp://hooks.example.com", "https://"},
		{"", "http://hooks.example.com", "https://"},
		{"", "https://me:pw@hooks.example.com", "user name or password"},
		{"", "https://hooks.example.com/?a=b", "behind ?"},
		{"", "https://hooks.example.com/#a", "behind ?"},
		{"", "https://hooks.example.com/a%20b", "characters"},
		{"", "https://192.168.1.4/", "own network"},
		{"", "https://hooks.example.com:99999", "port"},
		{"", "https://hooks.example.com/" + strings.Repeat("a", longestURL), "longer"},
		{"17831", "https://hooks.example.com", "port"},
		{"127.0.0.1:0", "https://hooks.example.com", "port"},
		{"everywhere:17831", "https://hooks.example.com", "IP address"},
	} {
		err := r.desk.Set(t.Context(), db.WebhookSetting{On: true, Listen: c.listen, PublicURL: c.url})
		if f := fault.Of(err); f == nil || f.Code != CodeSettings || f.Held == nil || !strings.Contains(f.Held.Text, c.says) || f.Held.Fix == "" {
			t.Errorf("%q %q: %v", c.listen, c.url, err)
		} else if strings.Contains(err.Error(), "pw") {
			t.Errorf("the password is repeated: %v", err)
		}
	}
	if w := r.show(); w.On || w.Listen != DefaultListen {
		t.Errorf("something was stored: %+v", w)
	}
	if err := r.desk.Set(t.Context(), db.WebhookSetting{On: true, PublicURL: " https://Hooks.Example.com/a//b/ "}); err != nil {
		t.Fatal(err)
	}
	if w := r.show(); !w.On || w.PublicURL != "https://hooks.example.com/a/b" || w.Listen != DefaultListen {
		t.Errorf("stored: %+v", w)
	}
}
