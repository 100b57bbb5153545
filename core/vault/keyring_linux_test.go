package vault_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"stockbridge/core/fault"
	"stockbridge/core/vault"
	"stockbridge/core/vault/vaulttest"
)

// insideSession tells the copy of this test that runs within dbus-run-session what to find there.
const insideSession = "STOCKBRIDGE_KEYRING_SESSION"

// TestSecretService runs this test binary again inside a D-Bus session of its own, with a home of its own, against the real
// gnome-keyring.
func TestSecretService(t *testing.T) {
	for _, command := range []string{"dbus-run-session", "gnome-keyring-daemon"} {
		if _, err := exec.LookPath(command); err != nil {
			if os.Getenv("STOCKBRIDGE_REQUIRE_KEYRING") == "1" {
				t.Fatalf("%s is not installed (packages dbus and gnome-keyring)", command)
			}
			t.Skipf("%s is not installed (packages dbus and gnome-keyring)", command)
		}
	}
	home := t.TempDir()
	for _, state := range []string{"no service", "unlocked", "locked"} { // in this order: unlocking creates the keyring
		t.Run(state, func(t *testing.T) { runInSession(t, home, state) })
	}
}

func runInSession(t *testing.T, home, state string) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	runtime := t.TempDir()
	if err := os.Chmod(runtime, 0o700); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(runtime, "bus.conf")
	if err := os.WriteFile(config, []byte(vaulttest.BusConfig), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(ctx, "dbus-run-session", "--config-file="+config, "--",
		os.Args[0], "-test.run=^TestInsideSession$", "-test.v")
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "DBUS_") && !strings.HasPrefix(variable, "XDG_") && !strings.HasPrefix(variable, "DISPLAY=") {
			command.Env = append(command.Env, variable)
		}
	}
	command.Env = append(command.Env, "HOME="+home, "XDG_RUNTIME_DIR="+runtime, insideSession+"="+state)
	out, err := command.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestInsideSession") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestInsideSession(t *testing.T) {
	state := os.Getenv(insideSession)
	if state == "" {
		return // TestSecretService starts it
	}
	v, err := vault.Open(vault.Options{Service: service, Limit: 10 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if state == "no service" {
		expectNoKeyring(t, v.Probe(t.Context()))
		return
	}
	startDaemon(t, state == "unlocked")
	if state == "locked" {
		expectNoKeyring(t, awaitProbe(t, v, func(err error) bool { return strings.Contains(fmt.Sprint(err), "unlock correct collection") }))
		return
	}
	awaitProbe(t, v, func(err error) bool { return err == nil })
	if _, err := v.LoadStore(t.Context(), "s"); fault.Of(err).Code != vault.CodeMissing {
		t.Errorf("a missing entry: %v", err)
	}
	for _, size := range []int{100, 8 << 10, 64 << 10, 300} {
		want := big("x", size)
		if err := v.SaveStore(t.Context(), "s", want); err != nil {
			t.Fatalf("save %d bytes: %v", size, err)
		}
		if got, err := v.LoadStore(t.Context(), "s"); err != nil || got.Access != want.Access {
			t.Fatalf("load %d bytes: got %d, %v", size, len(got.Access), err)
		}
	}
	other, err := vault.Open(vault.Options{Service: service + "-demo"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.LoadStore(t.Context(), "s"); fault.Of(err).Code != vault.CodeMissing {
		t.Errorf("another installation sees the entry: %v", err)
	}
	if err := v.DeleteStore(t.Context(), "s"); err != nil {
		t.Fatal(err)
	}
	if _, err := v.LoadStore(t.Context(), "s"); fault.Of(err).Code != vault.CodeMissing {
		t.Errorf("a deleted entry: %v", err)
	}
}

// startDaemon runs gnome-keyring in the foreground, so that it can be ended with the test.
func startDaemon(t *testing.T, unlock bool) {
	t.Helper()
	args := []string{"--foreground", "--components=secrets", "--control-directory=" + filepath.Join(t.TempDir(), "keyring")}
	if unlock {
		args = append(args, "--unlock")
	}
	daemon := exec.Command("gnome-keyring-daemon", args...)
	if unlock {
		daemon.Stdin = strings.NewReader("a password for this test\n")
	}
	out, err := daemon.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := daemon.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = daemon.Process.Kill()
		_, _ = io.Copy(io.Discard, out)
		_ = daemon.Wait()
	})
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil { // it names its socket when it is ready
		t.Fatalf("gnome-keyring-daemon said nothing: %v", err)
	}
}

// awaitProbe tries the key store until the answer is the wanted one: the daemon takes a moment to join the bus.
func awaitProbe(t *testing.T, v *vault.Vault, wanted func(error) bool) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := v.Probe(ctx)
		if wanted(err) {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("the last answer of the key store: %v", err)
		}
	}
}

func expectNoKeyring(t *testing.T, err error) {
	t.Helper()
	if f := fault.Of(err); err == nil || f.Code != vault.CodeNoKeyring || f.Kind != fault.NeedsPerson {
		t.Errorf("without a usable key store: %v", err)
	}
}

func TestNoSecretService(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "nothing"))
	v, err := vault.Open(vault.Options{Service: service})
	if err != nil {
		t.Fatal(err)
	}
	expectNoKeyring(t, v.Probe(t.Context()))
	// Without an address the D-Bus library would start a bus and a daemon that stay behind.
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "autolaunch:")
	expectNoKeyring(t, v.Probe(t.Context()))
}
