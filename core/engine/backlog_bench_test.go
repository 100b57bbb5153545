package engine_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/engine"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/sandbox/world"
)

// BenchmarkStockBacklog has every figure of three stores change at once, which leaves more than 3,000 levels a store to write, and lets
// the program run as it runs every day. A tenth of the goods change five times before they are written. When the bursts that EKM lets
// through at first are over, it measures until the first store is nearly done, or for three minutes: how much of EKM's rate each store
// used, with writes and everything else, and how many of the requests were writes. At twenty times EKM's limits this machine has to
// keep up with 120 requests a second; at the real limits a run sees a part of the backlog.
func BenchmarkStockBacklog(b *testing.B) {
	for _, speed := range []float64{20, 1} {
		b.Run(fmt.Sprintf("speed-%g", speed), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				w := newBacklog(b, speed)
				b.StartTimer()
				w.measure(3 * time.Minute)
				b.StopTimer()
				if err := w.Close(); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
		})
	}
}

// backlog is a demo whose stores all show figures of yesterday.
type backlog struct {
	*engine.Demo
	b     *testing.B
	speed float64
	calls *calls
}

func newBacklog(b *testing.B, speed float64) *backlog {
	b.Helper()
	w := &backlog{b: b, speed: speed, calls: newCalls(http.DefaultTransport)}
	var err error
	if w.Demo, err = engine.OpenDemo(b.Context(), engine.Options{Folder: b.TempDir(), Transport: w.calls},
		engine.DemoOptions{Stores: benchStores, Products: 5500, Speed: speed}); err != nil {
		b.Fatal(err)
	}
	quiet(w.Sandbox)
	w.agree()
	ctx := b.Context()
	if err := w.UntilIdle(ctx, func(engine.Step) {}); err != nil { // what is written has been shown before
		b.Fatal(err)
	}
	for round := range 5 {
		w.move(round)
		if err := w.Stock.ReadAll(ctx); err != nil {
			b.Fatal(err)
		}
	}
	return w
}

// agree has the stores show what Brightpearl has, so that the first round has little to write.
func (w *backlog) agree() {
	w.b.Helper()
	show := func(shop string, l world.Listing) {
		if g, ok := w.Sandbox.World.Good(l.Good); ok && l.Quirk == world.QuirkNone && l.Code != "" {
			if err := w.Sandbox.EKM.SetStock(shop, l.Code, g.UnitsAt(world.MainWarehouse)); err != nil {
				w.b.Fatal(err)
			}
		}
	}
	for _, s := range w.Sandbox.World.Stores {
		for _, l := range s.Listings {
			show(s.Username, l)
			for _, v := range l.Variants {
				show(s.Username, v)
			}
		}
	}
}

// move changes the units of all goods in the first round, half of them up, and of every tenth in the others, up and down in turn.
func (w *backlog) move(round int) {
	w.b.Helper()
	for _, g := range w.Sandbox.World.Goods {
		if !g.StockTracked || g.Bundle() || g.TwinOf != 0 || round > 0 && g.ID%10 != 0 {
			continue
		}
		units := int(g.UnitsAt(world.MainWarehouse))
		if (g.ID/10+g.ID+round)%2 == 0 {
			units += 17 + round
		} else {
			units = max(1, units-17-round)
		}
		if err := w.Sandbox.Brightpearl.SetStock(g.SKU, world.MainWarehouse, units); err != nil {
			w.b.Fatal(err)
		}
	}
}

// queued is how many levels of each store are due.
func (w *backlog) queued() (all []int) {
	for id := range commerce.StoreID(benchStores) {
		tabs, err := w.DB.LevelTabs(context.WithoutCancel(w.b.Context()), id+1)
		if err != nil {
			w.b.Error(err)
		}
		all = append(all, tabs["queued"])
	}
	return all
}

func (w *backlog) measure(most time.Duration) {
	w.b.Helper()
	due := w.queued()
	for _, n := range due {
		if n < 3000 {
			w.b.Fatalf("only %v levels are due", due)
		}
	}
	began := w.Sandbox.EKM.Books()
	w.calls.take()
	ctx, stop := context.WithCancel(w.b.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	w.until(time.Minute, func() bool {
		_, stores := w.Budgets()
		for _, budget := range stores {
			if budget.Remaining > budget.Limit/5 {
				return false
			}
		}
		return true
	})
	_, budgets := w.Budgets()
	from, before := time.Now(), w.Sandbox.EKM.Books()
	w.until(most, func() bool { return slices.Min(w.queued()) <= 20 }) // what its workers have in hand, and some
	took, after := time.Since(from), w.Sandbox.EKM.Books()
	left := w.queued()
	stop()
	if err := <-ended; err != nil {
		w.b.Fatal(err)
	}
	w.b.ReportMetric(0, "ns/op")
	w.b.ReportMetric(took.Seconds(), "s")
	throttled := 0
	for i, shop := range after.Shops {
		was := before.Shops[i].Counters
		sent := shop.Counters.Requests - was.Requests
		// What was still free when it began, and what the rate allows.
		permitted := float64(budgets[commerce.StoreID(i+1)].Remaining) + w.speed*ekmLimit*took.Minutes()
		w.b.ReportMetric(100*float64(sent)/permitted, "%-of-permitted/"+shop.Username)
		w.b.ReportMetric(100*float64(shop.Counters.Writes-was.Writes)/float64(sent), "%-writes/"+shop.Username)
		throttled += shop.Counters.Throttled
		w.judge(shop, len(began.Shops[i].Writes))
	}
	w.b.ReportMetric(float64(throttled), "throttled")
	w.b.Logf("%v levels were due, %v are left after %v; requests: %s", due, left, took.Round(time.Millisecond), listed(w.calls.take()))
}

// until waits until something is so, or for a time.
func (w *backlog) until(most time.Duration, is func() bool) {
	look, end := time.NewTicker(100*time.Millisecond), time.After(most)
	defer look.Stop()
	for !is() {
		select {
		case <-look.C:
		case <-end:
			return
		}
	}
}

// judge checks that decreases went first, as far as work in flight allows, and that no figure was written twice.
func (w *backlog) judge(shop ekmsim.ShopBooks, from int) {
	w.b.Helper()
	shown := map[int64]ekmsim.StockBook{}
	for _, s := range shop.Stock {
		shown[s.ProductID] = s
	}
	ups, early, written := 0, 0, map[int64]int{}
	for _, write := range shop.Writes[from:] {
		if written[write.ProductID]++; written[write.ProductID] > 1 {
			w.b.Errorf("%s was told %s %d times", shop.Name, write.Code, written[write.ProductID])
		}
		moves := shown[write.ProductID].Moves
		if len(moves) == 0 {
			continue
		}
		last := moves[len(moves)-1]
		switch {
		case last.To > last.From:
			ups++
		case last.To < last.From:
			early = ups // increases that went before this decrease
		}
	}
	w.b.Logf("%s: %d writes, %d of them increases, %d before the last decrease", shop.Name, len(shop.Writes)-from, ups, early)
	if early > 8 {
		w.b.Errorf("%s was told %d increases before its last decrease", shop.Name, early)
	}
}
