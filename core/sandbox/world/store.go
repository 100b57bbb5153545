package world

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

var storeNames = []string{"Garden", "Kitchen", "Paws", "Attic", "Harbour", "Nook", "Larder", "Workshop", "Nursery", "Lantern",
	"Meadow", "Parlour", "Orchard", "Compass"}

// makeStore makes the store with a 1-based number.
func (w *World) makeStore(rng *rand.Rand, number int) Store {
	name := fmt.Sprintf("Shop %d", number)
	if number <= len(storeNames) {
		name = storeNames[number-1]
	}
	username := strings.ToLower(strings.ReplaceAll(name, " ", ""))
	s := Store{
		Number: number, Name: name, Username: username,
		Password:    fmt.Sprintf("%s-%04d", username, rng.IntN(10000)),
		AccessToken: fmt.Sprintf("ekm_%016x%016x", rng.Uint64(), rng.Uint64()),
		Domain:      username + ".example.com",
		Currency:    "GBP",
		TaxMode:     []TaxMode{TaxNet, TaxGross, TaxNone}[(number-1)%3],
		ChannelID:   10 + number,
		PriceListID: 20 + number,
	}
	l := &lister{world: w, store: &s, rng: rng}
	l.listGoods()
	l.addQuirks()
	return s
}

// lister fills a store's window.
type lister struct {
	world *World
	store *Store
	rng   *rand.Rand
}

// listGoods lists about two thirds of the goods, families as a whole, specials always.
func (l *lister) listGoods() {
	for _, f := range l.world.Families {
		if l.rng.IntN(3) == 0 {
			continue
		}
		first := l.world.Goods[f.Goods[0]-1]
		parent := Listing{Code: f.Code, Name: f.Name, Department: first.Department, Live: true,
			Price: l.price(first), VATPercent: l.vat(first), WeightGrams: first.WeightGrams}
		for _, id := range f.Goods {
			parent.Variants = append(parent.Variants, l.listing(l.world.Goods[id-1]))
		}
		l.store.Listings = append(l.store.Listings, parent)
	}
	for _, g := range l.world.Goods {
		if g.Unlisted || g.Family != 0 || g.TwinOf != 0 && g.TwinOf < g.ID {
			continue
		}
		special := g.Bundle() || !g.StockTracked || g.TwinOf != 0
		if !special && l.rng.IntN(3) == 0 {
			continue
		}
		listing := l.listing(g)
		if !special && l.rng.IntN(40) == 0 {
			listing.ManagedCopy = true
		}
		l.store.Listings = append(l.store.Listings, listing)
	}
}

func (l *lister) listing(g Good) Listing {
	out := Listing{
		Code: g.SKU, Good: g.ID, Name: g.Name, Department: g.Department, Barcode: g.Barcode, Price: l.price(g),
		VATPercent: l.vat(g), WeightGrams: g.WeightGrams, Live: true, Choices: g.Choices, Stock: g.UnitsAt(MainWarehouse),
	}
	switch {
	case g.TwinOf != 0:
		out.Quirk = QuirkTwin
	case g.Bundle():
		out.Quirk, out.Stock = QuirkBundle, l.bundleStock(g)
	case !g.StockTracked:
		out.Quirk, out.Stock = QuirkNotTracked, 999
	case l.rng.IntN(60) == 0:
		out.Live = false
	case l.rng.IntN(8) == 0:
		out.Stock += int64(l.rng.IntN(9) - 3) // counted by hand, not quite right
	}
	return out
}

// bundleStock is how many bundles the parts make.
func (l *lister) bundleStock(g Good) int64 {
	least := int64(1 << 40)
	for _, c := range g.Components {
		least = min(least, l.world.Goods[c.Good-1].UnitsAt(MainWarehouse)/c.Quantity)
	}
	return least
}

func (l *lister) price(g Good) int64 {
	if l.store.TaxMode == TaxNet {
		return g.Price
	}
	return g.GrossPrice
}

func (l *lister) vat(g Good) int {
	if l.store.TaxMode == TaxNone {
		return 0
	}
	return g.VATPercent
}
