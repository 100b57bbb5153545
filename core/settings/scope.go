package settings

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Why a setting belongs to one store alone and has no default that stores follow. The others have one.
var own = map[string]string{
	"channel_id":           "One channel serves one store.",
	"price_list_id":        "Its currency must be the shop's.",
	"orders_from":          "Each store began at a moment of its own.",
	"download_statuses":    "Each shop has statuses of its own.",
	"shipped_status":       "Each shop has statuses of its own.",
	"part_shipped_status":  "Each shop has statuses of its own.",
	"shipping_system_tied": "It is about the link to one shop.",
	"tax_rate":             "Each shop has tax rates of its own.",
	"shipping_method":      "Each shop has delivery methods of its own.",
}

// OwnOf reports that a setting belongs to one store alone, with the reason for people.
func OwnOf(key string) (why string, alone bool) {
	why, alone = own[groupOf(key)]
	return why, alone
}

// groupOf is a key without the name after its full stop.
func groupOf(key string) string {
	group, _, _ := strings.Cut(key, ".")
	return group
}

// Personal reports that a setting's value may name people, so that lists of changes and files hold none of it.
func Personal(key string) bool { return key == "shared_emails" }

// Described is a value as lists of changes keep it: a personal one is only counted.
func Described(key, value string) string {
	if !Personal(key) || value == "" {
		return value
	}
	return fmt.Sprint(len(parseList(value)))
}

// ValueOf is the value of a setting by its key, mapped ones included, "" when it is not set or there is no such setting.
func ValueOf(s Store, key string) string {
	if group, name, ok := strings.Cut(key, "."); ok {
		for _, m := range mappings {
			if m.Name == group {
				return m.values(s)[name]
			}
		}
		return ""
	}
	if k, ok := keyNamed(key); ok {
		return k.get(s)
	}
	return ""
}

// Difference is a setting that two stores, or one store at two moments, have otherwise.
type Difference struct{ Key, Before, After string }

// Compare lists what differs between two sets of settings, mapped ones included, in the order of Keys and then of Mappings.
func Compare(before, after Store) []Difference {
	var out []Difference
	note := func(key, b, a string) {
		if b != a {
			out = append(out, Difference{key, b, a})
		}
	}
	for _, k := range keys {
		note(k.Name, k.get(before), k.get(after))
	}
	for _, m := range mappings {
		was, is := m.values(before), m.values(after)
		names := slices.AppendSeq(slices.Collect(maps.Keys(was)), maps.Keys(is))
		slices.Sort(names)
		for _, name := range slices.Compact(names) {
			note(m.Name+"."+name, was[name], is[name])
		}
	}
	return out
}

// Clash says what is wrong with a setting beside the others of its store; nil when it fits. Each value can be by itself.
func (s Store) Clash(key string) error {
	switch key {
	case "part_shipped_status", "shipped_status":
		if s.PartShippedStatus != "" && strings.EqualFold(s.PartShippedStatus, s.ShippedStatus) {
			return errors.New("a part shipped order would read as shipped; the two statuses must differ, or the one for parts be empty")
		}
	case "fallback_contact_id":
		if s.FallbackContact == 0 && s.NoEmailPolicy == FallbackContact {
			return errors.New("orders without an e-mail use the fallback contact; choose another rule for them first")
		}
	}
	return nil
}

// Refusal is a change that was refused, with the reason.
type Refusal struct{ Key, Value, Reason string }

// Refusals are all changes of one wish that were refused; none of the wish was stored.
type Refusals []Refusal

// Error lists the reasons.
func (r Refusals) Error() string {
	parts := make([]string, len(r))
	for i, one := range r {
		parts[i] = one.Key + "=" + one.Value + ": " + one.Reason
	}
	return strings.Join(parts, ". ")
}
