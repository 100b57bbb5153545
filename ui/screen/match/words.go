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
	waiting := kit.Counter{Number: screen.Count(s.waiting), Word: "lines waiting", Tapped: func() { open(tabCosts, nil) }}
	switch {
	case s.more:
		waiting.Number += "+"
	case s.waiting == 1:
		waiting.Word = "line waiting"
	}
	list := []kit.Counter{
		{Number: screen.Count(s.matched()), Word: "of " + screen.Count(s.live()) + " matched", State: theme.OK,
			Tapped: func() {
				open(tabAll, []string{string(commerce.Matched), string(commerce.Bundled), string(commerce.NotStockTracked)})
			}},
		missing, waiting,
	}
	if len(s.worth) == 1 { // of several currencies there is no sum
		for currency, money := range s.worth {
			if money > 0 {
				// The first counter is the first to go where there is no room.
				list = slices.Insert(list, 0, kit.Counter{Number: screen.Money(money, currency), Word: "of stock not managed", Tapped: func() { open(tabAll, slices.Clone(unmatched)) }})
			}
		}
	}
	return list
}

func filters(s summary) []kit.Filter {
	states := kit.Filter{ID: listing.StateFilter, Label: "State", Multi: true, Extra: true}
	for _, tab := range tabOrder {
		if tab != tabCosts && tab != tabAll {
			states.Choices = append(states.Choices, kit.Choice{Value: tab, Label: tabLabel(tab), Note: screen.Count(s.tabs[tab])})
		}
	}
	suggestions := kit.Filter{ID: kindFilter, Label: "Suggestion kind"}
	for _, k := range kindOrder {
		suggestions.Choices = append(suggestions.Choices, kit.Choice{Value: string(k), Label: kinds[k].short, Note: screen.Count(s.kinds[k])})
	}
	return []kit.Filter{
		{ID: hasFilter, Label: "Has", Multi: true, Choices: []kit.Choice{
			{Value: hasAsked, Label: "Open orders"}, {Value: hasSold, Label: "Sold in 30 days"},
			{Value: hasStock, Label: "Store shows stock"}, {Value: hasChosen, Label: "Chosen by a person"},
		}},
		suggestions, states,
		{ID: sinceFilter, Label: "Since", Extra: true, Choices: []kit.Choice{
			{Value: "day", Label: "Since yesterday"}, {Value: "week", Label: "Last 7 days"}, {Value: "month", Label: "Last 30 days"},
		}},
	}
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
	proof := fmt.Sprintf("%s of %s live EKM codes are matched", screen.Count(s.matched()), screen.Count(s.live()))
	if s.matched() == s.live() {
		proof = fmt.Sprintf("All %s live EKM codes are matched", screen.Count(s.matched()))
	}
	if last := contact(all, q.OneStore()); !last.IsZero() {
		proof += ", last contact with EKM " + screen.When(last, now)
	}
	proof += "."
	if s.reading {
		proof += " A catalogue is still being read, so there may be more."
	}
	if q.Tab == tabCosts && s.unmatched() > 0 {
		return kit.EmptyState{Title: "Nothing costs money now", Line: "No open order waits for a code, and none of them was sold in 30 days. " + proof,
			Button: fmt.Sprintf("Show the %s not matched", screen.Count(s.unmatched())), Tapped: func() { open(tabAll, slices.Clone(unmatched)) }}
	}
	titles := map[string]string{
		tabCosts: "Nothing costs money now", string(commerce.NearMatch): "No near matches", string(commerce.Duplicate): "No code is used twice",
		string(commerce.EKMOnly): "Every EKM code is known in Brightpearl", string(commerce.WithoutSKU): "Every listing has a code",
		string(commerce.InvalidSKU): "Every code fits Brightpearl", string(commerce.Matched): "Nothing is matched yet",
		string(commerce.BrightpearlOnly): "Every product is sold in the store", string(commerce.NotStockTracked): "Stock of every matched product is tracked",
		string(commerce.IgnoredSKU): "No code is ignored", string(commerce.ChangedProduct): "No SKU has moved to another product",
		string(commerce.Bundled): "No listing means a bundle",
	}
	return kit.EmptyState{Title: titles[q.Tab], Line: proof}
}

// nextStep says what a person does about a code. This program edits no product, so the lasting cures lie in EKM or Brightpearl.
func nextStep(l view.LinkRow) (title, text string) {
	heals := " Stockbridge notices the change by itself; orders that wait for the code then go on."
	switch l.State {
	case commerce.NearMatch:
		return "What linking does", linkWords(l)
	case commerce.Duplicate:
		return "What to do next", "Give one of the two another SKU where they stand, or choose the product of this listing. Until then its stock stays as the store shows it." + heals
	case commerce.EKMOnly:
		return "What to do next", "Make a product with this SKU in Brightpearl, choose the product if it has another SKU there, or ignore the code." + heals
	case commerce.WithoutSKU:
		return "What to do next", "Add a product code to the listing in EKM that is the product's SKU in Brightpearl, or choose the product." + heals
	case commerce.InvalidSKU:
		return "What to do next", "Choose a code that Brightpearl can hold and use it on both sides, or choose the product that is meant." + heals
	case commerce.BrightpearlOnly:
		return "What this means", "The product is in Brightpearl, but no listing of " + l.Store + " has its SKU. Nothing needs to be done if the store does not sell it."
	case commerce.NotStockTracked:
		return "What this means", "Orders of this code are posted with the product. Its stock is not sent to the store, because Brightpearl does not count it."
	case commerce.IgnoredSKU:
		return "What this means", "Its stock is not sent to the store, and the code is not counted as missing. Stop ignoring it to match it again."
	case commerce.ChangedProduct:
		return "What to do next", "Look whether both products are the same goods. Confirm if the SKU was moved on purpose; if not, put it back in Brightpearl, or choose the product."
	case commerce.Bundled:
		return "What this means", "Orders of this code are posted with the bundle. Brightpearl counts no stock for it: " + l.Store + " shows how many can be made of its parts, the scarcest of which decides."
	}
	return "What this means", "Orders of this code get the product, and its stock is sent to " + l.Store + " by itself."
}

// linkWords says what accepting a suggestion changes, with figures.
func linkWords(l view.LinkRow) string {
	text := l.Store + " gets the stock of the product from the next push on"
	switch {
	case l.HasListed && l.HasOnHand:
		text = fmt.Sprintf("%s shows %s now. From the next push on it follows the product, of which %s on hand", l.Store, screen.Count(l.Listed), are(l.OnHand))
	case l.HasListed:
		text = fmt.Sprintf("%s shows %s now and follows the product's stock from the next push on", l.Store, screen.Count(l.Listed))
	}
	text += "."
	if n := l.OpenOrderRows; n > 0 {
		text += " " + waitingWords(n) + "."
	}
	return text + " No product is edited; to rename it in EKM is the lasting cure."
}

// waitingWords says what becomes of order lines that ask for a code: "2 order lines that wait for it go on by themselves".
func waitingWords(n int) string {
	if n == 1 {
		return "1 order line that waits for it goes on by itself"
	}
	return screen.Count(n) + " order lines that wait for it go on by themselves"
}

func are(n int64) string {
	if n == 1 {
		return "1 is"
	}
	return screen.Count(n) + " are"
}
