package dbtest

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/view"
)

// fixesAreKept: what a person decided for an order is stored with it while it is not in Brightpearl, and survives a change in EKM.
func fixesAreKept(t *testing.T, w *World) {
	ids := queue(w)
	fix := view.OrderFix{Contact: 7, Products: map[int64]int64{1: 1007}, TextRows: []int64{2}, TaxCodes: map[int64]string{view.FixDelivery: "T5"}}
	set := func(id commerce.OrderID, fix view.OrderFix, want bool) {
		t.Helper()
		w.Write(func(tx *db.Tx) error {
			ok, err := tx.SetFix(id, fix)
			if ok != want {
				t.Errorf("order %d: stored %t, want %t", id, ok, want)
			}
			return err
		})
	}
	kept := func(id commerce.OrderID, want view.OrderFix) db.OrderWork {
		t.Helper()
		work, err := w.DB.Order(w.ctx, id)
		if err != nil || !reflect.DeepEqual(work.Fix, want) {
			t.Errorf("the fix of order %d is %+v, %v", id, work.Fix, err)
		}
		detail, _, err := w.DB.OrderDetail(w.ctx, id)
		if err != nil || !reflect.DeepEqual(detail.Fix, want) {
			t.Errorf("the detail of order %d shows %+v, %v", id, detail.Fix, err)
		}
		return work
	}
	set(ids["held"], fix, true)
	work := kept(ids["held"], fix)
	for _, name := range []string{"posted", "working", "excluded", "cancelled"} {
		set(ids[name], fix, false)
		kept(ids[name], view.OrderFix{})
	}
	changed := work.Order
	changed.CustomerNote = "ring twice"
	w.Write(func(tx *db.Tx) error {
		_, outcome, err := tx.SaveOrder(changed, db.Verdict{State: commerce.OrderWaiting})
		if outcome != db.Stored {
			t.Errorf("the changed order was not stored: %v", outcome)
		}
		return err
	})
	kept(ids["held"], fix)
	set(ids["held"], view.OrderFix{}, true)
	kept(ids["held"], view.OrderFix{})

	w.Hold(ids["waiting"], "SB-ORD-105", "No tax code.")
	w.Hold(ids["held"], "SB-ORD-104", "No product.")
	for code, want := range map[string][]commerce.OrderID{"": {ids["waiting"]}, "SB-ORD-105": {ids["waiting"]}, "SB-ORD-104": {}} {
		if got, err := w.DB.HeldOrders(w.ctx, w.Garden, code, 10); err != nil || !slices.Equal(got, want) {
			t.Errorf("held by %q: %v, %v", code, got, err)
		}
	}
}

// unpaidOrdersAreFound: an order that was posted without a receipt is looked at again, and due for it once EKM shows the payment.
func unpaidOrdersAreFound(t *testing.T, w *World) {
	ids := queue(w)
	owing := w.Order(w.Garden, "1010", "Priya Nair", 10_00, time.Hour)
	w.Write(func(tx *db.Tx) error {
		return tx.Advance(owing, db.Progress{Stage: commerce.Verified, State: commerce.OrderPosted, SalesOrderID: 208_010, Flags: []string{db.UnpaidFlag}})
	})
	work, err := w.DB.Order(w.ctx, owing)
	if err != nil {
		t.Fatal(err)
	}
	found := func(want ...int64) {
		t.Helper()
		if got, err := w.DB.PostedUnpaid(w.ctx, w.Garden, Start.Add(-24*time.Hour)); err != nil || !slices.Equal(got, want) {
			t.Errorf("posted unpaid: %v, %v; want %v", got, err, want)
		}
	}
	found(work.Order.EKMID)
	w.Write(func(tx *db.Tx) error {
		if err := tx.PaidLater(ids["posted"], "SUCCESS"); err != nil {
			return err
		}
		return tx.PaidLater(owing, "SUCCESS")
	})
	found()
	work, err = w.DB.Order(w.ctx, owing)
	if err != nil || work.State != commerce.OrderWorking || work.Stage != commerce.Allocated || work.Order.PaymentStatus != "SUCCESS" || len(work.Flags) > 0 {
		t.Errorf("after the payment it is %+v, %v", work, err)
	}
	if paid, err := w.DB.Order(w.ctx, ids["posted"]); err != nil || paid.State != commerce.OrderPosted {
		t.Errorf("a paid order is %s, %v", paid.State, err)
	}
	work.Order.Type, work.Order.EKMID = "Cheque", 77_001
	w.Write(func(tx *db.Tx) error {
		id, _, err := tx.SaveOrder(work.Order, db.Verdict{State: commerce.OrderWaiting, AwaitPayment: true})
		if err != nil || id == 0 {
			return err
		}
		return nil
	})
	if kinds, err := w.DB.WaitingPaymentTypes(w.ctx, w.Garden); err != nil || !slices.Equal(kinds, []string{"Cheque"}) {
		t.Errorf("payment types that wait: %v, %v", kinds, err)
	}
	w.Write(func(tx *db.Tx) error { return tx.OrderNeverPaid(w.Garden, 77_001, 5) })
	page, err := w.DB.OrderPage(w.ctx, view.Filter{Text: "1010", States: []string{string(commerce.OrderCancelled)}}, view.Window{Limit: 5})
	if err != nil || len(page.Rows) != 1 || page.Rows[0].Cause.Text != "Cancelled before download: not paid within 5 days (payment type: Cheque, EKM shows the payment as SUCCESS). "+
		"It is downloaded after all if EKM shows a payment later." {
		t.Errorf("the order that left: %+v, %v", page.Rows, err)
	}
}

// codesInAnyCase finds products by a SKU without regard to capital letters, and nothing that merely looks alike.
func codesInAnyCase(t *testing.T, w *World) {
	w.Product(1, "MUG-Blue")
	w.Product(2, "MUG-8LUE")
	w.Product(3, "MUGBLUE")
	for sku, want := range map[string]int64{"mug-blue": 1, " MUG-BLUE ": 1, "mugblue": 3, "MUG_BLUE": 0} {
		got, err := w.DB.ProductsInAnyCase(w.ctx, sku)
		if err != nil || (want == 0) != (len(got) == 0) || want > 0 && (len(got) != 1 || got[0].ID != want) {
			t.Errorf("%q is %+v, %v", sku, got, err)
		}
	}
}
