package audit_test

import (
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"stockbridge/core/audit"
	"stockbridge/core/brightpearl"
	"stockbridge/core/catalog"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/orderflow"
	"stockbridge/core/sandbox"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/sandbox/world"
	"stockbridge/core/setup"
	"stockbridge/core/vault"
	"stockbridge/core/view"
)

// clock runs from noon, so that no test meets midnight.
var clock = func() func() time.Time {
	began := time.Now()
	y, m, d := began.Date()
	ahead := time.Date(y, m, d, 12, 0, 0, 0, time.Local).Sub(began)
	return func() time.Time { return time.Now().Add(ahead) }
}()

// rig is one live store beside a sandbox, with the real flows.
type rig struct {
	path  string // of the database
	t     testing.TB
	db    *db.DB
	box   *sandbox.Sandbox
	store db.StoreRow
	shop  *ekm.Client
	bp    *brightpearl.Client
	flow  *orderflow.Desk
	goods *catalog.Desk
	codes []string // that can be sold
}

func newRig(t testing.TB) *rig {
	t.Helper()
	r := &rig{t: t}
	ctx, quiet := t.Context(), slog.New(slog.DiscardHandler)
	var err error
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	r.box, err = sandbox.Start(ctx, sandbox.Options{Seed: 5, Speed: 1000, Now: clock})
	check(err)
	t.Cleanup(func() { r.box.Close() })
	conf := r.box.Config()
	r.path = filepath.Join(t.TempDir(), "a.db")
	r.db, err = db.Open(ctx, db.Options{Path: r.path, Now: clock})
	check(err)
	t.Cleanup(func() { r.db.Close() })
	v, err := vault.Open(vault.Options{Service: "Stockbridge/test", Ring: vault.NewMemoryRing(), Log: quiet, Now: clock})
	check(err)
	desk := setup.New(setup.Options{DB: r.db, Vault: v, Now: clock})
	account, err := desk.ConnectPrivate(ctx, setup.PrivateApp{Account: conf.Account, APIURL: conf.BrightpearlURL, AppRef: conf.AppRef, AccountToken: vault.Secret(conf.AccountToken)})
	check(err)
	r.store, err = desk.ConnectStoreToken(ctx, conf.Users[0].Name, conf.EKMURL, vault.Secret(conf.Users[0].AccessToken))
	check(err)
	proposal, err := desk.Propose(ctx, r.store.ID)
	check(err)
	_, err = desk.Configure(ctx, r.store.ID, proposal)
	check(err)
	_, err = desk.GoLive(ctx, r.store.ID, db.Switches{})
	check(err)
	r.bp, err = setup.OpenAccount(ctx, v, account.Account, nil, quiet, clock)
	check(err)
	r.shop, err = setup.OpenStore(v, r.store, nil, quiet, clock)
	check(err)
	deps := r.deps()
	r.goods = catalog.New(catalog.Options{DB: r.db, Brightpearl: deps.Brightpearl, Shop: deps.Shop, Now: clock, Log: quiet})
	r.flow = orderflow.New(orderflow.Options{DB: r.db, Catalog: r.goods, Brightpearl: deps.Brightpearl, Shop: deps.Shop, Salt: "salt", Now: clock, Log: quiet})
	check(r.goods.PollProducts(ctx))
	check(r.goods.PollListings(ctx, r.store.ID))
	for _, l := range r.box.World.Stores[0].Listings {
		if l.Quirk == world.QuirkNone && len(l.Variants) == 0 && l.Live && l.Good > 0 {
			r.codes = append(r.codes, l.Code)
		}
	}
	return r
}

func (r *rig) deps() audit.Deps {
	return audit.Deps{DB: r.db, Now: clock, Shop: func(commerce.StoreID) *ekm.Client { return r.shop }, Brightpearl: func() *brightpearl.Client { return r.bp }}
}

// place has a shopper order one thing.
func (r *rig) place(b ekmsim.Basket) ekmsim.Placed {
	r.t.Helper()
	if b.Lines == nil {
		b.Lines = []ekmsim.Line{{Code: r.codes[0], Quantity: 1}}
	}
	p, err := r.box.EKM.PlaceOrder(r.box.World.Stores[0].Username, b)
	if err != nil {
		r.t.Fatal(err)
	}
	return p
}

