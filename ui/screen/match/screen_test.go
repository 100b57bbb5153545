package match

import (
	"errors"
	"testing"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/screentest"
	"stockbridge/ui/theme"
)

type bench struct {
	*Screen
	pages  *canned
	wishes *wishes
	*screentest.Window
}

// newBench builds the screen in a window beside the rail, as in the program, and shows it.
func newBench(t *testing.T, mode theme.Mode) *bench {
	t.Helper()
	w := screentest.New(t, mode)
	b := &bench{pages: &canned{rows: catalogue()}, wishes: &wishes{}, Window: w}
	b.Screen = New(Options{Feed: w.Feed, News: &events.Hub{}, Pages: b.pages, Actions: b.wishes, Nav: w, Now: screentest.Now})
	w.Fill(t, b.Screen.Content())
	b.Shown()
	return b
}

// link is the code in the pane.
func (b *bench) link() view.LinkRow {
	d, _ := b.Details()
	return d.link
}

func (b *bench) total(t *testing.T, want int) {
	t.Helper()
	if n, known := b.Table().Total(); !known || n != want {
		t.Errorf("the table holds %d codes, want %d", n, want)
	}
}

func TestFirstSight(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.total(t, 5)
	if b.summary.waiting != 6 || b.summary.unmatched() != 18 || b.summary.matched() != 2292 {
		t.Errorf("the header says %d waiting, %d unmatched, %d matched", b.summary.waiting, b.summary.unmatched(), b.summary.matched())
	}
	b.Turn(string(commerce.IgnoredSKU))
	b.total(t, 1)
	b.SetStore(2)
	b.Turn(tabAll)
	b.total(t, 6)
}

func TestDetails(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.Open(screen.Route{Tab: tabAll, Text: "GDN-TWN-50", Select: key(b.pages.rows[14])})
	if !b.PaneOpen() || b.link().Name != "Twine, jute, 50 m" {
		t.Fatal("the route does not open its code")
	}
	if d, _ := b.Details(); len(d.stores) != 2 || len(d.orders) != 1 {
		t.Errorf("the pane knows %d stores and %d orders", len(d.stores), len(d.orders))
	}
	if !b.ClosePane() || b.ClosePane() {
		t.Error("Esc closes the pane once")
	}
}

func TestActions(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
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
	if !kit.CloseTop(b.Canvas()) || len(b.wishes.said) != 2 {
		t.Error("ignoring does not ask, or does it although it was cancelled")
	}
	b.wishes.err = errors.New("no")
	b.recheck(1, "Potting Shed")
	if len(b.Failures) != 1 || b.Failures[0] != "check Potting Shed again" {
		t.Errorf("a failure says %q", b.Failures)
	}
}

func TestPictures(t *testing.T) {
	open := func(i int, pane string) func(*bench) {
		return func(b *bench) {
			b.Open(screen.Route{Tab: tabAll, Select: key(b.pages.rows[i])})
			b.Table().Focusable().FocusGained()
			if pane != "" {
				b.Pane().Tabs().Select(pane)
			}
		}
	}
	scenes := map[string]func(*bench){
		"near": open(0, ""), "duplicate": open(6, ""), "barcode": open(4, ""), "hidden": open(11, ""), "mug": open(1, ""), "matched": open(14, ""),
		"orders": open(0, paneOrders), "stores": open(14, paneStores),
		"plain":  func(b *bench) { b.Open(screen.Route{Tab: tabAll}) },
		"folded": func(b *bench) { b.Open(screen.Route{Tab: string(commerce.IgnoredSKU), Select: key(b.pages.rows[13])}) },
		"ignore": func(b *bench) { open(0, "")(b); b.ignore(b.link()) },
		"empty": func(b *bench) {
			b.pages.rows, b.pages.healthy = nil, true
			b.Reload()
		},
	}
	for name, scene := range scenes {
		for mode, m := range map[string]theme.Mode{"light": theme.AlwaysLight, "dark": theme.AlwaysDark} {
			b := newBench(t, m)
			scene(b)
			b.Draw(t, "match-"+name+"-"+mode)
			if name == "near" {
				b.Enlarge()
				b.Draw(t, "match-near-wide-"+mode)
			}
		}
	}
}
