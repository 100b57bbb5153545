package settings

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"stockbridge/core/settings"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
)

// The groups, in the order in which the list shows them. General, Schedules, Advanced and Changes are more, or other, than lines of a store.
var (
	general   = say.Mark("General")
	orders    = say.Mark("Orders")
	customers = say.Mark("Customers")
	tax       = say.Mark("Tax")
	payments  = say.Mark("Payments")
	stock     = say.Mark("Stock")
	shipments = say.Mark("Shipments and e-mail")
	schedules = say.Mark("Schedules and limits")
	advanced  = say.Mark("Advanced")
	history   = say.Mark("Changes")
)

var groups = []struct{ name, icon string }{{general, "sliders-horizontal"}, {orders, "shopping-bag"}, {customers, "user-round"}, {tax, "file-text"},
	{payments, "key-round"}, {stock, "boxes"}, {shipments, "truck"}, {schedules, "clock"}, {advanced, "plug"}, {history, "history"}}

// groupOf finds a group by its name or by a word that other screens use for what is in it.
func groupOf(word string) string {
	word = strings.ToLower(word)
	for _, g := range groups {
		if strings.ToLower(g.name) == word {
			return g.name
		}
	}
	return map[string]string{"wake-ups": advanced, "money": tax, "channel": orders, "channel and money": orders, "shipments": shipments,
		"schedules": schedules}[word]
}

// kind is how a setting is entered.
type kind int

const (
	oneOf  kind = iota // from a list
	someOf             // several from a list
	number             // units, with a word behind
	moment             // a day and a time
	id                 // a number in Brightpearl without a list
	free               // anything that a person writes
)

// setting is one line of the screen. Its words are those of the person's language.
type setting struct {
	name, group, title, effect string
	standard                   string
	source                     string
	choices                    []kit.Choice
	kind                       kind
	unit                       string
	none                       string // word of an empty choice, "" when it must be chosen
	optional                   bool   // empty is a value like any other, and says so by a word of its own
	alone                      string // why it belongs to one store and has no default
}

// all lists the settings of a scope: the named ones, and the mappings of its tax rates, countries, payments, tags and shipping methods.
// base is what the scope's settings are compared with.
func all(s, base settings.Store, lists map[string][]kit.Choice) []setting {
	var out []setting
	for _, k := range settings.Keys() {
		l := setting{name: k.Name, group: k.Group, title: say.Of(k.Title), effect: say.Of(k.Effect), source: k.Source}
		l.none, l.optional = noneWord(k.Name)
		switch {
		case len(k.Choices) > 0:
			for _, c := range k.Choices {
				l.choices = append(l.choices, kit.Choice{Value: c, Label: screen.SettingWord(k.Name, c)})
			}
			l.none = ""
		case k.Name == "warehouse_id" || k.Name == "download_statuses":
			l.kind, l.choices = someOf, lists[k.Source]
		case k.Name == "orders_from":
			l.kind = moment
		case unitOf(k.Name) != "":
			l.kind, l.unit = number, unitOf(k.Name)
		case k.Source == "":
			l.kind = id
			if k.Name == "shared_emails" || k.Name == "shipping_system" {
				l.kind = free
			}
		default:
			l.choices = lists[k.Source]
			if k.Default != "" {
				l.none = ""
			}
		}
		out = append(out, l)
		switch k.Name {
		case "tax_code_not_taxable":
			out = append(out, taxRates(s, lists)...)
			out = append(out, taxCountries(s, base, lists)...)
		case "payment_method":
			out = append(out, unpaid(s, base, lists)...)
		case "brake_units":
			out = append(out, tagBuffers(s, base)...)
		case "shipping_method_id":
			out = append(out, deliveries(s, lists)...)
		case "shipment_notes":
			out = append(out, carriers(s, base, lists)...)
		}
	}
	for i := range out {
		l := &out[i]
		why, alone := settings.OwnOf(l.name)
		l.alone = say.Of(why)
		if l.standard = valueOf(base, l.name); alone {
			l.standard = valueOf(settings.Defaults(), l.name)
		}
	}
	return out
}

// taxRates are the shop's rates and those that are mapped already.
func taxRates(s settings.Store, lists map[string][]kit.Choice) []setting {
	var out []setting
	seen := map[string]bool{}
	add := func(rate, name string) {
		if seen[rate] {
			return
		}
		seen[rate] = true
		out = append(out, setting{name: "tax_rate." + rate, group: tax, title: say.T("Tax code for {rate}", name), source: "tax_codes", choices: lists["tax_codes"],
			effect: say.T("Rows at this EKM rate carry this code instead of the one above."), none: say.T("As above"), optional: true})
	}
	for _, c := range lists["ekm_tax_rates"] {
		name := c.Label
		if c.Note != "" {
			name += ", " + c.Note
		}
		add(c.Value, name)
	}
	for _, rate := range sortedKeys(s.TaxRates) {
		add(rate, say.T("rate {rate}", rate))
	}
	return out
}

