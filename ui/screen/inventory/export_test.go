package inventory

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"stockbridge/core/sheet"
	"stockbridge/ui/theme"
)

func TestExportHoldsWhatIsShownOrTicked(t *testing.T) {
	c := &canned{rows: stockRows()}
	s, nav := start(t, c, theme.AlwaysLight)
	read := func() [][]string {
		t.Helper()
		s.export(sheet.CSV)
		file := c.saved["Inventory 2026-11-23 1402.csv"]
		if file == nil {
			t.Fatalf("saved %v", c.saved)
		}
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.String(), "\ufeff"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	s.Turn(tabExposed)
	rows := read()
	cell := func(row int, column string) string { return rows[row][slices.Index(rows[0], column)] }
	if len(rows) != 2 || cell(1, "SKU") != "PET-COL-S-BLU" || cell(1, "Exposed units") != "12" || cell(1, "Exposed money") != "300.00" ||
		cell(1, "Expected in the delay") != "0.1500" || cell(1, "Cap") != "" {
		t.Errorf("what is exposed is %q", rows)
	}
	s.Turn(tabAll)
	tick(s, 3)
	if rows = read(); len(rows) != 4 || nav.Said[len(nav.Said)-1] != "3 figures saved in Downloads" {
		t.Errorf("of three ticked rows %d were saved, said %q", len(rows)-1, nav.Said)
	}
}

func TestTheWarehouseFilterAsksForWhatStandsThere(t *testing.T) {
	c := &canned{rows: stockRows()}
	s, _ := start(t, c, theme.AlwaysLight)
	s.Choose(map[string][]string{kindFilter: {"bundle"}, houseFilter: {"warehouse:3"}})
	if got := c.lastAsked().Has; !slices.Equal(got, []string{"bundle", "warehouse:3"}) {
		t.Errorf("asked for %q", got)
	}
}
