package shipflow_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
	"stockbridge/core/rest"
	"stockbridge/core/sandbox"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/sandbox/world"
	"stockbridge/core/settings"
	"stockbridge/core/shipflow"
	"stockbridge/core/view"
)

// rig is a desk between both simulators and a database on disk, on one clock.
type rig struct {
	t     *testing.T
	sim   *sandbox.Sandbox
	db    *db.DB
	desk  *shipflow.Desk
	bp    *brightpearl.Client
	shop  *ekm.Client
	store commerce.StoreID
	user  sandbox.User
	goods [2]world.Good // sold by the store and kept in stock
	codes [2]string

	mu   sync.Mutex
	now  time.Time
	late string // what a note's empty tracking reads as, once somebody has typed it in
}

// RoundTrip stands in for a clerk who edits shipped notes in Brightpearl's own screens, which its API does not allow.
func (r *rig) RoundTrip(q *http.Request) (*http.Response, error) {
	a, err := http.DefaultTransport.RoundTrip(q)
	if err != nil || !strings.Contains(q.URL.Path, "/goods-note/goods-out/") {
		return a, err
	}
	body, err := io.ReadAll(a.Body)
	a.Body.Close()
	r.mu.Lock()
	defer r.mu.Unlock()
	body = bytes.ReplaceAll(body, []byte(`"reference":""`), fmt.Appendf(nil, `"reference":%q`, r.late))
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

// token is an Authenticator with a merchant's own token.
type token string

func (k token) Apply(_ context.Context, r *http.Request) error {
	r.Header.Set("Authorization", "Bearer "+string(k))
	return nil
}

func (token) Rejected(context.Context, *http.Request) error { return &fault.Error{Kind: fault.SignIn} }

// unpaced has no budget: the simulators run a hundred times as fast, and their clock is ours.
type unpaced struct{}

func (unpaced) Acquire(ctx context.Context, _ rest.Priority) (func(*rest.Answer), error) {
	return func(*rest.Answer) {}, ctx.Err()
}
func (unpaced) Remaining() (remaining, limit int) { return 1000, 1000 }

type option func(*shipflow.Options, *ekm.Options, *settings.Store)

func newRig(t *testing.T, options ...option) *rig {
	t.Helper()
	r := &rig{t: t, now: time.Now().UTC().Truncate(time.Second)}
	var err error
	if r.sim, err = sandbox.Start(t.Context(), sandbox.Options{Seed: 5, Stores: 1, Products: 60, Speed: 100, Now: r.clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.sim.Close() })
	c := r.sim.Config()
	r.user = c.Users[0]
	if r.db, err = db.Open(t.Context(), db.Options{Path: filepath.Join(t.TempDir(), "test.db"), Now: r.clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.db.Close() })
	if r.bp, err = brightpearl.New(brightpearl.Options{BaseURL: c.BrightpearlURL, Account: c.Account, Transport: r, Pacer: unpaced{},
		Auth: brightpearl.PrivateAuth{AppRef: c.AppRef, DevRef: c.DevRef, AccountToken: brightpearl.NewSecret(c.AccountToken)}}); err != nil {
		t.Fatal(err)
	}
	o := shipflow.Options{DB: r.db, Brightpearl: func() *brightpearl.Client { return r.bp }, Now: r.clock, Grace: -1,
		Shop: func(commerce.StoreID) *ekm.Client { return r.shop }}
	shop := ekm.Options{BaseURL: c.EKMURL, Store: "garden", Auth: token(r.user.AccessToken), Pacer: unpaced{},
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }}
	chosen := settings.Defaults()
	for _, set := range options {
		set(&o, &shop, &chosen)
	}
	if r.shop, err = ekm.New(shop); err != nil {
		t.Fatal(err)
	}
	r.desk = shipflow.New(o)
	r.connect(chosen)
	r.stock()
	return r
}

