package orders

import (
	"encoding/csv"
	"errors"
	"strings"
	"testing"
	"time"

	"stockbridge/core/sheet"
	"stockbridge/core/view"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/screentest"
	"stockbridge/ui/theme"
)

func TestLedgerTakesTurnsWithTheQueue(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.Turn(tabLedger)
	if !b.ledger || !b.days.Content().Visible() || b.queue.Content().Visible() {
		t.Fatal("the tab does not bring the ledger")
	}
	b.Shows(t, "Sun 22 Nov", "2 differences", "Balanced 02:10", "Not proved yet", "In Brightpearl")
	asked := len(b.pages.filters)
	b.days.Turn(tabExcluded)
	if b.ledger || b.last().tab != tabExcluded || len(b.pages.filters) == asked {
		t.Error("a tab of the queue does not bring it back")
	}
	b.SetStore(screentest.Kiln)
	b.Open(screen.Route{Tab: tabLedger})
	if got := b.books.stores[len(b.books.stores)-1]; got != screentest.Kiln {
		t.Errorf("the ledger shows store %d", got)
	}
	b.Hidden()
	b.Shown()
	if !b.ledger {
		t.Error("coming back loses the ledger")
	}
}

func TestDayIsAnEquation(t *testing.T) {
	for _, c := range []struct {
		key, want string
	}{
		{"1 2026-11-23", "48 placed = 45 in Brightpearl + 2 waiting + 1 cancelled"},
		{"2 2026-11-23", "35 placed = 31 in Brightpearl + 1 waiting + 2 held + 1 excluded"},
		{"2 2026-11-22", "104 placed = 104 in Brightpearl"},
	} {
		for _, d := range ledgerDays() {
			if ledgerKey(d) != c.key {
				continue
			}
			if got, adds := equation(d); got != c.want || !adds {
				t.Errorf("%s says %q", c.key, got)
			}
		}
	}
	lost := ledgerDays()[0]
	lost.Placed.Orders++
	if got, adds := equation(lost); adds || got != "49 placed ≠ 45 in Brightpearl + 2 waiting + 1 cancelled" {
		t.Errorf("a lost order says %q", got)
	}
	penny := ledgerDays()[0]
	penny.Held.Money++
	if _, adds := equation(penny); adds {
		t.Error("a lost penny is not noticed")
	}
}

func TestProvingADay(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.Open(screen.Route{Tab: tabLedger})
	b.days.Show("1 2026-11-22")
	b.Shows(t, "Order 38113", "EKM id 7099", "EKM has £17.99, sales order 208652 has £17.98.", "-£0.01")
	d, _ := b.days.Details()
	b.prove(d)
	if got := b.books.proved; len(got) != 1 || got[0] != "1 2026-11-22" {
		t.Fatalf("proved %v", got)
	}
	if d, _ = b.days.Details(); !d.Proof.Balanced {
		t.Error("the pane shows the old proof")
	}
	b.Shows(t, "Balanced 14:02")
	b.books.err = errors.New("no")
	b.prove(d)
	if len(b.Failures) != 1 {
		t.Error("a failed proof says nothing")
	}
}

func TestDifferenceLeadsToItsOrder(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.Open(screen.Route{Tab: tabLedger, Screen: screen.Orders})
	b.Open(screen.Route{Screen: screen.Orders, Tab: tabAll, Text: "38113", Select: "12"})
	if b.ledger || b.shown() != "38113" {
		t.Errorf("the link leads to %q", b.shown())
	}
}

func TestDayLeadsToItsOrders(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.Open(screen.Route{Tab: tabLedger})
	b.showDay(ledgerDays()[3])
	from := time.Date(2026, 11, 22, 0, 0, 0, 0, time.Local)
	if f := b.pages.filters[len(b.pages.filters)-1]; f.Store != screentest.Shed || !f.From.Equal(from) || !f.To.Equal(from.AddDate(0, 0, 1)) {
		t.Errorf("the day asks %+v", f)
	}
}

func TestGreenNeedsATime(t *testing.T) {
	if m := proofMark(view.Proof{Balanced: true}, noon); m.state == theme.OK {
		t.Error("a day without a proof is green")
	}
	if m := proofMark(view.Proof{At: noon, Balanced: true, Differences: []view.Difference{{}}}, noon); m.state == theme.OK {
		t.Error("a day with a difference is green")
	}
}

func TestEmptyLedger(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.books.days = nil
	b.Open(screen.Route{Tab: tabLedger})
	b.Shows(t, "No days yet")
}

func TestTheBookThatDiffersIsMarked(t *testing.T) {
	bad := threeWays(ledgerDays()[3])
	if bad[0].State != theme.NoState || bad[1].State != theme.Attention || bad[2].State != theme.NoState {
		t.Errorf("%+v", bad)
	}
	if bad[2].Value != "61 receipts, £3,118.20" {
		t.Errorf("receipts are %q", bad[2].Value)
	}
}

// TestTheLedgerIsExported reads it by offset, as it can be read, and writes counts and sums into cells of their own.
func TestTheLedgerIsExported(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.Open(screen.Route{Tab: tabLedger})
	b.days.Export(b.sheetOfDays(), sheet.CSV, false)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.files.text.String(), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != len(b.books.days)+1 || b.files.name != "Order ledger 2026-11-23 1402.csv" {
		t.Fatalf("%v, %d rows of %d days in %q", err, len(rows), len(b.books.days), b.files.name)
	}
	at := map[string]string{}
	for i, name := range rows[0] {
		at[name] = rows[4][i]
	}
	if at["Day"] != "2026-11-22" || at["Placed"] != "62" || at["Placed money"] != "3236.80" || at["Cancelled"] != "1" || at["Balanced"] != "No" || at["Differences"] != "2" {
		t.Errorf("the day is %v", at)
	}
}
