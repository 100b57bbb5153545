package dbtest

import (
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/view"
)

// shortfallsAreShown: a product of which a posted order is owed units is a shortfall of every posted order that has it, with all that
// want it in order of time, unpaid ones last.
func shortfallsAreShown(t *testing.T, w *World) {
	const product = 5
	w.Product(product, "TIED")
	w.Stock(product, map[int64]int64{mainWarehouse: 3})
	take := func(store commerce.StoreID, number string, ago time.Duration, wanted, reserved int64, v db.Verdict) (id commerce.OrderID) {
		w.lastEKM++
		w.Write(func(tx *db.Tx) (err error) {
			o := commerce.Order{Store: store, EKMID: w.lastEKM, Number: number, PlacedAt: Start.Add(-ago), Currency: "GBP", Total: commerce.FromPence(10_00),
				Lines: []commerce.Line{{ID: 1, Code: "TIED", Quantity: wanted}}}
			if id, _, err = tx.SaveOrder(o, v); err != nil {
				return err
			}
			if err := tx.SaveRows(id, []db.OrderRow{{Kind: "goods", SKU: "TIED", Name: "A tied thing", ProductID: product, StockedID: product, Wanted: wanted}}); err != nil {
				return err
			}
			if v.AwaitPayment {
				return nil
			}
			if err := tx.Reserve(id, mainWarehouse, []db.OrderRow{{Position: 1, Reserved: reserved, Settled: reserved == wanted}}, nil); err != nil {
				return err
			}
			return tx.Advance(id, db.Progress{Stage: commerce.Verified, State: commerce.OrderPosted, SalesOrderID: 7000 + int64(id), Paid: true})
		})
		return id
	}
	waiting := db.Verdict{State: commerce.OrderWaiting}
	late := take(w.Kitchen, "K2", time.Minute, 2, 0, waiting)
	early := take(w.Garden, "G1", time.Hour, 3, 3, waiting)
	middle := take(w.Garden, "G2", 30*time.Minute, 2, 1, waiting)
	unpaid := take(w.Paws, "P1", 2*time.Hour, 1, 0, db.Verdict{State: commerce.OrderWaiting, AwaitPayment: true})
	other := w.Order(w.Garden, "G9", "Anyone", 10_00, time.Hour, "ELSE")
	w.Post(other, 208_009)
	of := func(id commerce.OrderID) []view.Shortfall {
		return must[[]view.Shortfall](t)(w.DB.Shortfalls(w.ctx, id))
	}
	for _, id := range []commerce.OrderID{early, middle, late} {
		all := of(id)
		if len(all) != 1 || all[0].Short != 3 || all[0].SKU != "TIED" || all[0].OnHandAt.IsZero() || len(all[0].Claims) != 4 {
			t.Fatalf("order %d shows %+v", id, all)
		}
		var sum int64
		for i, want := range []commerce.OrderID{early, middle, late, unpaid} {
			if c := all[0].Claims[i]; c.OrderID != want || c.Unpaid != (want == unpaid) {
				t.Errorf("place %d has %+v", i+1, c)
			}
			sum += all[0].Claims[i].Short
		}
		if sum != all[0].Short {
			t.Errorf("the lines are short of %d units, together %d", sum, all[0].Short)
		}
	}
	if len(of(other)) != 0 || len(of(unpaid)) != 0 {
		t.Error("an order without the product, or one that is not posted, has a shortfall")
	}
	choose := func(order commerce.OrderID, what int64) (ok bool) {
		w.Write(func(tx *db.Tx) (err error) {
			ok, err = tx.LetWait(what, order, "collects on Friday", "Sam")
			return err
		})
		return ok
	}
	if !choose(early, product) || !choose(early, product) || choose(other, product) || choose(early, product+1) {
		t.Error("a choice is kept for an order that wants the product, and for no other")
	}
	if c := of(late)[0].Claims[0]; !c.Waits() || c.WaitsBy != "Sam" || c.WaitsWhy != "collects on Friday" {
		t.Errorf("the other order shows %+v", c)
	}
	w.Write(func(tx *db.Tx) error {
		first, err := tx.StopWaiting(product, early)
		if err != nil {
			return err
		}
		again, err := tx.StopWaiting(product, early)
		if !first || again {
			t.Errorf("a choice is taken back once: %v, %v", first, again)
		}
		return err
	})
	if of(late)[0].Claims[0].Waits() {
		t.Error("a choice stays that was taken back")
	}
	// What is owed comes: nobody is short, and there is no desk any more.
	w.Write(func(tx *db.Tx) error {
		for _, id := range []commerce.OrderID{middle, late} {
			if err := tx.Reserve(id, mainWarehouse, []db.OrderRow{{Position: 1, Reserved: 2, Settled: true}}, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if got := of(early); len(got) != 0 {
		t.Errorf("nothing is owed, and yet there is %+v", got)
	}
}
