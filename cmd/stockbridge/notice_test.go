package main

import (
	"errors"
	"testing"

	"stockbridge/core/engine"
	"stockbridge/ui/screen/screentest"
)

// TestRefusalsSayWhy shows the pages for a folder that is in use and for one that cannot be used.
func TestRefusalsSayWhy(t *testing.T) {
	p, _, w := leaving(t, flight{})
	p.o.folder = "/data"
	p.refused(false, &engine.InUseError{Folder: "/data", PID: 4711})
	w.Shows(t, "Stockbridge is already running", "process 4711", "/data", "Try again", "Quit")
	p.refused(false, &engine.FolderError{Folder: "/data", Err: errors.New("read-only file system")})
	w.Shows(t, "The data folder cannot be used", "read-only file system")
	p.refused(true, errors.New("no port is free"))
	w.Shows(t, "Stockbridge could not start", "No port is free.", "stockbridge.log")
	w.Draw(t, "refused-light")
}

func TestNoticesAreTranslated(t *testing.T) {
	screentest.WrapTexts(t)
	p, _, w := leaving(t, flight{})
	p.o.folder = "/d"
	p.broke(p.shown, errors.New("x"))
	w.Untranslated(t, "Stockbridge", "X.")
}
