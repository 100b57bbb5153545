package engine_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/engine"
	"stockbridge/core/fault"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/setup"
	"stockbridge/core/view"
)

// shadowed is a demo with one store, whose shoppers are the test.
type shadowed struct {
	*engine.Demo
	t     *testing.T
	ctx   context.Context
	store db.StoreRow
	codes []string
}

func newShadowed(t *testing.T) *shadowed {
	t.Helper()
	s := &shadowed{Demo: demo(t, engine.DemoOptions{Stores: 1, Products: 60, Speed: 40}), t: t}
	quiet(s.Sandbox)
	stockUp(t, s.Sandbox)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	t.Cleanup(cancel)
	s.ctx = ctx
	user := s.Sandbox.Config().Users[0]
	var err error
	if s.store, _, err = s.DB.StoreNamed(ctx, user.Name); err != nil {
		t.Fatal(err)
	}
	s.codes = sellable(s.Sandbox)[user.Username]
	if len(s.codes) == 0 {
		t.Fatal("nothing can be sold")
	}
	return s
}

func (s *shadowed) round() {
	s.t.Helper()
	if err := s.UntilIdle(s.ctx, func(engine.Step) {}); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shadowed) place(email string) int64 {
	s.t.Helper()
	p, err := s.Sandbox.EKM.PlaceOrder(s.Sandbox.Config().Users[0].Username, ekmsim.Basket{Email: email, NoEmail: email == "", Lines: []ekmsim.Line{{Code: s.codes[0], Quantity: 1}}})
	if err != nil {
		s.t.Fatal(err)
	}
	return p.ID
}

func (s *shadowed) typed(ekmID int64) {
	s.t.Helper()
	if _, err := s.Sandbox.TypeOrder(s.Sandbox.Config().Users[0], ekmID, nil); err != nil {
		s.t.Fatal(err)
	}
}

// inBrightpearl counts the sales orders of an EKM order: those we made, and those that staff typed.
func (s *shadowed) inBrightpearl(ekmID int64) (ours, typed int) {
	s.t.Helper()
	shop := s.Sandbox.EKM.Books().Shops[0]
	i := slices.IndexFunc(shop.Orders, func(o ekmsim.OrderBook) bool { return o.ID == ekmID })
	for _, sale := range s.Sandbox.Brightpearl.Books().SalesOrders {
		switch {
		case sale.ExternalRef == commerce.Reference(s.store.Username, ekmID):
			ours++
		case sale.ExternalRef == "" && sale.Reference == shop.Orders[i].Number:
			typed++
		}
	}
	return ours, typed
}

func (s *shadowed) state(ekmID int64) (commerce.OrderState, string) {
	s.t.Helper()
	known, err := s.DB.KnownOrders(s.ctx, s.store.ID, []int64{ekmID})
	if err != nil {
		s.t.Fatal(err)
	}
	return known[ekmID].State, known[ekmID].Cause.Text
}

