package main

import (
	"context"
	"flag"
	"fmt"
	"io"
)

func customersErase(f *flag.FlagSet) action {
	stdin := f.Bool("email-stdin", false, "")
	return func(ctx context.Context, c *call) error {
		if !*stdin {
			return wrong("the address is personal, so it is not taken from an argument: use --email-stdin")
		}
		_, email, err := c.secret("email")
		if err != nil {
			return err
		}
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		done, err := e.Orders.Erase(ctx, string(email), actor)
		if err != nil {
			return err
		}
		document := struct {
			Orders   int `json:"orders_erased"`
			Open     int `json:"orders_open"`
			Contacts int `json:"contacts_forgotten"`
		}{done.Orders, done.Open, done.Contacts}
		if err := c.show(document, func(w io.Writer) {
			fmt.Fprintf(w, "%d order(s) pseudonymised, %d entries of the contact index forgotten.\n", done.Orders, done.Contacts)
			if done.Open > 0 {
				fmt.Fprintf(w, "%d order(s) are not in Brightpearl yet and still need the address: ask again when they are.\n", done.Open)
			}
		}); err != nil {
			return err
		}
		if done.Open > 0 {
			return errAttention
		}
		return nil
	}
}
