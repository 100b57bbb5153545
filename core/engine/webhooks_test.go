package engine_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"stockbridge/core/engine"
	"stockbridge/core/ledger"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/sandbox/world"
	"stockbridge/core/view"
)

// TestWakeUps runs the engine with both simulators' calls: orders and stock arrive by them until the services are proven and polled
// rarely. When they fall silent, one poll notices, and polling is fast again.
func TestWakeUps(t *testing.T) {
	d := demo(t, engine.DemoOptions{Stores: 1, Products: 60, Speed: 20})
	quiet(d.Sandbox)
	stockUp(t, d.Sandbox)
	codes := sellable(d.Sandbox)[d.Sandbox.World.Stores[0].Username]
	listen := freeAddress(t)
	if err := d.SetWebhooks(t.Context(), true, listen, "http://"+listen+"/hooks"); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	source := func(n int) view.WebhookSource {
		w, err := d.Webhooks(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return w.Sources[n]
	}
	eventually(t, time.Minute, "the first match is done and both services are subscribed to", func() bool {
		w, err := d.Webhooks(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		tabs, err := d.DB.LevelTabs(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		unread, err := d.DB.UnreadStock(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range w.Sources {
			if slices.ContainsFunc(s.Topics, func(t view.WebhookTopic) bool { return t.State != "on" }) {
				return false
			}
		}
		return w.Listening && tabs["all"] > 0 && tabs["queued"] == 0 && len(unread) == 0
	})
	since := time.Now()
	d.SyncNow() // what was there before has been read: what comes is counted
	eventually(t, time.Minute, "both were polled since", func() bool { return polled(d, "orders/1", since) && polled(d, "stock", since) })
	goods := plainGoods(d)
	for n := range 8 {
		before := [2]int64{source(0).Confirmed, source(1).Confirmed}
		if err := d.Sandbox.Brightpearl.SetStock(goods[n].SKU, world.MainWarehouse, 50+n); err != nil {
			t.Fatal(err)
		}
		order(t, d, codes[n%len(codes)], n)
		eventually(t, time.Minute, "both are confirmed", func() bool { return source(0).Confirmed > before[0] && source(1).Confirmed > before[1] })
	}
	for n, slow := range []time.Duration{time.Minute, 80 * time.Second} {
		if s := source(n); s.State != "proven" || s.Every != slow || s.Missed != 0 || s.Received < 8 {
			t.Errorf("%s told of eight changes, and is %+v", s.Name, s)
		}
	}
	// A tracking number that is typed in after the note was shipped shows in no search. The hour's sweep would find it.
	tracked := func(number string) func() bool {
		return func() bool {
			return slices.ContainsFunc(d.Sandbox.EKM.Books().Shops[0].Orders, func(o ekmsim.OrderBook) bool { return o.TrackingNumber == number })
		}
	}
	var sales int
	eventually(t, time.Minute, "an order is reserved", func() bool {
		for _, o := range d.Sandbox.Brightpearl.Books().SalesOrders {
			if o.UnitsReserved > 0 && o.UnitsReserved == o.UnitsWanted {
				sales = o.ID
			}
		}
		return sales > 0
	})
	notes, err := d.Sandbox.Brightpearl.Ship(brightpearlsim.Shipment{OrderID: sales, Tracking: "FIRST1"})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, time.Minute, "the store is told of the shipment", tracked("FIRST1"))
	if err := d.Sandbox.Brightpearl.SetTracking(notes[0], "LATER2"); err != nil {
		t.Fatal(err)
	}
	eventually(t, time.Minute, "the store is told of the later number", tracked("LATER2"))
	if err := d.Sandbox.EKM.SetFaults([]ekmsim.Fault{{Name: "webhook_dropped"}}); err != nil {
		t.Fatal(err)
	}
	if err := d.Sandbox.Brightpearl.SetFaults(brightpearlsim.Fault{Name: brightpearlsim.DroppedHooks}); err != nil {
		t.Fatal(err)
	}
	if err := d.Sandbox.Brightpearl.SetStock(goods[9].SKU, world.MainWarehouse, 77); err != nil {
		t.Fatal(err)
	}
	order(t, d, codes[0], 9)
	d.SyncNow() // instead of waiting for the slow polls
	eventually(t, time.Minute, "both are found to be silent", func() bool {
		return source(0).State == "silent" && source(0).Every == 20*time.Second && source(1).State == "silent" && source(1).Every == 20*time.Second
	})
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// polled reports whether a poll has ended well since a moment.
func polled(d *engine.Demo, name string, since time.Time) bool {
	return slices.ContainsFunc(d.Hub().Pollers(), func(p *ledger.Poller) bool { return p.Name() == name && p.State().OK.After(since) })
}

// plainGoods lists goods that stand alone.
func plainGoods(d *engine.Demo) (out []world.Good) {
	for _, g := range d.Sandbox.World.Goods {
		if g.StockTracked && !g.Bundle() && g.TwinOf == 0 {
			out = append(out, g)
		}
	}
	return out
}

func order(t *testing.T, d *engine.Demo, code string, n int) {
	t.Helper()
	basket := ekmsim.Basket{Email: fmt.Sprintf("shopper%d@example.com", n), Lines: []ekmsim.Line{{Code: code, Quantity: 1}}}
	if _, err := d.Sandbox.EKM.PlaceOrder(d.Sandbox.World.Stores[0].Username, basket); err != nil {
		t.Fatal(err)
	}
}
