package ekmsim

import (
	"math/rand/v2"
	"slices"

	"stockbridge/core/sandbox/world"
)

// How often a basket is out of the ordinary: one in so many.
const (
	oneInTroubled  = 60 // a line that Brightpearl will not recognise
	oneInLarge     = 80 // 25 lines
	oneInDiscount  = 10
	oneInGuest     = 8
	oneInNoEmail   = 120
	oneInSurcharge = 50
	oneInOptions   = 9
	oneInExactTax  = 6
	oneInNote      = 12
)

const largeBasket = 25

// fill lets a shopper choose. It returns false when the shop has nothing left to sell.
func (sh *shop) fill(rng *rand.Rand) (checkout, bool) {
	rare := func(oneIn int) bool { return rng.IntN(oneIn) == 0 }
	c := checkout{shopper: sh.world.People[rng.IntN(len(sh.world.People))]}
	lines := 1 + rng.IntN(4)
	if rare(oneInLarge) {
		lines = largeBasket
	}
	for range lines {
		if p, found := sh.pick(rng, c.purchases); found {
			c.purchases = append(c.purchases, p)
		}
	}
	if rare(oneInTroubled) && len(sh.troubled) > 0 {
		c.purchases = append(c.purchases, purchase{sh.troubled[rng.IntN(len(sh.troubled))], 1})
	}
	if len(c.purchases) == 0 {
		return checkout{}, false
	}
	c.guest = rare(oneInGuest)
	c.noEmail = rare(oneInNoEmail)
	c.delivery = deliveries[[]int{0, 0, 0, 0, 1, 1, 2}[rng.IntN(7)]]
	if rare(oneInDiscount) {
		c.discount = goodsValue(c.purchases) * int64(5+rng.IntN(16)) / 100
	}
	if rare(oneInSurcharge) {
		c.surcharge = 150
	}
	if rare(oneInOptions) {
		c.options = "Gift wrap: Yes&nbsp;<br />Message: Best wishes &amp;amp; love&nbsp;<br />"
	}
	if rare(oneInNote) {
		c.note = "Please leave it in the porch.\r\nThank you!"
	}
	c.exactTax = rare(oneInExactTax) && sh.store.TaxMode == world.TaxNet
	return c, true
}

// pick takes something from the shelf that is there and not in the basket yet.
func (sh *shop) pick(rng *rand.Rand, basket []purchase) (purchase, bool) {
	if len(sh.ordinary) == 0 {
		return purchase{}, false
	}
	for range 8 {
		l := sh.ordinary[rng.IntN(len(sh.ordinary))]
		quantity := min(int64(1+rng.IntN(3)), l.stock())
		taken := slices.ContainsFunc(basket, func(p purchase) bool { return p.listing == l })
		if quantity > 0 && !taken {
			return purchase{l, quantity}, true
		}
	}
	return purchase{}, false
}

func goodsValue(basket []purchase) int64 {
	var total int64
	for _, p := range basket {
		total += p.listing.from.Price * p.quantity
	}
	return total
}
