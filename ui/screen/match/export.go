package match

import (
	"context"
	"path/filepath"
	"strconv"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/sheet"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen/listing"
)

// exportMenu offers the sheet for Brightpearl's importer, for one store or all, and the report as it is filtered or ticked.
func (s *Screen) exportMenu() []kit.MenuItem {
	var items []kit.MenuItem
	if s.o.Exporter != nil {
		store := s.Query().OneStore()
		if store != 0 {
			items = append(items, kit.MenuItem{Label: say.T("For Brightpearl's importer: {store}", s.storeName(store)), Icon: "download", Tapped: func() { s.exportNew(store) }})
		}
		if s.Query().Scope == 0 {
			items = append(items, kit.MenuItem{Label: say.T("For Brightpearl's importer: all stores"), Icon: "download", Tapped: func() { s.exportNew(0) }})
		}
	}
	if s.o.Files != nil {
		if len(items) > 0 {
			items = append(items, kit.MenuItem{})
		}
		items = append(items, s.ExportMenu(sheetOfCodes(s.o.Files))...)
	}
	return items
}

// exportNew writes the codes that Brightpearl does not have, for its product importer.
func (s *Screen) exportNew(store commerce.StoreID) {
	s.Do(say.T("write the sheet for Brightpearl's importer"), func(ctx context.Context) (string, error) {
		path, n, err := s.o.Exporter.Export(ctx, store)
		if n == 0 {
			return say.T("Brightpearl has every code already"), err
		}
		return say.N(n, "{n} product saved in {folder}", "{n} products saved in {folder}", say.Of(filepath.Base(filepath.Dir(path)))), err
	})
}

// sheetOfCodes is how the report becomes a file. Codes stand as they are stored, hidden signs included.
func sheetOfCodes(files listing.Files) listing.Export[view.LinkRow] {
	return listing.Export[view.LinkRow]{Files: files, Name: "SKU match", Doing: say.T("export the codes"), Head: exportHead, Row: exportRow,
		Done: func(n int, where string) string {
			return say.N(n, "{n} code saved in {folder}", "{n} codes saved in {folder}", where)
		}}
}

var exportHead = []sheet.Column{{Name: "State"}, {Name: "Store"}, {Name: "SKU in EKM"}, {Name: "Name"}, {Name: "EKM product", Exact: true}, {Name: "EKM variant", Exact: true},
	{Name: "Brightpearl product", Exact: true}, {Name: "Brightpearl SKU"}, {Name: "Product name"}, {Name: "Barcode in EKM"}, {Name: "Barcode in Brightpearl"},
	{Name: "On hand", Exact: true}, {Name: "Listed", Exact: true}, {Name: "Sold in 30 days", Exact: true}, {Name: "Open order lines", Exact: true}, {Name: "Suggestion"},
	{Name: "Kind"}, {Name: "Confidence"}, {Name: "Reason"}, {Name: "Chosen by a person"}, {Name: "Since", Exact: true}}

func exportRow(l view.LinkRow, _ time.Time) []string {
	known := func(n int64, ok bool) string {
		if !ok {
			return ""
		}
		return strconv.FormatInt(n, 10)
	}
	chosen, kind, since := "", "", ""
	if l.Chosen {
		chosen = say.T("Yes")
	}
	if l.Suggestion != "" {
		kind = kindOf(l).short
	}
	if !l.Since.IsZero() {
		since = l.Since.Local().Format(time.DateOnly)
	}
	return []string{markOf(l.State).word, l.Store, l.SKU, listingName(l), known(l.EKMProductID, l.EKMProductID != 0), known(l.EKMVariantID, l.EKMVariantID != 0),
		known(l.ProductID, l.ProductID != 0), l.ProductSKU, l.ProductName, l.GTIN, l.Barcode, known(l.OnHand, l.HasOnHand), known(l.Listed, l.HasListed),
		known(l.SoldMonth, true), strconv.Itoa(l.OpenOrderRows), l.Suggestion, kind, confidence(l), say.Of(l.Reason), chosen, since}
}
