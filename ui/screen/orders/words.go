package orders

import (
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/theme"
)

// excludedByPerson is the cause code of orders that somebody took out by hand.
const excludedByPerson = "SB-ORD-120"

// The causes that the screen knows a cure for.
const (
	noProduct    = "SB-ORD-104"
	noTaxCode    = "SB-ORD-105"
	noEmail      = "SB-ORD-106"
	notCustomer  = "SB-ORD-107"
	productGone  = "SB-ORD-108" // the product that a person chose
	orderDeleted = "SB-ORD-115"
	duplicateSKU = "SB-SKU-201"
)

// causeNames are the codes of the queue in two or three words, for state cells and chips. The full sentences stand with the order.
var causeNames = map[string]string{
	"SB-ORD-104":     say.Mark("SKU not found"),
	"SB-ORD-105":     say.Mark("No tax code"),
	"SB-ORD-106":     say.Mark("No e-mail"),
	"SB-ORD-107":     say.Mark("Not a customer"),
	productGone:      say.Mark("Chosen product gone"),
	"SB-ORD-110":     say.Mark("No lines"),
	"SB-ORD-111":     say.Mark("Odd quantity"),
	"SB-ORD-112":     say.Mark("Sums do not fit"),
	"SB-ORD-113":     say.Mark("Unreadable"),
	"SB-ORD-115":     say.Mark("Order deleted"),
	"SB-ORD-116":     say.Mark("Sums differ"),
	"SB-ORD-117":     say.Mark("Other payment"),
	excludedByPerson: say.Mark("Excluded by a person"),
	"SB-ORD-121":     say.Mark("Cancelled in EKM"),
	"SB-ORD-122":     say.Mark("Status never imported"),
	"SB-ORD-123":     say.Mark("Status not downloaded"),
	"SB-ORD-124":     say.Mark("Waits for payment"),
	"SB-ORD-128":     say.Mark("Paid by rule"),
	"SB-ORD-129":     say.Mark("Unpaid by rule"),
	"SB-SKU-201":     say.Mark("Duplicate SKU"),
	"SB-SET-301":     say.Mark("Settings gaps"),
	"SB-API-001":     say.Mark("Refused"),
	"SB-API-002":     say.Mark("Record gone"),
}

func causeName(c fault.Cause) string {
	if name := causeNames[c.Code]; name != "" {
		return say.Of(name)
	}
	title, _ := sentence(c.Text)
	return say.Of(title)
}

// sentence splits off the first sentence, without its full stop: titles have none.
func sentence(text string) (first, rest string) {
	text = strings.TrimSpace(text)
	at := strings.Index(text, ". ")
	if at < 0 {
		return strings.TrimSuffix(text, "."), ""
	}
	return text[:at], strings.TrimSpace(text[at+2:])
}

// remedy is where the cure of a cause lies; zero when it is not in this program.
type remedy struct {
	label string
	route screen.Route
}

func remedyOf(o view.OrderRow, sku string) remedy {
	switch o.Cause.Code {
	case "SB-ORD-104", "SB-SKU-201":
		return remedy{say.T("Open SKU match"), screen.Route{Screen: screen.Match, Store: o.StoreID, Text: sku, Tab: "all"}}
	case "SB-ORD-105":
		return remedy{say.T("Open tax settings"), screen.Route{Screen: screen.Settings, Store: o.StoreID, Tab: "tax"}}
	case "SB-ORD-106":
		return remedy{say.T("Open customer settings"), screen.Route{Screen: screen.Settings, Store: o.StoreID, Tab: "customers"}}
	case "SB-SET-301":
		return remedy{say.T("Complete settings"), screen.Route{Screen: screen.Stores, Store: o.StoreID}}
	case "SB-AUTH-001", "SB-AUTH-002", "SB-AUTH-003":
		return remedy{say.T("Sign in again"), screen.Route{Screen: screen.Stores, Store: o.StoreID}}
	}
	return remedy{}
}

// statusWord writes EKM's shouted statuses as people do: "DISPATCHED" is "Dispatched".
func statusWord(status string) string {
	status = strings.ToLower(strings.TrimSpace(strings.ReplaceAll(status, "_", " ")))
	if status == "" {
		return none()
	}
	return say.Of(capital(status))
}