// zoneNames are the places that a store may tax apart, beside the countries that have a rule already.
var zoneNames = []kit.Choice{{Value: settings.NorthernIreland, Label: say.Mark("Northern Ireland")}, {Value: "IM", Label: say.Mark("the Isle of Man")},
	{Value: settings.EuropeanUnion, Label: say.Mark("the European Union")}, {Value: settings.World, Label: say.Mark("the rest of the world")}}

// taxCountries are the usual zones and the countries that have a rule.
func taxCountries(s, base settings.Store, lists map[string][]kit.Choice) []setting {
	places := slices.Clone(zoneNames)
	for _, zone := range sortedKeys(s.TaxCountries, base.TaxCountries) {
		if !slices.ContainsFunc(places, func(c kit.Choice) bool { return c.Value == zone }) {
			places = append(places, kit.Choice{Value: zone, Label: zone})
		}
	}
	var out []setting
	for _, c := range places {
		out = append(out, setting{name: "tax_country." + c.Value, group: tax, title: say.T("Tax code for deliveries to {place}", say.Of(c.Label)), source: "tax_codes",
			choices: lists["tax_codes"], effect: say.T("Every row of an order that is delivered there carries this code, whatever its rate."), none: say.T("By rate"), optional: true})
	}
	return out
}

// unpaid are the payment types that have a policy, and those of the orders that wait for their payment now.
func unpaid(s, base settings.Store, lists map[string][]kit.Choice) []setting {
	var out []setting
	seen := map[string]bool{}
	add := func(kind string) {
		key := strings.ToLower(kind)
		if seen[key] {
			return
		}
		seen[key] = true
		l := setting{name: "unpaid." + key, group: payments, title: say.T("Unpaid orders by {kind}", kind),
			effect: say.T("Orders of this payment type wait for their payment, or are downloaded without waiting for it.")}
		for _, c := range []string{settings.UnpaidWait, settings.UnpaidAsPaid, settings.UnpaidAsUnpaid} {
			l.choices = append(l.choices, kit.Choice{Value: c, Label: screen.SettingWord(l.name, c)})
		}
		out = append(out, l)
	}
	for _, c := range lists["ekm_payment_types"] {
		add(c.Value)
	}
	for _, kind := range sortedKeys(s.Unpaid, base.Unpaid) {
		add(kind)
	}
	return out
}

// tagBuffers are the tags that have a buffer of their own.
func tagBuffers(s, base settings.Store) []setting {
	var out []setting
	for _, tag := range sortedKeys(s.TagBuffers, base.TagBuffers) {
		out = append(out, setting{name: "tag_buffer." + tag, group: stock, title: say.T("Buffer for the tag {tag}", tag), kind: free, none: say.T("As the store"), optional: true,
			effect: say.T("SKUs with this tag keep back these units, such as 3, or this share, such as 10%, instead of the store's buffer.")})
	}
	return out
}

// deliveries are the EKM delivery methods that have a shipping method of their own.
func deliveries(s settings.Store, lists map[string][]kit.Choice) []setting {
	var out []setting
	for _, method := range sortedKeys(s.ShippingMethods) {
		out = append(out, setting{name: "shipping_method." + method, group: shipments, title: say.T("Shipping method for {method}", method),
			effect: say.T("Orders with this EKM delivery method get it."), source: "shipping_methods", choices: lists["shipping_methods"], none: say.T("As above"), optional: true})
	}
	return out
}

// carriers are what shoppers read of each Brightpearl shipping method: its name and the page of its parcels.
func carriers(s, base settings.Store, lists map[string][]kit.Choice) []setting {
	methods := slices.Clone(lists["shipping_methods"])
	for _, method := range sortedKeys(s.Carriers, s.TrackingURLs, base.Carriers, base.TrackingURLs) {
		if !slices.ContainsFunc(methods, func(c kit.Choice) bool { return c.Value == method }) {
			methods = append(methods, kit.Choice{Value: method, Label: say.T("method {number}", method)})
		}
	}
	var out []setting
	for _, c := range methods {
		out = append(out, setting{name: "carrier." + c.Value, group: shipments, title: say.T("Carrier of {method}", c.Label), kind: free, none: say.T("As in Brightpearl"), optional: true,
			effect: say.T("Shoppers read this name instead of the shipping method's.")},
			setting{name: "tracking_url." + c.Value, group: shipments, title: say.T("Tracking page of {method}", c.Label), kind: free, none: say.T("The usual page"), optional: true,
				effect: say.T("Shoppers follow these parcels there. The word number in braces stands for the tracking number: {example}.", "https://track.example.com/{number}")})
	}
	return out
}

