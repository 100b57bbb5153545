package dbtest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/view"
)

// queue stores one order in every state, and a second store's.
func queue(w *World) map[string]commerce.OrderID {
	ids := map[string]commerce.OrderID{
		"waiting":   w.Order(w.Garden, "999", "Priya Nair", 92_95, 3*time.Hour, "PET-BED"),
		"working":   w.Order(w.Garden, "1000", "gareth pugh", 20_00, 2*time.Hour, "PET-WDF-15"),
		"held":      w.Order(w.Kitchen, "20418", "Moira Campbell", 29_10, 26*time.Hour, "KIT-TWL"),
		"posted":    w.Order(w.Kitchen, "20420", "Rachel 100%", 142_30, time.Hour, "KIT-TWL", "KIT-MUG"),
		"excluded":  w.Order(w.Garden, "1001", "Aisha Rahman", 19_00, 4*time.Hour),
		"cancelled": w.Order(w.Garden, "1002", "Joe Thwaite", 5_00, 5*time.Hour),
	}
	w.Write(func(tx *db.Tx) error {
		if err := tx.Advance(ids["working"], db.Progress{Stage: commerce.Placed, State: commerce.OrderWorking, SalesOrderID: 208_001}); err != nil {
			return err
		}
		if err := tx.Advance(ids["cancelled"], db.Progress{Stage: commerce.Received, State: commerce.OrderCancelled}); err != nil {
			return err
		}
		return tx.ExcludeOrder(ids["excluded"], "a test order")
	})
	w.Hold(ids["held"], "SB-ORD-104", "Tax rate 7 is not mapped. Nothing was created.")
	w.Post(ids["posted"], 208_002)
	return ids
}

func ordersAreListed(t *testing.T, w *World) {
	queue(w)
	numbers := func(f view.Filter, win view.Window, total int) []string {
		t.Helper()
		p, err := w.DB.OrderPage(w.ctx, f, win)
		var out []string
		for _, o := range page(t, p, err, total) {
			out = append(out, o.Number)
		}
		return out
	}
	want := func(name string, got []string, numbers ...string) {
		t.Helper()
		if !slices.Equal(got, numbers) {
			t.Errorf("%s: orders %v, want %v", name, got, numbers)
		}
	}

	all := []string{"20420", "1000", "999", "1001", "1002", "20418"}
	want("newest first", numbers(view.Filter{}, view.Window{}, 6), all...)
	want("a scroll", numbers(view.Filter{}, view.Window{Offset: 2, Limit: 2}, 6), "999", "1001")
	want("beyond the end", numbers(view.Filter{}, view.Window{Offset: 50}, 6))
	want("store", numbers(view.Filter{Store: w.Kitchen}, view.Window{}, 2), "20420", "20418")
	want("state", numbers(view.Filter{States: []string{"held", "posted"}}, view.Window{}, 2), "20420", "20418")
	want("cause", numbers(view.Filter{Code: "SB-ORD-104"}, view.Window{}, 1), "20418")
	want("span", numbers(view.Filter{From: Start.Add(-4 * time.Hour), To: Start.Add(-2 * time.Hour)}, view.Window{}, 2), "999", "1001")

	tabs := must[map[string]int](t)(w.DB.OrderTabs(w.ctx, 0))
	for tab, n := range map[string]int{"todo": 1, "progress": 2, "posted": 1, "excluded": 2, "all": 6} {
		if tabs[tab] != n {
			t.Errorf("tab %s counts %d, want %d", tab, tabs[tab], n)
		}
		numbers(view.Filter{Tab: tab}, view.Window{}, n)
	}

	want("text: part of a number", numbers(view.Filter{Text: "204"}, view.Window{}, 2), "20420", "20418")
	want("text: customer without case", numbers(view.Filter{Text: "GARETH"}, view.Window{}, 1), "1000")
	want("text: SKU of a row", numbers(view.Filter{Text: "kit-twl"}, view.Window{}, 2), "20420", "20418")
	want("text: Brightpearl number", numbers(view.Filter{Text: "208001"}, view.Window{}, 1), "1000")
	want("text: a per cent sign is itself", numbers(view.Filter{Text: "00%"}, view.Window{}, 1), "20420")
	want("text: nothing", numbers(view.Filter{Text: "ABC' or 1=1"}, view.Window{}, 0))

	sorts := map[string][]string{
		"number":      {"999", "1000", "1001", "1002", "20418", "20420"},
		"placed":      {"20418", "1002", "1001", "999", "1000", "20420"},
		"total":       {"1002", "1001", "1000", "20418", "999", "20420"},
		"customer":    {"1001", "1000", "1002", "20418", "999", "20420"},
		"store":       {"1002", "1001", "999", "1000", "20418", "20420"},
		"state":       {"1002", "1001", "20418", "20420", "999", "1000"},
		"brightpearl": {"999", "20418", "1001", "1002", "1000", "20420"},
	}
	for column, order := range sorts {
		got := numbers(view.Filter{}, view.Window{Sort: column}, 6)
		want("by "+column, got, order...)
		down := numbers(view.Filter{}, view.Window{Sort: column, Desc: true}, 6)
		slices.Reverse(down)
		want("by "+column+", downwards", down, order...)
	}
	for name, bad := range map[string]func() error{
		"sort": func() error {
			_, err := w.DB.OrderPage(w.ctx, view.Filter{}, view.Window{Sort: "id; drop table orders"})
			return err
		},
		"tab": func() error { _, err := w.DB.OrderPage(w.ctx, view.Filter{Tab: "nonsense"}, view.Window{}); return err },
		"cursor": func() error {
			_, err := w.DB.OrderPage(w.ctx, view.Filter{}, view.Window{After: "WzFd"})
			return err
		},
	} {
		if bad() == nil {
			t.Errorf("a wrong %s was accepted", name)
		}
	}
}

