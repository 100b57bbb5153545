package kit_test

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// BenchmarkScroll moves a table of 300,000 rows: what the processor does for one step, without the drawing, which a real window
// leaves to the graphics card. The words of the rows are made for each page as a screen makes them.
func BenchmarkScroll(b *testing.B) {
	for name, step := range map[string]float32{"wheel": 48, "page": 640} {
		b.Run(name, func(b *testing.B) {
			list := longTable(b).Focusable().(interface{ ScrollToOffset(float32) })
			end, at := float32(kit.MostRows-40)*theme.RowCompact, float32(0)
			for b.Loop() {
				if at += step; at > end {
					at = 0
				}
				list.ScrollToOffset(at)
			}
		})
	}
}

// BenchmarkTable makes a table, fills it and lets it go: what a screen with a table costs.
func BenchmarkTable(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		longTable(b)
	}
}

func longTable(b *testing.B) *kit.PagedTable {
	b.Helper()
	test.NewTempApp(b).Settings().SetTheme(theme.New(theme.Options{Mode: theme.AlwaysLight}))
	state := []theme.State{theme.OK, theme.Attention, theme.Working}
	table := kit.NewPagedTable(kit.TableOptions{Columns: orderColumns(), Load: func(page int, answer func(kit.Page)) {
		p := kit.Page{Total: kit.MostRows}
		for i := page * kit.PageSize; i < (page+1)*kit.PageSize; i++ {
			p.Rows = append(p.Rows, kit.Row{Key: fmt.Sprint(i), Cells: []kit.Cell{{Text: "Posted", State: state[i%3]}, {Text: fmt.Sprint(100000 + i)},
				{Text: "Potting Shed"}, {Text: say.T("{minutes} min", i%60)}, {Text: fmt.Sprint("Customer ", i)}, {Text: "2 of 2"}, {Text: say.Money(1999, "GBP")}}})
		}
		answer(p)
	}})
	w := test.NewTempWindow(b, table)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(1072, 720))
	table.Reset()
	return table
}
