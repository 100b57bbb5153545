package stockflow_test

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
	"stockbridge/core/rest"
	"stockbridge/core/sandbox"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/sandbox/world"
	"stockbridge/core/settings"
	"stockbridge/core/stockflow"
)

// rig is a desk between Brightpearl, three stores and a database on disk, on one clock. The stores list the same goods under their
// SKUs; orders are stored by the test itself, as the order flow would.
type rig struct {
	t      *testing.T
	sim    *sandbox.Sandbox
	db     *db.DB
	desk   *stockflow.Desk
	bp     *brightpearl.Client
	shops  map[commerce.StoreID]*ekm.Client
	users  map[commerce.StoreID]sandbox.User
	stores []commerce.StoreID
	goods  []world.Good // that all stores list plainly
	poll   func(context.Context, commerce.StoreID) error

	moved  []move                                      // what the desk found to be other than it had known
	away   bool                                        // Brightpearl is signed out
	around func(*http.Request) (*http.Response, error) // takes requests to the shops the rest of their way

	mu     sync.Mutex
	now    time.Time
	before func(*http.Request) // called before a request to a shop leaves
	after  func(code string)   // called once a shop has taken a write, with the listing's code
	seen   func(call string)   // called when a simulator has done what a call asked for, before the answer leaves
}

type move struct {
	product int64
	since   time.Time
}

// unpaced lets every request start at once: the simulators' limits are far away and no test is to wait.
type unpaced struct{}

func (unpaced) Acquire(ctx context.Context, _ rest.Priority) (func(*rest.Answer), error) {
	return func(*rest.Answer) {}, ctx.Err()
}
func (unpaced) Remaining() (remaining, limit int) { return 1000, 1000 }

func (r *rig) whenSeen(fn func(call string)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen = fn
}

func (r *rig) callSeen(call string) {
	r.mu.Lock()
	fn := r.seen
	r.mu.Unlock()
	if fn != nil {
		fn(call)
	}
}

// RoundTrip lets a test act just before the desk's request arrives.
func (r *rig) RoundTrip(q *http.Request) (*http.Response, error) {
	r.mu.Lock()
	act, after := r.before, r.after
	r.mu.Unlock()
	if act != nil {
		act(q)
	}
	a, err := r.send(q)
	if err == nil && after != nil && q.Method == http.MethodPut {
		after(r.lastWritten(q))
	}
	return a, err
}

func (r *rig) send(q *http.Request) (*http.Response, error) {
	if r.around != nil {
		return r.around(q)
	}
	return http.DefaultTransport.RoundTrip(q)
}

// lastWritten is the code of the listing that a request wrote.
func (r *rig) lastWritten(q *http.Request) string {
	for _, shop := range r.sim.EKM.Books().Shops {
		for _, s := range shop.Stock {
			if s.ParentID == 0 && strings.Contains(q.URL.Path, fmt.Sprintf("/%d/", s.ProductID)) && strings.Contains(q.Header.Get("Authorization"), r.token(shop.Username)) {
				return s.Code
			}
		}
	}
	return ""
}

func (r *rig) token(username string) string {
	for _, u := range r.users {
		if u.Username == username {
			return u.AccessToken
		}
	}
	return username
}

func (r *rig) afterWrite(fn func(code string)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.after = fn
}

