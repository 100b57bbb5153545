package testorder_test

import (
	"context"
	"testing"

	"stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen/screentest"
	"stockbridge/ui/screen/testorder"
	"stockbridge/ui/theme"
)

// shop is one whose updates mail the shopper, and that cannot be reached when it is told so.
type shop struct {
	steps  []view.CanaryStep
	refuse error
}

func (s *shop) open(t *testing.T) *screentest.Window {
	t.Helper()
	w := screentest.New(t, theme.AlwaysLight)
	p := testorder.New(testorder.Options{Feed: w.Feed,
		Run:      func(context.Context, string) ([]view.CanaryStep, error) { return s.steps, s.refuse },
		Answered: func(context.Context, bool) error { return s.refuse }})
	w.Fill(t, kit.NewScroll(kit.Pad(24, 16, kit.MaxWidth(800, kit.Card(p.Content())))))
	return w
}

func newShop() *shop {
	return &shop{steps: []view.CanaryStep{{Call: "tracking", Text: "Tracking was written."}, {Call: "internal notes", Text: "A line was added."},
		{Call: "status", After: true, Text: "EKM marked the order as mailed."}}}
}

// run gives the order's number, which is the first thing that Tab comes to, and starts the test.
func run(t *testing.T, w *screentest.Window, label string) {
	t.Helper()
	w.Canvas().FocusNext()
	w.Type(t, "1042")
	w.Press(t, label)
}

func TestAFailureKeepsWhatWasSeen(t *testing.T) {
	s := newShop()
	s.refuse = &fault.Error{Kind: fault.Offline, Remote: "ekm/Garden"}
	w := s.open(t)
	run(t, w, "Run the test")
	w.Shows(t, "EKM marked the order as mailed.", "The test did not run to its end", "SB-NET-001")
}

func TestAnAnswerThatIsNotStoredIsAskedAgain(t *testing.T) {
	s := newShop()
	w := s.open(t)
	run(t, w, "Run the test")
	s.refuse = &fault.Error{Kind: fault.DiskFull}
	w.Press(t, "No, none came")
	w.Shows(t, "The answer was not stored", "SB-DISK-001")
	s.refuse = nil
	w.Press(t, "No, none came")
	w.Shows(t, "That is noted in the activity of the store.")
}

func TestEveryWordIsTranslated(t *testing.T) {
	screentest.WrapTexts(t)
	s := newShop()
	w := s.open(t)
	press := func(label string) { w.Press(t, say.Opening+label+say.Closing) }
	press("Run the test") // without a number
	w.Untranslated(t, "1042")
	run(t, w, say.Opening+"Run the test"+say.Closing)
	w.Untranslated(t, "1042")
	press("Yes, one came")
	w.Untranslated(t, "1042")
}

func TestDrawGerman(t *testing.T) {
	screentest.Speak(t, "de")
	w := newShop().open(t)
	run(t, w, "Test starten")
	w.Press(t, "Ja, es kam eine")
	w.Draw(t, "test-order-german")
}
