package orders

import (
	"errors"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"stockbridge/core/events"
	"stockbridge/ui/kit"
	"stockbridge/ui/live"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

type bench struct {
	*Screen
	pages  *canned
	wishes *wishes
	desk   *desk
	window fyne.Window
}

// newBench builds the screen in a window beside the rail, as in the program.
func newBench(t *testing.T, mode theme.Mode, width, height float32) *bench {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Options{Mode: mode}))
	b := &bench{pages: &canned{rows: day()}, wishes: &wishes{}, desk: &desk{}}
	b.Screen = New(Options{Feed: live.Inline(), News: &events.Hub{}, Pages: b.pages, Actions: b.wishes, Nav: b.desk, Now: func() time.Time { return noon },
		BrightpearlURL: func(int64) string { return "https://example.com/order" }})
	content := kit.AcrossTop(0, kit.Width(theme.RailWidth, kit.Fill(theme.Canvas, nil)), kit.Grow(b.Content()))
	b.window = test.NewTempWindow(t, content)
	b.window.SetPadded(false)
	b.window.Resize(fyne.NewSize(width+theme.RailWidth, height))
	b.desk.canvas = b.window.Canvas()
	return b
}

func (b *bench) last() (f struct{ tab, code, text string }) {
	last := b.pages.filters[len(b.pages.filters)-1]
	f.tab, f.code, f.text = last.Tab, last.Code, last.Text
	return f
}

func (b *bench) total(t *testing.T, want int) {
	t.Helper()
	if n, known := b.parts.table.Total(); !known || n != want {
		t.Errorf("the table holds %d orders, want %d", n, want)
	}
}

func TestFirstSight(t *testing.T) {
	b := newBench(t, theme.AlwaysLight, 1072, 720)
	b.Shown()
	b.total(t, 4)
	if got := b.last().tab; got != tabTodo {
		t.Errorf("the first question is %q", got)
	}
	if w := b.pages.windows[0]; w.Sort != "placed" || w.Desc {
		t.Errorf("to do is not sorted oldest first: %+v", w)
	}
	b.jump(tabPosted)
	if f := b.pages.filters[len(b.pages.filters)-1]; f.Tab != tabPosted || !f.From.Equal(time.Date(2026, 11, 23, 0, 0, 0, 0, time.Local)) {
		t.Errorf("the counter asks %+v", f)
	}
}

func TestDetailsAndKeyboard(t *testing.T) {
	b := newBench(t, theme.AlwaysLight, 1072, 720)
	b.Shown()
	keys := b.parts.table.Focusable()
	keys.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	if b.parts.split.Open() {
		t.Error("moving through the rows opened the pane")
	}
	keys.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if !b.parts.split.Open() || b.detail == nil || b.detail.Number != "9031" {
		t.Fatal("Enter does not show the order")
	}
	keys.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	if b.detail.Number != "9028" {
		t.Errorf("the pane shows %s after moving on", b.detail.Number)
	}
	if !b.Escape() || b.Escape() {
		t.Error("Esc closes the pane once")
	}
}

func TestRoute(t *testing.T) {
	b := newBench(t, theme.AlwaysLight, 1072, 720)
	b.Shown()
	b.Open(screen.Route{Select: "12", Text: "38113"})
	if b.last().text != "38113" || b.detail == nil || b.detail.Number != "38113" {
		t.Error("the route does not lead to its order")
	}
	if row, ok := b.parts.table.Current(); !ok || row.Key != "12" {
		t.Error("the order's row is not the current one")
	}
	b.Open(screen.Route{Tab: tabExcluded})
	if b.last().tab != tabExcluded || b.last().text != "" || b.parts.split.Open() {
		t.Error("a new route keeps something of the old one")
	}
}

func TestActions(t *testing.T) {
	b := newBench(t, theme.AlwaysLight, 1072, 720)
	b.Shown()
	b.Open(screen.Route{Select: "1"})
	o := b.detail.OrderRow
	b.retry(o)
	if len(b.wishes.said) != 1 || b.wishes.said[0] != "retry 1" || b.desk.said[0] != "Order 9031 is tried again" {
		t.Errorf("wishes %q, said %q", b.wishes.said, b.desk.said)
	}
	b.wishes.err = errors.New("no")
	b.retry(o)
	if got := b.desk.said[len(b.desk.said)-1]; got != "failed: retry order 9031" {
		t.Errorf("a failure says %q", got)
	}
	b.exclude(o)
	if !kit.CloseTop(b.desk.canvas) {
		t.Error("excluding does not ask")
	}
	if len(b.wishes.said) != 2 {
		t.Error("a cancelled dialog excluded the order")
	}
}

