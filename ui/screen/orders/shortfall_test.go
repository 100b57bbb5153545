package orders

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

func (w *wishes) LetWait(_ context.Context, product int64, id commerce.OrderID, reason string) error {
	w.said = append(w.said, fmt.Sprintf("wait %d %d %s", product, id, reason))
	return w.err
}

func (w *wishes) StopWaiting(_ context.Context, product int64, id commerce.OrderID) error {
	w.said = append(w.said, fmt.Sprintf("stop %d %d", product, id))
	return w.err
}

// TestShortfallDesk: a short order leads to those that compete with it, in order of time, with who waits and a note for staff.
func TestShortfallDesk(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.Open(screen.Route{Tab: tabAll, Select: "5"})
	b.Press(t, "See who waits")
	b.Shows(t, "Order 20420", "1 of 1 reserved", "Waits, chosen by Sam 14:00: Collects on Friday", "Order 38107, this one", "0 of 1 reserved, short 1 unit",
		"2 units wanted, not paid yet", "0 units free")
	d, _ := b.Details()
	x := d.Shortfalls[0]
	b.letWait(x, x.Claims[1])
	b.Type(t, "next week")
	b.Press(t, "Let it wait")
	b.stopWaiting(x, x.Claims[0])
	if got := strings.Join(b.wishes.said, ", "); got != "wait 4502 5 next week, stop 4502 13" {
		t.Errorf("the screen wishes %s", got)
	}
	b.Press(t, "Save note")
	if got := b.files.text.String(); b.files.name != "Shortfall 38107 2026-11-23 1402.txt" || !strings.HasPrefix(got, "PET-WDF-15, Dog food, lamb, 15 kg: 1 unit short\n") ||
		!strings.Contains(got, "\n2. Order 38107 of Potting Shed, placed 13:11: 0 of 1 reserved, short 1 unit\n") || strings.Contains(got, "Nair") {
		t.Errorf("%s says %s", b.files.name, got)
	}
	// The tab belongs to orders that are short.
	b.Screen.Show("12")
	if got := b.Pane().Tabs().Current(); got != paneCompare {
		t.Errorf("an order that is not short shows the tab %s", got)
	}
}

func TestPickHintNamesGoodsAndNoShopper(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.Open(screen.Route{Tab: tabAll, Select: "5"})
	b.Pane().Tabs().Select(paneLines)
	b.Press(t, "Copy pick hint")
	got := fyne.CurrentApp().Clipboard().Content()
	if want := "Order 38107 of Potting Shed, Brightpearl 208641\n[ ] 1 × PET-BED-M-GRY, Dog bed, grey, M\n[ ] 1 × PET-WDF-15, Dog food, lamb, 15 kg (0 of 1 reserved)\nDelivery: Tracked 48"; got != want {
		t.Errorf("the hint is %q", got)
	}
}
