package catalog_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"stockbridge/core/brightpearl"
	"stockbridge/core/catalog"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
)

// BenchmarkFollowOne gives one product another SKU, in a store of many listings, and lets the desk follow it: through the database, from
// what the triggers noted to the links and the count of what stands twice.
func BenchmarkFollowOne(b *testing.B) {
	for _, n := range []int{100_000} {
		d, desk := largeStore(b, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			ctx := b.Context()
			turn := 0
			for b.Loop() {
				turn++
				id := int64(1 + turn*7919%n)
				for _, sku := range []string{fmt.Sprintf("NEW-%07d", id), benchSKU(id)} { // and back
					b.StopTimer()
					if err := d.Write(ctx, func(tx *db.Tx) error {
						return tx.SaveProducts(1, []db.Product{{ID: id, SKU: sku, Name: "A tool", StockTracked: true}})
					}); err != nil {
						b.Fatal(err)
					}
					b.StartTimer()
					if err := desk.Decided(ctx); err != nil {
						b.Fatal(err)
					}
				}
				b.StopTimer()
				if l, ok, err := d.LinkAt(ctx, 1, db.Place{ProductID: id}); !ok || err != nil || l.State != commerce.Matched {
					b.Fatalf("the link is %+v, %v", l, err)
				}
				b.StartTimer()
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(2*b.N), "ms/change")
		})
	}
}

func benchSKU(id int64) string { return fmt.Sprintf("GDN-%07d-R", id) }

// largeStore is a store of n listings, each with its product, whose links were decided.
func largeStore(b *testing.B, n int) (*db.DB, *catalog.Desk) {
	b.Helper()
	ctx := b.Context()
	d, err := db.Open(ctx, db.Options{Path: filepath.Join(b.TempDir(), "large.db")})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { d.Close() })
	write := func(do func(tx *db.Tx) error) {
		if err := d.Write(ctx, do); err != nil {
			b.Fatal(err)
		}
	}
	write(func(tx *db.Tx) error {
		_, err := tx.AddStore(db.StoreRow{Store: commerce.Store{Name: "Garden", Username: "garden"}})
		return err
	})
	ids := make([]int64, n)
	for i := range ids {
		ids[i] = int64(i + 1)
	}
	for part := range slices.Chunk(ids, 20_000) {
		var products []db.Product
		var listings []db.Listing
		for _, id := range part {
			products = append(products, db.Product{ID: id, SKU: benchSKU(id), Name: fmt.Sprint("Tool ", id), StockTracked: true})
			listings = append(listings, db.Listing{Store: 1, ProductID: id, SKU: benchSKU(id), Name: fmt.Sprint("Tool ", id), Live: true})
		}
		write(func(tx *db.Tx) error {
			if err := tx.SaveProducts(1, products); err != nil {
				return err
			}
			return tx.SaveListings(1, listings)
		})
	}
	write(func(tx *db.Tx) error {
		for _, name := range []string{db.ProductsPoll, db.ListingsPoll(1)} {
			if err := tx.SavePoll(name, db.Poll{At: tx.Now(), FullAt: tx.Now(), OKAt: tx.Now()}); err != nil {
				return err
			}
		}
		return nil
	})
	desk := catalog.New(catalog.Options{DB: d, Brightpearl: func() *brightpearl.Client { return nil }, Shop: func(commerce.StoreID) *ekm.Client { return nil },
		Now: d.Now, Linked: func(context.Context, commerce.StoreID, []db.Place) error { return nil }})
	if err := desk.Decided(ctx); err != nil {
		b.Fatal(err)
	}
	return d, desk
}