// connect stores the account and the shop with their lists, switched on.
func (r *rig) connect(chosen settings.Store) {
	r.t.Helper()
	statuses, err := r.shop.Settings.OrderStatuses(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	lists, err := json.Marshal(map[string]any{"statuses": statuses})
	if err != nil {
		r.t.Fatal(err)
	}
	r.write(func(tx *db.Tx) error {
		if err := tx.SaveAccount(db.Account{Code: "sandbox"}); err != nil {
			return err
		}
		if err := tx.SaveAccountOptions(`{"shipping_methods":[{"id":11,"name":"Royal Mail Tracked 48","code":"TR48"}]}`, "GBP"); err != nil {
			return err
		}
		if r.store, err = tx.AddStore(db.StoreRow{Store: commerce.Store{Name: "Garden", Username: r.user.Username}, Settings: chosen}); err != nil {
			return err
		}
		if err := tx.SetSwitches(r.store, db.Switches{Orders: true, Stock: true, Shipments: true}); err != nil {
			return err
		}
		return tx.SaveStoreOptions(r.store, string(lists), "GBP")
	})
}

// stock picks two goods that the store lists plainly.
func (r *rig) stock() {
	r.t.Helper()
	n := 0
	for _, l := range r.sim.World.Stores[0].Listings {
		g, ok := r.sim.World.Good(l.Good)
		if n == len(r.goods) || !ok || l.Quirk != world.QuirkNone || len(l.Variants) > 0 || !g.StockTracked || g.Bundle() || g.TwinOf != 0 {
			continue
		}
		if err := r.sim.Brightpearl.SetStock(g.SKU, world.MainWarehouse, 50); err != nil {
			continue
		}
		r.goods[n], r.codes[n] = g, l.Code
		n++
	}
	if n < len(r.goods) {
		r.t.Fatal("the world has too few plain goods")
	}
}

func (r *rig) write(fn func(*db.Tx) error) {
	r.t.Helper()
	if err := r.db.Write(r.t.Context(), fn); err != nil {
		r.t.Fatal(err)
	}
}

// order is one that was imported: two units of the first good, one of the second.
type order struct {
	id    commerce.OrderID
	ekm   int64
	sales int
	rows  []int // Brightpearl's
}

func (r *rig) order() order {
	r.t.Helper()
	placed, err := r.sim.EKM.PlaceOrder(r.user.Username, ekmsim.Basket{Lines: []ekmsim.Line{{Code: r.codes[0], Quantity: 2}, {Code: r.codes[1], Quantity: 1}}})
	if err != nil {
		r.t.Fatal(err)
	}
	n := brightpearl.NewSalesOrder{Customer: 601, ExternalRef: fmt.Sprintf("ekm:test:%d", placed.ID), Channel: brightpearl.ChannelID(r.user.ChannelID),
		PriceList: brightpearl.PriceListID(r.user.PriceListID), Warehouse: brightpearl.WarehouseID(r.user.WarehouseID), Currency: "GBP",
		Status: brightpearl.OrderStatusID(r.user.OrderStatusID), ShippingMethod: 11, PlacedOn: r.clock(), TaxDate: r.clock()}
	wanted := []int64{2, 1}
	for i, units := range wanted {
		n.Rows = append(n.Rows, brightpearl.NewRow{Product: brightpearl.ProductID(1000 + r.goods[i].ID), Quantity: decimal.NewFromInt(units),
			TaxCode: "T20", Net: decimal.NewFromInt(10), Tax: decimal.NewFromInt(2)})
	}
	id, err := r.bp.SalesOrders.Create(r.t.Context(), n)
	if err != nil {
		r.t.Fatal(err)
	}
	posted, err := r.bp.SalesOrders.Get(r.t.Context(), id)
	if err != nil || len(posted) != 1 {
		r.t.Fatalf("read sales order %d back: %v", id, err)
	}
	o := order{ekm: placed.ID, sales: int(id)}
	var rows []db.OrderRow
	for i, row := range posted[0].Rows {
		o.rows = append(o.rows, int(row.ID))
		rows = append(rows, db.OrderRow{Kind: "goods", SKU: r.codes[i], Quantity: wanted[i], Wanted: wanted[i], RowID: int64(row.ID),
			ProductID: int64(1000 + r.goods[i].ID)})
	}
	r.write(func(tx *db.Tx) error {
		if o.id, _, err = tx.SaveOrder(commerce.Order{Store: r.store, EKMID: placed.ID, Number: placed.Number, PlacedAt: r.clock(), Currency: "GBP", Status: "PENDING"},
			db.Verdict{State: commerce.OrderWaiting}); err != nil {
			return err
		}
		if err := tx.SaveRows(o.id, rows); err != nil {
			return err
		}
		return tx.Advance(o.id, db.Progress{Stage: commerce.Verified, State: commerce.OrderPosted, SalesOrderID: int64(id), Paid: true})
	})
	return o
}

// ship sends units of the order's rows; 0 leaves a row out, and without units all that is left goes. It returns the note.
func (r *rig) ship(o order, tracking string, units ...int) int {
	r.t.Helper()
	wish := brightpearlsim.Shipment{OrderID: o.sales, Tracking: tracking, Rows: o.part(units)}
	notes, err := r.sim.Brightpearl.Ship(wish)
	if err != nil {
		r.t.Fatal(err)
	}
	return notes[0]
}

func (r *rig) dropShip(o order, tracking string, units ...int) int {
	r.t.Helper()
	note, err := r.sim.Brightpearl.DropShip(brightpearlsim.Shipment{OrderID: o.sales, Tracking: tracking, Rows: o.part(units)})
	if err != nil {
		r.t.Fatal(err)
	}
	return note
}

// edit changes a row of an order in Brightpearl by hand, and returns it.
func (r *rig) edit(e brightpearlsim.RowEdit) int {
	r.t.Helper()
	row, err := r.sim.Brightpearl.EditRow(e)
	if err != nil {
		r.t.Fatal(err)
	}
	return row
}

func (o order) part(units []int) (rows []brightpearlsim.ShipmentRow) {
	for i, n := range units {
		if n > 0 {
			rows = append(rows, brightpearlsim.ShipmentRow{RowID: o.rows[i], Quantity: n})
		}
	}
	return rows
}

func (r *rig) poll() {
	r.t.Helper()
	if err := r.desk.PollNotes(r.t.Context()); err != nil {
		r.t.Fatalf("poll: %v", err)
	}
}

// work does what the store's lane would do now, and returns the errors of the items.
func (r *rig) work() (errs []error) {
	r.t.Helper()
	items, err := r.desk.Source(r.store).Due(r.t.Context(), r.clock(), 100)
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

func (r *rig) books() ekmsim.ShopBooks { return r.sim.EKM.Books().Shops[0] }

// shows checks what the shop shows of an order.
func (r *rig) shows(o order, status, tracking string) ekmsim.OrderBook {
	r.t.Helper()
	for _, b := range r.books().Orders {
		if b.ID != o.ekm {
			continue
		}
		if b.Status != status || b.TrackingNumber != tracking {
			r.t.Errorf("the shop shows %s with tracking %q, want %s with %q", b.Status, b.TrackingNumber, status, tracking)
		}
		return b
	}
	r.t.Fatalf("the shop has no order %d", o.ekm)
	return ekmsim.OrderBook{}
}

// writes are the routes of the writes that the shop took, in order.
func (r *rig) writes() string {
	var out []string
	for _, w := range r.books().Writes {
		out = append(out, w.Route[strings.LastIndex(w.Route, "/")+1:])
	}
	return strings.Join(out, " ")
}

// wrote checks the writes, and that none of them asked for an e-mail.
func (r *rig) wrote(want string) {
	r.t.Helper()
	if got := r.writes(); got != want {
		r.t.Errorf("the shop took the writes %q, want %q", got, want)
	}
	if n := r.books().Counters.EmailCustomerTrue; n != 0 {
		r.t.Errorf("%d writes asked for an e-mail", n)
	}
}

// states checks the states of an order's notes, oldest first.
func (r *rig) states(o order, want ...commerce.ShipmentState) []db.Shipment {
	r.t.Helper()
	notes, err := r.db.ShipmentsOf(r.t.Context(), o.id)
	if err != nil {
		r.t.Fatal(err)
	}
	var got []commerce.ShipmentState
	for _, n := range notes {
		got = append(got, n.State)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		r.t.Errorf("the notes are %v, want %v", got, want)
	}
	return notes
}

// cause is the code that holds an order's notes.
func (r *rig) cause(o order) string {
	r.t.Helper()
	page, err := r.db.ShipmentPage(r.t.Context(), view.Filter{}, view.Window{})
	if err != nil {
		r.t.Fatal(err)
	}
	for _, row := range page.Rows {
		if row.OrderID == o.id {
			return row.Cause.Code
		}
	}
	return ""
}
