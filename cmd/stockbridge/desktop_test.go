package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"image"
	"image/png"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "modernc.org/sqlite"
)

const (
	startLimit = 30 * time.Second
	workLimit  = 90 * time.Second
	quitLimit  = quitPatience + 15*time.Second
)

// TestDesktop starts the whole program in demo mode on a display of its own, waits until made-up orders are in the made-up
// Brightpearl, looks at the window, and closes it.
func TestDesktop(t *testing.T) {
	needTools(t, "Xvfb", "xdotool", "import")
	binary := theBinary(t)
	display := startDisplay(t)
	data := filepath.Join(t.TempDir(), "data")

	complaints := filepath.Join(t.TempDir(), "stderr")
	errs, err := os.Create(complaints)
	if err != nil {
		t.Fatal(err)
	}
	defer errs.Close()
	app := exec.Command(binary, "--demo", "--data", data, "--size", "1280x800", "--theme", "light")
	app.Stderr = errs
	app.Env = environment(display, t.TempDir())
	if err := app.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- app.Wait() }()
	stopped := false
	t.Cleanup(func() {
		if !stopped {
			app.Process.Kill()
			<-ended
		}
	})
	fail := func(format string, args ...any) {
		t.Helper()
		t.Fatalf(format+"\nstandard error: %s\nlog: %s", append(args, tail(complaints), tail(filepath.Join(data, "stockbridge.log")))...)
	}

	window := ""
	if !until(t, startLimit, func() bool {
		out, err := tool(display, "xdotool", "search", "--onlyvisible", "--pid", strconv.Itoa(app.Process.Pid))
		window = strings.TrimSpace(out)
		return err == nil && window != ""
	}) {
		fail("no window within %v", startLimit)
	}
	window, _, _ = strings.Cut(window, "\n")

	posted := 0
	if !until(t, workLimit, func() bool {
		posted = postedOrders(t, filepath.Join(data, "demo", "stockbridge.db"))
		return posted > 0
	}) {
		fail("no order was posted within %v", workLimit)
	}
	title, err := tool(display, "xdotool", "getwindowname", window)
	if err != nil || strings.TrimSpace(title) != demoTitle() {
		fail("the window's title is %q (%v), want %q", title, err, demoTitle())
	}
	var picture image.Image
	if !until(t, startLimit, func() bool {
		picture, err = screenshot(display)
		return err == nil && colours(picture) > 100
	}) {
		fail("the window stays blank: %v", err)
	}
	keepPicture(t, "desktop", picture)

	if err := app.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	limit := time.NewTimer(quitLimit)
	defer limit.Stop()
	select {
	case err := <-ended:
		stopped = true
		if err != nil {
			fail("the program ended with %v", err)
		}
	case <-limit.C:
		fail("the program did not stop within %v", quitLimit)
	}
	log, err := os.ReadFile(filepath.Join(data, "stockbridge.log"))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{tail(complaints), string(log)} {
		for _, bad := range []string{"Error in Fyne call thread", "panic:", "DATA RACE"} {
			if strings.Contains(text, bad) {
				t.Errorf("the log says %q:\n%s", bad, text)
			}
		}
	}
	if !bytes.Contains(log, []byte(`"msg":"stopped"`)) {
		t.Errorf("the log does not tell of an orderly end: %s", log)
	}
	t.Logf("%d orders posted when the picture was taken", posted)
}

// needTools skips where the test cannot run, or fails where it has to.
func needTools(t *testing.T, tools ...string) {
	t.Helper()
	for _, name := range tools {
		if _, err := exec.LookPath(name); err != nil {
			if os.Getenv("STOCKBRIDGE_REQUIRE_DESKTOP") == "1" {
				t.Fatalf("%s is missing, and STOCKBRIDGE_REQUIRE_DESKTOP=1", name)
			}
			t.Skipf("%s is missing; a real window cannot be tried here", name)
		}
	}
}

