package engine

import "time"

// Round is something that the engine does by itself, over and over, while Run works.
type Round struct {
	Kind  string        // orders, stock, notes, products, listings, options, audit
	Every time.Duration // 0: once a night
	Slow  time.Duration // while wake-ups have proved that they tell in time; 0: no difference
}

// Rounds lists them, those that keep the two minutes first.
func (e *Engine) Rounds() []Round {
	return []Round{{"orders", ordersEvery, ordersSlow}, {"stock", stockEvery, stockSlow}, {"notes", notesEvery, notesSlow}, {"products", productsEvery, 0},
		{"listings", listingsEvery, 0}, {"options", optionsEvery, 0}, {"audit", 0, 0}}
}
