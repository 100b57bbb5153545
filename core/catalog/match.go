package catalog

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
)

// rules are what people decided about a store's codes, by trimmed code.
type rules struct {
	ignored      map[string]string    // codes taken out of the matching, with the reason
	means        map[string]int64     // the product that every listing with the code means
	meansListing map[listingKey]int64 // the product that one listing means, whatever is said of its code
	rejected     map[rejection]bool   // suggestions never to be made again
	anyCase      bool                 // a code that differs from one product's only in capital letters is the same
}

// listingKey is one listing of a store.
type listingKey struct{ product, variant int64 }

// rejection is a suggestion that a person refused.
type rejection struct {
	sku     string // of the listing
	product int64
}

// decision is a link, and for a suggestion why the codes are probably meant to be the same.
type decision struct {
	db.Link
	Kind commerce.Likeness
}

// match decides all links of one store: one for each listing, in their order, then one for each product in use that no listing means
// or looks like. It is pure: the same catalogues and rules give the same links. The listings are gone through twice and have to be
// the same both times.
func (x *index) match(store commerce.StoreID, listings iter.Seq[db.Listing], r rules) iter.Seq[decision] {
	return func(yield func(decision) bool) {
		taken := make([]bool, len(x.ids))
		take := func(product int64) {
			if at, ok := x.places[product]; ok {
				taken[at] = true
			}
		}
		for d := range x.around(store, listings, r) {
			take(d.Product)
			take(d.SuggestionID)
			for at := range x.exact.of(d.SKU) {
				taken[at] = true
			}
			if !yield(d) {
				return
			}
		}
		for at := range x.ids {
			if link, ok := x.only(store, int32(at)); ok && !taken[at] && !yield(decision{Link: link}) {
				return
			}
		}
	}
}

// around decides the links of listings alone, as match does. After a change of one listing or product it is enough to give it all
// listings of the store with the codes concerned, and an index of the products with one of those codes as SKU, in any letters
// (commerce.LooseSKU), or as barcode, with one of the listings' barcodes, or chosen by a person.
func (x *index) around(store commerce.StoreID, listings iter.Seq[db.Listing], r rules) iter.Seq[decision] {
	return func(yield func(decision) bool) {
		codes := newTexts()
		var carriers []int32 // sellable listings by code; parents do not count, a variant wins over its own parent
		for l := range listings {
			if code := commerce.TrimSKU(l.SKU); !l.Parent && code != "" {
				n := codes.add(code)
				if int(n) == len(carriers) {
					carriers = append(carriers, 0)
				}
				carriers[n]++
			}
		}
		for l := range listings {
			code, count := commerce.TrimSKU(l.SKU), int32(0)
			if n := codes.find(code); n >= 0 {
				count = carriers[n]
			}
			d := x.decide(l, code, count, r)
			d.Store, d.ProductID, d.VariantID, d.SKU = store, l.ProductID, l.VariantID, code
			if !yield(d) {
				return
			}
		}
	}
}

// only is the link of a product that the store does not list; products out of use or without SKU have none.
func (x *index) only(store commerce.StoreID, at int32) (db.Link, bool) {
	if x.skus[at] < 0 || !x.is(at, live) {
		return db.Link{}, false
	}
	return db.Link{Store: store, ProductOnly: x.ids[at], Product: x.ids[at], SKU: x.key(at), State: commerce.BrightpearlOnly}, true
}

