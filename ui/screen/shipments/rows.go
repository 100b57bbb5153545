package shipments

import (
	"fmt"
	"strconv"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/theme"
)

func columns() []kit.Column {
	return []kit.Column{
		{ID: "state", Title: say.T("State"), Kind: kit.KindState, Width: 136, Sortable: true},
		{ID: "number", Title: say.T("EKM no."), Kind: kit.KindMedium, Width: 88, Sortable: true},
		{ID: "store", Title: say.T("Store"), Width: 74, Muted: true, Sortable: true},
		{ID: "brightpearl", Title: say.T("Brightpearl"), Width: 66, Yields: 4},
		{ID: "note", Title: say.T("Note"), Width: 136, Muted: true, Yields: 3},
		{ID: "units", Title: say.T("Units"), Right: true, Width: 56},
		{ID: "carrier", Title: say.T("Carrier"), Width: 80, Grow: true},
		{ID: "tracking", Title: say.T("Tracking"), Kind: kit.KindCode, Width: 116},
		{ID: "shipped", Title: say.T("Shipped"), Right: true, Width: 56, Sortable: true, Yields: 1},
		{ID: "status", Title: say.T("EKM status"), Width: 140, Yields: 2},
		{ID: "delay", Title: say.T("Delay"), Right: true, Width: 76, Yields: 5},
		{ID: "email", Title: say.T("E-mail"), Width: 44, Muted: true, Yields: 6},
		{ID: "sent", Title: say.T("Told"), Right: true, Width: 50, Muted: true, Sortable: true, Yields: 7},
	}
}

func rowOf(h view.ShipmentRow, now time.Time) kit.Row {
	at := standingOf(h, now)
	order := strconv.FormatInt(h.SalesOrderID, 10)
	if h.SalesOrderID == 0 {
		order = say.T("None")
	}
	note := kit.Cell{Text: kindInShort(h) + " " + strconv.FormatInt(h.NoteID, 10)}
	if whole := kindWord(h); whole != note.Text {
		note.Tip = whole
	}
	if h.Notes > 1 {
		note.Detail = fmt.Sprintf("+%d", h.Notes-1)
	}
	told := kit.Cell{Text: notTold(h)}
	if !h.SentAt.IsZero() {
		told = kit.Moment(moment(h.SentAt, now), h.SentAt)
	}
	move := kit.Cell{Text: statusMove(h), Muted: !untold(h)}
	mail := kit.Cell{Text: say.T("None")}
	if caused(h) {
		mail = kit.Cell{Text: say.X("e-mail", "Marked"), Emphasis: theme.Error, Tip: say.T("EKM marked this order as mailed")}
	}
	delay := delayOf(h, now)
	if at.state == theme.Error {
		move.Emphasis = theme.Error
	} else if late(h, now) {
		delay.Emphasis = theme.Attention
	}
	return kit.Row{Key: placeOf(h).key(), Cells: []kit.Cell{
		{Text: at.word, State: at.state, Icon: at.icon},
		{Text: orNone(h.Number)},
		{Text: h.Store},
		{Text: order},
		note,
		{Text: unitsOf(h)},
		{Text: orNone(h.Carrier), Muted: h.Carrier == ""},
		trackingCell(h.Tracking),
		kit.Moment(moment(h.ShippedAt, now), h.ShippedAt),
		move,
		delay,
		mail,
		told,
	}}
}

func tabs(counts map[string]int) []kit.Tab {
	out := []kit.Tab{{ID: tabTodo, Label: say.T("To tell the store")}, {ID: tabPart, Label: say.T("Part-dispatched")}, {ID: tabToday, Label: say.T("Told today")},
		{ID: tabProblems, Label: say.T("Problems")}, {ID: tabAll, Label: say.T("All")}}
	for i := range out {
		out[i].Count = kit.NoCount
		if n, ok := counts[out[i].ID]; ok {
			out[i].Count = n
		}
	}
	return out
}

