package catalog

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
)

func TestMatch(t *testing.T) {
	tracked := func(id int64, sku string) db.Product { return db.Product{ID: id, SKU: sku, StockTracked: true} }
	products := []db.Product{
		tracked(1, "MUG-BLUE"), tracked(2, "TWIN"), tracked(3, "TWIN"), {ID: 4, SKU: "SERVICE"}, {ID: 5, SKU: "SET", Bundle: true},
		tracked(6, "PLANT-010"), {ID: 7, SKU: "ONLY-HERE", StockTracked: true, Barcode: "5012345678900"}, tracked(8, ""),
		{ID: 9, SKU: "OLD-HAT", StockTracked: true, Status: "ARCHIVED"}, tracked(10, "007"),
	}
	for name, c := range map[string]struct {
		listings   []db.Listing
		state      commerce.LinkState
		product    int64
		suggestion int64
		anyCase    bool
	}{
		"equal":                         {listings: []db.Listing{{SKU: "MUG-BLUE"}}, state: commerce.Matched, product: 1},
		"outer blanks":                  {listings: []db.Listing{{SKU: "\u00a0MUG-BLUE\u200b "}}, state: commerce.Matched, product: 1},
		"bundle":                        {listings: []db.Listing{{SKU: "SET"}}, state: commerce.Bundled, product: 5},
		"no stock kept":                 {listings: []db.Listing{{SKU: "SERVICE"}}, state: commerce.NotStockTracked, product: 4},
		"two products":                  {listings: []db.Listing{{SKU: "TWIN"}}, state: commerce.Duplicate},
		"two listings":                  {listings: []db.Listing{{SKU: "MUG-BLUE"}, {ProductID: 2, SKU: "MUG-BLUE "}}, state: commerce.Duplicate},
		"hidden listings count":         {listings: []db.Listing{{SKU: "MUG-BLUE"}, {ProductID: 2, SKU: "MUG-BLUE", Live: false}}, state: commerce.Duplicate},
		"variant, parent with its code": {listings: []db.Listing{{VariantID: 8, SKU: "MUG-BLUE"}, {SKU: "MUG-BLUE", Parent: true}}, state: commerce.Matched, product: 1},
		"parent":                        {listings: []db.Listing{{SKU: "MUG-BLUE", Parent: true}}, state: commerce.ParentListing},
		"other case":                    {listings: []db.Listing{{SKU: "mug-blue"}}, state: commerce.NearMatch, suggestion: 1},
		"other case, the same":          {listings: []db.Listing{{SKU: "mug-blue"}}, state: commerce.Matched, product: 1, anyCase: true},
		"other case of two":             {listings: []db.Listing{{SKU: "twin"}}, state: commerce.EKMOnly, anyCase: true},
		"other letters, in any case":    {listings: []db.Listing{{SKU: "PLANT-O1O"}}, state: commerce.NearMatch, suggestion: 6, anyCase: true},
		"letter O":                      {listings: []db.Listing{{SKU: "PLANT-O1O"}}, state: commerce.NearMatch, suggestion: 6},
		"en dash":                       {listings: []db.Listing{{SKU: "MUG–BLUE"}}, state: commerce.NearMatch, suggestion: 1},
		"leading zeros":                 {listings: []db.Listing{{SKU: "7"}}, state: commerce.NearMatch, suggestion: 10},
		"barcode":                       {listings: []db.Listing{{SKU: "OURS", GTIN: "5012345678900"}}, state: commerce.NearMatch, suggestion: 7},
		"empty":                         {listings: []db.Listing{{SKU: " \u00a0"}}, state: commerce.WithoutSKU},
		"filler":                        {listings: []db.Listing{{SKU: "Does not apply"}}, state: commerce.WithoutSKU},
		"too long":                      {listings: []db.Listing{{SKU: "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"}}, state: commerce.InvalidSKU},
		"EKM only":                      {listings: []db.Listing{{SKU: "ELSEWHERE"}}, state: commerce.EKMOnly},
		"ignored":                       {listings: []db.Listing{{SKU: "GIFT-WRAP"}}, state: commerce.IgnoredSKU},
	} {
		t.Run(name, func(t *testing.T) {
			links := slices.Collect(newIndex(slices.Values(products)).match(1, slices.Values(c.listings),
				rules{ignored: map[string]string{"GIFT-WRAP": "no goods"}, anyCase: c.anyCase}))
			got := links[0]
			if got.State != c.state || got.Product != c.product || got.SuggestionID != c.suggestion {
				t.Errorf("the link is %+v", got)
			}
			for _, l := range links {
				if l.ProductOnly == 8 || l.ProductOnly == 9 {
					t.Errorf("a product without SKU, or out of use, is listed: %+v", l)
				}
				if l.ProductOnly > 0 && (l.ProductOnly == c.product || l.ProductOnly == c.suggestion) {
					t.Errorf("product %d is listed and missing", l.ProductOnly)
				}
			}
		})
	}
}

