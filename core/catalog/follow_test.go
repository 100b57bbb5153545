package catalog_test

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

// books are a store and an account that a test edits as it likes; both sides count as read completely.
type books struct {
	*rig
	scan     int64
	products map[int64]db.Product
	listings map[db.Place]db.Listing
}

func newBooks(t *testing.T) *books {
	b := &books{rig: newRig(t, 40), products: map[int64]db.Product{}, listings: map[db.Place]db.Listing{}}
	b.write(func(tx *db.Tx) error {
		if err := tx.ChangeSettings(b.store, func(s settings.Store) (settings.Store, error) {
			s.Warehouses, s.BrakePercent = []int64{2}, 5
			return s, nil
		}); err != nil {
			return err
		}
		for _, name := range []string{db.ProductsPoll, db.ListingsPoll(b.store)} {
			if err := tx.SavePoll(name, db.Poll{At: b.clock(), FullAt: b.clock(), OKAt: b.clock()}); err != nil {
				return err
			}
		}
		return nil
	})
	return b
}

func (b *books) write(do func(tx *db.Tx) error) {
	b.t.Helper()
	if err := b.db.Write(b.t.Context(), do); err != nil {
		b.t.Fatal(err)
	}
}

func (b *books) product(p db.Product) {
	p.StockTracked = true
	b.products[p.ID] = p
}

func (b *books) listing(product, variant int64, sku string) {
	b.listings[db.Place{ProductID: product, VariantID: variant}] = db.Listing{Store: b.store, ProductID: product, VariantID: variant, SKU: sku, Live: true}
}

// save writes both sides down as complete readings would.
func (b *books) save() {
	b.t.Helper()
	b.scan++
	var products []db.Product
	for _, p := range b.products {
		products = append(products, p)
	}
	var listings []db.Listing
	for _, l := range b.listings {
		listings = append(listings, l)
	}
	b.write(func(tx *db.Tx) error {
		if err := errors.Join(tx.SaveProducts(b.scan, products), tx.SaveListings(b.scan, listings)); err != nil {
			return err
		}
		_, gone := tx.EndProductScan(b.scan)
		_, gone2 := tx.EndListingScan(b.store, b.scan)
		return errors.Join(gone, gone2)
	})
}

