package inventory

import (
	"context"
	"strconv"
	"strings"
	"time"

	"stockbridge/core/sheet"
	"stockbridge/core/view"
	"stockbridge/ui/say"
	"stockbridge/ui/screen/listing"
)

// exportHead are the columns of an exported list.
var exportHead = []sheet.Column{{Name: "State"}, {Name: "SKU"}, {Name: "Name"}, {Name: "Store"}, {Name: "On hand", Exact: true}, {Name: "Pending", Exact: true},
	{Name: "Buffer", Exact: true}, {Name: "Buffer from"}, {Name: "Cap", Exact: true}, {Name: "Publish", Exact: true}, {Name: "Shown", Exact: true},
	{Name: "Exposed units", Exact: true}, {Name: "Exposed money", Exact: true}, {Name: "Currency"}, {Name: "Sold an hour", Exact: true},
	{Name: "Delay p95 in seconds", Exact: true}, {Name: "Expected in the delay", Exact: true}, {Name: "Last write", Exact: true}, {Name: "Confirmed", Exact: true},
	{Name: "Frozen until", Exact: true}, {Name: "Tags"}, {Name: "Remark"}}

func exportRow(v view.LevelRow, now time.Time) []string {
	figure := func(n int64) string { return strconv.FormatInt(n, 10) }
	some := func(known bool, n int64) string {
		if !known {
			return ""
		}
		return figure(n)
	}
	decimal := func(n float64) string {
		if n <= 0 {
			return ""
		}
		return strconv.FormatFloat(n, 'f', 4, 64)
	}
	money := ""
	if v.Exposed > 0 {
		money = v.ExposedMoney.String()
	}
	read := !unread(v)
	return []string{standingOf(v).word, v.SKU, v.Name, v.Store, some(read, v.Terms.OnHand), some(read, v.Terms.Pending), some(read, v.Terms.Buffer), v.BufferFrom,
		some(v.Terms.Cap > 0, v.Terms.Cap), some(read, v.Wanted), figure(v.Listed), figure(v.Exposed), money, v.Currency, decimal(v.SoldPerHour),
		some(v.Delay > 0, int64(v.Delay/time.Second)), decimal(v.SoldPerHour * v.Delay.Hours()), listing.ExportTime(v.WrittenAt), listing.ExportTime(v.ReadBackAt),
		listing.ExportTime(v.FrozenUntil), strings.Join(v.Tags, ", "), remarkOf(v, now)}
}

// export writes every figure that the filters show, or the ticked ones when there are some.
func (s *Screen) export(format sheet.Format) {
	x := listing.Export[view.LevelRow]{Files: s.o.Files, Name: "Inventory", Head: exportHead, Row: exportRow, Doing: say.T("export the stock figures"),
		Done: func(n int, where string) string {
			return say.N(n, "{n} figure saved in {place}", "{n} figures saved in {place}", where)
		},
		Walk: listing.Walker(s.o.Pages.LevelPage, s.Asking())}
	if s.Table().Checked().Count == 0 {
		x.Write(s.o.Feed, s.o.Nav, s.o.Now(), format)
		return
	}
	s.AllTicked(say.T("read the selected figures"), func(rows []view.LevelRow) {
		rows = sorted(rows)
		x.Walk = func(_ context.Context, visit func(view.LevelRow) error) error {
			for _, v := range rows {
				if err := visit(v); err != nil {
					return err
				}
			}
			return nil
		}
		x.Write(s.o.Feed, s.o.Nav, s.o.Now(), format)
	})
}
