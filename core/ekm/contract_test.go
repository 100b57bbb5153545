package ekm_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"stockbridge/core/ekm"
	"stockbridge/core/fault"
	"stockbridge/core/sandbox/ekmsim"
)

// switches are behaviours that EKM leaves open; the client has to cope with either.
var switches = [][]string{
	nil,
	{"limit_over_20_refused", "links_null", "extra_fields", "rate_headers_timespan"},
	{"items_paged", "variants_cut_20", "variant_parent_zero", "copies_listed", "shuffle_lists"},
	{"item_tax_per_line", "item_discount", "item_product_is_parent", "last_updated_null", "local_time_z"},
	{"status_exact_spelling", "unknown_order_404", "total_zero_when_omitted", "case_sensitive_search", "nested_search_refused"},
	{"null_fields", "status_any_text", "tracking_keeps_omitted", "writes_not_stamped"},
	{"long_or_refused", "copies_listed"},
}

func TestContractOrders(t *testing.T) {
	for _, faults := range switches {
		t.Run(fmt.Sprint(faults), func(t *testing.T) {
			r := newRig(t, faults...)
			ctx := t.Context()
			id := r.place(25)

			var found int
			var last ekm.ID
			for o, err := range r.Orders.Search(ctx, ekm.OrderQuery{}) {
				if err != nil {
					t.Fatal(err)
				}
				if o.ID <= last || len(o.Raw) == 0 || o.Number == "" || o.Date.IsZero() {
					t.Errorf("order %d after %d, number %q, date %v", o.ID, last, o.Number, o.Date)
				}
				last = o.ID
				found++
			}
			if want := len(r.books().Orders); found != want || last != id {
				t.Errorf("found %d orders of %d, the last is %d", found, want, last)
			}

			p, err := r.Orders.Page(ctx, ekm.OrderQuery{ChangedSince: time.Now().Add(-time.Minute)})
			// Where EKM's Z is not UTC, orders of the last hours come along.
			if n := len(p.Rows); err != nil || n == 0 || p.Rows[n-1].ID != id || n > 1 && !slices.Contains(faults, "local_time_z") || time.Since(p.At).Abs() > time.Minute {
				t.Errorf("changed: %d orders at %v, %v", len(p.Rows), p.At, err)
			}
			if p, err := r.Orders.Page(ctx, ekm.OrderQuery{Unpaid: true, PlacedSince: time.Now().Add(-time.Hour)}); err != nil || len(p.Rows) > 20 {
				t.Errorf("unpaid: %d, %v", len(p.Rows), err)
			}
			o, err := r.Orders.Get(ctx, id)
			if err != nil || o.PaymentStatus != "SUCCESS" {
				t.Errorf("get: %q, %v", o.PaymentStatus, err)
			}
			if p, err := r.Orders.Page(ctx, ekm.OrderQuery{Number: string(o.Number)}); err != nil || len(p.Rows) != 1 || p.Rows[0].ID != id {
				t.Errorf("by number: %d orders, %v", len(p.Rows), err)
			}
			items, err := r.Orders.Items(ctx, id)
			if err != nil || len(items.Rows) != 25 || !items.Complete || len(items.Bad) != 0 {
				t.Errorf("%d items, complete %v, %v", len(items.Rows), items.Complete, err)
			}
			for _, item := range items.Rows {
				if _, ok := item.Price.Rat(); !ok || item.Quantity != 3 || item.Price == "" {
					t.Errorf("item %+v", item)
				}
			}
			if _, err := r.Orders.CustomFields(ctx, id); err != nil {
				t.Error("custom fields:", err)
			}
			if _, err := r.Orders.Get(ctx, 999999); !fault.Is(err, fault.NotFound) {
				t.Error("unknown order:", err)
			}
			if c := r.books().Counters; c.Throttled != 0 {
				t.Errorf("%d requests came too fast", c.Throttled)
			}
		})
	}
}

func TestContractShipments(t *testing.T) {
	for _, faults := range switches {
		t.Run(fmt.Sprint(faults), func(t *testing.T) {
			r := newRig(t, faults...)
			ctx := t.Context()
			id := r.place(1)
			want := ekm.Tracking{Number: "AB123", Company: "Royal Mail", URL: "https://track.example.org/AB123"}
			o, err := r.Orders.SetTracking(ctx, id, want)
			if err != nil || o.TrackingNumber != "AB123" || o.TrackingCompany != "Royal Mail" || string(o.TrackingURL) != want.URL {
				t.Errorf("tracking %q, %v", o.TrackingNumber, err)
			}
			if o, err = r.Orders.SetTracking(ctx, id, ekm.Tracking{Number: "CD456"}); err != nil || o.TrackingCompany != "" || o.TrackingURL != "" {
				t.Errorf("emptied tracking %q %q, %v", o.TrackingCompany, o.TrackingURL, err)
			}
			statuses, err := r.Settings.OrderStatuses(ctx)
			if err != nil || len(statuses) < 5 {
				t.Fatalf("%d statuses, %v", len(statuses), err)
			}
			for _, s := range statuses {
				if _, err := r.Orders.SetStatus(ctx, id, string(s.Name)); err != nil {
					t.Errorf("status %s: %v", s.Name, err)
				}
			}
			if _, err := r.Orders.SetTracking(ctx, 999999, want); !fault.Is(err, fault.NotFound, fault.Refused) {
				t.Error("unknown order:", err)
			}
			if c := r.books().Counters; c.EmailCustomerTrue != 0 {
				t.Error("a shopper was mailed")
			}
		})
	}
}

