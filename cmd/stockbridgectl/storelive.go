package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"slices"
	"time"

	"stockbridge/core/db"
	"stockbridge/core/setup"
	"stockbridge/core/view"
)

func storeCheck(*flag.FlagSet) action {
	return func(ctx context.Context, c *call) error {
		e, row, err := c.store(ctx, c.args[0])
		if err != nil {
			return err
		}
		checks, err := e.Setup.Check(ctx, row.ID)
		if err != nil {
			return err
		}
		return c.showChecks(checks)
	}
}

// showChecks writes checks; a problem among them needs a person.
func (c *call) showChecks(checks []setup.Check) error {
	if err := c.show(map[string]any{"checks": orEmpty(checks)}, func(w io.Writer) { printChecks(w, checks) }); err != nil {
		return err
	}
	if slices.ContainsFunc(checks, func(k setup.Check) bool { return k.Result == setup.Problem }) {
		return errAttention
	}
	return nil
}

func printChecks(w io.Writer, checks []setup.Check) {
	for _, k := range checks {
		fmt.Fprintf(w, "%-8s %s: %s\n", k.Result, plain(k.Title), plain(k.Text))
		if k.Fix != "" {
			fmt.Fprintf(w, "         %s\n", plain(k.Fix))
		}
	}
}

func storeGoLive(f *flag.FlagSet) action {
	var on db.Switches
	f.BoolVar(&on.Orders, "orders", false, "")
	f.BoolVar(&on.Stock, "stock", false, "")
	f.BoolVar(&on.Shipments, "shipments", false, "")
	return func(ctx context.Context, c *call) error {
		e, row, err := c.store(ctx, c.args[0])
		if err != nil {
			return err
		}
		checks, err := e.Setup.GoLive(ctx, row.ID, on)
		if err != nil {
			return detailed{err, "checks", orEmpty(checks)}
		}
		row, _, err = e.DB.Store(ctx, row.ID)
		if err != nil {
			return err
		}
		d := storeOf(row, e.DB.Now())
		return c.show(map[string]any{"store": d, "checks": orEmpty(checks)}, func(w io.Writer) {
			fmt.Fprintf(w, "%s is %s. Switched on: %s.\n", plain(d.Name), stateWords(d), d.words())
			printChecks(w, slices.DeleteFunc(checks, func(k setup.Check) bool { return k.Result == setup.OK }))
		})
	}
}

func storePause(f *flag.FlagSet) action {
	span := f.Duration("for", 0, "")
	return func(ctx context.Context, c *call) error {
		if given(f, "for") && *span <= 0 {
			return wrong("--for must be longer than nothing")
		}
		e, row, err := c.store(ctx, c.args[0])
		if err != nil {
			return err
		}
		var until time.Time
		if *span > 0 {
			until = e.DB.Now().Add(*span)
		}
		if err := e.Setup.Pause(ctx, row.ID, until); err != nil {
			return err
		}
		return c.showStore(ctx, e, row.ID, func(d storeDocument) string {
			if d.PausedUntil == nil {
				return d.Name + " is paused until somebody resumes it. Nothing is lost."
			}
			return d.Name + " is " + stateWords(d) + ". Nothing is lost."
		})
	}
}

// given reports whether a flag was set on the command line.
func given(f *flag.FlagSet, name string) bool {
	found := false
	f.Visit(func(x *flag.Flag) { found = found || x.Name == name })
	return found
}

func storeResume(*flag.FlagSet) action {
	return func(ctx context.Context, c *call) error {
		e, row, err := c.store(ctx, c.args[0])
		if err != nil {
			return err
		}
		if err := e.Setup.Resume(ctx, row.ID); err != nil {
			return err
		}
		return c.showStore(ctx, e, row.ID, func(d storeDocument) string {
			return fmt.Sprintf("%s is resumed: it is %s, and %s is switched on.", d.Name, stateWords(d), d.words())
		})
	}
}

func storeRemove(f *flag.FlagSet) action {
	yes := f.Bool("yes", false, "")
	return func(ctx context.Context, c *call) error {
		e, row, err := c.store(ctx, c.args[0])
		if err != nil {
			return err
		}
		if !*yes {
			status, err := e.DB.Status(ctx)
			if err != nil {
				return err
			}
			i := slices.IndexFunc(status.Stores, func(s view.StoreStatus) bool { return s.Name == row.Name })
			if i < 0 {
				return fmt.Errorf("the store was removed meanwhile")
			}
			s := status.Stores[i]
			return wrong("removing %s forgets its settings, its sign-in, its SKU links and %d stock figures, and %d waiting or held orders will not be downloaded. "+
				"Its %d orders and their history stay. To remove it, add --yes", row.Name, s.Stock.Managed, s.Orders.Waiting+s.Orders.Held, s.Orders.Placed)
		}
		document := storeOf(row, e.DB.Now())
		if err := e.Setup.Remove(ctx, row.ID); err != nil {
			return err
		}
		return c.show(map[string]any{"removed": document}, func(w io.Writer) {
			fmt.Fprintf(w, "%s is removed. Its orders and history stay.\n", plain(row.Name))
		})
	}
}
