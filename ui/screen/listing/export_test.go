package listing

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/sheet"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen/screentest"
	"stockbridge/ui/theme"
)

// folder keeps what is saved whole, as the real one does.
type folder struct {
	saved map[string]string
	err   error
}

func (f *folder) Save(name string, write func(io.Writer) error) (string, error) {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return "", err
	}
	if f.err == nil {
		f.saved[name] = strings.TrimPrefix(b.String(), "\ufeff")
	}
	return "Downloads", f.err
}

// long is a list of 2,500 numbers, read in pages.
type long struct {
	*List[int, int]
	*screentest.Window
	files *folder
	sheet Export[int]
}

func newLong(t *testing.T) *long {
	t.Helper()
	const all = 2500
	x := &long{Window: screentest.New(t, theme.AlwaysLight), files: &folder{saved: map[string]string{}}}
	x.List = New(Options[int, int]{
		Feed: x.Feed, Nav: x.Window, Now: screentest.Now,
		Page: func(_ context.Context, _ view.Filter, w view.Window) (view.Page[int], error) {
			from := w.Offset
			if w.After != "" {
				fmt.Sscan(w.After, &from)
			}
			p := view.Page[int]{Total: all}
			for n := from; n < min(from+w.Limit, all); n++ {
				p.Rows = append(p.Rows, n)
			}
			if next := from + len(p.Rows); next < all {
				p.Next = fmt.Sprint(next)
			}
			return p, nil
		},
		Stores:  func(context.Context) ([]view.StoreCard, error) { return nil, nil },
		Figures: func(context.Context, commerce.StoreID) func() { return func() {} },
		Title:   "Numbers", Columns: []kit.Column{{ID: "n", Title: "Number", Width: 100}}, OnCheck: func(kit.Checks) {},
		Row: func(n int, _ time.Time) kit.Row {
			return kit.Row{Key: fmt.Sprint(n), Cells: []kit.Cell{{Text: fmt.Sprint(n)}}}
		},
		Fault: func(error) (string, string) { return "", "" }, Menu: func(int) []kit.MenuItem { return nil },
		Query: NewQuery(All, nil), Tabs: func() []kit.Tab { return []kit.Tab{{ID: All, Label: "All", Count: all}} },
		Filters: func(Query) []kit.Filter { return nil }, Filter: func(q Query, _ time.Time) view.Filter { return q.Filter() },
		Empty: func(Query) kit.EmptyState { return kit.EmptyState{} },
		Pane:  PaneOptions[int, int]{Read: func(_ context.Context, _ string, n int) (int, error) { return n, nil }, Await: func(string, int) {}, Draw: func(string, int, int) {}},
	})
	x.sheet = Export[int]{Files: x.files, Name: "Numbers", Doing: "export the numbers", Head: []sheet.Column{{Name: "Number", Exact: true}},
		Row: func(n int, _ time.Time) []string { return []string{fmt.Sprint(n)} }, Done: func(n int, where string) string { return fmt.Sprintf("%d saved in %s", n, where) }}
	x.Fill(t, x.Content())
	x.Shown()
	return x
}

const numbersCSV = "Numbers 2026-11-23 1402.csv"

func TestExportWritesAllThatIsAskedForOrTicked(t *testing.T) {
	x := newLong(t)
	x.Export(x.sheet, sheet.CSV, false)
	if lines := strings.Fields(x.files.saved[numbersCSV]); len(lines) != 2501 || lines[2500] != "2499" || x.Said[0] != "2500 saved in Downloads" {
		t.Fatalf("%d lines, said %q", len(lines), x.Said)
	}
	x.Table().CheckAll()
	keys := x.Table().Focusable()
	keys.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	keys.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace}) // all but the first
	if items := x.ExportMenu(x.sheet); len(items) != 5 || items[0].Note != "2,499" || items[3].Note != "2,500" {
		t.Errorf("the menu offers %+v", items)
	}
	x.Export(x.sheet, sheet.CSV, true)
	if lines := strings.Fields(x.files.saved[numbersCSV]); len(lines) != 2500 || lines[1] != "1" {
		t.Errorf("%d lines of the ticked, first %q", len(lines), lines[1])
	}
	x.files.err = errors.New("the disk is full")
	x.Export(x.sheet, sheet.XLSX, false)
	if len(x.Failures) != 1 || x.Failures[0] != "export the numbers" {
		t.Errorf("a failure says %q", x.Failures)
	}
}

func TestARunningExportSaysHowFarItIsAndCanBeCancelled(t *testing.T) {
	x := newLong(t)
	cancelled := x.sheet
	cancelled.Row = func(n int, _ time.Time) []string {
		switch n {
		case 1200:
			x.showExport() // the clock would, were the export slower
			x.Shows(t, "Numbers 2026-11-23 1402.csv: 1,201 of 2,500 rows written", "Cancel")
			x.Draw(t, "listing-export")
			x.Export(x.sheet, sheet.CSV, false)
			if got := x.Said[len(x.Said)-1]; got != "An export is running already" {
				t.Errorf("a second export says %q", got)
			}
		case 1300:
			x.export.cancel()
		case 1301:
			t.Error("the export goes on after it was cancelled")
		}
		return []string{fmt.Sprint(n)}
	}
	x.Export(cancelled, sheet.CSV, false)
	if len(x.files.saved) != 0 || len(x.Failures) != 0 || x.Said[len(x.Said)-1] != "The export is cancelled, and no file was kept" {
		t.Errorf("kept %v, failed %q, said %q", x.files.saved, x.Failures, x.Said)
	}
	if x.notice.Visible() {
		t.Error("the line of the export stays")
	}
	x.Export(x.sheet, sheet.CSV, false)
	if x.files.saved[numbersCSV] == "" {
		t.Error("no export can follow a cancelled one")
	}
}