// decide finds what one listing means. Carriers are the store's listings with its code.
func (x *index) decide(l db.Listing, code string, carriers int32, r rules) decision {
	if at, ok := x.places[r.meansListing[listingKey{l.ProductID, l.VariantID}]]; ok && !l.Parent {
		return x.chosen(at)
	}
	if reason, ok := r.ignored[code]; ok && code != "" {
		return undecided(commerce.IgnoredSKU, reason)
	}
	if l.Parent {
		return undecided(commerce.ParentListing, "")
	}
	if commerce.NoSKU(code) {
		return undecided(commerce.WithoutSKU, "The listing has no product code in EKM.")
	}
	if at, ok := x.places[r.means[code]]; ok {
		return x.chosen(at)
	}
	if carriers > 1 {
		return undecided(commerce.Duplicate, fmt.Sprintf("%d listings of this store carry the code.", carriers))
	}
	hits := slices.AppendSeq(make([]int32, 0, 4), x.exact.of(code))
	if len(hits) == 0 && r.anyCase {
		if hits = x.sameLetters(code); len(hits) > 1 {
			hits = nil // neither of them more than the other
		}
	}
	if len(hits) > 1 {
		return undecided(commerce.Duplicate, fmt.Sprintf("%d Brightpearl products carry the SKU: %s.", len(hits), x.idsOf(hits)))
	}
	if len(hits) == 1 {
		d := x.linked(hits[0])
		switch sku := x.key(hits[0]); {
		case d.State == commerce.NotStockTracked:
			d.Reason = notTracked
		case sku != code:
			d.Reason = fmt.Sprintf("Matched to %s without regard to capital letters.", sku)
		case code != l.SKU:
			d.Reason = "Matched after outer spaces were taken off the EKM code."
		}
		return d
	}
	if d, ok := x.near(code, l.GTIN, r); ok {
		return d
	}
	if !commerce.PossibleSKU(code) {
		reason := "Brightpearl's SKUs hold letters, digits, spaces and - _ / only."
		if n := len([]rune(code)); n > commerce.MaxSKU {
			reason = fmt.Sprintf("The code has %d characters; Brightpearl's SKUs have at most %d.", n, commerce.MaxSKU)
		}
		return undecided(commerce.InvalidSKU, reason)
	}
	return undecided(commerce.EKMOnly, "No Brightpearl product has this SKU.")
}

const notTracked = "Brightpearl does not track stock for this product."

func undecided(state commerce.LinkState, reason string) decision {
	return decision{Link: db.Link{State: state, Reason: reason}}
}

// linked ties a listing to a product.
func (x *index) linked(at int32) decision {
	state := commerce.NotStockTracked
	switch {
	case x.is(at, bundle):
		state = commerce.Bundled
	case x.is(at, tracked):
		state = commerce.Matched
	}
	return decision{Link: db.Link{State: state, Product: x.ids[at]}}
}

// chosen is the link that a person decided; their word counts for a code that stands twice too.
func (x *index) chosen(at int32) decision {
	d := x.linked(at)
	d.Reason = fmt.Sprintf("Chosen by a person: Brightpearl product %d", d.Product)
	if sku := x.key(at); sku != "" {
		d.Reason += ", " + sku
	}
	d.Reason += "."
	if d.State == commerce.NotStockTracked {
		d.Reason += " " + notTracked
	}
	return d
}

// sameLetters are the products whose SKU is the code but for capital letters.
func (x *index) sameLetters(code string) (out []int32) {
	for at := range x.loose.of(commerce.LooseSKU(code)) {
		if strings.EqualFold(x.key(at), code) {
			out = append(out, at)
		}
	}
	return out
}

// near finds the one product that a code was probably meant to be, with the evidence. Several candidates are none, and what a person
// refused is no candidate.
func (x *index) near(code, gtin string, r rules) (decision, bool) {
	suggest := func(at int32, kind commerce.Likeness, why string) (decision, bool) {
		return decision{Link: db.Link{State: commerce.NearMatch, SuggestionID: x.ids[at], Suggestion: x.sku(at), Reason: why}, Kind: kind}, true
	}
	if at, ok := x.single(x.loose.of(commerce.LooseSKU(code)), code, r); ok {
		kind, why := commerce.Compare(code, x.sku(at))
		return suggest(at, kind, why)
	}
	if at, ok := x.single(x.barcodes.of(gtin), code, r); ok {
		return suggest(at, commerce.LikeBarcode, "The barcode "+gtin+" is the same.")
	}
	if at, ok := x.single(x.barcodes.of(code), code, r); ok {
		return suggest(at, commerce.LikeBarcode, "The code in EKM is the product's barcode.")
	}
	return decision{}, false
}

// single is the only candidate that was not rejected for the code.
func (x *index) single(candidates iter.Seq[int32], code string, r rules) (found int32, ok bool) {
	for at := range candidates {
		if r.rejected[rejection{code, x.ids[at]}] {
			continue
		}
		if ok {
			return 0, false
		}
		found, ok = at, true
	}
	return found, ok
}
