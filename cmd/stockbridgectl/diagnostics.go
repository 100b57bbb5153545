package main

import (
	"context"
	"flag"

	"stockbridge/core/setup"
)

func diagnosticsCheck(*flag.FlagSet) action {
	return func(ctx context.Context, c *call) error {
		e, err := c.open(ctx)
		if err != nil {
			return err // the folder is in use or cannot be written, and the error says which
		}
		var checks []setup.Check
		if err := e.SelfCheck(ctx, func(k setup.Check) { checks = append(checks, k) }); err != nil {
			return err
		}
		return c.showChecks(checks)
	}
}
