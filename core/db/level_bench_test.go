package db_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
)

// BenchmarkWantLevels stores new figures for a thousand listings in two transactions, as a reckoning of a store does.
func BenchmarkWantLevels(b *testing.B) {
	d, err := db.Open(b.Context(), db.Options{Path: filepath.Join(b.TempDir(), "bench.db")})
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	const levels = 1000
	figure := int64(0)
	for b.Loop() {
		figure++
		for half := range 2 {
			if err := d.Write(b.Context(), func(tx *db.Tx) error {
				for i := half * levels / 2; i < (half+1)*levels/2; i++ {
					if err := tx.WantLevel(db.Level{Store: 1, ProductID: int64(i + 1), Product: int64(i + 1), SKU: fmt.Sprint("SKU-", i), Wanted: figure,
						Terms: commerce.Terms{OnHand: figure}}); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(levels*b.N)/b.Elapsed().Seconds(), "levels/s")
}
