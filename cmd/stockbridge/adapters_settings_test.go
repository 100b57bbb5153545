package main

import (
	"path/filepath"
	"strings"
	"testing"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/engine"
	"stockbridge/core/settings"
	"stockbridge/core/vault"
	"stockbridge/core/view"
	screensettings "stockbridge/ui/screen/settings"
)

// Settings travel from one data folder to another by a file, and a default reaches the stores that follow it.
func TestSettingsThroughTheEngine(t *testing.T) {
	e, err := engine.Open(t.Context(), engine.Options{Folder: t.TempDir(), Ring: vault.NewMemoryRing()})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	var store commerce.StoreID
	if err := e.DB.Write(t.Context(), func(tx *db.Tx) (err error) {
		store, err = tx.AddStore(db.StoreRow{Store: commerce.Store{Name: "Garden", Username: "garden", BaseURL: "https://example.test"}, Settings: settings.Defaults()})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	a := settingsActions{storeSettings{e}}
	change := []screensettings.Change{{Key: "stock_buffer", Value: "3"}}
	effects, err := a.Effects(t.Context(), change)
	if err != nil || len(effects) != 1 || strings.Join(effects[0].Follow, "") != "Garden" {
		t.Fatalf("%+v, %v", effects, err)
	}
	if err := a.Change(t.Context(), 0, change, ""); err != nil {
		t.Fatal(err)
	}
	if s, err := a.Settings(t.Context(), store); err != nil || s.StockBuffer != 3 {
		t.Errorf("the store has %d, %v", s.StockBuffer, err)
	}
	if err := a.Examine(t.Context(), store, []screensettings.Change{{Key: "stock_cap", Value: "x"}}); err == nil {
		t.Error("an impossible value is fine")
	}
	changes, err := e.DB.SettingChanges(t.Context(), -1, "", 10)
	if err != nil || len(changes) != 2 || changes[1].Actor != actor {
		t.Fatalf("%+v, %v", changes, err)
	}
	if err := a.Undo(t.Context(), changes[1].ID); err != nil {
		t.Fatal(err)
	}

	home := t.TempDir()
	f := settingsFiles{e, exports{func() (string, error) { return home, nil }}, nil}
	if where, err := f.Export(t.Context(), 0); err != nil || where != "your home folder" {
		t.Fatalf("%q, %v", where, err)
	}
	file, err := f.Open(filepath.Join(home, "stockbridge-settings.json"))
	if err != nil || len(file.Scopes) != 2 || file.Scopes[1].Store != "Garden" {
		t.Fatalf("%+v, %v", file, err)
	}
	rows, err := f.Preview(t.Context(), store, []screensettings.Change{{Key: "stock_cap", Value: "9"}})
	if err != nil || len(rows) != 1 || rows[0].State != view.ImportNew {
		t.Errorf("%+v, %v", rows, err)
	}
	if _, err := f.Open(filepath.Join(home, "none.json")); err == nil || strings.Contains(err.Error(), home) {
		t.Errorf("a file that is not there: %v", err)
	}
}
