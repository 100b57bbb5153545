package catalog_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/sandbox/world"
)

// TestLinks reads both catalogues in every form that EKM may send its own in, and expects the same links each time.
func TestLinks(t *testing.T) {
	for _, trouble := range []string{"", "variants_cut_20", "variant_codes_absent", "variant_parent_zero", "copies_listed", "shuffle_lists", "links_null"} {
		t.Run(trouble, func(t *testing.T) {
			t.Parallel() // most of the time is spent waiting
			var troubles []string
			if trouble != "" {
				troubles = []string{trouble}
			}
			r := newRig(t, 240, troubles...)
			r.read()
			got := r.states()
			want := map[world.Quirk]commerce.LinkState{
				world.QuirkNone: commerce.Matched, world.QuirkBundle: commerce.Bundled, world.QuirkNotTracked: commerce.NotStockTracked,
				world.QuirkTrailingSpace: commerce.Matched, world.QuirkDuplicate: commerce.Duplicate, world.QuirkTwin: commerce.Duplicate,
				world.QuirkCase: commerce.NearMatch, world.QuirkDash: commerce.NearMatch, world.QuirkLetterO: commerce.NearMatch,
				world.QuirkNBSP: commerce.NearMatch, world.QuirkEKMOnly: commerce.EKMOnly, world.QuirkTooLong: commerce.InvalidSKU,
			}
			largest, checked := 0, 0
			look := func(l world.Listing) {
				if state, ok := want[l.Quirk]; ok {
					checked++
					if code := commerce.TrimSKU(l.Code); got[code] != state {
						t.Errorf("%q (%s) is %q, want %q", code, l.Quirk, got[code], state)
					}
				}
			}
			for _, l := range r.world.Listings {
				largest = max(largest, len(l.Variants))
				for _, v := range l.Variants {
					look(v)
				}
				if l.Variants == nil {
					look(l)
				}
			}
			if largest <= 20 || checked < 100 {
				t.Errorf("only %d listings were looked at, of at most %d variants", checked, largest)
			}
			// A code that is only an attribute is as good as one in its place.
			g, _ := r.sim.World.Good(r.quirky(world.QuirkAttribute).Good)
			if got[g.SKU] != commerce.Matched {
				t.Errorf("the SKU in an attribute is %q", got[g.SKU])
			}
		})
	}
}

