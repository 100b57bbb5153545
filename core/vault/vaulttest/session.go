// Package vaulttest gives tests a real Secret Service of their own: a D-Bus session and an unlocked gnome-keyring in a temporary
// home, for programs that the test starts. It is for tests only.
package vaulttest

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// BusConfig is a session bus that starts nothing by itself: no second daemon, no password prompt.
const BusConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
`

// Session starts a bus and a keyring that end with the test, and returns the environment under which a program finds them. It
// skips the test when the programs are missing, and fails it when STOCKBRIDGE_REQUIRE_KEYRING is 1.
func Session(t *testing.T) []string {
	t.Helper()
	for _, command := range []string{"dbus-daemon", "gnome-keyring-daemon"} {
		if _, err := exec.LookPath(command); err != nil {
			if os.Getenv("STOCKBRIDGE_REQUIRE_KEYRING") == "1" {
				t.Fatalf("%s is not installed (packages dbus and gnome-keyring)", command)
			}
			t.Skipf("%s is not installed (packages dbus and gnome-keyring)", command)
		}
	}
	home, runtime := t.TempDir(), t.TempDir()
	if err := os.Chmod(runtime, 0o700); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(runtime, "bus.conf")
	if err := os.WriteFile(config, []byte(BusConfig), 0o600); err != nil {
		t.Fatal(err)
	}
	var env []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "DBUS_") && !strings.HasPrefix(v, "XDG_") && !strings.HasPrefix(v, "HOME=") && !strings.HasPrefix(v, "DISPLAY=") {
			env = append(env, v)
		}
	}
	env = append(env, "HOME="+home, "XDG_RUNTIME_DIR="+runtime)
	address := start(t, env, "", "dbus-daemon", "--config-file="+config, "--nofork", "--print-address=1")
	env = append(env, "DBUS_SESSION_BUS_ADDRESS="+address)
	start(t, env, "a password for this test\n", "gnome-keyring-daemon", "--foreground", "--components=secrets", "--unlock",
		"--control-directory="+filepath.Join(runtime, "keyring"))
	return env
}

// start runs a program until the test ends and returns the first line it prints.
func start(t *testing.T, env []string, input, name string, args ...string) string {
	t.Helper()
	command := exec.Command(name, args...)
	command.Env = env
	if input != "" {
		command.Stdin = strings.NewReader(input)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_, _ = io.Copy(io.Discard, out)
		_ = command.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("%s said nothing: %v", name, err)
	}
	return strings.TrimSpace(line)
}
