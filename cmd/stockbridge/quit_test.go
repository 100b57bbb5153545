package main

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"stockbridge/ui/kit"
	"stockbridge/ui/live"
	"stockbridge/ui/say"
	"stockbridge/ui/screen/screentest"
	"stockbridge/ui/theme"
)

// ending is an app that notes that it was asked to end.
type ending struct {
	fyne.App
	quits int
}

func (e *ending) Quit() { e.quits++ }

// leaving is a program in a test window with so much work in flight.
func leaving(t *testing.T, f flight) (p *program, app *ending, w *screentest.Window) {
	t.Helper()
	app = &ending{App: test.NewTempApp(t)}
	app.Settings().SetTheme(theme.New(theme.Options{Mode: theme.AlwaysLight}))
	w = &screentest.Window{Window: test.NewTempWindow(t, kit.Gap(0, 0))}
	w.SetPadded(false)
	w.Resize(fyne.NewSize(screentest.Wide, screentest.High))
	p = &program{app: app, window: w.Window, feed: live.Inline(), around: &surroundings{}}
	s := &session{feed: live.Inline(), ended: make(chan struct{}), inFlight: func() flight { return f }}
	s.stopEngine = func() {
		f = flight{}
		close(s.ended)
	}
	p.session, p.shown = s, s
	return p, app, w
}

func TestQuitAsksWhileWorkIsInFlight(t *testing.T) {
	p, app, w := leaving(t, flight{posting: 3, writing: 2})
	p.windowClosed()
	w.Shows(t, "3 orders are being posted", "goes on at the next start")
	if focused, ok := w.Canvas().Focused().(*kit.Button); !ok || focused.Label() != "Cancel" {
		t.Errorf("the focus is on %T", w.Canvas().Focused())
	}
	w.Draw(t, "quit-asks-light")
	p.wishQuit() // the tray's Quit while it asks
	if n := len(w.Canvas().Overlays().List()); n != 1 || app.quits != 0 {
		t.Fatalf("%d dialogs, %d ends", n, app.quits)
	}
	w.Press(t, "Cancel")
	if app.quits != 0 || p.finishing || w.Canvas().Overlays().Top() != nil {
		t.Error("Cancel did not go back to work")
	}
	p.wishQuit()
	w.Press(t, "Quit now")
	if app.quits != 1 || p.finishing {
		t.Errorf("Quit now ended %d times", app.quits)
	}
}

func TestFinishFirst(t *testing.T) {
	p, app, w := leaving(t, flight{posting: 1, writing: 2})
	p.wishQuit()
	w.Shows(t, "1 order is being posted")
	w.Press(t, "Finish first")
	w.Shows(t, "Finishing what has begun", "3 of 3 pieces of work are finished")
	w.Draw(t, "quit-finishes-light")
	if app.quits != 1 {
		t.Errorf("the program ended %d times", app.quits)
	}
}

func TestQuitWithoutWork(t *testing.T) {
	p, app, _ := leaving(t, flight{})
	p.windowClosed()
	if app.quits != 1 || p.asking != nil {
		t.Errorf("ended %d times", app.quits)
	}
	p.shown = nil // while the data is being opened
	p.wishQuit()
	if app.quits != 2 {
		t.Errorf("ended %d times", app.quits)
	}
}

func TestQuitSaysWhatIsWritten(t *testing.T) {
	for want, f := range map[string]flight{
		"1 order is being posted":               {posting: 1, writing: 9},
		"1 update is being written to a store":  {writing: 1},
		"2 updates are being written to stores": {writing: 2},
	} {
		if got := f.words(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestQuitInGerman(t *testing.T) {
	had := say.Current()
	t.Cleanup(func() {
		if err := say.Use(had); err != nil {
			t.Error(err)
		}
	})
	if err := say.Use("de"); err != nil {
		t.Fatal(err)
	}
	p, _, w := leaving(t, flight{posting: 3})
	p.wishQuit()
	w.Shows(t, "3 Bestellungen werden gerade übertragen", "Sofort beenden", "Erst abschließen")
	w.Draw(t, "quit-de-asks-light")
	w.Press(t, "Erst abschließen")
	w.Shows(t, "3 von 3 Aufgaben sind fertig")
}

// TestQuitIsTranslated looks at the dialog and the page.
func TestQuitIsTranslated(t *testing.T) {
	screentest.WrapTexts(t)
	p, _, w := leaving(t, flight{posting: 3})
	p.wishQuit()
	// The translation of a text of three lines begins in the first and ends in the last.
	w.Untranslated(t, "seconds. Whatever is left unfinished goes on at the next start; no order", "is posted twice.")
	p.asking.Close()
	p.wishQuit()
	w.Press(t, say.T("Finish first"))
	w.Untranslated(t, "Stockbridge")
}
