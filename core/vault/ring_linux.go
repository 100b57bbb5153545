package vault

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
)

var errNoBus = errors.New("there is no D-Bus session, hence no key store")

// ringReachable refuses to go on without a D-Bus session. The D-Bus library would otherwise run dbus-launch, whose bus and
// key store daemon outlive this program.
func ringReachable() error {
	address := os.Getenv("DBUS_SESSION_BUS_ADDRESS")
	if address != "" && address != "autolaunch:" {
		return nil
	}
	if address == "" {
		runtime := filepath.Join("/run/user", strconv.Itoa(os.Getuid()))
		for _, name := range []string{"bus", "dbus-session"} {
			if _, err := os.Stat(filepath.Join(runtime, name)); err == nil {
				return nil
			}
		}
	}
	return errNoBus
}
