package settings

import (
	"errors"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"stockbridge/core/fault"
	"stockbridge/core/settings"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
)

// noneWord says what it means that a setting is empty; own is false where that is no more than "none".
func noneWord(key string) (word string, own bool) {
	switch key {
	case "download_statuses":
		return say.T("All usual ones"), true
	case "orders_from":
		return say.T("When connected"), true
	case "part_shipped_status":
		return say.T("Leave unchanged"), true
	case "stock_cap":
		return say.T("No limit"), true
	}
	return say.T("None"), false
}

// unitOf is the word behind a number, "" for a setting that is none.
func unitOf(key string) string {
	switch key {
	case "unpaid_days":
		return say.X("behind a number", "days")
	case "brake_percent":
		return say.T("% of the SKUs")
	case "stock_buffer_percent":
		return say.T("% of what is free")
	case "brake_min_skus":
		return say.T("SKUs")
	case "stock_buffer", "stock_cap", "auto_buffer_max", "brake_units":
		return say.X("behind a number", "units")
	case "tracking_grace":
		return say.X("behind a number", "minutes")
	}
	return ""
}

// titleOf names a setting by its key where no line of it is at hand, as in the list of changes.
func titleOf(key string) string {
	group, name, mapped := strings.Cut(key, ".")
	if mapped {
		for _, m := range settings.Mappings() {
			if m.Name == group {
				return say.T("{setting} {name}", say.Of(m.Title), name)
			}
		}
	}
	for _, k := range settings.Keys() {
		if k.Name == key {
			return say.Of(k.Title)
		}
	}
	return key
}

// described is a setting by its key with what its values mean, as far as the lists tell.
func described(key string, lists map[string][]kit.Choice) setting {
	for _, l := range all(settings.Store{}, settings.Defaults(), lists) {
		if l.name == key {
			return l
		}
	}
	l := setting{name: key, title: titleOf(key), none: say.T("None")}
	switch group, _, _ := strings.Cut(key, "."); group {
	case "tax_rate", "tax_country":
		l.choices = lists["tax_codes"]
	case "shipping_method":
		l.choices = lists["shipping_methods"]
	case "unpaid":
		for _, c := range []string{settings.UnpaidWait, settings.UnpaidAsPaid, settings.UnpaidAsUnpaid} {
			l.choices = append(l.choices, kit.Choice{Value: c, Label: screen.SettingWord(key, c)})
		}
	default:
		l.kind = free
	}
	return l
}

// entries is a personal value of the list of changes, which holds its number only.
func entries(number string) string {
	if number == "" {
		return say.T("None")
	}
	n, _ := strconv.Atoi(number)
	return say.N(n, "{n} entry", "{n} entries")
}

// who is the person or program that changed something.
func who(c view.SettingChange) string {
	switch c.Actor {
	case "You":
		return say.T("You")
	}
	return c.Actor
}

// because says why a setting was changed, "" for a person's own choice.
func because(c view.SettingChange) string {
	switch c.Reason {
	case view.SettingFollowed:
		return say.T("Followed the default")
	case view.SettingCopied:
		return say.T("Copied from another store")
	case view.SettingImported:
		return say.T("Taken from a file")
	case view.SettingUndone:
		return say.T("Undone")
	case view.SettingRule:
		return say.T("Made a rule while fixing an order")
	case view.SettingStarted:
		return say.T("Went live")
	}
	return ""
}

// refusals are what an error says about single settings, nil when it says nothing about any.
func refusals(err error) map[string]string {
	list, ok := errors.AsType[settings.Refusals](err)
	if !ok {
		return nil
	}
	out := map[string]string{}
	for _, r := range list {
		out[r.Key] = asSentence(r.Reason)
	}
	return out
}

// faultOf is what an error says about one setting that settings itself refuses.
func faultOf(err error) string {
	text := err.Error()
	if _, ok := errors.AsType[*fault.Error](err); ok {
		text = fault.CauseOf(err).Text
	}
	if _, reason, ok := strings.Cut(text, ": "); ok {
		text = reason
	}
	return asSentence(text)
}

// asSentence is a reason of core as it stands below a field.
func asSentence(reason string) string {
	reason = strings.TrimRight(reason, ". ")
	if reason == "" {
		return say.T("This value cannot be used")
	}
	reason = say.Of(reason)
	first, size := utf8.DecodeRuneInString(reason)
	return string(unicode.ToUpper(first)) + reason[size:]
}
