package setup

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/settings"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
)

// Step is one of the eight steps.
type Step int

// The steps in their order.
const (
	StepBrightpearl Step = iota
	StepShop
	StepMoney
	StepOrders
	StepStock
	StepShipments
	StepChecks
	StepLive
	stepCount
)

var titles = [stepCount]string{"Brightpearl", "EKM account", "Channel and money", "Orders", "Stock", "Shipments", "Checks", "Go live"}

var whys = [stepCount]string{
	"Sales orders, customers, payments and stock live in one Brightpearl account. It is connected once, for all stores.",
	"Reads orders and products of the shop, and writes stock and shipping back. EKM decides what Stockbridge may do.",
	"Decides where sales are counted and how tax and receipts are booked. Amounts always come from EKM.",
	"Decides which orders come over, and what happens to the unusual ones. Nothing older than the start is touched.",
	"Decides which units the shop may sell. Nothing is written before you switch stock on.",
	"Decides what the shop learns when the warehouse ships. Stockbridge never causes a customer e-mail.",
	"Looks at both systems with your settings. Nothing is written to either of them.",
	"Three switches, one for each direction. Each can be turned off again at any moment.",
}

// needed are the settings without which a step is not complete, with the words for what is missing.
var needed = map[Step][]struct{ key, fault string }{
	StepMoney: {
		{"channel_id", "Choose the channel of this store"},
		{"price_list_id", "Choose a price list in the shop's currency"},
		{"tax_code_taxable", "Choose the code for taxable goods"},
		{"tax_code_not_taxable", "Choose the code for goods without tax"},
		{"payment_method", "Choose how receipts are recorded"},
	},
	StepOrders:    {{"order_status_id", "Choose the status in which new sales orders start"}},
	StepStock:     {{"warehouse_id", "Tick at least one warehouse"}},
	StepShipments: {{"shipped_status", "Choose the status that means shipped"}},
}

// facts is what the plan is reckoned from: what is stored, and the last checks.
type facts struct {
	account Account
	apps    []App
	store   *Store // nil while no store is connected
	choices Choices
	shop    Shop
	checks  []Check // nil: not run yet
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
	case StepChecks:
		n := 0
		for _, c := range f.checks {
			n += one(c.Result == CheckProblem)
		}
		return n + one(f.checks == nil && !f.live())
	case StepLive:
		return one(!f.live())
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
	for s := StepBrightpearl; s < stepCount; s++ {
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
		line := kit.WizardStep{Title: titles[s]}
		switch {
		case s == current:
			line.State = kit.StepCurrent
		case f.missing(s) == 0 && (s < first || s != StepShipments): // whose settings all have defaults
			line.State, line.Result = kit.StepDone, f.result(s)
		case s < first || s < current:
			line.State, line.Result = kit.StepOpen, screen.Plural(f.missing(s), "thing to settle", "things to settle")
		}
		if s != current && f.open(s) {
			line.Tapped = func() { tapped(s) }
		}
		out[s] = line
	}
	return out
}

// result is what a finished step decided, in a few words.
func (f facts) result(step Step) string {
	switch step {
	case StepBrightpearl:
		return join(f.account.Code, region(f.account.APIURL))
	case StepChecks:
		warnings := 0
		for _, c := range f.checks {
			warnings += one(c.Result == CheckWarning)
		}
		if warnings > 0 {
			return screen.Plural(warnings, "warning", "warnings")
		}
		return "Nothing in the way"
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
		return "From " + screen.When(startOf(*f.store), f.now)
	case StepStock:
		words := f.choices.warehouses(s.Warehouses)
		if s.StockBuffer > 0 {
			words = join(words, fmt.Sprintf("buffer %d", s.StockBuffer))
		}
		return words
	case StepShipments:
		return shippedWords[s.ShippedPolicy]
	case StepLive:
		return switchWords(f.store.OrdersOn, f.store.StockOn, f.store.ShipmentsOn)
	}
	return ""
}

var shippedWords = map[string]string{
	settings.ShippedLast:  "When all is shipped",
	settings.ShippedFirst: "With the first shipment",
	settings.ShippedEach:  "With each shipment",
}

func switchWords(orders, stock, shipments bool) string {
	var on []string
	for i, yes := range []bool{orders, stock, shipments} {
		if yes {
			on = append(on, []string{"orders", "stock", "shipments"}[i])
		}
	}
	if len(on) == 0 {
		return "Nothing is switched on"
	}
	words := strings.Join(on, ", ")
	return strings.ToUpper(words[:1]) + words[1:]
}

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
		return "EU"
	case strings.HasPrefix(host, "us"):
		return "US"
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
	return "Chosen"
}

func (c Choices) warehouses(ids []int64) string {
	var names []string
	for _, w := range c.Warehouses {
		if slices.Contains(ids, w.ID) {
			names = append(names, w.Name)
		}
	}
	if len(names) == 0 {
		return screen.Plural(len(ids), "warehouse", "warehouses")
	}
	return strings.Join(names, ", ")
}
