package engine_test

import (
	"context"
	"fmt"
	"net"
	"slices"
	"testing"
	"time"

	"stockbridge/core/engine"
	"stockbridge/core/sandbox/ekmsim"
)

// BenchmarkWakeUps runs the program with wake-ups: both simulators call a receiver on loopback, and both remotes' real limits hold.
// Fifteen times a minute goods move in Brightpearl and somebody orders. By the simulators' books it measures how long an order takes from
// the check-out to the sales order ("posted"), and how long all three stores show an old figure after goods moved ("moved").
func BenchmarkWakeUps(b *testing.B) {
	const every, most, patience = 4 * time.Second, 3 * time.Minute, time.Minute
	for b.Loop() {
		b.StopTimer()
		d, err := engine.OpenDemo(b.Context(), engine.Options{Folder: b.TempDir()}, engine.DemoOptions{Stores: benchStores, Products: 300, Speed: 1})
		if err != nil {
			b.Fatal(err)
		}
		quiet(d.Sandbox)
		w := delayed{b: b, Demo: d, goods: everywhere(d)}
		listen := freeAddress(b)
		if err := d.SetWebhooks(b.Context(), true, listen, "http://"+listen); err != nil {
			b.Fatal(err)
		}
		ctx, stop := context.WithCancel(b.Context())
		ended := make(chan error, 1)
		go func() { ended <- d.Run(ctx) }()
		w.settle()
		for account, _ := d.Budgets(); account.Remaining < brightpearlLimit*3/4; account, _ = d.Budgets() {
			time.Sleep(time.Second) // the first reading of everything used up a minute's requests
		}
		placed := map[string]time.Time{}
		b.StartTimer()
		next := time.NewTicker(every)
		for began, n := time.Now(), 0; time.Since(began) < most && w.number+2 < len(w.goods); n++ {
			w.move(n)
			at := w.Sandbox.World.Stores[n%benchStores]
			order, err := w.Sandbox.EKM.PlaceOrder(at.Username, ekmsim.Basket{Email: fmt.Sprintf("shopper%d@example.com", n), Lines: []ekmsim.Line{{Code: w.take().SKU, Quantity: 2}}})
			if err != nil {
				b.Fatal(err)
			}
			placed[order.Number+at.Username] = time.Now()
			<-next.C
		}
		next.Stop()
		late := time.Now().Add(patience)
		for (w.open() > 0 || len(w.posted(placed)) < len(placed)) && time.Now().Before(late) {
			time.Sleep(time.Second)
		}
		b.StopTimer()
		b.ReportMetric(0, "ns/op")
		delays := w.delays()
		delays["posted"] = w.posted(placed)
		for kind, delays := range delays {
			slices.Sort(delays)
			b.ReportMetric(delays[len(delays)/2].Seconds(), "s-p50-"+kind)
			b.ReportMetric(delays[len(delays)*95/100].Seconds(), "s-p95-"+kind)
			b.Logf("%s: %d delays, the longest %v", kind, len(delays), delays[len(delays)-1].Round(time.Millisecond))
		}
		if n := w.open() + len(placed) - len(delays["posted"]); n > 0 {
			b.Errorf("%d figures or orders did not come", n)
		}
		state, err := d.Webhooks(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		for _, s := range state.Sources {
			b.Logf("%s: %s, polled every %v, %d calls, %d confirmed, %d missed", s.Name, s.State, s.Every, s.Received, s.Confirmed, s.Missed)
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

// posted tells how long each order took that became a sales order.
func (w *delayed) posted(placed map[string]time.Time) (out []time.Duration) {
	channel := map[int]string{}
	for _, s := range w.Sandbox.World.Stores {
		channel[s.ChannelID] = s.Username
	}
	for _, o := range w.Sandbox.Brightpearl.Books().SalesOrders {
		if at, ok := placed[o.Reference+channel[o.ChannelID]]; ok {
			out = append(out, o.CreatedOn.Sub(at))
		}
	}
	return out
}

// freeAddress is one of this computer that nobody listens at.
func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
