package orderflow_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/world"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

// TestPaymentWithoutReceipt: a method that Brightpearl does not know pays the order and moves no bank account. The order stands, a
// card says so, and it is cured by recording the payment again.
func TestPaymentWithoutReceipt(t *testing.T) {
	r := newRig(t, func(s *settings.Store) { s.PaymentMethod = "NOSUCH" })
	id := r.place(basket(r.goods[0]))
	r.run()
	w := r.stands(id, commerce.OrderPosted, "")
	if w.Receipt || !w.Paid || !slices.Contains(w.Flags, db.NoReceiptFlag) {
		t.Errorf("paid %v, receipt %v, flags %q", w.Paid, w.Receipt, w.Flags)
	}
	problems, err := r.db.OpenProblems(t.Context())
	if err != nil || len(problems) != 1 || !strings.Contains(problems[0], "without a sales receipt") {
		t.Fatalf("the open problems are %q, %v", problems, err)
	}
	// Staff delete the payment, the method is put right, and somebody retries.
	if err := r.sim.Brightpearl.RemovePayments(r.sales(id)[0].ID); err != nil {
		t.Fatal(err)
	}
	r.set(func(s *settings.Store) { s.PaymentMethod = r.user.PaymentMethod })
	r.write(func(tx *db.Tx) error { _, err := tx.CheckAgain(w.ID); return err })
	r.run()
	r.posted(id)
	if w := r.order(id); !w.Receipt || len(w.Flags) > 0 {
		t.Errorf("receipt %v, flags %q", w.Receipt, w.Flags)
	}
	if problems, err := r.db.OpenProblems(t.Context()); err != nil || len(problems) > 0 {
		t.Errorf("the open problems are %q, %v", problems, err)
	}
}

// TestPaymentThatStaffRecorded: a cheque that staff put into Brightpearl before EKM shows it is not recorded a second time.
func TestPaymentThatStaffRecorded(t *testing.T) {
	r := newRig(t, func(s *settings.Store) { s.Unpaid = map[string]string{"card payment": settings.UnpaidAsUnpaid} })
	b := basket(r.goods[0])
	b.PaymentStatus = "UNKNOWN"
	id := r.place(b)
	r.run()
	w := r.stands(id, commerce.OrderPosted, "")
	ref, err := brightpearl.NewTransactionRef("cheque 17")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.bp.Payments.CreateReceipt(t.Context(), brightpearl.Receipt{Ref: ref, Order: brightpearl.OrderID(w.SalesOrderID), Method: r.user.PaymentMethod,
		Amount: decimal.New(int64(w.Order.Total.Pence()), -2), Currency: "GBP", PaidOn: r.clock()}); err != nil {
		t.Fatal(err)
	}
	if err := r.sim.EKM.PayOrder(r.user.Username, id); err != nil {
		t.Fatal(err)
	}
	r.advance(2 * time.Hour)
	r.run()
	r.run()
	r.posted(id)
	if w := r.order(id); !w.Paid || !w.Receipt || slices.Contains(w.Flags, db.UnpaidFlag) {
		t.Errorf("paid %v, receipt %v, flags %q", w.Paid, w.Receipt, w.Flags)
	}
}

// TestTwoOrdersForOneUnit: the later one is short, by exactly what is missing, and its card names the other.
func TestTwoOrdersForOneUnit(t *testing.T) {
	r := newRig(t)
	if err := r.sim.Brightpearl.SetStock(r.goods[0], world.MainWarehouse, 1); err != nil {
		t.Fatal(err)
	}
	first, second := r.place(basket(r.goods[0])), r.place(basket(r.goods[0]))
	r.run()
	if a, b := r.posted(first), r.posted(second); a.UnitsReserved+b.UnitsReserved != 1 {
		t.Fatalf("%d and %d units are reserved", a.UnitsReserved, b.UnitsReserved)
	}
	problems, err := r.db.OpenProblems(t.Context())
	if err != nil || len(problems) != 1 || !strings.Contains(problems[0], "short of 1 unit") {
		t.Fatalf("the open problems are %q, %v", problems, err)
	}
	cards, err := r.db.CausePage(t.Context(), r.store)
	if err != nil {
		t.Fatal(err)
	}
	cards = slices.DeleteFunc(cards, func(c view.CauseCard) bool { return c.Code != "SB-ORD-130" })
	if len(cards) != 1 || !strings.Contains(cards[0].Text, r.goods[0]+": 0 of 1 reserved") || !strings.Contains(cards[0].Text, "(1 of 1 reserved)") {
		t.Errorf("the cards are %+v", cards)
	}
	if r.pending(r.goods[0]) != 1 {
		t.Errorf("%d units are deducted", r.pending(r.goods[0]))
	}
	r.oneShortfall(first, second)
}

