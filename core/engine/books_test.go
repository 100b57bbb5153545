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
	"stockbridge/core/sandbox"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/ekmsim"
)

// quiet ends all life in the simulators, so that both sides can be compared at rest.
func quiet(box *sandbox.Sandbox) {
	box.EKM.SetOrdersPerMinute(0)
	box.Brightpearl.SetStaff(false)
}

// sold names every order that is one, and whether it is paid: check-outs that are under way still end when no new ones begin, so
// books are compared when nothing has happened meanwhile.
func sold(books ekmsim.Books) string {
	var b strings.Builder
	for _, s := range books.Shops {
		for _, o := range s.Orders {
			fmt.Fprint(&b, s.Username, o.ID, o.Sold, o.Payment, " ")
		}
	}
	return b.String()
}

// agree compares what Stockbridge did with the simulators' own books: orders as agreeOrders has it, every matched SKU's stock equal to
// Brightpearl's availability, no throttling.
func agree(t *testing.T, data *db.DB, ekm ekmsim.Books, bright brightpearlsim.Books, users []sandbox.User, from time.Time) {
	t.Helper()
	agreeOrders(t, data, ekm, bright, users, from)
	if bright.Counters.Throttled != 0 {
		t.Errorf("Brightpearl refused %d requests for their pace", bright.Counters.Throttled)
	}
	onHand := map[string]int64{}
	for _, l := range bright.Availability {
		if l.WarehouseID == 2 {
			onHand[l.SKU] += int64(l.OnHand)
		}
	}
	eachShop(t, data, ekm, func(shop ekmsim.ShopBooks, store db.StoreRow) {
		if shop.Counters.Throttled != 0 {
			t.Errorf("%s: %d requests throttled", shop.Name, shop.Counters.Throttled)
		}
		compareStock(t, data, store.ID, shop, onHand)
	})
}