// TestDecisions has people choose, refuse and ignore.
func TestDecisions(t *testing.T) {
	products := []db.Product{
		{ID: 1, SKU: "MUG-BLUE", StockTracked: true, Barcode: "5012345678900"}, {ID: 2, SKU: "SET", Bundle: true}, {ID: 3, SKU: "SERVICE"},
		{ID: 4, SKU: "", StockTracked: true}, {ID: 5, SKU: "MUG/BLUE", StockTracked: true}, {ID: 6, SKU: "CUP-1", StockTracked: true},
		{ID: 7, SKU: "OTHER", StockTracked: true, Barcode: "CUP-l-000"}, {ID: 8, SKU: " PAN-7", StockTracked: true},
	}
	listing := func(id int64, sku string) db.Listing { return db.Listing{ProductID: id, SKU: sku} }
	for name, c := range map[string]struct {
		listings   []db.Listing
		rules      rules
		state      commerce.LinkState // of the first listing
		product    int64
		suggestion int64
		kind       commerce.Likeness
		reason     string
		others     commerce.LinkState // of the second listing
	}{
		"a choice": {listings: []db.Listing{listing(1, "ODD")}, rules: rules{means: map[string]int64{"ODD": 1}},
			state: commerce.Matched, product: 1, reason: "Chosen by a person: Brightpearl product 1, MUG-BLUE."},
		"a choice counts for all with the code": {listings: []db.Listing{listing(1, "ODD"), listing(2, "ODD ")}, rules: rules{means: map[string]int64{"ODD": 1}},
			state: commerce.Matched, product: 1, reason: "Chosen by a person", others: commerce.Matched},
		"a choice for one listing": {listings: []db.Listing{listing(1, "SET"), listing(2, "SET")},
			rules: rules{meansListing: map[listingKey]int64{{1, 0}: 2}}, state: commerce.Bundled, product: 2, reason: "Chosen by a person", others: commerce.Duplicate},
		"a listing's choice wins over its code's": {listings: []db.Listing{listing(1, "ODD"), listing(2, "ODD")},
			rules: rules{means: map[string]int64{"ODD": 1}, meansListing: map[listingKey]int64{{1, 0}: 3}},
			state: commerce.NotStockTracked, product: 3, reason: "Chosen by a person", others: commerce.Matched},
		"a listing's choice wins over an ignored code": {listings: []db.Listing{listing(1, "ODD"), listing(2, "ODD")},
			rules: rules{ignored: map[string]string{"ODD": "no goods"}, meansListing: map[listingKey]int64{{1, 0}: 1}},
			state: commerce.Matched, product: 1, reason: "Chosen by a person", others: commerce.IgnoredSKU},
		"an ignored code has no choice": {listings: []db.Listing{listing(1, "ODD")},
			rules: rules{ignored: map[string]string{"ODD": "no goods"}, means: map[string]int64{"ODD": 1}}, state: commerce.IgnoredSKU, reason: "no goods"},
		"a choice of a product without SKU": {listings: []db.Listing{listing(1, "ODD")}, rules: rules{means: map[string]int64{"ODD": 4}},
			state: commerce.Matched, product: 4, reason: "Chosen by a person: Brightpearl product 4."},
		"a choice of a product that is gone": {listings: []db.Listing{listing(1, "SET")},
			rules: rules{means: map[string]int64{"SET": 99}, meansListing: map[listingKey]int64{{1, 0}: 98}}, state: commerce.Bundled, product: 2},
		"a choice for a parent": {listings: []db.Listing{{ProductID: 1, SKU: "SET", Parent: true}},
			rules: rules{means: map[string]int64{"SET": 1}, meansListing: map[listingKey]int64{{1, 0}: 1}}, state: commerce.ParentListing},
		"a choice for a listing without code": {listings: []db.Listing{listing(1, "")},
			rules: rules{means: map[string]int64{"": 2}, meansListing: map[listingKey]int64{{1, 0}: 1}}, state: commerce.Matched, product: 1, reason: "Chosen by a person"},
		"a code that says nothing has no choice": {listings: []db.Listing{listing(1, "n/a")}, rules: rules{means: map[string]int64{"n/a": 1, "": 1}},
			state: commerce.WithoutSKU, reason: "The listing has no product code in EKM."},
		"two candidates": {listings: []db.Listing{listing(1, "MUG_BLUE")}, state: commerce.EKMOnly, reason: "No Brightpearl product has this SKU."},
		"one of two refused": {listings: []db.Listing{listing(1, "MUG_BLUE")}, rules: rules{rejected: map[rejection]bool{{"MUG_BLUE", 5}: true}},
			state: commerce.NearMatch, suggestion: 1, kind: commerce.LikeSlash, reason: "an underscore U+005F where MUG-BLUE has a hyphen U+002D"},
		"both refused, the barcode is left": {listings: []db.Listing{{ProductID: 1, SKU: "CUP–1", GTIN: "5012345678900"}},
			rules: rules{rejected: map[rejection]bool{{"CUP–1", 6}: true}}, state: commerce.NearMatch, suggestion: 1, kind: commerce.LikeBarcode,
			reason: "The barcode 5012345678900 is the same."},
		"all refused": {listings: []db.Listing{{ProductID: 1, SKU: "CUP–1", GTIN: "5012345678900"}},
			rules: rules{rejected: map[rejection]bool{{"CUP–1", 6}: true, {"CUP–1", 1}: true}}, state: commerce.InvalidSKU, reason: "Brightpearl's SKUs hold"},
		"refused for another code": {listings: []db.Listing{listing(1, "cup-1")}, rules: rules{rejected: map[rejection]bool{{"CUP–1", 6}: true}},
			state: commerce.NearMatch, suggestion: 6, kind: commerce.LikeCase, reason: "They differ only in capital letters."},
		"the code is a product's barcode": {listings: []db.Listing{listing(1, " CUP-l-000")}, state: commerce.NearMatch, suggestion: 7, kind: commerce.LikeBarcode,
			reason: "The code in EKM is the product's barcode."},
		"a blank in Brightpearl's SKU": {listings: []db.Listing{listing(1, "PAN-7")}, state: commerce.Matched, product: 8},
	} {
		t.Run(name, func(t *testing.T) {
			links := slices.Collect(newIndex(slices.Values(products)).match(1, slices.Values(c.listings), c.rules))
			d := links[0]
			if d.State != c.state || d.Product != c.product || d.SuggestionID != c.suggestion || d.Kind != c.kind ||
				!strings.Contains(d.Reason, c.reason) || c.reason == "" && d.Reason != "" {
				t.Errorf("the link is %+v", d)
			}
			if len(c.listings) > 1 && links[1].State != c.others {
				t.Errorf("the other link is %+v", links[1])
			}
			if d.State.Managed() != (d.State == commerce.Matched || d.State == commerce.Bundled) {
				t.Errorf("%s is managed: %t", d.State, d.State.Managed())
			}
		})
	}
}

