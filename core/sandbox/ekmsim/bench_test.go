package ekmsim

import (
	"testing"
	"time"

	"stockbridge/core/sandbox/world"
)

func BenchmarkLargeCatalogueSearch(b *testing.B) {
	w := world.New(world.Options{Seed: 1, Stores: 1, Products: 50000})
	s := New(Config{World: w, HistoryOrders: 5000})
	sh := s.shops[0]
	for b.Loop() {
		c := &call{server: s, shop: sh, query: map[string][]string{"query": {"id gt 400"}, "orderby": {"id"}}, now: time.Now()}
		sh.mu.Lock()
		a := c.searchProducts()
		a.render(c)
		sh.mu.Unlock()
	}
}

func BenchmarkOrderPoll(b *testing.B) {
	w := world.New(world.Options{Seed: 1, Stores: 1, Products: 2000})
	s := New(Config{World: w, HistoryOrders: 10000})
	sh := s.shops[0]
	for b.Loop() {
		c := &call{server: s, shop: sh, query: map[string][]string{"query": {"(last_updated ge 2020-03-09T17:14:21Z or order_date ge 2020-03-09T17:14:21Z) and id gt 5"}, "orderby": {"id"}}, now: time.Now()}
		sh.mu.Lock()
		a := c.searchOrders()
		a.render(c)
		sh.mu.Unlock()
	}
}
