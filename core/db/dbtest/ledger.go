package dbtest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/view"
)

func ledgerAddsUp(t *testing.T, w *World) {
	ids := queue(w)
	w.Write(func(tx *db.Tx) error {
		if err := tx.AddGaps(w.Garden, []db.Gap{{EKMID: 5, Near: Start.Add(-3 * time.Hour)}, {EKMID: 6, Near: Start.Add(-30 * time.Hour)}}); err != nil {
			return err
		}
		return tx.Advance(ids["waiting"], db.Progress{Stage: commerce.MatchedUp, State: commerce.OrderWorking, Settled: 3})
	})
	p, err := w.DB.LedgerPage(w.ctx, w.Garden, view.Window{})
	day := page(t, p, err, 1)[0]
	sum := func(outcomes ...view.Outcome) (all view.Outcome) {
		for _, o := range outcomes {
			all.Orders, all.Money = all.Orders+o.Orders, all.Money+o.Money
		}
		return all
	}
	if day.Placed != (view.Outcome{Orders: 4, Money: 136_95}) || day.Placed != sum(day.Posted, day.Waiting, day.Held, day.Excluded, day.Cancelled) {
		t.Errorf("the day is %+v", day)
	}
	if day.Waiting.Orders != 2 || day.Excluded.Money != 19_00 || day.Cancelled.Money != 5_00 || day.Gaps != 1 || day.Settled != 3 || day.Store != "Garden" || day.Currency != "GBP" {
		t.Errorf("the day is %+v", day)
	}
	if !day.Proof.At.IsZero() || !day.Day.Equal(Start.Truncate(24*time.Hour)) {
		t.Errorf("the day %v was never proved, and says %+v", day.Day, day.Proof)
	}
	// All stores: Kitchen's ledger begins a day earlier than Garden's.
	p, err = w.DB.LedgerPage(w.ctx, 0, view.Window{})
	var got []string
	for _, row := range page(t, p, err, 3) {
		got = append(got, row.Day.Format("02 ")+row.Store)
	}
	if !slices.Equal(got, []string{"23 Garden", "23 Kitchen", "22 Kitchen"}) {
		t.Errorf("the ledger of all stores is %q", got)
	}
	p, err = w.DB.LedgerPage(w.ctx, 0, view.Window{Offset: 2, Limit: 1})
	if rows := page(t, p, err, 3); len(rows) != 1 || rows[0].Held.Money != 29_10 {
		t.Errorf("the last page is %+v", rows)
	}
	if p, err := w.DB.LedgerPage(w.ctx, w.Paws, view.Window{}); err != nil || p.Total != 0 {
		t.Errorf("a store without orders has %d days, %v", p.Total, err)
	}
	if _, err := w.DB.LedgerPage(w.ctx, 0, view.Window{Sort: "placed"}); err == nil {
		t.Error("the ledger was sorted")
	}
}

// ledgerDaysAreLocal: days begin at midnight of this computer, also where the clocks change.
func ledgerDaysAreLocal(t *testing.T, w *World) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Skip("this computer has no zones")
	}
	w.Clock.Set(time.Date(2026, 10, 26, 9, 0, 0, 0, london))
	at := func(day, hour int) time.Duration { return Start.Sub(time.Date(2026, 10, day, hour, 30, 0, 0, london)) }
	w.Order(w.Garden, "1", "Anyone", 1_00, at(24, 23))
	w.Order(w.Garden, "2", "Anyone", 2_00, at(25, 0)) // still half past eleven of the 24th in UTC
	w.Order(w.Garden, "3", "Anyone", 4_00, at(25, 23))
	w.Order(w.Garden, "4", "Anyone", 8_00, at(26, 0))
	p, err := w.DB.LedgerPage(w.ctx, w.Garden, view.Window{})
	var money []commerce.Pence
	for _, row := range page(t, p, err, 3) {
		money = append(money, row.Placed.Money)
	}
	if !slices.Equal(money, []commerce.Pence{8_00, 6_00, 1_00}) {
		t.Errorf("the days come to %v", money)
	}
	if key := w.DB.DayKey(time.Date(2026, 7, 1, 23, 30, 0, 0, time.UTC)); key != "2026-07-02" {
		t.Errorf("half past midnight in summer is %s", key)
	}
}

