package dbtest

import (
	"testing"
	"time"

	"stockbridge/core/db"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

func settingsAreRemembered(t *testing.T, w *World) {
	own, err := w.DB.OwnDefaults(w.ctx)
	if err != nil || len(settings.Compare(settings.Defaults(), own)) != 0 {
		t.Errorf("before anybody chose, the defaults are %+v, %v", own, err)
	}
	own.StockBuffer = 3
	w.Write(func(tx *db.Tx) error { return tx.SaveDefaults(own) })
	own.StockBuffer, own.ShipmentNotes = 0, settings.NotesOff
	w.Write(func(tx *db.Tx) error { return tx.SaveDefaults(own) })
	if got, err := w.DB.OwnDefaults(w.ctx); err != nil || len(settings.Compare(own, got)) != 0 {
		t.Errorf("the defaults are %+v, %v", got, err)
	}

	note := func(c view.SettingChange) {
		t.Helper()
		w.Clock.Set(w.Clock.Now().Add(time.Minute))
		w.Write(func(tx *db.Tx) error { return tx.NoteSetting(c) })
	}
	note(view.SettingChange{StoreID: w.Garden, Key: "stock_buffer", Before: "0", After: "1", Actor: "H. Wray", PC: "PACKING-02"})
	note(view.SettingChange{StoreID: w.Garden, Key: "stock_buffer", Before: "1", After: "2", Reason: view.SettingCopied})
	note(view.SettingChange{Key: "stock_buffer", Before: "0", After: "3", Actor: "H. Wray"})
	note(view.SettingChange{StoreID: w.Garden, Key: "shared_emails", After: "till@example.com,desk@example.com"})
	all, err := w.DB.SettingChanges(w.ctx, -1, "", 10)
	if err != nil || len(all) != 4 || all[0].After != "2" || all[1].Store != "" || all[2].Store == "" || all[2].Actor != "Stockbridge" || all[3].PC != "PACKING-02" {
		t.Errorf("%+v, %v", all, err)
	}
	if !all[3].At.Before(all[2].At) || all[2].Reason != view.SettingCopied {
		t.Errorf("%+v", all)
	}
	if of, err := w.DB.SettingChanges(w.ctx, 0, "", 10); err != nil || len(of) != 1 || of[0].After != "3" {
		t.Errorf("of the defaults %+v, %v", of, err)
	}
	if of, err := w.DB.SettingChanges(w.ctx, w.Garden, "stock_buffer", 1); err != nil || len(of) != 1 || of[0].After != "2" {
		t.Errorf("of a key %+v, %v", of, err)
	}
	last, err := w.DB.LastSettingChanges(w.ctx, w.Garden)
	if err != nil || len(last) != 2 || last[1].After != "2" {
		t.Errorf("the last are %+v, %v", last, err)
	}
	if c, ok, err := w.DB.SettingChange(w.ctx, all[3].ID); err != nil || !ok || c != all[3] {
		t.Errorf("one is %+v, %v, %v", c, ok, err)
	}
	if _, ok, err := w.DB.SettingChange(w.ctx, 99); err != nil || ok {
		t.Errorf("one that is not there: %v, %v", ok, err)
	}
}
