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
	whole := w.Order(w.Garden, "38083", "Warehouse", 10_00, 30*time.Hour, "A")
	part := w.Order(w.Garden, "38060", "Ben", 10_00, 30*time.Hour, "A", "B")
	told := w.Order(w.Kitchen, "20402", "Cid", 10_00, 30*time.Hour, "A")
	held := w.Order(w.Kitchen, "20398", "Dee", 10_00, 30*time.Hour, "A")
	w.Note(whole, w.Garden, 51, 1, 3*time.Minute)
	w.Note(whole, w.Garden, 52, 1, 2*time.Minute)
	w.Note(part, w.Garden, 53, 2, 40*time.Minute)
	w.Note(told, w.Kitchen, 54, 2, time.Hour)
	w.Note(held, w.Kitchen, 55, 2, time.Minute)
	w.Write(func(tx *db.Tx) error {
		if err := tx.HoldShipments(held, fault.Cause{Code: "SB-SHP-003", Text: "The order is cancelled in EKM.", Fix: "Decide."}, "CANCELLED"); err != nil {
			return err
		}
		return tx.Told(told, []db.Shipment{{Kind: commerce.GoodsOut, NoteID: 54, Hash: "one"}}, db.Telling{State: commerce.ShipmentSent, Text: "tracking", Status: "DISPATCHED",
			StatusNow: "DISPATCHED", Emailed: []bool{false, true}})
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
	if sent.Notes != 1 || sent.UnitsShipped != 2 || !slices.Equal(sent.Emailed, []bool{false, true}) || sent.SeenAt.IsZero() {
		t.Errorf("the told note says %+v", sent)
	}
	shipmentsAreNarrowed(t, w, part, told, notes)
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

// shipmentsAreNarrowed continues shipmentsAreListed: part is an order with two of four units shipped, told one that was told.
func shipmentsAreNarrowed(t *testing.T, w *World, part, told commerce.OrderID, notes func(view.Filter, view.Window, ...int64) []view.ShipmentRow) {
	w.Write(func(tx *db.Tx) error {
		return tx.SetShipped(part, []db.ShipRow{{RowID: 1, SKU: "A", Name: "A thing", Units: 2}, {RowID: 9, SKU: "Z", Name: "Put in by hand", Units: 1}}, false, true)
	})
	row := notes(view.Filter{Tab: "part"}, view.Window{}, 53)[0]
	if row.UnitsOrdered != 3 || row.UnitsShipped != 2 {
		t.Errorf("the part says %+v", row)
	}
	notes(view.Filter{Tab: "today"}, view.Window{}, 54)
	notes(view.Filter{Tab: "today", From: Start.Add(24 * time.Hour)}, view.Window{})
	notes(view.Filter{Has: []string{"goods_out"}}, view.Window{}, 55, 52, 51, 53, 54)
	notes(view.Filter{Has: []string{"drop_ship"}}, view.Window{})
	notes(view.Filter{Has: []string{"untracked"}}, view.Window{})
	notes(view.Filter{Has: []string{"cancelled"}}, view.Window{}, 55)
	notes(view.Filter{Has: []string{"late"}}, view.Window{})
	notes(view.Filter{Carrier: "Royal Mail 48", Tab: "told"}, view.Window{}, 54)
	notes(view.Filter{Carrier: "DPD"}, view.Window{})
	if _, err := w.DB.ShipmentPage(w.ctx, view.Filter{Has: []string{"odd"}}, view.Window{}); err == nil {
		t.Error("an unknown property is accepted")
	}
	if carriers := must[[]string](t)(w.DB.ShipmentCarriers(w.ctx)); !slices.Equal(carriers, []string{"Royal Mail 48"}) {
		t.Errorf("carriers are %v", carriers)
	}
	w.Write(func(tx *db.Tx) error {
		before, err := w.DB.ShipmentsOf(w.ctx, told)
		if err != nil {
			return err
		}
		if reversed, err := tx.TakeBack(before[0], db.UnShipped, fault.Cause{Code: "SB-SHP-406"}); err != nil || !reversed {
			t.Errorf("a told note that is taken back: reversed %v, %v", reversed, err)
		}
		return err
	})
	if row := notes(view.Filter{Tab: "problems"}, view.Window{}, 55, 54)[1]; row.State != commerce.ShipmentReversed || row.Gone != db.UnShipped || row.UnitsShipped != 0 || !row.GoneAt.Equal(Start) {
		t.Errorf("the note that was taken back says %+v", row)
	}
	tabs := must[map[string]int](t)(w.DB.ShipmentTabs(w.ctx, 0))
	if tabs["part"] != 1 || tabs["today"] != 0 || tabs["problems"] != 2 || tabs["told"] != 0 {
		t.Errorf("tabs are %v", tabs)
	}
	w.Write(func(tx *db.Tx) error { _, err := tx.HandleShipments(told, "The shopper kept it."); return err })
	if row := notes(view.Filter{Tab: "told"}, view.Window{}, 54)[0]; row.State != commerce.ShipmentHandled || row.Reason != "The shopper kept it." {
		t.Errorf("the note that a person closed says %+v", row)
	}
	if o := must[db.OrderWork](t)(w.DB.Order(w.ctx, told)); len(o.Flags) != 0 {
		t.Errorf("its order keeps the flags %v", o.Flags)
	}
}
