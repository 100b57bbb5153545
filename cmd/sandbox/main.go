// Command sandbox serves a local EKM and a local Brightpearl on loopback, for playing, support and benchmarks.
//
// It writes one JSON object to standard output when both answer, logs to standard error, and stops gracefully on SIGINT
// and SIGTERM. Everything it serves is made up and repeatable from the seed.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"stockbridge/core/sandbox"
)

// Exit codes of the command line contract.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is main without the process: it serves until ctx ends and returns the exit code.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	log := slog.New(slog.NewTextHandler(errs, nil))
	options, indent, err := readFlags(args, errs)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return exitDone
	case err != nil:
		fmt.Fprintln(errs, "sandbox:", err)
		return exitUsage
	}
	options.Log = log
	s, err := sandbox.Start(ctx, options)
	if err != nil {
		fmt.Fprintln(errs, "sandbox:", err)
		return exitFailed
	}
	encoder := json.NewEncoder(out)
	if indent {
		encoder.SetIndent("", "  ")
	}
	if err := encoder.Encode(s.Config()); err != nil {
		log.Error("cannot write the configuration", "error", err)
		_ = s.Close()
		return exitFailed
	}
	log.Info("sandbox is serving", "ekm", s.Config().EKMURL, "brightpearl", s.Config().BrightpearlURL, "stores", len(s.Config().Users))
	<-ctx.Done()
	_ = s.Close()
	log.Info("sandbox has stopped")
	return exitDone
}

// readFlags checks everything that can be wrong before anything starts.
func readFlags(args []string, errs io.Writer) (o sandbox.Options, indent bool, err error) {
	set := flag.NewFlagSet("sandbox", flag.ContinueOnError)
	set.SetOutput(io.Discard) // the error is written once, by run
	faults := ""
	set.StringVar(&o.Listen, "listen", "127.0.0.1:0", "loopback `address` of EKM; Brightpearl gets the next port")
	set.IntVar(&o.Stores, "stores", 3, "`number` of EKM stores")
	set.IntVar(&o.Products, "products", 400, "`number` of products, variants counted one by one")
	set.Float64Var(&o.OrdersPerMinute, "orders-per-minute", 0, "`number` of orders shoppers place in a minute, over all stores")
	set.Int64Var(&o.Seed, "seed", 1, "`number` that makes the data repeatable")
	set.Float64Var(&o.Speed, "speed", 1, "`factor` on both rate limits, divisor of all time spans")
	set.DurationVar(&o.TokenLife, "token-life", 0, "`time` that EKM's access tokens live, such as 3s; 0 for EKM's hour divided by the speed")
	set.StringVar(&faults, "faults", "", "comma separated `names` of faults, each with an optional =probability")
	set.BoolVar(&indent, "print-config", false, "write the configuration indented")
	if err := set.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			set.SetOutput(errs)
			set.Usage()
		}
		return o, false, err
	}
	switch {
	case set.NArg() > 0:
		return o, false, fmt.Errorf("unexpected argument %q", set.Arg(0))
	case o.Stores < 1:
		return o, false, errors.New("--stores must be at least 1")
	case o.Products < 40:
		return o, false, errors.New("--products must be at least 40")
	case o.OrdersPerMinute < 0:
		return o, false, errors.New("--orders-per-minute must not be negative")
	case o.TokenLife != 0 && o.TokenLife < 2*time.Second:
		return o, false, errors.New("--token-life must be at least 2s: tokens end at whole seconds")
	case o.Speed <= 0:
		return o, false, errors.New("--speed must be more than 0")
	}
	for name := range strings.SplitSeq(faults, ",") {
		if name = strings.TrimSpace(name); name != "" {
			o.Faults = append(o.Faults, name)
		}
	}
	if err := o.Check(); err != nil {
		return o, false, err
	}
	o.Warehouse, o.Trade = true, true
	return o, indent, nil
}
