package orderflow_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/sandbox/world"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

// knowCodes has the account's tax codes known, as a check of the settings leaves them.
func (r *rig) knowCodes() {
	r.t.Helper()
	r.write(func(tx *db.Tx) error {
		return tx.SaveAccountOptions(fmt.Sprintf(`{"tax_codes":[{"id":7,"code":%q,"rate":"20"},{"id":3,"code":%q,"rate":""},{"id":8,"code":"T5","rate":"5"}]}`,
			r.user.TaxCodeTaxable, r.user.TaxCodeNotTaxable), "GBP")
	})
}

// at lists the code of a plain listing at another rate than the standard one.
func (r *rig) at(percent int) string {
	r.t.Helper()
	for _, l := range r.sim.World.Stores[0].Listings {
		g, ok := r.sim.World.Good(l.Good)
		if ok && l.Quirk == world.QuirkNone && len(l.Variants) == 0 && g.StockTracked && !g.Bundle() && g.TwinOf == 0 && l.VATPercent == percent {
			if r.sim.Brightpearl.SetStock(g.SKU, world.MainWarehouse, 50) == nil {
				return l.Code
			}
		}
	}
	r.t.Fatalf("nothing is taxed at %d %%", percent)
	return ""
}

func (r *rig) propose(ekmID int64, fix view.OrderFix) view.Proposal {
	r.t.Helper()
	p, err := r.desk.Propose(r.t.Context(), r.order(ekmID).ID, fix)
	if err != nil {
		r.t.Fatal(err)
	}
	return p
}

func (r *rig) fix(ekmID int64, fix view.OrderFix) {
	r.t.Helper()
	if err := r.desk.Fix(r.t.Context(), r.order(ekmID).ID, fix, "Ann"); err != nil {
		r.t.Fatal(err)
	}
}

// rule changes a setting as setup does: the held orders are decided again.
func (r *rig) rule(key, value string) {
	r.t.Helper()
	r.write(func(tx *db.Tx) error {
		if err := tx.ChangeSettings(r.store, func(s settings.Store) (settings.Store, error) { return s.Set(key, value) }); err != nil {
			return err
		}
		_, err := tx.ReleaseHeldOrders(r.store, "")
		return err
	})
}

// TestOneRuleForManyOrders: 15 orders are held by one tax rate that nobody mapped. One rule posts all of them, once; taking it back
// holds later ones again and leaves the posted ones alone.
func TestOneRuleForManyOrders(t *testing.T) {
	r := newRig(t, func(s *settings.Store) { s.TaxRates = map[string]string{"20": "T20"} })
	r.knowCodes()
	code := r.at(5)
	var ids []int64
	var money commerce.Pence
	for range 15 {
		ids = append(ids, r.place(basket(r.goods[0], code)))
	}
	r.run()
	for _, id := range ids {
		w := r.stands(id, commerce.OrderHeld, "SB-ORD-105")
		money += w.Order.Total.Pence()
	}
	rate := r.order(ids[0]).Order.Lines[1].TaxRateID
	key := fmt.Sprintf("tax_rate.%d", rate)
	if text := r.held(ids[0]); rate == 0 || !strings.Contains(text, fmt.Sprintf("EKM's rate of 5 %% (id %d) has no code", rate)) {
		t.Errorf("it is held because: %s", text)
	}
	effect, err := r.desk.TryRule(t.Context(), r.store, key, "T5", 0)
	if err != nil || effect != (view.RuleEffect{Posted: view.Outcome{Orders: 15, Money: money}}) {
		t.Errorf("the rule would have the effect %+v, %v; want %s posted", effect, err, money)
	}
	if none, err := r.desk.TryRule(t.Context(), r.store, "stock_buffer", "1", 4); err != nil || none.Posted.Orders != 0 || none.Held.Orders != 4 || none.First.Code != "SB-ORD-105" {
		t.Errorf("another rule would have the effect %+v, %v", none, err)
	}
	if _, err := r.desk.TryRule(t.Context(), r.store, "tax_country.France", "T5", 0); err == nil || !strings.Contains(fault.CauseOf(err).Text, "two letters") {
		t.Errorf("an impossible rule: %v", err)
	}
	for _, id := range ids { // trying wrote nothing
		r.stands(id, commerce.OrderHeld, "SB-ORD-105")
	}
	r.rule(key, "T5")
	r.run()
	for _, id := range ids {
		if s := r.posted(id); s.Rows[1].TaxCode != "T5" || s.Rows[0].TaxCode != r.user.TaxCodeTaxable {
			t.Errorf("the tax codes are %s and %s", s.Rows[0].TaxCode, s.Rows[1].TaxCode)
		}
	}
	r.rule(key, "")
	later := r.place(basket(code))
	r.run()
	r.stands(later, commerce.OrderHeld, "SB-ORD-105")
	for _, id := range ids {
		r.posted(id)
	}
}

