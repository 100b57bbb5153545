package main

import (
	"bufio"
	"errors"
	"fmt"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// bus is a session bus with a desktop on it: somebody who shows tray icons and somebody who shows notifications.
type bus struct {
	address string
	conn    *dbus.Conn

	mu    sync.Mutex
	items []string // registered icons, as "sender path"
	notes []note
}

type note struct {
	id          uint32
	title, text string
	actions     []string
}

// watcher and herald are what is called over the bus.
type (
	watcher struct{ b *bus }
	herald  struct{ b *bus }
)

func (w watcher) RegisterStatusNotifierItem(path string, from dbus.Sender) *dbus.Error {
	w.b.mu.Lock()
	defer w.b.mu.Unlock()
	w.b.items = append(w.b.items, string(from)+" "+path)
	return nil
}

func (h herald) GetCapabilities() ([]string, *dbus.Error) {
	return []string{"body", "actions", "body-markup"}, nil
}

func (h herald) Notify(_ string, _ uint32, _, title, text string, actions []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	h.b.mu.Lock()
	defer h.b.mu.Unlock()
	id := uint32(len(h.b.notes) + 1)
	h.b.notes = append(h.b.notes, note{id, title, text, actions})
	return id, nil
}

func (b *bus) item() (sender string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.items) > 0 {
		sender, _, _ = strings.Cut(b.items[len(b.items)-1], " ")
	}
	return sender
}

func (b *bus) noted() []note {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]note(nil), b.notes...)
}

// startBus starts a bus of its own and the desktop on it.
func startBus(t *testing.T) *bus {
	t.Helper()
	daemon := exec.Command("dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address")
	out, err := daemon.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := daemon.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		daemon.Process.Kill()
		daemon.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	b := &bus{address: strings.TrimSpace(line)}
	if b.conn, err = dbus.Connect(b.address); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.conn.Close() })
	b.offer(t, herald{b}, notifyPath, notifyService)
	b.offer(t, watcher{b}, "/StatusNotifierWatcher", trayHost)
	return b
}

func (b *bus) offer(t *testing.T, service any, path dbus.ObjectPath, name string) {
	t.Helper()
	if err := b.conn.Export(service, path, name); err != nil {
		t.Fatal(err)
	}
	if reply, err := b.conn.RequestName(name, dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("the name %s: %v %v", name, reply, err)
	}
}

// layout is a menu as com.canonical.dbusmenu tells it.
type layout struct {
	ID       int32
	Props    map[string]dbus.Variant
	Children []dbus.Variant
}

func (b *bus) menu() (lines map[string]int32, words string) {
	var version uint32
	var root layout
	lines = map[string]int32{}
	item := b.item()
	if item == "" { // the bus ends a connection that calls nobody
		return lines, ""
	}
	if b.conn.Object(item, "/StatusNotifierMenu").Call("com.canonical.dbusmenu.GetLayout", 0, int32(0), int32(-1), []string{}).Store(&version, &root) != nil {
		return lines, ""
	}
	var all []string
	for _, child := range root.Children {
		var l layout
		if dbus.Store([]any{child.Value()}, &l) != nil {
			continue
		}
		if label, ok := l.Props["label"].Value().(string); ok {
			lines[label] = l.ID
			all = append(all, label)
		}
	}
	return lines, strings.Join(all, " | ")
}

func (b *bus) click(t *testing.T, label string) {
	t.Helper()
	lines, words := b.menu()
	id, ok := lines[label]
	if !ok {
		t.Fatalf("the menu has no %q: %s", label, words)
	}
	call := b.conn.Object(b.item(), "/StatusNotifierMenu").Call("com.canonical.dbusmenu.Event", 0, id, "clicked", dbus.MakeVariant(""), uint32(0))
	if call.Err != nil {
		t.Fatal(call.Err)
	}
}

