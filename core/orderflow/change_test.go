package orderflow_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/sandbox/world"
)

// change stores an order as if EKM showed it changed.
func (r *rig) change(ekmID int64, how func(*commerce.Order)) {
	r.t.Helper()
	w := r.order(ekmID)
	o := w.Order
	o.Lines = slices.Clone(o.Lines)
	how(&o)
	r.write(func(tx *db.Tx) error {
		_, _, err := tx.SaveOrder(o, db.Verdict{State: commerce.OrderWaiting})
		return err
	})
}

// addUnit makes an order one of two units of its first line, with the sums to it.
func addUnit(o *commerce.Order) {
	l := &o.Lines[0]
	l.Quantity++
	o.SubTotal, o.Tax, o.Total = o.SubTotal+l.Price, o.Tax+l.Tax, o.Total+l.Price+l.Tax
}

func TestChangedBeforeItWasPlaced(t *testing.T) {
	r := newRig(t, hold)
	b := basket(r.goods[0], r.quirky(world.QuirkEKMOnly))
	id := r.place(b)
	r.run()
	r.change(id, func(o *commerce.Order) {
		gone := o.Lines[1]
		o.Lines = o.Lines[:1]
		o.SubTotal -= gone.Price
		o.Tax = commerce.FromPence((o.Tax - gone.Tax).Pence())
		o.Total = o.SubTotal + o.Delivery + o.Tax
	})
	if errs := r.work(); len(errs) > 0 {
		t.Fatal(errs)
	}
	r.stands(id, commerce.OrderPosted, "")
	if s := r.sales(id); len(s) != 1 || len(s[0].Rows) != 2 {
		t.Errorf("the sales orders are %+v", s)
	}
}

func TestChangedAfterItWasPosted(t *testing.T) {
	r := newRig(t)
	id := r.place(basket(r.goods[0]))
	r.run()
	before := r.posted(id)
	r.change(id, addUnit)
	r.change(id, addUnit) // seen twice, flagged once
	r.run()
	w := r.stands(id, commerce.OrderPosted, "")
	if len(w.Flags) != 1 || w.Flags[0] != "Changed in EKM after it was posted" || w.Order.Lines[0].Quantity != 1 {
		t.Errorf("flags %q, %d units", w.Flags, w.Order.Lines[0].Quantity)
	}
	if after := r.sales(id); len(after) != 1 || after[0].Total != before.Total {
		t.Errorf("Brightpearl has %+v", after)
	}
	r.advance(time.Minute)
	if err := r.sim.EKM.RefundOrder(r.user.Username, id); err != nil {
		t.Fatal(err)
	}
	r.run()
	if w := r.stands(id, commerce.OrderPosted, ""); !slices.Contains(w.Flags, "Now REFUNDED in EKM") {
		t.Errorf("the flags are %q", w.Flags)
	}
}

// TestChangedWhileItIsPosted has EKM show a changed order at every call of its way into Brightpearl. What was created is paid, once
// and with the sums that it was created with.
func TestChangedWhileItIsPosted(t *testing.T) {
	for _, at := range []struct{ method, path string }{
		{http.MethodGet, "contact-search"}, {http.MethodPost, "postal-address"}, {http.MethodPost, "contact"},
		{http.MethodPost, "sales-order"}, {http.MethodPost, "customer-payment"},
	} {
		t.Run(at.method+" "+at.path, func(t *testing.T) {
			r := newRig(t)
			id := r.place(basket(r.quirky(world.QuirkEKMOnly), r.goods[0]))
			r.poll()
			r.onCall(at.method, at.path, func() { r.change(id, addUnit) })
			for range 3 {
				if errs := r.work(); len(errs) > 0 {
					t.Fatal(errs)
				}
			}
			w := r.stands(id, commerce.OrderPosted, "")
			s := r.sales(id)
			if len(s) != 1 || len(s[0].Payments) != 1 {
				t.Fatalf("Brightpearl has %+v", s)
			}
			if paid := commerce.MustAmount(s[0].Payments[0].Amount); paid.Pence() != commerce.MustAmount(s[0].Total).Pence() || w.Order.Total.Pence() != paid.Pence() {
				t.Errorf("paid %s of %s, stored %s", paid, s[0].Total, w.Order.Total)
			}
			changed := slices.Contains(w.Flags, "Changed in EKM after it was posted")
			if late := at.path == "sales-order" || at.path == "customer-payment"; late != changed {
				t.Errorf("the flags are %q", w.Flags)
			}
			if s[0].UnitsReserved != 1 || r.pending(r.goods[0]) != 0 {
				t.Errorf("%d units are reserved, %d pending", s[0].UnitsReserved, r.pending(r.goods[0]))
			}
		})
	}
}

