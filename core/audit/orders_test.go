package audit_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"stockbridge/core/audit"
	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/sandbox/ekmsim"
)

func TestBalanced(t *testing.T) {
	r := newRig(t)
	for range 3 {
		r.place(ekmsim.Basket{})
	}
	r.place(ekmsim.Basket{NoEmail: true})            // held: no fallback contact is chosen
	r.place(ekmsim.Basket{PaymentStatus: "UNKNOWN"}) // waits for its payment
	r.place(ekmsim.Basket{Status: "CANCELLED"})      // counts as excluded
	r.place(ekmsim.Basket{Status: "SYSTEMHIDDEN"})   // a check-out that nobody finished is no order
	r.importAll()
	got := r.audit()
	if !got.Balanced() || got.Placed != 6 || got.Posted != 3 || got.Held != 1 || got.Waiting != 1 || got.Excluded != 1 {
		t.Errorf("audit: %+v", got)
	}
	text, err := json.Marshal(audit.Report{Balanced: true, Stores: []audit.StoreReport{got}})
	want := fmt.Sprintf(`{"balanced":true,"stores":[{"name":%q,"placed":6,"posted":3,"waiting":1,"held":1,"excluded":1,"missing":[],"duplicated":[],"money_differs":[],"gaps":[],"days":[{"day":`, r.store.Name)
	if err != nil || !strings.HasPrefix(string(text), want) {
		t.Errorf("JSON: %s\nwant: %s", text, want)
	}
}

// Every way in which an import can go wrong unnoticed shows, and names the order.
func TestUnbalanced(t *testing.T) {
	r := newRig(t)
	good, double, lost, paid := r.place(ekmsim.Basket{}), r.place(ekmsim.Basket{}), r.place(ekmsim.Basket{}), r.place(ekmsim.Basket{})
	unpaid := r.place(ekmsim.Basket{PaymentStatus: "UNKNOWN"})
	excluded := r.place(ekmsim.Basket{Status: "CANCELLED"})
	r.importAll()
	if got := r.audit(); !got.Balanced() {
		t.Fatalf("before: %+v", got)
	}
	unseen := r.place(ekmsim.Basket{}) // never polled

	rows, err := r.db.Ledger(t.Context(), r.store.ID, time.Time{}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	entry := map[int64]db.LedgerRow{}
	for _, row := range rows {
		entry[row.EKMID] = row
	}
	r.again(entry[double.ID], commerce.Reference(r.store.Username, double.ID))
	r.again(entry[good.ID], commerce.Reference(r.store.Username, excluded.ID))
	// Somebody records a second payment by hand.
	ref, _ := brightpearl.NewTransactionRef("by hand")
	if _, err := r.bp.Payments.CreateReceipt(t.Context(), brightpearl.Receipt{Ref: ref, Order: brightpearl.OrderID(entry[paid.ID].SalesOrderID), Method: "BANK",
		Amount: decimal.New(1, -2), Currency: "GBP", PaidOn: clock()}); err != nil {
		t.Fatal(err)
	}
	// Our own books name a sales order that is not there, and another sum than EKM's.
	r.write(func(tx *db.Tx) error {
		return tx.Advance(r.order(lost.ID).ID, db.Progress{Stage: commerce.Verified, State: commerce.OrderPosted, SalesOrderID: 999999, Paid: true})
	})
	cheap := r.order(unpaid.ID).Order
	cheap.Total -= commerce.FromPence(1)
	r.write(func(tx *db.Tx) error {
		_, _, err := tx.SaveOrder(cheap, db.Verdict{State: commerce.OrderWaiting, AwaitPayment: true})
		return err
	})

	got := r.audit()
	id := func(p ekmsim.Placed) string { return fmt.Sprint(p.ID) }
	if !slices.Equal(got.Missing, sorted(id(unseen), id(lost))) {
		t.Errorf("missing %v, want %s and %s", got.Missing, id(unseen), id(lost))
	}
	if !slices.Equal(got.Duplicated, sorted(id(double), id(excluded))) {
		t.Errorf("duplicated %v, want %s and %s", got.Duplicated, id(double), id(excluded))
	}
	if !slices.Equal(got.MoneyDiffers, sorted(id(paid), id(unpaid))) {
		t.Errorf("money differs %v, want %s and %s", got.MoneyDiffers, id(paid), id(unpaid))
	}
}

func TestAuditRefuses(t *testing.T) {
	r := newRig(t)
	if _, err := audit.Orders(t.Context(), r.deps(), "Nowhere", time.Time{}, time.Time{}); !fault.Is(err, fault.NotFound) {
		t.Errorf("unknown store: %v", err)
	}
	r.place(ekmsim.Basket{})
	r.importAll()
	deps := r.deps()
	deps.Brightpearl = func() *brightpearl.Client { return nil }
	if _, err := audit.Orders(t.Context(), deps, "", time.Time{}, time.Time{}); !fault.Is(err, fault.SignIn) {
		t.Errorf("no account: %v", err)
	}
	later, err := audit.Orders(t.Context(), r.deps(), "", clock().Add(time.Hour), time.Time{})
	if err != nil || !later.Balanced || later.Stores[0].Placed != 0 {
		t.Errorf("a span without orders: %v %+v", err, later)
	}
}

func sorted(words ...string) []string {
	slices.SortFunc(words, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	return words
}
