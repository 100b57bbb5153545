package setup_test

import (
	"errors"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"stockbridge/core/fault"
	"stockbridge/core/settings"
	"stockbridge/core/setup"
	"stockbridge/core/view"
)

// Stores that have a default's value follow it; one that differs keeps its own, and new stores start from it.
func TestDefaultsAreFollowed(t *testing.T) {
	r, garden := connected(t)
	other := r.addStore(1)
	if _, err := r.Configure(t.Context(), other.ID, []setup.Change{{Key: "stock_buffer", Value: "4"}}); err != nil {
		t.Fatal(err)
	}
	changes := []setup.Change{{Key: "stock_buffer", Value: "2"}, {Key: "tag_buffer.fragile", Value: "3"}, {Key: "tax_code_taxable", Value: "t20"}}
	effects, err := r.PreviewDefaults(t.Context(), changes)
	want := []view.DefaultEffect{{Key: "tax_code_taxable", After: "T20", Follow: []string{garden.Name, other.Name}},
		{Key: "stock_buffer", Before: "0", After: "2", Follow: []string{garden.Name}, Keep: []string{other.Name}},
		{Key: "tag_buffer.fragile", After: "3", Follow: []string{garden.Name, other.Name}}}
	if err != nil || !reflect.DeepEqual(effects, want) {
		t.Fatalf("%+v, %v", effects, err)
	}
	if own, err := r.Defaults(t.Context()); err != nil || own.StockBuffer != 0 {
		t.Errorf("the preview changed the defaults: %+v, %v", own, err)
	}
	if err := r.ConfigureDefaults(t.Context(), changes, setup.By{Actor: "H. Wray"}); err != nil {
		t.Fatal(err)
	}
	if s := r.reload(garden.ID).Settings; s.StockBuffer != 2 || s.TaxTaxable != "T20" || len(s.TagBuffers) != 1 {
		t.Errorf("the first store has %+v", s)
	}
	if s := r.reload(other.ID).Settings; s.StockBuffer != 4 || s.TaxTaxable != "T20" {
		t.Errorf("the second store has %+v", s)
	}
	third := r.addStore(2)
	if third.Settings.StockBuffer != 2 || third.Settings.TaxTaxable != "T20" {
		t.Errorf("a new store starts with %+v", third.Settings)
	}
	// A setting that always has a value goes back to the own default, not to the program's.
	if s, err := r.Configure(t.Context(), other.ID, []setup.Change{{Key: "stock_buffer"}}); err != nil || s.StockBuffer != 2 {
		t.Errorf("back to the default it is %d, %v", s.StockBuffer, err)
	}
	all, err := r.db.SettingChanges(t.Context(), -1, "stock_buffer", 10)
	if err != nil || len(all) != 4 || all[0].StoreID != other.ID || all[1].StoreID != garden.ID || all[1].Reason != view.SettingFollowed || all[1].Actor != "H. Wray" ||
		all[2].StoreID != 0 || all[2].Before != "0" || all[2].After != "2" {
		t.Errorf("the changes are %+v, %v", all, err)
	}
}

// What one store refuses is stored for none.
func TestDefaultsAreCheckedForEveryStore(t *testing.T) {
	r, garden := connected(t)
	for _, c := range []struct{ key, value, why string }{
		{"channel_id", "1", "it has no default: One channel serves one store"},
		{"tax_rate.20", "T20", "it has no default"},
		{"tax_code_taxable", "T99", "no tax code"},
		{"payment_method", "NOBANK", "no bank account for GBP"},
		{"stock_cap", "x", "whole number"},
		{"colour", "red", "there is no setting"},
	} {
		err := r.ConfigureDefaults(t.Context(), []setup.Change{{Key: "stock_buffer", Value: "5"}, {Key: c.key, Value: c.value}}, setup.By{})
		refusal(t, err, fault.NeedsPerson, setup.CodeBadSetting)
		list, ok := errors.AsType[settings.Refusals](err)
		if !ok || len(list) != 1 || list[0].Key != c.key || !strings.Contains(list[0].Reason, c.why) {
			t.Errorf("%s: %+v", c.key, list)
		}
		if own, _ := r.Defaults(t.Context()); own.StockBuffer != 0 || r.reload(garden.ID).Settings.StockBuffer != 0 {
			t.Errorf("%s: the other setting was changed all the same", c.key)
		}
	}
}

