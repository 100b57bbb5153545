package dbtest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

func causesAreGrouped(t *testing.T, w *World) {
	const cause = "Tax rate 7 is not mapped. Nothing was created."
	for i := range 40 {
		store, text := w.Garden, cause
		switch {
		case i >= 38:
			text = fmt.Sprintf("Amounts of order %d do not add up", i)
		case i >= 30:
			store = w.Kitchen
		}
		w.Hold(w.Order(store, fmt.Sprint(i), "Anyone", 10_00, time.Duration(i)*time.Minute), "SB-ORD-104", text)
	}
	shelf(w) // one refused level
	late := w.Order(w.Kitchen, "500", "Anyone", 10_00, 30*time.Hour)
	w.Note(late, w.Kitchen, 71, 1, time.Minute)
	w.Write(func(tx *db.Tx) error {
		if err := tx.HoldShipments(late, fault.Cause{Code: "SB-SHP-003", Text: "Cancelled in EKM.", Fix: "Decide."}, ""); err != nil {
			return err
		}
		if err := tx.Raise(db.Problem{Key: "account", Code: "SB-AUTH-002", Severity: "error", Title: "Sign in", Text: "Brightpearl wants it.", Fix: "Sign in."}); err != nil {
			return err
		}
		if err := tx.Raise(db.Problem{Key: "tax", Code: "SB-ORD-104", Severity: "attention", Store: w.Garden, Title: "Tax rate 7 of Garden", Text: cause, Fix: "Map it."}); err != nil {
			return err
		}
		if err := tx.Raise(db.Problem{Key: "gone", Code: "SB-X", Severity: "error", Title: "Healed", Text: "It was.", Fix: "-"}); err != nil {
			return err
		}
		return tx.Heal("gone")
	})
	cards := must[[]view.CauseCard](t)(w.DB.CausePage(w.ctx, 0))
	if len(cards) != 7 {
		t.Fatalf("40 orders of 4 causes, a level, a shipment and a problem make 7 cards, not %d: %+v", len(cards), cards)
	}
	find := func(title string) view.CauseCard {
		t.Helper()
		i := slices.IndexFunc(cards, func(c view.CauseCard) bool { return c.Title == title })
		if i < 0 {
			t.Fatalf("no card %q among %+v", title, cards)
		}
		return cards[i]
	}
	if c := find("Tax rate 7 of Garden"); c.Orders != 30 || c.Money != 300_00 || c.Store != "Garden" || c.Currency != "GBP" || c.Key != "problem|tax" ||
		!c.FirstDue.Equal(Start.Add(-29*time.Minute+24*time.Hour)) {
		t.Errorf("the problem and its orders are one card: %+v", c)
	}
	if c := find("Tax rate 7 is not mapped"); c.Orders != 8 || c.Store != "Kitchen" || c.Text != "Nothing was created." || c.Fix != "Decide." {
		t.Errorf("Kitchen's card says %+v", c)
	}
	if c := find("EKM refuses the figure"); c.SKUs != 1 || c.Severity != "error" || c.Money != 26*12_99 || !c.FirstDue.IsZero() {
		t.Errorf("the refused level's card says %+v", c)
	}
	if c := find("Cancelled in EKM"); c.Shipments != 1 || c.Orders != 0 {
		t.Errorf("the shipment's card says %+v", c)
	}
	if n := len(must[[]view.CauseCard](t)(w.DB.CausePage(w.ctx, w.Kitchen))); n != 3 {
		t.Errorf("Kitchen has a cause of orders, one of a shipment and the account's problem, not %d cards", n)
	}
	counts := must[view.Counts](t)(w.DB.Counts(w.ctx, 0))
	if want := (view.Counts{Stores: 3, Orders: 40, Levels: 2, Shipments: 1, Attention: 7}); counts != want {
		t.Errorf("counts are %+v, want %+v", counts, want)
	}
}

func causesAreSorted(t *testing.T, w *World) {
	w.Hold(w.Order(w.Garden, "1", "Anyone", 90_00, 2*time.Hour), "A", "Dear but late-due")          // (90+10) × 24/22
	w.Hold(w.Order(w.Garden, "2", "Anyone", 20_00, 23*time.Hour), "B", "Cheap but due")             // (20+10) × 24/1
	w.Hold(w.Order(w.Garden, "3", "Anyone", 90_00, 2*time.Hour), "C", "Dear, late-due and younger") // as the first
	var titles []string
	for _, c := range must[[]view.CauseCard](t)(w.DB.CausePage(w.ctx, 0)) {
		titles = append(titles, c.Title)
	}
	if want := []string{"Cheap but due", "Dear but late-due", "Dear, late-due and younger"}; !slices.Equal(titles, want) {
		t.Errorf("cards are %q, want %q", titles, want)
	}
}

