package orderflow

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
)

// baskets is how many random baskets are read, in shards that run side by side.
func baskets(t *testing.T) (shards, each int) {
	if testing.Short() {
		return 4, 12_500
	}
	return 8, 125_000
}

// TestEveryBasketIsPostedToThePenny reads a million random baskets of tills of every kind, fifty of each till with what its earlier
// ones taught. Whatever is read has EKM's sums exactly, settles no more than a few pennies, loses no penny of a discount and has
// no row below zero; and hardly any is left to people.
func TestEveryBasketIsPostedToThePenny(t *testing.T) {
	shards, each := baskets(t)
	var held, settled, read atomic.Int64
	t.Run("shards", func(t *testing.T) {
		for shard := range shards {
			t.Run(fmt.Sprint(shard), func(t *testing.T) {
				t.Parallel()
				rng := rand.New(rand.NewPCG(uint64(shard), 11))
				for n := 0; n < each; n += 50 {
					shop, remembered := someTill(rng, false), ""
					for range 50 {
						b := shop.checkout(rng)
						m, err := readMoney(b.order, remembered)
						read.Add(1)
						if err != nil {
							refused(t, shop, b.order, err)
							held.Add(1)
							continue
						}
						adds(t, shop, b.order, m)
						settled.Add(int64(m.settled))
						remembered = m.learned
					}
				}
			})
		}
	})
	t.Logf("%d baskets: %d held, %.3f p settled an order", read.Load(), held.Load(), float64(settled.Load())/float64(read.Load()))
	if held.Load()*100 > read.Load() {
		t.Errorf("%d of %d orders are left to people", held.Load(), read.Load())
	}
}

// refused checks that an order that is left to people says so with EKM's own sums.
func refused(t *testing.T, shop till, o commerce.Order, err error) {
	t.Helper()
	c := fault.CauseOf(err)
	if c.Code != "SB-ORD-112" || !strings.Contains(c.Text, "EKM says "+o.Total.Pence().Display("")+" with "+o.Tax.Pence().Display("")+" tax") {
		t.Fatalf("%+v: refused by %s: %s", shop, c.Code, c.Text)
	}
}

func adds(t *testing.T, shop till, o commerce.Order, m money) {
	t.Helper()
	if m.total() != o.Total.Pence() || m.tax() != o.Tax.Pence() {
		t.Fatalf("%+v: posted %s with %s tax of %s with %s: %+v", shop, m.total(), m.tax(), o.Total, o.Tax, o)
	}
	if m.settled > 2*allowance(len(m.parts)) {
		t.Fatalf("%+v: %d p were settled in %d rows", shop, m.settled, len(m.parts))
	}
	goods := 0
	var net, gross commerce.Pence
	for _, p := range m.parts {
		if p.kind == "goods" {
			goods++
			net, gross = net+p.off.net, gross+p.off.net+p.off.tax
		}
		if p.kind != "rounding" && (p.net < 0 || p.tax < 0) {
			t.Fatalf("%+v: a %s row is %s with %s tax", shop, p.kind, p.net, p.tax)
		}
	}
	if goods != len(o.Lines) {
		t.Fatalf("%+v: %d of %d lines are posted", shop, goods, len(o.Lines))
	}
	if off := o.Discount.Pence(); !shop.tenths && m.ways[0].Discount == offGoods && net != off && gross != off {
		t.Fatalf("%+v: a discount of %s took %s off the lines: %+v", shop, off, gross, o)
	}
}

// TestPlainBasketsAreReadAsTheyAre reads random baskets whose amounts leave one reading only. Each row is what its shopper was
// charged, whatever the store's earlier orders looked like (but for the penny of a tax that is half a penny exactly, which a
// unit's share of it does not tell); and with a total that contradicts the rows it is refused with both sums.
func TestPlainBasketsAreReadAsTheyAre(t *testing.T) {
	shards, each := baskets(t)
	var halves atomic.Int64
	t.Run("shards", func(t *testing.T) {
		for shard := range shards {
			t.Run(fmt.Sprint(shard), func(t *testing.T) {
				t.Parallel()
				readPlain(t, shard, each/5, &halves)
			})
		}
	})
	if limit := int64(shards * each / 5 / 100); halves.Load() > limit {
		t.Errorf("%d orders settled a penny, more than %d", halves.Load(), limit)
	}
}

func readPlain(t *testing.T, shard, orders int, halves *atomic.Int64) {
	rng := rand.New(rand.NewPCG(uint64(shard), 12))
	for range orders {
		shop := someTill(rng, true)
		b := shop.checkout(rng)
		misled := memory{}
		for i, words := range dimensions {
			misled[i] = words[rng.IntN(len(words))]
		}
		m, err := readMoney(b.order, misled.String())
		if err != nil {
			t.Fatalf("%+v: %v", shop, err)
		}
		if len(m.parts) != len(b.rows) || m.settled > allowance(len(m.parts)) {
			t.Fatalf("%+v: %d rows of %d, %d p settled: %s", shop, len(m.parts), len(b.rows), m.settled, m.note)
		}
		if m.settled > 0 {
			halves.Add(1)
		}
		for i, p := range m.parts {
			if p.worth() != b.rows[i] && (m.settled == 0 || p.gross() != b.rows[i].net+b.rows[i].tax) {
				t.Fatalf("%+v: row %d is %v, charged was %v: %s %+v", shop, i+1, p.worth(), b.rows[i], m.note, b.order)
			}
		}
		if b.order.CustomTotal == 0 { // small extras can make up for a small contradiction
			contradicted(t, rng, shop, b.order)
		}
	}
}

// contradicted changes an order's total by more than rounding explains, and by what no other way of taxing the delivery does.
func contradicted(t *testing.T, rng *rand.Rand, shop till, o commerce.Order) {
	t.Helper()
	by := commerce.FromPence(commerce.Pence(11 + rng.Int64N(9)))
	if o.Delivery != 0 {
		by += commerce.FromPence(300)
	}
	if rng.IntN(2) == 0 {
		by = -by
	}
	if o.Total += by; rng.IntN(3) == 0 {
		o.Total += o.Total + o.Discount.Times(9)
	}
	m, err := readMoney(o, "")
	if err == nil {
		t.Fatalf("%+v: a total that is wrong by %s was read: %s %+v", shop, by, m.note, o)
	}
	refused(t, shop, o, err)
	if text := fault.CauseOf(err).Text; !strings.Contains(text, "come to ") {
		t.Fatalf("the sum of the rows is missing: %s", text)
	}
}
