package dbtest

import (
	"slices"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

func shipmentsAreListed(t *testing.T, w *World) {
	whole := w.Order(w.Garden, "38083", "Ann", 10_00, 30*time.Hour, "A")
	part := w.Order(w.Garden, "38060", "Ben", 10_00, 30*time.Hour, "A", "B")
	told := w.Order(w.Kitchen, "20402", "Cid", 10_00, 30*time.Hour, "A")
	held := w.Order(w.Kitchen, "20398", "Dee", 10_00, 30*time.Hour, "A")
	w.Note(whole, w.Garden, 51, 1, 3*time.Minute)
	w.Note(whole, w.Garden, 52, 1, 2*time.Minute)
	w.Note(part, w.Garden, 53, 2, 40*time.Minute)
	w.Note(told, w.Kitchen, 54, 2, time.Hour)
	w.Note(held, w.Kitchen, 55, 2, time.Minute)
	w.Write(func(tx *db.Tx) error {
		if err := tx.HoldShipments(held, fault.Cause{Code: "SB-SHP-003", Text: "The order is cancelled in EKM.", Fix: "Decide."}); err != nil {
			return err
		}
		return tx.Told(told, []db.Shipment{{Kind: commerce.GoodsOut, NoteID: 54, Hash: "one"}}, commerce.ShipmentSent, "tracking", "DISPATCHED")
	})
	notes := func(f view.Filter, win view.Window, want ...int64) []view.ShipmentRow {
		t.Helper()
		p, err := w.DB.ShipmentPage(w.ctx, f, win)
		rows := page(t, p, err, len(want))
		var got []int64
		for _, h := range rows {
			got = append(got, h.NoteID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("notes %v, want %v", got, want)
		}
		return rows
	}
	notes(view.Filter{}, view.Window{}, 55, 52, 51, 53, 54)
	notes(view.Filter{Store: w.Garden}, view.Window{}, 52, 51, 53)
	todo := notes(view.Filter{Tab: "todo"}, view.Window{}, 52, 51, 53)
	sent := notes(view.Filter{Tab: "told"}, view.Window{}, 54)[0]
	problem := notes(view.Filter{Tab: "problems"}, view.Window{}, 55)[0]
	if todo[0].StatusWanted != "DISPATCHED" || todo[1].StatusWanted != "DISPATCHED" || todo[2].StatusWanted != "PART DISPATCHED" {
		t.Errorf("two notes make order 38083 whole and one leaves 38060 a part: %+v", todo)
	}
	if todo[2].Units != 2 || todo[2].UnitsOrdered != 4 || todo[2].Number != "38060" || todo[2].StatusNow != "PENDING" {
		t.Errorf("the part says %+v", todo[2])
	}
	if sent.StatusWanted != "DISPATCHED" || sent.StatusNow != "DISPATCHED" || !sent.SentAt.Equal(Start) {
		t.Errorf("the told note says %+v", sent)
	}
	if problem.Cause.Code != "SB-SHP-003" {
		t.Errorf("the held note says %+v", problem.Cause)
	}
	tabs := must[map[string]int](t)(w.DB.ShipmentTabs(w.ctx, 0))
	if tabs["todo"] != 3 || tabs["told"] != 1 || tabs["problems"] != 1 || tabs["all"] != 5 {
		t.Errorf("tabs are %v", tabs)
	}
	notes(view.Filter{Text: "380"}, view.Window{}, 52, 51, 53)
	notes(view.Filter{Text: "54"}, view.Window{}, 54)
	notes(view.Filter{Text: "jx 20", Store: w.Kitchen}, view.Window{}, 55, 54)
	notes(view.Filter{From: Start.Add(-45 * time.Minute), To: Start.Add(-2 * time.Minute)}, view.Window{}, 51, 53)
	notes(view.Filter{}, view.Window{Sort: "shipped"}, 54, 53, 51, 52, 55)
	notes(view.Filter{}, view.Window{Sort: "state", Desc: true}, 52, 51, 53, 54, 55)
	notes(view.Filter{}, view.Window{Sort: "number"}, 55, 54, 53, 51, 52)
	notes(view.Filter{}, view.Window{Sort: "store"}, 53, 51, 52, 54, 55)
	var walked []int64
	win := view.Window{Limit: 2}
	for {
		p, err := w.DB.ShipmentPage(w.ctx, view.Filter{}, win)
		for _, h := range page(t, p, err, 5) {
			walked = append(walked, h.NoteID)
		}
		if win.After = p.Next; p.Next == "" {
			break
		}
	}
	if !slices.Equal(walked, []int64{55, 52, 51, 53, 54}) {
		t.Errorf("the walk met %v", walked)
	}
}
