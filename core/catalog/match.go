package catalog

import (
	"fmt"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
)

// match decides the links of one store from both catalogues. It is pure: the same catalogues give the same links. With anyCase a
// code that differs from one product's only in capital letters is the same.
func match(store commerce.StoreID, listings []db.Listing, products []db.Product, ignored map[string]string, anyCase bool) []db.Link {
	x := newIndex(products)
	x.anyCase = anyCase
	codes := map[string]int{} // sellable listings by code; parents do not count, a variant wins over its own parent
	for _, l := range listings {
		if !l.Parent {
			codes[commerce.TrimSKU(l.SKU)]++
		}
	}
	taken := map[int64]bool{} // products that some listing of the store means or looks like
	var out []db.Link
	for _, l := range listings {
		link := x.link(l, codes, ignored)
		link.Store, link.ProductID, link.VariantID, link.SKU = store, l.ProductID, l.VariantID, commerce.TrimSKU(l.SKU)
		taken[link.Product], taken[link.SuggestionID] = true, true
		for _, p := range x.exact[link.SKU] {
			taken[p.ID] = true
		}
		out = append(out, link)
	}
	for _, p := range products {
		if !taken[p.ID] && p.Live() && !commerce.NoSKU(p.SKU) {
			out = append(out, db.Link{Store: store, ProductOnly: p.ID, Product: p.ID, SKU: commerce.TrimSKU(p.SKU), State: commerce.BrightpearlOnly})
		}
	}
	return out
}

type index struct {
	exact    map[string][]db.Product
	loose    map[string][]db.Product
	barcodes map[string][]db.Product
	anyCase  bool
}

func newIndex(products []db.Product) index {
	x := index{exact: map[string][]db.Product{}, loose: map[string][]db.Product{}, barcodes: map[string][]db.Product{}}
	for _, p := range products {
		key := commerce.TrimSKU(p.SKU)
		if commerce.NoSKU(key) {
			continue
		}
		x.exact[key] = append(x.exact[key], p)
		if loose := commerce.LooseSKU(key); loose != "" {
			x.loose[loose] = append(x.loose[loose], p)
		}
		if len(p.Barcode) >= 8 {
			x.barcodes[p.Barcode] = append(x.barcodes[p.Barcode], p)
		}
	}
	return x
}

func (x index) link(l db.Listing, codes map[string]int, ignored map[string]string) db.Link {
	code := commerce.TrimSKU(l.SKU)
	if reason, ok := ignored[code]; ok && code != "" {
		return db.Link{State: commerce.IgnoredSKU, Reason: reason}
	}
	if l.Parent {
		return db.Link{State: commerce.ParentListing}
	}
	if commerce.NoSKU(code) {
		return db.Link{State: commerce.WithoutSKU, Reason: "The listing has no product code in EKM."}
	}
	if n := codes[code]; n > 1 {
		return db.Link{State: commerce.Duplicate, Reason: fmt.Sprintf("%d listings of this store carry the code.", n)}
	}
	hits := x.exact[code]
	if len(hits) == 0 && x.anyCase {
		if hits = x.sameLetters(code); len(hits) > 1 {
			hits = nil // neither of them more than the other
		}
	}
	if len(hits) > 1 {
		return db.Link{State: commerce.Duplicate, Reason: fmt.Sprintf("%d Brightpearl products carry the SKU: %s.", len(hits), ids(hits))}
	}
	if len(hits) == 1 {
		p := hits[0]
		switch {
		case p.StockTracked || p.Bundle:
			link := db.Link{State: commerce.Matched, Product: p.ID}
			if sku := commerce.TrimSKU(p.SKU); sku != code {
				link.Reason = fmt.Sprintf("Matched to %s without regard to capital letters.", sku)
			} else if code != l.SKU {
				link.Reason = "Matched after outer spaces were taken off the EKM code."
			}
			return link
		default:
			return db.Link{State: commerce.NotStockTracked, Product: p.ID, Reason: "Brightpearl does not track stock for this product."}
		}
	}
	if near, why := x.near(code, l.GTIN); near != nil {
		return db.Link{State: commerce.NearMatch, SuggestionID: near.ID, Suggestion: near.SKU, Reason: why}
	}
	if !commerce.PossibleSKU(code) {
		reason := "Brightpearl's SKUs hold letters, digits, spaces and - _ / only."
		if n := len([]rune(code)); n > commerce.MaxSKU {
			reason = fmt.Sprintf("The code has %d characters; Brightpearl's SKUs have at most %d.", n, commerce.MaxSKU)
		}
		return db.Link{State: commerce.InvalidSKU, Reason: reason}
	}
	return db.Link{State: commerce.EKMOnly, Reason: "No Brightpearl product has this SKU."}
}

// sameLetters are the products whose SKU is the code but for capital letters.
func (x index) sameLetters(code string) (out []db.Product) {
	for _, p := range x.loose[commerce.LooseSKU(code)] {
		if strings.EqualFold(commerce.TrimSKU(p.SKU), code) {
			out = append(out, p)
		}
	}
	return out
}

// near finds the one product that a code was probably meant to be, with the evidence. Several candidates are none.
func (x index) near(code, gtin string) (*db.Product, string) {
	if hits := x.loose[commerce.LooseSKU(code)]; len(hits) == 1 {
		_, why := commerce.Compare(code, hits[0].SKU)
		return &hits[0], why
	}
	if hits := x.barcodes[gtin]; len(gtin) >= 8 && len(hits) == 1 {
		return &hits[0], "The barcode " + gtin + " is the same."
	}
	return nil, ""
}

func ids(products []db.Product) string {
	parts := make([]string, len(products))
	for i, p := range products {
		parts[i] = fmt.Sprint(p.ID)
	}
	return strings.Join(parts, ", ")
}