// TestGoLiveFromAnOrder is the money of the shadow: orders from the chosen one on come over, once; earlier ones do not, though they were
// placed within the same second; and none that staff typed is posted a second time, not even one that was typed a moment ago.
func TestGoLiveFromAnOrder(t *testing.T) {
	s := newShadowed(t)
	waiting := s.place("") // held since before the run: no e-mail address
	s.round()
	if state, _ := s.state(waiting); state != commerce.OrderHeld {
		t.Fatalf("the order without an address is %s", state)
	}
	if err := s.GoLiveFrom(s.ctx, s.store.ID, waiting, "Ann"); err == nil || !strings.Contains(err.Error(), "does not run in shadow") {
		t.Errorf("live from nothing: %v", err)
	}
	if err := s.StartShadow(s.ctx, s.store.ID, "Ann"); err != nil {
		t.Fatal(err)
	}
	var ids []int64
	for i := range 8 {
		ids = append(ids, s.place(fmt.Sprintf("shopper%d@example.org", i)))
	}
	s.typed(ids[1])
	s.typed(ids[4])
	s.round()
	v, err := s.Shadow(s.ctx, s.store.ID)
	if err != nil || !v.On || v.Orders-v.Held != 8 || v.Paired != 2 || v.Writes != 0 { // the held one may be of the second in which the run began
		t.Fatalf("the run says %+v, %v", v, err)
	}
	if _, err := s.Setup.GoLive(s.ctx, s.store.ID, db.Switches{}); fault.Of(err) == nil || fault.Of(err).Code != setup.CodeInShadow {
		t.Errorf("an ordinary go-live of a store in shadow: %v", err)
	}
	if err := s.GoLiveFrom(s.ctx, s.store.ID, 999_999, "Ann"); err == nil {
		t.Error("live from an order that nobody placed")
	}
	if row, _, err := s.DB.Store(s.ctx, s.store.ID); err != nil || row.OrdersOn || !row.StockOn {
		t.Fatalf("the switches are %+v, %v", row.Store, err)
	}

	s.typed(ids[6]) // while the person decides
	if err := s.GoLiveFrom(s.ctx, s.store.ID, ids[3], "Ann"); err != nil {
		t.Fatal(err)
	}
	after := s.place("late@example.org")
	for range 2 {
		s.round()
	}
	for i, want := range []struct {
		ours, typed int
		why         string // of one that is not posted
	}{{0, 0, "before the order"}, {0, 1, "Staff typed it"}, {0, 0, "before the order"}, {1, 0, ""}, {0, 1, "Staff typed it"}, {1, 0, ""}, {0, 1, "Staff typed it"}, {1, 0, ""}} {
		ours, typed := s.inBrightpearl(ids[i])
		state, why := s.state(ids[i])
		if ours != want.ours || typed != want.typed {
			t.Errorf("order %d is in Brightpearl %d times by us and %d times by staff, want %d and %d", i, ours, typed, want.ours, want.typed)
		}
		if want.why != "" && (state != "" && state != commerce.OrderExcluded || state != "" && !strings.Contains(why, want.why)) {
			t.Errorf("order %d is %s: %s", i, state, why)
		}
	}
	if ours, _ := s.inBrightpearl(after); ours != 1 {
		t.Errorf("an order after go-live is in Brightpearl %d times", ours)
	}
	if ours, _ := s.inBrightpearl(waiting); ours != 0 {
		t.Error("the order that was held before the run was posted")
	}
	if state, why := s.state(waiting); state != commerce.OrderExcluded || !strings.Contains(why, "before the order") {
		t.Errorf("it is %s: %s", state, why)
	}
	if v, err := s.Shadow(s.ctx, s.store.ID); err != nil || v.On {
		t.Errorf("the run goes on: %+v, %v", v, err)
	}
	// What the settings, a sweep or a person do afterwards posts none of them.
	if _, err := s.Setup.Configure(s.ctx, s.store.ID, []setup.Change{{Key: "orders_from", Value: time.Now().Add(-48 * time.Hour).UTC().Format(time.RFC3339)}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Orders.Download(s.ctx, s.store.ID, ids, "Ann"); err != nil {
		t.Fatal(err)
	}
	s.round()
	for i, id := range ids {
		if ours, typed := s.inBrightpearl(id); ours+typed > 1 {
			t.Errorf("order %d is in Brightpearl %d times by us and %d times by staff", i, ours, typed)
		}
	}
	s.says("Runs in shadow", "Live out of the shadow")
}

// says looks for texts of the activity with the person who did it.
func (s *shadowed) says(texts ...string) {
	s.t.Helper()
	log, err := s.DB.ActivityPage(s.ctx, view.Filter{}, view.Window{Limit: 500})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, text := range texts {
		if !slices.ContainsFunc(log.Rows, func(a view.ActivityRow) bool { return strings.Contains(a.Text, text) && a.Actor == "Ann" }) {
			s.t.Errorf("the activity does not say %q", text)
		}
	}
}

// TestStoppedShadow: a run that was stopped goes on protecting what staff typed, also where the order was stored and waiting before.
func TestStoppedShadow(t *testing.T) {
	s := newShadowed(t)
	if err := s.StartShadow(s.ctx, s.store.ID, "Ann"); err != nil {
		t.Fatal(err)
	}
	typed, other := s.place("a@example.org"), s.place("b@example.org")
	if _, err := s.Orders.Download(s.ctx, s.store.ID, []int64{typed, other}, "Ann"); err != nil { // they wait here now
		t.Fatal(err)
	}
	s.typed(typed)
	s.round()
	if state, _ := s.state(typed); state != commerce.OrderWaiting {
		t.Fatalf("the order is %q", state)
	}
	if err := s.StopShadow(s.ctx, s.store.ID, "Ann"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Setup.GoLive(s.ctx, s.store.ID, db.Switches{Orders: true}); err != nil {
		t.Fatal(err)
	}
	s.round()
	if ours, staff := s.inBrightpearl(typed); ours != 0 || staff != 1 {
		t.Errorf("the typed order is in Brightpearl %d times by us and %d times by staff", ours, staff)
	}
	if ours, _ := s.inBrightpearl(other); ours != 1 {
		t.Errorf("the other one is there %d times", ours)
	}
	// A person who knows better may retry it.
	known, err := s.DB.KnownOrders(s.ctx, s.store.ID, []int64{typed})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.RetryOrder(s.ctx, known[typed].ID, "Ann"); err != nil {
		t.Fatal(err)
	}
	s.round()
	if ours, _ := s.inBrightpearl(typed); ours != 1 {
		t.Errorf("after a person's retry it is there %d times by us", ours)
	}
	s.says("Does not run in shadow any more")
}
