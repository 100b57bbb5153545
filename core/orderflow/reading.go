package orderflow

import (
	"slices"
	"strings"

	"stockbridge/core/commerce"
)

// reading says what a shop's amounts mean. EKM does not document whether a price includes tax, nor whether a line's price,
// discount and tax are per unit or per line, and shops differ; the sums of each order decide.
type reading struct {
	Gross         bool // prices, delivery and discounts include tax
	PricePerLine  bool
	TaxPerLine    bool
	TaxRounded    bool // a unit's tax is stated in whole pence, which many units multiply: the rate tells what was meant
	TaxDiscounted bool // a line's tax is stated after the line's discount
	DeliveryOther bool // the delivery includes tax where prices do not, or the other way round
	LineDiscount  discountKind
	Discount      orderDiscount
	Custom        customKind
}

type discountKind int

const (
	noLineDiscount discountKind = iota
	perUnit
	perLine
)

// orderDiscount is what the order's discount still has to be taken off.
type orderDiscount int

const (
	offNothing  orderDiscount = iota // the lines' prices are after it
	offGoods                         // spread over the lines, the rest off the delivery
	offDelivery                      // a voucher for the delivery
)

// customKind is how paid extras count.
type customKind int

const (
	customOutside customKind = iota // told, but not part of the total
	customInside                    // with or without tax as the prices are
	customBefore                    // without tax although prices include it
)

// dimensions are the words of a reading: what each of its properties can be called, in the order of reading.words.
var dimensions = [...][]string{
	{"prices without tax", "prices with tax"},
	{"per unit", "per line"},
	{"tax per unit", "tax per line", "rounded tax per unit"},
	{"line discounts per unit", "line discounts per line", "line discounts taken already"},
	{"tax before line discounts", "tax after line discounts"},
	{"order discount taken already", "order discount spread", "order discount off the delivery"},
	{"extras outside the total", "extras inside the total", "extras without tax"},
	{"delivery as prices", "delivery without tax", "delivery with tax"},
}

// words are what the reading says on each dimension, "" where the order has nothing that it could be about.
func (r reading) words(o commerce.Order) (w [len(dimensions)]string) {
	pick := func(dimension, i int) { w[dimension] = dimensions[dimension][i] }
	pick(0, number(r.Gross))
	pick(1, number(r.PricePerLine))
	pick(2, number(r.TaxPerLine))
	if r.TaxRounded {
		pick(2, 2)
	}
	if discounted(o) {
		pick(3, map[discountKind]int{perUnit: 0, perLine: 1, noLineDiscount: 2}[r.LineDiscount])
		if r.LineDiscount != noLineDiscount {
			pick(4, number(r.TaxDiscounted))
		}
	}
	if o.Discount != 0 {
		pick(5, int(r.Discount))
	}
	if o.CustomTotal != 0 {
		pick(6, int(r.Custom))
	}
	if r.DeliveryOther {
		pick(7, 1+number(!r.Gross))
	}
	return w
}

func number(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// say names a reading for people.
func (r reading) say(o commerce.Order) string {
	w := r.words(o)
	return strings.Join(slices.DeleteFunc(w[:], func(s string) bool { return s == "" }), ", ")
}

// memory is what a store's earlier orders proved of how its amounts are to be read: one word a dimension, "" where nothing is
// proved yet. It is stored as text.
type memory [len(dimensions)]string

func recall(text string) (m memory) {
	said := strings.Split(text, ", ")
	for i, words := range dimensions {
		for _, w := range words {
			if slices.Contains(said, w) {
				m[i] = w
			}
		}
	}
	return m
}

func (m memory) String() string {
	return strings.Join(slices.DeleteFunc(slices.Clone(m[:]), func(s string) bool { return s == "" }), ", ")
}

// agrees reports whether a reading contradicts nothing that was proved.
func (m memory) agrees(words [len(dimensions)]string) bool {
	for i, w := range words {
		if w != "" && m[i] != "" && m[i] != w {
			return false
		}
	}
	return true
}

// learn adds what an order proved: what all readings that lead to its rows have in common. An order of single units does not tell
// units from lines, and what it leaves open stays as it was.
func (m memory) learn(fits []reading, o commerce.Order) memory {
	for i := range dimensions {
		word := fits[0].words(o)[i]
		if word != "" && !slices.ContainsFunc(fits, func(r reading) bool { return r.words(o)[i] != word }) {
			m[i] = word
		}
	}
	return m
}

// readings lists every usual way to read the order, the most usual ones first.
func readings(o commerce.Order) []reading {
	discounts, taxes := []discountKind{noLineDiscount}, []bool{false}
	if discounted(o) {
		discounts, taxes = []discountKind{perLine, perUnit, noLineDiscount}, []bool{false, true}
	}
	order := []orderDiscount{offNothing}
	if o.Discount != 0 {
		order = []orderDiscount{offGoods, offNothing}
		if o.Discount > 0 && o.Discount <= o.Delivery {
			order = append(order, offDelivery)
		}
	}
	custom := []customKind{customInside}
	if o.CustomTotal != 0 {
		custom = []customKind{customInside, customOutside, customBefore}
	}
	var all []reading
	for _, gross := range []bool{false, true} {
		for _, perLinePrice := range []bool{false, true} {
			for _, taxPerLine := range []bool{false, true} {
				for _, d := range discounts {
					for _, after := range taxes {
						for _, off := range order {
							for _, c := range custom {
								if after && d == noLineDiscount || c == customBefore && (!gross || o.CustomTax == 0) {
									continue
								}
								all = append(all, reading{Gross: gross, PricePerLine: perLinePrice, TaxPerLine: taxPerLine,
									LineDiscount: d, TaxDiscounted: after, Discount: off, Custom: c})
							}
						}
					}
				}
			}
		}
	}
	return all
}

// rareReadings are those for shops that round a unit's tax before they send it, and for shops whose delivery is not priced as their
// goods are. They are tried when no usual one adds up.
func rareReadings(o commerce.Order) [][]reading {
	var rounded, other []reading
	for _, r := range readings(o) {
		if o.Delivery != 0 {
			with := r
			with.DeliveryOther = true
			other = append(other, with)
		}
		if !r.TaxPerLine {
			r.TaxRounded = true
			rounded = append(rounded, r)
		}
	}
	return [][]reading{rounded, other}
}

func discounted(o commerce.Order) bool {
	return slices.ContainsFunc(o.Lines, func(l commerce.Line) bool { return l.Discount != 0 })
}