func TestCancelledWhileItIsMatched(t *testing.T) {
	r := newRig(t)
	id := r.place(basket(r.quirky(world.QuirkEKMOnly), r.goods[0]))
	r.poll()
	r.onCall(http.MethodGet, "product-search", func() { // the unknown SKU is looked for
		o := r.order(id).Order
		o.Status = "CANCELLED"
		r.write(func(tx *db.Tx) error {
			_, _, err := tx.SaveOrder(o, db.Verdict{State: commerce.OrderCancelled})
			return err
		})
	})
	if errs := r.work(); len(errs) > 0 {
		t.Fatal(errs)
	}
	r.stands(id, commerce.OrderCancelled, "")
	if len(r.sales(id)) > 0 {
		t.Error("a cancelled order was posted")
	}
}

func TestLostAnswersAreLookedUp(t *testing.T) {
	for _, route := range []string{"POST contact-service/contact", "POST order-service/sales-order", "POST warehouse-service/order", "POST accounting-service/customer-payment"} {
		t.Run(route, func(t *testing.T) {
			r := newRig(t)
			id := r.place(basket(r.goods[0]))
			r.poll()
			if err := r.sim.Brightpearl.SetFaults(brightpearlsim.Fault{Name: brightpearlsim.LostAnswer, Route: route, NextN: 1},
				brightpearlsim.Fault{Name: brightpearlsim.SearchLag, Route: "contact-search", Seconds: 3000}); err != nil {
				t.Fatal(err)
			}
			for range 12 { // the search shows a new contact three seconds later, at this speed
				r.work()
				r.advance(2 * time.Second)
			}
			s := r.posted(id)
			if c := r.sim.Brightpearl.Books().Counters; c.DuplicateCreates+c.OverPaid+c.OverAllocated > 0 || s.UnitsReserved != 1 {
				t.Errorf("the counters are %+v, %d units reserved", c, s.UnitsReserved)
			}
			found, err := r.bp.Contacts.SearchByEmail(t.Context(), "shopper@example.org")
			if err != nil || len(found) != 1 {
				t.Errorf("%d contacts were created, %v", len(found), err)
			}
		})
	}
}

