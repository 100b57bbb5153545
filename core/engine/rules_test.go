package engine_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/engine"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/sandbox/world"
	"stockbridge/core/setup"
	"stockbridge/core/view"
)

// TestOneRuleForManyOrders is the promise of "make it a rule": 15 orders are held by one tax rate that nobody mapped; one rule posts
// them, each once; taking it back holds later orders again, and what is posted stays.
func TestOneRuleForManyOrders(t *testing.T) {
	d := demo(t, engine.DemoOptions{Stores: 1, Products: 120, Speed: 20})
	quiet(d.Sandbox)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	user := d.Sandbox.Config().Users[0]
	store, _, err := d.DB.StoreNamed(ctx, user.Name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Setup.Configure(ctx, store.ID, []setup.Change{{Key: "tax_rate.20", Value: user.TaxCodeTaxable}}); err != nil {
		t.Fatal(err)
	}
	code := ""
	for _, l := range d.Sandbox.World.Stores[0].Listings {
		if l.VATPercent == 5 && l.Quirk == world.QuirkNone && len(l.Variants) == 0 {
			code = l.Code
		}
	}
	place := func() int64 {
		t.Helper()
		p, err := d.Sandbox.EKM.PlaceOrder(user.Username, ekmsim.Basket{Email: "shopper@example.org", Lines: []ekmsim.Line{{Code: code, Quantity: 1}}})
		if err != nil {
			t.Fatal(err)
		}
		return p.ID
	}
	round := func() {
		t.Helper()
		if err := d.UntilIdle(ctx, func(s engine.Step) { logStep(t, s) }); err != nil {
			t.Fatal(err)
		}
	}
	count := func(state commerce.OrderState) int {
		t.Helper()
		page, err := d.DB.OrderPage(ctx, view.Filter{States: []string{string(state)}}, view.Window{Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		return page.Total
	}
	var ids []int64
	for range 15 {
		ids = append(ids, place())
	}
	round()
	held, err := d.DB.HeldOrders(ctx, store.ID, "SB-ORD-105", 100)
	if err != nil || len(held) != 15 {
		t.Fatalf("%d orders are held for their tax code, %v", len(held), err)
	}
	w, err := d.DB.Order(ctx, held[0])
	if err != nil {
		t.Fatal(err)
	}
	key := fmt.Sprintf("tax_rate.%d", w.Order.Lines[0].TaxRateID)
	effect, err := d.TryRule(ctx, store.ID, key, "T5")
	if err != nil || effect.Posted.Orders != 15 || effect.Held.Orders != 0 || count(commerce.OrderHeld) != 15 {
		t.Errorf("the rule would have the effect %+v, %v", effect, err)
	}
	if _, err := d.TryRule(ctx, store.ID, key, "T99"); err == nil || !strings.Contains(err.Error(), "no tax code") {
		t.Errorf("a rule of a code that does not exist: %v", err)
	}
	if n, err := d.MakeRule(ctx, store.ID, key, "T5", "SB-ORD-105", "Warehouse"); err != nil || n != 15 {
		t.Errorf("%d orders are decided again, %v", n, err)
	}
	round()
	sales := map[string]int{}
	for _, s := range d.Sandbox.Brightpearl.Books().SalesOrders {
		sales[s.ExternalRef]++
	}
	for _, id := range ids {
		if n := sales[commerce.Reference(store.Username, id)]; n != 1 {
			t.Errorf("order %d is in Brightpearl %d times", id, n)
		}
	}
	if n := count(commerce.OrderPosted); n != 15 || count(commerce.OrderHeld) != 0 {
		t.Errorf("%d orders are posted", n)
	}
	row, _, err := d.DB.Store(ctx, store.ID)
	if err != nil || row.Settings.TaxRates[strings.TrimPrefix(key, "tax_rate.")] != "T5" {
		t.Errorf("the rules are %v, %v", row.Settings.TaxRates, err)
	}
	if _, err := d.MakeRule(ctx, store.ID, key, "", "", "Warehouse"); err != nil {
		t.Fatal(err)
	}
	place()
	round()
	if n := count(commerce.OrderPosted); n != 15 || count(commerce.OrderHeld) != 1 {
		t.Errorf("after the rule was taken back %d orders are posted, %d held", n, count(commerce.OrderHeld))
	}
	log, err := d.DB.ActivityPage(ctx, view.Filter{}, view.Window{Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	for _, says := range []string{key + ": not set → T5", key + ": T5 → not set", "Rule made: " + key + "=T5. The held orders are decided again, 15 of them held for this."} {
		found := false
		for _, a := range log.Rows {
			found = found || a.Text == says && a.Actor == "Warehouse"
		}
		if !found {
			t.Errorf("the activity does not say %q", says)
		}
	}
}
