package orderflow_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
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
	"stockbridge/core/orderflow"
	"stockbridge/core/sandbox"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/sandbox/world"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

// rig is a desk between both simulators and a database on disk, on one clock. Its only store adds tax to its prices.
type rig struct {
	t       *testing.T
	sim     *sandbox.Sandbox
	db      *db.DB
	desk    *orderflow.Desk
	options orderflow.Options // of the desk, to start it again
	catalog *catalog.Desk
	bp      *brightpearl.Client
	shop    *ekm.Client
	store   commerce.StoreID
	user    sandbox.User
	goods   []string // codes that the store lists plainly, in stock

	mu      sync.Mutex
	now     time.Time
	touched []int64
	before  func(*http.Request) // called before a request to Brightpearl leaves
	spoilt  int64               // an order whose lines are sent wrongly
	lines   string              // ... as this
	asked   []string            // queries of order searches
}

// RoundTrip lets a test act between the desk's decision and its request.
func (r *rig) RoundTrip(q *http.Request) (*http.Response, error) {
	r.mu.Lock()
	act := r.before
	r.mu.Unlock()
	if act != nil {
		act(q)
	}
	return http.DefaultTransport.RoundTrip(q)
}

// onCall has fn called once, before the next request with the method and the path's end.
func (r *rig) onCall(method, path string, fn func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var once sync.Once
	r.before = func(q *http.Request) {
		if q.Method == method && filepath.Base(q.URL.Path) == path {
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

// token is an Authenticator with a merchant's own token.
type token string

func (k token) Apply(_ context.Context, r *http.Request) error {
	r.Header.Set("Authorization", "Bearer "+string(k))
	return nil
}

func (token) Rejected(context.Context, *http.Request) error { return &fault.Error{Kind: fault.SignIn} }

func newRig(t *testing.T, change ...func(*settings.Store)) *rig {
	t.Helper()
	r := &rig{t: t, now: time.Now().UTC().Truncate(time.Second)}
	var err error
	if r.sim, err = sandbox.Start(t.Context(), sandbox.Options{Seed: 5, Stores: 1, Products: 60, Speed: 1000, Now: r.clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.sim.Close() })
	c := r.sim.Config()
	r.user = c.Users[0]
	if r.db, err = db.Open(t.Context(), db.Options{Path: filepath.Join(t.TempDir(), "test.db"), Now: r.clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.db.Close() })
	if r.bp, err = brightpearl.New(brightpearl.Options{BaseURL: c.BrightpearlURL, Account: c.Account, Transport: r,
		Auth: brightpearl.PrivateAuth{AppRef: c.AppRef, DevRef: c.DevRef, AccountToken: brightpearl.NewSecret(c.AccountToken)}}); err != nil {
		t.Fatal(err)
	}
	if r.shop, err = ekm.New(ekm.Options{BaseURL: c.EKMURL, Store: "garden", Auth: token(r.user.AccessToken), Transport: shopDoor{r}}); err != nil {
		t.Fatal(err)
	}
	bright := func() *brightpearl.Client { return r.bp }
	shop := func(commerce.StoreID) *ekm.Client { return r.shop }
	r.catalog = catalog.New(catalog.Options{DB: r.db, Brightpearl: bright, Shop: shop, Now: r.clock, Linked: func(ctx context.Context, store commerce.StoreID, _ []db.Place) error {
		return r.db.Write(ctx, func(tx *db.Tx) error { _, err := tx.ReleaseHeldOrders(store, ""); return err })
	}})
	r.options = orderflow.Options{DB: r.db, Catalog: r.catalog, Brightpearl: bright, Shop: shop, Salt: "salt", Now: r.clock,
		Touched: func(_ context.Context, products []int64) error {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.touched = append(r.touched, products...)
			return nil
		}}
	r.desk = orderflow.New(r.options)
	r.connect(change)
	r.stock()
	return r
}

func (r *rig) connect(change []func(*settings.Store)) {
	r.t.Helper()
	s := settings.Defaults()
	s.ChannelID, s.PriceListID, s.Warehouses = int64(r.user.ChannelID), int64(r.user.PriceListID), []int64{int64(r.user.WarehouseID)}
	s.PaymentMethod, s.TaxTaxable, s.TaxNotTaxable = r.user.PaymentMethod, r.user.TaxCodeTaxable, r.user.TaxCodeNotTaxable
	s.OrderStatusID, s.ShippingMethod = int64(r.user.OrderStatusID), int64(r.user.ShippingMethodID)
	s.OrdersFrom = r.now.Add(-time.Hour)
	for _, set := range change {
		set(&s)
	}
	r.write(func(tx *db.Tx) error {
		if err := tx.SaveAccount(db.Account{Code: "sandbox"}); err != nil {
			return err
		}
		var err error
		if r.store, err = tx.AddStore(db.StoreRow{Store: commerce.Store{Name: "Garden", Username: r.user.Username}, Settings: s}); err != nil {
			return err
		}
		if err := tx.SetSwitches(r.store, db.Switches{Orders: true, Stock: true, Shipments: true}); err != nil {
			return err
		}
		return tx.SaveStoreOptions(r.store, "{}", "GBP")
	})
	if err := r.catalog.PollProducts(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	if err := r.catalog.PollListings(r.t.Context(), r.store); err != nil {
		r.t.Fatal(err)
	}
}

// stock fills the shelves of what the store lists plainly.
func (r *rig) stock() {
	r.t.Helper()
	for _, l := range r.sim.World.Stores[0].Listings {
		g, ok := r.sim.World.Good(l.Good)
		if !ok || l.Quirk != world.QuirkNone || len(l.Variants) > 0 || !g.StockTracked || g.Bundle() || g.TwinOf != 0 || l.VATPercent != 20 {
			continue
		}
		if r.sim.Brightpearl.SetStock(g.SKU, world.MainWarehouse, 50) == nil {
			r.goods = append(r.goods, l.Code)
		}
	}
	if len(r.goods) < 3 {
		r.t.Fatal("the world has too few plain goods")
	}
}

// quirky is the code of a listing with a quirk.
func (r *rig) quirky(q world.Quirk) string {
	r.t.Helper()
	for _, l := range r.sim.World.Stores[0].Listings {
		if l.Quirk == q {
			return l.Code
		}
	}
	r.t.Fatalf("no listing is %q", q)
	return ""
}

func (r *rig) write(fn func(*db.Tx) error) {
	r.t.Helper()
	if err := r.db.Write(r.t.Context(), fn); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) set(change func(*settings.Store)) {
	r.t.Helper()
	r.write(func(tx *db.Tx) error {
		return tx.ChangeSettings(r.store, func(s settings.Store) (settings.Store, error) { change(&s); return s, nil })
	})
}

func (r *rig) place(b ekmsim.Basket) int64 {
	r.t.Helper()
	p, err := r.sim.EKM.PlaceOrder(r.user.Username, b)
	if err != nil {
		r.t.Fatal(err)
	}
	return p.ID
}

// basket is one unit of each code, for one and the same shopper.
func basket(codes ...string) ekmsim.Basket {
	b := ekmsim.Basket{Email: "shopper@example.org", Shopper: 9}
	for _, c := range codes {
		b.Lines = append(b.Lines, ekmsim.Line{Code: c, Quantity: 1})
	}
	return b
}

func (r *rig) poll() {
	r.t.Helper()
	if err := r.desk.Poll(r.t.Context(), r.store); err != nil {
		r.t.Fatalf("poll: %v", err)
	}
}

// work does what the Brightpearl lane would do now, and returns the errors of the items.
func (r *rig) work() (errs []error) {
	r.t.Helper()
	items, err := r.desk.Source().Due(r.t.Context(), r.clock(), 100)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, item := range items {
		if err := item.Work(r.t.Context()); err != nil {
			errs = append(errs, err)
		}
	}
	return errs
}

// run polls and works, and fails on any error.
func (r *rig) run() {
	r.t.Helper()
	r.poll()
	if errs := r.work(); len(errs) > 0 {
		r.t.Fatalf("work: %v", errs)
	}
}

// order is what is stored of an EKM order.
func (r *rig) order(ekmID int64) db.OrderWork {
	r.t.Helper()
	known, err := r.db.KnownOrders(r.t.Context(), r.store, []int64{ekmID})
	if err != nil || known[ekmID].ID == 0 {
		r.t.Fatalf("order %d is not stored, %v", ekmID, err)
	}
	w, err := r.db.Order(r.t.Context(), known[ekmID].ID)
	if err != nil {
		r.t.Fatal(err)
	}
	return w
}

func (r *rig) rows(ekmID int64) []db.OrderRow {
	r.t.Helper()
	rows, err := r.db.OrderRows(r.t.Context(), r.order(ekmID).ID)
	if err != nil {
		r.t.Fatal(err)
	}
	return rows
}

// stands checks an order's state and, for those that wait for somebody, its cause.
func (r *rig) stands(ekmID int64, state commerce.OrderState, cause string) db.OrderWork {
	r.t.Helper()
	w := r.order(ekmID)
	if w.State != state || w.CauseCode != cause {
		r.t.Errorf("order %d is %s at %s with cause %q, want %s with %q", ekmID, w.State, w.Stage, w.CauseCode, state, cause)
	}
	return w
}

// sales are the sales orders that Brightpearl has of an EKM order.
func (r *rig) sales(ekmID int64) []brightpearlsim.BookOrder {
	var out []brightpearlsim.BookOrder
	for _, o := range r.sim.Brightpearl.Books().SalesOrders {
		if o.ExternalRef == commerce.Reference(r.user.Username, ekmID) {
			out = append(out, o)
		}
	}
	return out
}

// posted checks that an order is in Brightpearl exactly once, with EKM's sums and one payment of them, and returns it.
func (r *rig) posted(ekmID int64) brightpearlsim.BookOrder {
	r.t.Helper()
	r.stands(ekmID, commerce.OrderPosted, "")
	found := r.sales(ekmID)
	if len(found) != 1 {
		r.t.Fatalf("order %d is in Brightpearl %d times", ekmID, len(found))
	}
	s, o := found[0], r.shown(ekmID)
	total := commerce.MustAmount(o.Total).Pence()
	if commerce.MustAmount(s.Total).Pence() != total || commerce.MustAmount(s.Tax).Pence() != commerce.MustAmount(o.Tax).Pence() {
		r.t.Errorf("order %d: total %s with tax %s, EKM has %s with %s", ekmID, s.Total, s.Tax, o.Total, o.Tax)
	}
	if total == 0 && len(s.Payments) > 0 || total > 0 && (len(s.Payments) != 1 || commerce.MustAmount(s.Payments[0].Amount).Pence() != total || !s.Payments[0].Journal) {
		r.t.Errorf("order %d of %s has the payments %+v", ekmID, o.Total, s.Payments)
	}
	return s
}

// shown is an order in the shop's books.
func (r *rig) shown(ekmID int64) ekmsim.OrderBook {
	r.t.Helper()
	orders := r.sim.EKM.Books().Shops[0].Orders
	i := slices.IndexFunc(orders, func(o ekmsim.OrderBook) bool { return o.ID == ekmID })
	if i < 0 {
		r.t.Fatalf("the shop has no order %d", ekmID)
	}
	return orders[i]
}

func (r *rig) product(sku string) int64 {
	r.t.Helper()
	products, err := r.db.ProductsBySKU(r.t.Context(), sku)
	if err != nil || len(products) != 1 {
		r.t.Fatalf("SKU %q is on %d products, %v", sku, len(products), err)
	}
	return products[0].ID
}

// pending are the units of a SKU that are deducted from what all stores show.
func (r *rig) pending(sku string) int64 {
	r.t.Helper()
	all, err := r.db.Pending(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	return all[r.product(sku)]
}

// reckoned reports whether the figures of a SKU were asked to be reckoned since the last question.
func (r *rig) reckoned(sku string) bool {
	r.t.Helper()
	id := r.product(sku)
	r.mu.Lock()
	defer r.mu.Unlock()
	yes := slices.Contains(r.touched, id)
	r.touched = nil
	return yes
}

// spoil has EKM send an order's lines in a form that nobody can read, or ends that.
func (r *rig) spoil(ekmID int64, bad bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = ""
	if bad {
		r.lines = `[{"id": "?", "quantity": {}}]`
	}
	r.spoilt = ekmID
}

// empty has EKM show an order without lines; 0 ends that.
func (r *rig) empty(ekmID int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines, r.spoilt = "[]", ekmID
}

// shopDoor is the way to EKM, where answers can be replaced.
type shopDoor struct{ r *rig }

func (d shopDoor) RoundTrip(q *http.Request) (*http.Response, error) {
	a, err := http.DefaultTransport.RoundTrip(q)
	d.r.mu.Lock()
	defer d.r.mu.Unlock()
	if strings.HasSuffix(q.URL.Path, "/orders/search") {
		d.r.asked = append(d.r.asked, q.URL.Query().Get("query"))
	}
	if err != nil || d.r.spoilt == 0 || !strings.HasSuffix(q.URL.Path, fmt.Sprintf("/%d/items", d.r.spoilt)) {
		return a, err
	}
	a.Body.Close()
	body := fmt.Sprintf(`{"meta":{"items_total":1},"data":%s}`, d.r.lines)
	a.Body, a.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
	a.Header.Del("Content-Length")
	return a, nil
}

// held is what people read of a held order.
func (r *rig) held(ekmID int64) string {
	r.t.Helper()
	page, err := r.db.OrderPage(r.t.Context(), view.Filter{States: []string{string(commerce.OrderHeld)}}, view.Window{Limit: 100})
	if err != nil {
		r.t.Fatal(err)
	}
	for _, row := range page.Rows {
		if row.ID == r.order(ekmID).ID {
			return row.Cause.Text
		}
	}
	r.t.Fatalf("order %d is not held", ekmID)
	return ""
}

// activity is what happened, the newest first.
func (r *rig) activity() (out []string) {
	r.t.Helper()
	page, err := r.db.ActivityPage(r.t.Context(), view.Filter{}, view.Window{Limit: 1000})
	if err != nil {
		r.t.Fatal(err)
	}
	for _, a := range page.Rows {
		out = append(out, a.Subject+": "+a.Text+" "+a.Result)
	}
	return out
}

// shipped notes that a note of an order has left the warehouse.
func (r *rig) shipped(ekmID, note int64) {
	r.t.Helper()
	w := r.order(ekmID)
	r.write(func(tx *db.Tx) error {
		_, err := tx.SaveShipment(db.Shipment{Kind: commerce.GoodsOut, NoteID: note, Store: r.store, OrderID: w.ID, SalesOrderID: w.SalesOrderID,
			EKMID: ekmID, Units: 1, ShippedAt: r.clock()})
		return err
	})
}
