package catalog

import (
	"context"
	"fmt"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

// PollListings reads a store's listings: all of them at first and once a day, otherwise what was modified.
func (d *Desk) PollListings(ctx context.Context, store commerce.StoreID) error {
	shop := d.o.Shop(store)
	if shop == nil {
		return &fault.Error{Kind: fault.SignIn, Code: "SB-AUTH-003", Op: "read the listings", Remote: db.LaneOf(store), Text: "the store is not signed in"}
	}
	if err := d.readListings(ctx, store, shop); err != nil {
		return err
	}
	return d.follow(ctx)
}

const (
	// listingsPerSecond is what EKM's limit lets us read: 20 products a request, 2 requests a second.
	listingsPerSecond = 20 * 2
	// usable is after how many pages of a first reading the links are decided as far as they are known.
	usable = 10
)

func (d *Desk) readListings(ctx context.Context, store commerce.StoreID, shop *ekm.Client) error {
	lock := d.lockOf(d.reading, store)
	lock.Lock()
	defer lock.Unlock()
	name := db.ListingsPoll(store)
	defer d.report(name, view.CatalogueProgress{}, 0)
	p, err := d.db.Poll(ctx, name)
	if err != nil {
		return err
	}
	began := d.o.Now()
	full := p.FullAt.IsZero() || began.Sub(p.FullAt) >= fullEvery || p.Value != ""
	query := ekm.ProductQuery{}
	var scan int64
	total, done, pages := 0, 0, 0
	if full {
		var after int64
		scan, after, total, done = resume(p.Value, began)
		query.After = ekm.ID(after)
		d.report(name, view.CatalogueProgress{What: "EKM listings", Store: store, Done: done, Total: total}, listingsPerSecond)
	} else {
		scan, query.ChangedSince = began.UnixMilli(), p.At.Add(-productOverlap)
	}
	var first time.Time
	for {
		page, err := shop.Products.Page(ctx, query)
		if err != nil {
			return err
		}
		if first.IsZero() {
			first = page.At
		}
		listings, whole, err := d.expand(ctx, store, shop, page.Rows)
		if err != nil {
			return err
		}
		done += len(page.Rows)
		if full {
			if query.After == 0 {
				total = page.Total
			}
			p.Value = reached(scan, int64(page.Next), total, done)
			d.report(name, view.CatalogueProgress{What: "EKM listings", Store: store, Done: done, Total: total}, listingsPerSecond)
		}
		if err := d.db.Write(ctx, func(tx *db.Tx) error {
			if err := tx.SaveListings(scan, listings); err != nil {
				return err
			}
			for _, id := range whole {
				if err := tx.DropVariants(store, id, scan); err != nil {
					return err
				}
			}
			return tx.SavePoll(name, p)
		}); err != nil {
			return err
		}
		if !page.More {
			break
		}
		query.After = page.Next
		if pages++; full && pages%usable == 0 {
			if err := d.follow(ctx); err != nil {
				return err
			}
		}
	}
	if started := time.UnixMilli(scan).UTC(); full && started.Before(first) {
		first = started // of a reading that was interrupted, the first part is as old as its beginning
	}
	p.Value, p.At, p.OKAt = "", first, began
	if full {
		p.FullAt = began
	}
	return d.db.Write(ctx, func(tx *db.Tx) error {
		if full {
			gone, err := tx.EndListingScan(store, scan)
			if err != nil {
				return err
			}
			if err := tx.Log(db.Activity{Store: store, Kind: "catalogue", Subject: "EKM listings", Text: fmt.Sprintf("Read %d listings completely; %d are gone.", done, gone)}); err != nil {
				return err
			}
		}
		return tx.SavePoll(name, p)
	})
}

// expand turns products into listings, one for each variant. Where EKM may have sent only some of the variants, or only parts of
// them, the whole list is read.
func (d *Desk) expand(ctx context.Context, store commerce.StoreID, shop *ekm.Client, products []ekm.Product) (out []db.Listing, whole []int64, err error) {
	for _, p := range products {
		if p.ParentProductID > 0 {
			continue // a copy in another category, or a variant: its own row says more
		}
		variants := p.Variants
		if doubtful(p) {
			list, err := shop.Products.Variants(ctx, p.ID)
			if err != nil && !fault.Is(err, fault.NotFound, fault.Refused) {
				return nil, nil, err
			}
			if err == nil && list.Complete && len(list.Rows) >= len(variants) {
				variants = list.Rows
			}
		}
		base := db.Listing{Store: store, ProductID: int64(p.ID), SKU: code(string(p.ProductCode), p.Attributes), Name: p.Name.Trim(), GTIN: p.GTIN.Trim(),
			Price: price(p.Price), Taxable: bool(p.TaxApplicable), TaxRateID: int64(p.TaxRateID), Live: bool(p.Live), Stock: int64(p.Stock), Parent: len(variants) > 0}
		out = append(out, base)
		whole = append(whole, int64(p.ID))
		for _, v := range variants {
			l := base
			l.VariantID, l.SKU, l.GTIN, l.Price, l.Live, l.Stock, l.Parent = int64(v.ID), string(v.ProductCode), v.GTIN.Trim(), price(v.Price), bool(v.Live), int64(v.Stock), false
			var choices []string
			for _, c := range v.Combinations {
				choices = append(choices, c.Choice.Trim())
			}
			l.Choice = strings.Join(choices, ", ")
			out = append(out, l)
		}
	}
	return out, whole, nil
}

// embedded is how many variants EKM puts into a product at most, where it does not put in all of them.
const embedded = 20

// doubtful reports whether a product's variants may be more than it holds: as many as a page has, without any code, or with a
// stock that does not add up to the product's.
func doubtful(p ekm.Product) bool {
	if len(p.Variants) == 0 {
		return false
	}
	units, coded := int64(0), false
	for _, v := range p.Variants {
		units += int64(v.Stock)
		coded = coded || !commerce.NoSKU(string(v.ProductCode))
	}
	return len(p.Variants) == embedded || !coded || units != int64(p.TotalStock)
}

// code is the listing's product code; some shops keep it in an attribute called SKU.
func code(own string, attributes []ekm.AttributeItem) string {
	if !commerce.NoSKU(own) {
		return own
	}
	for _, a := range attributes {
		if strings.EqualFold(a.Key.Trim(), "SKU") && !commerce.NoSKU(string(a.Value)) {
			return string(a.Value)
		}
	}
	return own
}

func price(d ekm.Decimal) commerce.Pence {
	p, _ := d.Pence()
	return commerce.Pence(p)
}
