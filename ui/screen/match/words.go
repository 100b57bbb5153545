package match

import (
	"slices"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/theme"
)

func tabLabel(tab string) string {
	switch tab {
	case tabCosts:
		return say.T("Costs money now")
	case tabAll:
		return say.T("All")
	}
	return markOf(commerce.LinkState(tab)).word
}

func tabsOf(s summary) []kit.Tab {
	tabs := make([]kit.Tab, len(tabOrder))
	for i, tab := range tabOrder {
		tabs[i] = kit.Tab{ID: tab, Label: tabLabel(tab), Count: s.count(tab)}
	}
	return tabs
}

func counters(s summary, open func(tab string, states []string)) []kit.Counter {
	if !s.known {
		return nil
	}
	missing := kit.Counter{Number: say.Count(s.unmatched()), Word: say.T("not matched"), State: theme.Attention, Tapped: func() { open(tabAll, slices.Clone(unmatched)) }}
	if s.unmatched() == 0 {
		missing.State = theme.NoState
	}
	waiting := kit.Counter{Number: say.Count(s.waiting), Word: say.T("lines waiting"), Tapped: func() { open(tabCosts, nil) }}
	switch {
	case s.more:
		waiting.Number += "+"
	case s.waiting == 1:
		waiting.Word = say.T("line waiting")
	}
	list := []kit.Counter{
		{Number: say.Count(s.matched()), Word: say.T("of {count} matched", s.live()), State: theme.OK,
			Tapped: func() {
				open(tabAll, []string{string(commerce.Matched), string(commerce.Bundled), string(commerce.NotStockTracked)})
			}},
		missing, waiting,
	}
	if len(s.worth) == 1 { // of several currencies there is no sum
		for currency, money := range s.worth {
			if money > 0 {
				// The first counter is the first to go where there is no room.
				list = slices.Insert(list, 0, kit.Counter{Number: say.Money(money, currency), Word: say.T("of stock not managed"), Tapped: func() { open(tabAll, slices.Clone(unmatched)) }})
			}
		}
	}
	return list
}

func filters(s summary) []kit.Filter {
	states := kit.Filter{ID: listing.StateFilter, Label: say.T("State"), Multi: true, Extra: true}
	for _, tab := range tabOrder {
		if tab != tabCosts && tab != tabAll {
			states.Choices = append(states.Choices, kit.Choice{Value: tab, Label: tabLabel(tab), Note: say.Count(s.tabs[tab])})
		}
	}
	suggestions := kit.Filter{ID: kindFilter, Label: say.T("Suggestion kind")}
	for _, k := range kindOrder {
		suggestions.Choices = append(suggestions.Choices, kit.Choice{Value: string(k), Label: say.Of(kinds[k].short), Note: say.Count(s.kinds[k])})
	}
	return []kit.Filter{
		{ID: hasFilter, Label: say.X("filter", "Has"), Multi: true, Choices: []kit.Choice{
			{Value: hasAsked, Label: say.T("Open orders")}, {Value: hasSold, Label: say.T("Sold in 30 days")},
			{Value: hasStock, Label: say.T("Store shows stock")}, {Value: hasChosen, Label: say.T("Chosen by a person")},
		}},
		suggestions, states,
		{ID: sinceFilter, Label: say.T("Since"), Extra: true, Choices: []kit.Choice{
			{Value: "day", Label: say.T("Since yesterday")}, {Value: "week", Label: say.T("Last 7 days")}, {Value: "month", Label: say.T("Last 30 days")},
		}},
	}
}

// emptyState says why nothing is here, with proof, and the next step where there is one.
func emptyState(q listing.Query, s summary, all []view.StoreCard, now time.Time, clear, stores func(), open func(tab string, states []string)) kit.EmptyState {
	switch {
	case q.Narrowed():
		n := s.count(q.Tab)
		line := say.T("There is none without them either.")
		switch {
		case q.Store != 0: // the counts are those of the store, which is itself a filter
			line = say.T("Other codes are hidden by the filters or the search above.")
		case n > 0:
			line = say.N(n, "{n} code is here without them.", "{n} codes are here without them.")
		}
		return kit.EmptyState{Title: say.T("No code fits these filters"), Line: line, Button: say.T("Clear filters"), Tapped: clear}
	case len(all) == 0:
		return kit.EmptyState{Title: say.T("No store is connected"), Line: say.T("Codes are matched as soon as a store and Brightpearl are connected."), Button: say.T("Connect a store"), Tapped: stores}
	case s.tabs[tabAll] == 0:
		return kit.EmptyState{Title: say.T("The catalogues are being read"), Line: say.T("The first codes appear here in a few minutes and can be worked on at once.")}
	}
	proof := proofWords(s, contact(all, q.OneStore()), now)
	if s.reading {
		proof += " " + say.T("A catalogue is still being read, so there may be more.")
	}
	if q.Tab == tabCosts && s.unmatched() > 0 {
		return kit.EmptyState{Title: say.T("Nothing costs money now"), Line: say.T("No open order waits for a code, and none of them was sold in 30 days.") + " " + proof,
			Button: say.T("Show the {count} not matched", s.unmatched()), Tapped: func() { open(tabAll, slices.Clone(unmatched)) }}
	}
	titles := map[string]string{
		tabCosts: say.T("Nothing costs money now"), string(commerce.NearMatch): say.T("No near matches"), string(commerce.Duplicate): say.T("No code is used twice"),
		string(commerce.EKMOnly): say.T("Every EKM code is known in Brightpearl"), string(commerce.WithoutSKU): say.T("Every listing has a code"),
		string(commerce.InvalidSKU): say.T("Every code fits Brightpearl"), string(commerce.Matched): say.T("Nothing is matched yet"),
		string(commerce.BrightpearlOnly): say.T("Every product is sold in the store"), string(commerce.NotStockTracked): say.T("Stock of every matched product is tracked"),
		string(commerce.IgnoredSKU): say.T("No code is ignored"), string(commerce.ChangedProduct): say.T("No SKU has moved to another product"),
		string(commerce.Bundled): say.T("No listing means a bundle"),
	}
	return kit.EmptyState{Title: titles[q.Tab], Line: proof}
}

