package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/ui/theme"
)

// options are what the command line says.
type options struct {
	folder  string // "" for the usual place
	demo    bool
	screen  string
	size    fyne.Size
	theme   *theme.Mode // nil: what the user chose before
	version bool
	tray    bool // begin without the window, where the tray can open it
}

var modes = map[string]theme.Mode{"system": theme.FollowSystem, "light": theme.AlwaysLight, "dark": theme.AlwaysDark}

// readFlags reads the command line; what is wrong with it is written to errs.
func readFlags(args []string, errs io.Writer) (options, error) {
	o := options{size: fyne.NewSize(1280, 800)}
	flags := flag.NewFlagSet("stockbridge", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.StringVar(&o.folder, "data", "", "`folder` of the database; the usual place when empty")
	flags.BoolVar(&o.demo, "demo", false, "start with made-up stores at once")
	flags.StringVar(&o.screen, "screen", "", "`name` of the screen to show first: overview, stores, match, orders, inventory, shipments, attention, settings, diagnostics")
	flags.BoolVar(&o.version, "version", false, "print the version and stop")
	flags.BoolVar(&o.tray, "tray", false, "start without the window, where the person keeps the program in the tray")
	flags.Func("size", "`WxH` of the window, for example 1280x800", func(text string) error {
		var w, h int
		if n, err := fmt.Sscanf(text, "%dx%d", &w, &h); err != nil || n != 2 || w < 320 || h < 240 {
			return errors.New("it must be width x height, at least 320x240, for example 1280x800")
		}
		o.size = fyne.NewSize(float32(w), float32(h))
		return nil
	})
	flags.Func("theme", "`mode`: light, dark or system", func(text string) error {
		mode, ok := modes[strings.ToLower(text)]
		if !ok {
			return errors.New("it must be light, dark or system")
		}
		o.theme = &mode
		return nil
	})
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		err := fmt.Errorf("there is nothing to do with %q; see --help", flags.Arg(0))
		fmt.Fprintln(errs, err)
		return o, err
	}
	return o, nil
}
