// Package screentest puts a screen into a test window beside the rail, as in the program, and notes what the screen asks of that
// window. Only tests import it. One Window belongs to one test and is used on its goroutine alone.
package screentest

import (
	"cmp"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"stockbridge/ui/kit"
	"stockbridge/ui/live"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// Wide and High are the area of rail and page in a window of 1280x800; LargeWide and LargeHigh that of a large one.
const (
	Wide, High           = 1280, 720
	LargeWide, LargeHigh = 1920, 1000
)

// Window is the navigator of a screen under test and the window around it.
type Window struct {
	fyne.Window
	Feed     *live.Feed
	Went     []screen.Route
	Said     []string // toasts, and addresses that were opened
	Failures []string
}

// New makes an empty window in one appearance. Screens are built after it, so that they find the theme.
func New(t *testing.T, mode theme.Mode) *Window {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Options{Mode: mode}))
	w := &Window{Feed: live.Inline()}
	t.Cleanup(w.Feed.Close)
	w.Window = test.NewTempWindow(t, nil)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(Wide, High))
	return w
}

// Fill shows a page beside the rail.
func (w *Window) Fill(t *testing.T, page fyne.CanvasObject) {
	t.Helper()
	rail := kit.Width(theme.RailWidth, kit.Fill(theme.Canvas, nil))
	layer := kit.NewLayer(kit.AcrossTop(0, rail, kit.Grow(kit.Fill(theme.Surface, page))), w.Feed.Clock())
	w.SetContent(layer)
	t.Cleanup(layer.Attach(w.Window.Canvas()))
}

// Enlarge makes it a large window.
func (w *Window) Enlarge() { w.Resize(fyne.NewSize(LargeWide, LargeHigh)) }

// Go, Toast, Failed, Canvas and OpenURL are what a screen asks of the window.
func (w *Window) Go(r screen.Route)            { w.Went = append(w.Went, r) }
func (w *Window) Toast(text string)            { w.Said = append(w.Said, text) }
func (w *Window) Failed(doing string, _ error) { w.Failures = append(w.Failures, doing) }
func (w *Window) Canvas() fyne.Canvas          { return w.Window.Canvas() }
func (w *Window) OpenURL(address string)       { w.Said = append(w.Said, address) }

// LastRoute is where the screen led last; a zero route when it led nowhere.
func (w *Window) LastRoute() (r screen.Route) {
	if n := len(w.Went); n > 0 {
		r = w.Went[n-1]
	}
	return r
}

// Shows fails the test unless the window says all of the words.
func (w *Window) Shows(t *testing.T, words ...string) {
	t.Helper()
	text := test.RenderToMarkup(w.Canvas())
	for _, word := range words {
		if !strings.Contains(text, word) {
			t.Errorf("the window does not say %q", word)
		}
	}
}

