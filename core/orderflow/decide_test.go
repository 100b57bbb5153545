package orderflow_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/sandbox/world"
	"stockbridge/core/settings"
)

// sell places an order of one unit each at the given prices and tax rates, as EKM would show it, and brings it in.
func (r *rig) sell(how func(*commerce.Order), codes ...string) int64 {
	r.t.Helper()
	id := r.place(basket(codes...))
	r.poll()
	r.change(id, how)
	if errs := r.work(); len(errs) > 0 {
		r.t.Fatal(errs)
	}
	return id
}

// till fills an order's lines with prices without tax and adds everything up; off is the order's discount, shares its parts.
func till(prices []string, rates []string, delivery, deliveryTax, off string, shares ...string) func(*commerce.Order) {
	return func(o *commerce.Order) {
		a := commerce.MustAmount
		o.SubTotal, o.Tax, o.Discount, o.Delivery, o.DeliveryRate = 0, a(deliveryTax), a(off), a(delivery), 0
		for i := range o.Lines {
			l := &o.Lines[i]
			l.Price, l.TaxRate, l.TaxRateID, l.Discount, l.Delivery = a(prices[i]), a(rates[i]), 0, 0, 0
			l.Tax = l.Price.Percent(l.TaxRate)
			left := l.Price
			if len(shares) > 0 {
				left -= a(shares[i])
			}
			o.SubTotal += left
			o.Tax += commerce.FromPence(left.Percent(l.TaxRate).Pence())
		}
		o.Total = o.SubTotal + o.Delivery + o.Tax
	}
}

// rowsOf are an order's rows as a person would compare them.
func (r *rig) rowsOf(ekmID int64) []string {
	var out []string
	for _, row := range r.rows(ekmID) {
		out = append(out, fmt.Sprintf("%s %s+%s %s", row.Kind, row.Net, row.Tax, row.TaxCode))
	}
	return out
}

func (r *rig) expect(ekmID int64, want ...string) {
	r.t.Helper()
	if got := r.rowsOf(ekmID); !slices.Equal(got, want) {
		r.t.Errorf("the rows are %q, want %q", got, want)
	}
}

// A delivery whose tax is in proportion to the goods' is split by their tax codes; one whose tax is nothing at all is held.
func TestDeliveryTaxInProportion(t *testing.T) {
	r := newRig(t, func(s *settings.Store) { s.TaxRates = map[string]string{"5": "T5"} })
	yes, no := r.user.TaxCodeTaxable, r.user.TaxCodeNotTaxable
	id := r.sell(till([]string{"10", "30", "20"}, []string{"20", "5", "0"}, "6", "0.35", "0"), r.goods[:3]...)
	r.stands(id, commerce.OrderPosted, "")
	r.expect(id, "goods 10.00+2.00 "+yes, "goods 30.00+1.50 T5", "goods 20.00+0.00 "+no,
		"delivery 1.00+0.20 "+yes, "delivery 3.00+0.15 T5", "delivery 2.00+0.00 "+no)
	odd := r.sell(till([]string{"10", "20", "30"}, []string{"20", "5", "0"}, "6", "0.77", "0"), r.goods[:3]...)
	r.stands(odd, commerce.OrderHeld, "SB-ORD-112")
	if text := r.held(odd); !strings.Contains(text, "come to £69.00 with £3.00 tax, but EKM says £69.77 with £3.77 tax") {
		t.Errorf("it is held because: %s", text)
	}
}

// With discount_style=rows the goods keep their prices and the discount is a row for each tax code; the sums are the same.
func TestDiscountsAsRows(t *testing.T) {
	r := newRig(t, func(s *settings.Store) { s.TaxRates = map[string]string{"5": "T5"} })
	yes := r.user.TaxCodeTaxable
	basket := till([]string{"10", "20", "30"}, []string{"20", "5", "20"}, "6", "1.20", "9", "1.50", "3", "4.50")
	spread := r.sell(basket, r.goods[:3]...)
	r.stands(spread, commerce.OrderPosted, "")
	r.expect(spread, "goods 8.50+1.70 "+yes, "goods 17.00+0.85 T5", "goods 25.50+5.10 "+yes, "delivery 6.00+1.20 "+yes)
	r.set(func(s *settings.Store) { s.DiscountStyle = settings.DiscountRows })
	rows := r.sell(basket, r.goods[:3]...)
	r.stands(rows, commerce.OrderPosted, "")
	r.expect(rows, "goods 10.00+2.00 "+yes, "goods 20.00+1.00 T5", "goods 30.00+6.00 "+yes, "delivery 6.00+1.20 "+yes, "discount -6.00+-1.20 "+yes, "discount -3.00+-0.15 T5")
	if a, b := r.sales(spread)[0], r.sales(rows)[0]; a.Total != b.Total || a.Tax != b.Tax || b.UnitsReserved != 3 {
		t.Errorf("spread it comes to %s with %s, in rows to %s with %s", a.Total, a.Tax, b.Total, b.Tax)
	}
}

