package settings

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"stockbridge/core/fault"
	"stockbridge/core/settings"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
)

// The groups, in the order in which the list shows them. All but the first and the last belong to a store.
const (
	general   = "General"
	money     = "Channel and money"
	orders    = "Orders"
	customers = "Customers"
	stock     = "Stock"
	shipments = "Shipments"
	advanced  = "Advanced"
)

var groups = []struct{ name, icon string }{{general, "sliders-horizontal"}, {money, "file-text"}, {orders, "shopping-bag"},
	{customers, "user-round"}, {stock, "boxes"}, {shipments, "truck"}, {advanced, "plug"}}

// groupOf finds a group by its name or by a word that other screens use for what is in it.
func groupOf(word string) string {
	word = strings.ToLower(word)
	for _, g := range groups {
		if strings.ToLower(g.name) == word {
			return g.name
		}
	}
	return map[string]string{"wake-ups": advanced, "tax": money, "payments": money, "money": money, "channel": money}[word]
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

// setting is one line of the screen.
type setting struct {
	name, group, title, effect string
	standard                   string
	source                     string
	choices                    []kit.Choice
	kind                       kind
	unit                       string
	none                       string // word of an empty choice, "" when it must be chosen
}

// noneWords say what it means that a setting is empty, where that is more than "none".
var noneWords = map[string]string{"download_statuses": "All usual ones", "orders_from": "When connected", "part_shipped_status": "Leave unchanged", "stock_cap": "No limit"}

var units = map[string]string{"unpaid_days": "days", "brake_percent": "% of the SKUs", "brake_min_skus": "SKUs", "stock_buffer": "units", "stock_cap": "units",
	"tracking_grace": "min"}

// all lists the settings of a store: the named ones, and the mappings of its tax rates and delivery methods.
func all(s settings.Store, lists map[string][]kit.Choice) []setting {
	var out []setting
	for _, k := range settings.Keys() {
		l := setting{name: k.Name, group: k.Group, title: k.Title, effect: k.Effect, standard: k.Default, source: k.Source, none: cmp.Or(noneWords[k.Name], "None")}
		switch {
		case len(k.Choices) > 0:
			for _, c := range k.Choices {
				l.choices = append(l.choices, kit.Choice{Value: c, Label: policy(k.Name, c)})
			}
			l.none = ""
		case k.Name == "warehouse_id" || k.Name == "download_statuses":
			l.kind, l.choices = someOf, lists[k.Source]
		case k.Name == "orders_from":
			l.kind = moment
		case units[k.Name] != "":
			l.kind, l.unit = number, units[k.Name]
		case k.Source == "":
			l.kind = id
		default:
			l.choices = lists[k.Source]
			if k.Default != "" {
				l.none = ""
			}
		}
		out = append(out, l)
		if k.Name == "tax_code_not_taxable" {
			out = append(out, taxRates(s, lists)...)
			out = append(out, taxCountries(s, lists)...)
		}
		if k.Name == "unpaid_days" {
			out = append(out, unpaid(s, lists)...)
		}
		if k.Name == "tracking_grace" {
			out = append(out, carriers(s, lists)...)
		}
		if k.Name == "shipping_method_id" {
			out = append(out, deliveries(s, lists)...)
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
		out = append(out, setting{name: "tax_rate." + rate, group: money, title: "Tax code for " + name, source: "tax_codes", choices: lists["tax_codes"],
			effect: "Rows at this EKM rate carry this code instead of the one above.", none: "As above"})
	}
	for _, c := range lists["ekm_tax_rates"] {
		name := c.Label
		if c.Note != "" {
			name += ", " + c.Note
		}
		add(c.Value, name)
	}
	for _, rate := range sortedKeys(s.TaxRates) {
		add(rate, "rate "+rate)
	}
	return out
}

// zoneNames are the places that a store may tax apart, beside the countries that have a rule already.
var zoneNames = []kit.Choice{{Value: settings.NorthernIreland, Label: "Northern Ireland"}, {Value: "IM", Label: "the Isle of Man"},
	{Value: settings.EuropeanUnion, Label: "the European Union"}, {Value: settings.World, Label: "the rest of the world"}}

// taxCountries are the usual zones and the countries that have a rule.
func taxCountries(s settings.Store, lists map[string][]kit.Choice) []setting {
	places := slices.Clone(zoneNames)
	for _, zone := range sortedKeys(s.TaxCountries) {
		if !slices.ContainsFunc(places, func(c kit.Choice) bool { return c.Value == zone }) {
			places = append(places, kit.Choice{Value: zone, Label: zone})
		}
	}
	var out []setting
	for _, c := range places {
		out = append(out, setting{name: "tax_country." + c.Value, group: money, title: "Tax code for deliveries to " + c.Label, source: "tax_codes", choices: lists["tax_codes"],
			effect: "Every row of an order that is delivered there carries this code, whatever its rate.", none: "By rate"})
	}
	return out
}

// unpaid are the payment types that have a policy, and those of the orders that wait for their payment now.
func unpaid(s settings.Store, lists map[string][]kit.Choice) []setting {
	var out []setting
	seen := map[string]bool{}
	add := func(kind string) {
		key := strings.ToLower(kind)
		if seen[key] {
			return
		}
		seen[key] = true
		l := setting{name: "unpaid." + key, group: orders, title: "Unpaid orders by " + kind, standard: settings.UnpaidWait,
			effect: "Orders of this payment type wait for their payment, or are downloaded without waiting for it."}
		for _, c := range []string{settings.UnpaidWait, settings.UnpaidAsPaid, settings.UnpaidAsUnpaid} {
			l.choices = append(l.choices, kit.Choice{Value: c, Label: policy(l.name, c)})
		}
		out = append(out, l)
	}
	for _, c := range lists["ekm_payment_types"] {
		add(c.Value)
	}
	for _, kind := range sortedKeys(s.Unpaid) {
		add(kind)
	}
	return out
}

// deliveries are the EKM delivery methods that have a shipping method of their own.
func deliveries(s settings.Store, lists map[string][]kit.Choice) []setting {
	var out []setting
	for _, method := range sortedKeys(s.ShippingMethods) {
		out = append(out, setting{name: "shipping_method." + method, group: shipments, title: "Shipping method for " + method,
			effect: "Orders with this EKM delivery method get it.", choices: lists["shipping_methods"], none: "As above"})
	}
	return out
}

// carriers are what shoppers read of each Brightpearl shipping method: its name and the page of its parcels.
func carriers(s settings.Store, lists map[string][]kit.Choice) []setting {
	methods := slices.Clone(lists["shipping_methods"])
	for _, of := range []map[string]string{s.Carriers, s.TrackingURLs} {
		for _, method := range sortedKeys(of) {
			if !slices.ContainsFunc(methods, func(c kit.Choice) bool { return c.Value == method }) {
				methods = append(methods, kit.Choice{Value: method, Label: "method " + method})
			}
		}
	}
	var out []setting
	for _, c := range methods {
		out = append(out, setting{name: "carrier." + c.Value, group: shipments, title: "Carrier of " + c.Label, kind: free, none: "As in Brightpearl",
			effect: "Shoppers read this name instead of the shipping method's."},
			setting{name: "tracking_url." + c.Value, group: shipments, title: "Tracking page of " + c.Label, kind: free, none: "The usual page",
				effect: "Shoppers follow these parcels there. {number} stands for the tracking number: https://track.example.com/{number}."})
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// policy is a choice in words.
func policy(name, value string) string {
	if name == "shipment_notes" {
		switch value {
		case settings.NotesOff:
			return "No line"
		case settings.NotesSeveral:
			return "With several parcels"
		case settings.NotesEvery:
			return "Every shipment"
		}
	}
	switch value {
	case settings.TextRow:
		return "Text row"
	case settings.FallbackContact:
		return "Fallback contact"
	case settings.Hold:
		return "Hold the order"
	case settings.ShippedLast:
		return "With the last"
	case settings.ShippedFirst:
		return "With the first"
	case settings.ShippedEach:
		return "With each"
	case settings.TaxByEKM:
		return "EKM's rates and products"
	case settings.TaxByBrightpearl:
		return "Brightpearl's contacts and products"
	case settings.DiscountSpread:
		return "Spread over the goods"
	case settings.DiscountRows:
		return "Rows of their own"
	case settings.UnpaidWait:
		return "Wait for the payment"
	case settings.UnpaidAsPaid:
		return "Download and mark as paid"
	case settings.UnpaidAsUnpaid:
		return "Download without a receipt"
	case "yes", "no":
		return strings.ToUpper(value[:1]) + value[1:]
	}
	return value
}

// standards are what mapped settings are without a value.
var standards = map[string]string{"unpaid": settings.UnpaidWait}

// valueOf is a setting as text, mapped ones included.
func valueOf(s settings.Store, name string) string {
	if group, of, ok := strings.Cut(name, "."); ok {
		for _, m := range settings.Mappings() {
			if m.Name == group {
				return cmp.Or(m.Values(s)[of], standards[group])
			}
		}
	}
	for _, k := range settings.Keys() {
		if k.Name == name {
			return k.Value(s)
		}
	}
	return ""
}

const timeLayout = "2 Jan 2006 15:04"

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

// entered is what a field holds as it is stored; the error says what to enter instead.
func (l setting) entered(text string) (string, error) {
	text = strings.TrimSpace(text)
	switch l.kind {
	case moment:
		if text == "" {
			return "", nil
		}
		t, err := time.ParseInLocation(timeLayout, text, time.Local)
		if err != nil {
			return "", errors.New("Write a day and a time such as " + time.Date(2026, 11, 4, 15, 0, 0, 0, time.Local).Format(timeLayout))
		}
		return t.UTC().Format(time.RFC3339), nil
	case number:
		if text == "" {
			return "0", nil
		}
	}
	return text, nil
}

// words is a value for a sentence.
func (l setting) words(value string) string {
	if value == "" || l.name == "stock_cap" && value == "0" {
		return l.none
	}
	switch l.kind {
	case number:
		if strings.HasPrefix(l.unit, "%") {
			return value + "%"
		}
		return value
	case moment, id, free:
		return l.shown(value)
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

// differs reports that a setting with a default has another value.
func (l setting) differs(value string) bool {
	return l.standard != "" && !strings.EqualFold(value, l.standard)
}

// change is the last change of a setting.
type change struct {
	at     time.Time
	actor  string
	before string // as it is stored; "" for not set
}

// changes reads the last change of every setting from the activity, newest first. It is written as "key: before → after".
func changes(rows []view.ActivityRow) map[string]change {
	out := map[string]change{}
	for _, r := range rows {
		before, ok := strings.CutPrefix(r.Text, r.Subject+": ")
		if _, newer := out[r.Subject]; !ok || newer {
			continue
		}
		before, _, ok = strings.Cut(before, " → ")
		if !ok {
			continue
		}
		if before == "not set" {
			before = ""
		}
		out[r.Subject] = change{r.At, r.Actor, before}
	}
	return out
}

// origin says where a value comes from: "Default 5%. Changed 4 Nov 09:12, was 8%".
func (l setting) origin(c change, known bool, now time.Time) string {
	text := "Default " + lowered(l.words(l.standard))
	if l.standard == "" && l.none == "None" {
		text = "No default"
	}
	if !known {
		return text
	}
	text += ". " + screen.When(c.at, now)
	if c.actor != "" {
		text += ", " + c.actor
	}
	return text + ", was " + lowered(l.words(c.before))
}

// lowered begins a word inside a sentence with a small letter, unless it is a code or a name of several words.
func lowered(words string) string {
	for _, plain := range []string{"None", "As above", "All usual ones", "When connected", "Leave unchanged", "No limit", "Text row", "Fallback contact",
		"Hold the order", "With the last", "With the first", "With each", "By rate", "Spread over the goods", "Rows of their own",
		"Wait for the payment", "Download and mark as paid", "Download without a receipt", "Yes", "No",
		"No line", "With several parcels", "Every shipment", "As in Brightpearl", "The usual page"} {
		if words == plain {
			return strings.ToLower(words[:1]) + words[1:]
		}
	}
	return words
}

// found reports whether a setting answers a search.
func (l setting) found(search string) bool {
	text := strings.ToLower(l.title + " " + l.effect + " " + l.group + " " + l.name)
	for word := range strings.FieldsSeq(strings.ToLower(search)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// reasonOf takes what a refusal says about one setting and makes a sentence of it.
func reasonOf(err error, name string) string {
	text := err.Error()
	if _, ok := errors.AsType[*fault.Error](err); ok {
		text = fault.CauseOf(err).Text
	}
	if at := strings.Index(text, name+"="); name != "" && at >= 0 {
		text = text[at:]
		if _, reason, ok := strings.Cut(text, ": "); ok {
			text = reason
		}
	}
	text = strings.TrimRight(text, ". ")
	if text == "" {
		return "This value cannot be used"
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