func TestContractCatalogueAndStock(t *testing.T) {
	for _, faults := range switches {
		t.Run(fmt.Sprint(faults), func(t *testing.T) {
			r := newRig(t, faults...)
			ctx := t.Context()
			var products, resumed, variants int
			var middle ekm.ID
			for p, err := range r.Products.Search(ctx, ekm.ProductQuery{}) {
				if err != nil {
					t.Fatal(err)
				}
				if products++; products == 30 {
					middle = p.ID
				}
			}
			for _, err := range r.Products.Search(ctx, ekm.ProductQuery{After: middle, ChangedSince: time.Now().AddDate(-20, 0, 0)}) {
				if err != nil {
					t.Fatal(err)
				}
				resumed++
			}
			if products < 60 || resumed != products-30 {
				t.Errorf("%d products, %d after the thirtieth", products, resumed)
			}
			ids := map[ekm.ID]bool{}
			for v, err := range r.Products.VariantSearch(ctx, 0) {
				if err != nil {
					t.Fatal(err)
				}
				variants++
				ids[v.ID] = true
			}

			v := r.sold(true)
			if !ids[ekm.ID(v.ProductID)] || len(ids) != variants {
				t.Errorf("variant %d is not among %d", v.ProductID, variants)
			}
			of, err := r.Products.Variants(ctx, ekm.ID(v.ParentID))
			if err != nil || len(of.Rows) == 0 || !of.Complete {
				t.Errorf("%d variants, complete %v, %v", len(of.Rows), of.Complete, err)
			}
			if set, err := r.Stock.SetVariant(ctx, ekm.ID(v.ParentID), ekm.ID(v.ProductID), 17, ekm.Up); err != nil || set.Stock != 17 {
				t.Errorf("variant stock %+v, %v", set, err)
			}
			if got, err := r.Stock.GetVariant(ctx, ekm.ID(v.ParentID), ekm.ID(v.ProductID)); err != nil || got.Stock != 17 {
				t.Errorf("variant stock reads %+v, %v", got, err)
			}

			p := r.sold(false)
			if set, err := r.Stock.SetProduct(ctx, ekm.ID(p.ProductID), 4, ekm.Down); err != nil || set.Stock != 4 || set.Total != 4 {
				t.Errorf("product stock %+v, %v", set, err)
			}
			if got, err := r.Products.Get(ctx, ekm.ID(p.ProductID)); err != nil || got.Stock != 4 || got.Name == "" {
				t.Errorf("product %d reads %d, %v", got.ID, got.Stock, err)
			}
			var hits int
			for range r.Products.ByCodes(ctx, []string{p.Code, "nothing has this code"}) {
				hits++
			}
			for range r.Products.VariantsByCodes(ctx, []string{v.Code}) {
				hits++
			}
			if hits < 2 {
				t.Errorf("%d listings found by their codes", hits)
			}
			_, err = r.Stock.SetProduct(ctx, ekm.ID(v.ProductID), 1, ekm.Down)
			if master, ok := ekm.MasterOf(err); !ok || master != ekm.ID(v.ParentID) {
				t.Errorf("the master of a variant: %d, %v", master, err)
			}
		})
	}
}

// TestContractShown compares the levels read with the shop's own books.
func TestContractShown(t *testing.T) {
	for _, faults := range switches {
		t.Run(fmt.Sprint(faults), func(t *testing.T) {
			r := newRig(t, faults...)
			ctx := t.Context()
			want := map[ekm.Listed]int64{}
			var of []ekm.Listed
			for _, b := range r.books().Stock {
				l := ekm.Listed{Product: ekm.ID(b.ProductID)}
				if b.ParentID != 0 {
					l = ekm.Listed{Product: ekm.ID(b.ParentID), Variant: ekm.ID(b.ProductID)}
				}
				of, want[l] = append(of, l), b.Stock
			}
			before := r.books().Counters.Requests
			got, err := r.Stock.Shown(ctx, of...)
			if err != nil || len(of) < 100 || !maps.Equal(got.Units, want) || len(got.Gone)+len(got.Unknown) != 0 {
				t.Errorf("%d of %d levels, %d gone, %d unknown, %v", len(got.Units), len(of), len(got.Gone), len(got.Unknown), err)
			}
			if made, most := r.books().Counters.Requests-before, len(of)/20+2; made > most && !slices.Contains(faults, "long_or_refused") {
				t.Errorf("%d requests for %d levels", made, len(of))
			}

			// A variant taken for a product, one that is deleted, and one that never was.
			p, v := r.sold(false), r.sold(true)
			if err := r.sim.DeleteListing(r.store.Username, p.Code); err != nil {
				t.Fatal(err)
			}
			wrong, deleted, never := ekm.Listed{Product: ekm.ID(v.ProductID)}, ekm.Listed{Product: ekm.ID(p.ProductID)}, ekm.Listed{Product: 301, Variant: 9_000_000_000}
			got, err = r.Stock.Shown(ctx, wrong, deleted, never)
			if err != nil || len(got.Units) != 1 || got.Units[wrong] != v.Stock || !slices.Equal(got.Gone, []ekm.Listed{deleted, never}) {
				t.Errorf("%+v, %v", got, err)
			}
			if page, err := r.Products.Page(ctx, ekm.ProductQuery{}); err != nil || page.Total <= len(page.Rows) {
				t.Errorf("%d rows of %d, %v", len(page.Rows), page.Total, err)
			}
			if c := r.books().Counters; c.Throttled != 0 {
				t.Errorf("%d requests came too fast", c.Throttled)
			}
		})
	}
}

