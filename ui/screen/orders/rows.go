package orders

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// attempts is how often a step is tried by itself before the order is held; it only completes the words "Retry 2 of 8".
const attempts = 8

// none stands where a value does not exist yet; a blank would look like a fault of the screen.
const none = "None"

func columns() []kit.Column {
	return []kit.Column{
		{ID: "state", Title: "State", Kind: kit.KindState, Width: 130, Sortable: true},
		{ID: "number", Title: "EKM no.", Kind: kit.KindMedium, Width: 88, Sortable: true},
		{ID: "store", Title: "Store", Width: 78, Muted: true, Sortable: true},
		{ID: "age", Title: "Age", Kind: kit.KindNumber, Width: 68, Muted: true, Sortable: true},
		{ID: "customer", Title: "Customer", Width: 94, Sortable: true, Grow: true},
		{ID: "lines", Title: "Lines tied", Kind: kit.KindNumber, Width: 58},
		{ID: "total", Title: "Total", Kind: kit.KindNumber, Width: 66, Sortable: true},
		{ID: "reserved", Title: "Reserved", Kind: kit.KindNumber, Width: 72, Yields: 1},
		{ID: "paid", Title: "Paid", Width: 62, Muted: true, Yields: 3},
		{ID: "brightpearl", Title: "Brightpearl no.", Width: 92, Sortable: true, Yields: 2},
		{ID: "cause", Title: "Cause", Width: 150, Muted: true, Hidden: true},
		{ID: "placed", Title: "Placed", Kind: kit.KindNumber, Width: 84, Muted: true, Sortable: true, Hidden: true},
		{ID: "shipped", Title: "Shipped", Kind: kit.KindNumber, Width: 56, Hidden: true},
		{ID: "status", Title: "EKM status", Width: 96, Muted: true, Hidden: true},
	}
}

// tableRow prepares an order for the table.
func tableRow(o view.OrderRow, now time.Time) kit.Row {
	m := markOf(o, now)
	return kit.Row{Key: formatOrder(o.ID), Cells: []kit.Cell{
		stateCell(o, m),
		{Text: o.Number},
		{Text: o.Store},
		{Text: screen.Ago(o.PlacedAt, now)},
		text(o.Customer),
		tied(o),
		{Text: screen.Money(o.Total, o.Currency)},
		reserved(o),
		paid(o),
		salesOrder(o),
		causeCell(o),
		{Text: screen.When(o.PlacedAt, now)},
		shipped(o),
		{Text: statusWord(o.EKMStatus)},
	}}
}

// stateCell adds to a held order what holds it.
func stateCell(o view.OrderRow, m mark) kit.Cell {
	c := kit.Cell{Text: m.word, State: m.state, Icon: m.icon}
	if o.State == commerce.OrderHeld {
		c.Detail = causeName(o.Cause)
	}
	return c
}

// mark is an order's state as icon, word and colour.
type mark struct {
	state theme.State
	icon  string
	word  string
}

func markOf(o view.OrderRow, now time.Time) mark {
	switch o.State {
	case commerce.OrderHeld:
		return mark{theme.Attention, "hand", "Held"}
	case commerce.OrderPosted:
		return postedMark(o)
	case commerce.OrderExcluded:
		if o.Cause.Code == excludedByPerson {
			return mark{theme.Unknown, "circle-minus", "Excluded"}
		}
		return mark{theme.Unknown, "circle-minus", "Excluded by rule"}
	case commerce.OrderCancelled:
		return mark{theme.Error, "circle-x", "Cancelled in EKM"}
	case commerce.OrderWaiting, commerce.OrderWorking:
		return openMark(o, now)
	}
	return mark{theme.Unknown, "", "Not known"}
}