func TestUndoIsAChange(t *testing.T) {
	r, garden := connected(t)
	change := func(key, value string) view.SettingChange {
		t.Helper()
		if _, err := r.ConfigureBy(t.Context(), garden.ID, []setup.Change{{Key: key, Value: value}}, "H. Wray"); err != nil {
			t.Fatal(err)
		}
		list, err := r.db.SettingChanges(t.Context(), garden.ID, key, 1)
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		return list[0]
	}
	first, second := change("stock_buffer", "1"), change("stock_buffer", "2")
	refusal(t, r.UndoSetting(t.Context(), first.ID, "Ann"), fault.NeedsPerson, setup.CodeBadSetting)
	if err := r.UndoSetting(t.Context(), second.ID, "Ann"); err != nil || r.reload(garden.ID).Settings.StockBuffer != 1 {
		t.Errorf("undone it is %d, %v", r.reload(garden.ID).Settings.StockBuffer, err)
	}
	last, err := r.db.SettingChanges(t.Context(), garden.ID, "stock_buffer", 1)
	if err != nil || last[0].Before != "2" || last[0].After != "1" || last[0].Actor != "Ann" || last[0].Reason != view.SettingUndone {
		t.Errorf("the list says %+v, %v", last, err)
	}
	shared := change("shared_emails", "till@example.com")
	refusal(t, r.UndoSetting(t.Context(), shared.ID, "Ann"), fault.NeedsPerson, setup.CodeBadSetting)
	page, err := r.db.ActivityPage(t.Context(), view.Filter{}, view.Window{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range page.Rows {
		if strings.Contains(a.Text, "till@") {
			t.Errorf("the activity holds an address: %s", a.Text)
		}
	}
	if err := r.ConfigureDefaults(t.Context(), []setup.Change{{Key: "stock_cap", Value: "9"}}, setup.By{}); err != nil {
		t.Fatal(err)
	}
	ofDefaults, err := r.db.SettingChanges(t.Context(), 0, "stock_cap", 1)
	if err != nil || len(ofDefaults) != 1 {
		t.Fatal(ofDefaults, err)
	}
	if err := r.UndoSetting(t.Context(), ofDefaults[0].ID, "Ann"); err != nil || r.reload(garden.ID).Settings.StockCap != 0 {
		t.Errorf("the store did not follow back: %d, %v", r.reload(garden.ID).Settings.StockCap, err)
	}
	refusal(t, r.UndoSetting(t.Context(), 999, "Ann"), fault.NeedsPerson, setup.CodeBadSetting)
}

func TestImportIsSeenFirst(t *testing.T) {
	r, garden := connected(t)
	other := r.addStore(1)
	taken := strconv.Itoa(r.conf.Users[1].ChannelID)
	if _, err := r.Configure(t.Context(), other.ID, []setup.Change{{Key: "channel_id", Value: taken}}); err != nil {
		t.Fatal(err)
	}
	values := []setup.Change{{Key: "channel_id", Value: taken}, {Key: "stock_buffer", Value: "0"}, {Key: "stock_cap", Value: "7"}, {Key: "shared_emails", Value: "till@example.com"},
		{Key: "colour", Value: "red"}, {Key: "tax_country.fr", Value: "t0"}}
	states := func(rows []view.ImportRow) (out []string) {
		for _, row := range rows {
			out = append(out, row.Key+" "+row.State)
			if (row.Why != "") != (row.State == view.ImportRefused) || strings.Contains(row.New, "till@") {
				t.Errorf("%+v", row)
			}
		}
		return out
	}
	rows, err := r.PreviewImport(t.Context(), garden.ID, values)
	want := []string{"channel_id refused", "stock_buffer same", "stock_cap new", "shared_emails refused", "colour refused", "tax_country.FR new"}
	if got := states(rows); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("into a store: %v, %v", got, err)
	}
	rows, err = r.PreviewImport(t.Context(), 0, values[:3])
	if got := states(rows); err != nil || !reflect.DeepEqual(got, []string{"channel_id refused", "stock_buffer same", "stock_cap new"}) {
		t.Errorf("into the defaults: %v, %v", got, err)
	}
	if s := r.reload(garden.ID).Settings; s.StockCap != 0 {
		t.Error("the preview changed the store")
	}
}

func TestClashesAreRefused(t *testing.T) {
	r, garden := connected(t)
	_, err := r.Configure(t.Context(), garden.ID, []setup.Change{{Key: "part_shipped_status", Value: "dispatched"}})
	refusal(t, err, fault.NeedsPerson, setup.CodeBadSetting)
	if list, _ := errors.AsType[settings.Refusals](err); len(list) != 1 || !strings.Contains(list[0].Reason, "read as shipped") {
		t.Errorf("%+v", list)
	}
}
