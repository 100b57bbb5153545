package catalog

import (
	"slices"
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
