package audit_test

import (
	"testing"

	"stockbridge/core/audit"
	"stockbridge/core/db"
)

// A number that somebody changed in the shop's back office is drift; one that was never written by us is not our business.
func TestStock(t *testing.T) {
	r := newRig(t)
	listings, err := r.db.Listings(t.Context(), r.store.ID)
	if err != nil {
		t.Fatal(err)
	}
	managed := map[string]bool{r.codes[0]: true, r.codes[1]: true}
	r.write(func(tx *db.Tx) error {
		for _, l := range listings {
			level := db.Level{Store: r.store.ID, ProductID: l.ProductID, VariantID: l.VariantID, Product: 1, SKU: l.SKU, Wanted: l.Stock}
			if err := tx.WantLevel(level); err != nil {
				return err
			}
			if managed[l.SKU] {
				if err := tx.LevelSent(level, l.Stock, 1); err != nil {
					return err
				}
			}
		}
		return nil
	})
	report, err := audit.Stock(t.Context(), r.deps(), r.store.Name)
	if err != nil || !report.Balanced || report.Checked != 2 {
		t.Fatalf("before: %v %+v", err, report)
	}
	if err := r.box.EKM.SetStock(r.box.World.Stores[0].Username, r.codes[1], 4711); err != nil {
		t.Fatal(err)
	}
	report, err = audit.Stock(t.Context(), r.deps(), "")
	if err != nil || report.Balanced || len(report.Drift) != 1 {
		t.Fatalf("after: %v %+v", err, report)
	}
	if d := report.Drift[0]; d.SKU != r.codes[1] || d.Store != r.store.Name || d.Shown == nil || *d.Shown != 4711 {
		t.Errorf("drift: %+v", d)
	}
}
