package diagnostics

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/screentest"
	"stockbridge/ui/theme"
)

// canned answers with one check of each kind.
type canned struct {
	checks []Check
	err    error
	hold   chan struct{} // a run waits for it after the first check; nil: it does not
	opened int
}

func (c *canned) SelfCheck(ctx context.Context, tell func(Check)) error {
	for i, k := range c.checks {
		tell(k)
		if i == 0 && c.hold != nil {
			select {
			case <-c.hold:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
	return c.err
}

func (c *canned) OpenFolder(context.Context) error { c.opened++; return nil }

func someChecks() []Check {
	return []Check{
		{"folder", "Data folder", "ok", "It is free and can be written.", ""},
		{"disk", "Room on the disk", "warning", "1 GB are left where the data is.", "Make room soon."},
		{"keyring", "Key store", "ok", "The operating system keeps the sign-ins.", ""},
		{"brightpearl", "Brightpearl", "ok", "The account hollinswray answers.", ""},
		{"store/Kiln & Larder", "Store Kiln & Larder", "problem", "EKM answers: EKM does not work for this store. Nothing is downloaded or published until it does.", "Sign in the store again."},
		{"wake_ups", "Wake-ups", "ok", "They are off. Orders and stock are asked for every few seconds instead.", ""},
	}
}

func open(t *testing.T, mode theme.Mode, c *canned) (*screentest.Window, *Screen) {
	t.Helper()
	w := screentest.New(t, mode)
	s := New(Options{Feed: w.Feed, Nav: w, Actions: c, Version: "0.1.0", Now: screentest.Now})
	w.Fill(t, s.Content())
	s.Shown()
	return w, s
}

func TestChecks(t *testing.T) {
	c := &canned{checks: someChecks()}
	w, s := open(t, theme.AlwaysLight, c)
	w.Shows(t, "warning", "problem", "Make room soon.", "Sign in the store again.", "Store Kiln")
	if got := s.state.sorted(); got[0].Result != "problem" || got[1].Result != "warning" {
		t.Errorf("the gravest does not come first: %+v", got)
	}
	c.checks = someChecks()[:5]
	c.checks[4].Result, c.checks[4].Fix = "ok", ""
	w.Press(t, "Check again")
	if fine, warnings, problems := s.state.count(); fine != 4 || warnings != 1 || problems != 0 {
		t.Errorf("after the second run: %d fine, %d warnings, %d problems", fine, warnings, problems)
	}
	c.err = errors.New("the disk is gone")
	w.Press(t, "Check again")
	w.Shows(t, "The checks could not run to their end", "the disk is gone")
	w.Press(t, "Open the data folder")
	if c.opened != 1 {
		t.Error("the folder was not opened")
	}
}

func TestSummaryCanBeCopied(t *testing.T) {
	w, _ := open(t, theme.AlwaysLight, &canned{checks: someChecks()})
	w.Press(t, "Copy summary")
	text := fyne.CurrentApp().Clipboard().Content()
	for _, want := range []string{"Stockbridge 0.1.0", "problem  Store Kiln & Larder", "warning  Room on the disk"} {
		if !strings.Contains(text, want) {
			t.Errorf("the summary lacks %q:\n%s", want, text)
		}
	}
}

// TestStop ends a run; what it found stays, and what comes later is dropped.
func TestStop(t *testing.T) {
	st := state{}
	st.begin(screentest.Noon)
	run := st.run
	st.add(run, someChecks()[0])
	st.stopped(screentest.Noon.Add(time.Second))
	if st.add(run, someChecks()[1]) || st.end(run, screentest.Noon, nil) || len(st.checks) != 1 || !st.partly {
		t.Errorf("after the stop: %+v", st)
	}
	if got := remark(&st); got != "Stopped at "+say.Clock(screentest.Noon.Add(time.Second)) {
		t.Error(got)
	}
}

// TestPlaces leads from each check that is not fine to where it is settled.
func TestPlaces(t *testing.T) {
	for key, want := range map[string]string{"store/Garden": screen.Stores, "brightpearl": screen.Stores, "wake_ups": screen.Settings, "stuck": screen.Orders, "disk": ""} {
		if _, r := place(Check{Key: key, Result: "warning"}); r.Screen != want {
			t.Errorf("%s leads to %q", key, r.Screen)
		}
		if word, _ := place(Check{Key: key, Result: "ok"}); word != "" {
			t.Errorf("%s is fine and says %q", key, word)
		}
	}
}

func TestPictures(t *testing.T) {
	for name, mode := range map[string]theme.Mode{"light": theme.AlwaysLight, "dark": theme.AlwaysDark} {
		w, _ := open(t, mode, &canned{checks: someChecks()})
		w.Draw(t, "diagnostics-"+name)
		w.Enlarge()
		w.Draw(t, "diagnostics-large-"+name)
		w, _ = open(t, mode, &canned{checks: someChecks()[:2], err: errors.New("the disk is gone")})
		w.Draw(t, "diagnostics-error-"+name)
	}
}

func TestWords(t *testing.T) {
	screentest.WrapTexts(t)
	w, s := open(t, theme.AlwaysLight, &canned{checks: someChecks(), err: errors.New("xx")})
	data := []string{"Kiln & Larder", "1 GB are left where the data is.", "The account hollinswray answers.", "EKM answers: EKM does not work for this store. Nothing is downloaded or published until it does.", "Brightpearl"}
	w.Untranslated(t, append(data, "xx", "Try again. If it comes back, export the diagnostics for support.", "SB-APP-001")...)
	s.state.begin(screentest.Noon)
	s.view.show()
	w.Untranslated(t, data...)
}

func TestGerman(t *testing.T) {
	if err := say.Use("de"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { say.Use(say.British) })
	w, _ := open(t, theme.AlwaysLight, &canned{checks: someChecks()})
	w.Shows(t, "Selbstprüfungen", "Platz auf der Festplatte")
	w.Draw(t, "diagnostics-german")
}
