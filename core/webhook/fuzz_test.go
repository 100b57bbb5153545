package webhook

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"stockbridge/core/db"
)

// FuzzReceiver sends any method, path and body. Whatever it is, the answer is one of four, empty, and nothing is stored but hints of the
// source whose secret was known, about its own topics.
func FuzzReceiver(f *testing.F) {
	r := newRig(f)
	if err := r.desk.Set(f.Context(), db.WebhookSetting{On: true, PublicURL: "https://hooks.example.com/a"}); err != nil {
		f.Fatal(err)
	}
	s, err := r.desk.Setting(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	ctx := f.Context()
	go r.desk.write(ctx)
	right := strings.TrimPrefix(addressOf(s.PublicURL, testRoot, 1), "https://hooks.example.com")
	account := strings.TrimPrefix(addressOf(s.PublicURL, testRoot, 0), "https://hooks.example.com")
	f.Add("POST", right, r.ekmBody(1, "order.created", 41))
	f.Add("POST", right, r.ekmBody(2, "order.created", 41))
	f.Add("GET", right, "")
	f.Add("POST", account, `{"account":"sandbox","topic":"product.modified.on-hand-modified","event":"","ids":"1-3,7"}`)
	f.Add("POST", account, `{"account":"sandbox","topic":"goods-out-note.modified","event":"goods-out-note.modified.","ids":"1-9223372036854775807"}`)
	f.Add("POST", account, `{"account":"sandbox","topic":"product.created","ids":"9223372036854775806-9223372036854775807,2"}`)
	f.Add("POST", "/a/ekm-1/", "")
	f.Add("POST", "/a//"+strings.Repeat("/", 100), "\x00")
	f.Add("BREW", "/a/ekm-1/%00?x", `{"username":`)
	f.Add("POST", right, `{"username":"`+strings.Repeat("x", 2*longestBody)+`"}`)
	f.Fuzz(func(t *testing.T, method, path, body string) {
		r := r.with(t)
		receiver, err := r.desk.receiver(ctx, s) // with fresh buckets
		if err != nil {
			t.Fatal(err)
		}
		q, err := http.NewRequest(method, "http://x/", strings.NewReader(body))
		if err != nil {
			t.Skip()
		}
		q.URL.Path = path
		before := [2]map[string]int64{r.hints(0), r.hints(1)}
		counted := r.desk.Counts()
		w := httptest.NewRecorder()
		receiver.ServeHTTP(w, q)
		after := [2]map[string]int64{r.hints(0), r.hints(1)}
		n := r.desk.Counts()
		switch w.Code {
		case 200, 404, 405, 503:
		default:
			t.Errorf("answered %d", w.Code)
		}
		if w.Body.Len() > 0 {
			t.Errorf("answered %q", w.Body)
		}
		if total := n.Right + n.Ignored + n.Strangers + n.Busy - counted.Right - counted.Ignored - counted.Strangers - counted.Busy; total != 1 {
			t.Errorf("counted %d times", total)
		}
		for source, known := range []string{account, right} {
			if (path != known || n.Right == counted.Right) && !maps.Equal(before[source], after[source]) {
				t.Errorf("%s %q %q changed the hints of %d", method, path, body, source)
			}
		}
		if (path == account || path == right) && method == http.MethodPost && w.Code != 200 {
			t.Errorf("the right address is answered %d", w.Code)
		}
		if path != account && path != right && w.Code == 200 {
			t.Errorf("%q is answered 200", path)
		}
		if len(after[0]) > 4*mostHints*len(brightpearlTopics) {
			t.Errorf("%d hints are kept", len(after[0]))
		}
	})
}
