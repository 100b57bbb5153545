package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"
)

func ordersJudge(f *flag.FlagSet) action {
	accept, ignore, again := f.Bool("accept", false, ""), f.Bool("ignore", false, ""), f.Bool("create-again", false, "")
	reason, store := f.String("reason", "", ""), f.String("store", "", "")
	return func(ctx context.Context, c *call) error {
		n := 0
		for _, chosen := range []bool{*accept, *ignore, *again} {
			if chosen {
				n++
			}
		}
		if n != 1 {
			return wrong("say one of --accept, --ignore --reason TEXT and --create-again")
		}
		e, o, err := c.order(ctx, *store)
		if err != nil {
			return err
		}
		said := "EKM's order is the one that counts now."
		switch {
		case *accept:
			err = e.AcceptChange(ctx, o.ID, actor)
		case *ignore:
			said = "It stays as it was posted."
			err = e.IgnoreChange(ctx, o.ID, strings.TrimSpace(*reason), actor)
		default:
			said = "It is posted again by the next sync."
			err = e.CreateAgain(ctx, o.ID, actor)
		}
		if err != nil {
			return err
		}
		after, _, err := e.DB.OrderDetail(ctx, o.ID)
		if err != nil {
			return err
		}
		return c.show(map[string]any{"order": orderOf(after.OrderRow)}, func(w io.Writer) {
			fmt.Fprintf(w, "Order %s of %s: %s\n", plain(o.Number), plain(o.Store), said)
		})
	}
}