func statementsAreChained(t *testing.T, w *World) {
	queue(w)
	day, ok, err := w.DB.LedgerDay(w.ctx, w.Garden, Start)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	keep := func(d view.LedgerDay) {
		t.Helper()
		w.Write(func(tx *db.Tx) error { return tx.SaveStatement(d) })
	}
	day.Proof = view.Proof{EKM: view.Outcome{Orders: 1, Money: 10_00}, SalesOrders: view.Outcome{Orders: 1, Money: 10_01}, Tax: 1_67,
		TaxCodes: []view.TaxSum{{Code: "T20", Net: 8_34, Tax: 1_67}},
		Differences: []view.Difference{{EKMID: 9001, Number: "999", Kind: view.MoneyDifference, Text: "A penny.", Pence: 1},
			{EKMID: 5, Kind: view.GapDifference, Text: "An id."}}}
	keep(day)
	keep(day) // says the same: noted, not added
	key := w.DB.DayKey(Start)
	kept := must[map[string]db.Statement](t)(w.DB.Statements(w.ctx, w.Garden, key, key))
	if s := kept[key]; s.Seq != 1 || s.Closed || len(s.Proof.Differences) != 2 || s.Proof.TaxCodes[0].Tax != 1_67 || !s.Proof.At.Equal(Start) || len(s.Proof.Hash) != 64 {
		t.Errorf("the statement is %+v", s)
	}
	if n, off, err := w.DB.WrongOrders(w.ctx, w.Garden); err != nil || n != 1 || off != 1 {
		t.Errorf("%d orders are wrong by %s, %v", n, off, err)
	}
	w.Clock.Set(Start.Add(12 * time.Hour))
	balanced := day
	balanced.Proof = view.Proof{Balanced: true, Closed: true, EKM: day.Proof.EKM, SalesOrders: day.Proof.EKM}
	keep(balanced)
	other := balanced
	other.Day = other.Day.AddDate(0, 0, -1)
	keep(other)
	p, err := w.DB.LedgerPage(w.ctx, w.Garden, view.Window{})
	rows := page(t, p, err, 2) // after midnight by now
	if proof := rows[1].Proof; !proof.Closed || !proof.Balanced || !proof.At.Equal(Start.Add(12*time.Hour)) || !rows[0].Proof.At.IsZero() {
		t.Errorf("the proofs are %+v and %+v", rows[0].Proof, rows[1].Proof)
	}
	if n, _, err := w.DB.WrongOrders(w.ctx, w.Garden); err != nil || n != 0 {
		t.Errorf("%d orders are wrong after it was put right, %v", n, err)
	}
	if broken, err := w.DB.VerifyStatements(w.ctx, w.Garden); err != nil || broken != 0 {
		t.Errorf("statement %d does not fit, %v", broken, err)
	}
}

func gapsAreProved(t *testing.T, w *World) {
	w.Order(w.Garden, "1", "Anyone", 1_00, time.Hour) // has the id 9001
	w.Write(func(tx *db.Tx) error {
		if err := tx.SawIDs(w.Garden, db.RunHidden, map[int64]time.Time{9004: Start}); err != nil {
			return err
		}
		return tx.AddGaps(w.Garden, []db.Gap{{EKMID: 9001}, {EKMID: 9002, Near: Start}, {EKMID: 9003, Near: Start}, {EKMID: 9004}})
	})
	open := func() (ids []int64) {
		t.Helper()
		for _, g := range must[[]db.Gap](t)(w.DB.OpenGaps(w.ctx, w.Garden)) {
			ids = append(ids, g.EKMID)
		}
		return ids
	}
	if got := open(); !slices.Equal(got, []int64{9002, 9003}) {
		t.Fatalf("open: %v", got)
	}
	run := must[[]db.RunID](t)(w.DB.IDRun(w.ctx, w.Garden, 9000, 10))
	if len(run) != 4 || !run[0].Seen || run[1].Seen || !run[3].Seen || !run[0].Near.Equal(Start.Add(-time.Hour)) {
		t.Errorf("the run is %+v", run)
	}
	if low, high := must[int64](t)(w.DB.LowestID(w.ctx, w.Garden, Start.Add(-2*time.Hour))), must[int64](t)(w.DB.HighestID(w.ctx, w.Garden)); low != 9001 || high != 9004 {
		t.Errorf("the run is from %d to %d", low, high)
	}
	deny := func() (void bool) {
		t.Helper()
		w.Write(func(tx *db.Tx) (err error) { void, err = tx.GapDenied(w.Garden, 9002); return err })
		return void
	}
	for range 5 { // often, but not long enough
		if deny() {
			t.Fatal("void at once")
		}
	}
	w.Clock.Set(Start.Add(db.VoidAfter))
	if due := must[[]db.Gap](t)(w.DB.DueGaps(w.ctx, w.Garden, Start, 10)); len(due) != 2 || due[0].EKMID != 9003 {
		t.Errorf("due: %+v", due)
	}
	if !deny() || !slices.Equal(open(), []int64{9003}) {
		t.Errorf("after six hours open: %v", open())
	}
	w.lastEKM = 9002
	w.Order(w.Garden, "2", "Anyone", 1_00, 0)
	if got := open(); len(got) != 0 {
		t.Errorf("the order that was missing is here, and open are %v", got)
	}
}

