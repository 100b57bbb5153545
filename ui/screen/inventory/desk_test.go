package inventory

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"stockbridge/core/view"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

func TestTheBrakeIsDecidedOnItsDesk(t *testing.T) {
	c := &canned{rows: stockRows(), brakes: []view.Brake{theBrake()}}
	s, nav := start(t, c, theme.AlwaysLight)
	nav.Shows(t, "Stopped: 298 of 702 shown SKUs of Muddy Paws", "£12,411.20, would go off sale", "Look at it", "Apply all 310", "Discard and read again")
	s.openDeskOf(paws)
	nav.Shows(t, "Brake of Muddy Paws", "To zero", "Ten times", "With the rest")
	if w := c.lastWindow(); w.Sort != "change" || w.Desc {
		t.Errorf("the greatest falls do not stand first: %+v", w)
	}
	s.desk.table.Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	s.desk.table.Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	nav.Shows(t, "1 selected", "1 to zero. 8 units, £103.92, off sale")
	s.desk.askApplyTicked()
	nav.Shows(t, "Write 1 stopped figure to Muddy Paws?")
	if pressable(nav.Canvas(), "Apply 1 figure") {
		t.Error("the brake can be let go without a reason")
	}
	typeInto(nav.Canvas(), "sold out")
	press(t, nav.Canvas(), "Apply 1 figure")
	if want := fmt.Sprint("apply Muddy Paws ", []view.LevelKey{find(paws, "PET-BED-M-GRY").Key()}, " sold out"); len(c.said) != 1 || c.said[0] != want {
		t.Errorf("wished %q, want %q", c.said, want)
	}
	s.desk.table.CheckAll()
	s.desk.table.Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace}) // all but the first
	s.desk.askApplyTicked()
	nav.Shows(t, "Write 7 stopped figures to Muddy Paws?")
	if !s.ClosePane() || s.desk != nil {
		t.Error("Esc does not leave the desk")
	}
}

func TestTheWholeBrakeIsAppliedOrDiscarded(t *testing.T) {
	c := &canned{rows: stockRows(), brakes: []view.Brake{theBrake()}}
	s, nav := start(t, c, theme.AlwaysLight)
	s.askApply(theBrake(), nil, brakeFigures(theBrake()), 310)
	typeInto(nav.Canvas(), "cleared")
	press(t, nav.Canvas(), "Apply 310 figures")
	s.openDeskOf(paws)
	s.askDiscard(theBrake())
	nav.Shows(t, "Discard 310 stopped figures of Muddy Paws?", "Nothing is written")
	typeInto(nav.Canvas(), "wrong answer")
	c.brakes = nil
	press(t, nav.Canvas(), "Discard and read again")
	if len(c.said) != 2 || c.said[0] != "apply Muddy Paws [] cleared" || c.said[1] != "discard Muddy Paws wrong answer" {
		t.Errorf("wished %q", c.said)
	}
	if s.desk != nil || s.notices.Visible() {
		t.Error("a brake that was released is still shown")
	}
}

func TestTheDeskGivesWayToARoute(t *testing.T) {
	c := &canned{rows: stockRows(), brakes: []view.Brake{theBrake()}}
	s, nav := start(t, c, theme.AlwaysLight)
	s.openDeskOf(paws)
	s.Open(screen.Route{Screen: screen.Inventory})
	if s.desk == nil {
		t.Error("a route that says nothing left the desk")
	}
	s.Open(screen.Route{Screen: screen.Inventory, Tab: tabBraked})
	if s.desk != nil || c.lastAsked().Tab != tabBraked {
		t.Errorf("the route asked for %+v", c.lastAsked())
	}
	nav.Shows(t, "PET-BOW-16", "The brake has stopped its change")
	s.openDeskOf(paws)
	s.leaveDeskFor(key(paws, "PET-BOW-16"))
	nav.Shows(t, "A change was stopped")
	s.openDeskOf(paws)
	if s.SetStore(shed); s.desk != nil {
		t.Error("another store's desk stayed open")
	}
	if s.notices.Visible() {
		t.Error("the notice of a store that is not in view stayed")
	}
}
