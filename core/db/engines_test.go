package db_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"stockbridge/core/db"
	"stockbridge/core/db/dbtest"
)

func TestSQLite(t *testing.T) {
	dbtest.Exercise(t, openSQLite)
}

func openSQLite(t testing.TB, now func() time.Time) *db.DB {
	return openOptions(t, db.Options{Path: filepath.Join(t.TempDir(), "a folder", "stock bridge.db"), Now: now})
}

func openOptions(t testing.TB, o db.Options) *db.DB {
	t.Helper()
	if o.Path != "" {
		if err := os.MkdirAll(filepath.Dir(o.Path), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	d, err := db.Open(context.Background(), o)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return d
}
