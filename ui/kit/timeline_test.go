package kit_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"stockbridge/ui/kit"
	"stockbridge/ui/theme"
)

func TestTimelineStandsOnMoments(t *testing.T) {
	useTheme(t, theme.AlwaysLight)
	var went []int
	line := kit.NewTimeline(func(i int) { went = append(went, i) })
	w := newWindow(t, 338, 160, kit.Down(0, line))
	line.Set(kit.TimelineData{Places: []float32{0, 0.5, 0.9, 1}, Axis: []string{"06:00", "14:02"}, Series: []kit.Series{
		{Name: "On hand", Values: []float64{14, 12, 12, 12}, Role: theme.Text2}, {Name: "Shown", Values: []float64{12, 12, 30, 9}, Role: theme.Working.Solid()}}}, 3)
	for _, key := range []fyne.KeyName{fyne.KeyLeft, fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyLeft, fyne.KeyEnd, fyne.KeyRight} {
		line.TypedKey(&fyne.KeyEvent{Name: key})
	}
	if len(went) != 5 || went[0] != 2 || went[1] != 1 || went[2] != 2 || went[3] != 0 || went[4] != 3 {
		t.Errorf("the keys went to %v", went)
	}
	test.TapCanvas(w.Canvas(), fyne.NewPos(165, 112)) // a little past the middle
	if line.At() != 1 || w.Canvas().Focused() != fyne.Focusable(line) {
		t.Errorf("a tap in the middle stands on moment %d", line.At())
	}
	line.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(280, 112)}})
	if line.At() != 2 {
		t.Errorf("a drag to nine tenths stands on moment %d", line.At())
	}
	keep(t, "timeline", w.Canvas().Capture())
	line.Set(kit.TimelineData{}, 3)
	line.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	if n := len(went); n != 7 {
		t.Errorf("without moments the handle went somewhere: %v", went)
	}
}

func TestAPageMakesRoomForItsSlot(t *testing.T) {
	useTheme(t, theme.AlwaysLight)
	body, slot := kit.NewText("Body", theme.Body, theme.Text), kit.NewSlot()
	newWindow(t, 300, 200, kit.NewPage(body, nil, kit.Height(40, kit.Fill(theme.Sunken, nil)), slot))
	top := func() float32 { return fyne.CurrentApp().Driver().AbsolutePositionForObject(body).Y }
	empty := top()
	slot.Set(kit.Gap(10, 30))
	if got := top() - empty; got != 30 {
		t.Errorf("a slot of 30 moves the body by %v", got)
	}
	slot.Set(nil)
	if got := top() - empty; got != 0 {
		t.Errorf("an emptied slot keeps the body down by %v", got)
	}
}

func TestSteadyNeverShrinks(t *testing.T) {
	useTheme(t, theme.AlwaysLight)
	p := kit.NewParagraph("one\ntwo\nthree", theme.Body, theme.Text)
	steady := kit.Steady(p)
	high := kit.HeightFor(steady, 200)
	p.SetText("one")
	if got := kit.HeightFor(steady, 200); got != high {
		t.Errorf("%v high, %v with more in it", got, high)
	}
	if got := kit.HeightFor(steady, 300); got != 20 {
		t.Errorf("at another width it is %v high, want that of its content", got)
	}
}