// Brightpearl's own reckoning by item differs from what the shopper was charged: that row says so.
func TestManualTaxIsNamed(t *testing.T) {
	r := newRig(t)
	id := r.sell(func(o *commerce.Order) {
		a := commerce.MustAmount
		l := &o.Lines[0]
		l.Quantity, l.Price, l.Tax, l.TaxRate = 7, a("1.23"), a("0.25"), a("20")
		o.SubTotal, o.Delivery, o.Tax, o.Total, o.Discount = a("8.61"), 0, a("1.75"), a("10.36"), 0
	}, r.goods[0])
	r.stands(id, commerce.OrderPosted, "")
	if note := r.rows(id)[0].Note; note != "Brightpearl shows EKM's tax as manual: by item it would be £1.72." {
		t.Errorf("the note is %q", note)
	}
}

// An order with several troubles names each line's in one text.
func TestMixedOrdersNameEveryLine(t *testing.T) {
	r := newRig(t, hold)
	twin, unknown := r.quirky(world.QuirkTwin), r.quirky(world.QuirkEKMOnly)
	id := r.place(basket(r.goods[0], unknown, r.quirky(world.QuirkEmpty), twin))
	r.run()
	r.stands(id, commerce.OrderHeld, "SB-SKU-201")
	text := r.held(id)
	for _, part := range []string{"The SKU " + twin + " is on two Brightpearl products", "No Brightpearl product has the SKU " + unknown, "has no SKU."} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in: %s", part, text)
		}
	}
}

// A line without a SKU is on the ignore list by its name.
func TestIgnoredByName(t *testing.T) {
	r := newRig(t, hold)
	id := r.place(basket(r.goods[0], r.quirky(world.QuirkEmpty)))
	r.run()
	name := r.stands(id, commerce.OrderHeld, "SB-ORD-104").Order.Lines[1].Name
	r.write(func(tx *db.Tx) error {
		if err := tx.IgnoreSKU(r.store, name, "a service"); err != nil {
			return err
		}
		_, err := tx.ReleaseHeldOrders(r.store, "")
		return err
	})
	r.run()
	r.posted(id)
	if f := r.order(id).Flags; len(f) > 0 {
		t.Errorf("the flags are %q", f)
	}
}

func TestDiscontinuedProductsAreFlagged(t *testing.T) {
	r := newRig(t)
	p, _, err := r.db.ProductByID(t.Context(), r.product(r.goods[0]))
	if err != nil {
		t.Fatal(err)
	}
	p.Status = "DISCONTINUED"
	r.write(func(tx *db.Tx) error { return tx.SaveProducts(1, []db.Product{p}) })
	id := r.place(basket(r.goods[0]))
	r.run()
	if s := r.posted(id); s.UnitsReserved != 1 {
		t.Errorf("%d units are reserved", s.UnitsReserved)
	}
	if f := r.order(id).Flags; len(f) != 1 || f[0] != r.goods[0]+" is discontinued in Brightpearl" {
		t.Errorf("the flags are %q", f)
	}
}

// A code that differs in capital letters is another one, unless the store says otherwise.
func TestAnyCase(t *testing.T) {
	r := newRig(t, hold)
	other := func(o *commerce.Order) { o.Lines[0].Code = strings.ToLower(r.goods[0]) }
	if strings.ToLower(r.goods[0]) == r.goods[0] {
		t.Fatal("the code has no capital letters")
	}
	id := r.sell(other, r.goods[0])
	r.stands(id, commerce.OrderHeld, "SB-ORD-104")
	r.rule("sku_any_case", "yes")
	r.run()
	r.posted(id)
	if rows := r.rows(id); rows[0].ProductID != r.product(r.goods[0]) || rows[0].Reserved != 1 || rows[0].Note != "Tied to the Brightpearl SKU "+r.goods[0]+"." {
		t.Errorf("the row is %+v", rows[0])
	}
}

// Brightpearl's order of precedence: the contact's code, else the country's, else the product's, else EKM's rates. Amounts are EKM's.
func TestBrightpearlPrecedence(t *testing.T) {
	r := newRig(t, func(s *settings.Store) { s.TaxMode, s.TaxNotTaxable = settings.TaxByBrightpearl, "T0" })
	r.knowCodes()
	code := r.at(5)
	first := r.place(basket(code, r.goods[0]))
	asked := 0
	r.onEvery(http.MethodGet, "product", func() { asked++ })
	r.run()
	s := r.posted(first)
	if s.Rows[0].TaxCode != "T5" || s.Rows[1].TaxCode != "T20" || s.Rows[2].TaxCode != "T20" {
		t.Errorf("the codes are %+v", s.Rows)
	}
	if rule := r.rows(first)[0].TaxRule; rule != "the product's tax code in Brightpearl" {
		t.Errorf("the rule is %q", rule)
	}
	before := asked
	r.run()
	second := r.place(basket(code, r.goods[0]))
	r.run()
	r.posted(second)
	if asked != before {
		t.Errorf("Brightpearl was asked %d times more for what it told an hour ago at most", asked-before)
	}
	r.set(func(s *settings.Store) { s.TaxCountries = map[string]string{"GB": "GB20"} })
	p := r.propose(r.place2(r.quirky(world.QuirkEKMOnly)), r.order(first).Fix)
	if p.Rows[0].TaxCode != "GB20" {
		t.Errorf("with a rule for the country the rows are %+v", p.Rows)
	}
}

