package setup_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/setup"
	"stockbridge/core/view"
)

func TestConfigureRefuses(t *testing.T) {
	r, garden := connected(t)
	other := r.addStore(1)
	taken := strconv.Itoa(r.conf.Users[1].ChannelID)
	if _, err := r.Configure(t.Context(), other.ID, []setup.Change{{Key: "channel_id", Value: taken}}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ key, value, why string }{
		{"colour", "red", "there is no setting"},
		{"channel_id", "999", "no channel"},
		{"channel_id", taken, "belongs to the store " + other.Name},
		{"price_list_id", "999", "no price list"},
		{"price_list_id", "0", "for buying"},
		{"price_list_id", "3", "Retail euro is in EUR, but the shop sells in GBP"},
		{"warehouse_id", "2,999", "no warehouse"},
		{"tax_code_taxable", "T99", "no tax code"},
		{"tax_rate.much", "T20", "percentage"},
		{"tax_rate.5", "T99", "no tax code"},
		{"tax_country.FR", "T99", "no tax code"},
		{"tax_country.ZZ", "T20", "there is no country ZZ"},
		{"tax_country.France", "T20", "a country of two letters"},
		{"tax_mode", "guess", "one of ekm, brightpearl"},
		{"discount_style", "none", "one of spread, rows"},
		{"unpaid.Cheque", "free", "one of wait, download-paid, download-unpaid"},
		{"unpaid_days", "0", "from 1 to 365"},
		{"sku_any_case", "maybe", "one of no, yes"},
		{"payment_method", "GOLD", "no payment method"},
		{"payment_method", "OLDCARD", "not active"},
		{"payment_method", "NOBANK", "no bank account for GBP"},
		{"order_status_id", "9999", "no sales order status"},
		{"shipping_method_id", "9999", "no shipping method"},
		{"shipping_method.Royal Mail", "9999", "no shipping method"},
		{"lead_source_id", "9999", "no lead source"},
		{"fallback_contact_id", "99999999", "no contact"},
		{"shipped_status", "Teleported", "no such status"},
		{"download_statuses", "Pending,Teleported", "no such status"},
		{"unmatched_policy", "guess", "one of"},
		{"stock_buffer", "-1", "whole number"},
		{"brake_percent", "101", "from 0 to 100"},
		{"orders_from", "yesterday", "it must be a time"},
	} {
		t.Run(c.key+"="+c.value, func(t *testing.T) {
			_, err := r.Configure(t.Context(), garden.ID, []setup.Change{{Key: "stock_cap", Value: "5"}, {Key: c.key, Value: c.value}})
			refusal(t, err, fault.NeedsPerson, setup.CodeBadSetting)
			if !strings.Contains(fault.CauseOf(err).Text, c.why) {
				t.Errorf("the reason is %q, want it to say %q", fault.CauseOf(err).Text, c.why)
			}
			if s := r.reload(garden.ID).Settings; s.StockCap != 0 {
				t.Error("the other setting was changed all the same")
			}
		})
	}
}

