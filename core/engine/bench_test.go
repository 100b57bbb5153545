package engine_test

import (
	"fmt"
	"testing"
	"time"

	"stockbridge/core/engine"
	"stockbridge/core/view"
)

// BenchmarkBacklog measures how fast a backlog of orders is posted when the remotes answer at once and their limits are far away:
// what is left is our own cost. It also tells how many Brightpearl requests an order takes, which is what counts at the real
// limit of 200 a minute.
func BenchmarkBacklog(b *testing.B) {
	for _, orders := range []int{50, 300} {
		b.Run(fmt.Sprintf("%d orders a store", orders), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				d, err := engine.OpenDemo(b.Context(), engine.Options{Folder: b.TempDir()}, engine.DemoOptions{Stores: 2, Products: 300, Speed: 100, History: orders})
				if err != nil {
					b.Fatal(err)
				}
				if err := d.Catalog.PollProducts(b.Context()); err != nil {
					b.Fatal(err)
				}
				before := d.Sandbox.Brightpearl.Books().Counters.Requests
				began := time.Now()
				b.StartTimer()
				if err := d.UntilIdle(b.Context(), func(engine.Step) {}); err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				took := time.Since(began)
				page, err := d.DB.OrderPage(b.Context(), view.Filter{Tab: "posted"}, view.Window{Limit: 1})
				if err != nil || page.Total == 0 {
					b.Fatalf("%d orders posted: %v", page.Total, err)
				}
				b.ReportMetric(float64(page.Total)/took.Minutes(), "orders/min")
				b.ReportMetric(float64(d.Sandbox.Brightpearl.Books().Counters.Requests-before)/float64(page.Total), "requests/order")
				if err := d.Close(); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
		})
	}
}
