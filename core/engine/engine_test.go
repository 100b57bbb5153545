package engine_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/engine"
	"stockbridge/core/view"
)

func testLog(t *testing.T) *slog.Logger {
	if os.Getenv("STOCKBRIDGE_TEST_LOG") == "" {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelInfo}))
}

func demo(t *testing.T, o engine.DemoOptions) *engine.Demo {
	t.Helper()
	d, err := engine.OpenDemo(t.Context(), engine.Options{Folder: t.TempDir(), Log: testLog(t)}, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return d
}

// TestRoundAgreesWithTheBooks is the main job, end to end over real HTTP: two shops with shoppers, a warehouse that ships, one
// full round, and then another when everything is at rest.
func TestRoundAgreesWithTheBooks(t *testing.T) {
	d := demo(t, engine.DemoOptions{Stores: 2, Products: 120, OrdersPerMinute: 240, Speed: 20, History: 20})
	from := time.Now().Add(-24 * time.Hour)
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	for range 2 {
		if err := d.UntilIdle(ctx, func(s engine.Step) { logStep(t, s) }); err != nil {
			t.Fatalf("a round: %v", err)
		}
	}
	if trend, err := d.DB.Trend(ctx, 0, 1); err != nil || !trend.Points[len(trend.Points)-1].Sampled {
		t.Errorf("a round leaves no sample for the charts: %v", err)
	}
	// Some of the orders have been paid for and shipped by now; wait for a shipped note, then bring everything to rest.
	eventually(t, time.Minute, "a note was shipped", func() bool {
		for _, o := range d.Sandbox.Brightpearl.Books().SalesOrders {
			if o.UnitsShipped > 0 {
				return true
			}
		}
		return false
	})
	quiet(d.Sandbox)
	for before := ""; ; {
		before = sold(d.Sandbox.EKM.Books())
		for range 2 {
			if err := d.UntilIdle(ctx, func(s engine.Step) { logStep(t, s) }); err != nil {
				t.Fatalf("a round at rest: %v", err)
			}
		}
		if sold(d.Sandbox.EKM.Books()) == before {
			break
		}
	}
	agree(t, d.DB, d.Sandbox.EKM.Books(), d.Sandbox.Brightpearl.Books(), d.Sandbox.Config().Users, from)
	page, err := d.DB.ShipmentPage(ctx, view.Filter{}, view.Window{Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	if page.Total == 0 {
		t.Error("no shipment was told")
	}
}

func logStep(t *testing.T, s engine.Step) { t.Log(s.Name) }

// TestRunPostsWithinSeconds runs the engine as the desktop program does and waits for what a merchant waits for.
func TestRunPostsWithinSeconds(t *testing.T) {
	d := demo(t, engine.DemoOptions{Stores: 2, Products: 60, OrdersPerMinute: 30, Speed: 10, History: 3})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	eventually(t, 90*time.Second, "orders are posted in both stores and stock is written", func() bool {
		status, err := d.DB.Status(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range status.Stores {
			if s.Orders.Posted == 0 || s.Stock.Written == 0 {
				return false
			}
		}
		return true
	})
	stop()
	if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
		t.Fatalf("the engine ended with %v", err)
	}
	orders, err := d.DB.OrderPage(t.Context(), view.Filter{States: []string{string(commerce.OrderPosted)}}, view.Window{Limit: 5})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range orders.Rows {
		if o.SalesOrderID == 0 || !o.PaidUp {
			t.Errorf("order %s is posted, but has sales order %d, paid %v", o.Number, o.SalesOrderID, o.PaidUp)
		}
	}
}

func TestOneProcessPerFolder(t *testing.T) {
	folder := t.TempDir()
	first, err := engine.Open(t.Context(), engine.Options{Folder: folder})
	if err != nil {
		t.Fatal(err)
	}
	_, err = engine.Open(t.Context(), engine.Options{Folder: folder})
	if in, ok := errors.AsType[*engine.InUseError](err); !ok || in.PID != os.Getpid() {
		t.Errorf("a second engine on the folder: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := engine.Open(t.Context(), engine.Options{Folder: folder})
	if err != nil {
		t.Fatalf("after the first was closed: %v", err)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestFolderThatCannotBeWritten(t *testing.T) {
	file := t.TempDir() + "/file"
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := engine.Open(t.Context(), engine.Options{Folder: file + "/data"})
	if _, ok := errors.AsType[*engine.FolderError](err); !ok {
		t.Errorf("a folder below a file: %v", err)
	}
}