// sortedKeys are the names in any of the maps, each once.
func sortedKeys[V any](maps ...map[string]V) []string {
	var keys []string
	for _, m := range maps {
		for k := range m {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// standards are what mapped settings are without a value.
var standards = map[string]string{"unpaid": settings.UnpaidWait}

// valueOf is a setting as text, mapped ones included.
func valueOf(s settings.Store, name string) string {
	group, _, _ := strings.Cut(name, ".")
	return cmp.Or(settings.ValueOf(s, name), standards[group])
}

// shown is a value as its field holds it: moments in local time, no limit as an empty field.
func (l setting) shown(value string) string {
	switch l.kind {
	case moment:
		if t, err := time.Parse(time.RFC3339, value); err == nil {
			return t.Local().Format(timeLayout)
		}
	case number:
		if l.name == "stock_cap" && value == "0" {
			return ""
		}
	case oneOf:
		for _, c := range l.choices {
			if strings.EqualFold(c.Value, value) {
				return c.Value // EKM's own lists and its answers differ in case
			}
		}
	}
	return value
}

// timeLayout is how a moment is entered, the same in every language.
const timeLayout = "2006-01-02 15:04"

// entered is what a field holds as it is stored; why says what to enter instead.
func (l setting) entered(text string) (value, why string) {
	text = strings.TrimSpace(text)
	switch l.kind {
	case moment:
		if text == "" {
			return "", ""
		}
		for _, layout := range []string{timeLayout, "2 Jan 2006 15:04", time.DateOnly} {
			if t, err := time.ParseInLocation(layout, text, time.Local); err == nil {
				return t.UTC().Format(time.RFC3339), ""
			}
		}
		return "", say.T("Write a day and a time such as {example}", time.Date(2026, 11, 4, 15, 0, 0, 0, time.Local).Format(timeLayout))
	case number:
		if text == "" {
			return "0", ""
		}
	}
	return text, ""
}

// words is a value for a sentence.
func (l setting) words(value string) string {
	if value == "" || l.name == "stock_cap" && value == "0" {
		return l.none
	}
	switch l.kind {
	case number:
		if l.percent() {
			return say.X("share", "{number}%", value)
		}
		return value
	case moment:
		if t, err := time.Parse(time.RFC3339, value); err == nil {
			return say.DayClock(t.Local())
		}
	case id, free:
		return value
	}
	var names []string
	for part := range strings.SplitSeq(value, ",") {
		name := part
		for _, c := range l.choices {
			if strings.EqualFold(c.Value, part) {
				name = c.Label
			}
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

func (l setting) percent() bool { return l.name == "brake_percent" || l.name == "stock_buffer_percent" }

// differs reports that a setting with a default has another value.
func (l setting) differs(value string) bool {
	return l.standard != "" && !strings.EqualFold(value, l.standard)
}

// origin says where a value comes from: "Default: 5%. 4 Nov 09:12, H. Wray, was: 8%". ofDefaults tells that the value is a default
// itself, beside the program's.
func (l setting) origin(c view.SettingChange, known, ofDefaults bool, now time.Time) string {
	text := say.T("Default: {value}", l.words(l.standard))
	switch {
	case l.standard == "" && !l.optional:
		text = say.T("No default")
	case ofDefaults:
		text = say.T("The program's default: {value}", l.words(l.standard))
	}
	if !known {
		return text
	}
	return say.T("{origin}. {when}, {who}, was: {before}", text, say.When(c.At, now), who(c), l.before(c))
}

// before is what a setting was before a change, in words.
func (l setting) before(c view.SettingChange) string {
	if settings.Personal(c.Key) {
		return entries(c.Before)
	}
	return l.words(c.Before)
}

// found reports whether a setting answers a search: by its name, effect, group, key, value or one of its choices.
func (l setting) found(search, value string) bool {
	parts := []string{l.title, l.effect, l.group, say.Of(l.group), l.name, value}
	for _, k := range settings.Keys() {
		if k.Name == l.name {
			parts = append(parts, k.Title, k.Effect)
		}
	}
	if len(l.choices) <= 4 { // of a policy; a list of all tax codes would answer every search
		for _, c := range l.choices {
			parts = append(parts, c.Label)
		}
	}
	return answers(search, strings.Join(parts, " "))
}

// answers reports whether a text holds every word of a search, in British or American spelling.
func answers(search, text string) bool {
	text = strings.ToLower(text)
	for _, american := range spellings {
		search = strings.ReplaceAll(strings.ToLower(search), american[0], american[1])
		text = strings.ReplaceAll(text, american[0], american[1])
	}
	for word := range strings.FieldsSeq(strings.ToLower(search)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return strings.TrimSpace(search) != ""
}

// spellings are American words and what the texts have in their place.
var spellings = [][2]string{{"zip code", "postcode"}, {"zip", "postcode"}, {"color", "colour"}, {"catalog ", "catalogue "}, {"canceled", "cancelled"}, {"percentage", "share"},
	{"percent", "per cent"}, {"email", "e-mail"}, {"authorize", "authorise"}, {"behavior", "behaviour"}, {"inventory", "stock"}, {"zeroes", "zero"}}
