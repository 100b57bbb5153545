package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"stockbridge/core/sandbox"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/ekmsim"
	sandboxworld "stockbridge/core/sandbox/world"
	"stockbridge/core/vault/vaulttest"
)

const (
	stepLimit = time.Minute     // of a step that asks a server
	pressSure = 5 * time.Second // after which a press without effect is tried again
)

// TestConnecting is a new person with the README: an empty program, a mouse and a keyboard, a real keyring, and the accounts of the
// sandbox behind HTTP. The person goes through all steps of the setup to go-live; then an order of the shop arrives in Brightpearl.
func TestConnecting(t *testing.T) {
	needTools(t, "Xvfb", "xdotool", "import")
	env := vaulttest.Session(t)
	binary := theMappedBinary(t)
	world, err := sandbox.Start(t.Context(), sandbox.Options{Stores: 2, Products: 60, History: 25, Speed: 20})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = world.Close() })
	p := startPerson(t, binary, env)
	accounts := world.Config()
	shop := accounts.Users[0]

	p.press("Connect your first store", p.field("Account code"))
	p.fill("Account code", accounts.Account)
	// From here by the keyboard alone.
	p.tab("Data centre", "API address")
	p.write(accounts.BrightpearlURL)
	p.tab("App reference")
	p.write(accounts.AppRef)
	p.tab("Developer reference", "Account token")
	p.write(accounts.AccountToken)
	p.press("Connect Brightpearl", p.field("Name of the store"))

	p.fill("Name of the store", "Garden")
	p.press("Access token", p.field("Access token"))
	p.fill("Access token", shop.AccessToken)
	p.press("Advanced", p.field("EKM address"))
	p.fill("EKM address", accounts.EKMURL)
	p.press("Connect the store", p.button("Go on"))

	p.press("Go on", p.field("Sales channel"))
	p.choose("Sales channel", "EKM "+shop.Name)
	p.press("Save and go on", p.field("Orders from"))
	p.picture("orders-from")
	p.press("Save and go on", p.field("Buffer"))
	p.press("Preview the first push", p.button("Preview again"))
	p.picture("first-push")
	p.press("Save and go on", p.field("Status when shipped"))
	p.press("Save and go on", p.button("Count again"))
	p.seeDuplicates()
	p.press("Go on", p.button("Run it now"))
	p.press("Run it now", p.button("Run again"))
	p.picture("dry-run")
	p.press("Go on to go-live", p.button("Go live with all three"))
	p.press("Go live with all three", p.button("Done"))
	p.picture("connected")
	p.press("Done", p.button("Add store"))

	listings := world.World.Stores[0].Listings // of the first user
	sold := slices.IndexFunc(listings, func(l sandboxworld.Listing) bool {
		return l.Quirk == sandboxworld.QuirkNone && l.Live && len(l.Variants) == 0
	})
	placed, err := world.EKM.PlaceOrder(shop.Username, ekmsim.Basket{Lines: []ekmsim.Line{{Code: listings[sold].Code, Quantity: 1}}})
	if err != nil {
		t.Fatal(err)
	}
	if !until(t, workLimit, func() bool {
		return slices.ContainsFunc(world.Brightpearl.Books().SalesOrders, func(o brightpearlsim.BookOrder) bool {
			return strings.Contains(o.Reference, placed.Number) && o.ChannelID == shop.ChannelID && len(o.Payments) == 1 && o.Payments[0].Journal
		})
	}) {
		p.fail("order %s did not become a paid sales order within %v", placed.Number, workLimit)
	}
	p.quit()
}

// person is somebody before the window: hands, and the map of what they see.
type person struct {
	t          *testing.T
	app        *exec.Cmd
	ended      chan error
	display    string
	window     string
	mapped     string // file
	complaints string
	log        string
}

// spotSeen is a line of the map that the program writes, see windowmap.go.
type spotSeen struct {
	Kind, Name string
	On, Keys   bool
	X, Y       int
}

// theMappedBinary is the program with the map of its window.
func theMappedBinary(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("gcc"); err != nil && os.Getenv("STOCKBRIDGE_REQUIRE_DESKTOP") != "1" {
		t.Skip("gcc is missing; the desktop program cannot be built here")
	}
	out := filepath.Join(t.TempDir(), "stockbridge")
	build := exec.Command("go", "build", "-tags", "windowmap", "-o", out, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=1")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("the program cannot be built: %v\n%s", err, said)
	}
	return out
}

// startPerson opens the empty program on a display of its own.
func startPerson(t *testing.T, binary string, env []string) *person {
	t.Helper()
	data, rest := filepath.Join(t.TempDir(), "data"), t.TempDir()
	p := &person{t: t, display: startDisplay(t), mapped: filepath.Join(rest, "map"), complaints: filepath.Join(rest, "stderr"), log: filepath.Join(data, "stockbridge.log"),
		ended: make(chan error, 1)}
	errs, err := os.Create(p.complaints)
	if err != nil {
		t.Fatal(err)
	}
	defer errs.Close()
	p.app = exec.Command(binary, "--data", data, "--size", "1280x800", "--theme", "light")
	p.app.Stderr = errs
	p.app.Env = append(env, "DISPLAY="+p.display, "LIBGL_ALWAYS_SOFTWARE=1", "LANG=en_GB.UTF-8", "STOCKBRIDGE_WINDOW_MAP="+p.mapped)
	if err := p.app.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.ended <- p.app.Wait() }()
	t.Cleanup(func() {
		if p.app.ProcessState == nil {
			p.app.Process.Kill()
			<-p.ended
		}
	})
	if !until(t, startLimit, func() bool {
		out, err := tool(p.display, "xdotool", "search", "--onlyvisible", "--pid", strconv.Itoa(p.app.Process.Pid))
		p.window, _, _ = strings.Cut(strings.TrimSpace(out), "\n")
		return err == nil && p.window != ""
	}) {
		p.fail("no window within %v", startLimit)
	}
	p.do("windowfocus", "--sync", p.window) // there is no window manager to do it
	return p
}

