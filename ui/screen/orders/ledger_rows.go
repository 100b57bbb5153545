package orders

import (
	"strings"
	"time"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/theme"
)

// ledgerColumns are the days of the ledger: outcomes as sums with their counts before them.
func ledgerColumns() []kit.Column {
	outcome := func(id, title string, width float32, yields int) kit.Column {
		return kit.Column{ID: id, Title: title, Kind: kit.KindNumber, Width: width, Yields: yields}
	}
	return []kit.Column{
		{ID: "day", Title: say.T("Day"), Kind: kit.KindMedium, Width: 76},
		{ID: "store", Title: say.T("Store"), Width: 84, Muted: true},
		outcome("placed", say.T("Placed"), 122, 0),
		outcome("posted", say.T("In Brightpearl"), 122, 0),
		outcome("waiting", say.T("Waiting"), 100, 3),
		outcome("held", say.T("Held"), 100, 1),
		outcome("excluded", say.T("Excluded"), 100, 4),
		outcome("cancelled", say.T("Cancelled"), 100, 6),
		{ID: "gaps", Title: say.T("Gaps"), Kind: kit.KindNumber, Width: 36, Yields: 2},
		{ID: "settled", Title: say.T("Settled"), Kind: kit.KindNumber, Width: 48, Muted: true, Yields: 7},
		{ID: "proof", Title: say.T("Proof"), Kind: kit.KindState, Width: 140},
		{ID: "closed", Title: say.T("Closed"), Width: 48, Muted: true, Yields: 5},
	}
}

func ledgerKey(d view.LedgerDay) string {
	return listing.FormatStore(d.StoreID) + " " + d.Day.Format(time.DateOnly)
}

// ledgerRow prepares a day for the table.
func ledgerRow(d view.LedgerDay, now time.Time) kit.Row {
	m := proofMark(d.Proof, now)
	gaps := kit.Cell{Text: say.Count(d.Gaps), Faint: d.Gaps == 0}
	if d.Gaps > 0 {
		gaps.Emphasis = theme.Attention
	}
	closed := kit.Cell{Text: say.X("day", "Open"), Faint: true}
	if d.Proof.Closed {
		closed = kit.Cell{Text: say.T("Closed")}
	}
	proof := kit.Moment(m.word, m.at)
	proof.State, proof.Icon = m.state, m.icon
	held := outcomeCell(d.Held, d.Currency)
	if d.Held.Orders > 0 {
		held.Emphasis = theme.Attention
	}
	return kit.Row{Key: ledgerKey(d), Cells: []kit.Cell{
		{Text: dayWord(d.Day, now)}, {Text: d.Store}, outcomeCell(d.Placed, d.Currency), outcomeCell(d.Posted, d.Currency), outcomeCell(d.Waiting, d.Currency),
		held, outcomeCell(d.Excluded, d.Currency), outcomeCell(d.Cancelled, d.Currency), gaps,
		{Text: say.Money(d.Settled, d.Currency), Faint: d.Settled == 0}, proof, closed,
	}}
}

func outcomeCell(o view.Outcome, currency string) kit.Cell {
	if o.Orders == 0 && o.Money == 0 {
		return kit.Cell{Text: "0", Faint: true}
	}
	return kit.Cell{Detail: say.Count(o.Orders), Text: say.Money(o.Money, currency)}
}

// dayWord names a day: "Today", "Sun 22 Nov".
func dayWord(day, now time.Time) string {
	day, today := day.Local(), screen.Midnight(now)
	switch {
	case screen.Midnight(day).Equal(today):
		return say.T("Today")
	case day.Year() == today.Year():
		return say.Weekday(day)
	}
	return say.Date(day)
}

// longDay names a day in full, with its year when it is another one.
func longDay(day, now time.Time) string {
	if day.Local().Year() == now.Local().Year() {
		return say.LongDay(day)
	}
	return say.Date(day)
}