func (r *rig) beforeWrite(fn func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var once sync.Once
	r.before = func(q *http.Request) {
		if q.Method == http.MethodPut {
			once.Do(fn)
		}
	}
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

type token string

func (k token) Apply(_ context.Context, r *http.Request) error {
	r.Header.Set("Authorization", "Bearer "+string(k))
	return nil
}

func (token) Rejected(context.Context, *http.Request) error { return &fault.Error{Kind: fault.SignIn} }

func newRig(t *testing.T, change ...func(*settings.Store)) *rig {
	t.Helper()
	return newRigOf(t, 0, change...)
}

// newRigOf is newRig with so many goods at most; 0 means all that the stores list plainly.
func newRigOf(t *testing.T, most int, change ...func(*settings.Store)) *rig {
	t.Helper()
	r := &rig{t: t, now: time.Now().UTC().Truncate(time.Second), shops: map[commerce.StoreID]*ekm.Client{}, users: map[commerce.StoreID]sandbox.User{}}
	var err error
	if r.sim, err = sandbox.Start(t.Context(), sandbox.Options{Seed: 5, Stores: 3, Products: 120, Speed: 1000, Now: r.clock, Seen: r.callSeen}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.sim.Close() })
	c := r.sim.Config()
	if r.db, err = db.Open(t.Context(), db.Options{Path: filepath.Join(t.TempDir(), "test.db"), Now: r.clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.db.Close() })
	if r.bp, err = brightpearl.New(brightpearl.Options{BaseURL: c.BrightpearlURL, Account: c.Account, Pacer: unpaced{}, Now: r.clock,
		Auth: brightpearl.PrivateAuth{AppRef: c.AppRef, DevRef: c.DevRef, AccountToken: brightpearl.NewSecret(c.AccountToken)}}); err != nil {
		t.Fatal(err)
	}
	r.desk = stockflow.New(stockflow.Options{DB: r.db, Now: r.clock, Brightpearl: r.account,
		Shop: func(id commerce.StoreID) *ekm.Client { return r.shops[id] },
		PollOrders: func(ctx context.Context, id commerce.StoreID) error {
			if r.poll == nil {
				return nil
			}
			return r.poll(ctx, id)
		}, Moved: func(product int64, since time.Time) { r.moved = append(r.moved, move{product, since}) }})
	s := settings.Defaults()
	s.Warehouses = []int64{world.MainWarehouse}
	for _, set := range change {
		set(&s)
	}
	for _, u := range c.Users {
		shop, err := ekm.New(ekm.Options{BaseURL: c.EKMURL, Store: u.Name, Auth: token(u.AccessToken), Transport: r, Pacer: unpaced{}, Now: r.clock})
		if err != nil {
			t.Fatal(err)
		}
		r.write(func(tx *db.Tx) error {
			id, err := tx.AddStore(db.StoreRow{Store: commerce.Store{Name: u.Name, Username: u.Username}, Settings: s.Clone()})
			if err != nil {
				return err
			}
			r.shops[id], r.users[id], r.stores = shop, u, append(r.stores, id)
			if err := tx.SavePoll(db.ListingsPoll(id), db.Poll{FullAt: r.now}); err != nil { // the listings count as read
				return err
			}
			return tx.SetSwitches(id, db.Switches{Orders: true, Stock: true})
		})
	}
	r.catalogue(most)
	return r
}

// account is nobody while Brightpearl is signed out.
func (r *rig) account() *brightpearl.Client {
	if r.away {
		return nil
	}
	return r.bp
}

// catalogue stores the goods that all stores list plainly, so many at most (0: all), each in its place, with the links between them.
func (r *rig) catalogue(most int) {
	r.t.Helper()
	for _, g := range r.sim.World.Goods {
		if !g.StockTracked || g.Bundle() || g.TwinOf != 0 || !r.listed(g) || most > 0 && len(r.goods) == most {
			continue
		}
		r.goods = append(r.goods, g)
		if err := r.sim.Brightpearl.SetStock(g.SKU, world.MainWarehouse, 5); err != nil {
			r.t.Fatal(err)
		}
		r.write(func(tx *db.Tx) error {
			return tx.SaveProducts(1, []db.Product{{ID: r.id(g), SKU: g.SKU, Name: g.Name, StockTracked: true, Status: "LIVE"}})
		})
		for _, store := range r.stores {
			r.link(store, r.listing(store, g.SKU), g.SKU, r.id(g), commerce.Matched)
		}
	}
	if len(r.goods) < 8 && most == 0 {
		r.t.Fatalf("only %d goods are listed everywhere", len(r.goods))
	}
	for _, store := range r.stores {
		r.align(store)
	}
}

func (r *rig) id(g world.Good) int64 { return int64(1000 + g.ID) }

// listed reports whether every store lists a good under its SKU, once.
func (r *rig) listed(g world.Good) bool {
	for _, s := range r.sim.World.Stores {
		n := 0
		for _, l := range s.Listings {
			if l.Code == g.SKU && len(l.Variants) == 0 {
				n++
			}
		}
		if n != 1 {
			return false
		}
	}
	return true
}

// listing is the id of a store's listing in EKM.
func (r *rig) listing(store commerce.StoreID, sku string) int64 {
	r.t.Helper()
	for _, s := range r.books(store).Stock {
		if s.Code == sku {
			return s.ProductID
		}
	}
	r.t.Fatalf("no listing has the code %s", sku)
	return 0
}

