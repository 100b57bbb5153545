package kit_test

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"stockbridge/ui/kit"
	"stockbridge/ui/theme"
)

func TestElideEndsInDotsAndFits(t *testing.T) {
	useTheme(t, theme.AlwaysLight)
	long := "Bypass secateurs, 8 in, with a holster"
	for _, width := range []float32{30, 60, 120, 200} {
		got := kit.Elide(long, theme.Body, width)
		if !strings.HasSuffix(got, "…") || theme.Body.Measure(got) > width {
			t.Errorf("%v wide gives %q, %v wide", width, got, theme.Body.Measure(got))
		}
	}
	if got := kit.Elide(long, theme.Body, 1000); got != long {
		t.Errorf("a text that fits became %q", got)
	}
}

func TestParagraphWrapsToItsWidth(t *testing.T) {
	useTheme(t, theme.AlwaysLight)
	p := kit.NewParagraph("Nothing was created in Brightpearl. Its 2 units stay deducted from stock in all stores.", theme.Body, theme.Text)
	if narrow, wide := p.HeightFor(150), p.HeightFor(400); narrow <= wide || wide != 40 {
		t.Errorf("%v high at 150, %v at 400", narrow, wide)
	}
}

func TestEscapeClosesADialogWithoutConsent(t *testing.T) {
	useTheme(t, theme.AlwaysLight)
	w := newWindow(t, 600, 400, kit.Fill(theme.Surface, nil))
	answers := []bool{}
	open := func() {
		kit.ShowDialog(w.Canvas(), kit.DialogOptions{Title: "Remove Muddy Paws?", Confirm: "Remove store", Danger: true,
			Done: func(yes bool) { answers = append(answers, yes) }})
	}
	open()
	focused, ok := w.Canvas().Focused().(*kit.Button)
	if !ok || focused.Label() != "Cancel" {
		t.Fatal("Cancel does not have the focus")
	}
	focused.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	open()
	test.Tap(findButton(w.Canvas().Overlays().Top(), "Remove store"))
	if len(answers) != 2 || answers[0] || !answers[1] {
		t.Errorf("the answers were %v", answers)
	}
	if w.Canvas().Overlays().Top() != nil {
		t.Error("a dialog stayed open")
	}
}

func TestMenuByKeyboard(t *testing.T) {
	useTheme(t, theme.AlwaysLight)
	s := kit.NewSelect([]kit.Choice{{Value: "a", Label: "Main"}, {Value: "b", Label: "Unit 4"}}, nil)
	w := newWindow(t, 300, 300, kit.TopLeft(s))
	s.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	for _, k := range []fyne.KeyName{fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn} {
		w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: k})
	}
	if s.Value() != "b" || w.Canvas().Overlays().Top() != nil {
		t.Errorf("chose %q", s.Value())
	}
}

func TestToastGoesByItself(t *testing.T) {
	useTheme(t, theme.AlwaysLight)
	clock := &handClock{}
	layer := kit.NewLayer(kit.Fill(theme.Surface, nil), clock)
	w := newWindow(t, 600, 400, layer)
	t.Cleanup(layer.Attach(w.Canvas()))
	undone := false
	layer.Toast(kit.Toast{Text: "Order 9031 excluded", Undo: func() { undone = true }})
	clock.pass(5 * time.Second)
	if findButton(layer, "Close") == nil {
		t.Fatal("the toast went too early")
	}
	clock.pass(2 * time.Second)
	if findButton(layer, "Close") != nil || undone {
		t.Error("the toast did not go by itself")
	}
}

func TestFilterBar(t *testing.T) {
	useTheme(t, theme.AlwaysLight)
	var got map[string][]string
	bar := kit.NewFilterBar([]kit.Filter{{ID: "state", Label: "State", Choices: []kit.Choice{{Value: "held", Label: "Held"}}}},
		func(v map[string][]string) { got = v })
	bar.Set(map[string][]string{"state": {"held"}})
	if got != nil {
		t.Error("Set raised the callback")
	}
	bar.Clear()
	if got == nil || len(got) != 0 {
		t.Errorf("Clear gives %v", got)
	}
}

