package main

import (
	"fmt"
	"os/exec"
	"runtime"

	"stockbridge/core/vault"
)

// defaultRedirectPort is where the browser returns to after a sign-in unless another port is registered with the app. It
// lies below the ports that systems hand out by chance.
const defaultRedirectPort = 17830

// openBrowser opens an address in the user's browser and does not wait for it.
func openBrowser(address string) error {
	var cmd *exec.Cmd
	switch runtime.GOOS {
	case "darwin":
		cmd = exec.Command("open", address)
	case "windows":
		cmd = exec.Command("rundll32", "url.dll,FileProtocolHandler", address)
	default:
		cmd = exec.Command("xdg-open", address)
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	return cmd.Process.Release()
}

// browser is how a sign-in page opens: nil when nobody wants it to.
func (c *call) browser(never bool) func(string) error {
	if never {
		return nil
	}
	return c.browse
}

// announce writes the address of the sign-in page as soon as it is known.
func (c *call) announce(a *vault.Attempt) {
	if c.json {
		if err := c.write(map[string]string{"open_url": a.URL()}); err != nil {
			a.Cancel()
		}
		return
	}
	fmt.Fprintf(c.out, "Sign in at this address in a browser on this computer:\n\n  %s\n\nWaiting for the sign-in …\n", a.URL())
}