func (r *rig) link(store commerce.StoreID, listing int64, sku string, product int64, state commerce.LinkState) {
	r.t.Helper()
	r.write(func(tx *db.Tx) error {
		if err := tx.SaveListings(1, []db.Listing{{Store: store, ProductID: listing, SKU: sku, Stock: -99}}); err != nil {
			return err
		}
		return tx.SaveLinks([]db.Link{{Store: store, ProductID: listing, SKU: sku, State: state, Product: product}}, nil)
	})
}

func (r *rig) align(store commerce.StoreID) {
	r.t.Helper()
	if err := r.desk.Align(r.t.Context(), store, nil); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) write(fn func(*db.Tx) error) {
	r.t.Helper()
	if err := r.db.Write(r.t.Context(), fn); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) books(store commerce.StoreID) ekmsim.ShopBooks {
	for _, s := range r.sim.EKM.Books().Shops {
		if s.Username == r.users[store].Username {
			return s
		}
	}
	r.t.Fatal("no such shop")
	return ekmsim.ShopBooks{}
}

// learn reads what Brightpearl has.
func (r *rig) learn() {
	r.t.Helper()
	if err := r.desk.ReadAll(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
}

// push does what all the stores' lanes would do now, and returns the errors of the items.
func (r *rig) push() (errs []error) {
	r.t.Helper()
	for _, store := range r.stores {
		items, err := r.desk.Source(store).Due(r.t.Context(), r.clock(), 1000)
		if err != nil {
			r.t.Fatal(err)
		}
		for _, item := range items {
			if err := item.Work(r.t.Context()); err != nil {
				errs = append(errs, err)
			}
		}
	}
	return errs
}

func (r *rig) run() {
	r.t.Helper()
	r.learn()
	if errs := r.push(); len(errs) > 0 {
		r.t.Fatalf("push: %v", errs)
	}
}

// shows checks what the stores show of a good, in their order.
func (r *rig) shows(g world.Good, want ...int64) {
	r.t.Helper()
	for i, store := range r.stores {
		for _, s := range r.books(store).Stock {
			if s.Code == g.SKU && s.Stock != want[min(i, len(want)-1)] {
				r.t.Errorf("%s shows %d of %s, want %d", r.users[store].Name, s.Stock, g.SKU, want[min(i, len(want)-1)])
			}
		}
	}
}

// writes counts the stock writes that a store took.
func (r *rig) writes(store commerce.StoreID) (n int) {
	for _, w := range r.books(store).Writes {
		if strings.HasSuffix(w.Route, "stock") || w.Stock != nil {
			n++
		}
	}
	return n
}

// order stores an order for units of a good, in a state, as the order flow does.
func (r *rig) order(store commerce.StoreID, ekmID int64, state commerce.OrderState, product int64, sku string, units int64) commerce.OrderID {
	r.t.Helper()
	var id commerce.OrderID
	r.write(func(tx *db.Tx) error {
		var err error
		if id, _, err = tx.SaveOrder(commerce.Order{Store: store, EKMID: ekmID, PlacedAt: r.clock()}, db.Verdict{State: state, Cause: fault.Cause{Code: "SB-ORD-104"}}); err != nil {
			return err
		}
		if err := tx.SaveRows(id, []db.OrderRow{{Kind: "goods", SKU: sku, Quantity: units, Wanted: units, ProductID: product, StockedID: product}}); err != nil {
			return err
		}
		return tx.SoldHere(store, sku)
	})
	r.touch(product)
	return id
}

func (r *rig) touch(products ...int64) {
	r.t.Helper()
	if err := r.desk.Touched(r.t.Context(), products); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) level(store commerce.StoreID, g world.Good) db.Level {
	r.t.Helper()
	l, ok, err := r.db.Level(r.t.Context(), store, r.listing(store, g.SKU), 0)
	if err != nil || !ok {
		r.t.Fatalf("%s has no level, %v", g.SKU, err)
	}
	return l
}

// stock is what a store shows of a code.
func (r *rig) stock(store commerce.StoreID, code string) int64 {
	r.t.Helper()
	for _, s := range r.books(store).Stock {
		if s.Code == code {
			return s.Stock
		}
	}
	r.t.Fatalf("no listing has the code %s", code)
	return 0
}
