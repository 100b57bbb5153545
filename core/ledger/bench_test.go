package ledger_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ledger"
)

// bench opens a database with lanes over it whose remote answers at once.
func bench(b *testing.B, stores, workers int, send func(context.Context, db.Level) error) (*db.DB, *ledger.Hub) {
	hub := ledger.NewHub()
	d, err := db.Open(b.Context(), db.Options{Path: filepath.Join(b.TempDir(), "stockbridge.db"), Wake: hub.Wake})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { d.Close() })
	for store := range commerce.StoreID(stores) {
		add(b, hub, ledger.New(ledger.LaneOptions{Name: db.LaneOf(store + 1), Workers: workers,
			Sources: []ledger.Source{levels{d, store + 1, send}}}))
	}
	return d, hub
}

// BenchmarkWork measures rows per second: found, worked, and each one committed by itself.
func BenchmarkWork(b *testing.B) {
	for _, c := range []struct{ stores, workers int }{{1, 4}, {10, 4}} {
		b.Run(fmt.Sprintf("lanes=%d", c.stores), func(b *testing.B) {
			d, hub := bench(b, c.stores, c.workers, func(context.Context, db.Level) error { return nil })
			for from := 0; from < b.N; from += 1000 {
				err := d.Write(b.Context(), func(tx *db.Tx) error {
					for i := from; i < min(b.N, from+1000); i++ {
						l := db.Level{Store: commerce.StoreID(1 + i%c.stores), ProductID: int64(1 + i), Wanted: int64(i % 9)}
						if err := tx.WantLevel(l); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ResetTimer()
			run(b, hub)
			if err := hub.Idle(b.Context(), 0); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// BenchmarkLatency measures how long it takes from before the commit that makes a row due to the start of its work.
func BenchmarkLatency(b *testing.B) {
	started := make(chan struct{}, 1)
	d, hub := bench(b, 1, 4, func(context.Context, db.Level) error { started <- struct{}{}; return nil })
	run(b, hub)
	took := make([]time.Duration, 0, b.N)
	b.ResetTimer()
	for i := range b.N {
		at := time.Now()
		err := d.Write(b.Context(), func(tx *db.Tx) error {
			return tx.WantLevel(db.Level{Store: 1, ProductID: int64(1 + i), Wanted: 1})
		})
		if err != nil {
			b.Fatal(err)
		}
		<-started
		took = append(took, time.Since(at))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
}
