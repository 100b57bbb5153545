package setup

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"stockbridge/core/settings"
	"stockbridge/ui/say"
)

// form is what the fields of the settings steps hold, by key, beside what is stored. A proposal fills a field that nothing
// was decided for; it is stored with the step like anything else.
type form struct {
	values   map[string]string
	stored   map[string]string
	proposed map[string]bool
	faults   map[string]string
}

// newForm starts from the stored settings, the proposals and, for the moment the orders start, local time.
func newForm(s settings.Store, proposals []Change) *form {
	f := &form{values: map[string]string{}, stored: map[string]string{}, proposed: map[string]bool{}, faults: map[string]string{}}
	for _, k := range settings.Keys() {
		f.put(k.Name, k.Value(s))
	}
	for rate, code := range s.TaxRates {
		f.put("tax_rate."+rate, code)
	}
	f.put(keyFrom, localTime(s.OrdersFrom))
	for _, p := range proposals {
		value := p.Value
		if p.Key == keyFrom {
			if t, err := time.Parse(time.RFC3339, value); err == nil {
				value = localTime(t)
			}
		}
		if value != "" && value != f.stored[p.Key] {
			f.values[p.Key], f.proposed[p.Key] = value, true
		}
	}
	return f
}

func (f *form) put(key, value string) { f.values[key], f.stored[key] = value, value }

// set is a person's decision.
func (f *form) set(key, value string) {
	f.values[key] = value
	delete(f.proposed, key)
	delete(f.faults, key)
}

const keyFrom = "orders_from"

// momentLayout is how a moment is typed, for package time.
func momentLayout() string {
	return say.X("moment to type, as Go writes 2 January 2006", "2 Jan 2006 15:04")
}

func localTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format(momentLayout())
}

// moment reads what localTime writes.
func moment(text string) (time.Time, error) {
	return time.ParseInLocation(momentLayout(), strings.TrimSpace(text), time.Local)
}

// keysOf are the settings that a step stores.
func (f *form) keysOf(step Step, shop Shop) []string {
	switch step {
	case StepMoney:
		keys := []string{"channel_id", "price_list_id", "tax_code_taxable", "tax_code_not_taxable", "payment_method"}
		for _, r := range shop.TaxRates {
			keys = append(keys, f.rateKey(r))
		}
		return keys
	case StepOrders:
		return []string{keyFrom, "download_statuses", "order_status_id", "unmatched_policy", "no_email_policy", "fallback_contact_id"}
	case StepStock:
		return []string{"warehouse_id", "stock_buffer", "stock_cap"}
	case StepShipments:
		return []string{"shipped_status", "part_shipped_status", "shipped_policy", "shipping_method_id", "shipping_system", "shipping_system_tied"}
	}
	return nil
}

// rateKey is the setting that maps a rate of the shop: by its id, unless its percentage is mapped.
func (f *form) rateKey(r TaxRate) string {
	percent := r.Percent
	if strings.Contains(percent, ".") {
		percent = strings.TrimRight(strings.TrimRight(percent, "0"), ".")
	}
	if _, mapped := f.values["tax_rate."+percent]; mapped {
		return "tax_rate." + percent
	}
	return fmt.Sprintf("tax_rate.%d", r.ID)
}

// changes are the differences that a step has to store. What cannot be becomes a fault beside its field, and nothing is stored.
func (f *form) changes(step Step, shop Shop, base settings.Store) (out []Change, ok bool) {
	clear(f.faults)
	for _, need := range needed[step] {
		if f.values[need.key] == "" {
			f.faults[need.key] = say.Of(need.fault)
		}
	}
	for _, key := range f.keysOf(step, shop) {
		value := strings.TrimSpace(f.values[key])
		if value == f.stored[key] {
			continue
		}
		if key == keyFrom && value != "" {
			t, err := moment(value)
			if err != nil {
				f.faults[key] = say.T("Write a day and a time such as {example}", localTime(time.Date(2026, 11, 4, 15, 0, 0, 0, time.Local)))
				continue
			}
			value = t.UTC().Format(time.RFC3339)
		}
		if _, err := base.Set(key, value); err != nil {
			f.faults[key] = reasonOf(err.Error(), key)
			continue
		}
		out = append(out, Change{key, value})
	}
	return out, len(f.faults) == 0
}

// open counts what nobody has decided and nothing was proposed for.
func (f *form) open() int {
	n := 0
	for _, needs := range needed {
		for _, need := range needs {
			n += one(f.values[need.key] == "")
		}
	}
	return n
}

// refused puts the reasons of a refusal beside their fields and reports whether every part of it found one.
func (f *form) refused(text string, changes []Change) bool {
	type place struct {
		at  int
		key string
	}
	var places []place
	for _, c := range changes {
		if at := strings.Index(text, c.Key+"="); at >= 0 {
			places = append(places, place{at, c.Key})
		}
	}
	slices.SortFunc(places, func(a, b place) int { return a.at - b.at })
	for i, p := range places {
		end := len(text)
		if i+1 < len(places) {
			end = places[i+1].at
		}
		f.faults[p.key] = reasonOf(strings.TrimRight(text[p.at:end], " ."), p.key)
	}
	return len(places) > 0
}

// reasonOf takes "key=value: " off a reason and makes a sentence of the rest.
func reasonOf(text, key string) string {
	if rest, ok := strings.CutPrefix(text, key+"="); ok {
		if _, reason, ok := strings.Cut(rest, ": "); ok {
			text = reason
		}
	}
	text = strings.TrimRight(text, ". ")
	if text == "" {
		return say.T("This value cannot be used")
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// list reads a value that holds several, separated by commas.
func list(value string) []string {
	var out []string
	for part := range strings.SplitSeq(value, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// toggled adds a part to a list value or takes it out; the order of choosing is kept, as the first warehouse reserves.
func toggled(value, part string, on bool) string {
	parts := slices.DeleteFunc(list(value), func(p string) bool { return strings.EqualFold(p, part) })
	if on {
		parts = append(parts, part)
	}
	return strings.Join(parts, ",")
}

func contains(value, part string) bool {
	return slices.ContainsFunc(list(value), func(p string) bool { return strings.EqualFold(p, part) })
}
