package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"stockbridge/core/engine"
	"stockbridge/core/view"
)

// statusEvery is how often a running sync looks at its figures.
const statusEvery = 10 * time.Second

// lateError says that the time limit of a sync is over.
type lateError struct{ limit time.Duration }

func (e *lateError) Error() string {
	return fmt.Sprintf("The time limit of %s was reached before everything was done. What was under way was finished, and nothing is lost.", e.limit)
}

// idleDocument is the last line of a sync that ran until nothing was due.
type idleDocument struct {
	Idle        bool        `json:"idle"`
	NeedsPerson []string    `json:"needs_person"`
	Status      view.Status `json:"status"`
}

func syncCommand(f *flag.FlagSet) action {
	untilIdle := f.Bool("until-idle", false, "")
	limit := f.Duration("timeout", 0, "")
	return func(ctx context.Context, c *call) error {
		if given(f, "timeout") && *limit <= 0 {
			return wrong("--timeout must be longer than nothing")
		}
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		working, stop := context.WithCancel(ctx)
		defer stop()
		if *limit > 0 {
			working, stop = context.WithTimeoutCause(ctx, *limit, &lateError{*limit})
			defer stop()
		}
		if *untilIdle {
			err = c.syncUntilIdle(working, e)
		} else {
			err = c.syncOn(working, e)
		}
		if late, ok := errors.AsType[*lateError](context.Cause(working)); ok {
			return late
		}
		return err
	}
}

func (c *call) syncUntilIdle(ctx context.Context, e *engine.Engine) error {
	broken := false // nobody reads the progress any more; the work goes on
	err := e.UntilIdle(ctx, func(s engine.Step) {
		fmt.Fprintln(c.errs, plain(s.Text+" …"))
		if c.json && !broken {
			broken = c.write(s) != nil
		}
	})
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return err
	}
	needs, err := e.NeedsPerson(ctx)
	if err != nil {
		return err
	}
	status, err := e.DB.Status(ctx)
	if err != nil {
		return err
	}
	if c.json {
		err = c.write(idleDocument{Idle: true, NeedsPerson: orEmpty(needs), Status: status})
	} else {
		_, err = fmt.Fprintln(c.out, summary(status))
		for _, n := range needs {
			fmt.Fprintln(c.out, "Needs a person: "+plain(n))
		}
	}
	if err == nil && len(needs) > 0 {
		err = errAttention
	}
	return err
}

// syncOn runs until the context ends, and tells the figures meanwhile. Being interrupted is how it is meant to end.
func (c *call) syncOn(ctx context.Context, e *engine.Engine) error {
	group, running := errgroup.WithContext(ctx)
	group.Go(func() error {
		err := e.Run(running)
		if err == nil && running.Err() == nil {
			err = errors.New("the workers stopped by themselves")
		}
		return err
	})
	group.Go(func() error { return c.tellStatus(running, e) })
	err := group.Wait()
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

func (c *call) tellStatus(ctx context.Context, e *engine.Engine) error {
	ticker := time.NewTicker(statusEvery)
	defer ticker.Stop()
	told := ""
	for {
		status, err := e.DB.Status(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			c.log.Warn("the figures could not be read", "error", err)
		default:
			if line := summary(status); line != told {
				told = line
				fmt.Fprintln(c.errs, time.Now().Format(time.TimeOnly)+" "+line)
			}
			if c.json {
				if err := c.write(status); err != nil {
					return err
				}
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}
