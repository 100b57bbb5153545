package rest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"stockbridge/core/fault"
)

// bench is a client in front of a test server, with its log kept.
type bench struct {
	*Client
	log  bytes.Buffer
	hits atomic.Int32
	naps []time.Duration
}

const secret = "tok-5ecret"

// bearer is an Authenticator whose second token is good, if it has one.
type bearer struct {
	token, next string
	rejections  int
}

func (b *bearer) Apply(_ context.Context, r *http.Request) error {
	r.Header.Set("Authorization", "Bearer "+b.token)
	return nil
}

func (b *bearer) Rejected(context.Context, *http.Request) error {
	b.rejections++
	if b.next == "" {
		return &fault.Error{Kind: fault.SignIn}
	}
	b.token, b.next = b.next, ""
	return nil
}

func newBench(t *testing.T, auth Authenticator, handler http.HandlerFunc) *bench {
	t.Helper()
	b := &bench{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.hits.Add(1)
		handler(w, r)
	}))
	t.Cleanup(server.Close)
	base, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	b.Client, err = New(Options{
		Base: base, Remote: "test", Auth: auth, Timeout: 5 * time.Second,
		Log: slog.New(slog.NewTextHandler(&b.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Sleep: func(_ context.Context, d time.Duration) error {
			b.naps = append(b.naps, d)
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestReadsAreRepeatedAndWritesAreNot(t *testing.T) {
	b := newBench(t, nil, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	_, err := b.Do(t.Context(), Call{Op: "look", Path: "/a"})
	if f := fault.Of(err); f.Kind != fault.Offline || f.Unclear || f.Status != 502 || f.Op != "look" || f.Remote != "test" {
		t.Errorf("read: %v", err)
	}
	if n := b.hits.Swap(0); n != 3 || len(b.naps) != 2 {
		t.Errorf("a read was tried %d times with %d pauses", n, len(b.naps))
	}
	_, err = b.Do(t.Context(), Call{Op: "write", Method: "PUT", Path: "/a", Body: 1})
	if f := fault.Of(err); f.Kind != fault.Offline || !f.Unclear {
		t.Errorf("write: %v", err)
	}
	if n := b.hits.Load(); n != 1 {
		t.Errorf("a write was tried %d times", n)
	}
}

func TestReadRecovers(t *testing.T) {
	var b *bench
	b = newBench(t, nil, func(w http.ResponseWriter, _ *http.Request) {
		if b.hits.Load() < 3 {
			panic(http.ErrAbortHandler)
		}
		io.WriteString(w, `{"ok":true}`)
	})
	a, err := b.Do(t.Context(), Call{Op: "look", Path: "/a", Query: url.Values{"q": {"a b"}}})
	if err != nil || string(a.Body) != `{"ok":true}` || a.At.IsZero() {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestUnclearWrites(t *testing.T) {
	for name, tt := range map[string]struct {
		handler http.HandlerFunc
		unclear bool
	}{
		"cut connection": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, true},
		"cut body": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			io.WriteString(w, `{"ok":`)
		}, true},
		"page instead of an answer": {func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<html>Welcome to the hotel</html>") }, true},
		"redirect":                  {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/b", http.StatusFound) }, true},
		"server error":              {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, nil, tt.handler)
			_, err := b.Do(t.Context(), Call{Op: "write", Method: "POST", Path: "/a", Body: map[string]int{"n": 1}})
			if f := fault.Of(err); f.Kind != fault.Offline || f.Unclear != tt.unclear {
				t.Errorf("%v", err)
			}
			if n := b.hits.Load(); n != 1 {
				t.Errorf("sent %d times", n)
			}
		})
	}
}

func TestTimeOutOfAWriteIsUnclear(t *testing.T) {
	release := make(chan struct{})
	b := newBench(t, nil, func(http.ResponseWriter, *http.Request) { <-release })
	t.Cleanup(func() { close(release) })
	b.o.Timeout = 50 * time.Millisecond
	_, err := b.Do(t.Context(), Call{Op: "write", Method: "PUT", Path: "/a", Body: 1})
	if f := fault.Of(err); f.Kind != fault.Offline || !f.Unclear {
		t.Errorf("%v", err)
	}
}

func TestNoConnectionMeansNotDone(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	c, err := New(Options{Base: &url.URL{Scheme: "http", Host: closed.Addr().String()}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Do(t.Context(), Call{Op: "write", Method: "PUT", Path: "/a", Body: 1})
	if f := fault.Of(err); f.Kind != fault.Offline || f.Unclear {
		t.Errorf("%v", err)
	}
}

func TestACancelledCallIsNotTheRemotesFault(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	b := newBench(t, nil, func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		cancel()
		<-r.Context().Done()
	})
	_, err := b.Do(ctx, Call{Op: "write", Method: "PUT", Path: "/a", Body: 1})
	if f := fault.Of(err); f.Kind != fault.Cancelled || !f.Unclear || !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestOneNewTokenAfter401(t *testing.T) {
	auth := &bearer{token: "old", next: "new"}
	b := newBench(t, auth, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.Header.Get("Authorization") != "Bearer new" || string(body) != `{"n":1}` {
			w.WriteHeader(401)
			return
		}
		io.WriteString(w, `{}`)
	})
	call := Call{Op: "write", Method: "PUT", Path: "/a", Body: map[string]int{"n": 1}}
	if _, err := b.Do(t.Context(), call); err != nil {
		t.Errorf("%v", err)
	}
	auth.token, auth.next, auth.rejections = "old", "older", 0
	b.hits.Store(0)
	_, err := b.Do(t.Context(), call)
	if f := fault.Of(err); f.Kind != fault.SignIn || auth.rejections != 1 || b.hits.Load() != 2 {
		t.Errorf("%v after %d rejections and %d requests", err, auth.rejections, b.hits.Load())
	}
}

func TestThrottledCallsAreRepeatedEvenWrites(t *testing.T) {
	var b *bench
	b = newBench(t, nil, func(w http.ResponseWriter, _ *http.Request) {
		switch b.hits.Load() {
		case 1:
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(429)
		case 2:
			w.Header().Set(headerPeriod, "1500")
			w.WriteHeader(503)
			io.WriteString(w, `{"response":"You have sent too many requests. Please wait"}`)
		default:
			io.WriteString(w, `{}`)
		}
	})
	if _, err := b.Do(t.Context(), Call{Op: "write", Method: "POST", Path: "/a", Body: 1}); err != nil {
		t.Fatal(err)
	}
	if len(b.naps) != 2 || b.naps[0] != 7*time.Second || b.naps[1] != 1500*time.Millisecond || b.Stats().Throttled != 2 {
		t.Errorf("pauses %v, stats %+v", b.naps, b.Stats())
	}
}

func TestALongThrottleGoesToTheLane(t *testing.T) {
	b := newBench(t, nil, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "600")
		w.WriteHeader(429)
	})
	_, err := b.Do(t.Context(), Call{Op: "look", Path: "/a"})
	if f := fault.Of(err); f.Kind != fault.Throttled || time.Until(f.NotBefore) < 9*time.Minute || b.hits.Load() != 1 {
		t.Errorf("%v, not before %v", err, f.NotBefore)
	}
}

func TestSecretsNeverShow(t *testing.T) {
	for _, status := range []int{200, 400, 401, 403, 500} {
		auth := &bearer{token: secret}
		b := newBench(t, auth, func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(status)
			io.WriteString(w, `{"response":"Invalid instance token: `+secret+` of ann@example.org"}`)
		})
		b.o.Check = func(_ Call, a *Answer) *fault.Error {
			return &fault.Error{Kind: fault.Refused, Text: string(a.Body)}
		}
		answer, err := b.Do(t.Context(), Call{Op: "look", Path: "/a/17", Query: url.Values{"mail": {"ann@example.org"}}})
		if status == 401 && answer != nil {
			t.Error("the body of a sign-in refusal came back")
		}
		all := err.Error() + b.log.String()
		for _, leak := range []string{secret, "ann@", "example.org", "mail="} {
			if strings.Contains(all, leak) {
				t.Errorf("status %d: %q shows in %s", status, leak, all)
			}
		}
		if !strings.Contains(all, "path=/a/17") {
			t.Errorf("the log does not tell the path: %s", all)
		}
	}
	closed := newBench(t, &bearer{token: secret}, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	_, err := closed.Do(t.Context(), Call{Op: "look", Path: "/a", Query: url.Values{"mail": {"ann@example.org"}}})
	if all := err.Error() + closed.log.String(); strings.Contains(all, "ann") {
		t.Errorf("a network error shows the query: %s", all)
	}
}

func TestNoCredentialsOverPlainHTTP(t *testing.T) {
	for base, good := range map[string]bool{
		"https://api.example.org":      true,
		"http://localhost:8080":        true,
		"http://127.0.0.1:8080":        true,
		"http://[::1]:8080":            true,
		"http://api.example.org":       false,
		"http://127.0.0.1.example.org": false,
		"https://a:b@api.example.org":  false,
		"https://api.example.org?x=1":  false,
		"ftp://127.0.0.1":              false,
	} {
		u, err := url.Parse(base)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := New(Options{Base: u}); (err == nil) != good {
			t.Errorf("%s: %v", base, err)
		}
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"<html><style>p{}</style><body><h1>502 Bad&nbsp;Gateway</h1>\r\n</body></html>": "502 Bad Gateway",
		"Order '7' not found.":                                 "Order '7' not found.",
		`Get "https://ann:pa/ss@host/a": EOF`:                  `Get "https://[hidden]@host/a": EOF`,
		`failed to parse Location header "http://%zz/abc": no`: "failed to parse Location header",
		"Bearer abc.def failed":                                "[hidden] failed",
		"to ann.o'neil@shop.example.org bounce":                "to [hidden] bounce",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q", in, got)
		}
	}
	if got := Clean(strings.Repeat("é ", 400)); len(got) > longestText+len("…") {
		t.Errorf("%d bytes", len(got))
	}
}

// TestEchoedCredentialsAreHidden has a server repeat the token where a body's text is not: in headers and codes. A token of 32 hex
// digits, as Brightpearl's private apps may have, is hidden even where the request is not known.
func TestEchoedCredentialsAreHidden(t *testing.T) {
	const token = "0123456789abcdef0123456789abcdef"
	for _, status := range []int{200, 302, 400, 401, 500} {
		b := newBench(t, &bearer{token: secret}, func(w http.ResponseWriter, r *http.Request) {
			for _, name := range []string{"Ruid", "Location", "X-Request-Id", "Content-Type", "Retry-After"} {
				w.Header().Set(name, secret)
			}
			w.WriteHeader(status)
		})
		b.o.Check = func(Call, *Answer) *fault.Error {
			return &fault.Error{Kind: fault.Refused, RemoteCode: secret, Text: token}
		}
		_, err := b.Do(t.Context(), Call{Op: "look", Path: "/a"})
		if all := err.Error() + b.log.String(); strings.Contains(all, secret) || strings.Contains(all, token) {
			t.Errorf("status %d: a token shows in %s", status, all)
		}
	}
}
