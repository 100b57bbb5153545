package engine_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/engine"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/sandbox/world"
	"stockbridge/core/setup"
	"stockbridge/core/view"
)

// TestAPersonsWordAboutACodeFreesItsOrders: orders are held for a code that only looks like a product's, and for one whose listing is
// gone from the shop. Accepting the suggestion posts the one, choosing a product the other, both tied; the stock of the first follows.
func TestAPersonsWordAboutACodeFreesItsOrders(t *testing.T) {
	d := demo(t, engine.DemoOptions{Stores: 1, Products: 240, Speed: 20})
	quiet(d.Sandbox)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	user := d.Sandbox.Config().Users[0]
	store, _, err := d.DB.StoreNamed(ctx, user.Name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Setup.Configure(ctx, store.ID, []setup.Change{{Key: "unmatched_policy", Value: "hold"}}); err != nil {
		t.Fatal(err)
	}
	code := func(quirks ...world.Quirk) string {
		t.Helper()
		for _, l := range d.Sandbox.World.Stores[0].Listings {
			if slices.Contains(quirks, l.Quirk) && len(l.Variants) == 0 {
				return l.Code
			}
		}
		t.Fatalf("no listing is %q", quirks)
		return ""
	}
	near, gone := code(world.QuirkDash, world.QuirkCase, world.QuirkLetterO, world.QuirkNBSP), code(world.QuirkEKMOnly)
	order := map[string]commerce.OrderID{}
	for _, c := range []string{near, gone} {
		if _, err := d.Sandbox.EKM.PlaceOrder(user.Username, ekmsim.Basket{Email: "shopper@example.org", Lines: []ekmsim.Line{{Code: c, Quantity: 1}}}); err != nil {
			t.Fatal(err)
		}
	}
	round := func() {
		t.Helper()
		if err := d.UntilIdle(ctx, func(s engine.Step) { logStep(t, s) }); err != nil {
			t.Fatal(err)
		}
	}
	round()
	for _, c := range []string{near, gone} {
		page, err := d.DB.OrderPage(ctx, view.Filter{Text: commerce.TrimSKU(c), States: []string{string(commerce.OrderHeld)}}, view.Window{Limit: 5})
		if err != nil || page.Total != 1 {
			t.Fatalf("%d orders are held for %q, %v", page.Total, c, err)
		}
		order[c] = page.Rows[0].ID
	}
	links, err := d.DB.LinksBySKU(ctx, store.ID, near)
	if err != nil || len(links) != 1 || links[0].State != commerce.NearMatch {
		t.Fatalf("%q is linked as %+v, %v", near, links, err)
	}
	meant := links[0].SuggestionID
	if n, err := d.AcceptSuggestions(ctx, []view.LinkKey{{Store: store.ID, ProductID: links[0].ProductID, SKU: near}}, "", "You"); n != 1 || err != nil {
		t.Fatalf("%d suggestions accepted, %v", n, err)
	}
	if err := d.Sandbox.EKM.DeleteListing(user.Username, gone); err != nil {
		t.Fatal(err)
	}
	if err := d.DB.Write(ctx, func(tx *db.Tx) error { // a day has passed, so that deletions show
		p, err := d.DB.Poll(ctx, db.ListingsPoll(store.ID))
		if err != nil {
			return err
		}
		p.FullAt = p.FullAt.Add(-25 * time.Hour)
		return tx.SavePoll(db.ListingsPoll(store.ID), p)
	}); err != nil {
		t.Fatal(err)
	}
	round()
	tied := func(c string, product int64) {
		t.Helper()
		o, ok, err := d.DB.OrderDetail(ctx, order[c])
		if err != nil || !ok || o.State != commerce.OrderPosted || len(o.Rows) == 0 || o.Rows[0].ProductID != product {
			t.Errorf("the order of %q is %s with the rows %+v, want it posted with product %d; %v", c, o.State, o.Rows, product, err)
		}
	}
	tied(near, meant)
	if links, err := d.DB.LinksBySKU(ctx, store.ID, gone); err != nil || len(links) != 0 {
		t.Fatalf("after the listing is gone it is linked as %+v, %v", links, err)
	}
	level, ok, err := d.DB.Level(ctx, store.ID, links[0].ProductID, 0)
	if err != nil || !ok || level.State != commerce.LevelIdle || level.Published != level.Wanted {
		t.Errorf("the accepted listing's stock stands at %+v, %t, %v", level, ok, err)
	}
	if err := d.LinkTo(ctx, view.LinkRule{StoreID: store.ID, SKU: gone, ProductID: meant, Reason: "sold under an old code"}, "You"); err != nil {
		t.Fatal(err)
	}
	round()
	tied(gone, meant)
}