// TestFixes: what a person decides for one order is shown before, applied once, and stands on the timeline.
func TestFixes(t *testing.T) {
	r := newRig(t, hold)
	r.knowCodes()
	unknown := r.quirky(world.QuirkEKMOnly)
	id := r.place(basket(r.goods[0], unknown))
	other := r.place(basket(unknown))
	r.run()
	lines := r.stands(id, commerce.OrderHeld, "SB-ORD-104").Order.Lines
	if p := r.propose(id, view.OrderFix{}); p.Cause.Code != "SB-ORD-104" || len(p.Rows) != 3 || p.Total != r.order(id).Order.Total.Pence() {
		t.Errorf("as it is, the order would become %+v", p)
	}
	fix := view.OrderFix{Products: map[int64]int64{lines[1].ID: r.product(r.goods[1])}, TaxCodes: map[int64]string{lines[0].ID: "T5", view.FixDelivery: r.user.TaxCodeNotTaxable}}
	p := r.propose(id, fix)
	if !p.Cause.Zero() || p.Rows[1].ProductID != r.product(r.goods[1]) || p.Rows[0].TaxCode != "T5" || p.Rows[0].TaxRule != "chosen by hand" || p.Rows[0].LineID != lines[0].ID {
		t.Errorf("with the fix it would become %+v", p)
	}
	r.stands(id, commerce.OrderHeld, "SB-ORD-104") // nothing was written
	r.fix(id, fix)
	r.fix(other, view.OrderFix{TextRows: []int64{r.order(other).Order.Lines[0].ID}})
	r.run()
	s := r.posted(id)
	if s.Rows[0].TaxCode != "T5" || s.Rows[1].SKU != r.goods[1] || s.Rows[2].TaxCode != r.user.TaxCodeNotTaxable || s.UnitsReserved != 2 {
		t.Errorf("the rows are %+v", s.Rows)
	}
	r.posted(other)
	if f := r.order(other).Flags; len(f) > 0 {
		t.Errorf("a text row that was chosen is flagged %q", f)
	}
	detail, _, err := r.db.OrderDetail(t.Context(), r.order(id).ID)
	said := slices.ContainsFunc(detail.Timeline, func(a view.ActivityRow) bool {
		return a.Actor == "Ann" && strings.HasPrefix(a.Text, "Decided by hand: line 1 has the tax code T5, line 2 is product")
	})
	if err != nil || !said || detail.Fix.Products[lines[1].ID] == 0 {
		t.Errorf("the timeline is %+v, the fix %+v, %v", detail.Timeline, detail.Fix, err)
	}
	err = r.desk.Fix(t.Context(), detail.ID, view.OrderFix{}, "Ann")
	if c := fault.CauseOf(err); c.Code != "SB-ORD-118" || !strings.Contains(c.Text, "in Brightpearl already") {
		t.Errorf("a posted order was fixed: %v", err)
	}
}

func TestAContactByHand(t *testing.T) {
	r := newRig(t)
	r.place(basket(r.goods[0]))
	r.run()
	contact := r.sim.Brightpearl.Books().SalesOrders[0].ContactID
	r.set(func(s *settings.Store) { s.NoEmailPolicy = settings.Hold })
	b := basket(r.goods[0])
	b.Email, b.NoEmail = "", true
	id := r.place(b)
	r.run()
	r.stands(id, commerce.OrderHeld, "SB-ORD-106")
	if p := r.propose(id, view.OrderFix{}); p.Cause.Code != "SB-ORD-106" {
		t.Errorf("without a contact it would wait for %+v", p.Cause)
	}
	fix := view.OrderFix{Contact: int64(contact)}
	if p := r.propose(id, fix); !p.Cause.Zero() {
		t.Errorf("with one it would wait for %+v", p.Cause)
	}
	r.fix(id, fix)
	r.run()
	if s := r.posted(id); s.ContactID != contact {
		t.Errorf("it is on contact %d, not %d", s.ContactID, contact)
	}
}