// catalogues are a random state of both sides, of so few codes that they meet in every way.
type catalogues struct {
	rng      *rand.Rand
	listings []db.Listing
	products []db.Product
	rules    rules
}

var (
	someCodes    = []string{"", " ", "n/a", "-", "AB-1", "ab-1", "AB–1", "AB-1 ", " AB-1", "AB 1", "A8-1", "АB-1", "007", "7", "O07", "SET", "set", "É", "50123456", "5012345O"}
	someBarcodes = []string{"", "7", "50123456", "50123457"}
)

func pick[T any](rng *rand.Rand, of []T) T { return of[rng.IntN(len(of))] }

func (c *catalogues) listing(at int) db.Listing {
	return db.Listing{Store: 1, ProductID: int64(at/3 + 1), VariantID: int64(at % 3), SKU: pick(c.rng, someCodes), GTIN: pick(c.rng, someBarcodes), Parent: c.rng.IntN(6) == 0}
}

func (c *catalogues) product(at int) db.Product {
	return db.Product{ID: int64(at + 1), SKU: pick(c.rng, someCodes), Barcode: pick(c.rng, someBarcodes), StockTracked: c.rng.IntN(4) > 0,
		Bundle: c.rng.IntN(6) == 0, Status: pick(c.rng, []string{"LIVE", "ARCHIVED"})}
}

func newCatalogues(seed uint64) *catalogues {
	c := &catalogues{rng: rand.New(rand.NewPCG(seed, 7))}
	for i := range 1 + c.rng.IntN(12) {
		c.listings = append(c.listings, c.listing(i))
	}
	for i := range 1 + c.rng.IntN(12) {
		c.products = append(c.products, c.product(i))
	}
	c.rules = rules{ignored: map[string]string{}, means: map[string]int64{}, meansListing: map[listingKey]int64{}, rejected: map[rejection]bool{}, anyCase: c.rng.IntN(2) == 0}
	for range c.rng.IntN(4) {
		code, product := commerce.TrimSKU(pick(c.rng, someCodes)), 1+c.rng.Int64N(13)
		switch c.rng.IntN(4) {
		case 0:
			c.rules.ignored[code] = "no goods"
		case 1:
			c.rules.means[code] = product
		case 2:
			c.rules.meansListing[listingKey{1 + c.rng.Int64N(4), c.rng.Int64N(3)}] = product
		default:
			c.rules.rejected[rejection{code, product}] = true
		}
	}
	return c
}