func TestContractSettingsAndWebhooks(t *testing.T) {
	r := newRig(t)
	ctx := t.Context()
	if v, err := r.Settings.Currency(ctx); err != nil || v.Code == "" {
		t.Errorf("currency %+v, %v", v, err)
	}
	if v, err := r.Settings.Tax(ctx); err != nil || len(v.Rates) == 0 {
		t.Errorf("tax %+v, %v", v, err)
	}
	if v, err := r.Settings.TaxRates(ctx); err != nil || len(v) == 0 || v[0].Name == "" {
		t.Errorf("tax rates %+v, %v", v, err)
	}
	if v, err := r.Settings.ShopInformation(ctx); err != nil || v.ShopName == "" {
		t.Errorf("shop %+v, %v", v, err)
	}
	if v, err := r.Settings.Domains(ctx); err != nil || v.Primary == "" {
		t.Errorf("domains %+v, %v", v, err)
	}
	r.once("forbidden", "settings/currency")
	if _, err := r.Settings.Currency(ctx); !errors.Is(err, ekm.ErrNotPermitted) {
		t.Error("without the scope:", err)
	}

	hook, err := r.Webhooks.Create(ctx, ekm.WebhookSpec{Topic: ekm.TopicOrderCreated, Endpoint: "https://hooks.example.org/a", Enabled: true})
	if err != nil || hook.ID == "" || !hook.Enabled {
		t.Fatalf("%+v, %v", hook, err)
	}
	if _, err := r.Webhooks.Update(ctx, string(hook.ID), ekm.WebhookSpec{Topic: ekm.TopicOrderUpdated, Endpoint: "https://hooks.example.org/b"}); err != nil {
		t.Error(err)
	}
	if all, err := r.Webhooks.List(ctx); err != nil || len(all.Rows) != 1 || all.Rows[0].Topic != ekm.TopicOrderUpdated || bool(all.Rows[0].Enabled) {
		t.Errorf("%+v, %v", all, err)
	}
	for range 2 { // the second finds nothing, which is as good
		if err := r.Webhooks.Delete(ctx, string(hook.ID)); err != nil {
			t.Error(err)
		}
	}
}

func TestContractTrouble(t *testing.T) {
	r := newRig(t)
	ctx := t.Context()
	id := r.place(1)
	p := r.sold(false)
	for _, name := range []string{"error_500", "html_502", "cut", "throttle"} {
		r.once(name, "")
		if _, err := r.Orders.Get(ctx, id); err != nil {
			t.Errorf("a read did not survive %s: %v", name, err)
		}
	}
	before := r.books().Counters.Throttled
	r.once("throttle", "")
	if _, err := r.Stock.SetProduct(ctx, ekm.ID(p.ProductID), 3, ekm.Down); err != nil {
		t.Error("a write refused for pace was not repeated:", err)
	}
	if n := r.books().Counters.Throttled - before; n > 1 {
		t.Errorf("%d refusals", n)
	}
	for _, name := range []string{"error_500", "html_502", "cut", "cut_after_write"} {
		r.once(name, "")
		writes := r.books().Counters.Writes
		_, err := r.Stock.SetProduct(ctx, ekm.ID(p.ProductID), 8, ekm.Up)
		if f := fault.Of(err); f == nil || f.Kind != fault.Offline || !f.Unclear {
			t.Errorf("write after %s: %v", name, err)
		}
		if n := r.books().Counters.Writes - writes; n > 1 {
			t.Errorf("%s: the write was applied %d times", name, n)
		}
	}
	for _, name := range []string{"plan_restriction", "plan_restriction_200"} {
		r.once(name, "")
		_, err := r.Stock.SetProduct(ctx, ekm.ID(p.ProductID), 8, ekm.Up)
		if f := fault.Of(err); f == nil || f.RemoteCode != ekm.CodePlanRestriction || f.Unclear {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := r.sim.SetFaults([]ekmsim.Fault{{Name: "unauthorized", NextN: 2}}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Orders.Get(ctx, id); !fault.Is(err, fault.SignIn) {
		t.Error("signed out:", err)
	}
}
