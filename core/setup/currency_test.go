package setup_test

import (
	"strings"
	"testing"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/setup"
	"stockbridge/core/vault"
)

// live has a store whose orders are posted.
func live(t *testing.T) (*rig, db.StoreRow) {
	t.Helper()
	r, garden := connected(t)
	proposal, err := r.Propose(t.Context(), garden.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Configure(t.Context(), garden.ID, proposal); err != nil {
		t.Fatal(err)
	}
	if _, err := r.GoLive(t.Context(), garden.ID, db.Switches{Orders: true}); err != nil {
		t.Fatal(err)
	}
	return r, r.reload(garden.ID)
}

// gate checks that posting is stopped or free, and that the one alert agrees.
func (r *rig) gate(id commerce.StoreID, stopped bool) {
	r.t.Helper()
	err := r.CurrencyGate(r.t.Context(), id)
	if stopped {
		refusal(r.t, err, fault.NeedsPerson, setup.CodeCurrency)
	} else if err != nil {
		r.t.Errorf("posting is stopped: %v", err)
	}
	open, err := r.db.ProblemOpen(r.t.Context(), setup.CurrencyProblem(id))
	if err != nil || open != stopped {
		r.t.Errorf("the alert is open: %v, want %v (%v)", open, stopped, err)
	}
}

// A shop that changes its currency after it went live is noticed, not followed.
func TestShopChangesCurrency(t *testing.T) {
	r, garden := live(t)
	euro := r.behind(&disguise{currency: "EUR"})
	r.gate(garden.ID, false)
	for range 2 { // again the next day: still one alert
		if _, err := euro.ShopOptions(t.Context(), garden.ID); err != nil {
			t.Fatal(err)
		}
		r.gate(garden.ID, true)
	}
	if row := r.reload(garden.ID); row.Currency != "GBP" || !row.OrdersOn {
		t.Errorf("the store has the currency %s, orders on: %v", row.Currency, row.OrdersOn)
	}
	if text, bad := setup.CurrencyMismatch(r.reload(garden.ID), setup.Choices{}); !bad || !strings.Contains(text, "works in GBP, but its shop sells in EUR now") {
		t.Errorf("%v %q", bad, text)
	}
	if checks, err := euro.Check(t.Context(), garden.ID); err != nil || result(checks, "currency") != setup.Problem {
		t.Errorf("the pre-flight: %v %+v", err, checks)
	}
	// A new sign-in does not hide it.
	if _, err := euro.ConnectStoreToken(t.Context(), garden.Name, r.conf.EKMURL, vault.Secret(r.conf.Users[0].AccessToken)); err != nil {
		t.Fatal(err)
	}
	r.gate(garden.ID, true)
	if row := r.reload(garden.ID); row.Currency != "GBP" || row.Settings.ChannelID == 0 || !row.OrdersOn {
		t.Errorf("after a new sign-in: %+v", row)
	}
	if _, err := r.ShopOptions(t.Context(), garden.ID); err != nil {
		t.Fatal(err)
	}
	r.gate(garden.ID, false)
}

// A price list's currency is edited in Brightpearl: the daily reading of the lists notices it.
func TestPriceListChangesCurrency(t *testing.T) {
	r, garden := live(t)
	was := garden.Settings.PriceListID
	look := func() {
		t.Helper()
		if _, err := r.Options(t.Context(), true); err != nil {
			t.Fatal(err)
		}
	}
	r.force(garden.ID, setup.Change{Key: "price_list_id", Value: "3"})
	look()
	r.gate(garden.ID, true)
	if _, err := r.Configure(t.Context(), garden.ID, []setup.Change{{Key: "price_list_id", Value: itoa(was)}}); err != nil {
		t.Fatal(err)
	}
	r.gate(garden.ID, false)

	r.force(garden.ID, setup.Change{Key: "price_list_id", Value: "3"})
	look()
	if err := r.SwitchOff(t.Context(), garden.ID, db.Switches{Orders: true}); err != nil {
		t.Fatal(err)
	}
	if open, err := r.db.ProblemOpen(t.Context(), setup.CurrencyProblem(garden.ID)); err != nil || open {
		t.Errorf("nothing is posted, but the alert is open: %v %v", open, err)
	}
}

// Before a store goes live its currency is whatever the shop says.
func TestCurrencyBeforeLive(t *testing.T) {
	r, garden := connected(t)
	if _, err := r.behind(&disguise{currency: "EUR"}).ShopOptions(t.Context(), garden.ID); err != nil {
		t.Fatal(err)
	}
	if row := r.reload(garden.ID); row.Currency != "EUR" {
		t.Errorf("the currency is %s", row.Currency)
	}
	if _, err := r.Configure(t.Context(), garden.ID, []setup.Change{{Key: "price_list_id", Value: "3"}}); err != nil {
		t.Errorf("a price list in the shop's currency: %v", err)
	}
}
