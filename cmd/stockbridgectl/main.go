// Command stockbridgectl is Stockbridge without a window, for servers, scripts and support staff. It shares the data folder,
// the keyring entries and every rule with the desktop program.
//
// Names, exit codes and JSON keys are a contract: other programs drive it. Results go to standard output, progress and logs
// to standard error. One process works on a data folder at a time, and this one does one command and ends.
//
// Start reading at run, then commands: each command is a row of that table, its flags and its work in the file of its group.
package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"stockbridge/core/engine"
	"stockbridge/core/vault"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// After the first signal work in flight finishes; a second one ends the process at once.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is main without the process: it does one command and returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := app{in: stdin, out: stdout, errs: stderr, browse: openBrowser}
	return a.run(ctx, args)
}

// app is what surrounds a command. Tests put a keyring of their own and a scripted browser into it.
type app struct {
	in        io.Reader
	out, errs io.Writer
	ring      vault.Ring // nil: the operating system's
	browse    func(address string) error
}

func (a *app) run(ctx context.Context, args []string) int {
	c, work, err := a.parse(args)
	if err == nil {
		err = work(ctx, c)
		if closing := c.close(); closing != nil {
			err = errors.Join(err, closing)
		}
	}
	return c.report(ctx, err)
}

// globals are the flags that every command takes.
type globals struct {
	data string
	json bool
	log  slog.LevelVar
}

// call is one command under way.
type call struct {
	*app
	globals
	command *command // nil while it is not known
	args    []string // the positional arguments
	log     *slog.Logger
	engine  *engine.Engine // nil until open
	pastes  bool           // lines may follow the secret on standard input
	fed     bool           // a secret was read from standard input
}

// open takes the data folder and returns the engine on it; the call closes it at its end.
func (c *call) open(ctx context.Context) (*engine.Engine, error) {
	folder := c.data
	if folder == "" {
		var err error
		if folder, err = engine.DefaultFolder(); err != nil {
			return nil, err
		}
	}
	e, err := engine.Open(ctx, engine.Options{Folder: folder, Ring: c.ring, Log: c.log})
	if err != nil {
		return nil, err
	}
	c.engine = e
	return e, nil
}

func (c *call) close() error {
	if c.engine == nil {
		return nil
	}
	return c.engine.Close()
}

// clock writes a time for people, in the computer's own zone.
func clock(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.Local().Format("2006-01-02 15:04")
}
