package orderflow_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/view"
)

func (r *rig) detail(ekmID int64) view.OrderDetail {
	r.t.Helper()
	d, ok, err := r.db.OrderDetail(r.t.Context(), r.order(ekmID).ID)
	if err != nil || !ok {
		r.t.Fatal(ok, err)
	}
	return d
}

// changes are the differences of an order in words, as its screen lists them.
func (r *rig) changes(ekmID int64) map[string][2]string {
	r.t.Helper()
	out := map[string][2]string{}
	for _, c := range r.detail(ekmID).Changes {
		out[c.What] = [2]string{c.Posted, c.Now}
	}
	return out
}

// card is the only card with a code.
func (r *rig) card(code string) view.CauseCard {
	r.t.Helper()
	cards, err := r.db.CausePage(r.t.Context(), r.store)
	if err != nil {
		r.t.Fatal(err)
	}
	cards = slices.DeleteFunc(cards, func(c view.CauseCard) bool { return c.Code != code })
	if len(cards) != 1 {
		r.t.Fatalf("%d cards with %s", len(cards), code)
	}
	return cards[0]
}

func refused(t *testing.T, err error, code string, says ...string) {
	t.Helper()
	if err == nil || fault.CauseOf(err).Code != code {
		t.Fatalf("got %v, want %s", err, code)
	}
	for _, s := range says {
		if text := fault.CauseOf(err).Text; !strings.Contains(text, s) {
			t.Errorf("%q does not say %q", text, s)
		}
	}
}

// edited is a posted order that the merchant edits in EKM: another unit of its first line, and a second line.
func (r *rig) edited() (id int64) {
	r.t.Helper()
	id = r.place(basket(r.goods[0]))
	r.run()
	r.posted(id)
	b := basket(r.goods[0], r.goods[1])
	b.Lines[0].Quantity = 2
	r.advance(time.Minute)
	if err := r.sim.EKM.EditOrder(r.user.Username, id, b); err != nil {
		r.t.Fatal(err)
	}
	r.run()
	return id
}

func TestChangeInEKMIsShown(t *testing.T) {
	r := newRig(t)
	id := r.edited()
	w := r.stands(id, commerce.OrderPosted, "")
	if d := r.detail(id); !d.Changed || w.Order.Lines[0].Quantity != 1 || len(w.Order.Lines) != 1 {
		t.Errorf("changed %v, the posted lines are %+v", d.Changed, w.Order.Lines)
	}
	got := r.changes(id)
	total := commerce.MustAmount(r.shown(id).Total).Pence().Display("GBP")
	if got["Line 1, quantity"] != [2]string{"1", "2"} || !strings.Contains(got["Line added"][1], r.goods[1]) || got["Total"][1] != total || got["Tax"][1] == "" {
		t.Errorf("the changes are %q", got)
	}
	// The merchant takes it back: nothing is left to judge.
	r.advance(time.Minute)
	if err := r.sim.EKM.EditOrder(r.user.Username, id, basket(r.goods[0])); err != nil {
		t.Fatal(err)
	}
	r.run()
	if d := r.detail(id); d.Changed || len(d.Changes) > 0 || len(d.Flags) > 0 {
		t.Errorf("after it was taken back: %v %q %q", d.Changed, d.Changes, d.Flags)
	}
}

// TestAddressThatChangedIsShown: a change that moves no penny matters all the same.
func TestAddressThatChangedIsShown(t *testing.T) {
	r := newRig(t)
	id := r.place(basket(r.goods[0]))
	r.run()
	b := basket(r.goods[0])
	b.Email = "another@example.org"
	r.advance(time.Minute)
	if err := r.sim.EKM.EditOrder(r.user.Username, id, b); err != nil {
		t.Fatal(err)
	}
	r.run()
	if got := r.changes(id); got["E-mail"] != [2]string{"shopper@example.org", "another@example.org"} || len(got) != 1 {
		t.Errorf("the changes are %q", got)
	}
	for _, a := range r.activity() {
		if strings.Contains(a, "example.org") {
			t.Errorf("the activity holds an address: %s", a)
		}
	}
}