// importAll polls and works until no order is due, many orders at a time as the lane does.
func (r *rig) importAll() {
	r.t.Helper()
	if err := r.flow.Poll(r.t.Context(), r.store.ID); err != nil {
		r.t.Fatal(err)
	}
	for range 40 {
		due, err := r.db.DueOrders(r.t.Context(), clock(), 64)
		if err != nil {
			r.t.Fatal(err)
		}
		if len(due) == 0 {
			return
		}
		var group errgroup.Group
		for _, id := range due {
			group.Go(func() error {
				if err := r.flow.Work(r.t.Context(), id); err != nil && !strings.Contains(err.Error(), "needs") {
					return err
				}
				return nil
			})
		}
		if err := group.Wait(); err != nil {
			r.t.Fatal(err)
		}
	}
	r.t.Fatal("orders stay due")
}

// today audits the day and returns what it kept.
func (r *rig) today() view.LedgerDay {
	r.t.Helper()
	now := clock()
	if _, err := audit.Days(r.t.Context(), r.deps(), r.store.ID, now, now); err != nil {
		r.t.Fatal(err)
	}
	page, err := r.db.LedgerPage(r.t.Context(), r.store.ID, view.Window{})
	if err != nil || len(page.Rows) == 0 {
		r.t.Fatalf("the ledger: %v", err)
	}
	return page.Rows[0]
}

// cards are the titles of the open problems.
func (r *rig) cards() []string {
	r.t.Helper()
	titles, err := r.db.OpenProblems(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	return titles
}

func (r *rig) audit() audit.StoreReport {
	r.t.Helper()
	report, err := audit.Orders(r.t.Context(), r.deps(), r.store.Name, time.Time{}, time.Time{})
	if err != nil {
		r.t.Fatal(err)
	}
	if len(report.Stores) != 1 || report.Balanced != report.Stores[0].Balanced() {
		r.t.Fatalf("report: %+v", report)
	}
	return report.Stores[0]
}

func (r *rig) write(fn func(*db.Tx) error) {
	r.t.Helper()
	if err := r.db.Write(r.t.Context(), fn); err != nil {
		r.t.Fatal(err)
	}
}

// order is our own copy of an EKM order.
func (r *rig) order(ekmID int64) db.OrderWork {
	r.t.Helper()
	known, err := r.db.KnownOrders(r.t.Context(), r.store.ID, []int64{ekmID})
	if err != nil {
		r.t.Fatal(err)
	}
	o, err := r.db.Order(r.t.Context(), known[ekmID].ID)
	if err != nil {
		r.t.Fatal(err)
	}
	return o
}

// again posts a copy of a sales order under a reference, as another installation might.
func (r *rig) again(row db.LedgerRow, ref string) {
	r.t.Helper()
	got, err := r.bp.SalesOrders.Get(r.t.Context(), brightpearl.OrderID(row.SalesOrderID))
	if err != nil || len(got) != 1 {
		r.t.Fatalf("sales order %d: %v", row.SalesOrderID, err)
	}
	o := got[0]
	first := o.Rows[0]
	if _, err := r.bp.SalesOrders.Create(r.t.Context(), brightpearl.NewSalesOrder{Customer: o.Customer, ExternalRef: ref, InstanceID: 99, PlacedOn: o.PlacedOn,
		Status: o.Status, Warehouse: o.Warehouse, Channel: o.Channel, PriceList: o.PriceList, PriceMode: brightpearl.PricesExclude, Currency: o.Currency,
		Rows: []brightpearl.NewRow{{Product: first.Product, Name: first.Name, Quantity: first.Quantity, TaxCode: first.TaxCode, Net: first.Net, Tax: first.Tax, NominalCode: first.NominalCode}},
	}); err != nil {
		r.t.Fatal(err)
	}
}

// book is a sales order as Brightpearl has it.
func (r *rig) book(id int64) brightpearlsim.BookOrder {
	r.t.Helper()
	for _, o := range r.box.Brightpearl.Books().SalesOrders {
		if int64(o.ID) == id {
			return o
		}
	}
	r.t.Fatalf("Brightpearl has no sales order %d", id)
	return brightpearlsim.BookOrder{}
}
