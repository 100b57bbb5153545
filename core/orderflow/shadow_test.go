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
