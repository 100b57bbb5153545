package db

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestShortfallsAreReadThroughIndexes: every look at a posted order asks for them, so what is owed must not cost a walk through all
// rows of all orders.
func TestShortfallsAreReadThroughIndexes(t *testing.T) {
	d, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "plans.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for query, index := range map[string]string{owedQuery: "order_row_pending", claimsQuery: "order_row_product"} {
		args := []any{1, 1}[:strings.Count(query, "$1")+strings.Count(query, "$2")]
		rows, err := d.reader.Query("explain query plan "+query, args...)
		if err != nil {
			t.Fatal(err)
		}
		var plan []string
		for rows.Next() {
			var id, parent, unused int
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				t.Fatal(err)
			}
			plan = append(plan, step)
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
		if text := strings.Join(plan, "\n"); !strings.Contains(text, "USING INDEX "+index) || strings.Contains(text, "SCAN r\n") {
			t.Errorf("%s is not used:\n%s", index, text)
		}
	}
}
