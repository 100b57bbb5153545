package ekm_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"stockbridge/core/ekm"
	"stockbridge/core/fault"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/sandbox/world"
)

// rig is the client in front of the local EKM.
type rig struct {
	*ekm.Client
	t     *testing.T
	sim   *ekmsim.Server
	store *world.Store
}

// token is an Authenticator with a merchant's own token, which cannot be renewed.
type token string

func (k token) Apply(_ context.Context, r *http.Request) error {
	r.Header.Set("Authorization", "Bearer "+string(k))
	return nil
}

func (token) Rejected(context.Context, *http.Request) error { return &fault.Error{Kind: fault.SignIn} }

func newRig(t *testing.T, faults ...string) *rig {
	t.Helper()
	w := world.New(world.Options{Seed: 5, Stores: 2, Products: 150})
	// The rate limit runs a hundred times as fast, which the client learns from the headers.
	sim := ekmsim.New(ekmsim.Config{World: w, Seed: 5, Speed: 100, HistoryOrders: 45,
		Lifetimes: ekmsim.Lifetimes{Access: time.Hour, Refresh: time.Hour, Code: time.Hour}})
	web := httptest.NewServer(sim.Handler())
	t.Cleanup(web.Close)
	r := &rig{t: t, sim: sim, store: &w.Stores[0]}
	c, err := ekm.New(ekm.Options{BaseURL: web.URL, Store: "first", Auth: token(r.store.AccessToken),
		Sleep: func(context.Context, time.Duration) error { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	r.Client = c
	r.faults(faults...)
	return r
}

func (r *rig) faults(names ...string) {
	r.t.Helper()
	var list []ekmsim.Fault
	for _, name := range names {
		list = append(list, ekmsim.Fault{Name: name})
	}
	if err := r.sim.SetFaults(list); err != nil {
		r.t.Fatal(err)
	}
}

// once makes the next matching request meet trouble.
func (r *rig) once(name, route string) {
	r.t.Helper()
	if err := r.sim.SetFaults([]ekmsim.Fault{{Name: name, Route: route, NextN: 1}}); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) books() ekmsim.ShopBooks {
	for _, b := range r.sim.Books().Shops {
		if b.Username == r.store.Username {
			return b
		}
	}
	r.t.Fatal("the shop is missing in the books")
	return ekmsim.ShopBooks{}
}

// sold is a listing that can be sold: a variant, or a product of its own.
func (r *rig) sold(variant bool) ekmsim.StockBook {
	r.t.Helper()
	for _, s := range r.books().Stock {
		if (s.ParentID != 0) == variant && s.Code != "" {
			return s
		}
	}
	r.t.Fatal("the shop sells nothing of the kind")
	return ekmsim.StockBook{}
}

// place places an order with so many different lines.
func (r *rig) place(lines int) ekm.ID {
	r.t.Helper()
	var b ekmsim.Basket
	seen := map[string]bool{}
	for _, s := range r.books().Stock {
		if len(b.Lines) < lines && s.Code != "" && !seen[s.Code] {
			seen[s.Code] = true
			b.Lines = append(b.Lines, ekmsim.Line{Code: s.Code, Quantity: 3})
		}
	}
	p, err := r.sim.PlaceOrder(r.store.Username, b)
	if err != nil {
		r.t.Fatal(err)
	}
	return ekm.ID(p.ID)
}