// Draw writes a picture where STOCKBRIDGE_PICTURES says, or into a folder that goes away, and fails when the screen has pushed
// the window larger than it is.
func (w *Window) Draw(t *testing.T, name string) {
	t.Helper()
	img := w.Canvas().Capture()
	if got := img.Bounds().Size(); got.X != Wide && got.X != LargeWide || got.Y != High && got.Y != LargeHigh {
		t.Errorf("%s needs %v", name, got)
	}
	f, err := os.Create(filepath.Join(cmp.Or(os.Getenv("STOCKBRIDGE_PICTURES"), t.TempDir()), name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
}

// Press taps the button with a label. One that cannot be pressed fails the test.
func (w *Window) Press(t *testing.T, label string) {
	t.Helper()
	b := w.Button(t, label)
	if b.Disabled() {
		t.Fatalf("the button %q cannot be pressed", label)
	}
	test.Tap(b)
}

// Button is the last button with a label, of the dialog or sheet on top when there is one. The test fails when there is none.
func (w *Window) Button(t *testing.T, label string) *kit.Button {
	t.Helper()
	if top := w.Canvas().Overlays().Top(); top != nil {
		return ButtonIn(t, top, label)
	}
	return ButtonIn(t, w.Content(), label)
}

// ButtonIn is the last button with a label somewhere in an object. The test fails when there is none.
func ButtonIn(t *testing.T, root fyne.CanvasObject, label string) (found *kit.Button) {
	t.Helper()
	var walk func(fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok && b.Label() == label {
			found = b
		}
		switch o := o.(type) {
		case *fyne.Container:
			for _, child := range o.Objects {
				walk(child)
			}
		case fyne.Widget:
			for _, child := range test.TempWidgetRenderer(t, o).Objects() {
				walk(child)
			}
		}
	}
	walk(root)
	if found == nil {
		t.Fatalf("there is no button %q", label)
	}
	return found
}

// Type writes into the field that has the cursor.
func (w *Window) Type(t *testing.T, text string) {
	t.Helper()
	at := w.Canvas().Focused()
	if at == nil {
		t.Fatal("no field has the cursor")
	}
	test.Type(at, text)
}

// Untranslated fails the test for each text in the window that did not come from package say, which the test has to wrap with
// WrapTexts before the screen is made. Texts without two letters in a row are no words; data are the stored words of the test, such
// as names of stores and shoppers, that no language changes: a text that says nothing else is left alone.
func (w *Window) Untranslated(t *testing.T, data ...string) {
	t.Helper()
	data = slices.Clone(data)
	slices.SortFunc(data, func(a, b string) int { return len(b) - len(a) }) // a word may be part of a longer one
	for _, text := range textsOf(t, w.Canvas()) {
		bare := outside(text)
		short, cut := strings.CutSuffix(strings.TrimLeft(bare, " :"), "…")
		for _, known := range data {
			if bare = strings.ReplaceAll(bare, known, ""); cut && strings.HasPrefix(known, short) {
				bare = ""
			}
		}
		if words.MatchString(bare) {
			t.Errorf("%q is not translated", text)
		}
	}
}

// TellsExactly fails the test unless some text in an object has each moment in full, with its zone, in its tooltip.
func TellsExactly(t *testing.T, root fyne.CanvasObject, moments ...time.Time) {
	t.Helper()
	var tips []string
	var walk func(fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if o == nil || !o.Visible() {
			return
		}
		if tipped, ok := o.(*kit.Tipped); ok {
			tips = append(tips, tipped.Tip())
		}
		switch o := o.(type) {
		case *fyne.Container:
			for _, child := range o.Objects {
				walk(child)
			}
		case fyne.Widget:
			for _, child := range test.TempWidgetRenderer(t, o).Objects() {
				walk(child)
			}
		}
	}
	walk(root)
	for _, m := range moments {
		if !slices.Contains(tips, say.Exact(m)) {
			t.Errorf("no tooltip says %s: %q", say.Exact(m), tips)
		}
	}
}

// CellTellsExactly fails the test unless a column's cell of a row has a moment in full, with its zone, in its tooltip.
func CellTellsExactly(t *testing.T, columns []kit.Column, r kit.Row, id string, moment time.Time) {
	t.Helper()
	at := slices.IndexFunc(columns, func(c kit.Column) bool { return c.ID == id })
	if at < 0 {
		t.Fatalf("there is no column %q", id)
	}
	if got := r.Cells[at].Tip; got != say.Exact(moment) {
		t.Errorf("the tooltip of %s is %q, not %q", id, got, say.Exact(moment))
	}
}

// outside is what a text says outside of translations, which may hold others; a text that was cut short never closes.
func outside(text string) string {
	var b strings.Builder
	depth := 0
	for _, r := range text {
		switch string(r) {
		case say.Opening:
			depth++
		case say.Closing:
			depth--
		default:
			if depth == 0 {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

var words = regexp.MustCompile(`\pL\pL`)

// WrapTexts makes every translated text visible as such until the test ends.
func WrapTexts(t *testing.T) {
	say.Wrap(true)
	t.Cleanup(func() { say.Wrap(false) })
}

// Speak chooses a language until the test ends.
func Speak(t *testing.T, code string) {
	t.Helper()
	had := say.Current()
	if err := say.Use(code); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := say.Use(had); err != nil {
			t.Error(err)
		}
	})
}

// textsOf are the texts in a window and on its overlays, those that are hidden left out.
func textsOf(t *testing.T, c fyne.Canvas) []string {
	var out []string
	var walk func(fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if o == nil || !o.Visible() {
			return
		}
		switch o := o.(type) {
		case *canvas.Text:
			out = append(out, o.Text)
		case *kit.Text: // as it is before it is cut short
			out = append(out, o.Text())
		case *kit.Paragraph: // as it is before it is broken into lines
			out = append(out, o.Text())
		case *fyne.Container:
			for _, child := range o.Objects {
				walk(child)
			}
		case fyne.Widget:
			for _, child := range test.TempWidgetRenderer(t, o).Objects() {
				walk(child)
			}
		}
	}
	walk(c.Content())
	for _, o := range c.Overlays().List() {
		walk(o)
	}
	return out
}