// eachShop goes through the simulator's shops with the stores that they are here.
func eachShop(t *testing.T, data *db.DB, ekm ekmsim.Books, look func(shop ekmsim.ShopBooks, store db.StoreRow)) {
	t.Helper()
	stores, err := data.Stores(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(stores) != len(ekm.Shops) {
		t.Fatalf("%d stores are connected, the simulator has %d", len(stores), len(ekm.Shops))
	}
	for _, shop := range ekm.Shops {
		i := slices.IndexFunc(stores, func(s db.StoreRow) bool { return s.Name == shop.Name })
		if i < 0 {
			t.Fatalf("the shop %s is not connected", shop.Name)
		}
		look(shop, stores[i])
	}
}

// agreeOrders compares the orders: every importable one exactly once, on its store's channel and price list, to the penny, paid once
// with a receipt, allocated where stock allowed; every shipped note told; no e-mail. It counts the posted ones.
func agreeOrders(t *testing.T, data *db.DB, ekm ekmsim.Books, bright brightpearlsim.Books, users []sandbox.User, from time.Time) (posted int) {
	t.Helper()
	if c := bright.Counters; c.DuplicateCreates+c.OverPaid+c.OverAllocated > 0 {
		t.Errorf("Brightpearl has %d orders twice, %d paid too much, %d allocated too much", c.DuplicateCreates, c.OverPaid, c.OverAllocated)
	}
	byRef := map[string][]brightpearlsim.BookOrder{}
	for _, o := range bright.SalesOrders {
		byRef[o.ExternalRef] = append(byRef[o.ExternalRef], o)
	}
	eachShop(t, data, ekm, func(shop ekmsim.ShopBooks, store db.StoreRow) {
		user := userOf(t, users, shop.Username)
		if n := shop.Counters.EmailCustomerTrue; n != 0 {
			t.Errorf("%s: %d e-mails caused", shop.Name, n)
		}
		ledger, err := data.Ledger(t.Context(), store.ID, time.Time{}, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		states := map[int64]commerce.OrderState{}
		causes := map[int64]string{}
		for _, l := range ledger {
			states[l.EKMID], causes[l.EKMID] = l.State, l.Cause
		}
		before := posted
		for _, o := range shop.Orders {
			hits := byRef[fmt.Sprintf("ekm:%s:%d", strings.ToLower(store.Username), o.ID)]
			if !importable(o, from) {
				if len(hits) > 0 {
					t.Errorf("%s order %d (%s, %s) should not be in Brightpearl", shop.Name, o.ID, o.Status, o.Payment)
				}
				continue
			}
			if states[o.ID] == commerce.OrderHeld {
				if causes[o.ID] == "" {
					t.Errorf("%s order %d is held without a cause", shop.Name, o.ID)
				}
				continue
			}
			if len(hits) != 1 {
				t.Errorf("%s order %d (%s, placed %s) is in Brightpearl %d times; here it is %q", shop.Name, o.ID, o.Status, o.PlacedAt.Format(time.TimeOnly), len(hits), states[o.ID])
				continue
			}
			posted++
			compare(t, shop, o, hits[0], user)
		}
		if posted == before {
			t.Errorf("%s: no order was posted", shop.Name)
		}
	})
	return posted
}

func userOf(t *testing.T, users []sandbox.User, username string) sandbox.User {
	t.Helper()
	for _, u := range users {
		if u.Username == username {
			return u
		}
	}
	t.Fatalf("no user %s", username)
	return sandbox.User{}
}

func importable(o ekmsim.OrderBook, from time.Time) bool {
	switch strings.ToUpper(o.Status) {
	case "SYSTEMHIDDEN", "FAILED", "DECLINED", "CANCELLED", "REFUNDED":
		return false
	}
	return o.Payment == "SUCCESS" && !o.PlacedAt.Before(from)
}

func compare(t *testing.T, shop ekmsim.ShopBooks, o ekmsim.OrderBook, s brightpearlsim.BookOrder, user sandbox.User) {
	t.Helper()
	where := fmt.Sprintf("%s order %d, sales order %d", shop.Name, o.ID, s.ID)
	total, err := commerce.ParseAmount(o.Total)
	if err != nil {
		t.Fatal(err)
	}
	tax, err := commerce.ParseAmount(o.Tax)
	if err != nil {
		t.Fatal(err)
	}
	if got := commerce.MustAmount(s.Total); got.Pence() != total.Pence() {
		t.Errorf("%s: total %s, EKM says %s", where, s.Total, o.Total)
	}
	if got := commerce.MustAmount(s.Tax); got.Pence() != tax.Pence() {
		t.Errorf("%s: tax %s, EKM says %s", where, s.Tax, o.Tax)
	}
	if s.ChannelID != user.ChannelID || s.PriceListID != user.PriceListID || s.Currency != "GBP" {
		t.Errorf("%s: channel %d, price list %d, currency %s", where, s.ChannelID, s.PriceListID, s.Currency)
	}
	if total.Pence() > 0 {
		if len(s.Payments) != 1 || !s.Payments[0].Journal || commerce.MustAmount(s.Payments[0].Amount).Pence() != total.Pence() {
			t.Errorf("%s: payments %+v, want one of %s with a receipt", where, s.Payments, o.Total)
		}
	}
	if s.UnitsReserved > s.UnitsWanted {
		t.Errorf("%s: %d units reserved of %d", where, s.UnitsReserved, s.UnitsWanted)
	}
	if s.UnitsReserved == 0 && s.UnitsWanted > 0 && s.AllocationStatus == "AAA" {
		t.Errorf("%s: nothing is reserved although everything is allocated", where)
	}
	shipped := 0
	for _, n := range s.Notes {
		if !n.Shipped {
			continue
		}
		shipped += n.Units
		if n.Tracking != "" && !strings.Contains(o.TrackingNumber, n.Tracking) {
			t.Errorf("%s: EKM shows the tracking %q, the note %d has %q", where, o.TrackingNumber, n.ID, n.Tracking)
		}
	}
	if shipped > 0 && shipped >= s.UnitsWanted && !strings.EqualFold(o.Status, "DISPATCHED") {
		t.Errorf("%s: everything is shipped, but EKM shows %s", where, o.Status)
	}
	if shipped == 0 && strings.EqualFold(o.Status, "DISPATCHED") && s.UnitsWanted > 0 {
		t.Errorf("%s: nothing is shipped, but EKM shows %s", where, o.Status)
	}
}

func compareStock(t *testing.T, data *db.DB, store commerce.StoreID, shop ekmsim.ShopBooks, onHand map[string]int64) {
	t.Helper()
	levels, err := data.Levels(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	products, err := data.Products(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	bundles := map[int64]bool{}
	for _, p := range products {
		bundles[p.ID] = p.Bundle
	}
	shown := map[int64]int64{} // by listing: some shops keep the code in an attribute
	for _, s := range shop.Stock {
		shown[s.ProductID] = s.Stock
	}
	if len(levels) == 0 {
		t.Errorf("%s: no SKU is managed", shop.Name)
	}
	wrong := 0
	for _, l := range levels {
		if l.State == commerce.LevelHeld {
			continue
		}
		want := max(onHand[l.SKU]-l.Terms.Pending, 0)
		if bundles[l.Product] {
			want = l.Wanted
		}
		listing := l.ProductID
		if l.VariantID > 0 {
			listing = l.VariantID
		}
		if got, ok := shown[listing]; !ok || got != want {
			if wrong++; wrong <= 5 {
				t.Errorf("%s SKU %s: the shop shows %d, Brightpearl has %d on hand, %d pending (wanted %d, state %s)", shop.Name, l.SKU, got, onHand[l.SKU], l.Terms.Pending, l.Wanted, l.State)
			}
		}
	}
	if wrong > 5 {
		t.Errorf("%s: %d SKUs differ", shop.Name, wrong)
	}
}

// eventually looks again and again until the condition holds, within a limit.
func eventually(t *testing.T, limit time.Duration, what string, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("after %s still not: %s", limit, what)
		}
	}
}