// proofMark is how far a day is proved. Green only with a time.
func proofMark(p view.Proof, now time.Time) mark {
	switch {
	case p.At.IsZero():
		return mark{state: theme.Unknown, word: say.T("Not proved yet")}
	case p.Balanced && len(p.Differences) == 0:
		return mark{state: theme.OK, word: say.T("Balanced {time}", shortly(p.At, now)), at: p.At}
	case len(p.Differences) == 0:
		return mark{state: theme.Attention, word: say.T("Does not balance")}
	}
	return mark{state: theme.Attention, word: say.N(len(p.Differences), "{n} difference", "{n} differences")}
}

// shortly is a moment as far as a narrow column needs it: the time today, else the day.
func shortly(t, now time.Time) string {
	if screen.Midnight(t).Equal(screen.Midnight(now)) {
		return say.Clock(t)
	}
	if t.Local().Year() == now.Local().Year() {
		return say.Day(t)
	}
	return say.Date(t)
}

// accounted is the sum of the outcomes; it has to be what was placed.
func accounted(d view.LedgerDay) (sum view.Outcome) {
	for _, o := range []view.Outcome{d.Posted, d.Waiting, d.Held, d.Excluded, d.Cancelled} {
		sum.Orders += o.Orders
		sum.Money += o.Money
	}
	return sum
}

// equation is a day's sum in words: "31 placed = 28 in Brightpearl + 1 waiting + 2 held". What is nothing is left out.
func equation(d view.LedgerDay) (text string, adds bool) {
	var parts []string
	for _, part := range []struct {
		o    view.Outcome
		text string
	}{{d.Posted, say.T("{count} in Brightpearl", d.Posted.Orders)}, {d.Waiting, say.T("{count} waiting", d.Waiting.Orders)}, {d.Held, say.T("{count} held", d.Held.Orders)},
		{d.Excluded, say.T("{count} excluded", d.Excluded.Orders)}, {d.Cancelled, say.T("{count} cancelled", d.Cancelled.Orders)}} {
		if part.o.Orders > 0 || part.o.Money != 0 {
			parts = append(parts, part.text)
		}
	}
	if len(parts) == 0 {
		parts = []string{"0"}
	}
	sign, adds := "=", accounted(d) == d.Placed
	if !adds {
		sign = "≠"
	}
	return strings.Join([]string{say.T("{count} placed", d.Placed.Orders), sign, strings.Join(parts, " + ")}, " "), adds
}

// threeWays are the books that must hold the same money; one that differs from EKM's is marked.
func threeWays(d view.LedgerDay) []kit.Pair {
	p := d.Proof
	book := func(label string, o view.Outcome, count string) kit.Pair {
		pair := kit.Pair{Label: label, Value: count + ", " + say.Money(o.Money, d.Currency)}
		if o.Money != p.EKM.Money {
			pair.State = theme.Attention
		}
		return pair
	}
	return []kit.Pair{book("EKM", p.EKM, say.N(p.EKM.Orders, "{n} order", "{n} orders")), book(say.T("Sales orders"), p.SalesOrders, say.N(p.SalesOrders.Orders, "{n} order", "{n} orders")),
		book(say.T("Receipts"), p.Receipts, say.N(p.Receipts.Orders, "{n} receipt", "{n} receipts"))}
}

// differenceOf names the order of a difference.
func differenceOf(x view.Difference) string {
	switch {
	case x.Number != "":
		return say.T("Order {order}", x.Number)
	case x.EKMID != 0:
		return say.T("EKM id {id}", digits(x.EKMID))
	}
	return say.T("The day")
}

// differenceKinds are the kinds in words.
var differenceKinds = map[string]string{view.MissingDifference: say.Mark("Missing"), view.DuplicatedDifference: say.Mark("Duplicated"), view.MoneyDifference: say.Mark("Other sum"),
	view.TaxDifference: say.Mark("Other tax"), view.ReceiptDifference: say.Mark("Receipt"), view.GapDifference: say.Mark("Gap")}
