package setup

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/settings"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
)

// Step is one of the nine steps.
type Step int

// The steps in their order.
const (
	StepBrightpearl Step = iota
	StepShop
	StepMoney
	StepOrders
	StepStock
	StepShipments
	StepSKUs
	StepDryRun
	StepLive
	stepCount
)

var titles = [stepCount]string{say.Mark("Brightpearl"), say.Mark("EKM account"), say.Mark("Channel and money"), say.Mark("Orders"), say.Mark("Stock"),
	say.Mark("Shipments"), say.Mark("SKU check"), say.Mark("Dry run"), say.Mark("Go live")}

var whys = [stepCount]string{
	say.Mark("Sales orders, customers, payments and stock live in one Brightpearl account. It is connected once, for all stores."),
	say.Mark("Reads orders and products of the shop, and writes stock and shipping back. EKM decides what Stockbridge may do."),
	say.Mark("Decides where sales are counted and how tax and receipts are booked. Amounts always come from EKM."),
	say.Mark("Decides which orders come over, and what happens to the unusual ones. Nothing older than the start is touched."),
	say.Mark("Decides which units the shop may sell. Nothing is written before you switch stock on."),
	say.Mark("Decides what the shop learns when the warehouse ships. Stockbridge never causes a customer e-mail."),
	say.Mark("A listing finds its Brightpearl product by its SKU. Only matched listings get stock, and only their lines reserve any."),
	say.Mark("The last 20 orders, worked through with your settings. Nothing is written to either system."),
	say.Mark("Three switches, one for each direction. Each can be turned off again at any moment."),
}

// needed are the settings without which a step is not complete, with the words for what is missing.
var needed = map[Step][]struct{ key, fault string }{
	StepMoney: {
		{"channel_id", say.Mark("Choose the channel of this store")},
		{"price_list_id", say.Mark("Choose a price list in the shop's currency")},
		{"tax_code_taxable", say.Mark("Choose the code for taxable goods")},
		{"tax_code_not_taxable", say.Mark("Choose the code for goods without tax")},
		{"payment_method", say.Mark("Choose how receipts are recorded")},
	},
	StepOrders:    {{"order_status_id", say.Mark("Choose the status in which new sales orders start")}},
	StepStock:     {{"warehouse_id", say.Mark("Tick at least one warehouse")}},
	StepShipments: {{"shipped_status", say.Mark("Choose the status that means shipped")}},
}

// facts is what the plan is reckoned from: what is stored, and what the last checks and trials found.
type facts struct {
	account Account
	apps    []App
	store   *Store // nil while no store is connected
	choices Choices
	shop    Shop
	matches Matches
	seen    bool               // the duplicates of the SKU check
	checks  []Check            // nil: not run yet
	dry     *view.DryRun       // nil: none yet with these settings
	preview *view.StockPreview // nil: none yet with these settings
	shadow  view.Shadow
	now     time.Time
}

// valueOf is a setting as text, mapped ones included.
func valueOf(s settings.Store, key string) string {
	if rate, ok := strings.CutPrefix(key, "tax_rate."); ok {
		return s.TaxRates[rate]
	}
	for _, k := range settings.Keys() {
		if k.Name == key {
			return k.Value(s)
		}
	}
	return ""
}

