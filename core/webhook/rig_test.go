package webhook

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/rest"
	"stockbridge/core/sandbox"
	"stockbridge/core/view"
)

// rig is a desk with a database on disk and both simulators, on a clock that the test moves.
type rig struct {
	t      testing.TB
	sim    *sandbox.Sandbox
	path   string
	db     *db.DB
	desk   *Desk
	bp     *brightpearl.Client
	shops  map[commerce.StoreID]*ekm.Client
	users  []sandbox.User
	log    *bytes.Buffer
	listen string
	client *http.Client
	left   float64 // share of every source's requests

	mu     sync.Mutex
	now    time.Time
	looked []string // polls that were nudged for hints, and those that were made fast
	fast   []string
}

var testRoot = []byte("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")

type token string

func (k token) Apply(_ context.Context, r *http.Request) error {
	r.Header.Set("Authorization", "Bearer "+string(k))
	return nil
}
func (k token) Rejected(context.Context, *http.Request) error { return nil }

type unpaced struct{}

func (unpaced) Acquire(ctx context.Context, _ rest.Priority) (func(*rest.Answer), error) {
	return func(*rest.Answer) {}, ctx.Err()
}
func (unpaced) Remaining() (remaining, limit int) { return 1000, 1000 }

func newRig(t testing.TB) *rig {
	t.Helper()
	r := &rig{t: t, path: filepath.Join(t.TempDir(), "stockbridge.db"), shops: map[commerce.StoreID]*ekm.Client{}, log: &bytes.Buffer{}, left: 1,
		now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}}
	var err error
	if r.sim, err = sandbox.Start(context.Background(), sandbox.Options{Stores: 2, Products: 60, Seed: 3, Speed: 100}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.sim.Close() })
	c := r.sim.Config()
	r.users = c.Users
	if r.bp, err = brightpearl.New(brightpearl.Options{BaseURL: c.BrightpearlURL, Account: c.Account, Pacer: unpaced{}, Now: r.clock,
		Auth: brightpearl.PrivateAuth{AppRef: c.AppRef, DevRef: c.DevRef, AccountToken: brightpearl.NewSecret(c.AccountToken)}}); err != nil {
		t.Fatal(err)
	}
	r.open()
	r.write(func(tx *db.Tx) error {
		if err := tx.SaveAccount(db.Account{Code: c.Account, APIURL: c.BrightpearlURL, AuthKind: "private"}); err != nil {
			return err
		}
		for _, u := range c.Users {
			id, err := tx.AddStore(db.StoreRow{Store: commerce.Store{Name: u.Name, Username: u.Username}})
			if err != nil {
				return err
			}
			if r.shops[id], err = ekm.New(ekm.Options{BaseURL: c.EKMURL, Store: u.Name, Auth: token(u.AccessToken), Pacer: unpaced{}, Now: r.clock}); err != nil {
				return err
			}
		}
		return nil
	})
	t.Cleanup(func() { r.db.Close() })
	return r
}

// with is the rig for a test of its own.
func (r *rig) with(t testing.TB) *rig { return &rig{t: t, users: r.users, db: r.db, desk: r.desk} }

// open opens the database with a new desk, as a program that starts.
func (r *rig) open() {
	r.t.Helper()
	var err error
	if r.db, err = db.Open(context.Background(), db.Options{Path: r.path, Now: r.clock}); err != nil {
		r.t.Fatal(err)
	}
	note := func(to *[]string) func(commerce.StoreID, Kind) {
		return func(store commerce.StoreID, kind Kind) {
			r.mu.Lock()
			defer r.mu.Unlock()
			*to = append(*to, fmt.Sprintf("%s/%d", kind, store))
		}
	}
	r.desk = New(Options{DB: r.db, Secret: func(context.Context) ([]byte, error) { return testRoot, nil }, Now: r.clock,
		Brightpearl: func() *brightpearl.Client { return r.bp }, Shop: func(id commerce.StoreID) *ekm.Client { return r.shops[id] },
		Look: note(&r.looked), Fast: note(&r.fast), Checked: func() {}, Left: func(commerce.StoreID) float64 { return r.left }, Log: slog.New(slog.NewTextHandler(&locked{to: r.log}, nil))})
}

