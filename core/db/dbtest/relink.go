package dbtest

import (
	"slices"
	"testing"

	"stockbridge/core/db"
)

// changesAreNotLost: what is noted again while it is being followed is followed again; a product that changes notes both what it was
// and what it is.
func changesAreNotLost(t *testing.T, w *World) {
	follow := func() []db.Recoded {
		t.Helper()
		return must[[]db.Recoded](t)(w.DB.Recoded(w.ctx, 100))
	}
	done := func(changes []db.Recoded) {
		t.Helper()
		w.Write(func(tx *db.Tx) error { return tx.Relinked(changes) })
	}
	done(follow())
	w.Product(501, "GDN-HOS")
	first := follow()
	w.Write(func(tx *db.Tx) error { return tx.Relink(0, "GDN-HOS") })
	done(first)
	left := follow()
	if len(left) != 1 || left[0].Field != "code" || left[0].Value != "GDN-HOS" {
		t.Errorf("after it was noted again these are left: %+v", left)
	}
	done(left)
	w.Product(501, "GDN-HOS")
	if again := follow(); len(again) > 0 {
		t.Errorf("a product that is as it was asks for %+v", again)
	}
	w.Product(501, "GDN-HOSE")
	var codes []string
	for _, c := range follow() {
		if c.Field == "code" {
			codes = append(codes, c.Value)
		}
	}
	slices.Sort(codes)
	if !slices.Equal(codes, []string{"GDN-HOS", "GDN-HOSE"}) {
		t.Errorf("after the product was renamed the codes %q are to be decided", codes)
	}
}
