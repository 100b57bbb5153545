package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"slices"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/sheet"
	"stockbridge/core/view"
)

func skusExport(f *flag.FlagSet) action {
	store := f.String("store", "", "")
	path := f.String("unmatched", "", "")
	return func(ctx context.Context, c *call) error {
		switch {
		case *store == "":
			return wrong("--store is missing")
		case *path == "":
			return wrong("--unmatched FILE.csv is missing")
		}
		e, row, err := c.store(ctx, *store)
		if err != nil {
			return err
		}
		// Only codes that Brightpearl lacks: a near match or a duplicate has its product there already, and a second one
		// would make things worse.
		l := &listFlags{filter: view.Filter{Store: row.ID, States: []string{string(commerce.EKMOnly)}}}
		links, err := pages(ctx, l, 0, e.DB.LinkPage)
		if err != nil {
			return err
		}
		listings, err := e.DB.Listings(ctx, row.ID)
		if err != nil {
			return err
		}
		rows := importRows(links.Rows, listings)
		if err := sheet.File(*path, 0o644, func(w io.Writer) error { return writeImport(w, rows) }); err != nil {
			return err
		}
		document := map[string]any{"file": *path, "store": row.Name, "rows": len(rows)}
		return c.show(document, func(w io.Writer) {
			fmt.Fprintf(w, "%d unmatched product(s) of %s written to %s, for Brightpearl's product importer.\n", len(rows), plain(row.Name), *path)
		})
	}
}

// importHead are the columns that the importer is given; it maps them by their names.
var importHead = []string{"SKU", "Product name", "Barcode", "Price"}

// importRows has one row for each code, the first listing with it standing for all.
func importRows(links []view.LinkRow, listings []db.Listing) [][]string {
	type key struct{ product, variant int64 }
	byKey := make(map[key]db.Listing, len(listings))
	for _, l := range listings {
		byKey[key{l.ProductID, l.VariantID}] = l
	}
	rows := [][]string{}
	seen := map[string]bool{}
	for _, l := range links {
		sku := commerce.TrimSKU(l.SKU)
		listing, ok := byKey[key{l.EKMProductID, l.EKMVariantID}]
		if seen[sku] || !ok {
			continue
		}
		seen[sku] = true
		rows = append(rows, []string{sku, l.Name, listing.GTIN, listing.Price.String()})
	}
	slices.SortFunc(rows, func(a, b []string) int { return cmp.Compare(a[0], b[0]) })
	return rows
}

func writeImport(w io.Writer, rows [][]string) error {
	out, err := sheet.NewWriter(w, importHead)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := out.Write(row); err != nil {
			return err
		}
	}
	return out.Flush()
}
