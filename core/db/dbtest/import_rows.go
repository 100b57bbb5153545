package dbtest

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
)

// lackedListingsAreRead reads the listings whose codes no product has, in their order, over the ends of pages and while they change.
func lackedListingsAreRead(t *testing.T, w *World) {
	w.Listing(w.Kitchen, 1, "007", commerce.EKMOnly, 0, 5, nil)
	w.Listing(w.Garden, 2, "MUG", commerce.EKMOnly, 0, 5, nil)
	w.Listing(w.Kitchen, 3, "MUG", commerce.EKMOnly, 0, 5, nil)
	w.Listing(w.Paws, 4, "BOWL", commerce.EKMOnly, 0, 5, nil)
	w.Listing(w.Garden, 5, "BOWL", commerce.NearMatch, 0, 5, nil)
	w.Listing(w.Garden, 6, "CUP", commerce.Duplicate, 0, 5, nil)
	w.Listing(w.Garden, 7, "CUP", commerce.Duplicate, 0, 5, nil)
	w.Listing(w.Kitchen, 8, "CUP", commerce.EKMOnly, 0, 5, nil)
	w.Listing(w.Garden, 9, "JUG", commerce.Matched, 501, 5, nil)
	w.Listing(w.Garden, 10, "", commerce.WithoutSKU, 0, 5, nil)
	read := func(store commerce.StoreID) (got []string) {
		t.Helper()
		if err := w.DB.ImportListings(w.ctx, store, func(l db.ImportListing) error {
			got = append(got, fmt.Sprintf("%s %s %d %t", l.SKU, l.Store, l.ProductID, l.Doubted))
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return got
	}
	all := []string{"007 Kitchen 1 false", "BOWL Paws 4 true", "CUP Kitchen 8 true", "MUG Garden 2 false", "MUG Kitchen 3 false"}
	if got := read(0); !slices.Equal(got, all) {
		t.Errorf("all stores lack %q, want %q", got, all)
	}
	kitchen := []string{"007 Kitchen 1 false", "CUP Kitchen 8 true", "MUG Kitchen 3 false"}
	if got := read(w.Kitchen); !slices.Equal(got, kitchen) {
		t.Errorf("Kitchen lacks %q, want %q", got, kitchen)
	}

	w.Write(func(tx *db.Tx) error {
		var listings []db.Listing
		var links []db.Link
		for i := range int64(1500) {
			for _, store := range []commerce.StoreID{w.Kitchen, w.Garden} { // a code in two stores stands on both sides of a page's end
				sku := fmt.Sprintf("T%04d", i)
				listings = append(listings, db.Listing{Store: store, ProductID: 100 + i, VariantID: 7, SKU: sku, Name: "Towel", Choice: "blue", GTIN: "50100", Price: 4_50})
				links = append(links, db.Link{Store: store, ProductID: 100 + i, VariantID: 7, SKU: sku, State: commerce.EKMOnly})
			}
		}
		return errors.Join(tx.SaveListings(1, listings), tx.SaveLinks(links, nil))
	})
	n, last := 0, db.ImportListing{}
	err := w.DB.ImportListings(w.ctx, 0, func(l db.ImportListing) error {
		if n++; n == 1 { // no page holds a listing that comes so much later, so it is seen though it is written now
			w.Listing(w.Kitchen, 9999, "ZEBRA", commerce.EKMOnly, 0, 5, nil)
		}
		if l.SKU < last.SKU || l.SKU == last.SKU && l.Store <= last.Store {
			t.Fatalf("%s of %s comes after %s of %s", l.SKU, l.Store, last.SKU, last.Store)
		}
		if last = l; l.SKU == "T0700" && (l.Name != "Towel, blue" || l.VariantID != 7 || l.GTIN != "50100" || l.Price != 4_50) {
			t.Errorf("a listing says %+v", l)
		}
		return nil
	})
	if err != nil || n != len(all)+3000+1 || last.SKU != "ZEBRA" {
		t.Errorf("%d listings, the last %q, %v", n, last.SKU, err)
	}
	enough := errors.New("enough")
	if err := w.DB.ImportListings(w.ctx, 0, func(db.ImportListing) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("visit's error becomes %v", err)
	}
}
