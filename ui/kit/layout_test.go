package kit_test

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"stockbridge/ui/kit"
	"stockbridge/ui/theme"
)

func tabsOf(n int) []kit.Tab {
	tabs := make([]kit.Tab, n)
	for i := range tabs {
		tabs[i] = kit.Tab{ID: fmt.Sprint(i), Label: fmt.Sprintf("Near match %d", i), Count: 10}
	}
	return tabs
}

func TestTabsWithoutRoomAreUnderMore(t *testing.T) {
	useTheme(t, theme.AlwaysLight)
	tabs := kit.NewTabs(tabsOf(9), nil)
	w := newWindow(t, 600, 100, kit.Down(0, tabs))
	heads := func() (shown []string, more *kit.Button) {
		for _, o := range test.WidgetRenderer(tabs).Objects() {
			if b, ok := o.(*kit.Button); ok {
				more = b
			} else if o.Visible() && o.Size().Height == theme.TabsHeight {
				if end := o.Position().X + o.Size().Width; end > w.Canvas().Size().Width {
					t.Errorf("a tab reaches to %v", end)
				}
				shown = append(shown, "tab")
			}
		}
		return shown, more
	}
	shown, more := heads()
	if len(shown) == 0 || len(shown) > 5 || !more.Visible() {
		t.Errorf("%d of 9 tabs show, More %v", len(shown), more.Visible())
	}
	tabs.SetCurrent("8")
	if again, _ := heads(); len(again) != len(shown) && len(again) != len(shown)-1 {
		t.Errorf("with the last tab in front %d show, %d before", len(again), len(shown))
	}
	w.Resize(fyne.NewSize(1600, 100))
	if all, more := heads(); len(all) != 9 || more.Visible() {
		t.Errorf("in a wide window %d tabs show, More %v", len(all), more.Visible())
	}
}

func TestPaneMakesRoomForItsFootAndKeepsItsPlace(t *testing.T) {
	useTheme(t, theme.AlwaysLight)
	pane := kit.NewPane(nil, nil, nil) // without a header so far
	newWindow(t, 372, 500, pane)
	foot := kit.Fill(theme.Sunken, kit.Gap(0, theme.ButtonSmall))
	pane.SetFoot(foot)
	if foot.Size().Height != theme.ButtonSmall || foot.Size().Width < 300 {
		t.Errorf("the foot is %v", foot.Size())
	}
	body := func() *kit.Box { return kit.Fill(theme.Sunken, kit.Gap(0, 2000)) }
	first, second, third := body(), body(), body()
	pane.SetBodyOf("9031", first)
	test.Scroll(fyneCanvas(pane), fyne.NewPos(100, 200), 0, -300)
	at := func(o fyne.CanvasObject) float32 {
		return fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y
	}
	scrolled := at(first)
	pane.SetBodyOf("9031", second)
	if at(second) != scrolled || scrolled >= 0 {
		t.Errorf("news of the same order moved it from %v to %v", scrolled, at(second))
	}
	pane.SetBodyOf("9028", third)
	if at(third) <= 0 {
		t.Errorf("another order starts at %v", at(third))
	}
}

func fyneCanvas(o fyne.CanvasObject) fyne.Canvas {
	return fyne.CurrentApp().Driver().CanvasForObject(o)
}

func TestThePageMakesRoomForItsSelectionBar(t *testing.T) {
	useTheme(t, theme.AlwaysLight)
	table := kit.Fill(theme.Surface, nil)
	bar := kit.NewSelectionBar(nil, kit.NewButton("Send now", kit.Primary, nil).Small())
	newWindow(t, 900, 500, kit.NewPage(table, bar))
	bar.Set(3, "8 units.")
	if table.Size().Height != 500-theme.SelectionHeight {
		t.Errorf("beside the bar the table is %v high", table.Size().Height)
	}
	bar.Set(0, "")
	if table.Size().Height != 500 {
		t.Errorf("without the bar the table is %v high", table.Size().Height)
	}
}

func TestColumnsGiveWayInANarrowTable(t *testing.T) {
	useTheme(t, theme.AlwaysLight)
	table := kit.NewPagedTable(kit.TableOptions{Columns: []kit.Column{
		{ID: "state", Title: "State", Width: 200}, {ID: "paid", Title: "Paid", Width: 200, Yields: 2}, {ID: "number", Title: "Number", Width: 200, Yields: 1},
	}})
	shown := func() (out []string) {
		for _, item := range table.ColumnMenu() {
			if item.Checked {
				out = append(out, item.Label)
			}
		}
		return out
	}
	w := newWindow(t, 800, 300, table)
	for width, want := range map[float32]string{800: "[State Paid Number]", 500: "[State Number]", 300: "[State]"} {
		w.Resize(fyne.NewSize(width, 300))
		if got := fmt.Sprint(shown()); got != want {
			t.Errorf("%v wide shows %s, want %s", width, got, want)
		}
	}
	w.Resize(fyne.NewSize(500, 300))
	table.ColumnMenu()[1].Tapped()
	if got := fmt.Sprint(shown()); got != "[State Paid]" {
		t.Errorf("a column that a person asked for gives way: %s", got)
	}
	if got := table.Layout().Hidden; len(got) != 0 {
		t.Errorf("columns without room are remembered as hidden: %v", got)
	}
}
