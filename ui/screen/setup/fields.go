package setup

import (
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// field puts a label above a setting's control and remembers it for faults.
func (w *Wizard) field(key, label, help string, control fyne.CanvasObject) *kit.Field {
	f := kit.NewField(label, control)
	if help != "" {
		f.SetHelp(help)
	}
	w.fields[key] = f
	return f
}

// pick is a select for a setting; then, if any, hears a change.
func (w *Wizard) pick(key, placeholder string, choices []kit.Choice, then func()) *kit.Select {
	s := kit.NewSelect(choices, func(value string) {
		w.form.set(key, value)
		w.clearFault(key)
		if then != nil {
			then()
		}
	}).WithPlaceholder(placeholder)
	s.SetValue(spelling(choices, w.form.values[key]))
	return s
}

// units is a number field for a setting with its unit outside.
func (w *Wizard) units(key, placeholder, unit string) fyne.CanvasObject {
	e := kit.NewNumberEntry(placeholder)
	if v := w.form.values[key]; v != "0" {
		e.SetText(v)
	}
	e.OnChanged = func(text string) {
		if strings.TrimSpace(text) == "" {
			text = "0"
		}
		w.form.set(key, text)
		w.clearFault(key)
	}
	w.onFault[key] = func(fault string) { e.SetFault(fault != "") }
	return kit.Across(8, kit.Width(72, e), kit.Grow(kit.NewElided(unit, theme.Body, theme.Text2)))
}

func (w *Wizard) clearFault(key string) {
	if f := w.fields[key]; f != nil {
		f.SetFault("")
	}
	if tell := w.onFault[key]; tell != nil {
		tell("")
	}
	w.refreshBody()
}

// spelling is a value as the list writes it: EKM's own lists and its answers differ in case.
func spelling(choices []kit.Choice, value string) string {
	for _, c := range choices {
		if strings.EqualFold(c.Value, value) {
			return c.Value
		}
	}
	return value
}

func idText(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

func namedChoices(list []Named) []kit.Choice {
	out := make([]kit.Choice, 0, len(list))
	for _, n := range list {
		out = append(out, kit.Choice{Value: idText(n.ID), Label: n.Name})
	}
	return out
}

// channelChoices offers the free channels and the store's own; free counts them without its own.
func channelChoices(list []Channel) (out []kit.Choice, free int, taken []string) {
	for _, c := range list {
		switch {
		case c.ID == 0:
		case c.UsedBy == "":
			out = append(out, kit.Choice{Value: idText(c.ID), Label: c.Name})
			free++
		default:
			taken = append(taken, c.Name)
		}
	}
	return out, free, taken
}

func priceListChoices(list []PriceList, currency string) []kit.Choice {
	out := make([]kit.Choice, 0, len(list))
	for _, p := range list {
		out = append(out, kit.Choice{Value: idText(p.ID), Label: p.Name, Note: p.Currency})
	}
	// Those in the shop's currency first: the others cannot be used.
	slices.SortStableFunc(out, func(a, b kit.Choice) int { return one(b.Note == currency) - one(a.Note == currency) })
	return out
}

func taxChoices(list []TaxCode, none string) []kit.Choice {
	out := make([]kit.Choice, 0, len(list)+1)
	if none != "" {
		out = append(out, kit.Choice{Value: "", Label: none})
	}
	for _, t := range list {
		label := t.Code
		if t.Name != "" && !strings.EqualFold(t.Name, t.Code) {
			label += ", " + t.Name
		}
		out = append(out, kit.Choice{Value: t.Code, Label: label, Note: percent(t.Rate)})
	}
	return out
}

func methodChoices(list []PaymentMethod) []kit.Choice {
	out := make([]kit.Choice, 0, len(list))
	for _, m := range list {
		if m.Active {
			out = append(out, kit.Choice{Value: m.Code, Label: m.Name, Note: m.Code})
		}
	}
	return out
}

// statusChoices are the shop's statuses; where they are not known the usual ones of EKM.
func statusChoices(statuses []string, none string) []kit.Choice {
	if len(statuses) == 0 {
		statuses = []string{"PENDING", "PROCESSING", "DISPATCHED", "COMPLETE"}
	}
	var out []kit.Choice
	if none != "" {
		out = append(out, kit.Choice{Value: "", Label: none})
	}
	for _, s := range statuses {
		out = append(out, kit.Choice{Value: s, Label: titled(s)})
	}
	return out
}

// titled writes EKM's capitals as a word: "PART DISPATCHED" is "Part dispatched". They are the shop's own, so no language changes them.
func titled(s string) string {
	if s != strings.ToUpper(s) || s == "" {
		return s
	}
	return s[:1] + strings.ToLower(s[1:])
}

// percent writes a rate of decimal text: "17.5" is 17.5%.
func percent(rate string) string {
	if strings.Contains(rate, ".") {
		rate = strings.TrimRight(strings.TrimRight(rate, "0"), ".")
	}
	number, err := strconv.ParseFloat(rate, 64)
	if err != nil {
		return rate
	}
	_, decimals, _ := strings.Cut(rate, ".")
	return say.Percent(number/100, len(decimals))
}

// swap shows an object in a place that can be exchanged.
type swap struct{ box *fyne.Container }

func newSwap() swap { return swap{kit.Stack(kit.Gap(0, 0))} }

func (s swap) show(o fyne.CanvasObject) {
	s.box.Objects = []fyne.CanvasObject{o}
	s.box.Refresh()
}