func activityIsListed(t *testing.T, w *World) {
	log := func(a db.Activity) { w.Write(func(tx *db.Tx) error { return tx.Log(a) }) }
	log(db.Activity{Kind: "system", Text: "Started"})
	w.Clock.Set(Start.Add(time.Minute))
	log(db.Activity{Kind: "order", Store: w.Garden, Subject: "order 9031", Text: "Held", Level: "warning", Ref: "order:1"})
	w.Clock.Set(Start.Add(2 * time.Minute))
	log(db.Activity{Kind: "stock", Store: w.Garden, Subject: "PET-BED", Text: "Shows 4", Actor: "Warehouse"})
	log(db.Activity{Kind: "order", Store: w.Kitchen, Subject: "order 20418", Text: "Posted", Result: "SO 5"})
	texts := func(f view.Filter, win view.Window, want ...string) view.Page[view.ActivityRow] {
		t.Helper()
		p, err := w.DB.ActivityPage(w.ctx, f, win)
		total := len(want)
		if win.Limit > 0 {
			total = 4
		}
		var got []string
		for _, a := range page(t, p, err, total) {
			got = append(got, a.Text)
		}
		if !slices.Equal(got, want) {
			t.Errorf("activity %v, want %v", got, want)
		}
		return p
	}
	all := texts(view.Filter{}, view.Window{}, "Posted", "Shows 4", "Held", "Started")
	if a := all.Rows[1]; a.Store != "Garden" || a.Actor != "Warehouse" || a.Level != "info" || !a.At.Equal(Start.Add(2*time.Minute)) {
		t.Errorf("an entry says %+v", a)
	}
	texts(view.Filter{Store: w.Garden}, view.Window{}, "Shows 4", "Held")
	texts(view.Filter{States: []string{"order"}}, view.Window{}, "Posted", "Held")
	texts(view.Filter{States: []string{"order", "system"}, Store: w.Kitchen}, view.Window{}, "Posted")
	texts(view.Filter{Text: "ORDER 9"}, view.Window{}, "Held")
	texts(view.Filter{Tab: "warning"}, view.Window{}, "Held")
	texts(view.Filter{Code: "order:1"}, view.Window{}, "Held")
	texts(view.Filter{From: Start.Add(time.Minute), To: Start.Add(2 * time.Minute)}, view.Window{}, "Held")
	first := texts(view.Filter{}, view.Window{Limit: 3}, "Posted", "Shows 4", "Held")
	log(db.Activity{Kind: "system", Text: "Newer"})
	p, err := w.DB.ActivityPage(w.ctx, view.Filter{}, view.Window{Limit: 3, After: first.Next})
	if rest := page(t, p, err, 5); len(rest) != 1 || rest[0].Text != "Started" || p.Next != "" {
		t.Errorf("the rest of the walk is %+v", rest)
	}
}

func removedStoresRest(t *testing.T, w *World) {
	w.Hold(w.Order(w.Kitchen, "1", "Anyone", 10_00, time.Hour), "SB-ORD-104", "Tax")
	w.Post(w.Order(w.Kitchen, "2", "Anyone", 10_00, time.Hour), 5)
	w.Write(func(tx *db.Tx) error { return tx.RemoveStore(w.Kitchen) })
	if cards := must[[]view.CauseCard](t)(w.DB.CausePage(w.ctx, 0)); len(cards) != 0 {
		t.Errorf("a removed store needs nobody: %+v", cards)
	}
	tabs := must[map[string]int](t)(w.DB.OrderTabs(w.ctx, 0))
	if tabs["todo"] != 0 || tabs["posted"] != 1 || tabs["all"] != 2 {
		t.Errorf("its history stays, its work does not: %v", tabs)
	}
	p, err := w.DB.OrderPage(w.ctx, view.Filter{Tab: "todo"}, view.Window{})
	page(t, p, err, 0)
	p, err = w.DB.OrderPage(w.ctx, view.Filter{}, view.Window{})
	if rows := page(t, p, err, 2); rows[0].Store != "Kitchen" {
		t.Errorf("history lost its store's name: %+v", rows[0])
	}
	if n := len(must[[]view.StoreCard](t)(w.DB.StoreCards(w.ctx))); n != 2 {
		t.Errorf("%d store cards, want 2", n)
	}
	if s := must[view.Status](t)(w.DB.Status(w.ctx)); len(s.Stores) != 2 || s.State != "ok" {
		t.Errorf("status is %+v", s)
	}
	if o := must[view.Overview](t)(w.DB.Overview(w.ctx, 0)); o.Placed != 0 || o.HeldMoney != 0 || o.Currency != "GBP" {
		t.Errorf("overview is %+v", o)
	}
}