// icon counts the colours of the icon's picture.
func (b *bus) icon(t *testing.T) (width int32, colours int) {
	t.Helper()
	v, err := b.conn.Object(b.item(), "/StatusNotifierItem").GetProperty("org.kde.StatusNotifierItem.IconPixmap")
	if err != nil {
		t.Fatal(err)
	}
	var pictures []struct {
		W, H int32
		Pix  []byte
	}
	if err := v.Store(&pictures); err != nil || len(pictures) == 0 {
		t.Fatalf("the icon's picture: %v, %v", err, v)
	}
	seen := map[color.RGBA]bool{}
	for p := pictures[0].Pix; len(p) >= 4; p = p[4:] {
		seen[color.RGBA{p[1], p[2], p[3], p[0]}] = true
	}
	return pictures[0].W, len(seen)
}

// startManager starts a window manager, which is what a window is closed by.
func startManager(t *testing.T, display string) {
	t.Helper()
	manager := exec.Command("openbox")
	manager.Env = append(os.Environ(), "DISPLAY="+display, "HOME="+t.TempDir())
	if err := manager.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		manager.Process.Kill()
		manager.Wait()
	})
	if !until(t, startLimit, func() bool {
		_, err := tool(display, "wmctrl", "-m")
		return err == nil
	}) {
		t.Fatal("the window manager did not start")
	}
}

// homeOf is the home of a person with these preferences.
func homeOf(t *testing.T, preferences string) string {
	t.Helper()
	home := t.TempDir()
	config := filepath.Join(home, ".config", "fyne", appID)
	if err := os.MkdirAll(config, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(config, "preferences.json"), []byte(preferences), 0o600); err != nil {
		t.Fatal(err)
	}
	return home
}

// TestStartsInTheTray starts the program as a sign-in to the computer does: no window, an icon that opens it, and an orderly end although
// the window was never shown.
func TestStartsInTheTray(t *testing.T) {
	needTools(t, "Xvfb", "xdotool", "dbus-daemon")
	binary := theBinary(t)
	display, b := startDisplay(t), startBus(t)
	home := homeOf(t, `{"stays in tray": true, "language": "de"}`)
	for _, open := range []bool{false, true} {
		had := b.item()
		data := filepath.Join(shortDir(t), "data")
		app := exec.Command(binary, "--tray", "--data", data)
		app.Env = append(environment(display, home), "DBUS_SESSION_BUS_ADDRESS="+b.address, "XDG_CONFIG_HOME="+filepath.Join(home, ".config"))
		var errs strings.Builder
		app.Stderr = &errs
		if err := app.Start(); err != nil {
			t.Fatal(err)
		}
		windows := func() string {
			out, _ := tool(display, "xdotool", "search", "--onlyvisible", "--pid", strconv.Itoa(app.Process.Pid)) // fails when there is none
			return strings.TrimSpace(out)
		}
		words := ""
		if !until(t, startLimit, func() bool {
			_, words = b.menu()
			return b.item() != had && strings.Contains(words, "Noch nicht verbunden | ")
		}) {
			t.Errorf("the menu says %q; log: %s", words, tail(filepath.Join(data, "stockbridge.log")))
		}
		if w := windows(); w != "" {
			t.Errorf("a window shows: %s", w)
		}
		if open {
			b.click(t, "Stockbridge öffnen")
			if !until(t, startLimit, func() bool { return windows() != "" }) {
				t.Error("the icon does not open the window")
			}
		}
		if err := app.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if err := app.Wait(); err != nil {
			t.Errorf("the program ended with %v: %s", err, errs.String())
		}
	}
}