func TestConfigure(t *testing.T) {
	r, garden := connected(t)
	u := r.conf.Users[0]
	s, err := r.Configure(t.Context(), garden.ID, []setup.Change{
		{Key: "channel_id", Value: strconv.Itoa(u.ChannelID)}, {Key: "warehouse_id", Value: "2, 5"}, {Key: "payment_method", Value: strings.ToLower(u.PaymentMethod)},
		{Key: "shipped_status", Value: "dispatched"}, {Key: "tax_rate.5", Value: "t5"},
		{Key: "tax_country.gb-ni", Value: "t20"}, {Key: "tax_country.EU", Value: "T0"}, {Key: "unpaid.Cheque", Value: "download-paid"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if s.ChannelID != int64(u.ChannelID) || !slices.Equal(s.Warehouses, []int64{2, 5}) || s.PaymentMethod != u.PaymentMethod || s.ShippedStatus != "Dispatched" || s.TaxRates["5"] != "T5" {
		t.Errorf("settings: %+v", s)
	}
	if s.TaxCountries["GB-NI"] != "T20" || s.TaxCountries["EU"] != "T0" || s.Unpaid["cheque"] != "download-paid" {
		t.Errorf("rules: %v, %v", s.TaxCountries, s.Unpaid)
	}
	if stored := r.reload(garden.ID).Settings; stored.PaymentMethod != u.PaymentMethod {
		t.Errorf("stored: %+v", stored)
	}
	page, err := r.db.ActivityPage(t.Context(), view.Filter{}, view.Window{Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(page.Rows, func(a view.ActivityRow) bool { return a.Text == "payment_method: not set → "+u.PaymentMethod }) {
		t.Errorf("the activity does not tell what changed: %+v", page.Rows)
	}
}

// Moving the beginning back reads everything again; moving it forward does not.
func TestOrdersFrom(t *testing.T) {
	r, garden := connected(t)
	poll := db.OrdersPoll(garden.ID)
	begin := func(value time.Time) db.Poll {
		t.Helper()
		if err := r.db.Write(t.Context(), func(tx *db.Tx) error { return tx.SavePoll(poll, db.Poll{At: r.now, OKAt: r.now}) }); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Configure(t.Context(), garden.ID, []setup.Change{{Key: "orders_from", Value: value.UTC().Format(time.RFC3339)}}); err != nil {
			t.Fatal(err)
		}
		p, err := r.db.Poll(t.Context(), poll)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if p := begin(r.now.Add(time.Hour)); p.At.IsZero() {
		t.Error("moved forward: the poll starts again")
	}
	if p := begin(r.now.Add(-time.Hour)); !p.At.IsZero() {
		t.Error("moved back: the poll does not start again")
	}
}

func TestProposeCheckGoLive(t *testing.T) {
	r, garden := connected(t)
	checks, err := r.GoLive(t.Context(), garden.ID, db.Switches{})
	refusal(t, err, fault.NeedsPerson, setup.CodeNotReady)
	if result(checks, "channel") != setup.Problem || result(checks, "ekm") != setup.OK || r.reload(garden.ID).OrdersOn {
		t.Errorf("before: %+v", checks)
	}
	proposal, err := r.Propose(t.Context(), garden.ID)
	if err != nil {
		t.Fatal(err)
	}
	s, err := r.Configure(t.Context(), garden.ID, proposal)
	if err != nil {
		t.Fatal(err)
	}
	u := r.conf.Users[0]
	if s.ChannelID != int64(u.ChannelID) || s.PriceListID != int64(u.PriceListID) || s.Warehouse() != int64(u.WarehouseID) || s.PaymentMethod != u.PaymentMethod ||
		s.TaxTaxable != u.TaxCodeTaxable || s.TaxNotTaxable != u.TaxCodeNotTaxable || s.OrderStatusID != int64(u.OrderStatusID) {
		t.Errorf("proposed %+v, want what suits %+v", proposal, u)
	}
	if more, err := r.Propose(t.Context(), garden.ID); err != nil || len(more) != 0 {
		t.Errorf("still proposed: %v %+v", err, more)
	}
	if _, err = r.GoLive(t.Context(), garden.ID, db.Switches{Stock: true}); err != nil {
		t.Fatal(err)
	}
	if row := r.reload(garden.ID); row.OrdersOn || !row.StockOn || row.State != commerce.StoreLive {
		t.Errorf("after stock: %+v", row.Store)
	}
	if checks, err = r.GoLive(t.Context(), garden.ID, db.Switches{}); err != nil {
		t.Fatal(err)
	}
	for _, c := range checks {
		if c.Result == setup.Problem || c.Result == setup.Warning && c.Fix == "" {
			t.Errorf("check %+v", c)
		}
	}
	if row := r.reload(garden.ID); !row.OrdersOn || !row.ShipmentsOn || row.Settings.OrdersFrom.Sub(row.CreatedAt).Abs() > time.Second {
		t.Errorf("live: %+v from %s", row.Store, row.Settings.OrdersFrom)
	}
	if err := r.Pause(t.Context(), garden.ID, time.Time{}); err != nil || r.reload(garden.ID).State != commerce.StorePaused {
		t.Errorf("pause: %v", err)
	}
	if err := r.Resume(t.Context(), garden.ID); err != nil || r.reload(garden.ID).State != commerce.StoreLive {
		t.Errorf("resume: %v", err)
	}
	if err := r.Remove(t.Context(), garden.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := r.vault.LoadStore(t.Context(), setup.StoreVaultID(garden.Store)); err == nil {
		t.Error("the removed store's token is still in the vault")
	}
	refusal(t, r.Resume(t.Context(), garden.ID), fault.NotFound, setup.CodeNoStore)
}

// Each setting and each surrounding that would spoil the books or the work keeps a store from going live.
func TestCheckFinds(t *testing.T) {
	r, garden := connected(t)
	proposal, err := r.Propose(t.Context(), garden.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, key string
		change    setup.Change
	}{
		{"price list in euros", "currency", setup.Change{Key: "price_list_id", Value: "3"}},
		{"no bank account", "payment_method", setup.Change{Key: "payment_method", Value: "NOBANK"}},
		{"inactive method", "payment_method", setup.Change{Key: "payment_method", Value: "OLDCARD"}},
		{"no warehouse", "warehouses", setup.Change{Key: "warehouse_id"}},
		{"no tax code", "tax_codes", setup.Change{Key: "tax_code_not_taxable"}},
		{"no status", "order_status", setup.Change{Key: "order_status_id"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := r.Configure(t.Context(), garden.ID, proposal); err != nil {
				t.Fatal(err)
			}
			r.force(garden.ID, c.change) // Configure would refuse some, but Brightpearl changes too
			checks, err := r.GoLive(t.Context(), garden.ID, db.Switches{Orders: true})
			refusal(t, err, fault.NeedsPerson, setup.CodeNotReady)
			if result(checks, c.key) != setup.Problem {
				t.Errorf("checks: %+v", checks)
			}
		})
	}
	if _, err := r.Configure(t.Context(), garden.ID, proposal); err != nil {
		t.Fatal(err)
	}
	late := r.desk(func() time.Time { return r.now.Add(-2 * time.Minute) })
	if checks, err := late.Check(t.Context(), garden.ID); err != nil || result(checks, "clock") != setup.Problem {
		t.Errorf("clock two minutes late: %v %+v", err, checks)
	}
	if err := r.box.EKM.SetFaults([]ekmsim.Fault{{Name: "forbidden", Route: "/settings/"}}); err != nil {
		t.Fatal(err)
	}
	if checks, err := r.Check(t.Context(), garden.ID); err != nil || result(checks, "permissions") != setup.Warning || result(checks, "shipped_status") != setup.Warning {
		t.Errorf("settings not permitted: %v %+v", err, checks)
	}
}
