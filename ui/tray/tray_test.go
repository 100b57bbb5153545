package tray

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/ui/say"
	"stockbridge/ui/screen/screentest"
	"stockbridge/ui/shell"
	"stockbridge/ui/theme"
)

// desk is a system that shows an icon, and a clock that is moved by hand.
type desk struct {
	menu  *fyne.Menu
	icons []string
	menus int
	now   time.Time
	later func()
}

func (d *desk) SetSystemTrayMenu(m *fyne.Menu)    { d.menu, d.menus = m, d.menus+1 }
func (d *desk) SetSystemTrayIcon(r fyne.Resource) { d.icons = append(d.icons, r.Name()) }
func (d *desk) After(_ time.Duration, run func()) func() {
	d.later = run
	return func() { d.later = nil }
}

func (d *desk) words() string {
	var out []string
	for _, i := range d.menu.Items {
		switch {
		case i.IsSeparator:
			out = append(out, "-")
		case i.Disabled:
			out = append(out, "("+i.Label+")")
		default:
			out = append(out, i.Label)
		}
	}
	return strings.Join(out, " | ")
}

func (d *desk) press(label string) {
	for _, i := range d.menu.Items {
		if i.Label == label {
			i.Action()
		}
	}
}

func newDesk(w Wishes) (*desk, *Tray) {
	d := &desk{now: time.Date(2026, 11, 23, 14, 2, 0, 0, time.Local)}
	return d, New(d, w, false, func() time.Time { return d.now }, d)
}

func calm(s theme.State, word string) shell.Standing {
	return shell.Standing{State: s, Word: word, Proof: "2 of 2 stores, 0 unaccounted", Usable: true,
		Stores: []shell.StoreStanding{{ID: 1, Name: "Kiln", State: theme.OK, Word: "Live"}, {ID: 2, Name: "Paws", State: theme.OK, Word: "Live"}}}
}

func TestFiveShapes(t *testing.T) {
	d, tray := newDesk(Wishes{})
	for _, s := range []theme.State{theme.OK, theme.Attention, theme.Paused, theme.Unknown, theme.Working, theme.Error} {
		tray.Show(calm(s, "so"))
		if d.later != nil {
			d.later()
		}
	}
	want := "tray-ok-64.png tray-attention-64.png tray-paused-64.png tray-unknown-64.png tray-working-64.png tray-attention-64.png"
	if got := strings.Join(d.icons, " "); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	mono := New(d, Wishes{}, true, func() time.Time { return d.now }, d)
	mono.Show(calm(theme.OK, "so"))
	if d.icons[len(d.icons)-1] != "foreground_tray-ok-mono-64.png" {
		t.Errorf("one colour shows %s", d.icons[len(d.icons)-1])
	}
}

func TestWorkShowsAfterTwoSeconds(t *testing.T) {
	d, tray := newDesk(Wishes{})
	tray.Show(calm(theme.OK, "All in step"))
	for range 3 { // bursts of a second, one after the other
		tray.Show(calm(theme.Working, "Working"))
		d.now = d.now.Add(time.Second)
		tray.Show(calm(theme.OK, "All in step"))
		d.now = d.now.Add(time.Second)
	}
	if d.menus != 1 || len(d.icons) != 1 || d.later != nil {
		t.Errorf("short work was shown: %d menus, icons %v", d.menus, d.icons)
	}
	tray.Show(calm(theme.Working, "Working"))
	d.now = d.now.Add(time.Second)
	tray.Show(calm(theme.Working, "Working")) // as each second does
	if d.later == nil || len(d.icons) != 1 {
		t.Fatalf("after a second: icons %v, timer %v", d.icons, d.later != nil)
	}
	d.now = d.now.Add(time.Second)
	d.later()
	if len(d.icons) != 2 || !strings.HasPrefix(d.words(), "Working: ") {
		t.Errorf("after two seconds: icons %v, menu %s", d.icons, d.words())
	}
	d.now = d.now.Add(-time.Hour) // a clock set back
	tray.Show(calm(theme.Attention, "1 order needs you"))
	tray.Show(calm(theme.Working, "Working"))
	if d.icons[len(d.icons)-1] != "tray-attention-64.png" || d.later == nil {
		t.Errorf("icons %v", d.icons)
	}
}

// TestEveryLineIsTranslated looks at the menu and the choices of a pause.
func TestEveryLineIsTranslated(t *testing.T) {
	screentest.WrapTexts(t)
	d, tray := newDesk(Wishes{})
	s := calm(theme.Attention, "2 orders need you")
	for _, s.Paused = range []bool{false, true} {
		tray.Show(s)
		items := d.menu.Items
		for _, i := range d.menu.Items {
			if i.ChildMenu != nil {
				items = append(items, i.ChildMenu.Items...)
			}
		}
		for _, i := range items {
			if !i.IsSeparator && !strings.HasPrefix(i.Label, say.Opening) {
				t.Errorf("%q is not translated", i.Label)
			}
		}
	}
}

func TestTheMenu(t *testing.T) {
	var did []string
	note := func(what string) func() { return func() { did = append(did, what) } }
	until := time.Time{}
	d, tray := newDesk(Wishes{Open: note("open"), Attention: note("attention"), Sync: note("sync"), Resume: note("resume"), Quit: note("quit"),
		Pause: func(at time.Time) { until = at }})
	s := calm(theme.Attention, "2 orders need you")
	s.Attention = 5
	tray.Show(s)
	want := "2 orders need you: 2 of 2 stores, 0 unaccounted | - | Kiln: Live | Paws: Live | - | Sync now | Pause | - | Open Stockbridge | Attention (5) | - | Quit"
	if d.words() != want {
		t.Errorf("%s\nwant %s", d.words(), want)
	}
	for _, label := range []string{"Open Stockbridge", "Attention (5)", "Sync now", "Quit", "Kiln: Live"} {
		d.press(label)
	}
	if got := strings.Join(did, " "); got != "open attention sync quit open" {
		t.Errorf("did %s", got)
	}
	pauses := d.menu.Items[6].ChildMenu.Items
	pauses[1].Action()
	if len(pauses) != 4 || !until.Equal(d.now.Add(2*time.Hour)) {
		t.Errorf("%d choices, paused until %v", len(pauses), until)
	}
	tray.Show(s)
	if d.menus != 1 {
		t.Error("the same words made a new menu, which closes the open one")
	}
	s.Paused = true
	tray.Show(s)
	if !strings.Contains(d.words(), "(Sync now) | Resume | ") {
		t.Errorf("paused: %s", d.words())
	}
	tray.Show(shell.Standing{State: theme.Unknown, Word: "Not connected yet"})
	if want := "Not connected yet | - | (Sync now) | (Pause) | - | Open Stockbridge | Attention (0) | - | Quit"; d.words() != want {
		t.Errorf("%s\nwant %s", d.words(), want)
	}
}
