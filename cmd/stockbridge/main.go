// Command stockbridge is the desktop program: it opens the data folder, runs the engine and shows the window. It is wiring and
// nothing else, and the only importer of Fyne's app package.
//
// One program value lives as long as the window. What it shows is a session: one engine with the screens over it, the real
// one or that of the demo. To change between the two, the old session is closed completely before the new one opens, beside
// the window, which shows what it waits for.
//
// Start reading at run, then program.go, session.go and adapters.go.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"fyne.io/fyne/v2/app"

	"stockbridge/assets"
	"stockbridge/core/engine"
	"stockbridge/core/version"
	"stockbridge/ui/live"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// Exit codes of the command line contract.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// appID names the program to the operating system; it must never change.
const appID = "io.stockbridge.desktop"

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is main without the process. It has to be called on the main goroutine, which Fyne asks for.
func run(args []string, out, errs io.Writer) int {
	o, err := readFlags(args, errs)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return exitDone
	case err != nil:
		return exitUsage
	case o.version:
		fmt.Fprintln(out, "stockbridge", versionText())
		return exitDone
	}
	if o.folder == "" {
		if o.folder, err = engine.DefaultFolder(); err != nil {
			fmt.Fprintln(errs, err)
			return exitFailed
		}
	}
	if askFirst(o.folder) {
		fmt.Fprintln(errs, "stockbridge works already; its window came to the front")
		return exitDone
	}
	log, closeLog := openLog(o.folder)
	defer closeLog.Close()
	log.Info("started", "version", versionText(), "demo", o.demo)

	// Drawing makes much that is gone a moment later; collecting it twice as often as usual keeps some 20 MB out of the memory.
	debug.SetGCPercent(50)
	a := app.NewWithID(appID)
	chosen := preferences{a, o.folder}
	if err := say.Use(a.Preferences().String(languageKey)); err != nil {
		log.Warn("the language cannot be used", "error", err)
	}
	mode := modes[chosen.Theme()]
	if o.theme != nil {
		mode = *o.theme
	}
	if size := chosen.TextSize(); size != fullSize {
		if err := theme.SetTextSize(size); err != nil {
			log.Warn("the text size cannot be set", "error", err)
		}
	}
	a.SetIcon(assets.MarkPNG)
	a.Settings().SetTheme(theme.New(theme.Options{Mode: mode}))
	w := a.NewWindow(windowTitle)
	w.SetMaster()
	w.SetPadded(false)
	w.SetIcon(assets.MarkPNG)
	w.Resize(o.size)

	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	p := newProgram(ctx, a, w, o, log)
	defer p.around.close()
	defer answerOthers(o.folder, func() { p.feed.Do(p.front) }, log)()
	w.SetCloseIntercept(p.windowClosed)
	p.useTray()
	p.open(o.demo)
	p.mapWindow()
	p.firstShow()
	leaveAtSignal()
	a.Run()
	live.Leave()
	if err := p.close(); err != nil {
		log.Error("stopped with unfinished work", "error", err)
		return exitFailed
	}
	log.Info("stopped")
	return exitDone
}

// leaveAtSignal keeps answers from coming home once the system wants the program to end: Fyne ends its loop at the same signal.
func leaveAtSignal() {
	wish := make(chan os.Signal, 1)
	signal.Notify(wish, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-wish
		live.Leave()
	}()
}

// versionText names the version, and the commit where the build recorded it.
func versionText() string {
	if commit := version.Commit(); commit != "unknown" {
		return version.Version + ", commit " + commit[:min(len(commit), 12)]
	}
	return version.Version
}
