package audit_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"stockbridge/core/audit"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

// baskets places random mixed baskets.
func (r *rig) baskets(n int) (ids []int64) {
	r.t.Helper()
	rng := rand.New(rand.NewPCG(14, 1))
	for i := range n {
		b := ekmsim.Basket{Email: fmt.Sprintf("shopper%d@example.org", rng.IntN(n/5+1)), ExactTax: rng.IntN(6) == 0}
		for range 1 + rng.IntN(4) {
			b.Lines = append(b.Lines, ekmsim.Line{Code: r.codes[rng.IntN(len(r.codes))], Quantity: 1 + rng.Int64N(3)})
		}
		if rng.IntN(3) == 0 {
			b.Discount = rng.Int64N(300)
		}
		if rng.IntN(9) == 0 {
			b.Surcharge = 150
		}
		if i%25 == 7 {
			b.PaymentStatus = "UNKNOWN"
		}
		if i%40 == 9 {
			b.Status = "CANCELLED"
		}
		ids = append(ids, r.place(b).ID)
	}
	return ids
}

// TestPennyLedger: 1,000 random mixed baskets agree in three places to the penny. One penny that staff change, and one sales order that
// they remove, are each named in exactly one line.
func TestPennyLedger(t *testing.T) {
	r := newRig(t)
	ids := r.baskets(1000)
	r.importAll()
	day := r.today()
	p := day.Proof
	if len(p.Differences) > 0 || !p.Balanced || p.EKM != p.SalesOrders || p.EKM != p.Receipts || p.EKM != day.Posted {
		t.Fatalf("EKM %+v, Brightpearl %+v, receipts %+v, posted %+v, differences %+v", p.EKM, p.SalesOrders, p.Receipts, day.Posted, p.Differences)
	}
	if sum := day.Posted.Orders + day.Waiting.Orders + day.Held.Orders + day.Excluded.Orders + day.Cancelled.Orders; sum != 1000 || day.Placed.Orders != 1000 {
		t.Errorf("1000 baskets became %d with %d outcomes: %+v", day.Placed.Orders, sum, day)
	}
	if sum := day.Posted.Money + day.Waiting.Money + day.Held.Money + day.Excluded.Money + day.Cancelled.Money; sum != day.Placed.Money {
		t.Errorf("outcomes come to %s of %s", sum, day.Placed.Money)
	}
	var codes commerce.Pence
	for _, c := range p.TaxCodes {
		codes += c.Tax
	}
	if codes != p.Tax || p.Tax == 0 {
		t.Errorf("the tax codes %+v do not come to %s", p.TaxCodes, p.Tax)
	}
	t.Logf("%d orders of %s, tax %s, %s settled, held %d", day.Posted.Orders, day.Posted.Money, p.Tax, day.Settled, day.Held.Orders)

	posted := slices.DeleteFunc(ids, func(id int64) bool { return r.order(id).State != commerce.OrderPosted })
	changed, removed := r.order(posted[3]), r.order(posted[5])
	row := r.book(changed.SalesOrderID).Rows[0]
	net := commerce.MustAmount(row.Net).Pence() + 1
	if err := r.box.Brightpearl.ChangeRow(int(changed.SalesOrderID), 0, int64(net), int64(commerce.MustAmount(row.Tax).Pence())); err != nil {
		t.Fatal(err)
	}
	one := r.today().Proof
	if len(one.Differences) != 1 {
		t.Fatalf("a penny makes the lines %+v", one.Differences)
	}
	if x := one.Differences[0]; x.EKMID != changed.Order.EKMID || x.Kind != view.MoneyDifference || x.Pence != 1 || x.OrderID != changed.ID || !strings.Contains(x.Text, "by hand") {
		t.Errorf("the line is %+v", x)
	}
	if one.Balanced || one.SalesOrders.Money != one.EKM.Money+1 {
		t.Errorf("balanced %v, %s and %s", one.Balanced, one.SalesOrders.Money, one.EKM.Money)
	}
	want := fmt.Sprintf("The books of %s do not agree: 1 order, £0.01", r.store.Name)
	if cards := r.cards(); !slices.Contains(cards, want) {
		t.Errorf("the cards are %q, want %q", cards, want)
	}
	if err := r.box.Brightpearl.RemoveSalesOrder(int(removed.SalesOrderID)); err != nil {
		t.Fatal(err)
	}
	two := r.today().Proof
	if len(two.Differences) != 2 || !slices.ContainsFunc(two.Differences, func(x view.Difference) bool {
		return x.EKMID == removed.Order.EKMID && x.Kind == view.MissingDifference && x.Pence == removed.Order.Total.Pence()
	}) {
		t.Errorf("the lines are %+v", two.Differences)
	}
	report := r.audit()
	if !slices.Equal(report.Missing, []string{fmt.Sprint(removed.Order.EKMID)}) || !slices.Equal(report.MoneyDiffers, []string{fmt.Sprint(changed.Order.EKMID)}) || len(report.Duplicated) > 0 {
		t.Errorf("the report names %v, %v, %v", report.Missing, report.MoneyDiffers, report.Duplicated)
	}

	// Both are put right: the books agree, and the card goes.
	if err := r.box.Brightpearl.ChangeRow(int(changed.SalesOrderID), 0, int64(net-1), int64(commerce.MustAmount(row.Tax).Pence())); err != nil {
		t.Fatal(err)
	}
	if err := r.flow.CreateAgain(t.Context(), removed.ID, "Ann"); err != nil {
		t.Fatal(err)
	}
	r.importAll()
	if p := r.today().Proof; !p.Balanced || p.EKM != p.Receipts || slices.ContainsFunc(r.cards(), func(c string) bool { return strings.HasPrefix(c, "The books") }) {
		t.Errorf("after the repair: %+v, cards %q", p, r.cards())
	}
	if broken, err := r.db.VerifyStatements(t.Context(), r.store.ID); broken != 0 || err != nil {
		t.Errorf("statement %d does not fit, %v", broken, err)
	}

	// Somebody makes the first statement look better than it was.
	raw, err := sql.Open("sqlite", r.path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	if _, err := raw.ExecContext(t.Context(), `update statement set wrong = wrong + 1 where seq = 1`); err != nil {
		t.Fatal(err)
	}
	r.today()
	if want := fmt.Sprintf("A kept statement of %s was changed", r.store.Name); !slices.Contains(r.cards(), want) {
		t.Errorf("the cards are %q", r.cards())
	}
	if report := r.audit(); report.ChangedStatement != 1 {
		t.Errorf("the report names statement %d", report.ChangedStatement)
	}
}

// TestOrderOnAccount: what a rule of the store posts without a payment is no missing receipt; another order's receipt that is gone is.
func TestOrderOnAccount(t *testing.T) {
	r := newRig(t)
	paid := r.place(ekmsim.Basket{}).ID
	if err := r.db.Write(t.Context(), func(tx *db.Tx) error {
		return tx.ChangeSettings(r.store.ID, func(s settings.Store) (settings.Store, error) {
			return s.Set("unpaid.card payment", settings.UnpaidAsUnpaid)
		})
	}); err != nil {
		t.Fatal(err)
	}
	owing := r.place(ekmsim.Basket{PaymentStatus: "UNKNOWN"}).ID
	r.importAll()
	if o := r.order(owing); o.State != commerce.OrderPosted || o.Paid {
		t.Fatalf("the order on account is %s, paid %v", o.State, o.Paid)
	}
	if p := r.today().Proof; !p.Balanced || p.EKM.Orders != 2 || p.Receipts.Orders != 1 {
		t.Errorf("the proof is %+v", p)
	}
	if got := r.audit(); !got.Balanced() {
		t.Errorf("the report is %+v", got)
	}
	if err := r.box.Brightpearl.RemovePayments(int(r.order(paid).SalesOrderID)); err != nil {
		t.Fatal(err)
	}
	if p := r.today().Proof; len(p.Differences) != 1 || p.Differences[0].EKMID != paid || p.Differences[0].Kind != view.ReceiptDifference {
		t.Errorf("the lines are %+v", p.Differences)
	}
}

// TestTaxAndReceipts: each kind of trouble has its line, and the thorough audit names the same orders.
func TestTaxAndReceipts(t *testing.T) {
	r := newRig(t)
	var ids []int64
	for range 4 {
		ids = append(ids, r.place(ekmsim.Basket{}).ID)
	}
	r.importAll()
	tax, called := r.order(ids[0]), r.order(ids[1])
	row := r.book(tax.SalesOrderID).Rows[0]
	net, vat := int64(commerce.MustAmount(row.Net).Pence()), int64(commerce.MustAmount(row.Tax).Pence())
	if err := r.box.Brightpearl.ChangeRow(int(tax.SalesOrderID), 0, net+5, vat-5); err != nil {
		t.Fatal(err)
	}
	if err := r.box.Brightpearl.CancelSalesOrder(int(called.SalesOrderID)); err != nil {
		t.Fatal(err)
	}
	kinds := map[int64]string{}
	for _, x := range r.today().Proof.Differences {
		kinds[x.EKMID] = x.Kind
	}
	if len(kinds) != 2 || kinds[ids[0]] != view.TaxDifference || kinds[ids[1]] != view.MoneyDifference {
		t.Errorf("the kinds are %v", kinds)
	}
	// The shop calls the second off as well, and a person says that all is settled.
	if err := r.box.EKM.SetOrderStatus(r.box.World.Stores[0].Username, ids[1], "CANCELLED"); err != nil {
		t.Fatal(err)
	}
	r.importAll()
	if err := r.flow.AcceptChange(t.Context(), called.ID, "Ann"); err != nil {
		t.Fatal(err)
	}
	if got := r.today().Proof; len(got.Differences) != 1 || got.EKM.Orders != 3 || got.SalesOrders.Orders != 3 {
		t.Errorf("the lines are %+v of %+v and %+v", got.Differences, got.EKM, got.SalesOrders)
	}
	if got := r.audit(); !slices.Equal(got.MoneyDiffers, []string{fmt.Sprint(ids[0])}) {
		t.Errorf("money differs: %v", got.MoneyDiffers)
	}
}

// TestJudgedChange: an order that EKM changed after it was posted unbalances the books until a person has judged it.
func TestJudgedChange(t *testing.T) {
	r := newRig(t)
	id := r.place(ekmsim.Basket{}).ID
	r.importAll()
	if err := r.box.EKM.EditOrder(r.box.World.Stores[0].Username, id, ekmsim.Basket{Lines: []ekmsim.Line{{Code: r.codes[1], Quantity: 7}}}); err != nil {
		t.Fatal(err)
	}
	r.importAll()
	if p := r.today().Proof; len(p.Differences) != 1 || p.EKM.Money == p.SalesOrders.Money || !strings.Contains(p.Differences[0].Text, "Accept the change or ignore it") {
		t.Errorf("the proof is %+v", p)
	}
	if err := r.flow.IgnoreChange(t.Context(), r.order(id).ID, "the shopper pays the rest in the shop", "Ann"); err != nil {
		t.Fatal(err)
	}
	if p := r.today().Proof; !p.Balanced || p.EKM.Money != p.SalesOrders.Money {
		t.Errorf("after it was judged: %+v", p)
	}
	if got := r.audit(); !got.Balanced() {
		t.Errorf("the thorough audit: %+v", got)
	}
}

// TestGapsInTheLedger: an unexplained id is listed and keeps its day open, but unbalances nothing.
func TestGapsInTheLedger(t *testing.T) {
	r := newRig(t)
	r.place(ekmsim.Basket{})
	void := r.place(ekmsim.Basket{}).ID
	r.place(ekmsim.Basket{})
	if err := r.box.EKM.DeleteOrder(r.box.World.Stores[0].Username, void); err != nil {
		t.Fatal(err)
	}
	r.importAll()
	got := r.audit()
	if !got.Balanced() || !slices.Equal(got.Gaps, []string{fmt.Sprint(void)}) || len(got.Days) != 1 || got.Days[0].Gaps != 1 {
		t.Errorf("the audit is %+v", got)
	}
	if day := r.today(); day.Gaps != 1 || len(day.Proof.Differences) != 1 || day.Proof.Differences[0].Kind != view.GapDifference || !day.Proof.Balanced || day.Proof.Closed {
		t.Errorf("the day is %+v", day)
	}
}

// BenchmarkDay tells what an audit of a day of 1,000 orders costs.
//
//	go test -run '^$' -bench Day -benchtime 1x ./core/audit
func BenchmarkDay(b *testing.B) {
	r := newRig(b)
	r.baskets(1000)
	r.importAll()
	before, shop := r.bp.Stats().Made, r.shop.Stats().Made
	n := 0
	for b.Loop() {
		now := clock()
		if _, err := audit.Days(b.Context(), r.deps(), r.store.ID, now, now); err != nil {
			b.Fatal(err)
		}
		n++
	}
	b.ReportMetric(float64(r.bp.Stats().Made-before)/float64(n), "Brightpearl-requests/day")
	b.ReportMetric(float64(r.shop.Stats().Made-shop)/float64(n), "EKM-requests/day")
}