func ordersAreWalked(t *testing.T, w *World) {
	placed := map[string]bool{}
	for i := range 25 {
		number := fmt.Sprint(100 + i)
		// Five at a time share a moment: the cursor has to tell them apart.
		w.Order(w.Garden, number, "Someone", 1_00, time.Duration(i/5)*time.Hour)
		placed[number] = true
	}
	var seen []string
	win := view.Window{Limit: 4}
	for pages := 0; ; pages++ {
		p, err := w.DB.OrderPage(w.ctx, view.Filter{Store: w.Garden}, win)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range p.Rows {
			seen = append(seen, o.Number)
		}
		if p.Next == "" {
			break
		}
		win.After = p.Next
		w.Order(w.Garden, fmt.Sprint(900+pages), "Newcomer", 1_00, -time.Minute)
	}
	if len(seen) != len(placed) {
		t.Fatalf("the walk met %d orders, want %d: %v", len(seen), len(placed), seen)
	}
	for _, number := range seen {
		if !placed[number] {
			t.Errorf("order %s was met twice or came out of nowhere", number)
		}
		delete(placed, number)
	}
}

func orderIsShown(t *testing.T, w *World) {
	ids := queue(w)
	w.Note(ids["posted"], w.Kitchen, 55, 1, time.Minute)
	w.Write(func(tx *db.Tx) error {
		return tx.Log(db.Activity{Store: w.Kitchen, Kind: "order", Ref: fmt.Sprintf("order:%d", ids["posted"]), Text: "Posted", Subject: "order 20420"})
	})
	d, ok, err := w.DB.OrderDetail(w.ctx, ids["posted"])
	if err != nil || !ok {
		t.Fatalf("detail: found %v, %v", ok, err)
	}
	if d.Store != "Kitchen" || d.SalesOrderID != 208_002 || !d.PaidUp || !d.Receipt || d.ShippedUnits != 1 || d.WantedUnits != 4 ||
		len(d.Flags) != 2 || d.Flags[0] != "1 line is a text row" || d.PaymentID != 208_003 || !d.PostedAt.Equal(Start) {
		t.Errorf("the order's row is %+v", d.OrderRow)
	}
	if d.Order.Customer.FirstName != "Rachel 100%" || d.Order.Store != w.Kitchen || len(d.Order.Lines) != 2 || d.Order.Total.Pence() != 142_30 {
		t.Errorf("the order as sent is %+v", d.Order)
	}
	if len(d.Rows) != 2 || d.Rows[1].SKU != "KIT-MUG" || d.Rows[1].Wanted != 2 {
		t.Errorf("rows are %+v", d.Rows)
	}
	if len(d.Shipments) != 1 || d.Shipments[0].NoteID != 55 || len(d.Timeline) != 1 || d.Timeline[0].Text != "Posted" || d.Timeline[0].Store != "Kitchen" {
		t.Errorf("shipments %+v, timeline %+v", d.Shipments, d.Timeline)
	}
	if _, ok, err := w.DB.OrderDetail(w.ctx, 12345); ok || err != nil {
		t.Errorf("an order that does not exist: found %v, %v", ok, err)
	}
	p, err := w.DB.OrderPage(w.ctx, view.Filter{Tab: "todo"}, view.Window{})
	if held := page(t, p, err, 1)[0]; held.Cause.Code != "SB-ORD-104" || held.Cause.Fix != "Decide." || !held.NextAttemptAt.IsZero() {
		t.Errorf("the held order says %+v", held.Cause)
	}
}
