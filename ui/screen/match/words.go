package match

import (
	"fmt"
	"slices"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/theme"
)

func tabLabel(tab string) string {
	switch tab {
	case tabCosts:
		return "Costs money now"
	case tabAll:
		return "All"
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
	missing := kit.Counter{Number: screen.Count(s.unmatched()), Word: "not matched", State: theme.Attention, Tapped: func() { open(tabAll, slices.Clone(unmatched)) }}
	if s.unmatched() == 0 {
		missing.State = theme.NoState
	}
	word := "lines waiting"
	if s.waiting == 1 {
		word = "line waiting"
	}
	return []kit.Counter{
		{Number: screen.Count(s.matched()), Word: "of " + screen.Count(s.matched()+s.unmatched()) + " matched", State: theme.OK,
			Tapped: func() { open(string(commerce.Matched), nil) }},
		missing,
		{Number: screen.Count(s.waiting), Word: word, Tapped: func() { open(tabCosts, nil) }},
	}
}

func filters(s summary) []kit.Filter {
	states := kit.Filter{ID: listing.StateFilter, Label: "State", Multi: true}
	for _, tab := range tabOrder {
		if tab != tabCosts && tab != tabAll {
			states.Choices = append(states.Choices, kit.Choice{Value: tab, Label: tabLabel(tab), Note: screen.Count(s.tabs[tab])})
		}
	}
	return []kit.Filter{states, {ID: sinceFilter, Label: "Since", Choices: []kit.Choice{
		{Value: "day", Label: "Since yesterday"}, {Value: "week", Label: "Last 7 days"}, {Value: "month", Label: "Last 30 days"},
	}}}
}

// emptyState says why nothing is here, with proof, and the next step where there is one.
func emptyState(q listing.Query, s summary, all []view.StoreCard, now time.Time, clear, stores func(), open func(tab string, states []string)) kit.EmptyState {
	switch {
	case q.Narrowed():
		n := s.count(q.Tab)
		line := "There is none without them either."
		switch {
		case q.Store != 0: // the counts are those of the store, which is itself a filter
			line = "Other codes are hidden by the filters or the search above."
		case n > 0:
			line = screen.Plural(n, "code is", "codes are") + " here without them."
		}
		return kit.EmptyState{Title: "No code fits these filters", Line: line, Button: "Clear filters", Tapped: clear}
	case len(all) == 0:
		return kit.EmptyState{Title: "No store is connected", Line: "Codes are matched as soon as a store and Brightpearl are connected.", Button: "Connect a store", Tapped: stores}
	case s.tabs[tabAll] == 0:
		return kit.EmptyState{Title: "The catalogues are being read", Line: "The first codes appear here in a few minutes and can be worked on at once."}
	}
	proof := fmt.Sprintf("%s of %s live EKM codes are matched", screen.Count(s.matched()), screen.Count(s.matched()+s.unmatched()))
	if s.unmatched() == 0 {
		proof = fmt.Sprintf("All %s live EKM codes are matched", screen.Count(s.matched()))
	}
	if last := contact(all, q.OneStore()); !last.IsZero() {
		proof += ", last contact with EKM " + screen.When(last, now)
	}
	proof += "."
	if q.Tab == tabCosts && s.unmatched() > 0 {
		return kit.EmptyState{Title: "Nothing costs money now", Line: "No open order waits for a code. " + proof,
			Button: fmt.Sprintf("Show the %s not matched", screen.Count(s.unmatched())), Tapped: func() { open(tabAll, slices.Clone(unmatched)) }}
	}
	titles := map[string]string{
		tabCosts: "Nothing costs money now", string(commerce.NearMatch): "No near matches", string(commerce.Duplicate): "No code is used twice",
		string(commerce.EKMOnly): "Every EKM code is known in Brightpearl", string(commerce.WithoutSKU): "Every listing has a code",
		string(commerce.InvalidSKU): "Every code fits Brightpearl", string(commerce.Matched): "Nothing is matched yet",
		string(commerce.BrightpearlOnly): "Every product is sold in the store", string(commerce.NotStockTracked): "Stock of every matched product is tracked",
		string(commerce.IgnoredSKU): "No code is ignored",
	}
	return kit.EmptyState{Title: titles[q.Tab], Line: proof}
}

// nextStep says what a person does about a code. This program edits no product, so every cure lies in EKM or Brightpearl.
func nextStep(l view.LinkRow) (title, text string) {
	heals := " Stockbridge notices the change by itself; orders that wait for the code then go on."
	switch l.State {
	case commerce.NearMatch:
		return "What to do next", "Copy the right SKU and put it into the listing in EKM, or change the product's SKU in Brightpearl." + heals
	case commerce.Duplicate:
		return "What to do next", "Give one of the two another SKU where they stand. Until then the stock of this code stays as the store shows it." + heals
	case commerce.EKMOnly:
		return "What to do next", "Make a product with this SKU in Brightpearl, or ignore the code if it is not meant to be there." + heals
	case commerce.WithoutSKU:
		return "What to do next", "Add a product code to the listing in EKM that is the product's SKU in Brightpearl." + heals
	case commerce.InvalidSKU:
		return "What to do next", "Choose a code that Brightpearl can hold and use it on both sides." + heals
	case commerce.BrightpearlOnly:
		return "What this means", "The product is in Brightpearl, but no listing of " + l.Store + " has its SKU. Nothing needs to be done if the store does not sell it."
	case commerce.NotStockTracked:
		return "What this means", "Orders of this code are posted with the product. Its stock is not sent to the store, because Brightpearl does not count it."
	case commerce.IgnoredSKU:
		return "What this means", "Its stock is not sent to the store, and the code is not counted as missing. Stop ignoring it to match it again."
	}
	return "What this means", "Orders of this code get the product, and its stock is sent to " + l.Store + " by itself."
}
