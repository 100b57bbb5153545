package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
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
		if err := writeFile(*path, func(w io.Writer) error { return writeImport(w, rows) }); err != nil {
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
	out := csv.NewWriter(w)
	if err := out.Write(importHead); err != nil {
		return err
	}
	for _, row := range rows {
		for i, cell := range row {
			row[i] = harmless(cell)
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// harmless keeps a spreadsheet from running a cell as a formula: names in a shop may come from anybody.
func harmless(cell string) string {
	if strings.IndexAny(cell, "=+-@\t\r") == 0 {
		return "'" + cell
	}
	return cell
}

// writeFile writes a file that appears under its name only when it is complete.
func writeFile(path string, write func(io.Writer) error) error {
	part, err := os.CreateTemp(filepath.Dir(path), ".stockbridge-*.part")
	if err != nil {
		return fmt.Errorf("the file cannot be written: %w", err)
	}
	defer os.Remove(part.Name())
	err = write(part)
	if closing := part.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Chmod(part.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(part.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("the file cannot be written: %w", err)
	}
	return nil
}