// fail tells what the person saw last.
func (p *person) fail(format string, args ...any) {
	p.t.Helper()
	p.picture("connecting-failed")
	p.t.Fatalf(format+"\nthe window shows: %+v\nstandard error: %s\nlog: %s", append(args, p.look(), tail(p.complaints), tail(p.log))...)
}

func (p *person) picture(name string) {
	img, err := screenshot(p.display)
	if err != nil {
		p.t.Error(err)
		return
	}
	keepPicture(p.t, name, img)
}

func (p *person) do(args ...string) {
	p.t.Helper()
	if _, err := tool(p.display, "xdotool", args...); err != nil {
		p.t.Fatalf("xdotool %s: %v", args[0], err)
	}
}

// look reads the map. It is empty until the window has something to show.
func (p *person) look() (spots []spotSeen) {
	raw, err := os.ReadFile(p.mapped)
	if err == nil {
		err = json.Unmarshal(raw, &spots)
	}
	if err != nil && !os.IsNotExist(err) {
		p.t.Fatal(err)
	}
	return spots
}

// seen finds the innermost spot of a name that can be used; a menu's ground has the name of its first line.
func seen(spots []spotSeen, kind, name string) (found spotSeen, ok bool) {
	for _, s := range spots {
		if s.Kind == kind && s.Name == name && s.On {
			found, ok = s, true
		}
	}
	return found, ok
}

func has(spots []spotSeen, kind, name string) bool {
	_, ok := seen(spots, kind, name)
	return ok
}

// field and button wait for something to come.
func (p *person) field(label string) func([]spotSeen) bool {
	return func(spots []spotSeen) bool { return has(spots, "field", label) }
}
func (p *person) button(label string) func([]spotSeen) bool {
	return func(spots []spotSeen) bool { return has(spots, "press", label) }
}

// click presses the mouse on something, once it is there. What is below the fold is scrolled for.
func (p *person) click(kind, name string) {
	p.t.Helper()
	if !until(p.t, stepLimit, func() bool {
		s, ok := seen(p.look(), kind, name)
		if ok {
			p.do("mousemove", "--window", p.window, strconv.Itoa(s.X), strconv.Itoa(s.Y), "click", "1")
		} else {
			p.do("mousemove", "--window", p.window, "840", "400", "click", "5")
		}
		return ok
	}) {
		p.fail("there is no %s %q", kind, name)
	}
}

// persist does something until it has its effect. A press that came while the page was drawn anew is lost, for people too.
func (p *person) persist(act func(), done func([]spotSeen) bool) bool {
	acted := time.Time{}
	return until(p.t, stepLimit, func() bool {
		if !acted.IsZero() && done(p.look()) {
			return true
		}
		if time.Since(acted) > pressSure {
			act()
			acted = time.Now()
		}
		return false
	})
}

// press presses a button until the window shows what comes of it.
func (p *person) press(name string, then func([]spotSeen) bool) {
	p.t.Helper()
	pressed := false
	if !p.persist(func() {
		if !pressed || has(p.look(), "press", name) {
			p.click("press", name)
			pressed = true
		}
	}, then) {
		p.fail("pressing %q had no effect within %v", name, stepLimit)
	}
}

// fill writes into a field in place of what is there.
func (p *person) fill(label, text string) {
	p.t.Helper()
	if !p.persist(func() { p.click("field", label) }, func([]spotSeen) bool { return p.in(label) }) {
		p.fail("the field %q does not take the cursor", label)
	}
	p.write(text)
}

// in tells whether what is typed goes to a field.
func (p *person) in(label string) bool {
	s, ok := seen(p.look(), "field", label)
	return ok && s.Keys
}

// tab goes from field to field by the keyboard.
func (p *person) tab(labels ...string) {
	p.t.Helper()
	for _, label := range labels {
		p.do("key", "Tab")
		if !until(p.t, stepLimit, func() bool { return p.in(label) }) {
			p.fail("Tab does not lead to %q", label)
		}
	}
}

// write types in place of what the field with the cursor holds.
func (p *person) write(text string) {
	p.t.Helper()
	p.do("key", "ctrl+a")
	p.do("type", "--delay", "5", "--", text)
}

// choose picks from a list, which lies over the fields while it is open.
func (p *person) choose(label, choice string) {
	p.t.Helper()
	if !p.persist(func() { p.click("field", label) }, func(spots []spotSeen) bool { return !has(spots, "field", label) }) {
		p.fail("the list of %q does not open", label)
	}
	p.press(choice, p.field(label))
}

// seeDuplicates ticks that they were seen, where the shop has any.
func (p *person) seeDuplicates() {
	for _, s := range p.look() {
		if s.Kind == "press" && strings.HasPrefix(s.Name, "I have seen") {
			p.click("press", s.Name)
		}
	}
}

// quit closes the program and holds that it ended in good order.
func (p *person) quit() {
	p.t.Helper()
	if err := p.app.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	limit := time.NewTimer(quitLimit)
	defer limit.Stop()
	select {
	case err := <-p.ended:
		if err != nil {
			p.fail("the program ended with %v", err)
		}
	case <-limit.C:
		p.fail("the program did not stop within %v", quitLimit)
	}
	log, err := os.ReadFile(p.log)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, text := range []string{tail(p.complaints), string(log)} {
		for _, bad := range []string{"Error in Fyne call thread", "panic:", "DATA RACE"} {
			if strings.Contains(text, bad) {
				p.t.Errorf("the log says %q:\n%s", bad, text)
			}
		}
	}
}
