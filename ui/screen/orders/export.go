package orders

import (
	"context"
	"strconv"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/sheet"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen/listing"
)

// exportHead are the columns of an exported list. Sums and counts stand in cells of their own, without signs, so that a
// spreadsheet can add them up; what has no value is an empty cell.
var exportHead = []sheet.Column{{Name: "State"}, {Name: "Cause"}, {Name: "EKM no."}, {Name: "EKM id", Exact: true}, {Name: "Store"}, {Name: "Placed", Exact: true},
	{Name: "Customer"}, {Name: "Country"}, {Name: "Lines", Exact: true}, {Name: "Lines tied", Exact: true}, {Name: "Units", Exact: true},
	{Name: "Units reserved", Exact: true}, {Name: "Units shipped", Exact: true}, {Name: "Currency"}, {Name: "Total", Exact: true}, {Name: "Tax"}, {Name: "Paid"},
	{Name: "Brightpearl no.", Exact: true}, {Name: "Posted", Exact: true}, {Name: "EKM status"}, {Name: "Flags"}}

func figure[N ~int | ~int64](n N) string { return strconv.FormatInt(int64(n), 10) }

// known is a number that names something, empty while there is none.
func known(n int64) string {
	if n == 0 {
		return ""
	}
	return figure(n)
}

func exportRow(o view.OrderRow, now time.Time) []string {
	cause := ""
	if o.Cause.Code != "" {
		cause = o.Cause.Code + " " + causeName(o.Cause)
	}
	return []string{markOf(o, now).word, cause, o.Number, known(o.EKMID), o.Store, listing.ExportTime(o.PlacedAt), o.Customer, o.Country, figure(o.Lines), figure(o.LinesTied),
		figure(o.WantedUnits), figure(o.ReservedUnits), figure(o.ShippedUnits), o.Currency, commerce.FromPence(o.Total).String(), tax(o).Text, paid(o).Text,
		known(o.SalesOrderID), listing.ExportTime(o.PostedAt), o.EKMStatus, others(o.Flags, "")}
}

// sheetOfOrders is how the queue becomes a file.
func (s *Screen) sheetOfOrders() listing.Export[view.OrderRow] {
	return listing.Export[view.OrderRow]{Files: s.o.Files, Name: "Orders", Doing: say.T("export the orders"), Head: exportHead, Row: exportRow,
		Done: func(n int, where string) string {
			return say.N(n, "{n} order saved in {folder}", "{n} orders saved in {folder}", where)
		}}
}

// ledgerHead are the columns of the exported ledger: each outcome as a count and a sum.
var ledgerHead = []sheet.Column{{Name: "Day", Exact: true}, {Name: "Store"}, {Name: "Currency"}, {Name: "Placed", Exact: true}, {Name: "Placed money", Exact: true},
	{Name: "In Brightpearl", Exact: true}, {Name: "In Brightpearl money", Exact: true}, {Name: "Waiting", Exact: true}, {Name: "Waiting money", Exact: true},
	{Name: "Held", Exact: true}, {Name: "Held money", Exact: true}, {Name: "Excluded", Exact: true}, {Name: "Excluded money", Exact: true},
	{Name: "Cancelled", Exact: true}, {Name: "Cancelled money", Exact: true}, {Name: "Gaps", Exact: true}, {Name: "Settled", Exact: true}, {Name: "Proved", Exact: true},
	{Name: "Balanced"}, {Name: "Differences", Exact: true}, {Name: "Closed"}, {Name: "Statement"}}

func ledgerCells(d view.LedgerDay, _ time.Time) []string {
	cells := []string{d.Day.Local().Format(time.DateOnly), d.Store, d.Currency}
	for _, o := range []view.Outcome{d.Placed, d.Posted, d.Waiting, d.Held, d.Excluded, d.Cancelled} {
		cells = append(cells, figure(o.Orders), commerce.FromPence(o.Money).String())
	}
	p := d.Proof
	balanced := ""
	if !p.At.IsZero() {
		balanced = answer(p.Balanced && len(p.Differences) == 0)
	}
	return append(cells, figure(d.Gaps), commerce.FromPence(d.Settled).String(), listing.ExportTime(p.At), balanced, figure(len(p.Differences)), answer(p.Closed), p.Hash)
}

func answer(yes bool) string {
	if yes {
		return say.T("Yes")
	}
	return say.T("No")
}

// daysAtOnce is how many days of the ledger one read of an export asks for.
const daysAtOnce = 200

// sheetOfDays is how the ledger becomes a file. It is read by offset, from its newest day.
func (s *Screen) sheetOfDays() listing.Export[view.LedgerDay] {
	store := s.days.Asking().Store
	return listing.Export[view.LedgerDay]{Files: s.o.Files, Name: "Order ledger", Doing: say.T("export the ledger"), Head: ledgerHead, Row: ledgerCells,
		Done: func(n int, where string) string {
			return say.N(n, "{n} day saved in {folder}", "{n} days saved in {folder}", where)
		},
		Walk: func(ctx context.Context, visit func(view.LedgerDay) error) error {
			for from := 0; ; {
				page, err := s.o.Ledger.LedgerPage(ctx, store, view.Window{Limit: daysAtOnce, Offset: from})
				if err != nil {
					return err
				}
				for _, d := range page.Rows {
					if err := visit(d); err != nil {
						return err
					}
				}
				if from += len(page.Rows); from >= page.Total || len(page.Rows) == 0 {
					return nil
				}
			}
		}}
}

func (s *Screen) exportMenu() []kit.MenuItem { return s.ExportMenu(s.sheetOfOrders()) }

func (s *Screen) exportDays() []kit.MenuItem { return s.days.ExportMenu(s.sheetOfDays()) }
