package main

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"stockbridge/core/db"
	"stockbridge/core/view"
)

func TestTable(t *testing.T) {
	table := table{head: []string{"NAME", ">TOTAL", "CAUSE"}}
	table.add("Tea towel, naïve", "£4.50", "")
	table.add("Cup\x1b[31m", "£1,204.00", "held")
	var b strings.Builder
	table.print(&b)
	want := "NAME                  TOTAL  CAUSE\n" +
		"Tea towel, naïve      £4.50\n" +
		"Cup\uFFFD[31m          £1,204.00  held\n"
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

// The file names each code once, takes only what Brightpearl lacks, and runs no formula in a spreadsheet.
func TestImportFile(t *testing.T) {
	links := []view.LinkRow{
		{SKU: "MUG-1", EKMProductID: 2, EKMVariantID: 7, Name: `Mug, "large"`},
		{SKU: " MUG-1", EKMProductID: 5, Name: "The same mug"},
		{SKU: "=cmd|'/c calc'!A0", EKMProductID: 3, Name: "@SUM(A1)"},
		{SKU: "BOWL", EKMProductID: 4, Name: "Not read yet"},
	}
	listings := []db.Listing{{ProductID: 2, VariantID: 7, GTIN: "5010000000017", Price: 1250}, {ProductID: 5, Price: 1}, {ProductID: 3, Price: -50}}
	var b bytes.Buffer
	if err := writeImport(&b, importRows(links, listings)); err != nil {
		t.Fatal(err)
	}
	got, err := csv.NewReader(&b).ReadAll()
	want := [][]string{{"SKU", "Product name", "Barcode", "Price"}, {"'=cmd|'/c calc'!A0", "'@SUM(A1)", "", "'-0.50"}, {"MUG-1", `Mug, "large"`, "5010000000017", "12.50"}}
	if err != nil || !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("%v\n got %q\nwant %q", err, got, want)
	}
}
