//go:build unix && !darwin

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestStartsWithTheComputer(t *testing.T) {
	home := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, ".config"))
	t.Setenv("HOME", home)
	p, _, _ := leaving(t, flight{})
	p.o.folder = filepath.Join(home, "my data")
	c := p.choices()
	if c.StartsWithComputer() {
		t.Fatal("a new person's computer starts it")
	}
	for range 2 { // twice is as good as once
		if err := c.SetStartsWithComputer(true); err != nil || !c.StartsWithComputer() {
			t.Fatalf("on: %v", err)
		}
	}
	raw, err := os.ReadFile(filepath.Join(home, ".config", "autostart", appID+".desktop"))
	if err != nil || !strings.Contains(string(raw), `"--tray" "--data" "`+p.o.folder+`"`) {
		t.Errorf("%s, %v", raw, err)
	}
	for range 2 {
		if err := c.SetStartsWithComputer(false); err != nil || c.StartsWithComputer() {
			t.Fatalf("off: %v", err)
		}
	}
}

// TestTheWindowClosesWithoutATray holds that a wish to stay in the tray does not lose the window where there is none.
func TestTheWindowClosesWithoutATray(t *testing.T) {
	p, app, _ := leaving(t, flight{})
	if err := p.choices().SetStaysInTray(true); err != nil {
		t.Fatal(err)
	}
	p.useTray()
	p.windowClosed()
	if app.quits != 1 || p.hidden {
		t.Errorf("ended %d times, hidden %v", app.quits, p.hidden)
	}
}