func TestOutdatedDetailIsDropped(t *testing.T) {
	b := newBench(t, theme.AlwaysLight, 1072, 720)
	b.Shown()
	b.Open(screen.Route{Select: "999"})
	if b.detail != nil {
		t.Error("an unknown order has details")
	}
	b.pages.err = errors.New("disk")
	b.show(3)
	if b.detail != nil {
		t.Error("a failed read shows details")
	}
}

func TestPictures(t *testing.T) {
	folder := os.Getenv("STOCKBRIDGE_PICTURES")
	if folder == "" {
		folder = t.TempDir()
	}
	scenes := map[string]func(*bench){
		"all":   func(b *bench) { b.Open(screen.Route{Tab: tabAll, Select: "1"}) },
		"plain": func(b *bench) { b.Open(screen.Route{Tab: tabAll}) },
		"lines": func(b *bench) { b.Open(screen.Route{Tab: tabAll, Select: "5"}); b.parts.pane.Tabs().Select(paneLines) },
		"money": func(b *bench) { b.Open(screen.Route{Tab: tabAll, Select: "12"}); b.parts.pane.Tabs().Select(paneMoney) },
		"customer": func(b *bench) {
			b.Open(screen.Route{Tab: tabAll, Select: "12"})
			b.parts.pane.Tabs().Select(paneCustomer)
		},
		"timeline": func(b *bench) {
			b.Open(screen.Route{Tab: tabAll, Select: "12"})
			b.parts.pane.Tabs().Select(paneTimeline)
		},
		"unmatched": func(b *bench) { b.Open(screen.Route{Tab: tabTodo, Select: "3"}) },
		"unpaid":    func(b *bench) { b.Open(screen.Route{Tab: tabProgress, Select: "11"}) },
		"exclude":   func(b *bench) { b.Open(screen.Route{Tab: tabTodo, Select: "1"}); b.exclude(b.detail.OrderRow) },
		"empty":     func(b *bench) { b.pages.rows = nil; b.Reload(); b.Open(screen.Route{Tab: tabTodo}) },
		"chips": func(b *bench) {
			b.Open(screen.Route{Tab: tabAll, Select: "1", Store: 3})
			b.query.code, b.query.placed, b.query.states = "SB-ORD-105", placedToday, []string{"held", "waiting"}
			b.showSummary()
			b.ask()
		},
		"filtered": func(b *bench) {
			b.Open(screen.Route{Tab: tabAll})
			b.filtered(map[string][]string{"cause": {"SB-ORD-112"}, "placed": {placedToday}})
		},
	}
	for name, scene := range scenes {
		for mode, m := range map[string]theme.Mode{"light": theme.AlwaysLight, "dark": theme.AlwaysDark} {
			for size, dims := range map[string][2]float32{"1072": {1072, 720}, "1712": {1712, 1000}} {
				if size == "1712" && name != "all" && name != "lines" {
					continue
				}
				t.Run(name+"-"+mode+"-"+size, func(t *testing.T) {
					b := newBench(t, m, dims[0], dims[1])
					b.Shown()
					scene(b)
					img := b.window.Canvas().Capture()
					out := image.NewNRGBA(image.Rect(0, 0, int(dims[0]), int(dims[1])))
					draw.Draw(out, out.Bounds(), img, image.Pt(int(theme.RailWidth), 0), draw.Src)
					f, err := os.Create(filepath.Join(folder, "orders-"+name+"-"+mode+"-"+size+".png"))
					if err != nil {
						t.Fatal(err)
					}
					defer f.Close()
					if err := png.Encode(f, out); err != nil {
						t.Fatal(err)
					}
					if got := img.Bounds().Size(); got.X != int(dims[0]+theme.RailWidth) || got.Y != int(dims[1]) {
						t.Errorf("the screen needs %v", got)
					}
				})
			}
		}
	}
}

func TestPostingAgainstARuleIsAskedFor(t *testing.T) {
	b := newBench(t, theme.AlwaysLight, 1072, 720)
	b.Shown()
	for _, id := range []string{"11", "19"} { // unpaid, excluded by rule
		b.Open(screen.Route{Tab: tabAll, Select: id})
		b.retry(b.detail.OrderRow)
		if !kit.CloseTop(b.desk.canvas) || len(b.wishes.said) != 0 {
			t.Errorf("order %s is posted without a question", id)
		}
	}
}

func TestNewsReloadsAndKeepsThePlace(t *testing.T) {
	b := newBench(t, theme.AlwaysLight, 1072, 720)
	b.Shown()
	b.Open(screen.Route{Tab: tabAll, Select: "12"})
	asked, read := len(b.pages.filters), b.pages.details
	b.Reload()
	if len(b.pages.filters) == asked || b.pages.details == read {
		t.Error("a reload reads nothing")
	}
	if row, ok := b.parts.table.Current(); !ok || row.Key != "12" || b.detail.Number != "38113" {
		t.Error("a reload loses the place")
	}
	b.Hidden()
}
