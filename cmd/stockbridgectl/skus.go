package main

import (
	"context"
	"flag"
	"fmt"
	"io"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

// skuDocument is one SKU of one store in the match report.
type skuDocument struct {
	Store        string `json:"store"`
	SKU          string `json:"sku"`
	State        string `json:"state"`
	EKMProductID *int64 `json:"ekm_product_id"`
	EKMVariantID *int64 `json:"ekm_variant_id"`
	ProductID    *int64 `json:"brightpearl_product_id"`
	OnHand       *int64 `json:"on_hand"`
	Published    *int64 `json:"published"`
	Listed       *int64 `json:"listed"`
	Suggestion   string `json:"suggestion"`
	Name         string `json:"name"`
	Reason       string `json:"reason"`
	OpenRows     int    `json:"open_order_rows"`
}

func skuOf(l view.LinkRow) skuDocument {
	return skuDocument{Store: l.Store, SKU: l.SKU, State: string(l.State), EKMProductID: idOf(l.EKMProductID), EKMVariantID: idOf(l.EKMVariantID),
		ProductID: idOf(l.ProductID), OnHand: unitsOf(l.OnHand, l.HasOnHand), Published: unitsOf(l.Published, l.HasPublished),
		Listed: unitsOf(l.Listed, l.HasListed), Suggestion: l.Suggestion, Name: l.Name, Reason: l.Reason, OpenRows: l.OpenOrderRows}
}

var linkStates = []string{string(commerce.Matched), string(commerce.NearMatch), string(commerce.Duplicate), string(commerce.EKMOnly),
	string(commerce.BrightpearlOnly), string(commerce.WithoutSKU), string(commerce.InvalidSKU), string(commerce.NotStockTracked), string(commerce.IgnoredSKU)}

func skusList(f *flag.FlagSet) action {
	l := listed(f, linkStates...)
	return func(ctx context.Context, c *call) error {
		e, err := l.begin(ctx, c)
		if err != nil {
			return err
		}
		page, err := pages(ctx, l, l.most(c), e.DB.LinkPage)
		if err != nil {
			return err
		}
		return c.show(listDocument("skus", translate(page.Rows, skuOf), page.Total, page.Next), func(w io.Writer) {
			t := table{head: []string{"STATE", "SKU", "STORE", ">PRODUCT", ">ON HAND", ">PUBLISHED", ">LISTED", "NAME", "SUGGESTION"}}
			for _, r := range page.Rows {
				suggestion := r.Suggestion
				if suggestion != "" && r.Reason != "" {
					suggestion = fmt.Sprintf("%s (%s)", suggestion, r.Reason)
				}
				t.add(string(r.State), r.SKU, r.Store, number(r.ProductID, r.ProductID > 0), number(r.OnHand, r.HasOnHand),
					number(r.Published, r.HasPublished), number(r.Listed, r.HasListed), short(r.Name, 40), suggestion)
			}
			printList(w, t, page.Total, page.Next, "No SKUs. They arrive with the first sync.")
		})
	}
}
