package main

import (
	"path/filepath"
	"strings"
	"testing"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/engine"
)

// A name that CSV has to change needs a person; the same name in a workbook does not.
func TestExportTellsWhatItChanged(t *testing.T) {
	r := newRig(t)
	e, err := engine.Open(t.Context(), engine.Options{Folder: r.folder, Ring: r.ring})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.DB.Write(t.Context(), func(tx *db.Tx) error {
		store, err := tx.AddStore(db.StoreRow{Store: commerce.Store{Name: "Garden", Username: "garden", BaseURL: "https://example.test"}})
		if err != nil {
			return err
		}
		for i, name := range []string{"=HYPERLINK(\"https://example.com\")", "- Sale - Mug", "Spade"} {
			sku := []string{"007", "MUG", "-A1"}[i]
			if err := tx.SaveListings(1, []db.Listing{{Store: store, ProductID: int64(i + 1), SKU: sku, Name: name}}); err != nil {
				return err
			}
			if err := tx.SaveLinks([]db.Link{{Store: store, ProductID: int64(i + 1), SKU: sku, State: commerce.EKMOnly}}, nil); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	r.do("skus", "export", "--store", "garden", "--unmatched", filepath.Join(folder, "a.csv")).ends(exitAttention).
		says("3 unmatched product(s) of Garden", "2 product(s) have an apostrophe", "007, MUG")
	d := one[exportJSON](r.do("skus", "export", "--all-stores", "--unmatched", filepath.Join(folder, "a.csv"), "--json").ends(exitAttention))
	if d.Rows != 3 || strings.Join(d.Altered, " ") != "007 MUG" {
		t.Errorf("altered: %+v", d)
	}
	d = one[exportJSON](r.do("skus", "export", "--all-stores", "--unmatched", filepath.Join(folder, "a.xlsx"), "--json").ends(0))
	if d.Rows != 3 || d.Altered == nil || len(d.Altered) != 0 {
		t.Errorf("workbook: %+v", d)
	}
}