// TestOurOwnWritesAreNoChange: what the warehouse reports costs one look at the list, and nothing is shown as changed.
func TestOurOwnWritesAreNoChange(t *testing.T) {
	r := newRig(t)
	id := r.place(basket(r.goods[0]))
	r.run()
	r.advance(time.Minute)
	if _, err := r.shop.Orders.SetStatus(t.Context(), 1, "DISPATCHED"); err == nil {
		t.Fatal("there is an order 1")
	}
	if err := r.sim.EKM.SetOrderStatus(r.user.Username, id, "DISPATCHED"); err != nil {
		t.Fatal(err)
	}
	before := r.sim.EKM.Books().Shops[0].Counters.Requests
	r.run()
	if n := r.sim.EKM.Books().Shops[0].Counters.Requests - before; n != 1 {
		t.Errorf("%d requests", n)
	}
	if d := r.detail(id); d.Changed || d.EKMStatus != "DISPATCHED" || len(d.Flags) > 0 {
		t.Errorf("%v %s %q", d.Changed, d.EKMStatus, d.Flags)
	}
}

func TestAcceptChange(t *testing.T) {
	r := newRig(t)
	id := r.edited()
	own := r.order(id).ID
	// Brightpearl still has the old sums: both are told.
	posted, now := r.sales(id)[0], r.shown(id)
	refused(t, r.desk.AcceptChange(t.Context(), own, "Ann"), "SB-ORD-132", posted.Total, now.Total)
	if !r.detail(id).Changed {
		t.Error("a refusal judged the change")
	}
	// Staff correct the goods row: net and tax so that the sums are EKM's.
	goods := func(text string) int64 { return int64(commerce.MustAmount(text).Pence()) }
	net := goods(now.Total) - goods(now.Tax) - (goods(posted.Net) - goods(posted.Rows[0].Net))
	tax := goods(now.Tax) - (goods(posted.Tax) - goods(posted.Rows[0].Tax))
	if err := r.sim.Brightpearl.ChangeRow(posted.ID, 0, net, tax); err != nil {
		t.Fatal(err)
	}
	if err := r.desk.AcceptChange(t.Context(), own, "Ann"); err != nil {
		t.Fatal(err)
	}
	d := r.detail(id)
	if d.Changed || len(d.Changes) > 0 || len(d.Flags) > 0 || d.Total.String() != now.Total || len(d.Order.Lines) != 2 {
		t.Errorf("after accepting: %v %q %q %s with %d lines", d.Changed, d.Changes, d.Flags, d.Total, len(d.Order.Lines))
	}
	if !slices.ContainsFunc(r.activity(), func(a string) bool { return strings.Contains(a, "was accepted") }) || r.pending(r.goods[0]) != 0 {
		t.Errorf("%d pending, activity %q", r.pending(r.goods[0]), r.activity())
	}
	r.sweep()
	if r.detail(id).Changed {
		t.Error("the accepted order is shown as changed again")
	}
	refused(t, r.desk.AcceptChange(t.Context(), own, "Ann"), "SB-ORD-138")
}

func TestIgnoreChange(t *testing.T) {
	r := newRig(t)
	id := r.edited()
	own := r.order(id).ID
	refused(t, r.desk.IgnoreChange(t.Context(), own, " ", "Ann"), "SB-ORD-137")
	if err := r.desk.IgnoreChange(t.Context(), own, "agreed by telephone", "Ann"); err != nil {
		t.Fatal(err)
	}
	r.sweep()
	if d := r.detail(id); d.Changed || len(d.Flags) > 0 || len(d.Changes) == 0 || len(d.Order.Lines) != 1 {
		t.Errorf("after ignoring: %v %q %q", d.Changed, d.Flags, d.Changes)
	}
	// A further change is judged anew.
	r.advance(time.Minute)
	if err := r.sim.EKM.EditOrder(r.user.Username, id, basket(r.goods[2])); err != nil {
		t.Fatal(err)
	}
	r.run()
	if d := r.detail(id); !d.Changed {
		t.Error("a further change is not shown")
	}
}