// place2 places an order and brings it in without working on it.
func (r *rig) place2(codes ...string) int64 {
	r.t.Helper()
	id := r.place(basket(codes...))
	r.poll()
	return id
}

// onEvery has fn called before every request with the method whose path names a word.
func (r *rig) onEvery(method, word string, fn func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.before = func(q *http.Request) {
		if q.Method == method && strings.Contains(q.URL.Path, "product-service/"+word+"/") {
			fn()
		}
	}
}

// TestUnpaidPolicies: by payment type an unpaid order waits, is posted as paid, or is posted without a receipt; the receipt of the last
// is recorded when EKM shows the payment.
func TestUnpaidPolicies(t *testing.T) {
	r := newRig(t)
	b := basket(r.goods[0])
	b.PaymentStatus = "UNKNOWN"
	wait := r.place(b)
	r.run()
	r.stands(wait, commerce.OrderWaiting, "SB-ORD-124")
	if cause := r.order(wait); !strings.Contains(cause.Order.Type, "Card") {
		t.Fatalf("the payment type is %q", cause.Order.Type)
	}
	r.rule("unpaid.card payment", settings.UnpaidAsUnpaid)
	owing := r.place(b)
	r.advance(11 * time.Minute)
	r.run() // the one that waits goes on as well: the rules of now are applied to it
	for _, id := range []int64{wait, owing} {
		w := r.stands(id, commerce.OrderPosted, "")
		if s := r.sales(id); len(s) != 1 || len(s[0].Payments) > 0 || w.Paid || w.Receipt || !slices.Contains(w.Flags, db.UnpaidFlag) || s[0].UnitsReserved != 1 {
			t.Errorf("the sales orders are %+v, flags %q", s, w.Flags)
		}
	}
	if problems, err := r.db.OpenProblems(t.Context()); err != nil || slices.ContainsFunc(problems, func(p string) bool { return strings.Contains(p, "receipt") }) {
		t.Errorf("no receipt was meant to be there, and the open problems are %q, %v", problems, err)
	}
	if err := r.sim.EKM.SetFaults([]ekmsim.Fault{{Name: "writes_not_stamped"}}); err != nil {
		t.Fatal(err)
	}
	if err := r.sim.EKM.PayOrder(r.user.Username, owing); err != nil {
		t.Fatal(err)
	}
	// Another look at the one that nobody paid records nothing, although the rule is taken back.
	r.rule("unpaid.card payment", "")
	r.write(func(tx *db.Tx) error { _, err := tx.CheckAgain(r.order(wait).ID); return err })
	r.run()
	if w := r.stands(wait, commerce.OrderPosted, ""); w.Paid || len(r.sales(wait)[0].Payments) > 0 || !slices.Contains(w.Flags, db.UnpaidFlag) {
		t.Errorf("after another look it has the payments %+v and the flags %q", r.sales(wait)[0].Payments, w.Flags)
	}
	r.rule("unpaid.card payment", settings.UnpaidAsUnpaid)
	r.advance(2 * time.Hour)
	r.run()
	r.run()
	r.posted(owing)
	if w := r.order(owing); !w.Paid || !w.Receipt || slices.Contains(w.Flags, db.UnpaidFlag) {
		t.Errorf("after the payment it is %+v", w)
	}
	if s := r.sales(wait); len(s[0].Payments) > 0 {
		t.Errorf("a payment that nobody made was recorded: %+v", s)
	}
	r.rule("unpaid.card payment", settings.UnpaidAsPaid)
	trusted := r.place(b)
	r.run()
	r.posted(trusted)
	b.PaymentStatus = "FAILED"
	failed := r.place(b)
	r.run()
	r.stands(failed, commerce.OrderExcluded, "SB-ORD-122")
}

// The store says how long it waits for a payment, and an order that leaves says why.
func TestUnpaidDays(t *testing.T) {
	r := newRig(t, func(s *settings.Store) { s.UnpaidDays = 3 })
	b := basket(r.goods[0])
	b.PaymentStatus = "UNKNOWN"
	id := r.place(b)
	r.run()
	r.advance(2 * 24 * time.Hour)
	r.run()
	r.stands(id, commerce.OrderWaiting, "SB-ORD-124")
	r.advance(2 * 24 * time.Hour)
	r.run()
	w := r.stands(id, commerce.OrderCancelled, "SB-ORD-126")
	detail, _, err := r.db.OrderDetail(t.Context(), w.ID)
	if err != nil || !strings.Contains(detail.Cause.Text, "not paid within 3 days (payment type: Card Payment, EKM shows the payment as UNKNOWN)") {
		t.Errorf("it left because: %s, %v", detail.Cause.Text, err)
	}
}
