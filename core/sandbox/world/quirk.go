package world

import (
	"fmt"
	"strings"
)

// placeholderCode is what some merchants enter where a code is demanded and they have none.
const placeholderCode = "Does not apply"

// addQuirks spoils a handful of listings, so that a list of SKU matches shows every state. Larger stores get each kind of
// misspelling, small ones take turns, and from 200 listings on a kind occurs more than once.
func (l *lister) addQuirks() {
	misspellings := []struct {
		quirk Quirk
		spoil func(string) string
	}{
		{QuirkTrailingSpace, func(sku string) string { return sku + " " }},
		{QuirkCase, strings.ToLower},
		{QuirkNBSP, func(sku string) string { return strings.Replace(sku, "-", "\u00a0", 1) }},
		{QuirkDash, func(sku string) string { return strings.Replace(sku, "-", "–", 1) }},
		{QuirkLetterO, func(sku string) string { return strings.Replace(sku, "0", "O", 1) }},
	}
	exact := l.exactListings()
	kinds := len(misspellings)
	if len(exact) < 80 {
		kinds = 2
	}
	times := 1 + len(exact)/400
	for i := range kinds * times {
		m := misspellings[(i+l.store.Number)%len(misspellings)]
		if at := l.take(&exact); at != nil {
			at.Code, at.Quirk = m.spoil(at.Code), m.quirk
		}
	}
	if at := l.take(&exact); at != nil {
		at.Quirk = QuirkDuplicate
		second := *at
		second.Name += " (old page)"
		second.ManagedCopy = false
		l.store.Listings = append(l.store.Listings, second)
	}
	if at := l.take(&exact); at != nil {
		at.Code, at.Quirk = "", QuirkAttribute
	}
	if at := l.take(&exact); at != nil {
		at.Stock = -2 // sold below zero
	}
	for i := range 1 + len(exact)/200 {
		l.addOwn(fmt.Sprintf("%s-OWN-%02d", strings.ToUpper(l.store.Username), i+1), QuirkEKMOnly)
	}
	l.addOwn("", QuirkEmpty)
	l.addOwn(placeholderCode, QuirkPlaceholder)
	l.addOwn(strings.ToUpper(l.store.Username)+"-DISCONTINUED-WINTER-COLLECTION-000001", QuirkTooLong)
}

// exactListings returns the positions of single listings that have no quirk.
func (l *lister) exactListings() []int {
	var at []int
	for i, listing := range l.store.Listings {
		if listing.Quirk == QuirkNone && listing.Variants == nil && listing.Live {
			at = append(at, i)
		}
	}
	return at
}

// take picks one of the listings at random and removes it from the choice; nil when none is left.
func (l *lister) take(from *[]int) *Listing {
	if len(*from) == 0 {
		return nil
	}
	i := l.rng.IntN(len(*from))
	at := (*from)[i]
	(*from)[i] = (*from)[len(*from)-1]
	*from = (*from)[:len(*from)-1]
	return &l.store.Listings[at]
}

// addOwn adds a listing of which Brightpearl knows nothing.
func (l *lister) addOwn(code string, quirk Quirk) {
	d := departments[l.rng.IntN(len(departments))]
	gross := int64(3+l.rng.IntN(20))*100 + 99
	price, vat := gross, d.vat
	switch l.store.TaxMode {
	case TaxNet:
		price = NetOfVAT(gross, d.vat)
	case TaxNone:
		vat = 0
	}
	l.store.Listings = append(l.store.Listings, Listing{
		Code: code, Quirk: quirk, Name: "Local " + d.nouns[l.rng.IntN(len(d.nouns))], Department: d.name,
		Price: price, VATPercent: vat, WeightGrams: 200, Stock: int64(5 + l.rng.IntN(20)), Live: true,
	})
}