// follow has the desk decide what changed.
func (b *books) follow() {
	b.t.Helper()
	if err := b.desk.Decided(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

// later has Brightpearl's products read again after a while, which finds nothing new.
func (b *books) later(d time.Duration) {
	b.t.Helper()
	b.advance(d)
	b.write(func(tx *db.Tx) error {
		p := db.Poll{At: b.clock(), FullAt: b.clock(), OKAt: b.clock()}
		for _, l := range b.links() {
			if l.State == commerce.ChangedProduct {
				if err := tx.Relink(b.store, l.SKU); err != nil {
					return err
				}
			}
		}
		return tx.SavePoll(db.ProductsPoll, p)
	})
	b.follow()
}

func (b *books) links() []db.Link {
	b.t.Helper()
	links, err := b.db.Links(b.t.Context(), b.store)
	if err != nil {
		b.t.Fatal(err)
	}
	slices.SortFunc(links, func(a, b db.Link) int {
		return cmp.Or(cmp.Compare(a.ProductID, b.ProductID), cmp.Compare(a.VariantID, b.VariantID), cmp.Compare(a.ProductOnly, b.ProductOnly))
	})
	return links
}

// link is the link of one listing.
func (b *books) link(product, variant int64) db.Link {
	b.t.Helper()
	l, ok, err := b.db.LinkAt(b.t.Context(), b.store, db.Place{ProductID: product, VariantID: variant})
	if err != nil || !ok {
		b.t.Fatalf("listing %d/%d has no link, %v", product, variant, err)
	}
	return l
}

func (b *books) expect(product, variant int64, state commerce.LinkState, means int64) {
	b.t.Helper()
	if l := b.link(product, variant); l.State != state || l.Product != means {
		b.t.Errorf("listing %d/%d is %s with product %d, want %s with %d", product, variant, l.State, l.Product, state, means)
	}
}

func (b *books) rule(sku string, means bool, product int64, listing ...int64) {
	r := view.LinkRule{StoreID: b.store, SKU: sku, Means: means, ProductID: product}
	if len(listing) > 0 {
		r.Listing, r.Variant = listing[0], listing[1]
	}
	b.write(func(tx *db.Tx) error { return tx.SaveLinkRule(r) })
}

// TestFollowingIsMatchingAll edits both sides at random, with people's words between, and expects after each round that the links that
// were decided one by one are those that a match of everything gives.
func TestFollowingIsMatchingAll(t *testing.T) {
	codes := []string{"", "AB-1", "ab-1", "AB–1", "AB 1", "AB1", "A8-1", "GDN-100", "GDN-1OO", "gdn-100", " GDN-100\u00a0", "5012345678900", "5099999999990", "X/Y", "KIT_7", "n/a"}
	barcodes := []string{"", "", "5012345678900", "5099999999990", "5055555555550"}
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			b := newBooks(t)
			r := rand.New(rand.NewPCG(seed, 7))
			code := func() string { return codes[r.IntN(len(codes))] }
			for round := range 60 {
				for range 1 + r.IntN(4) {
					id := int64(1 + r.IntN(12))
					switch r.IntN(9) {
					case 0:
						delete(b.products, id)
					case 1, 2, 3:
						b.products[id] = db.Product{ID: id, SKU: code(), Barcode: barcodes[r.IntN(len(barcodes))], StockTracked: r.IntN(6) > 0, Bundle: r.IntN(8) == 0,
							Status: []string{"LIVE", "LIVE", "ARCHIVED"}[r.IntN(3)]}
					case 4:
						for at := range b.listings {
							if at.ProductID == id {
								delete(b.listings, at)
							}
						}
					case 5, 6: // a plain one, or the parent of the variants below
						l := db.Listing{Store: b.store, ProductID: id, SKU: code(), GTIN: barcodes[r.IntN(len(barcodes))], Parent: r.IntN(4) == 0}
						b.listings[db.Place{ProductID: id}] = l
					case 7:
						variant := int64(1 + r.IntN(3))
						b.listings[db.Place{ProductID: id, VariantID: variant}] = db.Listing{Store: b.store, ProductID: id, VariantID: variant, SKU: code(), GTIN: barcodes[r.IntN(len(barcodes))]}
					case 8:
						switch sku := commerce.TrimSKU(code()); r.IntN(5) {
						case 0:
							b.write(func(tx *db.Tx) error { return tx.IgnoreSKU(b.store, sku, "no goods") })
						case 1:
							b.write(func(tx *db.Tx) error { return tx.IgnoreSKU(b.store, sku, "") })
						case 2:
							b.rule(sku, r.IntN(2) == 0, id)
						case 3:
							b.rule(sku, true, id, int64(1+r.IntN(12)), 0)
						case 4:
							b.write(func(tx *db.Tx) error {
								_, err := tx.DropLinkRule(view.LinkRule{StoreID: b.store, SKU: sku, Means: r.IntN(2) == 0, ProductID: id})
								return err
							})
						}
					}
				}
				b.save()
				if r.IntN(5) == 0 {
					b.restart() // nothing that is to be followed is lost
				}
				b.follow()
				one := b.links()
				if err := b.desk.Relink(t.Context(), b.store); err != nil {
					t.Fatal(err)
				}
				all := b.links()
				if !slices.Equal(one, all) {
					for _, l := range one {
						if !slices.Contains(all, l) {
							t.Errorf("followed: %+v", l)
						}
					}
					for _, l := range all {
						if !slices.Contains(one, l) {
							t.Errorf("matched:  %+v", l)
						}
					}
					t.Fatalf("round %d", round)
				}
				if len(all) < len(b.listings) {
					t.Fatalf("%d links of %d listings", len(all), len(b.listings))
				}
			}
		})
	}
}

// TestFollowingSurvivesAnEnd: whatever happens between storing a change and following it, the next desk follows it.
func TestFollowingSurvivesAnEnd(t *testing.T) {
	b := newBooks(t)
	b.product(db.Product{ID: 1, SKU: "HOSE"})
	b.listing(7, 0, "HOSE")
	b.save()
	b.follow()
	b.expect(7, 0, commerce.Matched, 1)
	b.product(db.Product{ID: 1, SKU: "PIPE"})
	b.save()
	b.restart() // the process ended here
	b.follow()
	b.expect(7, 0, commerce.EKMOnly, 0)
	// The links are stored, but the levels and orders that hang on them could not follow.
	b.product(db.Product{ID: 1, SKU: "HOSE"})
	b.save()
	b.linkErr = errors.New("the disk is full")
	if err := b.desk.Decided(t.Context()); !errors.Is(err, b.linkErr) {
		t.Fatalf("the failure was swallowed: %v", err)
	}
	if left, err := b.db.Recoded(t.Context(), 10); err != nil || len(left) == 0 {
		t.Errorf("nothing is left to be followed, %v", err)
	}
	b.linkErr = nil
	b.restart()
	told := b.linked
	b.follow()
	b.expect(7, 0, commerce.Matched, 1)
	if left, err := b.db.Recoded(t.Context(), 10); err != nil || len(left) != 0 || b.linked == told {
		t.Errorf("%d changes are left, told %d times, %v", len(left), b.linked-told, err)
	}
}

