package dbtest

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

// shadowsAreKept: a run in shadow with its orders and pairs survives, counts, and keeps orders from being posted twice.
func shadowsAreKept(t *testing.T, w *World) {
	ids := queue(w)
	order := func(name string) db.OrderWork {
		t.Helper()
		work, err := w.DB.Order(w.ctx, ids[name])
		if err != nil {
			t.Fatal(err)
		}
		return work
	}
	w.Clock.Set(Start.Add(-3 * 24 * time.Hour))
	w.Write(func(tx *db.Tx) error { return tx.BeginShadow(w.Kitchen) })
	w.Clock.Set(Start)
	run, ok, err := w.DB.ShadowRun(w.ctx, w.Kitchen)
	if err != nil || !ok || !run.Running || !run.Since.Equal(Start.Add(-3*24*time.Hour)) {
		t.Fatalf("the run is %+v, %t, %v", run, ok, err)
	}
	run.EKMAt, run.TypedAt, run.FarAt, run.ReadAt, run.Reads = Start, Start.Add(time.Second), Start.Add(time.Minute), Start.Add(time.Hour), 17
	run.Cause = fault.Cause{Code: "SB-NET-001", Text: "Offline.", Fix: "Wait."}
	w.Write(func(tx *db.Tx) error { return tx.SaveShadowRun(run) })
	if again, _, err := w.DB.ShadowRun(w.ctx, w.Kitchen); err != nil || !reflect.DeepEqual(again, run) {
		t.Errorf("the run is %+v, %v\nwant %+v", again, err, run)
	}
	if _, ok, err := w.DB.ShadowRun(w.ctx, w.Garden); ok || err != nil {
		t.Errorf("a store that never ran has a run: %v", err)
	}

	held := order("held").Order.EKMID
	shadow := func(id int64, sale int64, result string, ago time.Duration, kinds ...string) db.ShadowOrder {
		t.Helper()
		o := db.ShadowOrder{Store: w.Kitchen, Header: "h", Rules: "r1", WorkedAt: Start, Shopper: fmt.Sprint("hash ", id), SalesOrderID: sale,
			Plan: db.ShadowPlan{Order: view.DryOrder{EKMID: id, Number: fmt.Sprint("7/1/", id), PlacedAt: Start.Add(-ago), Result: result, Currency: "GBP", EKMTotal: 12_34, Made: true,
				Cause: fault.Cause{Code: "SB-X"}}, Contact: 5, Goods: []db.ShadowGood{{Product: 3, SKU: "MUG", Quantity: 2}}}}
		for _, k := range kinds {
			o.Differences = append(o.Differences, view.ShadowDifference{Kind: k, Ours: "a", Typed: "b"})
		}
		w.Write(func(tx *db.Tx) error { return tx.SaveShadowOrder(o) })
		return o
	}
	earlier := shadow(held-2, 0, view.DryHeld, 50*time.Hour)
	alone := shadow(held-1, 0, view.DryAgrees, 30*time.Hour)
	typed := shadow(held, 501, view.DryAgrees, 26*time.Hour, "total", "tax", "total")
	alike := shadow(held+50, 502, view.DrySettled, time.Hour)
	shadow(held+51, 0, view.DryAgrees, 4*24*time.Hour) // of before the run
	one, err := w.DB.ShadowOrders(w.ctx, w.Kitchen, []int64{held, 4711})
	if err != nil || len(one) != 1 || !reflect.DeepEqual(one[held], typed) {
		t.Errorf("an order is %+v, %v\nwant %+v", one, err, typed)
	}
	if err := w.DB.Write(w.ctx, func(tx *db.Tx) error {
		twice := alone
		twice.SalesOrderID = 501
		return tx.SaveShadowOrder(twice)
	}); err == nil {
		t.Error("a sales order is paired twice")
	}
	listed := func(what string, all []db.ShadowOrder, err error, want ...db.ShadowOrder) {
		t.Helper()
		if err != nil || !reflect.DeepEqual(all, want) && len(all)+len(want) > 0 {
			t.Errorf("%s: %+v, %v\nwant %+v", what, all, err, want)
		}
	}
	all, err := w.DB.ShadowAlone(w.ctx, w.Kitchen, run.Since)
	listed("alone", all, err, earlier, alone)
	all, err = w.DB.ShadowPairs(w.ctx, []int64{502, 503})
	listed("pairs", all, err, alike)
	all, err = w.DB.ShadowDiffering(w.ctx, w.Kitchen, run.Since, 10)
	listed("differing", all, err, typed)
	all, err = w.DB.ShadowStale(w.ctx, w.Kitchen, run.Since, "r1", Start.Add(-time.Hour), 10)
	listed("stale", all, err)
	all, err = w.DB.ShadowStale(w.ctx, w.Kitchen, run.Since, "r1", Start.Add(time.Second), 10)
	listed("held and not looked at", all, err, earlier)
	all, err = w.DB.ShadowStale(w.ctx, w.Kitchen, run.Since, "r2", Start.Add(-time.Hour), 2)
	listed("by other settings", all, err, earlier, alone)
	numbers, err := w.DB.ShadowPairedNumbers(w.ctx, w.Kitchen, run.Since)
	if err != nil || len(numbers) != 2 {
		t.Errorf("the paired numbers are %v, %v", numbers, err)
	}
	ours, err := w.DB.Ours(w.ctx, []int64{208_001, 208_002, 501})
	if err != nil || len(ours) != 2 || ours[501] {
		t.Errorf("ours are %v, %v", ours, err)
	}
	for ref, want := range map[string]int64{fmt.Sprint(held): held, fmt.Sprint("7/1/", held): held, "7/1/1": 0} {
		if id, ok, err := w.DB.ShadowOrderNamed(w.ctx, w.Kitchen, ref); err != nil || id != want || ok != (want > 0) {
			t.Errorf("%s is order %d, %t, %v", ref, id, ok, err)
		}
	}
	v, err := w.DB.Shadow(w.ctx, w.Kitchen)
	if err != nil || !v.On || v.Orders != 4 || v.Paired != 2 || v.Alike != 1 || v.Alone != 2 || v.Held != 1 || v.Reads != 17 || v.Problem != run.Cause ||
		fmt.Sprint(v.Kinds) != "[{tax 1} {total 1}]" || len(v.Newest) != 4 || v.Newest[0].EKMID != held || v.Newest[0].SalesOrderID != 501 || v.Newest[1].EKMID != held+50 {
		t.Errorf("the run is shown as %+v, %v", v, err)
	}

	// Live from the typed order on: what lies before it and what is typed is not posted.
	if at, ok, err := w.DB.ShadowStart(w.ctx, w.Kitchen, held); err != nil || !ok || !at.Equal(typed.Plan.Order.PlacedAt.Add(-70*time.Hour)) {
		t.Errorf("it begins at %v, %t, %v", at, ok, err)
	}
	if _, ok, err := w.DB.ShadowStart(w.ctx, w.Kitchen, held+1); ok || err != nil {
		t.Errorf("an order that the run has not seen is a beginning: %v", err)
	}
	waits := w.Order(w.Kitchen, "20999", "Anyone", 10_00, time.Hour) // its id is above the others'
	var left, gone int64
	w.Write(func(tx *db.Tx) (err error) {
		if gone, err = tx.LeaveTyped(w.Kitchen); err != nil {
			return err
		}
		left, err = tx.LeaveOut(w.Kitchen, held)
		return err
	})
	if w := order("held"); gone != 1 || left != 0 || w.State != commerce.OrderExcluded || w.CauseCode != db.ExcludedByPerson {
		t.Errorf("%d orders that staff typed and %d earlier ones are left; it is %s, %s", gone, left, w.State, w.CauseCode)
	}
	if work, err := w.DB.Order(w.ctx, waits); err != nil || work.State != commerce.OrderWaiting || order("posted").State != commerce.OrderPosted {
		t.Errorf("an order of after it is %s, a posted one %s, %v", work.State, order("posted").State, err)
	}
	stops, err := w.DB.ShadowStops(w.ctx, w.Kitchen, []int64{held - 1, held, held + 50, held + 51})
	if err != nil || len(stops) != 3 || stops[held].Text == stops[held-1].Text || stops[held+51] != (fault.Cause{}) {
		t.Errorf("the stops are %v, %v", stops, err)
	}
	w.Write(func(tx *db.Tx) (err error) {
		left, err = tx.LeaveOut(w.Kitchen, held+1_000)
		return err
	})
	if work, err := w.DB.Order(w.ctx, waits); err != nil || left != 1 || work.State != commerce.OrderExcluded {
		t.Errorf("%d are left out; an order of before the beginning is %s, %v", left, work.State, err)
	}

	w.Write(func(tx *db.Tx) error {
		if _, err := tx.ErasePerson(typed.Shopper); err != nil {
			return err
		}
		return tx.EndShadow(w.Kitchen)
	})
	if one, err := w.DB.ShadowOrders(w.ctx, w.Kitchen, []int64{held}); err != nil || one[held].Shopper != "" || one[held].SalesOrderID != 501 {
		t.Errorf("after the shopper was erased the order is %+v, %v", one[held], err)
	}
	run.Reads = 99
	w.Write(func(tx *db.Tx) error { return tx.SaveShadowRun(run) })
	if again, _, err := w.DB.ShadowRun(w.ctx, w.Kitchen); err != nil || again.Running || again.Reads != 17 {
		t.Errorf("a round that was late changed the run that has ended: %+v, %v", again, err)
	}
}
