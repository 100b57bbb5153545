package db_test

import (
	"path/filepath"
	"slices"
	"testing"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/db/dbtest"
)

// TestOlderCataloguesAreFollowedAnew: a database of schema 7 knows no folded codes of listings and older ones of products. It asks for
// everything to be decided again, and the codes are folded then.
func TestOlderCataloguesAreFollowedAnew(t *testing.T) {
	place := db.Options{Path: filepath.Join(t.TempDir(), "older.db")}
	old, err := db.OpenAt(t.Context(), place, 7)
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		`insert into store (id, name, name_key, username, base_url, auth_kind, currency, state, created_at) values (1, 'Garden', 'garden', 'g', 'https://example.test', 'oauth', 'GBP', 'live', 1)`,
		`insert into product (id, sku, sku_key, loose, name, seen_at) values (5, 'GDN-HOS', 'GDN-HOS', 'as it was folded then', 'A long hose', 1)`,
		`insert into listing (store_id, product_id, sku, sku_key, name, seen_at) values (1, 7, 'gdn–hos', 'gdn–hos', 'Garden hose', 1)`,
	} {
		if _, err := db.Raw(old).Exec(statement); err != nil {
			t.Fatalf("%v in %s", err, statement)
		}
	}
	old.Close()
	d := openOptions(t, place)
	changes, err := d.Recoded(t.Context(), 10)
	if err != nil || !slices.Contains(changes, db.Recoded{Field: "all", Times: 1}) {
		t.Fatalf("what is to be followed is %+v, %v", changes, err)
	}
	if err := d.RefreshLoose(t.Context()); err != nil {
		t.Fatal(err)
	}
	loose := []string{commerce.LooseSKU("GDN-HOS")}
	near, err := d.CodesNear(t.Context(), 1, loose, nil)
	if err != nil || !slices.Equal(near, []string{"gdn–hos"}) {
		t.Errorf("listings that look like it: %q, %v", near, err)
	}
	products, err := d.ProductsNear(t.Context(), nil, loose, nil)
	if err != nil || len(products) != 1 || products[0].ID != 5 {
		t.Errorf("products that look like it: %+v, %v", products, err)
	}
}

// TestFirstFiguresGoByWhatTheStoreShows: when a store goes live, what it shows too much of is told before what it shows too little of.
func TestFirstFiguresGoByWhatTheStoreShows(t *testing.T) {
	clock := &dbtest.Clock{}
	w := dbtest.NewWorld(t, openSQLite(t, clock.Now), clock)
	for i, shown := range []int64{2, 9, 3, 8} {
		w.Listing(w.Garden, int64(i+1), "SKU", commerce.Matched, int64(i+1), shown, &commerce.Terms{OnHand: 5})
	}
	due, err := w.DB.DueLevels(t.Context(), w.Garden, clock.Now(), 10)
	if err != nil {
		t.Fatal(err)
	}
	var order []int64
	for _, l := range due {
		order = append(order, l.ProductID)
	}
	if len(order) != 4 || slices.Contains(order[:2], 1) || slices.Contains(order[:2], 3) {
		t.Errorf("the order of the listings is %v", order)
	}
}
