package ekmsim

import (
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"
	"time"

	"stockbridge/core/sandbox/world"
)

// shopFor lets shoppers shop for a while, looked at every so often.
func shopFor(t *testing.T, seed uint64, perMinute float64, total, every time.Duration) *Server {
	t.Helper()
	c := &clock{t: time.Date(2026, 3, 9, 8, 0, 0, 0, time.UTC)}
	s := New(Config{World: world.New(world.Options{Seed: seed, Stores: 3, Products: 400}), Seed: seed, OrdersPerMinute: perMinute, Now: c.now})
	for passed := time.Duration(0); passed < total; passed += every {
		c.add(every)
		s.Advance(t.Context())
	}
	return s
}

// refill keeps the shelves full, so that a long run does not end with empty shops.
func refill(s *Server) {
	for _, sh := range s.shops {
		sh.mu.Lock()
		for _, l := range sh.ordinary {
			l.setStock(100)
		}
		sh.mu.Unlock()
	}
}

func TestShoppersAreTheSameHoweverOftenOneLooks(t *testing.T) {
	often := shopFor(t, 9, 40, 5*time.Minute, time.Second).Books()
	seldom := shopFor(t, 9, 40, 5*time.Minute, time.Minute).Books()
	if !reflect.DeepEqual(often.Shops, seldom.Shops) {
		t.Error("the same seed and span gave other orders")
	}
	if other := shopFor(t, 10, 40, 5*time.Minute, time.Minute).Books(); reflect.DeepEqual(often.Shops, other.Shops) {
		t.Error("another seed gave the same orders")
	}
}

// rat reads the decimal of an answer exactly.
func rat(t *testing.T, n json.Number) *big.Rat {
	t.Helper()
	r, ok := new(big.Rat).SetString(n.String())
	if !ok {
		t.Fatalf("%q is not a number", n)
	}
	return r
}

type moneyOrder struct {
	Sub        json.Number `json:"sub_total"`
	Delivery   json.Number `json:"total_delivery"`
	Tax        json.Number `json:"total_tax"`
	Total      json.Number `json:"total_cost"`
	Discount   json.Number `json:"discounts_total"`
	Surcharge  json.Number `json:"custom_fields_total"`
	TaxPercent json.Number `json:"delivery_tax_rate"`
}

type moneyItem struct {
	Price    json.Number `json:"item_price"`
	Quantity json.Number `json:"quantity"`
	Tax      json.Number `json:"item_tax"`
	Rate     json.Number `json:"item_tax_rate"`
}

// TestTwoThousandOrdersAddUp reads the orders as a client does and adds them up in fractions.
func TestTwoThousandOrdersAddUp(t *testing.T) {
	c := &clock{t: time.Date(2026, 3, 9, 8, 0, 0, 0, time.UTC)}
	s := New(Config{World: world.New(world.Options{Seed: 2, Stores: 3, Products: 400}), Seed: 2, OrdersPerMinute: 120, Now: c.now})
	seen := map[string]int{}
	for orders := 0; orders < 2000; orders = seen["orders"] {
		c.add(5 * time.Minute)
		s.Advance(t.Context())
		refill(s)
		seen["orders"] = 0
		for _, sh := range s.shops {
			seen["orders"] += len(sh.orders)
		}
	}
	for _, sh := range s.shops {
		for i, o := range sh.orders {
			checkMoney(t, sh.store.TaxMode, o, seen)
			if i > 0 && o.sold && sh.orders[i-1].sold && time.Time(*o.wire.LastUpdated).Before(time.Time(*sh.orders[i-1].wire.LastUpdated)) {
				seen["overtaken"]++
			}
			if o.wire.CustomerDetails.CustomerID == 0 {
				seen["guests"]++
			}
			if o.wire.CustomerDetails.EmailAddress == nil {
				seen["no e-mail"]++
			}
			seen[deref(o.wire.Status)+" "+deref(o.wire.PaymentStatus)]++
			if len(o.items) >= largeBasket {
				seen["large"]++
			}
			for _, p := range o.bought {
				if !p.listing.from.Quirk.Importable() {
					seen["troubled"]++
				}
			}
		}
	}
	t.Logf("%v", seen)
	for _, want := range []string{"overtaken", "guests", "no e-mail", "large", "discount", "surcharge", "three decimals",
		"SYSTEMHIDDEN UNKNOWN", "FAILED FAILED", "PENDING UNKNOWN", "PENDING SUCCESS"} {
		if seen[want] == 0 {
			t.Errorf("2,000 orders and none is %q", want)
		}
	}
	if n := seen["troubled"] * 60; n < seen["orders"]/2 || n > seen["orders"]*2 {
		t.Errorf("%d of %d orders have an unknown SKU, want about 1 in 60", seen["troubled"], seen["orders"])
	}
	if seen["PENDING SUCCESS"]*100 < seen["orders"]*85 {
		t.Errorf("only %d of %d orders are paid", seen["PENDING SUCCESS"], seen["orders"])
	}
}