func TestLinkedIsToldOfNewsOnly(t *testing.T) {
	r := newRig(t, 60)
	r.linkErr = errors.New("the database is busy")
	if err := r.desk.PollProducts(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := r.desk.PollListings(t.Context(), r.store); !errors.Is(err, r.linkErr) {
		t.Fatalf("the failure was swallowed: %v", err)
	}
	r.linkErr = nil
	r.advance(time.Minute)
	r.read() // nothing new, but it has not been told yet
	told := r.linked
	r.advance(time.Minute)
	r.read()
	if told < 2 || r.linked != told {
		t.Errorf("told %d times, then %d times of nothing", told, r.linked-told)
	}
	if err := r.desk.Relink(t.Context(), r.store); err != nil || r.linked != told+1 {
		t.Errorf("a person's wish was told %d times, %v", r.linked-told, err)
	}
}

func TestRenamedProductAndDeletedOne(t *testing.T) {
	r := newRig(t, 60)
	r.read()
	l := r.plain()
	if got := r.states()[l.Code]; got != commerce.Matched {
		t.Fatalf("%s is %s", l.Code, got)
	}
	told := r.linked
	r.rename(l.Code, "ANOTHER-NAME")
	r.advance(25 * time.Hour)
	r.read()
	if got := r.states()[l.Code]; got == commerce.Matched || r.linked == told {
		t.Errorf("after the product was renamed the listing is %s, told %d times", got, r.linked-told)
	}
	r.rename("ANOTHER-NAME", "ANOTHER-NAME") // its own name again
	r.advance(25 * time.Hour)
	r.read()
	if got := r.states()[l.Code]; got != commerce.Matched {
		t.Errorf("after the product had its name back the listing is %s", got)
	}
	// Products that are gone show in a complete reading only.
	if err := r.db.Write(t.Context(), func(tx *db.Tx) error {
		if err := tx.SaveProducts(1, []db.Product{{ID: 999_999, SKU: "GHOST", StockTracked: true}}); err != nil {
			return err
		}
		return tx.SaveListings(1, []db.Listing{{Store: r.store, ProductID: 999_999, SKU: "GHOST"}})
	}); err != nil {
		t.Fatal(err)
	}
	r.advance(time.Minute)
	r.read()
	if _, state := r.find("GHOST"); state != commerce.Matched {
		t.Errorf("before the complete reading it is %s", state)
	}
	r.advance(25 * time.Hour)
	r.read()
	if got, state := r.find("GHOST"); state != commerce.EKMOnly || r.states()["GHOST"] != "" {
		t.Errorf("the product is %+v, the listing %q", got, r.states()["GHOST"])
	}
}

func TestInterruptedReadingGoesOn(t *testing.T) {
	r := newRig(t, 240)
	pages := 0
	ctx, quit := context.WithCancel(t.Context())
	r.before = func(q *http.Request) error {
		if strings.HasSuffix(q.URL.Path, "/products/search") {
			if pages++; pages == 4 {
				quit()
			}
		}
		return ctx.Err()
	}
	began := r.clock()
	if err := r.desk.PollListings(ctx, r.store); err == nil {
		t.Fatal("the reading was not interrupted")
	}
	some, err := r.db.Listings(t.Context(), r.store)
	if err != nil || len(some) < 60 {
		t.Fatalf("%d listings were kept, %v", len(some), err)
	}
	r.before = nil
	r.requests("")
	r.advance(3 * time.Hour)
	r.read()
	rest := r.requests("/products/search")
	all, err := r.db.Listings(t.Context(), r.store)
	if err != nil || len(all) <= len(some) || rest > (len(r.world.Listings)+19)/20-2 {
		t.Errorf("%d listings after %d more pages, %v", len(all), rest, err)
	}
	// What was read before the interruption may have changed during it.
	p, err := r.db.Poll(t.Context(), db.ListingsPoll(r.store))
	if err != nil || p.At.After(began.Add(time.Second)) || p.Value != "" || !p.FullAt.Equal(r.clock()) {
		t.Errorf("the next reading of changes begins at %s, %v", p.At.Sub(began), err)
	}
}

func TestLongReadingDoesNotKeepOthersWaiting(t *testing.T) {
	r := newRig(t, 60)
	r.read()
	r.advance(25 * time.Hour)
	inside, on := make(chan bool), make(chan bool)
	first := true
	r.before = func(q *http.Request) error {
		if strings.HasSuffix(q.URL.Path, "/products/search") && first {
			first = false
			close(inside)
			<-on
		}
		return nil
	}
	done := make(chan error)
	go func() { done <- r.desk.PollListings(context.WithoutCancel(t.Context()), r.store) }()
	<-inside
	if err := r.desk.Relink(t.Context(), r.store); err != nil {
		t.Error(err)
	}
	close(on)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestFind(t *testing.T) {
	r := newRig(t, 60)
	r.read()
	plain := r.plain()
	r.requests("")
	if p, state := r.find(" " + plain.Code + "\u00a0"); state != commerce.Matched || p.SKU != plain.Code {
		t.Errorf("found %+v, %s", p, state)
	}
	if p, state := r.find(r.quirky(world.QuirkTwin).Code); state != commerce.Duplicate || p.ID != 0 {
		t.Errorf("a SKU on two products is %s, %+v", state, p)
	}
	if p, state := r.find(r.quirky(world.QuirkDuplicate).Code); state != commerce.Duplicate || p.ID == 0 {
		t.Errorf("a code on two listings is %s, %+v", state, p)
	}
	for _, code := range []string{"", r.quirky(world.QuirkTooLong).Code, "Does not apply"} {
		if _, state := r.find(code); state != commerce.EKMOnly {
			t.Errorf("%q is %s", code, state)
		}
	}
	if n := r.requests("/product-search"); n != 0 {
		t.Errorf("Brightpearl was asked %d times", n)
	}
	if err := r.db.Write(t.Context(), func(tx *db.Tx) error { return tx.IgnoreSKU(r.store, plain.Code, "no goods") }); err != nil {
		t.Fatal(err)
	}
	if _, state := r.find(plain.Code); state != commerce.IgnoredSKU {
		t.Errorf("an ignored code is %s", state)
	}
	// Brightpearl is asked about a code that nobody knows.
	only := r.quirky(world.QuirkEKMOnly)
	if _, state := r.find(only.Code); state != commerce.EKMOnly {
		t.Errorf("%s is %s", only.Code, state)
	}
	if n := r.requests("/product-search"); n != 1 {
		t.Errorf("Brightpearl was asked %d times", n)
	}
}