func TestFixesThatCannotBe(t *testing.T) {
	r := newRig(t, hold)
	r.knowCodes()
	id := r.place(basket(r.quirky(world.QuirkEKMOnly)))
	r.run()
	line := r.order(id).Order.Lines[0].ID
	for says, fix := range map[string]view.OrderFix{
		"no line 99":          {Products: map[int64]int64{99: r.product(r.goods[0])}},
		"no product 424242":   {Products: map[int64]int64{line: 424242}},
		"no contact 424242":   {Contact: 424242},
		"-1 is no contact":    {Contact: -1},
		"no tax code \"T99\"": {TaxCodes: map[int64]string{line: "T99"}},
		"no tax code \"\"":    {TaxCodes: map[int64]string{view.FixCustom: ""}},
		"both a product and":  {Products: map[int64]int64{line: r.product(r.goods[0])}, TextRows: []int64{line}},
		"has no line 98":      {TextRows: []int64{98}},
		"has no line 97":      {TaxCodes: map[int64]string{97: "T5"}},
	} {
		for _, try := range []func() error{
			func() error { return r.desk.Fix(t.Context(), r.order(id).ID, fix, "Ann") },
			func() error { _, err := r.desk.Propose(t.Context(), r.order(id).ID, fix); return err },
		} {
			if c := fault.CauseOf(try()); c.Code != "SB-ORD-118" || !strings.Contains(c.Text, says) {
				t.Errorf("%s: %+v", says, c)
			}
		}
	}
	r.stands(id, commerce.OrderHeld, "SB-ORD-104")
}

// TestAFixOutlivesAChange: EKM shows the order changed before it was posted; what was decided for the lines that are still there holds.
func TestAFixOutlivesAChange(t *testing.T) {
	r := newRig(t, hold)
	id := r.place(basket(r.quirky(world.QuirkEKMOnly), r.goods[0]))
	r.run()
	w := r.order(id)
	r.fix(id, view.OrderFix{Products: map[int64]int64{w.Order.Lines[0].ID: r.product(r.goods[1])}, TaxCodes: map[int64]string{w.Order.Lines[1].ID: "T5"}})
	r.change(id, addUnit)
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
	if s := r.sales(id); len(s) != 1 || s[0].Rows[0].SKU != r.goods[1] || s[0].UnitsReserved != 2 {
		t.Errorf("the sales orders are %+v", s)
	}
}

// An order that waits for its payment goes on waiting when something is decided for it.
func TestAFixPaysNothing(t *testing.T) {
	r := newRig(t, hold)
	b := basket(r.quirky(world.QuirkEKMOnly))
	b.PaymentStatus = "UNKNOWN"
	id := r.place(b)
	r.run()
	r.fix(id, view.OrderFix{TextRows: []int64{r.order(id).Order.Lines[0].ID}})
	r.run()
	if w := r.stands(id, commerce.OrderWaiting, "SB-ORD-124"); !w.AwaitPayment || len(r.sales(id)) > 0 {
		t.Errorf("it does not wait any more: %+v", w)
	}
	if p := r.propose(id, r.order(id).Fix); p.Cause.Code != "SB-ORD-124" || len(p.Rows) != 2 {
		t.Errorf("it would become %+v", p)
	}
	if err := r.sim.EKM.PayOrder(r.user.Username, id); err != nil {
		t.Fatal(err)
	}
	r.run()
	r.posted(id)
}

// TestAFixThatBrightpearlRefuses: a clear refusal proves that nothing was created, so another fix may follow.
func TestAFixThatBrightpearlRefuses(t *testing.T) {
	r := newRig(t)
	id := r.place(basket(r.goods[0]))
	r.set(func(s *settings.Store) { s.TaxTaxable = "NOSUCH" })
	r.run()
	w := r.order(id)
	if w.State != commerce.OrderHeld || w.Intent != "" {
		t.Fatalf("the order is %s with the intent %q", w.State, w.Intent)
	}
	r.fix(id, view.OrderFix{TaxCodes: map[int64]string{w.Order.Lines[0].ID: r.user.TaxCodeTaxable, view.FixDelivery: r.user.TaxCodeTaxable}})
	r.run()
	r.posted(id)
}

// A fix that arrives while the order is being matched is not passed over: what was decided without it is not posted.
func TestAFixWhileItIsMatched(t *testing.T) {
	r := newRig(t)
	unknown := r.quirky(world.QuirkEKMOnly)
	id := r.place(basket(unknown))
	r.poll()
	line := r.order(id).Order.Lines[0].ID
	r.onCall(http.MethodGet, "product-search", func() { // the unknown SKU is looked for
		r.fix(id, view.OrderFix{Products: map[int64]int64{line: r.product(r.goods[0])}})
	})
	for range 2 {
		if errs := r.work(); len(errs) > 0 {
			t.Fatal(errs)
		}
	}
	if s := r.posted(id); s.Rows[0].SKU != r.goods[0] || s.UnitsReserved != 1 {
		t.Errorf("the rows are %+v", s.Rows)
	}
}