// missing counts what a step still lacks.
func (f facts) missing(step Step) int {
	switch step {
	case StepBrightpearl:
		return one(!f.account.Connected)
	case StepShop:
		return one(f.store == nil || f.store.State == commerce.StoreSignIn)
	case StepSKUs:
		return one(f.matches.Counts[string(commerce.Duplicate)] > 0 && !f.seen)
	case StepDryRun:
		return one(f.dry == nil && !f.live() && !f.shadow.On)
	case StepLive:
		n := 0
		for _, c := range f.checks {
			n += one(c.Result == CheckProblem)
		}
		return n + one(!f.live())
	}
	if f.store == nil {
		return len(needed[step])
	}
	n := 0
	for _, need := range needed[step] {
		n += one(valueOf(f.store.Settings, need.key) == "")
	}
	return n
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func (f facts) live() bool {
	return f.store != nil && (f.store.OrdersOn || f.store.StockOn || f.store.ShipmentsOn)
}

// first is the first step that lacks something, or the last one.
func (f facts) first() Step {
	for s := range stepCount {
		if f.missing(s) > 0 {
			return s
		}
	}
	return StepLive
}

// open reports whether a step can be gone to: everything after the connection needs a store and an account.
func (f facts) open(step Step) bool {
	return step == StepBrightpearl || step == StepShop || f.store != nil && f.account.Code != ""
}

// lines are the steps for the list beside the page.
func (f facts) lines(current Step, tapped func(Step)) []kit.WizardStep {
	out := make([]kit.WizardStep, stepCount)
	first := f.first()
	for s := range stepCount {
		line := kit.WizardStep{Title: say.Of(titles[s])}
		switch {
		case s == current:
			line.State = kit.StepCurrent
		case f.missing(s) == 0 && (s < first || s != StepShipments && s != StepSKUs): // which may lack nothing from the start
			line.State, line.Result = kit.StepDone, f.result(s)
		case s < first || s < current:
			line.State, line.Result = kit.StepOpen, f.lacks(s)
		}
		if s != current && f.open(s) {
			line.Tapped = func() { tapped(s) }
		}
		out[s] = line
	}
	return out
}

// lacks is what a step that was left open still wants, in a few words.
func (f facts) lacks(step Step) string {
	switch step {
	case StepSKUs:
		return say.N(f.matches.Counts[string(commerce.Duplicate)], "{n} duplicate to see", "{n} duplicates to see")
	case StepDryRun:
		return say.T("Not run yet")
	}
	return say.N(f.missing(step), "{n} thing to settle", "{n} things to settle")
}

// result is what a finished step decided, in a few words.
func (f facts) result(step Step) string {
	switch step {
	case StepBrightpearl:
		return join(f.account.Code, region(f.account.APIURL))
	case StepSKUs:
		if matched, all := f.matches.share(); all > 0 {
			return say.T("{share} matched", say.Percent(float64(matched)/float64(all), 1))
		}
		return say.T("Nothing to match yet")
	case StepDryRun:
		if f.dry == nil {
			return say.T("Not run")
		}
		return say.T("{n} of {all} agree", agreeing(*f.dry), len(f.dry.Orders))
	}
	if f.store == nil {
		return ""
	}
	s := f.store.Settings
	switch step {
	case StepShop:
		return join(shopName(f.store.Store), f.store.Currency)
	case StepMoney:
		return f.choices.channel(s.ChannelID)
	case StepOrders:
		return say.T("From {time}", say.When(startOf(*f.store), f.now))
	case StepStock:
		words := f.choices.warehouses(s.Warehouses)
		if s.StockBuffer > 0 {
			words = join(words, say.T("buffer {units}", s.StockBuffer))
		}
		return words
	case StepShipments:
		return say.Of(shippedWords[s.ShippedPolicy])
	case StepLive:
		return switchWords(f.store.OrdersOn, f.store.StockOn, f.store.ShipmentsOn)
	}
	return ""
}

var shippedWords = map[string]string{
	settings.ShippedLast:  say.Mark("When all is shipped"),
	settings.ShippedFirst: say.Mark("With the first shipment"),
	settings.ShippedEach:  say.Mark("With each shipment"),
}

// switchWords names what is on.
func switchWords(orders, stock, shipments bool) string {
	var on []string
	for i, yes := range []bool{orders, stock, shipments} {
		if yes {
			on = append(on, say.Of(switches[i]))
		}
	}
	if len(on) == 0 {
		return say.T("Nothing is switched on")
	}
	return strings.Join(on, ", ")
}

// switches are the three directions of the work.
var switches = [3]string{say.Mark("Orders"), say.Mark("Stock"), say.Mark("Shipments")}

func join(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

// region is the place of the data centre in an API address: euw1 is in the EU.
func region(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	host, _, _ := strings.Cut(u.Hostname(), ".")
	switch {
	case strings.HasPrefix(host, "eu"):
		return say.X("data centre", "EU")
	case strings.HasPrefix(host, "us"):
		return say.X("data centre", "US")
	}
	return u.Host
}

func shopName(s commerce.Store) string {
	for _, name := range []string{s.ShopName, s.Domain, s.Username} {
		if name != "" {
			return name
		}
	}
	return s.Name
}

// startOf is the moment from which the store's orders come over.
func startOf(s Store) time.Time {
	if s.Settings.OrdersFrom.IsZero() {
		return s.CreatedAt
	}
	return s.Settings.OrdersFrom
}

func (c Choices) channel(id int64) string {
	for _, ch := range c.Channels {
		if ch.ID == id {
			return ch.Name
		}
	}
	return say.T("Chosen")
}

func (c Choices) warehouses(ids []int64) string {
	var names []string
	for _, w := range c.Warehouses {
		if slices.Contains(ids, w.ID) {
			names = append(names, w.Name)
		}
	}
	if len(names) == 0 {
		return say.N(len(ids), "{n} warehouse", "{n} warehouses")
	}
	return strings.Join(names, ", ")
}
