package catalog

import (
	"fmt"
	"hash/maphash"
	"iter"
	"slices"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
)

// index is what matching needs to know of Brightpearl's products, found by SKU, folded SKU and barcode. A product is known by its
// place in it. It holds about 150 bytes a product and, once built, may be read by any number of goroutines.
type index struct {
	ids      []int64
	traits   []trait
	skus     []int32          // the place of the trimmed SKU in exact, -1 without one
	raw      map[int32]string // SKUs that trimming changes, as Brightpearl has them
	places   map[int64]int32  // by product id
	exact    chains
	loose    chains
	barcodes chains
}

// trait is what a product can be asked beside its codes.
type trait uint8

const (
	tracked trait = 1 << iota
	bundle
	live
)

// minBarcode is how long a code must be to be taken for a barcode; the shortest in trade, EAN-8, has 8 digits.
const minBarcode = 8

// newIndex reads the products once. Any part of the catalogue makes an index; it decides listings as the whole would, if it has every
// product that their codes and barcodes mean.
func newIndex(products iter.Seq[db.Product]) *index {
	x := &index{raw: map[int32]string{}, places: map[int64]int32{}, exact: newChains(), loose: newChains(), barcodes: newChains()}
	for p := range products {
		at := int32(len(x.ids))
		var is trait
		if p.StockTracked {
			is |= tracked
		}
		if p.Bundle {
			is |= bundle
		}
		if p.Live() {
			is |= live
		}
		x.ids, x.traits, x.places[p.ID] = append(x.ids, p.ID), append(x.traits, is), at
		key := commerce.TrimSKU(p.SKU)
		if commerce.NoSKU(key) {
			x.skus = append(x.skus, -1)
			continue // neither its SKU nor its barcode finds it
		}
		x.skus = append(x.skus, x.exact.add(key, at))
		if key != p.SKU {
			x.raw[at] = strings.Clone(p.SKU)
		}
		if loose := commerce.LooseSKU(key); loose != "" {
			x.loose.add(loose, at)
		}
		if len(p.Barcode) >= minBarcode {
			x.barcodes.add(p.Barcode, at)
		}
	}
	return x
}

func (x *index) is(at int32, t trait) bool { return x.traits[at]&t != 0 }

// sku is a product's SKU as Brightpearl has it; one that stands for nothing is left out.
func (x *index) sku(at int32) string {
	if raw, ok := x.raw[at]; ok {
		return raw
	}
	return x.key(at)
}

// key is a product's trimmed SKU.
func (x *index) key(at int32) string {
	if x.skus[at] < 0 {
		return ""
	}
	return string(x.exact.words.text(x.skus[at]))
}

// idsOf are products as a person reads them.
func (x *index) idsOf(places []int32) string {
	ids := make([]int64, len(places))
	for i, at := range places {
		ids[i] = x.ids[at]
	}
	slices.Sort(ids)
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(ids), " ", ", "), "[]")
}

// chains are the products of each text: the last of them by the text's number, and from each product the one before it.
type chains struct {
	words texts
	last  []int32
	links []int32 // by the product's place
}

func newChains() chains { return chains{words: newTexts()} }

// add notes a product under a text and returns the text's number. Products come in the order of their places.
func (c *chains) add(text string, at int32) int32 {
	n := c.words.add(text)
	if int(n) == len(c.last) {
		c.last = append(c.last, -1)
	}
	for len(c.links) < int(at) {
		c.links = append(c.links, -1)
	}
	c.links = append(c.links, c.last[n])
	c.last[n] = at
	return n
}

// of are the products under a text, none for most texts of a shop that Brightpearl does not know.
func (c *chains) of(text string) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		n := c.words.find(text)
		if n < 0 {
			return
		}
		for at := c.last[n]; at >= 0; at = c.links[at] {
			if !yield(at) {
				return
			}
		}
	}
}

// texts numbers different texts in the order they come. All of them lie in one piece of memory, which the garbage collector need not
// look into: a million Go strings in a map take several times as much.
type texts struct {
	seed  maphash.Seed
	slots []int32 // a hash table of numbers plus one, 0 where none is; never more than half full
	bytes []byte
	ends  []uint32
}

func newTexts() texts { return texts{seed: maphash.MakeSeed(), slots: make([]int32, 16)} }

func (t *texts) text(n int32) []byte {
	begin := uint32(0)
	if n > 0 {
		begin = t.ends[n-1]
	}
	return t.bytes[begin:t.ends[n]]
}

// find returns the number of a text, -1 for one that was not added.
func (t *texts) find(text string) int32 { return t.slots[t.slot(text)] - 1 }

// slot is where a text's number stands, or would.
func (t *texts) slot(text string) int {
	last := len(t.slots) - 1
	at := int(maphash.String(t.seed, text)) & last
	for t.slots[at] > 0 && string(t.text(t.slots[at]-1)) != text {
		at = (at + 1) & last
	}
	return at
}

// add returns the number of a text, a new one the first time.
func (t *texts) add(text string) int32 {
	at := t.slot(text)
	if t.slots[at] > 0 {
		return t.slots[at] - 1
	}
	t.bytes = append(t.bytes, text...)
	t.ends = append(t.ends, uint32(len(t.bytes)))
	t.slots[at] = int32(len(t.ends))
	if 2*len(t.ends) > len(t.slots) {
		t.slots = make([]int32, 2*len(t.slots))
		for n := range t.ends {
			t.slots[t.slot(string(t.text(int32(n))))] = int32(n + 1)
		}
	}
	return int32(len(t.ends) - 1)
}
