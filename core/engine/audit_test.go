package engine_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"stockbridge/core/engine"
	"stockbridge/core/view"
)

// TestBooksAreComparedAtNight: the first quiet moment after two o'clock closes the day that is over, once.
func TestBooksAreComparedAtNight(t *testing.T) {
	var ahead atomic.Int64
	clock := func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	d, err := engine.OpenDemo(t.Context(), engine.Options{Folder: t.TempDir(), Log: testLog(t), Now: clock}, engine.DemoOptions{Stores: 1, Products: 60, Speed: 50, History: 12})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	quiet(d.Sandbox)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	if err := d.UntilIdle(ctx, func(s engine.Step) { logStep(t, s) }); err != nil {
		t.Fatal(err)
	}
	y, m, day := time.Now().Date()
	at := func(hour, minute int) {
		ahead.Store(int64(time.Date(y, m, day+1, hour, minute, 0, 0, time.Local).Sub(time.Now())))
		if err := d.AuditNight(ctx); err != nil {
			t.Fatal(err)
		}
	}
	stores, err := d.DB.Stores(ctx)
	if err != nil {
		t.Fatal(err)
	}
	requests := func() int { return d.Sandbox.Brightpearl.Books().Counters.Requests }
	before := requests()
	at(1, 45)
	early := requests() - before
	at(2, 10)
	if requests()-before != early {
		t.Error("the books were compared although the orders of the evening had not been read")
	}
	if err := d.Orders.Poll(ctx, stores[0].ID); err != nil {
		t.Fatal(err)
	}
	polled := requests() - before
	at(2, 11)
	if requests()-before == polled {
		t.Error("nothing was asked after two o'clock")
	}
	page, err := d.DB.LedgerPage(ctx, stores[0].ID, view.Window{})
	if err != nil || len(page.Rows) < 2 {
		t.Fatalf("the ledger has %d days, %v", len(page.Rows), err)
	}
	posted := 0
	var traded time.Time // a day with orders: soon after midnight today has none
	for i, row := range page.Rows {
		if posted += row.Posted.Orders; row.Posted.Orders > 0 {
			traded = row.Day
		}
		if over := i > 0; over == row.Proof.At.IsZero() || over && (!row.Proof.Balanced || len(row.Proof.Differences) > 0) {
			t.Errorf("the day %s: %+v", row.Day.Format(time.DateOnly), row.Proof)
		}
		if open := row.Waiting.Orders + row.Held.Orders + row.Gaps; i > 0 && row.Proof.Closed == (open > 0) {
			t.Errorf("the day %s is closed %v with %d open", row.Day.Format(time.DateOnly), row.Proof.Closed, open)
		}
	}
	if posted == 0 {
		t.Error("no order was posted")
	}
	before = requests()
	at(2, 30)
	at(9, 0)
	if n := requests() - before; n > 0 {
		t.Errorf("the same night asked %d times more", n)
	}
	if err := d.AuditNow(ctx, stores[0].ID, traded); err != nil || requests() == before {
		t.Errorf("an audit that a person asks for: %v", err)
	}
}