// locked keeps concurrent lines of a log apart.
type locked struct {
	mu sync.Mutex
	to io.Writer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.to.Write(p)
}

func (r *rig) clock() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

func (r *rig) advance(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = r.now.Add(d)
}

func (r *rig) write(fn func(*db.Tx) error) {
	r.t.Helper()
	if err := r.db.Write(context.Background(), fn); err != nil {
		r.t.Fatal(err)
	}
}

// taken returns which polls were nudged since the last time.
func (r *rig) taken(from *[]string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := *from
	*from = nil
	return out
}

// on switches wake-ups on, at a free port.
func (r *rig) on() {
	r.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		r.t.Fatal(err)
	}
	r.listen = l.Addr().String()
	l.Close()
	if err := r.desk.Set(context.Background(), db.WebhookSetting{On: true, Listen: r.listen, PublicURL: "http://" + r.listen + "/hooks/"}); err != nil {
		r.t.Fatal(err)
	}
}

// run runs the desk and waits until it listens; the returned function stops it.
func (r *rig) run() (stop func()) {
	r.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.desk.Run(ctx) }()
	r.eventually("the receiver listens", func() bool { return r.show().Listening })
	return sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			r.t.Error(err)
		}
	})
}

// eventually waits for what happens on other goroutines.
func (r *rig) eventually(what string, happened func() bool) {
	r.t.Helper()
	limit := time.After(20 * time.Second)
	ticker := time.NewTicker(2 * time.Millisecond)
	defer ticker.Stop()
	for !happened() {
		select {
		case <-limit:
			r.t.Fatal("it never happened: " + what)
		case <-ticker.C:
		}
	}
}

func (r *rig) address(store commerce.StoreID) string {
	return addressOf("http://"+r.listen+"/hooks", testRoot, store)
}

// post calls an address and returns the status.
func (r *rig) post(address, body string) int {
	r.t.Helper()
	a, err := r.client.Post(address, "application/json", bytes.NewBufferString(body))
	if err != nil {
		r.t.Fatal(err)
	}
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	if err != nil || len(text) != 0 {
		r.t.Errorf("an answer holds %q, %v", text, err)
	}
	return a.StatusCode
}

func (r *rig) ekmBody(store commerce.StoreID, topic string, id int64) string {
	return fmt.Sprintf(`{"username":%q,"topic":%q,"entity_id":"%d"}`, r.users[store-1].Username, topic, id)
}

// hints lists what is stored of a source, by topic and entity.
func (r *rig) hints(store commerce.StoreID) map[string]int64 {
	r.t.Helper()
	out := map[string]int64{}
	for _, t := range topicsOf(store) {
		all, err := r.db.Hints(context.Background(), store, []string{t.name}, 100_000)
		if err != nil {
			r.t.Fatal(err)
		}
		for _, h := range all {
			out[fmt.Sprintf("%s %d", h.Topic, h.Entity)] = h.Times
		}
	}
	return out
}

func (r *rig) show() view.Webhooks {
	r.t.Helper()
	w, err := r.desk.Show(context.Background(), func(store commerce.StoreID, kind Kind) time.Duration { return r.desk.Every(store, kind, fast, slow) })
	if err != nil {
		r.t.Fatal(err)
	}
	return w
}

func (r *rig) source(store commerce.StoreID) view.WebhookSource {
	r.t.Helper()
	for _, s := range r.show().Sources {
		if s.StoreID == store {
			return s
		}
	}
	r.t.Fatalf("there is no source %d", store)
	return view.WebhookSource{}
}