// oneShortfall checks the desk: both orders show the same shortfall of one unit, that of the later order, and each other; the units
// are the sum over the lines; and what a person chooses is seen in both.
func (r *rig) oneShortfall(first, second int64) {
	r.t.Helper()
	a, b := r.order(first), r.order(second)
	see := func(id commerce.OrderID) view.Shortfall {
		r.t.Helper()
		d, ok, err := r.db.OrderDetail(r.t.Context(), id)
		if err != nil || !ok || len(d.Shortfalls) != 1 {
			r.t.Fatalf("order %d shows the shortfalls %+v, %v", id, d.Shortfalls, err)
		}
		return d.Shortfalls[0]
	}
	s := see(a.ID)
	if len(s.Claims) != 2 || s.SKU != r.goods[0] || s.Short != 1 || !reflect.DeepEqual(s, see(b.ID)) {
		r.t.Fatalf("the orders show %+v and %+v", s, see(b.ID))
	}
	early, late := s.Claims[0], s.Claims[1]
	if early.OrderID != a.ID || late.OrderID != b.ID || early.Short+late.Short != s.Short || late.Short != 1 || early.Reserved != 1 {
		r.t.Errorf("the claims are %+v", s.Claims)
	}
	if err := r.db.Write(r.t.Context(), func(tx *db.Tx) error {
		_, err := tx.LetWait(s.ProductID, a.ID, "collects on Friday", "Sam")
		return err
	}); err != nil {
		r.t.Fatal(err)
	}
	for _, id := range []commerce.OrderID{a.ID, b.ID} {
		if c := see(id).Claims[0]; !c.Waits() || c.WaitsBy != "Sam" || c.WaitsWhy != "collects on Friday" {
			r.t.Errorf("order %d does not show who waits: %+v", id, c)
		}
	}
	if err := r.db.Write(r.t.Context(), func(tx *db.Tx) error {
		ok, err := tx.StopWaiting(s.ProductID, a.ID)
		if !ok {
			r.t.Error("there was no choice to take back")
		}
		return err
	}); err != nil {
		r.t.Fatal(err)
	}
	if see(b.ID).Claims[0].Waits() {
		r.t.Error("the choice stays although it was taken back")
	}
	if err := r.db.Write(r.t.Context(), func(tx *db.Tx) error {
		ok, err := tx.LetWait(s.ProductID+1_000_000, a.ID, "", "Sam")
		if ok {
			r.t.Error("an order waits for a product that it does not want")
		}
		return err
	}); err != nil {
		r.t.Fatal(err)
	}
}

// TestEvidence: the timeline says which answer was lost and what was found.
func TestEvidence(t *testing.T) {
	for route, want := range map[string]string{
		"POST order-service/sales-order": "The answer to the sales order of ", "POST accounting-service/customer-payment": "The answer to the payment of ",
	} {
		r := newRig(t)
		id := r.place(basket(r.goods[0]))
		r.poll()
		if err := r.sim.Brightpearl.SetFaults(brightpearlsim.Fault{Name: brightpearlsim.LostAnswer, Route: route, NextN: 1}); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			r.work()
			r.advance(30 * time.Second)
		}
		r.posted(id)
		d, ok, err := r.db.OrderDetail(t.Context(), r.order(id).ID)
		if err != nil || !ok {
			t.Fatal(err)
		}
		found := false
		for _, a := range d.Timeline {
			found = found || strings.Contains(a.Text, want) && strings.Contains(a.Text, "not repeated")
		}
		if !found {
			t.Errorf("%s: the timeline is %+v", route, d.Timeline)
		}
	}
}