func TestContactOfTwoFirstOrders(t *testing.T) {
	r := newRig(t)
	b := basket(r.goods[0])
	b.Email = "Éva.Novák@Bücher.example"
	first := r.place(b)
	b.Email = " éva.nova\u0301k@xn--bcher-kva.example\u200b"
	second := r.place(b)
	r.poll()
	items, err := r.desk.Source().Due(t.Context(), r.clock(), 10)
	if err != nil || len(items) != 2 {
		t.Fatalf("%d orders are due, %v", len(items), err)
	}
	done := make(chan error)
	for _, item := range items {
		go func() { done <- item.Work(t.Context()) }()
	}
	for range items {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if a, b := r.posted(first), r.posted(second); a.ContactID != b.ContactID {
		t.Errorf("the orders are on the contacts %d and %d", a.ContactID, b.ContactID)
	}
}

// TestContactOfTwoFirstOrdersAfterALostAnswer: the search does not show the contact that the first order made without learning of it,
// and the second order waits for that instead of making another one.
func TestContactOfTwoFirstOrdersAfterALostAnswer(t *testing.T) {
	r := newRig(t)
	first, second := r.place(basket(r.goods[0])), r.place(basket(r.goods[0]))
	r.poll()
	if err := r.sim.Brightpearl.SetFaults(brightpearlsim.Fault{Name: brightpearlsim.LostAnswer, Route: "POST contact-service/contact", NextN: 1},
		brightpearlsim.Fault{Name: brightpearlsim.SearchLag, Route: "contact-search", Seconds: 3000}); err != nil {
		t.Fatal(err)
	}
	for range 40 {
		r.work()
		r.advance(2 * time.Second)
	}
	r.onePerson(first, second)
}

// TestContactThatTheSearchDoesNotShowYet: an order whose first try failed looks again, and what it does not find is not made twice when
// the index knows it.
func TestContactThatTheSearchDoesNotShowYet(t *testing.T) {
	r := newRig(t)
	first := r.place(basket(r.goods[0]))
	r.run()
	second := r.place(basket(r.goods[0]))
	r.poll()
	if err := r.sim.Brightpearl.SetFaults(brightpearlsim.Fault{Name: brightpearlsim.InternalError, Route: "POST order-service/sales-order", NextN: 1},
		brightpearlsim.Fault{Name: brightpearlsim.SearchLag, Route: "contact-search", Seconds: 60_000}); err != nil {
		t.Fatal(err)
	}
	r.work()
	r.advance(10 * time.Second)
	r.work()
	r.onePerson(first, second)
}

// onePerson expects that two orders are on one contact, the only one with the address.
func (r *rig) onePerson(first, second int64) {
	r.t.Helper()
	if err := r.sim.Brightpearl.SetFaults(); err != nil {
		r.t.Fatal(err)
	}
	a, b := r.posted(first), r.posted(second)
	if found, err := r.bp.Contacts.SearchByEmail(r.t.Context(), "shopper@example.org"); err != nil || len(found) != 1 || a.ContactID != b.ContactID {
		r.t.Errorf("%d contacts were created, %v; the orders are on %d and %d", len(found), err, a.ContactID, b.ContactID)
	}
}

func TestMergedContactIsSearchedAgain(t *testing.T) {
	r := newRig(t)
	first := r.place(basket(r.goods[0]))
	r.run()
	contact := r.posted(first).ContactID
	// The index names a contact that Brightpearl does not have any more.
	r.write(func(tx *db.Tx) error {
		if err := tx.ForgetContact(int64(contact)); err != nil {
			return err
		}
		return tx.SaveContacts([]db.KnownContact{{Hash: r.desk.EmailHash("shopper@example.org"), ContactID: 999_999, Customer: true}})
	})
	r.advance(time.Second)
	second := r.place(basket(r.goods[0]))
	r.run()
	if s := r.posted(second); s.ContactID != contact {
		t.Errorf("the order is on contact %d, want %d", s.ContactID, contact)
	}
}

func TestOneUnreadableOrderDoesNotStopTheOthers(t *testing.T) {
	r := newRig(t)
	bad := r.place(basket(r.goods[0]))
	good := r.place(basket(r.goods[0]))
	r.spoil(bad, true)
	r.run()
	r.posted(good)
	r.stands(bad, commerce.OrderHeld, "SB-ORD-113")
	r.write(func(tx *db.Tx) error { _, err := tx.ReleaseHeldOrders(r.store, ""); return err })
	r.run()
	if len(r.sales(bad)) > 0 {
		t.Error("a part of an order was posted")
	}
	r.spoil(0, false)
	r.advance(11 * time.Minute)
	r.run()
	r.posted(bad)
}

func TestOrderWithoutLines(t *testing.T) {
	r := newRig(t)
	id := r.place(basket(r.goods[0]))
	r.empty(id)
	r.run()
	r.stands(id, commerce.OrderHeld, "SB-ORD-110")
	r.empty(0)
	r.advance(11 * time.Minute) // the lines came later, and no stamp moved
	r.run()
	r.posted(id)
}

func TestSKUThatAppearsLater(t *testing.T) {
	r := newRig(t, hold)
	// Brightpearl's own product is not known here yet.
	sku := r.goods[0]
	product := r.product(sku)
	r.write(func(tx *db.Tx) error {
		return tx.SaveProducts(1, []db.Product{{ID: product, SKU: "OLD-NAME", StockTracked: true}})
	})
	id := r.place(basket(sku))
	r.poll()
	if n := len(r.rows(id)); n != 0 {
		t.Errorf("%d rows are tied already", n)
	}
	r.run() // asked for by its SKU, the product is found
	if s := r.posted(id); s.Rows[0].SKU != sku || s.UnitsReserved != 1 {
		t.Errorf("the sales order is %+v", s)
	}
}

func TestShortage(t *testing.T) {
	r := newRig(t)
	if err := r.sim.Brightpearl.SetStock(r.goods[0], world.MainWarehouse, 1); err != nil {
		t.Fatal(err)
	}
	b := basket(r.goods[0])
	b.Lines[0].Quantity = 3
	id := r.place(b)
	r.run()
	s, w := r.posted(id), r.order(id)
	if s.UnitsReserved != 1 || len(w.Flags) != 1 || w.Flags[0] != "Short of 2 units" || r.pending(r.goods[0]) != 2 {
		t.Errorf("%d reserved, flags %q, %d pending", s.UnitsReserved, w.Flags, r.pending(r.goods[0]))
	}
	if problems, err := r.db.OpenProblems(t.Context()); err != nil || len(problems) != 1 || !strings.Contains(problems[0], "short of 2 units") {
		t.Errorf("the open problems are %q, %v", problems, err)
	}

	// Goods arrive: the order gets what it is owed, its payment stays the only one, and nothing is deducted any more.
	if err := r.sim.Brightpearl.SetStock(r.goods[0], world.MainWarehouse, 10); err != nil {
		t.Fatal(err)
	}
	product := r.product(r.goods[0])
	r.write(func(tx *db.Tx) error {
		_, err := tx.SaveStock(r.clock(), []int64{product}, []db.Stock{{ProductID: product, WarehouseID: world.MainWarehouse, InStock: 10, Allocated: 1, OnHand: 9}})
		return err
	})
	if err := r.desk.TopUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.run()
	s, w = r.posted(id), r.order(id)
	if s.UnitsReserved != 3 || len(s.Payments) != 1 || len(w.Flags) != 0 || r.pending(r.goods[0]) != 0 || w.State != commerce.OrderPosted {
		t.Errorf("after the delivery %d are reserved, %d payments, flags %q, %d pending, %s", s.UnitsReserved, len(s.Payments), w.Flags, r.pending(r.goods[0]), w.State)
	}
	if problems, err := r.db.OpenProblems(t.Context()); err != nil || len(problems) != 0 {
		t.Errorf("the open problems are %q, %v", problems, err)
	}
}

// TestShortageThatStaffTookOver: once a goods-out note exists, nothing is reserved behind the warehouse's back.
func TestShortageThatStaffTookOver(t *testing.T) {
	r := newRig(t)
	if err := r.sim.Brightpearl.SetStock(r.goods[0], world.MainWarehouse, 1); err != nil {
		t.Fatal(err)
	}
	b := basket(r.goods[0])
	b.Lines[0].Quantity = 3
	id := r.place(b)
	r.run()
	order := r.posted(id)
	if _, err := r.sim.Brightpearl.Ship(brightpearlsim.Shipment{OrderID: order.ID, Tracking: "A1"}); err != nil {
		t.Fatal(err)
	}
	r.write(func(tx *db.Tx) error { return tx.Reallocate(r.order(id).ID) })
	r.run()
	if s := r.posted(id); s.UnitsReserved != 1 || r.pending(r.goods[0]) != 0 {
		t.Errorf("%d reserved, %d pending", s.UnitsReserved, r.pending(r.goods[0]))
	}
}

func TestPaymentThatIsNotVisibleYet(t *testing.T) {
	r := newRig(t)
	id := r.place(basket(r.goods[0]))
	r.poll()
	if err := r.sim.Brightpearl.SetFaults(brightpearlsim.Fault{Name: brightpearlsim.SearchLag, Route: "customer-payment-search", Seconds: 60_000}); err != nil {
		t.Fatal(err)
	}
	r.work()
	if w := r.order(id); w.State != commerce.OrderWorking || w.Stage != commerce.Paid || w.Attempts != 1 {
		t.Fatalf("the order is %s at %s after %d attempts", w.State, w.Stage, w.Attempts)
	}
	r.advance(2 * time.Minute)
	if errs := r.work(); len(errs) > 0 {
		t.Fatal(errs)
	}
	r.posted(id)
}

func TestTroubleWords(t *testing.T) {
	r := newRig(t, hold)
	id := r.place(basket(r.goods[0], r.quirky(world.QuirkEKMOnly)))
	r.poll()
	if err := r.sim.Brightpearl.SetFaults(brightpearlsim.Fault{Name: brightpearlsim.InternalError}); err != nil {
		t.Fatal(err)
	}
	r.work()
	if err := r.sim.Brightpearl.SetFaults(); err != nil {
		t.Fatal(err)
	}
	r.advance(time.Hour)
	r.work()
	r.stands(id, commerce.OrderHeld, "SB-ORD-104")
	if got := r.held(id); !strings.HasPrefix(got, "No Brightpearl product has the SKU") {
		t.Errorf("a decision is told as a failure: %q", got)
	}
}

func TestVariousBaskets(t *testing.T) {
	for _, trouble := range []string{"item_tax_per_line", "item_discount", "items_paged", "item_product_is_parent", "last_updated_null", "null_fields", "guest_ids"} {
		t.Run(trouble, func(t *testing.T) {
			t.Parallel() // most of the time is spent waiting
			r := newRig(t)
			if err := r.sim.EKM.SetFaults([]ekmsim.Fault{{Name: trouble}}); err != nil {
				t.Fatal(err)
			}
			var ids []int64
			for i := range int64(6) {
				b := basket(r.goods[0], r.goods[1], r.goods[2])
				b.Lines[0].Quantity, b.Lines[1].Quantity, b.Discount, b.ExactTax = 1+i, 1+i%3, 77*i, i%2 == 1
				ids = append(ids, r.place(b))
			}
			r.run()
			for _, id := range ids {
				r.posted(id)
			}
		})
	}
}

func TestAgain(t *testing.T) {
	r := newRig(t)
	id := r.place(basket(r.goods[0]))
	if err := r.desk.Again(t.Context(), r.store, id); err != nil {
		t.Fatal(err)
	}
	if errs := r.work(); len(errs) > 0 {
		t.Fatal(errs)
	}
	r.posted(id)
	if _, err := r.shop.Orders.Get(t.Context(), ekm.ID(id)); err != nil {
		t.Fatal(err)
	}
}
