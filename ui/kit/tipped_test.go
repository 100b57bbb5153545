package kit_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"stockbridge/ui/kit"
	"stockbridge/ui/theme"
)

func TestATooltipBehindAText(t *testing.T) {
	useTheme(t, theme.AlwaysLight)
	clock := &handClock{}
	tipped := kit.NewTipped(kit.NewText("3 h ago", theme.Body, theme.Text), "")
	layer := kit.NewLayer(kit.TopLeft(kit.Across(0, tipped)), clock)
	w := newWindow(t, 300, 200, layer)
	t.Cleanup(layer.Attach(w.Canvas()))
	plain := colours(w.Canvas().Capture())
	tipped.MouseIn(nil)
	clock.pass(time.Second)
	if colours(w.Canvas().Capture()) > plain {
		t.Error("an empty tooltip came")
	}
	tipped.SetTip("Monday 2 March 2026, 14:05:09 GMT")
	tipped.MouseIn(nil)
	clock.pass(time.Second)
	if colours(w.Canvas().Capture()) <= plain {
		t.Error("no tooltip")
	}
	tipped.MouseOut()
	if colours(w.Canvas().Capture()) > plain {
		t.Error("the tooltip stayed")
	}
}

// Undo goes back before a change, Reset to the default: each shows only where it does something.
func TestASettingRowOffersWhatItCan(t *testing.T) {
	useTheme(t, theme.AlwaysLight)
	undone, reset := 0, 0
	row := kit.NewSettingRow("Buffer", "Units kept back.", kit.NewEntry(""), func() { undone++ }).WithReset("Reset", func() { reset++ })
	w := newWindow(t, 900, 200, row)
	links := func() (out []*kit.Link) {
		for _, o := range test.LaidOutObjects(w.Content()) {
			if l, ok := o.(*kit.Link); ok && l.Visible() {
				out = append(out, l)
			}
		}
		return out
	}
	row.SetOrigin("Default: 0", false)
	row.SetUndo(false, "")
	if n := len(links()); n != 0 {
		t.Errorf("%d links where nothing can be done", n)
	}
	row.SetOrigin("Default: 0", true)
	row.SetUndo(true, "")
	for _, l := range links() {
		test.Tap(l)
	}
	if undone != 1 || reset != 1 {
		t.Errorf("undone %d times, reset %d times", undone, reset)
	}
}
