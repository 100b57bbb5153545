package match

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

	"stockbridge/core/commerce"
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
	b := &bench{pages: &canned{rows: catalogue()}, wishes: &wishes{}, desk: &desk{}}
	b.Screen = New(Options{Feed: live.Inline(), News: &events.Hub{}, Pages: b.pages, Actions: b.wishes, Nav: b.desk, Now: func() time.Time { return noon }})
	content := kit.AcrossTop(0, kit.Width(theme.RailWidth, kit.Fill(theme.Canvas, nil)), kit.Grow(b.Content()))
	b.window = test.NewTempWindow(t, content)
	b.window.SetPadded(false)
	b.window.Resize(fyne.NewSize(width+theme.RailWidth, height))
	b.desk.canvas = b.window.Canvas()
	return b
}

func (b *bench) total(t *testing.T, want int) {
	t.Helper()
	if n, known := b.parts.table.Total(); !known || n != want {
		t.Errorf("the table holds %d codes, want %d", n, want)
	}
}

func TestFirstSight(t *testing.T) {
	b := newBench(t, theme.AlwaysLight, 1072, 720)
	b.Shown()
	b.total(t, 5)
	if b.summary.waiting != 6 || b.summary.unmatched() != 18 || b.summary.matched() != 2292 {
		t.Errorf("the header says %d waiting, %d unmatched, %d matched", b.summary.waiting, b.summary.unmatched(), b.summary.matched())
	}
	b.showTab(string(commerce.IgnoredSKU))
	b.total(t, 1)
	b.SetStore(2)
	b.showTab(tabAll)
	b.total(t, 6)
}

func TestDetails(t *testing.T) {
	b := newBench(t, theme.AlwaysLight, 1072, 720)
	b.Shown()
	b.Open(screen.Route{Tab: tabAll, Text: "GDN-TWN-50", Select: key(b.pages.rows[14])})
	if !b.parts.split.Open() || b.link.Name != "Twine, jute, 50 m" {
		t.Fatal("the route does not open its code")
	}
	if len(b.detail.stores) != 2 || len(b.detail.orders) != 1 {
		t.Errorf("the pane knows %d stores and %d orders", len(b.detail.stores), len(b.detail.orders))
	}
	if !b.Escape() || b.Escape() {
		t.Error("Esc closes the pane once")
	}
}

func TestActions(t *testing.T) {
	b := newBench(t, theme.AlwaysLight, 1072, 720)
	b.Shown()
	l := b.pages.rows[0]
	b.copy(l.Suggestion)
	if got := fyne.CurrentApp().Clipboard().Content(); got != "GDN-HOS-25" {
		t.Errorf("the clipboard holds %q", got)
	}
	b.recheck(1, "Potting Shed")
	b.stopIgnoring(b.pages.rows[13])
	if len(b.wishes.said) != 2 || b.wishes.said[0] != "recheck 1" || b.wishes.said[1] != `ignore 1 GDN-SAMPLE ""` {
		t.Errorf("wishes %q", b.wishes.said)
	}
	b.ignore(l)
	if !kit.CloseTop(b.desk.canvas) || len(b.wishes.said) != 2 {
		t.Error("ignoring does not ask, or does it although it was cancelled")
	}
	b.wishes.err = errors.New("no")
	b.recheck(1, "Potting Shed")
	if got := b.desk.said[len(b.desk.said)-1]; got != "failed: check Potting Shed again" {
		t.Errorf("a failure says %q", got)
	}
}

func TestPictures(t *testing.T) {
	folder := os.Getenv("STOCKBRIDGE_PICTURES")
	if folder == "" {
		folder = t.TempDir()
	}
	open := func(i int, pane string) func(*bench) {
		return func(b *bench) {
			b.Open(screen.Route{Tab: tabAll, Select: key(b.pages.rows[i])})
			b.parts.table.Focusable().FocusGained()
			if pane != "" {
				b.parts.pane.Tabs().Select(pane)
			}
		}
	}
	scenes := map[string]func(*bench){
		"near": open(0, ""), "duplicate": open(6, ""), "barcode": open(4, ""), "hidden": open(11, ""), "mug": open(1, ""), "matched": open(14, ""),
		"orders": open(0, paneOrders), "stores": open(14, paneStores),
		"plain":  func(b *bench) { b.Open(screen.Route{Tab: tabAll}) },
		"more":   func(b *bench) { open(12, "")(b); b.parts.tabs.more.Tapped(nil) },
		"ignore": func(b *bench) { open(0, "")(b); b.ignore(b.link) },
		"empty": func(b *bench) {
			b.pages.rows, b.pages.healthy = nil, true
			b.Reload()
			b.Open(screen.Route{Tab: tabCosts})
		},
	}
	for name, scene := range scenes {
		for mode, m := range map[string]theme.Mode{"light": theme.AlwaysLight, "dark": theme.AlwaysDark} {
			for size, dims := range map[string][2]float32{"1072": {1072, 720}, "1712": {1712, 1000}} {
				if size == "1712" && name != "near" {
					continue
				}
				t.Run(name+"-"+mode+"-"+size, func(t *testing.T) {
					b := newBench(t, m, dims[0], dims[1])
					b.Shown()
					scene(b)
					img := b.window.Canvas().Capture()
					out := image.NewNRGBA(image.Rect(0, 0, int(dims[0]), int(dims[1])))
					draw.Draw(out, out.Bounds(), img, image.Pt(int(theme.RailWidth), 0), draw.Src)
					f, err := os.Create(filepath.Join(folder, "match-"+name+"-"+mode+"-"+size+".png"))
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
