package engine_test

import (
	"context"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/engine"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/view"
)

// settleDown does rounds without the patience of real life: what waits for its next attempt is tried at once, and a round that meets
// a trouble is cut short. It ends after some rounds, or before when nothing waits any more.
func settleDown(t *testing.T, d *engine.Demo, rounds int) {
	t.Helper()
	for range rounds {
		if settled(t, d) {
			return
		}
	}
}

// comeToRest does rounds until nothing waits any more. An order that may have created a contact gives Brightpearl's search its time.
func comeToRest(t *testing.T, d *engine.Demo) {
	t.Helper()
	eventually(t, 2*time.Minute, "at rest", func() bool { return settled(t, d) })
}

// settled does one round and reports whether nothing waits after it.
func settled(t *testing.T, d *engine.Demo) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	err := d.UntilIdle(ctx, func(engine.Step) {})
	cancel()
	open, err2 := d.DB.OrderPage(t.Context(), view.Filter{States: []string{string(commerce.OrderWaiting), string(commerce.OrderWorking)}}, view.Window{Limit: 1000})
	if err2 != nil {
		t.Fatal(err2)
	}
	left := 0
	for _, o := range open.Rows {
		if o.WaitsForPayment {
			continue
		}
		left++
		if err := d.RetryOrder(t.Context(), o.ID, "test"); err != nil {
			t.Fatal(err)
		}
	}
	untold, err2 := d.DB.ShipmentPage(t.Context(), view.Filter{States: []string{string(commerce.ShipmentWaiting)}}, view.Window{Limit: 1000})
	if err2 != nil {
		t.Fatal(err2)
	}
	for _, n := range untold.Rows {
		left++
		if _, err := d.RetryShipments(t.Context(), n.StoreID, n.OrderID); err != nil {
			t.Fatal(err)
		}
	}
	return err == nil && left == 0
}

// TestOpenQuestions runs the main job under every answer that Brightpearl and EKM might give where their documentation is silent.
func TestOpenQuestions(t *testing.T) {
	for _, name := range []string{
		brightpearlsim.NoInstanceHeader, brightpearlsim.RollingThrottle, brightpearlsim.DuplicateEmpty, brightpearlsim.DuplicateObject,
		brightpearlsim.AutoAllocate, brightpearlsim.ReserveRefused, brightpearlsim.ReserveSets, brightpearlsim.ReserveParents,
		brightpearlsim.ZeroRows, brightpearlsim.BadIDFails, brightpearlsim.EmptyNotesOK, brightpearlsim.NestedSalesOrder,
		brightpearlsim.AddressTwoLetters, brightpearlsim.IntervalExclusive, brightpearlsim.StringSetBar, brightpearlsim.SKUAnyCase,
		brightpearlsim.TrackingField, brightpearlsim.TrackingEvent, brightpearlsim.UnknownFields, brightpearlsim.MissingFields, brightpearlsim.NullCells,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // most of the time is spent waiting
			d := demo(t, engine.DemoOptions{Stores: 2, Products: 60, OrdersPerMinute: 0, Speed: 20, History: 8})
			if err := d.Sandbox.Brightpearl.SetFaults(brightpearlsim.Fault{Name: name}); err != nil {
				t.Fatal(err)
			}
			settleDown(t, d, 5)
			quiet(d.Sandbox)
			if name == brightpearlsim.MissingFields {
				// Tracking numbers are among what is left out; they are told as soon as they are there.
				if err := d.Sandbox.Brightpearl.SetFaults(); err != nil {
					t.Fatal(err)
				}
			}
			comeToRest(t, d)
			agree(t, d.DB, d.Sandbox.EKM.Books(), d.Sandbox.Brightpearl.Books(), d.Sandbox.Config().Users, time.Now().Add(-24*time.Hour))
		})
	}
}

// TestLostAnswers breaks one call in eight in one way at a time, and expects that nothing is doubled or lost once the trouble
// is over.
func TestLostAnswers(t *testing.T) {
	for _, name := range []string{
		brightpearlsim.LostAnswer, brightpearlsim.ResetMidBody, brightpearlsim.ErrorAfter, brightpearlsim.InternalError,
		brightpearlsim.HTMLError, brightpearlsim.Unavailable,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // most of the time is spent waiting
			d := demo(t, engine.DemoOptions{Stores: 2, Products: 60, OrdersPerMinute: 0, Speed: 50, History: 12})
			if err := d.Sandbox.Brightpearl.SetFaults(brightpearlsim.Fault{Name: name, Probability: 0.125}); err != nil {
				t.Fatal(err)
			}
			settleDown(t, d, 8)
			if err := d.Sandbox.Brightpearl.SetFaults(); err != nil {
				t.Fatal(err)
			}
			quiet(d.Sandbox)
			if _, err := d.RetryHeld(t.Context(), 0, "", "test"); err != nil {
				t.Fatal(err)
			}
			comeToRest(t, d)
			agree(t, d.DB, d.Sandbox.EKM.Books(), d.Sandbox.Brightpearl.Books(), d.Sandbox.Config().Users, time.Now().Add(-24*time.Hour))
		})
	}
}

// TestShopTrouble does the same for the shops' side.
func TestShopTrouble(t *testing.T) {
	for _, name := range []string{"error_500", "html_502", "cut", "cut_after_write"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // most of the time is spent waiting
			d := demo(t, engine.DemoOptions{Stores: 2, Products: 60, OrdersPerMinute: 0, Speed: 50, History: 8})
			if err := d.Sandbox.EKM.SetFaults([]ekmsim.Fault{{Name: name, Probability: 0.125}}); err != nil {
				t.Fatal(err)
			}
			settleDown(t, d, 6)
			if err := d.Sandbox.EKM.SetFaults(nil); err != nil {
				t.Fatal(err)
			}
			quiet(d.Sandbox)
			if _, err := d.PushStock(t.Context(), 0, ""); err != nil {
				t.Fatal(err)
			}
			for _, s := range []commerce.StoreID{1, 2} {
				if _, err := d.RetryShipments(t.Context(), s, 0); err != nil {
					t.Fatal(err)
				}
			}
			comeToRest(t, d)
			agree(t, d.DB, d.Sandbox.EKM.Books(), d.Sandbox.Brightpearl.Books(), d.Sandbox.Config().Users, time.Now().Add(-24*time.Hour))
		})
	}
}
