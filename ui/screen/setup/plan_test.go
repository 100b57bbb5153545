package setup

import (
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/settings"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
)

func whole() facts {
	s := settings.Defaults()
	s.ChannelID, s.PriceListID, s.TaxTaxable, s.TaxNotTaxable, s.PaymentMethod, s.OrderStatusID, s.Warehouses = 7, 2, "T20", "T0", "CARD", 2, []int64{4}
	return facts{account: Account{Code: "hollinswray", APIURL: "https://euw1.brightpearlconnect.com", Connected: true},
		store:   &Store{Store: commerce.Store{ID: 3, Name: "Garden", State: commerce.StoreSetup, Currency: "GBP"}, Settings: s},
		choices: Choices{Channels: []Channel{{ID: 7, Name: "EKM Garden"}}, Warehouses: []Named{{4, "Unit 4"}}}, now: time.Now()}
}

func TestTheFirstStepThatLacksSomething(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*facts)
		want   Step
	}{
		"no account":       {func(f *facts) { f.account = Account{} }, StepBrightpearl},
		"signed out":       {func(f *facts) { f.account.Connected = false }, StepBrightpearl},
		"no store":         {func(f *facts) { f.store = nil }, StepShop},
		"no payment":       {func(f *facts) { f.store.Settings.PaymentMethod = "" }, StepMoney},
		"no status":        {func(f *facts) { f.store.Settings.OrderStatusID = 0 }, StepOrders},
		"no warehouse":     {func(f *facts) { f.store.Settings.Warehouses = nil }, StepStock},
		"duplicates":       {func(f *facts) { f.matches.Counts = map[string]int{"duplicate": 2} }, StepSKUs},
		"duplicates seen":  {func(f *facts) { f.matches.Counts, f.seen = map[string]int{"duplicate": 2}, true }, StepDryRun},
		"not tried":        {func(*facts) {}, StepDryRun},
		"tried":            {func(f *facts) { f.dry = &view.DryRun{} }, StepLive},
		"in shadow":        {func(f *facts) { f.shadow.On = true }, StepLive},
		"live all the way": {func(f *facts) { f.store.StockOn = true }, StepLive},
	} {
		f := whole()
		c.change(&f)
		if got := f.first(); got != c.want {
			t.Errorf("%s: step %d", name, got+1)
		}
	}
}

func TestStepsSayWhatWasDecided(t *testing.T) {
	f := whole()
	f.store.Settings.PaymentMethod = ""
	lines := f.lines(StepStock, func(Step) {})
	if l := lines[StepBrightpearl]; l.State != kit.StepDone || l.Result != "hollinswray, EU" {
		t.Errorf("%+v", l)
	}
	if l := lines[StepMoney]; l.State != kit.StepOpen || l.Result != "1 thing to settle" {
		t.Errorf("%+v", l)
	}
	if l := lines[StepStock]; l.State != kit.StepCurrent || l.Tapped != nil {
		t.Errorf("%+v", l)
	}
	if f.store = nil; f.lines(StepShop, func(Step) {})[StepMoney].Tapped != nil {
		t.Error("a step can be opened before there is a store")
	}
}

func TestARefusalIsSplitByItsSettings(t *testing.T) {
	f := newForm(settings.Defaults(), nil)
	all := f.refused("No setting of Garden was changed. channel_id=9: Brightpearl has no channel of that id. warehouse_id=4,9: Brightpearl has no warehouse of that id.",
		[]Change{{"warehouse_id", "4,9"}, {"channel_id", "9"}})
	if !all || f.faults["channel_id"] != "Brightpearl has no channel of that id" || f.faults["warehouse_id"] != "Brightpearl has no warehouse of that id" {
		t.Errorf("%v", f.faults)
	}
	if f.refused("Brightpearl could not be reached.", []Change{{"channel_id", "9"}}) {
		t.Error("a failure that names no setting was taken for a refusal")
	}
}

func TestOnlyWhatChangedIsStored(t *testing.T) {
	s := settings.Defaults()
	f := newForm(s, []Change{{"warehouse_id", "4"}})
	f.set("stock_buffer", "2")
	changes, ok := f.changes(StepStock, Shop{}, s)
	if !ok || len(changes) != 2 || changes[0] != (Change{"warehouse_id", "4"}) || changes[1] != (Change{"stock_buffer", "2"}) {
		t.Errorf("%v %v", changes, f.faults)
	}
	f.set("stock_cap", "lots")
	if _, ok := f.changes(StepStock, Shop{}, s); ok || f.faults["stock_cap"] == "" {
		t.Error("a cap of lots was accepted")
	}
	f = newForm(s, nil)
	f.set(keyFrom, "4 Nov 2026 15:00")
	f.set("order_status_id", "2")
	changes, ok = f.changes(StepOrders, Shop{}, s)
	want := time.Date(2026, 11, 4, 15, 0, 0, 0, time.Local).UTC().Format(time.RFC3339)
	if !ok || changes[0].Value != want {
		t.Errorf("%v", changes)
	}
}

func TestARateIsMappedByItsPercentageWhereThatIsMapped(t *testing.T) {
	f := newForm(settings.Defaults(), []Change{{"tax_rate.5", "T5"}})
	if got := f.rateKey(TaxRate{ID: 2, Percent: "5.00"}); got != "tax_rate.5" {
		t.Errorf("5%% is %s", got)
	}
	if got := f.rateKey(TaxRate{ID: 1, Percent: "20"}); got != "tax_rate.1" {
		t.Errorf("20%% is %s", got)
	}
}

func TestTheShareCountsWhatShouldHaveAProduct(t *testing.T) {
	m := Matches{Counts: map[string]int{"matched": 90, "bundle": 5, "not_stock_tracked": 1, "ekm_only": 3, "duplicate": 1, "ignored": 7, "brightpearl_only": 70, "unmatched": 4, "all": 100}}
	if matched, all := m.share(); matched != 96 || all != 100 {
		t.Errorf("%d of %d", matched, all)
	}
}
