package engine_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/engine"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/view"
)

// The remotes' limits: Brightpearl's requests a minute, and EKM's for each store.
const (
	brightpearlLimit = 200
	ekmLimit         = 120
	benchStores      = 3
)

// BenchmarkOrders imports a backlog of 300 orders of three stores when the limits are far away, and tells how many requests of either
// remote an order takes: with multi-message, which is used sparingly then, and where Brightpearl has it switched off. What that comes
// to at the remotes' real limits is at-limits/min; what our own work on this machine would allow is here/min.
func BenchmarkOrders(b *testing.B) {
	const orders = 300
	each(b, func(b *testing.B, known, multi bool) {
		for b.Loop() {
			b.StopTimer()
			w := newBench(b, 100)
			w.prepare(orders, known, multi)
			before := w.requests()
			b.StartTimer()
			began := time.Now()
			read := w.poll()
			w.work()
			took := time.Since(began)
			b.StopTimer()
			bright, ekm := float64(w.requests()-before)/orders, float64(read)/orders
			b.ReportMetric(0, "ns/op") // the moment when a benchmark ends says nothing
			b.ReportMetric(bright, "Brightpearl-requests/order")
			b.ReportMetric(ekm, "EKM-requests/order")
			b.ReportMetric(min(brightpearlLimit/bright, benchStores*ekmLimit/ekm), "at-limits/min")
			b.ReportMetric(orders/took.Minutes(), "here/min")
			w.close()
			b.StartTimer()
		}
	})
}

// BenchmarkAtTheLimits runs the program as it runs every day, against both remotes' real limits, and measures by the clock how many
// orders of a backlog it posts in a minute and what an order takes. The first of the two minutes does not count for the pace, since
// both remotes let a burst through then. The clock's figure is coarse: Brightpearl lets 200 requests through at the beginning of each
// of its minutes, and ours may hold two such beginnings. What its limit comes to in the long run is Brightpearl-allows/min.
func BenchmarkAtTheLimits(b *testing.B) {
	const orders, warmUp, most = 900, time.Minute, 2 * time.Minute
	each(b, func(b *testing.B, known, multi bool) {
		if !multi {
			b.Skip("the pace of single calls follows from BenchmarkOrders")
		}
		for b.Loop() {
			b.StopTimer()
			w := newBench(b, 1)
			w.prepare(orders, known, multi)
			before := w.requests()
			b.StartTimer()
			ctx, stop := context.WithTimeout(b.Context(), most)
			began := time.Now()
			if err := w.Run(ctx); err != nil {
				b.Fatal(err)
			}
			stop()
			b.StopTimer()
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(w.posted(began.Add(warmUp)))/(most-warmUp).Minutes(), "orders/min")
			bright := float64(w.requests()-before) / float64(w.posted(time.Time{}))
			b.ReportMetric(bright, "Brightpearl-requests/order")
			b.ReportMetric(brightpearlLimit/bright, "Brightpearl-allows/min")
			w.close()
			b.StartTimer()
		}
	})
}

// each runs a benchmark for known customers, who are in Brightpearl but have never met the program, and for new ones, with
// multi-message and without.
func each(b *testing.B, run func(b *testing.B, known, multi bool)) {
	for _, known := range []bool{true, false} {
		for _, multi := range []bool{true, false} {
			who, how := "new-customers", "single-calls"
			if known {
				who = "known-customers"
			}
			if multi {
				how = "multi-message"
			}
			b.Run(who+"/"+how, func(b *testing.B) { run(b, known, multi) })
		}
	}
}

// bench is a demo whose orders are placed by us.
type bench struct {
	*engine.Demo
	b     *testing.B
	codes map[string][]string
	count int
}

func newBench(b *testing.B, speed float64) *bench {
	b.Helper()
	d, err := engine.OpenDemo(b.Context(), engine.Options{Folder: b.TempDir()}, engine.DemoOptions{Stores: benchStores, Products: 200, Speed: speed})
	if err != nil {
		b.Fatal(err)
	}
	quiet(d.Sandbox)
	stockUp(b, d.Sandbox)
	if err := d.Catalog.PollProducts(b.Context()); err != nil {
		b.Fatal(err)
	}
	return &bench{Demo: d, b: b, codes: sellable(d.Sandbox)}
}

// prepare places the backlog.
func (w *bench) prepare(orders int, known, multi bool) {
	w.b.Helper()
	if !multi {
		if err := w.Sandbox.Brightpearl.SetFaults(brightpearlsim.Fault{Name: brightpearlsim.MultiDown}); err != nil {
			w.b.Fatal(err)
		}
	}
	if known {
		w.addContacts(orders)
	}
	w.place(orders)
}

// email is one shopper's; a backlog has one order of each.
func email(n int) string { return fmt.Sprintf("shopper%d@example.com", n) }

func (w *bench) addContacts(n int) {
	w.b.Helper()
	for i := range n {
		if _, err := w.Sandbox.Brightpearl.AddContact(brightpearlsim.NewContact{FirstName: "Sam", LastName: fmt.Sprint("Shopper ", i), Email: email(i)}); err != nil {
			w.b.Fatal(err)
		}
	}
}

// place has the same n shoppers order two things each, store by store in turn.
func (w *bench) place(n int) {
	w.b.Helper()
	stores := w.Sandbox.World.Stores
	for i := range n {
		shop := stores[i%len(stores)].Username
		codes := w.codes[shop]
		w.count++
		lines := []ekmsim.Line{{Code: codes[w.count%len(codes)], Quantity: 1}, {Code: codes[(w.count+7)%len(codes)], Quantity: 2}}
		if _, err := w.Sandbox.EKM.PlaceOrder(shop, ekmsim.Basket{Email: email(i), Lines: lines}); err != nil {
			w.b.Fatal(err)
		}
	}
}

// poll reads the stores' orders and tells how many requests that took.
func (w *bench) poll() int {
	w.b.Helper()
	before := w.ekmRequests()
	for id := range benchStores {
		if err := w.Orders.Poll(w.b.Context(), commerce.StoreID(id+1)); err != nil {
			w.b.Fatal(err)
		}
	}
	return w.ekmRequests() - before
}

// work does one full round, and expects that it posts everything.
func (w *bench) work() {
	w.b.Helper()
	if err := w.UntilIdle(w.b.Context(), func(engine.Step) {}); err != nil {
		w.b.Fatal(err)
	}
	if n := w.posted(time.Time{}); n != w.count {
		w.b.Fatalf("%d of %d orders are posted", n, w.count)
	}
}

// posted counts the orders posted since a moment.
func (w *bench) posted(since time.Time) (n int) {
	w.b.Helper()
	for at := (view.Window{Limit: 500}); ; {
		page, err := w.DB.OrderPage(w.b.Context(), view.Filter{Tab: "posted"}, at)
		if err != nil {
			w.b.Fatal(err)
		}
		for _, o := range page.Rows {
			if o.PostedAt.After(since) {
				n++
			}
		}
		if at.After = page.Next; at.After == "" {
			return n
		}
	}
}

func (w *bench) requests() int { return w.Sandbox.Brightpearl.Books().Counters.Requests }

func (w *bench) ekmRequests() (n int) {
	for _, s := range w.Sandbox.EKM.Books().Shops {
		n += s.Counters.Requests
	}
	return n
}

func (w *bench) close() {
	w.b.Helper()
	if err := w.Close(); err != nil {
		w.b.Fatal(err)
	}
}
