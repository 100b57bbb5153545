package listing

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"stockbridge/ui/theme"
)

// pause is a clock that a test lets run out.
type pause struct{ run func() }

func (p *pause) After(_ time.Duration, run func()) (stop func()) {
	p.run = run
	return func() { p.run = func() {} }
}

func TestSearchWaitsForAPauseInTheTyping(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Options{Mode: theme.AlwaysLight}))
	clock := &pause{}
	var found []string
	s := NewSearch("Number", clock, func(text string) { found = append(found, text) })
	s.Field.SetText("9")
	s.Field.SetText("903")
	if len(found) != 0 {
		t.Errorf("looked for %q while somebody typed", found)
	}
	clock.run()
	s.Field.SetText("9031")
	s.Field.OnSubmitted("9031")
	clock.run() // the wait that Enter has ended
	s.Field.OnEscape()
	s.Show("38113")
	clock.run()
	if want := []string{"903", "9031", ""}; !slices.Equal(found, want) {
		t.Errorf("looked for %q, want %q", found, want)
	}
	if s.Field.Text() != "38113" {
		t.Errorf("the field says %q", s.Field.Text())
	}
}
