package catalog_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/view"
)

// stopAt ends the context that it returns before the nth request whose path ends so is sent.
func (r *rig) stopAt(end string, nth int) context.Context {
	ctx, quit := context.WithCancel(r.t.Context())
	n := 0
	r.before = func(q *http.Request) error {
		if strings.HasSuffix(q.URL.Path, end) {
			if n++; n == nth {
				quit()
			}
		}
		return ctx.Err()
	}
	return ctx
}

// firstProgress keeps what a desk says of a reading when the first page after a restart is asked for.
func (r *rig) firstProgress(end string) *view.CatalogueProgress {
	var p view.CatalogueProgress
	r.before = func(q *http.Request) error {
		if all := r.desk.Progress(); p.What == "" && strings.HasSuffix(q.URL.Path, end) && len(all) > 0 && all[0].Done > 0 {
			p = all[0]
		}
		return nil
	}
	return &p
}

func TestProductsAreReadOnAfterARestart(t *testing.T) {
	r := newRig(t, 1600)
	if err := r.desk.PollProducts(r.stopAt("/product-search", 4)); err == nil { // the count, and two pages
		t.Fatal("the reading was not interrupted")
	}
	some, err := r.db.Products(t.Context())
	if err != nil || len(some) != 500 && len(some) != 1000 {
		t.Fatalf("%d products were kept, %v", len(some), err)
	}
	r.advance(time.Hour)
	r.restart()
	p := r.firstProgress("/product-search")
	r.requests("")
	if err := r.desk.PollProducts(t.Context()); err != nil {
		t.Fatal(err)
	}
	all, err := r.db.Products(t.Context())
	if err != nil || len(all) < len(r.sim.World.Goods) {
		t.Errorf("%d of %d products are known, %v", len(all), len(r.sim.World.Goods), err)
	}
	if p.Done != len(some) || p.Total != len(all) || p.What != "Brightpearl products" {
		t.Errorf("after the restart the reading says %+v", *p)
	}
	if len(r.desk.Progress()) != 0 {
		t.Errorf("a reading is left: %+v", r.desk.Progress())
	}
}

func TestListingsAreReadOnAfterARestart(t *testing.T) {
	r := newRig(t, 400)
	if err := r.desk.PollListings(r.stopAt("/products/search", 5), r.store); err == nil {
		t.Fatal("the reading was not interrupted")
	}
	r.advance(time.Hour)
	r.restart()
	p := r.firstProgress("/products/search")
	r.read()
	if p.Done != 4*20 || p.Total < len(r.world.Listings) || p.Store != r.store {
		t.Errorf("after the restart the reading says %+v of %d", *p, len(r.world.Listings))
	}
	at, err := r.db.Poll(t.Context(), db.ListingsPoll(r.store))
	if err != nil || at.FullAt.IsZero() {
		t.Errorf("the reading did not end: %+v, %v", at, err)
	}
}

// TestLinksAreUsableBeforeAllIsRead: the links of what a first reading has seen are there while it goes on, and nobody says yet what
// the store does not list.
func TestLinksAreUsableBeforeAllIsRead(t *testing.T) {
	r := newRig(t, 600)
	if err := r.desk.PollProducts(t.Context()); err != nil {
		t.Fatal(err)
	}
	n, seen := 0, map[commerce.LinkState]int{}
	r.before = func(q *http.Request) error {
		if strings.HasSuffix(q.URL.Path, "/products/search") {
			if n++; n == 12 {
				links, err := r.db.Links(q.Context(), r.store)
				for _, l := range links {
					seen[l.State]++
				}
				return err
			}
		}
		return nil
	}
	if err := r.desk.PollListings(t.Context(), r.store); err != nil {
		t.Fatal(err)
	}
	if seen[commerce.Matched] < 100 || seen[commerce.BrightpearlOnly] != 0 {
		t.Errorf("when the twelfth page was asked for the links were %v", seen)
	}
	links, err := r.db.Links(t.Context(), r.store)
	if err != nil || !slices.ContainsFunc(links, func(l db.Link) bool { return l.State == commerce.BrightpearlOnly }) {
		t.Errorf("what the store does not list is not told, %v", err)
	}
}
