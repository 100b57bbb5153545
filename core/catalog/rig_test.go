package catalog_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/catalog"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
	"stockbridge/core/sandbox"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/sandbox/world"
)

// rig is a desk between both simulators and a database on disk, on one clock.
type rig struct {
	t     *testing.T
	sim   *sandbox.Sandbox
	db    *db.DB
	desk  *catalog.Desk
	store commerce.StoreID
	world world.Store
	bp    *brightpearl.Client
	shop  *ekm.Client

	mu      sync.Mutex
	now     time.Time
	linked  int
	linkErr error
	change  func(*http.Request, []byte) []byte // what becomes of an answer
	before  func(*http.Request) error          // what happens to a request
	asked   []string                           // paths of requests to both sides
}

// RoundTrip stands in for people who edit the catalogues in ways that the simulators have no doors for.
func (r *rig) RoundTrip(q *http.Request) (*http.Response, error) {
	r.mu.Lock()
	change, before := r.change, r.before
	r.asked = append(r.asked, q.URL.Path)
	r.mu.Unlock()
	if before != nil {
		if err := before(q); err != nil {
			return nil, err
		}
	}
	a, err := http.DefaultTransport.RoundTrip(q)
	if err != nil || change == nil {
		return a, err
	}
	body, err := io.ReadAll(a.Body)
	a.Body.Close()
	body = change(q, body)
	a.Body, a.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	a.Header.Del("Content-Length")
	return a, err
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

// rename has Brightpearl show another text wherever it shows the old one.
func (r *rig) rename(old, now string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.change = func(q *http.Request, body []byte) []byte {
		if !strings.Contains(q.URL.Path, "product-service") {
			return body
		}
		return bytes.ReplaceAll(body, []byte(`"`+old+`"`), []byte(`"`+now+`"`))
	}
}

// requests counts the requests since the last question whose path ends so.
func (r *rig) requests(end string) (n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, path := range r.asked {
		if strings.HasSuffix(path, end) {
			n++
		}
	}
	r.asked = nil
	return n
}

type token string

func (k token) Apply(_ context.Context, r *http.Request) error {
	r.Header.Set("Authorization", "Bearer "+string(k))
	return nil
}

func (token) Rejected(context.Context, *http.Request) error { return &fault.Error{Kind: fault.SignIn} }

func newRig(t *testing.T, products int, troubles ...string) *rig {
	t.Helper()
	r := &rig{t: t, now: time.Now().UTC().Truncate(time.Second)}
	var err error
	if r.sim, err = sandbox.Start(t.Context(), sandbox.Options{Seed: 5, Stores: 1, Products: products, Speed: 1000, Now: r.clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.sim.Close() })
	var faults []ekmsim.Fault
	for _, name := range troubles {
		faults = append(faults, ekmsim.Fault{Name: name})
	}
	if err := r.sim.EKM.SetFaults(faults); err != nil {
		t.Fatal(err)
	}
	c := r.sim.Config()
	r.world = r.sim.World.Stores[0]
	if r.db, err = db.Open(t.Context(), db.Options{Path: filepath.Join(t.TempDir(), "test.db"), Now: r.clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.db.Close() })
	r.bp, err = brightpearl.New(brightpearl.Options{BaseURL: c.BrightpearlURL, Account: c.Account, Transport: r,
		Auth: brightpearl.PrivateAuth{AppRef: c.AppRef, DevRef: c.DevRef, AccountToken: brightpearl.NewSecret(c.AccountToken)}})
	if err != nil {
		t.Fatal(err)
	}
	r.shop, err = ekm.New(ekm.Options{BaseURL: c.EKMURL, Store: "garden", Auth: token(c.Users[0].AccessToken), Transport: r})
	if err != nil {
		t.Fatal(err)
	}
	r.restart()
	if err := r.db.Write(t.Context(), func(tx *db.Tx) error {
		r.store, err = tx.AddStore(db.StoreRow{Store: commerce.Store{Name: "Garden", Username: c.Users[0].Username}})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return r
}

// restart makes a new desk, as a new process would.
func (r *rig) restart() {
	r.desk = catalog.New(catalog.Options{DB: r.db, Brightpearl: func() *brightpearl.Client { return r.bp },
		Shop: func(commerce.StoreID) *ekm.Client { return r.shop }, Now: r.clock,
		Linked: func(context.Context, commerce.StoreID, []db.Place) error { r.linked++; return r.linkErr }})
}

func (r *rig) read() {
	r.t.Helper()
	if err := r.desk.PollProducts(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	if err := r.desk.PollListings(r.t.Context(), r.store); err != nil {
		r.t.Fatal(err)
	}
}

// states are the link states of the store's listings by their codes.
func (r *rig) states() map[string]commerce.LinkState {
	r.t.Helper()
	links, err := r.db.Links(r.t.Context(), r.store)
	if err != nil {
		r.t.Fatal(err)
	}
	out := map[string]commerce.LinkState{}
	for _, l := range links {
		if l.ProductOnly == 0 && l.State != commerce.ParentListing {
			out[l.SKU] = l.State
		}
	}
	return out
}

// plain is a listing without any quirk.
func (r *rig) plain() world.Listing {
	r.t.Helper()
	for _, l := range r.world.Listings {
		if g, ok := r.sim.World.Good(l.Good); ok && l.Quirk == world.QuirkNone && l.Variants == nil && g.StockTracked && !g.Bundle() && !l.ManagedCopy {
			return l
		}
	}
	r.t.Fatal("the world has no plain listing")
	return world.Listing{}
}

func (r *rig) quirky(q world.Quirk) world.Listing {
	r.t.Helper()
	for _, l := range r.world.Listings {
		if l.Quirk == q {
			return l
		}
	}
	r.t.Fatalf("no listing is %q", q)
	return world.Listing{}
}

func (r *rig) find(code string) (db.Product, commerce.LinkState) {
	r.t.Helper()
	p, state, err := r.desk.Find(r.t.Context(), r.store, code)
	if err != nil {
		r.t.Fatal(err)
	}
	return p, state
}