// TestTray runs the whole program on a desktop with a tray: the icon and its menu, the window that closes into it and comes back by
// the menu, by a second start and by a click on a notification, and the end.
func TestTray(t *testing.T) {
	needTools(t, "Xvfb", "xdotool", "openbox", "wmctrl", "dbus-daemon")
	binary := theBinary(t)
	display, b := startDisplay(t), startBus(t)
	startManager(t, display)
	home := homeOf(t, `{"stays in tray": true}`)
	data := filepath.Join(shortDir(t), "data")
	start := func() (*exec.Cmd, chan error) {
		app := exec.Command(binary, "--demo", "--data", data, "--size", "1280x800", "--theme", "light")
		app.Env = append(environment(display, home), "DBUS_SESSION_BUS_ADDRESS="+b.address, "XDG_CONFIG_HOME="+filepath.Join(home, ".config"))
		app.Stderr = os.Stderr
		if err := app.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- app.Wait() }()
		return app, ended
	}
	app, ended := start()
	over := false
	t.Cleanup(func() {
		if !over {
			app.Process.Kill()
			<-ended
		}
	})
	fail := func(format string, args ...any) {
		t.Helper()
		t.Fatalf(format+"\nlog: %s", append(args, tail(filepath.Join(data, "stockbridge.log")))...)
	}
	visible := func() string {
		out, _ := tool(display, "xdotool", "search", "--onlyvisible", "--pid", strconv.Itoa(app.Process.Pid)) // fails when there is none
		window, _, _ := strings.Cut(strings.TrimSpace(out), "\n")
		return window
	}
	appears := func(why string) {
		t.Helper()
		if !until(t, startLimit, func() bool { return visible() != "" }) {
			fail("no window %s", why)
		}
	}
	closes := func() {
		t.Helper()
		number, err := strconv.Atoi(visible())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tool(display, "wmctrl", "-i", "-c", fmt.Sprintf("0x%x", number)); err != nil {
			t.Fatal(err)
		}
		if !until(t, startLimit, func() bool { return visible() == "" }) {
			fail("the window did not close")
		}
		select {
		case err := <-ended:
			over = true
			fail("the program ended with its window: %v", err)
		default:
		}
	}

	appears("at the start")
	if !until(t, startLimit, func() bool { return b.item() != "" }) {
		fail("no icon was registered")
	}
	words := ""
	if !until(t, workLimit, func() bool {
		_, words = b.menu()
		return strings.Contains(words, " of 3 stores") && strings.Contains(words, "Garden: ")
	}) {
		fail("the menu says %q", words)
	}
	t.Logf("the menu: %s", words)
	for _, line := range []string{"Sync now", "Pause", "Open Stockbridge", "Attention (", "Quit"} {
		if !strings.Contains(words, line) {
			t.Errorf("the menu has no %q: %s", line, words)
		}
	}
	if width, colours := b.icon(t); width != 64 || colours < 3 {
		t.Errorf("the icon is %d wide and has %d colours", width, colours)
	}

	closes()
	b.click(t, "Open Stockbridge")
	appears("after Open")

	closes()
	second, secondEnded := start()
	select {
	case err := <-secondEnded:
		if err != nil {
			t.Errorf("the second start ended with %v", err)
		}
	case <-t.Context().Done():
		second.Process.Kill()
	}
	appears("after a second start")

	if !until(t, workLimit, func() bool { return len(b.noted()) > 0 }) {
		fail("nothing was notified")
	}
	told := b.noted()[0]
	t.Logf("notified: %q %q %v", told.title, told.text, told.actions)
	if !strings.HasPrefix(told.title, "Demo: ") || told.text == "" || len(told.actions) != 2 || told.actions[0] != "default" {
		t.Errorf("notified: %+v", told)
	}
	closes()
	if err := b.conn.Emit(notifyPath, notifyService+".ActionInvoked", told.id, "default"); err != nil {
		t.Fatal(err)
	}
	appears("after a click on the notification")

	closes()
	if _, err := b.conn.ReleaseName(trayHost); err != nil {
		t.Fatal(err)
	}
	appears("after the tray had gone")

	b.click(t, "Quit")
	// With work in flight it asks; the second button is Quit now.
	limit := time.NewTimer(quitLimit)
	defer limit.Stop()
	again := time.NewTicker(time.Second)
	defer again.Stop()
	for !over {
		select {
		case err := <-ended:
			if over = true; err != nil {
				fail("the program ended with %v", err)
			}
		case <-again.C:
			tool(display, "xdotool", "key", "Tab", "Return")
		case <-limit.C:
			fail("the program did not end")
		}
	}
	if _, err := os.Stat(filepath.Join(data, frontSocket)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket was left behind: %v", err)
	}
	if errors.Is(app.Process.Signal(syscall.Signal(0)), nil) {
		t.Error("the process lives on")
	}
	log, err := os.ReadFile(filepath.Join(data, "stockbridge.log"))
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"Error in Fyne call thread", "panic", "systray error", "Translation failure", `"msg":"the session bus`} {
		if strings.Contains(string(log), bad) {
			t.Errorf("the log says %q:\n%s", bad, log)
		}
	}
}