func TestThemeChangeReachesTheParts(t *testing.T) {
	useTheme(t, theme.AlwaysLight)
	w := newWindow(t, 300, 200, kit.Fill(theme.Surface, kit.NewState(theme.OK, "", "Posted")))
	light := w.Canvas().Capture().At(250, 150)
	fyne.CurrentApp().Settings().SetTheme(theme.New(theme.Options{Mode: theme.AlwaysDark}))
	if dark := w.Canvas().Capture().At(250, 150); light == dark {
		t.Error("the background stayed light")
	}
}

func TestAPartThatIsDisabledIgnoresPresses(t *testing.T) {
	useTheme(t, theme.AlwaysLight)
	pressed := 0
	b := kit.NewButton("Send 3 now", kit.Primary, func() { pressed++ })
	b.Disable()
	b.Tapped(nil)
	b.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	b.Enable()
	b.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if pressed != 1 {
		t.Errorf("pressed %d times", pressed)
	}
}

func TestThePaneCoversANarrowWindow(t *testing.T) {
	useTheme(t, theme.AlwaysLight)
	main, pane := kit.Fill(theme.Surface, nil), kit.Fill(theme.Sunken, nil)
	split := kit.NewSplit(main, pane)
	w := newWindow(t, 1280, 400, kit.AcrossTop(0, kit.Width(theme.RailWidth, kit.Gap(0, 0)), kit.Grow(split)))
	split.SetOpen(true)
	if main.Size().Width != 1280-theme.RailWidth-theme.PaneWidth || pane.Size().Width != theme.PaneWidth-1 {
		t.Errorf("page %v, pane %v", main.Size(), pane.Size())
	}
	w.Resize(fyne.NewSize(900, 400))
	if pane.Size().Width != 899-theme.RailWidth {
		t.Errorf("in a narrow window the pane is %v", pane.Size())
	}
	split.SetWidth(5000)
	if split.Width() != theme.PaneMax {
		t.Errorf("the pane may be %v wide", split.Width())
	}
}

func TestATooltipComesAfterAWhile(t *testing.T) {
	useTheme(t, theme.AlwaysLight)
	clock := &handClock{}
	b := kit.NewIconButton("columns-3", "Columns", nil)
	layer := kit.NewLayer(kit.TopLeft(kit.Across(0, b)), clock)
	w := newWindow(t, 300, 200, layer)
	t.Cleanup(layer.Attach(w.Canvas()))
	plain := colours(w.Canvas().Capture())
	b.MouseIn(nil)
	clock.pass(500 * time.Millisecond)
	b.MouseOut()
	clock.pass(time.Second)
	if colours(w.Canvas().Capture()) > plain {
		t.Error("a tooltip came though the pointer had left")
	}
	b.MouseIn(nil)
	clock.pass(time.Second)
	if colours(w.Canvas().Capture()) <= plain {
		t.Error("no tooltip")
	}
}

// TestFieldsShareTheirFonts: a field or table that reads the fonts again takes 6.5 MB, for good.
func TestFieldsShareTheirFonts(t *testing.T) {
	useTheme(t, theme.AlwaysLight)
	draw := func() (megabytes uint64) {
		field := kit.NewEntry("Name")
		field.SetText("Potting Shed")
		table := kit.NewPagedTable(kit.TableOptions{Columns: orderColumns(), Load: func(_ int, answer func(kit.Page)) {
			answer(kit.Page{Rows: orderRows(), Total: 3})
		}})
		table.Reset()
		w := newWindow(t, 600, 300, kit.Down(0, field, kit.Height(200, table)))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		w.Canvas().Capture()
		runtime.ReadMemStats(&after)
		return (after.TotalAlloc - before.TotalAlloc) >> 20
	}
	draw() // reads them
	if got := draw(); got > 8 {
		t.Errorf("one more field and table take %d MB to draw", got)
	}
}