// proofWords says how many codes are matched, and when EKM was last heard of.
func proofWords(s summary, last, now time.Time) string {
	matched, live, at := s.matched(), s.live(), say.When(last, now)
	switch {
	case matched == live && last.IsZero():
		return say.T("All {count} live EKM codes are matched.", matched)
	case matched == live:
		return say.T("All {count} live EKM codes are matched, last contact with EKM {time}.", matched, at)
	case last.IsZero():
		return say.T("{matched} of {live} live EKM codes are matched.", matched, live)
	}
	return say.T("{matched} of {live} live EKM codes are matched, last contact with EKM {time}.", matched, live, at)
}

// nextStep says what a person does about a code. This program edits no product, so the lasting cures lie in EKM or Brightpearl.
func nextStep(l view.LinkRow) (title, text string) {
	heals := " " + say.T("Stockbridge notices the change by itself; orders that wait for the code then go on.")
	switch l.State {
	case commerce.NearMatch:
		return say.T("What linking does"), linkWords(l)
	case commerce.Duplicate:
		return say.T("What to do next"), say.T("Give one of the two another SKU where they stand, or choose the product of this listing. Until then its stock stays as the store shows it.") + heals
	case commerce.EKMOnly:
		return say.T("What to do next"), say.T("Make a product with this SKU in Brightpearl, choose the product if it has another SKU there, or ignore the code.") + heals
	case commerce.WithoutSKU:
		return say.T("What to do next"), say.T("Add a product code to the listing in EKM that is the product's SKU in Brightpearl, or choose the product.") + heals
	case commerce.InvalidSKU:
		return say.T("What to do next"), say.T("Choose a code that Brightpearl can hold and use it on both sides, or choose the product that is meant.") + heals
	case commerce.BrightpearlOnly:
		return say.T("What this means"), say.T("The product is in Brightpearl, but no listing of {store} has its SKU. Nothing needs to be done if the store does not sell it.", l.Store)
	case commerce.NotStockTracked:
		return say.T("What this means"), say.T("Orders of this code are posted with the product. Its stock is not sent to the store, because Brightpearl does not count it.")
	case commerce.IgnoredSKU:
		return say.T("What this means"), say.T("Its stock is not sent to the store, and the code is not counted as missing. Stop ignoring it to match it again.")
	case commerce.ChangedProduct:
		return say.T("What to do next"), say.T("Look whether both products are the same goods. Confirm if the SKU was moved on purpose; if not, put it back in Brightpearl, or choose the product.")
	case commerce.Bundled:
		return say.T("What this means"), say.T("Orders of this code are posted with the bundle. Brightpearl counts no stock for it: {store} shows how many can be made of its parts, the scarcest of which decides.", l.Store)
	}
	return say.T("What this means"), say.T("Orders of this code get the product, and its stock is sent to {store} by itself.", l.Store)
}

// linkWords says what accepting a suggestion changes, with figures.
func linkWords(l view.LinkRow) string {
	text := say.T("{store} gets the stock of the product from the next push on.", l.Store)
	switch {
	case l.HasListed && l.HasOnHand:
		text = say.T("{store} shows {count} now.", l.Store, l.Listed) + " " +
			say.N(l.OnHand, "From the next push on it follows the product, of which {n} is on hand.", "From the next push on it follows the product, of which {n} are on hand.")
	case l.HasListed:
		text = say.T("{store} shows {count} now and follows the product's stock from the next push on.", l.Store, l.Listed)
	}
	if n := l.OpenOrderRows; n > 0 {
		text += " " + waitingWords(n)
	}
	return text + " " + say.T("No product is edited; to rename it in EKM is the lasting cure.")
}

// waitingWords says what becomes of order lines that ask for a code: "2 order lines that wait for it go on by themselves."
func waitingWords(n int) string {
	return say.N(n, "{n} order line that waits for it goes on by itself.", "{n} order lines that wait for it go on by themselves.")
}
