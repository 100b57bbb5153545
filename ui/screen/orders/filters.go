package orders

import (
	"cmp"
	"slices"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/theme"
)

// filters are the questions beside the store's.
func (s *Screen) filters(q listing.Query) []kit.Filter {
	now, currency := s.o.Now(), s.summary.overview.Currency
	return []kit.Filter{
		{ID: causeFilter, Label: say.T("Cause"), Choices: causeChoices(q, s.summary)},
		{ID: placedFilter, Label: say.T("Placed"), Choices: []kit.Choice{
			{Value: placedToday, Label: say.T("Placed today")},
			{Value: placedYesterday, Label: say.T("Placed yesterday")},
			{Value: placedWeek, Label: say.T("Last 7 days")},
			{Value: placedMonth, Label: say.T("Last 30 days")},
		}, Other: say.T("Other days"), Ask: s.askDays, Say: func(v string) string { return sayDays(v, now) }},
		{ID: listing.StateFilter, Label: say.T("State"), Multi: true, Extra: true, Choices: stateChoices()},
		{ID: hasFilter, Label: say.X("filter", "Has"), Multi: true, Extra: true, Choices: []kit.Choice{
			{Value: hasUntied, Label: say.T("Line without product")},
			{Value: hasShort, Label: say.T("Shortage")},
			{Value: hasUnpaid, Label: say.T("No payment yet")},
			{Value: hasNote, Label: say.T("Shopper's note")},
			{Value: hasFlag, Label: say.T("Flag")},
			{Value: hasChanged, Label: say.T("Changed in EKM")},
		}},
		{ID: amountFilter, Label: say.T("Total"), Extra: true, Choices: amountChoices(currency), Other: say.T("Other totals"), Ask: s.askAmounts,
			Say: func(v string) string { return sayAmounts(v, currency) }},
		{ID: countryFilter, Label: say.T("Country"), Extra: true, Choices: s.countryChoices(), Other: say.T("Another country"), Ask: s.askCountry,
			Say: func(v string) string { return toCountry(v) }},
		{ID: taxFilter, Label: say.T("Tax code"), Extra: true, Choices: s.taxChoices(), Other: say.T("Another tax code"), Ask: s.askTax,
			Say: func(v string) string { return say.T("Tax code {code}", v) }},
	}
}

func toCountry(code string) string { return say.T("To {country}", code) }

func stateChoices() []kit.Choice {
	return []kit.Choice{
		{Value: string(commerce.OrderHeld), Label: say.T("Held")},
		{Value: string(commerce.OrderWaiting), Label: say.T("Waiting")},
		{Value: string(commerce.OrderWorking), Label: say.T("Working")},
		{Value: string(commerce.OrderPosted), Label: say.T("Posted")},
		{Value: string(commerce.OrderExcluded), Label: say.T("Excluded")},
		{Value: string(commerce.OrderCancelled), Label: say.T("Cancelled in EKM")},
	}
}

func amountChoices(currency string) []kit.Choice {
	var out []kit.Choice
	for _, span := range [][2]commerce.Pence{{0, 20_00}, {20_00, 50_00}, {50_00, 100_00}, {100_00, 500_00}, {500_00, 0}} {
		value := formatAmounts(span[0], span[1])
		out = append(out, kit.Choice{Value: value, Label: sayAmounts(value, currency)})
	}
	return out
}

// causeChoices offers what holds orders now, the dearest first, and the chosen cause even when nothing is held by it any more.
func causeChoices(q listing.Query, s summary) []kit.Choice {
	type group struct {
		cause  fault.Cause
		orders int
		money  commerce.Pence
		in     string // currency
	}
	var groups []group
	add := func(c fault.Cause, card view.CauseCard) {
		at := slices.IndexFunc(groups, func(g group) bool { return g.cause.Code == c.Code })
		if at < 0 {
			at, groups = len(groups), append(groups, group{cause: c, in: card.Currency})
		}
		groups[at].orders += card.Orders
		groups[at].money += card.Money
	}
	for _, c := range s.causes {
		if c.Orders > 0 && (q.OneStore() == 0 || c.StoreID == q.OneStore()) {
			add(fault.Cause{Code: c.Code, Text: c.Title}, c)
		}
	}
	slices.SortStableFunc(groups, func(a, b group) int { return cmp.Compare(b.money, a.money) })
	if code := q.Value(causeFilter); code != "" {
		add(fault.Cause{Code: code, Text: code}, view.CauseCard{})
	}
	choices := make([]kit.Choice, 0, len(groups))
	for _, g := range groups {
		note := say.N(g.orders, "{n} order", "{n} orders")
		if g.money > 0 {
			note += ", " + say.Money(g.money, g.in)
		}
		choices = append(choices, kit.Choice{Value: g.cause.Code, Label: kit.Elide(causeName(g.cause), theme.SmallMedium, 150), Note: note})
	}
	return choices
}

// countryChoices are the countries of the orders that were read, the commonest first; others are typed.
func (s *Screen) countryChoices() []kit.Choice {
	counts := map[string]int{}
	if s.queue != nil { // the list asks while it is being made
		s.Rows().Each(func(_ string, o view.OrderRow) {
			if o.Country != "" {
				counts[strings.ToUpper(o.Country)]++
			}
		})
	}
	codes := make([]string, 0, len(counts))
	for code := range counts {
		codes = append(codes, code)
	}
	slices.SortFunc(codes, func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	out := make([]kit.Choice, 0, len(codes))
	for _, code := range codes[:min(len(codes), 8)] {
		out = append(out, kit.Choice{Value: code, Label: toCountry(code)})
	}
	return out
}

// taxChoices are Brightpearl's codes, once they were read for a fix or for this menu; others are typed.
func (s *Screen) taxChoices() []kit.Choice {
	out := make([]kit.Choice, 0, len(s.summary.taxCodes))
	for _, c := range s.summary.taxCodes {
		out = append(out, kit.Choice{Value: c.Code, Label: say.T("Tax code {code}", c.Code), Note: c.Name})
	}
	return out
}
