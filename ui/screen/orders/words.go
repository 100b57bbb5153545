package orders

import (
	"fmt"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
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
	orderDeleted = "SB-ORD-115"
	duplicateSKU = "SB-SKU-201"
)

// causeNames are the codes of the queue in two or three words, for state cells and chips. The full sentences stand with the order.
var causeNames = map[string]string{
	"SB-ORD-104":     "SKU not found",
	"SB-ORD-105":     "No tax code",
	"SB-ORD-106":     "No e-mail",
	"SB-ORD-107":     "Not a customer",
	"SB-ORD-110":     "No lines",
	"SB-ORD-111":     "Odd quantity",
	"SB-ORD-112":     "Sums do not fit",
	"SB-ORD-113":     "Unreadable",
	"SB-ORD-115":     "Order deleted",
	"SB-ORD-116":     "Sums differ",
	"SB-ORD-117":     "Other payment",
	excludedByPerson: "Excluded by a person",
	"SB-ORD-121":     "Cancelled in EKM",
	"SB-ORD-122":     "Status never imported",
	"SB-ORD-123":     "Status not downloaded",
	"SB-ORD-124":     "Waits for payment",
	"SB-SKU-201":     "Duplicate SKU",
	"SB-SET-301":     "Settings gaps",
	"SB-API-001":     "Refused",
	"SB-API-002":     "Record gone",
}

func causeName(c fault.Cause) string {
	if name := causeNames[c.Code]; name != "" {
		return name
	}
	title, _ := sentence(c.Text)
	return title
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
		return remedy{"Open SKU match", screen.Route{Screen: screen.Match, Store: o.StoreID, Text: sku, Tab: "all"}}
	case "SB-ORD-105":
		return remedy{"Open tax settings", screen.Route{Screen: screen.Settings, Store: o.StoreID, Tab: "tax"}}
	case "SB-ORD-106":
		return remedy{"Open customer settings", screen.Route{Screen: screen.Settings, Store: o.StoreID, Tab: "customers"}}
	case "SB-SET-301":
		return remedy{"Complete settings", screen.Route{Screen: screen.Stores, Store: o.StoreID}}
	case "SB-AUTH-001", "SB-AUTH-002", "SB-AUTH-003":
		return remedy{"Sign in again", screen.Route{Screen: screen.Stores, Store: o.StoreID}}
	}
	return remedy{}
}

// statusWord writes EKM's shouted statuses as people do: "DISPATCHED" is "Dispatched".
func statusWord(status string) string {
	status = strings.ToLower(strings.TrimSpace(strings.ReplaceAll(status, "_", " ")))
	if status == "" {
		return none
	}
	return strings.ToUpper(status[:1]) + status[1:]
}

// paymentWord says what EKM knows about the money.
func paymentWord(o commerce.Order) string {
	switch strings.ToUpper(strings.TrimSpace(o.PaymentStatus)) {
	case "SUCCESS":
		return "Paid"
	case "FAILED":
		return "Payment failed"
	case "PENDING":
		return "Payment pending"
	case "", "UNKNOWN":
		if o.Total == 0 {
			return "Nothing to pay"
		}
		return "Not stated"
	}
	return statusWord(o.PaymentStatus)
}

// tabs are the tabs of the queue and, where there is one, the ledger.
func (s *Screen) tabs() []kit.Tab {
	counts := s.summary.tabs
	tabs := []kit.Tab{
		{ID: tabTodo, Label: "To do", Count: counts[tabTodo]},
		{ID: tabProgress, Label: "In progress", Count: counts[tabProgress]},
		{ID: tabPosted, Label: "Posted today", Count: s.summary.overview.Posted},
		{ID: tabAll, Label: "All", Count: counts[tabAll]},
		{ID: tabExcluded, Label: "Excluded", Count: counts[tabExcluded]},
	}
	if s.o.Ledger != nil {
		tabs = append(tabs, kit.Tab{ID: tabLedger, Label: "Ledger", Count: kit.NoCount})
	}
	return tabs
}

func counters(s summary, open func(tab string, states ...string)) []kit.Counter {
	held := kit.Counter{Number: screen.Count(s.overview.Held), Word: "held", State: theme.Attention, Tapped: func() { open(tabTodo, string(commerce.OrderHeld)) }}
	if s.overview.Held == 0 {
		held.State = theme.NoState
	} else if s.overview.HeldMoney > 0 {
		held.Word += ", " + screen.Money(s.overview.HeldMoney, s.overview.Currency)
	}
	return []kit.Counter{
		{Number: screen.Count(s.overview.Posted), Word: "posted today", State: theme.OK, Tapped: func() { open(tabPosted) }},
		{Number: screen.Count(s.tabs[tabProgress]), Word: "waiting", Tapped: func() { open(tabProgress) }},
		held,
	}
}

// emptyState is what an empty table says: with proof where all is well, with the way out where a filter hides everything.
func emptyState(q listing.Query, s summary, all []view.StoreCard, now time.Time, clear, stores func()) kit.EmptyState {
	if q.Narrowed() {
		return kit.EmptyState{Title: "No order fits these filters", Line: hiddenLine(q, s), Button: "Clear filters", Tapped: clear}
	}
	if len(all) == 0 && s.tabs[tabAll] == 0 {
		return kit.EmptyState{Title: "No orders yet", Line: "Orders arrive here as soon as a store is connected and its orders are switched on.",
			Button: "Connect a store", Tapped: stores}
	}
	last := "Nothing was posted yet."
	if !s.overview.LastPosted.IsZero() {
		last = fmt.Sprintf("%s posted today, last %s.", screen.Count(s.overview.Posted), screen.When(s.overview.LastPosted, now))
	}
	switch q.Tab {
	case tabTodo:
		return kit.EmptyState{Title: "Nothing needs you", Line: last}
	case tabProgress:
		return kit.EmptyState{Title: "Nothing is on its way", Line: "New orders are looked for all the time. " + last}
	case tabPosted:
		return kit.EmptyState{Title: "Nothing posted today", Line: "Earlier orders are under All."}
	case tabExcluded:
		return kit.EmptyState{Title: "Nothing is excluded", Line: "Orders that a rule or a person leaves out of Brightpearl stand here."}
	}
	return kit.EmptyState{Title: "No orders yet", Line: "New orders are looked for all the time; the first one appears by itself."}
}

func hiddenLine(q listing.Query, s summary) string {
	n := s.tabs[q.Tab]
	if q.Tab == tabPosted {
		n = s.overview.Posted
	}
	switch {
	case q.Store != 0: // the counts are those of the store, which is itself a filter
		return "Other orders are hidden by the filters or the search above."
	case n == 0:
		return "There is none without them either."
	}
	return screen.Plural(n, "order is", "orders are") + " here without them."
}