// paymentWord says what EKM knows about the money.
func paymentWord(o commerce.Order) string {
	switch strings.ToUpper(strings.TrimSpace(o.PaymentStatus)) {
	case "SUCCESS":
		return say.T("Paid")
	case "FAILED":
		return say.T("Payment failed")
	case "PENDING":
		return say.T("Payment pending")
	case "", "UNKNOWN":
		if o.Total == 0 {
			return say.T("Nothing to pay")
		}
		return say.T("Not stated")
	}
	return statusWord(o.PaymentStatus)
}

// tabs are the tabs of the queue and, where there is one, the ledger.
func (s *Screen) tabs() []kit.Tab {
	counts := s.summary.tabs
	tabs := []kit.Tab{
		{ID: tabTodo, Label: say.T("To do"), Count: counts[tabTodo]},
		{ID: tabProgress, Label: say.T("In progress"), Count: counts[tabProgress]},
		{ID: tabPosted, Label: say.T("Posted today"), Count: s.summary.overview.Posted},
		{ID: tabAll, Label: say.T("All"), Count: counts[tabAll]},
		{ID: tabExcluded, Label: say.T("Excluded"), Count: counts[tabExcluded]},
	}
	if s.o.Ledger != nil {
		tabs = append(tabs, kit.Tab{ID: tabLedger, Label: say.T("Ledger"), Count: kit.NoCount})
	}
	return tabs
}

func counters(s summary, open func(tab string, states ...string)) []kit.Counter {
	held := kit.Counter{Number: say.Count(s.overview.Held), Word: say.T("held"), State: theme.Attention, Tapped: func() { open(tabTodo, string(commerce.OrderHeld)) }}
	if s.overview.Held == 0 {
		held.State = theme.NoState
	} else if s.overview.HeldMoney > 0 {
		held.Word = say.T("held, {money}", say.Money(s.overview.HeldMoney, s.overview.Currency))
	}
	return []kit.Counter{
		{Number: say.Count(s.overview.Posted), Word: say.T("posted today"), State: theme.OK, Tapped: func() { open(tabPosted) }},
		{Number: say.Count(s.tabs[tabProgress]), Word: say.X("orders", "waiting"), Tapped: func() { open(tabProgress) }},
		held,
	}
}

// emptyState is what an empty table says: with proof where all is well, with the way out where a filter hides everything.
func emptyState(q listing.Query, s summary, all []view.StoreCard, now time.Time, clear, stores func()) kit.EmptyState {
	if q.Narrowed() {
		return kit.EmptyState{Title: say.T("No order fits these filters"), Line: hiddenLine(q, s), Button: say.T("Clear filters"), Tapped: clear}
	}
	if len(all) == 0 && s.tabs[tabAll] == 0 {
		return kit.EmptyState{Title: say.T("No orders yet"), Line: say.T("Orders arrive here as soon as a store is connected and its orders are switched on."),
			Button: say.T("Connect a store"), Tapped: stores}
	}
	last := say.T("Nothing was posted yet.")
	if !s.overview.LastPosted.IsZero() {
		last = say.T("{count} posted today, last {time}.", s.overview.Posted, say.When(s.overview.LastPosted, now))
	}
	switch q.Tab {
	case tabTodo:
		return kit.EmptyState{Title: say.T("Nothing needs you"), Line: last}
	case tabProgress:
		return kit.EmptyState{Title: say.T("Nothing is on its way"), Line: join(say.T("New orders are looked for all the time."), last)}
	case tabPosted:
		return kit.EmptyState{Title: say.T("Nothing posted today"), Line: say.T("Earlier orders are under All.")}
	case tabExcluded:
		return kit.EmptyState{Title: say.T("Nothing is excluded"), Line: say.T("Orders that a rule or a person leaves out of Brightpearl stand here.")}
	}
	return kit.EmptyState{Title: say.T("No orders yet"), Line: say.T("New orders are looked for all the time; the first one appears by itself.")}
}

func hiddenLine(q listing.Query, s summary) string {
	n := s.tabs[q.Tab]
	if q.Tab == tabPosted {
		n = s.overview.Posted
	}
	switch {
	case q.Store != 0: // the counts are those of the store, which is itself a filter
		return say.T("Other orders are hidden by the filters or the search above.")
	case n == 0:
		return say.T("There is none without them either.")
	}
	return say.N(n, "{n} order is here without them.", "{n} orders are here without them.")
}

// personWord turns the person at this window, whom the log calls You, into the middle of a sentence.
func personWord(actor string) string {
	if actor == "You" {
		return say.T("you")
	}
	return actor
}