func openMark(o view.OrderRow, now time.Time) mark {
	switch {
	case o.WaitsForPayment:
		return mark{theme.Unknown, "clock", "Waits for payment"}
	case o.Attempts > 0:
		word := fmt.Sprintf("Retry %d of %d", min(o.Attempts+1, attempts), attempts)
		if !o.NextAttemptAt.IsZero() && o.NextAttemptAt.After(now) {
			word += ", " + screen.When(o.NextAttemptAt, now)
		}
		return mark{theme.Working, "rotate-cw", word}
	case o.State == commerce.OrderWaiting && (o.Stage == commerce.Received || o.Stage == ""):
		return mark{theme.Working, "clock", "Waiting"}
	}
	// The stage names what is done; people want to know what is being done.
	switch o.Stage {
	case commerce.MatchedUp:
		return mark{theme.Working, "refresh-cw", "Finding contact"}
	case commerce.Placed:
		return mark{theme.Working, "refresh-cw", "Reserving"}
	case commerce.Allocated:
		return mark{theme.Working, "refresh-cw", "Recording payment"}
	case commerce.Paid:
		return mark{theme.Working, "refresh-cw", "Checking"}
	}
	return mark{theme.Working, "refresh-cw", "Matching SKUs"}
}

func postedMark(o view.OrderRow) mark {
	switch {
	case short(o) > 0:
		return mark{theme.Attention, "package-open", "Short " + screen.Plural(short(o), "unit", "units")}
	case len(o.Flags) > 0:
		return mark{theme.OK, "flag", "Posted, " + screen.Plural(len(o.Flags), "flag", "flags")}
	}
	return mark{theme.OK, "", "Posted"}
}

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
		return kit.Cell{Text: none, Faint: true}
	}
	return kit.Cell{Text: s}
}

func tied(o view.OrderRow) kit.Cell {
	c := kit.Cell{Text: fmt.Sprintf("%d of %d", o.LinesTied, o.Lines)}
	if o.LinesTied < o.Lines && o.State != commerce.OrderWaiting && o.State != commerce.OrderExcluded && o.State != commerce.OrderCancelled {
		c.Emphasis = theme.Attention
	}
	return c
}

func reserved(o view.OrderRow) kit.Cell {
	switch {
	case o.WantedUnits == 0:
		return kit.Cell{Text: none, Faint: true}
	case short(o) > 0:
		return kit.Cell{Text: fmt.Sprintf("%d of %d", o.ReservedUnits, o.WantedUnits), Emphasis: theme.Attention}
	}
	return kit.Cell{Text: fmt.Sprintf("%d of %d", o.ReservedUnits, o.WantedUnits), Faint: o.ReservedUnits == 0}
}

func paid(o view.OrderRow) kit.Cell {
	switch {
	case o.WaitsForPayment:
		return kit.Cell{Text: "Not yet", Faint: true}
	case o.PaidUp && o.Receipt:
		return kit.Cell{Text: "Receipt"}
	case o.PaidUp && o.Total == 0:
		return kit.Cell{Text: "Free"}
	case o.PaidUp:
		return kit.Cell{Text: "Paid"}
	case o.Stage == commerce.Verified:
		return kit.Cell{Text: "Differs", Emphasis: theme.Attention}
	}
	return kit.Cell{Text: none, Faint: true}
}

func salesOrder(o view.OrderRow) kit.Cell {
	if o.SalesOrderID == 0 {
		return kit.Cell{Text: none, Faint: true}
	}
	return kit.Cell{Text: strconv.FormatInt(o.SalesOrderID, 10)}
}

func causeCell(o view.OrderRow) kit.Cell {
	switch {
	case o.Cause.Code != "":
		return kit.Cell{Text: causeName(o.Cause)}
	case len(o.Flags) > 0:
		return kit.Cell{Text: o.Flags[0]}
	}
	return kit.Cell{Text: none, Faint: true}
}

func shipped(o view.OrderRow) kit.Cell {
	if o.WantedUnits == 0 && o.ShippedUnits == 0 {
		return kit.Cell{Text: none, Faint: true}
	}
	return kit.Cell{Text: fmt.Sprintf("%d of %d", o.ShippedUnits, max(o.WantedUnits, o.ShippedUnits)), Faint: o.ShippedUnits == 0}
}

func formatOrder(id commerce.OrderID) string { return strconv.FormatInt(int64(id), 10) }

func parseOrder(key string) commerce.OrderID {
	n, err := strconv.ParseInt(strings.TrimPrefix(key, "order:"), 10, 64)
	if err != nil {
		return 0
	}
	return commerce.OrderID(n)
}
