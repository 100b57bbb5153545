package main

import (
	"context"
	"encoding/xml"
	"log/slog"
	"strings"
	"testing"
	"time"

	"stockbridge/core/engine"
	"stockbridge/core/vault"
	"stockbridge/ui/live"
	"stockbridge/ui/notify"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
)

func TestChoicesAreKept(t *testing.T) {
	p, _, _ := leaving(t, flight{})
	c := p.choices()
	if c.Language() != "" || c.StaysInTray() || !c.Notifies() || c.MoneyBreaksQuiet() {
		t.Errorf("a new person has chosen %q, %v, %v, %v", c.Language(), c.StaysInTray(), c.Notifies(), c.MoneyBreaksQuiet())
	}
	for _, err := range []error{c.SetStaysInTray(true), c.SetNotifies(false), c.SetQuietHours("22:00", "07:00"), c.SetMoneyBreaksQuiet(true)} {
		if err != nil {
			t.Error(err)
		}
	}
	want := notify.Rules{On: false, From: "22:00", Until: "07:00", MoneyBreaks: true}
	if again := p.choices(); again.rules() != want || !again.StaysInTray() {
		t.Errorf("%+v, want %+v", again.rules(), want)
	}
	for _, bad := range [][2]string{{"22:00", ""}, {"", "07:00"}, {"25:00", "07:00"}, {"ten", "seven"}} {
		if c.SetQuietHours(bad[0], bad[1]) == nil {
			t.Errorf("quiet from %q until %q was taken", bad[0], bad[1])
		}
	}
	if c.SetQuietHours("", "") != nil || c.rules().From != "" {
		t.Error("quiet hours cannot be ended")
	}
	memory := notify.Memory{"7|SB-ORD-014|01": {At: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), Things: 2, Money: 11295}}
	c.keepTold("real", memory)
	if got := p.choices().told("real"); len(got) != 1 || got["7|SB-ORD-014|01"] != memory["7|SB-ORD-014|01"] || len(c.told("demo")) != 0 {
		t.Errorf("told before: %v", got)
	}
	c.app.Preferences().SetString(toldKey+"real", "{")
	if len(c.told("real")) != 0 {
		t.Error("a broken note was believed")
	}
}

func TestStartNotes(t *testing.T) {
	program, args := `/opt/Sto"ck $bridge`, []string{"--tray", "--data", `/home/Zoë & Co/100%\x`}
	entry := desktopEntry(program, args)
	if want := `Exec="/opt/Sto\\"ck \\$bridge" "--tray" "--data" "/home/Zoë & Co/100%%\\\\x"` + "\n"; !strings.Contains(entry, want) {
		t.Errorf("%s\nwant %s", entry, want)
	}
	var agent struct {
		Dict struct {
			Arguments []string `xml:"array>string"`
		} `xml:"dict"`
	}
	if err := xml.Unmarshal([]byte(launchAgent(program, args)), &agent); err != nil || strings.Join(agent.Dict.Arguments, "|") != program+"|"+strings.Join(args, "|") {
		t.Errorf("%q, %v", agent.Dict.Arguments, err)
	}
	if got, want := runValue(`C:\Program Files\stockbridge.exe`, []string{"--data", `D:\`}), `"C:\Program Files\stockbridge.exe" "--data" "D:\\"`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := startArgs("/usual", "/usual"); len(got) != 1 {
		t.Errorf("on the usual folder: %v", got)
	}
}

// TestTheLanguageChanges shows a real session in English, then in German, on the same engine.
func TestTheLanguageChanges(t *testing.T) {
	had := say.Current()
	t.Cleanup(func() {
		if err := say.Use(had); err != nil {
			t.Error(err)
		}
	})
	p, _, w := leaving(t, flight{})
	s := p.shown
	p.shown, p.o.folder, p.newFeed = nil, t.TempDir(), func(context.Context) *live.Feed { return live.Inline() }
	e, err := engine.Open(t.Context(), engine.Options{Folder: p.o.folder, Log: slog.New(slog.DiscardHandler), Ring: vault.NewMemoryRing()})
	if err != nil {
		t.Fatal(err)
	}
	s.engine = e
	t.Cleanup(func() {
		s.hide()
		if err := s.close(); err != nil {
			t.Error(err)
		}
	})
	s.show(p, screen.Settings)
	w.Shows(t, "Settings", "No stores")
	if err := p.choices().SetLanguage("de"); err != nil {
		t.Fatal(err)
	}
	w.Shows(t, "Einstellungen", "Keine Shops")
	w.Draw(t, "window-de-light")
	if p.shown != s || s.engine != e || s.frame.Current() != screen.Settings {
		t.Errorf("another session, or the screen %s", s.frame.Current())
	}
	select {
	case <-s.ended:
		t.Error("the engine stopped")
	default:
	}
	if err := p.choices().SetLanguage("tlh"); err == nil || p.choices().Language() != "de" {
		t.Errorf("a language without texts: %v, kept %q", err, p.choices().Language())
	}
}
