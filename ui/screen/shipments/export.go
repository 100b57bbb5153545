package shipments

import (
	"strconv"
	"time"

	"stockbridge/core/sheet"
	"stockbridge/core/view"
	"stockbridge/ui/say"
	"stockbridge/ui/screen/listing"
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
	delay, wanted, back, mail := "", "", "", "None"
	if caused(h) {
		mail = "Marked"
	}
	if !h.SeenAt.IsZero() && !h.SentAt.IsZero() {
		delay = figure(int64(h.SentAt.Sub(h.SeenAt) / time.Second))
	}
	if untold(h) {
		wanted = status(h.StatusWanted)
	}
	if h.Gone != "" {
		back = h.Gone + " " + listing.ExportTime(h.GoneAt)
	}
	cause := h.Cause.Text
	if h.Cause.Code != "" {
		cause = h.Cause.Code + " " + cause
	}
	return []string{standingOf(h, now).word, h.Number, known(h.EKMOrderID), h.Store, known(h.SalesOrderID), kindOf(h), figure(h.NoteID), figure(int64(h.Notes)),
		figure(h.Units), figure(h.UnitsShipped), figure(h.UnitsOrdered), h.Carrier, h.Tracking, listing.ExportTime(h.ShippedAt), listing.ExportTime(h.SeenAt), listing.ExportTime(h.SentAt),
		delay, status(h.StatusNow), wanted, mail, cause, h.Reason, back}
}

// export writes every note that the filters show, whether it was read for the table or not.
func (s *Screen) export(format sheet.Format) {
	x := listing.Export[view.ShipmentRow]{Files: s.o.Files, Name: "Shipments", Head: exportHead, Row: exportRow, Doing: say.T("Export the shipments"),
		Done: func(n int, where string) string {
			return say.N(n, "{n} note saved in {place}", "{n} notes saved in {place}", where)
		},
		Walk: listing.Walker(s.o.Pages.ShipmentPage, s.Asking())}
	x.Write(s.o.Feed, s.o.Nav, s.o.Now(), format)
}
