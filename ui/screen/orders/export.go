package orders

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/sheet"
	"stockbridge/core/view"
	"stockbridge/ui/screen"
)

// exportHead are the columns of an exported list. Sums and counts stand in cells of their own, without signs, so that a
// spreadsheet can add them up.
var exportHead = []string{"State", "Cause", "EKM no.", "EKM id", "Store", "Placed", "Customer", "Country", "Lines", "Lines tied", "Units", "Units reserved",
	"Units shipped", "Currency", "Total", "Tax", "Paid", "Brightpearl no.", "Posted", "EKM status", "Flags"}

func exportRow(o view.OrderRow, now time.Time) []string {
	m := markOf(o, now)
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	known := func(n int64) string {
		if n == 0 {
			return ""
		}
		return number(n)
	}
	moment := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Local().Format("2006-01-02 15:04:05")
	}
	cause := ""
	if o.Cause.Code != "" {
		cause = o.Cause.Code + " " + causeName(o.Cause)
	}
	return []string{m.word, cause, o.Number, known(o.EKMID), o.Store, moment(o.PlacedAt), o.Customer, o.Country, strconv.Itoa(o.Lines), strconv.Itoa(o.LinesTied),
		number(o.WantedUnits), number(o.ReservedUnits), number(o.ShippedUnits), o.Currency, commerce.FromPence(o.Total).String(), tax(o).Text, paid(o).Text,
		known(o.SalesOrderID), moment(o.PostedAt), o.EKMStatus, others(o.Flags, "")}
}

// export writes every order that the filters show, whether it was read for the table or not. Pages are written as they are read,
// so a million orders need no more memory than a thousand.
func (s *Screen) export() {
	asked, now := s.Asking(), s.o.Now()
	name := "Orders " + now.Local().Format("2006-01-02 1504") + ".csv"
	s.Do("export the orders", func(ctx context.Context) (string, error) {
		n := 0
		where, err := s.o.Files.Save(name, func(w io.Writer) error {
			out, err := sheet.NewWriter(w, exportHead)
			if err != nil {
				return err
			}
			err = s.Walk(ctx, asked, func(o view.OrderRow) error {
				n++
				return out.Write(exportRow(o, now))
			})
			if err != nil {
				return err
			}
			return out.Flush()
		})
		return fmt.Sprintf("%s saved in %s", screen.Plural(n, "order", "orders"), where), err
	})
}
