package salesreport

import (
	"slices"
	"strconv"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/sheet"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
)

// The spans of a report.
const (
	Week      = "7"
	Month     = "30"
	ThisMonth = "this"
	LastMonth = "last"
)

func choices() []kit.Choice {
	return []kit.Choice{{Value: Week, Label: say.T("7 days")}, {Value: Month, Label: say.T("30 days")},
		{Value: ThisMonth, Label: say.T("This month")}, {Value: LastMonth, Label: say.T("Last month")}}
}

// spanOf is the first day of a span and how many days it has, up to today.
func spanOf(span string, now time.Time) (from time.Time, days int) {
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	switch span {
	case Month:
		return today.AddDate(0, 0, -29), 30
	case ThisMonth:
		return today.AddDate(0, 0, 1-today.Day()), today.Day()
	case LastMonth:
		from := time.Date(now.Year(), now.Month()-1, 1, 0, 0, 0, 0, now.Location())
		return from, from.AddDate(0, 1, -1).Day()
	}
	return today.AddDate(0, 0, -6), 7
}

func only(rows []view.SalesDay, store commerce.StoreID) []view.SalesDay {
	if store == 0 {
		return rows
	}
	return slices.DeleteFunc(slices.Clone(rows), func(r view.SalesDay) bool { return r.StoreID != store })
}

// total is what a store, or all stores of a currency together, sold over the span.
type total struct {
	store, currency string
	all             bool
	orders, posted  int
	gross, tax      commerce.Pence
	delayed         time.Duration // of all posted orders together
}

func (t *total) add(r view.SalesDay) {
	t.orders, t.gross, t.tax = t.orders+r.Orders, t.gross+r.Gross, t.tax+r.Tax
	t.posted, t.delayed = t.posted+r.Posted, t.delayed+time.Duration(r.Posted)*r.Delay
}

// totalsOf adds up the days: a line for each store, and where a currency has several a line for them together.
func totalsOf(rows []view.SalesDay) []total {
	var stores, sums []total
	of := map[commerce.StoreID]int{}
	for _, r := range rows {
		i, ok := of[r.StoreID]
		if !ok {
			i, of[r.StoreID] = len(stores), len(stores)
			stores = append(stores, total{store: r.Store, currency: r.Currency})
		}
		stores[i].add(r)
		n := slices.IndexFunc(sums, func(t total) bool { return t.currency == r.Currency })
		if n < 0 {
			n, sums = len(sums), append(sums, total{currency: r.Currency, all: true})
		}
		sums[n].add(r)
	}
	if len(stores) == 1 {
		return stores
	}
	several := len(sums) > 1
	for _, t := range sums {
		t.store = say.T("All stores")
		if several {
			t.store = say.T("All in {currency}", t.currency)
		}
		stores = append(stores, t)
	}
	return stores
}

func (t total) delay() string { return average(t.posted, t.delayed) }

func average(posted int, sum time.Duration) string {
	if posted == 0 {
		return say.T("None")
	}
	return say.Span(max(sum/time.Duration(posted), time.Second))
}

func facts(t total) []kit.Fact {
	return []kit.Fact{{Label: say.T("Orders"), Value: say.Count(t.orders)}, {Label: say.T("Gross"), Value: say.Money(t.gross, t.currency)},
		{Label: say.T("Tax"), Value: say.Money(t.tax, t.currency)}, {Label: say.T("Posted to Brightpearl"), Value: say.Count(t.posted)},
		{Label: say.T("Average order delay"), Value: t.delay()}}
}

// line is a row of a table.
type line struct {
	cells       []string
	total, none bool
}

func totalColumns() []kit.Column {
	return append([]kit.Column{{Title: say.T("Store"), Kind: kit.KindMedium, Width: 160, Grow: true}}, figureColumns()...)
}

func figureColumns() []kit.Column {
	return []kit.Column{{Title: say.T("Orders"), Kind: kit.KindNumber, Width: 84}, {Title: say.T("Gross"), Kind: kit.KindNumber, Width: 116},
		{Title: say.T("Tax"), Kind: kit.KindNumber, Width: 104}, {Title: say.T("Posted"), Kind: kit.KindNumber, Width: 84},
		{Title: say.T("Average delay"), Kind: kit.KindNumber, Width: 124}}
}

func totalLines(totals []total) []line {
	var out []line
	for _, t := range totals {
		out = append(out, line{total: t.all, none: t.orders == 0 && t.posted == 0, cells: []string{t.store, say.Count(t.orders),
			say.Money(t.gross, t.currency), say.Money(t.tax, t.currency), say.Count(t.posted), t.delay()}})
	}
	return out
}

// dayColumns leave the store out where there is only one.
func dayColumns(one bool) []kit.Column {
	out := []kit.Column{{Title: say.T("Day"), Kind: kit.KindMedium, Width: 110, Grow: one}}
	if !one {
		out = append(out, kit.Column{Title: say.T("Store"), Width: 140, Grow: true})
	}
	return append(out, figureColumns()...)
}

func dayLines(rows []view.SalesDay, one bool) []line {
	var out []line
	for _, r := range rows {
		cells := []string{say.Weekday(r.Day)}
		if !one {
			cells = append(cells, r.Store)
		}
		out = append(out, line{none: r.Orders == 0 && r.Posted == 0, cells: append(cells, say.Count(r.Orders), say.Money(r.Gross, r.Currency),
			say.Money(r.Tax, r.Currency), say.Count(r.Posted), average(r.Posted, time.Duration(r.Posted)*r.Delay))})
	}
	return out
}

// exportHead are the columns of the file. Figures stand without words and symbols, so that a spreadsheet can add them up.
var exportHead = []sheet.Column{{Name: "Day", Exact: true}, {Name: "Store"}, {Name: "Currency", Exact: true}, {Name: "Orders", Exact: true}, {Name: "Gross", Exact: true},
	{Name: "Tax", Exact: true}, {Name: "Posted", Exact: true}, {Name: "Average delay in seconds", Exact: true}}

func exportRow(r view.SalesDay) []string {
	delay := ""
	if r.Posted > 0 {
		delay = strconv.FormatInt(int64(r.Delay/time.Second), 10)
	}
	return []string{r.Day.Format(time.DateOnly), r.Store, r.Currency, strconv.Itoa(r.Orders), commerce.FromPence(r.Gross).String(), commerce.FromPence(r.Tax).String(),
		strconv.Itoa(r.Posted), delay}
}