func filters(q listing.Query, carriers []string) []kit.Filter {
	out := []kit.Filter{
		{ID: listing.StateFilter, Label: say.T("State"), Multi: true, Choices: []kit.Choice{
			{Value: string(commerce.ShipmentWaiting), Label: say.T("To send")},
			{Value: string(commerce.ShipmentHeld), Label: say.T("Held")},
			{Value: string(commerce.ShipmentReversed), Label: say.T("Taken back")},
			{Value: string(commerce.ShipmentSent), Label: say.T("Told")},
			{Value: string(commerce.ShipmentSuperseded), Label: say.T("Told by others")},
			{Value: string(commerce.ShipmentHandled), Label: say.T("Handled")},
		}},
		{ID: kindFilter, Label: say.T("Kind"), Choices: []kit.Choice{{Value: hasGoodsOut, Label: say.T("Goods-out")}, {Value: hasDropShip, Label: say.T("Drop-ship")}}},
		{ID: carrierFilter, Label: say.T("Carrier"), Choices: carrierChoices(q.Value(carrierFilter), carriers)},
		{ID: onlyFilter, Label: say.T("Only"), Multi: true, Choices: []kit.Choice{
			{Value: hasUntracked, Label: say.T("Without tracking")},
			{Value: hasLate, Label: say.T("Waiting over 1 h")},
			{Value: hasCancelled, Label: say.T("Cancelled in EKM")},
		}},
	}
	if q.Tab != tabToday {
		out = append(out, kit.Filter{ID: shippedFilter, Label: say.T("Shipped"), Choices: []kit.Choice{{Value: shippedToday, Label: say.T("Shipped today")},
			{Value: shippedWeek, Label: say.T("Shipped in 7 days")}, {Value: shippedMonth, Label: say.T("Shipped in 30 days")}}})
	}
	return out
}

// carrierChoices are the carriers that were read, and the chosen one even before that.
func carrierChoices(chosen string, carriers []string) []kit.Choice {
	var out []kit.Choice
	known := chosen == ""
	for _, c := range carriers {
		known = known || c == chosen
		out = append(out, kit.Choice{Value: c, Label: kit.Elide(c, theme.Body, 220)})
	}
	if !known {
		out = append(out, kit.Choice{Value: chosen, Label: chosen})
	}
	return out
}

// counters are the figures of the header; the tabs among them open theirs. E-mails below 0 are not known.
func counters(counts map[string]int, emails int, open func(tab string)) []kit.Counter {
	if counts == nil {
		return nil
	}
	count := func(tab, word string, state theme.State) kit.Counter {
		n := counts[tab]
		if n == 0 {
			state = theme.NoState
		}
		return kit.Counter{Number: say.Count(n), Word: word, State: state, Tapped: func() { open(tab) }}
	}
	list := []kit.Counter{
		count(tabTodo, say.T("to tell"), theme.Working),
		count(tabPart, say.T("part-dispatched"), theme.Attention),
		count(tabProblems, say.N(counts[tabProblems], "problem", "problems"), theme.Error),
		count(tabToday, say.T("told today"), theme.OK),
	}
	switch {
	case emails == 0:
		list = append(list, kit.Counter{Number: say.Count(0), Word: say.N(0, "customer e-mail caused", "customer e-mails caused"), State: theme.OK})
	case emails > 0:
		list = append(list, kit.Counter{Number: say.Count(emails), Word: say.N(emails, "customer e-mail caused", "customer e-mails caused"), State: theme.Error})
	}
	return list
}

// emptyOf is what stands where no rows are; last is when the newest note of all was shipped.
func emptyOf(q listing.Query, last, now time.Time, clear func()) kit.EmptyState {
	if q.Narrowed() {
		return kit.EmptyState{Title: say.T("No note fits these filters"), Line: say.T("Other notes are hidden by the filters or the search above."), Button: say.T("Clear filters"), Tapped: clear}
	}
	next := say.T("Fulfil in Brightpearl or in your shipping system; a shipped note appears here by itself.")
	switch {
	case q.Tab == tabProblems:
		return kit.EmptyState{Title: say.T("No shipment needs you"),
			Line: say.T("A note appears here when EKM refuses its status, when its order was cancelled there, or when Brightpearl takes it back after EKM was told.")}
	case last.IsZero():
		return kit.EmptyState{Title: say.T("No goods-out note was shipped yet"), Line: next}
	case q.Tab == tabPart:
		return kit.EmptyState{Title: say.T("No order is shipped in part"), Line: say.T("An order stands here from its first parcel until the last of it has left.")}
	case q.Tab == tabTodo:
		return kit.EmptyState{Title: say.T("No goods-out note shipped since {time}", say.When(last, now)), Line: say.T("Every store was told of what was shipped before.") + " " + next}
	case q.Tab == tabToday:
		return kit.EmptyState{Title: say.T("No store was told of a shipment today"), Line: lastShipped(last, now) + " " + next}
	}
	return kit.EmptyState{Title: say.T("No goods-out note is stored"), Line: next}
}

// lastShipped says when the newest note of all was shipped.
func lastShipped(t, now time.Time) string {
	if today(t, now) {
		return say.T("The newest note was shipped at {time}.", say.When(t, now))
	}
	return say.T("The newest note was shipped on {date}.", say.When(t, now))
}

func today(t, now time.Time) bool { return screen.Midnight(t).Equal(screen.Midnight(now)) }

// fault says in full what a failed reading means.
func fault(error) (title, line string) {
	return say.T("The shipments could not be read"),
		say.T("Stockbridge's own database on this computer did not answer. Nothing is lost: notes that wait are told as soon as it answers again. Try again; if it comes back, see Diagnostics.")
}
