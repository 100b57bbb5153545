package orderflow_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stockbridge/core/db"
	"stockbridge/core/orderflow"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/world"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

// inShadow is a rig whose store runs in shadow.
func inShadow(t *testing.T, change ...func(*settings.Store)) *rig {
	t.Helper()
	r := newRig(t, change...)
	r.write(func(tx *db.Tx) error { return tx.SetSwitches(r.store, db.Switches{}) })
	if err := r.desk.PollContacts(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.write(func(tx *db.Tx) error { return tx.BeginShadow(r.store) })
	r.advance(time.Second)
	return r
}

// shadow is a round, and what people see after it.
func (r *rig) shadow() view.Shadow {
	r.t.Helper()
	r.advance(2 * time.Minute)
	if err := r.desk.PollContacts(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	if err := r.desk.PollShadow(r.t.Context(), r.store); err != nil {
		r.t.Fatal(err)
	}
	s, err := r.db.Shadow(r.t.Context(), r.store)
	if err != nil {
		r.t.Fatal(err)
	}
	return s
}

// typed has staff type an order.
func (r *rig) typed(ekmID int64, change func(*brightpearlsim.TypedOrder)) int64 {
	r.t.Helper()
	id, err := r.sim.TypeOrder(r.user, ekmID, change)
	if err != nil {
		r.t.Fatal(err)
	}
	return int64(id)
}

// of is an order of the run as people see it.
func of(t *testing.T, s view.Shadow, ekmID int64) view.ShadowOrder {
	t.Helper()
	i := slices.IndexFunc(s.Newest, func(o view.ShadowOrder) bool { return o.EKMID == ekmID })
	if i < 0 {
		t.Fatalf("order %d is not in the run", ekmID)
	}
	return s.Newest[i]
}

// onlyReads fails where a request to Brightpearl was none that reads, or the shop was written to.
func (r *rig) onlyReads() {
	r.t.Helper()
	for route := range r.sim.Brightpearl.Books().Counters.Routes {
		if !strings.HasPrefix(route, "GET ") {
			r.t.Errorf("the request log has %s", route)
		}
	}
	if shop := r.sim.EKM.Books().Shops[0]; len(shop.Writes) != 0 {
		r.t.Errorf("the shop was written to: %+v", shop.Writes)
	}
}

// TestShadow is X15: 200 orders of many shoppers, typed in the ways in which people type; the request log has only reads, every order is
// paired with its own sales order, and exactly the three seeded differences are found.
func TestShadow(t *testing.T) {
	r := inShadow(t)
	var ids []int64
	typed := map[int64]int64{}
	seeded := map[int]func(*brightpearlsim.TypedOrder){
		37:  func(o *brightpearlsim.TypedOrder) { o.Rows[0].NetPence += 100 },
		90:  func(o *brightpearlsim.TypedOrder) { o.Rows[0].Quantity++ },
		150: func(o *brightpearlsim.TypedOrder) { o.WarehouseID = world.SecondWarehouse },
	}
	for wave := range 4 {
		r.desk = orderflow.New(r.options) // the program was restarted
		for range 50 {
			i := len(ids)
			b := basket(r.goods[i%len(r.goods)], r.goods[(i+1)%len(r.goods)])
			b.Email = fmt.Sprintf("shopper%d@example.org", i%60)
			b.Lines[0].Quantity = int64(1 + i%3)
			if i%9 == 0 {
				b.Discount = 137
			}
			ids = append(ids, r.place(b))
			r.advance(20 * time.Second)
		}
		if wave != 1 {
			r.shadow()
		}
		for i := 50 * wave; i < len(ids); i++ {
			typed[ids[i]] = r.typed(ids[i], func(o *brightpearlsim.TypedOrder) {
				switch i % 4 {
				case 1:
					o.Reference = "Web order " + strings.ToUpper(o.Reference) + " (phone)"
				case 2: // nothing but the shopper, the sum and the day tells whose it is
					o.Reference, o.PlacedOn, o.Email = "", time.Time{}, strings.ToUpper(o.Email)
				case 3:
					o.PlacedOn = time.Time{}
				}
				if change := seeded[i]; change != nil {
					change(o)
				}
			})
			r.advance(5 * time.Second)
		}
		r.shadow()
	}
	s := r.shadow()
	if s.Orders != 200 || s.Paired != 200 || s.Alike != 197 || s.Alone != 0 || s.Held != 0 || s.Writes != 0 || s.Ready() != 0.985 || !s.On || !s.Problem.Zero() {
		t.Errorf("%d orders, %d paired, %d alike, %d alone, %d held, readiness %v, %+v", s.Orders, s.Paired, s.Alike, s.Alone, s.Held, s.Ready(), s.Problem)
	}
	if fmt.Sprint(s.Kinds) != "[{quantity 1} {total 1} {warehouse 1}]" {
		t.Errorf("the kinds of differences are %v", s.Kinds)
	}
	for i, at := range []int{150, 90, 37} { // those with differences first, the newest of them at the top
		if o := s.Newest[i]; o.EKMID != ids[at] || len(o.Differences) != 1 {
			t.Errorf("difference %d is %+v", i, o)
		}
	}
	for _, o := range s.Newest {
		if o.SalesOrderID != typed[o.EKMID] {
			t.Errorf("order %d is paired with %d, staff typed %d", o.EKMID, o.SalesOrderID, typed[o.EKMID])
		}
	}
	r.onlyReads()
	if r.stored() != 0 {
		t.Errorf("%d orders are stored", r.stored())
	}
	t.Logf("%d reads for 200 orders", s.Reads)
}

// TestShadowPairs goes through what is easy to get wrong about whose sales order it is.
func TestShadowPairs(t *testing.T) {
	r := inShadow(t)
	order := func(email string) int64 {
		b := basket(r.goods[0])
		b.Email = email
		r.advance(time.Minute)
		return r.place(b)
	}
	first, second := order("twin@example.org"), order("twin@example.org") // of one shopper, of the same sum
	other := order("other@example.org")
	late, lone := order("late@example.org"), order("lone@example.org")
	r.shadow()
	sale := r.typed(first, nil)
	r.typed(first, nil)                                                                    // twice: the second one is nobody's
	r.typed(other, func(o *brightpearlsim.TypedOrder) { o.Reference = o.Reference + "9" }) // the number of another order, but the customer and the sum say it
	r.advance(4 * 24 * time.Hour)
	r.typed(late, func(o *brightpearlsim.TypedOrder) { o.Reference, o.PlacedOn = "", time.Time{} })
	s := r.shadow()
	if o := of(t, s, first); o.SalesOrderID != sale {
		t.Errorf("the first is paired with %d, want %d", o.SalesOrderID, sale)
	}
	for what, id := range map[string]int64{"the shopper's other order": second, "one that was typed four days later": late, "one that nobody typed": lone} {
		if o := of(t, s, id); o.SalesOrderID != 0 {
			t.Errorf("%s is paired with %d", what, o.SalesOrderID)
		}
	}
	if of(t, s, other).SalesOrderID == 0 || s.Paired != 2 || s.Alone != 3 {
		t.Errorf("%d are paired, %d alone", s.Paired, s.Alone)
	}
	// A sales order that staff cancel is none, and the one that they type instead is.
	if err := r.sim.Brightpearl.CancelSalesOrder(int(sale)); err != nil {
		t.Fatal(err)
	}
	r.shadow()
	instead := r.typed(second, nil)
	s = r.shadow()
	if a, b := of(t, s, first).SalesOrderID, of(t, s, second).SalesOrderID; a == sale || b != instead {
		t.Errorf("after one was cancelled the two are paired with %d and %d", a, b)
	}
	r.onlyReads()
}

// TestShadowDifferences: each kind that can differ is told by its name, and is gone when staff have corrected it; a setting that the
// merchant corrects does the same from the other side.
func TestShadowDifferences(t *testing.T) {
	r := inShadow(t)
	r.contact(brightpearlsim.NewContact{FirstName: "Ann", LastName: "Shopper", Email: "shopper@example.org"})
	elsewhere := r.contact(brightpearlsim.NewContact{FirstName: "Any", LastName: "Body", Email: "anybody@example.org"})
	for kinds, change := range map[string]func(*brightpearlsim.TypedOrder){
		"":           nil,
		"total":      func(o *brightpearlsim.TypedOrder) { o.Rows[0].NetPence++ },
		"total tax":  func(o *brightpearlsim.TypedOrder) { o.Rows[0].TaxPence-- },
		"customer":   func(o *brightpearlsim.TypedOrder) { o.ContactID = elsewhere },
		"channel":    func(o *brightpearlsim.TypedOrder) { o.ChannelID = 1 },
		"price_list": func(o *brightpearlsim.TypedOrder) { o.PriceListID = 2 },
		"lines":      func(o *brightpearlsim.TypedOrder) { o.Rows[1].SKU, o.Rows[1].Name = "", "Text" },
		"sku":        func(o *brightpearlsim.TypedOrder) { o.Rows[1].SKU = r.goods[2] },
		"quantity":   func(o *brightpearlsim.TypedOrder) { o.Rows[1].Quantity = 7 },
		"warehouse":  func(o *brightpearlsim.TypedOrder) { o.WarehouseID = world.SecondWarehouse },
		"receipt":    func(o *brightpearlsim.TypedOrder) { o.PaidPence = 0 },
	} {
		id := r.place(basket(r.goods[0], r.goods[1]))
		r.typed(id, change)
		o := of(t, r.shadow(), id)
		var got []string
		for _, d := range o.Differences {
			got = append(got, d.Kind)
			if d.Ours == d.Typed || d.Ours == "" || d.Typed == "" {
				t.Errorf("%s: the difference says %+v", kinds, d)
			}
		}
		if o.SalesOrderID == 0 || strings.Join(got, " ") != kinds {
			t.Errorf("of an order that differs in %q is told %v, %+v", kinds, got, o)
		}
	}
	s := r.shadow()
	if s.Paired != 11 || s.Alike != 1 {
		t.Fatalf("%d are paired, %d alike", s.Paired, s.Alike)
	}
	// The merchant chooses the warehouse that staff have always used: what was alike differs now, and the other way round.
	r.set(func(s *settings.Store) { s.Warehouses = []int64{world.SecondWarehouse} })
	s = r.shadow()
	if i := slices.IndexFunc(s.Kinds, func(k view.ShadowKind) bool { return k.Kind == "warehouse" }); i < 0 || s.Kinds[i].Orders != 10 || s.Alike != 1 {
		t.Errorf("by the other warehouse the kinds are %v, %d alike", s.Kinds, s.Alike)
	}
	r.onlyReads()
}

// TestShadowHolds: what would wait for a person is told with its cause, also beside a sales order, and is looked at again.
func TestShadowHolds(t *testing.T) {
	r := inShadow(t, func(s *settings.Store) { s.UnmatchedPolicy = settings.Hold })
	unknown := r.quirky(world.QuirkEKMOnly)
	id := r.place(basket(r.goods[0], unknown))
	s := r.shadow()
	if o := of(t, s, id); s.Held != 1 || o.Result != view.DryHeld || o.Cause.Code != "SB-ORD-104" || o.LinesTied != 1 || o.Made {
		t.Errorf("it is %+v, %d held", o, s.Held)
	}
	r.typed(id, nil)
	if o := of(t, r.shadow(), id); o.SalesOrderID == 0 || len(o.Differences) != 1 || o.Differences[0].Kind != "status" {
		t.Errorf("beside what staff typed it is %+v", o)
	}
	r.set(func(s *settings.Store) { s.UnmatchedPolicy = settings.TextRow })
	s = r.shadow()
	if o := of(t, s, id); s.Held != 0 || o.Result != view.DryTextRow || len(o.Differences) != 0 || s.Alike != 1 {
		t.Errorf("by another rule it is %+v", o)
	}
}

// TestShadowIsBehind: a comparison that could not be made says why, and nothing is skipped when it can be made again.
func TestShadowIsBehind(t *testing.T) {
	r := inShadow(t)
	id := r.place(basket(r.goods[0]))
	r.typed(id, nil)
	if err := r.sim.Brightpearl.SetFaults(brightpearlsim.Fault{Name: brightpearlsim.InternalError, Route: "sales-order-search"}); err != nil {
		t.Fatal(err)
	}
	r.advance(2 * time.Minute)
	if err := r.desk.PollShadow(t.Context(), r.store); err == nil {
		t.Fatal("the round went well")
	}
	s, err := r.db.Shadow(t.Context(), r.store)
	if err != nil || s.Problem.Zero() || !s.ReadAt.IsZero() || s.Orders != 1 || s.Paired != 0 {
		t.Errorf("the run says %+v, %v", s, err)
	}
	if err := r.sim.Brightpearl.SetFaults(); err != nil {
		t.Fatal(err)
	}
	if s := r.shadow(); !s.Problem.Zero() || s.Paired != 1 || s.ReadAt.IsZero() {
		t.Errorf("after it was mended the run says %+v", s)
	}
}
