package main

import (
	"bufio"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"stockbridge/core/fault"
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

// signsIn prepares a sign-in through the browser. Where none is opened the person may paste the address that theirs ended up at,
// as a line of standard input after the secret: a browser on another computer cannot come back to this program. It has to be
// called before the secret is read.
func (c *call) signsIn(noBrowser bool) (open func(string) error, started func(*vault.Attempt)) {
	if !noBrowser {
		return c.browse, c.announce
	}
	c.pastes = true
	var newest atomic.Pointer[vault.Attempt]
	var reading sync.Once
	return nil, func(a *vault.Attempt) {
		newest.Store(a)
		c.announce(a)
		if c.fed || c.typed() { // otherwise standard input is not ours
			fmt.Fprintln(c.errs, "If your browser cannot come back to this program, paste the address it ended up at here and press Enter.")
			reading.Do(func() { go c.takePasted(&newest) })
		}
	}
}

// takePasted reads lines until one is the answer to the sign-in. It ends with the process where none is.
func (c *call) takePasted(newest *atomic.Pointer[vault.Attempt]) {
	lines := bufio.NewScanner(io.LimitReader(c.in, mostSecret))
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" {
			continue
		}
		err := newest.Load().Paste(line)
		if err == nil {
			return
		}
		fmt.Fprintln(c.errs, "stockbridgectl: "+fault.CauseOf(err).Text)
	}
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
