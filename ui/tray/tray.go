// Package tray shows how things stand beside the clock of the desktop: an icon of five shapes, and a menu. What it shows is the
// judgement of the shell, told through Show; it decides only when a change is worth showing. Whether there is a place for the icon
// is the business of the caller, because each system answers that in its own way.
//
// Everything runs on the UI goroutine. Start reading at Show.
package tray

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"stockbridge/assets"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/shell"
	"stockbridge/ui/theme"
)

// settle is how long the program has to work before the tray says so, so that the icon does not flicker.
const settle = 2 * time.Second

// Host is the part of Fyne's desktop.App that shows an icon.
type Host interface {
	SetSystemTrayMenu(*fyne.Menu)
	SetSystemTrayIcon(fyne.Resource)
}

// Wishes are what the menu leads to.
type Wishes struct {
	Open      func() // brings the window to the front
	Attention func() // and shows what needs a person
	Sync      func()
	Pause     func(until time.Time)
	Resume    func()
	Quit      func()
}

// Tray is the icon with its menu.
type Tray struct {
	host   Host
	wishes Wishes
	now    func() time.Time
	clock  kit.Clock
	mono   bool // one colour, which the system gives it: macOS

	want    shell.Standing // what was told last
	working time.Time      // since when it has been working; zero: it has not
	stop    func()         // the timer that waits for settle
	icon    assets.TrayState
	lines   []line
}

// New prepares a tray; nothing is shown before the first Show.
func New(host Host, wishes Wishes, mono bool, now func() time.Time, clock kit.Clock) *Tray {
	return &Tray{host: host, wishes: wishes, mono: mono, now: now, clock: clock}
}

// Show tells how things stand. Everything is shown at once but work, which has to last for two seconds; until then the tray keeps
// what it showed.
func (t *Tray) Show(s shell.Standing) {
	t.want = s
	if t.stop != nil {
		t.stop()
		t.stop = nil
	}
	if s.State != theme.Working {
		t.working = time.Time{}
		t.draw()
		return
	}
	now := t.now()
	if t.working.IsZero() || t.working.After(now) {
		t.working = now
	}
	if left := settle - now.Sub(t.working); left > 0 && t.icon != "" {
		t.stop = t.clock.After(left, t.draw)
		return
	}
	t.draw()
}

// draw hands the icon and the menu to the system where they are others than before.
func (t *Tray) draw() {
	if lines := linesOf(t.want); !slices.Equal(lines, t.lines) {
		t.lines = lines
		t.host.SetSystemTrayMenu(fyne.NewMenu("", t.items(lines)...))
	}
	if icon := iconOf(t.want.State); icon != t.icon {
		t.icon = icon
		picture, err := assets.Tray(icon, pictureSize, t.mono)
		if err != nil {
			return // a test of assets opens each of them
		}
		if t.mono {
			picture = fynetheme.NewThemedResource(picture) // by which Fyne knows what macOS may colour
		}
		t.host.SetSystemTrayIcon(picture)
	}
}

// pictureSize is the largest picture there is; the system makes it fit.
const pictureSize = 64

// iconOf is the shape of a state. An error is as much a person's business as anything that needs one.
func iconOf(s theme.State) assets.TrayState {
	switch s {
	case theme.OK:
		return assets.TrayOK
	case theme.Working:
		return assets.TrayWorking
	case theme.Attention, theme.Error:
		return assets.TrayAttention
	case theme.Paused:
		return assets.TrayPaused
	}
	return assets.TrayUnknown
}

// What a line of the menu does.
type action int

const (
	nothing action = iota
	openWindow
	seeAttention
	syncNow
	pauseMenu
	resume
	quit
)

// line is one line of the menu, comparable so that the system hears of changes only. One without words divides.
type line struct {
	words  string
	does   action
	usable bool
}

func linesOf(s shell.Standing) []line {
	divider := line{}
	words := s.Word
	if s.Proof != "" {
		words = say.T("{state}: {proof}", s.Word, s.Proof)
	}
	lines := []line{{words, openWindow, true}, divider}
	for _, store := range s.Stores {
		lines = append(lines, line{say.T("{store}: {state}", store.Name, store.Word), openWindow, true})
	}
	if len(s.Stores) > 0 {
		lines = append(lines, divider)
	}
	lines = append(lines, line{say.T("Sync now"), syncNow, s.Usable && !s.Paused})
	if s.Paused {
		lines = append(lines, line{say.T("Resume"), resume, true})
	} else {
		lines = append(lines, line{say.T("Pause"), pauseMenu, s.Usable})
	}
	return append(lines, divider, line{say.T("Open Stockbridge"), openWindow, true},
		line{say.T("Attention ({causes})", s.Attention), seeAttention, true}, divider, line{say.T("Quit"), quit, true})
}

func (t *Tray) items(lines []line) []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for _, l := range lines {
		if l.words == "" {
			items = append(items, fyne.NewMenuItemSeparator())
			continue
		}
		item := fyne.NewMenuItem(l.words, t.does(l.does))
		item.Disabled = !l.usable
		item.IsQuit = l.does == quit
		if l.does == pauseMenu {
			item.ChildMenu = t.pauses()
		}
		items = append(items, item)
	}
	return items
}

func (t *Tray) pauses() *fyne.Menu {
	var items []*fyne.MenuItem
	for _, c := range shell.PauseChoices() {
		items = append(items, fyne.NewMenuItem(c.Label, func() { t.wishes.Pause(c.Until(t.now())) }))
	}
	return fyne.NewMenu("", items...)
}

func (t *Tray) does(a action) func() {
	switch a {
	case openWindow:
		return t.wishes.Open
	case seeAttention:
		return t.wishes.Attention
	case syncNow:
		return t.wishes.Sync
	case resume:
		return t.wishes.Resume
	case quit:
		return t.wishes.Quit
	}
	return nil
}