// change edits, adds or removes one listing or product, and returns what it was and what it is, in one slice each.
func (c *catalogues) change() (listings []db.Listing, products []db.Product) {
	at := c.rng.IntN(13)
	if l, p := c.listing(at), c.product(at); c.rng.IntN(2) == 0 {
		c.listings, listings = replace(c.rng, c.listings, l, func(o db.Listing) bool { return o.ProductID == l.ProductID && o.VariantID == l.VariantID })
	} else {
		c.products, products = replace(c.rng, c.products, p, func(o db.Product) bool { return o.ID == p.ID })
	}
	return listings, products
}

func replace[T any](rng *rand.Rand, all []T, fresh T, same func(T) bool) (after, touched []T) {
	for _, one := range all {
		if same(one) {
			touched = append(touched, one)
		} else {
			after = append(after, one)
		}
	}
	if len(touched) == 0 || rng.IntN(3) > 0 {
		after, touched = append(after, fresh), append(touched, fresh)
	}
	return after, touched
}

// concerned are the codes whose links a change may touch, by the rules that a query can follow.
func (c *catalogues) concerned(listings []db.Listing, products []db.Product) map[string]bool {
	codes := map[string]bool{}
	for _, l := range listings {
		codes[commerce.TrimSKU(l.SKU)] = true
	}
	for _, l := range c.listings {
		code := commerce.TrimSKU(l.SKU)
		for _, p := range products {
			if c.means(code, l, p) {
				codes[code] = true
			}
		}
	}
	return codes
}

// means tells whether a product can have a part in a listing's link.
func (c *catalogues) means(code string, l db.Listing, p db.Product) bool {
	key, loose := commerce.TrimSKU(p.SKU), commerce.LooseSKU(code)
	barcode := len(p.Barcode) >= minBarcode && (p.Barcode == l.GTIN || p.Barcode == code)
	return key == code || loose != "" && loose == commerce.LooseSKU(key) || barcode ||
		c.rules.means[code] == p.ID || c.rules.meansListing[listingKey{l.ProductID, l.VariantID}] == p.ID
}

// TestPartsMatchAsTheWhole changes random catalogues and decides only what the change concerns: with the few listings and products
// that a query finds the links are those of deciding everything again, and no other link has changed.
func TestPartsMatchAsTheWhole(t *testing.T) {
	whole := func(c *catalogues) map[listingKey]decision {
		out := map[listingKey]decision{}
		for d := range newIndex(slices.Values(c.products)).match(1, slices.Values(c.listings), c.rules) {
			if d.ProductOnly == 0 {
				out[listingKey{d.ProductID, d.VariantID}] = d
			}
		}
		return out
	}
	states, changed := map[commerce.LinkState]int{}, 0
	for seed := range uint64(3000) {
		c := newCatalogues(seed)
		for range 4 {
			before := whole(c)
			codes := c.concerned(c.change())
			after := whole(c)
			var few []db.Listing
			for _, l := range c.listings {
				if codes[commerce.TrimSKU(l.SKU)] {
					few = append(few, l)
				}
			}
			var means []db.Product
			for _, p := range c.products {
				if slices.ContainsFunc(few, func(l db.Listing) bool { return c.means(commerce.TrimSKU(l.SKU), l, p) }) {
					means = append(means, p)
				}
			}
			for d := range newIndex(slices.Values(means)).around(1, slices.Values(few), c.rules) {
				key := listingKey{d.ProductID, d.VariantID}
				if d != after[key] {
					t.Fatalf("seed %d: in part %+v, in whole %+v", seed, d, after[key])
				}
				if d != before[key] {
					changed++
				}
				states[d.State]++
				before[key] = d
			}
			for key, d := range after {
				if before[key] != d {
					t.Fatalf("seed %d: %+v became %+v and was not looked at", seed, before[key], d)
				}
			}
		}
	}
	for _, s := range []commerce.LinkState{commerce.Matched, commerce.Bundled, commerce.NearMatch, commerce.Duplicate, commerce.EKMOnly, commerce.WithoutSKU,
		commerce.InvalidSKU, commerce.NotStockTracked, commerce.IgnoredSKU, commerce.ParentListing} {
		if states[s] < 20 {
			t.Errorf("only %d links were %s", states[s], s)
		}
	}
	if changed < 1000 {
		t.Errorf("only %d links changed", changed)
	}
}
