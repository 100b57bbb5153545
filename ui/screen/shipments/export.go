package shipments

import (
	"context"
	"io"
	"strconv"
	"time"

	"stockbridge/core/sheet"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
)

// exportHead are the columns of an exported list. Figures stand in cells of their own, without words, so that a spreadsheet can
// add them up; what has no value is an empty cell.
var exportHead = []sheet.Column{{Name: "State"}, {Name: "EKM no."}, {Name: "EKM id", Exact: true}, {Name: "Store"}, {Name: "Brightpearl order", Exact: true}, {Name: "Kind"},
	{Name: "Note", Exact: true}, {Name: "Notes of the order", Exact: true}, {Name: "Units of the note", Exact: true}, {Name: "Units shipped", Exact: true},
	{Name: "Units ordered", Exact: true}, {Name: "Carrier"}, {Name: "Tracking"}, {Name: "Shipped", Exact: true}, {Name: "Seen", Exact: true}, {Name: "Told", Exact: true},
	{Name: "Delay in seconds", Exact: true}, {Name: "EKM status"}, {Name: "EKM status wanted"}, {Name: "Customer e-mail"}, {Name: "Cause"}, {Name: "Reason"}, {Name: "Taken back"}}

func exportRow(h view.ShipmentRow, now time.Time) []string {
	known := func(n int64) string {
		if n == 0 {
			return ""
		}
		return strconv.FormatInt(n, 10)
	}
	figure := func(n int64) string { return strconv.FormatInt(n, 10) }
	stamp := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Local().Format("2006-01-02 15:04:05")
	}
	delay, wanted, back := "", "", ""
	if !h.SeenAt.IsZero() && !h.SentAt.IsZero() {
		delay = figure(int64(h.SentAt.Sub(h.SeenAt) / time.Second))
	}
	if untold(h) {
		wanted = status(h.StatusWanted)
	}
	if h.Gone != "" {
		back = h.Gone + " " + stamp(h.GoneAt)
	}
	cause := h.Cause.Text
	if h.Cause.Code != "" {
		cause = h.Cause.Code + " " + cause
	}
	return []string{standingOf(h, now).word, h.Number, known(h.EKMOrderID), h.Store, known(h.SalesOrderID), kindOf(h), figure(h.NoteID), figure(int64(h.Notes)),
		figure(h.Units), figure(h.UnitsShipped), figure(h.UnitsOrdered), h.Carrier, h.Tracking, stamp(h.ShippedAt), stamp(h.SeenAt), stamp(h.SentAt),
		delay, status(h.StatusNow), wanted, "None", cause, h.Reason, back}
}

func (s *Screen) exportMenu() []kit.MenuItem {
	return []kit.MenuItem{
		{Label: say.T("As a spreadsheet, XLSX"), Icon: "file-text", Tapped: func() { s.export(sheet.XLSX) }},
		{Label: say.T("As text, CSV"), Icon: "file-text", Tapped: func() { s.export(sheet.CSV) }},
	}
}

// export writes every note that the filters show, whether it was read for the table or not, page by page as it is read.
func (s *Screen) export(format sheet.Format) {
	asked, now := s.Asking(), s.o.Now()
	name := "Shipments " + now.Local().Format("2006-01-02 1504") + "." + string(format)
	s.Do(say.T("Export the shipments"), func(ctx context.Context) (string, error) {
		n := 0
		where, err := s.o.Files.Save(name, func(w io.Writer) error {
			return sheet.Write(w, format, exportHead, func(add func([]string) error) error {
				return s.Walk(ctx, asked, func(h view.ShipmentRow) error {
					n++
					return add(exportRow(h, now))
				})
			})
		})
		return say.N(n, "{n} note saved in {place}", "{n} notes saved in {place}", where), err
	})
}
