package orders

import (
	"strconv"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// attempts is how often a step is tried by itself before the order is held; it only completes the words "Retry 2 of 8".
const attempts = 8

// none stands where a value does not exist yet; a blank would look like a fault of the screen.
func none() string { return say.T("None") }

// digits writes a number that names something, which has no separators.
func digits(n int64) string { return strconv.FormatInt(n, 10) }

// partOf writes "2 of 3" for a narrow column.
func partOf(part, whole int64) string { return say.X("column", "{part} of {whole}", part, whole) }

func columns() []kit.Column {
	return []kit.Column{
		{ID: "state", Title: say.T("State"), Kind: kit.KindState, Width: 152, Sortable: true},
		{ID: "number", Title: say.T("EKM no."), Kind: kit.KindMedium, Width: 90, Sortable: true},
		{ID: "store", Title: say.T("Store"), Width: 80, Muted: true, Sortable: true},
		{ID: "placed", Title: say.T("Placed"), Kind: kit.KindNumber, Width: 84, Muted: true, Sortable: true, Yields: 8},
		{ID: "age", Title: say.T("Age"), Kind: kit.KindNumber, Width: max(66, theme.Body.Measure(say.Span(9*time.Hour+59*time.Minute))), Muted: true, Sortable: true},
		{ID: "customer", Title: say.T("Customer"), Width: 88, Sortable: true, Grow: true},
		{ID: "lines", Title: say.X("column", "Lines"), Kind: kit.KindNumber, Width: 42, Yields: 1},
		{ID: "reserved", Title: say.X("column", "Reserved"), Kind: kit.KindNumber, Width: 56, Yields: 2},
		{ID: "total", Title: say.T("Total"), Kind: kit.KindNumber, Width: 70, Sortable: true},
		{ID: "tax", Title: say.T("Tax"), Width: 52, Muted: true, Yields: 5},
		{ID: "paid", Title: say.T("Paid"), Width: 50, Muted: true, Yields: 4},
		{ID: "brightpearl", Title: say.T("Brightpearl no."), Width: 92, Sortable: true, Yields: 3},
		{ID: "shipped", Title: say.T("Shipped"), Kind: kit.KindNumber, Width: 52, Yields: 6},
		{ID: "cause", Title: say.T("Cause"), Width: 180, Muted: true, Yields: 7, Grow: true},
		{ID: "status", Title: say.T("EKM status"), Width: 96, Muted: true, Hidden: true},
		{ID: "country", Title: say.T("Country"), Width: 56, Muted: true, Hidden: true},
	}
}

// tableRow prepares an order for the table.
func tableRow(o view.OrderRow, now time.Time) kit.Row {
	m := markOf(o, now)
	return kit.Row{Key: formatOrder(o.ID), Cells: []kit.Cell{
		stateCell(o, m),
		{Text: o.Number},
		{Text: o.Store},
		kit.Moment(say.When(o.PlacedAt, now), o.PlacedAt),
		kit.Moment(screen.Ago(o.PlacedAt, now), o.PlacedAt),
		text(o.Customer),
		tied(o),
		reserved(o),
		{Text: say.Money(o.Total, o.Currency)},
		tax(o),
		paid(o),
		salesOrder(o),
		shipped(o),
		causeCell(o),
		{Text: statusWord(o.EKMStatus)},
		text(o.Country),
	}}
}

// stateCell adds to a held order what holds it, and to a retry when it comes.
func stateCell(o view.OrderRow, m mark) kit.Cell {
	c := kit.Moment(m.word, m.at)
	c.State, c.Icon, c.Detail = m.state, m.icon, m.detail
	if o.State == commerce.OrderHeld {
		c.Detail = causeName(o.Cause)
	}
	return c
}

// mark is an order's state as icon, word and colour, with a quieter detail.
type mark struct {
	state  theme.State
	icon   string
	word   string
	detail string
	at     time.Time // the moment that word or detail speaks of, zero for none
}

func markOf(o view.OrderRow, now time.Time) mark {
	switch o.State {
	case commerce.OrderHeld:
		return mark{state: theme.Attention, icon: "hand", word: say.T("Held")}
	case commerce.OrderPosted:
		return postedMark(o)
	case commerce.OrderExcluded:
		if o.Cause.Code == excludedByPerson {
			return mark{state: theme.Unknown, icon: "circle-minus", word: say.T("Excluded")}
		}
		return mark{state: theme.Unknown, icon: "circle-minus", word: say.T("Excluded by rule")}
	case commerce.OrderCancelled:
		return mark{state: theme.Error, icon: "circle-x", word: say.T("Cancelled in EKM")}
	case commerce.OrderWaiting, commerce.OrderWorking:
		return openMark(o, now)
	}
	return mark{state: theme.Unknown, icon: "", word: say.T("Not known")}
}

func openMark(o view.OrderRow, now time.Time) mark {
	switch {
	case o.WaitsForPayment:
		return mark{state: theme.Unknown, icon: "clock", word: say.T("Waits for payment")}
	case o.Attempts > 0:
		m := mark{state: theme.Working, icon: "rotate-cw", word: say.T("Retry {attempt} of {most}", min(o.Attempts+1, attempts), attempts)}
		if !o.NextAttemptAt.IsZero() && o.NextAttemptAt.After(now) {
			m.detail, m.at = say.T("at {time}", say.When(o.NextAttemptAt, now)), o.NextAttemptAt
		}
		return m
	case o.State == commerce.OrderWaiting && (o.Stage == commerce.Received || o.Stage == ""):
		return mark{state: theme.Working, icon: "clock", word: say.T("Waiting")}
	}
	// The stage names what is done; people want to know what is being done.
	switch o.Stage {
	case commerce.MatchedUp:
		return mark{state: theme.Working, icon: "refresh-cw", word: say.T("Finding contact")}
	case commerce.Placed:
		return mark{state: theme.Working, icon: "refresh-cw", word: say.T("Reserving")}
	case commerce.Allocated:
		return mark{state: theme.Working, icon: "refresh-cw", word: say.T("Recording payment")}
	case commerce.Paid:
		return mark{state: theme.Working, icon: "refresh-cw", word: say.T("Checking")}
	}
	return mark{state: theme.Working, icon: "refresh-cw", word: say.T("Matching SKUs")}
}

func postedMark(o view.OrderRow) mark {
	switch {
	case o.Changed:
		return mark{state: theme.Attention, icon: "git-compare", word: say.T("Changed in EKM")}
	case short(o) > 0:
		return mark{state: theme.Attention, icon: "package-open", word: shortWords(short(o))}
	case len(o.Flags) > 0:
		return mark{state: theme.OK, icon: "flag", word: say.N(len(o.Flags), "Posted, {n} flag", "Posted, {n} flags")}
	}
	return mark{state: theme.OK, icon: "", word: say.T("Posted")}
}

func shortWords(units int64) string { return say.N(units, "Short {n} unit", "Short {n} units") }

// allocated tells whether Brightpearl was asked to reserve this order's units.
func allocated(o view.OrderRow) bool {
	return o.Stage == commerce.Allocated || o.Stage == commerce.Paid || o.Stage == commerce.Verified
}

// short is how many units Brightpearl could not reserve. Shipped units are not missing, whatever is reserved now.
func short(o view.OrderRow) int64 {
	if !allocated(o) {
		return 0
	}
	return max(0, o.WantedUnits-max(o.ReservedUnits, o.ShippedUnits))
}

func text(s string) kit.Cell {
	if strings.TrimSpace(s) == "" {
		return kit.Cell{Text: none(), Faint: true}
	}
	return kit.Cell{Text: s}
}

func tied(o view.OrderRow) kit.Cell {
	c := kit.Cell{Text: partOf(int64(o.LinesTied), int64(o.Lines))}
	if o.LinesTied < o.Lines && o.State != commerce.OrderWaiting && o.State != commerce.OrderExcluded && o.State != commerce.OrderCancelled {
		c.Emphasis = theme.Attention
	}
	return c
}

func reserved(o view.OrderRow) kit.Cell {
	switch {
	case o.WantedUnits == 0:
		return kit.Cell{Text: none(), Faint: true}
	case short(o) > 0:
		return kit.Cell{Text: partOf(o.ReservedUnits, o.WantedUnits), Emphasis: theme.Attention}
	}
	return kit.Cell{Text: partOf(o.ReservedUnits, o.WantedUnits), Faint: o.ReservedUnits == 0}
}

// tax says whether the tax of the rows is EKM's: that is proved before an order is posted and again when it is read back.
func tax(o view.OrderRow) kit.Cell {
	switch o.Cause.Code {
	case noTaxCode:
		return kit.Cell{Text: say.X("tax", "No code"), Emphasis: theme.Attention}
	case "SB-ORD-112", "SB-ORD-116":
		return kit.Cell{Text: say.T("Differs"), Emphasis: theme.Attention}
	}
	if o.Stage == commerce.Received || o.Stage == "" {
		return kit.Cell{Text: none(), Faint: true}
	}
	return kit.Cell{Text: say.T("Agrees")}
}

func paid(o view.OrderRow) kit.Cell {
	switch {
	case o.WaitsForPayment:
		return kit.Cell{Text: say.X("payment", "Not yet"), Faint: true}
	case o.PaidUp && o.Receipt:
		return kit.Cell{Text: say.T("Receipt")}
	case o.PaidUp && o.Total == 0:
		return kit.Cell{Text: say.X("price", "Free")}
	case o.PaidUp:
		return kit.Cell{Text: say.T("Paid")}
	case o.Stage == commerce.Verified:
		return kit.Cell{Text: say.T("Differs"), Emphasis: theme.Attention}
	}
	return kit.Cell{Text: none(), Faint: true}
}

func salesOrder(o view.OrderRow) kit.Cell {
	if o.SalesOrderID == 0 {
		return kit.Cell{Text: none(), Faint: true}
	}
	return kit.Cell{Text: strconv.FormatInt(o.SalesOrderID, 10)}
}

func causeCell(o view.OrderRow) kit.Cell {
	switch {
	case o.Cause.Code != "":
		return kit.Cell{Text: causeName(o.Cause)}
	case len(o.Flags) > 0:
		return kit.Cell{Text: say.Of(o.Flags[0])}
	}
	return kit.Cell{Text: none(), Faint: true}
}

func shipped(o view.OrderRow) kit.Cell {
	if o.WantedUnits == 0 && o.ShippedUnits == 0 {
		return kit.Cell{Text: none(), Faint: true}
	}
	return kit.Cell{Text: partOf(o.ShippedUnits, max(o.WantedUnits, o.ShippedUnits)), Faint: o.ShippedUnits == 0}
}

func formatOrder(id commerce.OrderID) string { return strconv.FormatInt(int64(id), 10) }

func parseOrder(key string) commerce.OrderID {
	n, err := strconv.ParseInt(strings.TrimPrefix(key, "order:"), 10, 64)
	if err != nil {
		return 0
	}
	return commerce.OrderID(n)
}
