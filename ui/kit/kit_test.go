package kit_test

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"stockbridge/ui/kit"
	"stockbridge/ui/theme"
)

// useTheme starts a test app in our theme; widgets are built after it.
func useTheme(t *testing.T, mode theme.Mode) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Options{Mode: mode}))
}

// newWindow shows content; the size is in pixels too.
func newWindow(t *testing.T, width, height float32, content fyne.CanvasObject) fyne.Window {
	t.Helper()
	w := test.NewTempWindow(t, content)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(width, height))
	return w
}

// keep writes a picture where STOCKBRIDGE_PICTURES says, or into a folder that goes away.
func keep(t *testing.T, name string, img image.Image) {
	t.Helper()
	folder := os.Getenv("STOCKBRIDGE_PICTURES")
	if folder == "" {
		folder = t.TempDir()
	}
	f, err := os.Create(filepath.Join(folder, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
}

// colours counts how many different colours a picture has.
func colours(img image.Image) int {
	seen := map[[3]uint32]bool{}
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y += 2 {
		for x := b.Min.X; x < b.Max.X; x += 2 {
			r, g, b, _ := img.At(x, y).RGBA()
			seen[[3]uint32{r, g, b}] = true
		}
	}
	return len(seen)
}

// handClock is a kit.Clock that a test moves by hand.
type handClock struct{ waiting []*handTimer }

type handTimer struct {
	left    time.Duration
	run     func()
	stopped bool
}

func (c *handClock) After(d time.Duration, run func()) func() {
	t := &handTimer{left: d, run: run}
	c.waiting = append(c.waiting, t)
	return func() { t.stopped = true }
}

func (c *handClock) pass(d time.Duration) {
	due := c.waiting
	c.waiting = nil
	for _, t := range due {
		if t.left -= d; t.left > 0 {
			c.waiting = append(c.waiting, t)
		} else if !t.stopped {
			t.run()
		}
	}
}

var _ kit.Clock = (*handClock)(nil)
