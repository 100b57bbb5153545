package kit

import (
	"testing"

	"fyne.io/fyne/v2"
)

// TestFlowBreaksWhereALineIsFull holds that nothing leaves the width, and that the height is that of the lines.
func TestFlowBreaksWhereALineIsFull(t *testing.T) {
	a, b, c := Gap(60, 20), Gap(60, 30), Gap(60, 20)
	row := Flow(8, a, b, c)
	if got := HeightFor(row, 200); got != 30 {
		t.Errorf("one line is %v high", got)
	}
	if got := HeightFor(row, 130); got != 30+8+20 {
		t.Errorf("two lines are %v high", got)
	}
	row.Resize(fyne.NewSize(130, 58))
	if a.Position() != fyne.NewPos(0, 0) || b.Position() != fyne.NewPos(68, 0) || c.Position() != fyne.NewPos(0, 38) {
		t.Errorf("they stand at %v, %v and %v", a.Position(), b.Position(), c.Position())
	}
	b.Hide()
	if got := HeightFor(row, 130); got != 20 {
		t.Errorf("a hidden object takes room: %v", got)
	}
}
