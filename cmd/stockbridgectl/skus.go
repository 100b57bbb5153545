package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"slices"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/engine"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

// skuDocument is one SKU of one store in the match report.
type skuDocument struct {
	Store        string          `json:"store"`
	SKU          string          `json:"sku"`
	State        string          `json:"state"`
	EKMProductID *int64          `json:"ekm_product_id"`
	EKMVariantID *int64          `json:"ekm_variant_id"`
	ProductID    *int64          `json:"brightpearl_product_id"`
	OnHand       *int64          `json:"on_hand"`
	Published    *int64          `json:"published"`
	Listed       *int64          `json:"listed"`
	Suggestion   string          `json:"suggestion"`
	Name         string          `json:"name"`
	Reason       string          `json:"reason"`
	OpenRows     int             `json:"open_order_rows"`
	Bundle       bool            `json:"bundle"`
	Kind         string          `json:"kind"` // of the suggestion
	SoldMonth    int64           `json:"sold_month"`
	Barcode      string          `json:"barcode"`
	GTIN         string          `json:"gtin"`
	Chosen       bool            `json:"chosen"` // by a person, against the codes
	ProductSKU   string          `json:"brightpearl_sku"`
	WasID        *int64          `json:"was_brightpearl_product_id"` // of a changed product
	Price        *commerce.Pence `json:"price"`
	Currency     string          `json:"currency"`
}

func skuOf(l view.LinkRow) skuDocument {
	d := skuDocument{Store: l.Store, SKU: l.SKU, State: string(l.State), EKMProductID: idOf(l.EKMProductID), EKMVariantID: idOf(l.EKMVariantID),
		ProductID: idOf(l.ProductID), OnHand: unitsOf(l.OnHand, l.HasOnHand), Published: unitsOf(l.Published, l.HasPublished),
		Listed: unitsOf(l.Listed, l.HasListed), Suggestion: l.Suggestion, Name: l.Name, Reason: l.Reason, OpenRows: l.OpenOrderRows,
		Kind: string(l.Kind), SoldMonth: l.SoldMonth, Barcode: l.Barcode, GTIN: l.GTIN, Chosen: l.Chosen, ProductSKU: l.ProductSKU,
		WasID: idOf(l.WasID), Currency: l.Currency}
	if l.State == commerce.Bundled { // the contract knows bundles as matched
		d.State, d.Bundle = string(commerce.Matched), true
	}
	if l.EKMProductID != 0 {
		d.Price = &l.Price
	}
	return d
}

var linkStates = []string{string(commerce.Matched), string(commerce.NearMatch), string(commerce.Duplicate), string(commerce.EKMOnly),
	string(commerce.BrightpearlOnly), string(commerce.WithoutSKU), string(commerce.InvalidSKU), string(commerce.NotStockTracked), string(commerce.IgnoredSKU),
	string(commerce.Bundled), string(commerce.ChangedProduct)}

// likenesses are the kinds of suggestions.
var likenesses = []string{string(commerce.LikeSpaces), string(commerce.LikeCase), string(commerce.LikeDash), string(commerce.LikeZeros),
	string(commerce.LikeSlash), string(commerce.LikeLetters), string(commerce.LikeBarcode)}

func skusList(f *flag.FlagSet) action {
	l := listed(f, linkStates...)
	f.Func("kind", "", closedWord(&l.filter.Code, likenesses))
	f.Func("has", "", closedList(&l.filter.Has, []string{"asked", "sold", "stock", "chosen"}))
	return func(ctx context.Context, c *call) error {
		if slices.Contains(l.filter.States, string(commerce.Matched)) {
			l.filter.States = append(l.filter.States, string(commerce.Bundled))
		}
		e, err := l.begin(ctx, c)
		if err != nil {
			return err
		}
		page, err := pages(ctx, l, l.most(c), e.DB.LinkPage)
		if err != nil {
			return err
		}
		return c.show(listDocument("skus", translate(page.Rows, skuOf), page.Total, page.Next), func(w io.Writer) {
			t := table{head: []string{"STATE", "SKU", "STORE", ">PRODUCT", ">ON HAND", ">PUBLISHED", ">LISTED", ">SOLD", "NAME", "SUGGESTION"}}
			for _, r := range page.Rows {
				suggestion := r.Suggestion
				if suggestion != "" && r.Reason != "" {
					suggestion = fmt.Sprintf("%s (%s)", suggestion, r.Reason)
				}
				t.add(string(r.State), r.SKU, r.Store, number(r.ProductID, r.ProductID > 0), number(r.OnHand, r.HasOnHand),
					number(r.Published, r.HasPublished), number(r.Listed, r.HasListed), fmt.Sprint(r.SoldMonth), short(r.Name, 40), suggestion)
			}
			printList(w, t, page.Total, page.Next, "No SKUs. They arrive with the first sync.")
		})
	}
}

// linksOf finds a store's listings with the codes. A code that no listing has is a fault.
func linksOf(ctx context.Context, e *engine.Engine, store db.StoreRow, skus []string) ([]view.LinkRow, error) {
	var out []view.LinkRow
	for _, sku := range skus {
		l := &listFlags{filter: view.Filter{Store: store.ID, Text: sku}} // finds parts of codes too
		page, err := pages(ctx, l, 0, e.DB.LinkPage)
		if err != nil {
			return nil, err
		}
		n := len(out)
		for _, r := range page.Rows {
			if r.SKU == sku && r.EKMProductID != 0 {
				out = append(out, r)
			}
		}
		if len(out) == n {
			return nil, fault.Hold(fault.Cause{Code: codeFailed, Text: fmt.Sprintf("No listing of %s has the SKU %q. Nothing was changed.", store.Name, sku),
				Fix: "See `stockbridgectl skus --query …`. Capitals count, and a hidden character makes another code: `stockbridgectl skus look` shows it."})
		}
	}
	return out, nil
}

// linksIn is linksOf for listings that must all be in a state; not says what they are without.
func linksIn(ctx context.Context, e *engine.Engine, store db.StoreRow, skus []string, state commerce.LinkState, not string) ([]view.LinkRow, error) {
	links, err := linksOf(ctx, e, store, skus)
	for _, l := range links {
		if l.State != state {
			return nil, fault.Hold(fault.Cause{Code: codeFailed, Text: fmt.Sprintf("%s of %s %s: its state is %s. Nothing was changed.", l.SKU, store.Name, not, l.State),
				Fix: "Leave it out; `stockbridgectl skus --state " + string(state) + "` lists those that can be named."})
		}
	}
	return links, err
}
