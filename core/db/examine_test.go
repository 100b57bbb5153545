package db_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"stockbridge/core/db"
	"stockbridge/core/db/dbtest"
)

// TestExamine finds nothing in a sound database, and a page that was overwritten.
func TestExamine(t *testing.T) {
	clock := &dbtest.Clock{}
	w := dbtest.NewWorld(t, openSQLite(t, clock.Now), clock)
	for i := range 400 {
		w.Order(w.Garden, fmt.Sprint(1000+i), "Rachel Hall", 10_00, time.Hour, "STAYS")
	}
	if err := w.DB.Examine(t.Context()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := w.DB.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(raw) / 2; i < len(raw)/2+3*4096; i++ {
		raw[i] = 0x5a
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(t.Context(), db.Options{Path: path, Now: clock.Now})
	if err != nil {
		return // it did not even open, and said so
	}
	defer d.Close()
	if err := d.Examine(t.Context()); err == nil {
		t.Error("a database with overwritten pages passed for sound")
	} else {
		t.Log(err)
	}
}
