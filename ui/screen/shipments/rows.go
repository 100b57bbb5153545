package shipments

import (
	"strconv"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/theme"
)

func columns() []kit.Column {
	return []kit.Column{
		{ID: "state", Title: "State", Kind: kit.KindState, Width: 132, Sortable: true},
		{ID: "number", Title: "EKM no.", Kind: kit.KindMedium, Width: 96, Sortable: true},
		{ID: "store", Title: "Store", Width: 80, Muted: true, Sortable: true},
		{ID: "brightpearl", Title: "Brightpearl", Width: 64, Yields: 4},
		{ID: "note", Title: "Note", Width: 104, Muted: true, Yields: 3},
		{ID: "units", Title: "Units", Right: true, Width: 38},
		{ID: "carrier", Title: "Carrier", Width: 72, Grow: true},
		{ID: "tracking", Title: "Tracking", Kind: kit.KindCode, Width: 116},
		{ID: "shipped", Title: "Shipped", Right: true, Width: 48, Sortable: true, Yields: 1},
		{ID: "status", Title: "EKM status", Width: 142, Yields: 2},
		{ID: "sent", Title: "Told", Right: true, Width: 76, Muted: true, Sortable: true, Yields: 5},
		{ID: "email", Title: "E-mail", Width: 44, Muted: true, Hidden: true},
	}
}

func rowOf(h view.ShipmentRow, now time.Time) kit.Row {
	at := standingOf(h)
	order := strconv.FormatInt(h.SalesOrderID, 10)
	if h.SalesOrderID == 0 {
		order = "None"
	}
	number := trackingCell(h.Tracking)
	told := kit.Cell{Text: "Not yet"}
	if !h.SentAt.IsZero() {
		told.Text = screen.When(h.SentAt, now)
	}
	move := kit.Cell{Text: statusMove(h), Muted: !untold(h)}
	if at.state == theme.Error {
		move.Emphasis = theme.Error
	}
	return kit.Row{Key: placeOf(h).key(), Cells: []kit.Cell{
		{Text: at.word, State: at.state, Icon: at.icon},
		{Text: orNone(h.Number)},
		{Text: h.Store},
		{Text: order},
		{Text: kindWord(h)},
		{Text: unitsOf(h)},
		{Text: orNone(h.Carrier), Muted: h.Carrier == ""},
		number,
		{Text: screen.When(h.ShippedAt, now)},
		move,
		told,
		{Text: "None"},
	}}
}

func tabs(counts map[string]int) []kit.Tab {
	out := []kit.Tab{{ID: tabTodo, Label: "To tell the store"}, {ID: tabTold, Label: "Told"}, {ID: tabProblems, Label: "Problems"}, {ID: tabAll, Label: "All"}}
	for i := range out {
		out[i].Count = kit.NoCount
		if n, ok := counts[out[i].ID]; ok {
			out[i].Count = n
		}
	}
	return out
}

func filters() []kit.Filter {
	return []kit.Filter{
		{ID: listing.StateFilter, Label: "State", Choices: []kit.Choice{
			{Value: string(commerce.ShipmentWaiting), Label: "To send"}, {Value: string(commerce.ShipmentSent), Label: "Told"},
			{Value: string(commerce.ShipmentSuperseded), Label: "Told by others"}, {Value: string(commerce.ShipmentHeld), Label: "Held"},
		}},
		{ID: shippedFilter, Label: "Shipped", Choices: []kit.Choice{{Value: shippedToday, Label: "Shipped today"},
			{Value: shippedWeek, Label: "Shipped in 7 days"}, {Value: shippedMonth, Label: "Shipped in 30 days"}}},
	}
}

// counters are the figures of the header; the tabs among them open theirs. E-mails below 0 are not known.
func counters(counts map[string]int, emails int, open func(tab string)) []kit.Counter {
	if counts == nil {
		return nil
	}
	tap := func(tab string) func() { return func() { open(tab) } }
	state := func(n int, s theme.State) theme.State {
		if n == 0 {
			return theme.NoState
		}
		return s
	}
	list := []kit.Counter{
		{Number: screen.Count(counts[tabTodo]), Word: "to tell", State: state(counts[tabTodo], theme.Working), Tapped: tap(tabTodo)},
		{Number: screen.Count(counts[tabProblems]), Word: problems(counts[tabProblems]), State: state(counts[tabProblems], theme.Error), Tapped: tap(tabProblems)},
		{Number: screen.Count(counts[tabTold]), Word: "told", State: theme.OK, Tapped: tap(tabTold)},
	}
	switch {
	case emails == 0:
		list = append(list, kit.Counter{Number: "0", Word: "customer e-mails caused", State: theme.OK})
	case emails > 0:
		list = append(list, kit.Counter{Number: screen.Count(emails), Word: "customer e-mails caused", State: theme.Error})
	}
	return list
}

func problems(n int) string {
	if n == 1 {
		return "problem"
	}
	return "problems"
}

// emptyOf is what stands where no rows are; last is when the newest note of all was shipped.
func emptyOf(q listing.Query, last, now time.Time, clear func()) kit.EmptyState {
	if q.Narrowed() {
		return kit.EmptyState{Title: "No note fits these filters", Line: "Other notes are hidden by the filters or the search above.", Button: "Clear filters", Tapped: clear}
	}
	next := "Fulfil orders in Brightpearl or in your shipping system; a shipped note appears here by itself."
	switch {
	case q.Tab == tabProblems:
		return kit.EmptyState{Title: "No shipment needs you", Line: "A note appears here when EKM refuses its status, or when its order was cancelled there."}
	case last.IsZero():
		return kit.EmptyState{Title: "No goods-out note was shipped yet", Line: next}
	case q.Tab == tabTodo:
		return kit.EmptyState{Title: "Every store knows of every shipment", Line: "No note was shipped since " + screen.When(last, now) + ". " + next}
	}
	return kit.EmptyState{Title: "No store was told of a shipment yet", Line: next}
}

// fault says in full what a failed reading means.
func fault(error) (title, line string) {
	return "The shipments could not be read",
		"Stockbridge's own database on this computer did not answer. Nothing is lost: notes that wait are told as soon as it answers again. Try again; if it comes back, see Diagnostics."
}

// sendQuestion is the confirmation of sending several orders at once.
func sendQuestion(orders int, effect string) (title, text, verb string) {
	noun := screen.Plural(orders, "order", "orders")
	return "Tell EKM of " + noun + " now?", effect + " The status cannot be taken back by Stockbridge. No customer e-mail is sent, the guard is on.",
		"Send " + screen.Count(orders) + " now"
}
