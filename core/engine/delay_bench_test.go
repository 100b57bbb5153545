package engine_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"stockbridge/core/engine"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/sandbox/world"
)

// BenchmarkStockDelay runs the program as it runs every day against both remotes' real limits, with polls and nothing else to tell it of
// news, and measures by the simulators' books how long stores show an old figure: after goods moved in Brightpearl, in all three
// stores; and after an order in one store, in the two others. Eight changes a minute for four minutes, each of goods of its own.
func BenchmarkStockDelay(b *testing.B) {
	const every, most, patience = 7500 * time.Millisecond, 4 * time.Minute, time.Minute
	for b.Loop() {
		b.StopTimer()
		d, err := engine.OpenDemo(b.Context(), engine.Options{Folder: b.TempDir()}, engine.DemoOptions{Stores: benchStores, Products: 300, Speed: 1})
		if err != nil {
			b.Fatal(err)
		}
		quiet(d.Sandbox)
		w := delayed{b: b, Demo: d, goods: everywhere(d)}
		ctx, stop := context.WithCancel(b.Context())
		ended := make(chan error, 1)
		go func() { ended <- d.Run(ctx) }()
		w.settle()
		b.StartTimer()
		next := time.NewTicker(every)
		for began, n := time.Now(), 0; time.Since(began) < most; n++ {
			if n%3 == 2 {
				w.order(n)
			} else {
				w.move(n)
			}
			<-next.C
		}
		next.Stop()
		late := time.Now().Add(patience)
		for w.open() > 0 && time.Now().Before(late) {
			time.Sleep(time.Second)
		}
		b.StopTimer()
		b.ReportMetric(0, "ns/op")
		for kind, delays := range w.delays() {
			slices.Sort(delays)
			b.ReportMetric(delays[len(delays)/2].Seconds(), "s-p50-"+kind)
			b.ReportMetric(delays[len(delays)*95/100].Seconds(), "s-p95-"+kind)
			b.Logf("%s: %d delays, the longest %v", kind, len(delays), delays[len(delays)-1].Round(time.Millisecond))
		}
		if n := w.open(); n > 0 {
			b.Errorf("%d figures did not come", n)
		}
		for _, s := range d.Sandbox.EKM.Books().Shops {
			if s.Counters.Throttled > 0 {
				b.Errorf("%s refused %d requests for their pace", s.Name, s.Counters.Throttled)
			}
		}
		stop()
		if err := <-ended; err != nil {
			b.Fatal(err)
		}
		if err := d.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// delayed is a demo in which figures are awaited.
type delayed struct {
	*engine.Demo
	b      *testing.B
	goods  []world.Good // that every store lists, once and plainly
	waits  []wait
	number int
}

// wait is a figure that a store should show.
type wait struct {
	kind, shop, code string
	units            int64
	since            time.Time
}

// everywhere lists the goods that every store sells under their own code and that no bundle contains.
func everywhere(d *engine.Demo) (out []world.Good) {
	in := map[int]int{}
	for _, s := range d.Sandbox.World.Stores {
		for _, l := range s.Listings {
			for _, sold := range append(slices.Clone(l.Variants), l) {
				if sold.Quirk == world.QuirkNone && sold.Live && len(sold.Variants) == 0 && !sold.ManagedCopy {
					in[sold.Good]++
				}
			}
		}
	}
	for _, g := range d.Sandbox.World.Goods {
		for _, c := range g.Components {
			delete(in, c.Good)
		}
	}
	for _, g := range d.Sandbox.World.Goods {
		if in[g.ID] == benchStores && g.StockTracked && !g.Bundle() && g.TwinOf == 0 && g.UnitsAt(world.MainWarehouse) > 9 {
			out = append(out, g)
		}
	}
	return out
}

// settle waits until the stores show what they should.
func (w *delayed) settle() {
	w.b.Helper()
	for end := time.Now().Add(3 * time.Minute); time.Now().Before(end); time.Sleep(time.Second) {
		tabs, err := w.DB.LevelTabs(w.b.Context(), 0)
		if err != nil {
			w.b.Fatal(err)
		}
		if unread, err := w.DB.UnreadStock(w.b.Context(), 1); err == nil && tabs["all"] > 0 && tabs["queued"] == 0 && len(unread) == 0 {
			return
		}
	}
	w.b.Fatal("the stores are not up to date after three minutes")
}

func (w *delayed) take() world.Good {
	w.b.Helper()
	if w.number == len(w.goods) {
		w.b.Fatalf("only %d goods are sold everywhere", w.number)
	}
	w.number++
	return w.goods[w.number-1]
}

// move counts other goods in the warehouse.
func (w *delayed) move(n int) {
	w.b.Helper()
	g := w.take()
	units := int(g.UnitsAt(world.MainWarehouse)) + 5 - 8*(n%2)
	now := time.Now()
	if err := w.Sandbox.Brightpearl.SetStock(g.SKU, world.MainWarehouse, units); err != nil {
		w.b.Fatal(err)
	}
	for _, s := range w.Sandbox.World.Stores {
		w.waits = append(w.waits, wait{"moved", s.Username, g.SKU, int64(units), now})
	}
}

// order has somebody buy two units in one of the stores.
func (w *delayed) order(n int) {
	w.b.Helper()
	g := w.take()
	at := w.Sandbox.World.Stores[n%benchStores]
	now := time.Now()
	if _, err := w.Sandbox.EKM.PlaceOrder(at.Username, ekmsim.Basket{Email: fmt.Sprintf("shopper%d@example.com", n), Lines: []ekmsim.Line{{Code: g.SKU, Quantity: 2}}}); err != nil {
		w.b.Fatal(err)
	}
	for _, s := range w.Sandbox.World.Stores {
		if s.Username != at.Username {
			w.waits = append(w.waits, wait{"ordered", s.Username, g.SKU, g.UnitsAt(world.MainWarehouse) - 2, now})
		}
	}
}

// delays tells how long each figure that came took.
func (w *delayed) delays() map[string][]time.Duration {
	moves := map[string][]ekmsim.StockMove{}
	for _, shop := range w.Sandbox.EKM.Books().Shops {
		for _, s := range shop.Stock {
			moves[shop.Username+" "+s.Code] = s.Moves
		}
	}
	out := map[string][]time.Duration{}
	for _, wait := range w.waits {
		for _, m := range moves[wait.shop+" "+wait.code] {
			if m.By == "api" && m.To == wait.units && m.At.After(wait.since) {
				out[wait.kind] = append(out[wait.kind], m.At.Sub(wait.since))
				break
			}
		}
	}
	return out
}

// open counts the figures that did not come yet.
func (w *delayed) open() int {
	n := len(w.waits)
	for _, came := range w.delays() {
		n -= len(came)
	}
	return n
}