func TestDecisionsCount(t *testing.T) {
	b := newBooks(t)
	b.product(db.Product{ID: 1, SKU: "HOSE-10"})
	b.product(db.Product{ID: 2, SKU: "HOSE-20"})
	b.listing(7, 0, "OLD-HOSE")
	b.listing(8, 0, "TWICE")
	b.listing(9, 0, "TWICE")
	b.listing(10, 0, "hose-10")
	b.listing(11, 0, "")
	b.save()
	b.follow()
	b.expect(7, 0, commerce.EKMOnly, 0)
	b.expect(8, 0, commerce.Duplicate, 0)
	b.rule("OLD-HOSE", true, 2)
	b.rule("TWICE", true, 1, 8, 0)
	b.rule("hose-10", false, 1)
	b.follow()
	b.expect(7, 0, commerce.Matched, 2)
	b.expect(8, 0, commerce.Matched, 1)
	b.expect(9, 0, commerce.Duplicate, 0)
	b.expect(10, 0, commerce.EKMOnly, 0)
	// Orders go by the same words. Of a code that two listings carry nobody knows which was sold while only one is decided.
	if p, state := b.find("OLD-HOSE"); state != commerce.Matched || p.ID != 2 {
		t.Errorf("an order's line is %+v, %s", p, state)
	}
	if p, state := b.find("TWICE"); state.Managed() || p.ID != 0 {
		t.Errorf("an order's line is %+v, %s", p, state)
	}
	b.rule("", true, 2, 11, 0)
	b.rule("TWICE", true, 1, 9, 0)
	b.follow()
	b.expect(11, 0, commerce.Matched, 2) // a listing without any code
	if p, state := b.find("TWICE"); state != commerce.Matched || p.ID != 1 {
		t.Errorf("an order's line is %+v, %s", p, state)
	}
	b.write(func(tx *db.Tx) error { return tx.IgnoreSKU(b.store, "OLD-HOSE", "sold in person only") })
	b.follow()
	b.expect(7, 0, commerce.IgnoredSKU, 0)
	b.write(func(tx *db.Tx) error { return tx.IgnoreSKU(b.store, "OLD-HOSE", "") })
	b.follow()
	b.expect(7, 0, commerce.Matched, 2)
	// A product that is gone is meant by nobody.
	delete(b.products, 2)
	b.save()
	b.follow()
	b.expect(7, 0, commerce.EKMOnly, 0)
	if _, state := b.find("OLD-HOSE"); state != commerce.EKMOnly {
		t.Errorf("an order's line of a product that is gone is %s", state)
	}
	b.product(db.Product{ID: 2, SKU: "HOSE-20"})
	b.save()
	b.follow()
	b.expect(7, 0, commerce.Matched, 2)
}

// swap has the SKU HOSE move from product 1 to product 2, which have these units.
func swap(b *books, before, after int64) {
	b.product(db.Product{ID: 1, SKU: "HOSE"})
	b.product(db.Product{ID: 2, SKU: "HOSE-NEW"})
	b.listing(7, 0, "HOSE")
	b.save()
	b.follow()
	b.write(func(tx *db.Tx) error {
		_, err := tx.SaveStock(b.clock(), []int64{1, 2}, []db.Stock{{ProductID: 1, WarehouseID: 2, OnHand: before, InStock: before}, {ProductID: 2, WarehouseID: 2, OnHand: after, InStock: after},
			{ProductID: 2, WarehouseID: 5, OnHand: 500, InStock: 500}})
		return err
	})
	b.product(db.Product{ID: 1, SKU: "HOSE-OLD"})
	b.product(db.Product{ID: 2, SKU: "HOSE"})
	b.save()
	b.follow()
}

func TestMovedSKUIsBelievedWhenTheStockIsTheSame(t *testing.T) {
	b := newBooks(t)
	swap(b, 100, 98)
	b.expect(7, 0, commerce.ChangedProduct, 2)
	if l := b.link(7, 0); l.Was != 1 {
		t.Errorf("it was product %d", l.Was)
	}
	b.later(time.Minute) // within one reading of products
	b.expect(7, 0, commerce.ChangedProduct, 2)
	b.restart()
	b.later(time.Minute)
	b.expect(7, 0, commerce.Matched, 2)
}

func TestMovedSKUWaitsForAPersonWhenTheStockDiffers(t *testing.T) {
	b := newBooks(t)
	swap(b, 100, 3)
	for range 3 {
		b.later(time.Hour)
		b.expect(7, 0, commerce.ChangedProduct, 2)
	}
	b.write(func(tx *db.Tx) error {
		ok, err := tx.ConfirmLink(b.store, db.Place{ProductID: 7})
		if !ok {
			return errors.Join(err, errors.New("there is nothing to confirm"))
		}
		return err
	})
	b.follow()
	b.expect(7, 0, commerce.Matched, 2)
}

func TestMovedSKUThatGoesBackHeals(t *testing.T) {
	b := newBooks(t)
	swap(b, 100, 3)
	b.expect(7, 0, commerce.ChangedProduct, 2)
	b.product(db.Product{ID: 1, SKU: "HOSE"})
	b.product(db.Product{ID: 2, SKU: "HOSE-NEW"})
	b.save()
	b.follow()
	b.expect(7, 0, commerce.Matched, 1)
	if l := b.link(7, 0); l.Was != 0 {
		t.Errorf("it still was product %d", l.Was)
	}
}