func TestCancelledAfterItWasPosted(t *testing.T) {
	r := newRig(t)
	id := r.place(basket(r.goods[0]))
	r.run()
	posted := r.posted(id)
	r.advance(time.Minute)
	if err := r.sim.EKM.SetOrderStatus(r.user.Username, id, "CANCELLED"); err != nil {
		t.Fatal(err)
	}
	r.run()
	if c := r.card("SB-ORD-131"); !strings.Contains(c.Title, "is cancelled in EKM") || !strings.Contains(c.Fix, "cancel the sales order in Brightpearl") {
		t.Errorf("the card is %+v", c)
	}
	if got := r.changes(id); got["Status"] != [2]string{"open", "CANCELLED"} || !r.detail(id).Changed {
		t.Errorf("the changes are %q", got)
	}
	own := r.order(id).ID
	refused(t, r.desk.AcceptChange(t.Context(), own, "Ann"), "SB-ORD-133", "not cancelled in Brightpearl")
	if err := r.sim.Brightpearl.CancelSalesOrder(posted.ID); err != nil {
		t.Fatal(err)
	}
	if err := r.desk.AcceptChange(t.Context(), own, "Ann"); err != nil {
		t.Fatal(err)
	}
	r.sweep()
	if d := r.detail(id); d.Changed || len(r.problems()) > 0 {
		t.Errorf("changed %v, problems %q", d.Changed, r.problems())
	}
}

// TestCancelledAfterItWasShipped: goods that are gone are not cancelled away; the card proposes a credit.
func TestCancelledAfterItWasShipped(t *testing.T) {
	r := newRig(t)
	id := r.place(basket(r.goods[0]))
	r.run()
	s := r.posted(id)
	notes, err := r.sim.Brightpearl.Ship(brightpearlsim.Shipment{OrderID: s.ID, Tracking: "A1"})
	if err != nil {
		t.Fatal(err)
	}
	r.shipped(id, int64(notes[0]))
	r.advance(time.Minute)
	if err := r.sim.EKM.RefundOrder(r.user.Username, id); err != nil {
		t.Fatal(err)
	}
	r.run()
	if c := r.card("SB-ORD-131"); !strings.Contains(c.Fix, "Make a sales credit") {
		t.Errorf("the card is %+v", c)
	}
	if err := r.desk.IgnoreChange(t.Context(), r.order(id).ID, "credited as SC 4711", "Ann"); err != nil {
		t.Fatal(err)
	}
	r.sweep()
	if p := r.problems(); len(p) > 0 {
		t.Errorf("problems: %q", p)
	}
}

func TestCreateAgain(t *testing.T) {
	r := newRig(t)
	id := r.place(basket(r.goods[0]))
	r.run()
	own := r.order(id).ID
	refused(t, r.desk.CreateAgain(t.Context(), own, "Ann"), "SB-ORD-135")
	first := r.posted(id)
	if err := r.sim.Brightpearl.RemoveSalesOrder(first.ID); err != nil {
		t.Fatal(err)
	}
	if err := r.desk.CreateAgain(t.Context(), own, "Ann"); err != nil {
		t.Fatal(err)
	}
	r.run()
	if again := r.posted(id); again.ID == first.ID || again.UnitsReserved != 1 || r.pending(r.goods[0]) != 0 {
		t.Errorf("the new sales order is %+v", again)
	}
	waiting := r.place(basket(r.goods[0]))
	r.poll()
	refused(t, r.desk.CreateAgain(t.Context(), r.order(waiting).ID, "Ann"), "SB-ORD-136")
}

// TestErasedShopperIsNotPostedAgain: there is nobody left to post the order for, and EKM's word does not bring the person back.
func TestErasedShopperIsNotPostedAgain(t *testing.T) {
	r := newRig(t)
	id := r.place(basket(r.goods[0]))
	r.run()
	if _, err := r.desk.Erase(t.Context(), "shopper@example.org", "Ann"); err != nil {
		t.Fatal(err)
	}
	r.advance(time.Minute)
	if err := r.sim.EKM.SetOrderStatus(r.user.Username, id, "DISPATCHED"); err != nil {
		t.Fatal(err)
	}
	r.run()
	if d := r.detail(id); d.Changed || d.Order.Customer.Email != "" {
		t.Errorf("changed %v, %q is back", d.Changed, d.Order.Customer.Email)
	}
	if err := r.sim.Brightpearl.RemoveSalesOrder(r.sales(id)[0].ID); err != nil {
		t.Fatal(err)
	}
	refused(t, r.desk.CreateAgain(t.Context(), r.order(id).ID, "Ann"), "SB-ORD-139")
}