func changesAreKept(t *testing.T, w *World) {
	ids := queue(w)
	id := ids["posted"]
	shown := func() commerce.Order {
		t.Helper()
		_, o, _, err := w.DB.OrderShown(w.ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		o.Store = w.Kitchen
		return o
	}
	save := func(o commerce.Order) {
		t.Helper()
		w.Write(func(tx *db.Tx) error {
			_, _, err := tx.SaveOrder(o, db.Verdict{State: commerce.OrderWaiting})
			return err
		})
	}
	detail := func() view.OrderDetail {
		t.Helper()
		d, _, err := w.DB.OrderDetail(w.ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	o := shown()
	o.Total += commerce.FromPence(1)
	o.Lines = append(slices.Clone(o.Lines), commerce.Line{ID: 3, Code: "KIT-NEW", Quantity: 1})
	save(o)
	d := detail()
	if !d.Changed || d.Total != 142_30 || len(d.Order.Lines) != 2 || len(d.Changes) != 2 || !slices.Contains(d.Flags, db.ChangedFlag) {
		t.Fatalf("changed %v, %s, %+v, %q", d.Changed, d.Total, d.Changes, d.Flags)
	}
	rows, err := w.DB.Ledger(w.ctx, w.Kitchen, time.Time{}, time.Time{})
	at := slices.IndexFunc(rows, func(r db.LedgerRow) bool { return r.ID == id })
	if err != nil || !rows[at].Changed || rows[at].Judged || rows[at].ShownTotal != 142_31 {
		t.Errorf("the ledger has %+v, %v", rows, err)
	}
	w.Write(func(tx *db.Tx) error { return tx.IgnoreChange(id) })
	save(shown())
	if d := detail(); d.Changed || slices.Contains(d.Flags, db.ChangedFlag) || len(d.Changes) != 2 {
		t.Errorf("ignored: %v %q %+v", d.Changed, d.Flags, d.Changes)
	}
	o.Status = "CANCELLED"
	save(o)
	cards := must[[]view.CauseCard](t)(w.DB.CausePage(w.ctx, w.Kitchen))
	if !detail().Changed || !slices.ContainsFunc(cards, func(c view.CauseCard) bool { return strings.HasPrefix(c.Title, "Order 20420 is cancelled") }) {
		t.Errorf("called off: %v, cards %+v", detail().Changed, cards)
	}
	w.Write(func(tx *db.Tx) error {
		if ok, err := tx.AcceptChange(id, shownOf(o, "DECLINED"), nil); ok || err != nil {
			t.Errorf("another order was accepted: %v, %v", ok, err)
		}
		ok, err := tx.AcceptChange(id, o, nil)
		if !ok {
			t.Error("the order that was compared was not accepted")
		}
		return err
	})
	if d := detail(); d.Changed || d.Total != 142_31 || len(d.Order.Lines) != 3 {
		t.Errorf("accepted: %v %s %d lines", d.Changed, d.Total, len(d.Order.Lines))
	}
	if err := w.DB.Write(w.ctx, func(tx *db.Tx) error { return tx.PostAgain(id) }); err == nil || !strings.Contains(err.Error(), "EKM shows order 20420 as CANCELLED") {
		t.Errorf("a cancelled order was posted again: %v", err)
	}
	o.Status = "PENDING"
	save(o)
	w.Write(func(tx *db.Tx) error { return tx.PostAgain(id) })
	again, err := w.DB.Order(w.ctx, id)
	if err != nil || again.State != commerce.OrderWaiting || again.Stage != commerce.Received || again.SalesOrderID != 0 || again.Intent == "" || again.Paid {
		t.Errorf("posted again: %+v, %v", again, err)
	}
}

func shownOf(o commerce.Order, status string) commerce.Order {
	o.Status = status
	return o
}