// theBinary is the program to try: the one that STOCKBRIDGE_BINARY names, else one built now.
func theBinary(t *testing.T) string {
	t.Helper()
	if given := os.Getenv("STOCKBRIDGE_BINARY"); given != "" {
		return given
	}
	if _, err := exec.LookPath("gcc"); err != nil && os.Getenv("STOCKBRIDGE_REQUIRE_DESKTOP") != "1" {
		t.Skip("gcc is missing; the desktop program cannot be built here")
	}
	out := filepath.Join(t.TempDir(), "stockbridge")
	build := exec.Command("go", "build", "-o", out, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=1")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("the program cannot be built: %v\n%s", err, said)
	}
	return out
}

// startDisplay starts an X server on a free number and returns its name.
func startDisplay(t *testing.T) string {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	// Without -noreset the server starts over when the first question has been answered, and refuses whoever comes just then.
	server := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset")
	server.ExtraFiles = []*os.File{write}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	write.Close()
	t.Cleanup(func() {
		server.Process.Kill()
		server.Wait()
	})
	// The server writes its number and a line end when it listens, perhaps in two parts.
	line, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatalf("the display did not start: %v", err)
	}
	display := ":" + strings.TrimSpace(line)
	if !until(t, startLimit, func() bool {
		_, err := tool(display, "xdotool", "getdisplaygeometry")
		return err == nil
	}) {
		t.Fatalf("nobody can reach the display %s", display)
	}
	return display
}

// environment is that of a computer without a session bus and without a graphics card.
func environment(display, home string) []string {
	return append(os.Environ(), "DISPLAY="+display, "LIBGL_ALWAYS_SOFTWARE=1", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent", "HOME="+home, "LANG=en_GB.UTF-8")
}

func tool(display, name string, args ...string) (string, error) {
	command := exec.Command(name, args...)
	command.Env = append(os.Environ(), "DISPLAY="+display)
	out, err := command.Output()
	return string(out), err
}

// until asks again and again, some four times a second, and reports whether the answer came in time.
func until(t *testing.T, limit time.Duration, ask func() bool) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	again := time.NewTicker(250 * time.Millisecond)
	defer again.Stop()
	for !ask() {
		select {
		case <-ctx.Done():
			return false
		case <-again.C:
		}
	}
	return true
}

// postedOrders counts orders with a sales order in the database, which is opened for reading only.
func postedOrders(t *testing.T, path string) (n int) {
	t.Helper()
	if _, err := os.Stat(path); err != nil {
		return 0
	}
	address := url.URL{Scheme: "file", Path: path, RawQuery: "mode=ro&_pragma=busy_timeout(2000)"}
	db, err := sql.Open("sqlite", address.String())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(`select count(*) from orders where state = 'posted' and sales_order_id > 0`).Scan(&n); err != nil {
		return 0 // its tables are being made
	}
	return n
}

func screenshot(display string) (image.Image, error) {
	out, err := tool(display, "import", "-silent", "-window", "root", "png:-")
	if err != nil {
		return nil, fmt.Errorf("take a picture: %w", err)
	}
	return png.Decode(strings.NewReader(out))
}

// colours counts the different colours of a picture, which a blank window has one of.
func colours(img image.Image) int {
	seen := map[[3]uint32]bool{}
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y += 2 {
		for x := b.Min.X; x < b.Max.X; x += 2 {
			r, g, b, _ := img.At(x, y).RGBA()
			seen[[3]uint32{r, g, b}] = true
		}
	}
	return len(seen)
}

// keepPicture writes the picture where STOCKBRIDGE_PICTURES says.
func keepPicture(t *testing.T, name string, img image.Image) {
	t.Helper()
	folder := os.Getenv("STOCKBRIDGE_PICTURES")
	if folder == "" {
		return
	}
	f, err := os.Create(filepath.Join(folder, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
}

// tail is the end of a file.
func tail(path string) string {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	return string(raw[max(0, len(raw)-2000):])
}
