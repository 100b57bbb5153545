package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"

	"stockbridge/core/catalog/importsheet"
	"stockbridge/core/commerce"
	"stockbridge/core/sheet"
)

// exportDocument is what a sheet for Brightpearl's product importer holds, and what it leaves out and why.
type exportDocument struct {
	File       string   `json:"file"`
	Store      *string  `json:"store"` // null: all
	Rows       int      `json:"rows"`
	Several    int      `json:"in_several_stores"`
	Doubted    int      `json:"doubted"`
	NearMatch  int      `json:"near_match"`
	Duplicate  int      `json:"duplicate"`
	WithoutSKU int      `json:"no_sku"`
	Invalid    int      `json:"invalid"`
	Altered    []string `json:"altered"`
}

func skusExport(f *flag.FlagSet) action {
	store := f.String("store", "", "")
	all := f.Bool("all-stores", false, "")
	path := f.String("unmatched", "", "")
	return func(ctx context.Context, c *call) error {
		switch {
		case (*store == "") != *all:
			return wrong("say either --store NAME or --all-stores")
		case *path == "":
			return wrong("--unmatched FILE.csv or FILE.xlsx is missing")
		}
		if _, err := sheet.FormatOf(*path); err != nil {
			return wrong("--unmatched: %v", err)
		}
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		document := exportDocument{File: *path, Altered: []string{}}
		var id commerce.StoreID
		if !*all {
			row, err := storeNamed(ctx, e, *store)
			if err != nil {
				return err
			}
			id, document.Store = row.ID, &row.Name
		}
		n, err := importsheet.File(ctx, e.DB, id, *path)
		if err != nil {
			return err
		}
		document.Rows, document.Several, document.Doubted = n.Rows, n.Several, n.Doubted
		document.NearMatch, document.Duplicate, document.WithoutSKU, document.Invalid = n.NearMatch, n.Duplicate, n.WithoutSKU, n.Invalid
		document.Altered = append(document.Altered, n.Altered...)
		if err := c.show(document, document.print); err != nil || len(n.Altered) == 0 {
			return err
		}
		return errAttention
	}
}

func (d exportDocument) print(w io.Writer) {
	of := "all stores"
	if d.Store != nil {
		of = *d.Store
	}
	fmt.Fprintf(w, "%d unmatched product(s) of %s written to %s, for Brightpearl's product importer.\n", d.Rows, plain(of), d.File)
	if d.Rows > 0 {
		fmt.Fprintln(w, "Brightpearl also wants a brand and a category of each, prices without tax, and Manage stock: Yes. Look at the prices, and take out the\n"+
			"columns Stores and EKM product before the import.")
	}
	for _, x := range []struct {
		n    int
		what string
	}{
		{d.Several, "product(s) stand in several stores; name and price are the first store's"},
		{d.Doubted, "code(s) are left out: another listing with the same code stands twice or looks like a product that Brightpearl has"},
		{d.NearMatch, "listing(s) are left out: they look like products that Brightpearl has"},
		{d.Duplicate, "listing(s) are left out: their codes stand twice"},
		{d.WithoutSKU, "listing(s) are left out: they have no code"},
		{d.Invalid, "listing(s) are left out: Brightpearl cannot hold their codes"},
	} {
		if x.n > 0 {
			fmt.Fprintf(w, "%d %s.\n", x.n, x.what)
		}
	}
	if n := len(d.Altered); n > 0 {
		some := d.Altered[:min(n, 10)]
		fmt.Fprintf(w, "%d product(s) have an apostrophe before their name or barcode, so that no spreadsheet runs it as a formula; a .xlsx file needs none: %s",
			n, plain(strings.Join(some, ", ")))
		if n > len(some) {
			fmt.Fprint(w, ", …")
		}
		fmt.Fprintln(w)
	}
}
