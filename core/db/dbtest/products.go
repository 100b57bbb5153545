package dbtest

import (
	"fmt"
	"strings"
	"testing"

	"stockbridge/core/db"
)

// productsAreFound looks for products as a person does who has to say what a line of an order is.
func productsAreFound(t *testing.T, w *World) {
	w.Write(func(tx *db.Tx) error {
		return tx.SaveProducts(1, []db.Product{
			{ID: 501, SKU: "KIT-APR-2", Name: "Apron, linen, natural", Status: "LIVE"},
			{ID: 502, SKU: "APR", Name: "A book about 100 % April", Status: "LIVE"},
			{ID: 503, SKU: "KIT-APR-1", Name: "Apron \"old\"", Status: "ARCHIVED"},
			{ID: 504, SKU: "GDN-HOS-25", Name: "Garden hose", Status: ""},
		})
	})
	for text, want := range map[string]string{
		"apr": "502 501", "linen": "501", "kit-apr": "501", "100 %": "502", "504": "504", "gd": "504", "\"old\"": "", "nothing": "", "  ": "", "AND": "",
	} {
		found, err := w.DB.FindProducts(t.Context(), text)
		if err != nil {
			t.Fatalf("looking for %q: %v", text, err)
		}
		var ids []string
		for _, c := range found {
			ids = append(ids, fmt.Sprint(c.ID))
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("%q finds %q, want %q", text, got, want)
		}
	}
}
