// Package importsheet writes the spreadsheet with which the products that only EKM has are brought to Brightpearl. Stockbridge
// itself creates no product: a person looks the sheet over and gives it to Brightpearl's product importer (Settings > Data/import >
// Import products), which takes the columns in the order of a "data map" that the person made there.
//
// What Brightpearl's help says of that importer ("Importing products: field reference"; not tried on an account), and what is left
// to the person: each product needs a brand and a category; without a column "Manage stock" that says Yes a product is made
// without stock tracking, and no stock is published for it; prices are without tax; variants of one product share its name and
// differ in option columns. EKM's listings name none of these for sure, so the sheet makes no guess. Columns that the data map does
// not have must be taken out: the ones that only explain a row are the last. The help speaks of Excel files, of .xls for other
// imports and of CSV for price lists: a person may have to save the sheet as another kind.
//
// Start reading at Write.
package importsheet

import (
	"context"
	"fmt"
	"io"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/sheet"
)

// columns are the importer's first, then those that only explain a row. SKU is exact: a code that Brightpearl could hold has
// letters, digits, blanks and - _ / . only, with which no formula can call or fetch anything, and an apostrophe before -A1 would
// make a product with a wrong SKU that never matches. The price is text as well, with a full stop and two decimals: a number would
// be shown, and by some programs read, in the way of the computer's country.
var columns = []sheet.Column{{Name: "SKU", Exact: true}, {Name: "Product name"}, {Name: "Barcode"}, {Name: "Price", Exact: true},
	{Name: "Stores"}, {Name: "EKM product"}}

// Counts is what a sheet holds and what it leaves out, with the reasons.
type Counts struct {
	Rows    int // codes, one row each
	Several int // of them, those that more than one of the stores has
	Doubted int // codes left out because a store has them twice or they look like another product's, be it another store's listing
	// Listings that have no row of their own. Duplicate ones share their code with others of their store or of Brightpearl.
	WithoutSKU, Invalid, NearMatch, Duplicate int
	// Altered are the SKUs of rows whose product name or barcode has an apostrophe before it in CSV, so that no spreadsheet runs it
	// as a formula. The importer would take the apostrophe over; XLSX needs none.
	Altered []string
}

// File writes the sheet to a file whose name ends in .csv or .xlsx, over one of that name. Only this user can read it, until they
// decide otherwise: it holds the prices of the whole range.
func File(ctx context.Context, d *db.DB, store commerce.StoreID, path string) (Counts, error) {
	format, err := sheet.FormatOf(path)
	if err != nil {
		return Counts{}, err
	}
	var counts Counts
	err = sheet.File(path, 0o600, func(w io.Writer) error {
		counts, err = Write(ctx, d, store, format, w)
		return err
	})
	return counts, err
}

// Write writes the sheet of one store, or of all for 0, sorted by SKU. Rows are written as they are read, so a million listings
// need no more memory than a thousand; see sheet.Write for what XLSX keeps.
func Write(ctx context.Context, d *db.DB, store commerce.StoreID, f sheet.Format, w io.Writer) (Counts, error) {
	states, err := d.LinkTabs(ctx, store)
	if err != nil {
		return Counts{}, err
	}
	counts := Counts{WithoutSKU: states[string(commerce.WithoutSKU)], Invalid: states[string(commerce.InvalidSKU)],
		NearMatch: states[string(commerce.NearMatch)], Duplicate: states[string(commerce.Duplicate)]}
	err = sheet.Write(w, f, columns, func(add func([]string) error) error {
		var p product
		write := func() error {
			switch {
			case len(p.stores) == 0:
				return nil
			case !commerce.PossibleSKU(p.first.SKU): // matched by the rules of an older version
				counts.Invalid += len(p.stores)
				return nil
			case p.first.Doubted:
				counts.Doubted++
				return nil
			}
			counts.count(p, f)
			return add(p.row())
		}
		if err := d.ImportListings(ctx, store, func(l db.ImportListing) error {
			if len(p.stores) > 0 && l.SKU == p.first.SKU {
				p.stores = append(p.stores, l.Store)
				return nil
			}
			err := write()
			p = product{l, []string{l.Store}}
			return err
		}); err != nil {
			return err
		}
		return write()
	})
	return counts, err
}

func (c *Counts) count(p product, f sheet.Format) {
	c.Rows++
	if len(p.stores) > 1 {
		c.Several++
	}
	guarded := func(cell string) bool { return sheet.Harmless(cell) != cell }
	if f == sheet.CSV && (guarded(p.first.Name) || guarded(p.first.GTIN)) {
		c.Altered = append(c.Altered, p.first.SKU)
	}
}

// product is a code with the listings that have it, one a store; the first store by name says what it is called and costs.
type product struct {
	first  db.ImportListing
	stores []string
}

func (p product) row() []string {
	id := fmt.Sprint(p.first.ProductID)
	if p.first.VariantID != 0 {
		id = fmt.Sprintf("%d/%d", p.first.ProductID, p.first.VariantID)
	}
	return []string{p.first.SKU, p.first.Name, p.first.GTIN, p.first.Price.String(), strings.Join(p.stores, "; "), id}
}