func checkMoney(t *testing.T, mode world.TaxMode, o *order, seen map[string]int) {
	t.Helper()
	var w moneyOrder
	var items []moneyItem
	readJSON(t, o.wire, &w)
	readJSON(t, o.items, &items)
	goods, tax := new(big.Rat), new(big.Rat)
	hundred := big.NewRat(100, 1)
	for _, i := range items {
		line := new(big.Rat).Mul(rat(t, i.Price), rat(t, i.Quantity))
		goods.Add(goods, line)
		tax.Add(tax, new(big.Rat).Mul(rat(t, i.Tax), rat(t, i.Quantity)))
	}
	discount := rat(t, w.Discount)
	if sub := new(big.Rat).Sub(goods, discount); sub.Cmp(rat(t, w.Sub)) != 0 {
		t.Errorf("order %d: goods less discount are %s, sub_total %s", o.wire.ID, sub.FloatString(4), w.Sub)
	}
	total := new(big.Rat).Add(rat(t, w.Sub), rat(t, w.Delivery))
	total.Add(total, rat(t, w.Surcharge))
	if mode == world.TaxNet {
		total.Add(total, rat(t, w.Tax))
	}
	if total.Cmp(rat(t, w.Total)) != 0 {
		t.Errorf("order %d (%s): parts add up to %s, total_cost %s", o.wire.ID, mode, total.FloatString(4), w.Total)
	}
	base := new(big.Rat).Set(hundred)
	if mode == world.TaxGross {
		base.Add(base, rat(t, w.TaxPercent))
	}
	delivery := new(big.Rat).Mul(rat(t, w.Delivery), rat(t, w.TaxPercent))
	tax.Add(tax, delivery.Quo(delivery, base))
	if discount.Sign() == 0 {
		// Whole pence a line in gross shops, whole pence an order in net ones; unit taxes are rounded by themselves.
		tolerance := big.NewRat(int64(2+6*len(items)), 400)
		if diff := new(big.Rat).Sub(tax, rat(t, w.Tax)); diff.Abs(diff).Cmp(tolerance) > 0 {
			t.Errorf("order %d (%s): taxes of lines and delivery are %s, total_tax %s", o.wire.ID, mode, tax.FloatString(4), w.Tax)
		}
	} else {
		seen["discount"]++
	}
	if mode == world.TaxNone && w.Tax != "0" {
		t.Errorf("order %d: tax %s in a shop without tax", o.wire.ID, w.Tax)
	}
	if w.Surcharge != "0" {
		seen["surcharge"]++
	}
	if r := rat(t, w.Tax); !new(big.Rat).Mul(r, hundred).IsInt() {
		seen["three decimals"]++
	}
}

// readJSON encodes and decodes, with numbers as text.
func readJSON(t *testing.T, from, into any) {
	t.Helper()
	body, err := json.Marshal(from)
	if err == nil {
		err = json.Unmarshal(body, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestWorkedExamples(t *testing.T) {
	net := till{mode: world.TaxNet, lines: []price{{1250, 2, 20}}, discount: 250, delivery: 395, deliveryRate: 20}.add()
	if net.sub.String() != "22.5" || net.tax.String() != "5.29" || net.total.String() != "31.74" || net.unitTax[0].String() != "2.5" {
		t.Errorf("net example: %+v", net)
	}
	gross := till{mode: world.TaxGross, lines: []price{{1500, 2, 20}}, delivery: 474, deliveryRate: 20}.add()
	if gross.sub.String() != "30" || gross.tax.String() != "5.79" || gross.total.String() != "34.74" {
		t.Errorf("gross example: %+v", gross)
	}
	exact := till{mode: world.TaxNet, lines: []price{{100, 3, 20}, {14889, 1, 20}}, delivery: 300, deliveryRate: 20, exactTax: true}.add()
	if exact.sub.String() != "151.89" || exact.tax.String() != "30.978" || exact.total.String() != "185.868" {
		t.Errorf("unrounded example: %+v", exact)
	}
	thirds := till{mode: world.TaxNone, lines: []price{{1000, 1, 0}, {1000, 1, 0}, {1000, 1, 0}}, discount: 1000}
	if got := thirds.shares(); !reflect.DeepEqual(got, []int64{334, 333, 333}) {
		t.Errorf("10.00 off three equal lines: %v", got)
	}
}

func TestHiddenCheckoutAppearsAndLowersStock(t *testing.T) {
	r := newRig(t, nil)
	code := r.code(world.QuirkNone)
	store := r.world.Stores[0].Username
	before := r.stock(code)
	hidden := r.place(Basket{Lines: []Line{{code, 2}}, Status: statusHidden})
	later := r.place(Basket{Lines: []Line{{code, 1}}})
	if got := r.stock(code); got != before-1 {
		t.Errorf("stock went from %d to %d while one order was hidden", before, got)
	}
	if hidden.ID >= later.ID {
		t.Error("the first checkout has no lower id")
	}
	r.clock.add(time.Minute)
	if err := r.server.FinishOrder(store, hidden.ID); err != nil {
		t.Fatal(err)
	}
	if got := r.stock(code); got != before-3 {
		t.Errorf("stock is %d after both orders, want %d", got, before-3)
	}
	found := r.search("/api/v2/orders/search", "last_updated ge "+r.clock.now().Add(-30*time.Second).Format("2006-01-02T15:04:05Z"), "id").page(t)
	if len(found.Data) != 1 || int64(found.Data[0]["id"].(float64)) != hidden.ID {
		t.Errorf("the finished order is not found by last_updated: %d rows", len(found.Data))
	}
}

// stock reads a level from the books.
func (r *rig) stock(code string) int64 {
	r.t.Helper()
	for _, b := range r.server.Books().Shops[0].Stock {
		if b.Code == code {
			return b.Stock
		}
	}
	r.t.Fatalf("no listing %q", code)
	return 0
}

func TestRunStops(t *testing.T) {
	web := httptest.NewServer(http.NotFoundHandler())
	defer web.Close()
	s := New(Config{World: world.New(world.Options{Seed: 1}), OrdersPerMinute: 60000, HistoryOrders: 2})
	done := make(chan error, 1)
	ctx, stop := contextWith(t)
	go func() { done <- s.Run(ctx) }()
	waitFor(t, func() bool { return len(s.Books().Shops[0].Orders) > 4 })
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
