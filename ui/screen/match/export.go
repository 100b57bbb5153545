package match

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/sheet"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
)

// exportMenu offers the sheet for Brightpearl's importer, for one store or all, and the report as it is filtered.
func (s *Screen) exportMenu() []kit.MenuItem {
	var items []kit.MenuItem
	if s.o.Exporter != nil {
		store := s.Query().OneStore()
		if store != 0 {
			items = append(items, kit.MenuItem{Label: "For Brightpearl's importer: " + s.storeName(store), Icon: "download", Tapped: func() { s.exportNew(store) }})
		}
		if s.Query().Scope == 0 {
			items = append(items, kit.MenuItem{Label: "For Brightpearl's importer: all stores", Icon: "download", Tapped: func() { s.exportNew(0) }})
		}
	}
	if s.o.Files != nil {
		if len(items) > 0 {
			items = append(items, kit.MenuItem{})
		}
		items = append(items, kit.MenuItem{Label: "This list as a spreadsheet", Icon: "file-text", Tapped: s.exportList})
	}
	return items
}

// exportNew writes the codes that Brightpearl does not have, for its product importer.
func (s *Screen) exportNew(store commerce.StoreID) {
	s.Do("write the sheet for Brightpearl's importer", func(ctx context.Context) (string, error) {
		path, n, err := s.o.Exporter.Export(ctx, store)
		if n == 0 {
			return "Brightpearl has every code already", err
		}
		return fmt.Sprintf("%s saved in %s", screen.Plural(n, "product", "products"), filepath.Base(filepath.Dir(path))), err
	})
}

// exportHead are the columns of the report as a spreadsheet. Codes stand as they are stored, hidden signs included.
var exportHead = []string{"State", "Store", "SKU in EKM", "Name", "EKM product", "EKM variant", "Brightpearl product", "Brightpearl SKU", "Product name", "Barcode in EKM",
	"Barcode in Brightpearl", "On hand", "Listed", "Sold in 30 days", "Open order lines", "Suggestion", "Kind", "Confidence", "Reason", "Chosen by a person", "Since"}

func exportRow(l view.LinkRow) []string {
	known := func(n int64, ok bool) string {
		if !ok {
			return ""
		}
		return strconv.FormatInt(n, 10)
	}
	chosen, kind, since := "", "", ""
	if l.Chosen {
		chosen = "Yes"
	}
	if l.Suggestion != "" {
		kind = kindOf(l).short
	}
	if !l.Since.IsZero() {
		since = l.Since.Local().Format(time.DateOnly)
	}
	return []string{markOf(l.State).word, l.Store, l.SKU, listingName(l), known(l.EKMProductID, l.EKMProductID != 0), known(l.EKMVariantID, l.EKMVariantID != 0),
		known(l.ProductID, l.ProductID != 0), l.ProductSKU, l.ProductName, l.GTIN, l.Barcode, known(l.OnHand, l.HasOnHand), known(l.Listed, l.HasListed),
		known(l.SoldMonth, true), strconv.Itoa(l.OpenOrderRows), l.Suggestion, kind, confidence(l), l.Reason, chosen, since}
}

// exportList writes every code that the filters show, page by page as it is read.
func (s *Screen) exportList() {
	asked, name := s.Asking(), "SKU match "+s.o.Now().Local().Format("2006-01-02 1504")+".csv"
	s.Do("export the codes", func(ctx context.Context) (string, error) {
		n := 0
		where, err := s.o.Files.Save(name, func(w io.Writer) error {
			out, err := sheet.NewWriter(w, exportHead)
			if err != nil {
				return err
			}
			if err := s.Walk(ctx, asked, func(l view.LinkRow) error {
				n++
				return out.Write(exportRow(l))
			}); err != nil {
				return err
			}
			return out.Flush()
		})
		return fmt.Sprintf("%s saved in %s", screen.Plural(n, "code", "codes"), where), err
	})
}
