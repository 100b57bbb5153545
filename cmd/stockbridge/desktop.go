package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	"stockbridge/core/engine"
	"stockbridge/ui/notify"
	"stockbridge/ui/say"
	"stockbridge/ui/screen/settings"
)

// Where the choices about this computer's desktop are kept, among the preferences.
const (
	languageKey    = "language"
	trayKey        = "stays in tray"
	notifyKey      = "notifications"
	quietFromKey   = "quiet from"
	quietUntilKey  = "quiet until"
	moneyBreaksKey = "money breaks quiet"
	toldKey        = "told " // and the folder's kind
)

// choices are what a person chooses about the program at this computer. UI goroutine.
type choices struct {
	preferences
	p *program
}

var _ settings.Desktop = choices{}

func (p *program) choices() choices { return choices{preferences{p.app, p.o.folder}, p} }

// Language is the code of a language, "" for that of the system.
func (c choices) Language() string { return c.app.Preferences().String(languageKey) }

// SetLanguage builds the window anew in another language; the engine goes on.
func (c choices) SetLanguage(code string) error {
	if err := say.Use(code); err != nil {
		return err
	}
	c.app.Preferences().SetString(languageKey, code)
	c.p.feed.Do(c.p.rebuild) // not under the hands of the control that asks for it
	return nil
}

// StartsWithComputer tells whether the program opens when the person signs in.
func (choices) StartsWithComputer() bool { return startsWithComputer() }

// SetStartsWithComputer leaves a note for the system, or takes it away.
func (c choices) SetStartsWithComputer(on bool) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	if real, err := filepath.EvalSymlinks(program); err == nil {
		program = real
	}
	usual, err := engine.DefaultFolder()
	if err != nil {
		usual = "" // then the folder is always named
	}
	folder, err := filepath.Abs(c.folder)
	if err != nil {
		return err
	}
	return startWithComputer(on, program, startArgs(folder, usual))
}

// HasTray tells whether this computer shows tray icons now.
func (c choices) HasTray() bool { return c.p.around.hasTray() }

// StaysInTray tells whether closing the window leaves the program at work.
func (c choices) StaysInTray() bool { return c.app.Preferences().Bool(trayKey) }

// SetStaysInTray counts from the next time that the window is closed.
func (c choices) SetStaysInTray(on bool) error {
	c.app.Preferences().SetBool(trayKey, on)
	return nil
}

// Notifies tells whether things that need a person are shown as notifications.
func (c choices) Notifies() bool { return c.app.Preferences().BoolWithFallback(notifyKey, true) }

// SetNotifies counts from the next look.
func (c choices) SetNotifies(on bool) error {
	c.app.Preferences().SetBool(notifyKey, on)
	return nil
}

// QuietHours are two times of day between which nothing is shown; both "" for none.
func (c choices) QuietHours() (from, until string) {
	return c.app.Preferences().String(quietFromKey), c.app.Preferences().String(quietUntilKey)
}

// SetQuietHours wants two times of day such as "22:00", or none at all.
func (c choices) SetQuietHours(from, until string) error {
	if (from != "" || until != "") && (!notify.ValidClock(from) || !notify.ValidClock(until)) {
		return errors.New(say.T("Enter two times such as 22:00 and 07:00, or none."))
	}
	c.app.Preferences().SetString(quietFromKey, from)
	c.app.Preferences().SetString(quietUntilKey, until)
	return nil
}

// MoneyBreaksQuiet lets what puts money at risk through in quiet hours.
func (c choices) MoneyBreaksQuiet() bool { return c.app.Preferences().Bool(moneyBreaksKey) }

// SetMoneyBreaksQuiet counts from the next look.
func (c choices) SetMoneyBreaksQuiet(on bool) error {
	c.app.Preferences().SetBool(moneyBreaksKey, on)
	return nil
}

func (c choices) rules() notify.Rules {
	from, until := c.QuietHours()
	return notify.Rules{On: c.Notifies(), From: from, Until: until, MoneyBreaks: c.MoneyBreaksQuiet()}
}

// told is what was notified before, by this program or the one before it; kind keeps the demo apart from the real data.
func (c choices) told(kind string) notify.Memory {
	memory := notify.Memory{}
	if err := json.Unmarshal([]byte(c.app.Preferences().String(toldKey+kind)), &memory); err != nil {
		return notify.Memory{} // nothing was kept, or what no program wrote
	}
	return memory
}

func (c choices) keepTold(kind string, memory notify.Memory) {
	raw, err := json.Marshal(memory)
	if key := toldKey + kind; err == nil && string(raw) != c.app.Preferences().String(key) { // each change is a file written
		c.app.Preferences().SetString(key, string(raw))
	}
}
